"""Clocks of requests, which hang on no family: what moves them, who holds and sees them (docs/adr/0009)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse

from ehm import happened
from ehm.happened import About
from ehm.models import AreaPostcode, NonWorkingDay, Notification, OrganisationEvent, Role
from hubs.actions.requests import Limit, withdraw
from hubs.actions.triage import ask_back, give_to_area, keep_out, list_request, say_letter_sent
from hubs.choices import CameBy
from hubs.models import HelpRequest
from standards import redating
from standards.actions.rulebook import change_standard
from standards.models import Alert, Clock, ClockChange
from standards.sweep import sweep
from tests import databases
from tests.cases.acting import acting_as, done
from tests.cast import make_agency, make_worker
from tests.hubs.asking import ask
from tests.hubs.test_triage import decided
from tests.hubs.visitor import asked as asked_in_public
from tests.standards.working import queries, text_of

FRIDAY = datetime(2026, 11, 20, 18, 40, tzinfo=UTC)
MONDAY = FRIDAY + timedelta(days=3)


@pytest.fixture
def cast(cast):
    """It is Friday evening, and Northbridge has both times of requests switched on."""
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        for standard in ("request_triage", "outcome_letter"):
            done(cast.admin, change_standard, standard=standard, values={"enabled": True}, why="x")
        cast.traveller = traveller
        yield cast


def clocks(**narrow):
    with databases.as_owner():
        return list(Clock.objects.filter(**narrow).select_related("holder").order_by("pk"))


def seen_by(worker):
    """What Django asks for, and what PostgreSQL gives to raw SQL: alike."""
    with acting_as(worker) as actor, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM standards_clock WHERE episode_id IS NULL")
        wall = {pk for (pk,) in cursor.fetchall()}
        asked = set(Clock.objects.visible_to(actor).filter(episode=None).values_list("pk", flat=True))
    with databases.as_owner():
        alone = set(Clock.objects.visible_to(actor).filter(episode=None).values_list("pk", flat=True))
    assert wall == asked == alone, worker
    return wall


def test_from_its_arrival_to_what_the_hub_says_to_the_letter(cast):
    request = ask(cast.teacher, cast.east)
    (triage,) = clocks()
    assert (triage.standard, triage.subject, triage.request_id) == ("request_triage", request.reference, request.pk)
    assert (triage.holder, triage.state, triage.started_at) == (cast.hub, "running", request.asked_at)
    assert triage.due_at == datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
    cast.traveller.move_to(MONDAY)
    done(cast.hub, list_request, request=request)
    (triage,) = clocks()
    assert (triage.state, triage.stopped_at) == ("met", MONDAY), (
        "it waits for the meeting: the hub has said what follows"
    )
    cast.traveller.shift(timedelta(days=1))
    decided(cast, request)
    triage, letter = clocks()
    assert triage.stopped_at == MONDAY and (letter.standard, letter.started_by) == ("outcome_letter", "request.decided")
    cast.traveller.shift(timedelta(days=8))
    done(cast.hub, say_letter_sent, request=request)
    assert [one.state for one in clocks()] == ["met", "met_late"]


def test_a_question_back_does_not_stop_it_and_taking_back_ends_it(cast):
    request = ask(cast.teacher, cast.east)
    done(cast.hub, ask_back, request=request, question="Who is at home?")
    assert clocks()[0].is_open
    done(cast.teacher, withdraw, request=request)
    (clock,) = clocks()
    assert (clock.state, clock.cancel_reason) == ("cancelled", "The request was withdrawn.")


def test_where_it_is_off_there_is_none(cast):
    done(cast.admin, change_standard, standard="request_triage", values={"enabled": False}, why="x")
    ask(cast.teacher, cast.east)
    assert not clocks()


def test_only_the_hub_of_the_area_and_auditors_see_it(cast):
    with databases.as_owner():
        cast.west_manager = make_worker("w@northbridge.example", cast.council, Role.MANAGER, cast.west)
    ask(cast.hub, cast.east, CameBy.PHONE)
    ask(cast.teacher, cast.east)
    all_of_them = {clock.pk for clock in clocks()}
    assert len(all_of_them) == 2
    for worker in (cast.hub, cast.chair, cast.coordinator, cast.manager, cast.auditor):
        assert seen_by(worker) == all_of_them, worker
    for worker in (cast.teacher, cast.head, cast.west_hub, cast.west_manager, cast.practitioner, cast.partner):
        assert not seen_by(worker), worker
    for worker in (cast.stranger, cast.stranger_auditor):
        assert not seen_by(worker), worker


def test_whoever_asked_can_neither_make_nor_move_one(cast):
    request = ask(cast.teacher, cast.east)
    (clock,) = clocks()
    with acting_as(cast.teacher), connection.cursor() as cursor:
        cursor.execute("UPDATE standards_clock SET holder_id = NULL WHERE id = %s", [clock.pk])
        assert cursor.rowcount == 0
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            clock.pk, clock.reference, clock.standard, clock.request = None, "X", "outcome_letter", request
            clock.save(force_insert=True)


def test_whoever_told_it_acts_as_themselves_again(cast):
    with acting_as(cast.teacher), connection.cursor() as cursor:
        happened.tell(
            About(
                cast.north.pk,
                "request",
                "NONE",
                cast.east.pk,
                cast.school.pk,
            ),
            "request.withdrawn",
            at=FRIDAY,
        )
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("ehm_agency",)


def test_whom_the_hub_keeps_out_holds_it_no_more(cast):
    with databases.as_owner():
        colleague = make_worker("second.hub@northbridge.example", cast.council, Role.HUB_WORKER, cast.east)
    request = ask(cast.teacher, cast.east)
    assert clocks()[0].holder == cast.hub
    done(cast.chair, keep_out, request=request, worker=cast.hub, reason="Her neighbour")
    (clock,) = clocks()
    assert clock.holder == colleague and clock.is_open


def test_nobody_holds_it_whom_the_family_keeps_it_from(cast):
    with databases.as_owner():
        other = make_agency(cast.north, "Other")
        new = make_worker("other@northbridge.example", other, Role.HUB_WORKER, cast.west)
        cast.west_hub.ended_at, cast.west_hub.ended_by = FRIDAY, cast.west_hub
        cast.west_hub.save()
    request = ask(cast.teacher, cast.east, limits=[Limit(other, "", "")])
    with databases.as_owner():
        new.area = cast.east
        new.save()
        cast.hub.ended_at, cast.hub.ended_by = FRIDAY, cast.hub
        cast.hub.save()
    assert not seen_by(new)
    decided(cast, request)
    letter = clocks(standard="outcome_letter")[0]
    assert letter.holder is None and letter.holder_agency_id in (cast.council.pk, other.pk)
    assert not seen_by(new)


def test_it_goes_with_the_request_to_another_hub(cast):
    request = ask(cast.teacher, cast.east)
    done(cast.hub, give_to_area, request=request, area=cast.west, reason="They moved")
    (clock,) = clocks()
    assert (clock.area_id, clock.holder, clock.is_open) == (cast.west.pk, cast.west_hub, True)
    assert not seen_by(cast.hub) and seen_by(cast.west_hub) == {clock.pk}


def test_what_is_told_too_late_changes_nothing(cast):
    request = ask(cast.teacher, cast.east)
    decided(cast, request)
    before = [(one.pk, one.state, one.stopped_at) for one in clocks()]
    about = About(cast.north.pk, "request", request.reference, cast.east.pk, cast.school.pk, request.pk)
    with acting_as(cast.hub):
        happened.tell(about, "request.received", at=FRIDAY - timedelta(days=9))
    assert [(one.pk, one.state, one.stopped_at) for one in clocks()] == before


def test_somebody_without_an_account_starts_and_ends_one_too(cast):
    cast.traveller.move_to(
        time_machine.escape_hatch.datetime.datetime.now(UTC)
    )  # codes run out by the database's clock
    with databases.as_owner():
        AreaPostcode.objects.create(tenant=cast.north, area=cast.east, prefix="CV99")
    _, reference, _ = asked_in_public()
    (clock,) = clocks()
    assert (clock.subject, clock.holder, clock.is_open) == (reference, cast.hub, True)
    assert seen_by(cast.hub) == {clock.pk} and not seen_by(cast.west_hub) and not seen_by(cast.teacher)
    with databases.as_owner():
        row = HelpRequest.objects.get(reference=reference)
    done(cast.hub, withdraw, request=row)
    assert clocks()[0].state == "cancelled"


def test_an_area_has_clocks_that_follow_each_other(cast):
    """As the weekly meeting has: every one opens the next."""
    about = About(cast.north.pk, "area", cast.east.reference, cast.east.pk, cast.council.pk)
    for at in (FRIDAY, FRIDAY + timedelta(days=7), FRIDAY + timedelta(days=17)):
        cast.traveller.move_to(at)
        with acting_as(cast.chair):
            happened.tell(about, "family_matters.held", at=at)
    assert [one.state for one in clocks()] == ["met", "met_late", "running"]
    assert {one.holder for one in clocks()} == {cast.chair}
    assert len(seen_by(cast.hub)) == 3 and not seen_by(cast.west_hub) and not seen_by(cast.teacher)


def test_what_hangs_on_an_area_is_seen_by_whoever_takes_it_on(cast):
    about = About(cast.north.pk, "area", "ABCD", cast.east.pk, holder_id=cast.partner.pk)
    with acting_as(cast.chair):
        happened.tell(about, "family_matters.held", at=FRIDAY)
    (clock,) = clocks()
    assert (clock.holder, clock.holder_agency_id) == (cast.partner, cast.police.pk)
    assert seen_by(cast.partner) == seen_by(cast.hub) == {clock.pk} and not seen_by(cast.helper)
    with acting_as(cast.chair):
        happened.tell(replace(about, holder_id=cast.helper.pk), "", at=FRIDAY)
    assert seen_by(cast.helper) == {clock.pk} and not seen_by(cast.partner)


def test_the_holder_hears_when_it_is_late_and_reads_of_whom(cast, signed_in):
    request = ask(cast.teacher, cast.east)
    sweep(MONDAY + timedelta(days=1))
    with databases.as_owner():
        told = Notification.objects.filter(kind="standards.overdue").values_list("membership", flat=True)
        assert set(told) == {cast.hub.pk, cast.manager.pk}
        assert Alert.objects.get(level="overdue").episode_id is None
    with acting_as(cast.hub) as actor:
        assert Alert.objects.visible_to(actor).count() == 1
    with acting_as(cast.teacher) as actor:
        assert not Alert.objects.visible_to(actor).exists() and not Alert.objects.exists()
    cast.traveller.move_to(MONDAY + timedelta(days=1))
    assert "Decide about the request, Ida Marlow" in text_of(signed_in(cast.hub).get("/notifications/"))
    assert request.reference not in text_of(signed_in(cast.teacher).get("/notifications/"))


def test_a_day_off_counts_it_again(cast):
    ask(cast.teacher, cast.east)
    with databases.as_owner():
        line = OrganisationEvent.objects.filter(tenant=cast.north).order_by("-pk").first()
        NonWorkingDay.objects.create(tenant=cast.north, on=MONDAY.date(), name="Snow", kind="closure")
    with acting_as(cast.admin) as actor:
        redating.redate(change=str(line.pk), by=actor)
    (clock,) = clocks()
    assert clock.due_at == datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)
    with databases.as_owner():
        assert ClockChange.objects.get().clock_id == clock.pk
    with acting_as(cast.hub) as actor:
        assert ClockChange.objects.visible_to(actor).count() == 1
    with acting_as(cast.west_hub) as actor:
        assert not ClockChange.objects.visible_to(actor).exists() and not ClockChange.objects.exists()


class TestPages:
    def test_the_hub_reads_it_beside_the_request_and_whoever_asked_does_not(self, cast, signed_in):
        request = ask(cast.teacher, cast.east)
        page = reverse("hubs:request", args=(request.reference,))
        (clock,) = clocks()
        explained = reverse("standards:clock", args=(clock.reference,))
        shown = signed_in(cast.hub).get(page).content.decode()
        assert explained in shown and "Decide about the request" in shown
        hidden = signed_in(cast.teacher).get(page).content.decode()
        assert explained not in hidden and "What is due" not in hidden
        assert signed_in(cast.teacher).get(explained).status_code == 404
        text = text_of(signed_in(cast.hub).get(explained))
        assert "The hub decides what happens with a request within 1 working day." in text
        assert "the request for help arrived" in text and "Ask for a variation" not in text
        ask_for_more = reverse("standards:ask_for_variation", args=(clock.reference,))
        assert signed_in(cast.hub).get(ask_for_more).status_code == 403

    def test_the_queue_shows_what_is_due_first(self, cast, signed_in):
        first = ask(cast.teacher, cast.east)
        done(cast.hub, list_request, request=first)
        cast.traveller.shift(timedelta(minutes=5))
        second = ask(cast.teacher, cast.east)
        html = signed_in(cast.hub).get("/requests/").content.decode()
        assert html.index(second.reference) < html.index(first.reference), "a clock runs for the second alone"
        assert html.count("ehm-clock--") == 1

    def test_the_queue_says_who_has_no_letter_yet_and_by_when(self, cast, signed_in):
        request = ask(cast.teacher, cast.east)
        decided(cast, request)
        shown = text_of(signed_in(cast.hub).get("/requests/"))
        assert "Letters to send Ida Marlow" in shown and "5 working days left" in shown
        for worker in (cast.teacher, cast.west_hub):
            assert "Letters to send" not in text_of(signed_in(worker).get("/requests/")), worker
        done(cast.hub, say_letter_sent, request=request)
        assert "Letters to send" not in text_of(signed_in(cast.hub).get("/requests/"))

    def test_my_work_of_the_holder_names_the_children_and_leads_to_the_request(self, cast, signed_in):
        request = ask(cast.teacher, cast.east)
        html = signed_in(cast.hub).get("/").content.decode()
        assert "Ida Marlow" in html and reverse("hubs:request", args=(request.reference,)) in html
        with databases.as_owner():
            Clock.objects.update(holder=cast.chair)
        assert reverse("hubs:decide", args=(request.reference,)) in signed_in(cast.chair).get("/").content.decode()

    def test_lists_take_no_more_queries_for_more_requests(self, cast, signed_in):
        ask(cast.teacher, cast.east)
        client = signed_in(cast.hub)
        client.get("/requests/")
        for path in ("/requests/", "/"):
            before = queries(lambda path=path: client.get(path))
            for _ in range(3):
                ask(cast.teacher, cast.east)
            assert queries(lambda path=path: client.get(path)) <= before, path

    def test_the_team_and_the_api_count_families_alone(self, cast, signed_in):
        ask(cast.teacher, cast.east)
        assert "Ida Marlow" not in text_of(signed_in(cast.manager).get("/team/"))
