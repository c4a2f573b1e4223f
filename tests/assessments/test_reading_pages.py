"""The whole assessment on one page and as a PDF: what the reader may see, and nothing else."""

import pytest
from django.urls import reverse

from assessments.choices import Record
from tests.assessments.test_printing import read as text_of
from tests.assessments.writing import answer, decided, fill, limit, line, save
from tests.cast import share
from tests.databases import as_owner

WORRY, KEPT_BACK = "QworryX", "QsleepX"


@pytest.fixture
def assessment(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = decided(cast)
    by = cast.practitioner
    save(by, assessment, "voice", answer("voice_worries", KEPT_BACK, about=cast.aisha.reference))
    save(
        by,
        assessment,
        "timeline",
        line(Record.LIFE_EVENT, "life_events", {"when": "Spring 2021", "what": "QmovedX", "impact": ""}),
        line(Record.LIFE_EVENT, "life_events", {"when": "June 2019", "what": "QbornX", "impact": ""}),
        line(Record.LIFE_EVENT, "life_events", {"when": "once", "what": "QonceX", "impact": ""}),
    )
    save(by, assessment, "analysis", line(Record.WORRY, "worries", {"statement": WORRY, "goal": "All sleep"}))
    fill(by, assessment)
    save(by, assessment, "sharing", limit(cast.school, f"voice/voice_worries/{cast.aisha.reference}"))
    return assessment


def page(client, name, assessment):
    return client.get(reverse(f"assessments:{name}", args=(assessment.reference,)))


def pdf_text(answer):
    text, rest = text_of(answer.content)
    return text + rest.decode("latin-1")


def test_everything_is_on_one_page_with_views_drawn_and_events_in_order(cast, signed_in, assessment):
    body = page(signed_in(cast.practitioner), "read", assessment).content.decode()
    assert WORRY in body and "Views agree: " in body
    assert f'<blockquote class="ehm-paper__quote"><p>{KEPT_BACK}' in body
    assert body.index("QbornX") < body.index("QmovedX") < body.index("Nobody knows just when") < body.index("QonceX")
    assert "Draft" in body


@pytest.mark.parametrize("reader", ["practitioner", "auditor"])
def test_whoever_may_see_it_reads_all_of_it(cast, signed_in, assessment, reader):
    client = signed_in(getattr(cast, reader))
    assert KEPT_BACK in page(client, "read", assessment).content.decode()
    assert KEPT_BACK in pdf_text(page(client, "pdf", assessment))


def test_what_is_kept_from_an_agency_is_in_neither(cast, signed_in, assessment):
    client = signed_in(cast.teacher)
    body, printed = page(client, "read", assessment).content.decode(), pdf_text(page(client, "pdf", assessment))
    assert KEPT_BACK not in body and KEPT_BACK not in printed
    assert WORRY in body and WORRY in printed


def test_the_file_is_saved_under_a_name_that_says_nothing(cast, signed_in, assessment):
    answer = page(signed_in(cast.practitioner), "pdf", assessment)
    assert answer["Content-Disposition"] == f'attachment; filename="assessment-{assessment.reference}.pdf"'
    assert "no-store" in answer["Cache-Control"] and answer["Content-Type"] == "application/pdf"
    large = signed_in(cast.practitioner).get(
        reverse("assessments:pdf", args=(assessment.reference,)), query_params={"large": "1"}
    )
    assert "large-print" in large["Content-Disposition"] and large.content != answer.content
