"""A meeting of the hub from the day it is arranged to its end: the agenda, who is asked, who is here, what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from ehm import notifications
from ehm.actions import Refused, Stale, still_there
from ehm.models import Agency, Area, Membership, Role
from ehm.permissions import require
from ehm.rows.actor import Actor
from hubs import happenings, notices
from hubs.agenda import Waiting, what_waits
from hubs.choices import Basis, Coming, MeetingStatus
from hubs.models import AgendaItem, HelpRequest, HubMeeting, ItemAsk, Present, Seat
from hubs.permissions import can_answer_ask, can_arrange, can_chair, can_prepare
from hubs.profile import profile_of
from hubs.telling import may_be_asked
from plans.models import Listing, Stuck

TOLD_AT_MOST = 20
WORDS = ("family_name", "story", "strengths", "wanted", "minutes")


@transaction.atomic
def arrange_meeting(*, area: Area, planned_for: datetime, place: str, by: Actor) -> HubMeeting:
    """The next meeting of a hub. Its agenda builds itself from what waits."""
    require(can_arrange, by, area)
    _check_time(planned_for)
    return HubMeeting.objects.create(
        tenant_id=by.tenant_id, area=area, planned_for=planned_for, place=place.strip(), recorded_by=by.membership
    )


@transaction.atomic
def move_meeting(*, meeting: HubMeeting, planned_for: datetime, place: str, by: Actor) -> HubMeeting:
    """Another time or place. Once the agenda has gone, those who were asked are told of another time."""
    meeting = lock_meeting(meeting, by)
    require(can_prepare, by, meeting)
    _check(meeting, MeetingStatus.PLANNED)
    _check_time(planned_for)
    is_moved = planned_for != meeting.planned_for
    meeting.planned_for, meeting.place = planned_for, place.strip()
    _save(meeting, "planned_for", "place")
    _time(meeting)
    if is_moved and meeting.agenda_sent_at is not None:
        _tell(list(_asks_of(meeting)), notices.MOVED, by, subject=meeting.reference)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting: HubMeeting, by: Actor) -> HubMeeting:
    """Nobody meets; every family waits for the next one."""
    meeting = lock_meeting(meeting, by)
    require(can_prepare, by, meeting)
    _check(meeting, MeetingStatus.PLANNED)
    asks = list(_asks_of(meeting))
    meeting.status = MeetingStatus.CANCELLED
    _save(meeting, "status")
    if meeting.agenda_sent_at is not None:
        _tell(asks, notices.CANCELLED, by, subject=meeting.reference)
    return meeting


@transaction.atomic
def send_agenda(*, meeting: HubMeeting, by: Actor) -> HubMeeting:
    """What waits is on the agenda from now on, and those who work with the families, or asked for the help, are asked
    what they know. Sent once more, it takes in what came since."""
    meeting = lock_meeting(meeting, by)
    require(can_prepare, by, meeting)
    if not meeting.is_open:
        raise Refused("This meeting is over.")
    found = what_waits(meeting.area_id, by)
    if not found:
        raise Refused("Nothing waits.")
    last = AgendaItem.objects.filter(tenant_id=by.tenant_id, meeting=meeting).order_by("-place").first()
    for place, waiting in enumerate(found, start=last.place + 1 if last else 1):
        _put_on(meeting, waiting, place, by)
    if meeting.agenda_sent_at is None:
        meeting.agenda_sent_at = timezone.now()
        _save(meeting, "agenda_sent_at")
    else:
        _save(meeting)
    _time(meeting)
    return meeting


@transaction.atomic
def prepare_item(*, item: AgendaItem, words: Mapping[str, Any], version: int, by: Actor) -> AgendaItem:
    """What those at the meeting read of a family. `words`: family_name, story, strengths, wanted, minutes."""
    meeting, item = lock_item(item, by)
    require(can_prepare, by, meeting)
    if not str(words["story"]).strip():
        raise Refused("Say why the family is on the agenda.")
    if version != item.version:
        theirs = {name: getattr(item, name) for name in WORDS} | {"version": item.version}
        raise Stale("Somebody else changed this while you had it open. Check what it says now, then save again", theirs)
    for name in WORDS:
        setattr(item, name, words[name])
    item.version += 1
    item.save(update_fields=[*WORDS, "version"])
    _save(meeting)
    _time(meeting)
    return item


@transaction.atomic
def remove_item(*, item: AgendaItem, by: Actor) -> AgendaItem:
    """Off the agenda: those who were asked read it no more. The family waits on."""
    meeting, item = lock_item(item, by)
    require(can_prepare, by, meeting)
    if item.decisions.filter(tenant_id=by.tenant_id).exists():
        raise Refused("The meeting has decided about this family.")
    item.is_on, item.is_now, item.removed_at = False, False, timezone.now()
    item.save(update_fields=["is_on", "is_now", "removed_at"])
    _save(meeting)
    _time(meeting)
    return item


@transaction.atomic
def move_item(*, item: AgendaItem, is_earlier: bool, by: Actor) -> AgendaItem:
    """Changes its place with the one before or after it."""
    meeting, item = lock_item(item, by)
    require(can_prepare, by, meeting)
    others = AgendaItem.objects.filter(tenant_id=by.tenant_id, meeting=meeting, removed_at=None)
    other = (
        others.filter(place__lt=item.place).order_by("-place").first()
        if is_earlier
        else others.filter(place__gt=item.place).order_by("place").first()
    )
    if other is not None:
        item.place, other.place = other.place, item.place
        for one in (item, other):
            one.save(update_fields=["place"])
        _save(meeting)
        _time(meeting)
    return item


@transaction.atomic
def ask_agency(*, item: AgendaItem, agency: Agency, reason: str, by: Actor) -> ItemAsk:
    """An agency that may help is told of the family for as long as it is on the agenda."""
    meeting, item = lock_item(item, by)
    require(can_prepare, by, meeting)
    if not item.is_on:
        raise Refused("The family is not on the agenda any more.")
    if not reason.strip():
        raise Refused("Say why they are asked: what can they do for the family?")
    if ItemAsk.objects.filter(tenant_id=by.tenant_id, item=item, asked_agency=agency, ended_at=None).exists():
        raise Refused(f"{agency.name} is asked already.")
    if f"agency:{agency.pk}" in item.excluded:
        raise Refused(f"The family does not want {agency.name} to know.")
    ask = ItemAsk.objects.create(
        tenant_id=by.tenant_id,
        item=item,
        asked_agency=agency,
        basis=Basis.MAY_HELP,
        reason=reason.strip(),
        recorded_by=by.membership,
    )
    _tell([ask], notices.ASKED_TO_MEETING, by)
    return ask


@transaction.atomic
def stop_asking(*, ask: ItemAsk, by: Actor) -> ItemAsk:
    """They read nothing more of the family."""
    meeting, item = lock_item(ask.item, by)
    require(can_prepare, by, meeting)
    ask = still_there(ItemAsk.objects.visible_to(by).filter(item=item), pk=ask.pk)
    if ask.ended_at is None:
        ask.ended_at = timezone.now()
        ask.save(update_fields=["ended_at"])
    return ask


@transaction.atomic
def answer_ask(*, ask: ItemAsk, coming: Coming, knows: str, is_for_hub_only: bool, by: Actor) -> ItemAsk:
    """What somebody knows of the family before the meeting, and whether they come. Said again, the later counts."""
    ask = still_there(
        ItemAsk.objects.visible_to(by)
        .filter(ended_at=None)
        .select_related("item__meeting", "asked_agency", "answered_by"),
        pk=ask.pk,
    )
    require(can_answer_ask, by, ask)
    if not ask.item.is_on:
        raise Refused("The family is not on the agenda any more. Ring the hub.")
    if coming == Coming.SENDS and not knows.strip():
        raise Refused("Write what you know.")
    ask.coming, ask.knows, ask.is_for_hub_only = coming, knows.strip(), is_for_hub_only
    ask.answered_at, ask.answered_by = timezone.now(), by.membership
    ask.save(update_fields=["coming", "knows", "is_for_hub_only", "answered_at", "answered_by"])
    notifications.answered([notices.ASKED_TO_MEETING], subjects=[ask.reference], by=by)
    return ask


@transaction.atomic
def start_meeting(*, meeting: HubMeeting, here: Iterable[Agency], by: Actor) -> HubMeeting:
    """Whoever starts it leads it. What came since the agenda was sent is on it too."""
    meeting = lock_meeting(meeting, by)
    require(can_chair, by, meeting)
    _check(meeting, MeetingStatus.PLANNED)
    if HubMeeting.objects.filter(tenant_id=by.tenant_id, area=meeting.area_id, status=MeetingStatus.RUNNING).exists():
        raise Refused("Another meeting of this hub goes on. End it first.")
    if what_waits(meeting.area_id, by):
        send_agenda(meeting=meeting, by=by)
        meeting = lock_meeting(meeting, by)
    if not AgendaItem.objects.filter(tenant_id=by.tenant_id, meeting=meeting, is_on=True).exists():
        raise Refused("There is nobody on the agenda.")
    meeting.status, meeting.started_at, meeting.chair = MeetingStatus.RUNNING, timezone.now(), by.membership
    _save(meeting, "status", "started_at", "chair")
    _say_who_is_here(meeting, here, by)
    first = AgendaItem.objects.filter(tenant_id=by.tenant_id, meeting=meeting, is_on=True).order_by("place").first()
    if first is not None:
        show_item(item=first, by=by)
        meeting.refresh_from_db()
    return meeting


@transaction.atomic
def say_who_is_here(*, meeting: HubMeeting, here: Iterable[Agency], by: Actor) -> HubMeeting:
    """Somebody came later, or has left."""
    meeting = lock_meeting(meeting, by)
    require(can_chair, by, meeting)
    _check(meeting, MeetingStatus.RUNNING)
    _say_who_is_here(meeting, here, by)
    _save(meeting)
    return meeting


@transaction.atomic
def show_item(*, item: AgendaItem, by: Actor) -> AgendaItem:
    """Everybody who follows sees it now, if they are asked about it. What was decided goes off the agenda with that, by
    `hubs_item_moves`: whoever leads the meeting may be kept from what was shown before."""
    meeting, item = lock_item(item, by)
    require(can_chair, by, meeting)
    _check(meeting, MeetingStatus.RUNNING)
    if item.removed_at is not None:
        raise Refused("The family is not on the agenda any more.")
    item.is_on, item.is_now, item.shown_at = True, True, timezone.now()
    item.save(update_fields=["is_on", "is_now", "shown_at"])
    _save(meeting)
    return item


@transaction.atomic
def end_meeting(*, meeting: HubMeeting, by: Actor) -> HubMeeting:
    """Nobody but the hub reads its agenda any more. Who was not reached waits for the next meeting."""
    meeting = lock_meeting(meeting, by)
    require(can_chair, by, meeting)
    _check(meeting, MeetingStatus.RUNNING)
    meeting.status, meeting.ended_at = MeetingStatus.ENDED, timezone.now()
    _save(meeting, "status", "ended_at")
    happenings.tell_of_meeting(meeting, meeting.ended_at)
    return meeting


@transaction.atomic
def give_seat(*, area: Area, agency: Agency, comes_as: str, by: Actor) -> Seat:
    """An agency comes to every meeting of the hub from now on."""
    require(can_arrange, by, area)
    if Seat.objects.filter(tenant_id=by.tenant_id, area=area, agency=agency, ended_at=None).exists():
        raise Refused(f"{agency.name} comes already.")
    return Seat.objects.create(
        tenant_id=by.tenant_id, area=area, agency=agency, comes_as=comes_as, recorded_by=by.membership
    )


@transaction.atomic
def end_seat(*, seat: Seat, by: Actor) -> Seat:
    """They come no more to every meeting."""
    require(can_arrange, by, seat.area)
    seat = still_there(Seat.objects.visible_to(by).select_for_update(of=("self",)), pk=seat.pk)
    if seat.ended_at is None:
        seat.ended_at = timezone.now()
        seat.save(update_fields=["ended_at"])
    return seat


def lock_meeting(meeting: HubMeeting, by: Actor) -> HubMeeting:
    """As it is now, held until the action is done."""
    rows = HubMeeting.objects.visible_to(by).filter(area_id__in=by.areas).select_for_update(of=("self",))
    return still_there(rows.select_related("area", "chair"), pk=meeting.pk)


def lock_item(item: AgendaItem, by: Actor) -> tuple[HubMeeting, AgendaItem]:
    """The meeting first: whatever happens in it happens one after the other."""
    meeting = lock_meeting(item.meeting, by)
    rows = AgendaItem.objects.visible_to(by).filter(meeting=meeting)
    about = rows.select_related("request", "episode__family", "listing", "stuck")
    found = still_there(about, pk=item.pk)
    found.meeting = meeting
    return meeting, found


def note_change(meeting: HubMeeting) -> None:
    """Whoever follows sees that something has changed."""
    _save(meeting)


def _put_on(meeting: HubMeeting, waiting: Waiting, place: int, by: Actor) -> AgendaItem:
    about = waiting.about
    item = AgendaItem.objects.create(
        tenant_id=by.tenant_id,
        meeting=meeting,
        place=place,
        starts_at=meeting.planned_for,
        minutes=profile_of(by.partnership).meeting.minutes,
        group=waiting.group,
        request=about if isinstance(about, HelpRequest) else None,
        episode=waiting.episode,
        listing=about if isinstance(about, Listing) else None,
        stuck=about if isinstance(about, Stuck) else None,
        family_name=waiting.family_name,
        children=waiting.children,
        asked_by=waiting.asked_by,
        waits_since=waiting.since,
        story=waiting.story,
        strengths=waiting.strengths,
        wanted=waiting.wanted,
        is_on=True,
        recorded_by=by.membership,
    )
    item.refresh_from_db(fields=["excluded"])
    whom: dict[str, Any] = {"tenant_id": by.tenant_id, "item": item, "recorded_by": by.membership}
    asks = [
        ItemAsk(**whom, asked_agency_id=agency_id, basis=basis)
        for agency_id, basis in waiting.agencies.items()
        if f"agency:{agency_id}" not in item.excluded
    ]
    if waiting.somebody:
        asks.append(ItemAsk(**whom, somebody=waiting.somebody[:200], basis=Basis.ASKED))
    ItemAsk.objects.bulk_create(asks)
    _tell(asks, notices.ASKED_TO_MEETING, by)
    return item


def _say_who_is_here(meeting: HubMeeting, here: Iterable[Agency], by: Actor) -> None:
    now, wanted = timezone.now(), {agency.pk: agency for agency in here}
    before = Present.objects.filter(tenant_id=by.tenant_id, meeting=meeting, left_at=None)
    for one in before:
        if wanted.pop(one.agency_id, None) is None:
            one.left_at = now
            one.save(update_fields=["left_at"])
    Present.objects.bulk_create(
        Present(tenant_id=by.tenant_id, meeting=meeting, agency=agency, recorded_by=by.membership)
        for agency in wanted.values()
    )


def _time(meeting: HubMeeting) -> None:
    """One after the other, from the hour for which the meeting is planned."""
    at = meeting.planned_for
    items = AgendaItem.objects.filter(tenant_id=meeting.tenant_id, meeting=meeting, removed_at=None)
    changed = []
    for item in items.order_by("place", "pk"):
        if item.starts_at != at:
            item.starts_at = at
            changed.append(item)
        at += timedelta(minutes=item.minutes)
    AgendaItem.objects.bulk_update(changed, ["starts_at"])


def _save(meeting: HubMeeting, *fields: str) -> None:
    still = HubMeeting.objects.filter(tenant_id=meeting.tenant_id, pk=meeting.pk)
    meeting.version = still.values_list("version", flat=True)[0] + 1
    meeting.save(update_fields=[*fields, "version"])


def _asks_of(meeting: HubMeeting) -> Any:
    found = ItemAsk.objects.filter(tenant_id=meeting.tenant_id, item__meeting=meeting, item__is_on=True, ended_at=None)
    return found.exclude(asked_agency=None)


def _tell(asks: Iterable[ItemAsk], kind: str, by: Actor, *, subject: str = "") -> None:
    """Whoever asked for the help; of every other agency its managers and partners. A council's workers are many: of
    theirs, whoever leads is told."""
    asks = list(asks)
    agencies = {ask.asked_agency_id for ask in asks if ask.asked_agency_id is not None}
    people: dict[int, list[Membership]] = {}
    found = Membership.objects.filter(
        tenant_id=by.tenant_id, agency_id__in=agencies, ended_at=None, role__in=(Role.MANAGER, Role.PARTNER)
    ).exclude(agency__kind="local_authority")
    for one in found.order_by("pk"):
        people.setdefault(one.agency_id, []).append(one)
    for ask in asks:
        item = ask.item
        told = list(people.get(ask.asked_agency_id or 0, ())[:TOLD_AT_MOST])
        row = item.request or item.listing or item.stuck
        if row is not None and ask.basis == Basis.ASKED and row.recorded_by is not None:
            told.append(row.recorded_by)
        if item.episode is not None and item.episode.lead is not None:
            if item.episode.lead_agency_id == ask.asked_agency_id:
                told.append(item.episode.lead)
        allowed = [one for one in told if may_be_asked(one, item.excluded)]
        notifications.notify(allowed, kind, subject=subject or ask.reference, by=by)


def _check(meeting: HubMeeting, status: MeetingStatus) -> None:
    if meeting.status != status:
        raise Refused(f"This meeting is {MeetingStatus(meeting.status).label.lower()}.")


def _check_time(planned_for: datetime) -> None:
    now = timezone.now()
    if not now - timedelta(hours=12) < planned_for < now + timedelta(days=366):
        raise Refused("Choose a day from today on, within a year.")
