"""What people type, and what they are told."""

import datetime

import pytest
import time_machine
from django import forms
from django.http import QueryDict

from ehm.forms import (
    Checkboxes,
    DateField,
    DateTimeField,
    GovukForm,
    Radios,
    Textarea,
    in_the_future,
    in_the_past,
    not_in_the_future,
    not_in_the_past,
)
from ehm.forms.messages import LONGEST_TEXT

pytestmark = pytest.mark.django_db(databases=[])
NOW = datetime.datetime(2026, 11, 27, 14, 30, tzinfo=datetime.UTC)


class Birth(GovukForm):
    born_on = DateField(label="Date of birth", validators=[in_the_past])


class Visit(GovukForm):
    seen_at = DateTimeField(label="When was it?", name="Date of the visit", validators=[not_in_the_future])


def typed(form, *parts):
    (name,) = form.base_fields
    labels = ("day", "month", "year", "time")
    return form({f"{name}_{label}": part for label, part in zip(labels, parts, strict=False)})


def only_error(form):
    ((link, sentence),) = form.problems
    return link, sentence


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        (("", "", ""), ("#id_born_on_day", "Enter date of birth")),
        (("27", "", "2012"), ("#id_born_on_month", "Date of birth must include a month")),
        (("", "", "2012"), ("#id_born_on_day", "Date of birth must include a day and month")),
        (("31", "2", "2012"), ("#id_born_on_day", "Date of birth must be a real date")),
        (("29", "2", "2013"), ("#id_born_on_day", "Date of birth must be a real date")),
        (("1", "13", "2012"), ("#id_born_on_month", "Date of birth must be a real date")),
        (("1", "Smarch", "2012"), ("#id_born_on_month", "Date of birth must be a real date")),
        (("1", "1", "12"), ("#id_born_on_year", "Date of birth: year must include 4 numbers")),
        (("1", "1", "0012"), ("#id_born_on_year", "Date of birth must be a real date")),
        (("1", "1", "2200"), ("#id_born_on_year", "Date of birth must be a real date")),
        (("²", "1", "2012"), ("#id_born_on_day", "Date of birth must be a real date")),
        (("27", "11", "2026"), ("#id_born_on_day", "Date of birth must be in the past")),
        (("1", "1", "2030"), ("#id_born_on_day", "Date of birth must be in the past")),
    ],
)
def test_a_date_says_what_is_wrong_with_it(parts, problem):
    form = typed(Birth, *parts)
    assert not form.is_valid()
    assert only_error(form) == problem


@time_machine.travel(NOW)
@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "MAR."])
def test_months_may_have_names(month):
    form = typed(Birth, " 27 ", month, "2012")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born_on"] == datetime.date(2012, 3, 27)


def test_only_the_wrong_box_is_marked_and_what_was_typed_stays():
    html = str(typed(Birth, "1", "Smarch", "2012"))
    assert html.count("govuk-input--error") == 1
    assert 'value="Smarch"' in html and 'value="2012"' in html


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("time", "wanted"),
    [
        ("14:30", (14, 30)), ("2:30pm", (14, 30)), ("2.15 pm", (14, 15)), ("9am", (9, 0)), ("0905", (9, 5)),
        ("12am", (0, 0)), ("12:10 p.m.", (12, 10)), ("noon", (12, 0)),
    ],
)  # fmt: skip
def test_times_are_read_generously(time, wanted):
    form = typed(Visit, "27", "11", "2026", time)
    assert form.is_valid(), form.errors
    seen = form.cleaned_data["seen_at"]
    assert (seen.hour, seen.minute) == wanted and seen.tzinfo is not None


@time_machine.travel(NOW)
@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        (("27", "11", "2026", "14:31"), ("#id_seen_at_day", "Date of the visit must be today or in the past")),
        (("27", "11", "2026", ""), ("#id_seen_at_time", "Date of the visit must include a time")),
        *(
            (
                ("27", "11", "2026", time),
                ("#id_seen_at_time", "Date of the visit: time must be a time of day, like 14:30 or 2:30pm"),
            )
            for time in ("25:00", "14:60", "13pm", "0am", "soon", "14")
        ),
        (
            ("29", "3", "2026", "01:30"),
            ("#id_seen_at_time", "Date of the visit: the clocks went forward over this time, choose another"),
        ),
    ],
)
def test_a_moment_says_what_is_wrong_with_it(parts, problem):
    form = typed(Visit, *parts)
    assert not form.is_valid()
    assert only_error(form) == problem


@time_machine.travel(NOW)
def test_limits_of_dates_on_the_day_itself():
    today, day = datetime.date(2026, 11, 27), datetime.timedelta(days=1)
    accepted = {in_the_past: -1, not_in_the_future: 0, in_the_future: 1, not_in_the_past: 0}
    refused = {in_the_past: 0, not_in_the_future: 1, in_the_future: 0, not_in_the_past: -1}
    for check, away in accepted.items():
        check(today + away * day)
    for check, away in refused.items():
        with pytest.raises(forms.ValidationError):
            check(today + away * day)


def test_a_date_that_was_drawn_comes_back_unchanged():
    born_on = datetime.date(2012, 3, 27)
    form = Birth({"born_on_day": "27", "born_on_month": "3", "born_on_year": "2012"}, initial={"born_on": born_on})
    assert not form.has_changed()
    assert 'value="27"' in str(Birth(initial={"born_on": born_on}))


class Note(GovukForm):
    nhs = forms.CharField(label="NHS number", max_length=10, required=False)
    text = forms.CharField(label="What happened", widget=Textarea)


def test_a_note_that_is_too_long_is_refused_whole_and_given_back_whole():
    note = "x" * 200_000
    form = Note({"text": note})
    assert only_error(form) == ("#id_text", "What happened must be 20,000 characters or fewer: it has 200000")
    assert note in str(form)
    assert Note({"text": "x" * LONGEST_TEXT}).is_valid()


def test_pasted_text_is_not_cut_short_by_the_browser():
    assert "maxlength" not in str(Note())


def test_messages_name_the_field_in_its_own_words():
    assert only_error(Note({})) == ("#id_text", "Enter what happened")
    assert only_error(Note({"text": "x", "nhs": "x" * 11}))[1] == "NHS number must be 10 characters or fewer: it has 11"


def test_a_message_that_its_author_wrote_is_kept():
    class Own(GovukForm):
        text = forms.CharField(label="Text", error_messages={"required": "Say something"})

    assert only_error(Own({})) == ("#id_text", "Say something")


class How(GovukForm):
    how = forms.ChoiceField(
        label="How?", choices=[("home", "Home"), ("other", "Other")], widget=Radios(reveals={"other": "how_else"})
    )
    how_else = forms.CharField(label="In what way?")
    needs = forms.MultipleChoiceField(
        label="Needs", choices=[("school", "School")], required=False, widget=Checkboxes(reveals={"school": "school"})
    )
    school = forms.CharField(label="School", required=False, max_length=5)


def test_a_revealed_field_counts_only_while_its_option_is_chosen():
    assert only_error(How({"how": "other"})) == ("#id_how_else", "Answer the question ‘In what way?’")
    form = How({"how": "home", "how_else": "typed before changing my mind", "school": "far too long"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["how_else"] == "" and form.cleaned_data["school"] == ""
    form = How(QueryDict("how=other&how_else=by+letter&needs=school&school=St+A"))
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["how_else"], form.cleaned_data["school"]) == ("by letter", "St A")
    assert not How(QueryDict("how=home&needs=school&school=far+too+long")).is_valid()


def test_a_revealed_field_is_drawn_once_under_its_option():
    html = str(How())
    assert html.count('name="how_else"') == 1
    assert html.index('value="other"') < html.index('name="how_else"') < html.index('name="needs"')


def test_hostile_text_is_escaped_everywhere():
    evil = "<script>alert(1)</script>"

    class Evil(GovukForm):
        it = forms.CharField(label=evil, help_text=evil, initial=evil)
        chosen = forms.ChoiceField(label=evil, choices=[(evil, evil)], widget=Radios(hints={evil: evil}))

    form = Evil({"it": evil})
    form.add_error("it", evil)
    form.add_error(None, evil)
    for html in (str(Evil()), str(form), str(form.error_summary)):
        assert "<script" not in html and "&lt;script" in html


def test_two_forms_of_a_kind_share_nothing():
    first, second = typed(Birth, "1", "Smarch", "2012"), Birth()
    str(first)
    assert "error" not in str(second)


def test_a_label_that_says_choose_is_its_own_message():
    class Chosen(GovukForm):
        file = forms.FileField(label="Choose or take a picture")
        agency = forms.ChoiceField(label="Agency", choices=[("a", "A")])

    form = Chosen({})
    assert form.errors["file"] == ["Choose or take a picture"]
    assert form.errors["agency"] == ["Select agency"]
