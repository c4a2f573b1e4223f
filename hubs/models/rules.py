"""Which rows of requests and meetings an actor may see: the same words as the policies of the database
(ehm/rows/policies.py)."""

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
    return _through("hubs_helprequest", "request_id", actor, request(actor))


def hub_of_request(actor: Actor) -> Rule:
    """Of the hub alone."""
    if actor.scope == TENANT:
        return of_request(actor)
    return _through(
        "hubs_helprequest",
        "request_id",
        actor,
        Rule(
            "NOT {excluded} && %s AND {area_id} = ANY(%s)",
            array(actor.exclusion_keys),
            array(actor.areas if actor.scope == HUB else ()),
        ),
    )


def agenda_item(actor: Actor) -> Rule:
    """The hub; and an agency that is asked about the family, while it is on the agenda."""
    keys = array(actor.exclusion_keys)
    if actor.scope == TENANT:
        return Rule("NOT {excluded} && %s", keys)
    return Rule(
        "NOT {excluded} && %s AND ({area_id} = ANY(%s) OR {is_on} AND {asked} && %s)",
        keys,
        array(actor.areas),
        array(actor.agencies),
    )


def of_item(actor: Actor) -> Rule:
    return _through("hubs_agendaitem", "item_id", actor, agenda_item(actor))


def item_ask(actor: Actor) -> Rule:
    """What an agency sends for the hub alone, the hub and that agency read."""
    seen = of_item(actor)
    if actor.scope == TENANT:
        return seen
    by_hub = _through("hubs_agendaitem", "item_id", actor, Rule("{area_id} = ANY(%s)", array(actor.areas)))
    return Rule(
        f"{seen.sql} AND (NOT {{is_for_hub_only}} OR {{asked_agency_id}} = ANY(%s) OR {by_hub.sql})",
        *seen.values,
        array(actor.agencies),
        *by_hub.values,
    )


def of_hub_meeting(actor: Actor) -> Rule:
    """Who came: for the hub."""
    if actor.scope == TENANT:
        return Rule("true")
    areas = array(actor.areas if actor.scope == HUB else ())
    return _through("hubs_hubmeeting", "meeting_id", actor, Rule("{area_id} = ANY(%s)", areas))


def meeting_action(actor: Actor) -> Rule:
    """The hub, and the agency that does it."""
    keys = array(actor.exclusion_keys)
    if actor.scope == TENANT:
        return Rule("NOT {excluded} && %s", keys)
    return Rule(
        "NOT {excluded} && %s AND ({area_id} = ANY(%s) OR {doer_agency_id} = ANY(%s))",
        keys,
        array(actor.areas),
        array(actor.agencies),
    )


def of_action(actor: Actor) -> Rule:
    return _through("hubs_meetingaction", "action_id", actor, meeting_action(actor))


def disagreement(actor: Actor) -> Rule:
    """The hub, and the managers who are asked to agree."""
    keys = array(actor.exclusion_keys)
    if actor.scope == TENANT:
        return Rule("NOT {excluded} && %s", keys)
    return Rule(
        "NOT {excluded} && %s AND ({area_id} = ANY(%s) OR %s = ANY({managers}))",
        keys,
        array(actor.areas),
        actor.membership.pk,
    )


def of_disagreement(actor: Actor) -> Rule:
    return _through("hubs_disagreement", "disagreement_id", actor, disagreement(actor))


def _through(table: str, column: str, actor: Actor, seen: Rule) -> Rule:
    """Of rows that point at a row of `table`, which is seen so."""
    return Rule(
        f"EXISTS (SELECT FROM {table} q WHERE q.tenant_id = %s AND q.id = {{{column}}} AND {seen.about('q')})",
        actor.tenant_id,
        *seen.values,
    )
