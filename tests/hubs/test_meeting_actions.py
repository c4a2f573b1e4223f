"""Actions of a meeting: who reads them, who says that they are done, another day and the days before (R088)."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from cases.models import TimelineEvent
from ehm import notifications
from ehm.models import Notification
from hubs import notices
from hubs.actions.meeting_actions import drop_action, finish_action, move_action
from hubs.actions.meetings import end_meeting
from hubs.models import ActionDate, MeetingAction
from standards.models import Clock, ClockChange
from standards.sweep import sweep
from tests import databases
from tests.cases.acting import acting_as, refused
from tests.cast import make_worker
from tests.hubs import meeting as held
from tests.hubs import met
from tests.hubs.asking import ask
from tests.hubs.test_triage import decided
from tests.standards.working import queries, text_of

TODAY = timezone.localdate()
LIST = "/hub/actions/"


@pytest.fixture
def world(cast):
    """The school does one thing, the council another; the charity was asked and does nothing."""
    cast.request = ask(cast.teacher, cast.east)
    cast.meeting = met.meeting(cast.chair, cast.east)
    cast.item = met.item(cast.chair, cast.meeting, cast.request, asks=[cast.school, cast.charity])
    cast.action = met.action(cast.chair, cast.item, cast.school, cast.teacher)
    cast.other = met.action(cast.chair, cast.item, cast.police, what="Look at the road")
    met.end(cast.meeting)
    return cast


def done(by, act, action, **given):
    with acting_as(by) as actor:
        return act(action=action, by=actor, **given)


def no(by, act, action, **given):
    refused(by, partial(act, action=action), unchanged=[MeetingAction, ActionDate], **given)


def seen_by(worker):
    with acting_as(worker) as actor:
        wall = set(MeetingAction.objects.values_list("pk", flat=True))
        assert set(MeetingAction.objects.visible_to(actor).values_list("pk", flat=True)) == wall
    with databases.as_owner():
        assert set(MeetingAction.objects.visible_to(actor).values_list("pk", flat=True)) == wall
    return wall


def clocks():
    with databases.as_owner():
        return {
            one.subject: one for one in Clock.objects.filter(subject_kind="meeting_action").select_related("holder")
        }


def told(kind):
    with databases.as_owner():
        return set(Notification.objects.filter(kind=kind).values_list("membership", flat=True))


class TestWalls:
    def test_the_hub_and_the_agency_that_does_it(self, world):
        mine, police = world.action.pk, world.other.pk
        assert seen_by(world.teacher) == seen_by(world.head) == {mine}
        assert seen_by(world.partner) == {police}
        assert seen_by(world.hub) == seen_by(world.chair) == seen_by(world.auditor) == {mine, police}
        for nobody in (world.helper, world.west_hub, world.practitioner, world.stranger, world.stranger_auditor):
            assert seen_by(nobody) == set(), nobody

    def test_an_agency_that_the_family_keeps_out_later_reads_it_no_more(self, world):
        decided(world, world.request)
        assert seen_by(world.teacher) == {world.action.pk}
        with databases.as_owner():
            world.request.__class__.objects.filter(pk=world.request.pk).update(excluded=[f"agency:{world.school.pk}"])
        assert seen_by(world.teacher) == set()
        assert not clocks_seen_by(world.teacher)

    def test_its_clock_is_seen_with_it(self, world):
        assert clocks_seen_by(world.head) == {world.action.reference}, "who manages the agency that does it"
        assert clocks_seen_by(world.hub) == {world.action.reference, world.other.reference}
        assert clocks_seen_by(world.auditor) == {world.action.reference, world.other.reference}
        for nobody in (world.helper, world.west_hub, world.practitioner, world.stranger):
            assert clocks_seen_by(nobody) == set(), nobody

    def test_the_database_lets_only_the_hub_set_its_day(self, world):
        with acting_as(world.teacher), pytest.raises(DatabaseError, match="the hub sets the date"):
            MeetingAction.objects.filter(pk=world.action.pk).update(due_on=TODAY + timedelta(days=90))

    def test_nobody_else_acts(self, world):
        for nobody in (world.helper, world.partner, world.west_hub, world.stranger):
            no(nobody, finish_action, world.action, outcome="x", error=Http404)


def clocks_seen_by(worker):
    with acting_as(worker) as actor:
        wall = set(Clock.objects.filter(episode=None).values_list("subject", flat=True))
        assert set(Clock.objects.visible_to(actor).filter(episode=None).values_list("subject", flat=True)) == wall
    with databases.as_owner():
        rule = set(Clock.objects.visible_to(actor).filter(episode=None).values_list("subject", flat=True))
    assert rule == wall
    return wall


class TestDone:
    def test_the_agency_says_what_came_of_it(self, world):
        no(world.teacher, finish_action, world.action, outcome=" ", because="Say what")
        with acting_as(world.chair) as actor:
            notifications.notify([world.teacher], notices.HAS_ACTION, subject=world.action.reference, by=actor)
        done(world.teacher, finish_action, world.action, outcome="He waits until March")
        with databases.as_owner():
            row = MeetingAction.objects.get(pk=world.action.pk)
            assert not Notification.objects.filter(membership=world.teacher, read_at=None).exists(), "asked no more"
        assert (row.outcome, row.done_by) == ("He waits until March", world.teacher) and row.done_at
        assert clocks()[row.reference].state == "met"
        no(world.head, finish_action, world.action, outcome="x", because="done already")
        no(world.chair, drop_action, world.action, reason="x", because="done")

    @pytest.mark.parametrize(
        ("page", "who", "typed", "called"),
        [
            ("done", "teacher", {"outcome": "They rang. " * 500}, "What came of: "),
            ("date", "chair", {"reason": "They rang. They rang."}, "Another day for: "),
        ],
    )
    def test_what_is_typed_of_it_survives(self, world, signed_in, page, who, typed, called):
        client, url = signed_in(getattr(world, who)), f"/hub/actions/{world.action.reference}/{page}/"
        client.post(url, typed)
        assert "They rang. They rang." in client.get(url).content.decode()
        assert called in client.get("/").content.decode()
        done(world.teacher, finish_action, world.action, outcome="He waits until March")
        assert called not in client.get("/").content.decode()

    def test_a_form_in_which_nothing_was_typed_is_no_draft(self, world, signed_in):
        client, url = signed_in(world.chair), f"/hub/actions/{world.action.reference}/date/"
        client.post(url, {"reason": "", "to_day": "", "to_month": "", "to_year": ""})
        assert "Another day for" not in client.get("/").content.decode()

    def test_the_hub_may_say_it_for_them(self, world):
        done(world.hub, finish_action, world.action, outcome="They rang")
        with databases.as_owner():
            assert MeetingAction.objects.get(pk=world.action.pk).done_by == world.hub

    def test_it_stands_on_the_timeline_of_the_early_help(self, cast):
        """Whoever does it is in no team, and reads no family."""
        listing = met.listed(cast.practitioner, cast.episode)
        on = met.item(cast.chair, met.meeting(cast.chair, cast.east), listing=listing)
        row = met.action(cast.chair, on, cast.school, cast.teacher)
        done(cast.teacher, finish_action, row, outcome="Done in secret")
        with databases.as_owner():
            event = TimelineEvent.objects.get(kind="hub_action.done")
            assert (event.episode, event.family, event.membership) == (cast.episode, cast.family, cast.teacher)
            assert "secret" not in f"{event.sentence}{event.data}"
        with acting_as(cast.teacher):
            assert not TimelineEvent.objects.filter(pk=event.pk).exists()

    def test_where_no_help_runs_there_is_no_line(self, world):
        done(world.teacher, finish_action, world.action, outcome="x")
        with databases.as_owner():
            assert not TimelineEvent.objects.filter(kind="hub_action.done").exists()


class TestAnotherDay:
    def test_the_days_before_are_kept_and_the_line_manager_is_told(self, world):
        before, first, second = world.action.due_on, TODAY + timedelta(days=20), TODAY + timedelta(days=30)
        done(world.chair, move_action, world.action, to=first, reason="Snow")
        assert told("hubs.action_moved") == {world.teacher.pk, world.head.pk}
        done(world.chair, move_action, world.action, to=second, reason="More snow")
        with databases.as_owner():
            kept = ActionDate.objects.order_by("pk").values_list("was_due_on", "due_on", "reason")
            assert list(kept) == [(before, first, "Snow"), (first, second, "More snow")]
            assert MeetingAction.objects.get(pk=world.action.pk).due_on == second
            assert ClockChange.objects.count() == 2
        clock = clocks()[world.action.reference]
        assert (clock.agreed_on, timezone.localdate(clock.due_at)) == (second, second)

    def test_without_a_line_manager_those_who_manage_the_agency_are_told(self, world):
        with databases.as_owner():
            manager = make_worker("sergeant@northbridge.example", world.police, "manager")
            make_worker("other.head@northbridge.example", world.charity, "manager")
        done(world.chair, move_action, world.other, to=TODAY, reason="Sooner")
        assert told("hubs.action_moved") == {manager.pk}

    @pytest.mark.parametrize(
        ("change", "because"),
        [
            ({"reason": " "}, "Say why"),
            ({"to": TODAY - timedelta(days=1)}, "in the past"),
            ({"to": TODAY + timedelta(days=7)}, "has already"),
        ],
    )
    def test_what_cannot_be(self, world, change, because):
        given = {"to": TODAY + timedelta(days=9), "reason": "Snow"} | change
        no(world.chair, move_action, world.action, because=because, **given)

    def test_only_whoever_leads_the_meeting(self, world):
        for who in (world.teacher, world.hub):
            no(who, move_action, world.action, to=TODAY, reason="x", error=PermissionDenied)
            no(who, drop_action, world.action, reason="x", error=PermissionDenied)

    def test_an_agency_that_is_kept_out_is_not_told(self, world):
        with databases.as_owner():
            MeetingAction.objects.filter(pk=world.action.pk).update(excluded=[f"agency:{world.school.pk}"])
        done(world.chair, move_action, world.action, to=TODAY, reason="x")
        assert told("hubs.action_moved") == set()


def test_what_is_not_needed_has_a_reason_and_its_clock_ends(world):
    no(world.chair, drop_action, world.action, reason="", because="Say why")
    done(world.chair, drop_action, world.action, reason="They moved away")
    assert told("hubs.action_dropped") == {world.teacher.pk, world.head.pk}
    assert clocks()[world.action.reference].state == "cancelled"
    no(world.teacher, finish_action, world.action, outcome="x", because="not needed")
    no(world.chair, move_action, world.action, to=TODAY, reason="x", because="not needed")


class TestClocks:
    def test_what_a_meeting_decides_starts_it(self, cast):
        running = held.started(cast)
        held.decide(cast, held.item_of(running), actions=[held.action(cast.school, cast.teacher)])
        (clock,) = clocks().values()
        assert (clock.holder, clock.agreed_on, clock.area) == (cast.teacher, TODAY + timedelta(days=7), cast.east)

    def test_a_meeting_that_ends_starts_the_time_until_the_next(self, cast):
        running = held.started(cast)
        with acting_as(cast.chair) as actor:
            end_meeting(meeting=running, by=actor)
        with databases.as_owner():
            clock = Clock.objects.get(subject_kind="area")
            assert (clock.subject, clock.holder, clock.state) == (cast.east.reference, cast.chair, "running")

    def test_whoever_does_it_holds_it_else_the_agency(self, world):
        assert clocks()[world.action.reference].holder == world.teacher
        without = clocks()[world.other.reference]
        assert (without.holder, without.holder_agency_id) == (None, world.police.pk)

    def test_when_it_is_late_the_doer_the_chair_and_the_line_manager_read_it(self, world, signed_in):
        sweep(timezone.now() + timedelta(days=9))
        assert told("standards.overdue") >= {world.teacher.pk, world.chair.pk, world.head.pk}
        for who in (world.teacher, world.head, world.chair):
            assert "Ring the landlord" in text_of(signed_in(who).get("/notifications/")), who


class TestPages:
    def test_the_hub_reads_all_of_its_area_agency_by_agency_the_latest_first(self, world, signed_in):
        with databases.as_owner():
            MeetingAction.objects.filter(pk=world.other.pk).update(due_on=TODAY - timedelta(days=3))
        page = signed_in(world.hub).get(LIST).content.decode()
        assert page.index("Northbridge Police") < page.index("Larkfield Primary")
        assert page.count(">Late<") == 1
        assert reverse("hubs:request", args=(world.request.reference,)) in page and "Marlow family" in page
        assert reverse("hubs:action_done", args=(world.action.reference,)) in page
        assert reverse("hubs:action_date", args=(world.action.reference,)) not in page, "only whoever chairs"
        assert (
            reverse("hubs:action_date", args=(world.action.reference,))
            in signed_in(world.chair).get(LIST).content.decode()
        )
        assert "Ring the landlord" not in text_of(signed_in(world.west_hub).get(LIST))

    def test_a_hub_lists_no_other_area_though_its_own_agency_does_something_there(self, world, signed_in):
        met.action(world.chair, world.item, world.council, what="Send the dates")
        assert "Send the dates" in text_of(signed_in(world.practitioner).get(LIST))
        assert "Send the dates" not in text_of(signed_in(world.west_hub).get(LIST))

    def test_an_agency_reads_its_own_and_no_family(self, world, signed_in):
        text = text_of(signed_in(world.teacher).get(LIST))
        assert "Ring the landlord" in text and "Yours" in text and "Look at the road" not in text
        assert "Marlow" not in text and "East hub, 01632 960201" in text

    def test_it_is_done_on_the_page_and_stands_there_a_while(self, world, signed_in):
        client = signed_in(world.teacher)
        address = reverse("hubs:action_done", args=(world.action.reference,))
        assert "There is a problem" in client.post(address, {"outcome": ""}).content.decode()
        assert client.post(address, {"outcome": "He waits"}).url == f"{LIST}#{world.action.reference}"
        text = text_of(client.get(LIST))
        assert "He waits" in text and "Ended within the last two weeks" in text and "It is done" not in text

    def test_another_day_shows_the_day_before_and_why(self, world, signed_in):
        to = TODAY + timedelta(days=20)
        day = {"to_day": to.day, "to_month": to.month, "to_year": to.year}
        address = reverse("hubs:action_date", args=(world.action.reference,))
        assert signed_in(world.chair).post(address, day | {"reason": "Snow"}).status_code == 302
        assert "Snow" in text_of(signed_in(world.teacher).get(LIST))
        drop = reverse("hubs:action_drop", args=(world.action.reference,))
        assert signed_in(world.chair).post(drop, {"reason": "They moved"}).status_code == 302
        assert "They moved" in text_of(signed_in(world.teacher).get(LIST))

    def test_my_work_shows_what_i_do_once(self, world, signed_in):
        page = signed_in(world.teacher).get("/").content.decode()
        assert page.count("Ring the landlord") >= 1 and "An action of the meeting" not in page
        assert "Look at the road" in text_of(signed_in(world.partner).get("/")), (
            "nobody is named: the partners see to it"
        )
        assert "Ring the landlord" not in text_of(signed_in(world.head).get("/"))

    def test_whoever_runs_the_partnership_reads_no_action(self, world, signed_in):
        assert signed_in(world.admin).get(LIST).status_code in (403, 404)

    def test_an_auditor_reads_and_changes_nothing(self, world, signed_in):
        client = signed_in(world.auditor)
        assert "Ring the landlord" in text_of(client.get(LIST))
        for name in ("action_done", "action_date", "action_drop"):
            assert client.get(reverse(f"hubs:{name}", args=(world.action.reference,))).status_code == 403

    def test_no_more_queries_for_more(self, world, signed_in):
        for who in (world.hub, world.teacher):
            client = signed_in(who)
            for path in (LIST, "/"):
                client.get(path)
                before = queries(lambda path=path, client=client: client.get(path))
                for number in range(3):
                    row = met.action(world.chair, world.item, world.school, world.teacher, f"More {number}")
                    done(world.chair, move_action, row, to=TODAY, reason="x")
                assert queries(lambda path=path, client=client: client.get(path)) <= before, (who, path)

    def test_it_says_its_meeting_in_the_partnerships_words(self, world, signed_in):
        with databases.as_owner():
            world.north.profile = "hull-2018"
            world.north.save()
        assert "Actions of the Early Help Action Meeting" in text_of(signed_in(world.hub).get(LIST))
