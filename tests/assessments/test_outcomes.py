"""What an assessment leads to: each outcome in a partnership whose managers authorise, and in one without."""

import html
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.actions.deciding import share_with_family
from assessments.actions.outcomes import (
    NOTHING,
    Asked,
    Closing,
    Overseen,
    Steps,
    authorise_and_follow,
    finish_assessment,
    follow_outcome,
)
from cases.actions.notes import NoteWords
from cases.choices import ClosureReason
from cases.models import (
    Episode,
    KeyAgencyNote,
    LevelDecision,
    ManagementOversight,
    SharingExclusion,
    TeamAgency,
    TimelineEvent,
)
from ehm import notifications
from ehm.actions import Refused
from ehm.models import Notification
from standards.models import Clock
from tests.assessments.test_deciding import filled, handed_in, now, on, page, read
from tests.cases.acting import acting_as
from tests.cast import make_worker
from tests.databases import as_owner

TODAY = timezone.localdate()
CLOSING = Closing(ClosureReason.NEEDS_MET, "Everybody is well and at school.")
OVERSEEN = Overseen("They are well.", "Bedtimes.", "Say goodbye.", TODAY, "Nothing more is needed.")
NOTE = NoteWords("Ada Moss", "01632 960001", "Routines", TODAY - timedelta(days=9))


@pytest.fixture(params=["coventry", "hull"])
def place(request, cast):
    """Whoever does the last step, and how: a manager authorises, or the writer submits."""
    if request.param == "coventry":
        return "coventry", cast.practitioner, cast.manager, cast.episode
    return "hull", cast.stranger, cast.stranger, cast.salt_episode


def finish(cast, place, outcome, steps):
    """The assessment, finished by its last step in one go."""
    where, writer, _, episode = place
    assessment = handed_in(cast, outcome) if where == "coventry" else filled(cast, writer, episode, outcome)
    do_last_step(place, assessment, steps)
    return assessment


def do_last_step(place, assessment, steps):
    where, _, finisher, _ = place
    with acting_as(finisher) as actor:
        if where == "coventry":
            return authorise_and_follow(assessment=assessment, review="I agree.", steps=steps, by=actor)
        return finish_assessment(assessment=assessment, shared_on=TODAY, steps=steps, by=actor)


def the(episode):
    with as_owner():
        return Episode.objects.get(pk=episode.pk)


def kinds(episode):
    with as_owner():
        return set(TimelineEvent.objects.filter(episode=episode).values_list("kind", flat=True))


def final(place):
    return "authorised" if place[0] == "coventry" else "submitted"


def test_close(cast, place):
    overseen = OVERSEEN if place[0] == "coventry" else None
    steps = Steps(level_reason="All is well.", overseen=overseen, closing=CLOSING)
    assessment = finish(cast, place, "close", steps)
    episode = the(place[3])
    assert (episode.status, episode.closure_reason, episode.level) == ("closed", "needs_met", 1)
    assert now(assessment).status == final(place)
    with as_owner():
        assert ManagementOversight.objects.filter(occasion="closure").exists() == (place[0] == "coventry")


def test_closing_without_the_oversight_that_is_asked_for_leaves_nothing_changed(cast):
    place = "coventry", cast.practitioner, cast.manager, cast.episode
    assessment = handed_in(cast, "close")
    before = kinds(cast.episode)
    steps = Steps(level_reason="All is well.", closing=CLOSING)
    with pytest.raises(Refused, match="oversight of the closing first"):
        do_last_step(place, assessment, steps)
    episode = the(cast.episode)
    assert (episode.status, episode.level, now(assessment).status) == ("open", 3, "submitted")
    assert kinds(cast.episode) == before
    with as_owner():
        assert not LevelDecision.objects.exists()
        assert not Notification.objects.filter(kind="assessments.authorised").exists()
    do_last_step(place, assessment, replace(steps, overseen=OVERSEEN))
    assert the(cast.episode).status == "closed"


def test_a_manager_does_not_end_help_by_their_own_look_at_what_they_handed_in(cast):
    """Another has authorised it, and what follows is done later."""
    with as_owner():
        other = make_worker("other.manager@northbridge.example", cast.council, "manager", cast.east)
    assessment = handed_in(cast, "close")
    with as_owner():
        TimelineEvent.objects.create(
            tenant=cast.north, family=cast.family, episode=cast.episode, kind="assessment.submitted",
            membership=cast.manager, agency=cast.council, occurred_at=timezone.now(),
            data={"assessment": assessment.reference},
        )  # fmt: skip
    with acting_as(other) as actor:
        authorise_and_follow(assessment=assessment, review="I agree.", by=actor)
    steps = Steps(overseen=OVERSEEN, closing=CLOSING)
    with pytest.raises(Refused, match="did not hand in"), acting_as(cast.manager) as actor:
        follow_outcome(assessment=assessment, steps=steps, by=actor)
    assert the(cast.episode).status == "open"
    with acting_as(other) as actor:
        follow_outcome(assessment=assessment, steps=steps, by=actor)
    assert the(cast.episode).status == "closed"


def test_one_agency_goes_on(cast, place):
    closing = replace(CLOSING, reason=ClosureReason.SINGLE_AGENCY)
    overseen = OVERSEEN if place[0] == "coventry" else None
    finish(cast, place, "single_agency", Steps("One will do.", NOTE, None, overseen, closing))
    episode = the(place[3])
    assert (episode.status, episode.closure_reason, episode.level) == ("closed", "single_agency", 2)
    with as_owner():
        notes = list(KeyAgencyNote.objects.select_related("person"))
        names = {note.person.given_name for note in notes}
    assert names == ({"Aisha", "Ben", "Leo"} if place[0] == "coventry" else {"Bo"})
    assert {note.agency_id for note in notes} == {place[3].lead_agency_id}


def test_another_agency_is_asked(cast, place):
    agency, reader = (cast.school, cast.head)
    if place[0] == "hull":
        with as_owner():
            agency, reader = cast.salt_school, make_worker("head@saltmere.example", cast.salt_school, "manager")
    finish(cast, place, "single_agency", Steps("One will do.", asked=Asked(agency, "Reading")))
    episode = the(place[3])
    assert (episode.status, episode.level) == ("open", 2)
    with as_owner():
        assert TeamAgency.objects.get(episode=episode, ended_at=None).agency_id == agency.pk
        told = Notification.objects.get(kind="assessments.asked_to_help")
    assert (told.membership_id, told.data) == (reader.pk, {})
    with acting_as(reader) as actor:
        (notice,) = notifications.in_words([told], actor)
    assert notice.sentence == f"Your agency is asked to help: {place[3].family.name}"


def test_an_agency_that_the_family_keeps_out_is_not_asked(cast):
    place = "coventry", cast.practitioner, cast.manager, cast.episode
    assessment = handed_in(cast, "single_agency")
    with as_owner():
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.school, reason="x", recorded_by=cast.practitioner
        )
    with pytest.raises(Refused, match="does not want Larkfield Primary"):
        do_last_step(place, assessment, Steps("One will do.", asked=Asked(cast.school)))
    assert (now(assessment).status, the(cast.episode).level) == ("submitted", 3)
    with as_owner():
        assert not Notification.objects.filter(kind="assessments.asked_to_help").exists()


def test_a_plan(cast, place):
    with as_owner():
        Episode.objects.filter(pk=place[3].pk).update(level=2)
    assessment = finish(cast, place, "plan", Steps("Several help."))
    assert (the(place[3]).status, the(place[3]).level) == ("open", 3)
    assert now(assessment).status == final(place)
    if place[0] == "coventry":
        with acting_as(cast.practitioner) as actor:
            share_with_family(assessment=assessment, shared_on=TODAY, by=actor)
    with as_owner():
        meeting = Clock.objects.filter(episode=place[3], standard="plan_meeting", state="running")
        assert meeting.exists() == (place[0] == "coventry")  # Hull times no meeting


def test_step_up(cast, place):
    finish(cast, place, "step_up", Steps(prepares_step_up=True))
    assert (the(place[3]).status, the(place[3]).level) == ("open", 3)
    assert "assessment.step_up_wanted" in kinds(place[3])


def test_the_pack_that_is_to_be_prepared_stands_on_the_episode(cast, signed_in):
    place = "coventry", cast.practitioner, cast.manager, cast.episode
    client, url = signed_in(cast.practitioner), f"/episodes/{cast.episode.reference}/"
    assert "A pack for the front door is to be prepared" not in read(client, url)
    assessment = finish(cast, place, "step_up", Steps(prepares_step_up=True))
    body = read(client, url)
    assert "A pack for the front door is to be prepared" in body
    assert assessment.reference in body


def test_nothing_ticked_does_nothing(cast, place):
    before = the(place[3])
    assessment = finish(cast, place, "close", NOTHING)
    after = the(place[3])
    assert (after.status, after.level) == (before.status, before.level)
    assert now(assessment).status == final(place)


@pytest.mark.parametrize(
    ("outcome", "steps"),
    [
        ("plan", Steps(closing=CLOSING)),
        ("plan", Steps(prepares_step_up=True)),
        ("close", Steps(note=NOTE)),
        ("step_up", Steps(overseen=OVERSEEN)),
    ],
)
def test_what_does_not_follow_from_the_outcome_is_refused(cast, outcome, steps):
    place = "coventry", cast.practitioner, cast.manager, cast.episode
    assessment = handed_in(cast, outcome)
    before = kinds(cast.episode)
    with pytest.raises(Refused, match="does not follow from"):
        do_last_step(place, assessment, steps)
    assert (now(assessment).status, kinds(cast.episode)) == ("submitted", before)


def test_asking_an_agency_and_ending_at_once_is_refused(cast):
    place = "hull", cast.stranger, cast.stranger, cast.salt_episode
    assessment = filled(cast, cast.stranger, cast.salt_episode, "single_agency")
    with pytest.raises(Refused, match="can no longer read the record"):
        do_last_step(place, assessment, Steps(asked=Asked(cast.salt_school), closing=CLOSING))
    assert (now(assessment).status, the(cast.salt_episode).status) == ("in_progress", "open")


def test_one_asks_another_agency_than_ones_own_and_ends_for_a_reason_that_fits(cast):
    place = "hull", cast.stranger, cast.stranger, cast.salt_episode
    assessment = filled(cast, cast.stranger, cast.salt_episode, "single_agency")
    with pytest.raises(Refused, match="another agency than your own"):
        do_last_step(place, assessment, Steps(asked=Asked(cast.salt_council)))
    with pytest.raises(Refused, match="because of 'One agency goes on helping'"):
        do_last_step(place, assessment, Steps(closing=CLOSING))
    assert (now(assessment).status, the(cast.salt_episode).status) == ("in_progress", "open")
    do_last_step(place, assessment, Steps(closing=replace(CLOSING, reason=ClosureReason.SINGLE_AGENCY)))
    assert the(cast.salt_episode).status == "closed"


def test_nothing_follows_before_the_assessment_is_final(cast):
    assessment = handed_in(cast)
    with pytest.raises(Refused, match="A manager decides"), acting_as(cast.practitioner) as actor:
        follow_outcome(assessment=assessment, steps=Steps("Why"), by=actor)
    with pytest.raises(PermissionDenied), acting_as(cast.auditor) as actor:
        follow_outcome(assessment=assessment, steps=Steps("Why"), by=actor)


def test_where_no_manager_decides_the_writer_is_offered_what_follows(cast, signed_in):
    assessment = filled(cast, cast.stranger, cast.salt_episode, "close")
    client = signed_in(cast.stranger)
    body = read(client, page("submit", assessment))
    assert "End early help for this family" in body and "oversight" not in body
    sent = {"shared": "yes", **on(TODAY), "follow": ["level", "close"], "level_reason": "Well.", "rationale": "Well."}
    refused = client.post(page("submit", assessment), sent | {"closure_reason": "needs_met"})
    assert "Say why the family has not been told" in html.unescape(refused.content.decode())
    assert (now(assessment).status, the(cast.salt_episode).status) == ("in_progress", "open")
    unfinished = client.post(page("submit", assessment), sent | {"family_told": "on"})
    assert "Why does early help end" in html.unescape(unfinished.content.decode())
    assert now(assessment).status == "in_progress"
    done = client.post(page("submit", assessment), sent | {"family_told": "on", "closure_reason": "needs_met"})
    assert done.status_code == 302
    assert (now(assessment).status, the(cast.salt_episode).status) == ("submitted", "closed")


def test_where_a_manager_decides_the_writer_is_told_what_they_will_be_offered(cast, signed_in):
    assessment = filled(cast, outcome="close")
    body = read(signed_in(cast.practitioner), page("submit", assessment))
    assert "When a manager authorises it, they are offered to" in body
    assert "A manager must record their oversight of the closing before early help ends." in body
    assert 'name="follow"' not in body
