"""Practice-standard clocks: pure functions of what happened, the limit and the calendar. No Django, no clock."""

from standards.engine.calendar import DayKind, NonWorkingDay, NoWorkingDay, WorkingCalendar
from standards.engine.explain import explain, steps_as_data
from standards.engine.limits import BadLimit, Limit, Reckoning, Roll, Unit, reckon
from standards.engine.state import OPEN, Deadline, DueSoon, Standing, State, Variation, deadline, standing

__all__ = [
    "OPEN",
    "BadLimit",
    "DayKind",
    "Deadline",
    "DueSoon",
    "Limit",
    "NoWorkingDay",
    "NonWorkingDay",
    "Reckoning",
    "Roll",
    "Standing",
    "State",
    "Unit",
    "Variation",
    "WorkingCalendar",
    "deadline",
    "explain",
    "reckon",
    "standing",
    "steps_as_data",
]
