"""The plan as a document: as it stands, or as it was agreed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils import timezone
from django.utils.text import capfirst

from assessments.documents.tree import Kind
from cases.models import Episode
from ehm.charts.axes import in_full
from ehm.models import Partnership
from plans.documents.paper import Block, Head, Paper, Section, printed
from plans.models import Plan, PlanVersion
from plans.people import children_of
from plans.profile import profile_of
from plans.versions import Line, Stand, Wanted, changes

ACTIONS = (("What", 5), ("Who", 3), ("By when", 3), ("How we see it is done", 4))
BOTTOM_LINES = (("What must happen", 5), ("Who", 3), ("By when", 3), ("What follows if not", 4))
INTRO = "This is your plan. It says what you want, and who does what by when."


def plan_pdf(
    plan: Plan,
    stand: Stand,
    partnership: Partnership,
    *,
    version: PlanVersion | None = None,
    before: Stand | None = None,
    kind: Kind = Kind.RECORD,
    recipient: str = "",
    is_large: bool = False,
) -> bytes:
    """`stand` and `before` (the version before) cut to what the reader may see. Without `version`: as it stands."""
    called = profile_of(partnership).plan_at(version.level if version else plan.episode.level)
    paper = Paper(is_large=is_large)
    standing = f"version {version.number}" if version else "as it stands today, not agreed"
    head = Head(
        title=capfirst(called),
        name=f"{capfirst(called)} {plan.reference}, {standing}",
        intro=INTRO,
        facts=[("About", children_of(plan.episode)), *as_facts(plan, stand, version)],
        **around(plan.episode, partnership),
        kind=kind,
        recipient=recipient,
        is_large=is_large,
    )
    return printed(head, as_sections(paper, stand, before), paper)


def as_facts(plan: Plan, stand: Stand, version: PlanVersion | None) -> list[tuple[str, str]]:
    return [
        ("Reference", plan.reference),
        ("Version", str(version.number) if version else "As it stands. It has not been agreed like this."),
        ("Agreed on", in_full(timezone.localdate(version.agreed_at)) if version else ""),
        ("Agreed by", version.agreed_with if version else ""),
        ("Level of need", stand.level),
    ]


def around(episode: Episode, partnership: Partnership) -> dict[str, str]:
    """Who answers for it, and whom to ring."""
    lead = episode.lead
    return {
        "partnership": partnership.name,
        "written_by": ", ".join(filter(None, (lead.display_name, lead.job_title))) if lead else "",
        "contact": lead.work_phone if lead else "",
        "safeguarding_phone": partnership.safeguarding_phone,
    }


def as_sections(paper: Paper, stand: Stand, before: Stand | None = None) -> Iterator[Section]:
    yield Section("What we want", [block for goal in stand.goals for block in _goal(paper, goal)])
    yield Section("Also to do", _promises(paper, stand.others, ACTIONS))
    yield Section("Bottom lines", _promises(paper, stand.bottom_lines, BOTTOM_LINES))
    runs = [(name, words) for name, words in stand.runs if words]
    yield Section("How the plan runs", [paper.facts(runs)] if runs else [])
    if before is not None:
        said = changes(before, stand)
        yield Section(f"Changed since version {before.number}", [paper.items(said)] if said else [])


def _goal(paper: Paper, goal: Wanted) -> Iterator[Block]:
    yield paper.heading(goal.what)
    told = [("For", goal.child), ("How", goal.how), ("What good progress looks like", goal.good_progress)]
    if any(words for _, words in told):
        yield paper.facts(told)
    yield from _promises(paper, goal.lines, ACTIONS)


def _promises(paper: Paper, lines: Iterable[Line], columns: Sequence[tuple[str, int]]) -> list[Block]:
    rows = [
        (
            line.what,
            line.whose or "Nobody yet",
            "\n".join(filter(None, (in_full(line.by_when) if line.by_when else "", line.outcome))),
            line.consequence if line.is_bottom_line else line.measure,
        )
        for line in lines
    ]
    return [paper.table(columns, rows)] if rows else []
