"""What a new version takes over from an earlier assessment, and what it must not.

Copied, with its source named: what was found about the family, its needs, worries and limits, who lives there and who
helps, and the family's events. Not copied: whatever says that somebody was seen, heard or asked this time (each
child's own words, scores, who was seen, who took part, what was agreed), days, files, the outcome and the manager's
words. Those of last time are read beside the question (last_time.py). No database.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from assessments.address import Address, NoAddress
from assessments.choices import About, Kind, Record, Source, Step
from assessments.form import Form, Question

# In this order: limits hold from the first row on, and whatever is about a worry comes after the worries.
COPIED = (
    Record.LIMIT,
    Record.WORRY,
    Record.HOUSEHOLD_MEMBER,
    Record.PROFESSIONAL,
    Record.LIFE_EVENT,
    Record.NEED,
)
SAID_THIS_TIME = frozenset({Source.AGREEMENTS, Source.TEAM_MEMBER})
OF_THIS_TIME = frozenset({Kind.DATE, Kind.UPLOAD, Kind.OUTCOME})


def is_copied(form: Form, question: Question) -> bool:
    """Whether an answer to it still says something when everything is looked at again."""
    section = form.section_of(question.key)
    decides = any(other.kind is Kind.OUTCOME for other in section.questions)
    return not (
        question.is_ended
        or question.voice
        or question.kind in OF_THIS_TIME
        or SAID_THIS_TIME & set(question.offered_from)
        or section.step is Step.AUTHORISATION
        or section.is_for_own_tool_only
        or decides
    )


def about_now(question: Question, about: str, children: Collection[str], worries: Mapping[str, str]) -> str | None:
    """Whom the copied answer is about, None where they are no longer here. `worries`: the old reference → the new."""
    match question.about:
        case About.EACH_CHILD:
            return about if about in children else None
        case About.EACH_WORRY:
            return worries.get(about)
    return about


def held_back_now(place: str, new: Mapping[str, str], people: Collection[str]) -> str | None:
    """The place that a limit names, in the new version; None where what it held back is not copied."""
    try:
        address = Address.parse(place)
    except NoAddress:
        return place  # 'all' or not filled in
    if address.row and address.row not in new:
        return None
    if address.about and address.about not in new and address.about not in people:
        return None
    return str(replace(address, about=new.get(address.about, address.about), row=new.get(address.row, address.row)))
