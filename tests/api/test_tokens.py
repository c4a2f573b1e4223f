"""Who gets in: a token of one membership, not run out, not revoked, whose place has not ended."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ehm import sessions
from ehm.actions import people
from ehm.actions.tokens import MOST_TOKENS, make_token
from ehm.models import Agency, ApiToken, Membership, User
from ehm.rows.actor import as_actor
from ehm.rows.context import acting
from tests.api.asking import V1, Program
from tests.cast import make_worker
from tests.databases import as_owner

REFUSED = 401


def status(program):
    answer = program.get("families/")
    assert answer.headers["Content-Type"] == "application/json"
    return answer.status_code


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer ehm_" + "0" * 64,
        "Bearer ehm_" + "0" * 64 + " x",
        "Token ehm_" + "0" * 64,
        "Bearer \xff\xfe",
        "Basic eDp4",
    ],
)
def test_no_token_no_answer(cast, header):
    answer = Client(headers={} if header is None else {"Authorization": header}).get(f"{V1}families/")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (REFUSED, "Bearer")
    assert answer.json()["title"] == "No token, or one that is not valid any more"
    assert "no-store" in answer.headers["Cache-Control"]


def test_only_the_hash_is_kept(cast):
    program = Program(cast.practitioner)
    assert status(program) == 200
    row = ApiToken.objects.values().get()
    assert program.token not in str(row)
    assert program.token.startswith("ehm_") and len(program.token) == 68


def test_being_signed_in_in_a_browser_is_not_enough(cast, signed_in):
    """A page elsewhere could make a browser ask; no program needs a cookie."""
    client = signed_in(cast.practitioner)
    assert client.get(f"{V1}families/").status_code == REFUSED
    body = {"family": cast.family.reference}
    assert client.post(f"{V1}episodes/", body, content_type="application/json").status_code == REFUSED


def test_a_token_runs_out(cast):
    program = Program(cast.practitioner)
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        assert status(program) == 200
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert status(program) == REFUSED


def end_membership(cast):
    with acting(as_actor(cast.admin)):
        people.end_person(person=cast.practitioner, by=as_actor(cast.admin))


def end_agency(cast):
    with as_owner():
        Agency.objects.filter(pk=cast.council.pk).update(ended_at=timezone.now())


def deactivate(cast):
    User.objects.filter(pk=cast.practitioner.user_id).update(is_active=False)


def sign_out_everywhere(cast):
    sessions.end_all([cast.practitioner.user_id])


def hand_over(cast):
    with as_owner():
        Membership.objects.filter(pk=cast.practitioner.pk).update(user=cast.stranger.user)


@pytest.mark.parametrize("happens", [end_membership, end_agency, deactivate, sign_out_everywhere, hand_over])
def test_the_very_next_request_is_refused(cast, happens):
    program = Program(cast.practitioner)
    assert status(program) == 200
    happens(cast)
    assert status(program) == REFUSED


def test_a_token_acts_in_one_place_only(cast):
    with as_owner():
        elsewhere = make_worker("practitioner@northbridge.example", cast.school)
    in_council, in_school = Program(cast.practitioner), Program(elsewhere)
    assert in_council.references("episodes/") == {cast.episode.reference}
    assert in_school.references("episodes/") == {cast.school_episode.reference}
    end_membership(cast)
    assert (status(in_council), status(in_school)) == (REFUSED, 200)
    assert ApiToken.objects.count() == 1, "the token of the place that ended is gone"


def test_a_role_that_changes_changes_the_token(cast):
    program = Program(cast.practitioner)
    with as_owner():
        Membership.objects.filter(pk=cast.practitioner.pk).update(role="administrator")
    assert status(program) == 403


def test_making_and_ending_on_the_page(cast, signed_in):
    client = signed_in(cast.practitioner)
    page = client.post(reverse("ehm:tokens"), {"name": "School system", "days": "7"})
    token = page.context["made"]
    assert token in page.content.decode() and "no-store" in page.headers["Cache-Control"]
    assert token not in client.get(reverse("ehm:tokens")).content.decode()
    program = Client(headers={"Authorization": f"Bearer {token}"})
    assert program.get(f"{V1}families/").status_code == 200
    row = ApiToken.objects.get()
    assert timedelta(days=6) < row.expiry - timezone.now() <= timedelta(days=7)
    assert row.last_used_on == timezone.localdate()
    assert signed_in(cast.manager).post(reverse("ehm:end_token", args=[row.reference])).status_code == 404
    assert program.get(f"{V1}families/").status_code == 200
    assert client.post(reverse("ehm:end_token", args=[row.reference])).status_code == 302
    assert program.get(f"{V1}families/").status_code == REFUSED


@pytest.mark.parametrize("days", ["91", "0", "3650", "", "x"])
def test_no_token_for_longer_than_ninety_days(cast, signed_in, days):
    page = signed_in(cast.practitioner).post(reverse("ehm:tokens"), {"name": "x", "days": days})
    assert page.status_code == 422
    assert not ApiToken.objects.exists()


def test_ten_tokens_are_enough(cast, signed_in):
    by = as_actor(cast.practitioner)
    for number in range(MOST_TOKENS):
        with acting(by):
            make_token(name=f"Program {number}", days=7, by=by)
    page = signed_in(cast.practitioner).post(reverse("ehm:tokens"), {"name": "One more", "days": "7"})
    assert "You have 10 tokens already" in page.content.decode()
    assert ApiToken.objects.count() == MOST_TOKENS


def test_an_administrator_has_no_use_for_one(cast, signed_in):
    client = signed_in(cast.admin)
    assert client.get(reverse("ehm:tokens")).status_code == 403
    assert client.post(reverse("ehm:tokens"), {"name": "x", "days": "7"}).status_code == 403
    assert not ApiToken.objects.exists()
    assert "Tokens for programs" not in client.get(reverse("ehm:me")).content.decode()
    assert "Tokens for programs" in signed_in(cast.auditor).get(reverse("ehm:me")).content.decode()


def test_what_ran_out_is_swept_away(cast):
    program = Program(cast.practitioner)
    assert status(program) == 200
    with time_machine.travel(timezone.now() + timedelta(days=36)):
        sessions.clear_old()
        assert ApiToken.objects.exists(), "a week on the list, to be seen"
    with time_machine.travel(timezone.now() + timedelta(days=38)):
        sessions.clear_old()
        assert not ApiToken.objects.exists()
