"""A clock opens to its explanation."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from cases.models import Episode
from ehm.models import NonWorkingDay
from standards.models import Clock, ClockChange, RulebookOverride
from tests import databases
from tests.cases.acting import acting_as
from tests.cases.contact_notes import record, seen
from tests.cast import share
from tests.standards.test_keeping import FIRST, allocate
from tests.standards.working import MONDAY, clock_of, days, text_of

WEDNESDAY_BEFORE_EASTER = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)


def address(clock):
    return f"/clocks/{clock.reference}/"


@pytest.fixture
def easter(cast):
    with databases.as_owner():
        for on, name in ((date(2026, 4, 3), "Good Friday"), (date(2026, 4, 6), "Easter Monday")):
            NonWorkingDay.objects.create(tenant=cast.north, on=on, name=name, kind="bank_holiday")
        Episode.objects.update(requested_at=WEDNESDAY_BEFORE_EASTER)
    with time_machine.travel(WEDNESDAY_BEFORE_EASTER, tick=False):
        allocate(cast)
        yield cast


def test_easter_is_skipped_and_says_so(easter, signed_in):
    text = text_of(signed_in(easter.practitioner).get(address(clock_of(easter.episode, "first_contact"))))
    for sentence in (
        "Whoever leads speaks with the family within 5 working days",
        "Source: Early Help Handbook with practice standards",
        "Started when someone was asked to lead, at 10am on Wednesday 1 April 2026.",
        "Wednesday 1 April 2026 is day 0",
        "Thursday 2 April 2026 is day 1.",
        "Friday 3 April 2026 is not counted: a bank holiday, Good Friday.",
        "Saturday 4 April 2026 is not counted: a weekend.",
        "Monday 6 April 2026 is not counted: a bank holiday, Easter Monday.",
        "Friday 10 April 2026 is day 5.",
        "Due by the end of Friday 10 April 2026.",
        "Practitioner, Northbridge Early Help",
        "Stops when the family was contacted and told how their information is used",
        "5 working days left",
    ):
        assert sentence in text
    html = signed_in(easter.practitioner).get(address(clock_of(easter.episode, "first_contact"))).content.decode()
    assert html.count("ehm-step--skipped") == 4


def test_what_stopped_it_and_who_wrote_that_down(monday, signed_in):
    monday.traveller.move_to(MONDAY + days(1))
    record(monday.practitioner, monday.episode, seen(monday.ben), happened_at=MONDAY + days(1), **FIRST)
    text = text_of(signed_in(monday.practitioner).get(address(clock_of(monday.episode, "first_contact"))))
    assert "Done Tue 3 Mar at 10:00" in text and "First contact made" in text
    assert "written down by Practitioner" in text and "Record first contact" not in text


def test_its_changes_are_told_with_the_reason(monday, signed_in):
    monday.traveller.move_to(MONDAY + days(3))
    record(monday.practitioner, monday.episode, seen(monday.ben), happened_at=MONDAY + days(3))
    clock = clock_of(monday.episode, "seen", monday.ben)
    monday.traveller.move_to(MONDAY + days(4))
    record(monday.practitioner, monday.episode, seen(monday.ben), happened_at=MONDAY + days(1))
    with databases.as_owner():
        assert ClockChange.objects.filter(clock=clock).exists()
    text = text_of(signed_in(monday.practitioner).get(address(clock)))
    assert "Something was written down that had happened earlier." in text
    assert "Start Thu 5 Mar became Tue 3 Mar" in text or "Done Thu 5 Mar became Tue 3 Mar" in text


def test_rules_that_changed_since_are_not_made_to_explain_what_ended_before(monday, signed_in):
    monday.traveller.move_to(MONDAY + days(1))
    record(monday.practitioner, monday.episode, seen(monday.ben), happened_at=MONDAY + days(1), **FIRST)
    with databases.as_owner():
        RulebookOverride.objects.create(
            tenant=monday.north, standard="first_contact", values={"limit": 9}, made_by=monday.admin
        )
    text = text_of(signed_in(monday.practitioner).get(address(clock_of(monday.episode, "first_contact"))))
    assert "have changed since this clock ended" in text and "is day 1" not in text


def test_who_may_open_it_and_the_same_404_for_everybody_else(monday, signed_in):
    with databases.as_owner():
        share(monday.episode, monday.school, monday.practitioner)
    clock = clock_of(monday.episode, "seen", monday.aisha)
    for worker in (monday.practitioner, monday.manager, monday.hub, monday.chair, monday.teacher, monday.auditor):
        response = signed_in(worker).get(address(clock))
        assert response.status_code == 200 and "See Aisha" in response.content.decode()
    for worker in (monday.partner, monday.stranger, monday.stranger_auditor):
        client = signed_in(worker)
        response, nothing = client.get(address(clock)), client.get("/clocks/0000-0000/")
        assert response.status_code == nothing.status_code == 404 and response.content == nothing.content
    client = signed_in(monday.admin)
    response, nothing = client.get(address(clock)), client.get("/clocks/0000-0000/")
    assert response.status_code == nothing.status_code and response.status_code in (403, 404)
    assert response.content == nothing.content


def test_nobody_but_a_writer_is_offered_the_button(monday, signed_in):
    clock = clock_of(monday.episode, "seen", monday.aisha)
    assert "Record visit" in text_of(signed_in(monday.practitioner).get(address(clock)))
    assert "Record visit" not in text_of(signed_in(monday.auditor).get(address(clock)))


def test_the_raw_rows_agree_with_the_page(monday):
    with acting_as(monday.teacher) as actor:
        assert not Clock.objects.exists() and not Clock.objects.visible_to(actor).exists()
