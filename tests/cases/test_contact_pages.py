"""The pages of contacts: one form for everybody, nothing typed is lost whatever is wrong."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from cases.models import Contact, FamilyMember
from ehm.models import Draft
from tests import databases
from tests.cases.contact_notes import record, seen
from tests.cast import share

WORDS = "Aisha told me about her new friend."


def parts(name, day, month, year, **time):
    given = {"day": day, "month": month, "year": year} | time
    return {f"{name}_{part}": str(value) for part, value in given.items()}


def saved():
    with databases.as_owner():
        return list(Contact.objects.order_by("id"))


def draft_of(membership, form="cases:record_contact"):
    with databases.as_owner():
        return Draft.objects.filter(membership=membership, form=form).first()


def address(episode):
    return f"/episodes/{episode.reference}/contacts/new/"


def typed(cast, **changes):
    """A visit to Aisha and Ben, as the page posts it."""
    given = {
        "when": "now",
        "began_at": f"{timezone.now():%Y-%m-%dT%H:%M%z}",
        "sent_once": str(uuid.uuid4()),
        "kind": "home_visit",
        "planned": "yes",
        f"person-{cast.aisha.reference}": ["seen", "alone", "spoken_to"],
        f"words-{cast.aisha.reference}": WORDS,
        f"person-{cast.ben.reference}": ["seen"],
        "working_well": "Breakfast together.",
        "worried_about": "Ben is tired at school.",
        "needs_to_happen": "Bedtime routine.",
    }
    return {name: value for name, value in (given | changes).items() if value is not None}


def errors_of(response):
    assert response.status_code == 200
    found = re.search(r'govuk-error-summary__list">(.*?)</ul>', response.content.decode(), re.S)
    return found[1] if found else ""


def test_a_visit_is_recorded_and_says_what_it_did(cast, signed_in):
    client = signed_in(cast.practitioner)
    response = client.post(address(cast.episode), typed(cast))
    (contact,) = saved()
    assert response.headers["Location"] == f"/contacts/{contact.reference}/saved/"
    page = client.get(response.headers["Location"]).content.decode()
    assert "Aisha seen alone" in page and "Ben seen" in page and "Leo not seen, nor before" in page
    assert contact.working_well == "Breakfast together."
    page = client.get(f"/contacts/{contact.reference}/").content.decode()
    assert WORDS in page and "Ben is tired at school." in page
    assert "Home visit" in client.get(f"/episodes/{cast.episode.reference}/contacts/").content.decode()


def test_the_page_works_without_scripts(cast, signed_in):
    """What a browser without scripts gets and sends back, field by field, is enough."""
    page = signed_in(cast.practitioner).get(address(cast.episode)).content.decode()
    for name in typed(cast):
        assert f'name="{name}"' in page, name
    assert 'name="first_contact"' in page and "Who will be able to read this" in page


def test_first_contact_is_asked_for_until_it_was_made(cast, signed_in):
    client = signed_in(cast.practitioner)
    all_three = ["sharing_explained", "leaflet_given", "lead_details_given"]
    response = client.post(address(cast.episode), typed(cast, first_contact=all_three))
    assert "First contact made" in client.get(response.headers["Location"]).content.decode()
    assert 'name="first_contact"' not in client.get(address(cast.episode)).content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"when": "other"} | parts("other_at", 31, 2, 2026, time="9:00"), "Date and time must be a real date"),
        ({"when": "yesterday", "yesterday_at": "half nine"}, "Time must be a time of day"),
        ({"when": "today"}, "Answer the question ‘At what time?’"),
        ({"working_well": "x" * 200_000}, "must be 20,000 characters or fewer: it has 200000"),
        ({"planned": "no", "unannounced_reason": ""}, "Why was it unannounced"),
        ({"kind": "by_pigeon"}, "Choose one of the options shown"),
        ({"kind": None}, "Answer the question ‘How?’"),
        (parts("next_contact_on", 1, 1, 2019), "must come after this one"),
        ({"words-0000-0000": "Words of somebody else."}, "not in this family"),
        ({"is_attempt": "on"}, "nobody was reached, and that somebody"),
        ({"kind": "phone"}, "cannot be seen by ‘Phone call’"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_plainly_and_nothing_is_lost(cast, signed_in, changes, sentence):
    client = signed_in(cast.practitioner)
    response = client.post(address(cast.episode), typed(cast, **changes))
    assert sentence in errors_of(response)
    assert "<title>Error: " in response.content.decode()
    assert not saved()
    again = client.get(address(cast.episode)).content.decode()
    for page in (response.content.decode(), again):
        assert WORDS in page and "Ben is tired at school." in page
        for text in changes.values():
            assert str(text or "") in page or text == "by_pigeon"
    assert "govuk-error-summary" not in again


def test_seen_alone_without_seen(cast, signed_in):
    about_ben = {f"person-{cast.ben.reference}": ["alone", "spoken_to"]}
    response = signed_in(cast.practitioner).post(address(cast.episode), typed(cast, **about_ben))
    assert "Tick that Ben was seen, as well as seen alone" in errors_of(response)
    assert f'href="#id_person-{cast.ben.reference}"' in errors_of(response)
    assert not saved()


def test_whoever_left_the_family_while_the_page_was_open_stays_on_it(cast, signed_in):
    with databases.as_owner():
        FamilyMember.objects.filter(person=cast.aisha).update(left_on=timezone.localdate())
    client = signed_in(cast.practitioner)
    assert "Aisha, in their" not in client.get(address(cast.episode)).content.decode()
    assert client.post(address(cast.episode), typed(cast)).status_code == 302
    assert saved()[0].reference


def test_another_partnership_s_child_is_no_child_of_this_family(cast, signed_in):
    foreign = {f"person-{cast.salt_child.reference}": ["seen"], f"words-{cast.salt_child.reference}": "Hello."}
    response = signed_in(cast.practitioner).post(address(cast.episode), typed(cast, **foreign))
    assert "not in this family" in errors_of(response) and "Hello." in response.content.decode()
    assert "Bo, " not in response.content.decode()


def test_pressed_twice_saved_once(cast, signed_in):
    client, form = signed_in(cast.practitioner), typed(cast)
    first, second = (client.post(address(cast.episode), form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert len(saved()) == 1


def test_pressed_again_on_a_slow_line_saved_once(cast, signed_in):
    """'Now' is the moment at which it was first sent."""
    form = typed(cast) | {"when": "now"}
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        first = signed_in(cast.practitioner).post(address(cast.episode), form)
        traveller.shift(90)
        second = signed_in(cast.practitioner).post(address(cast.episode), form)
        assert first.headers["Location"] == second.headers["Location"]
        yesterday = form | {"when": "yesterday", "yesterday_time": "10:00", "yesterday_at": "10:00"}
        third = signed_in(cast.practitioner).post(address(cast.episode), yesterday)
    assert third.headers["Location"] != first.headers["Location"]
    assert len(saved()) == 1


def test_sent_again_with_new_words_becomes_a_correction(cast, signed_in):
    client, form = signed_in(cast.practitioner), typed(cast)
    client.post(address(cast.episode), form)
    response = client.post(address(cast.episode), form | {"needs_to_happen": "A second thought."}, follow=True)
    (contact,) = saved()
    assert response.redirect_chain[-1][0] == f"/contacts/{contact.reference}/correct/"
    assert "A second thought." in response.content.decode()
    assert contact.needs_to_happen == "Bedtime routine."


def test_the_second_editor_sees_both_texts(cast, signed_in):
    contact = record(cast.practitioner, cast.episode, seen(cast.aisha))
    where = f"/contacts/{contact.reference}/correct/"
    at = timezone.localtime(contact.happened_at)
    form = typed(cast, version="1", reason="Wrong child.") | {
        "at_day": at.day, "at_month": at.month, "at_year": at.year, "at_time": f"{at:%H:%M}"
    }  # fmt: skip
    mine, theirs = signed_in(cast.practitioner), signed_in(cast.manager)
    assert theirs.post(where, form | {"working_well": "Theirs."}).status_code == 302
    response = mine.post(where, form | {"working_well": "Mine."})
    page = response.content.decode()
    assert "Somebody else changed this contact" in errors_of(response)
    assert "Theirs." in page and "Mine." in page
    assert saved()[0].working_well == "Theirs."
    assert "Mine." in mine.get(where).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert mine.post(where, form | {"working_well": "Both.", "version": version}).status_code == 302
    assert (saved()[0].working_well, saved()[0].version) == ("Both.", 3)
    assert saved()[0].happened_at == contact.happened_at


def test_a_finished_draft_is_gone(cast, signed_in):
    client = signed_in(cast.practitioner)
    client.post(address(cast.episode), typed(cast, kind=None))
    assert draft_of(cast.practitioner).values["working_well"] == ["Breakfast together."]
    client.post(address(cast.episode), typed(cast))
    assert draft_of(cast.practitioner).values == {}
    assert "Breakfast together." not in client.get(address(cast.episode)).content.decode()


def test_start_again_throws_the_draft_away(cast, signed_in):
    client = signed_in(cast.practitioner)
    client.post(address(cast.episode), typed(cast, kind=None))
    assert "We put back what you were writing" in client.get(address(cast.episode)).content.decode()
    response = client.post(f"/drafts/cases:record_contact/{cast.episode.reference}/discard/")
    assert response.headers["Location"] == address(cast.episode)
    assert WORDS not in client.get(address(cast.episode)).content.decode()


def test_who_gets_which_page(cast, signed_in):
    contact = record(cast.practitioner, cast.episode, seen(cast.aisha))
    pages = {
        "new": address(cast.episode),
        "list": f"/episodes/{cast.episode.reference}/contacts/",
        "one": f"/contacts/{contact.reference}/",
        "saved": f"/contacts/{contact.reference}/saved/",
        "correct": f"/contacts/{contact.reference}/correct/",
    }
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    expected = {
        "practitioner": (200, 200, 200, 200, 200),
        "hub": (200, 200, 200, 200, 200),
        "teacher": (200, 200, 200, 200, 403),
        "auditor": (403, 200, 200, 200, 403),
        "admin": (404, 404, 404, 404, 404),
        "partner": (404, 404, 404, 404, 404),
        "stranger": (404, 404, 404, 404, 404),
    }
    for who, statuses in expected.items():
        client = signed_in(getattr(cast, who))
        assert tuple(client.get(page).status_code for page in pages.values()) == statuses, who


def test_the_list_pages_without_counting_and_asks_no_more_for_more(cast, signed_in, django_assert_max_num_queries):
    for days in range(45):
        record(cast.practitioner, cast.episode, seen(cast.aisha), happened_at=timezone.now() - timedelta(days=days + 1))
    client = signed_in(cast.practitioner)
    url, found = f"/episodes/{cast.episode.reference}/contacts/", []
    while url:
        with django_assert_max_num_queries(30):
            page = client.get(url).content.decode()
        found += re.findall(r'href="/contacts/([^/]+)/"', page)
        following = re.search(r'href="(/episodes/[^"]+\?before=[^"]+)"', page)
        url = following[1] if following else None
    assert found == [contact.reference for contact in sorted(saved(), key=lambda one: one.happened_at, reverse=True)]
