"""Which moves a plan, what it promises, and a meeting may make."""

from __future__ import annotations

from django.db.models import TextChoices

from ehm.actions import Refused


class PlanStatus(TextChoices):
    BEING_MADE = "being_made", "Being made"
    AGREED = "agreed", "Agreed"
    ENDED = "ended", "Ended"


class Done(TextChoices):
    """What became of an action or a bottom line."""

    OPEN = "open", "To do"
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Not done"


class MeetingStatus(TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"
    NOT_HELD = "not_held", "Was not held"


def check_running(status: str) -> None:
    if status == PlanStatus.ENDED:
        raise Refused("This plan has ended and can no longer be changed.")


def check_open(status: str) -> None:
    if status != Done.OPEN:
        raise Refused(f"This is already recorded as {Done(status).label.lower()}.")


def check_planned(status: str) -> None:
    if status == MeetingStatus.HELD:
        raise Refused("This meeting has been held and is on the record.")
    if status == MeetingStatus.CANCELLED:
        raise Refused("This meeting was cancelled.")
    if status == MeetingStatus.NOT_HELD:
        raise Refused("This meeting was not held. Plan another one.")


def check_held(status: str) -> None:
    if status != MeetingStatus.HELD:
        raise Refused("There are no minutes of this meeting that could be put right.")
