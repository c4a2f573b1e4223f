"""What each of those at a meeting may read before, during and after a family's item: random agencies, families,
limits, every worker at every step, held against a third, plain reading of the rules."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from cases.actions.sharing import exclude_from_sharing
from ehm.actions import Refused
from ehm.models import Agency, AgencyKind, Membership, Role
from ehm.rows.actor import HUB_ROLES, actor_for
from ehm.rows.context import acting
from hubs.actions.deciding import Decided, NewAction, decide_item
from hubs.actions.meetings import (
    answer_ask,
    arrange_meeting,
    ask_agency,
    end_meeting,
    remove_item,
    send_agenda,
    show_item,
    start_meeting,
    stop_asking,
)
from hubs.actions.requests import Limit
from hubs.choices import Coming, ItemOutcome
from hubs.models import AgendaItem, HelpRequest, HubMeeting, ItemAsk, ItemDecision, MeetingAction
from plans.actions.stuck import say_stuck
from plans.choices import StuckBecause
from tests.cases.acting import done
from tests.cast import make_agency, make_worker
from tests.databases import as_owner
from tests.hubs.meeting import listed

KINDS = (AgendaItem, ItemAsk, ItemDecision, MeetingAction)
TODAY = timezone.localdate()


class Oracle:
    """The rules in plain Python, from the rows as the owner sees them."""

    def __init__(self, tenant_id):
        with as_owner():
            self.items = {one.pk: one for one in AgendaItem.objects.filter(tenant_id=tenant_id)}
            self.meetings = {one.pk: one for one in HubMeeting.objects.filter(tenant_id=tenant_id)}
            self.asks = list(ItemAsk.objects.filter(tenant_id=tenant_id))
            self.decisions = list(ItemDecision.objects.filter(tenant_id=tenant_id))
            self.actions = list(MeetingAction.objects.filter(tenant_id=tenant_id))
            self.kept = {one.pk: self._kept(one) for one in self.items.values()}

    @staticmethod
    def _kept(item):
        about = [one for one in (item.request, item.episode or item.request and item.request.episode) if one]
        return {key for one in about for key in one.excluded}

    def reads(self, worker):
        """Kind → numbers of the rows."""
        nothing = {kind: set() for kind in KINDS}
        if worker.role == Role.ADMINISTRATOR:
            return nothing
        audits = worker.role == Role.AUDITOR
        at_hub = worker.area_id if worker.role in HUB_ROLES or worker.role == Role.MANAGER else None
        keys = {f"user:{worker.user_id}"} | (set() if audits else {f"agency:{worker.agency_id}"})
        seen = set()
        for item in self.items.values():
            meeting = self.meetings[item.meeting_id]
            asked = any(
                ask.item_id == item.pk and ask.asked_agency_id == worker.agency_id and ask.ended_at is None
                for ask in self.asks
            )
            decided = any(one.item_id == item.pk for one in self.decisions)
            on = meeting.status in ("planned", "running") and item.removed_at is None and (item.is_now or not decided)
            if not keys & self.kept[item.pk] and (audits or meeting.area_id == at_hub or (on and asked)):
                seen.add(item.pk)
        hubs = {pk for pk in seen if audits or self.meetings[self.items[pk].meeting_id].area_id == at_hub}
        return {
            AgendaItem: seen,
            ItemAsk: {
                one.pk
                for one in self.asks
                if one.item_id in hubs
                or one.item_id in seen
                and (not one.is_for_hub_only or one.asked_agency_id == worker.agency_id)
            },
            ItemDecision: {one.pk for one in self.decisions if one.item_id in seen},
            MeetingAction: {
                one.pk
                for one in self.actions
                if one.item_id in hubs
                or one.doer_agency_id == worker.agency_id
                and not audits
                and not keys & self.kept[one.item_id]
            },
        }


def compare(workers, step):
    oracle = Oracle(workers[0].tenant_id)
    for worker in workers:
        actor = actor_for(worker.user, worker.pk)
        wanted = oracle.reads(worker) if worker.tenant_id == workers[0].tenant_id else {kind: set() for kind in KINDS}
        if worker.role == Role.ADMINISTRATOR:
            continue  # its role has no right on these tables at all: tests/rows/test_catalogue.py
        wall, asked = {}, {}
        with acting(actor), connection.cursor() as cursor:
            for kind in KINDS:
                cursor.execute(f"SELECT id FROM {kind._meta.db_table}")
                wall[kind] = {pk for (pk,) in cursor.fetchall()}
        with as_owner():  # what Django asks for, without the wall behind it
            for kind in KINDS:
                asked[kind] = set(kind.objects.visible_to(actor).values_list("pk", flat=True))
        for kind in KINDS:
            who = f"{step}: {worker.display_name} ({worker.role}) and {kind.__name__}"
            assert wall[kind] == wanted[kind], f"{who}: the database"
            assert asked[kind] == wanted[kind], f"{who}: Django"


@pytest.mark.parametrize("seed", range(6))
def test_nobody_reads_more_than_the_basis_allows(seed, cast):
    chance = random.Random(seed)
    with as_owner():
        agencies = [make_agency(cast.north, f"Agency {n}", chance.choice(AgencyKind.values[2:])) for n in range(5)]
        for number, agency in enumerate(agencies):
            for role in chance.sample((Role.PRACTITIONER, Role.MANAGER, Role.PARTNER), 2):
                make_worker(f"w{number}.{role}@north.example", agency, role)
        workers = list(Membership.objects.select_related("user").filter(tenant__in=[cast.north, cast.salt]))
        workers.sort(key=lambda one: (one.tenant_id != cast.north.pk, one.pk))
        everybody = list(Agency.objects.filter(tenant=cast.north).exclude(pk=cast.council.pk))
    writers = [
        one
        for one in workers
        if one.agency_id in {a.pk for a in agencies} and one.role not in (Role.AUDITOR, Role.ADMINISTRATOR)
    ]
    for _ in range(3):
        limits = [Limit(chance.choice([a for a in everybody if a != cast.school]), "", "As asked")]
        listed(cast, by=cast.teacher, limits=limits if chance.random() < 0.5 else [])
    listed(cast, by=chance.choice(writers))
    done(
        cast.practitioner, say_stuck, episode=cast.episode, because=StuckBecause.choices[0][0], tried="Much",
        wants="More", is_harm_feared=False,
    )  # fmt: skip
    compare(workers, "before there is an agenda")
    soon = timezone.now() + timedelta(hours=1)
    meeting = done(cast.hub, arrange_meeting, area=cast.east, planned_for=soon, place="")
    done(cast.hub, send_agenda, meeting=meeting)
    compare(workers, "once the agenda is sent")
    with as_owner():
        items = list(AgendaItem.objects.select_related("meeting", "request", "episode").filter(meeting=meeting))
    for item in items:
        for agency in chance.sample(everybody, 3):
            try:
                done(cast.hub, ask_agency, item=item, agency=agency, reason="May help")
            except Refused:
                assert f"agency:{agency.pk}" in item.excluded or agency.pk in item.asked or chance
    with as_owner():
        asks = list(ItemAsk.objects.select_related("item__meeting", "asked_agency").filter(ended_at=None))
    for ask in asks:
        people = [
            one
            for one in workers
            if one.agency_id == ask.asked_agency_id and one.role not in (Role.AUDITOR, Role.ADMINISTRATOR)
        ]
        if people and chance.random() < 0.6:
            done(
                chance.choice(people), answer_ask, ask=ask, coming=Coming.SENDS, knows="Something",
                is_for_hub_only=chance.random() < 0.5,
            )  # fmt: skip
        elif chance.random() < 0.3:
            done(cast.hub, stop_asking, ask=ask)
    compare(workers, "once agencies have said what they know")
    done(cast.hub, remove_item, item=items.pop(chance.randrange(len(items))))
    done(cast.practitioner, exclude_from_sharing, episode=cast.episode, agency=chance.choice(agencies), reason="Asked")
    done(cast.chair, start_meeting, meeting=meeting, here=chance.sample(everybody, 2))
    compare(workers, "when the meeting has begun")
    for item in chance.sample(items, len(items)):
        done(cast.chair, show_item, item=item)
        compare(workers, "while a family is shown")
        if chance.random() < 0.7:
            allowed = [one for one in everybody if f"agency:{one.pk}" not in _kept_now(item)]
            actions = [NewAction("Ring them", one, None, TODAY) for one in chance.sample(allowed, 2)]
            outcome = ItemOutcome.GOES_ON if item.episode_id else ItemOutcome.ADVICE
            done(
                cast.chair, decide_item, item=item,
                decided=Decided(outcome, 3, "", "Talked about", "Go on", actions=actions),
            )  # fmt: skip
            compare(workers, "when it is decided")
    done(cast.chair, end_meeting, meeting=meeting)
    compare(workers, "after the meeting")
    with as_owner():
        assert not AgendaItem.objects.filter(is_on=True).exists()
        assert HelpRequest.objects.exists()


def _kept_now(item):
    with as_owner():
        return AgendaItem.objects.get(pk=item.pk).excluded
