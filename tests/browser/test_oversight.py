"""Management oversight, on a desk and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import LeadAllocation
from tests.databases import as_owner

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_manager_oversees_an_allocation(audited, cast):
    """From the list of what waits to the form and back: one visit, five answers and a day."""
    with as_owner():
        LeadAllocation.objects.filter(episode=cast.episode).update(agreed_at=None)
    audited.become(cast.manager)
    page = audited.open("/oversight/")
    audited.follow(page.get_by_role("link", name="Record oversight of Reed family"))
    expect(page.get_by_label("New allocation")).to_be_checked()
    for label in ("What is happening?", "What is working?", "What should be done?", "Why?"):
        page.get_by_label(label).fill("See Leo at nursery.")
    soon = timezone.localdate() + timedelta(days=7)
    for label, value in (("Day", soon.day), ("Month", soon.month), ("Year", soon.year)):
        page.get_by_label(label, exact=True).fill(str(value))
    page.get_by_role("button", name="Save the oversight").click()
    page.wait_for_url(f"**/episodes/{cast.episode.reference}/")
    audited.check()
    audited.open("/oversight/")
    expect(page.get_by_role("link", name="Record oversight of Reed family")).to_have_count(0)
