"""The form of a request keeps what is being typed."""

from collections.abc import Mapping, Sequence

from cases.lifecycle import RUNNING
from cases.models import Episode
from ehm import drafts
from ehm.rows.actor import Actor
from hubs.models import AgendaItem


def _requests(actor: Actor, subjects: Sequence[str]) -> Mapping[str, str]:
    called = {"OWN": "A request for help", "PHONE": "A request for help that you took on the phone"}
    return {one: called[one] for one in subjects if one in called}


def _about(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Episode.objects.visible_to(actor).filter(reference__in=references, status__in=RUNNING)
    return {one: f"A request for help for the {name}" for one, name in seen.values_list("reference", "family__name")}


drafts.register("hubs:ask_about", _about)
drafts.register("hubs:new_request", _requests, parts=("how",))


def _decisions(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = AgendaItem.objects.visible_to(actor).filter(reference__in=references, is_on=True, area_id__in=actor.areas)
    return {one: f"A decision about the {name}" for one, name in seen.values_list("reference", "family_name")}


drafts.register("hubs:decide_item", _decisions)
