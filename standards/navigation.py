"""This app's entries in the main menu."""

from ehm import navigation
from ehm.rows.actor import Actor


def has_work(actor: Actor) -> bool:
    return actor.reads_cases


navigation.add("My work", "standards:my_work", shown_to=has_work, place=10)
