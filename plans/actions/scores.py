"""Say again how things are, on the scales of the assessment, and put that right (R043)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import ProgrammingError, transaction
from django.utils import timezone

from assessments.choices import Respondent
from cases.models import Contact, Episode
from ehm.actions import Refused
from ehm.rows.actor import Actor
from plans.choices import ScoredAt
from plans.models import LaterScore, Meeting
from plans.scores import Scale, over_time


@dataclass(frozen=True)
class Scored:
    """`value` from 0 (worst) to 10 (best), as one of those asked sees it now."""

    scale: Scale
    respondent: Respondent
    value: int
    reason: str = ""


def write_scores(
    *,
    episode: Episode,
    at: ScoredAt,
    on: date,
    scored: Iterable[Scored],
    by: Actor,
    meeting: Meeting | None = None,
    contact: Contact | None = None,
) -> list[LaterScore]:
    """Part of an action that has asked whether `by` may write, and that holds the episode. Only scales that `by` can
    see in a finished assessment are scored again."""
    given = list(scored)
    if not given:
        return []
    known = {one.scale for one in over_time(episode, by)}
    if any(one.scale not in known for one in given):
        raise Refused("Score what the assessment has scored. Open this page again: something has changed.")
    rows = [
        LaterScore(
            tenant_id=by.tenant_id,
            episode=episode,
            at=at,
            meeting=meeting,
            contact=contact,
            scale_set=one.scale.scale_set,
            scale=one.scale.key,
            about=one.scale.about,
            respondent=one.respondent,
            value=one.value,
            reason=one.reason.strip(),
            given_on=on,
            agency_id=by.agency_id,
            recorded_by=by.membership,
        )
        for one in given
    ]
    try:
        with transaction.atomic():
            return LaterScore.objects.bulk_create(rows)
    except ProgrammingError:  # the database knows of a limit in another version of the assessment
        raise Refused("One of these scales is kept from you. Leave it out, and save again.") from None


def rewrite_scores(
    *,
    episode: Episode,
    at: ScoredAt,
    on: date,
    asked: Iterable[tuple[Scale, Respondent]],
    scored: Iterable[Scored],
    by: Actor,
    meeting: Meeting | None = None,
) -> bool:
    """What was said at one occasion, put right: what is different is taken off and said anew; of what was `asked` and
    is left out, nothing is said any more. Whether something is different. Otherwise as `write_scores`."""
    given = list(scored)
    rows = LaterScore.objects.within([episode], by).kept().filter(at=at, meeting=meeting)
    before = {(Scale(one.scale_set, one.scale, one.about), Respondent(one.respondent)): one for one in rows}
    said = {key: (row.value, row.reason) for key, row in before.items()}
    new = [one for one in given if said.get((one.scale, one.respondent)) != (one.value, one.reason.strip())]
    left_out = {*asked} - {(one.scale, one.respondent) for one in given}
    gone = [before[key].pk for key in {*left_out, *((one.scale, one.respondent) for one in new)} if key in before]
    LaterScore.objects.filter(tenant_id=by.tenant_id, pk__in=gone).update(removed_at=timezone.now())
    write_scores(episode=episode, at=at, on=on, scored=new, by=by, meeting=meeting)
    return bool(gone or new)
