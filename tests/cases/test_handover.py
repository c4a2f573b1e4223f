"""What whoever is asked to lead is told: who writes it, who reads it, and until when it stands before them."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from cases.actions.episodes import HandoverNote, allocate_lead, say_first_done
from cases.actions.sharing import exclude_from_sharing
from cases.models import Handover, LeadAllocation, TimelineEvent
from tests import databases
from tests.cases.acting import acting_as, done, refused
from tests.cast import share

TODAY = timezone.localdate()
NOTE = HandoverNote(
    agreed="The family wants help with mornings",
    first="Ring Dee before three",
    first_by=TODAY + timedelta(days=1),
    talk_to="The school nurse",
    careful="Do not leave messages",
)


def asked_to_lead(cast, lead=None, agency=None, by=None, note=NOTE):
    given = {"episode": cast.episode, "lead_agency": agency or cast.council, "lead": lead or cast.hub}
    done(by or cast.manager, allocate_lead, **given, handover=note, end_reason="x")
    with databases.as_owner():
        return Handover.objects.select_related("allocation", "episode").filter(episode=cast.episode).latest("pk")


def reads(worker):
    """What Django asks for, and what PostgreSQL gives: alike."""
    with acting_as(worker) as actor, connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_handover")
        wall = {pk for (pk,) in cursor.fetchall()}
        assert set(Handover.objects.visible_to(actor).values_list("pk", flat=True)) == wall
    return bool(wall)


def page(signed_in, worker, cast):
    return signed_in(worker).get(f"/episodes/{cast.episode.reference}/").content.decode()


def test_whoever_is_asked_reads_it_first_of_all_until_they_have_done_it(cast, signed_in):
    handover = asked_to_lead(cast)
    html = page(signed_in, cast.hub, cast)
    assert "Ring Dee before three" in html and html.index("Ring Dee") < html.index("How it stands")
    work = signed_in(cast.hub).get("/").content.decode()
    assert "First for the Reed family, by" in work and "Ring Dee before three" in work
    assert signed_in(cast.hub).post(f"/episodes/{cast.episode.reference}/handover/done/").status_code == 302
    assert "Ring Dee" not in page(signed_in, cast.hub, cast)
    assert "Ring Dee" not in signed_in(cast.hub).get("/").content.decode()
    assert "Ring Dee" in signed_in(cast.hub).get(f"/episodes/{cast.episode.reference}/handover/").content.decode()
    refused(cast.hub, say_first_done, handover=handover, because="said so already", unchanged=[Handover])


def test_the_team_does_not_read_it_nor_whoever_the_family_keeps_out(cast, signed_in):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    asked_to_lead(cast)
    for worker in (cast.manager, cast.hub, cast.practitioner, cast.coordinator, cast.auditor):
        assert reads(worker), worker
    for worker in (cast.teacher, cast.partner, cast.helper, cast.stranger, cast.stranger_auditor):
        assert not reads(worker), worker
    seen = page(signed_in, cast.teacher, cast)
    assert "A handover was written for Hub" in seen and "Ring Dee" not in seen and "/handover/" not in seen
    assert signed_in(cast.teacher).get(f"/episodes/{cast.episode.reference}/handover/").status_code == 404
    assert f"/episodes/{cast.episode.reference}/handover/" in page(signed_in, cast.practitioner, cast)
    done(cast.manager, exclude_from_sharing, episode=cast.episode, worker=cast.coordinator, reason="Related")
    assert not reads(cast.coordinator)


def test_it_goes_with_the_lead_to_another_agency(cast):
    asked_to_lead(cast, lead=cast.teacher, agency=cast.school, by=cast.practitioner)
    assert reads(cast.teacher) and reads(cast.hub) and not reads(cast.practitioner)


def test_only_whoever_it_was_written_for_says_that_it_is_done(cast):
    handover = asked_to_lead(cast)
    for worker in (cast.manager, cast.practitioner, cast.auditor):
        refused(worker, say_first_done, handover=handover, error=PermissionDenied, unchanged=[Handover])
    asked_to_lead(cast, lead=cast.practitioner, note=HandoverNote(careful="A dog"))
    with databases.as_owner():
        handover = Handover.objects.select_related("allocation", "episode").get(pk=handover.pk)
    refused(cast.hub, say_first_done, handover=handover, error=PermissionDenied, unchanged=[Handover])


@pytest.mark.parametrize(
    ("note", "because"),
    [
        (HandoverNote(first="x", first_by=TODAY - timedelta(days=1)), "today or later"),
        (HandoverNote(agreed="x", first_by=TODAY), "Say what comes first"),
    ],
)
def test_what_comes_first_has_a_day_that_is_still_to_come(cast, note, because):
    unchanged = [Handover, LeadAllocation, TimelineEvent]
    given = {"episode": cast.episode, "lead_agency": cast.council, "lead": cast.hub, "handover": note}
    refused(cast.manager, allocate_lead, **given, because=because, unchanged=unchanged)


def test_none_is_written_where_nothing_was_said(cast):
    done(cast.manager, allocate_lead, episode=cast.episode, lead_agency=cast.council, lead=cast.hub)
    with databases.as_owner():
        assert not Handover.objects.exists()
        assert not TimelineEvent.objects.filter(kind="handover.written").exists()


def test_the_database_lets_no_partner_in_the_team_write_or_change_one(cast):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    handover = asked_to_lead(cast)
    with acting_as(cast.teacher), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_handover SET first_done_at = now()")
        assert cursor.rowcount == 0
        handover.pk, handover.reference = None, "X"
        with pytest.raises(DatabaseError), transaction.atomic():
            handover.save(force_insert=True)
    with acting_as(cast.hub), connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("UPDATE cases_handover SET first = 'Other words'")


def test_what_is_typed_survives(cast, signed_in):
    client, url = signed_in(cast.manager), f"/episodes/{cast.episode.reference}/lead/"
    html = client.post(url, {"first": "Ring Dee", "lead": ""}).content.decode()
    assert "Ring Dee" in html and "There is a problem" in html
    assert "Ring Dee" in client.get(url).content.decode()
    assert "Who leads help for the Reed family" in client.get("/").content.decode()
