"""The forms of requests and of the hub keep what is being typed."""

from collections.abc import Callable, Mapping, Sequence

from cases.lifecycle import RUNNING
from cases.models import Episode
from cases.timeline import all_of
from ehm import drafts
from ehm.rows.actor import Actor
from hubs.models import AgendaItem, HelpRequest, ItemAsk
from hubs.permissions import asked, can_decide, can_triage
from hubs.queue import children_of


def _requests(actor: Actor, subjects: Sequence[str]) -> Mapping[str, str]:
    called = {"OWN": "A request for help", "PHONE": "A request for help that you took on the phone"}
    return {one: called[one] for one in subjects if one in called}


def _about(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Episode.objects.visible_to(actor).filter(reference__in=references, status__in=RUNNING)
    return {one: f"A request for help for the {name}" for one, name in seen.values_list("reference", "family__name")}


def _register(form: str, called: str, may: Callable[[Actor, HelpRequest], bool]) -> None:
    """Of a request that waits still; `called` names its children."""

    def labels(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
        seen = HelpRequest.objects.visible_to(actor).waiting().filter(reference__in=references)
        rows = [row for row in seen if may(actor, row)]
        names = children_of(rows)
        return {row.reference: called.format(all_of(names.get(row.pk, [])) or row.reference) for row in rows}

    drafts.register(form, labels)


_register("hubs:decide", "A decision about help for {}", can_decide)
_register("hubs:discuss", "What the hub said of help for {}", can_triage)
_register("hubs:ask_back", "A question about help for {}", can_triage)
_register("hubs:keep_out", "Whom to keep from help for {}", can_triage)
_register("hubs:check", "What another record says of {}", can_triage)
_register("hubs:answer", "An answer about help for {}", asked)
drafts.register("hubs:ask_about", _about)
drafts.register("hubs:new_request", _requests, parts=("how",))


def _decisions(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = AgendaItem.objects.visible_to(actor).filter(reference__in=references, is_on=True, area_id__in=actor.areas)
    return {one: f"A decision about the {name}" for one, name in seen.values_list("reference", "family_name")}


drafts.register("hubs:decide_item", _decisions)


def _answers(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    """Of families that are on an agenda still."""
    seen = ItemAsk.objects.visible_to(actor).filter(reference__in=references, ended_at=None, item__is_on=True)
    named = seen.values_list("reference", "item__family_name")
    return {one: f"What you know of the {name}" for one, name in named}


drafts.register("hubs:asked", _answers)
