"""What every list of who gets a copy does, of an assessment, a plan or minutes alike."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils import timezone

from assessments.distribution import EarlierList, recipient_of
from assessments.handing import Limits, Recipient
from assessments.models import HandedOver
from ehm.actions import Refused, still_there
from ehm.rows.actor import Actor

C = TypeVar("C", bound=HandedOver)


def listed(recipient: Recipient, episode_id: int, agreed_on: date, agreed_with: str, by: Actor) -> dict[str, Any]:
    """The columns of a new line."""
    return {
        "tenant_id": by.tenant_id,
        "episode_id": episode_id,
        "agency_id": by.agency_id,
        "kind": recipient.kind,
        "person": recipient.person,
        "for_agency": recipient.agency,
        "recipient": recipient.words,
        "agreed_on": agreed_on,
        "agreed_with": agreed_with,
        "recorded_by": by.membership,
    }


def check_not_listed(rows: QuerySet[Any], recipient: Recipient) -> None:
    same = rows.filter(ended_at=None, kind=recipient.kind, recipient=recipient.words)
    if same.filter(person=recipient.person, for_agency=recipient.agency, given_on=None).exists():
        raise Refused(f"{recipient.words} is on the list already.")


def chosen_again(earlier: EarlierList[C] | None, copies: Collection[str]) -> tuple[EarlierList[C], list[C]]:
    """Those of the earlier list with these references."""
    chosen = [copy for copy in (earlier.offered if earlier else ()) if copy.reference in copies]
    if earlier is None or not chosen or len(chosen) != len(set(copies)):
        raise Refused("The list has changed. Look at it again and choose who is to get a copy.")
    return earlier, chosen


def check_not_given(copy: HandedOver) -> None:
    """What was handed over stays as it was."""
    if copy.given_on:
        raise Refused("This page was given already. Put the child on the list once more to give another.")


def hand_over(copy: HandedOver, limits: Limits, given_on: date, given_how: str, by: Actor) -> None:
    if copy.given_on:
        raise Refused("It is on record already that this copy was given.")
    limits.of(recipient_of(copy))
    copy.given_on, copy.given_how, copy.given_by = given_on, given_how, by.membership
    copy.save(update_fields=["given_on", "given_how", "given_by"])


def take_off(copy: C) -> C:
    copy.ended_at = timezone.now()
    copy.save(update_fields=["ended_at"])
    return copy


def fresh(copy: C, by: Actor) -> C:
    rows: Any = type(copy)._default_manager
    found: C = still_there(rows.select_related("person", "for_agency"), tenant_id=by.tenant_id, pk=copy.pk)
    if found.ended_at:
        raise Refused("This was taken off the list.")
    return found
