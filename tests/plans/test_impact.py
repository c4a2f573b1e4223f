"""How far scales moved (E17): the page's query says what a plain calculation says; small numbers are hidden."""

import random
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from assessments.choices import Respondent
from assessments.models import Score
from bench.impact import plainly, raw_rows
from cases.choices import ClosureReason, EpisodeStatus
from cases.models import Episode
from ehm.models import Role
from ehm.rows.actor import actor_for
from ehm.rows.context import acting
from plans.choices import MeetingKind, ScoredAt
from plans.impact import Movement, Wanted, movements, quarters, shown
from plans.lifecycle import MeetingStatus
from plans.models import LaterScore, Meeting
from plans.views.impact import Group
from tests.databases import as_owner
from tests.rows.world import World

VIEWS = [("worry", "worry", "parent"), ("worry", "worry", "child"), ("mine", "a", "parent"), ("mine", "b", "parent")]
WORLDS = 6


def write_in(paper, world, chance):
    now, by = timezone.now(), world.workers[0]
    place = {"tenant": world.tenant, "agency": by.agency, "recorded_by": by, "episode": paper.episode}
    meetings = [
        Meeting.objects.create(
            **place, kind=MeetingKind.REVIEW, starts_at=now - timedelta(days=chance.randint(0, 200)),
            status=status, written_at=now, written_by=by,
        )
        for status in (MeetingStatus.HELD, MeetingStatus.HELD, MeetingStatus.NOT_HELD)
    ]  # fmt: skip
    for number in range(8):
        (scale_set, scale, who), subject = chance.choice(VIEWS), chance.choice(["", "AB12-CD34-EF56"])
        view = {"scale_set": scale_set, "scale": scale, "respondent": who, "about": subject}
        given = place | view | {"given_on": now.date() - timedelta(days=chance.randint(0, 200))}
        if not Score.objects.filter(assessment=paper.row, **view).exists():
            value = chance.choice([None, *range(11)])
            at = {"assessment": paper.row, "address": f"analysis/x#{number}", "question": "x", "value": value}
            Score.objects.create(**given, **at, excluded=[])
        occasion = chance.choice([(ScoredAt.CLOSING, None), *((ScoredAt.REVIEW, one) for one in meetings)])
        later = {"at": occasion[0], "meeting": occasion[1], "value": chance.randint(0, 10)}
        LaterScore.objects.create(**given, **later)


def write_scores(world, chance):
    """First scores in assessments that are handed in, most of them; later ones at reviews and when help ends."""
    for _ in range(3):
        for paper in world.writing.papers:
            if paper.row.is_being_written and paper.episode.status != EpisodeStatus.CLOSED:
                write_in(paper, world, chance)
        for _ in range(6):
            world.writing.begin()  # hands in the one before
    for paper in world.writing.papers:
        if paper.row.is_being_written and chance.random() < 0.8:
            world.writing.hand_in(paper)
    for episode in world.episodes:
        if episode.status != EpisodeStatus.CLOSED and chance.random() < 0.6:
            at = timezone.now() - timedelta(days=chance.randint(0, 200), hours=chance.randint(0, 23))
            Episode.objects.filter(pk=episode.pk).update(
                status=EpisodeStatus.CLOSED,
                closed_at=at,
                closed_by=world.workers[0],
                closure_reason=ClosureReason.NEEDS_MET,
            )


def wanted_of(world, chance):
    today = timezone.localdate()
    for at in (ScoredAt.CLOSING, ScoredAt.REVIEW):
        yield Wanted(at)
        yield Wanted(at, today - timedelta(days=chance.randint(30, 150)), today - timedelta(days=chance.randint(0, 29)))
        yield Wanted(at, area=chance.choice(world.areas))


def test_the_query_equals_a_plain_calculation_for_everybody(db):
    compared = 0
    for seed in range(WORLDS):
        chance = random.Random(seed)
        with as_owner():
            world = World(chance, seed)
            write_scores(world, chance)
            rows = raw_rows(world.tenant.pk, "default")
        for worker in world.workers:
            if worker.role == Role.ADMINISTRATOR:
                continue
            actor = actor_for(worker.user, worker.pk)
            may_see = {episode.pk: world.reaches(worker, episode) for episode in world.episodes}
            for wanted in wanted_of(world, random.Random(f"{seed} {worker.pk}")):
                with acting(actor), transaction.atomic():
                    found = movements(wanted, actor)
                exact = {(one.scale_set, one.scale, one.respondent.value): figures(one) for one in found}
                expected = plainly(
                    rows,
                    at=wanted.at.value,
                    since=wanted.since,
                    until=wanted.until,
                    area=wanted.area.pk if wanted.area else None,
                    may_see=may_see,
                    keys=frozenset(actor.exclusion_keys),
                )
                assert exact == expected, (seed, worker.role, wanted)
                compared += len(exact)
    assert compared > 100


def figures(one):
    return {name: getattr(one, name) for name in ("families", "scored", "up", "same", "down", "moved")}


def movement(families=12, up=9, same=3, down=1, moved=20):
    return Movement("worry", "", Respondent.PARENT, families, up + same + down, up, same, down, moved)


def test_nobody_can_be_told_from_small_numbers():
    assert shown(movement(families=4)).is_hidden and shown(movement(families=4)).mean == ""
    few = shown(movement())
    assert (few.families, few.up, few.same, few.down, few.mean) == ("10", "10", "under 5", "under 5", "+1.5")
    assert shown(movement(down=0)).down == "0" and shown(movement(moved=0)).mean == "0.0"
    assert shown(movement(moved=-13)).mean == "-1.0"


def test_what_is_hidden_altogether_is_said_once():
    hidden, told = (("Mornings", shown(movement(families=number))) for number in (4, 12))
    assert Group("My scales", "The child", [hidden, hidden]).is_hidden
    assert not Group("My scales", "The child", [hidden, told]).is_hidden


def test_quarters_follow_upon_each_other():
    found = list(quarters(date(2026, 2, 3), 3))
    assert [key for key, *_ in found] == ["2026-1", "2025-4", "2025-3"]
    assert found[1][1:] == (date(2025, 10, 1), date(2026, 1, 1)) and found[1][2] == found[0][1]


def test_who_answers_for_the_help_of_others_sees_the_page(cast, signed_in):
    for member in (cast.manager, cast.coordinator, cast.auditor):
        answer = signed_in(member).get("/impact/")
        assert answer.status_code == 200 and b"What help changed" in answer.content
        assert b"Impact" in signed_in(member).get("/").content
    for member in (cast.practitioner, cast.partner):
        assert signed_in(member).get("/impact/").status_code == 403
        assert b'href="/impact/"' not in signed_in(member).get("/").content


def test_what_nobody_offers_is_not_chosen(cast, signed_in):
    page = signed_in(cast.manager)
    for asked in ("?at=contact", "?period=1900-1", "?area=nowhere", "?area=%27"):
        assert page.get(f"/impact/{asked}").content.count(b"selected") == 1
