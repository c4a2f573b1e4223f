"""Requests for help that wait at the hubs of an invented partnership, and some that were decided."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from cases.demo.making import working_moment
from ehm.demo import names
from ehm.demo.copying import Table
from ehm.demo.organisations import Made
from ehm.models import Area, Membership
from ehm.models.tenancy import SAID, WRITTEN, drawn_reference
from ehm.words import age
from hubs.choices import CameBy, Outcome, RequestStatus, Somebody
from hubs.demo import words
from hubs.demo.meetings import MeetingMaker, MeetingTables
from hubs.demo.services import make_services, service_table
from hubs.models import Decision, Helper, HelpRequest, RequestedPerson, RequestQuestion
from hubs.profile import profile_of
from hubs.suggesting import suggest

WAITING = (RequestStatus.SENT, RequestStatus.SENT, RequestStatus.UNDER_REVIEW, RequestStatus.LISTED)
SMALLEST = 8
PUBLIC = (4, 5)  # came by the public page: one waits, one is decided


class RequestTables:
    def __init__(self) -> None:
        self.request = Table(
            HelpRequest,
            "id tenant_id reference status came_by asked_at agency_id recorded_by_id recorded_at requester_name"
            " requester_agency requester_phone is_agreed agreed_by agreed_on prompts postcode involvement worries"
            " strengths wanted area_id outcome told decided_at decided_by_id letter_sent_at follow_key requester_email",
        )
        self.person = Table(
            RequestedPerson,
            "id tenant_id reference request_id position who given_name family_name born_on school relation",
        )
        self.helper = Table(Helper, "id tenant_id reference request_id position name agency_name")
        self.question = Table(RequestQuestion, "id tenant_id reference request_id asked asked_at asked_by_id")
        self.decision = Table(
            Decision,
            "id tenant_id reference request_id agency_id recorded_by_id recorded_at outcome level suggested reason",
        )
        self.service = service_table()

        self.meetings = MeetingTables()

    def all(self) -> list[Table]:
        own = [table for table in vars(self).values() if isinstance(table, Table)]
        return [*own, *self.meetings.all()]


@dataclass(frozen=True)
class Asked:
    """A request that was made, for the agenda of a meeting."""

    pk: int
    by: Membership
    asked_at: datetime
    family_name: str
    children: list[str]
    worries: str
    strengths: str
    wanted: str


class RequestMaker:
    """Of one partnership."""

    def __init__(self, made: Made, tables: RequestTables, chance: random.Random, now: datetime) -> None:
        self.made, self.t, self.chance, self.now = made, tables, chance, now
        self.tenant_id, self.profile = made.tenant.pk, profile_of(made.tenant)
        self.partners = [one for people in made.partners.values() for one in people]

    def make(self, families: int) -> None:
        """Half of them wait; the first is the demo partner's own, in the area of the demo's hub."""
        make_services(self.made, self.t.service, self.chance)
        for number in range(max(SMALLEST, families // 40)):
            self._request(number, is_waiting=number % 2 == 0)
        MeetingMaker(self).make()

    def _request(self, number: int, *, is_waiting: bool) -> None:
        chance, made = self.chance, self.made
        signed = number < 4
        by: Membership = made.signed["partner"] if signed else chance.choice(self.partners)
        hub: Membership = made.signed["chair"]
        area = next((one for one in made.areas if signed and one.pk == hub.area_id), chance.choice(made.areas))
        status = WAITING[number // 2 % 4] if is_waiting else RequestStatus.DECIDED
        self.ask(by, area, RequestStatus.RETURNED if number == 2 else status, is_public=number in PUBLIC)

    def ask(
        self,
        by: Membership,
        area: Area,
        status: RequestStatus,
        outcome: str = "",
        ago: int = 0,
        is_public: bool = False,
    ) -> Asked:
        """One request; `outcome` of one that is decided, else by chance. By the public page it is in nobody's name."""
        chance, made = self.chance, self.made
        hub: Membership = made.signed["chair"]
        is_decided = status == RequestStatus.DECIDED
        ago = ago or (chance.randint(15, 200) if is_decided else chance.randint(1, 7))
        asked_at = min(working_moment(self.now.date() - timedelta(days=ago), chance), self.now - timedelta(hours=1))
        row, surname = self.t.request.new_id(), chance.choice(names.FAMILIES)
        child, mother = chance.choice(names.GIRLS + names.BOYS), chance.choice(names.WOMEN)
        prompts = [one.key for one in chance.sample(self.profile.prompts, chance.randint(1, 3))]
        outcome = (outcome or chance.choice(list(words.TOLD))) if is_decided else ""
        decided_at = working_moment((asked_at + timedelta(days=4)).date(), chance) if outcome else None
        told = (outcome, words.TOLD.get(outcome, ""), decided_at, hub.pk if outcome else None, decided_at)
        said = [
            chance.choice(lines).format(child=child)
            for lines in (words.INVOLVEMENT, words.WORRIES, words.STRENGTHS, words.WANTED)
        ]
        asked_by = (by.display_name, by.agency.name, by.work_phone, True, f"{mother} {surname}", asked_at.date())
        whose = (None, None, asked_at) if is_public else (by.agency_id, by.pk, asked_at)
        came_by = CameBy.PUBLIC if is_public else CameBy.SIGNED_IN
        follow = (f"{chance.getrandbits(256):064x}", f"{mother.lower()}@school.example") if is_public else ("", "")
        postcode = f"{made.spec.postcode} 1AA"
        self.t.request.add(
            row, self.tenant_id, drawn_reference(SAID, chance), status.value, came_by.value, asked_at, *whose,
            *asked_by, prompts, postcode, *said, area.pk, *told, *follow,
        )  # fmt: skip
        children = []
        for position, born in enumerate((chance.randint(4, 14), chance.randint(1, 3))):
            given = child if position == 0 else chance.choice([one for one in names.GIRLS + names.BOYS if one != child])
            birth = date(self.now.year - born, chance.randint(1, 12), chance.randint(1, 28))
            children.append(f"{given} {surname}, {age(birth, self.now.date())}")
            self._person(row, position, Somebody.CHILD, given, surname, birth, "", "")
        self._person(row, 2, Somebody.ADULT, mother, surname, None, "", "mother")
        self.t.helper.add(*self._of(self.t.helper, row), 0, chance.choice(names.WOMEN), by.agency.name)
        if status == RequestStatus.RETURNED:
            self.t.question.add(*self._of(self.t.question, row), words.ASKED, asked_at + timedelta(hours=3), hub.pk)
        if outcome:
            found = suggest(prompts=prompts, diversion="none", helpers=1, profile=self.profile)
            decided = (hub.agency_id, hub.pk, decided_at, Outcome(outcome).value, 2, found.level, words.REASON)
            self.t.decision.add(*self._of(self.t.decision, row), *decided)
        return Asked(row, by, asked_at, f"{surname} family", children, *said[1:])

    def _person(self, row: int, position: int, who: Somebody, *said: Any) -> None:
        self.t.person.add(*self._of(self.t.person, row), position, who.value, *said)

    def _of(self, table: Table, row: int) -> tuple[Any, ...]:
        return table.new_id(), self.tenant_id, drawn_reference(WRITTEN, self.chance), row
