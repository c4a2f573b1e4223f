"""The forms of requests and of the hub keep what is being typed."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.text import Truncator

from cases.lifecycle import RUNNING
from cases.models import Episode
from cases.timeline import all_of
from ehm import drafts
from ehm.rows.actor import Actor
from hubs.models import AgendaItem, Disagreement, HelpRequest, ItemAsk, MeetingAction
from hubs.permissions import (
    asked,
    can_chair,
    can_change_action,
    can_decide,
    can_finish_action,
    can_prepare,
    can_raise_disagreement,
    can_say_view,
    can_settle,
    can_triage,
)
from hubs.queue import children_of

LONGEST = 80


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


def _of_family(form: str, called: str, may: Callable[[Actor, AgendaItem], bool]) -> None:
    """Of a family that is on an agenda still."""

    def labels(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
        seen = AgendaItem.objects.visible_to(actor).filter(reference__in=references, is_on=True)
        rows = [row for row in seen.select_related("meeting") if may(actor, row)]
        return {row.reference: called.format(row.family_name) for row in rows}

    drafts.register(form, labels)


_of_family("hubs:decide_item", "A decision about the {}", lambda actor, item: can_chair(actor, item.meeting))
_of_family("hubs:prepare", "What a meeting reads of the {}", lambda actor, item: can_prepare(actor, item.meeting))
_of_family("hubs:raise_disagreement", "That agencies do not agree about the {}", can_raise_disagreement)


def _answers(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    """Of families that are on an agenda still."""
    seen = ItemAsk.objects.visible_to(actor).filter(reference__in=references, ended_at=None, item__is_on=True)
    named = seen.values_list("reference", "item__family_name")
    return {one: f"What you know of the {name}" for one, name in named}


drafts.register("hubs:asked", _answers)


def _of_disagreement(form: str, called: str, may: Callable[[Actor, Disagreement], bool]) -> None:
    def labels(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
        seen = Disagreement.objects.visible_to(actor).filter(reference__in=references, ended_at=None)
        return {row.reference: called for row in seen if may(actor, row)}

    drafts.register(form, labels)


_of_disagreement("hubs:say_view", "What you think where agencies do not agree", can_say_view)
_of_disagreement("hubs:settle", "How it ended that agencies did not agree", can_settle)


def _of_action(form: str, called: str, may: Callable[[Actor, MeetingAction], bool]) -> None:
    def labels(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
        seen = MeetingAction.objects.visible_to(actor).to_do().filter(reference__in=references)
        return {row.reference: called.format(Truncator(row.what).chars(LONGEST)) for row in seen if may(actor, row)}

    drafts.register(form, labels)


_of_action("hubs:action_done", "What came of: {}", can_finish_action)
_of_action("hubs:action_date", "Another day for: {}", can_change_action)
