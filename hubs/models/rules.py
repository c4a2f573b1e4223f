"""Which rows of a request an actor may see: the same words as the policies of the database (ehm/rows/policies.py)."""

from cases.models import rules as of_cases
from ehm.rows.actor import Actor
from ehm.rows.roles import HUB, TENANT
from ehm.rows.rule import Rule, array


def request(actor: Actor) -> Rule:
    """Whoever asked, their colleagues, and the hub of the area; once early help began, whoever leads that too. What was
    taken down on the phone is no business of a large council's other workers; what was filled in from the record of
    early help goes with who leads that."""
    keys = array(actor.exclusion_keys)
    if actor.scope == TENANT:
        return Rule("NOT {excluded} && %s", keys)
    led = of_cases.led_only(actor)
    return Rule(
        "NOT {excluded} && %s AND ({came_by} <> 'record' AND {recorded_by_id} = %s"
        " OR {came_by} = 'signed_in' AND {agency_id} = ANY(%s)"
        " OR {area_id} = ANY(%s)"
        f" OR ({{episode_id}} IS NOT NULL AND {led.sql}))",
        keys,
        actor.membership.pk,
        array(actor.agencies),
        array(actor.areas),
        *led.values,
    )


def of_request(actor: Actor) -> Rule:
    return _through_request(actor, request(actor))


def hub_of_request(actor: Actor) -> Rule:
    """Of the hub alone."""
    if actor.scope == TENANT:
        return of_request(actor)
    return _through_request(
        actor,
        Rule(
            "NOT {excluded} && %s AND {area_id} = ANY(%s)",
            array(actor.exclusion_keys),
            array(actor.areas if actor.scope == HUB else ()),
        ),
    )


def _through_request(actor: Actor, seen: Rule) -> Rule:
    return Rule(
        "EXISTS (SELECT FROM hubs_helprequest q"
        f" WHERE q.tenant_id = %s AND q.id = {{request_id}} AND {seen.about('q')})",
        actor.tenant_id,
        *seen.values,
    )
