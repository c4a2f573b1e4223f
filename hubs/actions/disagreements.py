"""Agencies do not agree about a family: the chair asks their managers, and then the managers above them (R084)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from cases.models import Episode
from ehm import events, notifications, words
from ehm.actions import Refused, still_there
from ehm.models import Membership
from ehm.permissions import require
from ehm.rows.actor import Actor
from hubs import happenings, limits, telling, timeline
from hubs.choices import DisagreementEnd, MeetingStatus
from hubs.models import AgendaItem, Disagreement, DisagreementManager, HelpRequest
from hubs.permissions import can_raise_disagreement, can_say_view, can_settle

NAME = re.compile(r"[^\W\d_][\w'’-]+")
NO_NAME = {"The", "Unborn", "Family"}
# Names that are words of every day too: only as names are written. So are names of two letters.
WORDS = set(
    "Best Brown Day Faith Good Grace Green Hope Joy King Little Long Love Mark May Park Rose White Will Young".split()
)
NO_NAMES = "The sub-group reads this: name nobody. It says {}."


@transaction.atomic
def raise_disagreement(*, item: AgendaItem, about: str, managers: Sequence[Membership], by: Actor) -> Disagreement:
    """What agencies do not agree about, put to the next-level managers of each of them."""
    rows = AgendaItem.objects.visible_to(by).select_for_update(of=("self",))
    item = still_there(rows.select_related("meeting"), pk=item.pk)
    require(can_raise_disagreement, by, item)
    if item.removed_at is not None or item.meeting.status not in (MeetingStatus.RUNNING, MeetingStatus.ENDED):
        raise Refused("The meeting has not talked about this family.")
    if Disagreement.objects.filter(tenant_id=by.tenant_id, item=item, ended_at=None).exists():
        raise Refused("Their managers are asked already.")
    if len({one.agency_id for one in managers}) < 2:
        raise Refused("Choose a manager of each agency: two agencies at least.")
    row = Disagreement.objects.create(
        tenant_id=by.tenant_id, item=item, about=_nameless(about, item, managers), raised_by=by.membership
    )
    row.refresh_from_db(fields=["area", "excluded", "raised_at"])
    _ask(row, managers, 1, telling.ASKED, by)
    _tell_team(row, timeline.DISAGREED, by)
    happenings.tell_of_disagreement(row, happenings.DISAGREED, row.raised_at)
    return row


@transaction.atomic
def say_view(*, disagreement: Disagreement, view: str, by: Actor) -> DisagreementManager:
    """What a manager who is asked thinks. They may write it again until it has ended."""
    disagreement = still_there(Disagreement.objects.visible_to(by).select_related("raised_by"), pk=disagreement.pk)
    require(can_say_view, by, disagreement)
    _check_open(disagreement)
    if not view.strip():
        raise Refused("Write what you think.")
    rows = DisagreementManager.objects.visible_to(by).select_for_update()
    own = still_there(rows, disagreement=disagreement, manager=by.membership)
    own.view, own.said_at = view.strip(), timezone.now()
    own.save(update_fields=["view", "said_at"])
    notifications.answered([telling.ASKED, telling.ABOVE], subjects=[disagreement.reference], by=by)
    notifications.notify([disagreement.raised_by], telling.SAID, subject=disagreement.reference, by=by)
    return own


@transaction.atomic
def escalate(*, disagreement: Disagreement, managers: Sequence[Membership], by: Actor) -> Disagreement:
    """The time is over, or each of them has said that they do not agree: the managers above them are asked."""
    disagreement = _lock(disagreement, by)
    _check_open(disagreement)
    if disagreement.escalated_at is not None:
        raise Refused("The managers above them are asked already.")
    if not managers:
        raise Refused("Choose at least one manager.")
    asked = DisagreementManager.objects.filter(tenant_id=by.tenant_id, disagreement=disagreement)
    due_at, now = due_of([disagreement], by).get(disagreement.pk), timezone.now()
    if due_at is not None and now <= due_at and asked.filter(said_at=None).exists():
        raise Refused(f"The managers have until {words.day(due_at)}, unless each of them has said what they think.")
    if asked.filter(manager__in=managers).exists():
        raise Refused("One of these managers is asked already.")
    _ask(disagreement, managers, 2, telling.ABOVE, by)
    disagreement.escalated_at = now
    disagreement.save(update_fields=["escalated_at"])
    return disagreement


@transaction.atomic
def settle(*, disagreement: Disagreement, ended_how: DisagreementEnd, how: str, by: Actor) -> Disagreement:
    """It has ended, and how; everybody who was asked is told."""
    disagreement = _lock(disagreement, by)
    _check_open(disagreement)
    if ended_how not in ends_of(disagreement):
        raise Refused("Choose how it ended.")
    asked = DisagreementManager.objects.filter(tenant_id=by.tenant_id, disagreement=disagreement)
    people = [one.manager for one in asked.select_related("manager")]
    disagreement.how = _nameless(how, disagreement.item, people)
    disagreement.ended_at, disagreement.ended_by = timezone.now(), by.membership
    disagreement.ended_how = ended_how
    disagreement.save(update_fields=["how", "ended_at", "ended_by", "ended_how"])
    told = (one for one in people if telling.may_be_asked(one, disagreement.excluded))
    notifications.notify([*told, disagreement.raised_by], telling.ENDED, subject=disagreement.reference, by=by)
    _tell_team(disagreement, timeline.AGREED, by)
    happenings.tell_of_disagreement(disagreement, happenings.AGREED, disagreement.ended_at)
    return disagreement


def ends_of(disagreement: Disagreement) -> list[DisagreementEnd]:
    """How it can end now: those agree who were asked last."""
    agreed = DisagreementEnd.AGREED if disagreement.escalated_at is None else DisagreementEnd.AGREED_ABOVE
    return [agreed, DisagreementEnd.WITHDRAWN]


def due_of(rows: Iterable[Disagreement], by: Actor) -> dict[int, datetime]:
    """By when the managers agree, where the partnership says so."""
    found = list(rows)
    due = limits.due(limits.DISAGREEMENT, (one.raised_at for one in found), by.partnership)
    return {one.pk: due[one.raised_at] for one in found if one.raised_at in due}


def _ask(row: Disagreement, managers: Sequence[Membership], step: int, kind: str, by: Actor) -> None:
    for one in managers:
        if one.tenant_id != by.tenant_id or one.ended_at is not None or not telling.may_be_asked(one, row.excluded):
            raise Refused("You cannot ask one of these managers.")
        DisagreementManager.objects.create(
            tenant_id=by.tenant_id, disagreement=row, manager=one, step=step, recorded_by=by.membership
        )
    notifications.notify(managers, kind, subject=row.reference, by=by)


def _lock(disagreement: Disagreement, by: Actor) -> Disagreement:
    rows = Disagreement.objects.visible_to(by).select_for_update(of=("self",))
    row = still_there(rows.select_related("item", "raised_by"), pk=disagreement.pk)
    require(can_settle, by, row)
    return row


def _check_open(disagreement: Disagreement) -> None:
    if disagreement.ended_at is not None:
        raise Refused("This has ended.")


def _nameless(words_of: str, item: AgendaItem, people: Iterable[Membership]) -> str:
    """Refused where it names the family, one of the children or a manager: the list of the sub-group shows it."""
    said = words_of.strip()
    if not said:
        raise Refused("Say what it is, without a name.")
    children = (child.partition(",")[0] for child in item.children)  # without how old they are
    of_family = NAME.findall(" ".join((item.family_name, *children)))
    names = [one for one in of_family if one[0].isupper() and one not in NO_NAME]
    names += [one.display_name for one in people]
    for name in names:
        as_written = name in WORDS or len(name) == 2
        if re.search(rf"\b{re.escape(name)}\b", said, 0 if as_written else re.IGNORECASE):
            raise Refused(NO_NAMES.format(name))
    return said


def _tell_team(row: Disagreement, kind: events.EventKind, by: Actor) -> None:
    """On the timeline of the early help that it is about, where whoever acts may write there."""
    number = row.item.episode_id
    if row.item.request_id is not None:
        asked = HelpRequest.objects.visible_to(by).filter(pk=row.item.request_id)
        number = asked.values_list("episode_id", flat=True).first()
    episode = Episode.objects.visible_to(by).filter(pk=number).first() if number else None
    if episode is not None:
        events.record(kind, episode, by=by)
