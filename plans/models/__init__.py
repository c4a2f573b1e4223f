from plans.models.closing import ClosedNeed, Closing, Feedback
from plans.models.copies import PlanCopy
from plans.models.meetings import EarlierMinutes, Invitation, Meeting, Progress, Reply, Step
from plans.models.plans import Goal, Move, Plan, PlanPart, Promise
from plans.models.scores import LaterScore
from plans.models.stuck import Stuck
from plans.models.versions import AgreedGoal, AgreedPromise, PlanVersion
from plans.models.ways_out import (
    Consultation,
    FollowUp,
    FrontDoorContact,
    Listing,
    Pack,
    StepDown,
    StepDownPaper,
    StepUp,
)

__all__ = [
    "ClosedNeed",
    "Closing",
    "EarlierMinutes",
    "Feedback",
    "AgreedGoal",
    "AgreedPromise",
    "Goal",
    "Invitation",
    "LaterScore",
    "Meeting",
    "Move",
    "Plan",
    "PlanCopy",
    "PlanPart",
    "PlanVersion",
    "Progress",
    "Promise",
    "Reply",
    "Step",
    "Stuck",
    "Consultation",
    "FollowUp",
    "FrontDoorContact",
    "Listing",
    "Pack",
    "StepDown",
    "StepDownPaper",
    "StepUp",
]
