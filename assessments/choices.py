"""The words that a form may use for kinds, subjects, sources and consequences."""

from enum import StrEnum


class About(StrEnum):
    """Whom a question concerns: asked once, or once for each of them."""

    FAMILY = "family"
    EACH_CHILD = "each_child"
    EACH_WORRY = "each_worry"


class Step(StrEnum):
    """The step that a section must be finished for."""

    SUBMISSION = "submission"
    AUTHORISATION = "authorisation"  # filled in by the manager


class Kind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    YES_NO = "yes_no"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    CHECKLIST = "checklist"  # yes, no and a comment for each value of a code set
    ROWS = "rows"
    SCALE = "scale"
    UPLOAD = "upload"
    OUTCOME = "outcome"


class ColumnKind(StrEnum):
    """What stands in one column of a list of rows."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    YES_NO = "yes_no"
    DATE = "date"
    CHOICE = "choice"
    PERSON = "person"  # somebody of the family
    PLACE = "place"  # the whole form, a section, a question or a line of it (assessments/address.py)
    READER = "reader"  # an agency or worker who can read the record, somebody of the family, or somebody else


class Record(StrEnum):
    """What an answer becomes when it is counted, linked or copied forward: rows of its own, never only words."""

    HOUSEHOLD_MEMBER = "household_member"
    PROFESSIONAL = "professional"
    LIFE_EVENT = "life_event"
    NEED = "need"
    WORRY = "worry"
    SCORE = "score"
    VOICE = "voice"
    SEEN = "seen"
    TAKING_PART = "taking_part"
    LIMIT = "limit"
    UPLOAD = "upload"
    OUTCOME = "outcome"


class VoicePart(StrEnum):
    """What a question says about hearing one child."""

    UNDERSTANDING = "understanding"  # what the child thinks we are here for
    SEEN = "seen"
    HEARD_BY = "heard_by"
    WHY_NOT_HEARD = "why_not_heard"
    OWN_WORDS = "own_words"
    OBSERVED = "observed"  # what a child too young to say it shows
    OTHER_WAYS = "other_ways"  # drawings, play, signs
    MEANING = "meaning"  # what the other ways are telling us


class Source(StrEnum):
    """Where an answer that is known already is offered from, so that nothing is typed twice."""

    HOUSEHOLD = "household"
    PROFESSIONALS = "professionals"
    SCHOOL = "school"
    GP = "gp"
    CONTACTS = "contacts"
    REQUEST = "request"
    AGREEMENTS = "agreements"
    SHARING_LIMITS = "sharing_limits"
    EARLIER_ASSESSMENT = "earlier_assessment"
    LIFE_EVENTS = "life_events"
    TEAM_MEMBER = "team_member"  # whoever fills in the form


class Respondent(StrEnum):
    """Whose view a score is; views are never mixed."""

    CHILD = "child"
    PARENT = "parent"
    PRACTITIONER = "practitioner"


class Consequence(StrEnum):
    """What an outcome sets going."""

    CLOSE = "close"
    SINGLE_AGENCY = "single_agency"
    PLAN = "plan"
    STEP_UP = "step_up"


class Expectation(StrEnum):
    """What a partnership expects of an assessment at a level."""

    NOT_USED = "not_used"
    OPTIONAL = "optional"
    RECOMMENDED = "recommended"
    REQUIRED = "required"


class Instead(StrEnum):
    """What does, where no assessment of the partnership's own is made (R029)."""

    KEY_AGENCY_NOTE = "key_agency_note"
    OWN_TOOL = "own_tool"
    ACTION_PLAN = "action_plan"


class ClockEvent(StrEnum):
    """The event on which an assessment counts as done in time."""

    COMPLETED = "assessment.completed"
    AUTHORISED = "assessment.authorised"


class CheckKind(StrEnum):
    """What can be worked out from the answers on submission (A11, sections 1 and 2)."""

    AGREEMENT_ON_RECORD = "agreement_on_record"
    GROUPS_CONSIDERED = "groups_considered"
    EACH_CHILD_HEARD = "each_child_heard"
    EACH_PARENT_INCLUDED = "each_parent_included"
    PAST_SUPPORT_CONSIDERED = "past_support_considered"
    NEEDS_LINKED = "needs_linked"


class Strength(StrEnum):
    SHOULD = "should"  # said, and does not hold the assessment back
    MUST = "must"  # holds it back
