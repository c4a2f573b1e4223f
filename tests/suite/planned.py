"""Everything that can happen to the plan of one family, once."""

from datetime import timedelta

from django.utils import timezone

from assessments.handing import Recipient
from assessments.models import CopyKind
from cases.models import FamilyMember
from ehm import notifications
from ehm.files.paper import Paper
from plans import guests, notices
from plans.actions import (
    closing,
    copies,
    feedback,
    front_door,
    meetings,
    parts,
    plans,
    step_down,
    step_up,
    stuck,
)
from plans.actions.minutes import take_meeting_back
from plans.choices import Asked, FollowUpBecause, FrontDoorDecision, HandedPaper, MeetingKind, StuckBecause
from plans.guests import Guest
from plans.models import Listing, Meeting, PlanVersion
from tests import databases
from tests.cases.acting import acting_as, done
from tests.plans.leaving import came_down, talked, told
from tests.plans.writing import NOTHING_PROMISE, agreed, begun, goal, held, planned, promise, put_right

TODAY = timezone.localdate()
CLOSING = dict.fromkeys(closing.CLOSING, "") | {"reason": "needs_met", "rationale": "x", "family_view": "agrees"}


def plan(cast, episode):
    """Begun and agreed, something moved, handed over and done; meetings planned, moved, cancelled, held."""
    by, now = cast.practitioner, timezone.now()
    made = begun(cast, episode=episode)
    goal(by, made)
    one = promise(by, made, by_when=TODAY + timedelta(days=5), worker=by)
    agreed(by, made)
    asked_to_come = [Guest(worker=cast.manager)]
    later = planned(by, episode, MeetingKind.REVIEW, now + timedelta(days=30), asked_to_come)
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
    minutes = held(by, planned(by, episode))
    with databases.as_owner():
        version = PlanVersion.objects.select_related("plan__episode", "episode__family").get(plan=made)
        minutes = Meeting.objects.select_related("episode__family").get(pk=minutes.pk)
    for of in (version, minutes):
        to = Recipient(CopyKind.FULL, "The GP")
        made_of = done(by, copies.add_copies, of=of, recipients=[to], agreed_on=TODAY, agreed_with="Dee")
        done(by, copies.give_copies, copies=made_of, given_on=TODAY, given_how="By hand")
    held(by, planned(by, episode, MeetingKind.HANDOVER))
    review = planned(by, episode, MeetingKind.REVIEW)
    held(by, review, outcome="close")
    put_right(by, review, outcome="continue")
    with acting_as(by) as actor:
        take_meeting_back(meeting=review, reason="It snowed", by=actor)
    with acting_as(by) as actor:
        written = closing.write_closing(episode=episode, values=CLOSING, needs={}, scored=[], version=0, by=actor)
        closing.ask_for_oversight(closing=written, by=actor)
        held_up = stuck.say_stuck(
            episode=episode, because=StuckBecause.FAMILY, tried="Rang", wants="", is_harm_feared=False, by=actor
        )
        mother = FamilyMember.objects.within([episode.family]).exclude(person__kind="child").first().person
        asked = feedback.ask_feedback(episode=episode, person=mother, how=Asked.PHONE, why_not="", by=actor)
        said = {"helped": {"score": 9, "words": ""}}
        feedback.write_feedback(feedback=asked, answers=said, on=TODAY, how=Asked.PHONE, by=actor)
        for kind, about in ((notices.FEEDBACK, asked), (notices.ANSWERED, one), (guests.ANSWERED, later)):
            notifications.notify([by], kind, subject=about.reference, by=actor, by_link=True)
    with acting_as(cast.manager) as actor:
        stuck.advise(stuck=held_up, advice="Go there", by=actor)
    ways_out(cast, episode)
    with acting_as(by) as actor:
        stuck.end_stuck(stuck=held_up, went_on="They came", by=actor)
        plans.end_plan(plan=made, reason="It is done", by=actor)


def ways_out(cast, episode):
    """Talked about step up, the front door told and heard, the pack given; waiting on the list; help came down."""
    by = cast.practitioner
    contact = done(by, front_door.tell_front_door, episode=episode, told=told())
    done(by, front_door.follow_up_in_writing, contact=contact, sent_at=timezone.now())
    heard = {"heard_at": timezone.now(), "decision": FrontDoorDecision.BOTH, "heard": "They visit."}
    done(cast.practitioner, front_door.hear_back, contact=contact, **heard)
    given = {"held": ["The assessment"], "given_on": TODAY, "given_how": "By hand"}
    done(by, front_door.give_pack, episode=episode, recipient="MASH", agency=None, **given)
    talk = done(by, step_up.talk_about_step_up, episode=episode, **talked())
    agreed_to = dict.fromkeys(step_up.AGREED, "") | {"family_view": "agrees", "new_lead_agrees": None}
    done(by, step_up.write_handover, talk=talk, values=agreed_to | {"handed_over_on": TODAY})
    row = done(by, step_down.step_down, episode=episode, values=came_down("meeting"))
    paper = Paper(b"%PDF-1.7", 1, "plan.pdf")
    kept = done(by, step_down.add_paper, step_down=row, kind=HandedPaper.PLAN, file=paper, family_agreed=True)
    done(by, step_down.remove_paper, paper=kept)
    review = planned(by, episode, MeetingKind.REVIEW)
    done(by, step_down.say_used, step_down=row, meeting=review, was_used=False, how="No time")
    partner = {"because": FollowUpBecause.STEP_DOWN, "agency": cast.school}
    asked = done(by, step_down.ask_coordinator, episode=episode, **partner)
    said = {"with_whom": "Tess Teacher", "heard": "Well", "to_do": ""}
    done(cast.coordinator, step_down.follow_up, follow_up=asked, on=TODAY, **said)
    with databases.as_owner():
        listing = Listing.objects.select_related("episode__family").get(episode=episode, ended_at=None)
    done(by, step_up.end_listing, listing=listing, because="Talked about")
