"""Early help from asking for it to its end: each action done and refused from the same set-up."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone

from cases.actions.episodes import (
    FamilyAgreement,
    LeadAgreements,
    agree_to_lead,
    allocate_lead,
    close_episode,
    decide_level,
    end_allocation,
    give_up_episode,
    open_episode,
    request_episode,
    start_episode,
)
from cases.actions.oversight import record_oversight
from cases.actions.sharing import add_agency, record_agreement
from cases.choices import (
    AgreementForm,
    AgreementKind,
    ClosureReason,
    EpisodeStatus,
    Origin,
    OversightOccasion,
)
from cases.models import Access, Episode, EpisodeGrant, LeadAllocation, LevelDecision, TeamAgency, TimelineEvent
from ehm import checks
from ehm.actions import Refused
from tests.cases import acting
from tests.cases.acting import acting_as, done
from tests.cast import make_episode, make_family, make_person, make_worker, share
from tests.databases import as_owner

EVERYTHING = (Episode, EpisodeGrant, LeadAllocation, LevelDecision, TeamAgency, TimelineEvent)
refused = partial(acting.refused, unchanged=EVERYTHING)


def events_of(episode):
    with as_owner():
        return list(TimelineEvent.objects.filter(episode=episode).order_by("pk").values_list("kind", flat=True))


def last_event(kind):
    with as_owner():
        return TimelineEvent.objects.filter(kind=kind).latest("pk")


@pytest.fixture
def new_family(cast):
    with as_owner():
        child = make_person(cast.practitioner, "Ida", "Lane")
        return make_family(cast.practitioner, "Lane family", child, area=cast.east)


@pytest.fixture
def asked(cast, new_family):
    return {
        "family": new_family,
        "origin": Origin.REQUEST,
        "reason": "Ida misses school.",
        "level": 3,
        "level_reason": "Three services help already.",
        "area": cast.east,
        "lead_agency": cast.council,
    }


@pytest.fixture
def colleague(cast):
    with as_owner():
        return make_worker("colleague@northbridge.example", cast.council)


class TestAsking:
    def test_writes_the_request_the_level_and_their_sentences(self, cast, asked):
        yesterday = timezone.now() - timedelta(days=1)
        episode = done(cast.practitioner, request_episode, **asked, requested_at=yesterday)
        assert episode.status == EpisodeStatus.REQUESTED
        assert events_of(episode) == ["episode.requested", "level.decided"]
        assert last_event("episode.requested").occurred_at == yesterday
        assert last_event("level.decided").sentence == "Level of need: RHRT 3, intensive family support"
        with as_owner():
            decision = LevelDecision.objects.get(episode=episode)
        assert (decision.level, decision.decided_by_id) == (3, cast.practitioner.pk)

    def test_not_from_the_future(self, cast, asked):
        later = timezone.now() + timedelta(minutes=5)
        refused(cast.practitioner, request_episode, **asked, requested_at=later, because="future")

    @pytest.mark.parametrize("who", ["auditor", "partner"])
    def test_only_by_those_who_work_with_families(self, cast, asked, who):
        refused(getattr(cast, who), request_episode, **asked, error=PermissionDenied)

    def test_not_while_help_runs(self, cast, asked):
        asked |= {"family": cast.family}
        refused(cast.practitioner, request_episode, **asked, because="Northbridge Early Help already leads")
        with as_owner():
            Episode.objects.filter(pk=cast.episode.pk).update(status=EpisodeStatus.NOT_TAKEN_UP)
        assert done(cast.practitioner, request_episode, **asked).pk

    def test_an_agency_asks_in_its_own_name_the_hub_in_anybodys(self, cast, asked):
        asked |= {"lead_agency": cast.school}
        refused(cast.practitioner, request_episode, **asked, because="Only East hub can ask another agency")
        refused(cast.west_hub, request_episode, **asked, because="Only East hub can ask another agency")
        assert done(cast.hub, request_episode, **asked).lead_agency == cast.school

    def test_a_lead_works_for_the_lead_agency(self, cast, asked):
        refused(cast.practitioner, request_episode, **asked, lead=cast.teacher, because="does not work for")
        episode = done(cast.practitioner, request_episode, **asked, lead=cast.practitioner)
        assert events_of(episode)[2:] == ["allocation.made", "lead.agreed"]
        with as_owner():
            assert Episode.objects.get(pk=episode.pk).lead_id == cast.practitioner.pk

    def test_nobody_in_the_team_can_make_itself_a_lead_of_the_same_family(self, cast, asked):
        """Leading opens protected addresses: refused by the action, and by the database to raw SQL."""
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        asked |= {"family": cast.family, "lead_agency": cast.school}
        refused(cast.teacher, request_episode, **asked, because="already leads early help")
        with pytest.raises(Exception, match="another agency leads"), acting_as(cast.teacher):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO cases_episode (tenant_id, reference, family_id, status, origin, reason, requested_at,"
                    " closure_reason, closure_rationale, legal_basis, level, level_band, lead_agency_id, area_id,"
                    " created_by_id, created_at, version) VALUES (%s, 'AAAA-AAAA', %s, 'open', 'request', '', now(),"
                    " '', '', 'early_help', 3, '', %s, %s, %s, now(), 1)",
                    [cast.north.pk, cast.family.pk, cast.school.pk, cast.east.pk, cast.teacher.pk],
                )

    def test_an_old_lead_does_not_learn_who_leads_now(self, cast, asked):
        """The school led once; now the council does, and the school cannot see that."""
        with as_owner():
            ended = {"closed_at": timezone.now(), "closed_by": cast.teacher}
            make_episode(cast.teacher, cast.family, cast.east, EpisodeStatus.CLOSED, **ended)
        asked |= {"family": cast.family, "lead_agency": cast.school}
        refused(cast.teacher, request_episode, **asked, because="Another agency already leads")


class TestOpening:
    def test_begins_help(self, cast, asked):
        episode = done(cast.practitioner, request_episode, **asked)
        refused(cast.teacher, open_episode, episode=episode, error=PermissionDenied)
        refused(cast.auditor, open_episode, episode=episode, error=PermissionDenied)
        opened = done(cast.practitioner, open_episode, episode=episode)
        assert (opened.status, opened.opened_at is not None) == (EpisodeStatus.OPEN, True)
        assert events_of(episode)[-1] == "episode.opened"
        refused(cast.practitioner, open_episode, episode=episode, because="has already begun")

    def test_where_the_partnership_asks_for_agreement_only_with_it(self, cast):
        """R127: Saltmere has Hull's profile."""
        by = cast.stranger
        with as_owner():
            ida = make_person(by, "Ida", "Lane")
            family = make_family(by, "Lane family", ida, area=cast.quay)
        asked = {
            "family": family,
            "origin": Origin.REQUEST,
            "reason": "Ida misses school.",
            "level": 3,
            "level_reason": "Three services help already.",
            "area": cast.quay,
            "lead_agency": cast.salt_council,
        }
        refused(by, start_episode, **asked, because="only when the family has agreed")
        agreement = FamilyAgreement(ida, AgreementForm.SPOKEN, timezone.localdate())
        episode = done(by, start_episode, **asked, agreement=agreement)
        assert episode.is_open
        assert "agreement.recorded" in events_of(episode)

    def test_an_agreement_that_was_taken_back_or_refused_does_not_count(self, cast):
        with as_owner():
            episode = make_episode(cast.stranger, cast.salt_family, cast.quay, EpisodeStatus.REQUESTED)
        given = {
            "episode": episode,
            "person": cast.salt_child,
            "kind": AgreementKind.EARLY_HELP,
            "form": AgreementForm.SPOKEN,
            "agreed_on": timezone.localdate(),
        }
        done(cast.stranger, record_agreement, **given, is_given=False)
        refused(cast.stranger, open_episode, episode=episode, because="only when the family has agreed")
        done(cast.stranger, record_agreement, **given, is_given=True)
        assert done(cast.stranger, open_episode, episode=episode).is_open


class TestLevel:
    def test_history_is_kept(self, cast):
        given = {"episode": cast.episode, "level": 2, "reason": "Two services are enough now."}
        done(cast.practitioner, decide_level, **given, decided_on=timezone.localdate())
        with as_owner():
            assert Episode.objects.get(pk=cast.episode.pk).level == 2
            assert LevelDecision.objects.filter(episode=cast.episode).count() == 1
        refused(
            cast.practitioner,
            decide_level,
            **given,
            decided_on=timezone.localdate(),
            because="already RHRT 2, targeted",
        )

    def test_not_in_the_future_and_not_by_the_team(self, cast):
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        given = {"episode": cast.episode, "level": 2, "reason": "Two services are enough now."}
        tomorrow = timezone.localdate() + timedelta(days=1)
        refused(cast.practitioner, decide_level, **given, decided_on=tomorrow, because="future")
        refused(cast.teacher, decide_level, **given, decided_on=timezone.localdate(), error=PermissionDenied)
        assert done(cast.hub, decide_level, **given, decided_on=timezone.localdate()).level == 2


class TestLead:
    def test_a_new_lead_ends_the_one_before(self, cast, colleague):
        allocation = done(
            cast.manager,
            allocate_lead,
            episode=cast.episode,
            lead_agency=cast.council,
            lead=colleague,
            agreements=LeadAgreements(by_family=True),
            end_reason="Moves to another team",
        )
        with as_owner():
            old, new = LeadAllocation.objects.filter(episode=cast.episode).order_by("pk")
            assert Episode.objects.get(pk=cast.episode.pk).lead_id == colleague.pk
        assert (old.ended_at is not None, old.end_reason) == (True, "Moves to another team")
        assert new.pk == allocation.pk
        assert (new.agreed_by_family, new.agreed_by_practitioner, new.agreed_at) == (True, False, None)
        assert events_of(cast.episode) == ["allocation.ended", "allocation.made"]
        assert last_event("allocation.made").data == {
            "lead": "Colleague",
            "agency": "Northbridge Early Help",
            "is_local_authority": True,
            "allocation_id": new.pk,
            "lead_id": colleague.pk,
            "lead_agency_id": cast.council.pk,
        }
        assert last_event("allocation.ended").data["next_is_local_authority"] is True

    def test_the_practitioner_agrees_for_themselves(self, cast, colleague):
        given = {"episode": cast.episode, "lead_agency": cast.council, "lead": colleague}
        allocation = done(cast.manager, allocate_lead, **given)
        refused(cast.manager, agree_to_lead, allocation=allocation, error=PermissionDenied)
        agreed = done(colleague, agree_to_lead, allocation=allocation, agreements=LeadAgreements(by_children=True))
        assert (agreed.agreed_by_practitioner, agreed.agreed_by_children) == (True, True)
        assert last_event("lead.agreed").data["allocation_id"] == allocation.pk
        refused(colleague, agree_to_lead, allocation=allocation, because="agreed to lead already")

    def test_refusals_in_plain_words(self, cast, colleague):
        given = {"episode": cast.episode, "lead_agency": cast.council}
        refused(cast.manager, allocate_lead, **given, lead=cast.practitioner, because="leads already")
        refused(cast.manager, allocate_lead, **given, lead=cast.teacher, because="does not work for")
        with as_owner():
            colleague.ended_at = timezone.now()
            colleague.save()
        refused(cast.manager, allocate_lead, **given, lead=colleague, because="no longer works here")

    def test_a_partner_in_the_team_cannot_allocate(self, cast):
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        given = {"episode": cast.episode, "lead_agency": cast.school, "lead": cast.teacher}
        refused(cast.teacher, allocate_lead, **given, error=PermissionDenied)
        refused(cast.head, allocate_lead, **given, error=PermissionDenied)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE cases_episode SET lead_agency_id = %(school)s WHERE id = %(episode)s",
            "UPDATE cases_episode SET lead_id = %(teacher)s WHERE id = %(episode)s",
            "SELECT cases_transfer(%(episode)s, %(school)s, %(teacher)s)",
            "INSERT INTO cases_leadallocation (tenant_id, reference, episode_id, lead_agency_id, lead_id, agency_id,"
            " allocated_by_id, agreed_by_practitioner, agreed_by_children, agreed_by_family, agreement_note,"
            " allocated_at, end_reason) VALUES (%(tenant)s, 'AAAA-AAAA', %(episode)s, %(school)s, %(teacher)s,"
            " %(school)s, %(teacher)s, true, true, true, '', now(), '')",
            "INSERT INTO cases_access (tenant_id, episode_id, principal_id, source, family_id, is_open, excluded)"
            " VALUES (%(tenant)s, %(episode)s, %(group)s, 'lead', %(family)s, true, '{}')",
        ],
    )
    def test_the_lead_cannot_be_stolen_by_raw_sql(self, cast, statement):
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
            LeadAllocation.objects.filter(episode=cast.episode).update(ended_at=timezone.now())
        given = {
            "tenant": cast.north.pk,
            "episode": cast.episode.pk,
            "family": cast.family.pk,
            "school": cast.school.pk,
            "group": cast.school.principal_id,
            "teacher": cast.teacher.pk,
        }
        before = acting.rows_of(EVERYTHING)
        with pytest.raises(Exception, match="permission denied|row-level security|may hand over"):
            with acting_as(cast.teacher), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, given)
        assert acting.rows_of(EVERYTHING) == before

    def test_the_team_cannot_end_the_leads_allocation_by_raw_sql(self, cast):
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        with acting_as(cast.teacher), connection.cursor() as cursor:
            cursor.execute("UPDATE cases_leadallocation SET ended_at = now() WHERE episode_id = %s", [cast.episode.pk])
            assert cursor.rowcount == 0

    def test_the_lead_goes_only_to_somebody_who_works_there(self, cast):
        with pytest.raises(Exception, match="works for the lead agency"), acting_as(cast.practitioner):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT cases_transfer(%s, %s, %s)", [cast.episode.pk, cast.council.pk, cast.teacher.pk])

    @pytest.mark.parametrize("keeps_reading", [True, False])
    def test_another_agency_takes_over(self, cast, keeps_reading):
        """The old lead agency goes on reading only if it stays in the team; the new one leaves it."""
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        done(
            cast.practitioner,
            allocate_lead,
            episode=cast.episode,
            lead_agency=cast.school,
            lead=cast.teacher,
            keeps_reading=keeps_reading,
        )
        with acting_as(cast.practitioner) as actor:
            assert Episode.objects.visible_to(actor).exists() == keeps_reading
        with acting_as(cast.hub) as actor:
            assert Episode.objects.visible_to(actor).get().lead_agency == cast.school
        with as_owner():
            team = TeamAgency.objects.filter(episode=cast.episode, ended_at=None)
            assert {member.agency_id for member in team} == ({cast.council.pk} if keeps_reading else set())
            sources = Access.objects.filter(episode_id=cast.episode.pk, principal_id=cast.school.principal_id)
            assert [access.source for access in sources] == ["lead"]
        assert last_event("allocation.ended").data["next_is_local_authority"] is False
        allocation = last_event("allocation.made").data["allocation_id"]
        with acting_as(cast.teacher) as actor:
            agree_to_lead(allocation=LeadAllocation.objects.get(pk=allocation), by=actor)

    def test_nobody_leads_for_a_while(self, cast):
        refused(cast.auditor, end_allocation, episode=cast.episode, reason="Ill", error=PermissionDenied)
        done(cast.manager, end_allocation, episode=cast.episode, reason="Ill for a long time")
        with as_owner():
            assert Episode.objects.get(pk=cast.episode.pk).lead_id is None
        assert last_event("allocation.ended").data["next_is_local_authority"] is None
        refused(cast.manager, end_allocation, episode=cast.episode, reason="Ill", because="Nobody leads")


CLOSING = {"reason": ClosureReason.NEEDS_MET, "rationale": "All goals reached.", "family_told": True}


def oversee(cast, episode, occasion, by=None):
    return done(
        by or cast.manager,
        record_oversight,
        episode=episode,
        occasion=occasion,
        what_is_happening="The plan is done.",
        what_is_working="School every day.",
        what_should_be_done="Close and write to the family.",
        by_when=timezone.localdate() + timedelta(days=7),
        why="Goals are reached.",
    )


class TestClosing:
    def test_ends_the_teams_reading_and_keeps_the_leads(self, cast):
        done(cast.practitioner, add_agency, episode=cast.episode, agency=cast.school)
        oversee(cast, cast.episode, OversightOccasion.CLOSURE)
        with acting_as(cast.teacher) as actor:
            assert Episode.objects.visible_to(actor).filter(pk=cast.episode.pk).exists()
        done(cast.practitioner, close_episode, episode=cast.episode, **CLOSING)
        with acting_as(cast.teacher) as actor:
            assert not Episode.objects.visible_to(actor).filter(pk=cast.episode.pk).exists()
            assert not Episode.objects.filter(pk=cast.episode.pk).exists()
        with acting_as(cast.practitioner) as actor:
            closed = Episode.objects.visible_to(actor).get(pk=cast.episode.pk)
        assert (closed.status, closed.closed_by_id) == (EpisodeStatus.CLOSED, cast.practitioner.pk)
        with as_owner():
            assert not EpisodeGrant.objects.filter(content_object=cast.episode).exists()
            assert not LeadAllocation.objects.filter(episode=cast.episode, ended_at=None).exists()
        assert events_of(cast.episode)[-2:] == ["team.left", "episode.closed"]
        assert last_event("episode.closed").data["family_told"] is True
        refused(cast.practitioner, close_episode, episode=cast.episode, **CLOSING, because="has already ended")

    def test_not_before_a_manager_looked(self, cast):
        refused(cast.practitioner, close_episode, episode=cast.episode, **CLOSING, because="A manager must record")
        oversee(cast, cast.episode, OversightOccasion.PERIODIC)
        refused(cast.practitioner, close_episode, episode=cast.episode, **CLOSING, because="A manager must record")

    def test_where_no_profile_asks_for_oversight_it_closes_without(self, cast):
        assert done(cast.stranger, close_episode, episode=cast.salt_episode, **CLOSING).status == EpisodeStatus.CLOSED

    def test_says_why_a_family_was_not_told(self, cast):
        oversee(cast, cast.episode, OversightOccasion.CLOSURE)
        untold = CLOSING | {"family_told": False}
        refused(cast.practitioner, close_episode, episode=cast.episode, **untold, because="why the family has not")
        done(cast.practitioner, close_episode, episode=cast.episode, **untold, why_not_told="They moved away.")
        assert last_event("episode.closed").data["why_not_told"] == "They moved away."

    def test_not_by_a_partner_in_the_team(self, cast):
        done(cast.practitioner, add_agency, episode=cast.episode, agency=cast.school)
        oversee(cast, cast.episode, OversightOccasion.CLOSURE)
        refused(cast.teacher, close_episode, episode=cast.episode, **CLOSING, error=PermissionDenied)

    def test_another_app_can_refuse(self, cast, monkeypatch):
        def outstanding(episode, actor):
            raise Refused("An assessment waits to be signed off")

        monkeypatch.setitem(checks._checks, "cases.close_episode", [outstanding])
        oversee(cast, cast.episode, OversightOccasion.CLOSURE)
        refused(cast.practitioner, close_episode, episode=cast.episode, **CLOSING, because="waits to be signed off")

    def test_help_that_was_not_taken_up(self, cast, asked):
        episode = done(cast.practitioner, request_episode, **asked)
        refused(cast.practitioner, give_up_episode, episode=cast.episode, reason="No", because="has already begun")
        assert done(cast.practitioner, give_up_episode, episode=episode, reason="They said no").status == "not_taken_up"
        assert events_of(episode)[-1] == "episode.not_taken_up"
        refused(cast.practitioner, open_episode, episode=episode, because="was not taken up")
