"""How often somebody without an account may do something: strict for one person, wide for a school."""

import os
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from ehm import limits
from ehm.models import ApiUse, AreaPostcode
from hubs import visits
from hubs.models import HelpRequest
from tests import databases
from tests.hubs.visitor import OF_FAMILY, TYPED, Visitor, mark_of

SCHOOL = 200 if "EHM_HOSTILE" in os.environ else 10


@pytest.fixture
def east(cast):
    with databases.as_owner():
        AreaPostcode.objects.create(tenant=cast.north, area=cast.east, prefix="CV99")
    return cast.east


def with_limits(**other):
    return settings.PUBLIC_LIMITS | other


def test_a_school_of_200_behind_one_address_gets_through_while_a_bot_there_does_not(cast, east):
    bot = Visitor(address="192.0.2.1")
    bot.post(danger="no")
    refused = 0
    for number in range(SCHOOL):
        refused += bot.send("email/", {"email": "victim@school.example", "who": "family"}).status_code == 429
        worker = Visitor(address="192.0.2.1")
        worker.confirm(f"worker{number}@school.example")
        assert worker.ask().status_code == 302
        reference, code = worker.receipt()
        assert worker.look(reference, code).status_code == 302
    assert refused == SCHOOL - settings.PUBLIC_LIMITS["codes_an_hour"]
    with databases.as_owner():
        assert HelpRequest.objects.count() == SCHOOL
    assert len([one for one in mail.outbox if one.to == ["victim@school.example"]]) == SCHOOL - refused


def test_the_limits_are_wide_enough_for_200_people_at_once(cast):
    address = "192.0.2.1"
    for number in range(200):
        email = f"worker{number}@school.example"
        visit = visits.PublicVisit(email=email, who="professional")
        assert visits.may_have_code(cast.north, email, address)
        assert visits.may_try_code(cast.north, visit, address) and visits.may_try_code(cast.north, visit, address)
        assert visits.may_send(cast.north, visit, address)
        assert visits.may_look(cast.north, f"ref{number}", address)


def test_one_address_is_held_and_another_goes_on(cast, settings):
    settings.PUBLIC_LIMITS = with_limits(address_an_hour=2)
    asked = [visits.may_have_code(cast.north, f"w{number}@x.example", "192.0.2.1") for number in range(4)]
    assert asked == [True, True, False, False]
    assert visits.may_have_code(cast.north, "w9@x.example", "192.0.2.2")
    assert visits.may_have_code(cast.north, "w9@x.example", "2001:db8::1")
    assert visits.may_have_code(cast.north, "w9@x.example", "2001:db8::ffff")
    assert not visits.may_have_code(cast.north, "w9@x.example", "2001:db8:0:0:1::1")  # of the same network


def test_what_is_refused_to_one_uses_nothing_up_of_what_others_share(cast, settings):
    settings.PUBLIC_LIMITS = with_limits(codes_an_hour=2, codes_a_day=3, address_an_hour=4, partnership_an_hour=6)
    bot, elsewhere = "192.0.2.66", "192.0.2.1"
    for _ in range(9):
        visits.may_have_code(cast.north, "victim@school.example", bot)
    assert visits.may_have_code(cast.north, "victim@school.example", elsewhere), "their codes of the day are theirs"
    for number in range(9):
        visits.may_have_code(cast.north, f"w{number}@x.example", bot)
    assert visits.may_have_code(cast.north, "w9@x.example", elsewhere), "one address shuts no partnership"


def test_nobody_elsewhere_uses_up_the_tries_of_somebody(cast, settings):
    settings.PUBLIC_LIMITS = with_limits(tries_an_hour=2)
    visit = visits.PublicVisit(email="victim@school.example", who="professional")
    tried = [visits.may_try_code(cast.north, visit, "192.0.2.66") for _ in range(3)]
    assert tried == [True, True, False]
    assert visits.may_try_code(cast.north, visit, "192.0.2.1")


def test_one_partnership_is_held_and_another_goes_on(cast, settings):
    settings.PUBLIC_LIMITS = with_limits(partnership_an_hour=1)
    assert visits.may_look(cast.north, "x", "192.0.2.1")
    assert not visits.may_look(cast.north, "y", "192.0.2.2")
    assert visits.may_look(cast.salt, "x", "192.0.2.3")


def test_a_mailbox_gets_no_more_codes_in_a_day_than_anybody_needs(cast, settings):
    """Asked for from many networks, no mailbox is flooded; the day after it may be asked for again."""
    settings.PUBLIC_LIMITS = with_limits(codes_a_day=3)
    asked = [visits.may_have_code(cast.north, "victim@school.example", f"192.0.2.{number}") for number in range(5)]
    assert asked == [True] * 3 + [False] * 2
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert visits.may_have_code(cast.north, "victim@school.example", "192.0.2.9")


@pytest.mark.parametrize("shared", ["partnership_sends_an_hour", "address_sends_an_hour"])
def test_a_hub_is_sent_no_more_than_it_can_read(cast, settings, shared):
    """Whichever mailboxes they come from: by partnership, and from one address of the network."""
    settings.PUBLIC_LIMITS = with_limits(**{shared: 2})
    visitors = [visits.PublicVisit(email=f"w{number}@x.example", who="professional") for number in range(4)]
    assert [visits.may_send(cast.north, one, "192.0.2.1") for one in visitors[:3]] == [True, True, False]
    is_shared = shared == "partnership_sends_an_hour"
    assert visits.may_send(cast.north, visitors[3], "192.0.2.2") is not is_shared
    assert visits.may_send(cast.salt, visitors[3], "192.0.2.3")


def test_it_is_counted_by_the_hour_and_nothing_says_who_was_counted(cast):
    limit = limits.Limit("what", "sam@school.example", 1)
    assert limits.count(limit) and not limits.count(limit)
    with databases.as_owner():
        row = ApiUse.objects.get()
        assert "sam" not in row.whose and row.minute.minute == 0


def test_of_what_is_sent_too_often_nothing_is_lost(cast, east):
    visitor = Visitor()
    visitor.confirm("ruth@home.example", "family")
    for number in range(settings.PUBLIC_LIMITS["requests_of_a_family"]):
        assert visitor.send("request/", OF_FAMILY | {"worries": f"The {number}th"}).status_code == 302
    refused = visitor.send("request/", OF_FAMILY | {"worries": "One more than we take"})
    page = refused.content.decode()
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "What you wrote is kept" in page and "01632 960201" in page
    assert "One more than we take" in visitor.get("request/").content.decode()


def test_looks_are_limited_and_say_the_same_of_what_is_there(cast, east, settings):
    settings.PUBLIC_LIMITS = with_limits(looks_an_hour=2)
    visitor = Visitor()
    visitor.confirm()
    visitor.ask()
    reference, code = visitor.receipt()
    stranger = Visitor(address="192.0.2.66")
    for named in (reference, "0000-0000"):
        answers = [stranger.look(named, "0000-0000-0000").status_code for _ in range(3)]
        assert answers == [422, 422, 429]
    assert stranger.look(reference, code).status_code == 429
    assert visitor.look(reference, code).status_code == 302  # from elsewhere it is still theirs


def test_nobody_is_quicker_than_reading(cast, east, settings):
    visitor = Visitor()
    visitor.confirm()
    settings.PUBLIC_QUICKEST = 60
    page = visitor.ask()
    assert page.status_code == 422 and "quicker than anybody reads" in page.content.decode()
    settings.PUBLIC_QUICKEST = 0
    assert visitor.client.post(visitor.url("request/"), TYPED | {"mark": mark_of(page)}).status_code == 302


def test_what_programs_fill_in_is_refused_and_the_rest_is_there_to_send_again(cast, east):
    visitor = Visitor()
    visitor.confirm()
    page = visitor.ask(your_website="http://buy.example")
    assert page.status_code == 422 and "people do not see" in page.content.decode()
    assert "Ida is tired" in page.content.decode() and "buy.example" not in page.content.decode()


def test_the_mark_of_another_browser_sends_nothing(cast, east):
    mine, theirs = Visitor(), Visitor()
    mine.confirm()
    theirs.confirm("kim@school.example")
    page = theirs.client.post(theirs.url("request/"), TYPED | {"mark": mark_of(mine.get("request/"))})
    assert page.status_code == 422 and "did not come from you" in page.content.decode()


def test_a_form_without_its_token_comes_back_with_everything_in_it(cast):
    page = Client(enforce_csrf_checks=True).post("/ask/northbridge/request/", TYPED)
    assert page.status_code == 403
    assert "Ida is tired" in page.content.decode() and "Send again" in page.content.decode()
    draft = Client(enforce_csrf_checks=True).post("/ask/northbridge/draft/", "{}", content_type="application/json")
    assert draft.json() == {"why": "ended"}


def test_pages_are_kept_by_nobody_and_tell_no_other_site(cast, east):
    visitor = Visitor()
    visitor.confirm()
    visitor.ask()
    for page in ("", "request/", "sent/", "follow/", "follow/request/"):
        answer = visitor.get(page)
        assert "no-store" in answer["Cache-Control"] and answer["Referrer-Policy"] == "same-origin"
        assert "noindex" in answer["X-Robots-Tag"] and "script-src 'nonce-" in answer["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    for cookie in (visitor.client.cookies[name] for name in ("ehm_visit", "ehm_following", "ehm_no_danger")):
        assert cookie["httponly"] and cookie["path"] == "/ask/" and not cookie["expires"] and not cookie["max-age"]


def test_at_night_visits_and_drafts_are_forgotten(cast, east):
    visitor = Visitor()
    visitor.confirm()
    visitor.ask(worries="")
    visits.forget()
    with databases.as_owner():
        assert visits.PublicVisit.objects.count() == visits.PublicDraft.objects.count() == 1
        long_ago = "2026-01-01T00:00Z"
        visits.PublicVisit.objects.update(asked_at=long_ago)
        visits.PublicDraft.objects.update(saved_at=long_ago)
    visits.forget()
    with databases.as_owner():
        assert visits.PublicVisit.objects.count() == visits.PublicDraft.objects.count() == 0


def test_a_page_that_is_sent_again_opens_nobodys_visit(cast):
    first, next_at_the_desk = Visitor(), Visitor()
    first.post(danger="no")
    next_at_the_desk.post(danger="no")
    typed = {"mark": mark_of(first.get("email/")), "email": "sam@school.example", "who": "family"}
    for _ in range(2):  # a double click
        assert first.client.post(first.url("email/"), typed).status_code == 302
    first.post("code/", code=first.code())
    assert len(mail.outbox) == 1 and first.get("code/").url.endswith("/request/")
    for other in ({}, {"email": "kim@school.example"}):
        again = next_at_the_desk.client.post(first.url("email/"), typed | other)
        assert again.status_code == 422 and "ehm_visit" not in next_at_the_desk.client.cookies
        assert mark_of(again) != typed["mark"]


def test_one_person_with_many_addresses_of_one_mailbox_is_one_person(cast):
    asked = [visits.may_have_code(cast.north, f"ann+{number}@x.example", "192.0.2.1") for number in range(7)]
    assert asked == [True] * 6 + [False]
    assert visits.may_have_code(cast.north, "ann@x.example", "192.0.2.2")  # nobody can shut her out from elsewhere
