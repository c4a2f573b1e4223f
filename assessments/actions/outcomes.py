"""What an assessment leads to, done in the step that finishes it: all of it or nothing (R069)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone

from assessments import notices, timeline
from assessments.actions.deciding import (
    Pinned,
    answer_remarks,
    authorise_assessment,
    has_authorisation,
    outcome_name,
    submit_assessment,
)
from assessments.actions.writing import lock_assessment
from assessments.choices import Consequence
from assessments.form import Outcome
from assessments.lifecycle import NOW, Status
from assessments.models import Assessment
from assessments.permissions import can_follow_outcome
from assessments.remarks import remarks_for
from assessments.told import is_outcome_for_all
from assessments.written import Written, read
from cases.actions import episodes, notes, oversight, sharing
from cases.actions.notes import NoteWords
from cases.choices import ClosureReason, EpisodeStatus, OversightOccasion, PersonKind
from cases.models import Episode, ManagementOversight
from cases.profile import profile_of
from ehm import events
from ehm.actions import Refused
from ehm.models import Agency, Membership, Role
from ehm.notifications import notify
from ehm.rows.actor import Actor


@dataclass(frozen=True)
class Closing:
    """Early help ends. `why_not_told` is needed where the family has not been told."""

    reason: ClosureReason
    rationale: str
    family_told: bool = True
    why_not_told: str = ""


@dataclass(frozen=True)
class Overseen:
    """A manager's record before early help ends (R053)."""

    what_is_happening: str
    what_is_working: str
    what_should_be_done: str
    by_when: date
    why: str


@dataclass(frozen=True)
class Asked:
    """Another agency is asked to help. `helps_with`: a few words about what."""

    agency: Agency
    helps_with: str = ""


@dataclass(frozen=True)
class Steps:
    """What whoever finishes an assessment wants done at once; nothing of it is done unasked."""

    level_reason: str = ""  # a level is decided where there is a reason
    note: NoteWords | None = None
    asked: Asked | None = None
    overseen: Overseen | None = None
    closing: Closing | None = None
    prepares_step_up: bool = False


UNANSWERED = "A manager asked for something that is not answered yet. Say of each comment that it is done, or why not."
NOTHING = Steps()
# Why early help ends where an outcome ends it; others do not.
ENDS = {
    Consequence.CLOSE: (ClosureReason.NEEDS_MET, ClosureReason.UNIVERSAL),
    Consequence.SINGLE_AGENCY: (ClosureReason.SINGLE_AGENCY,),
}


@transaction.atomic
def finish_assessment(
    *,
    assessment: Assessment,
    shared_on: date | None,
    by: Actor,
    steps: Steps = NOTHING,
    answers: Mapping[str, str] = MappingProxyType({}),
) -> Assessment:
    """Submit it; where no manager decides about it, do what follows from its outcome as well. `answers`: to a manager's
    comments, by their references. Each that is still open is answered: done, or why not."""
    if assessment.is_being_written:
        open_ones = {one.remark.reference for one in remarks_for(assessment, by) if one.is_open}
        if open_ones - answers.keys():
            raise Refused(UNANSWERED)
    if answers:
        answer_remarks(assessment=assessment, answers=answers, by=by)
    assessment = submit_assessment(assessment=assessment, shared_on=shared_on, by=by)
    if steps != NOTHING:
        follow_outcome(assessment=assessment, steps=steps, by=by)
    return assessment


@transaction.atomic
def authorise_and_follow(
    *,
    assessment: Assessment,
    review: str,
    by: Actor,
    remarks: Sequence[Pinned] = (),
    steps: Steps = NOTHING,
    version: int | None = None,
) -> Assessment:
    """A manager agrees with the assessment, and what follows from its outcome is done."""
    assessment = authorise_assessment(assessment=assessment, review=review, remarks=remarks, version=version, by=by)
    if steps != NOTHING:
        follow_outcome(assessment=assessment, steps=steps, by=by)
    return assessment


@transaction.atomic
def follow_outcome(*, assessment: Assessment, steps: Steps, by: Actor) -> Assessment:
    """Do what the outcome leads to. Refused while the assessment is not final, and for what its outcome does not
    lead to; then nothing has happened."""
    assessment = lock_assessment(assessment, can_follow_outcome, by)
    written = read(assessment, by)
    if written.withheld:
        raise Refused("Something in this assessment is kept from you. Somebody who may read all of it does this.")
    _check_final(assessment, written)
    outcome = outcome_of(assessment, written)
    _check_fits(outcome, steps)
    episode = assessment.episode
    if steps.level_reason and (episode.level, episode.level_band) != (outcome.level, ""):
        episode = episodes.decide_level(
            episode=episode,
            level=outcome.level,
            reason=steps.level_reason,
            decided_on=timezone.localdate(),
            by=by,
        )
    if steps.note:
        _leave_notes(written, steps.note, by)
    if steps.asked:
        _ask(episode, steps.asked, by)
    if steps.prepares_step_up:
        _prepare_step_up(assessment, written, by)
    if steps.overseen:
        oversight.record_oversight(episode=episode, occasion=OversightOccasion.CLOSURE, by=by, **vars(steps.overseen))
    if steps.closing:
        _check_seen_by_another(assessment, by)
        episodes.close_episode(episode=episode, by=by, **vars(steps.closing))
    return assessment


def _check_seen_by_another(assessment: Assessment, by: Actor) -> None:
    """A manager's look at a closing counts where it is not at what they handed in themselves (R121)."""
    if not profile_of(by.partnership).oversight.of_closing:
        return
    looked = ManagementOversight.objects.within([assessment.episode]).filter(occasion=OversightOccasion.CLOSURE)
    same = Assessment.objects.filter(tenant_id=by.tenant_id, pk=assessment.pk)
    managers = set(looked.values_list("recorded_by__user_id", flat=True))
    if managers and not any(same.never_submitted_by(one).exists() for one in managers):
        raise Refused("A manager who did not hand in this assessment must record their oversight of the closing first.")


def is_to_end(assessment: Assessment) -> bool:
    """Whether its outcome is that early help ends, and it runs still."""
    return assessment.outcome == Consequence.CLOSE and assessment.episode.status == EpisodeStatus.OPEN


def outcome_of(assessment: Assessment, written: Written) -> Outcome:
    """As the partnership describes it."""
    found = next((one for one in written.form.outcomes if one.key == assessment.outcome), None)
    if found is None:
        raise Refused("The assessment does not say what it leads to.")
    return found


def _check_final(assessment: Assessment, written: Written) -> None:
    is_decided = has_authorisation(written.form)
    if is_decided and assessment.status == Status.SUBMITTED:
        raise Refused("A manager decides about this assessment first. What follows from it is done then.")
    if assessment.status != (Status.AUTHORISED if is_decided else Status.SUBMITTED):
        raise Refused(NOW[Status(assessment.status)])


def _check_fits(outcome: Outcome, steps: Steps) -> None:
    wrong = (
        ((steps.closing or steps.overseen) and outcome.key not in ENDS)
        or ((steps.note or steps.asked) and outcome.key is not Consequence.SINGLE_AGENCY)
        or (steps.prepares_step_up and outcome.key is not Consequence.STEP_UP)
    )
    if wrong:
        raise Refused(f"This does not follow from '{outcome.name}'. Open the page again and look at what does.")
    if steps.asked and steps.closing:
        raise Refused(
            f"When early help ends, {steps.asked.agency.name} can no longer read the record. Ask them first, and end"
            " early help when they have begun."
        )
    if steps.closing and steps.closing.reason not in ENDS[outcome.key]:
        reasons = " or ".join(f"'{one.label}'" for one in ENDS[outcome.key])
        raise Refused(f"Where the assessment leads to '{outcome.name}', early help ends because of {reasons}.")


def _leave_notes(written: Written, words: NoteWords, by: Actor) -> None:
    """In one's own agency's name, for each child who has been born."""
    if written.assessment.episode.lead_agency_id != by.agency_id:
        raise Refused(f"Only {written.assessment.episode.lead_agency.name} can leave a key agency note of its own.")
    for child in written.family.children:
        if child.kind != PersonKind.UNBORN:
            notes.add_note(child=child.reference, words=words, by=by)


def _ask(episode: Episode, asked: Asked, by: Actor) -> None:
    """The agency joins the team around the family, so that it can read what it is asked about, and is told."""
    agency = asked.agency
    if agency.pk == by.agency_id:
        raise Refused("Choose another agency than your own.")
    is_there = agency.pk == episode.lead_agency_id or (
        episode.team.filter(tenant_id=by.tenant_id, agency=agency, ended_at=None).exists()
    )
    if not is_there:
        sharing.add_agency(episode=episode, agency=agency, helps_with=asked.helps_with, by=by)
    people = Membership.objects.filter(tenant_id=by.tenant_id, agency=agency, ended_at=None).exclude(
        role__in=(Role.AUDITOR, Role.ADMINISTRATOR)
    )
    managers = [one for one in people if one.role == Role.MANAGER]
    notify(managers or list(people), notices.ASKED_TO_HELP, subject=episode.reference, by=by)


def _prepare_step_up(assessment: Assessment, written: Written, by: Actor) -> None:
    """It stands on the record that a pack for the front door is to be prepared; this assessment is its first part."""
    name = outcome_name(written.form, assessment.outcome) if is_outcome_for_all(assessment, by) else ""
    data = {"assessment": assessment.reference, "outcome_name": name}
    events.record(timeline.STEP_UP_WANTED, assessment, by=by, data=data)
