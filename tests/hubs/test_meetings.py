"""A meeting of the hub: the agenda builds itself, whoever is asked answers, and one decision does everything."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404

from cases.actions.sharing import exclude_from_sharing
from cases.models import Episode, Handover, LeadAllocation
from ehm import notifications
from ehm.actions import Refused, Stale
from ehm.models import Notification, ReadLog
from hubs.actions.deciding import HELPED, Decided, decide_item, outcomes_of
from hubs.actions.meetings import (
    answer_ask,
    ask_agency,
    cancel_meeting,
    end_meeting,
    give_seat,
    move_item,
    move_meeting,
    prepare_item,
    remove_item,
    send_agenda,
    show_item,
    start_meeting,
    stop_asking,
)
from hubs.actions.requests import Limit, ask_for_help
from hubs.actions.services import add_service
from hubs.actions.triage import list_request
from hubs.agenda import what_waits
from hubs.choices import Basis, Coming, Group, ItemOutcome, MeetingStatus
from hubs.models import (
    AgendaItem,
    Decision,
    HelpRequest,
    HubMeeting,
    ItemAsk,
    ItemDecision,
    MeetingAction,
    Seat,
    ToldService,
)
from plans.actions.stuck import say_stuck
from plans.choices import StuckBecause
from plans.models import Stuck
from tests import databases
from tests.cases.acting import acting_as, done, refused
from tests.cast import make_worker
from tests.hubs.asking import ask, asked
from tests.hubs.meeting import (
    GOES_ON,
    action,
    arranged,
    as_it_is,
    asks_of,
    decide,
    item_of,
    listed,
    sent,
    started,
)


def told(kind):
    with databases.as_owner():
        return {one.membership_id for one in Notification.objects.filter(kind=kind)}


def stuck_with(cast):
    return done(
        cast.practitioner,
        say_stuck,
        episode=cast.episode,
        because=StuckBecause.choices[0][0],
        tried="Two visits a week",
        wants="Somebody who knows housing",
        is_harm_feared=False,
    )


def test_the_agenda_builds_itself_from_what_waits(cast):
    request, _ = listed(cast), stuck_with(cast)
    ask(cast.teacher, cast.east)  # not listed
    with acting_as(cast.hub) as actor:
        found = what_waits(cast.east.pk, actor)
        assert [(one.group, one.family_name) for one in found] == [
            (Group.REQUEST, "Marlow family"),
            (Group.STUCK, cast.family.name),
        ]
        assert found[0].agencies == {cast.school.pk: Basis.ASKED}
    meeting = done(cast.hub, send_agenda, meeting=arranged(cast))
    first, second = item_of(meeting, request=request), item_of(meeting, episode=cast.episode)
    assert (first.place, second.place) == (1, 2)
    assert first.starts_at == meeting.planned_for
    assert (second.starts_at - first.starts_at).seconds == first.minutes * 60 == 600
    assert cast.teacher.pk in told("hubs.asked_to_meeting")
    with acting_as(cast.hub) as actor:
        assert what_waits(cast.east.pk, actor) == []


def test_what_came_since_is_on_the_agenda_when_the_meeting_begins(cast):
    meeting = sent(cast)
    late = listed(cast)
    done(cast.chair, start_meeting, meeting=meeting, here=[cast.school])
    assert item_of(meeting, request=late).place == 2
    assert as_it_is(meeting).status == MeetingStatus.RUNNING


def test_an_agency_reads_a_family_only_while_it_is_on_the_agenda_and_only_when_asked(cast):
    meeting = sent(cast)
    item = item_of(meeting)
    for nobody in (cast.partner, cast.practitioner):
        with acting_as(nobody) as actor:
            assert not AgendaItem.objects.visible_to(actor).exists()
            assert not AgendaItem.objects.exists()
    done(cast.hub, ask_agency, item=item, agency=cast.police, reason="They know the street")
    with acting_as(cast.partner) as actor:
        assert AgendaItem.objects.visible_to(actor).get().story == item.story
        assert not HelpRequest.objects.exists()
    done(cast.hub, stop_asking, ask=asks_of(item)[cast.police.name])
    with acting_as(cast.partner):
        assert not AgendaItem.objects.exists()
    done(cast.hub, ask_agency, item=item, agency=cast.police, reason="They do know it")
    done(cast.chair, start_meeting, meeting=meeting, here=[])
    decide(cast, item)
    with acting_as(cast.partner):
        assert ItemDecision.objects.exists()  # still shown
    done(cast.chair, end_meeting, meeting=meeting)
    with acting_as(cast.partner):
        assert not AgendaItem.objects.exists()
        assert not ItemDecision.objects.exists()
        assert not ItemAsk.objects.exists()
    with acting_as(cast.hub) as actor:
        assert AgendaItem.objects.visible_to(actor).exists()


def test_what_is_decided_goes_off_the_agenda_with_the_next_family(cast):
    meeting = started(cast, listed(cast), listed(cast))
    first, second = item_of(meeting, place=1), item_of(meeting, place=2)
    assert as_it_is(first).is_now
    decide(cast, first)
    done(cast.chair, show_item, item=second)
    assert (as_it_is(first).is_on, as_it_is(second).is_now) == (False, True)
    done(cast.chair, show_item, item=first)
    assert (as_it_is(first).is_on, as_it_is(second).is_on, as_it_is(second).is_now) == (True, True, False)


def test_the_database_shows_nothing_of_a_meeting_that_is_over(cast):
    meeting = started(cast)
    item = item_of(meeting)
    done(cast.chair, end_meeting, meeting=meeting)
    assert not as_it_is(item).is_on
    with acting_as(cast.chair), pytest.raises(DatabaseError, match="this meeting does not go on"):
        AgendaItem.objects.filter(pk=item.pk).update(is_on=True)
    with acting_as(cast.chair), pytest.raises(DatabaseError, match="stays as it was"):
        HubMeeting.objects.filter(pk=meeting.pk).update(status="running")


def test_an_agency_that_the_family_does_not_want_is_never_asked(cast):
    request = listed(cast, limits=[Limit(cast.police, "", "They quarrelled")])
    meeting = sent(cast, request)
    item = item_of(meeting)
    refused(
        cast.hub, ask_agency, item=item, agency=cast.police, reason="Know them", unchanged=[ItemAsk], because="not want"
    )
    with acting_as(cast.hub) as actor, pytest.raises(DatabaseError, match="does not want this agency"):
        ItemAsk.objects.create(
            tenant_id=actor.tenant_id, item=item, asked_agency=cast.police, basis=Basis.MAY_HELP, reason="x",
            recorded_by=cast.hub,
        )  # fmt: skip
    done(cast.chair, start_meeting, meeting=meeting, here=[])
    with pytest.raises(Refused, match="not want"):
        decide(cast, item, actions=[action(cast.police)])


def test_whoever_is_kept_out_later_reads_nothing_more(cast):
    stuck_with(cast)
    meeting = sent(cast, "stuck")
    item = item_of(meeting)
    done(cast.hub, ask_agency, item=item, agency=cast.police, reason="They know the street")
    with acting_as(cast.partner):
        assert AgendaItem.objects.exists()
    done(cast.practitioner, exclude_from_sharing, episode=cast.episode, agency=cast.police, reason="As they asked")
    with acting_as(cast.partner):
        assert not AgendaItem.objects.exists()


def unread(member):
    with acting_as(member) as actor:
        return [one.sentence for one in notifications.in_words(notifications.of(actor).filter(read_at=None), actor)]


def test_an_agency_says_what_it_knows_and_whether_everybody_reads_it(cast):
    meeting = sent(cast)
    item = item_of(meeting)
    with databases.as_owner():
        colleague = make_worker("second@police.example", cast.police, "partner")
    done(cast.hub, ask_agency, item=item, agency=cast.police, reason="They know the street")
    before = as_it_is(meeting).version
    assert unread(cast.partner) == unread(colleague) == ["Asked what you know of a family before a meeting"]
    done(
        cast.partner, answer_ask, ask=asks_of(item)[cast.police.name], coming=Coming.SENDS,
        knows="Two calls in May", is_for_hub_only=False,
    )  # fmt: skip
    assert as_it_is(meeting).version > before
    assert (unread(cast.partner), unread(colleague)) == ([], ["Your agency has said what it knows"])
    with acting_as(cast.teacher) as actor:
        assert ItemAsk.objects.visible_to(actor).get(asked_agency=cast.police).knows == "Two calls in May"
    done(
        cast.partner, answer_ask, ask=asks_of(item)[cast.police.name], coming=Coming.SENDS,
        knows="Two calls in May", is_for_hub_only=True,
    )  # fmt: skip
    with acting_as(cast.teacher) as actor:
        assert not ItemAsk.objects.filter(asked_agency=cast.police).exists()
        assert not ItemAsk.objects.visible_to(actor).filter(asked_agency=cast.police).exists()
    with acting_as(cast.partner) as actor:
        assert ItemAsk.objects.visible_to(actor).filter(asked_agency=cast.police).exists()
    with acting_as(cast.hub) as actor:
        assert ItemAsk.objects.visible_to(actor).get(asked_agency=cast.police).knows == "Two calls in May"
    refused(
        cast.teacher, answer_ask, ask=asks_of(item)[cast.police.name], coming=Coming.NOT, knows="",
        is_for_hub_only=False, unchanged=[ItemAsk], error=Http404,
    )  # fmt: skip


def test_one_decision_begins_help_names_who_leads_and_tells_everybody(cast):
    meeting = started(cast)
    item = item_of(meeting)
    decide(
        cast, item, outcome=ItemOutcome.LEAD, level=3, lead_agency=cast.council, lead=cast.practitioner,
        by_family=True, actions=[action(cast.police), action(cast.council, cast.practitioner)],
    )  # fmt: skip
    with databases.as_owner():
        request = HelpRequest.objects.get()
        assert (request.status, request.outcome) == ("decided", "allocated")
        assert Decision.objects.get().level == 3
        episode = Episode.objects.get(pk=request.episode_id)
        assert (episode.lead, episode.level, episode.requested_at) == (cast.practitioner, 3, request.asked_at)
        allocation = LeadAllocation.objects.get(episode=episode, ended_at=None)
        assert (allocation.agreed_by_family, allocation.agreed_by_children) == (True, False)
        assert MeetingAction.objects.count() == 2
        handed = Handover.objects.get(allocation=allocation)
        request.refresh_from_db()
        for known in ("School can", cast.police.name, "Ring the family", request.worries):
            assert known in handed.agreed
        assert request.requester_name in handed.talk_to
    assert cast.practitioner.pk in told("hubs.leads")
    assert cast.practitioner.pk in told("hubs.has_action")
    assert cast.teacher.pk in told("hubs.decided")


def test_an_agency_that_is_not_here_is_told_that_it_leads(cast):
    meeting = started(cast)
    item = item_of(meeting)
    decide(cast, item, outcome=ItemOutcome.LEAD, lead_agency=cast.charity)
    with databases.as_owner():
        episode = HelpRequest.objects.get().episode
        assert (episode.lead_agency, episode.lead) == (cast.charity, None)
    assert told("hubs.choose_lead")


def test_help_that_does_not_move_gets_advice_from_the_meeting(cast):
    stuck = stuck_with(cast)
    meeting = started(cast, "stuck")
    item = item_of(meeting)
    begins = Decided(ItemOutcome.LEAD, 3, "", "Why", "Told", lead_agency=cast.council)
    refused(cast.chair, decide_item, item=item, decided=begins, unchanged=[ItemDecision], because="fit this family")
    decide(cast, item, **GOES_ON)
    with databases.as_owner():
        assert Stuck.objects.get(pk=stuck.pk).advice == "Go on"


def test_a_worker_prepares_and_whoever_leads_the_hub_chairs(cast):
    meeting = sent(cast)
    item = item_of(meeting)
    for nobody, error in ((cast.hub, PermissionDenied), (cast.west_hub, Http404), (cast.teacher, Http404)):
        refused(nobody, start_meeting, meeting=meeting, here=[], error=error, unchanged=[HubMeeting])
    refused(cast.teacher, remove_item, item=item, error=Http404, unchanged=[AgendaItem])
    done(cast.chair, start_meeting, meeting=meeting, here=[])
    refused(cast.hub, end_meeting, meeting=meeting, error=PermissionDenied, unchanged=[HubMeeting])


def test_what_is_taken_off_waits_on(cast):
    meeting = sent(cast, listed(cast), listed(cast))
    first = item_of(meeting, place=1)
    done(cast.hub, move_item, item=first, is_earlier=False)
    assert (as_it_is(first).place, as_it_is(first).starts_at > meeting.planned_for) == (2, True)
    done(cast.hub, remove_item, item=first)
    with acting_as(cast.hub) as actor:
        assert [one.about.pk for one in what_waits(cast.east.pk, actor)] == [first.request_id]
    done(cast.hub, cancel_meeting, meeting=meeting)
    with acting_as(cast.hub) as actor:
        assert len(what_waits(cast.east.pk, actor)) == 2


def test_the_hub_says_who_comes_to_every_meeting(cast, signed_in):
    chair = signed_in(cast.chair)
    assert b"Housing" in chair.get("/hub/seats/").content  # nobody comes for them yet
    chair.post("/hub/seats/", {"agency": cast.police.reference, "comes_as": "Police"})
    with databases.as_owner():
        seat = Seat.objects.get()
    assert (seat.agency, seat.area) == (cast.police, cast.east)
    refused(cast.hub, give_seat, area=cast.east, agency=cast.police, comes_as="", unchanged=[Seat], because="already")
    assert signed_in(cast.west_hub).post(f"/hub/seats/{seat.reference}/end/").status_code == 404
    assert signed_in(cast.teacher).get("/hub/seats/").status_code == 404
    chair.post(f"/hub/seats/{seat.reference}/end/")
    assert as_it_is(seat).ended_at


def test_an_agency_finds_what_it_is_asked_in_its_inbox(cast, signed_in):
    item = item_of(sent(cast))
    done(cast.hub, ask_agency, item=item, agency=cast.police, reason="They know the street")
    assert cast.partner.pk in told("hubs.asked_to_meeting")
    partner = signed_in(cast.partner)
    address = f"/hub/asked/{asks_of(item)[cast.police.name].reference}/"
    assert address in partner.get("/").content.decode()
    assert address not in signed_in(cast.practitioner).get("/").content.decode()
    assert b"Asked what you know of a family" in partner.get("/notifications/").content
    with databases.as_owner():
        notice = Notification.objects.get(kind="hubs.asked_to_meeting", membership=cast.partner)
    answer = partner.post("/notifications/", {"open": notice.pk})
    assert answer.url == address
    assert item.story in partner.get(answer.url).content.decode()


def test_more_help_for_a_family_that_is_helped_ends_its_request_with_a_letter(cast, signed_in):
    about = done(cast.practitioner, ask_for_help, asked=asked(cast.east), episode=cast.episode)
    done(cast.chair, list_request, request=about)
    item = item_of(started(cast, about))
    assert outcomes_of(item) == HELPED
    decide(cast, item, **GOES_ON)
    with databases.as_owner():
        request = HelpRequest.objects.get(pk=about.pk)
    assert (request.outcome, request.told) == ("more_help", "Go on")
    letter = signed_in(cast.practitioner).get(f"/requests/{request.reference}/letter.pdf")
    assert letter.content.startswith(b"%PDF")


def test_a_decision_names_services_in_the_letter(cast, signed_in):
    service = done(cast.admin, add_service, values={"name": "Sleep clinic", "what": "Helps small children sleep."})
    item = item_of(started(cast))
    chair = signed_in(cast.chair)
    sent_form = {"level": "2", "outcome": "signpost", "signposts": [service.reference], "reason": "r", "told": "Go"}
    shown = chair.post(f"/hub/agenda/{item.reference}/decide/", sent_form).content.decode()
    assert "The letter names Sleep clinic" in shown
    with databases.as_owner():
        assert not ItemDecision.objects.exists()  # nothing is decided before it is said yes to
    chair.post(f"/hub/agenda/{item.reference}/decide/", sent_form | {"confirmed": "yes"})
    with databases.as_owner():
        assert ToldService.objects.get().name == "Sleep clinic"
        assert ItemDecision.objects.get().outcome == "signpost"


def test_the_hub_answers_for_those_who_ring_and_never_over_an_agency(cast):
    item = item_of(sent(cast))
    rung = asks_of(item)[cast.school.name]
    said = {"coming": Coming.COMES, "is_for_hub_only": False}
    done(cast.hub, answer_ask, ask=rung, knows="She rang", **said)
    done(cast.hub, answer_ask, ask=rung, knows="She rang again", **said)
    done(cast.teacher, answer_ask, ask=rung, knows="In my own words", **said)
    refused(cast.hub, answer_ask, ask=rung, knows="x", **said, unchanged=[ItemAsk], error=PermissionDenied)


def test_who_is_asked_hears_of_another_time_and_that_nobody_meets(cast):
    unsent = arranged(cast)
    later = {"planned_for": unsent.planned_for + timedelta(days=1)}
    done(cast.hub, move_meeting, meeting=unsent, place="", **later)
    done(cast.hub, cancel_meeting, meeting=unsent)
    meeting = sent(cast)
    done(cast.hub, move_meeting, meeting=meeting, planned_for=meeting.planned_for, place="Room 3")
    assert told("hubs.meeting_moved") == told("hubs.meeting_cancelled") == set(), "nobody was asked, or only the room"
    done(cast.hub, move_meeting, meeting=meeting, place="Room 3", **later)
    assert told("hubs.meeting_moved") == {cast.teacher.pk, cast.head.pk}
    assert item_of(meeting).starts_at == later["planned_for"]
    done(cast.hub, cancel_meeting, meeting=meeting)
    assert told("hubs.meeting_cancelled") == {cast.teacher.pk, cast.head.pk}


def test_a_hub_holds_one_meeting_at_a_time(cast):
    running = started(cast)
    second = sent(cast, listed(cast))
    given = {"meeting": second, "here": [], "unchanged": [HubMeeting]}
    refused(cast.chair, start_meeting, because="Another meeting of this hub goes on", **given)
    done(cast.chair, end_meeting, meeting=as_it_is(running))
    done(cast.chair, start_meeting, meeting=second, here=[])


def test_two_who_prepare_a_family_overwrite_nothing_unseen(cast):
    item = item_of(sent(cast))
    words = {name: getattr(item, name) for name in ("family_name", "story", "strengths", "wanted", "minutes")}
    done(cast.hub, prepare_item, item=item, words=words | {"story": "Theirs"}, version=item.version)
    late = {"item": item, "words": words | {"story": "Mine"}, "version": item.version}
    refused(cast.chair, prepare_item, **late, unchanged=[AgendaItem], error=Stale, because="Somebody else changed")
    assert as_it_is(item).story == "Theirs"


def test_a_worker_whom_the_family_keeps_out_is_not_told_that_their_agency_is_asked(cast):
    with databases.as_owner():
        colleague = make_worker("colleague@northbridge.example", cast.police, "partner")
    done(cast.practitioner, exclude_from_sharing, episode=cast.episode, worker=cast.partner, reason="A neighbour")
    stuck_with(cast)
    item = item_of(sent(cast, "stuck"))
    done(cast.hub, ask_agency, item=item, agency=cast.police, reason="They know the street")
    assert colleague.pk in told("hubs.asked_to_meeting") and cast.partner.pk not in told("hubs.asked_to_meeting")


def test_nothing_is_answered_about_a_family_that_is_off_the_agenda(cast):
    item = item_of(sent(cast, listed(cast), listed(cast)), place=1)
    ask = asks_of(item)[cast.school.name]
    done(cast.hub, remove_item, item=item)
    said = {"ask": ask, "coming": Coming.SENDS, "is_for_hub_only": False, "unchanged": [ItemAsk]}
    refused(cast.hub, answer_ask, knows="x", because="not on the agenda any more", **said)
    refused(cast.teacher, answer_ask, knows="x", error=Http404, **said)


def test_who_followed_a_family_stands_in_the_read_log(cast, signed_in):
    meeting = started(cast)
    for page in ("follow", "now"):
        for who in (cast.teacher, cast.partner, cast.hub):
            signed_in(who).get(f"/hub/meetings/{meeting.reference}/{page}/")
    item = item_of(meeting)
    with databases.as_owner():
        rows = ReadLog.objects.filter(subject=item.reference)
        assert sorted(rows.values_list("membership", flat=True)) == sorted([cast.teacher.pk, cast.hub.pk] * 2)


def test_what_the_hub_prepares_survives(cast, signed_in):
    item = item_of(sent(cast))
    url, client = f"/hub/agenda/{item.reference}/change/", signed_in(cast.hub)
    client.post(url, {"family_name": "", "story": "He is tired", "version": item.version})
    page = client.get(url).content.decode()
    assert "He is tired" in page and "data-draft=" in page and "drafts.js" in page
    stale = {"family_name": "Marlow family", "story": "He is tired", "minutes": "10", "version": item.version + 1}
    theirs = client.post(url, stale).content.decode()
    assert "Somebody else changed this" in theirs and f'name="version" value="{item.version}"' in theirs
    assert "What a meeting reads of the Marlow family" in client.get("/").content.decode()
    fields = {"family_name": "Marlow family", "story": "He is tired", "minutes": "10", "version": item.version}
    assert client.post(url, fields).status_code == 302
    assert "What a meeting reads of the" not in client.get("/").content.decode()


def test_what_an_agency_types_about_a_family_survives(cast, signed_in):
    item = item_of(sent(cast))
    url, client = f"/hub/asked/{asks_of(item)['Larkfield Primary'].reference}/", signed_in(cast.teacher)
    client.post(url, {"knows": "He is tired"})
    assert "He is tired" in client.get(url).content.decode()
    assert "What you know of the Marlow family" in client.get("/").content.decode()
    client.post(url, {"knows": "He is tired", "coming": "comes"})
    assert "What you know of the" not in client.get("/").content.decode()
