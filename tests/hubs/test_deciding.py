"""One decision of a meeting, and each thing that it does."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cases.actions.sharing import exclude_from_sharing
from cases.models import Episode
from ehm.models import Role
from hubs.actions.deciding import OF_REQUEST, Decided, NewAction, decide_item
from hubs.actions.meetings import ask_agency, prepare_item, remove_item, say_who_is_here, show_item, start_meeting
from hubs.actions.requests import Limit
from hubs.choices import Group, ItemOutcome, Outcome
from hubs.models import AgendaItem, HelpRequest, HubMeeting, ItemDecision, MeetingAction
from hubs.permissions import can_chair, can_prepare
from plans.models import Listing
from tests import databases
from tests.cases.acting import actor_of, done, refused
from tests.cast import make_worker
from tests.hubs import met
from tests.hubs.meeting import ADVICE, GOES_ON, TODAY, action, as_it_is, decide, item_of, listed, sent, started
from tests.hubs.test_meetings import stuck_with, told

ROWS = [ItemDecision, MeetingAction, HelpRequest, Episode, AgendaItem, HubMeeting]


def not_decided(cast, item, because, **change):
    given = Decided(**{"actions": []} | ADVICE | change)
    refused(cast.chair, decide_item, item=item, decided=given, unchanged=ROWS, because=because)


def test_a_family_is_decided_about_once(cast):
    item = item_of(started(cast))
    decide(cast, item)
    not_decided(cast, item, "decided about this family already")


def test_nothing_is_decided_about_a_family_that_is_off_the_agenda(cast):
    item = item_of(started(cast, listed(cast), listed(cast)), place=2)
    done(cast.hub, remove_item, item=item)
    not_decided(cast, item, "not on the agenda any more")


def test_neither_who_leads_nor_who_does_something_is_kept_out_by_the_family(cast):
    request = listed(cast, limits=[Limit(cast.charity, "", "They know him")])
    item = item_of(started(cast, request))
    not_decided(cast, item, "does not want Bridge House", outcome=ItemOutcome.LEAD, lead_agency=cast.charity)
    not_decided(cast, item, "does not want Bridge House", actions=[action(cast.charity)])


def test_a_worker_whom_the_family_keeps_out_is_given_nothing_to_do(cast):
    done(cast.practitioner, exclude_from_sharing, episode=cast.episode, worker=cast.partner, reason="A neighbour")
    stuck_with(cast)
    item = item_of(started(cast, "stuck"))
    not_decided(cast, item, "does not want Partner", **GOES_ON, actions=[action(cast.police, cast.partner)])
    decide(cast, item, **GOES_ON, actions=[action(cast.police)])


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"reason": " "}, "Say why"),
        ({"told": " "}, "Say why"),
        ({"outcome": ItemOutcome.LEAD}, "Choose who leads"),
        ({"outcome": ItemOutcome.GOES_ON}, "fit this family"),
        ({"actions": ["yesterday"]}, "today or later"),
        ({"actions": ["of another agency"]}, "does not work for"),
        ({"actions": ["many"]}, "No more than 15"),
    ],
)
def test_what_cannot_be_decided(cast, change, because):
    item = item_of(started(cast))
    actions = {
        "yesterday": [action(cast.police, days=-1)],
        "of another agency": [NewAction("Ring", cast.police, cast.teacher, TODAY)],
        "many": [action(cast.police)] * 16,
    }
    if "actions" in change:
        change = {"actions": actions[change["actions"][0]]}
    not_decided(cast, item, because, **change)


def test_a_family_that_came_down_from_social_care_waits_no_more(cast):
    listing = met.listed(cast.practitioner, cast.episode)
    item = item_of(started(cast, "step down"))
    assert item.group == Group.STEP_DOWN
    decide(cast, item, **GOES_ON)
    with databases.as_owner():
        assert Listing.objects.get(pk=listing.pk).ended_at is not None


@pytest.mark.parametrize("is_new", [False, True])
def test_whoever_leads_hears_that_their_family_was_talked_about(cast, is_new):
    stuck_with(cast)
    item = item_of(started(cast, "stuck"))
    new = {"outcome": ItemOutcome.NEW_LEAD, "lead_agency": cast.council, "lead": cast.manager} if is_new else {}
    decide(cast, item, **GOES_ON | new)
    assert told("hubs.talked_about") == (set() if is_new else {cast.practitioner.pk})
    assert told("hubs.leads") == ({cast.manager.pk} if is_new else set())


def test_the_level_becomes_what_the_meeting_decided(cast):
    stuck_with(cast)
    item = item_of(started(cast, "stuck"))
    decided = 2 if cast.episode.level != 2 else 3
    decide(cast, item, **GOES_ON | {"level": decided})
    assert as_it_is(cast.episode).level == decided


@pytest.mark.parametrize(
    ("outcome", "becomes"),
    [
        (ItemOutcome.ADVICE, Outcome.ADVICE),
        (ItemOutcome.SIGNPOST, Outcome.SIGNPOST),
        (ItemOutcome.SINGLE_AGENCY, Outcome.SINGLE_AGENCY),
        (ItemOutcome.LEAD, Outcome.ALLOCATED),
        (ItemOutcome.FRONT_DOOR, Outcome.FRONT_DOOR),
    ],
)
def test_the_request_came_to_what_the_meeting_decided(cast, outcome, becomes):
    item = item_of(started(cast))
    decide(cast, item, outcome=outcome, lead_agency=cast.council if outcome == ItemOutcome.LEAD else None)
    with databases.as_owner():
        assert (HelpRequest.objects.get().outcome, ItemDecision.objects.get().outcome) == (becomes, outcome)
    assert set(OF_REQUEST) == set(ItemOutcome)


@pytest.mark.parametrize("change", ["decided", "shown", "prepared", "asked", "removed", "here"])
def test_whoever_follows_sees_each_change_at_once(cast, signed_in, change):
    meeting = started(cast, listed(cast), listed(cast))
    first, second = item_of(meeting, place=1), item_of(meeting, place=2)
    now = f"/hub/meetings/{meeting.reference}/now/?version={as_it_is(meeting).version}"
    assert signed_in(cast.teacher).get(now).status_code == 204
    match change:
        case "decided":
            decide(cast, first)
        case "shown":
            done(cast.chair, show_item, item=second)
        case "prepared":
            words = {name: getattr(first, name) for name in ("family_name", "strengths", "wanted", "minutes")}
            done(cast.hub, prepare_item, item=first, words=words | {"story": "More"}, version=first.version)
        case "asked":
            done(cast.hub, ask_agency, item=first, agency=cast.police, reason="They know the street")
        case "removed":
            done(cast.hub, remove_item, item=second)
        case "here":
            done(cast.chair, say_who_is_here, meeting=meeting, here=[cast.school])
    assert signed_in(cast.teacher).get(now).status_code == 200


def test_the_chair_of_another_hub_leads_none_of_it(cast, signed_in):
    with databases.as_owner():
        other = make_worker("west.chair@northbridge.example", cast.council, Role.HUB_CHAIR, cast.west)
    planned = sent(cast)
    refused(other, start_meeting, meeting=planned, here=[], error=Http404, unchanged=ROWS)
    meeting = done(cast.chair, start_meeting, meeting=planned, here=[])
    item, actor = item_of(meeting), actor_of(other)
    assert not can_prepare(actor, meeting) and not can_chair(actor, meeting)
    given = Decided(**ADVICE)
    refused(other, decide_item, item=item, decided=given, error=Http404, unchanged=ROWS)
    refused(cast.hub, decide_item, item=item, decided=given, error=PermissionDenied, unchanged=ROWS)
    pages = signed_in(other)
    for page in ("lead", "here", "end"):
        assert pages.get(f"/hub/meetings/{meeting.reference}/{page}/").status_code == 404
