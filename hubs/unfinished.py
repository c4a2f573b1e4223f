"""The forms of requests and of the hub keep what is being typed."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.utils.text import Truncator

from cases.lifecycle import RUNNING
from cases.models import Episode
from cases.timeline import all_of
from ehm import drafts
from ehm.rows.actor import Actor
from hubs.models import AgendaItem, Disagreement, HelpRequest, ItemAsk, MeetingAction
from hubs.permissions import (
    asked,
    can_answer_ask,
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


def _of_meeting(
    form: str, called: str, rows: Callable[[Actor], Any], name: str, may: Callable[[Actor, Any], bool]
) -> None:
    """Of `rows` that wait still, those that somebody may write about; `called` has what `name` leads to in each."""

    def labels(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
        seen = [row for row in rows(actor).filter(reference__in=references) if may(actor, row)]
        return {row.reference: called.format(Truncator(attrgetter(name)(row)).chars(LONGEST)) for row in seen}

    drafts.register(form, labels)


def _on_agenda(actor: Actor) -> Any:
    return AgendaItem.objects.visible_to(actor).filter(is_on=True).select_related("meeting")


def _asked(actor: Actor) -> Any:
    found = ItemAsk.objects.visible_to(actor).filter(ended_at=None, item__is_on=True)
    return found.select_related("item__meeting", "answered_by")


def _disagreements(actor: Actor) -> Any:
    return Disagreement.objects.visible_to(actor).filter(ended_at=None).select_related("area")


def _actions(actor: Actor) -> Any:
    return MeetingAction.objects.visible_to(actor).to_do()


def _prepares(actor: Actor, item: AgendaItem) -> bool:
    return can_prepare(actor, item.meeting)


def _chairs(actor: Actor, item: AgendaItem) -> bool:
    return can_chair(actor, item.meeting)


_of_meeting("hubs:decide_item", "A decision about the {}", _on_agenda, "family_name", _chairs)
_of_meeting("hubs:prepare", "What a meeting reads of the {}", _on_agenda, "family_name", _prepares)
_of_meeting(
    "hubs:raise_disagreement", "That agencies do not agree about the {}", _on_agenda, "family_name",
    can_raise_disagreement,
)  # fmt: skip
_of_meeting("hubs:asked", "What you know of the {}", _asked, "item.family_name", can_answer_ask)
_of_meeting(
    "hubs:say_view", "What you think where agencies do not agree, {}", _disagreements, "area.name", can_say_view
)
_of_meeting("hubs:settle", "How it ended that agencies did not agree, {}", _disagreements, "area.name", can_settle)
_of_meeting("hubs:action_done", "What came of: {}", _actions, "what", can_finish_action)
_of_meeting("hubs:action_date", "Another day for: {}", _actions, "what", can_change_action)
