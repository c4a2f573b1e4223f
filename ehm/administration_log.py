"""What administrators changed: one row and one plain sentence for each change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ehm.models import OrganisationEvent
from ehm.rows.actor import Actor

Words = Callable[[dict[str, Any]], str]


@dataclass(frozen=True)
class Change:
    """`name` is stored; `sentence` makes the line of the log from the stored data."""

    name: str
    sentence: Words


kinds: dict[str, Change] = {}


def declare(name: str, sentence: Words) -> Change:
    if name in kinds:
        raise ValueError(f"two changes are called {name}")
    kinds[name] = Change(name, sentence)
    return kinds[name]


def record(
    change: Change, *, tenant_id: int, by: Actor | None, subject: str = "", data: dict[str, Any] | None = None
) -> OrganisationEvent:
    """In the transaction of the change. `by` is None when the platform's administrator did it."""
    membership = by.membership if by else None
    event = OrganisationEvent(
        tenant_id=tenant_id, kind=change.name, membership=membership, subject=subject, data=data or {}
    )
    OrganisationEvent.objects.bulk_create([event])
    return event


def sentence(event: OrganisationEvent) -> str:
    return kinds[event.kind].sentence(event.data)


def _changed(data: dict[str, Any]) -> str:
    """'name, phone', from the names of the fields that got another value."""
    return ", ".join(data["fields"])


def _before(data: dict[str, Any]) -> str:
    now = data.get("question") or data.get("name")
    return f" It was '{data['was']}'." if data["was"] != now else ""


PARTNERSHIP_ADDED = declare("partnership.added", lambda data: f"Set up {data['name']}.")
PARTNERSHIP_CHANGED = declare("partnership.changed", lambda data: f"Changed the settings: {_changed(data)}.")
AGENCY_ADDED = declare("agency.added", lambda data: f"Added the agency {data['name']}.")
AGENCY_CHANGED = declare("agency.changed", lambda data: f"Changed the agency {data['name']}: {_changed(data)}.")
AGENCY_ENDED = declare(
    "agency.ended", lambda data: f"Ended the agency {data['name']}. {data['people']} lost access with it."
)
PERSON_INVITED = declare(
    "person.invited", lambda data: f"Invited {data['name']} as {data['role']} of {data['agency']}."
)
INVITATION_SENT = declare("person.invited_again", lambda data: f"Sent {data['name']} the invitation again.")
PERSON_CHANGED = declare("person.changed", lambda data: f"Changed {data['name']}: {_changed(data)}.")
PERSON_ENDED = declare("person.ended", lambda data: f"Ended the access of {data['name']}, {data['role']}.")
AREA_ADDED = declare("area.added", lambda data: f"Added the area {data['name']}.")
AREA_CHANGED = declare("area.changed", lambda data: f"Changed the area {data['name']}: {_changed(data)}.")
AREA_ENDED = declare("area.ended", lambda data: f"Ended the area {data['name']}.")
POSTCODES_CHANGED = declare(
    "area.postcodes",
    lambda data: (
        f"Changed the postcodes of {data['name']}: {len(data['added'])} added, {len(data['removed'])} removed."
    ),
)
CLOSURE_ADDED = declare("calendar.added", lambda data: f"Added {data['name']}, {data['days']}, to the calendar.")
DAY_RENAMED = declare("calendar.renamed", lambda data: f"Renamed {data['day']} from {data['was']} to {data['name']}.")
DAY_REMOVED = declare("calendar.removed", lambda data: f"Removed {data['name']}, {data['day']}, from the calendar.")
STANDARD_CHANGED = declare("standard.changed", lambda data: f"Changed a practice standard: {data['title']}")
STANDARD_SWITCHED_OFF = declare("standard.off", lambda data: f"Switched off a practice standard: {data['title']}")
QUESTION_ADDED = declare(
    "form.question_added",
    lambda data: f"Added a question to '{data['section']}' of the assessment: '{data['question']}'.",
)
QUESTION_CHANGED = declare(
    "form.question_changed",
    lambda data: f"Changed the question '{data['question']}' of the assessment: {_changed(data)}.{_before(data)}",
)
QUESTION_ENDED = declare(
    "form.question_ended", lambda data: f"Stopped asking '{data['question']}' in the assessment. {data['why']}"
)
VALUE_ADDED = declare("form.value_added", lambda data: f"Added '{data['name']}' to the list '{data['list']}'.")
VALUE_CHANGED = declare(
    "form.value_changed",
    lambda data: f"Changed '{data['name']}' of the list '{data['list']}': {_changed(data)}.{_before(data)}",
)
VALUE_ENDED = declare(
    "form.value_ended", lambda data: f"Stopped offering '{data['name']}' in the list '{data['list']}'. {data['why']}"
)
SERVICE_ADDED = declare("service.added", lambda data: f"Added the service {data['name']}.")
SERVICE_CHANGED = declare("service.changed", lambda data: f"Changed the service {data['name']}: {_changed(data)}.")
SERVICE_ENDED = declare("service.ended", lambda data: f"Ended the service {data['name']}.")
JOB_RETRIED = declare("job.retried", lambda data: f"Asked for the job '{data['name']}' to be tried again.")
