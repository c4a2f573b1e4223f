"""Clocks as the lines of a list, by day: late, today, the next seven days, later."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.text import Truncator

from cases.lifecycle import RUNNING
from cases.models import Episode, Person
from cases.models import rules as of_cases
from cases.permissions.episodes import can_allocate_lead
from cases.timeline import all_of
from ehm import words
from ehm.addresses import address_of
from ehm.models import Area, Membership
from ehm.rows.actor import Actor
from hubs.models import HelpRequest, MeetingAction
from hubs.queue import children_of
from plans.models import Promise
from standards.doing import Action, action_for, page_of
from standards.engine import State
from standards.engine.calendar import day_in_london, end_of_day
from standards.models import Clock
from standards.rulebook import Subject
from standards.wording import LONGEST, Wording, asked, state_now

MOST = 100  # lines of one list; nobody reads more, and what is late comes first


@dataclass(frozen=True)
class Line:
    clock: Clock
    what: str
    state: State
    left: str
    due: str
    url: str
    action: Action
    reassign_url: str
    clocks: int = 1

    @property
    def last_seen(self) -> str:
        """Of a child: 'last seen Mon 2 Nov'; before the first visit 'not seen since', from when the clock started."""
        if self.clock.standard != "seen" or not self.clock.is_open:
            return ""
        verb = "last seen" if self.clock.started_by in ("child.seen", "family.seen") else "not seen since"
        return f"{verb} {words.day(day_in_london(self.clock.started_at))}"

    @property
    def family(self) -> str:
        return self.clock.about

    @property
    def texts(self) -> dict[str, object]:
        """For standards/_line.html."""
        clock = self.clock
        return {
            "what": self.what,
            "family": self.family,
            "episode_url": page_of(clock),
            "holder": clock.holder.display_name if clock.holder else "",
            "last_seen": self.last_seen,
            "state": self.state,
            "left": self.left,
            "due": self.due,
            "clock_url": self.url,
            "action": self.action.text,
            "action_url": self.action.url,
            "stops": self.action.stops,
            "reassign_url": self.reassign_url,
        }


@dataclass(frozen=True)
class Day:
    title: str
    lines: list[Line]
    is_late: bool = False

    @property
    def count(self) -> int:
        """Of clocks, as the manager's page counts them."""
        return sum(line.clocks for line in self.lines)


@dataclass(frozen=True)
class Lines:
    days: list[Day]
    count: int
    has_more: bool


def with_records(
    clocks: Iterable[Clock], actor: Actor, episodes: Iterable[Episode] = (), people: Iterable[Person] = ()
) -> list[Clock]:
    """`clocks`, read through `visible_to`, with what a line says about each.

    One query for each kind of record that is not among `episodes` (with family and lead) and `people` already: a join
    of them all takes longer to plan than to run.
    """
    found = list(clocks)
    ours = {"tenant_id": actor.tenant_id}  # whoever may see a clock may see what it is about; the policies ask again
    by_id = {episode.pk: episode for episode in episodes}
    if missing := {clock.episode_id for clock in found if clock.episode_id} - {*by_id}:
        more = Episode.objects.filter(**ours, pk__in=missing).select_related("family", "lead")
        by_id |= {episode.pk: episode for episode in more}
    person_by_id: dict[int | None, Person] = {person.pk: person for person in people}
    if missing := {clock.person_id for clock in found if clock.person_id} - {*person_by_id}:
        person_by_id |= {person.pk: person for person in Person.objects.filter(**ours, pk__in=missing)}
    holders: dict[int | None, Membership] = {actor.membership.pk: actor.membership}
    holders |= {episode.lead_id: episode.lead for episode in by_id.values() if episode.lead}
    if missing := {clock.holder_id for clock in found if clock.holder_id} - {*holders}:
        holders |= {one.pk: one for one in Membership.objects.filter(**ours, pk__in=missing)}
    promises = _promised(found, actor)
    requests = _asked_for(found, actor)
    deeds = _agreed_at_meetings(found, actor)
    areas = _areas_of(found)
    seen = [clock for clock in found if clock.episode_id is None or clock.episode_id in by_id]
    for clock in seen:
        clock.holder = holders.get(clock.holder_id)
        if clock.episode_id is None:
            clock.request, clock.whom = requests.get(clock.request_id or 0) or (
                None,
                deeds.get(clock.subject) or areas.get(clock.area_id, ""),
            )
            continue
        clock.episode = by_id[clock.episode_id]
        clock.family = clock.episode.family
        clock.person = person_by_id.get(clock.person_id)
        clock.promise = promises.get(clock.subject)
        if clock.promise is not None:
            clock.promise.plan.episode = clock.episode
    return seen


def _promised(clocks: Iterable[Clock], actor: Actor) -> dict[str, Promise]:
    """By reference, what the clocks of promises are about."""
    references = {clock.subject for clock in clocks if clock.subject_kind == Subject.PLAN_ACTION}
    if not references:
        return {}
    rows = Promise.objects.filter(of_cases.not_excluded(actor), tenant_id=actor.tenant_id, reference__in=references)
    return {one.reference: one for one in rows.select_related("plan")}


def _asked_for(clocks: Iterable[Clock], actor: Actor) -> dict[int, tuple[HelpRequest, str]]:
    """By number, the requests that clocks hang on, each with its children."""
    wanted = {clock.request_id for clock in clocks if clock.request_id}
    if not wanted:
        return {}
    rows = list(HelpRequest.objects.visible_to(actor).filter(pk__in=wanted))
    names = children_of(rows)
    return {row.pk: (row, all_of(names.get(row.pk, [])) or row.reference) for row in rows}


def _agreed_at_meetings(clocks: Iterable[Clock], actor: Actor) -> dict[str, str]:
    """By its reference, what somebody does."""
    wanted = [clock.subject for clock in clocks if clock.subject_kind == Subject.MEETING_ACTION]
    rows = MeetingAction.objects.visible_to(actor).filter(reference__in=wanted) if wanted else ()
    return {row.reference: Truncator(row.what).chars(LONGEST) for row in rows}


def _areas_of(clocks: Iterable[Clock]) -> dict[int, str]:
    wanted = {clock.area_id for clock in clocks if clock.episode_id is None}
    return dict(Area.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def line_of(clock: Clock, wording: Wording, actor: Actor) -> Line:
    return Line(
        clock=clock,
        what=asked(clock),
        state=state_now(clock, wording.now),
        left=wording.left(clock),
        due=wording.due(clock),
        url=address_of("standards:clock", clock.reference),
        action=action_for(clock, actor),
        reassign_url=_reassign_url(clock, actor),
    )


def soonest(clocks: QuerySet[Clock]) -> QuerySet[Clock]:
    """As many as a list shows, and one more that tells whether there are more."""
    return clocks.order_by("due_at", "pk")[: MOST + 1]


def lines_by_day(clocks: Sequence[Clock], wording: Wording, actor: Actor) -> Lines:
    """`clocks` as `soonest` gives them, with their records."""
    lines = together([line_of(clock, wording, actor) for clock in clocks[:MOST]])
    return Lines(_by_day(lines, wording.now), len(lines), len(clocks) > MOST)


def together(lines: Sequence[Line]) -> list[Line]:
    """Children of one family who are to be seen by the same day are one line: it is one visit."""
    found: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        clock = line.clock
        is_child = clock.standard == "seen" and clock.person is not None
        same = (clock.episode_id, line.due, line.left, line.state, line.last_seen) if is_child else (clock.pk,)
        found.setdefault(same, []).append(line)
    return [_one_line(alike) for alike in found.values()]


def _one_line(alike: list[Line]) -> Line:
    if len(alike) == 1:
        return alike[0]
    names = sorted(line.clock.person.short_name for line in alike if line.clock.person)
    explained = address_of("cases:episode", alike[0].clock.episode.reference) + "#clocks"
    return replace(alike[0], what=f"See {all_of(names)}", url=explained, clocks=len(alike))


def end_of_seven_days(now: datetime) -> datetime:
    """Not the end of the calendar week: on a Sunday, Monday's visit is what matters."""
    return end_of_day(day_in_london(now) + timedelta(days=7))


def _reassign_url(clock: Clock, actor: Actor) -> str:
    may = clock.episode is not None and clock.episode.status in RUNNING and can_allocate_lead(actor, clock.episode)
    return address_of("cases:allocate_lead", clock.episode.reference) if may else ""


def _by_day(lines: Iterable[Line], now: datetime) -> list[Day]:
    days = [Day("Late", [], is_late=True), Day("Today", []), Day("In the next 7 days", []), Day("Later", [])]
    today, week = end_of_day(day_in_london(now)), end_of_seven_days(now)
    for line in lines:
        if line.state is State.OVERDUE:
            days[0].lines.append(line)
        elif line.clock.due_at <= today:
            days[1].lines.append(line)
        elif line.clock.due_at <= week:
            days[2].lines.append(line)
        else:
            days[3].lines.append(line)
    return [day for day in days if day.lines]
