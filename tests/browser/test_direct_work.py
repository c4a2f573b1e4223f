"""A drawing on its way from a telephone to the pages that show it."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.assessments.pictures import a_jpeg
from tests.assessments.writing import decided

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_drawing_is_added_and_shown(audited, cast):
    assessment = decided(cast)
    audited.become(cast.practitioner)
    place = reverse("assessments:section_about", args=(assessment.reference, "voice", cast.aisha.reference))
    page = audited.open(place)
    page.get_by_role("link", name="Add a picture or worksheet").click()
    page.wait_for_selector("html[data-ready]")
    page.get_by_label("Choose or take a picture").set_input_files(
        {"name": "drawing.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    )
    page.get_by_label("What does it show?").fill("Our house with a very big door")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_selector(".govuk-error-summary")
    audited.check()
    expect(page.get_by_label("What does it show?")).to_have_value("Our house with a very big door")
    page.get_by_label("Choose or take a picture").set_input_files(
        {"name": "drawing.jpg", "mimeType": "image/jpeg", "buffer": a_jpeg()}
    )
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url(f"**{place}")
    page.wait_for_selector("html[data-ready]")
    audited.check()
    picture = page.get_by_role("img", name="Our house with a very big door")
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("async one => { await one.decode(); return one.naturalWidth }") == 480
    audited.open(reverse("cases:person", args=(cast.family.reference, cast.aisha.reference)))
    expect(page.get_by_role("img", name="Our house with a very big door")).to_have_count(1)
