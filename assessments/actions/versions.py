"""A new version of an assessment: an authorised one is never changed (R041). Deciding to make one starts the days to
finish it anew (R078)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments import timeline
from assessments.actions.deciding import has_authorisation
from assessments.actions.writing import check_decision, lock_assessment
from assessments.checking import kept_as
from assessments.choices import Record
from assessments.copying import COPIED, about_now, held_back_now, is_copied
from assessments.form import Form
from assessments.lifecycle import NOW, Status
from assessments.lines import KEPT, Kept
from assessments.models import Assessment, LifeEvent, Limit, Need
from assessments.partnership import form_for
from assessments.permissions import can_decide_to_assess, can_start_version
from assessments.pieces import ANSWER, Place
from assessments.written import Written, read, rows_of
from cases import lifecycle
from cases.actions.locking import lock_episode
from cases.models import Episode
from ehm import events
from ehm.actions import Refused
from ehm.models.tenancy import new_reference
from ehm.rows.actor import Actor

KEPT_FROM_YOU = "Something in that assessment is kept from you. Somebody who may read all of it begins the new one."


@transaction.atomic
def start_next_version(*, assessment: Assessment, decided_at: datetime, by: Actor) -> Assessment:
    """It was decided with the family to look at everything again. What was found before is copied, with its source."""
    assessment = lock_assessment(assessment, can_start_version, by)
    episode = assessment.episode
    lifecycle.check_running(episode.status)
    written = read(assessment, by)
    check_ended(assessment, written.form)
    if Assessment.objects.filter(tenant_id=by.tenant_id, episode=episode, number__gt=assessment.number).exists():
        raise Refused("There is a later version already. Open that one.")
    finished = max(filter(None, (assessment.submitted_at, assessment.completed_at, assessment.authorised_at)))
    if timezone.localdate(decided_at) < timezone.localdate(finished):
        raise Refused("The day on which you decided cannot be before the earlier version was finished.")
    return _begin(written, episode, max(decided_at, finished), assessment.number + 1, by)


@transaction.atomic
def start_from_earlier(*, earlier: Assessment, episode: Episode, decided_at: datetime, by: Actor) -> Assessment:
    """The family has had help before: its new assessment begins from what was found then."""
    episode = lock_episode(episode, can_decide_to_assess, by)
    lifecycle.check_running(episode.status)
    written = read(earlier, by)
    check_ended(earlier, written.form)
    if earlier.episode.family_id != episode.family_id or earlier.episode_id == episode.pk:
        raise Refused("Choose an assessment from this family's earlier help.")
    if Assessment.objects.filter(tenant_id=by.tenant_id, episode=episode).exclude(status=Status.WITHDRAWN).exists():
        raise Refused("There is an assessment already. Open it, or begin a new version of it.")
    return _begin(written, episode, decided_at, 1, by)


def check_ended(assessment: Assessment, form: Form) -> None:
    """A new version begins from one that is done: authorised, or submitted where no manager decides."""
    is_done = assessment.status == Status.AUTHORISED
    if not is_done and not (assessment.status == Status.SUBMITTED and not has_authorisation(form)):
        raise Refused(NOW[Status(assessment.status)])


def source_of(assessment: Assessment, *, in_new_help: bool = False) -> str:
    """'Version 1, 3 November 2026': stays beside what was copied from it."""
    done = assessment.authorised_at or assessment.submitted_at
    assert done is not None  # check_ended
    on = timezone.localdate(done)
    called = "Earlier assessment" if in_new_help else f"Version {assessment.number}"
    return f"{called}, {on.day} {on:%B %Y}"


def _begin(written: Written, episode: Episode, decided_at: datetime, number: int, by: Actor) -> Assessment:
    earlier = written.assessment
    if written.withheld:
        raise Refused(KEPT_FROM_YOU)
    form = form_for(by.partnership)
    uses_own_tool = earlier.uses_own_tool and form.may_use_own_tool(episode.level)
    check_decision(episode, form, decided_at, uses_own_tool=uses_own_tool)
    new = Assessment.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        form=by.partnership.profile,
        overlays=by.partnership.overlays,
        uses_own_tool=uses_own_tool,
        number=number,
        follows=earlier,
        decided_at=decided_at,
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    for kept, rows in _Copy(written, new, form, by).all():
        objects: Any = kept.model._default_manager
        objects.bulk_create(rows)
    data = {"assessment": new.reference}
    with events.together(by):
        events.record(timeline.ASSESSMENT_VERSION_STARTED, new, by=by, data=data | {"follows": earlier.reference})
        events.record(timeline.ASSESSMENT_DECIDED, new, by=by, occurred_at=decided_at, data=data)
    return new


class _Copy:
    """The rows of the new version, kind by kind. `new` of `references`: what the copy of each line goes by."""

    def __init__(self, written: Written, new: Assessment, form: Form, by: Actor) -> None:
        self.written, self.new, self.form, self.by = written, new, form, by
        self.source = source_of(written.assessment, in_new_help=new.episode_id != written.assessment.episode_id)
        self.questions = {question.key: question for question in form.questions()}
        lines = [piece.place.key for record in COPIED if KEPT[record].is_line for piece in written.of(record)]
        self.references = {old: new_reference() for old in lines}
        self.items = {piece.place.key: piece.place.key for piece in written.of(Record.NEED)}  # of the checklist
        self.children = {child.reference for child in written.family.children}

    def all(self) -> Iterator[tuple[Kept, list[Any]]]:
        for record in (*COPIED, ANSWER):
            kept = KEPT[record]
            rows = rows_of(kept, self.written.assessment, self.by)
            yield kept, [copy for row in rows if (copy := self._copied(record, kept, row)) is not None]

    def _copied(self, record: str, kept: Kept, row: Any) -> Any:
        question = self.questions.get(row.question)
        if question is None or not is_copied(self.form, question):
            return None
        if kept_as(question) != record:
            return None  # the form asks for something else there by now
        old = kept.place(row)
        about = about_now(question, old.about, self.children, self.references)
        if about is None:
            return None
        place = Place(record, old.question, about, self.references.get(old.key, old.key))
        copy: Any = kept.model(
            tenant_id=self.by.tenant_id,
            episode_id=self.new.episode_id,
            assessment=self.new,
            agency_id=self.by.agency_id,
            recorded_by=self.by.membership,
            address=str(place.address(self.form)),
            question=row.question,
            about=row.about if kept.is_line else about,
            source=self.source,
            **kept.key(place),
            **{field: getattr(row, field) for field in kept.columns.values()},
        )
        if kept.is_line:
            copy.position = row.position
        return self._linked(copy, row)

    def _linked(self, copy: Any, row: Any) -> Any:
        """What refers to something else refers to its copy."""
        match copy:
            case LifeEvent():
                copy.family_id, copy.told_before, copy.sorts_on = row.family_id, row, row.sorts_on
                return copy
            case Need():
                copy.worries = [self.references[worry] for worry in row.worries if worry in self.references]
            case Limit():
                copy.kept_from_agency_id, copy.kept_from_worker_id = row.kept_from_agency_id, row.kept_from_worker_id
                place = held_back_now(row.holds_back, self.items | self.references, self.written.family.by_reference)
                if place is None:
                    return None
                copy.holds_back = place
        copy.person_id = row.person_id
        return copy


def earlier_assessments(episode: Episode, by: Actor) -> Iterator[Assessment]:
    """Those from the family's earlier help that `by` may read, the latest first: two queries at most."""
    rows = (
        Assessment.objects.visible_to(by)
        .not_withheld()
        .filter(episode__family_id=episode.family_id)
        .exclude(episode=episode)
    )
    done = rows.filter(status__in=(Status.AUTHORISED, Status.SUBMITTED)).select_related("episode__family")
    form = form_for(by.partnership)
    for one in done.order_by("-submitted_at", "-pk")[:3]:
        if one.status == Status.AUTHORISED or not has_authorisation(form):
            yield one
