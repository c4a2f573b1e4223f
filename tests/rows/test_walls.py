"""Two walls: Django asks only for what the actor may see, PostgreSQL returns nothing else (row-permissions)."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection, transaction
from guardian.shortcuts import remove_perm

from cases.choices import EpisodeStatus
from cases.models import (
    Access,
    Address,
    Contact,
    Episode,
    Family,
    FamilyMember,
    KeyAgencyNote,
    Person,
    SharingExclusion,
)
from ehm.rows.actor import actor_for, as_actor
from ehm.rows.context import acting
from tests.cast import make_family, make_person, make_worker, share
from tests.databases import as_owner


def actor_of(membership):
    return actor_for(membership.user, membership.pk)


def sees(membership, model=Episode):
    """What both walls let through; they must say the same."""
    actor = actor_of(membership)
    with acting(actor):
        wall = set(model.objects.filter(tenant_id__gte=0).values_list("pk", flat=True))
        asked = set(model.objects.visible_to(actor).values_list("pk", flat=True))
    assert wall == asked
    return wall


def refused(statement, *values):
    """In a savepoint of its own; returns the error that PostgreSQL gave."""
    with pytest.raises(Exception) as caught, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    return str(caught.value).splitlines()[0]


def changed(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def exclude(cast, episode, **whom):
    with as_owner():
        return SharingExclusion.objects.create(
            tenant=cast.north, episode=episode, recorded_by=cast.practitioner, reason="The family asked", **whom
        )


def share_as_lead(episode, agency, lead):
    with acting(actor_of(lead)):
        share(episode, agency, lead)


def test_without_context_the_login_role_is_refused(cast):
    assert "permission denied for table cases_episode" in refused("SELECT 1 FROM cases_episode")
    assert "permission denied to set role" in refused("SET ROLE ehm_owner")


def test_need_to_know(cast):
    """Lead agency, hub of the area, auditor; nobody else, and no other partnership (R117, R123)."""
    both = {cast.episode.pk, cast.school_episode.pk}
    assert sees(cast.practitioner) == {cast.episode.pk}
    assert sees(cast.manager) == {cast.episode.pk}
    assert sees(cast.hub) == {cast.episode.pk}
    assert sees(cast.west_hub) == both, "the council leads one, the other is in the west"
    assert sees(cast.teacher) == {cast.school_episode.pk}
    assert sees(cast.partner) == set()
    assert sees(cast.auditor) == both
    assert sees(cast.stranger) == {cast.salt_episode.pk}
    assert sees(cast.stranger_auditor) == {cast.salt_episode.pk}


def test_an_administrator_reads_no_case_table(cast):
    with acting(actor_of(cast.admin)):
        for model in apps.get_app_config("cases").get_models():
            if model._meta.managed and not model.__name__.endswith("Aggregate"):
                assert "permission denied" in refused(f"SELECT 1 FROM {model._meta.db_table}"), model


def test_people_and_families_follow_the_episode(cast):
    assert cast.aisha.pk in sees(cast.practitioner, Person)
    assert sees(cast.teacher, Person) == {cast.hidden_child.pk}
    assert sees(cast.partner, Person) == sees(cast.partner, Family) == sees(cast.partner, FamilyMember) == set()


def test_until_help_begins_a_family_is_its_writers(cast):
    with as_owner():
        child = make_person(cast.helper, "Kit", "Fox")
        family = make_family(cast.helper, "Fox family", child, area=cast.east)
    assert family.pk in sees(cast.helper, Family) and child.pk in sees(cast.helper, Person)
    assert family.pk in sees(cast.hub, Family), "the hub of the area"
    assert family.pk not in sees(cast.teacher, Family) and child.pk not in sees(cast.teacher, Person)
    with acting(actor_of(cast.hub)):
        Episode.objects.create(
            tenant=cast.north,
            family=family,
            origin="request",
            level=2,
            requested_at="2026-01-01T10:00Z",
            lead_agency=cast.council,
            area=cast.east,
            created_by=cast.hub,
        )
    assert family.pk not in sees(cast.helper, Family) and child.pk not in sees(cast.helper, Person)
    assert family.pk in sees(cast.practitioner, Family)


def test_a_grant_opens_and_ends(cast):
    share_as_lead(cast.episode, cast.police, cast.practitioner)
    assert sees(cast.partner) == {cast.episode.pk}
    assert cast.family.pk in sees(cast.partner, Family)
    with acting(actor_of(cast.practitioner)):
        remove_perm("work_on_episode", Group(pk=cast.police.principal_id), cast.episode)
    assert sees(cast.partner) == sees(cast.partner, Family) == set()


def test_nobody_shares_with_themselves(cast):
    with acting(actor_of(cast.partner)):
        error = refused(
            "INSERT INTO cases_episodegrant (tenant_id, permission_id, group_id, content_object_id)"
            " SELECT %s, id, %s, %s FROM auth_permission WHERE codename = 'work_on_episode'",
            cast.north.pk,
            cast.police.principal_id,
            cast.episode.pk,
        )
        assert "violates row-level security" in error
        assert "permission denied" in refused(
            "INSERT INTO cases_access VALUES (%s, %s, %s, 'grant', 1)",
            cast.north.pk,
            cast.episode.pk,
            cast.police.principal_id,
        )


def test_nobody_opens_a_hidden_family_by_putting_an_episode_or_a_person_into_theirs(cast):
    with acting(actor_of(cast.partner)):
        assert "the family is not there" in refused(
            "INSERT INTO cases_episode (tenant_id, reference, family_id, status, origin, reason, requested_at,"
            " closure_reason, closure_rationale, legal_basis, level, level_band, lead_agency_id, area_id,"
            " created_by_id, created_at, version) VALUES (%s, 'X', %s, 'open', 'request', '', now(), '', '',"
            " 'early_help', 3, '', %s, %s, %s, now(), 1)",
            cast.north.pk,
            cast.family.pk,
            cast.police.pk,
            cast.east.pk,
            cast.partner.pk,
        )
    with as_owner():
        family = make_family(cast.helper, "Fox family")
    with acting(actor_of(cast.helper)):
        assert "the person is not there" in refused(
            "INSERT INTO cases_familymember (tenant_id, family_id, person_id, role, description, support, added_at)"
            " VALUES (%s, %s, %s, 'household', '', '', now())",
            cast.north.pk,
            family.pk,
            cast.aisha.pk,
        )
    assert cast.aisha.pk not in sees(cast.helper, Person)


def test_a_partner_in_the_team_cannot_take_the_lead(cast):
    share_as_lead(cast.episode, cast.police, cast.practitioner)
    with acting(actor_of(cast.partner)):
        assert "permission denied" in refused("UPDATE cases_episode SET lead_agency_id = %s", cast.police.pk)
        assert "permission denied" in refused("UPDATE cases_episode SET excluded = '{}'")
        assert "only the lead" in refused("SELECT cases_transfer(%s, %s, NULL)", cast.episode.pk, cast.police.pk)
    with as_owner():
        connection.cursor().execute("GRANT UPDATE ON cases_episode TO ehm_agency")
    with acting(actor_of(cast.partner)):
        stolen = changed("UPDATE cases_episode SET lead_agency_id = %s", cast.police.pk)
    assert stolen == 1, "without column rights the policy alone lets a partner take the lead"


def test_the_lead_is_handed_over_through_one_function(cast):
    with acting(actor_of(cast.teacher)):
        changed("SELECT cases_transfer(%s, %s, NULL)", cast.school_episode.pk, cast.police.pk)
    assert sees(cast.teacher) == set() and sees(cast.partner) == {cast.school_episode.pk}
    with acting(actor_of(cast.west_hub)):
        changed("SELECT cases_transfer(%s, %s, %s)", cast.school_episode.pk, cast.school.pk, cast.teacher.pk)
    assert sees(cast.partner) == set() and sees(cast.teacher) == {cast.school_episode.pk}


@pytest.mark.parametrize("kind", ["agency", "worker"])
def test_an_exclusion_hides_everything_at_once_and_lifting_it_gives_it_back(cast, kind):
    share_as_lead(cast.episode, cast.police, cast.practitioner)
    with acting(actor_of(cast.practitioner)):
        KeyAgencyNote.objects.create(
            tenant=cast.north,
            person=cast.aisha,
            agency=cast.council,
            practitioner_name="Sam",
            work_phone="01632 960000",
            area_of_support="Routines",
            started_on="2026-01-01",
            recorded_by=cast.practitioner,
        )
    assert len(sees(cast.partner, KeyAgencyNote)) == 1
    exclusion = exclude(
        cast, cast.episode, **({"agency": cast.police} if kind == "agency" else {"worker": cast.partner})
    )
    for model in (Episode, Family, Person, KeyAgencyNote):
        assert sees(cast.partner, model) == set(), model
    with acting(actor_of(cast.partner)):
        assert Access.objects.count() == 0 and SharingExclusion.objects.count() == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM cases_find_known('Aisha', 'Reed', NULL, '9990000018')")
            assert cursor.fetchall() == []
            cursor.execute("SELECT * FROM cases_known_child(%s)", [cast.aisha.reference])
            assert cursor.fetchall() == []
    assert sees(cast.practitioner) == {cast.episode.pk}
    with acting(actor_of(cast.practitioner)):
        changed("UPDATE cases_sharingexclusion SET lifted_at = now() WHERE id = %s", exclusion.pk)
    assert sees(cast.partner) == {cast.episode.pk} and len(sees(cast.partner, KeyAgencyNote)) == 1


def test_an_exclusion_hides_from_the_lead_itself(cast):
    exclude(cast, cast.school_episode, agency=cast.school)
    assert sees(cast.teacher) == sees(cast.teacher, Family) == sees(cast.teacher, Person) == set()


def test_a_worker_who_is_excluded_by_name_sees_nothing_in_any_of_their_places(cast):
    """Staff who are family: hidden by name, as auditor too."""
    with as_owner():
        as_auditor = make_worker(cast.practitioner.user.email, cast.charity, "auditor")
    exclude(cast, cast.episode, worker=cast.practitioner)
    assert sees(cast.practitioner) == set()
    assert sees(as_auditor) == {cast.school_episode.pk}
    assert cast.family.pk not in sees(as_auditor, Family) and cast.aisha.pk not in sees(as_auditor, Person)
    assert cast.episode.pk in sees(cast.hub), "colleagues still see it"


def test_an_excluded_agency_cannot_be_brought_into_the_team(cast):
    exclude(cast, cast.episode, agency=cast.police)
    with acting(actor_of(cast.practitioner)), pytest.raises(Exception, match="does not want"), transaction.atomic():
        share(cast.episode, cast.police, cast.practitioner)


def test_a_protected_address_is_for_lead_and_hub(cast):
    share_as_lead(cast.episode, cast.police, cast.practitioner)
    with acting(actor_of(cast.practitioner)):
        for person, protected in ((cast.aisha, True), (cast.ben, False)):
            Address.objects.create(
                tenant=cast.north,
                family=cast.family,
                person=person,
                lines="1 Invented Street",
                postcode="CV99 1AA",
                is_protected=protected,
                agency=cast.council,
                recorded_by=cast.practitioner,
            )
    for reader, count in ((cast.practitioner, 2), (cast.hub, 2), (cast.auditor, 2), (cast.partner, 1)):
        assert len(sees(reader, Address)) == count, reader.role
    with as_owner():
        now = "2026-02-01T10:00Z"
        Episode.objects.filter(pk=cast.episode.pk).update(
            status=EpisodeStatus.CLOSED, closed_at=now, closed_by=cast.practitioner
        )
    assert len(sees(cast.practitioner, Address)) == 1, "a closed episode tells nobody where a child lives now"


def test_a_note_of_a_protected_child_is_for_whoever_may_know_where_the_child_is(cast):
    """It names the school or the GP (ADR 3). The note may come before the protection or after it."""
    share_as_lead(cast.episode, cast.police, cast.practitioner)

    def note():
        with acting(actor_of(cast.helper)):
            return KeyAgencyNote.objects.create(
                tenant=cast.north,
                person=cast.aisha,
                agency=cast.charity,
                practitioner_name="Pat",
                work_phone="01632 960000",
                area_of_support="Play",
                started_on="2026-01-01",
                recorded_by=cast.helper,
            ).pk

    before = note()
    everybody = (cast.practitioner, cast.hub, cast.helper, cast.auditor, cast.partner, cast.west_hub, cast.teacher)
    near, far = everybody[:4], (cast.partner, cast.teacher)
    for reader in everybody:
        assert sees(reader, KeyAgencyNote) == {before}, reader
    with acting(actor_of(cast.practitioner)):
        home = Address.objects.create(
            tenant=cast.north,
            family=cast.family,
            person=cast.aisha,
            is_protected=True,
            agency=cast.council,
            recorded_by=cast.practitioner,
        )
    both = {before, note()}
    for reader in near:
        assert sees(reader, KeyAgencyNote) == both, reader
    for reader in far:
        assert sees(reader, KeyAgencyNote) == set(), f"{reader}: in the team or not, the school stays hidden"
    with acting(actor_of(cast.helper)):
        assert changed("UPDATE cases_keyagencynote SET ended_on = '2026-02-01' WHERE id = %s", before) == 1
        assert "permission denied" in refused("UPDATE cases_keyagencynote SET is_protected = false")
    with acting(actor_of(cast.practitioner)):
        changed("UPDATE cases_address SET ended_on = '2026-02-01' WHERE id = %s", home.pk)
    for reader in everybody:
        assert sees(reader, KeyAgencyNote) == both, "the danger is over"


def test_a_family_that_the_child_has_left_opens_no_protected_note(cast):
    with as_owner():
        FamilyMember.objects.create(
            tenant=cast.north, family=cast.hidden_family, person=cast.aisha, role="household", left_on="2026-01-01"
        )
        Address.objects.create(
            tenant=cast.north,
            family=cast.family,
            person=cast.aisha,
            is_protected=True,
            agency=cast.council,
            recorded_by=cast.practitioner,
        )
        note = KeyAgencyNote.objects.create(
            tenant=cast.north,
            person=cast.aisha,
            agency=cast.charity,
            practitioner_name="Pat",
            work_phone="01632 960000",
            area_of_support="Play",
            started_on="2026-01-01",
            recorded_by=cast.helper,
        )
    assert sees(cast.practitioner, KeyAgencyNote) == {note.pk}
    assert sees(cast.teacher, KeyAgencyNote) == set(), "the school leads the family that Aisha left"
    with as_owner():  # Django's wall alone says so too
        assert not KeyAgencyNote.objects.visible_to(as_actor(cast.teacher)).exists()
        FamilyMember.objects.filter(family=cast.hidden_family, person=cast.aisha).update(left_on=None)
    assert sees(cast.teacher, KeyAgencyNote) == {note.pk}


def test_contacts_are_written_in_ones_own_agencys_name(cast):
    share_as_lead(cast.episode, cast.police, cast.practitioner)
    row = {"tenant": cast.north, "episode": cast.episode, "happened_at": "2026-01-01T10:00Z", "kind": "phone"}
    with acting(actor_of(cast.practitioner)):
        Contact.objects.create(agency=cast.council, recorded_by=cast.practitioner, **row)
    with acting(actor_of(cast.partner)):
        assert Contact.objects.count() == 1
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Contact.objects.create(agency=cast.council, recorded_by=cast.practitioner, **row)
        assert Contact.objects.update(working_well="changed by another agency") == 0
        assert "permission denied" in refused("DELETE FROM cases_contact")
    with acting(actor_of(cast.auditor)):
        assert "permission denied" in refused("UPDATE cases_contact SET working_well = 'x'")


def test_rows_point_inside_their_partnership(cast):
    with as_owner():
        error = refused(
            "INSERT INTO cases_familymember (tenant_id, family_id, person_id, role, description, support, added_at)"
            " VALUES (%s, %s, %s, 'household', '', '', now()); SET CONSTRAINTS ALL IMMEDIATE",
            cast.north.pk,
            cast.salt_family.pk,
            cast.aisha.pk,
        )
    assert "tenant_fk" in error


def test_nothing_is_left_of_the_context(cast):
    sees(cast.practitioner)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('ehm.tenant_id', true), current_setting('role')")
        assert cursor.fetchone() == ("ehm_app", "", "none")


def test_a_page_that_reads_cannot_write(cast):
    with acting(actor_of(cast.practitioner), read_only=True):
        assert "read-only transaction" in refused("UPDATE cases_episode SET reason = 'x'")


def test_scope_roles_read_no_account(cast):
    with acting(actor_of(cast.practitioner)):
        assert "permission denied" in refused("SELECT 1 FROM ehm_user")
        assert "permission denied" in refused("SELECT 1 FROM cases_personindex")
        assert "permission denied" in refused("SELECT 1 FROM cases_personevent")


def test_history_knows_who(cast):
    with acting(actor_of(cast.practitioner)):
        Person.objects.filter(pk=cast.ben.pk).update(known_as="Benji")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pgh_label, known_as, c.metadata->>'membership' FROM cases_personevent"
            " LEFT JOIN pghistory_context c ON c.id = pgh_context_id WHERE pgh_obj_id = %s"
            " ORDER BY pgh_id DESC LIMIT 1",
            [cast.ben.pk],
        )
        assert cursor.fetchone() == ("update", "Benji", str(cast.practitioner.pk))
