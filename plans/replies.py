"""What each of those asked to a meeting has said so far: their latest answer, and all that they sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from plans.choices import Answer, Attended
from plans.guests import asked_to
from plans.models import Invitation, Meeting, Reply


@dataclass(frozen=True)
class Asked:
    """One of those asked, and their replies, the oldest first."""

    one: Invitation
    replies: Sequence[Reply] = ()

    @property
    def answer(self) -> str:
        """In words, '' while they have not answered."""
        given = [reply.answer for reply in self.replies if reply.answer]
        return Answer(given[-1]).label if given else ""

    @property
    def reports(self) -> list[Reply]:
        return [reply for reply in self.replies if reply.report]

    @property
    def how(self) -> str:
        return Attended(self.one.attended).label


def with_replies(meeting: Meeting, invited: Iterable[Invitation] | None = None) -> list[Asked]:
    """Of a meeting that was read through `visible_to` in this transaction."""
    rows = list(asked_to(meeting) if invited is None else invited)
    replies: dict[int, list[Reply]] = {}
    found = Reply.objects.filter(tenant_id=meeting.tenant_id, invitation__in=[one.pk for one in rows])
    for reply in found.select_related("recorded_by").order_by("recorded_at", "pk"):
        replies.setdefault(reply.invitation_id, []).append(reply)
    return [Asked(one, replies.get(one.pk, ())) for one in rows]
