"""From the hub's decision to whoever leads: the handover from the request, and the clocks at each step."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cases.actions.episodes import agree_to_lead, allocate_lead
from cases.actions.oversight import record_oversight
from cases.choices import OversightOccasion
from cases.models import Episode, Handover, LeadAllocation
from ehm.models import AgencyKind, Area, Role
from ehm.words import moment
from hubs import consequences
from hubs.actions.deciding import Decided
from hubs.actions.triage import Allocated, discuss
from hubs.choices import ItemOutcome, Outcome
from hubs.models import HelpRequest
from standards.models import Clock
from standards.wording import ASKED
from tests import databases
from tests.cases.acting import acting_as, done
from tests.cast import make_agency, make_worker
from tests.hubs.asking import ask
from tests.hubs.meeting import ADVICE, GOES_ON, decide, item_of, listed, started
from tests.hubs.test_meetings import stuck_with
from tests.hubs.test_triage import decided

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


def allocated(cast, request, agency=None, **change):
    helps = {"outcome": Outcome.ALLOCATED, "level": 3, "allocated": Allocated(None, agency or cast.council)}
    decided(cast, request, **helps, **change)
    with databases.as_owner():
        return Episode.objects.select_related("family", "lead_agency").get(family__name__contains="Marlow")


def test_the_hub_chooses_what_of_the_request_goes_on(cast, signed_in):
    request = ask(cast.teacher, cast.east, helpers=[("Ann Nurse", "Health")])
    said = {"discussed": "Dad is not to know", "who_contacts": None, "review_on": None}
    done(cast.hub, discuss, request=request, held_on=datetime.now(UTC).date(), actions="Ring the school nurse", **said)
    episode = allocated(cast, request)
    url = reverse("cases:allocate_lead", args=(episode.reference,))
    html = signed_in(cast.chair).get(url).content.decode()
    for words in (
        "Worries: Ida is tired",
        "Wanted: Somebody who helps",
        "Ring the school nurse",
        "Tess Teacher",
        "Ann Nurse",
    ):
        assert words in html, words
    assert "Dad is not to know" not in html, "what was said stays at the hub"
    empty = signed_in(cast.chair).get(f"{url}?handover=empty").content.decode()
    assert "Ida is tired" not in empty.split('id="handover"')[1]
    typed = {"lead": cast.practitioner.reference, "first": "Ring Ruth", "agreed": "", "talk_to": "", "careful": ""}
    assert signed_in(cast.chair).post(url, typed).status_code == 302
    with databases.as_owner():
        row = Handover.objects.get()
        assert (row.first, row.agreed) == ("Ring Ruth", "")
    work = signed_in(cast.practitioner).get("/").content.decode()
    assert "asks you to lead: Marlow family" in work and "First for the Marlow family: Ring Ruth" in work
    assert "Ring Ruth" not in signed_in(cast.teacher).get("/").content.decode()
    assert signed_in(cast.teacher).get(reverse("cases:handovers", args=(episode.reference,))).status_code == 404
    again = signed_in(cast.chair).get(url).content.decode()
    assert "Filled in from the request" not in again, "whoever leads next is told anew"


def clocks_of(episode):
    with databases.as_owner():
        return {one.standard: one for one in Clock.objects.filter(episode=episode).select_related("holder")}


def test_the_clocks_of_coventry_at_each_step(cast, monday):
    request = ask(cast.teacher, cast.east)
    monday.shift(timedelta(days=1))
    episode = allocated(cast, request)
    clocks = clocks_of(episode)
    assert {*clocks} == {"request_wait"}, "the family waits from the day it was asked for"
    assert clocks["request_wait"].started_at == MONDAY
    monday.shift(timedelta(hours=1))
    done(cast.chair, allocate_lead, episode=episode, lead_agency=cast.council, lead=cast.practitioner)
    now, clocks = MONDAY + timedelta(days=1, hours=1), clocks_of(episode)
    assert clocks["management_oversight"].due_at == now + timedelta(hours=24)
    assert clocks["management_oversight"].holder == cast.manager
    assert clocks["first_contact"].due_at.date() == (now + timedelta(days=7)).date(), "five working days"
    assert clocks["first_contact"].holder == clocks["request_wait"].holder == cast.practitioner
    with databases.as_owner():
        allocation = LeadAllocation.objects.get(episode=episode)
    monday.shift(timedelta(hours=1))
    done(cast.practitioner, agree_to_lead, allocation=allocation)
    assert clocks_of(episode)["first_contact"].started_at == now, "asked or agreed, whichever was first"
    monday.shift(timedelta(hours=3))
    said = {"what_is_happening": "x", "what_is_working": "x", "what_should_be_done": "Ring them", "why": "x"}
    by_when = (now + timedelta(days=2)).date()
    allocation = OversightOccasion.ALLOCATION
    done(cast.manager, record_oversight, episode=episode, occasion=allocation, by_when=by_when, **said)
    assert clocks_of(episode)["management_oversight"].state == "met"
    assert clocks_of(episode)["first_contact"].state == "running"


@pytest.mark.parametrize("leads", ["practitioner", "teacher"])
def test_the_clocks_that_a_meeting_is_told_of_are_those_that_start(cast, monday, leads):
    """What the decision will do, read before it is made (standards/hub_consequences.py)."""
    request, lead = listed(cast), getattr(cast, leads)
    monday.shift(timedelta(days=1))
    item = item_of(started(cast, request))
    given = {"outcome": ItemOutcome.LEAD, "level": 3, "lead_agency": lead.agency, "lead": lead}
    with acting_as(cast.chair) as actor:
        said = {line for line in consequences.of(item, Decided(**ADVICE | given), actor) if ": by " in line}
    decide(cast, item, **given)
    with databases.as_owner():
        episode = HelpRequest.objects.get().episode
    begun = clocks_of(episode).values()
    assert said == {f"{ASKED[one.standard]}: by {moment(one.due_at)}." for one in begun}
    assert len(said) == (4 if leads == "practitioner" else 2)


def test_of_help_that_runs_only_what_starts_anew_is_said(cast, monday):
    """The oversight of whoever led before was recorded, their other clocks go on."""
    now, said = (
        timezone.now(),
        {"what_is_happening": "x", "what_is_working": "x", "what_should_be_done": "x", "why": "x"},
    )
    for lead in (cast.hub, cast.practitioner):
        done(cast.manager, allocate_lead, episode=cast.episode, lead_agency=cast.council, lead=lead)
    allocation, by_when = OversightOccasion.ALLOCATION, (now + timedelta(days=2)).date()
    done(cast.manager, record_oversight, episode=cast.episode, occasion=allocation, by_when=by_when, **said)
    stuck_with(cast)
    monday.shift(timedelta(days=1))
    item = item_of(started(cast, "stuck"))
    given = GOES_ON | {"outcome": ItemOutcome.NEW_LEAD, "lead_agency": cast.council, "lead": cast.manager}
    with acting_as(cast.chair) as actor:
        lines = [line for line in consequences.of(item, Decided(**given), actor) if ": by " in line]
    before = timezone.now()
    decide(cast, item, **given)
    with databases.as_owner():
        begun = Clock.objects.filter(episode=cast.episode, started_at__gte=before)
        assert lines == [f"{ASKED[one.standard]}: by {moment(one.due_at)}." for one in begun]
    assert [line.partition(":")[0] for line in lines] == ["Management oversight"]


def test_no_oversight_is_timed_where_a_partner_leads(cast, monday):
    episode = allocated(cast, ask(cast.teacher, cast.east), cast.school)
    done(cast.chair, allocate_lead, episode=episode, lead_agency=cast.school, lead=cast.teacher)
    assert {*clocks_of(episode)} == {"request_wait", "first_contact"}


@pytest.mark.parametrize(("tenant", "expected"), [("salt", set()), ("march", set())])
def test_elsewhere_only_what_the_partnership_holds_itself_to(cast, monday, tenant, expected):
    with databases.as_owner():
        partnership = getattr(cast, tenant)
        council = make_agency(partnership, "Council", AgencyKind.LOCAL_AUTHORITY)

        area = Area.objects.create(tenant=partnership, name="Harbour")
        hub = make_worker("hub@else.example", council, Role.HUB_WORKER, area)
        chair = make_worker("chair@else.example", council, Role.HUB_CHAIR, area)
        lead = make_worker("lead@else.example", council, Role.PRACTITIONER)
    episode = None
    request = ask(hub, area)
    helps = {"outcome": Outcome.ALLOCATED, "level": 3, "allocated": Allocated(None, council)}
    decided(cast, request, by=chair, **helps)
    with acting_as(chair) as actor:
        episode = Episode.objects.visible_to(actor).get()
    done(chair, allocate_lead, episode=episode, lead_agency=council, lead=lead)
    assert {*clocks_of(episode)} == expected
