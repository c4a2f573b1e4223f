"""Typed text is kept on the server while it is being written; two pages never overwrite each other (R26, R27)."""

import pytest
from django.test import Client
from django.urls import reverse

from ehm import drafts, held
from ehm.models import Draft
from tests import databases
from tests.cases.acting import acting_as, actor_of

FORM = "cases:record_contact"


def kept():
    with databases.as_owner():
        return list(Draft.objects.order_by("id"))


@pytest.fixture
def address(cast):
    return reverse("ehm:save_draft", args=(FORM, cast.episode.reference))


def body(membership, text, *, base=0, revision=1, window="a", **changes):
    return {
        "values": {"working_well": [text], "csrfmiddlewaretoken": ["secret"], "written_by": ["secret"]},
        "base": base,
        "revision": revision,
        "window": window,
        "written_by": held.name_of_writer(actor_of(membership)),
    } | changes


def send(client, address, sent):
    return client.post(address, sent, content_type="application/json")


def test_what_is_typed_is_there_again(cast, signed_in, address):
    client = signed_in(cast.practitioner)
    response = send(client, address, body(cast.practitioner, "Half a sentence"))
    assert response.status_code == 200 and response.json()["revision"] == 1
    assert kept()[0].values == {"working_well": ["Half a sentence"]}  # no tokens
    page = client.get(f"/episodes/{cast.episode.reference}/contacts/new/").content.decode()
    assert "Half a sentence" in page and "We put back what you were writing" in page
    assert 'data-draft-revision="1"' in page and "govuk-error" not in page


def test_of_an_empty_form_nothing_is_put_back(cast, signed_in, address):
    client, page = signed_in(cast.practitioner), f"/episodes/{cast.episode.reference}/contacts/new/"
    send(client, address, body(cast.practitioner, "Half a sentence"))
    send(client, address, body(cast.practitioner, "", base=1, revision=2) | {"values": {}})  # emptied again
    assert "We put back" not in client.get(page).content.decode()
    for where in (page, f"/episodes/{cast.episode.reference}/front-door/"):
        assert (
            "govuk-error"
            in client.post(where, {"when": "now", "planned": "yes", "working_well": "", "worry": ""}).content.decode()
        )
        assert "We put back" not in client.get(where).content.decode()
    client.post(page, {"working_well": "Half a sentence"})
    assert "We put back" in client.get(page).content.decode()


def test_the_form_itself_may_be_sent_too(cast, signed_in, address):
    sent = {"working_well": "As a form", "draft_base": "0", "draft_revision": "1", "draft_window": "a"}
    sent["written_by"] = held.name_of_writer(actor_of(cast.practitioner))
    assert signed_in(cast.practitioner).post(address, sent).status_code == 200
    assert kept()[0].values == {"working_well": ["As a form"]}


def test_nobody_else_gets_it(cast, signed_in, address):
    send(signed_in(cast.practitioner), address, body(cast.practitioner, "My own thoughts"))
    for colleague in (cast.manager, cast.hub):
        page = signed_in(colleague).get(f"/episodes/{cast.episode.reference}/contacts/new/").content.decode()
        assert "My own thoughts" not in page
        with acting_as(colleague) as actor:
            assert not drafts.unfinished(actor) and not Draft.objects.exists()


def test_two_windows_never_overwrite_each_other_silently(cast, signed_in, address):
    client = signed_in(cast.practitioner)
    send(client, address, body(cast.practitioner, "From A"))
    response = send(client, address, body(cast.practitioner, "From B", window="b"))
    assert response.status_code == 409
    assert response.json()["values"] == {"working_well": ["From A"]} and response.json()["revision"] == 1
    assert kept()[0].values == {"working_well": ["From A"]}
    chosen = send(client, address, body(cast.practitioner, "From B", window="b", base=1, revision=2))
    assert chosen.status_code == 200
    assert send(client, address, body(cast.practitioner, "A again", base=1, revision=2)).status_code == 409


def test_one_window_s_saves_may_get_lost_or_arrive_late(cast, signed_in, address):
    client = signed_in(cast.practitioner)
    send(client, address, body(cast.practitioner, "one", revision=1))  # its answer is lost: the page still knows 0
    assert send(client, address, body(cast.practitioner, "three", revision=3)).status_code == 200
    assert send(client, address, body(cast.practitioner, "two", revision=2)).status_code == 200
    assert kept()[0].values == {"working_well": ["three"]}


def test_a_save_that_arrives_after_sending_does_not_bring_the_draft_back(cast, signed_in, address):
    client = signed_in(cast.practitioner)
    with acting_as(cast.practitioner) as actor:
        drafts.finish(FORM, cast.episode.reference, by=actor)
    assert send(client, address, body(cast.practitioner, "Late")).status_code == 409
    assert kept()[0].values == {}


def test_signed_out(cast, address):
    assert send(Client(), address, body(cast.practitioner, "Words")).status_code == 401
    assert Client().post(f"{address}discard/").status_code == 302
    assert not kept()


def test_another_person_in_the_same_browser_does_not_get_the_first_one_s_text(cast, signed_in, address):
    response = send(signed_in(cast.manager), address, body(cast.practitioner, "Not for the manager"))
    assert response.status_code == 403 and response.json()["why"] == "somebody_else"
    assert not kept()


@pytest.mark.parametrize(
    "change", [{"base": "x"}, {"revision": 0}, {"revision": 2**60}, {"values": "x"}, {"window": ""}]
)
def test_what_no_page_sends(cast, signed_in, address, change):
    assert send(signed_in(cast.practitioner), address, body(cast.practitioner, "x", **change)).status_code == 400
    assert signed_in(cast.practitioner).post(address, "{", content_type="application/json").status_code == 400
    assert not kept()


def test_too_much_and_unknown_forms(cast, signed_in, address):
    client = signed_in(cast.practitioner)
    assert send(client, address, body(cast.practitioner, "x" * 1_000_001)).status_code == 413
    unknown = reverse("ehm:save_draft", args=("cases:nothing", "7KD4-Q2MX"))
    assert send(client, unknown, body(cast.practitioner, "x")).status_code == 404
    assert not kept()


def test_without_a_token_no_draft(cast, signed_in, address):
    client = signed_in(cast.practitioner, enforce_csrf_checks=True)
    response = send(client, address, body(cast.practitioner, "x"))
    assert (response.status_code, response.json()) == (403, {"why": "token"})


def test_a_fresh_token_for_the_same_person_only(cast, signed_in):
    name = held.name_of_writer(actor_of(cast.practitioner))
    ask = reverse("ehm:draft_token")
    mine = signed_in(cast.practitioner).get(ask, headers={"X-Written-By": name}).json()
    assert mine["same_person"] and mine["token"]
    assert not signed_in(cast.manager).get(ask, headers={"X-Written-By": name}).json()["same_person"]
    assert Client().get(ask).json() == {"signed_in": False}


def test_you_were_writing(cast, signed_in, address, django_assert_num_queries):
    send(signed_in(cast.practitioner), address, body(cast.practitioner, "Words"))
    lost = reverse("ehm:save_draft", args=(FORM, cast.school_episode.reference))  # no longer theirs to see
    send(signed_in(cast.practitioner), lost, body(cast.practitioner, "Words"))
    with acting_as(cast.practitioner) as actor, django_assert_num_queries(2):
        (found,) = drafts.unfinished(actor)
    assert found.label == "A contact with the Reed family"
    assert found.url == f"/episodes/{cast.episode.reference}/contacts/new/"


def test_what_is_sent_from_an_old_window_does_not_overwrite_a_newer_one_s_draft(cast, signed_in, address):
    client, page = signed_in(cast.practitioner), f"/episodes/{cast.episode.reference}/contacts/new/"
    send(client, address, body(cast.practitioner, "Newer, on my phone", window="phone"))
    sent = {"working_well": "Older, on my desk", "draft_window": "desk"}
    answer = client.post(page, sent).content.decode()
    assert "Older, on my desk" in answer and 'data-draft-revision="0"' in answer
    assert kept()[0].values == {"working_well": ["Newer, on my phone"]}
    client.post(page, sent | {"draft_window": "phone"})
    assert kept()[0].values == {"working_well": ["Older, on my desk"]}
