"""What good minutes have (A11 section 4), said in plain words before they are saved and after; nothing of it holds
anybody back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from plans.choices import MeetingKind, ReviewOutcome

ENDS = (ReviewOutcome.CLOSE, ReviewOutcome.STEP_UP)


@dataclass(frozen=True)
class Checked:
    """Minutes in plain values. `unheard_children`: neither there nor heard another way; `unheard_agencies`: of the
    team, neither there nor with a report. `most_days`: until the next review at the latest, by the standards or the
    plan."""

    kind: MeetingKind
    on: date
    suits_family: str = ""
    unheard_children: Sequence[str] = ()
    childs_voice: str = ""
    has_children: bool = True
    is_parent_there: bool = False
    unheard_agencies: Sequence[str] = ()
    new_needs: str = ""
    new_strengths: str = ""
    outcome: str = ""
    decided: str = ""
    next_on: date | None = None
    most_days: int | None = None
    is_scored: bool = False
    tried: Sequence[str] = field(default=())
    is_first_review: bool = False
    has_stepped_down: bool = False
    was_step_down_used: bool | None = None
    is_feedback_asked: bool = False

    @property
    def is_review(self) -> bool:
        return self.kind == MeetingKind.REVIEW


def still_missing(minutes: Checked) -> Iterator[str]:
    """Sentences, the children first."""
    if minutes.unheard_children:
        names = " and ".join(minutes.unheard_children)
        yield f"Not said how the meeting heard {names}: in the room, by a drawing or a letter, or through somebody."
    if minutes.has_children and not minutes.childs_voice.strip():
        yield "Nothing stands under what the children say."
    if not minutes.is_parent_there:
        yield "No parent was there. Say in the minutes why, and how they were heard."
    if minutes.unheard_agencies:
        names = ", ".join(minutes.unheard_agencies)
        yield f"Neither there nor with a report: {names}. Each agency that helps comes or sends one."
    if not minutes.suits_family.strip():
        yield "Not said: the time and place that suit the family."
    if not minutes.decided.strip():
        yield "Nothing was decided, or it is not written down."
    yield from _of_review(minutes)
    yield from _next(minutes)


def _of_review(minutes: Checked) -> Iterator[str]:
    if not minutes.is_review:
        return
    if not minutes.outcome:
        yield "Not said: what follows from this review."
    if not (minutes.new_needs.strip() or minutes.new_strengths.strip()):
        yield "Not said: what is new, whether it helps the family or is needed."
    if minutes.was_step_down_used is False:
        yield "What social care handed over was not used at the first review. Use it at the next one."
    elif minutes.has_stepped_down and minutes.is_first_review and not minutes.was_step_down_used:
        yield "Help came down from social care: use their plan, and their assessment if shared, at this first review."
    if minutes.outcome in ENDS and not minutes.is_scored:
        yield "Nothing shows what has changed: ask again where things stand on the scales."
    if minutes.outcome == ReviewOutcome.STEP_UP and not any(words.strip() for words in minutes.tried):
        yield "Not said: what was tried for each goal, and what stood in the way. Social care will ask."
    if minutes.outcome == ReviewOutcome.CLOSE and not minutes.is_feedback_asked:
        yield "Help can end: ask the family, and the children too, how it was."


def _next(minutes: Checked) -> Iterator[str]:
    if minutes.next_on is None:
        if minutes.outcome not in ENDS:
            yield "No day is set for the next meeting."
    elif minutes.most_days is not None and (days := (minutes.next_on - minutes.on).days) > minutes.most_days:
        yield f"The next meeting is {days} days on; it is due within {minutes.most_days}."
