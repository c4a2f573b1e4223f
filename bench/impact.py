"""What help changed (E17), calculated once more: in plain Python, from raw rows, knowing nothing of `plans.impact`."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

DEMO = ("northbridge", "saltmere", "marchfield")
LONDON = ZoneInfo("Europe/London")
Row = Mapping[str, Any]
Key = tuple[str, str, str]  # set of scales, scale ('' for all of them), respondent


def plainly(
    rows: Mapping[str, Iterable[Row]],
    *,
    at: str = "closing",
    since: date | None = None,
    until: date | None = None,
    area: int | None = None,
    may_see: Mapping[int, bool] | None = None,
    keys: frozenset[str] = frozenset(),
) -> dict[Key, dict[str, int]]:
    """`rows`: those of one partnership, by table. `may_see`: which episodes somebody may read; `keys`: by which names
    they are kept out of single rows."""
    finished = {one["id"] for one in rows["assessment"] if one["status"] in ("submitted", "authorised")}
    meetings = {one["id"]: one for one in rows["meeting"]}
    families = {}
    for one in rows["episode"]:
        if may_see is not None and not may_see.get(one["id"], False):
            continue
        if area is not None and one["area_id"] != area:
            continue
        if at == "closing":
            if one["status"] != "closed" or not _within(one["closed_at"].astimezone(LONDON).date(), since, until):
                continue
        families[one["id"]] = one["family_id"]
    first: dict[tuple[Any, ...], tuple[date, int, int]] = {}
    for one in rows["score"]:
        if one["assessment_id"] in finished and one["value"] is not None and not keys & {*one["excluded"]}:
            known = (one["given_on"], one["id"], one["value"])
            first[_view(one)] = min(first.get(_view(one), known), known)
    last: dict[tuple[Any, ...], tuple[date, int, int]] = {}
    for one in rows["laterscore"]:
        if one["at"] != at or one["removed_at"] or keys & {*one["excluded"]}:
            continue
        on = one["given_on"]
        if at == "review":
            meeting = meetings[one["meeting_id"]]
            on = meeting["starts_at"].astimezone(LONDON).date()
            if meeting["status"] != "held" or not _within(on, since, until):
                continue
        known = (on, one["id"], one["value"])
        last[_view(one)] = max(last.get(_view(one), known), known)
    moves: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    for view, (_, _, value) in last.items():
        episode, scale_set, scale, _, respondent = view
        if view in first and episode in families:
            for key in ((scale_set, "", respondent), (scale_set, scale, respondent)):
                moves[key].append((families[episode], value - first[view][2]))
    return {
        key: {
            "families": len({family for family, _ in found}),
            "scored": len(found),
            "up": sum(1 for _, way in found if way >= 1),
            "same": sum(1 for _, way in found if way == 0),
            "down": sum(1 for _, way in found if way <= -1),
            "moved": sum(way for _, way in found),
        }
        for key, found in moves.items()
    }


def _view(row: Row) -> tuple[Any, ...]:
    return row["episode_id"], row["scale_set"], row["scale"], row["about"], row["respondent"]


def _within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day >= since) and (until is None or day < until)


def raw_rows(tenant_id: int, using: str = "owner") -> dict[str, list[Row]]:
    from django.db import connections

    tables = {
        "assessment": "SELECT id, status FROM assessments_assessment",
        "score": "SELECT id, assessment_id, episode_id, scale_set, scale, about, respondent, value, given_on, excluded"
        " FROM assessments_score",
        "laterscore": "SELECT id, episode_id, at, meeting_id, scale_set, scale, about, respondent, value, given_on,"
        " excluded, removed_at FROM plans_laterscore",
        "meeting": "SELECT id, status, starts_at FROM plans_meeting",
        "episode": "SELECT id, family_id, area_id, lead_agency_id, status, closed_at, excluded FROM cases_episode",
        "access": "SELECT episode_id, principal_id FROM cases_access",
    }
    found: dict[str, list[Row]] = {}
    with connections[using].cursor() as cursor:
        for name, sql in tables.items():
            cursor.execute(f"{sql} WHERE tenant_id = %s", [tenant_id])
            columns = [column.name for column in cursor.description]
            found[name] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return found


def may_see(rows: Mapping[str, Iterable[Row]], actor: Any) -> dict[int, bool]:
    """The rules of rows in words: an auditor everything, others what was opened to their agency or area; nobody what is
    kept from them."""
    keys, opened = {*actor.exclusion_keys}, defaultdict(set)
    for one in rows["access"]:
        opened[one["episode_id"]].add(one["principal_id"])
    return {
        one["id"]: not keys & {*one["excluded"]}
        and (actor.membership.role == "auditor" or bool(opened[one["id"]] & {*actor.principals}))
        for one in rows["episode"]
    }


def compare() -> bool:
    """Prints both for each partnership's auditor and for managers, and says whether they are equal."""
    from ehm.models import Area, Membership
    from ehm.rows.actor import as_actor
    from ehm.rows.context import acting
    from plans.choices import ScoredAt
    from plans.impact import Wanted, movements, quarters

    places = Membership.objects.using("owner").select_related("user", "agency", "area", "tenant")
    readers = places.filter(role__in=("auditor", "manager"), ended_at=None, tenant__slug__in=DEMO)
    chosen, seen = [], set()
    for one in readers.order_by("tenant_id", "role", "id"):
        kind = (one.tenant_id, one.role, one.area_id is None)
        if kind not in seen:
            seen.add(kind)
            chosen.append(one)
    is_equal, compared = True, 0
    print("\n| who reads | figures | scales | up | same | down | mean | query | plain Python |\n|" + "---|" * 9)
    for place in chosen:
        rows, actor = raw_rows(place.tenant_id), as_actor(place)
        seen_by = may_see(rows, actor)
        areas = list(Area.objects.using("owner").filter(tenant_id=place.tenant_id).order_by("id"))
        quarter = next(iter([*quarters(datetime.now(LONDON).date())][1:2]))
        for at in (ScoredAt.CLOSING, ScoredAt.REVIEW):
            for area in (None, areas[-1]):
                for _, since, until in (("", None, None), quarter):
                    began = time.perf_counter()
                    with acting(actor):
                        ours = movements(Wanted(at, since, until, area), actor)
                    took, began = time.perf_counter() - began, time.perf_counter()
                    theirs = plainly(
                        rows,
                        at=at.value,
                        since=since,
                        until=until,
                        area=area.pk if area else None,
                        may_see=seen_by,
                        keys=frozenset(actor.exclusion_keys),
                    )
                    plain = time.perf_counter() - began
                    exact = {(one.scale_set, one.scale, one.respondent.value): _figures(one) for one in ours}
                    compared += len(exact)
                    is_equal = is_equal and exact == theirs and len(exact) == len(ours)
                    if area is None and since is None:
                        _print(place, at.label, exact, took, plain)
    print(f"\n{compared} figures of {len(chosen)} readers are {'equal' if is_equal else 'NOT EQUAL'} to the others.")
    return is_equal


def _figures(one: Any) -> dict[str, int]:
    return {name: value for name, value in asdict(one).items() if isinstance(value, int)}


def _print(place: Any, when: str, found: Mapping[Key, Mapping[str, int]], took: float, plain: float) -> None:
    """All scales as those who help see them: the page never adds sets together, this line only fills a table."""
    whole = [one for (_, scale, who), one in found.items() if scale == "" and who == "practitioner"]
    scored = sum(one["scored"] for one in whole)
    share = {
        name: sum(one[name] for one in whole) / scored if scored else 0 for name in ("up", "same", "down", "moved")
    }
    print(
        f"| {place.get_role_display()}, {place.area.name if place.area else place.agency.name} | {when} | {scored:,} |"
        f" {share['up']:.0%} | {share['same']:.0%} | {share['down']:.0%} | {share['moved']:+.2f} |"
        f" {took * 1000:.0f} ms | {plain * 1000:.0f} ms |"
    )
