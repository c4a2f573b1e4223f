"""Which moves an assessment may make. What was authorised is never changed: a new version begins from it (R041)."""

from django.db.models import TextChoices

from ehm.actions import Refused


class Status(TextChoices):
    IN_PROGRESS = "in_progress", "In progress"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned with comments"
    AUTHORISED = "authorised", "Authorised"
    WITHDRAWN = "withdrawn", "Withdrawn"


MOVES = {
    Status.IN_PROGRESS: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    Status.SUBMITTED: frozenset({Status.RETURNED, Status.AUTHORISED}),
    Status.RETURNED: frozenset({Status.SUBMITTED, Status.WITHDRAWN}),
    Status.AUTHORISED: frozenset[Status](),
    Status.WITHDRAWN: frozenset[Status](),
}
BEING_WRITTEN = (Status.IN_PROGRESS, Status.RETURNED)
FINISHED = (Status.SUBMITTED, Status.AUTHORISED)

NOW = {
    Status.IN_PROGRESS: "This assessment is still being written.",
    Status.SUBMITTED: "This assessment has been submitted and can no longer be changed.",
    Status.RETURNED: "This assessment was returned and has not been submitted again.",
    Status.AUTHORISED: "This assessment has been authorised. It is never changed: begin a new version of it.",
    Status.WITHDRAWN: "This assessment was withdrawn.",
}


def may_move(now: str, then: Status) -> bool:
    return then in MOVES[Status(now)]


def check_move(now: str, then: Status) -> None:
    if not may_move(now, then):
        raise Refused(NOW[Status(now)])


def check_being_written(now: str) -> None:
    if now not in BEING_WRITTEN:
        raise Refused(NOW[Status(now)])
