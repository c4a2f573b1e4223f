"""Who is working with this child: one answer, and in it for each reader no more than the record itself shows them."""

import random
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Assessment, Professional
from cases.lifecycle import RUNNING
from cases.models import (
    Address,
    Episode,
    GpRegistration,
    KeyAgencyNote,
    Person,
    SchoolPlace,
    SharingExclusion,
    TeamAgency,
)
from ehm.rows.actor import actor_for
from ehm.rows.context import acting
from hubs.involved import involved_with
from tests import databases
from tests.cases.acting import acting_as
from tests.cast import make_episode, make_family, share
from tests.rows.world import World

TODAY = timezone.localdate()


def note(cast, person, by, name="Sam Poole", **change):
    given = {"practitioner_name": name, "work_phone": "01632 960777", "area_of_support": "Sleep", "started_on": TODAY}
    with databases.as_owner():
        return KeyAgencyNote.objects.create(
            tenant=cast.north, person=person, agency_id=by.agency_id, recorded_by=by, **given | change
        )


def lines_for(by, person):
    with acting_as(by) as actor:
        answer = involved_with(person.reference, actor)
    return None if answer is None else [(one.agency, one.worker, one.role, one.source) for one in answer.now]


def test_everything_that_says_so_is_one_answer(cast):
    note(cast, cast.aisha, cast.partner)
    note(cast, cast.aisha, cast.partner, "Gone Before", ended_on=TODAY - timedelta(days=1), started_on=date(2020, 1, 1))
    note(cast, cast.aisha, cast.partner, "Long Ago", recorded_at=timezone.now() - timedelta(days=200))
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        TeamAgency.objects.update(worker=cast.teacher, helps_with="Breakfast club")
        place = {"tenant": cast.north, "family": cast.family, "person": cast.aisha}
        place |= {"agency": cast.council, "recorded_by": cast.practitioner}
        SchoolPlace.objects.create(**place, school_name="Larkfield Primary")
        GpRegistration.objects.create(**place, practice_name="Mill Practice")
        of = {"tenant": cast.north, "episode": cast.episode, "agency": cast.council, "recorded_by": cast.practitioner}
        for number in (1, 2):
            paper = Assessment.objects.create(
                **of, form="coventry-2019", number=number, status="in_progress", decided_at=timezone.now()
            )
            Professional.objects.create(
                **of, assessment=paper, name=f"Jo {number}", works_for="Sleep clinic",
                question="professionals", address="professionals/professionals",
            )  # fmt: skip
            if number == 1:
                paper.status, paper.withdrawn_at, paper.withdrawn_by = "withdrawn", timezone.now(), cast.practitioner
                paper.save(update_fields=["status", "withdrawn_at", "withdrawn_by"])
    with acting_as(cast.practitioner) as actor:
        answer = involved_with(cast.aisha.reference, actor)
    said = {(one.agency, one.worker, one.source) for one in answer.now}
    assert said == {
        ("Northbridge Early Help", "Practitioner", "Early help"),
        ("Larkfield Primary", "Teacher", "Team around the family"),
        ("Northbridge Police", "Sam Poole", "Key agency note"),
        ("Northbridge Police", "Long Ago", "Key agency note"),
        ("Larkfield Primary", "", "The family’s record"),
        ("Mill Practice", "", "The family’s record"),
        ("Sleep clinic", "Jo 2", "Assessment"),
    }
    assert [one.worker for one in answer.before] == ["Gone Before"]
    still = {one.worker: one.still_true for one in answer.now}
    assert still["Sam Poole"].startswith("Said ") and still["Long Ago"].startswith("Not said again since ")
    assert answer.now[0].phone == "07700 900100" and answer.now[0].since is not None


def test_of_a_record_that_is_not_theirs_one_learns_whom_to_ask_and_the_notes(cast, signed_in):
    note(cast, cast.hidden_child, cast.partner)
    assert lines_for(cast.helper, cast.hidden_child) == [
        ("Northbridge Police", "Sam Poole", "Sleep", "Key agency note")
    ]
    page = signed_in(cast.helper).get(f"/children/{cast.hidden_child.reference}/involved/").content.decode()
    assert "Known to Larkfield Primary" in page and "You cannot open this record" in page
    for theirs in ("Hale family", "/episodes/", "Leads the help", "Teacher,"):
        assert theirs not in page


def test_whom_the_family_keeps_out_learns_nothing_not_even_that_the_child_is_known(cast, signed_in):
    note(cast, cast.aisha, cast.helper)
    url = f"/children/{cast.aisha.reference}/involved/"
    assert signed_in(cast.partner).get(url).status_code == 200
    with databases.as_owner():
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.police, reason="x", recorded_by=cast.practitioner
        )
    kept, nothing = (signed_in(cast.partner).get(one) for one in (url, "/children/7KD4-Q2MN/involved/"))
    assert (kept.status_code, kept.content) == (404, nothing.content)
    assert lines_for(cast.partner, cast.aisha) is None
    assert signed_in(cast.stranger).get(url).content == nothing.content
    assert signed_in(cast.admin).get(url).status_code == 404


def test_where_a_child_must_not_be_found_only_who_knows_already_is_told_of_places(cast):
    note(cast, cast.aisha, cast.helper, "Refuge worker")
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        place = {"tenant": cast.north, "family": cast.family, "person": cast.aisha, "is_protected": True}
        place |= {"agency": cast.council, "recorded_by": cast.practitioner}
        Address.objects.create(**place, lines="Nowhere")
        SchoolPlace.objects.create(**place, school_name="Far Away School")
    for by, sees in ((cast.practitioner, True), (cast.hub, True), (cast.teacher, False), (cast.partner, False)):
        said = str(lines_for(by, cast.aisha))
        assert ("Far Away School" in said, "Refuge worker" in said) == (sees, sees), by.role


def test_who_asked_for_help_named_helpers_whom_only_readers_of_the_request_see(cast):
    from hubs.actions.requests import ask_for_help
    from tests.cases.acting import done
    from tests.hubs.asking import asked

    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    named = asked(cast.east, helpers=[("Ann Poole", "Nursery")])
    done(cast.practitioner, ask_for_help, asked=named, episode=cast.episode)
    for by, sees in ((cast.practitioner, True), (cast.chair, True), (cast.teacher, False)):
        assert ("Ann Poole" in str(lines_for(by, cast.aisha))) is sees, by.role


@pytest.mark.parametrize("seed", range(6))
def test_in_random_worlds_everybody_reads_here_what_the_record_shows_them(db, seed):
    with databases.as_owner():
        world = World(random.Random(seed), seed)
        notes = list(KeyAgencyNote.objects.filter(tenant=world.tenant))
        for one in notes:
            one.practitioner_name = f"note {one.pk}"
            one.save(update_fields=["practitioner_name"])
        papers = {}
        for one in Assessment.objects.filter(tenant=world.tenant).exclude(status="withdrawn").order_by("pk"):
            papers[one.episode_id] = one.pk
        helpers = list(Professional.objects.filter(tenant=world.tenant, removed_at=None))
        with connection.cursor() as cursor:  # which holds that a finished assessment stays as it was
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE assessments_professional DISABLE TRIGGER USER")
        for one in helpers:
            Professional.objects.filter(pk=one.pk).update(name=f"helper {one.pk}", ended_on=None)
        running = {one.pk: one.status in RUNNING for one in Episode.objects.filter(tenant=world.tenant)}
    told = 0
    for worker in world.workers:
        actor = actor_for(worker.user, worker.pk)
        seen = {model: world.expected(worker, model) for model in (Episode, Person, KeyAgencyNote, Professional)}
        for child in world.people:
            with acting(actor):
                answer = involved_with(child.reference, actor)
            where = f"world {seed}, {worker.role}, {child.pk}"
            own_notes = {
                f"note {one.pk}" for one in notes if one.person_id == child.pk and one.pk in seen[KeyAgencyNote]
            }
            if answer is None:
                assert not own_notes, where
                continue
            people = [*answer.now, *answer.before]
            assert {one.worker for one in people if one.source == "Key agency note"} == own_notes, where
            theirs = {
                one for one in world.episodes
                if one.family_id in world.members[child.pk] and child.pk in seen[Person] and one.pk in seen[Episode]
            }  # fmt: skip
            led = {one.source_url for one in people if one.source == "Early help"}
            assert led == {f"/episodes/{one.reference}/" for one in theirs}, where
            latest = {papers.get(one.pk) for one in theirs if running[one.pk]}
            may_read = {
                f"helper {one.pk}" for one in helpers if one.assessment_id in latest and one.pk in seen[Professional]
            }
            named = {one.worker for one in people if one.source == "Assessment"}
            assert named <= may_read, where
            told += len(people)
    assert told


def test_it_costs_the_same_however_many_help(cast, signed_in):
    client, url = signed_in(cast.practitioner), f"/children/{cast.aisha.reference}/involved/"

    def cost():
        with CaptureQueriesContext(connection) as counted:
            assert client.get(url).status_code == 200
        return len(counted)

    note(cast, cast.aisha, cast.partner)
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    cost()
    one = cost()
    for number in range(8):
        note(cast, cast.aisha, cast.helper, f"Worker {number}")
    with databases.as_owner():
        share(cast.episode, cast.charity, cast.practitioner)
        other = make_family(cast.practitioner, "Other family", cast.aisha, area=cast.east)
        make_episode(cast.practitioner, other, cast.east)
    assert cost() == one


def test_it_is_one_press_from_the_search(cast, signed_in):
    client = signed_in(cast.practitioner)
    results = client.post("/search/", {"q": "Aisha Reed"}, follow=True).content.decode()
    assert f"/children/{cast.aisha.reference}/involved/" in results
