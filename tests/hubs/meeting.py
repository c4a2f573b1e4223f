"""A meeting of the hub as its people hold it."""

from datetime import timedelta

from django.utils import timezone

from hubs.actions.deciding import Decided, NewAction, decide_item
from hubs.actions.meetings import arrange_meeting, send_agenda, start_meeting
from hubs.actions.triage import list_request
from hubs.choices import ItemOutcome
from hubs.models import AgendaItem, ItemAsk
from tests import databases
from tests.cases.acting import done
from tests.hubs.asking import ask

TODAY = timezone.localdate()
GOES_ON = {"outcome": ItemOutcome.GOES_ON, "level": 3, "level_band": "", "reason": "It moves again", "told": "Go on"}
ADVICE = {"outcome": ItemOutcome.ADVICE, "level": 2, "level_band": "", "reason": "School can", "told": "Ring the nurse"}


def listed(cast, by=None, area=None, **other):
    """A request of the school, that waits for the meeting."""
    request = ask(by or cast.teacher, area or cast.east, **other)
    return done(cast.chair, list_request, request=request)


def arranged(cast, by=None, area=None):
    return done(
        by or cast.hub,
        arrange_meeting,
        area=area or cast.east,
        planned_for=timezone.now() + timedelta(hours=2),
        place="Room 2",
    )


def sent(cast, *requests):
    """A meeting whose agenda has gone out. With no requests, one of the school is on it."""
    if not requests:
        listed(cast)
    return done(cast.hub, send_agenda, meeting=arranged(cast))


def started(cast, *requests, here=()):
    return done(cast.chair, start_meeting, meeting=sent(cast, *requests), here=here)


def item_of(meeting, **which):
    with databases.as_owner():
        return AgendaItem.objects.select_related("meeting__area", "request", "episode").get(meeting=meeting, **which)


def asks_of(item):
    with databases.as_owner():
        found = ItemAsk.objects.select_related("asked_agency", "item__meeting").filter(item=item, ended_at=None)
        return {one.asked_agency.name if one.asked_agency else one.somebody: one for one in found}


def as_it_is(row):
    with databases.as_owner():
        return type(row).objects.get(pk=row.pk)


def decide(cast, item, by=None, **change):
    given = {"actions": []} | ADVICE | change
    return done(by or cast.chair, decide_item, item=item, decided=Decided(**given))


def action(agency, doer=None, what="Ring the family", days=7):
    return NewAction(what, agency, doer, TODAY + timedelta(days=days))
