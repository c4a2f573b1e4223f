"""What follows from a meeting of the hub: on the working day, in each world, and in the whole story."""

from datetime import timedelta

from django.utils import timezone

from ehm.models import Membership
from hubs.actions.disagreements import escalate, raise_disagreement, say_view, settle
from hubs.actions.meeting_actions import drop_action, finish_action, move_action
from hubs.actions.meetings import cancel_meeting, end_meeting, move_meeting, start_meeting
from hubs.choices import DisagreementEnd, ItemOutcome
from hubs.models import ActionDate, Disagreement, DisagreementManager, HubMeeting, MeetingAction
from plans.models import Listing
from tests import databases
from tests.cases.acting import acting_as, done
from tests.hubs import met
from tests.hubs.meeting import GOES_ON, action, decide, item_of, listed, sent

TODAY = timezone.localdate()


def more_that_follows(cast, day, number, request):
    """Another family in the minutes of one meeting, an action that is late and one that is done, a disagreement that
    waits and one that has ended."""
    by, now = cast.chair, timezone.now()
    if not hasattr(day, "minuted_meeting"):
        day.minuted_meeting = begun(by, cast.east)
        met.here(by, day.minuted_meeting, cast.charity, "Sam Vale")
    item = met.item(by, day.minuted_meeting, request, asks=[cast.charity], place=number)
    met.decision(by, item, lead_agency=cast.council, lead=cast.practitioner)
    late = met.action(by, item, cast.charity, what=f"Ring them {number}", due_on=TODAY - timedelta(days=number))
    over = met.action(by, item, cast.council, cast.chair, what=f"Ask them {number}")
    row = {"tenant": cast.north, "recorded_by": by}
    of_item = {"tenant": cast.north, "item": item, "raised_by": by, "about": f"Who visits {number}"}
    with databases.as_owner():
        ActionDate.objects.create(
            **row, action=late, was_due_on=TODAY - timedelta(days=30), due_on=late.due_on, reason=f"Snow {number}"
        )
        ActionDate.objects.create(**row, action=over, was_due_on=TODAY, due_on=TODAY, reason="x")
        MeetingAction.objects.filter(pk=over.pk).update(done_at=now, done_by=by, outcome=f"They came {number}")
        ended = Disagreement.objects.create(
            **of_item, ended_at=now, ended_by=by, ended_how="agreed", how=f"Both visit {number}"
        )
        waits = Disagreement.objects.create(**of_item)
        for disagreement in (ended, waits):
            for manager in (cast.manager, cast.head):
                DisagreementManager.objects.create(**row, disagreement=disagreement, manager=manager)
    day.disputed_item, day.meeting_action, day.disagreement = item, late, waits


def begun(by, area):
    """Rows can be added to it: to one that is over they cannot."""
    meeting = met.meeting(by, area, status="planned")
    with databases.as_owner():
        HubMeeting.objects.filter(pk=meeting.pk).update(started_at=timezone.now(), chair=by)
        meeting.refresh_from_db()
    return meeting


def follow_up_of(canary, request, by):
    """Kind → row, read by everybody of the agency that it is about. Made as the owner."""
    meeting = HubMeeting.objects.create(
        tenant_id=by.tenant_id, area_id=request.area_id, planned_for=timezone.now(), place=canary,
        started_at=timezone.now(), chair=by, recorded_by=by,
    )  # fmt: skip
    item = met.item_row(by, meeting, request, asks=[by.agency], family_name=canary, story=canary)
    action = MeetingAction.objects.create(
        tenant_id=by.tenant_id, item=item, what=canary, doer_agency=by.agency, due_on=TODAY, recorded_by=by
    )
    row = Disagreement.objects.create(tenant_id=by.tenant_id, item=item, about=canary, raised_by=by)
    for manager in Membership.objects.filter(agency=by.agency).exclude(role__in=("auditor", "administrator")):
        DisagreementManager.objects.create(
            tenant_id=by.tenant_id, disagreement=row, manager=manager, recorded_by=by, view=canary
        )
    return {"minuted_meeting": meeting, "disputed_item": item, "meeting_action": action, "disagreement": row}


def meet(cast):
    """A meeting that lets two agencies lead, one of them by name; one that is moved, and one that is not held."""
    first, second = listed(cast), listed(cast)
    held = sent(cast, first, second)
    done(cast.chair, start_meeting, meeting=held, here=[])
    act = [action(cast.police)]
    known = {"outcome": ItemOutcome.LEAD, "lead_agency": cast.school, "lead": cast.teacher, "actions": act}
    decide(cast, item_of(held, request=first), **known)
    decide(cast, item_of(held, request=second), outcome=ItemOutcome.LEAD, lead_agency=cast.charity)
    done(cast.chair, end_meeting, meeting=held)
    moved = sent(cast, listed(cast))
    later = moved.planned_for + timedelta(days=1)
    done(cast.hub, move_meeting, meeting=moved, planned_for=later, place="Room 3")
    done(cast.hub, cancel_meeting, meeting=sent(cast, listed(cast)))


def follow_up(cast, episode):
    """A decision about help that runs; an action moved, one done, one dropped; managers do not agree, nor those above
    them at first."""
    by = cast.chair
    with databases.as_owner():
        listing = Listing.objects.select_related("episode").filter(episode=episode).latest("pk")
    item = met.item(by, met.meeting(by, episode.area), listing=listing)
    first, second = (met.action(by, item, cast.school, cast.teacher) for _ in range(2))
    with acting_as(by) as actor:
        move_action(action=first, to=TODAY + timedelta(days=20), reason="Snow", by=actor)
        drop_action(action=second, reason="They moved", by=actor)
    with acting_as(cast.teacher) as actor:
        finish_action(action=first, outcome="They came", by=actor)
    row = done(by, raise_disagreement, item=item, about="Who visits", managers=[cast.manager, cast.head])
    for manager in (cast.manager, cast.head):
        done(manager, say_view, disagreement=row, view="No")
    done(by, escalate, disagreement=row, managers=[cast.coordinator])
    done(by, settle, disagreement=row, ended_how=DisagreementEnd.AGREED_ABOVE, how="Both visit")
    decide(cast, item, **GOES_ON)
