"""Long pages on a phone: what is folded, and what never is."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from assessments.address import Address
from assessments.choices import Kind
from assessments.documents.tree import Column, Line, Table
from assessments.preview import preview_of
from assessments.reading import form_of
from cases.models import Contact, ContactPerson
from tests.assessments.typing import as_shown
from tests.assessments.writing import decided
from tests.databases import as_owner

pytestmark = pytest.mark.django_db(transaction=True)


def url_of(assessment, *section):
    name = "assessments:section_about" if len(section) > 1 else "assessments:section"
    return reverse(name, args=(assessment.reference, *section))


def folds_in(page):
    """Name of each group of the checklist that folds → whether it is open, and what it says of itself."""
    found = re.findall(
        r'<details class="govuk-details ehm-fold"( open)?><summary[^>]*><span[^>]*>([^<]*)</span> <span[^>]*>([^<]*)<',
        page.content.decode(),
    )
    return {name: (bool(is_open), says) for is_open, name, says in found}


def test_needs_fold_by_what_they_count_as_and_nothing_that_is_so_is_folded_away(cast, signed_in):
    client, url = signed_in(cast.practitioner), url_of(decided(cast), "context")
    before = folds_in(client.get(url))
    assert before["Improved mental and physical health"] == (False, "5 to ask")
    assert "Safe from domestic abuse" not in before  # one alone is not folded
    sent = as_shown(client, url) | {"n-low_mood-answer": "yes", "n-learning-answer": "no"}
    client.post(url, sent)
    after = folds_in(client.get(url))
    assert after["Improved mental and physical health"] == (True, "1 of 5 so")
    assert after["Getting a good education"] == (False, "1 of 2 asked")


def test_a_group_with_a_mistake_in_it_is_open_and_the_mistake_is_led_to(cast, signed_in):
    client, url = signed_in(cast.practitioner), url_of(decided(cast), "context")
    sent = as_shown(client, url) | {"n-debt-answer": "perhaps"}
    page = client.post(url, sent)
    assert folds_in(page)["Financial stability"][0] is True
    assert 'href="#id_n-debt-answer' in page.content.decode()


def test_every_item_of_the_checklist_is_asked_once(cast, signed_in):
    assessment = decided(cast)
    page = signed_in(cast.practitioner).get(url_of(assessment, "context")).content.decode()
    for value in form_of("coventry-2019").code_sets["needs"].values:
        assert page.count(f'name="n-{value.key}-answer" type="radio" value="yes"') == 1, value.key


def test_scales_are_asked_for_one_child_at_a_time_and_reasons_where_there_are_some():
    form = form_of("hull-2018")
    [page] = preview_of(form, next(one for one in form.sections if one.key == "wellbeing"))
    family, first, second = (block for block in page.blocks if block.question.kind is Kind.SCALE)
    assert not family.folds
    assert (first.folds, first.is_open) == (True, True)
    assert (second.folds, second.is_open) == (True, False)
    assert not any(view.shows_why for view in first.views)


def test_a_reason_that_was_typed_is_shown_and_one_that_is_wanted_is_asked(cast, signed_in):
    client, url = signed_in(cast.practitioner), url_of(decided(cast), "analysis")
    boxes = [name for name in as_shown(client, url) if name.startswith("s-") and name.endswith("-why")]
    page = client.get(url).content.decode()
    overall = [name for name in boxes if name.startswith("s-overall-")]
    assert overall and not any(is_folded(page, name) for name in overall)


def is_folded(page, name):
    before = page[: page.index(f'name="{name}"')]
    return before.rfind("<details class") > before.rfind("</details>")


def test_opening_a_part_reads_nobody_twice(cast, signed_in):
    client, url, seen = signed_in(cast.practitioner), url_of(decided(cast), "strengths"), []
    client.get(url)  # what is read once for a process

    def spy(execute, sql, *arguments):
        seen.append(str(sql))
        return execute(sql, *arguments)

    with connection.execute_wrapper(spy):
        client.get(url)
    assert sum('FROM "cases_familymember"' in sql for sql in seen) == 1
    assert not [sql for sql in seen if sql.endswith('FROM "ehm_area" WHERE "ehm_area"."id" = %s LIMIT 21')]
    assert len(seen) <= 23


def test_of_what_a_child_said_the_two_latest_are_shown_and_the_others_folded(cast, signed_in):
    assessment = decided(cast)
    with as_owner():
        by = {"tenant_id": cast.episode.tenant_id, "agency": cast.practitioner.agency, "episode": cast.episode}
        for number in range(5):
            at = timezone.now() - timedelta(days=number + 1)
            contact = Contact.objects.create(**by, recorded_by=cast.practitioner, kind="home_visit", happened_at=at)
            ContactPerson.objects.create(**by, contact=contact, person=cast.aisha, own_words=f"I said this {number}")
    page = signed_in(cast.practitioner).get(url_of(assessment, "voice", cast.aisha.reference)).content.decode()
    shown, _, folded = page.partition("told us before: 3")
    assert "I said this 0" in shown and "I said this 1" in shown and "I said this 2" not in shown
    assert all(f"I said this {number}" in folded for number in (2, 3, 4))


def test_a_list_of_many_columns_is_read_as_cards_without_what_is_empty():
    def shown(*columns, cells):
        table = Table(tuple(Column(one, one) for one in columns), (Line(Address(), cells),))
        return render_to_string("assessments/answers/table.html", {"content": table})

    card = shown("Name", "Agency", "Role", "Since", "Until", "Phone", cells=("Jo", "A service", "", "", "", "01632"))
    assert "<table" not in card and "govuk-summary-card" in card and "A service" in card
    assert "Phone" in card and "Since" not in card
    table = shown("When", "What", cells=("2019", "They moved"))
    assert "<table" in table and 'data-label="What">They moved' in table
