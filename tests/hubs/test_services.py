"""The catalogue of services: who keeps it, who finds what, and where a request and a decision name one."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone
from pypdf import PdfReader

from ehm.models import OrganisationEvent
from hubs import services
from hubs.actions.services import add_service, add_usual_services, end_service
from hubs.actions.triage import decide
from hubs.choices import Outcome
from hubs.models import HelpRequest, Service, ToldService, WantedService
from hubs.models.services import BEFORE_BIRTH
from hubs.profile import profile_of
from tests import databases
from tests.cases.acting import acting_as, done, refused
from tests.hubs.asking import ask
from tests.hubs.test_pages import NEW, TYPED, east  # noqa: F401  a fixture
from tests.hubs.test_triage import DECIDED, decided

VALUES = {
    "name": "Sleep clinic", "what": "Helps small children sleep.", "from_age": 1, "to_age": 5, "for_whom": ["parent"],
    "needs": ["health"], "phone": "01632 960301", "is_asked_directly": True,
}  # fmt: skip
TYPED_SERVICE = {
    "name": "Sleep clinic", "what": "Helps small children sleep.", "from_age": "1", "to_age": "5",
    "for_whom": ["parent"], "phone": "01632 960301",
}  # fmt: skip


def make(cast, **change):
    with databases.as_owner():
        return Service.objects.create(tenant=cast.north, **VALUES | change)


def names(rows):
    return [one.name for one in rows]


@pytest.mark.parametrize(
    ("from_age", "to_age", "before", "words", "suits", "not_for"),
    [
        (None, None, False, "Any age", (BEFORE_BIRTH, 0, 17), ()),
        (None, 5, False, "Up to 5", (0, 5), (BEFORE_BIRTH, 6)),
        (None, 5, True, "Before birth, and up to 5", (BEFORE_BIRTH, 0, 5), (6,)),
        (11, 19, False, "11 to 19", (11, 19), (10, 20, BEFORE_BIRTH)),
        (16, None, False, "From 16", (16, 25), (15,)),
        (None, None, True, "Before birth", (BEFORE_BIRTH,), (0, 3)),
    ],
)
def test_ages_in_words_and_whom_they_suit(from_age, to_age, before, words, suits, not_for):
    service = Service(from_age=from_age, to_age=to_age, is_before_birth=before)
    assert service.ages == words
    assert all(service.suits(age) for age in suits) and not any(service.suits(age) for age in not_for)


def test_only_an_administrator_keeps_the_catalogue_and_every_change_is_told(cast):
    for by in (cast.practitioner, cast.chair, cast.auditor):
        refused(by, add_service, values=VALUES, error=PermissionDenied, unchanged=[Service])
        with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
            Service.objects.create(tenant=cast.north, **VALUES)
    service = done(cast.admin, add_service, values=VALUES)
    refused(cast.admin, add_service, values=VALUES | {"name": "sleep Clinic"}, because="already", unchanged=[Service])
    refused(
        cast.admin,
        add_service,
        values=VALUES | {"name": "x", "area_ids": [cast.quay.pk]},
        because="areas of this",
        unchanged=[Service],
    )
    done(cast.admin, end_service, service=service)
    refused(cast.admin, end_service, service=service, because="ended already", unchanged=[Service])
    with databases.as_owner():
        assert list(OrganisationEvent.objects.order_by("happened_at").values_list("kind", flat=True)) == [
            "service.added",
            "service.ended",
        ]
    with acting_as(cast.teacher) as actor:
        assert not Service.objects.visible_to(actor).current().exists()


def test_nobody_sees_the_catalogue_of_another_partnership(cast, signed_in):
    service = make(cast)
    with acting_as(cast.stranger) as actor:
        assert not Service.objects.visible_to(actor).exists() and not Service.objects.exists()
    assert signed_in(cast.stranger).get(f"/services/{service.reference}/").status_code == 404


@pytest.mark.parametrize("profile", ["coventry-2019", "hull-2018", "herefordshire-2020"])
def test_what_is_usual_is_added_once_and_is_fit_to_be_shown(cast, profile):
    with databases.as_owner():
        cast.north.profile = profile
        cast.north.save(update_fields=["profile"])
    usual = profile_of(cast.north)
    assert len(usual.services) == 12 or profile != "hull-2018"
    known = {one.key for one in usual.prompts}
    assert all(set(one.needs) <= known and one.what.endswith(".") for one in usual.services)
    make(cast, name=usual.services[0].name.upper())
    added = done(cast.admin, add_usual_services)
    assert len(added) == len(usual.services) - 1
    done(cast.admin, end_service, service=added[0])
    assert done(cast.admin, add_usual_services) == []


def test_a_service_is_found_by_age_need_area_and_word(cast):
    make(cast)
    make(cast, name="Debt advice", what="Rent and bills.", from_age=None, to_age=None, needs=["money"])
    make(cast, name="Youth club", what="Evenings.", from_age=11, to_age=19, area_ids=[cast.west.pk], needs=[])
    make(cast, name="Run by school", what="x", agency=cast.school, from_age=None, to_age=None, needs=[])
    make(cast, name="Over", ends_on=timezone.localdate())
    make(cast, name="Later", starts_on=timezone.localdate() + timedelta(days=1))

    def found(**wanted):
        return names(services.find(services.Wanted(**wanted), actor))

    with acting_as(cast.partner) as actor:
        assert found() == ["Debt advice", "Run by school", "Sleep clinic", "Youth club"]
        assert found(age=3) == ["Debt advice", "Run by school", "Sleep clinic"]
        assert found(need="money") == ["Debt advice"]
        assert found(area=cast.east) == ["Debt advice", "Run by school", "Sleep clinic"]
        assert found(word="small SLEEP") == ["Sleep clinic"]
        assert found(word="larkfield") == ["Run by school"]
        assert found(word="nothing") == []


def test_everybody_signed_in_finds_it_and_what_is_typed_stands_in_no_address(cast, signed_in):
    service = make(cast, agency=cast.council)
    for by in (cast.teacher, cast.partner, cast.chair, cast.auditor, cast.admin):
        client = signed_in(by)
        page = client.post("/services/", {"word": "sleep", "age": "3"})
        assert page.status_code == 200 and "01632 960301" in page.content.decode(), by.role
        assert "Sleep clinic" not in client.post("/services/", {"age": "12"}).content.decode()
        assert "Northbridge Early Help" in client.get(f"/services/{service.reference}/").content.decode()


def test_the_catalogue_costs_the_same_however_long_it_is(cast, signed_in, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = signed_in(cast.teacher)

    def cost():
        with CaptureQueriesContext(connection) as counted:
            client.get("/services/")
        return len(counted)

    make(cast, agency=cast.school)
    cost()
    one = cost()
    for number in range(12):
        make(cast, name=f"Service {number}", agency=cast.council, area_ids=[cast.east.pk])
    assert cost() == one


def test_administrators_add_change_and_end_one(cast, signed_in):
    client = signed_in(cast.admin)
    where = {"area_ids": [str(cast.east.pk)], "agency": cast.school.reference}
    assert client.post("/organisation/services/add/", TYPED_SERVICE | where).status_code == 302
    with databases.as_owner():
        service = Service.objects.get()
        assert (service.agency, service.area_ids, service.ages) == (cast.school, [cast.east.pk], "1 to 5")
    url = f"/organisation/services/{service.reference}/"
    form = client.get(url).context["form"]
    shown = form["shown"].value()
    both = TYPED_SERVICE | where | {"provider": "Somebody else", "shown": shown}
    assert "not both" in client.post(url, both).content.decode()
    assert "must not be below" in client.post(url, TYPED_SERVICE | {"to_age": "0", "shown": shown}).content.decode()
    assert client.post(url, TYPED_SERVICE | where | {"phone": "01632 960399", "shown": shown}).status_code == 302
    late = client.post(url, TYPED_SERVICE | where | {"for_whom": ["child"], "shown": shown}).content.decode()
    assert "Somebody else changed this" in late and "It says now: 01632 960399" in late
    assert client.post(f"{url}end/", {}).status_code == 302
    assert "Ended" in client.get("/organisation/services/").content.decode()


def test_the_usual_ones_are_one_press(cast, signed_in):
    client = signed_in(cast.admin)
    assert "Add these" in client.get("/organisation/services/").content.decode()
    client.post("/organisation/services/usual/")
    assert "Add these" not in client.get("/organisation/services/").content.decode()
    assert signed_in(cast.chair).post("/organisation/services/usual/").status_code == 403


def test_a_request_asks_for_services_that_may_be_asked_for(cast, signed_in, east):  # noqa: F811
    wanted, not_so = make(cast), make(cast, name="Helpline", is_asked_directly=False)
    client = signed_in(cast.teacher)
    form = client.get(NEW).content.decode()
    assert "Sleep clinic" in form and "Helpline" not in form
    assert client.post(NEW, TYPED | {"services": [not_so.reference]}).status_code == 200
    client.post(NEW, TYPED | {"services": [wanted.reference]})
    with databases.as_owner():
        request = HelpRequest.objects.get()
        assert WantedService.objects.get().service == wanted
    for by in (cast.teacher, cast.chair):
        assert "Sleep clinic" in signed_in(by).get(f"/requests/{request.reference}/").content.decode()
    with acting_as(cast.partner):
        assert not WantedService.objects.exists()


def test_one_that_ended_meanwhile_is_asked_for_no_more(cast):
    service = make(cast)
    with databases.as_owner():
        Service.objects.update(ends_on=timezone.localdate())
    with pytest.raises(Exception, match="cannot be asked for any more"):
        ask(cast.teacher, cast.east, services=[service])
    with databases.as_owner():
        assert not HelpRequest.objects.exists()


def test_a_decision_names_services_and_what_was_said_of_them_stays(cast, signed_in):
    service, request = make(cast, agency=cast.council), ask(cast.teacher, cast.east)
    decided(cast, request, outcome=Outcome.SIGNPOST, services=[service])
    with databases.as_owner():
        service.name, service.phone = "Another name", "01632 960399"
        service.save(update_fields=["name", "phone"])
    client = signed_in(cast.teacher)
    page = client.get(f"/requests/{request.reference}/").content.decode()
    letter = PdfReader(BytesIO(client.get(f"/requests/{request.reference}/letter.pdf").content))
    text = " ".join(part.extract_text() for part in letter.pages)
    for said in ("Sleep clinic, Northbridge Early Help", "Helps small children sleep.", "01632 960301"):
        assert said in text and said.split(",")[0] in page
    assert "Another name" not in page + text


def test_services_are_told_before_the_decision_and_where_they_belong(cast):
    service, request = make(cast), ask(cast.teacher, cast.east)
    not_here = DECIDED | {"request": request, "services": [service], "because": "told where help is"}
    refused(cast.chair, decide, **not_here, unchanged=[HelpRequest, ToldService])
    row = {"tenant": cast.north, "request": request, "service": service, "name": "x", "what": "x"}
    for by in (cast.teacher, cast.partner, cast.west_hub):
        with acting_as(by), pytest.raises(DatabaseError), transaction.atomic():
            ToldService.objects.create(**row)
    decided(cast, request, outcome=Outcome.SINGLE_AGENCY, services=[service])
    late = row | {"service": make(cast, name="Other")}
    with acting_as(cast.chair), pytest.raises(DatabaseError, match="what became of the request stays"):
        ToldService.objects.create(**late)
    with acting_as(cast.chair), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ToldService.objects.update(name="x")
    for by, seen in ((cast.teacher, 1), (cast.chair, 1), (cast.auditor, 1), (cast.partner, 0), (cast.stranger, 0)):
        with acting_as(by) as actor:
            assert ToldService.objects.count() == ToldService.objects.visible_to(actor).count() == seen, by.role


def test_the_page_of_the_decision_suggests_by_the_childs_age(cast, signed_in):
    make(cast, name="Aaa toddlers", to_age=4, needs=[])
    make(cast, name="Zzz juniors", from_age=5, to_age=11, needs=[])
    make(cast, name="Elsewhere", from_age=5, to_age=11, area_ids=[cast.west.pk])
    request = ask(cast.teacher, cast.east)
    client, url = signed_in(cast.chair), f"/requests/{request.reference}/decide/"
    page = client.get(url).content.decode()
    assert page.index("Zzz juniors") < page.index("Aaa toddlers") and "Fits Ida" in page and "Elsewhere" not in page
    with databases.as_owner():
        chosen = Service.objects.get(name="Zzz juniors").reference
    sent = {"level": "2", "outcome": "signpost", "reason": "x", "told": "Go there", "signposts": [chosen]}
    assert client.post(url, sent | {"helps_alone": ["nothing"]}).status_code == 302
    with databases.as_owner():
        assert ToldService.objects.get().name == "Zzz juniors"
