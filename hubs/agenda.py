"""The agenda of a meeting, which builds itself from what waits: requests, families that come down from social care or
are more than one team can see to, and help that does not move. Reading only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Lower

from cases.caseload import children_of, names_and_ages
from cases.models import Episode, FamilyMember, KeyAgencyNote, TeamAgency
from ehm.models import Agency, AgencyKind
from ehm.rows.actor import Actor
from hubs import kept_out
from hubs.choices import Basis, CameBy, Group, MeetingStatus, RequestStatus, Somebody
from hubs.models import AgendaItem, Helper, HelpRequest, HubMeeting, ItemAsk, ItemDecision, Present, RequestedPerson
from hubs.queue import in_words
from plans.choices import ListedBecause
from plans.models import Listing, Stuck

ORDER = list(Group)


@dataclass
class Waiting:
    """A family that is not on an agenda yet. `about` is what waits; `agencies`: who is asked, and why."""

    group: Group
    about: HelpRequest | Listing | Stuck
    family_name: str
    children: list[str]
    asked_by: str
    since: datetime
    story: str
    strengths: str = ""
    wanted: str = ""
    agencies: dict[int, Basis] = field(default_factory=dict)
    somebody: str = ""
    names: list[str] = field(default_factory=list)
    kept_from: list[str] = field(default_factory=list)  # as the family said it; nobody is asked by itself then

    @property
    def episode(self) -> Episode | None:
        episode: Episode | None = self.about.episode
        return episode


@dataclass
class Line:
    """An item as the agenda shows it: when it comes, who is asked and what they said."""

    item: AgendaItem
    asks: list[ItemAsk] = field(default_factory=list)
    decision: ItemDecision | None = None
    own: ItemAsk | None = None  # what one's own agency is asked

    @property
    def answered(self) -> int:
        return sum(ask.answered_at is not None for ask in self.asks)


def what_waits(area_id: int, actor: Actor) -> list[Waiting]:
    """At one hub, in the order of an agenda: by group, the longest wait first."""
    on_one = AgendaItem.objects.visible_to(actor).filter(
        area_id=area_id, removed_at=None, meeting__status__in=[MeetingStatus.PLANNED, MeetingStatus.RUNNING]
    )
    requests = HelpRequest.objects.visible_to(actor).filter(area_id=area_id, status=RequestStatus.LISTED)
    found = _requests(list(requests.exclude(pk__in=on_one.exclude(request=None).values("request_id"))))
    taken = {one.episode.pk for one in found if one.episode}
    of_area = Q(ended_at=None, episode__area_id=area_id) & ~Q(
        episode_id__in=on_one.exclude(episode=None).values("episode_id")
    )
    about = ("episode__family", "recorded_by__agency", "episode__lead")
    listed = Listing.objects.visible_to(actor).filter(of_area).select_related(*about, "step_up", "step_down")
    stuck = Stuck.objects.visible_to(actor).filter(of_area, advised_at=None).select_related(*about)
    rows: list[Listing | Stuck] = []
    rows.extend(listed)
    rows.extend(stuck)
    once = {row.episode_id: row for row in reversed(rows) if row.episode_id not in taken}
    found += _families(list(once.values()))
    said = kept_out.named((one.about.pk for one in found if isinstance(one.about, HelpRequest)), actor)
    for one in found:
        one.kept_from = said.get(one.about.pk, []) if isinstance(one.about, HelpRequest) else []
    _find_bases(found, actor)
    names = dict(Agency.objects.filter(pk__in={key for one in found for key in one.agencies}).values_list("pk", "name"))
    for one in found:
        one.names = [names[key] for key in one.agencies] + ([one.somebody] if one.somebody else [])
    return sorted(found, key=lambda one: (ORDER.index(one.group), one.since))


def lines_of(meeting: HubMeeting, actor: Actor) -> list[Line]:
    """The items that `actor` may see, with times, asks and decisions, in four queries."""
    items = list(AgendaItem.objects.visible_to(actor).filter(meeting=meeting, removed_at=None).order_by("place", "pk"))
    asks: dict[int, list[ItemAsk]] = defaultdict(list)
    of_items = ItemAsk.objects.visible_to(actor).filter(item__in=items, ended_at=None)
    for ask in of_items.select_related("asked_agency", "answered_by").order_by("pk"):
        asks[ask.item_id].append(ask)
    decided = ItemDecision.objects.visible_to(actor).filter(item__in=items)
    decisions = {one.item_id: one for one in decided.select_related("lead_agency", "lead", "recorded_by")}
    own = set(actor.agencies)
    return [
        Line(
            item,
            asks[item.pk],
            decisions.get(item.pk),
            next((ask for ask in asks[item.pk] if ask.asked_agency_id in own), None),
        )
        for item in items
    ]


def asks_of(actor: Actor) -> list[ItemAsk]:
    """What one's agency is asked about families on an agenda and has not answered, the next meeting first. A council's
    workers are many: of theirs, whoever asked for the help."""
    asker = Q(item__request__recorded_by=actor.membership) | Q(item__stuck__recorded_by=actor.membership)
    open_asks = ItemAsk.objects.visible_to(actor).filter(
        asker | ~Q(asked_agency__kind=AgencyKind.LOCAL_AUTHORITY),
        asked_agency_id__in=actor.agencies,
        ended_at=None,
        answered_at=None,
        item__is_on=True,
    )
    return list(open_asks.select_related("item__meeting").order_by("item__starts_at", "pk"))


def here_at(meeting: HubMeeting, actor: Actor) -> list[Present]:
    """Agencies that are here, by name; for the hub."""
    rows = Present.objects.visible_to(actor).filter(meeting=meeting, left_at=None)
    return list(rows.select_related("agency").order_by("agency__name"))


def _requests(rows: Sequence[HelpRequest]) -> list[Waiting]:
    people: dict[int, list[RequestedPerson]] = defaultdict(list)
    for one in RequestedPerson.objects.within(rows).order_by("position"):
        people[one.request_id].append(one)
    found = []
    for row in rows:
        children = [one for one in people[row.pk] if one.who == Somebody.CHILD]
        named = next((one.family_name for one in (*children, *people[row.pk]) if one.family_name), "")
        asked_by = ", ".join(part for part in (row.requester_name, row.requester_agency) if part)
        waiting = Waiting(
            Group.REQUEST,
            row,
            f"{named} family" if named else "A family whose name is not known",
            [in_words(one) for one in children],
            asked_by,
            row.asked_at,
            row.worries,
            row.strengths,
            row.wanted,
        )
        if row.came_by in (CameBy.SIGNED_IN, CameBy.RECORD) and row.agency_id is not None:
            waiting.agencies[row.agency_id] = Basis.ASKED
        else:
            waiting.somebody = asked_by
        found.append(waiting)
    return found


def _families(rows: Sequence[Listing | Stuck]) -> list[Waiting]:
    children = children_of(row.episode for row in rows)
    found = []
    for row in rows:
        names = names_and_ages(children.get(row.episode.family_id, []))
        said = ", ".join((row.recorded_by.display_name, row.recorded_by.agency.name))
        about = (row.episode.family.name, names.split(", ") if names else [], said, row.recorded_at)
        if isinstance(row, Stuck):
            found.append(Waiting(Group.STUCK, row, *about, row.tried, "", row.wants))
        elif row.because == ListedBecause.NO_LEAD and row.step_down is not None:
            found.append(Waiting(Group.STEP_DOWN, row, *about, row.episode.reason, "", row.step_down.agreed))
        elif row.step_up is not None:
            story = "\n\n".join(part for part in (row.step_up.worries, row.step_up.tried) if part)
            found.append(Waiting(Group.COMPLEX, row, *about, story, "", row.step_up.advice))
        found[-1].agencies[row.recorded_by.agency_id] = Basis.ASKED
    return found


def _find_bases(found: Sequence[Waiting], actor: Actor) -> None:
    """Whoever works with the family: in the team around it, by its key agency notes, or named in the request."""
    of_episode = {one.episode.pk: one for one in found if one.episode is not None}
    of_family = {one.episode.family_id: one for one in found if one.episode is not None}
    of_request = {
        one.about.pk: one for one in found if isinstance(one.about, HelpRequest) and not one.kept_from
    }  # where the family named somebody in its own words, the hub chooses whom to ask
    for one in of_episode.values():
        if one.episode is not None:
            one.agencies.setdefault(one.episode.lead_agency_id, Basis.WORKS_WITH)
    team = TeamAgency.objects.visible_to(actor).filter(episode_id__in=of_episode, ended_at=None)
    for episode_id, agency_id in team.values_list("episode_id", "agency_id"):
        of_episode[episode_id].agencies.setdefault(agency_id, Basis.WORKS_WITH)
    family_of = dict(
        FamilyMember.objects.visible_to(actor)
        .filter(family_id__in=of_family, left_on=None)
        .values_list("person_id", "family_id")
    )
    notes = KeyAgencyNote.objects.visible_to(actor).current().filter(person_id__in=family_of)
    for person_id, agency_id in notes.values_list("person_id", "agency_id"):
        of_family[family_of[person_id]].agencies.setdefault(agency_id, Basis.WORKS_WITH)
    helping = [
        (one.request_id, one.agency_name.strip().casefold())
        for one in Helper.objects.within(one.about for one in of_request.values() if isinstance(one.about, HelpRequest))
    ]
    if any(name for _, name in helping):
        agencies = Agency.objects.of(actor.tenant_id).current().annotate(said=Lower("name"))
        by_name = {one.name.casefold(): one.pk for one in agencies.filter(said__in=[name for _, name in helping])}
        for request_id, name in helping:
            if name in by_name:
                of_request[request_id].agencies.setdefault(by_name[name], Basis.WORKS_WITH)
