"""What a partnership administrator changes, and what PostgreSQL lets nobody else change."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from ehm import administration_log as log
from ehm import working_days
from ehm.actions import Refused, Stale, agencies, areas, calendar, fingerprint, people
from ehm.actions import partnership as settings_actions
from ehm.actions.profile import change_own_details
from ehm.jobs import outbox
from ehm.models import (
    Agency,
    AreaPostcode,
    Job,
    Membership,
    NonWorkingDay,
    Notification,
    OrganisationEvent,
    Role,
    Session,
)
from ehm.postcodes import clean_prefix, prefixes
from ehm.rows.actor import as_actor, memberships_of
from ehm.rows.context import acting
from tests import databases
from tests.cast import make_worker

AGENCY = {"name": "Moor Park Primary", "kind": "primary_school", "phone": "", "isa_signed_on": None}


def person_form(**changes):
    return people.Place(**({"display_name": "Sam Vale", "role": Role.PRACTITIONER} | changes))


def sentences(tenant):
    with databases.as_owner():
        events = OrganisationEvent.objects.filter(tenant=tenant).order_by("happened_at")
        return [log.sentence(event) for event in events]


def test_an_agreement_is_reviewed_three_years_after_it_was_signed(cast):
    by = as_actor(cast.admin)
    with acting(by):
        signed = AGENCY | {"isa_signed_on": date(2024, 2, 29), "isa_review_on": None}
        agency = agencies.add_agency(values=signed, by=by)
        assert agency.isa_review_on == date(2027, 3, 1)
        assert agency.principal_id is not None or Agency.objects.get(pk=agency.pk).principal_id
        with pytest.raises(Refused, match="called moor park primary already"):
            agencies.add_agency(values=AGENCY | {"name": "moor park primary", "isa_review_on": None}, by=by)
    assert sentences(cast.north) == ["Added the agency Moor Park Primary."]


def test_an_agreement_past_its_review_has_lapsed(cast):
    today = timezone.localdate()
    with databases.as_owner():
        for agency, review in ((cast.school, today - timedelta(days=1)), (cast.police, today)):
            agency.isa_signed_on, agency.isa_review_on = today - timedelta(days=900), review
            agency.save()
    with acting(as_actor(cast.admin)):
        lapsed = {agency.name for agency in Agency.objects.of(cast.north.pk).agreement_lapsed()}
        assert {"Larkfield Primary", "Bridge House"} <= lapsed
        assert "Northbridge Police" not in lapsed
        for agency in Agency.objects.of(cast.north.pk):
            assert agency.is_agreement_lapsed == (agency.name in lapsed)


def test_two_people_changing_an_agency_do_not_overwrite_each_other(cast):
    by = as_actor(cast.admin)
    fields = ("name", "kind", "phone", "isa_signed_on", "isa_review_on")
    with acting(by):
        agency = Agency.objects.get(pk=cast.school.pk)
        shown = fingerprint(agency, fields)
        values = {field: getattr(agency, field) for field in fields}
        agencies.change_agency(agency=agency, values=values | {"phone": "01632 960111"}, shown=shown, by=by)
        with pytest.raises(Stale) as stale:
            agencies.change_agency(agency=agency, values=values | {"phone": "01632 960222"}, shown=shown, by=by)
        assert stale.value.theirs["phone"] == "01632 960111"
        assert Agency.objects.get(pk=agency.pk).phone == "01632 960111"
    assert sentences(cast.north) == ["Changed the agency Larkfield Primary: phone."]


def test_ending_an_agency_ends_everybody_in_it(cast, signed_in):
    signed_in(cast.teacher)
    by = as_actor(cast.admin)
    with acting(by):
        with pytest.raises(Refused, match="work for yourself"):
            agencies.end_agency(agency=cast.council, by=by)
        assert agencies.end_agency(agency=cast.school, by=by) == 2
    assert memberships_of(cast.teacher.user) == []
    assert not Session.objects.filter(user=cast.teacher.user).exists()
    assert sentences(cast.north) == ["Ended the agency Larkfield Primary. 2 lost access with it."]


def test_only_an_administrator_administers_and_only_their_own_partnership(cast):
    for membership in (cast.practitioner, cast.manager, cast.auditor, cast.coordinator):
        by = as_actor(membership)
        with acting(by), pytest.raises(PermissionDenied):
            agencies.add_agency(values=AGENCY | {"isa_review_on": None}, by=by)
    by = as_actor(cast.admin)
    with acting(by):
        with pytest.raises(Membership.DoesNotExist):
            people.end_person(person=cast.stranger, by=by)
        with pytest.raises(Agency.DoesNotExist):
            agencies.end_agency(agency=cast.salt_council, by=by)
    assert sentences(cast.north) == []


@pytest.mark.parametrize("role", [Role.HUB_WORKER, Role.HUB_CHAIR, Role.COORDINATOR])
def test_hub_roles_need_an_area(cast, role):
    by = as_actor(cast.admin)
    with acting(by):
        with pytest.raises(Refused, match="needs an area"):
            people.invite(email="new@north.example", agency=cast.council, place=person_form(role=role), by=by)
        place = person_form(role=role, area=cast.east)
        assert people.invite(email="new@north.example", agency=cast.council, place=place, by=by).area == cast.east


def test_no_area_agency_or_manager_of_another_partnership(cast):
    by = as_actor(cast.admin)
    with acting(by):
        for changes in (
            {"role": Role.HUB_WORKER, "area": cast.quay},
            {"line_manager": cast.stranger},
            {"line_manager": cast.practitioner},
            {"area": cast.east},
        ):
            with pytest.raises(Refused):
                people.invite(email="x@north.example", agency=cast.council, place=person_form(**changes), by=by)
        with pytest.raises(Refused):
            people.invite(email="x@north.example", agency=cast.salt_council, place=person_form(), by=by)


def test_nobody_manages_themselves_through_others(cast):
    by = as_actor(cast.admin)
    with acting(by):
        chair = Membership.objects.get(pk=cast.chair.pk)
        fields = vars(person_form()).keys()
        place = person_form(role=Role.MANAGER, area=cast.east, line_manager=chair)
        people.change_person(person=cast.manager, place=place, shown=fingerprint(cast.manager, fields), by=by)
        round_trip = person_form(role=Role.HUB_CHAIR, area=cast.east, line_manager=cast.manager)
        with pytest.raises(Refused, match="own line manager"):
            people.change_person(person=chair, place=round_trip, shown=fingerprint(chair, fields), by=by)


def test_an_administrator_keeps_their_own_role_and_access(cast):
    by = as_actor(cast.admin)
    with acting(by):
        with pytest.raises(Refused, match="own access"):
            people.end_person(person=cast.admin, by=by)
        with pytest.raises(Refused, match="own role"):
            people.change_person(person=cast.admin, place=person_form(), shown="", by=by)


def test_an_administrator_lets_themselves_into_no_family(cast):
    """Whoever runs people reads no case unless somebody else says so."""
    with databases.as_owner():
        also_hub = make_worker(cast.admin.user.email, cast.council, Role.HUB_WORKER, cast.east)
    by, fields = as_actor(cast.admin), people.Place.__dataclass_fields__
    with acting(by):
        for role in (Role.AUDITOR, Role.PRACTITIONER):
            with pytest.raises(Refused, match="yourself another place"):
                people.invite(
                    email="Admin@northbridge.example", agency=cast.school, place=person_form(role=role), by=by
                )
        west = person_form(role=Role.HUB_WORKER, area=cast.west)
        with pytest.raises(Refused, match="own role or area"):
            people.change_person(person=also_hub, place=west, shown=fingerprint(also_hub, fields), by=by)
        same = person_form(role=Role.HUB_WORKER, area=cast.east, job_title="Hub worker")
        people.change_person(person=also_hub, place=same, shown=fingerprint(also_hub, fields), by=by)
    with databases.as_owner():
        assert set(Membership.objects.filter(user=cast.admin.user).values_list("role", "area__name")) == {
            ("administrator", None),
            ("hub_worker", "East hub"),
        }


def test_whoever_became_an_administrator_reads_no_case_in_their_inbox(cast, signed_in):
    with databases.as_owner():
        Notification.objects.create(
            tenant=cast.north,
            membership=cast.practitioner,
            kind="standards.overdue",
            subject="AAAA-AAAA",
            raised_at=timezone.now(),
        )
        cast.practitioner.role = Role.ADMINISTRATOR
        cast.practitioner.save(update_fields=["role"])
    page = signed_in(cast.practitioner).get("/notifications/")
    assert page.status_code == 200 and "can no longer open" in page.content.decode()


def test_an_invitation_does_not_tell_whether_the_account_existed(cast):
    by = as_actor(cast.admin)
    with acting(by):
        known = people.invite(email=cast.stranger.user.email, agency=cast.council, place=person_form(), by=by)
        new = people.invite(email="new@north.example", agency=cast.council, place=person_form(), by=by)
    assert known.user_id == cast.stranger.user_id != new.user_id
    assert {name: type(value) for name, value in vars(known).items()} == {
        name: type(value) for name, value in vars(new).items()
    }


def test_a_mail_of_an_invitation_names_nobody(cast):
    by = as_actor(cast.admin)
    with acting(by):
        people.invite(email="new@north.example", agency=cast.council, place=person_form(), by=by)
        people.invite(email=cast.stranger.user.email, agency=cast.council, place=person_form(), by=by)
    for job in Job.objects.order_by("enqueued_at"):
        assert outbox.run(str(job.pk))
    first, second = mail.outbox
    assert (first.to, second.to) == (["new@north.example"], [cast.stranger.user.email])
    assert "/invitation/" in first.body and "/invitation/" not in second.body
    for letter in (first, second):
        for word in ("Sam", "Vale", "Northbridge", "Practitioner", "example"):
            assert word not in letter.body + letter.subject


def test_everybody_changes_their_own_details_and_nothing_else(cast):
    by = as_actor(cast.practitioner)
    with acting(by):
        change_own_details(job_title="Family worker", work_phone="07700 900123", gets_digest=False, by=by)
        for change in ("role = 'auditor'", f"agency_id = {cast.police.pk}", "job_title = 'x'"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"UPDATE ehm_membership SET {change} WHERE id = %s", [by.membership.pk])
    mine, other = Membership.objects.get(pk=cast.practitioner.pk), Membership.objects.get(pk=cast.manager.pk)
    assert (mine.job_title, mine.work_phone, mine.gets_digest) == ("Family worker", "07700 900123", False)
    assert (other.job_title, other.gets_digest) == ("", True)


def test_a_postcode_leads_to_one_area(cast):
    by = as_actor(cast.admin)
    with acting(by):
        areas.set_postcodes(area=cast.east, prefixes=["CV99 1", "CV99 2"], by=by)
        with pytest.raises(Refused, match="CV99 2 belongs to East hub"):
            areas.set_postcodes(area=cast.west, prefixes=["CV99 2", "CV99 3"], by=by)
        areas.set_postcodes(area=cast.east, prefixes=["CV99 1"], by=by)
        areas.set_postcodes(area=cast.west, prefixes=["CV99 2"], by=by)
        assert list(AreaPostcode.objects.order_by("prefix").values_list("prefix", "area__name")) == [
            ("CV99 1", "East hub"),
            ("CV99 2", "West hub"),
        ]
        with pytest.raises(Refused, match="people work"):
            areas.end_area(area=cast.east, by=by)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("cv", "CV"), (" cv99 ", "CV99"), ("cv99  1", "CV99 1"), ("cv991aa", "CV99 1AA"), ("ec1a 1bb", "EC1A 1BB")]
    + [(wrong, None) for wrong in ("", "9", "CV99 1A", "CVX", "CV 99", "CV99 1AAA", "CV99%", "Ç1")],
)
def test_a_postcode_prefix(typed, stored):
    assert clean_prefix(typed) == stored


def test_a_postcode_is_looked_up_by_whole_parts():
    assert prefixes("cv991aa") == ["CV99 1AA", "CV99 1", "CV99", "CV"]
    assert "CV9" not in prefixes("CV99 1AA")
    assert prefixes("nonsense") == []


def test_a_closure_takes_away_working_days_once_and_is_told(cast, monkeypatch):
    told = []
    monkeypatch.setattr(working_days, "_listeners", [lambda tenant_id, by: told.append((tenant_id, by.membership.pk))])
    by = as_actor(cast.admin)
    with acting(by):
        christmas = {"first": date(2026, 12, 24), "last": date(2026, 12, 31), "name": "Christmas closure", "by": by}
        NonWorkingDay.objects.create(
            tenant=cast.north, on=date(2026, 12, 25), name="Christmas Day", kind="bank_holiday"
        )
        assert calendar.add_closure(**christmas) == 5
        with pytest.raises(Refused, match="None of these"):
            calendar.add_closure(**christmas)
        with pytest.raises(Refused, match="at most"):
            calendar.add_closure(**christmas | {"last": date(2027, 1, 31)})
        closed = NonWorkingDay.objects.get(on=date(2026, 12, 24))
        calendar.rename_day(on=closed, name="Shut for Christmas", by=by)
        assert [(change.kind, change.tenant_id, who) for change, who in told] == [
            ("calendar.added", cast.north.pk, cast.admin.pk)
        ]
        calendar.remove_day(on=closed, by=by)
    assert len(told) == 2
    assert (
        sentences(cast.north)
        == [
            "Added Christmas closure, Thu 24 Dec to Thu 31 Dec, to the calendar.",
            "Renamed Thu 24 Dec from Christmas closure to Shut for Christmas.",
            "Removed Shut for Christmas, Thu 24 Dec, from the calendar.",
        ]
        or timezone.localdate().year != 2026
    )


def test_a_failed_job_is_tried_again_by_its_owner(cast):
    by = as_actor(cast.admin)
    with databases.as_owner():
        failed = Job.objects.create(tenant=cast.north, membership=cast.admin, name="ehm.invitations.send", attempts=5)
        fresh = Job.objects.create(tenant=cast.north, membership=cast.admin, name="ehm.invitations.send")
        foreign = Job.objects.create(tenant=cast.salt, membership=cast.stranger, name="x.y.z", attempts=5)
    with acting(by):
        assert list(settings_actions.needing_an_owner(cast.north.pk)) == [failed]
        settings_actions.retry_job(job_id=failed.pk, by=by)
        for other in (fresh, foreign):
            with pytest.raises(Refused):
                settings_actions.retry_job(job_id=other.pk, by=by)
    assert Job.objects.get(pk=failed.pk).attempts == 0
    assert Job.objects.get(pk=foreign.pk).attempts == 5


def test_the_log_of_changes_is_for_administrators_and_auditors(cast):
    by = as_actor(cast.admin)
    with acting(by):
        agencies.add_agency(values=AGENCY | {"isa_review_on": None}, by=by)
        assert OrganisationEvent.objects.count() == 1
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            OrganisationEvent.objects.update(kind="x")
    with acting(as_actor(cast.auditor)):
        assert OrganisationEvent.objects.count() == 1
    with acting(as_actor(cast.stranger_auditor)):
        assert OrganisationEvent.objects.count() == 0
    with acting(as_actor(cast.practitioner)), pytest.raises(ProgrammingError, match="permission denied"):
        with transaction.atomic():
            OrganisationEvent.objects.count()
