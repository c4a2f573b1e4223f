"""The plan of the working day's family, and one more of everything in it where a test asks for more."""

from datetime import timedelta

from django.utils import timezone

from plans.choices import MeetingKind, PromiseKind
from plans.lifecycle import PlanStatus
from plans.models import Invitation, Meeting, Move, Plan, Progress
from tests import databases
from tests.plans.writing import begun, goal, promise

TODAY = timezone.localdate()


def begin(cast, day):
    day.plan = begun(cast)
    with databases.as_owner():
        Plan.objects.filter(pk=day.plan.pk).update(status=PlanStatus.AGREED, number=1, agreed_at=timezone.now())
        day.plan.refresh_from_db()


def more_of_plans(cast, day, number):
    """A goal with something done, late and moved, a bottom line, a meeting to come, one held with what it found."""
    by, now = cast.practitioner, timezone.now()
    with databases.as_owner():
        plan = Plan.objects.get(pk=day.plan.pk)
    day.goal = goal(by, plan, f"Goal {number}", needs=["debt"], person=cast.aisha)
    day.promise = promise(by, plan, f"Do {number}", goal=day.goal, worker=by, by_when=TODAY + timedelta(days=number))
    promise(by, plan, f"Must {number}", PromiseKind.BOTTOM_LINE, consequence="We ring", by_when=TODAY)
    with databases.as_owner():
        row = {"tenant": cast.north, "agency": cast.council, "recorded_by": by, "episode": cast.episode}
        Plan.objects.create(**row, status=PlanStatus.ENDED, ended_at=now, ended_by=by, ended_reason="Moved")
        Move.objects.create(**row, promise=day.promise, before=TODAY, after=TODAY, reason=f"Snow {number}")
        at = {"kind": MeetingKind.REVIEW, "plan": plan}
        day.meeting = Meeting.objects.create(**row, **at, starts_at=now + timedelta(days=number))
        was = Meeting.objects.create(
            **row, **at, starts_at=now - timedelta(days=number), status="held", written_at=now, written_by=by,
            working_well="They sing", why_no_next="x", outcome="continue",
        )  # fmt: skip
        for meeting in (day.meeting, was):
            for who in ({"worker": by}, {"person": cast.dee}, {"name": f"Gran {number}"}):
                Invitation.objects.create(**row, meeting=meeting, **who)
        Progress.objects.create(**row, plan=plan, meeting=was, goal=day.goal, made=f"More {number}", score=number % 10)
