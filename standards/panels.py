"""Clocks on the pages of cases: of an episode, of a family, and after a contact was saved."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from assessments.choices import Consequence
from assessments.models import Assessment
from cases.models import Contact, Episode, Person
from cases.story import FamilyStory
from cases.timeline import all_of
from ehm import panels, words
from ehm.rows.actor import ActorRequest
from standards.engine import State
from standards.engine.calendar import day_in_london
from standards.lines import line_of, with_records
from standards.models import OPEN_STATES, Clock
from standards.rulebook import NoSuchStandard
from standards.wording import Wording, asked

MOST_ENDED = 20


def of_episode(request: ActorRequest, episode: Episode) -> dict[str, Any] | None:
    """What is due, soonest first; beneath it what has ended, the latest first."""
    return _clocks(request, [episode], [], with_ended=True)


def of_family(request: ActorRequest, story: FamilyStory) -> dict[str, Any] | None:
    return _clocks(request, story.episodes, story.people, with_ended=False)


def of_assessment(request: ActorRequest, assessment: Assessment) -> dict[str, Any] | None:
    """The clocks that an assessment starts and stops."""
    clocks = _clocks(request, [assessment.episode], [], with_ended=True, of=("assessment", "plan_meeting"))
    return clocks and clocks | {"hides_action": True}  # they lead here


def of_contact(request: ActorRequest, contact: Contact) -> dict[str, Any] | None:
    """What recording this contact did: 'Recorded on time', 'Aisha and Ben to be seen again by Fri 18 Dec'."""
    did = Q(standard="recording", subject=contact.reference) | Q(stop_event__data__contact=contact.reference)
    clocks = Clock.objects.visible_to(request.actor).filter(did | Q(standard="seen", state__in=OPEN_STATES))
    found = list(clocks.filter(episode_id=contact.episode_id).select_related("person").order_by("due_at", "pk"))
    sentences = [_ended(clock) for clock in found if not clock.is_open and clock.standard != "seen"]
    by_day: dict[str, list[str]] = {}
    for clock in found:
        if clock.is_open:
            who = clock.person.short_name if clock.person else "The children"
            by_day.setdefault(words.day(day_in_london(clock.due_at)), []).append(who)
    sentences += [f"{all_of(sorted(names))} to be seen next by {day}" for day, names in by_day.items()]
    return {"sentences": sentences} if sentences else None


def of_outcome(request: ActorRequest, proposed: tuple[Assessment, str]) -> dict[str, Any] | None:
    """Where the outcome is a plan and the partnership times the first meeting: by when that is due."""
    assessment, outcome = proposed
    wording = Wording(request.actor.partnership)
    try:
        standard = wording.rulebook.standard("plan_meeting")
    except NoSuchStandard:
        return None
    if outcome != Consequence.PLAN or not standard.enabled:
        return None
    running = Clock.objects.within([assessment.episode]).open().filter(standard=standard.id).first()
    if running is not None:
        return {"due": wording.due(running), "is_running": True}
    return {"due": words.day(standard.deadline(wording.now, wording.calendar).due_at), "is_running": False}


def _clocks(
    request: ActorRequest,
    episodes: list[Episode],
    people: list[Person],
    *,
    with_ended: bool,
    of: tuple[str, ...] | None = None,
) -> dict[str, Any] | None:
    """`of` names the standards; without it, all of them."""
    actor, wording = request.actor, Wording(request.actor.partnership)
    clocks = Clock.objects.within(episodes)
    if of is not None:
        clocks = clocks.filter(standard__in=of)
    due = with_records(clocks.open().order_by("due_at", "pk"), actor, episodes, people)
    context: dict[str, Any] = {"lines": [line_of(clock, wording, actor) for clock in due]}
    if with_ended:
        ended = clocks.exclude(state__in=OPEN_STATES).order_by("-started_at", "-pk")[:MOST_ENDED]
        context["ended"] = [line_of(clock, wording, actor) for clock in with_records(ended, actor, episodes)]
    return context if any(context.values()) else None


def _ended(clock: Clock) -> str:
    what = "Recorded" if clock.standard == "recording" else f"{asked(clock)}: done"
    if clock.state == State.MET_LATE:
        return f"{what} late, it was due {words.day(day_in_london(clock.due_at))}"
    return f"{what} on time"


panels.add("cases:episode", "standards/_episode_clocks.html", of_episode, place=10)
panels.add("assessments:assessment", "standards/_episode_clocks.html", of_assessment, place=10)
panels.add("cases:family", "standards/_family_clocks.html", of_family, place=20)
panels.add("assessments:outcome", "standards/_plan_meeting.html", of_outcome, place=10)
panels.add("cases:contact_saved", "standards/_contact_clocks.html", of_contact, place=10)
