"""Two sessions of the database at once: what a limit holds back is held back, and what is submitted is not changed,
whichever of them is first."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from assessments.actions.deciding import authorise_assessment, return_assessment
from assessments.actions.writing import save_section
from assessments.models import Answer, Assessment, Decision, Limit
from ehm.actions import Refused
from ehm.models import Role
from tests.assessments.test_deciding_managers import hand_in
from tests.assessments.writing import answer, decided, limit, what_is_written
from tests.cases.acting import acting_as
from tests.cast import make_cast, make_worker, share
from tests.databases import as_owner

LONGEST = 20  # seconds: longer than a busy machine takes
MOMENT = 0.5  # seconds in which the second would be done if it did not wait

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    made = make_cast()
    with as_owner():
        share(made.episode, made.school, made.practitioner)
    return made


def at_once(first, second):
    """`first(hold)` calls `hold` before it commits; `second` begins then. What each gave or raised; if one waited."""
    is_done, may_commit = threading.Event(), threading.Event()

    def hold():
        is_done.set()
        assert may_commit.wait(LONGEST)

    def run(work):
        try:
            return work()
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(run, lambda: first(hold))
        assert is_done.wait(LONGEST)
        other = pool.submit(run, second)
        waited = not _is_done_in_a_moment(other)
        may_commit.set()
        return one.result(LONGEST), other.result(LONGEST), waited


def _is_done_in_a_moment(future):
    try:
        future.result(MOMENT)
    except TimeoutError:
        return False
    return True


def saving(by, assessment, section, *pieces):
    def work(hold=lambda: None):
        with acting_as(by) as actor:
            save_section(assessment=assessment, section=section, pieces=pieces, by=actor)
            hold()

    return work


@pytest.mark.parametrize("limit_is_first", [True, False])
def test_a_limit_and_what_it_holds_back_written_at_once(cast, limit_is_first):
    assessment = decided(cast)
    limiting = saving(cast.practitioner, assessment, "sharing", limit(cast.school, "strengths"))
    writing = saving(cast.hub, assessment, "strengths", answer("working_well", "They eat together."))
    *_, waited = at_once(limiting, writing) if limit_is_first else at_once(writing, limiting)
    assert waited
    with acting_as(cast.teacher):
        assert not Answer.objects.exists()
    assert len(what_is_written(cast.hub, assessment).pieces) == 2


def test_of_two_managers_at_once_one_decides(cast):
    assessment = decided(cast)
    saving(cast.practitioner, assessment, "outcome", answer("outcome", "plan"))()
    hand_in(cast, assessment)
    with as_owner():
        other = make_worker("other.manager@northbridge.example", cast.council, Role.MANAGER, cast.east)
        found = Assessment.objects.select_related("episode__lead", "submitted_by").get()

    def authorise(hold):
        with acting_as(cast.manager) as actor:
            authorise_assessment(assessment=found, review="Yes.", by=actor)
            hold()

    def give_back():
        with acting_as(other) as actor:
            return_assessment(assessment=found, review="No.", remarks=[], by=actor)

    done, refused, waited = at_once(authorise, give_back)
    assert done is None and waited and isinstance(refused, Refused)
    with as_owner():
        assert Assessment.objects.get().status == "authorised"
        assert Decision.objects.get().verdict == "authorised"


@pytest.mark.parametrize("limit_is_first", [True, False])
def test_the_database_alone_has_them_wait_for_each_other(cast, limit_is_first):
    """Rows written without the lock that every action takes."""
    assessment = decided(cast)

    def row(actor):
        given = {"tenant_id": actor.tenant_id, "episode_id": cast.episode.pk, "assessment": assessment}
        return given | {"agency_id": actor.agency_id, "recorded_by": actor.membership}

    def limiting(hold=lambda: None):
        with acting_as(cast.practitioner) as actor:
            kept = {"holds_back": "strengths", "kept_from_agency": cast.school}
            Limit.objects.create(**row(actor), **kept, address="sharing/limits", question="limits")
            hold()

    def writing(hold=lambda: None):
        with acting_as(cast.hub) as actor:
            said = {"address": "strengths/working_well", "question": "working_well", "values": ["x"]}
            Answer.objects.create(**row(actor), **said)
            hold()

    at_once(limiting, writing) if limit_is_first else at_once(writing, limiting)
    with as_owner():
        assert Answer.objects.get().excluded == [f"agency:{cast.school.pk}"]
