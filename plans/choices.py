"""Code sets of plans and meetings."""

from django.db.models import TextChoices


class PromiseKind(TextChoices):
    ACTION = "action", "Action"
    BOTTOM_LINE = "bottom_line", "Bottom line"


class MeetingKind(TextChoices):
    """What a meeting is for. What each is called is the partnership's own (plans/profiles)."""

    PLANNING = "planning", "Planning meeting"
    REVIEW = "review", "Review"


class ReviewOutcome(TextChoices):
    CONTINUE = "continue", "The plan goes on as it is"
    CHANGE = "change", "The plan goes on, with changes"
    CLOSE = "close", "The plan is done and help can end"
    STEP_UP = "step_up", "More is needed than early help"


class Attended(TextChoices):
    """Who was there, or how else they were heard (R106)."""

    INVITED = "invited", "Invited"
    ATTENDED = "attended", "Was there"
    REPORT = "report", "Sent a report or their views"
    APOLOGIES = "apologies", "Sent apologies"
    ABSENT = "absent", "Did not come"
