"""My work: what must I do, by when?"""

import pytest
from django.urls import reverse

from cases.models import LeadAllocation
from ehm.models import Notification
from standards.sweep import sweep
from tests import databases
from tests.cast import make_episode, make_family, make_person
from tests.standards.test_keeping import allocate
from tests.standards.working import MONDAY, clock_of, days, queries, text_of


def test_what_i_hold_by_day_with_the_button_that_stops_it(monday, signed_in):
    client = signed_in(monday.practitioner)
    text = text_of(client.get("/"))
    assert "First contact, Reed family" in text and "5 working days left" in text and "Mon 9 Mar" in text
    assert "See Aisha, Ben and Leo, Reed family" in text and "28 days left" in text, "one visit"
    assert "Management oversight" not in text, "the manager holds it"
    html = client.get("/").content.decode()
    assert html.count(reverse("cases:record_contact", args=(monday.episode.reference,))) == 2
    assert reverse("standards:clock", args=(clock_of(monday.episode, "first_contact").reference,)) in html


def test_days_go_from_the_next_seven_to_today_to_late(monday, signed_in):
    def groups():
        response = signed_in(monday.practitioner).get("/")
        first = {day.title for day in response.context["lines"].days for line in day.lines if "First" in line.what}
        line = next(line for day in response.context["lines"].days for line in day.lines if "First" in line.what)
        return first.pop(), line.left

    assert groups() == ("In the next 7 days", "5 working days left")
    monday.traveller.move_to(MONDAY + days(4))
    assert groups() == ("In the next 7 days", "due next working day"), "Friday: the weekend is no working day"
    monday.traveller.move_to(MONDAY + days(6))
    assert groups() == ("In the next 7 days", "due tomorrow")
    monday.traveller.move_to(MONDAY + days(7))
    assert groups() == ("Today", "due today")
    monday.traveller.move_to(MONDAY + days(9))
    assert groups() == ("Late", "2 days late"), "late before the sweep has said so"


def test_the_manager_is_given_the_oversight_by_the_hour(monday, signed_in):
    response = signed_in(monday.manager).get("/")
    assert "24 hours left" in text_of(response) and "Record oversight" not in text_of(signed_in(monday.hub).get("/"))


def test_nobody_sees_what_another_holds(monday, signed_in):
    for worker in (monday.hub, monday.teacher, monday.partner, monday.stranger):
        response = signed_in(worker).get("/")
        assert response.status_code == 200 and "Reed" not in response.content.decode()


def test_whoever_is_kept_out_holds_nothing_any_more(monday, signed_in):
    from cases.models import SharingExclusion

    with databases.as_owner():
        SharingExclusion.objects.create(
            tenant=monday.north,
            episode=monday.episode,
            worker=monday.practitioner,
            recorded_by=monday.manager,
            reason="Asked",
        )
    assert "Reed" not in signed_in(monday.practitioner).get("/").content.decode()


def test_being_asked_to_lead_waits_for_my_answer(monday, signed_in):
    with databases.as_owner():
        LeadAllocation.objects.filter(episode=monday.episode).update(agreed_at=None, allocated_by=monday.manager)
    asks = signed_in(monday.practitioner).get("/").context["asks"]
    assert [(ask.action, ask.text) for ask in asks] == [("I agree to lead", "Manager asks you to lead: Reed family")]
    assert signed_in(monday.hub).get("/").context["asks"] == []


def test_news_about_others_is_told_and_news_about_my_own_list_is_not_told_twice(monday, signed_in):
    sweep(MONDAY + days(9))
    monday.traveller.move_to(MONDAY + days(9))
    assert signed_in(monday.practitioner).get("/").context["news"] == []
    news = signed_in(monday.manager).get("/").context["news"]
    assert [one.sentence for one in news] == ["First contact, Reed family: was due Mon 9 Mar"]


def test_an_auditor_reads_who_opened_what(monday, signed_in):
    signed_in(monday.practitioner).get(f"/clocks/{clock_of(monday.episode, 'first_contact').reference}/")
    text = text_of(signed_in(monday.auditor).get("/"))
    assert "Practitioner, Northbridge Early Help" in text and "Clock" in text
    assert "Practitioner" not in text_of(signed_in(monday.stranger_auditor).get("/"))


def test_an_administrator_sees_no_work(monday, signed_in):
    response = signed_in(monday.admin).get("/")
    assert response.status_code == 302 and response.url == reverse("organisation:home")


def test_somebody_who_is_not_signed_in_is_asked_to(client, monday):
    for path in ("/", f"/clocks/{clock_of(monday.episode, 'first_contact').reference}/", "/clocks/0000-0000/"):
        response = client.get(path)
        assert response.status_code == 302 and response.url.startswith("/sign-in/")


def test_an_empty_list_says_what_is_true_and_leads_on(cast, signed_in):
    """The cast's episode has no clock."""
    leads, leads_none = signed_in(cast.practitioner), signed_in(cast.hub)
    assert "Nothing waits for you in the families that you lead." in text_of(leads.get("/"))
    page = leads_none.get("/")
    assert "as soon as you lead a family" in text_of(page)
    assert "Reed family" in text_of(leads_none.get(page.context["nothing_due"]["url"]))
    assert "See what is due in your team" in text_of(signed_in(cast.manager).get("/"))


def test_the_query_count_does_not_grow(monday, signed_in):
    client = signed_in(monday.practitioner)

    def count():
        return queries(lambda: client.get("/"))

    def tell(number):
        Notification.objects.create(
            tenant=monday.north,
            membership=monday.practitioner,
            kind="standards.overdue",
            subject=f"GONE-{number}",
            raised_at=MONDAY,
        )

    with databases.as_owner():
        tell(99)
    before = count()
    with databases.as_owner():
        for number in range(6):
            child = make_person(monday.practitioner, f"Kit{number}", "Fox")
            family = make_family(monday.practitioner, f"Fox {number} family", child, area=monday.east)
            monday.more = make_episode(monday.practitioner, family, monday.east)
            tell(number)
    allocate(monday, monday.more)
    assert count() == before
    assert before <= 28, "18 of the page, the rest is the session, the frame, the row context and the read log"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_page_only_reads(monday, signed_in, method):
    assert getattr(signed_in(monday.practitioner), method)("/").status_code == 405
