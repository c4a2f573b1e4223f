"""Every kind of event in the life of an assessment, and the sentence that a practitioner reads for it.

The timeline is read by the whole team around the family, some of whom may not read all of the assessment: `data` never
holds an answer, a worry, a score or the name of somebody who is kept out. `assessment` in `data` is the reference of
the assessment; clocks and later events know it by that.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ehm import words
from ehm.events import declare

if TYPE_CHECKING:
    from cases.models import TimelineEvent

# What a correction may put right, and how its sentence speaks of it: 'decided Tue 3 Nov, not Mon 2 Nov'.
MOMENTS = {
    "decided_at": "decided",
    "shared_on": "shared with the family",
    "completed_at": "finished",
    "authorised_at": "authorised",
}


def _with(sentence: str, more: str) -> str:
    return f"{sentence}: {more}" if more else sentence


def _day(at: str | None) -> str:
    return words.day(datetime.fromisoformat(at)) if at else ""


def _time(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone(words.LONDON):%H:%M}"


def _moved(did: str, before: str | None, after: str | None) -> str:
    """Two moments of one day differ by their time."""
    was, now = _day(before), _day(after)
    if not now:
        return f"not {did} {was}"
    if was == now and before and after:
        return f"{did} {now} at {_time(after)}, not {_time(before)}"
    return f"{did} {now}, not {was}" if was else f"{did} {now}"


def _corrected(event: TimelineEvent) -> str:
    before, after, reason = event.data["before"], event.data["after"], event.data.get("reason", "")
    told = [
        _moved(did, before.get(at), after.get(at)) for at, did in MOMENTS.items() if before.get(at) != after.get(at)
    ]
    if before.get("outcome") != after.get("outcome"):
        told.append(" ".join(["outcome changed", *(["to", name] if (name := after.get("outcome_name")) else [])]))
    if event.data.get("swapped"):
        told.append("what was written about two children changed places")
    sentence = _with("Assessment put right", "; ".join(told))
    return f"{sentence} ({reason})" if reason else sentence


# `occurred_at` is when it was decided with the family, which may be before it is written down: the clock starts there.
ASSESSMENT_DECIDED = declare(
    "assessment.decided", lambda event: "Decided with the family to make an assessment", is_significant=True
)
ASSESSMENT_SUBMITTED = declare("assessment.submitted", lambda event: "Assessment submitted")
# Submitted and shared with the family. `data`: outcome (close, single_agency, plan or step_up), outcome_name (what the
# partnership calls it). Once more for one that was returned: where the outcome is the same, clocks go by the first.
ASSESSMENT_COMPLETED = declare(
    "assessment.completed",
    lambda event: _with("Assessment finished and shared with the family", event.data.get("outcome_name", "")),
    is_significant=True,
)
ASSESSMENT_RETURNED = declare(
    "assessment.returned", lambda event: "Assessment returned by a manager, with what still needs doing"
)
ASSESSMENT_AUTHORISED = declare(
    "assessment.authorised", lambda event: "Assessment authorised by a manager", is_significant=True
)
# `data`: before and after, each with decided_at, shared_on, completed_at, authorised_at (ISO 8601, moments with their
# offset, or None) and outcome, after also outcome_name; reason, which the team reads; swapped, where two children
# changed places. What was recorded first stays on the timeline; clocks go by what was put right, and where `after` is
# None by its never having happened.
ASSESSMENT_CORRECTED = declare("assessment.corrected", _corrected)
# `data`: outcome_name. The pack for the front door begins with this assessment.
STEP_UP_WANTED = declare(
    "assessment.step_up_wanted",
    lambda event: _with("A pack for the front door is to be prepared", event.data.get("outcome_name", "")),
)
# Begun and given up. Clocks that it started end, with the reason (ADR 5).
ASSESSMENT_WITHDRAWN = declare("assessment.withdrawn", lambda event: "Assessment given up", is_significant=True)
ASSESSMENT_DECLINED = declare(
    "assessment.declined", lambda event: "The family was offered an assessment and said no", is_significant=True
)
ASSESSMENT_OFFERED_AGAIN = declare(
    "assessment.offered_again", lambda event: "The family was offered an assessment again"
)
ASSESSMENT_VERSION_STARTED = declare(
    "assessment.version_started", lambda event: "A new version of the assessment was started"
)
# `data`: what, such as 'family copy given' or 'sent to the school'.
ASSESSMENT_SHARED = declare("assessment.shared", lambda event: _with("Assessment shared", event.data["what"]))

LIFE_EVENT_ADDED = declare(
    "life_event.added", lambda event: "Something that happened in the family's life written down"
)
# `data`: name, the short name of the child.
DIRECT_WORK_ADDED = declare("direct_work.added", lambda event: f"Picture or worksheet of {event.data['name']} added")
