"""Who was to get a copy of the version before, as it is offered for this one: agreed anew, never only taken over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from assessments.actions.versions import source_of
from assessments.family import family_now
from assessments.handing import Limits, Recipient
from assessments.models import Assessment, Copy, CopyKind, HandedOver
from cases.models import Episode, TeamAgency
from ehm.actions import Refused
from ehm.rows.actor import Actor

C = TypeVar("C", bound=HandedOver)


@dataclass(frozen=True)
class EarlierList(Generic[C]):
    """`source` names the version. `refused`: who gets none of this one, and why."""

    source: str
    offered: tuple[C, ...]
    refused: tuple[tuple[C, str], ...]


def recipient_of(copy: HandedOver) -> Recipient:
    return Recipient(CopyKind(copy.kind), copy.recipient, copy.person, copy.for_agency)


def earlier_list(assessment: Assessment, by: Actor, limits: Limits) -> EarlierList[Copy] | None:
    """Those on the list of the version before who are not on this one's; None where there was no such list."""
    earlier = Assessment.objects.visible_to(by).filter(pk=assessment.follows_id or 0).first()
    if earlier is None:
        return None
    both = Copy.objects.visible_to(by).filter(assessment__in=(earlier, assessment), ended_at=None)
    rows = list(both.select_related("person", "for_agency").order_by("recorded_at", "pk"))
    source = source_of(earlier, in_new_help=earlier.episode_id != assessment.episode_id)
    here = [copy for copy in rows if copy.assessment_id == assessment.pk]
    before = [copy for copy in rows if copy.assessment_id == earlier.pk]
    return offered_again(before, here, source, StillHere(assessment.episode, by, limits))


def offered_again(before: Iterable[C], here: Iterable[C], source: str, check: StillHere) -> EarlierList[C] | None:
    """Those of the list before who are not on the list here; None where there are none."""
    listed = {_who(copy) for copy in here}
    left = {_who(copy): copy for copy in before if _who(copy) not in listed}
    if not left:
        return None
    said = {copy: check.why_not(recipient_of(copy)) for copy in left.values()}
    return EarlierList(
        source,
        tuple(copy for copy, why in said.items() if not why),
        tuple((copy, why) for copy, why in said.items() if why),
    )


class StillHere:
    """Whether somebody is still of the family or helps it, and may get a copy."""

    def __init__(self, episode: Episode, by: Actor, limits: Limits) -> None:
        self.limits = limits
        self.people = {person.pk for person in family_now(episode).people}
        team = TeamAgency.objects.within([episode]).filter(ended_at=None)
        self.agencies = set(team.values_list("agency_id", flat=True)) | {by.agency_id}

    def why_not(self, recipient: Recipient) -> str:
        if recipient.person and recipient.person.pk not in self.people:
            return f"{recipient.words} is no longer in the family."
        if recipient.agency and recipient.agency.pk not in self.agencies:
            return f"{recipient.words} no longer helps the family."
        try:
            self.limits.of(recipient)
        except Refused as refused:
            return str(refused)
        return ""


def _who(copy: HandedOver) -> tuple[object, ...]:
    return copy.kind, copy.person_id, copy.for_agency_id, copy.recipient.casefold()
