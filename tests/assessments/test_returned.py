"""What a manager asked for stands where it is mended, and is answered when the assessment is submitted again."""

import html
import re

import pytest
from django.urls import reverse

from assessments.actions.deciding import Pinned
from assessments.models import Remark
from tests.assessments.test_deciding import TODAY, filled, now, page, read
from tests.assessments.test_deciding_managers import returned
from tests.assessments.typing import sent_by
from tests.assessments.writing import submit
from tests.databases import as_owner

MEND = "Which bell does she mean?"


def section_of(assessment, section, child=None):
    about = [child.reference] if child else []
    return reverse(f"assessments:section{'_about' if about else ''}", args=[assessment.reference, section, *about])


@pytest.fixture
def mending(cast):
    """Returned with a comment about a part, and one about what one child said."""
    assessment = filled(cast)
    submit(cast.practitioner, assessment, TODAY)
    about = f"voice/voice_worries/{cast.aisha.reference}"
    returned(cast, now(assessment), Pinned("strengths", "Who eats with them?"), Pinned(about, MEND, "The bell"))
    return now(assessment)


def rows():
    with as_owner():
        return {one.remark: one for one in Remark.objects.all()}


def task_of(body, title):
    rows = [row.split("</li>")[0] for row in body.split('<li class="govuk-task-list__item')]
    [row] = [row for row in rows if f">{title}</a>" in row]
    return row


def test_the_list_says_which_parts_have_comments_and_how_they_begin(cast, signed_in, mending):
    body = read(signed_in(cast.practitioner), page("assessment", mending))
    aisha = task_of(body, "In the child's own words: Aisha")
    assert "Comments: 1" in aisha and f"“{MEND}”" in aisha
    assert f'href="{section_of(mending, "voice", cast.aisha)}#remark-{rows()[MEND].reference}"' in aisha
    assert "Comments" not in task_of(body, "In the child's own words: Ben")
    assert "Comments: 1" in task_of(body, "What works well, and what worries us")
    assert ">Aisha: What does the child worry about?</a>" in body  # and what it is about names the child


def test_a_comment_stands_beside_its_question_and_is_settled_there(cast, signed_in, mending):
    client, url = signed_in(cast.practitioner), section_of(mending, "voice", cast.aisha)
    anchor = f"q-voice_worries-{cast.aisha.reference}"
    response = client.get(url)
    body = response.content.decode()
    block = body.split(f'id="{anchor}"')[1].split('class="ehm-block"')[0]
    assert MEND in block and body.count(MEND) == 2  # once more for who hears what the button is about
    assert MEND not in read(client, section_of(mending, "voice", cast.ben))
    assert "Who eats with them?" in read(client, section_of(mending, "strengths"))
    remark = rows()[MEND]
    assert f'form="settle-{remark.reference}"' in block and f'id="settle-{remark.reference}"' not in block
    assert f"a-voice_worries-{cast.aisha.reference}" in sent_by(response)
    done = client.post(reverse("assessments:settle_remark", args=[remark.reference]), {"to": "part"})
    assert done.url == f"{url}#{anchor}" or done.url.lower() == f"{url}#{anchor}".lower()
    assert rows()[MEND].settled_by == cast.practitioner


def test_it_is_not_submitted_again_before_each_comment_is_answered(cast, signed_in, mending):
    client, remarks = signed_in(cast.practitioner), rows()
    body = read(client, page("submit", mending))
    assert "2 comments of a manager are still open" in body and MEND in body
    assert "about 'Aisha: What does the child worry about?'" in body
    bell, eats = (f"remark_{remarks[words].reference}" for words in (MEND, "Who eats with them?"))
    refused = html.unescape(client.post(page("submit", mending), {bell: "done"}).content.decode())
    assert (
        "Say whether this is done: Who eats with them?" in refused and "Say whether this is done: Which" not in refused
    )
    refused = html.unescape(client.post(page("submit", mending), {bell: "done", eats: "not_done"}).content.decode())
    assert "Say why this is not done: Who eats with them?" in refused
    assert now(mending).status == "returned" and rows()[MEND].settled_at is None
    why = "They have not been home together since."
    sent = {bell: "done", eats: "not_done", f"{eats}_why": why}
    assert client.post(page("submit", mending), sent).status_code == 302
    assert now(mending).status == "submitted"
    answered = rows()
    assert answered[MEND].settled_by == cast.practitioner and answered[MEND].reply == ""
    assert (answered["Who eats with them?"].settled_at, answered["Who eats with them?"].reply) == (None, why)
    decision = read(signed_in(cast.manager), page("decision", mending))
    assert f"Why not: {why}" in decision
    assert re.search(r"about 'Aisha: What does the child worry about\?'.{0,40}<strong[^>]*>\s*Done", decision, re.S)


def test_a_gap_leads_to_the_question_as_it_is_put_to_the_child(cast, signed_in, mending):
    body = read(signed_in(cast.practitioner), section_of(mending, "voice", cast.aisha))
    anchors = set(re.findall(r'id="(q-[^"]*)"', body))
    listed = read(signed_in(cast.practitioner), page("assessment", mending))
    [to] = re.findall(r'href="[^"#]*#(q-voice_worries[^"]*)"', listed)
    assert to in anchors
