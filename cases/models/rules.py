"""Which rows an actor may see: the same words as the policies of the database (ehm/rows/policies.py), asked once more
by Django. A test compares the two over random worlds (tests/rows). The partnership is always sent as a value as well
(`visible_to`): no plan is led by a policy."""

from ehm.rows.actor import Actor
from ehm.rows.roles import HUB, TENANT
from ehm.rows.rule import Rule, array

NEAR = " AND held.source IN ('lead', 'area') AND held.is_open"  # the lead agency and the hub, while help is given


def held(actor: Actor) -> Rule:
    """A row of `cases_access` that opens something to `actor`: their agency's or area's, and no exclusion takes it."""
    return Rule(
        "{principal_id} = ANY(%s) AND NOT {excluded} && %s", array(actor.principals), array(actor.exclusion_keys)
    )


def _held(actor: Actor, of: str, column: str, also: str = "") -> Rule:
    opens = held(actor)
    return Rule(
        f"EXISTS (SELECT FROM cases_access held WHERE held.tenant_id = %s AND held.{of} = {{{column}}}"
        f" AND {opens.about('held')}{also})",
        actor.tenant_id,
        *opens.values,
    )


def episode(actor: Actor) -> Rule:
    keys = array(actor.exclusion_keys)
    if actor.scope == TENANT:
        return Rule("NOT {excluded} && %s", keys)
    held = _held(actor, "episode_id", "id")
    if actor.scope == HUB:
        return Rule(
            f"NOT {{excluded}} && %s AND ({{lead_agency_id}} = ANY(%s) OR {{area_id}} = ANY(%s) OR {held.sql})",
            keys,
            array(actor.agencies),
            array(actor.areas),
            *held.values,
        )
    return Rule(
        f"NOT {{excluded}} && %s AND ({{lead_agency_id}} = ANY(%s) OR {held.sql})",
        keys,
        array(actor.agencies),
        *held.values,
    )


def of_episode(actor: Actor) -> Rule:
    """Lead agency and area have their rows in `cases_access` too: for all but an auditor one look there answers it."""
    if actor.scope != TENANT:
        return _held(actor, "episode_id", "episode_id")
    seen = episode(actor)
    return Rule(
        f"EXISTS (SELECT FROM cases_episode e WHERE e.tenant_id = %s AND e.id = {{episode_id}} AND {seen.about('e')})",
        actor.tenant_id,
        *seen.values,
    )


def led_only(actor: Actor) -> Rule:
    """Of an episode that the actor's agency or area leads; not by being in its team."""
    if actor.scope == TENANT:
        return of_episode(actor)
    return Rule(
        "EXISTS (SELECT FROM cases_episode e WHERE e.tenant_id = %s AND e.id = {episode_id}"
        " AND NOT e.excluded && %s AND (e.lead_agency_id = ANY(%s) OR e.area_id = ANY(%s)))",
        actor.tenant_id,
        array(actor.exclusion_keys),
        array(actor.agencies),
        array(actor.areas),
    )


def not_excluded(actor: Actor) -> Rule:
    """Of rows that name whom they are kept from."""
    return Rule("NOT {excluded} && %s", array(actor.exclusion_keys))


def part_of_episode(actor: Actor) -> Rule:
    """With the episode, but not for whom this very row is kept from."""
    seen, kept = of_episode(actor), not_excluded(actor)
    return Rule(f"{kept.sql} AND {seen.sql}", *kept.values, *seen.values)


def part_of_family(actor: Actor) -> Rule:
    seen, kept = of_family(actor), not_excluded(actor)
    return Rule(f"{kept.sql} AND {seen.sql}", *kept.values, *seen.values)


def family(actor: Actor) -> Rule:
    """Through any episode of the family; until there is one, for the agency or hub area that wrote it down."""
    if actor.scope == TENANT:
        return Rule(
            "NOT EXISTS (SELECT FROM cases_episode e"
            " WHERE e.tenant_id = %s AND e.family_id = {id} AND e.excluded && %s)",
            actor.tenant_id,
            array(actor.exclusion_keys),
        )
    held = _held(actor, "family_id", "id")
    if actor.scope == HUB:
        return Rule(
            f"(NOT {{has_episode}} AND ({{created_by_agency_id}} = ANY(%s) OR {{area_id}} = ANY(%s))) OR {held.sql}",
            array(actor.agencies),
            array(actor.areas),
            *held.values,
        )
    return Rule(
        f"(NOT {{has_episode}} AND {{created_by_agency_id}} = ANY(%s)) OR {held.sql}",
        array(actor.agencies),
        *held.values,
    )


def of_family(actor: Actor, also: str = "", *values: object) -> Rule:
    """`also` narrows the family, which is `f` in it, with its own `values`."""
    seen = family(actor)
    return Rule(
        f"EXISTS (SELECT FROM cases_family f WHERE f.tenant_id = %s AND f.id = {{family_id}}"
        f" AND {seen.about('f')}{also})",
        actor.tenant_id,
        *seen.values,
        *values,
    )


def person(actor: Actor) -> Rule:
    """Whoever is in a family that `actor` may see, and whom `actor`'s agency wrote down until help began."""
    theirs = of_family(actor)
    member = Rule(
        "EXISTS (SELECT FROM cases_familymember m WHERE m.tenant_id = %s AND m.person_id = {id}"
        f" AND {theirs.about('m')})",
        actor.tenant_id,
        *theirs.values,
    )
    if actor.scope == TENANT:
        return member
    return Rule(
        f"(NOT {{has_episode}} AND {{created_by_agency_id}} = ANY(%s)) OR {member.sql}",
        array(actor.agencies),
        *member.values,
    )


def place(actor: Actor) -> Rule:
    """A protected place is for the lead agency and the area of an open episode, and for auditors."""
    seen = of_family(actor)
    if actor.scope == TENANT:
        return seen
    near = _held(actor, "family_id", "family_id", NEAR)
    only_ours = of_family(actor, " AND NOT f.has_episode")
    return Rule(
        f"CASE WHEN {{is_protected}} THEN ({near.sql} OR {only_ours.sql}) ELSE {seen.sql} END",
        *near.values,
        *only_ours.values,
        *seen.values,
    )


def key_note(actor: Actor) -> Rule:
    """Everybody in the partnership (R116), but no agency or worker that the family excludes. Of a child whose
    whereabouts are protected: one's own agency's, and those that tell what one may know already (ADR 3)."""
    keys = array(actor.exclusion_keys)
    if actor.scope == TENANT:
        return Rule("NOT {excluded} && %s", keys)
    near = _held(actor, "family_id", "id", NEAR)
    lives_in = of_family(actor, f" AND (NOT f.has_episode OR {near.about('f')})", *near.values)
    return Rule(
        "NOT {excluded} && %s AND (NOT {is_protected} OR {agency_id} = ANY(%s) OR EXISTS ("
        "SELECT FROM cases_familymember m WHERE m.tenant_id = %s AND m.person_id = {person_id} AND m.left_on IS NULL"
        f" AND {lives_in.about('m')}))",
        keys,
        array(actor.agencies),
        actor.tenant_id,
        *lives_in.values,
    )


def timeline(actor: Actor) -> Rule:
    """With the episode that it belongs to; an event of the family alone, with the family."""
    alone, inside = of_family(actor), of_episode(actor)
    return Rule(
        f"CASE WHEN {{episode_id}} IS NULL THEN {alone.sql} ELSE {inside.sql} END", *alone.values, *inside.values
    )
