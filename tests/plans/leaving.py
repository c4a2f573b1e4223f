"""What tests of step up and step down share: what somebody told, talked about, and how help came down."""

from datetime import timedelta

from django.utils import timezone

from plans.actions.front_door import Told
from plans.choices import ChildrenTold, StepUpOutcome, ToldHow


def told(**given):
    values = {
        "made_at": timezone.now().replace(microsecond=0) - timedelta(minutes=5),
        "how": ToldHow.PHONE,
        "spoke_with": "Ms Hale",
        "children": [],
        "worry": "Ben has bruises that nobody can explain.",
        "is_harm_feared": True,
        "parents_told": False,
        "why_parents_not_told": "Ben says he would be hit.",
        "children_told": ChildrenTold.YES,
        "why_children_not_told": "",
    }
    return Told(**values | given)


def talked(**given):
    return {
        "held_at": timezone.now() - timedelta(hours=1),
        "with_whom": "Ms Hale",
        "worries": "Ben misses school more often.",
        "tried": "We visited each week; nobody opened the door.",
        "is_harm_feared": False,
        "outcome": StepUpOutcome.REFERRAL,
        "advice": "",
    } | given


def came_down(route, **given):
    return {
        "route": route,
        "came_from": "child_in_need",
        "social_worker": "Mr Dale",
        "social_worker_phone": "",
        "handed_over_on": timezone.localdate() if route == "review" else None,
        "agreed": "The school goes on with breakfast club.",
        "if_worse": "Ring the front door." if route == "review" else "",
        "family_view": "agrees",
        "family_says": "",
    } | given
