"""Finishing an assessment, on a desk and on a phone: submitted, a sentence remarked on, returned."""

import pytest
from playwright.sync_api import expect

from assessments.models import Remark
from cases.models import Episode
from tests.assessments.test_deciding import page as address
from tests.assessments.test_deciding_managers import BELL, written_up
from tests.assessments.writing import decided
from tests.databases import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
SELECT = """([id, words]) => {
    const walk = document.createTreeWalker(document.getElementById(id), NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const at = walk.currentNode.data.indexOf(words);
        if (at >= 0) {
            document.getSelection().setBaseAndExtent(walk.currentNode, at, walk.currentNode, at + words.length);
            return;
        }
    }
}"""


def test_a_manager_remarks_on_a_sentence_and_returns_it(audited, cast):
    with as_owner():
        Episode.objects.filter(pk=cast.episode.pk).update(level=2)
    assessment = written_up(cast)
    where = f"voice-voice_worries-{cast.aisha.reference}"
    audited.become(cast.manager)
    page = audited.open(address("decision", assessment))
    for quote, remark in (("The bell", "Which bell?"), ("makes me cry", "What helps?")):
        page.evaluate(SELECT, [f"at-{where}", quote])
        page.get_by_role("button", name="Comment on this sentence").click()
        assert page.evaluate("document.activeElement.name.startsWith('remark_')")
        page.keyboard.type(remark)
        audited.check()
    page.get_by_role("button", name="Return with comments").click()
    page.wait_for_url(f"**{address('assessment', assessment)}")
    with as_owner():
        made = list(Remark.objects.order_by("pk").values_list("address", "quote", "remark"))
    place = where.replace("-", "/", 1).replace("-", "/", 1)
    assert made == [(place, "The bell", "Which bell?"), (place, "makes me cry", "What helps?")]
    assert BELL.startswith("The bell")


def test_what_is_missing_leads_to_its_place(audited, cast):
    assessment = decided(cast)
    audited.become(cast.practitioner)
    page = audited.open(address("submit", assessment))
    expect(page.get_by_role("heading", name="To be done first")).to_be_visible()
    page.get_by_role("link", name="Record who in the family agreed").click()
    page.wait_for_url(f"**/episodes/{cast.episode.reference}/**")
