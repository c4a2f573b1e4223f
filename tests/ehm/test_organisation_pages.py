"""The partnership administrator's and the platform administrator's pages: who may open what, and what they change."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from ehm.jobs import outbox
from ehm.models import Agency, Job, Membership, NonWorkingDay, OrganisationEvent, Partnership, User
from ehm.organisation_urls import urlpatterns
from ehm.platform_urls import urlpatterns as platform_urlpatterns
from ehm.rows.context import acting_as_role
from ehm.rows.roles import PLATFORM
from tests import databases
from tests.cast import PASSWORD

JOB = "00000000-0000-4000-8000-000000000000"
OWN = {"agency": "school", "person": "teacher", "area": "west"}


def address(pattern, reference="", on="2026-12-24"):
    route = str(pattern.pattern)
    given = {"reference": reference} if "reference" in route else {}
    given |= {"on": on} if "<str:on>" in route else {}
    given |= {"job": JOB} if "<uuid:job>" in route else {}
    return reverse(f"organisation:{pattern.name}", kwargs=given)


def own_reference(cast, pattern):
    kind = "person" if "people/" in str(pattern.pattern) else "area" if "areas/" in str(pattern.pattern) else "agency"
    return getattr(cast, OWN[kind]).reference


@pytest.fixture
def day_off(cast):
    with databases.as_owner():
        return NonWorkingDay.objects.create(tenant=cast.north, on="2026-12-24", name="Closed", kind="closure")


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda pattern: pattern.name)
def test_each_page_is_for_administrators_only(cast, signed_in, day_off, pattern):
    path = address(pattern, own_reference(cast, pattern))
    answer = signed_in(cast.admin).get(path)
    assert answer.status_code == (405 if pattern.name in ("retry_job", "send_invitation") else 200)
    for membership in (cast.practitioner, cast.manager, cast.hub, cast.coordinator, cast.partner, cast.auditor):
        expected = 200 if (pattern.name, membership) == ("log", cast.auditor) else 403
        client = signed_in(membership)
        if answer.status_code == 405:
            assert client.post(path).status_code == 403
        else:
            assert client.get(path).status_code == expected, membership.role
            assert expected == 200 or client.post(path).status_code == 403


@pytest.mark.parametrize(
    "pattern", [one for one in urlpatterns if "reference" in str(one.pattern)], ids=lambda one: one.name
)
def test_what_belongs_to_another_partnership_is_not_there(cast, signed_in, pattern):
    route = str(pattern.pattern)
    foreign = cast.stranger if "people/" in route else cast.quay if "areas/" in route else cast.salt_council
    client = signed_in(cast.admin)
    ask = client.post if pattern.name == "send_invitation" else client.get
    theirs, nothing = ask(address(pattern, foreign.reference)), ask(address(pattern, "0000-0000"))
    assert (theirs.status_code, theirs.content) == (404, nothing.content)


def test_another_partnerships_day_is_not_there(cast, signed_in):
    with databases.as_owner():
        NonWorkingDay.objects.create(tenant=cast.salt, on="2026-12-23", name="Closed", kind="closure")
    client = signed_in(cast.admin)
    for on in ("2026-12-23", "2026-12-22", "tomorrow"):
        assert client.post(f"/organisation/calendar/{on}/remove/").status_code == 404


def case_paths():
    for app in ("cases", "standards"):
        for pattern in get_resolver(f"{app}.urls").url_patterns:
            if hasattr(pattern, "name") and pattern.name not in ("feed", "link"):  # for whoever has the token
                names = pattern.pattern.regex.groupindex
                converters = pattern.pattern.converters
                given = {name: JOB if "UUID" in type(converters[name]).__name__ else "7KD4-Q2MX" for name in names}
                try:
                    yield reverse(f"{app}:{pattern.name}", kwargs=given)
                except Exception:
                    yield reverse(f"{app}:{pattern.name}", kwargs={name: 1 for name in names})


def test_an_administrator_has_no_page_about_cases(cast, signed_in):
    client = signed_in(cast.admin)
    assert "Find a child or family" in signed_in(cast.practitioner).get("/me/").content.decode()
    assert "Find a child or family" not in client.get("/me/").content.decode()
    for path in case_paths():
        if path == "/":
            assert client.get(path)["Location"] == "/organisation/"
            continue
        assert client.get(path).status_code == 404, path
        assert client.post(path).status_code == 404, path


def test_inviting_somebody_from_the_page(cast, signed_in):
    client = signed_in(cast.admin)
    form = {
        "email": "New.Person@North.example",
        "display_name": "Sam Vale",
        "agency": cast.school.reference,
        "role": "practitioner",
        "line_manager": cast.head.reference,
    }
    for wrong in (
        {"agency": cast.salt_council.reference},
        {"line_manager": cast.stranger.reference},
        {"role": "hub_worker"},
        {"role": "hub_worker", "area": cast.quay.reference},
        {"role": "owner"},
        {"email": "not an address"},
    ):
        page = client.post("/organisation/people/invite/", form | wrong)
        assert page.status_code == 422 and "There is a problem" in page.content.decode()
        assert "Sam Vale" in page.content.decode(), "what was typed stays"
    assert not Membership.objects.filter(display_name="Sam Vale").exists()
    answer = client.post("/organisation/people/invite/", form)
    assert answer["Location"] == "/organisation/people/"
    person = Membership.objects.get(display_name="Sam Vale")
    assert (person.user.email, person.line_manager) == ("new.person@north.example", cast.head)
    assert outbox.run(str(Job.objects.get().pk))
    assert mail.outbox[0].to == ["new.person@north.example"]
    page = client.get(f"/organisation/people/{person.reference}/").content.decode()
    assert "new.person@north.example" in page


def test_a_change_by_somebody_else_is_shown_and_nothing_is_lost(cast, signed_in):
    client, path = signed_in(cast.admin), f"/organisation/agencies/{cast.school.reference}/change/"
    opened = client.get(path).context["form"]
    typed = {
        "name": "Larkfield Primary",
        "kind": "primary_school",
        "phone": "01632 960333",
        "shown": opened["shown"].value(),
    }
    with databases.as_owner():
        Agency.objects.filter(pk=cast.school.pk).update(phone="01632 960444")
    page = client.post(path, typed)
    assert page.status_code == 422
    assert "It says now: 01632 960444" in page.content.decode() and "01632 960333" in page.content.decode()
    again = typed | {"shown": page.context["form"]["shown"].value()}
    assert client.post(path, again).status_code == 302
    assert Agency.objects.get(pk=cast.school.pk).phone == "01632 960333"


def test_a_person_ended_from_the_page_is_out(cast, signed_in):
    teacher, client = signed_in(cast.teacher), signed_in(cast.admin)
    assert teacher.get("/me/").status_code == 200
    path = f"/organisation/people/{cast.teacher.reference}/end/"
    assert client.get(path).status_code == 200
    assert teacher.get("/me/").status_code == 200, "looking at the question ends nothing"
    assert client.post(path)["Location"] == "/organisation/people/"
    assert teacher.get("/me/").status_code == 302
    assert client.get(path).status_code == 404, "ended once"


def test_changing_a_role_holds_from_the_next_page(cast, signed_in):
    teacher, client = signed_in(cast.teacher), signed_in(cast.admin)
    assert teacher.get("/organisation/").status_code == 403
    path = f"/organisation/people/{cast.teacher.reference}/change/"
    shown = client.get(path).context["form"]["shown"].value()
    form = {"display_name": "T", "role": "administrator", "line_manager": cast.head.reference, "shown": shown}
    assert client.post(path, form).status_code == 302
    assert teacher.get("/organisation/").status_code == 200


def test_postcodes_from_the_page(cast, signed_in):
    client, path = signed_in(cast.admin), f"/organisation/areas/{cast.east.reference}/"
    wrong = client.post(path, {"prefixes": "CV99 1\nEverywhere"})
    assert wrong.status_code == 422 and "‘Everywhere’ is not the start of a postcode" in wrong.content.decode()
    assert client.post(path, {"prefixes": "cv99 1, cv99 2\ncv991"}).status_code == 422
    assert client.post(path, {"prefixes": "cv99 1, cv99 2\n"}).status_code == 302
    assert "CV99 1\nCV99 2" in client.get(path).content.decode()


def test_a_closure_from_the_page(cast, signed_in):
    client = signed_in(cast.admin)
    first = {"first_day": "24", "first_month": "12", "first_year": "2026"}
    assert client.post("/organisation/calendar/add/", {"name": "", **first}).status_code == 422
    answer = client.post("/organisation/calendar/add/", {"name": "Christmas closure", **first})
    assert answer["Location"] == "/organisation/calendar/?year=2026"
    assert "Christmas closure" in client.get(answer["Location"]).content.decode()
    assert client.post("/organisation/calendar/2026-12-24/rename/", {"name": "Shut"}).status_code == 302
    assert NonWorkingDay.objects.get().name == "Shut"
    assert client.post("/organisation/calendar/2026-12-24/remove/").status_code == 302
    assert not NonWorkingDay.objects.exists()


@pytest.fixture
def platform_admin(cast):
    with databases.as_owner():
        user = User.objects.create_user("platform@ehm.example", PASSWORD)
        user.is_platform_admin = True
        user.save()
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("pattern", platform_urlpatterns, ids=lambda pattern: pattern.name)
def test_the_platforms_pages_are_there_for_nobody_else(cast, signed_in, platform_admin, pattern):
    path = reverse(f"platform:{pattern.name}", kwargs={"slug": "saltmere"} if "slug" in str(pattern.pattern) else {})
    assert platform_admin.get(path).status_code == 200
    for client in (Client(), signed_in(cast.admin), signed_in(cast.auditor)):
        assert client.get(path).status_code == client.post(path).status_code == 404


def test_a_new_partnership_has_a_council_a_calendar_and_somebody_who_runs_it(cast, platform_admin):
    form = {
        "name": "Weirside",
        "slug": "weirside",
        "profile": "coventry-2019",
        "nation": "wales",
        "council": "Weirside Early Help",
        "administrator_name": "Ash Lund",
        "administrator_email": "ash@weirside.example",
    }
    assert platform_admin.post("/platform/add/", form | {"slug": "saltmere"}).status_code == 422
    assert platform_admin.post("/platform/add/", form | {"profile": "quality_framework-1"}).status_code == 422
    assert not Partnership.objects.filter(name="Weirside").exists()
    assert platform_admin.post("/platform/add/", form)["Location"] == "/platform/"
    weirside = Partnership.objects.get(slug="weirside")
    person = Membership.objects.get(tenant=weirside)
    assert (person.role, person.agency.kind) == ("administrator", "local_authority")
    assert NonWorkingDay.objects.filter(tenant=weirside).count() >= 6 * 8
    assert mail.outbox[0].to == ["ash@weirside.example"]
    with databases.as_owner():
        assert [event.kind for event in OrganisationEvent.objects.filter(tenant=weirside)] == [
            "partnership.added",
            "person.invited",
        ] or OrganisationEvent.objects.filter(tenant=weirside).count() == 2


def test_the_platforms_administrator_reads_no_case(cast, platform_admin):
    assert platform_admin.get("/")["Location"] == "/choose/"
    assert platform_admin.get("/choose/")["Location"] == "/platform/"
    for path in case_paths():
        assert platform_admin.get(path)["Location"] == "/choose/"
    with databases.as_owner():  # not even with a place
        user = User.objects.get(is_platform_admin=True)
        Membership.objects.create(
            tenant=cast.north, user=user, agency=cast.council, role="auditor", display_name="Platform"
        )
    assert platform_admin.get("/me/")["Location"] == "/choose/"
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'cases_%' OR tablename LIKE 'standards_%'")
        tables = [name for (name,) in cursor.fetchall()]
    assert len(tables) > 20
    with acting_as_role(PLATFORM):
        for table in tables:
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"SELECT 1 FROM {table}")


def test_the_first_administrator_of_the_platform_is_made_by_command(cast, capsys, monkeypatch):
    from ehm.management.commands import make_platform_administrator as command

    monkeypatch.setattr(command, "ALIAS", "default")  # in a TestCase both are one connection
    with databases.as_owner():
        call_command("make_platform_administrator", "First@EHM.example")
        with pytest.raises(CommandError, match="works in a partnership"):
            call_command("make_platform_administrator", cast.manager.user.email)
        with pytest.raises(CommandError, match="not an email address"):
            call_command("make_platform_administrator", "nobody")
        assert User.objects.get(is_platform_admin=True).email == "first@ehm.example"
    password = capsys.readouterr().out.split("first sign-in: ")[1].split()[0]
    client = Client()
    client.post("/sign-in/", {"login": "first@ehm.example", "password": password})
    assert client.get("/platform/").status_code == 200
