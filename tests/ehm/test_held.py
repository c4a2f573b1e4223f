"""A form that arrives signed out, or with a token that has run out, loses nothing (R27)."""

import re

import pytest
from django.test import Client

from ehm import drafts, held
from ehm.models import Draft
from tests import databases
from tests.cases.acting import acting_as, actor_of
from tests.cases.test_contact_pages import WORDS, saved, typed
from tests.cast import PASSWORD


@pytest.fixture
def address(cast):
    return f"/episodes/{cast.episode.reference}/contacts/new/"


@pytest.fixture
def form(cast):
    return typed(cast) | {"written_by": held.name_of_writer(actor_of(cast.practitioner))}


def drafts_of(membership):
    with databases.as_owner():
        return list(Draft.objects.filter(membership=membership))


def test_every_form_says_for_whom_it_was_drawn(cast, signed_in, address):
    page = signed_in(cast.practitioner).get(address).content.decode()
    name = re.search(r'name="written_by" value="([^"]+)"', page)[1]
    assert held.writer_named(name) == cast.practitioner.pk
    assert held.writer_named(name + "x") is None
    assert "written_by" not in Client().get("/sign-in/").content.decode()


def test_sent_after_the_session_ended_it_is_there_after_signing_in(cast, address, form):
    browser = Client()
    response = browser.post(address, form)
    assert response.headers["Location"] == f"/sign-in/?next={address}"
    assert not saved()
    response = browser.post(
        response.headers["Location"], {"login": cast.practitioner.user.email, "password": PASSWORD}, follow=True
    )
    page = response.content.decode()
    assert response.redirect_chain[-1][0] == address
    assert WORDS in page and "Nothing is lost" in page
    again = {**form, "csrfmiddlewaretoken": "x"}
    assert browser.post(address, again).status_code == 302 and len(saved()) == 1


def test_only_its_writer_finds_it(cast, signed_in, address, form):
    Client().post(address, form)
    assert WORDS not in signed_in(cast.manager).get(address).content.decode()
    assert WORDS in signed_in(cast.practitioner).get(address).content.decode()


def test_a_newer_draft_stays_and_what_was_sent_is_carried_on(cast, signed_in, address, form):
    with acting_as(cast.practitioner) as actor:
        drafts.save(
            form="cases:record_contact",
            subject=cast.episode.reference,
            values={"working_well": ["Newer"]},
            base=0,
            revision=1,
            window="phone",
            by=actor,
        )
    for browser in (Client(), signed_in(cast.practitioner, enforce_csrf_checks=True)):
        response = browser.post(address, form)
        assert response.status_code == 403 and WORDS in response.content.decode()
    assert drafts_of(cast.practitioner)[0].values == {"working_well": ["Newer"]}


def test_a_forged_name_holds_nothing(cast, address, form):
    response = Client().post(address, form | {"written_by": f"{cast.practitioner.pk}:1abc:forged"})
    assert response.headers["Location"] == "/sign-in/?next=/"
    assert not drafts_of(cast.practitioner)


def test_whoever_has_left_holds_nothing(cast, address, form):
    with databases.as_owner():
        type(cast.practitioner).objects.filter(pk=cast.practitioner.pk).update(
            ended_at="2026-01-01T00:00Z", ended_by=cast.admin
        )
    Client().post(address, form)
    assert not drafts_of(cast.practitioner)


def test_a_token_that_has_run_out_or_is_missing(cast, signed_in, address, form):
    client = signed_in(cast.practitioner, enforce_csrf_checks=True)
    for token in ({}, {"csrfmiddlewaretoken": "a" * 64}):
        response = client.post(address, form | token)
        assert response.headers["Location"] == address
        page = client.get(address).content.decode()
        assert WORDS in page and "This page was open for a long time. Nothing is lost" in page
    assert not saved()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    assert client.post(address, form | {"csrfmiddlewaretoken": token}).status_code == 302
    assert len(saved()) == 1


def test_another_site_s_form_is_refused_and_nothing_of_it_is_kept(cast, signed_in, address):
    client = signed_in(cast.practitioner, enforce_csrf_checks=True)
    response = client.post(address, typed(cast))
    assert response.status_code == 403 and WORDS not in response.content.decode()
    assert not drafts_of(cast.practitioner) and not saved()


def test_written_as_one_and_sent_as_another_is_saved_as_neither(cast, signed_in, address, form):
    response = signed_in(cast.manager).post(address, form)
    assert response.status_code == 403
    assert "written by somebody else" in response.content.decode() and WORDS in response.content.decode()
    assert not saved() and not drafts_of(cast.manager)


def test_a_form_without_drafts_is_held_with_the_session_and_sent_again(cast, form):
    where = f"/contacts/{cast.episode.reference}/"
    browser = Client()
    response = browser.post(where, {"about": "A long thought about my own work.", "written_by": form["written_by"]})
    assert response.headers["Location"] == "/sign-in/?next=%2Fheld%2F"
    page = browser.post(
        response.headers["Location"], {"login": cast.practitioner.user.email, "password": PASSWORD}, follow=True
    ).content.decode()
    assert "A long thought about my own work." in page and f'action="{where}"' in page


def test_what_is_far_too_long_says_so(cast, signed_in, address, form):
    response = signed_in(cast.practitioner).post(address, form | {"working_well": "x" * 2_600_000})
    assert response.status_code == 400
    assert "That was too long to send" in response.content.decode()
    assert not saved()


def test_a_page_asked_for_signed_out_leads_to_signing_in(cast, address):
    assert Client().get(address).headers["Location"] == f"/sign-in/?next={address}"
