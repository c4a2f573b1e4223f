"""Random partnerships: what Django asks for, what PostgreSQL gives to raw SQL, and what a third, plain reading of the
rules says must be the same set, for every worker and every kind of row (assurance R03)."""

import random

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from assessments import models as assessments
from cases import models as cases
from cases.choices import EpisodeStatus
from ehm.models import Role
from ehm.rows.actor import actor_for
from ehm.rows.context import acting
from plans import models as plans
from tests.databases import as_owner
from tests.rows import asked, planned
from tests.rows.world import World
from tests.rows.written import LED, PARTS

WORLDS = 12
KINDS = [
    cases.Episode,
    cases.Family,
    cases.Person,
    cases.FamilyMember,
    cases.Address,
    cases.Contact,
    cases.KeyAgencyNote,
    cases.TimelineEvent,
    cases.SharingExclusion,
    *LED,
    assessments.Copy,
    *PARTS,
    assessments.LifeEvent,
    *planned.LED,
    *planned.CHILDREN,
    *planned.LED_ONLY,
    *planned.OWN,
    *planned.PARTS,
    *asked.KINDS,
]


def read_by(actor):
    """Of each kind what PostgreSQL gives, and what Django asks it for; and the places that the form leaves out."""
    wall, asked = {}, {}
    with acting(actor), transaction.atomic(), connection.cursor() as cursor:
        for model in KINDS:
            cursor.execute(f"SELECT id FROM {model._meta.db_table}")
            wall[model] = {pk for (pk,) in cursor.fetchall()}
            asked[model] = set(model.objects.visible_to(actor).values_list("pk", flat=True))
        cursor.execute("SELECT id, assessments_withheld(id) FROM assessments_assessment")
        withheld = {pk: set(places) for pk, places in cursor.fetchall()}
    return wall, asked, withheld


# A column of each that some role may change.
CHANGED = {
    plans.StepUp: "new_lead",
    plans.StepDown: "how_used",
    plans.StepDownPaper: "removed_at",
    plans.Listing: "ended_because",
    plans.Stuck: "went_on",
    plans.Feedback: "why_not",
    plans.PlanCopy: "next_steps",
    plans.FrontDoorContact: "ask_on",
}


def changed_by(actor):
    """Of each kind the rows that a careless UPDATE reaches."""
    found = {}
    with acting(actor), connection.cursor() as cursor:
        for model, column in CHANGED.items():
            try:
                with transaction.atomic():
                    cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = {column} RETURNING id")
                    found[model] = {pk for (pk,) in cursor.fetchall()}
            except DatabaseError as error:
                assert "permission denied" in str(error)
                found[model] = set()
    return found


def is_added(actor, model, **values):
    try:
        with acting(actor), transaction.atomic():
            model.objects.create(tenant_id=actor.tenant_id, **values)
            transaction.set_rollback(True)
    except DatabaseError:
        return False
    return True


@pytest.mark.parametrize("seed", range(WORLDS))
def test_oracle_django_and_postgresql_agree(db, seed):
    with as_owner():
        world = World(random.Random(seed), seed)
        World(random.Random(seed + 1000), seed + 1000)  # another partnership, never seen
        people = {person.pk: person for person in cases.Person.objects.filter(tenant=world.tenant)}
        world.people = [people[person.pk] for person in world.people]
    for worker in world.workers:
        actor = actor_for(worker.user, worker.pk)
        wall, asked, withheld = read_by(actor)
        with as_owner():  # Django's wall alone, with nothing behind it
            alone = {model: set(model.objects.visible_to(actor).values_list("pk", flat=True)) for model in KINDS}
        for model in KINDS:
            expected = world.expected(worker, model)
            assert wall[model] == expected, f"PostgreSQL: world {seed}, {worker.role}, {model.__name__}"
            assert asked[model] == alone[model] == expected, f"Django: world {seed}, {worker.role}, {model.__name__}"
        for paper in world.writing.papers:
            if paper.row.pk in withheld:
                assert withheld[paper.row.pk] == world.writing.withheld(worker, paper), f"{seed}, {worker.role}"
        for model, changed in changed_by(actor).items():
            assert changed == world.changed_by(worker, model), f"changed: {seed}, {worker.role}, {model.__name__}"
        who_adds_ways_out(world, worker, actor, seed)


def who_adds_ways_out(world, worker, actor, seed):
    """Whoever leads steps up, anybody in the team tells the front door for themselves, everybody asks without names."""
    now, other = timezone.now(), next(one for one in world.workers if one.pk != worker.pk)
    talk = {
        "held_at": now,
        "with_whom": "x",
        "worries": "x",
        "tried": "x",
        "is_harm_feared": False,
        "outcome": "advice",
    }
    told = {"made_at": now, "how": "phone", "worry": "x", "is_harm_feared": True}
    told |= {"parents_told": True, "children_told": "yes"}
    is_auditor = worker.role == Role.AUDITOR
    for episode in world.episodes:
        own = {"episode_id": episode.pk, "agency_id": worker.agency_id, "recorded_by_id": worker.pk}
        theirs = own | {"recorded_by_id": other.pk}
        leads, reads = episode.pk in world.led_by(worker), world.reaches(worker, episode)
        where = f"added: {seed}, {worker.role}, episode {episode.pk}"
        may_step_up = leads and not is_auditor and episode.status != EpisodeStatus.CLOSED
        assert is_added(actor, plans.StepUp, **talk, **own) == may_step_up, where
        assert is_added(actor, plans.FrontDoorContact, **told, **own) == (reads and not is_auditor), where
        assert not is_added(actor, plans.FrontDoorContact, **told, **theirs), where
        if other.agency_id != worker.agency_id:
            given = {"recipient": "x", "given_on": now.date(), "given_how": "x"}
            assert not is_added(actor, plans.Pack, **given, **own | {"agency_id": other.agency_id}), where
    asked = {"on": now.date(), "asked": "x", "advice": "x", "then": "talk"}
    assert is_added(actor, plans.Consultation, **asked, membership_id=worker.pk) == (not is_auditor)
    assert not is_added(actor, plans.Consultation, **asked, membership_id=other.pk)
