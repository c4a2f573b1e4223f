"""`manage.py standard due` answers each vector of A6.1, without a database, and refuses in a sentence."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

VECTORS = [
    ("coventry first_contact 2026-04-01T10:00+01:00", "2026-04-10T23:59:59+01:00"),
    ("coventry first_contact 2026-11-20T10:00+00:00", "2026-11-27T23:59:59+00:00"),
    ("coventry first_contact 2026-11-21T10:00+00:00", "2026-11-27T23:59:59+00:00"),
    ("coventry first_contact 2026-12-21T10:00+00:00", "2026-12-30T23:59:59+00:00"),
    ("coventry first_contact 2027-12-23T10:00+00:00", "2028-01-04T23:59:59+00:00"),
    ("coventry assessment 2026-04-20T10:00+01:00", "2026-06-03T23:59:59+01:00"),
    ("coventry assessment 2026-07-20T10:00+01:00", "2026-09-01T23:59:59+01:00"),
    ("coventry assessment 2026-11-16T10:00+00:00", "2026-12-30T23:59:59+00:00"),
    ("coventry recording 2026-11-20T10:00+00:00", "2026-11-24T23:59:59+00:00"),
    ("coventry recording 2026-12-24T10:00+00:00", "2026-12-30T23:59:59+00:00"),
    ("coventry disagreement 2026-04-02T10:00+01:00", "2026-04-09T23:59:59+01:00"),
    ("coventry plan_meeting 2026-12-14T10:00+00:00", "2026-12-28T23:59:59+00:00"),
    ("quality_framework first_review 2026-11-23T10:00+00:00", "2027-01-04T23:59:59+00:00"),
    ("coventry review 2026-10-12T10:00+01:00", "2027-01-04T23:59:59+00:00"),
    ("coventry management_oversight 2026-10-24T16:30+01:00", "2026-10-25T15:30:00+00:00"),
    ("coventry management_oversight 2026-03-28T16:30+00:00", "2026-03-29T17:30:00+01:00"),
    ("coventry seen 2026-11-02T15:00+00:00", "2026-11-30T23:59:59+00:00"),
    ("hull written_follow_up 2026-10-24T16:30+01:00", "2026-10-26T15:30:00+00:00"),
    ("hull feedback_chase 2026-11-20T10:00+00:00", "2026-11-27T23:59:59+00:00"),
    ("coventry first_contact 2026-11-20", "2026-11-27T23:59:59+00:00"),
    ("coventry first_contact 2026-07-05T23:30Z", "2026-07-13T23:59:59+01:00"),  # already Monday in London
    ("coventry management_oversight 2026-07-03T09:00", "2026-07-04T09:00:00+01:00"),  # London time without an offset
]

REFUSALS = [
    ("nowhere first_contact 2026-04-01", "There is no profile 'nowhere'. There are: coventry, herefordshire, hull"),
    ("hull first_contact 2026-04-01", "There is no standard 'first_contact' in hull-2018, so no such clock runs there"),
    ("herefordshire review 2026-04-01", "There is no standard 'review' in herefordshire-2020"),
    ("coventry first_review 2026-04-01", "There is no standard 'first_review' in coventry-2019"),
    ("herefordshire level_2_plan_review 2026-04-01", "its due day is the one agreed in the record"),
    ("coventry seen yesterday", "'yesterday' is not a date and time"),
    ("coventry seen 2026-02-30", "'2026-02-30' is not a date and time"),
    ("coventry seen 9999-12-31", "is not between 2000 and 2100"),
    ("coventry management_oversight 2026-04-01", "counts hours, so '2026-04-01' needs a time of day"),
    ("coventry seen 2026-03-29T01:30", "There is no such time"),
    ("coventry seen 2026-10-25T01:30", "comes twice"),
]


def ask(arguments):
    out = StringIO()
    call_command("standard", "due", *arguments.split(), stdout=out)
    assert out.getvalue().count("\n") == 1
    return json.loads(out.getvalue())


@pytest.mark.parametrize(("arguments", "due"), VECTORS)
def test_vector(arguments, due):
    assert ask(arguments)["due"] == due


@pytest.mark.parametrize(("arguments", "sentence"), REFUSALS)
def test_refusal(arguments, sentence):
    with pytest.raises(CommandError, match=".*") as refused:
        ask(arguments)
    assert sentence in str(refused.value)
    assert refused.value.returncode == 1


def test_the_explanation_names_each_day():
    assert ask("coventry first_contact 2026-04-01T10:00+01:00")["explanation"] == [
        "Started when someone was asked to lead or the lead practitioner agreed to lead, "
        "at 10am on Wednesday 1 April 2026.",
        "Wednesday 1 April 2026 is day 0: the day something starts is not counted.",
        "Thursday 2 April 2026 is day 1.",
        "Friday 3 April 2026 is not counted: a bank holiday, Good Friday.",
        "Saturday 4 April 2026 is not counted: a weekend.",
        "Sunday 5 April 2026 is not counted: a weekend.",
        "Monday 6 April 2026 is not counted: a bank holiday, Easter Monday.",
        "Tuesday 7 April 2026 is day 2.",
        "Wednesday 8 April 2026 is day 3.",
        "Thursday 9 April 2026 is day 4.",
        "Friday 10 April 2026 is day 5.",
        "Due by the end of Friday 10 April 2026.",
    ]


def test_a_substitute_day_is_named_as_people_know_it():
    explanation = ask("coventry first_contact 2027-12-23T10:00+00:00")["explanation"]
    assert "Monday 3 January 2028 is not counted: a bank holiday, New Year's Day (substitute day)." in explanation


def test_the_explanation_says_that_the_clocks_change():
    assert ask("coventry management_oversight 2026-10-24T16:30+01:00")["explanation"][1:] == [
        "24 hours are counted as they pass, on any day and at night.",
        "The clocks go back on the way, so the time of day is an hour earlier.",
        "Due at 3:30pm on Sunday 25 October 2026.",
    ]


def test_a_standard_that_is_off_says_so():
    first = ask("coventry outcome_letter 2026-11-23")["explanation"][0]
    assert first == "This standard is switched off in coventry-2019 unless a partnership turns it on."
