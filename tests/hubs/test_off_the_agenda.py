"""What somebody wrote for a meeting is read no longer than it should be, and everybody speaks for themselves."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from cases.actions.sharing import exclude_from_sharing
from cases.models import Episode
from ehm.actions import Refused
from ehm.rows.actor import actor_for
from ehm.rows.context import acting
from hubs.actions.disagreements import raise_disagreement
from hubs.actions.meeting_actions import finish_action
from hubs.actions.meetings import answer_ask, send_agenda, start_meeting
from hubs.actions.requests import Limit, withdraw
from hubs.actions.triage import give_to_area
from hubs.choices import Coming, ItemOutcome
from hubs.models import (
    ActionDate,
    AgendaItem,
    Decision,
    Disagreement,
    DisagreementManager,
    Discussion,
    HelpRequest,
    HubMeeting,
    ItemAsk,
    ItemDecision,
    MeetingAction,
    Present,
    RequestQuestion,
    Seat,
    SystemCheck,
)
from plans.actions.stuck import say_stuck
from plans.choices import StuckBecause
from tests import databases
from tests.cases.acting import acting_as, done
from tests.hubs import met
from tests.hubs.meeting import GOES_ON, action, arranged, as_it_is, asks_of, decide, item_of, listed, sent, started
from tests.hubs.test_triage import decided


def reads(worker, kind):
    with acting(actor_for(worker.user, worker.pk)):
        return kind.objects.visible_to(actor_for(worker.user, worker.pk)).exists()


@pytest.mark.parametrize("leave", ["withdrawn", "given", "decided"])
def test_what_is_taken_back_given_away_or_decided_before_is_on_no_agenda(cast, leave):
    meeting = sent(cast)
    item = item_of(meeting)
    assert reads(cast.teacher, AgendaItem)
    if leave == "withdrawn":
        done(cast.teacher, withdraw, request=item.request)
    elif leave == "decided":
        decided(cast, item.request)
    else:
        done(cast.hub, give_to_area, request=item.request, area=cast.west, reason="They moved")
    now = as_it_is(item)
    assert (now.is_on, now.is_now) == (False, False) and now.removed_at is not None
    assert as_it_is(meeting).version > meeting.version, "whoever follows sees it"
    assert not reads(cast.teacher, AgendaItem) and not reads(cast.teacher, ItemAsk)


def known_family(cast, keeps_out):
    """Help that has ended, from which the family keeps an agency; the family may be helped again."""
    done(cast.practitioner, exclude_from_sharing, episode=cast.episode, agency=keeps_out, reason="Asked")
    with databases.as_owner():
        family = cast.episode.family
        Episode.objects.filter(pk=cast.episode.pk).update(
            status="closed", closed_at=timezone.now(), closed_by=cast.practitioner
        )
        return family


def test_a_known_family_keeps_out_whom_it_kept_out_before(cast):
    family = known_family(cast, cast.police)
    item = item_of(started(cast))
    begins = {"outcome": ItemOutcome.LEAD, "level": 3, "lead_agency": cast.council, "family": family}
    with pytest.raises(Refused, match="does not want"):
        decide(cast, item, **begins, actions=[action(cast.police)])
    with databases.as_owner():
        assert not ItemDecision.objects.exists() and not MeetingAction.objects.exists()


def test_whoever_asked_and_is_kept_from_the_help_reads_nothing_of_what_was_decided(cast):
    family = known_family(cast, cast.school)
    item = item_of(started(cast))
    assert reads(cast.teacher, AgendaItem), "nobody knew yet whose family it is"
    decide(cast, item, outcome=ItemOutcome.LEAD, level=3, lead_agency=cast.council, family=family)
    assert as_it_is(item).is_on
    for kind in (AgendaItem, ItemAsk, ItemDecision):
        assert not reads(cast.teacher, kind)
    assert reads(cast.teacher, HubMeeting) and reads(cast.chair, ItemDecision)


def raw(worker, sql, *values):
    with acting(actor_for(worker.user, worker.pk)), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_nobody_says_in_the_database_what_others_know_or_did(cast):
    item = item_of(started(cast))
    ask = asks_of(item)[cast.school.name]
    done(cast.teacher, answer_ask, ask=ask, coming=Coming.SENDS, knows="Two calls", is_for_hub_only=True)
    with pytest.raises(IntegrityError, match="own name"):
        raw(cast.hub, "UPDATE hubs_itemask SET is_for_hub_only = false WHERE id = %s", ask.pk)
    decide(cast, item, actions=[action(cast.school)])
    with databases.as_owner():
        row = MeetingAction.objects.get()
    said = "UPDATE hubs_meetingaction SET done_at = now(), done_by_id = %s, outcome = 'x' WHERE id = %s"
    with pytest.raises(IntegrityError, match="own name"):
        raw(cast.teacher, said, cast.chair.pk, row.pk)
    with acting_as(cast.teacher) as actor:
        finish_action(action=row, outcome="Rung", by=actor)
    with pytest.raises(IntegrityError, match="stays"):
        raw(cast.teacher, said, cast.teacher.pk, row.pk)


def test_a_manager_speaks_for_themselves(cast):
    item = item_of(started(cast))
    row = done(cast.chair, raise_disagreement, item=item, about="Who leads", managers=[cast.head, cast.manager])
    with pytest.raises(IntegrityError, match="own name"):
        raw(cast.chair, "UPDATE hubs_disagreementmanager SET view = 'I agree' WHERE manager_id = %s", cast.head.pk)
    assert row.ended_at is None


def in_anothers_name(cast, kind):
    """A row that is right but for whose it is said to be."""
    if kind is HubMeeting:
        return HubMeeting(area=cast.east, planned_for=timezone.now())
    if kind is Seat:
        return Seat(area=cast.east, agency=cast.police, comes_as="police")
    if kind is ActionDate:
        item = item_of(started(cast))
        decide(cast, item, actions=[action(cast.school)])
        with databases.as_owner():
            row = MeetingAction.objects.get()
        return ActionDate(action=row, was_due_on=row.due_on, due_on=row.due_on, reason="Ill")
    if kind in (Disagreement, DisagreementManager):
        item = item_of(started(cast))
        if kind is Disagreement:
            return Disagreement(item=item, about="Who leads")
        row = done(cast.chair, raise_disagreement, item=item, about="Who leads", managers=[cast.head, cast.manager])
        return DisagreementManager(disagreement=row, manager=cast.chair)
    meeting = started(cast)
    item = item_of(meeting)
    now, of_request = timezone.now(), {"request": item.request, "agency": cast.council}
    return {
        Present: lambda: Present(meeting=meeting, agency=cast.police),
        AgendaItem: lambda: AgendaItem(
            meeting=meeting, request=listed(cast, by=cast.head), group="request", place=2, minutes=5, starts_at=now,
            waits_since=now, family_name="Bell family", story="Late",
        ),
        ItemAsk: lambda: ItemAsk(item=item, asked_agency=cast.police, basis="works_with"),
        ItemDecision: lambda: ItemDecision(
            item=item, outcome="advice", level=2, reason="Why", told="What", agency=cast.council
        ),
        MeetingAction: lambda: MeetingAction(item=item, what="Ring", doer_agency=cast.school, due_on=now.date()),
        RequestQuestion: lambda: RequestQuestion(request=item.request, asked="Since when?"),
        SystemCheck: lambda: SystemCheck(**of_request, system="mosaic", checked_on=now.date(), found="Nothing"),
        Discussion: lambda: Discussion(**of_request, held_on=now.date(), discussed="Nights"),
        Decision: lambda: Decision(**of_request, outcome="advice", level=2, suggested=2, reason="Why"),
    }[kind]()  # fmt: skip


WHOSE = {Disagreement: "raised_by", RequestQuestion: "asked_by"}


@pytest.mark.parametrize(
    "kind",
    [
        *(HubMeeting, Seat, Present, AgendaItem, ItemAsk, ItemDecision, MeetingAction, ActionDate),
        *(Disagreement, DisagreementManager, RequestQuestion, SystemCheck, Discussion, Decision),
    ],
)
def test_nobody_at_a_hub_writes_in_a_colleagues_name(cast, kind):
    row = in_anothers_name(cast, kind)
    row.tenant_id = cast.north.pk
    with acting_as(cast.chair):
        setattr(row, WHOSE.get(kind, "recorded_by"), cast.hub)
        with pytest.raises(IntegrityError, match="own name"), transaction.atomic():
            row.save()
        setattr(row, WHOSE.get(kind, "recorded_by"), cast.chair)
        row.save(force_insert=True)


ENDS = {
    HelpRequest: "status = 'decided', outcome = 'advice', told = 'x', decided_at = now(), decided_by_id = %s",
    HubMeeting: "status = 'running', started_at = now(), chair_id = %s",
    Disagreement: "ended_at = now(), ended_how = 'agreed', how = 'x', ended_by_id = %s",
}


@pytest.mark.parametrize("kind", list(ENDS))
def test_nobody_at_a_hub_decides_in_a_colleagues_name(cast, kind):
    request = listed(cast)
    if kind is Disagreement:
        item = item_of(started(cast, request))
        done(cast.chair, raise_disagreement, item=item, about="Who leads", managers=[cast.head, cast.manager])
    elif kind is HubMeeting:
        arranged(cast)
    with databases.as_owner():
        row = kind.objects.latest("pk")
    change = f"UPDATE {kind._meta.db_table} SET {ENDS[kind]} WHERE id = %s"
    with pytest.raises(IntegrityError, match="decides in their own name"):
        raw(cast.chair, change, cast.hub.pk, row.pk)
    raw(cast.chair, change, cast.chair.pk, row.pk)


@pytest.mark.parametrize("about", ["request", "listing", "stuck"])
def test_an_item_is_about_one_family(cast, about):
    """Help of another family on an item would show its level and its lead beside what waits, and change them."""
    with databases.as_owner():
        other = Episode.objects.get(pk=cast.school_episode.pk)
        Episode.objects.filter(pk=other.pk).update(area=cast.east)
    meeting, now = sent(cast), timezone.now()
    if about == "request":
        given, own = {"request": listed(cast, by=cast.head), "group": "request"}, None
    elif about == "listing":
        given, own = {"listing": met.listed(cast.practitioner, cast.episode), "group": "step_down"}, cast.episode
    else:
        said = {"because": StuckBecause.FAMILY, "tried": "Calls", "wants": "Advice", "is_harm_feared": False}
        row = done(cast.practitioner, say_stuck, episode=cast.episode, **said)
        given, own = {"stuck": row, "group": "stuck"}, cast.episode
    item = AgendaItem(
        tenant_id=cast.north.pk, meeting=meeting, place=9, minutes=5, starts_at=now, waits_since=now,
        family_name="Bell family", story="Late", recorded_by=cast.hub, **given,
    )  # fmt: skip
    with acting_as(cast.hub):
        item.episode = other
        with pytest.raises(IntegrityError, match="about one family"), transaction.atomic():
            item.save()
        item.episode = own
        item.save(force_insert=True)


@pytest.mark.parametrize("when", ["before the meeting", "after it"])
def test_whom_the_family_keeps_out_reads_neither_what_was_agreed_nor_a_disagreement(cast, when):
    said = {"because": StuckBecause.FAMILY, "tried": "Calls", "wants": "Advice", "is_harm_feared": False}
    done(cast.practitioner, say_stuck, episode=cast.episode, **said)
    limit = {"episode": cast.episode, "worker": cast.hub, "reason": "A neighbour"}
    if when == "before the meeting":
        done(cast.practitioner, exclude_from_sharing, **limit)
    meeting = done(cast.chair, send_agenda, meeting=arranged(cast, by=cast.chair))
    meeting = done(cast.chair, start_meeting, meeting=meeting, here=[])
    item = item_of(meeting)
    done(cast.chair, raise_disagreement, item=item, about="Who leads", managers=[cast.head, cast.manager])
    decide(cast, item, **GOES_ON, actions=[action(cast.police)])
    if when == "after it":
        assert reads(cast.hub, MeetingAction) and reads(cast.hub, Disagreement)
        done(cast.practitioner, exclude_from_sharing, **limit)
    for kind in (AgendaItem, ItemDecision, MeetingAction, Disagreement, DisagreementManager):
        assert not reads(cast.hub, kind), kind
        assert reads(cast.chair, kind), kind


def test_what_is_agreed_for_an_agency_that_the_family_keeps_out_is_not_written(cast):
    request = listed(cast, limits=[Limit(cast.charity, "", "They know him")])
    item = item_of(started(cast, request))
    row = MeetingAction(
        tenant_id=cast.north.pk, item=item, what="Ring", doer_agency=cast.charity, due_on=timezone.localdate(),
        recorded_by=cast.chair,
    )  # fmt: skip
    with acting_as(cast.chair), pytest.raises(IntegrityError, match="does not want this agency"):
        row.save()


def test_a_meeting_talks_about_no_family_of_another_area(cast):
    elsewhere, meeting, now = listed(cast, by=cast.head), sent(cast), timezone.now()
    with databases.as_owner():
        HelpRequest.objects.filter(pk=elsewhere.pk).update(area=cast.west)
    item = AgendaItem(
        tenant_id=cast.north.pk, meeting=meeting, place=9, minutes=5, starts_at=now, waits_since=now, group="request",
        request=elsewhere, family_name="Bell family", story="Late", recorded_by=cast.hub,
    )  # fmt: skip
    with acting_as(cast.hub), pytest.raises(IntegrityError, match="of its own area"):
        item.save()


def test_whoever_is_asked_does_not_end_that_they_are_asked(cast):
    ask = asks_of(item_of(sent(cast)))[cast.school.name]
    stop = "UPDATE hubs_itemask SET ended_at = now() WHERE id = %s"
    with pytest.raises(IntegrityError, match="only the hub stops asking"):
        raw(cast.teacher, stop, ask.pk)
    raw(cast.hub, stop, ask.pk)
