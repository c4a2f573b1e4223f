"""What invented plans say. Written for this, taken from nowhere; {child} is a child's first name."""

from __future__ import annotations

from typing import NamedTuple

LEAD, PARENT, RELATIVE, AGENCY = "lead", "parent", "relative", "agency"


class Line(NamedTuple):
    """One action: who takes it on, and how one sees that it is done."""

    what: str
    whose: str
    measure: str


class Wanted(NamedTuple):
    """A goal; what it answers: items of a checklist, and one of the two invented worries; and what is done for it."""

    what: str
    how: str
    good_progress: str
    is_cause: bool
    needs: tuple[str, ...]
    worry: int | None
    lines: tuple[Line, ...]


GOALS = (
    Wanted(
        "The children sleep enough and are in school on time",
        "A bedtime that everybody keeps, and somebody to ring when a morning is hard.",
        "On time on four days of five, and nobody falls asleep in class.",
        False,
        ("school_attendance",),
        0,
        (
            Line("Make a bedtime chart together and put it on the fridge", PARENT, "It hangs there and is filled in"),
            Line("Ask school for places in breakfast club", LEAD, "Both are on the list"),
        ),
    ),
    Wanted(
        "Letters about money are opened, and the home is safe to stay in",
        "Somebody sits down with them every Friday until it is a habit.",
        "No letter is older than a week, and the rent is paid.",
        True,
        ("debt", "housing"),
        1,
        (
            Line("Open the letters together on Fridays", RELATIVE, "The pile is gone"),
            Line("Ring the landlord about the damp and ask for a day", AGENCY, "A day for the repair is known"),
            Line("Go through income and bills with the money adviser", LEAD, "A budget that the family made itself"),
        ),
    ),
    Wanted(
        "{child} has somebody to talk to",
        "Somebody at school whom {child} chose.",
        "{child} says that it helps.",
        False,
        (),
        None,
        (Line("Find out with {child} whom to talk to at school", LEAD, "{child} has met them twice"),),
    ),
)
BOTTOM_LINES = (
    (
        "The children are in school on at least four days of five",
        "We meet within a week, with school, and decide what else is needed.",
    ),
    (
        "There is food in the house on every day of the month",
        "The lead practitioner rings the food bank the same day, and tells the manager.",
    ),
)
DECIDED_LATER = Line("Try the after-school club for four weeks", PARENT, "They have been there four times")
RELATIVES = ("Nan", "Aunt Rosa", "A neighbour whom they trust")
PLACES = ("At home, in the kitchen", "School, the family room", "The family hub, room 2")
SUITS_THEM = ("After school has begun, before the baby's sleep", "Tuesdays, when dad does not work", "")
TAKES = "A visit every week, two meetings in each term, and breakfast club."
CONTINGENCY = "If it gets harder, ring the lead practitioner; at night, nan has the children."
MEASURED = "The scales of the assessment at each review, and the school's register."
MOVED = ("The landlord was on leave.", "The children were ill that week.", "It needs one more visit first.")
DONE = ("It went well.", "Done together, and it was easier than expected.", "")
NOT_DONE = ("Nobody was at home on the three days that were agreed.", "They would rather do it another way.")
MISSED = ("In school on seven days of twenty.", "On the last two days of the month there was nothing left.")
WORKING_WELL = (
    "Everybody came, and dad spoke first. Bedtime is earlier than it was.",
    "School says that mornings are calmer. The family did what it had promised.",
    "Grandma has taken over Wednesdays, and everybody likes that.",
)
WORRIED = (
    "Money is short at the end of the month.",
    "The damp has not been seen to, and the youngest coughs.",
    "Evenings are still loud when both are tired.",
)
CHILDS_VOICE = (
    "{child} drew the house with the lights on and said: that is when we are all asleep.",
    "{child} said that mornings are better and that the bus is still too loud.",
    "{child} would like the meeting to be shorter and the biscuits to stay.",
)
LITTLE_ONES_VOICE = (
    "{child} sat with dad, brought him the same book three times and laughed at the tiger.",
    "{child} sleeps better, says mum, and no longer cries when she leaves the room.",
)
DECISIONS = (
    "The plan goes on. The lead practitioner rings the landlord, and mum tries the club.",
    "What was agreed last time is kept for another six weeks.",
)
CELEBRATED = ("A whole week on time.", "The first letter that was opened on the day it came.", "")
MADE = (
    "Three evenings of five went by the chart.",
    "The letters of the last two weeks are open and sorted.",
    "They met once, and it was good.",
)
IN_THE_WAY = ("The little one was ill.", "The adviser had no time before next month.", "")
SCORED = ("It is better on most days.", "As it was said round the table.", "")
NEW_NEED, NEW_STRENGTH = "The cough of the youngest.", "Nan, and how the two eldest help each other."
NO_NEXT = "Help ends: everybody agreed."
LACKED = "Of something in the plan it is not said whether it was done."
HEARD_BY = "Through a drawing that they made with the lead practitioner."
CANCELLED = "Mum had to go to hospital with the youngest."
REPORT = "Attendance is 91 per cent this term; we see a calmer child and would like to go on with breakfast club."
TRIED = "Four visits were not opened to us, and letters and messages stayed unanswered. School tried too."
WANTS = "Whom might they trust? And is there somebody who speaks their language?"
ADVICE = "Go together with the health visitor, whom mum likes, and ask what would have to be different."
WENT_ON = "The health visitor came along, and they talked for an hour."
RATIONALE = {
    "needs_met": "The goals of the plan are met, and the family knows whom to ring.",
    "single_agency": "What is left is done with school alone, which everybody wants.",
    "stepped_up": "More is needed than early help can give; the family knows, and why.",
    "withdrew": "The family would like to go on alone. The door stays open.",
    "moved": "The family has moved away and has agreed that we tell who helps them there.",
    "universal": "School and the health visitor go on as for every family.",
}
FAMILY_SAYS = ("We did most of it ourselves in the end.", "We will miss the Fridays.", "")
AGREE = "School and the health visitor agree."
GOES_ON = "School keeps an eye on mornings; the hub is open to them."
FEEDBACK = ("She listened.", "It was good that they came to us.", "Fewer forms, please.", "")
WHY_NOT_ASKED = "They moved before we could ask."
SOCIAL_WORKER = "Ruth Ashdown"
GOES_ON_AFTER = "The Friday visits and breakfast club go on; the lead practitioner rings school each Monday."
IF_WORSE = "Ring the duty social worker, who knows the family, and tell the lead practitioner the same day."
HOW_IT_GOES = "It goes well: visits are kept, and the children are in school."
TALKED_WITH = "Ruth Ashdown, social worker"
WORSE = "Two nights with nobody at home for the youngest, and school days missed again."
ADVISED = "Go on with the plan, see the children alone this week, and ring again if it happens once more."
TALKED_ABOUT = "Talked about: the hub leads from now on."
SPOKE_WITH = "Duty social worker"
FEARED = "The youngest said that nobody was there for two nights. There was no food in the kitchen."
THEY_TAKE_OVER = "An assessment of theirs begins this week. They ring the family today."
