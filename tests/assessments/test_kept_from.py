"""What is kept from somebody stays kept from them, whatever others do on the pages beside it: found by trying to get at
it, each of these failed before it was mended."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.deciding import Pinned, return_assessment
from assessments.actions.putting_right import swap_children
from assessments.actions.versions import start_next_version
from assessments.choices import Record
from assessments.models import Assessment, Decision, Limit, Need, Professional
from assessments.offers import offers_for
from assessments.pages import pages_of
from assessments.pieces import Piece, Place
from assessments.waiting import waiting_for_decision
from assessments.written import read
from cases.models import Episode, GpRegistration, KeyAgencyNote, SchoolPlace, TeamAgency, TimelineEvent
from ehm import notifications
from ehm.actions import Refused
from ehm.models import Notification, Role
from tests.api.asking import Program
from tests.assessments.test_deciding import page
from tests.assessments.test_deciding_managers import hand_in, returned, said_to, written_up
from tests.assessments.test_section_pages import url_of
from tests.assessments.typing import as_shown, sent_by
from tests.assessments.writing import agree, answer, decided, fill, limit, line, save, submit
from tests.cases.acting import acting_as
from tests.cast import make_episode, make_worker, share
from tests.databases import as_owner

TAKEN = "2222-3333-4444"


@pytest.fixture
def assessment(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    return decided(cast)


def seen(assessment):
    with as_owner():
        found = Assessment.objects.select_related("episode__lead", "episode__lead_agency", "submitted_by")
        return found.get(pk=assessment.pk)


def offered(by, assessment, *sections):
    """All that is offered to `by` on these pages, as one text."""
    with acting_as(by) as actor:
        found = Assessment.objects.visible_to(actor).select_related("episode__lead", "episode__lead_agency")
        written = read(found.get(pk=assessment.pk), actor)
        pages = [one for one in pages_of(written.form, written.answers) if one.section.key in sections]
        return "".join(str(offers_for(written, one, actor)) for one in pages)


def professional(name="Jo", reference=TAKEN):
    return line(Record.PROFESSIONAL, "professionals", {"name": name}, reference)


# ------------------------------------------------------------------------------------- what is offered


def test_a_protected_place_is_not_offered_where_the_whole_team_reads_it(cast, assessment):
    with as_owner():
        by = {"tenant": cast.north, "agency": cast.council, "recorded_by": cast.practitioner, "person": cast.aisha}
        for is_protected, word in ((True, "QsecretX"), (False, "QopenX")):
            place = by | {"family": cast.family, "is_protected": is_protected}
            SchoolPlace.objects.create(**place | {"person": cast.ben if is_protected else cast.aisha}, school_name=word)
            GpRegistration.objects.create(**place, practice_name=f"{word} surgery")
        KeyAgencyNote.objects.create(
            **by, practitioner_name="QnoteX", work_phone="1", area_of_support="x", started_on=timezone.localdate()
        )
        KeyAgencyNote.objects.update(is_protected=True)
    found = offered(cast.practitioner, assessment, "professionals")
    assert "QopenX" in found and "QopenX surgery" in found
    assert [word for word in ("QsecretX", "QnoteX") if word in found] == []


def test_what_was_kept_from_somebody_is_not_offered_to_a_form_that_keeps_it_from_nobody(cast, assessment):
    by, open_to_all = cast.practitioner, "QeverybodyX"
    event = line(Record.LIFE_EVENT, "life_events", {"when": "2020", "what": "QeventX"})
    worry = line(Record.WORRY, "worries", {"statement": "QworryX"})
    save(by, assessment, "timeline", event, line(Record.LIFE_EVENT, "life_events", {"what": open_to_all}))
    save(by, assessment, "analysis", worry, line(Record.WORRY, "worries", {"statement": open_to_all}))
    save(by, assessment, "family", answer("network", "QnanX"))
    save(by, assessment, "timeline", answer("past_help", open_to_all))
    save(
        by,
        assessment,
        "sharing",
        limit(cast.school, f"timeline/life_events#{event.place.key}"),
        limit(cast.school, f"analysis/worries#{worry.place.key}"),
        limit(cast.dee, "family/network", who="person"),
    )
    with as_owner():
        before = timezone.now() - timedelta(minutes=1)
        Assessment.objects.update(status="submitted", submitted_at=before, submitted_by=by)
        ended = {"status": "closed", "closed_at": timezone.now(), "closed_by": by, "closure_reason": "needs_met"}
        Episode.objects.filter(pk=cast.episode.pk).update(**ended)
        later = make_episode(by, cast.family, cast.east)
        share(later, cast.school, by)
    found = offered(by, decided(cast, episode=later), "timeline", "analysis", "family")
    assert found.count(open_to_all) >= 3
    assert [word for word in ("QeventX", "QworryX", "QnanX") if word in found] == []


# ------------------------------------------------------------------------------------- limits stay


def test_saving_the_page_of_limits_lifts_none_that_its_lists_would_not_offer(cast, signed_in, assessment):
    """A place that nothing stands at yet, an agency that has left the team, and a line that was taken off."""
    by = cast.practitioner
    with as_owner():
        share(cast.episode, cast.police, by)
    save(by, assessment, "professionals", professional())
    pictures = f"voice/voice_pictures/{cast.aisha.reference}"
    made = (limit(cast.school, pictures), limit(cast.police, f"professionals/professionals#{TAKEN}"))
    save(by, assessment, "sharing", *made)
    with as_owner():
        TeamAgency.objects.filter(agency=cast.police).update(ended_at=timezone.now())
        Professional.objects.update(removed_at=timezone.now())
        before = set(Limit.objects.values_list("holds_back", "kept_from_agency_id", "version"))
    client, url = signed_in(by), url_of(assessment, "sharing")
    shown = client.get(url)
    assert f"{cast.police.name}, and everybody there" in shown.content.decode()
    assert client.post(url, sent_by(shown) | {"a-privacy_notice": "yes"}).status_code == 302
    with as_owner():
        assert set(Limit.objects.values_list("holds_back", "kept_from_agency_id", "version")) == before


def test_a_program_limits_nothing_but_places_that_there_are(cast, assessment):
    program, path = Program(cast.practitioner), f"assessments/{assessment.reference}/save/"

    def limited(where, who=f"agency:{cast.school.reference}"):
        piece = {"record": "limit", "question": "limits", "cells": {"where": where, "who": who, "reason": "Asked."}}
        return program.post(path, {"section": "sharing", "pieces": [piece]}).status_code

    child = cast.aisha.reference
    nowhere = ("voice worries", "nowhere", "voice/nothing", f"voice/voice_worries/{child.lower()}", "ALL", "a/b/c/d")
    for where in (*nowhere, "voice/voice_worries/XXXX-XXXX", f"professionals/professionals#{TAKEN}", "context/needs#x"):
        assert limited(where) == 409, where
    for who in ("school", "agency:0000-0000-0000", "group:x"):
        assert limited("voice", who) == 409, who
    for where in ("all", "voice", "voice/voice_worries", f"voice/voice_worries/{child}", "context/needs#debt"):
        assert limited(where) == 200, where


def test_a_place_that_no_form_has_keeps_everything_back(cast, signed_in, assessment):
    save(cast.practitioner, assessment, "sharing", limit(cast.school, "voice"))
    with as_owner():
        Limit.objects.update(holds_back="voice worries")
    nothing = signed_in(cast.teacher).get(reverse("assessments:assessment", args=(assessment.reference,)))
    assert nothing.status_code == 404


def test_what_a_limit_says_is_kept_from_everybody_who_is_kept_from_what_it_names(cast, assessment):
    by = cast.practitioner
    with as_owner():
        share(cast.episode, cast.police, by)
    save(by, assessment, "strengths", answer("working_well", "They eat together."))
    of_police, of_dee = limit(cast.police, "strengths/working_well"), limit(cast.dee, "strengths", who="person")
    save(by, assessment, "sharing", of_police, of_dee)

    def read_by(membership):  # what the database itself gives, without Django's wall
        with acting_as(membership):
            return set(Limit.objects.values_list("reference", flat=True))

    assert read_by(cast.teacher) == {of_police.place.key, of_dee.place.key}
    of_school = limit(cast.school, "strengths/working_well")
    save(by, assessment, "sharing", of_school)
    assert read_by(cast.teacher) == {of_dee.place.key}  # it names more than they are kept out of
    assert read_by(cast.partner) == {of_dee.place.key}
    save(by, assessment, "sharing", limit(cast.school, "sharing/limits"))
    assert read_by(cast.teacher) == set()
    with acting_as(cast.teacher) as actor:
        found = Assessment.objects.visible_to(actor).select_related("episode").get()
        assert {str(one) for one in read(found, actor).withheld} == {"strengths/working_well", "sharing/limits"}
    with as_owner():
        Limit.objects.filter(kept_from_agency=cast.school).update(removed_at=timezone.now())
    assert read_by(cast.teacher) == {of_police.place.key, of_dee.place.key}
    assert len(read_by(by)) == 4


def test_a_limit_on_an_item_of_the_checklist_holds_in_the_next_version(cast, assessment):
    by = cast.practitioner
    agree(cast)
    fill(by, assessment)
    fill(by, assessment)
    save(by, assessment, "sharing", limit(cast.school, "context/needs#debt"))
    submit(by, assessment)
    with as_owner():
        given = {"tenant": cast.north, "assessment": assessment, "episode": cast.episode, "agency": cast.council}
        Decision.objects.create(**given, verdict="authorised", review="Yes.", decided_by=cast.manager)
        Assessment.objects.update(status="authorised", authorised_at=timezone.now(), authorised_by=cast.manager)
    first = seen(assessment)
    with acting_as(by) as actor:
        start_next_version(assessment=first, decided_at=timezone.now(), by=actor)
        assert Need.objects.filter(item="debt").count() == 2
    with acting_as(cast.teacher):
        assert not Need.objects.filter(item="debt").exists()


def test_what_a_manager_quoted_of_a_child_stays_kept_back_when_children_change_places(cast, assessment):
    by, place = cast.practitioner, f"voice/voice_worries/{cast.aisha.reference}"
    save(by, assessment, "voice", answer("voice_worries", "The bell makes me cry.", about=cast.aisha.reference))
    returned(cast, hand_in(cast, assessment), Pinned(place, "Which bell?", "The bell"))
    save(by, assessment, "sharing", limit(cast.school, place))
    assert said_to(cast.teacher)[0] == set()
    found = seen(assessment)
    with acting_as(by) as actor:
        swap_children(assessment=found, one=cast.aisha, other=cast.ben, reason="Mixed up", by=actor)
    assert said_to(cast.teacher)[0] == set()
    assert said_to(by)[0] == {"Which bell?"}


# ------------------------------------------------------------------------------------- lines and links


def test_a_need_keeps_its_link_to_a_worry_that_whoever_saves_it_may_not_know_of(cast, signed_in, assessment):
    by = cast.practitioner
    worry = line(Record.WORRY, "worries", {"statement": "QworryX"})
    save(by, assessment, "analysis", worry)
    linked = {"answer": "yes", "comment": "Rent", "why_not_now": "", "worries": (worry.place.key,)}
    save(by, assessment, "context", Piece(Place(Record.NEED, "needs", "", "debt"), linked))
    save(by, assessment, "sharing", limit(cast.school, f"analysis/worries#{worry.place.key}"))
    told = Program(cast.teacher).get(f"assessments/{assessment.reference}/")
    assert told.status_code == 200 and worry.place.key not in told.content.decode()
    client, url = signed_in(cast.teacher), url_of(assessment, "context")
    client.post(url, as_shown(client, url))
    with as_owner():
        assert Need.objects.get().version == 1
    client.post(url, as_shown(client, url) | {"n-debt-comment": "Rent and gas"})
    with as_owner():
        need = Need.objects.get()
        assert (need.comment, need.worries, need.recorded_by) == ("Rent and gas", [worry.place.key], cast.teacher)


def test_a_line_that_one_took_off_and_another_keeps_is_back_as_the_same_line(cast, signed_in, assessment):
    save(cast.practitioner, assessment, "professionals", professional())
    save(cast.practitioner, assessment, "sharing", limit(cast.school, f"professionals/professionals#{TAKEN}"))
    client, url = signed_in(cast.practitioner), url_of(assessment, "professionals")
    typed = as_shown(client, url) | {f"l-professionals-{TAKEN}-name": "Joe"}
    with as_owner():
        Professional.objects.update(removed_at=timezone.now())
    asked = client.post(url, typed)
    assert asked.status_code == 200 and "Somebody else wrote in this section" in asked.content.decode()
    assert client.post(url, sent_by(asked)).status_code == 302
    with as_owner():
        assert [(one.reference, one.name, one.removed_at) for one in Professional.objects.all()] == [
            (TAKEN, "Joe", None)
        ]
    with acting_as(cast.teacher):
        assert not Professional.objects.exists()


def test_the_reference_of_a_line_that_one_may_not_see_is_as_good_as_any(cast, signed_in, assessment):
    hidden = limit(cast.school, "voice")
    save(cast.practitioner, assessment, "sharing", hidden)
    client, url = signed_in(cast.teacher), url_of(assessment, "sharing")
    for reference in (hidden.place.key, TAKEN):
        sent = {"lines-limits": [reference], f"l-limits-{reference}-what": f"What {reference} says"}
        assert client.post(url, as_shown(client, url) | sent).status_code == 302
    with as_owner():
        assert Limit.objects.get(reference=hidden.place.key).kept_from_agency == cast.school
        assert Limit.objects.filter(recorded_by=cast.teacher).count() == 2


# ------------------------------------------------------------------------------------- what would betray it


def test_what_rests_on_the_outcome_is_neither_shown_nor_asked_where_the_outcome_is_not(cast, signed_in, assessment):
    by = cast.practitioner
    save(by, assessment, "outcome", answer("outcome", "step_up"), answer("step_up_reason", "QstepX"))
    save(by, assessment, "sharing", limit(cast.school, "outcome/outcome"))
    client, program = signed_in(cast.teacher), Program(cast.teacher)
    assert client.get(url_of(assessment, "outcome")).status_code == 404
    for name in ("assessment", "read"):
        answered = client.get(reverse(f"assessments:{name}", args=(assessment.reference,)))
        assert answered.status_code == 200 and "QstepX" not in answered.content.decode(), name
    told = program.get(f"assessments/{assessment.reference}/")
    assert told.status_code == 200 and "QstepX" not in told.content.decode()
    assert "QstepX" in Program(by).get(f"assessments/{assessment.reference}/").content.decode()


def test_what_is_kept_back_of_one_child_is_asked_of_the_others(cast, signed_in, assessment):
    aisha, ben = cast.aisha.reference, cast.ben.reference
    meanings = [answer("voice_meaning", f"Q{about}X", about=about) for about in (aisha, ben)]
    save(cast.practitioner, assessment, "voice", *meanings)
    save(cast.practitioner, assessment, "sharing", limit(cast.school, f"voice/voice_pictures/{aisha}"))
    client = signed_in(cast.teacher)
    of_aisha, of_ben = (client.get(url_of(assessment, "voice", one)).content.decode() for one in (cast.aisha, cast.ben))
    assert f"a-voice_meaning-{aisha}" not in of_aisha and f"Q{aisha}X" not in of_aisha
    assert f"a-voice_worries-{aisha}" in of_aisha
    assert f"Q{ben}X" in of_ben
    told = Program(cast.teacher).get(f"assessments/{assessment.reference}/").content.decode()
    assert f"Q{aisha}X" not in told and f"Q{ben}X" in told


def test_where_the_outcome_is_kept_from_somebody_neither_timeline_nor_programs_tell_it(cast, signed_in, assessment):
    by = cast.practitioner
    agree(cast)
    fill(by, assessment)
    fill(by, assessment)
    save(by, assessment, "sharing", limit(cast.school, "outcome"))
    submit(by, assessment, shared_on=timezone.localdate())
    with acting_as(by):
        event = TimelineEvent.objects.get(kind="assessment.completed")
    assert event.sentence == "Assessment finished and shared with the family"
    for path in (f"assessments/{assessment.reference}/", "assessments/"):
        assert '"outcome":"plan"' in Program(by).get(path).content.decode()
        told = Program(cast.teacher).get(path).content.decode()
        assert assessment.reference in told and '"outcome":""' in told, path


def test_that_early_help_is_to_end_is_not_told_to_whom_the_outcome_is_kept_from(cast, signed_in, assessment):
    save(cast.practitioner, assessment, "outcome", answer("outcome", "close"))
    with as_owner():
        share(cast.episode, cast.police, cast.practitioner)
        given = {"status": "authorised", "outcome": "close", "submitted_by": cast.practitioner}
        moments = {"submitted_at": timezone.now(), "authorised_at": timezone.now()}
    save(cast.practitioner, assessment, "sharing", limit(cast.school, "outcome"), limit(cast.police, "all"))
    with as_owner():
        made = {"tenant": cast.north, "assessment": assessment, "episode": cast.episode, "agency": cast.council}
        Decision.objects.create(**made, verdict="authorised", review="Yes.", decided_by=cast.manager)
        Assessment.objects.update(**given, **moments, authorised_by=cast.manager)
    url = reverse("cases:episode", args=(cast.episode.reference,))
    for reader, is_told in ((cast.practitioner, True), (cast.teacher, False), (cast.partner, False)):
        body = signed_in(reader).get(url).content.decode()
        assert ("The assessment found" in body) is is_told, reader


def test_of_the_whole_that_is_kept_from_a_manager_nothing_waits_and_nothing_is_told(cast, signed_in):
    assessment = written_up(cast)
    with as_owner():
        Assessment.objects.update(status="in_progress")
        told = {"tenant": cast.north, "membership": cast.manager, "kind": "assessments.submitted"}
        raised = Notification.objects.create(**told, subject=assessment.reference, raised_at=timezone.now())
    with acting_as(cast.manager) as actor:
        assert "Reed family" in notifications.in_words([raised], actor)[0].sentence
    save(cast.practitioner, assessment, "sharing", limit(cast.manager, "all", who="worker"))
    hand_in(cast, assessment)
    with acting_as(cast.manager) as actor:
        assert waiting_for_decision(actor).count() == 0
        assert notifications.in_words([raised], actor)[0].sentence == notifications.GONE


# ------------------------------------------------------------------------------------- deciding on what was read


def test_nobody_authorises_what_has_changed_since_their_page_was_drawn(cast, signed_in):
    assessment = written_up(cast)
    with as_owner():
        other = make_worker("other.manager@northbridge.example", cast.council, Role.MANAGER, cast.east)
    client, url = signed_in(cast.manager), page("decision", assessment)
    shown = {"version": seen(assessment).version, "review": "Fine."}
    found = seen(assessment)
    with acting_as(other) as actor:
        return_assessment(assessment=found, review="Ask Dee.", remarks=[], by=actor)
    before = answer("working_well", "QchangedX", version=1, before=("They eat together.",))
    save(cast.practitioner, assessment, "strengths", before)
    hand_in(cast, assessment)
    for version in (shown, {"review": "Fine."}):
        asked = client.post(url, version | {"verdict": "authorised"})
        body = asked.content.decode()
        assert "has changed since you opened this page" in body and "QchangedX" in body
        assert seen(assessment).status == "submitted"
    found = seen(assessment)
    with pytest.raises(Refused, match="has changed since"), acting_as(cast.manager) as actor:
        return_assessment(assessment=found, review="No.", remarks=[], version=found.version - 1, by=actor)
    assert f'name="version" value="{found.version}"' in body
    assert client.post(url, {"version": found.version, "review": "Fine.", "verdict": "authorised"}).status_code == 302
    assert seen(assessment).status == "authorised"
