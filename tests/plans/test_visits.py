"""One visit does it all: things done, goals that moved and how things are, with the contact or not at all."""

import html

import pytest

from cases.models import Contact
from ehm.models import Draft
from plans.models import LaterScore, Promise, Step
from tests import databases
from tests.assessments.writing import decided, fill
from tests.cases.test_contact_pages import address, typed
from tests.plans.writing import agreed, begun, finished, goal, promise


@pytest.fixture
def planned(cast):
    plan = begun(cast)
    cast.goal = goal(cast.practitioner, plan)
    cast.promise = promise(cast.practitioner, plan, goal=cast.goal, person=cast.dee)
    agreed(cast.practitioner, plan)
    return plan


def all_of(model):
    with databases.as_owner():
        return list(model.objects.order_by("pk"))


def test_a_visit_ticks_what_was_done_and_moves_a_goal(cast, planned, signed_in):
    browser = signed_in(cast.practitioner)
    page = browser.get(address(cast.episode)).content.decode()
    assert "Did this visit change something in the plan?" in page and cast.promise.what in page
    given = {
        f"became-{cast.promise.reference}": "done",
        f"came-{cast.promise.reference}": "Every night but one",
        f"moved-{cast.goal.reference}": "He sleeps till six",
        f"stands-{cast.goal.reference}": "6",
    }
    answer = browser.post(address(cast.episode), typed(cast, **given))
    assert answer.status_code == 302
    [contact], [done], [step] = all_of(Contact), all_of(Promise), all_of(Step)
    assert (done.status, done.note) == ("done", "Every night but one")
    assert (step.contact_id, step.goal_id, step.words, step.score) == (
        contact.pk,
        cast.goal.pk,
        "He sleeps till six",
        6,
    )


def test_sent_twice_it_is_done_once(cast, planned, signed_in):
    browser = signed_in(cast.practitioner)
    sent = typed(cast, **{f"moved-{cast.goal.reference}": "Better"})
    browser.post(address(cast.episode), sent)
    browser.post(address(cast.episode), sent)
    assert len(all_of(Contact)) == len(all_of(Step)) == 1


def test_nothing_is_saved_where_a_part_is_refused_and_nothing_typed_is_lost(cast, planned, signed_in):
    browser = signed_in(cast.practitioner)
    given = {f"became-{cast.promise.reference}": "not_done", f"moved-{cast.goal.reference}": "Two good nights"}
    page = browser.post(address(cast.episode), typed(cast, **given)).content.decode()
    assert "Say why it was not done" in page and "Two good nights" in page and "Breakfast together." in page
    assert not all_of(Contact) and not all_of(Step)
    with databases.as_owner():
        assert Draft.objects.get(form="cases:record_contact").values[f"moved-{cast.goal.reference}"]
        Promise.objects.filter(pk=cast.promise.pk).update(removed_at=cast.promise.saved_at)
    page = browser.get(address(cast.episode)).content.decode()
    assert "Two good nights" in page


def test_what_was_typed_about_something_gone_is_still_shown(cast, planned, signed_in):
    browser = signed_in(cast.practitioner)
    given = {f"became-{cast.promise.reference}": "not_done", f"came-{cast.promise.reference}": " "}
    browser.post(address(cast.episode), typed(cast, **given, **{f"moved-{cast.goal.reference}": "Two good nights"}))
    with databases.as_owner():
        type(cast.goal).objects.filter(pk=cast.goal.pk).update(removed_at=cast.goal.saved_at)
    assert "You also wrote: Two good nights" in browser.get(address(cast.episode)).content.decode()


def test_what_was_typed_is_not_dropped_when_the_plan_has_ended_meanwhile(cast, planned, signed_in):
    browser = signed_in(cast.practitioner)
    with databases.as_owner():
        type(planned).objects.filter(pk=planned.pk).update(
            status="ended", ended_at=cast.goal.saved_at, ended_by=cast.practitioner
        )
    sent = typed(cast, **{f"moved-{cast.goal.reference}": "Two good nights"})
    page = browser.post(address(cast.episode), sent).content.decode()
    assert "The plan has changed" in page and "You also wrote: Two good nights" in page and not all_of(Contact)
    browser.post(address(cast.episode), typed(cast, working_well="Two good nights"))
    assert [one.working_well for one in all_of(Contact)] == ["Two good nights"]


def test_the_scales_go_on_from_the_assessment(cast, signed_in):
    assessment = decided(cast)
    fill(cast.practitioner, assessment)
    finished(cast, assessment)
    plan = begun(cast)
    goal(cast.practitioner, plan)
    agreed(cast.practitioner, plan)
    browser = signed_in(cast.practitioner)
    page = browser.get(address(cast.episode)).content.decode()
    name = next(name for name in page.split('name="') if name.startswith("scale-") and "-parent" in name)
    browser.post(address(cast.episode), typed(cast, **{name.partition('"')[0]: "7"}))
    [later], [contact] = all_of(LaterScore), all_of(Contact)
    assert (later.value, later.at, later.contact_id) == (7, "contact", contact.pk)


def test_without_an_agreed_plan_nothing_more_is_asked(cast, signed_in):
    begun(cast)
    assert "in the plan?" not in signed_in(cast.practitioner).get(address(cast.episode)).content.decode()


def test_what_was_added_before_it_was_sent_again_is_done_and_the_rest_only_once(cast, planned, signed_in):
    """Saved, back, something more about the plan, saved again."""
    browser = signed_in(cast.practitioner)
    sent = typed(cast, **{f"became-{cast.promise.reference}": "done"})
    browser.post(address(cast.episode), sent)
    more = sent | {f"moved-{cast.goal.reference}": "Better"}
    for _ in range(2):
        assert browser.post(address(cast.episode), more).status_code == 302
    assert [one.words for one in all_of(Step)] == ["Better"]
    assert len(all_of(Contact)) == 1 and all_of(Promise)[0].status == "done"
    other = browser.post(address(cast.episode), more | {f"moved-{cast.goal.reference}": "Much better"})
    page = html.unescape(other.content.decode())
    assert "This visit has said already what is different" in page and "Much better" in page


def test_with_other_words_the_plan_moves_and_the_note_becomes_a_correction(cast, planned, signed_in):
    browser = signed_in(cast.practitioner)
    sent = typed(cast)
    browser.post(address(cast.episode), sent)
    answer = browser.post(
        address(cast.episode), sent | {"worried_about": "Leo coughs", f"moved-{cast.goal.reference}": "Better"}
    )
    [contact], [step] = all_of(Contact), all_of(Step)
    assert answer["Location"].endswith(f"/contacts/{contact.reference}/correct/")
    assert (step.contact_id, step.words) == (contact.pk, "Better")
    assert "Leo coughs" in browser.get(answer["Location"]).content.decode()
