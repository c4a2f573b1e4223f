"""Who may read an episode: the team, the family's agreement, and what the family does not want shared."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from cases.actions.episodes import allocate_lead
from cases.actions.sharing import (
    add_agency,
    end_agency,
    exclude_from_sharing,
    lift_exclusion,
    record_agreement,
    withdraw_agreement,
)
from cases.choices import AgreementForm, AgreementKind
from cases.models import (
    Access,
    Agreement,
    Episode,
    EpisodeGrant,
    Family,
    KeyAgencyNote,
    SharingExclusion,
    TeamAgency,
    TimelineEvent,
)
from tests.cases import acting
from tests.cases.acting import acting_as, done
from tests.cast import make_worker, share
from tests.databases import as_owner

EVERYTHING = (Access, Agreement, Episode, EpisodeGrant, SharingExclusion, TeamAgency, TimelineEvent)
refused = partial(acting.refused, unchanged=EVERYTHING)


def sees(membership, model=Episode):
    """What both walls let through; raw SQL without a thought for who may see."""
    with acting_as(membership) as actor:
        asked = set(model.objects.visible_to(actor).values_list("pk", flat=True))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {model._meta.db_table}")
            assert {row[0] for row in cursor.fetchall()} == asked
    return asked


def access_rows(membership, episode):
    with acting_as(membership), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_access WHERE episode_id = %s", [episode.pk])
        return cursor.fetchone()[0]


def last_event():
    with as_owner():
        return TimelineEvent.objects.latest("pk")


class TestTeam:
    def test_an_agency_reads_from_when_it_joins_until_it_leaves(self, cast):
        assert cast.episode.pk not in sees(cast.teacher)
        member = done(cast.practitioner, add_agency, episode=cast.episode, agency=cast.school, worker=cast.teacher)
        assert last_event().sentence == "Larkfield Primary joined the team around the family"
        assert cast.episode.pk in sees(cast.teacher)
        refused(cast.practitioner, add_agency, episode=cast.episode, agency=cast.school, because="in the team around")
        done(cast.practitioner, end_agency, member=member)
        assert last_event().sentence == "Larkfield Primary left the team around the family"
        assert cast.episode.pk not in sees(cast.teacher)
        assert access_rows(cast.teacher, cast.episode) == 0
        refused(cast.practitioner, end_agency, member=member, because="has left the team already")
        done(cast.practitioner, add_agency, episode=cast.episode, agency=cast.school)
        assert cast.episode.pk in sees(cast.teacher)

    def test_refused_in_plain_words(self, cast):
        given = {"episode": cast.episode}
        refused(cast.practitioner, add_agency, **given, agency=cast.council, because="reads it already")
        refused(
            cast.practitioner, add_agency, **given, agency=cast.police, worker=cast.teacher, because="does not work for"
        )
        with as_owner():
            cast.police.ended_at = timezone.now()
            cast.police.save()
        refused(cast.practitioner, add_agency, **given, agency=cast.police, because="no longer part of")

    def test_only_the_lead_and_the_hub_share(self, cast):
        done(cast.hub, add_agency, episode=cast.episode, agency=cast.school)
        refused(cast.teacher, add_agency, episode=cast.episode, agency=cast.charity, error=PermissionDenied)
        refused(cast.auditor, add_agency, episode=cast.episode, agency=cast.charity, error=PermissionDenied)
        refused(cast.partner, add_agency, episode=cast.episode, agency=cast.police, error=PermissionDenied)
        refused(cast.hub, add_agency, episode=cast.school_episode, agency=cast.police, error=PermissionDenied)
        done(cast.west_hub, add_agency, episode=cast.school_episode, agency=cast.police)

    def test_nobody_shares_with_themselves_by_raw_sql(self, cast):
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        before = acting.rows_of(EVERYTHING)
        for by, agency in ((cast.partner, cast.police), (cast.teacher, cast.charity)):
            for statement in (
                "INSERT INTO cases_episodegrant (tenant_id, group_id, permission_id, content_object_id)"
                " SELECT %s, %s, id, %s FROM auth_permission WHERE codename = 'work_on_episode'",
                "INSERT INTO cases_access (tenant_id, principal_id, episode_id, source, family_id, is_open, excluded)"
                " SELECT %s, %s, %s, 'grant', 0, true, '{}'",
            ):
                with pytest.raises(Exception, match="row-level security|permission denied"), acting_as(by):
                    with transaction.atomic(), connection.cursor() as cursor:
                        cursor.execute(statement, [cast.north.pk, agency.principal_id, cast.episode.pk])
        assert acting.rows_of(EVERYTHING) == before


@pytest.fixture
def team(cast):
    """The school and the police are in the team; the school left a note on Aisha."""
    with acting_as(cast.practitioner) as actor:
        add_agency(episode=cast.episode, agency=cast.school, by=actor)
        add_agency(episode=cast.episode, agency=cast.police, by=actor)
    with as_owner():
        cast.note = KeyAgencyNote.objects.create(
            tenant=cast.north,
            person=cast.aisha,
            agency=cast.police,
            recorded_by=cast.partner,
            practitioner_name="A Worker",
            work_phone="01632 960300",
            area_of_support="Safe at home",
            started_on=timezone.localdate(),
        )
    return cast


class TestLimits:
    def test_an_excluded_agency_finds_nothing_from_the_same_second(self, cast, team):
        """R118: no row, no bare id, no note."""
        assert cast.episode.pk in sees(cast.teacher)
        assert cast.note.pk in sees(cast.teacher, KeyAgencyNote)
        exclusion = done(
            cast.practitioner,
            exclude_from_sharing,
            episode=cast.episode,
            agency=cast.school,
            reason="An aunt works there",
        )
        assert cast.episode.pk not in sees(cast.teacher)
        assert cast.family.pk not in sees(cast.teacher, Family)
        assert cast.note.pk not in sees(cast.teacher, KeyAgencyNote)
        assert access_rows(cast.teacher, cast.episode) == 0
        with as_owner():
            assert not TeamAgency.objects.filter(episode=cast.episode, agency=cast.school, ended_at=None).exists()
            assert not EpisodeGrant.objects.filter(group_id=cast.school.principal_id).exists()
        assert cast.episode.pk in sees(cast.partner), "the police are still in the team"
        refused(
            cast.practitioner, add_agency, episode=cast.episode, agency=cast.school, because="The family does not want"
        )
        done(cast.practitioner, lift_exclusion, exclusion=exclusion, reason="The aunt has left")
        assert cast.note.pk in sees(cast.teacher, KeyAgencyNote)
        assert cast.episode.pk not in sees(cast.teacher), "it does not come back to the team by itself"
        done(cast.practitioner, add_agency, episode=cast.episode, agency=cast.school)
        assert cast.episode.pk in sees(cast.teacher)
        refused(cast.practitioner, lift_exclusion, exclusion=exclusion, reason="Again", because="lifted already")

    def test_one_worker_finds_nothing_and_colleagues_still_do(self, cast, team):
        exclusion = done(
            cast.practitioner, exclude_from_sharing, episode=cast.episode, worker=cast.teacher, reason="An aunt"
        )
        assert cast.episode.pk not in sees(cast.teacher)
        assert cast.episode.pk in sees(cast.head)
        with as_owner():
            elsewhere = make_worker("teacher@northbridge.example", cast.police)
        assert cast.episode.pk not in sees(elsewhere), "the same person in another agency"
        done(cast.practitioner, lift_exclusion, exclusion=exclusion, reason="No longer")
        assert cast.episode.pk in sees(cast.teacher)

    def test_the_lead_agency_can_be_kept_out_too(self, cast, team):
        """The family's wish goes before the agency's convenience; the action ends although its own page is gone."""
        given = {"episode": cast.school_episode, "agency": cast.school, "reason": "A neighbour"}
        exclusion = done(cast.teacher, exclude_from_sharing, **given)
        assert cast.school_episode.pk not in sees(cast.teacher) | sees(cast.head)
        assert cast.school_episode.pk in sees(cast.auditor)
        done(cast.west_hub, lift_exclusion, exclusion=exclusion, reason="The neighbour has moved")
        assert cast.school_episode.pk in sees(cast.teacher)

    def test_somebody_can_always_lift_it(self, cast, team):
        """The council leads, and its people are the hub: without them only auditors could read the record."""
        council = {"agency": cast.council, "reason": "A neighbour"}
        because = "Hand over the lead first"
        refused(cast.practitioner, exclude_from_sharing, episode=cast.episode, **council, because=because)
        done(cast.practitioner, allocate_lead, episode=cast.episode, lead_agency=cast.school, lead=cast.teacher)
        with as_owner():
            cast.episode.refresh_from_db()
        exclusion = done(cast.teacher, exclude_from_sharing, episode=cast.episode, **council)
        assert cast.episode.pk not in sees(cast.practitioner) | sees(cast.hub)
        aunt = {"episode": cast.episode, "reason": "An aunt"}
        done(cast.head, exclude_from_sharing, **aunt, worker=cast.teacher)
        refused(cast.head, exclude_from_sharing, **aunt, worker=cast.head, because=because)
        done(cast.head, lift_exclusion, exclusion=exclusion, reason="The neighbour has moved")
        assert cast.episode.pk in sees(cast.hub)

    def test_refused(self, cast, team):
        given = {"episode": cast.episode, "reason": "An aunt works there"}
        refused(cast.practitioner, exclude_from_sharing, **given, because="either an agency or one worker")
        refused(cast.partner, exclude_from_sharing, **given, agency=cast.school, error=PermissionDenied)
        refused(cast.auditor, exclude_from_sharing, **given, agency=cast.school, error=PermissionDenied)
        exclusion = done(cast.practitioner, exclude_from_sharing, **given, agency=cast.charity)
        refused(cast.practitioner, exclude_from_sharing, **given, agency=cast.charity, because="asked for this already")
        refused(cast.partner, lift_exclusion, exclusion=exclusion, reason="I want to see", error=PermissionDenied)

    def test_nobody_in_the_team_lifts_a_limit_by_raw_sql(self, cast, team):
        exclusion = done(
            cast.practitioner, exclude_from_sharing, episode=cast.episode, agency=cast.charity, reason="An aunt"
        )
        with acting_as(cast.partner), connection.cursor() as cursor:
            cursor.execute("UPDATE cases_sharingexclusion SET lifted_at = now() WHERE id = %s", [exclusion.pk])
            assert cursor.rowcount == 0


class TestAgreement:
    def given(self, cast, **change):
        return {
            "episode": cast.episode,
            "person": cast.dee,
            "kind": AgreementKind.EARLY_HELP,
            "is_given": True,
            "form": AgreementForm.SPOKEN,
            "agreed_on": timezone.localdate() - timedelta(days=3),
        } | change

    def test_is_recorded_and_taken_back(self, cast):
        agreement = done(cast.practitioner, record_agreement, **self.given(cast))
        assert last_event().sentence == "Dee: agrees to receive early help (yes)"
        today = timezone.localdate()
        too_early = today - timedelta(days=4)
        refused(cast.practitioner, withdraw_agreement, agreement=agreement, withdrawn_on=too_early, because="between")
        done(cast.practitioner, withdraw_agreement, agreement=agreement, withdrawn_on=today)
        assert last_event().sentence == "Dee took back: agrees to receive early help"
        refused(
            cast.practitioner, withdraw_agreement, agreement=agreement, withdrawn_on=today, because="taken back already"
        )

    def test_a_letter_to_the_gp_needs_it_in_writing(self, cast):
        """R129."""
        spoken = self.given(cast, kind=AgreementKind.GP_LETTER)
        refused(cast.practitioner, record_agreement, **spoken, because="in writing")
        done(cast.practitioner, record_agreement, **spoken | {"form": AgreementForm.WRITTEN})
        done(cast.practitioner, record_agreement, **spoken | {"is_given": False})

    def test_refused(self, cast):
        tomorrow = timezone.localdate() + timedelta(days=1)
        refused(cast.practitioner, record_agreement, **self.given(cast, agreed_on=tomorrow), because="future")
        refused(
            cast.practitioner, record_agreement, **self.given(cast, person=cast.hidden_child), because="part of this"
        )
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        refused(cast.teacher, record_agreement, **self.given(cast), error=PermissionDenied)
        refused(cast.auditor, record_agreement, **self.given(cast), error=PermissionDenied)
