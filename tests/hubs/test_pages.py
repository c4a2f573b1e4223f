"""The pages of requests, as whoever asks and the hub use them."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from ehm import drafts
from ehm.models import Area, AreaPostcode, Draft, Role
from hubs.actions.requests import withdraw
from hubs.actions.triage import ask_back
from hubs.models import HelpRequest, RequestedPerson
from tests import databases
from tests.cases.acting import acting_as, done
from tests.cast import make_worker
from tests.hubs.asking import ask
from tests.hubs.meeting import listed
from tests.hubs.test_triage import decided

NEW = "/requests/new/own/"
TYPED = {
    "requester_phone": "01632 960001",
    "requester_email": "",
    "is_agreed": "yes",
    "agreed_by": "Ruth Marlow",
    "agreed_on_day": "2",
    "agreed_on_month": "11",
    "agreed_on_year": "2026",
    "child-0-given_name": "Ida",
    "child-0-family_name": "Marlow",
    "child-0-born_on_day": "2",
    "child-0-born_on_month": "5",
    "child-0-born_on_year": "2018",
    "adult-0-given_name": "Ruth",
    "adult-0-family_name": "Marlow",
    "adult-0-relation": "mother",
    "postcode": "CV99 1AA",
    "prompts": ["young_carer"],
    "worries": "Ida is tired",
    "strengths": "They sing",
    "involvement": "Breakfast club",
    "wanted": "Help at home",
    "diversion": "none",
}


@pytest.fixture
def east(cast):
    with databases.as_owner():
        AreaPostcode.objects.create(tenant=cast.north, area=cast.east, prefix="CV99")
    return cast.east


def test_a_child_who_may_be_in_danger_waits_for_no_form(cast, signed_in):
    client = signed_in(cast.teacher)
    asks = client.get("/requests/ask/own/").content.decode()
    assert "in danger now" in asks
    stops = client.post("/requests/ask/own/", {"danger": "yes"}).content.decode()
    assert "Do not wait for a form" in stops and "01632960900" in stops and NEW not in stops
    assert client.post("/requests/ask/own/", {"danger": "no"}).url == NEW
    assert client.post("/requests/ask/own/", {}).status_code == 422


def test_it_goes_to_the_hub_of_the_postcode(cast, signed_in, east):
    answer = signed_in(cast.teacher).post(NEW, TYPED)
    with databases.as_owner():
        row = HelpRequest.objects.get()
        assert answer.url == reverse("hubs:request", args=(row.reference,))
        assert (row.area, row.requester_name, row.requester_agency) == (east, "Teacher", "Larkfield Primary")
        assert (row.area_reason, row.agreed_by, row.prompts) == ("", "Ruth Marlow", ["young_carer"])
        people = RequestedPerson.objects.order_by("position").values_list("who", "given_name", "relation")
        assert list(people) == [("child", "Ida", ""), ("adult", "Ruth", "mother")]


def test_where_no_hub_reaches_one_is_chosen(cast, signed_in):
    client = signed_in(cast.teacher)
    assert "No family hub reaches this postcode" in client.post(NEW, TYPED).content.decode()
    assert "Enter the postcode, or choose the family hub" in client.post(NEW, TYPED | {"postcode": ""}).content.decode()
    client.post(NEW, TYPED | {"area": cast.west.reference})
    with databases.as_owner():
        assert HelpRequest.objects.get().area == cast.west


def test_another_child_is_added_and_nothing_is_lost_or_judged(cast, signed_in, east):
    client = signed_in(cast.teacher)
    half = TYPED | {"worries": "", "more": "child", "child-0-born_on_month": "13"}
    page = client.post(NEW, half).content.decode()
    assert "There is a problem" not in page
    assert 'name="child-1-given_name"' in page and 'value="Ida"' in page
    assert re.search(r'id="last-child">.{1,80}Child 2<', page), "where the button leads"
    assert 'value="child" formaction="#last-child"' in page
    again = client.get(NEW).content.decode()
    assert 'value="Ida"' in again and "We put back" in again
    with databases.as_owner():
        assert not HelpRequest.objects.exists()


def test_what_is_wrong_is_said_beside_its_box_and_kept(cast, signed_in, east):
    wrong = TYPED | {"child-0-born_on_year": "1950", "adult-0-ni_number": "12", "is_agreed": "no", "postcode": "XX"}
    page = signed_in(cast.teacher).post(NEW, wrong).content.decode()
    for said in ("This date of birth makes them", "National Insurance number must be", "Postcode must be a full"):
        assert said in page
    assert "Ida is tired" in page
    with databases.as_owner():
        assert not HelpRequest.objects.exists() and Draft.objects.get().form == "hubs:new_request"


def test_the_summary_of_errors_goes_down_the_page(cast, signed_in, east):
    page = signed_in(cast.hub).post("/requests/new/phone/", {}).content.decode()
    summary, page = page.split("There is a problem")[1].split("</ul>", 1)
    places = [page.index(f'id="{one}"') for one in re.findall(r'href="#([^"]+)"', summary)]
    assert len(places) > 7 and places == sorted(places)
    assert "Enter the name of whoever asks" in summary


def test_whose_request_it_is_stands_on_each_of_its_pages(cast, signed_in):
    request = ask(cast.teacher, cast.east)
    for page in ("decide", "discussion", "record", "ask", "keep-out", "area", "take-back"):
        assert "Ida Marlow" in signed_in(cast.chair).get(f"/requests/{request.reference}/{page}/").content.decode()


def test_where_there_is_one_hub_nobody_chooses_it(cast, signed_in):
    with databases.as_owner():
        hub = Area.objects.create(tenant=cast.salt, kind=cast.quay.kind, name="Harbour")
        by = make_worker("one@saltmere.example", cast.salt_council, Role.HUB_CHAIR, hub)
        Area.objects.filter(tenant=cast.salt).exclude(pk=hub.pk).update(ended_at=timezone.now())
    client = signed_in(by)
    assert "Which locality" not in client.get(NEW).content.decode()
    client.post(NEW, {name: value for name, value in TYPED.items() if name not in ("postcode", "prompts")})
    with databases.as_owner():
        row = HelpRequest.objects.get()
        assert (row.area, row.area_reason) == (hub, "")
    page = client.get(f"/requests/{row.reference}/").content.decode()
    assert "Keep somebody from it" in page and "Give it to another" not in page
    assert client.get(f"/requests/{row.reference}/area/").status_code == 404


def test_what_the_hub_has_to_look_at_stands_above_what_waits(cast, signed_in):
    waits, new = listed(cast), ask(cast.teacher, cast.east)
    page = signed_in(cast.chair).get("/requests/").content.decode()
    assert page.index(new.reference) < page.index(waits.reference)


def test_without_agreement_it_is_not_sent(cast, signed_in, east):
    page = signed_in(cast.teacher).post(NEW, TYPED | {"is_agreed": "no"}).content.decode()
    assert "Ask a parent first" in page
    with databases.as_owner():
        assert not HelpRequest.objects.exists()


def test_an_agency_says_what_it_does_with_the_family(cast, signed_in, east):
    page = signed_in(cast.teacher).post(NEW, TYPED | {"involvement": ""}).content.decode()
    assert "Answer the question ‘What do you do with the family now?’" in page


def test_sent_twice_it_comes_once(cast, signed_in, east):
    client = signed_in(cast.teacher)
    mark = re.search(r'name="once" value="(\w+)"', client.get(NEW).content.decode())[1]
    first, second = (client.post(NEW, TYPED | {"once": mark}) for _ in range(2))
    assert first.url == second.url
    with databases.as_owner():
        assert HelpRequest.objects.count() == 1


def test_the_hub_writes_down_who_rings(cast, signed_in, east):
    ring = TYPED | {
        "requester_name": "Gran Marlow",
        "requester_agency": "Grandmother",
        "involvement": "",
        "asked_at_day": "2",
        "asked_at_month": "11",
        "asked_at_year": "2026",
        "asked_at_time": "9:30",
    }
    signed_in(cast.hub).post("/requests/new/phone/", ring)
    with databases.as_owner():
        row = HelpRequest.objects.get()
        assert (row.requester_name, row.came_by, row.involvement) == ("Gran Marlow", "phone", "")
    for how in ("phone", "fax"):
        assert signed_in(cast.teacher).get(f"/requests/new/{how}/").status_code == 404


def test_the_queue_is_for_the_hub_and_ones_own_for_the_others(cast, signed_in):
    ask(cast.teacher, cast.east, prompts=["homeless"])
    ask(cast.teacher, cast.west)
    queue = signed_in(cast.hub).get("/requests/").content.decode()
    assert queue.count("Ida Marlow") == 1 and "No safe or lasting home" in queue
    own = signed_in(cast.teacher).get("/requests/").content.decode()
    assert own.count("Ida Marlow") == 2 and "No safe or lasting home" not in own
    assert "Ida" not in signed_in(cast.partner).get("/requests/").content.decode()


def test_whoever_asked_reads_nothing_of_the_hubs_side(cast, signed_in):
    request = ask(cast.teacher, cast.east, prompts=["homeless"])
    decided(cast, request, reason="Known from before", told="Somebody rings")
    page = signed_in(cast.teacher).get(f"/requests/{request.reference}/").content.decode()
    assert "Somebody rings" in page and "Known from before" not in page and "Social care record" not in page
    page = signed_in(cast.hub).get(f"/requests/{request.reference}/").content.decode()
    assert "Known from before" in page and "Social care record" in page


def test_the_letter_tells_whoever_asked_and_names_no_child(cast, signed_in):
    request = ask(cast.teacher, cast.east)
    client = signed_in(cast.teacher)
    address = f"/requests/{request.reference}/letter.pdf"
    assert client.get(address).status_code == 404
    decided(cast, request, told="Talk with the school nurse")
    for large in ("", "?large"):
        letter = client.get(address + large)
        assert letter["Content-Type"] == "application/pdf"
        text = " ".join(page.extract_text() for page in PdfReader(BytesIO(letter.content)).pages)
        assert "Talk with the school nurse" in text and "Tess Teacher" in text and request.reference in text
        assert "Ida" not in text and "Marlow" not in text


def test_deciding_leads_to_asking_somebody_to_lead(cast, signed_in):
    request = ask(cast.teacher, cast.east)
    sent = {
        "level": "3",
        "outcome": "allocated",
        "family": "",
        "lead_agency": cast.council.reference,
        "reason": "Several at once",
        "told": "Somebody rings you",
    }
    client = signed_in(cast.chair)
    wrong = client.post(f"/requests/{request.reference}/decide/", sent | {"family": cast.hidden_family.reference})
    assert "You can open no family with this reference" in wrong.content.decode()
    answer = client.post(f"/requests/{request.reference}/decide/", sent)
    assert re.fullmatch(r"/episodes/[\w-]+/lead/.*", answer.url) or "lead" in answer.url
    assert client.get(answer.url).status_code == 200


def test_listing_it_twice_does_it_once_and_says_so(cast, signed_in):
    request = ask(cast.teacher, cast.east)
    client, url = signed_in(cast.hub), f"/requests/{request.reference}/list/"
    assert client.post(url).url == "/requests/"
    page = client.post(url, follow=True)
    assert page.status_code == 200 and "waits for the meeting already" in page.content.decode()
    with databases.as_owner():
        assert HelpRequest.objects.get().status == "listed"


@pytest.mark.parametrize(
    ("page", "typed", "called"),
    [
        (
            "decide",
            {"reason": "Because of the nights", "told": "", "level": "3"},
            "A decision about help for Ida Marlow",
        ),
        ("discussion", {"actions": "Because of the nights"}, "What the hub said of help for Ida Marlow"),
        ("record", {"found": "Because of the nights"}, "What another record says of Ida Marlow"),
        ("ask", {"question": "Because of the nights" * 1000}, "A question about help for Ida Marlow"),
    ],
)
def test_what_the_hub_types_survives(cast, signed_in, page, typed, called):
    row = ask(cast.teacher, cast.east)
    client, url = signed_in(cast.chair), f"/requests/{row.reference}/{page}/"
    sent = client.post(url, typed).content.decode()
    assert "There is a problem" in sent and "Because of the nights" in sent
    assert "data-draft=" in sent and "Because of the nights" in client.get(url).content.decode()
    assert called in client.get("/").content.decode()
    assert called not in signed_in(cast.hub).get("/").content.decode(), "nobody else's"
    done(cast.teacher, withdraw, request=row)
    assert called not in client.get("/").content.decode()


def test_a_draft_ends_once_it_is_sent(cast, signed_in):
    row = ask(cast.teacher, cast.east)
    client, url = signed_in(cast.hub), f"/requests/{row.reference}/ask/"
    with acting_as(cast.hub) as actor:
        drafts.keep("hubs:ask_back", row.reference, QueryDict("question=Who+is+at+home"), by=actor)
    assert "Who is at home" in client.get(url).content.decode()
    assert client.post(url, {"question": "Who is at home at night?"}).status_code == 302
    with databases.as_owner():
        assert not Draft.objects.exclude(values={}).exists()


def test_whoever_asked_finds_what_became_of_it_on_their_first_page(cast, signed_in):
    waits, done_with = ask(cast.partner, cast.east), ask(cast.partner, cast.east)
    done(cast.hub, ask_back, request=waits, question="Who is at home?")
    decided(cast, done_with)
    html = signed_in(cast.partner).get("/").content.decode()
    assert "What you asked for" in html and "Asked back" in html and ">Advice<" in html.replace("\n", "")
    assert reverse("hubs:answer", args=(waits.reference,)) in html
    for worker in (cast.helper, cast.hub, cast.teacher):
        assert "What you asked for" not in signed_in(worker).get("/").content.decode(), worker
    with databases.as_owner():
        HelpRequest.objects.update(asked_at=timezone.now() - timedelta(days=90))
        HelpRequest.objects.filter(pk=done_with.pk).update(decided_at=timezone.now() - timedelta(days=31))
    html = signed_in(cast.partner).get("/").content.decode().split("What you asked for")[1]
    assert waits.reference in html and done_with.reference not in html.split("</section>")[0]
