"""The minutes of a meeting of the hub, on paper. For the hub: they name families."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cases.family_map import day_and_year
from ehm import pdf
from ehm.models import Partnership
from ehm.pdf.look import TEMPLATES, Beside, layout
from hubs.minutes import Family, Minutes
from hubs.models import MeetingAction

MINUTES = TEMPLATES / "hubs" / "documents" / "minutes.typ"


def minutes_pdf(minutes: Minutes, partnership: Partnership, *, is_large: bool = False) -> bytes:
    meeting = minutes.meeting
    began = timezone.localtime(meeting.started_at)
    ended = f" to {timezone.localtime(meeting.ended_at):%H:%M}" if meeting.ended_at else ""
    values: dict[str, Any] = {
        "title": f"{minutes.panel}, {meeting.area.name}",
        "file_title": f"Minutes {meeting.reference}",
        "head": "Only for the hub",
        "foot": meeting.reference,
        "partnership": partnership.name,
        "is_large": is_large,
        "is_family": False,
        "facts": [
            ["When", f"{day_and_year(began.date())}, {began:%H:%M}{ended}"],
            *([["Where", meeting.place]] if meeting.place else []),
            *([["Chair", meeting.chair.display_name]] if meeting.chair else []),
            [
                "Who was here",
                "\n".join(_agency(one.agency.name, one.names) for one in minutes.here) or "Not written down",
            ],
        ],
        "families": [_family(one) for one in minutes.decided],
        "agencies": [
            {"name": name, "rows": [[family, _what(action), day_and_year(action.due_on)] for action, family in actions]}
            for name, actions in minutes.by_agency
        ],
        "not_reached": [one.item.family_name for one in minutes.not_reached],
        "is_over": minutes.is_over,
    }
    return pdf.render(layout(MINUTES, Beside()), values)


def _family(family: Family) -> dict[str, Any]:
    item, decision = family.item, family.decision
    assert decision is not None
    leads = ", ".join(
        part.name if hasattr(part, "name") else part.display_name
        for part in (decision.lead, decision.lead_agency)
        if part is not None
    )
    facts = [
        ["Children", "; ".join(item.children)],
        ["Asked by", item.asked_by],
        ["Decided", f"{decision.get_outcome_display()}\n{family.level}"],
        ["Why", decision.reason],
        ["Leads", leads],
    ]
    return {
        "name": item.family_name,
        "facts": [fact for fact in facts if fact[1]],
        "actions": [
            [_what(one), _agency(one.doer_agency.name, _doer(one)), day_and_year(one.due_on)] for one in family.actions
        ],
    }


def _what(action: MeetingAction) -> str:
    state = "Done. " if action.done_at else "Not needed any more. " if action.dropped_at else ""
    return f"{state}{action.what}"


def _doer(action: MeetingAction) -> str:
    return action.doer.display_name if action.doer else ""


def _agency(name: str, people: str) -> str:
    return f"{name}: {people}" if people else name
