"""Signing in and out, locked out, forgotten, invited, ended."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.hashers import get_hasher
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ehm import forgotten, invitations, proxies, sessions
from ehm.actions import people
from ehm.celery import app
from ehm.jobs import outbox
from ehm.models import ForgottenPassword, Job, Membership, Session, User
from ehm.rows.actor import as_actor
from ehm.rows.context import acting
from tests import databases
from tests.cast import PASSWORD, make_worker

GENERIC = "The email address or the password is not right"


@pytest.fixture(autouse=True)
def nobody_has_asked_too_often():
    cache.clear()


def sign_in(client, email, password=PASSWORD, **headers):
    return client.post("/sign-in/", {"login": email, "password": password}, **headers)


def invite(cast, email="new@north.example"):
    by = as_actor(cast.admin)
    with acting(by):
        place = people.Place(display_name="Sam Vale", role="practitioner")
        person = people.invite(email=email, agency=cast.council, place=place, by=by)
    assert outbox.run(str(Job.objects.get().pk))
    return person


def link_in(letter):
    found = re.search(r"https?://[^/]+(/\S+)", letter.body)
    return found[1]


def test_whoever_is_not_signed_in_is_asked_to(cast):
    for path in ("/me/", "/organisation/", f"/organisation/people/{cast.teacher.reference}/"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={path}")
        assert Client().post(path)["Location"] == "/sign-in/?next=/"


@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "login/", "password/set/", "social/"])
def test_of_allauth_only_what_is_used(cast, path):
    assert Client().get(f"/accounts/{path}").status_code == 404


def test_a_session_is_a_new_one_after_signing_in_and_gone_after_signing_out(cast):
    client = Client()
    client.get("/sign-in/")
    client.session["before"] = 1
    client.session.save()
    before = client.session.session_key
    assert sign_in(client, cast.practitioner.user.email).status_code == 302
    after = client.session.session_key
    assert after != before
    assert Session.objects.get(pk=after).user == cast.practitioner.user
    assert client.get("/me/").status_code == 200
    answer = client.post("/sign-out/")
    assert (answer["Location"], answer["Clear-Site-Data"]) == ("/sign-in/", '"cache", "storage"')
    assert not Session.objects.filter(pk=after).exists()
    assert client.get("/me/").status_code == 302


def test_wrong_passwords_and_unknown_addresses_look_the_same(cast):
    client = Client()
    answers = [sign_in(client, email, "wrong") for email in (cast.practitioner.user.email, "nobody@north.example")]
    pages = [re.sub(r'value="[^"]*"|nonce="[^"]*"|content="[^"]*"', "", answer.content.decode()) for answer in answers]
    assert pages[0] == pages[1] and GENERIC in pages[0]


def test_ten_wrong_passwords_lock_one_person_from_one_address_only(cast):
    email, here, there = cast.practitioner.user.email, {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}
    client = Client()
    for _ in range(9):
        assert sign_in(client, email, "wrong", **here).status_code == 200
    locked = sign_in(client, email.upper(), "wrong", **here)
    assert locked.status_code == 429
    assert 3500 < int(locked["Retry-After"]) <= 3600
    assert "60 minutes from now" in locked.content.decode()
    assert sign_in(client, email, **here).status_code == 429, "the right password does not help"
    assert sign_in(Client(), cast.manager.user.email, **here).status_code == 302, "a colleague next door"
    assert sign_in(Client(), email, **there).status_code == 302, "the same person elsewhere"
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert sign_in(Client(), email, **here).status_code == 302


def test_a_made_up_forwarded_address_does_not_dodge_the_lock(cast):
    """Nobody is trusted who is not named: the header is any visitor's to write."""
    email = cast.practitioner.user.email
    for number in range(9):
        sign_in(Client(), email, "wrong", REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    answer = sign_in(Client(), email, "wrong", REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR="198.51.100.77")
    assert answer.status_code == 429


def test_behind_a_trusted_proxy_the_visitor_is_locked_and_not_the_proxy(cast, settings):
    settings.TRUSTED_PROXIES = ["10.1.0.0/24"]
    email, proxy = cast.practitioner.user.email, {"REMOTE_ADDR": "10.1.0.5"}
    for number in range(9):
        told = f"198.51.100.{number}, 192.0.2.9, 10.1.0.7"  # the first is made up, the last another proxy of ours
        assert sign_in(Client(), email, "wrong", HTTP_X_FORWARDED_FOR=told, **proxy).status_code == 200
    assert sign_in(Client(), email, "wrong", HTTP_X_FORWARDED_FOR="x, 192.0.2.9", **proxy).status_code == 429
    assert sign_in(Client(), email, HTTP_X_FORWARDED_FOR="192.0.2.10", **proxy).status_code == 302, "somebody else"


@pytest.mark.parametrize(
    ("peer", "told", "visitor"),
    [
        ("192.0.2.1", "198.51.100.1", "192.0.2.1"),
        ("10.1.0.5", "", "10.1.0.5"),
        ("10.1.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.1.0.5", "203.0.113.1, 198.51.100.1", "198.51.100.1"),
        ("10.1.0.5", "203.0.113.1, 10.1.0.9", "203.0.113.1"),
        ("10.1.0.5", "198.51.100.1:4711", "198.51.100.1"),
        ("10.1.0.5", "[2001:db8::7]:4711", "2001:db8::7"),
        ("10.1.0.5", "::ffff:198.51.100.1", "198.51.100.1"),
        ("10.1.0.5", "203.0.113.1, nonsense", "10.1.0.5"),
        ("::ffff:10.1.0.5", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_whose_address_it_is(settings, peer, told, visitor):
    settings.TRUSTED_PROXIES = ["10.1.0.0/24"]
    assert proxies.visitor(peer, told.split(",")) == visitor


def test_trying_while_locked_does_not_lock_for_longer(cast):
    client, email = Client(), cast.practitioner.user.email
    for _ in range(10):
        sign_in(client, email, "wrong")
    with time_machine.travel(timezone.now() + timedelta(minutes=45)):
        assert "15 minutes from now" in sign_in(client, email, "wrong").content.decode()


def test_an_unknown_address_is_locked_like_a_known_one(cast):
    client = Client()
    for _ in range(9):
        sign_in(client, "nobody@north.example", "wrong")
    assert sign_in(client, "nobody@north.example", "wrong").status_code == 429


def test_asking_for_a_new_password_tells_nothing_and_writes_only_to_those_known(cast):
    answers = [
        Client().post("/accounts/password/reset/", {"email": email})
        for email in (cast.practitioner.user.email, "nobody@north.example")
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/accounts/password/reset/done/")
    ] * 2
    assert mail.outbox == [], "nothing is sent while the visitor waits: that takes longer for a known address"
    assert forgotten.answer() == 2
    [letter] = mail.outbox
    assert letter.to == [cast.practitioner.user.email]
    assert forgotten.answer() == 0 and not ForgottenPassword.objects.exists()
    for word in ("practitioner", "Northbridge", "Practitioner"):
        assert word not in letter.body + letter.subject


def test_the_worker_is_rung_without_saying_for_whom(cast, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(app, "send_task", lambda name, *args, **options: sent.append((name, args)))
    with django_capture_on_commit_callbacks(execute=True):
        Client().post("/accounts/password/reset/", {"email": cast.practitioner.user.email})
    assert sent == [("ehm.answer_forgotten_passwords", ())] and sent[0][0] in app.tasks


def test_asking_for_a_new_password_does_the_same_work_for_everybody(cast):
    done = []
    for email in (cast.practitioner.user.email, "nobody@north.example"):
        with CaptureQueriesContext(connection) as seen:
            Client().post("/accounts/password/reset/", {"email": email})
        done.append([re.sub(r"'[^']*'|\d+", "?", one["sql"]) for one in seen])
    assert done[0] == done[1] and done[0]


def test_a_wrong_password_costs_one_hash_whoever_it_is_for(cast, monkeypatch):
    hashed, hasher = [], type(get_hasher())
    real = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda *args: (hashed.append(1), real(*args))[1])
    for email in (cast.practitioner.user.email, "nobody@north.example"):
        hashed.clear()
        sign_in(Client(), email, "wrong")
        assert len(hashed) == 1, email


def test_a_password_mail_that_fails_is_tried_again_and_not_for_ever(cast, monkeypatch):
    Client().post("/accounts/password/reset/", {"email": cast.practitioner.user.email})
    with monkeypatch.context() as broken:
        broken.setattr(forgotten, "send_mail", lambda *args: 1 / 0)
        assert forgotten.answer() == 0
    assert forgotten.answer() == 1 and len(mail.outbox) == 1
    Client().post("/accounts/password/reset/", {"email": cast.practitioner.user.email})
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert forgotten.answer() == 0
    assert len(mail.outbox) == 1 and not ForgottenPassword.objects.exists()


def test_a_new_password_ends_every_session_and_its_link_works_once(cast, signed_in):
    elsewhere = signed_in(cast.practitioner)
    assert elsewhere.get("/me/").status_code == 200
    client = Client()
    client.post("/accounts/password/reset/", {"email": cast.practitioner.user.email}, headers={"Host": "localhost"})
    forgotten.answer()
    link = link_in(mail.outbox[0])
    assert "localhost" not in mail.outbox[0].body
    form = client.get(link, follow=True)
    action = form.redirect_chain[-1][0]
    weak = client.post(action, {"password1": "password12", "password2": "password12"})
    assert "too common" in weak.content.decode()
    done = client.post(action, {"password1": "wren harbour kettle", "password2": "wren harbour kettle"})
    assert done["Location"] == "/accounts/password/saved/"
    assert elsewhere.get("/me/").status_code == 302
    assert sign_in(Client(), cast.practitioner.user.email).status_code == 200
    assert sign_in(Client(), cast.practitioner.user.email, "wren harbour kettle").status_code == 302
    assert "This link does not work" in Client().get(link, follow=True).content.decode()


def test_changing_the_password_keeps_this_browser_and_ends_the_others(cast, signed_in):
    here, elsewhere = signed_in(cast.practitioner), signed_in(cast.practitioner)
    wrong = here.post(
        "/accounts/password/change/",
        {"oldpassword": "no", "password1": "wren harbour kettle", "password2": "wren harbour kettle"},
    )
    assert "The current password is not right" in wrong.content.decode()
    new = {"oldpassword": PASSWORD, "password1": "wren harbour kettle", "password2": "wren harbour kettle"}
    assert here.post("/accounts/password/change/", new)["Location"] == "/me/"
    assert here.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


def test_somebody_invited_chooses_a_password_once_and_signs_in(cast):
    invite(cast)
    link = link_in(mail.outbox[0])
    client = Client()
    assert client.get(link).status_code == 200
    assert client.get(link).status_code == 200, "a mail scanner that follows the link uses nothing up"
    differs = client.post(link, {"password1": "wren harbour kettle", "password2": "wren harbour"})
    assert differs.status_code == 422
    saved = client.post(link, {"password1": "wren harbour kettle", "password2": "wren harbour kettle"})
    assert saved["Location"] == "/sign-in/"
    again = client.post(link, {"password1": "another fine password", "password2": "another fine password"})
    assert again.status_code == 404 and client.get(link).status_code == 404
    assert sign_in(client, "new@north.example", "wren harbour kettle").status_code == 302
    assert client.get("/me/").status_code == 200


def test_an_invitation_ends_after_seven_days_with_its_place_or_changed_by_hand(cast):
    person = invite(cast)
    link = link_in(mail.outbox[0])
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        assert Client().get(link).status_code == 404
    assert Client().get(link[:-3] + "xx/").status_code == 404
    by = as_actor(cast.admin)
    with acting(by):
        people.end_person(person=person, by=by)
    assert Client().get(link).status_code == 404


def test_an_invitation_cannot_change_the_password_of_somebody_who_has_one(cast):
    person = invite(cast, cast.stranger.user.email)
    with databases.as_owner():
        person = Membership.objects.select_related("user").get(pk=person.pk)
        forged = invitations.token_for(person)
    assert Client().get(f"/invitation/{forged}/").status_code == 404


def test_an_ended_place_is_refused_on_the_very_next_page_and_its_sessions_are_gone(cast, signed_in):
    client = signed_in(cast.practitioner)
    assert client.get("/me/").status_code == 200
    by = as_actor(cast.admin)
    with acting(by):
        people.end_person(person=cast.practitioner, by=by)
    assert not Session.objects.filter(user=cast.practitioner.user).exists()
    assert client.get("/me/")["Location"].startswith("/sign-in/")
    fresh = Client()
    assert sign_in(fresh, cast.practitioner.user.email).status_code == 302
    page = fresh.get("/me/", follow=True)
    assert page.redirect_chain == [("/choose/", 302)] and "no place in an agency" in page.content.decode()


def test_an_ended_place_leaves_the_others_of_the_same_person(cast, signed_in):
    with databases.as_owner():
        second = make_worker(cast.practitioner.user.email, cast.charity, "partner")
    client = signed_in(second)
    by = as_actor(cast.admin)
    with acting(by):
        people.end_person(person=second, by=by)
    assert client.get("/me/")["Location"] == "/choose/"
    assert client.get("/choose/")["Location"] == "/"
    assert client.get("/me/").context["actor"].membership == cast.practitioner


def test_somebody_with_two_places_chooses_and_changes(cast):
    with databases.as_owner():
        second = make_worker(cast.practitioner.user.email, cast.salt_council, "practitioner")
    client = Client()
    sign_in(client, cast.practitioner.user.email)
    assert client.get("/me/")["Location"] == "/choose/"
    page = client.get("/choose/").content.decode()
    assert "Saltmere Early Help" in page and "Northbridge Early Help" in page
    assert client.post("/choose/", {"membership": cast.manager.reference}).status_code == 200
    assert client.get("/me/")["Location"] == "/choose/", "somebody else's place is none of mine"
    for place in (second, cast.practitioner):
        assert client.post("/choose/", {"membership": place.reference})["Location"] == "/"
        shown = client.get("/me/")
        assert shown.context["actor"].membership == place
        assert "Change<span" in shown.content.decode()


def test_own_details_and_nobody_elses(cast, signed_in):
    client = signed_in(cast.practitioner)
    answer = client.post("/me/", {"job_title": "Family worker", "work_phone": "07700 900123", "role": "auditor"})
    assert answer.status_code == 302
    mine = Membership.objects.get(pk=cast.practitioner.pk)
    assert (mine.job_title, mine.work_phone, mine.gets_digest) == ("Family worker", "07700 900123", False)
    assert mine.role == "practitioner"
    assert client.post("/me/", {"job_title": "x" * 101}).status_code == 422


def test_signing_out_everywhere(cast, signed_in):
    here, elsewhere, other = signed_in(cast.practitioner), signed_in(cast.practitioner), signed_in(cast.manager)
    assert here.get("/me/sign-out-everywhere/").status_code == 405
    assert here.post("/me/sign-out-everywhere/")["Location"] == "/sign-in/"
    assert [client.get("/me/").status_code for client in (here, elsewhere, other)] == [302, 302, 200]


def test_old_sessions_are_cleared_at_night(cast, signed_in):
    signed_in(cast.practitioner)
    sessions.clear_old()
    assert Session.objects.count() == 1
    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        sessions.clear_old()
    assert Session.objects.count() == 0


def code_of(secret):
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_a_second_step_is_asked_for_and_its_secret_is_kept_encrypted(cast):
    client, email = Client(), cast.practitioner.user.email
    sign_in(client, email)
    asked = client.get("/accounts/second-step/add/")
    assert asked["Location"].startswith("/accounts/password-again/")
    assert client.post(asked["Location"], {"password": "wrong"}).status_code == 200
    assert client.post(asked["Location"], {"password": PASSWORD}).status_code == 302
    page = client.get("/accounts/second-step/add/")
    secret = page.context["form"].secret
    wrong = client.post("/accounts/second-step/add/", {"code": "000000"})
    assert "The code is not right" in wrong.content.decode()
    added = client.post("/accounts/second-step/add/", {"code": code_of(secret)})
    assert added.status_code == 302
    user = User.objects.get(email=email)
    [stored] = user.authenticator_set.filter(type="totp")
    assert secret not in str(stored.data)
    codes = RecoveryCodes(user.authenticator_set.get(type="recovery_codes")).get_unused_codes()

    half = Client()
    assert sign_in(half, email)["Location"] == "/accounts/code/"
    for path in ("/me/", "/organisation/", "/accounts/recovery-codes/", "/accounts/password/change/"):
        assert half.get(path)["Location"].startswith("/sign-in/"), "half signed in is not signed in"
    assert "The code is not right" in half.post("/accounts/code/", {"code": "000000"}).content.decode()
    assert half.post("/accounts/code/", {"code": codes[0]}).status_code == 302
    assert half.get("/me/").status_code == 200
    assert "Recovery codes" in half.get("/me/").content.decode()


@pytest.mark.parametrize("page", ["/choose/", "/accounts/password/change/", "/caseload/"])
def test_no_page_of_somebody_is_kept_by_a_browser_that_others_use(cast, signed_in, page):
    with databases.as_owner():
        make_worker(cast.practitioner.user.email, cast.school)
    answer = signed_in(cast.practitioner).get(page)
    assert answer.status_code == 200 and "no-store" in answer.headers["Cache-Control"]
