"""The manager's page: where help is late, what waits for a decision, and who carries how much."""

import pytest
from django.urls import reverse

from cases.actions.episodes import allocate_lead
from cases.models import Episode
from ehm.actions.agencies import end_agency
from ehm.actions.people import end_person
from ehm.models import Role
from ehm.rows.actor import as_actor
from ehm.rows.context import acting
from tests import databases
from tests.cases.acting import acting_as
from tests.cases.contact_notes import record, seen
from tests.cast import make_episode, make_family, make_worker
from tests.standards.test_keeping import allocate
from tests.standards.working import MONDAY, clock_of, days, queries, text_of

LATER = MONDAY + days(30)  # first contact and every visit are late


def workers(client):
    found = client.get("/team/").context["workers"]
    return {
        worker.person.display_name: (worker.late, worker.in_seven_days, worker.children_not_seen, worker.families)
        for worker in found
        if worker.person
    }


def test_late_and_load_by_worker(monday, signed_in):
    client = signed_in(monday.manager)
    assert workers(client)["Practitioner"] == (0, 1, 0, 1)
    monday.traveller.move_to(MONDAY + days(1))
    record(monday.practitioner, monday.episode, seen(monday.ben), happened_at=MONDAY + days(1))
    monday.traveller.move_to(LATER)
    client = signed_in(monday.manager)
    response = client.get("/team/")
    assert workers(client)["Practitioner"] == (4, 0, 3, 1), "first contact, and three children"
    assert workers(client)["Manager"] == (1, 0, 0, 0)
    children = response.context["children"]
    assert [(line.what, line.last_seen) for line in children] == [
        ("See Aisha", "not seen since Mon 2 Mar"),
        ("See Leo", "not seen since Mon 2 Mar"),
        ("See Ben", "last seen Tue 3 Mar"),
    ]
    assert reverse("cases:allocate_lead", args=(monday.episode.reference,)) in response.content.decode()


def test_the_next_seven_days_go_past_sunday(monday, signed_in):
    monday.traveller.move_to(MONDAY - days(1))
    assert workers(signed_in(monday.manager))["Practitioner"][1] == 0, "due on Monday week"
    monday.traveller.move_to(MONDAY + days(6))
    assert workers(signed_in(monday.manager))["Practitioner"][1] == 1, "on Sunday, what is due on Monday"


def test_my_work_agrees_with_the_team_page(monday, signed_in):
    for moment in (MONDAY, MONDAY + days(7), MONDAY + days(8), LATER):
        monday.traveller.move_to(moment)
        on_team = workers(signed_in(monday.manager))
        for worker in (monday.practitioner, monday.manager, monday.hub):
            groups = {day.title: day.count for day in signed_in(worker).get("/").context["lines"].days}
            late, soon, _, _ = on_team[worker.display_name]
            assert late == groups.get("Late", 0)
            assert soon == groups.get("Today", 0) + groups.get("In the next 7 days", 0)


def test_what_waits_for_a_decision(monday, signed_in):
    text = text_of(signed_in(monday.manager).get("/team/"))
    assert "Management oversight, Reed family" in text and "Record oversight" in text
    for worker in (monday.coordinator, monday.chair):
        assert "Waiting for your decision" not in text_of(signed_in(worker).get("/team/"))


def test_nobody_is_asked_to_oversee_their_own_work(monday, signed_in):
    allocate(monday, lead=monday.manager)
    with databases.as_owner():
        monday.episode.lead = monday.manager
        monday.episode.save(update_fields=["lead"])
    assert signed_in(monday.manager).get("/team/").context["oversight"].count == 0


def test_each_manager_sees_their_own_team(monday, signed_in):
    allocate(monday, monday.school_episode, monday.teacher, by=monday.teacher)
    with databases.as_owner():
        west = make_worker("west.manager@northbridge.example", monday.council, Role.MANAGER, monday.west)
        whole = make_worker("whole.manager@northbridge.example", monday.council, Role.MANAGER)
    monday.traveller.move_to(LATER)
    reed, hale = "Reed family", "Hale family"

    def shown(worker):
        client = signed_in(worker)
        pages = [client.get("/team/")]
        pages += [
            client.get(reverse("standards:worker", args=(one.reference,)))
            for one in (monday.practitioner, monday.teacher)
        ]
        html = "".join(page.content.decode() for page in pages)
        return reed in html, hale in html

    assert shown(monday.manager) == (True, False), "the east hub"
    assert shown(whole) == (True, False), "the council"
    assert shown(monday.head) == (False, True), "the school"
    assert shown(west) == (False, True), "the west hub sees what a school leads there"


@pytest.mark.parametrize("who", ["practitioner", "hub", "teacher", "partner", "auditor"])
def test_the_page_is_for_those_who_answer_for_a_team(monday, signed_in, who):
    client = signed_in(getattr(monday, who))
    own = reverse("standards:worker", args=(monday.practitioner.reference,))
    assert client.get("/team/").status_code == client.get(own).status_code == 403
    assert "/team/" not in client.get("/").content.decode()


def test_a_worker_of_another_partnership_is_not_there(monday, signed_in):
    client = signed_in(monday.manager)
    foreign = client.get(reverse("standards:worker", args=(monday.stranger.reference,)))
    missing = client.get(reverse("standards:worker", args=("0000-0000",)))
    assert foreign.status_code == missing.status_code == 404 and foreign.content == missing.content
    assert client.get(reverse("standards:worker", args=(monday.practitioner.reference,))).status_code == 200


def test_a_clock_of_the_area_opens_from_the_line(monday, signed_in):
    monday.traveller.move_to(LATER)
    html = signed_in(monday.coordinator).get("/team/").content.decode()
    assert reverse("standards:clock", args=(clock_of(monday.episode, "seen", monday.leo).reference,)) in html


def without_a_lead(client):
    answer = client.get("/team/")
    shown = text_of(answer)
    rows = [(row["episode"].reference, row["why"]) for row in answer.context["without_a_lead"]]
    assert all(why in shown for _, why in rows) and ("Without a lead" in shown) == bool(rows)
    return rows


def test_a_family_whose_lead_has_left_waits_for_the_manager(monday, signed_in):
    """Ended access ends no help: somebody else must be asked."""
    reference = monday.episode.reference
    assert without_a_lead(signed_in(monday.manager)) == []
    by = as_actor(monday.admin)
    with acting(by):
        end_person(person=monday.practitioner, by=by)
    assert without_a_lead(signed_in(monday.manager)) == [(reference, "Practitioner has left")]
    assert without_a_lead(signed_in(monday.head)) == [], "another agency's"
    ask = reverse("cases:allocate_lead", args=(reference,))
    assert ask in signed_in(monday.manager).get("/team/").content.decode()
    with acting_as(monday.manager) as actor:
        allocate_lead(episode=monday.episode, lead_agency=monday.council, lead=monday.hub, by=actor)
    assert without_a_lead(signed_in(monday.manager)) == []


def test_a_family_whose_lead_agency_has_left_waits_for_the_hub_of_its_area(monday, signed_in):
    by = as_actor(monday.admin)
    with databases.as_owner():
        west = make_worker("west.manager@northbridge.example", monday.council, Role.MANAGER, monday.west)
    assert without_a_lead(signed_in(west)) == []
    with acting(by):
        end_agency(agency=monday.school, by=by)
    assert without_a_lead(signed_in(west)) == [
        (monday.school_episode.reference, "Larkfield Primary has left the partnership")
    ]
    assert without_a_lead(signed_in(monday.manager)) == [], "it is in the west"
    with acting_as(west) as actor:
        allocate_lead(episode=monday.school_episode, lead_agency=monday.council, lead=monday.west_hub, by=actor)
    assert without_a_lead(signed_in(west)) == []


def test_help_that_nobody_was_asked_to_lead_waits_too(monday, signed_in):
    with databases.as_owner():
        Episode.objects.filter(pk=monday.episode.pk).update(lead=None)
    assert without_a_lead(signed_in(monday.manager)) == [
        (monday.episode.reference, "Nobody at Northbridge Early Help leads yet")
    ]
    with databases.as_owner():
        Episode.objects.filter(pk=monday.episode.pk).update(
            status="closed", closed_at=MONDAY, closed_by=monday.manager, closure_reason="needs_met"
        )
    assert without_a_lead(signed_in(monday.manager)) == []


def test_the_list_of_families_without_a_lead_costs_one_query(monday, signed_in):
    client = signed_in(monday.manager)
    with databases.as_owner():
        Episode.objects.update(lead=None)
    one = queries(lambda: client.get("/team/"))
    with databases.as_owner():
        for number in range(4):
            family = make_family(monday.practitioner, f"Family {number}", area=monday.east)
            Episode.objects.filter(pk=make_episode(monday.practitioner, family, monday.east).pk).update(lead=None)
    assert len(without_a_lead(client)) == 5 and queries(lambda: client.get("/team/")) == one
