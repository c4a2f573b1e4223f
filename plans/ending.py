"""Before help ends: what the record still lacks, in plain words (R053, A11 4.8 and 4.10). Nothing of it holds anybody
back; what is missing when help ends is named on the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assessments.lifecycle import BEING_WRITTEN
from assessments.models import Assessment
from cases.choices import ClosureReason, EpisodeStatus, OversightOccasion
from cases.models import Episode, ManagementOversight
from cases.permissions.oversight import can_record_oversight
from cases.profile import profile_of
from ehm import checks
from ehm.actions import Refused
from ehm.rows.actor import Actor
from plans.choices import MeetingKind
from plans.lifecycle import Done, MeetingStatus, PlanStatus
from plans.models import ClosedNeed, Closing, Feedback, FrontDoorContact, Meeting, Plan, Promise
from plans.needs import Found, found_by_assessment
from plans.scores import OverTime, over_time
from plans.ways_out import missing_handover

LOOK_AGAIN = "A manager must record their oversight of the closing first, as it stands now: one who did not write it."


def still_missing(episode: Episode, actor: Actor) -> list[str]:
    """Sentences, the weightiest first; as `actor` may read the record. They count nothing: whoever reads them later may
    be kept from some of what they speak of."""
    return list(_missing(episode, actor, needs_of(episode, actor), over_time(episode, actor)))


def waits_for_oversight(episode: Episode, actor: Actor) -> bool:
    """A manager must look at it, and no other than its writer has since something in it became different (R121)."""
    if not profile_of(actor.partnership).oversight.of_closing or episode.status == EpisodeStatus.CLOSED:
        return False
    seen = ManagementOversight.objects.within([episode]).filter(occasion=OversightOccasion.CLOSURE)
    closing = Closing.objects.within([episode]).select_related("recorded_by").first()
    if closing is not None:
        seen = seen.filter(recorded_at__gte=closing.changed_at).exclude(recorded_by__user=closing.recorded_by.user_id)
    return not seen.exists()


def may_oversee(episode: Episode, closing: Closing | None, actor: Actor) -> bool:
    is_own = closing is not None and closing.recorded_by.user_id == actor.user.pk
    return not is_own and can_record_oversight(actor, episode) and waits_for_oversight(episode, actor)


def refuse_unseen(episode: Episode, actor: Actor) -> None:
    """However it is ended: what is written down of how help ends has been looked at as it stands."""
    if Closing.objects.within([episode]).exists() and waits_for_oversight(episode, actor):
        raise Refused(LOOK_AGAIN)


def needs_of(episode: Episode, actor: Actor) -> list[Found]:
    """The needs of the assessment that the latest plan answers, without worries; none where there was no plan."""
    plan = Plan.objects.within([episode]).select_related("assessment").order_by("-recorded_at", "-pk").first()
    return [one for one in found_by_assessment(plan, actor) if not one.is_worry] if plan is not None else []


def outcomes_of(episode: Episode, actor: Actor) -> Mapping[str, str]:
    """Item of the checklist → what became of it, as far as that is written down."""
    rows = ClosedNeed.objects.visible_to(actor).filter(episode=episode).exclude(outcome="")
    return dict(rows.values_list("item", "outcome"))


def _missing(episode: Episode, actor: Actor, needs: Sequence[Found], scales: Sequence[OverTime]) -> Iterator[str]:
    plan = Plan.objects.within([episode]).running().first()
    if Assessment.objects.within([episode]).filter(status__in=BEING_WRITTEN).exists():
        yield "The assessment is still being written."
    if plan is not None:
        if Promise.objects.within([plan], actor).kept().filter(status=Done.OPEN).exists():
            yield "Of something in the plan it is not said whether it was done."
        held = Meeting.objects.within([episode]).filter(status=MeetingStatus.HELD, kind=MeetingKind.REVIEW)
        if plan.status == PlanStatus.AGREED and not held.exists():
            yield "The plan was never reviewed."
    if FrontDoorContact.objects.within([episode]).filter(heard_at=None).exists():
        yield "What the front door decided is not written down."
    closing = Closing.objects.within([episode]).first()
    if closing is not None and closing.reason == ClosureReason.STEPPED_UP:
        yield from missing_handover(episode, actor)
    if Meeting.objects.within([episode]).filter(status=MeetingStatus.PLANNED).exists():
        yield "A meeting is still planned: hold it or cancel it."
    known = outcomes_of(episode, actor)
    if any(one.key not in known for one in needs):
        yield "Of a need it is not said what became of it."
    if scales and not any(one.has_moved for one in scales):
        yield "Nobody has said on the scales how things are now."
    if not Feedback.objects.within([episode]).exists():
        yield "Nobody in the family was asked how the help was."


checks.add("cases.close_episode", refuse_unseen)
