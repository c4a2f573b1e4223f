"""Whether a child may be known is for the hub alone; whoever asks for help is told nothing, known or not."""

import re

import pytest
from django.test import Client

from cases.models import SharingExclusion
from ehm.models import SearchLook
from hubs.actions.requests import withdraw
from hubs.actions.triage import keep_out
from hubs.models import HelpRequest
from tests import databases
from tests.cases.acting import done
from tests.hubs.asking import ask
from tests.hubs.test_pages import NEW, TYPED

TYPING = "/requests/new/phone/known/"
PHONE = "/requests/new/phone/"


def boxes(child, number=0, **change):
    born = child.date_of_birth
    return {
        f"child-{number}-given_name": child.given_name,
        f"child-{number}-family_name": child.family_name,
        f"child-{number}-born_on_day": born.day,
        f"child-{number}-born_on_month": born.month,
        f"child-{number}-born_on_year": born.year,
    } | change


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def looks():
    with databases.as_owner():
        return SearchLook.objects.count()


def test_the_hub_sees_who_may_be_known_as_far_as_it_may(cast, signed_in):
    client = signed_in(cast.hub)
    own = text(client.post(TYPING, boxes(cast.aisha)))
    assert "May be known" in own and "Reed family" in own and f"/children/{cast.aisha.reference}/involved/" in own
    hidden = text(client.post(TYPING, boxes(cast.hidden_child, 3)))
    assert "Known to Larkfield Primary" in hidden and "Hale family" not in hidden
    nobody = boxes(cast.aisha) | {"child-0-given_name": "Zebedee", "child-0-family_name": "Quill"}
    assert "Nobody like this is known" in text(client.post(TYPING, nobody))
    assert looks() == 3


@pytest.mark.parametrize(
    ("typed", "asks"),
    [
        ({"child-0-given_name": "Aisha"}, False),
        ({"child-0-given_name": ""}, False),
        ({"child-0-given_name": "Aisha", "child-0-family_name": "Reed"}, True),
        ({"child-0-given_name": "Aisha", "child-0-born_on_day": "x", "child-0-born_on_year": "2017"}, False),
        ({"child-0-given_name": "Aisha", "postcode": "CV99 1AA"}, True),
        ({"child-0-given_name": "", "child-0-nhs_number": "999 000 0018"}, True),
        ({"child-0-given_name": "\x00'; --", "child-0-family_name": "=1+1", "postcode": "zz"}, False),
    ],
)
def test_half_a_name_asks_nobody(cast, signed_in, typed, asks):
    before = looks()
    page = signed_in(cast.hub).post(TYPING, typed)
    assert page.status_code in (200, 400)
    assert (looks() > before) is asks
    assert asks or "known" not in page.content.decode().lower() or page.status_code == 400


def test_nobody_but_the_hub_gets_it_whether_the_child_is_known_or_not(cast, signed_in):
    unknown = boxes(cast.aisha) | {"child-0-given_name": "Zebedee", "child-0-family_name": "Quill"}
    for by in (cast.teacher, cast.partner, cast.practitioner, cast.auditor, cast.admin):
        client = signed_in(by)
        known, not_known = client.post(TYPING, boxes(cast.aisha)), client.post(TYPING, unknown)
        assert known.status_code == not_known.status_code == 404, by.role
        assert known.content == not_known.content
    assert Client().post(TYPING, boxes(cast.aisha)).status_code == 302
    assert looks() == 0


def same_but_for(answer, *words):
    """What a page says, without what differs on each page and what was typed."""
    page = re.sub(r'(name="(csrfmiddlewaretoken|written_by|once)" value=|nonce=|content=)"[^"]*"', "", text(answer))
    page = re.sub(r'data-draft[a-z-]*="[^"]*"|at \d\d:\d\d|\d\d:\d\d', "", page)
    for word in words:
        page = page.replace(word, "")
    return page


def test_a_partner_reads_the_same_page_and_answer_for_a_child_who_is_known(cast, signed_in):
    words = (cast.aisha.given_name, cast.aisha.family_name, "Zebedee", "Quill")
    unknown = boxes(cast.aisha) | {"child-0-given_name": "Zebedee", "child-0-family_name": "Quill"}
    pages = {}
    for more in ("known", "child"):
        found = []
        for typed in (boxes(cast.aisha), unknown):
            page = signed_in(cast.teacher).post(NEW, TYPED | typed | {"more": more})
            assert "hx-post" not in text(page) and "known already" not in text(page)
            found.append(same_but_for(page, *words))
        assert found[0] == found[1], more
        pages[more] = found[0]
    answers = []
    for typed in (boxes(cast.aisha), unknown):
        sent = signed_in(cast.teacher).post(NEW, TYPED | typed | {"area": cast.east.reference})
        assert sent.status_code == 302
        page = signed_in(cast.teacher).get(sent.url)
        reference = sent.url.split("/")[2]
        answers.append(same_but_for(page, *words, reference))
    assert answers[0] == answers[1]
    assert looks() == 0


def test_without_scripts_a_button_asks_and_keeps_everything_typed(cast, signed_in):
    client = signed_in(cast.hub)
    assert f'hx-post="{TYPING}"' in text(client.get(PHONE))
    two = TYPED | boxes(cast.aisha) | boxes(cast.hidden_child, 1) | {"requester_name": "Gran", "more": "known"}
    page = text(client.post(PHONE, two))
    assert "Aisha Reed may be known" in page and "Noor Hale may be known" in page and "Known to Larkfield" in page
    assert 'value="Gran"' in page and "Ida is tired" in page and 'name="child-2-given_name"' not in page
    assert "There is a problem" not in page
    with databases.as_owner():
        assert not HelpRequest.objects.exists()


def test_who_searches_too_often_is_told_and_goes_on_typing(cast, signed_in):
    with databases.as_owner():
        for _ in range(60):
            SearchLook.objects.create(tenant=cast.north, membership=cast.hub, terms={"q": "x"})
    assert "60 times in 10 minutes" in text(signed_in(cast.hub).post(TYPING, boxes(cast.aisha)))


def test_on_the_request_the_hub_looks_with_one_press(cast, signed_in):
    child = {"who": "child", "given_name": "Aisha", "family_name": "Reed", "born_on": cast.aisha.date_of_birth}
    request = ask(cast.teacher, cast.east, people=[child])
    url = f"/requests/{request.reference}/known/"
    client = signed_in(cast.hub)
    assert "may be known" not in text(client.get(f"/requests/{request.reference}/")) and looks() == 0
    whole = text(client.post(url))
    assert "Aisha Reed may be known" in whole and "Why help is asked for" in whole
    part = text(client.post(url, headers={"HX-Request": "true"}))
    assert "Aisha Reed may be known" in part and "Why help is asked for" not in part
    assert signed_in(cast.teacher).post(url).status_code == 403
    assert signed_in(cast.west_hub).post(url).status_code == 404
    assert looks() == 2


def test_a_hub_worker_whom_the_family_keeps_out_sees_nobody(cast, signed_in):
    with databases.as_owner():
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, worker=cast.hub, reason="x", recorded_by=cast.practitioner
        )
    assert "Nobody like this is known" in text(signed_in(cast.hub).post(TYPING, boxes(cast.aisha)))


def test_another_request_that_waits_for_the_same_child_is_named_to_the_hub(cast, signed_in):
    first, elsewhere = ask(cast.teacher, cast.east), ask(cast.teacher, cast.west)
    typed = {"child-0-given_name": "ida", "child-0-family_name": "MARLOW"}
    client = signed_in(cast.hub)
    shown = text(client.post(TYPING, typed))
    assert f"Request {first.reference} of Tess Teacher waits" in shown and elsewhere.reference not in shown
    born = {"child-0-born_on_day": "3", "child-0-born_on_month": "5", "child-0-born_on_year": "2018"}
    assert "waits for a child" not in text(client.post(TYPING, typed | born)), "born on another day"
    assert "waits for a child" in text(client.post(TYPING, typed | born | {"child-0-born_on_day": "2"}))
    second = ask(cast.partner, cast.east)
    page = text(client.post(f"/requests/{second.reference}/known/"))
    assert f"Request {first.reference} of" in page and f"Request {second.reference} of" not in page
    done(cast.teacher, withdraw, request=first)
    assert "waits for a child" not in text(client.post(f"/requests/{second.reference}/known/"))


def test_a_request_that_somebody_at_the_hub_is_kept_from_is_not_named_to_them(cast, signed_in):
    first, second = ask(cast.teacher, cast.east), ask(cast.partner, cast.east)
    done(cast.chair, keep_out, request=first, worker=cast.hub, reason="He is their uncle")
    typed = {"child-0-given_name": "Ida", "child-0-family_name": "Marlow"}
    for url in (TYPING, f"/requests/{second.reference}/known/"):
        assert first.reference not in text(signed_in(cast.hub).post(url, typed))
        assert first.reference in text(signed_in(cast.chair).post(url, typed))
