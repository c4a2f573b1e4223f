"""This app's entries in the main menu."""

from ehm import navigation
from ehm.rows.actor import Actor
from standards.permissions.clocks import can_see_team


def has_work(actor: Actor) -> bool:
    return actor.reads_cases


navigation.add("My work", "standards:my_work", shown_to=has_work, place=10)
navigation.add("Team", "standards:team", shown_to=can_see_team, place=40)
