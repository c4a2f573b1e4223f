"""Code sets of plans and meetings."""

from django.db.models import TextChoices


class PromiseKind(TextChoices):
    ACTION = "action", "Action"
    BOTTOM_LINE = "bottom_line", "Bottom line"


class MeetingKind(TextChoices):
    """What a meeting is for. What each is called is the partnership's own (plans/profiles)."""

    PLANNING = "planning", "Planning meeting"
    REVIEW = "review", "Review"
    CHILD_CENTRED = "child_centred", "Meeting around the young person"
    HANDOVER = "handover", "Handover meeting"


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


class ScoredAt(TextChoices):
    """When somebody said again how things are, on a scale of the assessment."""

    REVIEW = "review", "Review"
    CONTACT = "contact", "Visit or other contact"
    CLOSING = "closing", "When help ended"


class NeedOutcome(TextChoices):
    """What became of a need when help ended (R053)."""

    MET = "met", "Met"
    PARTLY = "partly", "Partly met"
    NOT_MET = "not_met", "Not met"
    ANOTHER_WAY = "another_way", "Seen to in another way"


class FamilyView(TextChoices):
    """What the family thinks of the end of help; of step up and step down the pages say it in other words."""

    AGREES = "agrees", "They agree that it ends"
    DISAGREES = "disagrees", "They know, and do not agree"
    NOT_TOLD = "not_told", "They have not been told"


class FeedbackSet(TextChoices):
    """Whose questions: plans/stock/feedback.toml."""

    PARENTS = "parents", "Parents and carers"
    YOUNG_PERSON = "young_person", "Young people, 11 and over"
    CHILD = "child", "Children under 11"


class Asked(TextChoices):
    """How somebody was asked for feedback (R054)."""

    LINK = "link", "By a link"
    PAPER = "paper", "On paper"
    PHONE = "phone", "On the phone"
    TOGETHER = "together", "Talked through together"
    NOT = "not", "Not asked"


class StuckBecause(TextChoices):
    """Why help does not move (R051)."""

    FAMILY = "family", "The family does not take part"
    PROFESSIONALS = "professionals", "Others who help do not take part"
    DISGUISED = "disguised", "It looks as if they take part, and nothing changes"
    NOT_THERE = "not_there", "What would help is not there"
    HIGHER = "higher", "Needs have changed: more help is needed"


class Interpreter(TextChoices):
    NOT_NEEDED = "not_needed", "None is needed"
    NEEDED = "needed", "Needed, not found yet"
    BOOKED = "booked", "Booked"


class Answer(TextChoices):
    """What somebody who was asked says before the meeting."""

    COMING = "coming", "Is coming"
    APOLOGIES = "apologies", "Cannot come"


class StepUpOutcome(TextChoices):
    """Where a conversation about step up may lead; a profile has those that it names, in its own words (R061)."""

    ADVICE = "advice", "Advice"
    MEETING = "meeting", "To the meeting of the locality"
    REFERRAL = "referral", "To social care"
    CONTACT = "contact", "To the front door, for a child's safety"


TO_THE_FRONT_DOOR = (StepUpOutcome.REFERRAL, StepUpOutcome.CONTACT)


class ToldHow(TextChoices):
    PHONE = "phone", "By phone"
    FORM = "form", "In writing, with their form"
    IN_PERSON = "in_person", "In person"


class ChildrenTold(TextChoices):
    YES = "yes", "Yes"
    TOO_YOUNG = "too_young", "They are too young"
    NO = "no", "No"


class FrontDoorDecision(TextChoices):
    """What the front door decided, as far as early help goes."""

    TAKES_OVER = "takes_over", "Social care takes over, and early help ends"
    BOTH = "both", "Social care works with the family, and early help goes on"
    EARLY_HELP = "early_help", "Early help goes on without them"


class AnonymousNext(TextChoices):
    CONTACT = "contact", "I tell them with names"
    EARLY_HELP = "early_help", "I go on with early help"
    TALK = "talk", "I talk with the family, or my manager, first"


class StepDownRoute(TextChoices):
    """By which way help comes down from social care (R059)."""

    REVIEW = "review", "At a meeting of theirs that named who leads now"
    MEETING = "meeting", "Nobody leads yet: the meeting of the locality looks for somebody"


class CameFrom(TextChoices):
    CHILD_IN_NEED = "child_in_need", "A child in need plan"
    CHILD_PROTECTION = "child_protection", "A child protection plan"
    ASSESSMENT = "assessment", "A social care assessment that ended"


class FollowUpBecause(TextChoices):
    """Why the coordinator asks a partner that leads how it goes (R058, R090)."""

    STEP_DOWN = "step_down", "Came down from social care"
    FRONT_DOOR = "front_door", "Sent on by the front door"


class HandedPaper(TextChoices):
    PLAN = "plan", "Their plan"
    ASSESSMENT = "assessment", "Their assessment"


class ListedBecause(TextChoices):
    COMPLEX = "complex", "It is more complex than one team can see to"
    NO_LEAD = "no_lead", "Help comes down from social care and nobody leads yet"
