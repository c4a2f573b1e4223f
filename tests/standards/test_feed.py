"""A calendar that reads one's meetings and days: it names nobody, and dies with the place (assurance R11)."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ehm.models import CalendarFeed, Membership, ReadLog
from plans.guests import Guest
from plans.lifecycle import MeetingStatus
from plans.models import Meeting
from standards.models import Clock
from tests import databases
from tests.cast import share
from tests.plans.writing import agreed, begun, goal, held, planned, promise

TODAY = timezone.localdate()


@pytest.fixture
def address(cast, signed_in):
    """The practitioner's, with a meeting to come and a clock, both of the Reed family."""
    plan = begun(cast)
    goal(cast.practitioner, plan)
    promise(cast.practitioner, plan, by_when=TODAY + timedelta(days=5), worker=cast.practitioner)
    agreed(cast.practitioner, plan)
    planned(cast.practitioner, cast.episode, starts_at=timezone.now() + timedelta(days=3), place="12 Mill Lane")
    held(cast.practitioner, planned(cast.practitioner, cast.episode))
    return made(signed_in(cast.practitioner))


def made(client):
    page = client.post("/me/calendar/").content.decode()
    (found,) = re.findall(r"/calendar/[\w-]+\.ics", page)
    return found


def read(address):
    answer = Client().get(address)
    return answer.content.decode().replace("\r\n ", "") if answer.status_code == 200 else answer.status_code


def test_it_shows_meetings_and_days_without_a_name(cast, address):
    text = read(address)
    (clock,) = [one for one in stored(Clock) if one.standard == "plan_action"]
    assert text.count("SUMMARY:Meeting\\, EHM") == 2
    assert f"DTSTART;VALUE=DATE:{TODAY + timedelta(days=5):%Y%m%d}" in text and f"/clocks/{clock.reference}/" in text
    for word in ("Reed", "Dee", "Aisha", "Ben", "Mill", "Practitioner", "bed", "Northbridge", "Early Help Plan"):
        assert word not in text


def stored(model):
    with databases.as_owner():
        return list(model.objects.all())


def test_somebody_elses_meetings_are_theirs(cast, address, signed_in):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    theirs = made(signed_in(cast.teacher))
    assert "SUMMARY" not in read(theirs)
    at = timezone.now() + timedelta(days=4)
    planned(cast.practitioner, cast.episode, starts_at=at, guests=[Guest(worker=cast.teacher)])
    assert read(theirs).count("SUMMARY:Meeting") == 1


def test_a_cancelled_meeting_says_so(cast, address):
    assert "STATUS:CANCELLED" not in read(address)
    with databases.as_owner():
        now = timezone.now()
        Meeting.objects.filter(status="planned").update(
            status=MeetingStatus.CANCELLED, cancelled_at=now, cancelled_by=cast.practitioner
        )
    assert "STATUS:CANCELLED" in read(address)


def test_the_token_is_shown_once_and_only_its_hash_is_kept(cast, address, signed_in):
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    (feed,) = stored(CalendarFeed)
    assert token not in feed.digest and len(token) >= 40
    assert token not in signed_in(cast.practitioner).get("/me/calendar/").content.decode()


def test_made_anew_and_withdrawn_are_dead_at_once(cast, address, signed_in):
    client = signed_in(cast.practitioner)
    again = made(client)
    assert read(address) == 404 and "SUMMARY" in read(again)
    client.post("/me/calendar/", {"withdraw": "yes"})
    assert read(again) == 404 and not stored(CalendarFeed)


@pytest.mark.parametrize("ends", ["membership", "agency", "account", "role"])
def test_it_dies_with_the_place(cast, address, ends):
    with databases.as_owner():
        now, mine = timezone.now(), Membership.objects.filter(pk=cast.practitioner.pk)
        if ends == "membership":
            mine.update(ended_at=now)
        elif ends == "agency":
            type(cast.council).objects.filter(pk=cast.council.pk).update(ended_at=now)
        elif ends == "account":
            type(cast.practitioner.user).objects.filter(pk=cast.practitioner.user_id).update(is_active=False)
        else:
            mine.update(role="administrator")
    assert read(address) == 404


def test_what_does_not_work_looks_the_same(cast, address, signed_in):
    def bare(path):
        answer = Client().get(path)
        return answer.status_code, re.sub(rb'nonce="[^"]*"', b"", answer.content)

    signed_in(cast.practitioner).post("/me/calendar/", {"withdraw": "yes"})
    assert bare(address) == bare("/calendar/x.ics") == bare(f"/calendar/{'é' * 300}.ics")
    assert bare(address)[0] == 404


def test_no_log_holds_the_token_and_the_read_is_logged(cast, address, caplog, capfd):
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    caplog.set_level(logging.DEBUG)
    read(address)
    read(address.replace(token[:4], "AAAA"))
    written = caplog.text + "".join(capfd.readouterr())
    with databases.as_owner():
        log = ReadLog.objects.filter(page="standards:feed")
        assert [(one.membership_id, one.subject) for one in log] == [(cast.practitioner.pk, "")]
    assert "standards:feed" in written and token not in "".join(
        line for line in written.splitlines() if '"event"' in line
    )


def test_it_asks_the_same_number_of_questions_however_much_there_is(cast, address, django_assert_max_num_queries):
    read(address)  # today's first reading is written down
    with django_assert_max_num_queries(40) as few:
        read(address)
    for number in range(4):
        planned(cast.practitioner, cast.episode, starts_at=timezone.now() + timedelta(days=10 + number))
    with django_assert_max_num_queries(len(few)):
        assert read(address).count("SUMMARY:Meeting") == 6


def test_an_auditor_and_an_administrator_have_none(cast, signed_in):
    for who in (cast.auditor, cast.admin):
        assert signed_in(who).get("/me/calendar/").status_code in (403, 404)
        assert signed_in(who).post("/me/calendar/").status_code in (403, 404)
