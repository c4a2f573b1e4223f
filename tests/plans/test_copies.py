"""Copies of plans and minutes: what is kept from whoever gets one is in no part of the file."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.choices import Record
from cases.models import Address, Person, SharingExclusion, TimelineEvent
from ehm.events import kinds
from ehm.models.tenancy import new_reference
from plans.actions.minutes import Reviewed
from plans.actions.plans import copy_forward, end_plan
from plans.choices import MeetingKind
from plans.models import AgreedGoal, AgreedPromise, Goal, LaterScore, Meeting, PlanCopy, PlanVersion, Promise
from tests import databases
from tests.assessments.test_reading_pages import pdf_text
from tests.assessments.writing import agree, answer, decided, fill, limit, line, save, submit
from tests.cases.acting import acting_as
from tests.cast import share
from tests.plans.writing import agreed, begun, goal, held, planned, promise

TODAY = timezone.localdate()
FROM_DEE, FROM_SCHOOL, FROM_NAN, OPEN = "QdeeX", "QschoolX", "QnanX", "QopenX"
ALL = {FROM_DEE, FROM_SCHOOL, FROM_NAN, OPEN}
DAY = {"day": TODAY.day, "month": TODAY.month, "year": TODAY.year}
AGREED = {f"agreed_on_{name}": value for name, value in DAY.items()} | {"agreed_with": "Dee"}
GIVEN = {f"given_on_{name}": value for name, value in DAY.items()} | {"given_how": "By hand"}


@pytest.fixture
def made(cast):
    """A plan with a goal for each of four worries: kept from a parent, from an agency, from somebody whom we do not
    know, from nobody; each with something to do, and a review of each."""
    by = cast.practitioner
    with databases.as_owner():
        share(cast.episode, cast.school, by)
        cast.episode.requested_at = timezone.now() - timedelta(days=90)
        cast.episode.save(update_fields=["requested_at"])
    assessment = decided(cast)
    worries = {word: line(Record.WORRY, "worries", {"statement": f"W{word}", "goal": "x"}) for word in sorted(ALL)}
    save(by, assessment, "analysis", *worries.values())
    save(by, assessment, "voice", answer("voice_worries", "QaishaX", about=cast.aisha.reference))
    fill(by, assessment)
    fill(by, assessment)
    keys = {word: piece.place.key for word, piece in worries.items()}
    nan = {"where": f"analysis/worries#{keys[FROM_NAN]}", "who": "other", "with_whom": "Nan", "reason": "Asked for."}
    save(
        by,
        assessment,
        "sharing",
        limit(cast.dee, f"analysis/worries#{keys[FROM_DEE]}", who="person"),
        limit(cast.school, f"analysis/worries#{keys[FROM_SCHOOL]}"),
        line("limit", "limits", nan, new_reference()),
    )
    agree(cast)
    submit(by, assessment, shared_on=TODAY)
    plan = begun(cast)
    goals = {word: goal(by, plan, f"G{word}", worries=[key]) for word, key in keys.items()}
    for word, one in goals.items():
        promise(by, plan, f"P{word}", goal=one, worker=by, measure=f"M{word}")
    agreed(by, plan)
    for days in (20, 2):
        meeting = planned(by, cast.episode, MeetingKind.REVIEW, timezone.now() - timedelta(days=days))
        found = [Reviewed(one, f"R{word}{days}", f"I{word}", days % 7) for word, one in goals.items()]
        held(by, meeting, found=found, outcome="continue", decided=f"Decided{days}")
        with databases.as_owner():
            for key in keys.values():
                LaterScore.objects.create(
                    tenant=cast.north, agency=cast.council, recorded_by=by, episode=cast.episode, at="review",
                    meeting=meeting, scale_set="worry", scale="worry", about=key, respondent="parent", value=5,
                    given_on=TODAY,
                )  # fmt: skip
    with databases.as_owner():
        return PlanVersion.objects.select_related("plan__episode").get(), list(Meeting.objects.order_by("starts_at"))


def put_on(client, of, *to, words=""):
    name = "plans:add_copy_of_minutes" if isinstance(of, Meeting) else "plans:add_copy"
    return client.post(reverse(name, args=(of.reference,)), {"to": to, "words": words} | AGREED)


def copy_for(client, of, to, words=""):
    assert put_on(client, of, to, words=words).status_code == 302
    with databases.as_owner():
        return PlanCopy.objects.latest("pk")


def text_of(client, copy, large=""):
    return pdf_text(client.get(reverse("plans:copy_pdf", args=(copy.reference,)) + large))


def found_in(text):
    return {word for word in ALL if word in text}


def recipients(cast):
    return (
        (f"family:{cast.dee.reference}", "", {FROM_DEE, FROM_NAN}),
        (f"agency:{cast.school.reference}", "", {FROM_SCHOOL, FROM_NAN}),
        ("other", "The GP", {FROM_DEE, FROM_SCHOOL, FROM_NAN}),
    )


def test_each_copy_of_the_plan_holds_all_but_what_is_kept_from_whoever_gets_it(cast, signed_in, made):
    client, (version, _) = signed_in(cast.practitioner), made
    for to, words, hidden in recipients(cast):
        copy = copy_for(client, version, to, words)
        assert found_in(text_of(client, copy)) == found_in(text_of(client, copy, "?large=1")) == ALL - hidden, to
    listed = client.get(reverse("plans:copies", args=(version.reference,))).content.decode()
    assert listed.count("Leaves out:") == 3


def test_what_the_database_keeps_from_an_agency_is_in_no_copy_of_theirs_nor_of_a_strangers(cast, signed_in, made):
    """Though no limit says why any more; what keeps an agency out binds nobody of the family."""
    client, (version, _) = signed_in(cast.practitioner), made
    with databases.as_owner():
        Goal.objects.filter(what=f"G{OPEN}").update(excluded=[f"agency:{cast.school.pk}"])
    for to, words, _ in recipients(cast):
        text = text_of(client, copy_for(client, version, to, words))
        assert (OPEN in found_in(text)) == to.startswith("family"), to


def test_what_once_stood_under_a_goal_that_is_left_out_is_left_out_wherever_it_stands_now(cast, signed_in, made):
    client, (version, _) = signed_in(cast.practitioner), made
    with databases.as_owner():
        Promise.objects.filter(what__in=(f"P{FROM_DEE}", f"P{OPEN}")).update(goal=None)
    agreed(cast.practitioner, version.plan)
    with databases.as_owner():
        second = PlanVersion.objects.get(number=2)
    text = text_of(client, copy_for(client, second, f"family:{cast.dee.reference}"))
    assert f"P{OPEN}" in text and FROM_DEE not in text


def test_each_copy_of_a_review_too_and_last_times_words_are_for_whom_they_were_for(cast, signed_in, made):
    client, (_, (first, second)) = signed_in(cast.practitioner), made
    for to, words, hidden in recipients(cast):
        copy = copy_for(client, second, to, words)
        text = text_of(client, copy)
        assert found_in(text) == ALL - hidden, to
        assert "Decided2" in text and "Decided20" not in text
        copy_for(client, first, to, words)
        text = text_of(client, copy)
        assert found_in(text) == ALL - hidden and "Decided20" in text


def test_a_childs_own_plan_says_what_was_chosen_and_nothing_that_anybody_limits(cast, signed_in, made):
    client, (version, _) = signed_in(cast.practitioner), made
    copy = copy_for(client, version, f"child:{cast.aisha.reference}")
    address = reverse("plans:childs_page", args=(copy.reference,))
    asked = client.get(address).content.decode()
    assert found_in(asked) == {OPEN}
    text = text_of(client, copy)
    assert "QaishaX" in text and not found_in(text)
    with databases.as_owner():
        goals = dict(AgreedGoal.objects.filter(version=version).values_list("what", "goal__reference"))
        lines = dict(AgreedPromise.objects.filter(version=version).values_list("what", "promise__reference"))
    assert client.post(address, {"goals": [goals[f"G{FROM_DEE}"]]}).status_code == 422
    chosen = {"goals": [goals[f"G{OPEN}"]], "lines": [lines[f"P{OPEN}"]]}
    words = {"wanted": "QwishX", "next_steps": "QtuesdayX"}
    assert client.post(address, chosen | words).status_code == 302
    text = text_of(client, copy)
    for word in (f"G{OPEN}", f"P{OPEN}", "QwishX", "QtuesdayX", "What you said", "Who helps you"):
        assert word in text, word
    assert found_in(text) == {OPEN}


def test_whoever_is_kept_out_is_refused_in_a_sentence(cast, signed_in, made):
    client, (version, meetings) = signed_in(cast.practitioner), made
    with databases.as_owner():
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.school, reason="x", recorded_by=cast.practitioner
        )
    for of in (version, meetings[0]):
        for to, words in ((f"agency:{cast.school.reference}", ""), ("other", f"Somebody at {cast.school.name}")):
            refused = put_on(client, of, to, words=words)
            assert refused.status_code == 422 and "gets no copy" in refused.content.decode()
    with databases.as_owner():
        assert not PlanCopy.objects.exists()


def test_it_is_given_once_and_the_timeline_names_nobody(cast, signed_in, made):
    client, (version, meetings) = signed_in(cast.practitioner), made
    for of, kind, sentence in (
        (version, "plan.shared", "Plan shared: copy given, version 1"),
        (meetings[0], "meeting.shared", "Review meeting, minutes shared: copy given"),
    ):
        copy, also = copy_for(client, of, "other", "The GP"), copy_for(client, of, "other", "The nursery")
        address = reverse("plans:give_copy", args=(copy.reference,))
        assert client.post(address, GIVEN | {"also": [also.reference]}).status_code == 302
        assert client.post(address, GIVEN).status_code == 422
        with databases.as_owner():
            events = list(TimelineEvent.objects.filter(kind=kind))
            assert PlanCopy.objects.get(pk=also.pk).given_how == "By hand"
        assert len(events) == 2 and "GP" not in str(events[0].data)
        assert kinds[kind].sentence(events[0]) == sentence
        assert client.post(reverse("plans:end_copy", args=(copy.reference,))).status_code == 302
        assert client.get(reverse("plans:copy_pdf", args=(copy.reference,))).status_code == 404


def test_the_list_of_last_time_is_offered_and_agreed_anew(cast, signed_in, made):
    client, (version, meetings) = signed_in(cast.practitioner), made
    for before, name in ((meetings[0], "plans:agree_minutes_again"), (version, "plans:agree_again")):
        gp, dee = copy_for(client, before, "other", "The GP"), copy_for(client, before, f"family:{cast.dee.reference}")
        if before is version:
            agreed(cast.practitioner, version.plan)
            with databases.as_owner():
                later = PlanVersion.objects.get(number=2)
        else:
            later = meetings[1]
        address = reverse(name, args=(later.reference,))
        asked = client.get(address).content.decode()
        assert gp.reference in asked and dee.reference in asked and "checked" not in asked
        assert client.post(address, {"again": [gp.reference]} | AGREED).status_code == 302
        with databases.as_owner():
            again = PlanCopy.objects.select_related("version", "meeting").latest("pk")
        assert (again.recipient, again.of, again.given_on) == ("The GP", later, None) and again.source


def test_the_familys_copy_is_handed_to_no_small_child_and_minutes_have_no_childs_version(cast, signed_in, made):
    client, (version, meetings) = signed_in(cast.practitioner), made
    assert put_on(client, version, f"family:{cast.aisha.reference}").status_code == 422
    assert put_on(client, meetings[0], f"child:{cast.aisha.reference}").status_code == 422
    with databases.as_owner():
        Person.objects.filter(pk=cast.aisha.pk).update(date_of_birth=TODAY.replace(day=1, year=TODAY.year - 13))
    assert put_on(client, version, f"family:{cast.aisha.reference}").status_code == 302


def test_somebody_of_the_team_does_not_keep_the_list_and_others_find_nothing(cast, signed_in, made):
    version, meetings = made
    copy = copy_for(signed_in(cast.practitioner), version, "other", "The GP")
    team, stranger = signed_in(cast.teacher), signed_in(cast.stranger)
    for name, one in (
        *((f"plans:{name}", version) for name in ("copies", "add_copy", "agree_again")),
        *((f"plans:{name}", meetings[0]) for name in ("copies_of_minutes", "add_copy_of_minutes")),
        *((f"plans:{name}", copy) for name in ("copy_pdf", "give_copy", "end_copy", "childs_page")),
    ):
        address = reverse(name, args=(one.reference,))
        assert team.get(address).status_code == (404 if one is copy else 403), name
        assert stranger.get(address).status_code == 404, name


def test_no_copy_says_where_they_met_while_somebodys_whereabouts_are_protected(cast, signed_in, made):
    """It may be where they live; whoever plans a meeting is told so."""
    _, (_, meeting) = made
    client = signed_in(cast.practitioner)
    copy = copy_for(client, meeting, f"family:{cast.dee.reference}")
    plan = reverse("plans:plan_meeting", args=(cast.episode.reference,))
    assert "At home" in text_of(client, copy) and "write no address" not in client.get(plan).content.decode()
    with databases.as_owner():
        Address.objects.create(
            tenant=cast.north, family=cast.family, person=cast.ben, is_protected=True, agency=cast.council,
            recorded_by=cast.practitioner,
        )  # fmt: skip
    text = text_of(client, copy)
    assert "At home" not in text and "Decided2" in text
    assert "write no address" in client.get(plan).content.decode()


def test_a_later_plan_takes_nothing_over_that_was_kept_from_anybody(cast, made):
    """With the worry that it answered, it would lose whom it is kept from: a parent, an agency, somebody in words."""
    version, _ = made
    with acting_as(cast.practitioner) as actor:
        end_plan(plan=version.plan, reason="We begin anew", by=actor)
    later = begun(cast)
    with acting_as(cast.practitioner) as actor:
        assert copy_forward(plan=later, earlier=version.plan, by=actor) == 1
    with databases.as_owner():
        taken = [*Goal.objects.filter(plan=later), *Promise.objects.filter(plan=later)]
    assert [one.what for one in taken] == [f"G{OPEN}", f"P{OPEN}"]
