"""What waits at a hub, and what somebody has asked for: for the pages of requests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from cases.family_map import day_and_year
from cases.profile import profile_of as words_of
from ehm.rows.actor import Actor
from ehm.words import age
from hubs import due
from hubs.choices import RequestStatus, Somebody
from hubs.due import Due
from hubs.models import Helper, HelpRequest, RequestedPerson
from hubs.permissions import can_triage
from hubs.profile import profile_of
from hubs.suggesting import Suggestion, suggest
from plans.models import Listing, Stuck

MOST = 100
TO_LOOK_AT = (RequestStatus.SENT, RequestStatus.UNDER_REVIEW)
COLOURS = {RequestStatus.SENT: "yellow", RequestStatus.RETURNED: "orange", RequestStatus.WITHDRAWN: "grey"}


@dataclass
class Line:
    """A request as a list shows it."""

    request: HelpRequest
    suggestion: Suggestion
    level: str
    status: tuple[str, str]
    children: list[str] = field(default_factory=list)
    due: Due | None = None


@dataclass(frozen=True)
class Family:
    """A family that waits for the meeting of the hub, or for advice, without a request."""

    reference: str
    name: str
    why: str
    since: datetime


def waiting(actor: Actor) -> list[Line]:
    """At the hubs of `actor`, or for an auditor at all of them: what is due first; of the rest, those that
    the hub has to look at, then those that wait for an answer or a meeting; the oldest first."""
    rows = HelpRequest.objects.visible_to(actor).waiting()
    if actor.areas:
        rows = rows.filter(area_id__in=actor.areas)
    found = _due_first(lines(rows.select_related("area").order_by("asked_at", "pk")[:MOST], actor), actor)
    return sorted(found, key=lambda line: line.due is None and line.request.status not in TO_LOOK_AT)


def letters_to_send(actor: Actor) -> list[Line]:
    """Of what was decided at the hubs of `actor`: who has no letter yet, what is due first, then the oldest."""
    if not actor.areas:
        return []
    rows = HelpRequest.objects.visible_to(actor).filter(area_id__in=actor.areas, letter_sent_at=None)
    decided = rows.exclude(decided_at=None).select_related("area").order_by("decided_at", "pk")
    return _due_first(lines(decided[:MOST], actor), actor)


def _due_first(found: list[Line], actor: Actor) -> list[Line]:
    clocks = due.of([line.request for line in found], actor)
    for line in found:
        line.due = clocks.get(line.request.pk)
    return sorted(found, key=lambda line: (line.due is None, line.due.at if line.due else line.request.asked_at))


def asked_by(actor: Actor) -> list[Line]:
    """What one's own agency asked for, the latest first."""
    rows = HelpRequest.objects.visible_to(actor).filter(agency_id__in=actor.agencies)
    return lines(rows.select_related("area", "recorded_by").order_by("-asked_at", "-pk")[:MOST], actor)


def lines(rows: Iterable[HelpRequest], actor: Actor) -> list[Line]:
    """In the same number of queries however many there are."""
    profile, words, found = profile_of(actor.partnership), words_of(actor.partnership), list(rows)
    children = children_of(found)
    helping = Helper.objects.within(found).values_list("request_id").annotate(count=Count("pk"))
    helpers: dict[int, int] = dict(helping)
    made = []
    for row in found:
        suggestion = suggest(
            prompts=row.prompts, diversion=row.diversion, helpers=helpers.get(row.pk, 0), profile=profile
        )
        level = words.level_name(suggestion.level, "")
        made.append(
            Line(
                row,
                suggestion,
                level,
                status_of(row, words.words.the_panel, is_hubs=can_triage(actor, row)),
                children[row.pk],
            )
        )
    return made


def children_of(rows: Sequence[HelpRequest]) -> dict[int, list[str]]:
    """By the number of the request, in one query."""
    children: dict[int, list[str]] = defaultdict(list)
    people = RequestedPerson.objects.within(rows).filter(who=Somebody.CHILD).order_by("request_id", "position")
    for one in people:
        children[one.request_id].append(in_words(one))
    return children


def status_of(row: HelpRequest, the_panel: str, *, is_hubs: bool) -> tuple[str, str]:
    """(words, colour of the tag). What one side has sent is new to the other."""
    if row.status == RequestStatus.DECIDED:
        return row.get_outcome_display(), "green"
    if row.status == RequestStatus.LISTED:
        return f"Waits for {the_panel}", "blue"
    if row.status == RequestStatus.SENT and is_hubs:
        return "New", COLOURS[RequestStatus.SENT]
    return row.get_status_display(), COLOURS.get(RequestStatus(row.status), "blue")


def in_words(one: RequestedPerson) -> str:
    """'Aisha Reed, 9', or when a baby is expected."""
    if one.is_unborn:
        return f"{one.name}, due {day_and_year(one.born_on)}" if one.born_on else one.name
    return f"{one.name}, {age(one.born_on)}" if one.born_on else one.name


def families_waiting(actor: Actor) -> list[Family]:
    """What comes to the meeting without a request: families that are listed for it, and help that does not move."""
    if not actor.areas:
        return []
    about = ("episode__family",)
    listed = Listing.objects.visible_to(actor).filter(ended_at=None, episode__area_id__in=actor.areas)
    stuck = Stuck.objects.visible_to(actor).filter(ended_at=None, advised_at=None, episode__area_id__in=actor.areas)
    found = [
        *(_family(one, one.get_because_display()) for one in listed.select_related(*about)[:MOST]),
        *(_family(one, one.get_because_display()) for one in stuck.select_related(*about)[:MOST]),
    ]
    return sorted(found, key=lambda one: one.since)


def _family(row: Listing | Stuck, why: str) -> Family:
    return Family(row.episode.reference, row.episode.family.name, why, row.recorded_at)


def people_of(request: HelpRequest) -> dict[str, Sequence[RequestedPerson]]:
    """children, adults, others."""
    found: dict[str, list[RequestedPerson]] = defaultdict(list)
    for one in RequestedPerson.objects.within([request]).order_by("position"):
        found[one.who].append(one)
    return {"children": found[Somebody.CHILD], "adults": found[Somebody.ADULT], "others": found[Somebody.OTHER]}
