"""Random partnerships: what Django asks for, what PostgreSQL gives to raw SQL, and what a third, plain reading of the
rules says must be the same set, for every worker and every kind of row (assurance R03)."""

import random

import pytest
from django.db import connection, transaction

from assessments import models as assessments
from cases import models as cases
from ehm.rows.actor import actor_for
from ehm.rows.context import acting
from tests.databases import as_owner
from tests.rows import planned
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
    *planned.PARTS,
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
