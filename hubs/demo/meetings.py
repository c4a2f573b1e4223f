"""A meeting that is to come, with its agenda, and one that was held, at the hub of an invented partnership."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ehm.demo.copying import Table
from ehm.models import Agency, Area, Membership
from ehm.models.organisations import AgencyKind
from ehm.models.tenancy import WRITTEN, drawn_reference
from hubs.choices import Basis, Coming, Group, ItemOutcome, MeetingStatus, Outcome, RequestStatus
from hubs.demo import words
from hubs.models import AgendaItem, HubMeeting, ItemAsk, ItemDecision, MeetingAction, Present, Seat

if TYPE_CHECKING:
    from hubs.demo.making import Asked, RequestMaker

SEATS = 6
COME_AS = {
    AgencyKind.PRIMARY_SCHOOL: ("School",),
    AgencyKind.HEALTH_VISITING: ("Health visiting", "Health"),
    AgencyKind.HOUSING: ("Housing", "Housing options"),
    AgencyKind.POLICE: ("Police",),
    AgencyKind.SOCIAL_CARE: ("Social care", "Children's social care"),
    AgencyKind.VOLUNTARY: ("Community organisation",),
    AgencyKind.EARLY_YEARS: ("Children's centre",),
}
TO_COME = (Outcome.ADVICE, Outcome.SIGNPOST, Outcome.SINGLE_AGENCY)


class MeetingTables:
    def __init__(self) -> None:
        row = "id tenant_id reference recorded_at"
        self.meeting = Table(
            HubMeeting,
            f"{row} area_id planned_for place status agenda_sent_at started_at ended_at chair_id recorded_by_id",
        )
        self.seat = Table(Seat, f"{row} area_id agency_id comes_as recorded_by_id")
        self.present = Table(Present, f"{row} meeting_id agency_id recorded_by_id")
        self.item = Table(
            AgendaItem,
            f"{row} meeting_id area_id place starts_at minutes group request_id family_name children asked_by"
            " waits_since story strengths wanted is_on shown_at asked recorded_by_id",
        )
        self.ask = Table(
            ItemAsk,
            f"{row} item_id asked_agency_id basis reason recorded_by_id coming knows answered_at answered_by_id",
        )
        self.decision = Table(
            ItemDecision,
            f"{row} item_id outcome level reason told agency_id recorded_by_id",
        )
        self.action = Table(
            MeetingAction,
            f"{row} item_id area_id what doer_agency_id doer_id due_on done_at done_by_id outcome recorded_by_id",
        )

    def all(self) -> list[Table]:
        return list(vars(self).values())


class MeetingMaker:
    """Of the hub whose people sign in to the demo."""

    def __init__(self, requests: RequestMaker) -> None:
        self.requests, self.made, self.t = requests, requests.made, requests.t.meetings
        self.chance, self.now, self.cadence = requests.chance, requests.now, requests.profile.meeting
        self.chair: Membership = self.made.signed["chair"]
        self.partner: Membership = self.made.signed["partner"]

    def make(self) -> None:
        area = next(one for one in self.made.areas if one.pk == self.chair.area_id)
        agencies = {one.pk: one for one in self.made.agencies}
        with_people = [agencies[pk] for pk in self.made.partners if pk in agencies]
        first = {one.kind: one for one in reversed(with_people)}  # the partner who signs in works at the very first
        seated = [agencies[self.partner.agency_id]]
        for kind, seats in COME_AS.items():
            agency, comes_as = first.get(kind), next((one for one in self.cadence.seats if one in seats), "")
            if agency and comes_as:
                self.t.seat.add(*self._row(self.t.seat), area.pk, agency.pk, comes_as, self.chair.pk)
                seated += [agency] if agency not in seated else []
        seated += [one for one in with_people if one not in seated]
        self._to_come(area, seated[:SEATS])
        self._held(area, seated[:SEATS])

    def _to_come(self, area: Area, seated: list[Agency]) -> None:
        at = self.cadence.next(self.now, None)
        meeting = self._meeting(area, at, MeetingStatus.PLANNED)
        askers = [self.partner, *(self.made.partners[one.pk][0] for one in seated[1:4])]
        for place, by in enumerate(askers, start=1):
            asked = self.requests.ask(by, area, RequestStatus.LISTED)
            other = seated[place % len(seated)]
            item = self._item(meeting, area, at, place, asked, [by.agency_id, other.pk], is_on=True)
            self._ask(item, by.agency_id, Basis.ASKED, "", by if place % 2 == 0 else None)
            self._ask(item, other.pk, Basis.MAY_HELP, words.MAY_HELP, self.made.partners[other.pk][0])

    def _held(self, area: Area, seated: list[Agency]) -> None:
        at = self.cadence.next(self.now, None) - timedelta(weeks=self.cadence.every_weeks)
        if at > self.now:
            at -= timedelta(weeks=self.cadence.every_weeks)
        meeting = self._meeting(area, at, MeetingStatus.ENDED)
        for agency in seated[:4]:
            self.t.present.add(*self._row(self.t.present), meeting, agency.pk, self.chair.pk)
        for place, outcome in enumerate(TO_COME, start=1):
            by = self.partner if place == 1 else self.made.partners[seated[place].pk][0]
            asked = self.requests.ask(by, area, RequestStatus.DECIDED, outcome.value, ago=(self.now - at).days + 6)
            item = self._item(meeting, area, at, place, asked, [by.agency_id], is_on=False)
            self._ask(item, by.agency_id, Basis.ASKED, "", by)
            decided_at = at + timedelta(minutes=place * self.cadence.minutes)
            told = words.TOLD[outcome.value]
            decided = (ItemOutcome(outcome.value).value, 2, words.REASON, told, self.chair.agency_id, self.chair.pk)
            self.t.decision.add(*self._row(self.t.decision, decided_at), item, *decided)
            done_at = decided_at + timedelta(days=1) if place == 2 else None
            due_on = at.date() + timedelta(days=4 if place == 1 else 21)
            done = (done_at, by.pk if done_at else None, words.DONE if done_at else "")
            promised = (item, area.pk, words.ACTIONS[place - 1], by.agency_id, by.pk, due_on)
            self.t.action.add(*self._row(self.t.action, decided_at), *promised, *done, self.chair.pk)

    def _meeting(self, area: Area, at: datetime, status: MeetingStatus) -> int:
        row = self._row(self.t.meeting)
        is_over = status == MeetingStatus.ENDED
        times = (at - timedelta(days=3) if is_over else self.now, at if is_over else None)
        ends = (at + timedelta(hours=1) if is_over else None, self.chair.pk if is_over else None)
        self.t.meeting.add(*row, area.pk, at, "Room 2", status.value, *times, *ends, self.chair.pk)
        return row[0]

    def _item(
        self, meeting: int, area: Area, at: datetime, place: int, about: Asked, agencies: list[int], *, is_on: bool
    ) -> int:
        row = self._row(self.t.item)
        starts = at + timedelta(minutes=(place - 1) * self.cadence.minutes)
        asked_by = f"{about.by.display_name}, {about.by.agency.name}"
        self.t.item.add(
            *row, meeting, area.pk, place, starts, self.cadence.minutes, Group.REQUEST.value,
            about.pk, about.family_name, about.children, asked_by, about.asked_at, about.worries, about.strengths,
            about.wanted, is_on, None if is_on else starts, sorted(set(agencies)), self.chair.pk,
        )  # fmt: skip
        return row[0]

    def _ask(self, item: int, agency: int, basis: Basis, reason: str, by: Membership | None) -> None:
        said: tuple[Any, ...] = ("", "", None, None)
        if by is not None:
            said = (Coming.COMES.value, self.chance.choice(words.KNOWS), self.now - timedelta(days=1), by.pk)
        self.t.ask.add(*self._row(self.t.ask), item, agency, basis.value, reason, self.chair.pk, *said)

    def _row(self, table: Table, at: datetime | None = None) -> tuple[int, int, str, datetime]:
        return table.new_id(), self.made.tenant.pk, drawn_reference(WRITTEN, self.chance), at or self.now
