"""What help changed: how the scales of the assessment moved until help ended, or until the latest review (E17, R137).

Movement is the later score less the first one, of the same scale, about the same, as the same person sees it; views and
sets of scales are never mixed. 0 is the worst on every scale and 10 the best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from assessments.choices import Respondent
from assessments.lifecycle import FINISHED
from assessments.models import Score
from cases.choices import EpisodeStatus
from cases.models import Episode, rules
from ehm.models import Area
from ehm.rows.actor import Actor
from plans.choices import ScoredAt
from plans.lifecycle import MeetingStatus
from plans.models import LaterScore

FEWEST = 5  # families, fewer than which nothing is said of
ROUNDED_TO = 5
_VIEW = ("episode_id", "scale_set", "scale", "about", "respondent")


@dataclass(frozen=True)
class Wanted:
    """`at` CLOSING: help that ended in the period; REVIEW: the latest review in the period. From `since` until before
    `until`; either may be open."""

    at: ScoredAt = ScoredAt.CLOSING
    since: date | None = None
    until: date | None = None
    area: Area | None = None


@dataclass(frozen=True)
class Movement:
    """Exact figures of one view of a set of scales, or of one scale of it. `moved`: the sum of all movements."""

    scale_set: str
    scale: str  # '' for all of the set together
    respondent: Respondent
    families: int
    scored: int
    up: int
    same: int
    down: int
    moved: int

    @property
    def mean(self) -> float:
        return self.moved / self.scored


@dataclass(frozen=True)
class Shown:
    """What a page says: numbers are rounded, so that nobody can be told from them, nor from two pages compared."""

    respondent: Respondent
    scale: str
    families: str
    scored: str
    up: str
    same: str
    down: str
    mean: str
    is_hidden: bool = False


def movements(wanted: Wanted, actor: Actor) -> list[Movement]:
    """Of what `actor` may read, in two queries; the whole of a set before its scales."""
    families = dict(_episodes(wanted, actor))
    if not families:
        return []
    parts = [query.query.sql_with_params() for query in (_first(families, actor), _later(wanted, families, actor))]
    sql = f"""
      SELECT scale_set, coalesce(scale, ''), respondent, count(DISTINCT family_id), count(*),
             count(*) FILTER (WHERE moved > 0), count(*) FILTER (WHERE moved = 0), count(*) FILTER (WHERE moved < 0),
             sum(moved)
        FROM (SELECT episode_id, scale_set, scale, respondent,
                     (array_agg(value ORDER BY given_on DESC, id DESC) FILTER (WHERE is_later))[1]
                     - (array_agg(value ORDER BY given_on, id) FILTER (WHERE NOT is_later))[1] AS moved
                FROM (SELECT f.*, false FROM ({parts[0][0]}) f UNION ALL SELECT l.*, true FROM ({parts[1][0]}) l)
                     said (episode_id, scale_set, scale, about, respondent, given_on, id, value, is_later)
               GROUP BY episode_id, scale_set, scale, about, respondent) view
        JOIN unnest(%s::bigint[], %s::bigint[]) of (episode_id, family_id) USING (episode_id)
       WHERE moved IS NOT NULL
       GROUP BY GROUPING SETS ((scale_set, respondent), (scale_set, respondent, scale))
       ORDER BY scale_set, respondent, scale NULLS FIRST"""
    values = [value for _, given in parts for value in given]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, [*families], [*families.values()]])
        return [Movement(row[0], row[1], Respondent(row[2]), *map(int, row[3:])) for row in cursor.fetchall()]


def shown(one: Movement) -> Shown:
    if one.families < FEWEST:
        return Shown(one.respondent, one.scale, "", "", "", "", "", "", is_hidden=True)
    families, scored, up, same, down = map(_about, (one.families, one.scored, one.up, one.same, one.down))
    mean = round(one.mean, 1)
    said = f"{mean:+.1f}" if mean else "0.0"
    return Shown(one.respondent, one.scale, families, scored, up, same, down, said)


def quarters(today: date, count: int = 8) -> Iterator[tuple[str, date, date]]:
    """The latest first: '2026-4', its first day, and the first day after it."""
    year, quarter = today.year, (today.month - 1) // 3
    for _ in range(count):
        first = date(year, quarter * 3 + 1, 1)
        after = date(year + quarter // 3, (quarter + 1) % 4 * 3 + 1, 1)
        yield f"{year}-{quarter + 1}", first, after
        year, quarter = (year, quarter - 1) if quarter else (year - 1, 3)


def areas_of(actor: Actor) -> list[Area]:
    """Those between which somebody can choose: one's own, or, for whoever reads across areas, all."""
    every = Area.objects.filter(tenant_id=actor.tenant_id, ended_at=None).order_by("name", "pk")
    return list(every.filter(pk__in=actor.areas) if actor.areas else every)


def _first(episodes: Iterable[int], actor: Actor) -> QuerySet[Any, Any]:
    """What was scored in finished assessments of `episodes`, which were read through `visible_to`."""
    seen = Score.objects.filter(rules.not_excluded(actor), tenant_id=actor.tenant_id, episode_id__in=[*episodes])
    finished = seen.filter(assessment__status__in=FINISHED).exclude(value=None)
    return finished.order_by().values_list(*_VIEW, "given_on", "pk", "value")


def _later(wanted: Wanted, episodes: Iterable[int], actor: Actor) -> QuerySet[Any, Any]:
    """That of a review is of the day on which the review was held."""
    rows = LaterScore.objects.filter(rules.not_excluded(actor), tenant_id=actor.tenant_id, episode_id__in=[*episodes])
    rows, on = rows.filter(at=wanted.at, removed_at=None).order_by(), "given_on"
    if wanted.at == ScoredAt.REVIEW:
        rows, on = rows.annotate(held_on=TruncDate("meeting__starts_at")), "held_on"
        rows = rows.filter(_between(on, wanted.since, wanted.until), meeting__status=MeetingStatus.HELD)
    return rows.values_list(*_VIEW, on, "pk", "value")


def _episodes(wanted: Wanted, actor: Actor) -> QuerySet[Any, Any]:
    seen = Episode.objects.visible_to(actor)
    if wanted.area is not None:
        seen = seen.filter(area=wanted.area)
    if wanted.at == ScoredAt.CLOSING:
        ended = _between("closed_at", _midnight(wanted.since), _midnight(wanted.until))
        seen = seen.filter(ended, status=EpisodeStatus.CLOSED)
    return seen.order_by().values_list("pk", "family_id")


def _between(name: str, since: date | None, until: date | None) -> Q:
    """From `since` until before `until`; either may be open."""
    from_then = Q(**{f"{name}__gte": since}) if since is not None else Q()
    return from_then & Q(**{f"{name}__lt": until}) if until is not None else from_then


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _about(number: int) -> str:
    if 0 < number < FEWEST:
        return f"under {FEWEST}"
    return f"{ROUNDED_TO * round(number / ROUNDED_TO):,}"
