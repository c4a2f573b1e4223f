"""Decide with the family to assess, and write down what is said, section by section (R041, R078)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import checking, timeline, when
from assessments.choices import Expectation, Record
from assessments.form import Form
from assessments.lifecycle import Status, check_being_written, check_move
from assessments.lines import KEPT, Kept
from assessments.models import Assessment, LifeEvent, Limit, Need
from assessments.partnership import form_for
from assessments.permissions import can_decide_to_assess, can_submit_assessment, can_write_assessment
from assessments.pieces import Conflict, Piece, Place, cleaned, merged
from assessments.written import Written, read, rows_of
from cases import lifecycle
from cases.actions.locking import lock_episode
from cases.models import Episode
from ehm import events
from ehm.actions import Refused, Stale, still_there
from ehm.models import Agency, Membership
from ehm.models.tenancy import new_reference
from ehm.permissions import require
from ehm.rows.actor import Actor

SOMEBODY_ELSE = "other"
CHANGED_MEANWHILE = "Somebody else wrote in this section while you did. Both are shown below: choose or join them."


class Overtaken(Stale):
    """Somebody else saved the same answers first. Nothing is written; `conflicts` holds both texts of each."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__(CHANGED_MEANWHILE, {str(one.place): asdict(one) for one in conflicts})
        self.conflicts = tuple(conflicts)


@transaction.atomic
def decide_to_assess(*, episode: Episode, decided_at: datetime, uses_own_tool: bool = False, by: Actor) -> Assessment:
    """It was decided with the family to make an assessment: the clock starts then, whenever the writing does."""
    episode = lock_episode(episode, can_decide_to_assess, by)
    lifecycle.check_running(episode.status)
    check_decision(episode, form_for(by.partnership), decided_at, uses_own_tool=uses_own_tool)
    if Assessment.objects.filter(tenant_id=by.tenant_id, episode=episode).exclude(status=Status.WITHDRAWN).exists():
        raise Refused("There is an assessment already. Open it, or begin a new version of it.")
    assessment = Assessment.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        form=by.partnership.profile,
        overlays=by.partnership.overlays,
        uses_own_tool=uses_own_tool,
        decided_at=decided_at,
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    events.record(
        timeline.ASSESSMENT_DECIDED,
        assessment,
        by=by,
        occurred_at=decided_at,
        data={"assessment": assessment.reference},
    )
    return assessment


@transaction.atomic
def save_section(*, assessment: Assessment, section: str, pieces: Iterable[Piece], by: Actor) -> int:
    """Write down what is new in a section; the number of places that changed.

    Raises Overtaken where somebody else has written in the same places since the page was shown: nothing is lost, and
    nothing overwritten.
    """
    assessment = lock_assessment(assessment, can_write_assessment, by)
    check_being_written(assessment.status)
    written = read(assessment, by, section=section)
    asked = written.form.asked(with_own_tool=assessment.uses_own_tool)
    found = next((one for one in asked if one.key == section), None)
    if found is None:
        raise Refused(checking.GONE)
    wanted = {piece.place: piece for piece in pieces}
    merge = merged(wanted, written.pieces)
    first = next(checking.problems(written, found, merge.to_write), None)
    if first is not None:
        raise Refused(first)
    if merge.conflicts:
        raise Overtaken(merge.conflicts)
    write_pieces(written, merge.to_write, by)
    return len(merge.to_write)


@transaction.atomic
def withdraw_assessment(*, assessment: Assessment, reason: str, by: Actor) -> Assessment:
    """Give up an assessment that was begun, and say why. Its clock ends."""
    assessment = lock_assessment(assessment, can_submit_assessment, by)
    check_move(assessment.status, Status.WITHDRAWN)
    if not reason.strip():
        raise Refused("Say why the assessment is given up.")
    assessment.status = Status.WITHDRAWN
    assessment.withdrawn_at, assessment.withdrawn_by = timezone.now(), by.membership
    assessment.withdrawn_reason = reason.strip()
    assessment.version += 1
    assessment.save(update_fields=["status", "withdrawn_at", "withdrawn_by", "withdrawn_reason", "version"])
    events.record(timeline.ASSESSMENT_WITHDRAWN, assessment, by=by, data={"assessment": assessment.reference})
    return assessment


def check_decision(episode: Episode, form: Form, decided_at: datetime, *, uses_own_tool: bool) -> None:
    """Whether it can have been decided then to make an assessment by `form` for this episode."""
    if decided_at > timezone.now():
        raise Refused("The day on which you decided cannot be later than today.")
    if decided_at < episode.requested_at and timezone.localdate(decided_at) < timezone.localdate(episode.requested_at):
        raise Refused("The day on which you decided cannot be before early help was asked for.")
    expected = form.at_level(episode.level, episode.level_band)
    if expected is not None and expected.expectation is Expectation.NOT_USED:
        raise Refused(expected.note or "No assessment is made at this level.")
    if uses_own_tool and not form.may_use_own_tool(episode.level):
        raise Refused(f"At this level, fill in the {form.title}: an agency's own tool does not do.")


def lock_assessment(assessment: Assessment, may: Callable[[Actor, Assessment], bool], by: Actor) -> Assessment:
    """The assessment as it is now, with its episode held until the action is done: what two people do to one
    assessment happens one after the other."""
    require(may, by, assessment)
    Episode.objects.lock(assessment.episode_id)
    fresh = still_there(
        Assessment.objects.select_related(
            "episode__family", "episode__lead", "episode__lead_agency", "episode__area", "submitted_by"
        ),
        tenant_id=by.tenant_id,
        pk=assessment.pk,
    )
    require(may, by, fresh)
    return fresh


def write_pieces(written: Written, pieces: Sequence[Piece], by: Actor) -> None:
    """The rows of what was checked, of an assessment that is locked."""
    rows: dict[str, dict[Place, Any]] = {}
    for piece in pieces:
        kept = KEPT[piece.place.record]
        if piece.place.record not in rows:
            found = rows_of(kept, written.assessment, by, with_removed=True)
            rows[piece.place.record] = {kept.place(row): row for row in found}
        row = rows[piece.place.record].get(piece.place)
        if row is not None:
            _change(written, kept, row, piece, by)
        elif not piece.is_blank:
            _add(written, kept, piece, by)


def _add(written: Written, kept: Kept, piece: Piece, by: Actor) -> None:
    """A line whose reference is taken, by one that `by` may not see, gets another: nothing says that there is one."""
    try:
        with transaction.atomic():
            _new(written, kept, piece, by).save(force_insert=True)
    except IntegrityError:
        if not kept.is_line:
            raise
        place = piece.place._replace(key=new_reference())
        _new(written, kept, replace(piece, place=place), by).save(force_insert=True)


def _new(written: Written, kept: Kept, piece: Piece, by: Actor) -> Any:
    assessment, place, content = written.assessment, piece.place, cleaned(piece.content)
    about = str(content.get(kept.person, "")) if kept.person else place.about
    row: Any = kept.model(
        tenant_id=by.tenant_id,
        episode_id=assessment.episode_id,
        assessment=assessment,
        agency_id=by.agency_id,
        recorded_by=by.membership,
        address=str(place.address(written.form)),
        question=place.question,
        about=about,
        source=piece.source,
        **kept.key(place),
        **kept.values(content),
    )
    person = written.family.by_reference.get(about)
    if person is not None:
        row.person = person
    if kept.is_line:
        row.position = piece.position
    _fit(written, row, content, by)
    return row


def _change(written: Written, kept: Kept, row: Any, piece: Piece, by: Actor) -> None:
    """A line that somebody took off while another wrote in it, and wants to keep, is back on the list: as the same row,
    so that whatever kept it from somebody still does."""
    content = cleaned(piece.content)
    if kept.is_line:
        row.removed_at = timezone.now() if piece.is_blank else None
    if not kept.is_line or not piece.is_blank:
        unseen = _unseen_worries(written, row)
        for name, value in kept.values(content).items():
            setattr(row, name, value)
        if unseen:
            row.worries = [*row.worries, *unseen]
        _fit(written, row, content, by)
    row.source, row.saved_at = piece.source or row.source, timezone.now()
    row.recorded_by, row.agency_id, row.version = by.membership, by.agency_id, row.version + 1
    if kept.is_line:
        row.position = piece.position
    row.save(update_fields=[*kept.written, *_ALSO.get(piece.place.record, ())])


def _unseen_worries(written: Written, row: Any) -> list[str]:
    """Those that a need leads to and its writer may not know of: no page of theirs takes them away."""
    if not isinstance(row, Need):
        return []
    seen = {piece.place.key for piece in written.of(Record.WORRY)}
    return [worry for worry in row.worries if worry not in seen]


def _fit(written: Written, row: Any, content: Mapping[str, Any], by: Actor) -> None:
    """What follows from the words: where an event stands in time, whom a limit keeps out."""
    if isinstance(row, LifeEvent):
        row.family_id = written.assessment.episode.family_id
        born = {one.short_name: one.date_of_birth for one in written.family.people if one.date_of_birth}
        row.sorts_on = when.read(row.said_when, today=timezone.localdate(), born=born).sorts_on
    elif isinstance(row, Limit):
        _keep_out(written, row, str(content.get("who", "")), by)


_ALSO: Mapping[str, tuple[str, ...]] = {
    Record.LIMIT: ("kept_from_agency", "kept_from_worker", "person", "about"),
}


def _keep_out(written: Written, limit: Limit, who: str, by: Actor) -> None:
    kind, _, reference = who.partition(":")
    episode = written.assessment.episode
    limit.kept_from_agency = limit.kept_from_worker = limit.person = None
    limit.about = ""
    if kind == "agency":
        limit.kept_from_agency = Agency.objects.filter(tenant_id=by.tenant_id, reference=reference).first()
        if limit.kept_from_agency is None:
            raise Refused("Choose who should not see it from the list.")
        if limit.kept_from_agency.pk == episode.lead_agency_id:
            raise Refused(f"{limit.kept_from_agency.name} leads, and has to know. Hand over the lead first.")
    elif kind == "worker":
        limit.kept_from_worker = Membership.objects.filter(tenant_id=by.tenant_id, reference=reference).first()
        if limit.kept_from_worker is None:
            raise Refused("Choose who should not see it from the list.")
        if limit.kept_from_worker.user_id in {by.user.pk, episode.lead.user_id if episode.lead else None}:
            raise Refused("Whoever leads, or writes this down, has to know. Hand over the lead first.")
    elif kind == "person":
        limit.person = written.family.by_reference.get(reference)
        if limit.person is None:
            raise Refused("Choose who should not see it from the list.")
        limit.about = reference
    elif who not in ("", SOMEBODY_ELSE):
        raise Refused("Choose who should not see it from the list.")
