"""The plan of the working day's family, and one more of everything in it where a test asks for more."""

from datetime import timedelta

from django.utils import timezone

from cases.models import Contact, Link
from plans.actions.minutes import MINUTES
from plans.choices import MeetingKind, PromiseKind
from plans.lifecycle import PlanStatus
from plans.models import (
    ClosedNeed,
    Closing,
    Consultation,
    EarlierMinutes,
    Feedback,
    FollowUp,
    FrontDoorContact,
    Invitation,
    LaterScore,
    Listing,
    Meeting,
    Move,
    Pack,
    Plan,
    PlanCopy,
    PlanVersion,
    Progress,
    Promise,
    Reply,
    Step,
    StepDown,
    StepDownPaper,
    StepUp,
    Stuck,
)
from tests import databases
from tests.cast import make_episode, make_family
from tests.plans.writing import begun, goal, promise

TODAY = timezone.localdate()


def begin(cast, day):
    day.plan = begun(cast)
    with databases.as_owner():
        Plan.objects.filter(pk=day.plan.pk).update(status=PlanStatus.AGREED, number=1, agreed_at=timezone.now())
        day.plan.refresh_from_db()
        row = {"tenant": cast.north, "agency": cast.council, "recorded_by": cast.practitioner, "episode": cast.episode}
        first, day.later_version = (
            PlanVersion.objects.create(**row, plan=day.plan, number=number, level=2) for number in (100, 101)
        )
        day.copied_before = [{"version": first}, {"meeting": _held(row, day.plan, 400)}]
        day.held_meeting = _held(row, day.plan, 399)
        child = {"kind": "child", "person": cast.aisha, "recipient": "Aisha"}
        day.childs_plan = PlanCopy.objects.create(**row, **child, version=day.later_version)


def _held(row, plan, days):
    at, now = timezone.now() - timedelta(days=days), timezone.now()
    return Meeting.objects.create(
        **row, kind=MeetingKind.REVIEW, plan=plan, starts_at=at, status="held", written_at=now,
        written_by=row["recorded_by"], why_no_next="x", outcome="continue",
    )  # fmt: skip


def ways_out(row, day, number, another):
    """A conversation, the front door told, the pack given; a list waited on, and help that came down."""
    now, base = timezone.now(), {name: row[name] for name in ("tenant", "agency", "recorded_by")}
    day.talk = StepUp.objects.create(
        **row, held_at=now, with_whom="Ms Hale", worries=f"Worse {number}", tried="Visits", is_harm_feared=False,
        outcome="referral",
    )  # fmt: skip
    day.front_door_contact = FrontDoorContact.objects.create(
        **row, made_at=now, how="phone", worry=f"Bruises {number}", is_harm_feared=True, parents_told=False,
        why_parents_not_told="Risk", children_told="too_young", ask_on=TODAY,
    )  # fmt: skip
    Pack.objects.create(**row, recipient="MASH", held=["The assessment"], given_on=TODAY, given_how=f"By hand {number}")
    Consultation.objects.create(
        tenant=row["tenant"], membership=row["recorded_by"], on=TODAY, asked=f"x {number}", advice="x", then="talk"
    )
    of = {**base, "episode": another if number > 1 else row["episode"]}
    day.stepped_down = StepDown.objects.create(
        **of, route="meeting", came_from="child_in_need", social_worker=f"Mr Dale {number}", family_view="agrees"
    )
    FollowUp.objects.create(**of, because="step_down")
    asked = {"asked_on": TODAY, "asked_by": row["recorded_by"], "with_whom": "Tess Teacher", "heard": "Well"}
    by, area = row["recorded_by"], row["episode"].area
    elsewhere = make_episode(by, make_family(by, f"Followed {number}", area=area), area)
    FollowUp.objects.create(**base | {"episode": elsewhere}, because="front_door", to_do="Ring", **asked)
    day.social_paper = StepDownPaper.objects.create(
        **of, step_down=day.stepped_down, kind="plan", media_type="application/pdf", data=b"%PDF-1.7", pages=1,
        family_agreed=True,
    )  # fmt: skip
    day.listing = Listing.objects.create(
        **of, because="no_lead", step_down=day.stepped_down, is_harm_ruled_out=True,
    )  # fmt: skip


def said_before():
    return dict.fromkeys(MINUTES, "") | {"working_well": "They sing", "outcome": "continue", "next_on": None}


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
        day.plan_version = PlanVersion.objects.create(**row, plan=plan, number=number, level=2, agreed_with="Dee")
        for of in (*day.copied_before, {"version": day.plan_version}, {"meeting": day.held_meeting}):
            who = "The nursery" if of.get("meeting") == day.held_meeting else "The GP"
            given = {"kind": "full", "recipient": f"{who} {number}", "agreed_on": TODAY}
            day.plan_copy = PlanCopy.objects.create(**row, **of, **given)
        Move.objects.create(**row, promise=day.promise, before=TODAY, after=TODAY, reason=f"Snow {number}")
        at = {"kind": MeetingKind.REVIEW, "plan": plan}
        day.meeting = Meeting.objects.create(**row, **at, starts_at=now + timedelta(days=number))
        was = Meeting.objects.create(
            **row, **at, starts_at=now - timedelta(days=number), status="held", written_at=now, written_by=by,
            working_well="They sing", why_no_next="x", outcome="continue",
        )  # fmt: skip
        for meeting in (day.meeting, was, day.held_meeting):
            for who in ({"worker": by}, {"person": cast.dee}, {"name": f"Gran {number}"}):
                attended = "invited" if meeting == day.meeting else "attended"
                asked = Invitation.objects.create(**row, meeting=meeting, attended=attended, **who)
            day.guest = asked if meeting == day.meeting else day.guest
        Reply.objects.create(**row, invitation=day.guest, answer="coming", report=f"All is well {number}")
        earlier = {"starts_at": now, "reason": f"Snow {number}", "said": said_before(), "attended": {}}
        EarlierMinutes.objects.create(**row, **earlier, meeting=day.held_meeting, version=number)
        Progress.objects.create(**row, plan=plan, meeting=was, goal=day.goal, made=f"More {number}", score=number % 10)
        day.promised_by_mother = Promise.objects.create(**row, plan=plan, what=f"Ring {number}", person=cast.dee)
        day.feedback = Feedback.objects.create(**row, person=cast.ben, questions="child", asked="link")
        Feedback.objects.create(
            **row, person=cast.dee, questions="parents", asked="phone", answered_on=TODAY,
            answers={"helped": {"score": number % 10, "words": f"It did {number}"}},
        )  # fmt: skip
        ClosedNeed.objects.create(**row, item=f"need_{number}", outcome="met")
        Link.objects.update(ended_at=None)  # whoever is kept out since has ended them, and pages know the first
        day.link = Link.objects.create(
            tenant=cast.north, agency=cast.council, made_by=by, episode=cast.episode, purpose="feedback",
            subject=day.feedback.reference, for_whom="Ben", expires_at=now + timedelta(days=9),
        )  # fmt: skip
        visit = Contact.objects.create(
            tenant=cast.north, agency=cast.council, recorded_by=by, episode=cast.episode, happened_at=now,
            kind="home_visit",
        )  # fmt: skip
        Step.objects.create(**row, plan=plan, contact=visit, goal=day.goal, words=f"Better {number}", score=number % 10)
        Stuck.objects.create(
            **row, because="family", tried=f"Rang {number}", is_harm_ruled_out=True, went_on="They came", ended_at=now
        )
        ended = make_episode(by, make_family(by, f"Ended {number}"), cast.east)
        Closing.objects.create(**row | {"episode": ended}, reason="needs_met", rationale=f"x {number}")
        ways_out(row, day, number, ended)
        ended.status, ended.closed_at, ended.closed_by = "closed", now, by
        ended.save(update_fields=["status", "closed_at", "closed_by"])
        day.ended = ended
        LaterScore.objects.create(
            **row, at="review", meeting=was, scale_set="wellbeing", scale="overall", about=cast.aisha.reference,
            respondent="parent", value=number % 10, reason=f"Why {number}", given_on=TODAY,
        )  # fmt: skip
