from plans.models.meetings import Invitation, Meeting, Progress
from plans.models.plans import Goal, Move, Plan, PlanPart, Promise

__all__ = ["Goal", "Invitation", "Meeting", "Move", "Plan", "PlanPart", "Progress", "Promise"]
