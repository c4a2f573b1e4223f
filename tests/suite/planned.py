"""Everything that can happen to the plan of one family, once."""

from datetime import timedelta

from django.utils import timezone

from plans.actions import meetings, parts, plans
from plans.choices import MeetingKind
from tests.cases.acting import acting_as
from tests.plans.writing import NOTHING_PROMISE, agreed, begun, goal, held, planned, promise

TODAY = timezone.localdate()


def plan(cast, episode):
    """Begun and agreed, something moved, handed over and done; meetings planned, moved, cancelled, held."""
    by, now = cast.practitioner, timezone.now()
    made = begun(cast, episode=episode)
    goal(by, made)
    one = promise(by, made, by_when=TODAY + timedelta(days=5), worker=by)
    agreed(by, made)
    later = planned(by, episode, MeetingKind.REVIEW, now + timedelta(days=30))
    values = NOTHING_PROMISE | {"what": one.what, "by_when": TODAY + timedelta(days=9), "worker": cast.manager}
    for action, given in (
        (parts.move_promise, {"promise": one, "to": TODAY + timedelta(days=9), "reason": "Snow"}),
        (parts.change_promise, {"promise": one, "values": values, "version": 2}),
        (parts.finish_promise, {"promise": one, "is_done": True, "on": TODAY, "note": ""}),
        (meetings.move_meeting, {"meeting": later, "starts_at": now + timedelta(days=31), "place": ""}),
        (meetings.cancel_meeting, {"meeting": later, "reason": "Snow"}),
    ):
        with acting_as(by) as actor:
            action(**given, by=actor)
    held(by, planned(by, episode))
    held(by, planned(by, episode, MeetingKind.REVIEW), outcome="close")
    with acting_as(by) as actor:
        plans.end_plan(plan=made, reason="It is done", by=actor)
