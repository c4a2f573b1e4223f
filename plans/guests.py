"""Who is asked to a meeting, or came; and what hangs on being asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cases.models import Person
from ehm import notifications
from ehm.models import Agency, Membership
from ehm.rows.actor import Actor
from plans.choices import Attended
from plans.models import Invitation, Meeting

INVITED, MOVED, CANCELLED = "plans.invited", "plans.meeting_moved", "plans.meeting_cancelled"
ANSWERED = "plans.meeting_answered_by_link"


@dataclass(frozen=True)
class Guest:
    """Exactly one of worker, person, agency and name. `attended` and `heard_how`: how they were heard, once it is
    known."""

    worker: Membership | None = None
    person: Person | None = None
    agency: Agency | None = None
    name: str = ""
    works_as: str = ""
    attended: Attended = Attended.INVITED
    heard_how: str = ""


def invite(meeting: Meeting, guests: Iterable[Guest], by: Actor) -> list[Invitation]:
    """Part of an action that has locked the meeting. Nobody is told: see `tell`."""
    return Invitation.objects.bulk_create(
        Invitation(
            tenant_id=by.tenant_id,
            episode_id=meeting.episode_id,
            meeting=meeting,
            worker=guest.worker,
            person=guest.person,
            asked_agency=guest.agency,
            name=guest.name.strip(),
            works_as=guest.works_as.strip(),
            attended=guest.attended,
            heard_how=guest.heard_how.strip(),
            agency_id=by.agency_id,
            recorded_by=by.membership,
        )
        for guest in guests
    )


def asked_to(meeting: Meeting) -> list[Invitation]:
    """Those who are asked, in the order in which they were."""
    rows = Invitation.objects.filter(tenant_id=meeting.tenant_id, meeting=meeting, removed_at=None)
    return list(rows.select_related("worker__agency", "person", "asked_agency").order_by("pk"))


def again(asked: Iterable[Invitation]) -> list[Guest]:
    """The same people, to be asked once more. Who has left since is not."""
    return [
        Guest(worker=one.worker, person=one.person, agency=one.asked_agency, name=one.name, works_as=one.works_as)
        for one in asked
        if one.worker is None or one.worker.ended_at is None
    ]


def tell(meeting: Meeting, kind: str, by: Actor) -> None:
    """Those asked who have an account find it in their inbox."""
    notify([one.worker for one in asked_to(meeting) if one.worker is not None], kind, meeting, by)


def notify(workers: Iterable[Membership], kind: str, meeting: Meeting, by: Actor) -> None:
    """What it is about is read from the meeting, by whoever may see it."""
    notifications.notify(workers, kind, subject=meeting.reference, by=by)
