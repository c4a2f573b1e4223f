"""A double click, or a form that is sent again because the line was slow, saves once (ehm.once)."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.utils import timezone

from cases.models import Address, Agreement, Family, FamilyMember, KeyAgencyNote, Person, TeamAgency
from ehm.models import Agency, SentForm
from tests.cases.test_family_pages import NEW
from tests.cases.test_notes import TYPED
from tests.cast import make_cast
from tests.databases import as_owner

CHILD = {"given_name": "Kit", "family_name": "Fox", "is_date_of_birth_unknown": "on"}


def mark_in(answer):
    (mark,) = set(re.findall(r'name="once" value="([0-9a-f]{32})"', answer.content.decode()))
    return {"once": mark}


def count(*models):
    with as_owner():
        return [model.objects.count() for model in models]


@pytest.mark.parametrize(
    ("who", "path", "typed", "made"),
    [
        ("teacher", "/families/new/", NEW, (Family, Person, Address)),
        (
            "practitioner",
            "/families/{family}/people/add/",
            {"kind": "child", "role": "household", "ethnicity": "NOBT"} | CHILD,
            (Person, FamilyMember),
        ),
        ("partner", "/children/{aisha}/notes/new/", TYPED, (KeyAgencyNote,)),
        (
            "practitioner",
            "/episodes/{episode}/sharing/agreement/",
            {
                "person": "{dee}",
                "kind": "early_help",
                "is_given": "yes",
                "form": "spoken",
                "agreed_on_day": "1",
                "agreed_on_month": "9",
                "agreed_on_year": "2026",
            },
            (Agreement,),
        ),
        (
            "practitioner",
            "/episodes/{episode}/sharing/add/",
            {"agency": "{police}", "helps_with": "Safety"},
            (TeamAgency,),
        ),
        ("admin", "/organisation/agencies/add/", {"name": "Weir Trust", "kind": "voluntary"}, (Agency,)),
    ],
)
def test_sent_twice_it_is_saved_once(cast, signed_in, who, path, typed, made):
    words = {name: getattr(cast, name).reference for name in ("family", "aisha", "episode", "dee", "police")}
    client, url = signed_in(getattr(cast, who)), path.format(**words)
    typed = {name: str(value).format(**words) for name, value in typed.items()}
    sent = typed | mark_in(client.get(url))
    before = count(*made)
    first = client.post(url, sent)
    assert first.status_code == 302, re.findall(r"error-message[^>]*>.*?</p>", first.content.decode(), re.S)
    after = count(*made)
    assert all(later > earlier for later, earlier in zip(after, before, strict=True))
    again = client.post(url, sent)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert count(*made) == after


def test_what_was_refused_was_not_sent(cast, signed_in):
    client = signed_in(cast.teacher)
    sent = NEW | mark_in(client.get("/families/new/"))
    for _ in range(2):
        assert client.post("/families/new/", sent | {"postcode": "nowhere"}).status_code == 422
    before = count(Family)
    assert client.post("/families/new/", sent).status_code == 302 and count(Family) != before


def test_a_question_is_no_answer(cast, signed_in):
    """The child may be known already: the page comes back with a question, and the same words may be sent again."""
    client = signed_in(cast.practitioner)
    typed = {"kind": "child", "given_name": "Aisha", "family_name": "Reed", "is_date_of_birth_unknown": "on"}
    sent = typed | mark_in(client.get("/families/new/"))
    before = count(Family)
    for _ in range(2):
        assert client.post("/families/new/", sent).status_code == 200
    assert count(Family) == before
    assert client.post("/families/new/", sent | {"is_somebody_else": "yes"}).status_code == 302
    assert count(Family) == [before[0] + 1]


def test_going_back_and_writing_something_else_is_another_form(cast, signed_in):
    client = signed_in(cast.teacher)
    mark = mark_in(client.get("/families/new/"))
    first = client.post("/families/new/", NEW | mark)
    second = client.post("/families/new/", NEW | mark | {"given_name": "Otto", "family_name": "Vance"})
    assert second.status_code == 302 and second["Location"] != first["Location"]


def test_somebody_elses_mark_means_nothing(cast, signed_in):
    mark = mark_in(signed_in(cast.teacher).get("/families/new/"))
    first = signed_in(cast.teacher).post("/families/new/", NEW | mark)
    other = signed_in(cast.helper).post("/families/new/", NEW | mark | {"is_somebody_else": "yes"})
    assert other.status_code == 302 and other["Location"] != first["Location"]


def test_marks_are_forgotten_after_a_day(cast, signed_in):
    client = signed_in(cast.teacher)
    client.post("/families/new/", NEW | mark_in(client.get("/families/new/")))
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        client = signed_in(cast.teacher)
        client.post(
            "/families/new/",
            NEW | mark_in(client.get("/families/new/")) | {"given_name": "Otto", "family_name": "Vance"},
        )
        assert count(SentForm) == [1]


@pytest.mark.django_db(transaction=True)
def test_four_at_once_make_one_family(signed_in):
    cast = make_cast()
    client = signed_in(cast.teacher)
    cookies = client.cookies
    sent = NEW | mark_in(client.get("/families/new/"))

    def send(_):
        try:
            own = Client()
            own.cookies = cookies
            answer = own.post("/families/new/", sent)
            return answer.status_code, answer["Location"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert len(set(answers)) == 1 and answers[0][0] == 302
    with as_owner():
        assert Family.objects.filter(name="Lane family").count() == 1
