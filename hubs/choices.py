"""Code sets of requests for help."""

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
    FRONT_DOOR = "front_door", "To the front door"
