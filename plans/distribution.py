"""Who was to get a copy of the version before, or of the last minutes, as it is offered again."""

from __future__ import annotations

from assessments.distribution import EarlierList, StillHere, offered_again
from assessments.handing import Limits
from ehm.charts.axes import in_full
from ehm.rows.actor import Actor
from ehm.words import LONDON
from plans.lifecycle import MeetingStatus
from plans.models import Meeting, PlanCopy, PlanVersion
from plans.versions import version_before

Of = PlanVersion | Meeting


def key_of(of: Of) -> dict[str, Of]:
    """The column of a copy that names it."""
    return {"meeting": of} if isinstance(of, Meeting) else {"version": of}


def copies_of(of: Of) -> list[PlanCopy]:
    """In the order in which they were put on the list, those taken off last."""
    rows = PlanCopy.objects.within([of.episode]).filter(**key_of(of))
    related = rows.select_related("person", "for_agency", "given_by", "version", "meeting")
    return list(related.order_by("ended_at", "recorded_at", "pk"))


def earlier_list(of: Of, by: Actor, limits: Limits) -> EarlierList[PlanCopy] | None:
    """The list of the time before, as far as nobody on it is on this list already; None where there was none."""
    before = _before(of)
    if before is None:
        return None
    return offered_again(
        [copy for copy in copies_of(before) if not copy.ended_at],
        [copy for copy in copies_of(of) if not copy.ended_at],
        _called(before),
        StillHere(of.episode, by, limits),
    )


def _before(of: Of) -> Of | None:
    if isinstance(of, PlanVersion):
        return version_before(of)
    held = Meeting.objects.within([of.episode]).filter(status=MeetingStatus.HELD, starts_at__lt=of.starts_at)
    return held.order_by("-starts_at", "-pk").first()


def _called(of: Of) -> str:
    if isinstance(of, PlanVersion):
        return f"Version {of.number}, {in_full(of.agreed_at.astimezone(LONDON))}"
    return f"Minutes of {in_full(of.starts_at.astimezone(LONDON))}"
