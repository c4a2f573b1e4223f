"""What can start, stop or cancel a clock: the names that a rulebook may use.

Each name maps to the end of the sentence 'Started when …'; a rulebook that names anything else is refused. Most are
names of `ehm.events` kinds that `cases` and later apps declare; what hangs on no family (a request, a meeting, an area)
is told by `ehm.happened` instead. Four are read out of other events by the listener that
keeps the clocks, because one event says several things:

- `contact.happened` from `contact.recorded`: it took place at `occurred_at`, and is recorded at `recorded_at`;
- `family.seen` from `contact.recorded`: someone of the family was seen in person;
- `consent.withdrawn` from `agreement.withdrawn`, where the agreement was the one to early help;
- `hub.stopped_leading` from `allocation.ended`, where the local authority led and another agency now does.

What the events of one assessment say is read together (`standards.assessed`): `assessment.corrected` puts earlier ones
right and `assessment.withdrawn` takes them back, so no rulebook names either.

With an event comes the moment it happened, the record of each subject (`standards.rulebook.Subject`) that it is about,
the circumstances of the lead agency, and data: `agreed_days` (the interval that the family's plan asks for),
`agreed_on` (the day written in the record), and the values that a standard's `when` asks about, such as the outcome
of an assessment. An event first cancels, then stops, then starts.
"""

from collections.abc import Mapping
from types import MappingProxyType

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "episode.requested": "early help was asked for",
        "episode.closed": "early help for the family ended",
        "follow_up.asked": "a partner was asked to lead a family that social care or the front door sent on",
        "episode.not_taken_up": "early help was not taken up",
        "member.added": "the child joined the family on the record",
        "member.left": "the child left the household",
        "child.born": "the child was born",
        "consent.withdrawn": "the family withdrew their agreement",
        "lead.agreed": "the lead practitioner agreed to lead",
        "hub.stopped_leading": "the lead passed from the hub to another agency",
        "allocation.made": "someone was asked to lead",
        "oversight.recorded": "a manager recorded their oversight",
        "contact.happened": "the contact took place",
        "contact.recorded": "the contact was recorded",
        "first_contact.made": "the family was contacted and told how their information is used",
        "child.seen": "the child was seen in person",
        "family.seen": "a member of the family was seen in person",
        "assessment.decided": "it was decided with the family to make an assessment",
        "assessment.completed": "the assessment was completed and shared with the family",
        "assessment.authorised": "the assessment was authorised by a manager",
        "plan_meeting.held": "the first plan meeting was held",
        "review.held": "the review meeting was held",
        "plan.agreed": "the plan was agreed",
        "plan.reviewed": "the plan was reviewed",
        "plan.ended": "the plan ended",
        "plan_action.agreed": "the action was agreed",
        "plan_action.finished": "the action was done, or recorded as not done",
        "supervision.recorded": "the case was discussed in supervision",
        "request.received": "the request for help arrived",
        "request.triaged": "the hub said what happens with the request",
        "request.decided": "the request was decided",
        "request.withdrawn": "the request was withdrawn",
        "family_matters.held": "the weekly meeting was held",
        "family_matters.decided": "the meeting reached its decision",
        "family_matters_action.agreed": "the meeting agreed the action",
        "family_matters_action.completed": "the action was completed",
        "family_matters_action.dropped": "the action was not needed any more",
        "outcome_letter.sent": "the letter to the requester was sent",
        "disagreement.raised": "the chair raised the disagreement with managers",
        "disagreement.resolved": "agreement was reached",
        "coordinator.followed_up": "the coordinator contacted the lead agency",
        "group_supervision.held": "group supervision was held",
        "sharing_agreement.signed": "the information-sharing agreement was signed",
        "sharing_agreement.ended": "the agency left the partnership",
        "safeguarding_contact.made": "the safeguarding concern was passed on by phone",
        "safeguarding_contact.followed_up": "the concern was sent in writing",
        "safeguarding_contact.feedback_received": "the outcome of the safeguarding contact was heard",
    }
)
