"""The public page: asking for help, and following what was asked, without an account."""

import re
import threading
from datetime import timedelta
from io import BytesIO

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from ehm.models import Area, AreaPostcode, Notification
from ehm.rows.context import visiting
from hubs import visits
from hubs.documents.letter import letter_pdf
from hubs.models import HelpRequest, PublicVisit, RequestedPerson, RequestLimit, Service, ToldService
from hubs.profile import profile_of
from tests import databases
from tests.cast import make_cast
from tests.hubs.visitor import OF_FAMILY, TYPED, Visitor, asked, mark_of


@pytest.fixture
def east(cast):
    with databases.as_owner():
        AreaPostcode.objects.create(tenant=cast.north, area=cast.east, prefix="CV99")
    return cast.east


def the_request():
    with databases.as_owner():
        return HelpRequest.objects.select_related("area").get()


def test_a_professional_asks_and_the_hub_has_it(cast, east, signed_in):
    visitor = Visitor()
    assert "in danger now" in visitor.get().content.decode()
    assert visitor.post(danger="no").url == "/ask/northbridge/email/"
    assert visitor.ask_for_code().url == "/ask/northbridge/code/"
    assert not mail.outbox  # the worker writes it
    code = visitor.code()
    assert mail.outbox[0].to == ["sam@school.example"] and "Northbridge" not in mail.outbox[0].body
    assert visitor.post("code/", code=code).url == "/ask/northbridge/request/"
    sent = visitor.ask(**{"kept_from_somebody": "Uncle Rob"})
    assert sent.status_code == 302, sent.content.decode()
    reference, code = visitor.receipt()
    row = the_request()
    assert (row.reference, row.came_by, row.area, row.status) == (reference, "public", east, "sent")
    assert (row.requester_email, row.requester_name) == ("sam@school.example", "Sam Field")
    assert (row.agency_id, row.recorded_by_id, row.is_own_family) == (None, None, False)
    assert code not in (row.follow_key, row.reference)
    with databases.as_owner():
        assert RequestedPerson.objects.count() == 2 and RequestLimit.objects.get().somebody == "Uncle Rob"
        told = Notification.objects.filter(kind="hubs.sent").values_list("membership_id", flat=True)
        assert set(told) == {cast.hub.pk, cast.chair.pk, cast.coordinator.pk}
    page = signed_in(cast.chair).get(f"/requests/{reference}/").content.decode()
    assert "On the public page" in page and "sam@school.example" in page
    assert reference in signed_in(cast.chair).get("/requests/").content.decode()


def test_a_family_asks_for_itself_and_has_agreed(cast, east):
    visitor = Visitor()
    visitor.confirm("ruth@home.example", who="family")
    page = visitor.get("request/").content.decode()
    assert "Has a parent agreed" not in page and "National Insurance" not in page and "per cent" not in page
    assert visitor.send("request/", OF_FAMILY).status_code == 302
    row = the_request()
    assert (row.is_own_family, row.is_agreed, row.agreed_by) == (True, True, "Ruth Marlow")


def test_whoever_is_not_sure_is_led_to_the_front_door(cast):
    visitor = Visitor()
    page = visitor.post(danger="yes").content.decode()
    assert "Do not wait for a form" in page and "01632960900" in page
    assert visitor.get("email/").url == "/ask/northbridge/"
    assert visitor.get("request/").url == "/ask/northbridge/email/"


def test_the_code_works_once_for_its_own_browser_and_five_times_at_most(cast):
    visitor, other = Visitor(), Visitor()
    visitor.ask_for_code()
    code = visitor.code()
    other.ask_for_code("kim@school.example")
    assert other.post("code/", code=code).status_code == 422
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for _ in range(5):
        assert visitor.post("code/", code=wrong).status_code == 422
    assert visitor.post("code/", code=code).status_code == 422
    assert visitor.get("request/").status_code == 302


@pytest.mark.parametrize(("minutes", "opens"), [(29, True), (31, False)])
def test_the_code_works_for_half_an_hour(cast, minutes, opens):
    visitor = Visitor()
    visitor.ask_for_code()
    code = visitor.code()
    with databases.as_owner():
        PublicVisit.objects.update(code_sent_at=timezone.now() - timedelta(minutes=minutes))
    assert visitor.post("code/", code=code).status_code == (302 if opens else 422)
    assert visitor.get("request/").status_code == (200 if opens else 302)


def test_what_is_typed_is_there_again_in_another_browser_once_the_address_is_confirmed(cast, east):
    first = Visitor()
    first.confirm()
    assert first.ask(worries="").status_code == 422
    again = Visitor()
    assert again.get("request/").status_code == 302
    again.confirm()
    assert "Breakfast club" in again.get("request/").content.decode()
    stranger = Visitor()
    stranger.confirm("kim@school.example")
    assert "Breakfast club" not in stranger.get("request/").content.decode()
    assert again.ask().status_code == 302
    assert "Breakfast club" not in again.get("request/").content.decode()


def test_another_child_and_going_on_later_judge_nothing(cast, east):
    visitor = Visitor()
    visitor.confirm()
    more = visitor.send("request/", {"worries": "Ida is tired", "more": "child"}).content.decode()
    assert "Child 2" in more and "There is a problem" not in more
    later = visitor.send("request/", {"worries": "Ida is tired all day", "later": "1"}).content.decode()
    assert "Kept for later" in later
    assert "Ida is tired all day" in visitor.get("request/").content.decode()


def test_a_page_that_is_sent_twice_is_one_request(cast, east):
    visitor = Visitor()
    visitor.confirm()
    typed = TYPED | {"mark": mark_of(visitor.get("request/"))}
    first = visitor.client.post("/ask/northbridge/request/", typed)
    receipt = visitor.receipt()
    second = visitor.client.post("/ask/northbridge/request/", typed)
    assert (first.url, second.url, visitor.receipt()) == (second.url, first.url, receipt)
    the_request()
    changed = visitor.client.post("/ask/northbridge/request/", typed | {"worries": "Something else too"})
    assert "You have sent this already" in changed.content.decode()
    the_request()
    assert "Something else too" in visitor.get("request/").content.decode()


def test_the_status_page_says_how_it_stands_and_no_more(cast, east, signed_in):
    visitor, reference, code = asked()
    visitor.post("leave/")
    assert visitor.get("follow/request/").url == "/ask/northbridge/follow/"
    assert visitor.look(reference, code.lower().replace("-", " ")).url == "/ask/northbridge/follow/request/"
    page = visitor.get("follow/request/").content.decode()
    assert "Nobody has looked at it yet" in page and "Ida" not in page and "Sam Field" not in page
    chair = signed_in(cast.chair)
    chair.post(f"/requests/{reference}/ask/", {"question": "Who is at home at night?"})
    assert "Who is at home at night?" in visitor.get("follow/request/").content.decode()
    assert visitor.post("follow/request/", answer="").status_code == 422
    assert visitor.post("follow/request/", answer="Her aunt").status_code == 302
    assert "We are looking at it" in visitor.get("follow/request/").content.decode()
    assert "Her aunt" in chair.get(f"/requests/{reference}/").content.decode()
    with databases.as_owner():
        told = Notification.objects.filter(kind="hubs.answered").values_list("membership_id", flat=True)
        assert set(told) == {cast.hub.pk, cast.chair.pk, cast.coordinator.pk}
    chair.post(f"/requests/{reference}/list/")
    assert "It waits for the next meeting (Family Matters)" in visitor.get("follow/request/").content.decode()
    decided = {"level": "2", "outcome": "advice", "reason": "Secret reason", "told": "Ask the school nurse"}
    assert chair.post(f"/requests/{reference}/decide/", decided).status_code == 302
    page = visitor.get("follow/request/").content.decode()
    assert "Ask the school nurse" in page and "Secret reason" not in page and "A letter went" not in page
    chair.post(f"/requests/{reference}/letter/")
    assert "A letter went to you" in visitor.get("follow/request/").content.decode()
    assert visitor.get("follow/take-back/").url == "/ask/northbridge/follow/request/"


def test_the_status_page_names_the_services_that_the_decision_named(cast, east, signed_in):
    with databases.as_owner():
        service = Service.objects.create(
            tenant=cast.north, name="Sleep clinic", what="Helps small children sleep.", provider="The trust",
            phone="01632 960301",
        )  # fmt: skip
    visitor, reference, code = asked()
    kim, _, _ = asked(email="kim@school.example")
    decided = {"level": "2", "outcome": "signpost", "reason": "x", "told": "Go there", "signposts": [service.reference]}
    decided |= {"helps_alone": ["nothing"]}
    assert signed_in(cast.chair).post(f"/requests/{reference}/decide/", decided).status_code == 302
    page = visitor.get("follow/request/").content.decode()
    for said in ("<strong>Sleep clinic</strong>, The trust", "Helps small children sleep.", "01632 960301"):
        assert said in page
    assert "Sleep clinic" not in kim.get("follow/request/").content.decode()
    key = visits.follow_key(cast.north.pk, code)
    for keys, seen in (({}, 0), ({"request_key": "x"}, 0), ({"request_key": key}, 1)):
        with visiting(cast.north.pk, **keys):
            assert len(ToldService.objects.values_list("name")) == seen


def test_it_is_taken_back(cast, east):
    visitor, _, _ = asked()
    assert "Take it back" in visitor.get("follow/take-back/").content.decode()
    assert visitor.post("follow/take-back/").status_code == 302
    assert "It was taken back" in visitor.get("follow/request/").content.decode()
    assert the_request().status == "withdrawn"


def test_a_wrong_reference_and_a_wrong_code_are_the_same(cast, east):
    visitor, reference, code = asked()
    other, other_reference, _ = asked(email="kim@school.example")
    stranger = Visitor()
    wrong = {
        stranger.look(*said).content.decode().replace(said[0], "").replace(said[1], "")
        for said in ((reference, "0000-0000-0000"), ("0000-0000", code), (other_reference, code))
    }
    stripped = {without_tokens(page) for page in wrong}
    assert len(stripped) == 1 and "We find no request" in stripped.pop()


def without_tokens(page):
    return re.sub(r'(csrf-token" content|csrfmiddlewaretoken" value|mark" value|nonce)="[^"]*"', "", page)


def test_a_partnership_switches_it_off(cast, client):
    assert "Northbridge" in client.get("/ask/").content.decode()
    assert "Marchfield" not in client.get("/ask/").content.decode()  # has no hub that would read it
    with databases.as_owner():
        cast.north.takes_public_requests = False
        cast.north.save()
    gone, never = client.get("/ask/northbridge/"), client.get("/ask/nowhere/")
    assert (gone.status_code, gone.content) == (never.status_code, never.content) == (404, never.content)
    assert "Northbridge" not in client.get("/ask/").content.decode()


@pytest.mark.parametrize(
    ("slug", "called", "area", "panel"),
    [
        ("northbridge", "Request for help", "family hub", "Family Matters"),
        ("saltmere", "Request for additional support", "locality", "Early Help Action Meeting"),
        ("marchfield", "Request for early help", "early help hub", "locality multi-agency group"),
    ],
)
def test_each_partnership_speaks_its_own_words(cast, slug, called, area, panel):
    with databases.as_owner():
        tenant = {"northbridge": cast.north, "saltmere": cast.salt, "marchfield": cast.march}[slug]
        here = Area.objects.filter(tenant=tenant).first() or Area.objects.create(tenant=tenant, name="County")
        Area.objects.create(tenant=tenant, kind=here.kind, name="Second")  # of one alone, nobody chooses
    visitor = Visitor(slug)
    visitor.confirm()
    page = visitor.get("request/").content.decode()
    assert f'<h1 class="govuk-heading-l">{called}</h1>' in page and f"Which {area} is it for?" in page
    prompts = [one.key for one in profile_of(tenant).prompts]
    assert visitor.ask(area=here.reference, prompts=prompts[:2], postcode="").status_code == 302
    row = the_request()
    assert (row.tenant_id, row.prompts, row.area) == (tenant.pk, prompts[:2], here)
    with databases.as_owner():
        HelpRequest.objects.update(status="listed")
    assert f"It waits for the next meeting ({panel})" in visitor.get("follow/request/").content.decode()


def test_the_letter_to_a_family_names_no_agency(cast, east):
    visitor = Visitor()
    visitor.confirm("ruth@home.example", who="family")
    visitor.send("request/", OF_FAMILY)
    with databases.as_owner():
        HelpRequest.objects.update(
            status="decided", outcome="advice", told="x", decided_at=timezone.now(), decided_by=cast.chair
        )
        paper = letter_pdf(HelpRequest.objects.select_related("area").get(), cast.north)
    text = " ".join(PdfReader(BytesIO(paper)).pages[0].extract_text().split())
    assert "Ruth Marlow" in text and "Mum" not in text and "for your family" in text


def test_an_administrator_has_the_address_to_copy_and_switches_it_off(cast, signed_in):
    client = signed_in(cast.admin)
    assert "/ask/northbridge/" in client.get("/organisation/").content.decode()
    page = client.get("/organisation/settings/").content.decode()
    shown = re.search(r'name="shown" value="([^"]+)"', page)[1]
    typed = {"name": "Northbridge", "safeguarding_name": "Front door", "safeguarding_phone": "01632 960900"}
    assert client.post("/organisation/settings/", typed | {"shown": shown}).status_code == 302
    assert Client().get("/ask/northbridge/").status_code == 404
    assert "/ask/northbridge/" not in client.get("/organisation/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_six_times_at_once_is_one_request_with_one_code():
    """An impatient finger, or a network that sends again: nobody sees an error, and everybody the same code."""
    cast = make_cast()
    with databases.as_owner():
        AreaPostcode.objects.create(tenant=cast.north, area=cast.east, prefix="CV99")
    visitor = Visitor()
    visitor.confirm()
    typed = {"mark": mark_of(visitor.get("request/"))} | TYPED
    fingers, together, shown = [Visitor() for _ in range(6)], threading.Barrier(6), []
    for one in fingers:
        one.client.cookies.load(visitor.client.cookies.output(header=""))

    def send(one):
        together.wait()
        answer = one.client.post(one.url("request/"), typed)
        shown.append((answer.status_code, answer.url, *one.receipt()))
        connection.close()

    threads = [threading.Thread(target=send, args=(one,)) for one in fingers]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(shown) == 6 and len(set(shown)) == 1, shown
    assert shown[0][:3] == (302, "/ask/northbridge/sent/", the_request().reference)
    with databases.as_owner():
        assert RequestedPerson.objects.count() == 2
        assert Notification.objects.filter(kind="hubs.sent").count() == 3, "each of the hub is told once"
    assert visitor.look(*shown[0][2:]).url.endswith("/follow/request/")
