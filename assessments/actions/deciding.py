"""Submit an assessment, share it with the family, and decide about it as a manager (R041, R047, R078)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments import notices, timeline
from assessments.actions.writing import lock_assessment
from assessments.address import Address, NoAddress
from assessments.choices import Kind, Step
from assessments.form import Form
from assessments.lifecycle import FINISHED, NOW, Status, check_move
from assessments.models import Assessment, Decision, Remark, Verdict
from assessments.permissions import (
    can_authorise_assessment,
    can_share_assessment,
    can_submit_assessment,
)
from assessments.submission import Missing, holds_back, what_is_missing
from assessments.told import is_outcome_for_all
from assessments.written import Written, read
from ehm import events
from ehm.actions import Refused, still_there
from ehm.models import Membership
from ehm.notifications import notify
from ehm.rows.actor import Actor

CHANGED_SINCE = "This assessment has changed since you opened this page. Read what is new, then decide."


class Incomplete(Refused):
    """Something is missing that the step needs. `missing` says what, in the order of the form."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__("Some things are still missing. They are listed below, each with its place on the form.")
        self.missing = tuple(missing)


@dataclass(frozen=True)
class Pinned:
    """A manager's remark, pinned to a place on the form and, where there is one, to words quoted from it."""

    address: str
    remark: str
    quote: str = ""


@transaction.atomic
def submit_assessment(*, assessment: Assessment, shared_on: date | None, by: Actor) -> Assessment:
    """Finish writing. `shared_on` is the day on which it was gone through with the family; None where that is to come.

    Raises Incomplete with what the form's checks say must not be missing.
    """
    assessment = lock_assessment(assessment, can_submit_assessment, by)
    check_move(assessment.status, Status.SUBMITTED)
    written = read(assessment, by)
    if written.withheld:
        raise Refused("Something in this assessment is kept from you. Somebody who may read all of it submits it.")
    missing = what_is_missing(written.form, written.answers)
    if holds_back(missing):
        raise Incomplete(missing)
    assessment.status = Status.SUBMITTED
    assessment.submitted_at, assessment.submitted_by = timezone.now(), by.membership
    assessment.outcome = outcome_in(written)
    assessment.version += 1
    assessment.save(update_fields=["status", "submitted_at", "submitted_by", "outcome", "version"])
    with events.together(by):
        events.record(timeline.ASSESSMENT_SUBMITTED, assessment, by=by, data={"assessment": assessment.reference})
        if shared_on is not None or assessment.shared_on is not None:
            _complete(assessment, written.form, shared_on or assessment.shared_on, by)
    if has_authorisation(written.form):
        notify(notices.who_decides(assessment.episode, by), notices.SUBMITTED, subject=assessment.reference, by=by)
    return assessment


@transaction.atomic
def share_with_family(*, assessment: Assessment, shared_on: date, by: Actor) -> Assessment:
    """It was gone through with the family. Submitted and shared, it counts as completed."""
    assessment = lock_assessment(assessment, can_share_assessment, by)
    if assessment.status not in FINISHED:
        raise Refused(NOW[Status(assessment.status)])
    if assessment.shared_on is not None:
        raise Refused("It is on record already when this was shared with the family.")
    _complete(assessment, read(assessment, by).form, shared_on, by)
    return assessment


@transaction.atomic
def return_assessment(
    *, assessment: Assessment, review: str, remarks: Sequence[Pinned], by: Actor, version: int | None = None
) -> Assessment:
    """A manager sends it back, and says what still needs doing and where. `version`: what they read."""
    assessment = lock_assessment(assessment, can_authorise_assessment, by)
    check_move(assessment.status, Status.RETURNED)
    _check_read(assessment, version)
    if not review.strip() and not remarks:
        raise Refused("Say what still needs doing: in a few words below, or beside the part it is about.")
    decision = _decide(assessment, Verdict.RETURNED, review, by)
    _pin(assessment, decision, remarks, by)
    assessment.status = Status.RETURNED
    assessment.version += 1
    assessment.save(update_fields=["status", "version"])
    events.record(timeline.ASSESSMENT_RETURNED, assessment, by=by, data={"assessment": assessment.reference})
    notify(_writers(assessment), notices.RETURNED, subject=assessment.reference, by=by)
    return assessment


@transaction.atomic
def authorise_assessment(
    *, assessment: Assessment, review: str, by: Actor, remarks: Sequence[Pinned] = (), version: int | None = None
) -> Assessment:
    """A manager agrees with what was found and with the next step. From now on it is never changed. `version`: what
    they read; it may have been returned, changed and submitted again since."""
    assessment = lock_assessment(assessment, can_authorise_assessment, by)
    check_move(assessment.status, Status.AUTHORISED)
    _check_read(assessment, version)
    written = read(assessment, by)
    if written.withheld:
        raise Refused("Something in this assessment is kept from you. A manager who may read all of it decides.")
    if not has_authorisation(written.form):
        raise Refused("This partnership asks for no manager's decision about an assessment.")
    if not review.strip():
        raise Refused("Say what you think of this assessment and of the next step.")
    decision = _decide(assessment, Verdict.AUTHORISED, review, by)
    _pin(assessment, decision, remarks, by)
    assessment.status = Status.AUTHORISED
    assessment.authorised_at, assessment.authorised_by = decision.decided_at, by.membership
    assessment.version += 1
    assessment.save(update_fields=["status", "authorised_at", "authorised_by", "version"])
    events.record(timeline.ASSESSMENT_AUTHORISED, assessment, by=by, data={"assessment": assessment.reference})
    notify(_writers(assessment), notices.AUTHORISED, subject=assessment.reference, by=by)
    return assessment


@transaction.atomic
def settle_remark(*, remark: Remark, by: Actor) -> Remark:
    """What the manager asked for at this place has been dealt with."""
    lock_assessment(remark.assessment, can_submit_assessment, by)
    remark = still_there(Remark.objects, tenant_id=by.tenant_id, pk=remark.pk)
    if remark.settled_at is None:
        remark.settled_at, remark.settled_by = timezone.now(), by.membership
        remark.save(update_fields=["settled_at", "settled_by"])
    return remark


@transaction.atomic
def answer_remarks(*, assessment: Assessment, answers: Mapping[str, str], by: Actor) -> None:
    """Of each remark, by its reference: nothing where it was dealt with, else why it was not. A manager reads both."""
    lock_assessment(assessment, can_submit_assessment, by)
    for remark in Remark.objects.about(assessment, by).filter(reference__in=answers, settled_at=None):
        why_not = answers[remark.reference].strip()
        if why_not:
            remark.reply = why_not
        else:
            remark.settled_at, remark.settled_by = timezone.now(), by.membership
        remark.save(update_fields=["settled_at", "settled_by", "reply"])


def has_authorisation(form: Form) -> bool:
    """Whether the partnership asks a manager to decide about assessments."""
    return any(section.step is Step.AUTHORISATION for section in form.sections)


def outcome_in(written: Written) -> str:
    """What was decided together, '' where the form does not say."""
    question = next((one for one in written.form.questions() if one.kind is Kind.OUTCOME), None)
    words = written.answers.words(question.key) if question else ()
    return words[0] if words else ""


def outcome_name(form: Form, key: str) -> str:
    """What the partnership calls it."""
    return next((outcome.name for outcome in form.outcomes if outcome.key == key), "")


def _writers(assessment: Assessment) -> list[Membership]:
    """Whoever submitted it, and whoever leads now."""
    return [one for one in (assessment.submitted_by, assessment.episode.lead) if one is not None]


def _complete(assessment: Assessment, form: Form, shared_on: date | None, by: Actor) -> None:
    """Submitted and shared. What was completed before, and returned since, counts by its first day."""
    today = timezone.localdate()
    if shared_on is None or shared_on > today:
        raise Refused("The day on which you went through it with the family cannot be later than today.")
    if shared_on < timezone.localdate(assessment.decided_at):
        raise Refused("The day on which you went through it with the family cannot be before you decided to assess.")
    first, name = assessment.completed_at is None, outcome_name(form, assessment.outcome)
    assessment.shared_on = shared_on
    assessment.completed_at = assessment.completed_at or timezone.now()
    assessment.save(update_fields=["shared_on", "completed_at"])
    events.record(
        timeline.ASSESSMENT_COMPLETED,
        assessment,
        by=by,
        occurred_at=assessment.completed_at if first else timezone.now(),
        data={
            "assessment": assessment.reference,
            "outcome": assessment.outcome,
            **({"outcome_name": name} if is_outcome_for_all(assessment, by) else {}),
        },
    )


def _check_read(assessment: Assessment, version: int | None) -> None:
    if version is not None and version != assessment.version:
        raise Refused(CHANGED_SINCE)


def _decide(assessment: Assessment, verdict: Verdict, review: str, by: Actor) -> Decision:
    return Decision.objects.create(
        tenant_id=by.tenant_id,
        assessment=assessment,
        episode_id=assessment.episode_id,
        agency_id=by.agency_id,
        verdict=verdict,
        review=review.strip(),
        decided_by=by.membership,
        decided_at=timezone.now(),
    )


def _pin(assessment: Assessment, decision: Decision, remarks: Sequence[Pinned], by: Actor) -> None:
    for pinned in remarks:
        try:
            Address.parse(pinned.address)
        except NoAddress:
            raise Refused("Choose the part of the assessment that your comment is about.") from None
    Remark.objects.bulk_create(
        Remark(
            tenant_id=by.tenant_id,
            assessment=assessment,
            episode_id=assessment.episode_id,
            agency_id=by.agency_id,
            decision=decision,
            address=pinned.address,
            quote=pinned.quote.strip(),
            remark=pinned.remark.strip(),
            made_by=by.membership,
        )
        for pinned in remarks
        if pinned.remark.strip()
    )
