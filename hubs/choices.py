"""Code sets of requests for help and meetings of the hub."""

from django.db.models import TextChoices


class CameBy(TextChoices):
    """How a request reached the hub."""

    SIGNED_IN = "signed_in", "Written here"
    PHONE = "phone", "By phone"
    RECORD = "record", "From the record of early help that runs"
    LIST = "list", "From a list"
    PUBLIC = "public", "On the public page"


class Visitor(TextChoices):
    """Who asks for help on the public page."""

    PROFESSIONAL = "professional", "I work with the family"
    FAMILY = "family", "It is for my own family"


class Diversion(TextChoices):
    """Whether another front door sends the family on (A5.1, field 5)."""

    NONE = "none", "No"
    MASH = "mash", "Diverted from the front door"
    STEP_DOWN = "step_down", "Stepped down from social care"


class Somebody(TextChoices):
    """Who a person of a request is to it."""

    CHILD = "child", "Child"
    ADULT = "adult", "Parent or carer"
    OTHER = "other", "Somebody else"


class Interpreter(TextChoices):
    NOT_NEEDED = "no", "No"
    NEEDED = "yes", "Yes"


class ForWhom(TextChoices):
    """For whom a service is."""

    CHILD = "child", "Children"
    YOUNG_PERSON = "young_person", "Young people"
    PARENT = "parent", "Parents and carers"
    FAMILY = "family", "Whole families"


class RequestStatus(TextChoices):
    """From being sent to its outcome (R036)."""

    SENT = "sent", "Sent"
    UNDER_REVIEW = "under_review", "Being looked at"
    RETURNED = "returned", "Asked back"
    LISTED = "listed", "Waits for the meeting"
    DECIDED = "decided", "Decided"
    WITHDRAWN = "withdrawn", "Taken back"


class Outcome(TextChoices):
    """What a request came to."""

    ADVICE = "advice", "Advice"
    SIGNPOST = "signpost", "Told where help is"
    SINGLE_AGENCY = "single_agency", "One agency helps alone"
    ALLOCATED = "allocated", "Early help begins, and somebody leads it"
    MORE_HELP = "more_help", "More help is agreed"
    FRONT_DOOR = "front_door", "To the front door"


class MeetingStatus(TextChoices):
    """A meeting of the hub, from the day it is arranged to its end."""

    PLANNED = "planned", "Planned"
    RUNNING = "running", "Going on now"
    ENDED = "ended", "Ended"
    CANCELLED = "cancelled", "Cancelled"


class Group(TextChoices):
    """Why a family is on the agenda; in this order."""

    REQUEST = "request", "Requests"
    STEP_DOWN = "step_down", "Coming down from social care"
    COMPLEX = "complex", "More complex than one team can see to"
    STUCK = "stuck", "Help that does not move"


class Basis(TextChoices):
    """Why an agency is told of a family before the meeting and while it is on the agenda."""

    ASKED = "asked", "Asked for the help"
    WORKS_WITH = "works_with", "Works with the family"
    MAY_HELP = "may_help", "May help"


class Coming(TextChoices):
    """What somebody who is asked about a family says."""

    COMES = "comes", "Comes to the meeting"
    SENDS = "sends", "Sends what they know"
    NOT = "not", "Does not come"


class ItemOutcome(TextChoices):
    """What a meeting decides about a family."""

    ADVICE = "advice", "Advice"
    SIGNPOST = "signpost", "Told where help is"
    SINGLE_AGENCY = "single_agency", "One agency helps alone"
    LEAD = "lead", "Early help begins, and somebody leads it"
    NEW_LEAD = "new_lead", "Somebody else leads"
    GOES_ON = "goes_on", "The team goes on, with what was agreed"
    FRONT_DOOR = "front_door", "To the front door"


class DisagreementEnd(TextChoices):
    """How a disagreement between agencies ended (R084)."""

    AGREED = "agreed", "The managers agreed"
    AGREED_ABOVE = "agreed_above", "Their managers agreed"
    WITHDRAWN = "withdrawn", "Nobody disagrees any more"
