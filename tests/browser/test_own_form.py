"""A question of a partnership's own, from the administrator who asks it to the practitioner who answers it."""

import pytest

from assessments.models import Answer, LocalAddition
from tests.assessments.writing import decided
from tests.databases import as_owner

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "/organisation/assessment/"


def test_a_question_is_added_answered_and_ended(audited, cast):
    audited.become(cast.admin)
    page = audited.open("/organisation/")
    page.get_by_role("link", name="What the assessment asks").click()
    page.get_by_role("link", name="Your family", exact=True).click()
    audited.check()
    page.get_by_role("button", name="Add a question").click()
    page.get_by_label("What is asked?").fill("Which pets live with you?")
    page.get_by_label("Any of several choices").check()
    page.get_by_label("The choices").fill("A dog\nA cat")
    assert not page.get_by_label("Level 3").is_visible()
    page.get_by_label("Only at some levels of need").check()
    page.get_by_label("Level 3").check()
    page.get_by_role("button", name="Look at it first").click()
    assert page.get_by_role("heading", name="How it is asked").is_visible()
    assert page.locator("#q-local_which_pets_live_with_you").get_by_label("A dog").is_visible()
    audited.check()
    with as_owner():
        assert not LocalAddition.objects.exists()
    page.get_by_role("button", name="Add this question").click()
    assert page.get_by_text("is asked in every assessment that is begun from now on").is_visible()
    page.get_by_role("link", name="See it as it is filled in").click()
    assert page.get_by_role("group", name="Which pets live with you?").is_visible()
    assert page.locator("main form").count() == 0
    audited.check()

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
    page.locator("main a", has_text="Change").click()
    assert page.get_by_text("It has been answered, so it keeps its words").is_visible()
    audited.check()
    page.get_by_role("button", name="Stop asking it").click()
    page.get_by_label("Why?").fill("It helped nobody")
    page.get_by_role("button", name="Stop asking it").click()
    assert page.get_by_role("heading", name="Not asked any more").is_visible()
    audited.check()
