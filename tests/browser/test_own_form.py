"""A question of a partnership's own, from the administrator who asks it to the practitioner who answers it."""

import pytest
from playwright.sync_api import expect

from assessments.models import Answer, LocalAddition
from tests.assessments.writing import decided
from tests.databases import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/organisation/assessment/"


def test_a_question_is_added_answered_and_ended(audited, cast):
    audited.become(cast.admin)
    page = audited.open("/organisation/")
    audited.follow(page.get_by_role("link", name="What the assessment asks"))
    audited.follow(page.get_by_role("link", name="Your family", exact=True))
    audited.follow(page.get_by_role("button", name="Add a question"))
    page.get_by_label("What is asked?").fill("Which pets live with you?")
    page.get_by_label("Any of several choices").check()
    page.get_by_label("The choices").fill("A dog\nA cat")
    expect(page.get_by_label("Level 3")).to_be_hidden()
    page.get_by_label("Only at some levels of need").check()
    page.get_by_label("Level 3").check()
    audited.follow(page.get_by_role("button", name="Look at it first"))
    expect(page.get_by_role("heading", name="How it is asked")).to_be_visible()
    expect(page.locator("#q-local_which_pets_live_with_you").get_by_label("A dog")).to_be_visible()
    with as_owner():
        assert not LocalAddition.objects.exists()
    audited.follow(page.get_by_role("button", name="Add this question"))
    expect(page.get_by_text("is asked in every assessment that is begun from now on")).to_be_visible()
    audited.follow(page.get_by_role("link", name="See it as it is filled in"))
    expect(page.get_by_role("group", name="Which pets live with you?")).to_be_visible()
    expect(page.locator("main form")).to_have_count(0)

    assessment = decided(cast)
    audited.become(cast.practitioner)
    page = audited.open(f"/assessments/{assessment.reference}/sections/family/")
    page.get_by_role("group", name="Which pets live with you?").get_by_label("A cat").check()
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(f"**/assessments/{assessment.reference}/")
    with as_owner():
        assert Answer.objects.filter(assessment=assessment, values=["local_a_cat"]).count() == 1

    audited.become(cast.admin)
    page = audited.open(f"{HOME}parts/family/")
    audited.follow(page.locator("main a", has_text="Change"))
    expect(page.get_by_text("It has been answered, so it keeps its words")).to_be_visible()
    audited.follow(page.get_by_role("button", name="Stop asking it"))
    page.get_by_label("Why?").fill("It helped nobody")
    audited.follow(page.get_by_role("button", name="Stop asking it"))
    expect(page.get_by_role("heading", name="Not asked any more")).to_be_visible()
