"""The forms of plans that keep what is being typed, and what 'you were writing …' says about each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from cases.lifecycle import RUNNING
from cases.models import Episode
from ehm import drafts
from ehm.rows.actor import Actor
from plans.lifecycle import MeetingStatus
from plans.models import Feedback, FrontDoorContact, Meeting, Plan


def _register(form: str, called: str, rows: Callable[[Actor], QuerySet[Any]]) -> None:
    """`called` names the family. A draft is offered while what it is about is among `rows`."""

    def labels(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
        found = rows(actor).filter(reference__in=references)
        names = found.values_list("reference", "family__name" if found.model is Episode else "episode__family__name")
        return {reference: called.format(name) for reference, name in names}

    drafts.register(form, labels)


def _running(actor: Actor) -> QuerySet[Plan]:
    return Plan.objects.visible_to(actor).running()


def _running_episodes(actor: Actor) -> QuerySet[Episode]:
    return Episode.objects.visible_to(actor).filter(status__in=RUNNING)


_register("plans:add_goal", "A goal in the plan of the {}", _running)
_register("plans:add_action", "Something to do in the plan of the {}", _running)
_register("plans:add_bottom_line", "A bottom line in the plan of the {}", _running)
_register("plans:trajectory", "How the plan of the {} runs", _running)
_register(
    "plans:minutes",
    "Minutes of a meeting with the {}",
    lambda actor: Meeting.objects.visible_to(actor).filter(status=MeetingStatus.PLANNED),
)
_register(
    "plans:stuck",
    "Asking for advice on the {}",
    _running_episodes,
)
_register("plans:close", "How help ends for the {}", lambda actor: Episode.objects.visible_to(actor).open())
_register(
    "plans:write_feedback",
    "What somebody of the {} says of the help",
    lambda actor: Feedback.objects.visible_to(actor).filter(answered_on=None),
)
_register("plans:front_door", "What you told the front door about the {}", Episode.objects.visible_to)
_register(
    "plans:heard",
    "What the front door decided about the {}",
    lambda actor: FrontDoorContact.objects.visible_to(actor).filter(heard_at=None),
)
_register("plans:step_up", "A conversation about step up of the {}", Episode.objects.visible_to)
_register("plans:follow_up", "How it goes with the {}", _running_episodes)
_register("plans:step_down", "How help came down for the {}", Episode.objects.visible_to)
