"""What is known of step up, step down and the front door, as pages and actions ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from assessments.lifecycle import FINISHED
from assessments.models import Assessment
from cases.models import Episode
from cases.profile import profile_of as words_of
from ehm.models import NonWorkingDay, Role
from ehm.rows.actor import Actor
from plans.choices import FamilyView
from plans.models import FollowUp, FrontDoorContact, Listing, Pack, Plan, StepDown, StepDownPaper, StepUp
from plans.profile import profile_of

NOW_FIRST = ("-made_at", "-pk")


def front_door(actor: Actor) -> str:
    """What the partnership calls it, as it stands in a sentence."""
    return words_of(actor.partnership).words.front_door


def panel(actor: Actor) -> str:
    """What the meeting of the locality is called."""
    return words_of(actor.partnership).words.panel


def the_panel(actor: Actor) -> str:
    """The same, as it is spoken of in a sentence."""
    return words_of(actor.partnership).words.the_panel


def contacts_of(episode: Episode) -> list[FrontDoorContact]:
    """The latest first. The episode was read through `visible_to`."""
    rows = FrontDoorContact.objects.within([episode]).select_related("recorded_by", "agency")
    return list(rows.order_by(*NOW_FIRST))


def talks_of(episode: Episode) -> list[StepUp]:
    """Conversations about step up, the latest first."""
    return list(StepUp.objects.within([episode]).select_related("recorded_by", "agency").order_by("-held_at", "-pk"))


def listing_of(episode: Episode) -> Listing | None:
    """The list of the meeting that the family is on now."""
    return Listing.objects.within([episode]).filter(ended_at=None).select_related("recorded_by").first()


def step_down_of(episode: Episode) -> StepDown | None:
    rows = StepDown.objects.within([episode]).select_related("recorded_by", "used_at")
    return rows.first()


def follow_up_of(episode: Episode, actor: Actor) -> FollowUp | None:
    """What the coordinator asks whoever leads: for the lead agency and the hub."""
    rows = FollowUp.objects.visible_to(actor).filter(episode=episode)
    return rows.select_related("recorded_by", "asked_by").first()


def papers_for(actor: Actor) -> Q:
    """Of documents of social care: those that are kept; an auditor reads what was taken off too."""
    return Q() if actor.is_(Role.AUDITOR) else Q(removed_at=None)


def papers_of(row: StepDown, actor: Actor) -> list[StepDownPaper]:
    """Without what is in them: those that are kept; for an auditor also those that were taken off."""
    rows = StepDownPaper.objects.within([row.episode]).filter(papers_for(actor), step_down=row)
    return list(rows.defer("data").select_related("recorded_by").order_by("kind", "pk"))


def packs_of(episode: Episode) -> list[Pack]:
    """Who got one, the latest first."""
    return list(Pack.objects.within([episode]).select_related("recorded_by").order_by("-given_on", "-pk"))


@dataclass(frozen=True)
class GoesWith:
    """One thing that must go with what social care is told (R063), and whether it is there."""

    text: str
    is_there: bool


def goes_with(episode: Episode, actor: Actor) -> list[GoesWith]:
    """The assessment, and where the partnership asks for it the plan; and what was tried."""
    words, asked = words_of(actor.partnership).words, profile_of(actor.partnership)
    found = []
    if "assessment" in asked.step_up.goes_with:
        is_ready = Assessment.objects.within([episode]).filter(status__in=FINISHED).exists()
        found.append(GoesWith(words.assessment if is_ready else f"{words.assessment}: not finished yet", is_ready))
    if "plan" in asked.step_up.goes_with:
        is_there = Plan.objects.within([episode]).exists()
        found.append(GoesWith(asked.plan if is_there else f"{asked.plan}: there is none", is_there))
    is_said = StepUp.objects.within([episode]).exists()
    found.append(GoesWith("What was tried, and why it did not work" + ("" if is_said else ": not said yet"), is_said))
    return found


def missing_handover(episode: Episode, actor: Actor) -> list[str]:
    """Before help ends because social care takes over: what the partnership asks for and is not on record (R057). The
    family's agreement is not asked for where a child may be at risk: nothing waits for it then."""
    if not profile_of(actor.partnership).step_up.agrees_first:
        return []
    talk = next(iter(talks_of(episode)), None)
    is_harm = any(one.is_harm_feared for one in contacts_of(episode))
    found = []
    if not is_harm and (talk is None or talk.family_view != FamilyView.AGREES):
        found.append("That the family agrees to step up is not on record.")
    if talk is None or not (talk.new_lead and talk.new_lead_agrees):
        found.append("Who leads in social care from now on, and that they agreed, is not on record.")
    if talk is None or talk.handed_over_on is None:
        found.append("The talk in which help was handed over is not on record.")
    return found


def waits_for_contact(talk: StepUp) -> bool:
    """A conversation that led to the front door, which has not been told yet."""
    return StepUp.objects.filter(tenant_id=talk.tenant_id, pk=talk.pk).not_told_yet().exists()


def working_days_after(on: date, days: int, tenant_id: int) -> date:
    """By the partnership's own calendar; the day itself is day 0."""
    off = set(NonWorkingDay.objects.filter(tenant_id=tenant_id, on__gte=on).values_list("on", flat=True))
    while days:
        on += timedelta(days=1)
        if on.weekday() < 5 and on not in off:
            days -= 1
    return on
