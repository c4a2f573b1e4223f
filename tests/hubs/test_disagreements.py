"""Agencies do not agree: the chair asks their managers, then the managers above them; the sub-group's list (R084)."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from cases.models import TimelineEvent
from ehm.models import Notification
from ehm.sheets import as_text
from hubs.actions.disagreements import escalate, raise_disagreement, say_view, settle
from hubs.choices import DisagreementEnd
from hubs.models import Disagreement, DisagreementManager
from standards.models import Clock
from standards.sweep import sweep
from tests import databases
from tests.cases.acting import acting_as, done, refused
from tests.cast import make_worker
from tests.hubs import met
from tests.hubs.asking import ask
from tests.standards.working import queries, text_of

ROWS = [Disagreement, DisagreementManager]
ABOUT = "Who of them visits at home"
LIST = "/hub/disagreements/"


@pytest.fixture
def world(cast):
    """The council and the school do not agree; each has a manager, and the school's has one above."""
    with databases.as_owner():
        cast.trust = make_worker("trust@northbridge.example", cast.school, "manager")
        cast.head.line_manager = cast.trust
        cast.head.save()
    cast.request = ask(cast.teacher, cast.east)
    cast.meeting = met.meeting(cast.chair, cast.east)
    cast.item = met.item(cast.chair, cast.meeting, cast.request, asks=[cast.school, cast.charity])
    return cast


@pytest.fixture
def raised(world):
    world.row = done(
        world.chair, raise_disagreement, item=world.item, about=ABOUT, managers=[world.manager, world.head]
    )
    met.end(world.meeting)
    return world


def seen_by(worker):
    """The disagreements and who is asked: Django's rule, PostgreSQL and both together, alike."""
    found = []
    for model in ROWS:
        with acting_as(worker) as actor:
            wall = set(model.objects.values_list("pk", flat=True))
            assert set(model.objects.visible_to(actor).values_list("pk", flat=True)) == wall
        with databases.as_owner():
            assert set(model.objects.visible_to(actor).values_list("pk", flat=True)) == wall
        found.append(len(wall))
    return tuple(found)


def clock():
    with databases.as_owner():
        return Clock.objects.select_related("holder").get(subject_kind="disagreement")


def told(kind):
    with databases.as_owner():
        return set(Notification.objects.filter(kind=kind).values_list("membership", flat=True))


class TestWalls:
    def test_the_hub_and_the_managers_who_are_asked(self, raised):
        for who in (raised.chair, raised.hub, raised.coordinator, raised.manager, raised.head, raised.auditor):
            assert seen_by(who) == (1, 2), who
        for nobody in (
            *(raised.teacher, raised.trust, raised.helper, raised.partner, raised.practitioner, raised.west_hub),
            *(raised.stranger, raised.stranger_auditor),
        ):
            assert seen_by(nobody) == (0, 0), nobody

    def test_its_clock_is_seen_with_it(self, raised):
        for who, sees in (
            (raised.head, 1),
            (raised.hub, 1),
            (raised.auditor, 1),
            (raised.teacher, 0),
            (raised.trust, 0),
        ):
            with acting_as(who) as actor:
                assert Clock.objects.visible_to(actor).filter(subject_kind="disagreement").count() == sees, who

    def test_a_manager_reads_the_family_only_while_they_are_asked_about_it(self, world, signed_in):
        row = done(world.chair, raise_disagreement, item=world.item, about=ABOUT, managers=[world.manager, world.head])
        address = reverse("hubs:disagreement", args=(row.reference,))
        assert "Ida Marlow" in text_of(signed_in(world.head).get(address))
        met.end(world.meeting)
        text = text_of(signed_in(world.head).get(address))
        assert "Marlow" not in text and ABOUT in text and "Ring East hub about the family: 01632 960201" in text
        assert "Ida Marlow" in text_of(signed_in(world.hub).get(address))

    def test_an_agency_that_the_family_keeps_out_is_never_asked_and_reads_no_more(self, raised):
        with databases.as_owner():
            Disagreement.objects.update(excluded=[f"agency:{raised.school.pk}"])
        assert seen_by(raised.head) == (0, 0)
        because = {"because": "cannot ask", "unchanged": ROWS}
        with time_machine.travel(timezone.now() + timedelta(days=9)):
            refused(raised.chair, escalate, disagreement=raised.row, managers=[raised.trust], **because)
        with acting_as(raised.chair), pytest.raises(DatabaseError, match="does not want this agency"):
            DisagreementManager.objects.create(
                tenant=raised.north, disagreement=raised.row, manager=raised.trust, recorded_by=raised.chair
            )

    def test_a_manager_writes_nobody_elses_view(self, raised):
        with acting_as(raised.head):
            assert DisagreementManager.objects.filter(manager=raised.manager).update(view="x") == 0
            assert DisagreementManager.objects.filter(manager=raised.head).update(view="x") == 1
        with acting_as(raised.head):
            assert Disagreement.objects.update(how="x") == 0


class TestRaising:
    def test_the_managers_are_asked_and_the_time_runs(self, world):
        row = done(world.chair, raise_disagreement, item=world.item, about=ABOUT, managers=[world.manager, world.head])
        assert told("hubs.disagreed") == {world.manager.pk, world.head.pk}
        assert (row.area_id, row.about) == (world.east.pk, ABOUT)
        assert (clock().subject, clock().holder, clock().is_open) == (row.reference, world.chair, True)

    @pytest.mark.parametrize(
        ("change", "because"),
        [
            ({"about": "  "}, "Say what it is"),
            ({"about": "Who visits Ida"}, "name nobody. It says Ida"),
            ({"about": "Whether the Marlow children sleep"}, "It says Marlow"),
            ({"about": "Whether Head is right"}, "It says Head"),
            ({"about": "Who visits ida"}, "name nobody. It says Ida"),
            ({"about": "Whether the MARLOW children sleep"}, "It says Marlow"),
            ({"managers": ["head", "trust"]}, "two agencies at least"),
            ({"managers": []}, "two agencies at least"),
        ],
    )
    def test_what_cannot_be(self, world, change, because):
        given = {"about": ABOUT, "managers": ["manager", "head"]} | change
        given["managers"] = [getattr(world, name) for name in given["managers"]]
        refused(world.chair, raise_disagreement, item=world.item, because=because, unchanged=ROWS, **given)

    def test_only_whoever_leads_the_meeting_and_once(self, world):
        given = {"item": world.item, "about": ABOUT, "managers": [world.manager, world.head], "unchanged": ROWS}
        refused(world.hub, raise_disagreement, error=PermissionDenied, **given)
        refused(world.west_hub, raise_disagreement, error=Http404, **given)
        done(world.chair, raise_disagreement, item=world.item, about=ABOUT, managers=given["managers"])
        refused(world.chair, raise_disagreement, because="asked already", **given)

    def test_what_is_not_talked_about_yet_is_no_disagreement(self, cast):
        planned = met.meeting(cast.chair, cast.east, status="planned")
        on = met.item(cast.chair, planned, ask(cast.teacher, cast.east))
        given = {"item": on, "about": ABOUT, "managers": [cast.manager, cast.head], "unchanged": ROWS}
        refused(cast.chair, raise_disagreement, because="has not talked", **given)

    def test_a_manager_of_another_partnership_cannot_be_asked(self, world):
        with databases.as_owner():
            other = make_worker("manager@saltmere.example", world.salt_council, "manager")
        given = {"item": world.item, "about": ABOUT, "managers": [world.manager, other], "unchanged": ROWS}
        refused(world.chair, raise_disagreement, because="cannot ask", **given)

    def test_the_page_offers_the_managers_of_the_agencies_concerned(self, world, signed_in):
        with databases.as_owner():
            make_worker("far@northbridge.example", world.police, "manager")
        address = reverse("hubs:raise_disagreement", args=(world.item.reference,))
        page = signed_in(world.chair).get(address).content.decode()
        assert "Head, " in page and "Manager, " in page and "Far, " not in page
        assert signed_in(world.hub).get(address).status_code == 403
        sent = {"about": ABOUT, "first": world.manager.reference, "second": world.head.reference}
        answer = signed_in(world.chair).post(address, sent)
        with databases.as_owner():
            assert answer.url == reverse("hubs:disagreement", args=(Disagreement.objects.get().reference,))
        wrong = signed_in(world.chair).post(address, sent | {"about": "Ida"})
        assert "There is a problem" in wrong.content.decode()

    def test_whoever_leads_the_meeting_finds_it_beside_the_family(self, world, signed_in):
        address = reverse("hubs:raise_disagreement", args=(world.item.reference,))
        page = reverse("hubs:item", args=(world.item.reference,))
        assert address in signed_in(world.chair).get(page).content.decode()
        assert address not in signed_in(world.hub).get(page).content.decode()
        row = done(world.chair, raise_disagreement, item=world.item, about=ABOUT, managers=[world.manager, world.head])
        raised = reverse("hubs:disagreement", args=(row.reference,))
        assert raised in signed_in(world.hub).get(page).content.decode()

    def test_it_stands_on_the_timeline_and_says_nothing_of_it(self, cast):
        on = met.item(
            cast.chair, met.meeting(cast.chair, cast.east), listing=met.listed(cast.practitioner, cast.episode)
        )
        row = done(cast.chair, raise_disagreement, item=on, about=ABOUT, managers=[cast.manager, cast.head])
        done(cast.chair, settle, disagreement=row, ended_how=DisagreementEnd.AGREED, how="Both visit")
        with databases.as_owner():
            found = list(TimelineEvent.objects.filter(kind__startswith="hub_disagreement").order_by("pk"))
        assert [one.kind for one in found] == ["hub_disagreement.raised", "hub_disagreement.settled"]
        assert {one.episode_id for one in found} == {cast.episode.pk}
        assert not any(word in f"{one.sentence}{one.data}" for one in found for word in (ABOUT, "Both visit"))


class TestViews:
    def test_each_manager_says_what_they_think_and_the_chair_is_told(self, raised):
        refused(raised.head, say_view, disagreement=raised.row, view=" ", because="Write", unchanged=ROWS)
        done(raised.head, say_view, disagreement=raised.row, view="School cannot")
        done(raised.head, say_view, disagreement=raised.row, view="School can, twice a week")
        assert told("hubs.manager_said") == {raised.chair.pk}
        with databases.as_owner():
            assert DisagreementManager.objects.get(manager=raised.head).view == "School can, twice a week"

    def test_nobody_else_says(self, raised):
        given = {"disagreement": raised.row, "view": "x", "unchanged": ROWS}
        refused(raised.hub, say_view, error=PermissionDenied, **given)
        for nobody in (raised.trust, raised.teacher, raised.west_hub, raised.stranger):
            refused(nobody, say_view, error=Http404, **given)

    def test_my_work_of_a_manager_asks_until_they_have_said(self, raised, signed_in):
        client = signed_in(raised.head)
        address = reverse("hubs:say_view", args=(raised.row.reference,))
        page = client.get("/").content.decode()
        assert page.count(address) == 1 and "what do you say" not in page, "asked once on the page"
        assert "what do you say" in text_of(client.get("/notifications/"))
        assert address not in signed_in(raised.trust).get("/").content.decode()
        assert client.post(address, {"view": "School can"}).status_code == 302
        page = client.get("/").content.decode()
        assert address not in page and "what do you say" not in page
        with databases.as_owner():
            assert not Notification.objects.filter(membership=raised.head, read_at=None).exists()
        assert "School can" in text_of(
            signed_in(raised.manager).get(reverse("hubs:disagreement", args=(raised.row.reference,)))
        )

    @pytest.mark.parametrize(
        ("page", "who", "field", "called"),
        [
            ("say_view", "head", "view", "What you think where agencies do not agree"),
            ("settle", "chair", "how", "How it ended that agencies did not agree"),
        ],
    )
    def test_what_is_typed_survives(self, raised, signed_in, page, who, field, called):
        client, url = signed_in(getattr(raised, who)), reverse(f"hubs:{page}", args=(raised.row.reference,))
        client.post(url, {field: "They rang. " * 500})
        assert "They rang. They rang." in client.get(url).content.decode()
        assert called in client.get("/").content.decode()
        done(raised.chair, settle, disagreement=raised.row, ended_how=DisagreementEnd.AGREED, how="Both visit")
        assert called not in client.get("/").content.decode()

    def test_what_the_chair_types_of_it_survives(self, world, signed_in):
        client, url = signed_in(world.chair), f"/hub/agenda/{world.item.reference}/disagree/"
        client.post(url, {"about": "Who visits"})
        assert "Who visits" in client.get(url).content.decode()
        called = "That agencies do not agree about the Marlow family"
        assert called in client.get("/").content.decode()
        assert called not in signed_in(world.hub).get("/").content.decode()


class TestAbove:
    def test_after_three_working_days_the_managers_above_are_asked(self, raised):
        given = {"disagreement": raised.row, "managers": [raised.trust]}
        refused(raised.chair, escalate, because="The managers have until", unchanged=ROWS, **given)
        due_at = clock().due_at
        with time_machine.travel(due_at - timedelta(minutes=1)):
            refused(raised.chair, escalate, because="have until", unchanged=ROWS, **given)
        with time_machine.travel(due_at + timedelta(minutes=1)):
            done(raised.chair, escalate, **given)
            assert told("hubs.escalated") == {raised.trust.pk}
            assert seen_by(raised.trust) == (1, 3)
            refused(raised.chair, escalate, because="asked already", unchanged=ROWS, **given)

    def test_sooner_where_each_of_them_has_said_what_they_think(self, raised):
        given = {"disagreement": raised.row, "managers": [raised.trust]}
        done(raised.head, say_view, disagreement=raised.row, view="No")
        refused(raised.chair, escalate, because="have until", unchanged=ROWS, **given)
        done(raised.manager, say_view, disagreement=raised.row, view="No")
        done(raised.chair, escalate, **given)
        with databases.as_owner():
            assert DisagreementManager.objects.get(manager=raised.trust).step == 2

    def test_where_the_partnership_sets_no_time_the_chair_decides_when(self, raised):
        with databases.as_owner():
            raised.north.profile = "hull-2018"
            raised.north.save()
        done(raised.chair, escalate, disagreement=raised.row, managers=[raised.trust])

    def test_the_partnerships_own_limit_counts(self, raised, signed_in):
        from standards.actions.rulebook import change_standard

        done(raised.admin, change_standard, standard="disagreement", values={"limit": 9}, why="x")
        with time_machine.travel(timezone.now() + timedelta(days=7)):
            refused(
                raised.chair,
                escalate,
                disagreement=raised.row,
                managers=[raised.trust],
                because="until",
                unchanged=ROWS,
            )

    def test_nobody_else_and_nobody_twice(self, raised):
        given = {"disagreement": raised.row, "unchanged": ROWS}
        refused(raised.hub, escalate, managers=[raised.trust], error=PermissionDenied, **given)
        with time_machine.travel(timezone.now() + timedelta(days=9)):
            refused(raised.chair, escalate, managers=[raised.head], because="asked already", **given)
            refused(raised.chair, escalate, managers=[], because="at least one", **given)

    def test_the_page_puts_the_line_managers_in(self, raised, signed_in):
        with time_machine.travel(timezone.now() + timedelta(days=9)):
            client = signed_in(raised.chair)
            address = reverse("hubs:escalate", args=(raised.row.reference,))
            assert f'value="{raised.trust.reference}" selected' in client.get(address).content.decode()
            assert client.post(address, {"first": raised.trust.reference}).status_code == 302
            text = text_of(client.get(reverse("hubs:disagreement", args=(raised.row.reference,))))
            assert "The managers above them" in text and "Late" in text


class TestEnding:
    def test_they_agree_and_everybody_who_was_asked_is_told(self, raised, signed_in):
        assert "what do you say" in text_of(signed_in(raised.head).get("/notifications/"))
        done(raised.chair, settle, disagreement=raised.row, ended_how=DisagreementEnd.AGREED, how="Both visit")
        assert told("hubs.agreed") == {raised.manager.pk, raised.head.pk}
        assert clock().state == "met"
        assert "what do you say" not in text_of(signed_in(raised.head).get("/notifications/"))
        given = {"disagreement": raised.row, "because": "has ended", "unchanged": ROWS}
        refused(raised.head, say_view, view="x", **given)
        refused(raised.chair, settle, ended_how=DisagreementEnd.AGREED, how="x", **given)
        refused(raised.chair, escalate, managers=[raised.trust], **given)

    def test_who_agreed_is_who_was_asked(self, raised):
        given = {"disagreement": raised.row, "how": "x"}
        above = DisagreementEnd.AGREED_ABOVE
        refused(raised.chair, settle, ended_how=above, because="Choose how", unchanged=ROWS, **given)
        with time_machine.travel(timezone.now() + timedelta(days=9)):
            done(raised.chair, escalate, disagreement=raised.row, managers=[raised.trust])
            done(raised.chair, settle, ended_how=above, **given)
            assert clock().state == "met_late"

    def test_only_whoever_leads_the_meeting_and_without_names(self, raised):
        given = {"disagreement": raised.row, "ended_how": DisagreementEnd.WITHDRAWN, "unchanged": ROWS}
        refused(raised.hub, settle, how="x", error=PermissionDenied, **given)
        refused(raised.chair, settle, how="The Marlow children go", because="It says Marlow", **given)
        refused(raised.chair, settle, how="Head agrees", because="It says Head", **given)
        refused(raised.chair, settle, how=" ", because="Say what", **given)

    def test_when_it_is_late_the_chair_reads_it(self, raised, signed_in):
        sweep(timezone.now() + timedelta(days=9))
        assert raised.chair.pk in told("standards.overdue")
        assert "Settle the disagreement, East hub" in text_of(signed_in(raised.chair).get("/notifications/"))
        assert (
            reverse("hubs:disagreement", args=(raised.row.reference,))
            in signed_in(raised.chair).get("/").content.decode()
        )

    def test_on_its_page(self, raised, signed_in):
        address = reverse("hubs:settle", args=(raised.row.reference,))
        assert signed_in(raised.head).get(address).status_code == 403
        sent = {"ended_how": "agreed", "how": "Both visit"}
        assert signed_in(raised.chair).post(address, sent).status_code == 302
        text = text_of(signed_in(raised.head).get(reverse("hubs:disagreement", args=(raised.row.reference,))))
        assert "The managers agreed" in text and "Both visit" in text


class TestTheList:
    def test_the_hub_of_the_area_and_auditors_read_it_without_a_name(self, raised, signed_in):
        for who in (raised.hub, raised.auditor):
            text = text_of(signed_in(who).get(LIST))
            assert ABOUT in text and "Larkfield Primary" in text and "Northbridge Early Help" in text
            for name in ("Marlow", "Ida", "Trust", "Teacher"):
                assert name not in text, (who, name)
        assert ABOUT not in text_of(signed_in(raised.west_hub).get(LIST))
        assert ABOUT not in text_of(signed_in(raised.stranger_auditor).get(LIST))
        for nobody in (raised.head, raised.teacher, raised.practitioner):
            assert signed_in(nobody).get(LIST).status_code == 403
            assert signed_in(nobody).get("/hub/disagreements.csv").status_code == 403

    def test_a_manager_of_one_hub_who_is_asked_by_another_finds_it_not_on_their_own_list(self, raised, signed_in):
        with databases.as_owner():
            far = make_worker("far@northbridge.example", raised.council, "manager", raised.west)
            DisagreementManager.objects.create(
                tenant=raised.north, disagreement=raised.row, manager=far, recorded_by=raised.chair
            )
        assert ABOUT in text_of(signed_in(far).get(reverse("hubs:disagreement", args=(raised.row.reference,))))
        assert ABOUT not in text_of(signed_in(far).get(LIST))

    def test_what_is_late_and_how_it_ended(self, raised, signed_in):
        with time_machine.travel(timezone.now() + timedelta(days=9)):
            done(raised.chair, escalate, disagreement=raised.row, managers=[raised.trust])
            client = signed_in(raised.auditor)
            assert "Late" in text_of(client.get(LIST))
            done(
                raised.chair, settle, disagreement=raised.row, ended_how=DisagreementEnd.AGREED_ABOVE, how="Both visit"
            )
            text = text_of(client.get(LIST))
            assert "Their managers agreed" in text and "Ended late" in text and "Both visit" in text
            (line,) = sheet(client)
        assert (line["Late"], line["How"], line["What was agreed"]) == ("yes", "Their managers agreed", "Both visit")
        assert line["Escalated"] and line["Due"] == timezone.localdate(clock().due_at).isoformat()

    def test_as_a_sheet_nothing_typed_becomes_a_formula(self, world, signed_in):
        for about in ('=HYPERLINK("http://evil")', "+1", "-1", "@x", "\tx", " =1"):
            with databases.as_owner():
                Disagreement.objects.create(tenant=world.north, item=world.item, about=about, raised_by=world.chair,
                    ended_at=timezone.now(), ended_by=world.chair, ended_how="agreed", how="x")  # fmt: skip
        client = signed_in(world.auditor)
        answer = client.get("/hub/disagreements.csv")
        assert answer["Content-Type"].startswith("text/csv") and "attachment" in answer["Content-Disposition"]
        assert {line["About"][0] for line in sheet(client)} == {"'"}

    def test_no_more_queries_for_more(self, raised, signed_in):
        client = signed_in(raised.auditor)
        client.get(LIST)
        before = queries(lambda: client.get(LIST))
        for number in range(3):
            meeting = met.meeting(raised.chair, raised.east)
            on = met.item(raised.chair, meeting, ask(raised.teacher, raised.east))
            managers = [raised.manager, raised.head]
            done(raised.chair, raise_disagreement, item=on, about=f"{ABOUT} {number}", managers=managers)
            met.end(meeting)
        assert queries(lambda: client.get(LIST)) <= before


def sheet(client):
    return list(csv.DictReader(StringIO(client.get("/hub/disagreements.csv").content.decode("utf-8-sig"))))


@pytest.mark.parametrize("cell", ["plain", "3 = 4", "", "'quoted"])
def test_other_cells_stay_as_they_are(cell):
    assert as_text(cell) == cell
