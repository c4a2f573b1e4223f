"""The manager's page: what changed, the whole assessment, comments, the decision; and who may."""

import html
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.db.utils import DatabaseError, ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.actions.deciding import Pinned, authorise_assessment, return_assessment, settle_remark
from assessments.models import Answer, Assessment, Decision, DirectWork, Limit, Remark
from assessments.pieces import Piece, Place, score_key
from assessments.remarks import remarks_for
from assessments.waiting import waiting_for_decision
from cases.models import Episode, ManagementOversight
from ehm import notifications
from ehm.actions import Refused
from ehm.models import Notification
from tests.assessments import pictures
from tests.assessments.test_deciding import now, page, read
from tests.assessments.test_writing import limit
from tests.assessments.writing import agree, answer, decided, fill, line, save, submit
from tests.cases.acting import acting_as
from tests.cast import make_episode, make_family, make_person, make_worker, share
from tests.databases import as_owner

BELL = "The bell makes me cry."
SCORE = {"value": "2", "reason": "He is silent", "why_none": ""}


def written_up(cast, outcome="plan"):
    """Handed in, with something that Aisha said."""
    assessment = decided(cast)
    aisha = cast.aisha.reference
    save(cast.practitioner, assessment, "strengths", answer("working_well", "They eat together."))
    save(cast.practitioner, assessment, "voice", answer("voice_worries", BELL, about=aisha))
    save(cast.practitioner, assessment, "outcome", answer("outcome", outcome))
    return hand_in(cast, assessment, outcome)


def hand_in(cast, assessment, outcome="plan"):
    with as_owner():
        Assessment.objects.filter(pk=assessment.pk).update(
            status="submitted", submitted_at=timezone.now(), submitted_by=cast.practitioner, outcome=outcome
        )
    return now(assessment)


def returned(cast, assessment, *remarks, review="Please look again."):
    with acting_as(cast.manager) as actor:
        return return_assessment(assessment=assessment, review=review, remarks=remarks, by=actor)


def test_a_manager_reads_it_whole_with_the_childs_own_words_set_apart(cast, signed_in):
    assessment = written_up(cast)
    body = read(signed_in(cast.manager), page("decision", assessment))
    assert "They eat together." in body
    assert f'<blockquote class="ehm-child-says"><p>{BELL}</p></blockquote>' in body
    assert "Comment on 'What works well, and what worries us'" in body


def test_returned_with_comments_that_the_writer_sees_and_settles(cast, signed_in):
    assessment = written_up(cast)
    client = signed_in(cast.manager)
    body = read(client, page("decision", assessment))
    number = body.split('value="voice" id="id_at_')[1].split('"')[0]
    where = f"voice/voice_worries/{cast.aisha.reference}"
    sent = {
        "verdict": "returned",
        "version": now(assessment).version,
        "review": "",
        f"at_{number}": where,
        f"quote_{number}": "The bell",
        f"remark_{number}": "Which bell?",
        "at_57": "strengths",
        "remark_57": "Who eats with them?",
    }
    answered = client.post(page("decision", assessment), sent)
    assert answered.status_code == 302
    assert now(assessment).status == "returned"
    with acting_as(cast.practitioner) as actor:
        first, second = remarks_for(now_seen(actor, assessment), actor)
        (beside,) = remarks_for(now_seen(actor, assessment), actor, "voice")
    assert (second.remark.address, second.remark.quote, second.remark.remark) == (where, "The bell", "Which bell?")
    assert (first.section, first.remark.remark) == ("strengths", "Who eats with them?")
    assert beside.remark == second.remark and beside.may_settle
    with as_owner():
        told = Notification.objects.get(kind="assessments.returned")
    assert (told.membership_id, told.data) == (cast.practitioner.pk, {})
    with acting_as(cast.practitioner) as actor:
        (notice,) = notifications.in_words([told], actor)
    assert notice.sentence == "The assessment was returned with comments: Reed family"
    done = reverse("assessments:settle_remark", args=[beside.remark.reference])
    assert signed_in(cast.practitioner).get(done).status_code == 405
    for who, status in ((cast.stranger, 404), (cast.auditor, 403)):
        assert signed_in(who).post(done).status_code == status
    with as_owner():
        assert Remark.objects.get(pk=beside.remark.pk).settled_at is None
    assert signed_in(cast.practitioner).post(done).status_code == 302
    with as_owner():
        assert Remark.objects.get(pk=beside.remark.pk).settled_at is not None


def now_seen(actor, assessment):
    return Assessment.objects.visible_to(actor).select_related("episode__lead").get(pk=assessment.pk)


def test_returned_without_a_word_is_refused_and_loses_nothing(cast, signed_in):
    assessment = written_up(cast)
    client = signed_in(cast.manager)
    sent = {
        "verdict": "returned",
        "version": now(assessment).version,
        "review": " ",
        "at_0": "strengths",
        "quote_0": "They eat",
        "remark_0": "",
    }
    body = html.unescape(client.post(page("decision", assessment), sent).content.decode())
    assert "Say what you want to say about these words" in body
    assert "They eat</textarea>" in body
    sent["quote_0"] = ""
    body = html.unescape(client.post(page("decision", assessment), sent).content.decode())
    assert "Say what still needs doing" in body
    assert now(assessment).status == "submitted"
    sent |= {"remark_0": "Who?", "at_0": "nowhere/at_all"}
    body = html.unescape(client.post(page("decision", assessment), sent).content.decode())
    assert "Choose the part of the assessment" in body
    with as_owner():
        assert not Decision.objects.exists() and not Remark.objects.exists()
    body = read(client, page("decision", assessment))  # what was typed is there again
    assert "Who?</textarea>" in body


def test_enter_in_a_field_decides_nothing(cast, signed_in):
    assessment = written_up(cast)
    client = signed_in(cast.manager)
    form = read(client, page("decision", assessment)).split("data-comments")[-1]
    first = re.search(r"<button[^>]*>", form)[0]
    assert "ehm-first-button" in first and "verdict" not in first
    answered = client.post(page("decision", assessment), {"review": "I agree."})  # what that button sends
    assert "Choose one of the two buttons" in html.unescape(answered.content.decode())
    assert now(assessment).status == "submitted"


def test_pictures_are_shown_small_and_documents_lead_to_their_file(cast, signed_in):
    assessment = written_up(cast)
    with as_owner():
        of = {
            "tenant": cast.north, "assessment": assessment, "episode": cast.episode, "agency": cast.council,
            "recorded_by": cast.practitioner, "question": "voice_pictures", "person": cast.aisha,
            "about": cast.aisha.reference, "address": f"voice/voice_pictures/{cast.aisha.reference}",
        }  # fmt: skip
        Assessment.objects.filter(pk=assessment.pk).update(status="in_progress")
        picture = DirectWork.objects.create(**of, shows="A house", **pictures.kept())
        Assessment.objects.filter(pk=assessment.pk).update(status="submitted")
    body = read(signed_in(cast.manager), page("decision", assessment))
    small = reverse("assessments:file_small", args=[picture.reference])
    assert f'<img src="{small}" alt="A house"' in body
    assert f'href="{reverse("assessments:file", args=[picture.reference])}"' in body


def test_an_assessment_is_read_once_to_be_decided_about(cast, signed_in):
    assessment = written_up(cast)
    client = signed_in(cast.manager)
    with CaptureQueriesContext(connection) as asked:
        read(client, page("decision", assessment))
    for table in ("answer", "worry", "score", "need", "professional"):
        read_from = [one for one in asked.captured_queries if f'FROM "assessments_{table}"' in one["sql"]]
        assert len(read_from) == 1, (table, len(read_from))


def test_early_help_that_has_not_ended_though_the_outcome_says_so_is_said_until_it_has(cast, signed_in):
    assessment = written_up(cast, "close")
    client = signed_in(cast.manager)
    places = (page("assessment", assessment), f"/episodes/{cast.episode.reference}/")
    assert not any("Early help has not ended" in read(client, url) for url in places)
    decided_now = client.post(
        page("decision", assessment),
        {"verdict": "authorised", "version": now(assessment).version, "review": "I agree."},
    )
    body = client.get(decided_now["Location"]).content.decode()
    assert "Early help has not ended for the Reed family." in body  # after the step in which nothing was ticked
    for url in places:
        body = read(client, url)
        assert "Early help has not ended" in body and "Record your oversight of the closing" in body
        body = read(signed_in(cast.practitioner), url)
        assert "A manager records their oversight of the closing first." in body
        assert reverse("cases:record_oversight", args=[cast.episode.reference]) not in body.split("has not ended")[1]
    with as_owner():
        ManagementOversight.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.council, occasion="closure", what_is_happening="x",
            what_is_working="x", what_should_be_done="x", by_when=timezone.localdate(), why="x",
            recorded_by=cast.manager,
        )  # fmt: skip
    body = read(signed_in(cast.practitioner), places[1])
    assert "End early help</a>" in body.split("Early help has not ended")[1]
    with as_owner():
        ended = {"closed_at": timezone.now(), "closed_by": cast.manager, "closure_reason": "needs_met"}
        Episode.objects.filter(pk=cast.episode.pk).update(status="closed", **ended)
    assert not any("Early help has not ended" in read(client, url) for url in places)


def test_no_reminder_where_the_manager_ended_it_or_the_outcome_is_another(cast, signed_in):
    assessment = written_up(cast, "plan")
    client = signed_in(cast.manager)
    answered = client.post(
        page("decision", assessment),
        {"verdict": "authorised", "version": now(assessment).version, "review": "I agree."},
    )
    assert "Early help has not ended" not in client.get(answered["Location"]).content.decode()
    assert "Early help has not ended" not in read(client, f"/episodes/{cast.episode.reference}/")


def test_what_changed_since_it_was_returned_comes_first(cast, signed_in):
    assessment = written_up(cast)
    client = signed_in(cast.manager)
    assert "Changed since" not in read(client, page("decision", assessment))
    returned(cast, assessment, Pinned("strengths/working_well", "Who?", "They eat"))
    save(
        cast.practitioner,
        assessment,
        "strengths",
        answer("working_well", "Dee and the children eat together.", version=1, before=("They eat together.",)),
    )
    hand_in(cast, assessment)
    body = read(client, page("decision", assessment))
    changes = body.split("Changed since it was returned on")[1].split("</section>")[0]
    assert 'href="#at-strengths-working_well"' in changes
    assert "voice_worries" not in changes
    assert 'id="at-strengths-working_well"' in body
    assert "Not done" in body


def test_authorised_with_its_consequences_in_one_step(cast, signed_in):
    with as_owner():
        Episode.objects.filter(pk=cast.episode.pk).update(level=2)
    assessment = written_up(cast)
    client = signed_in(cast.manager)
    body = read(client, page("decision", assessment))
    assert "Level of need: RHRT 3" in body
    sent = {
        "verdict": "authorised",
        "version": now(assessment).version,
        "review": "I agree.",
        "follow": ["level"],
        "level_reason": "Several help.",
    }
    without = client.post(page("decision", assessment), sent | {"review": ""})
    assert "Say what you think" in html.unescape(without.content.decode())
    assert now(assessment).status == "submitted"
    assert client.post(page("decision", assessment), sent).status_code == 302
    assessment = now(assessment)
    with as_owner():
        assert Episode.objects.get(pk=cast.episode.pk).level == 3
        told = Notification.objects.get(kind="assessments.authorised")
    assert (assessment.status, assessment.authorised_by_id) == ("authorised", cast.manager.pk)
    with acting_as(cast.practitioner) as actor:
        (notice,) = notifications.in_words([told], actor)
    assert notice.sentence == "The assessment was authorised: Reed family"
    assert "has been authorised" in read(client, page("decision", assessment))


def test_returning_it_does_nothing_of_what_is_ticked(cast, signed_in):
    with as_owner():
        Episode.objects.filter(pk=cast.episode.pk).update(level=2)
    assessment = written_up(cast)
    sent = {
        "verdict": "returned",
        "version": now(assessment).version,
        "review": "Not yet.",
        "follow": ["level"],
        "level_reason": "",
    }
    assert signed_in(cast.manager).post(page("decision", assessment), sent).status_code == 302
    with as_owner():
        assert Episode.objects.get(pk=cast.episode.pk).level == 2


def test_who_decides(cast, signed_in):
    """A manager of the lead agency or the area; not the writer, a partner, another agency, an auditor."""
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        far = make_worker("west@northbridge.example", cast.council, "manager", cast.west)
    assessment = written_up(cast)
    for who in (cast.practitioner, cast.teacher, cast.head, cast.auditor, cast.hub):
        client = signed_in(who)
        assert client.get(page("decision", assessment)).status_code == 403, who
        answered = client.post(
            page("decision", assessment),
            {"verdict": "authorised", "version": now(assessment).version, "review": "I agree."},
        )
        assert answered.status_code == 403, who
        with pytest.raises(PermissionDenied), acting_as(who) as actor:
            authorise_assessment(assessment=assessment, review="I agree.", by=actor)
    for who in (cast.stranger, cast.partner, cast.admin):
        assert signed_in(who).get(page("decision", assessment)).status_code == 404, who
    assert now(assessment).status == "submitted"
    assert signed_in(cast.manager).get(page("decision", assessment)).status_code == 200
    assert signed_in(far).get(page("decision", assessment)).status_code == 200  # of the lead agency


def test_nobody_decides_their_own_in_another_of_their_places(cast, signed_in):
    assessment = written_up(cast)
    with as_owner():
        also = make_worker(cast.practitioner.user.email, cast.council, "manager", cast.east)
        other = make_worker("other.manager@northbridge.example", cast.council, "manager", cast.east)
    assert signed_in(also).get(page("decision", assessment)).status_code == 403
    with pytest.raises(PermissionDenied), acting_as(also) as actor:
        authorise_assessment(assessment=assessment, review="I agree.", by=actor)
    with acting_as(also) as actor:
        assert not waiting_for_decision(actor).exists()
    row = {
        "tenant_id": cast.north.pk,
        "assessment": assessment,
        "episode_id": cast.episode.pk,
        "agency_id": cast.council.pk,
        "verdict": "authorised",
        "review": "x",
    }
    with pytest.raises(ProgrammingError, match="their own work"), acting_as(also):
        Decision.objects.create(**row, decided_by=also)  # the database, without the action
    with acting_as(other):
        assert Decision.objects.create(**row, decided_by=other).pk
    with pytest.raises((IntegrityError, DatabaseError)), as_owner():
        Assessment.objects.filter(pk=assessment.pk).update(
            status="authorised", authorised_at=timezone.now(), authorised_by=also
        )


def test_a_manager_from_whom_something_is_kept_does_not_decide(cast, signed_in):
    assessment = decided(cast)
    save(cast.practitioner, assessment, "outcome", answer("outcome", "plan"))
    save(cast.practitioner, assessment, "sharing", limit(cast.manager, "strengths", "worker"))
    assessment = hand_in(cast, assessment)
    body = read(signed_in(cast.manager), page("decision", assessment))
    assert "Something in this assessment is kept from you" in body
    with pytest.raises(Refused, match="kept from you"), acting_as(cast.manager) as actor:
        authorise_assessment(assessment=assessment, review="I agree.", by=actor)
    assert now(assessment).status == "submitted"


def test_a_remark_about_what_is_kept_from_somebody_is_kept_from_them(cast, signed_in):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = decided(cast)
    aisha = cast.aisha.reference
    save(cast.practitioner, assessment, "voice", answer("voice_worries", BELL, about=aisha))
    save(cast.practitioner, assessment, "sharing", limit(cast.school))
    assessment = hand_in(cast, assessment)
    returned(
        cast,
        assessment,
        Pinned(f"voice/voice_worries/{aisha}", "Which bell?", BELL),
        Pinned("voice", f"What does '{BELL}' mean?"),
        Pinned("strengths", "More, please."),
    )
    with acting_as(cast.practitioner) as actor:
        assert len(remarks_for(now_seen(actor, assessment), actor)) == 3
    with acting_as(cast.teacher) as actor:
        (only,) = remarks_for(now_seen(actor, assessment), actor)
    assert (only.section, only.may_settle) == ("strengths", False)
    with as_owner():
        hidden = Remark.objects.get(address="voice")
    done = reverse("assessments:settle_remark", args=[hidden.reference])
    assert signed_in(cast.teacher).post(done).status_code == 404
    with pytest.raises(PermissionDenied), acting_as(cast.teacher) as actor:
        settle_remark(remark=only.remark, by=actor)


def test_where_no_manager_decides_there_is_no_such_page(cast, signed_in):
    with as_owner():
        manager = make_worker("manager@saltmere.example", cast.salt_council, "manager")
    assessment = decided(cast, by=cast.stranger, episode=cast.salt_episode)
    assert signed_in(manager).get(page("decision", assessment)).status_code == 404
    assert signed_in(manager).post(page("decision", assessment), {"verdict": "authorised"}).status_code == 404
    with acting_as(manager) as actor:
        assert not waiting_for_decision(actor).exists()


def test_the_next_one_that_waits_is_a_key_away(cast, signed_in):
    first = written_up(cast)
    client = signed_in(cast.manager)
    assert "Next assessment waiting" not in read(client, page("decision", first))
    with as_owner():
        child = make_person(cast.practitioner, "Mia", "Hill")
        episode = make_episode(cast.practitioner, make_family(cast.practitioner, "Hill family", child), cast.east)
        second = Assessment.objects.create(
            tenant=cast.north,
            episode=episode,
            form="coventry-2019",
            decided_at=timezone.now(),
            agency=cast.council,
            recorded_by=cast.practitioner,
            status="submitted",
            submitted_at=timezone.now(),
            submitted_by=cast.practitioner,
            outcome="plan",
        )
    body = read(client, page("decision", first))
    assert f'href="{page("decision", second)}" accesskey="n"' in body
    answered = client.post(
        page("decision", first), {"verdict": "authorised", "version": now(first).version, "review": "I agree."}
    )
    assert answered["Location"] == page("decision", second)
    answered = client.post(
        page("decision", second), {"verdict": "returned", "version": now(second).version, "review": "Not yet."}
    )
    assert answered["Location"] == page("assessment", second)


def test_a_later_version_shows_what_is_new_since_the_earlier(cast, signed_in):
    earlier = written_up(cast)
    with acting_as(cast.manager) as actor:
        authorise_assessment(assessment=earlier, review="I agree.", by=actor)
    with as_owner():
        later = Assessment.objects.create(
            tenant=cast.north,
            episode=cast.episode,
            form="coventry-2019",
            decided_at=timezone.now(),
            agency=cast.council,
            recorded_by=cast.practitioner,
            number=2,
            follows=earlier,
        )
        Answer.objects.create(
            tenant=cast.north,
            assessment=later,
            episode=cast.episode,
            agency=cast.council,
            recorded_by=cast.practitioner,
            question="working_well",
            address="strengths/working_well",
            values=["They eat together and talk."],
        )
    later = hand_in(cast, later)
    body = read(signed_in(cast.manager), page("decision", later))
    changes = body.split("New since version 1")[1].split("</section>")[0]
    assert "They eat together." in changes and "They eat together and talk." in changes


def test_it_waits_on_the_managers_pages_with_its_clock(cast, signed_in):
    written_up(cast)
    for who, path in ((cast.manager, "/team/"), (cast.manager, "/")):
        body = read(signed_in(who), path)
        assert "Practitioner submitted an assessment: Reed family" in body, path
        assert "working days left" in body, path
    assert "submitted an assessment" not in read(signed_in(cast.head), "/team/")
    assert "submitted an assessment" not in read(signed_in(cast.practitioner), "/")


def test_the_list_of_parts_says_what_the_manager_asked_for_and_what_is_left_to_do(cast, signed_in):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = written_up(cast)
    url = page("assessment", assessment)
    assert "Read and decide" in read(signed_in(cast.manager), url)
    body = read(signed_in(cast.practitioner), url)
    assert "Read and decide" not in body
    assert "Say when you went through it with the family" in body
    returned(cast, assessment, Pinned("strengths/working_well", "Who eats with them?"))
    body = read(signed_in(cast.practitioner), url)
    assert "Please look again." in body and "Who eats with them?" in body
    assert "Say when you went through it with the family" not in body
    assert f'href="{reverse("assessments:section", args=[assessment.reference, "strengths"])}#q-working_well"' in body
    with as_owner():
        settle_url = reverse("assessments:settle_remark", args=[Remark.objects.get().reference])
    assert settle_url in body
    body = read(signed_in(cast.teacher), url)
    assert "Who eats with them?" in body and settle_url not in body
    beside = read(
        signed_in(cast.practitioner), reverse("assessments:section", args=[assessment.reference, "strengths"])
    )
    assert "Who eats with them?" in beside and settle_url in beside
    elsewhere = read(
        signed_in(cast.practitioner), reverse("assessments:section", args=[assessment.reference, "sharing"])
    )
    assert "Who eats with them?" not in elsewhere


def judged(cast):
    """Returned with a word about Aisha's answer, one about its whole section, and one about another section."""
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment, about = written_up(cast), cast.aisha.reference
    returned(
        cast,
        assessment,
        Pinned(f"voice/voice_worries/{about}", "Which bell?", "The bell"),
        Pinned("voice", "More of this."),
        Pinned("strengths", "Who eats with them?"),
        review="Ask about the bell.",
    )
    return now(assessment)


def said_to(membership):
    """What the database itself gives, without Django's wall."""
    with acting_as(membership):
        return set(Remark.objects.values_list("remark", flat=True)), Decision.objects.count()


def test_a_judgement_that_may_quote_what_is_kept_from_an_agency_is_kept_from_it_too(cast):
    assessment = judged(cast)
    everything = {"Which bell?", "More of this.", "Who eats with them?"}
    assert said_to(cast.teacher) == (everything, 1)
    kept_out = limit(cast.school)
    save(cast.practitioner, assessment, "sharing", kept_out)
    assert said_to(cast.teacher) == ({"Who eats with them?"}, 0)
    assert said_to(cast.practitioner) == (everything, 1)
    later = hand_in(cast, assessment)
    returned(cast, later, Pinned("voice/voice_worries", "Still the bell."), Pinned("strengths", "Thank you."))
    assert said_to(cast.teacher) == ({"Who eats with them?", "Thank you."}, 0)


def test_a_remark_on_a_scale_is_kept_from_whom_the_worry_is_kept(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment = decided(cast)
    worry = line("worry", "worries", {"statement": "Leo does not speak.", "goal": "Leo says words."})
    save(cast.practitioner, assessment, "analysis", worry)
    how_bad = Piece(Place("score", "worry_scale", worry.place.key, score_key("worry", "worry", "practitioner")), SCORE)
    save(cast.practitioner, assessment, "analysis", how_bad)
    save(cast.practitioner, assessment, "sharing", limit(cast.school, f"analysis/worries#{worry.place.key}"))
    pinned = Pinned("analysis/worry_scale", "Why 2?"), Pinned("analysis/overall_scale", "Say more.")
    returned(cast, hand_in(cast, assessment), *pinned)
    assert said_to(cast.teacher)[0] == {"Say more."}
    assert said_to(cast.practitioner)[0] == {"Why 2?", "Say more."}


def test_a_judgement_comes_back_with_the_limit_taken_off(cast):
    assessment = judged(cast)
    kept_out = limit(cast.school)
    save(cast.practitioner, assessment, "sharing", kept_out)
    with as_owner():
        Limit.objects.update(removed_at=timezone.now())
    assert len(said_to(cast.teacher)[0]) == 3


def test_the_team_writes_no_judgement(cast):
    assessment = judged(cast)
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(cast.teacher) as actor:
        Remark.objects.create(
            tenant_id=actor.tenant_id, assessment=assessment, episode_id=assessment.episode_id,
            agency_id=actor.agency_id, address="strengths", remark="x", made_by=actor.membership,
        )  # fmt: skip


def test_nobody_decides_what_they_handed_in_once(cast, signed_in):
    """Returned, and handed in again by a colleague, it is the work of both."""
    with as_owner():
        other = make_worker("other.manager@northbridge.example", cast.council, "manager", cast.east)
    assessment = decided(cast)
    fill(cast.practitioner, assessment)
    fill(cast.practitioner, assessment)
    agree(cast)
    submit(cast.manager, assessment)
    with acting_as(other) as actor:
        return_assessment(assessment=now_seen(actor, assessment), review="Ask Ben too.", remarks=[], by=actor)
    submit(cast.practitioner, now(assessment))
    assert signed_in(cast.manager).get(page("decision", assessment)).status_code == 403
    with acting_as(cast.manager) as actor:
        assert not waiting_for_decision(actor).exists()
        with pytest.raises(PermissionDenied):
            authorise_assessment(assessment=now_seen(actor, assessment), review="I agree.", by=actor)
    row = {"tenant_id": cast.north.pk, "assessment": assessment, "episode_id": cast.episode.pk, "review": "x"}
    row |= {"agency_id": cast.council.pk, "verdict": "authorised"}
    with pytest.raises(ProgrammingError, match="their own work"), acting_as(cast.manager):
        Decision.objects.create(**row, decided_by=cast.manager)  # the database, without the action
    with acting_as(other) as actor:
        assert waiting_for_decision(actor).exists()
        authorise_assessment(assessment=now_seen(actor, assessment), review="I agree.", by=actor)
