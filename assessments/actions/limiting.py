"""A limit on sharing that the family asks for once the assessment was submitted. It holds from then on, for whoever
reads it and in every copy; what was handed over before is named to whoever adds it."""

from __future__ import annotations

from django.db import transaction

from assessments import checking
from assessments.actions.writing import SOMEBODY_ELSE, lock_assessment, write_pieces
from assessments.choices import Record
from assessments.distribution import recipient_of
from assessments.handing import Limits
from assessments.lifecycle import FINISHED, NOW, Status
from assessments.models import Assessment, Copy
from assessments.permissions import can_share_assessment
from assessments.pieces import Piece, Place
from assessments.places import listed_as, on_the_list, readers_in
from assessments.written import read
from ehm.actions import Refused
from ehm.models.tenancy import new_reference
from ehm.rows.actor import Actor

SAY_WHO = "Say in words who should not see it, or choose them from the list."


@transaction.atomic
def keep_back(*, assessment: Assessment, where: str, who: str, with_whom: str, reason: str, by: Actor) -> list[Copy]:
    """Keep a part from somebody from now on. The copies that were handed over already and can have it in them."""
    assessment = lock_assessment(assessment, can_share_assessment, by)
    if assessment.status not in FINISHED:
        raise Refused(NOW[Status(assessment.status)])
    written = read(assessment, by)
    question = written.form.kept_as(Record.LIMIT)
    if question is None:
        raise Refused("The form of this assessment asks for no limits on sharing.")
    if not where or not who:
        raise Refused("Choose what should not be seen, and by whom.")
    if who == SOMEBODY_ELSE and not with_whom.strip():
        raise Refused(SAY_WHO)
    known = listed_as(written, readers_in(written, by), with_whom) if who == SOMEBODY_ELSE else ""
    if known:
        raise Refused(on_the_list(known))
    said = {"where": where, "who": who, "with_whom": with_whom.strip(), "reason": reason.strip()}
    cells = {column.key: said.get(column.key, "") for column in question.columns}
    position = len(written.of(Record.LIMIT)) + 1
    piece = Piece(Place(Record.LIMIT, question.key, "", new_reference()), cells, position=position)
    problem = next(checking.problems(written, written.form.section_of(question.key), [piece]), None)
    if problem is not None:
        raise Refused(problem)
    write_pieces(written, [piece], by)
    return _handed_over(assessment, piece.place.key, by)


def _handed_over(assessment: Assessment, limit: str, by: Actor) -> list[Copy]:
    """What went, before there was this limit, to whom it binds."""
    limits = Limits(assessment, by)
    given = Copy.objects.within([assessment.episode]).filter(assessment=assessment, given_on__isnull=False)
    rows = given.select_related("person", "for_agency").order_by("given_on", "pk")
    return [copy for copy in rows if limits.does_bind(limit, recipient_of(copy))]
