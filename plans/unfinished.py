"""The forms of plans that keep what is being typed, and what 'you were writing …' says about each."""

from collections.abc import Mapping, Sequence

from cases.models import Episode
from ehm import drafts
from ehm.rows.actor import Actor
from plans.lifecycle import MeetingStatus
from plans.models import Feedback, FrontDoorContact, Meeting, Plan


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


def _closing(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Episode.objects.visible_to(actor).open().filter(reference__in=references)
    return {one: f"How help ends for the {name}" for one, name in seen.values_list("reference", "family__name")}


def _feedback(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Feedback.objects.visible_to(actor).filter(reference__in=references, answered_on=None)
    names = seen.values_list("reference", "episode__family__name")
    return {reference: f"What somebody of the {name} says of the help" for reference, name in names}


def _stuck(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Episode.objects.visible_to(actor).open().filter(reference__in=references)
    names = seen.values_list("reference", "family__name")
    return {reference: f"Asking for advice on the {name}" for reference, name in names}


def _of_episode(called: str) -> drafts.Labels:
    def labels(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
        seen = Episode.objects.visible_to(actor).filter(reference__in=references)
        return {one: called.format(name) for one, name in seen.values_list("reference", "family__name")}

    return labels


def _heard(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = FrontDoorContact.objects.visible_to(actor).filter(reference__in=references, heard_at=None)
    names = seen.values_list("reference", "episode__family__name")
    return {reference: f"What the front door decided about the {name}" for reference, name in names}


drafts.register("plans:stuck", _stuck)
drafts.register("plans:front_door", _of_episode("What you told the front door about the {}"))
drafts.register("plans:heard", _heard)
drafts.register("plans:step_up", _of_episode("A conversation about step up of the {}"))
drafts.register("plans:step_down", _of_episode("How help came down for the {}"))
drafts.register("plans:close", _closing)
drafts.register("plans:write_feedback", _feedback)
drafts.register("plans:add_goal", _of_plan("A goal in the plan of the {}"))
drafts.register("plans:add_action", _of_plan("Something to do in the plan of the {}"))
drafts.register("plans:add_bottom_line", _of_plan("A bottom line in the plan of the {}"))
drafts.register("plans:trajectory", _of_plan("How the plan of the {} runs"))
drafts.register("plans:minutes", _minutes)
