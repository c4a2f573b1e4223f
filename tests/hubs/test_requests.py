"""Asking for help: who may read a request, what whoever asked can do with it, and what the database holds."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.http import Http404
from django.utils import timezone

from ehm.actions import Refused
from ehm.models import Notification
from hubs.actions.requests import Limit, answer, withdraw
from hubs.actions.triage import ask_back
from hubs.choices import CameBy, RequestStatus
from hubs.models import Decision, Discussion, HelpRequest, RequestedPerson, RequestQuestion, SystemCheck
from tests import databases
from tests.cases.acting import acting_as
from tests.hubs.asking import CHILD, MOTHER, ask

READERS = "teacher head hub chair coordinator manager auditor"
NOT_READERS = "practitioner west_hub partner helper stranger"


def who_sees(cast, request):
    found = set()
    for name in (*READERS.split(), *NOT_READERS.split()):
        with acting_as(getattr(cast, name)) as actor:
            by_django = HelpRequest.objects.visible_to(actor).filter(pk=request.pk).exists()
            by_database = HelpRequest.objects.filter(pk=request.pk).exists()
            assert by_django == by_database, name
            assert RequestedPerson.objects.filter(request_id=request.pk).exists() == by_database, name
            assert RequestedPerson.objects.visible_to(actor).filter(request_id=request.pk).exists() == by_database
            found |= {name} if by_database else set()
    return found


def test_it_is_read_by_whoever_asked_and_by_the_hub_of_its_area(cast):
    request = ask(cast.teacher, cast.east)
    assert who_sees(cast, request) == set(READERS.split())


def test_what_a_hub_took_on_the_phone_is_no_business_of_its_council(cast):
    request = ask(cast.hub, cast.east, CameBy.PHONE)
    assert who_sees(cast, request) == {"hub", "chair", "coordinator", "manager", "auditor"}


def test_an_agency_that_the_family_does_not_want_to_know_reads_it_no_more(cast):
    limit = Limit(cast.police, "", "Dad works there")
    request = ask(cast.teacher, cast.east, limits=[limit])
    with databases.as_owner():
        assert HelpRequest.objects.get().excluded == [f"agency:{cast.police.pk}"]
    assert who_sees(cast, request) == set(READERS.split())


def test_neither_the_asking_agency_nor_the_hub_can_be_kept_out(cast):
    for agency in (cast.school, cast.council):
        with pytest.raises(Refused, match="cannot be kept from it|Ring the hub first"):
            ask(cast.teacher, cast.east, limits=[Limit(agency, "", "")])


def test_the_hub_is_told_without_a_name(cast):
    request = ask(cast.teacher, cast.east)
    with databases.as_owner():
        told = Notification.objects.filter(kind="hubs.sent")
        assert {one.membership_id for one in told} == {cast.hub.pk, cast.chair.pk, cast.coordinator.pk}
        assert {(one.subject, str(one.data)) for one in told} == {(request.reference, "{}")}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"people": [MOTHER]}, "Name at least one child"),
        ({"agreed_by": "", "agreed_on": None}, "Ask a parent first"),
        ({"asked_at": timezone.now() + timedelta(hours=1)}, "in the future"),
    ],
)
def test_what_is_refused(cast, change, sentence):
    with pytest.raises(Refused, match=sentence):
        ask(cast.teacher, cast.east, **change)
    with databases.as_owner():
        assert not HelpRequest.objects.exists()


def test_only_a_hub_takes_calls(cast):
    with pytest.raises(Refused, match="Only a hub"):
        ask(cast.teacher, cast.east, CameBy.PHONE)
    with pytest.raises(PermissionDenied):
        ask(cast.auditor, cast.east)


def test_a_question_goes_back_and_the_answer_brings_it_on(cast):
    request = ask(cast.teacher, cast.east)
    with acting_as(cast.hub) as actor:
        question = ask_back(request=request, question="Who is at home at night?", by=actor)
        with pytest.raises(Refused, match="waits for its answer"):
            ask_back(request=request, question="And?", by=actor)
    with acting_as(cast.head) as actor:  # a colleague answers too
        question = RequestQuestion.objects.select_related("request").get()
        assert question.request.status == RequestStatus.RETURNED
        answer(question=question, words="Her aunt", by=actor)
    with databases.as_owner():
        assert HelpRequest.objects.get().status == RequestStatus.UNDER_REVIEW
        assert RequestQuestion.objects.get().answered_by_id == cast.head.pk
    with acting_as(cast.head) as actor, pytest.raises(Refused, match="no answer any more"):
        answer(question=question, words="Again", by=actor)


def test_it_is_taken_back_once_and_by_whoever_asked(cast):
    request = ask(cast.teacher, cast.east)
    with acting_as(cast.teacher) as actor:
        withdraw(request=request, by=actor)
        with pytest.raises(Refused, match="taken back already"):
            withdraw(request=request, by=actor)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "decided", "outcome": "advice"},
        {"status": "listed"},
        {"told": "You get help"},
        {"letter_sent_at": timezone.now()},
    ],
)
def test_whoever_asked_cannot_decide_past_the_pages(cast, change):
    request = ask(cast.teacher, cast.east)
    with acting_as(cast.teacher), pytest.raises(DatabaseError, match="the hub of its area decides"):
        HelpRequest.objects.filter(pk=request.pk).update(**change)


@pytest.mark.parametrize("who", ["west_hub", "teacher", "hub", "stranger"])
def test_only_the_hub_that_has_it_gives_it_to_another_past_the_pages(cast, who):
    """Nor does a worker of that hub whom the family keeps out."""
    request = ask(cast.teacher, cast.east)
    give = ("SELECT hubs_give_request(%s, %s, 'x')", [request.pk, cast.west.pk])
    with databases.as_owner():
        HelpRequest.objects.filter(pk=request.pk).update(excluded=[f"user:{cast.hub.user_id}"])
    with acting_as(getattr(cast, who)), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="only the hub that has a request"), transaction.atomic():
            cursor.execute(*give)
    with acting_as(cast.chair), connection.cursor() as cursor:
        cursor.execute(*give)
    with databases.as_owner():
        assert HelpRequest.objects.get(pk=request.pk).area == cast.west


def test_words_of_whoever_asked_are_never_changed(cast):
    request = ask(cast.teacher, cast.east)
    for name in ("teacher", "hub"):
        with acting_as(getattr(cast, name)), pytest.raises(ProgrammingError, match="permission denied"):
            HelpRequest.objects.filter(pk=request.pk).update(worries="Nothing")
        with acting_as(getattr(cast, name)), pytest.raises(ProgrammingError, match="permission denied"):
            RequestedPerson.objects.update(given_name="Eve")


def test_nobody_adds_to_another_ones_request(cast):
    request = ask(cast.teacher, cast.east)
    person = {key: value for key, value in CHILD.items() if key != "who"} | {"who": "child", "position": 9}
    for name in ("head", "hub"):
        with acting_as(getattr(cast, name)), pytest.raises(ProgrammingError, match="row-level security"):
            RequestedPerson.objects.create(tenant=cast.north, request_id=request.pk, **person)


def test_whoever_asked_reads_nothing_of_what_the_hub_does(cast):
    request = ask(cast.teacher, cast.east)
    row = {"tenant": cast.north, "request_id": request.pk, "agency": cast.council, "recorded_by": cast.chair}
    today = timezone.localdate()
    with databases.as_owner():
        SystemCheck.objects.create(**row, system="Social care record", checked_on=today, found="Known")
        Discussion.objects.create(**row, held_on=today, discussed="Known")
        Decision.objects.create(**row, outcome="advice", level=2, suggested=2, reason="Known")
    for name, is_seen in (("teacher", False), ("hub", True), ("auditor", True), ("west_hub", False)):
        for kind in (SystemCheck, Discussion, Decision):
            with acting_as(getattr(cast, name)) as actor:
                assert kind.objects.exists() is is_seen, (name, kind)
                assert kind.objects.visible_to(actor).exists() is is_seen, (name, kind)


def test_another_partnership_writes_nothing_here(cast):
    request = ask(cast.teacher, cast.east)
    with acting_as(cast.stranger) as actor, pytest.raises(Http404):
        withdraw(request=request, by=actor)
