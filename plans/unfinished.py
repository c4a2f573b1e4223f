"""The forms of plans that keep what is being typed, and what 'you were writing …' says about each."""

from collections.abc import Mapping, Sequence

from ehm import drafts
from ehm.rows.actor import Actor
from plans.lifecycle import MeetingStatus
from plans.models import Meeting, Plan


def _of_plan(called: str) -> drafts.Labels:
    def labels(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
        seen = Plan.objects.visible_to(actor).running().filter(reference__in=references)
        names = seen.values_list("reference", "episode__family__name")
        return {reference: called.format(name) for reference, name in names}

    return labels


def _minutes(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Meeting.objects.visible_to(actor).filter(reference__in=references, status=MeetingStatus.PLANNED)
    names = seen.values_list("reference", "episode__family__name")
    return {reference: f"Minutes of a meeting with the {name}" for reference, name in names}


drafts.register("plans:add_goal", _of_plan("A goal in the plan of the {}"))
drafts.register("plans:add_action", _of_plan("Something to do in the plan of the {}"))
drafts.register("plans:add_bottom_line", _of_plan("A bottom line in the plan of the {}"))
drafts.register("plans:trajectory", _of_plan("How the plan of the {} runs"))
drafts.register("plans:minutes", _minutes)
