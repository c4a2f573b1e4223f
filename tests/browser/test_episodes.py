"""The pages of an episode, its sharing and oversight, on a desk and on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.actions.oversight import record_oversight
from cases.choices import AgreementForm, AgreementKind, OversightOccasion
from cases.models import Agreement, Episode, LeadAllocation, LevelDecision, SharingExclusion
from tests.cases.acting import acting_as
from tests.cast import make_cast, make_episode, make_family, make_person, share
from tests.databases import as_owner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(db):
    """The Reeds' episode with something in every part of its pages."""
    cast = make_cast()
    now = timezone.now()
    with as_owner():
        for agency in (cast.school, cast.police):
            share(cast.episode, agency, cast.practitioner)
        by = {"tenant": cast.north, "episode": cast.episode}
        SharingExclusion.objects.create(
            **by, worker=cast.helper, recorded_by=cast.practitioner, reason="He is Dee's brother"
        )
        Agreement.objects.create(
            **by,
            person=cast.dee,
            kind=AgreementKind.EARLY_HELP,
            is_given=True,
            form=AgreementForm.SPOKEN,
            agreed_on=timezone.localdate(),
            agency=cast.council,
            recorded_by=cast.practitioner,
        )
        LevelDecision.objects.create(
            **by,
            level=3,
            reason="Three services help already.",
            decided_on=timezone.localdate(),
            decided_by=cast.practitioner,
            agency=cast.council,
        )
        Episode.objects.filter(pk=cast.episode.pk).update(
            reason="Leo does not speak yet, and Dee is on her own with three children.",
            next_due_at=now - timedelta(days=2),
            last_contact_at=now - timedelta(days=9),
        )
        LeadAllocation.objects.filter(episode=cast.episode).update(agreed_at=None)
        for number, name in enumerate(("Lane", "Okafor-Whitbread", "Nash")):
            child = make_person(cast.practitioner, "Ida", name, date_of_birth=timezone.localdate())
            family = make_family(cast.practitioner, f"{name} family", child, area=cast.east)
            make_episode(cast.practitioner, family, cast.east, next_due_at=now + timedelta(days=number * 3))
    with acting_as(cast.manager) as actor:
        record_oversight(
            episode=cast.episode,
            occasion=OversightOccasion.PERIODIC,
            what_is_happening="Leo was not seen for three weeks.",
            what_is_working="Dee rings back.",
            what_should_be_done="See Leo at nursery.",
            by_when=timezone.localdate() + timedelta(days=7),
            why="He is two and does not speak yet.",
            by=actor,
        )
    return cast


PAGES = ["", "level/", "lead/", "lead/agree/", "lead/end/", "close/", "sharing/", "sharing/add/"]
PAGES += ["sharing/agreement/", "sharing/limit/"]


def test_every_page(audited, cast):
    audited.become(cast.practitioner)
    audited.open("/caseload/")
    for rest in PAGES:
        audited.open(f"/episodes/{cast.episode.reference}/{rest}")
    audited.open(f"/episodes/{cast.episode.reference}/sharing/limit/?agency={cast.council.reference}")
    with as_owner():
        exclusion = SharingExclusion.objects.get()
        family = make_family(cast.practitioner, "Reece family", make_person(cast.practitioner, "Bea", "Reece"))
    audited.open(f"/sharing-limits/{exclusion.reference}/lift/")
    audited.open(f"/families/{family.reference}/episodes/new/")
    audited.become(cast.manager)
    for path in ("/caseload/", "/oversight/", f"/episodes/{cast.episode.reference}/oversight/new/"):
        audited.open(path)


def test_a_form_with_every_mistake(audited, cast):
    with as_owner():
        family = make_family(cast.practitioner, "Reece family", make_person(cast.practitioner, "Bea", "Reece"))
    audited.become(cast.practitioner)
    page = audited.open(f"/families/{family.reference}/episodes/new/")
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector(".govuk-error-summary")
    audited.check()
    assert page.title().startswith("Error: ")


def test_a_manager_oversees_an_allocation(audited, cast):
    """From the list of what waits to the form and back: one visit, five answers and a day."""
    audited.become(cast.manager)
    page = audited.open("/oversight/")
    page.get_by_role("link", name="Record oversight of Reed family").click()
    audited.check()
    assert page.get_by_label("New allocation").is_checked()
    for label in ("What is happening?", "What is working?", "What should be done?", "Why?"):
        page.get_by_label(label).fill("See Leo at nursery.")
    soon = timezone.localdate() + timedelta(days=7)
    for label, value in (("Day", soon.day), ("Month", soon.month), ("Year", soon.year)):
        page.get_by_label(label, exact=True).fill(str(value))
    page.get_by_role("button", name="Save the oversight").click()
    page.wait_for_url(f"**/episodes/{cast.episode.reference}/")
    audited.check()
    audited.open("/oversight/")
    assert page.get_by_role("link", name="Record oversight of Reed family").count() == 0
