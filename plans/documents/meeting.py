"""The minutes of a meeting, or a review, as a document: last time beside this time, scores as charts from the start."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assessments.documents.tree import Kind
from ehm.charts import scaling
from ehm.charts.axes import in_full
from ehm.models import Partnership
from ehm.rows.actor import Actor
from plans.choices import Attended, MeetingKind, ReviewOutcome
from plans.documents.paper import Block, Head, Paper, Section, printed
from plans.documents.plan import around
from plans.lifecycle import MeetingStatus
from plans.models import Invitation, Meeting, Progress
from plans.people import children_of
from plans.profile import profile_of
from plans.scores import OverTime, over_time

SAID = (
    ("celebrated", "What there is to celebrate"),
    ("working_well", "What is working well"),
    ("worried_about", "What we are worried about"),
    ("childs_voice", "What the children say"),
    ("new_strengths", "What is new that helps"),
    ("new_needs", "What is new that they need help with"),
    ("decided", "What was decided"),
)
INTRO = {
    MeetingKind.REVIEW: "This is what we said and decided when we looked at your plan together.",
}
NOW = "This time"
INTRO_OF_OTHERS = "This is what we said and decided when we met."


@dataclass(frozen=True)
class Minutes:
    """A meeting that was held, the one before it, and what may be read of what they found. `before` is None where there
    was none, or where its words are not for whoever reads this."""

    meeting: Meeting
    before: Meeting | None
    was_there: Sequence[Invitation]
    progress: Sequence[Progress]  # of this meeting and of those before it, the oldest first
    scales: Sequence[OverTime]


def minutes_of(meeting: Meeting, by: Actor) -> Minutes:
    """All that `by` may see of a meeting that was read through `visible_to`."""
    held = Meeting.objects.within([meeting.episode]).filter(status=MeetingStatus.HELD, starts_at__lt=meeting.starts_at)
    asked = Invitation.objects.within([meeting.episode]).filter(meeting=meeting, removed_at=None)
    plans = [meeting.plan] if meeting.plan else []
    progress = Progress.objects.within(plans, by).kept().filter(meeting__starts_at__lte=meeting.starts_at)
    return Minutes(
        meeting,
        held.order_by("-starts_at", "-pk").first(),
        list(asked.select_related("worker__agency", "person", "asked_agency").order_by("pk")),
        list(progress.select_related("goal", "meeting").order_by("meeting__starts_at", "pk")),
        over_time(meeting.episode, by),
    )


def minutes_pdf(
    minutes: Minutes,
    partnership: Partnership,
    *,
    kind: Kind = Kind.RECORD,
    recipient: str = "",
    says_where: bool = True,
    is_large: bool = False,
) -> bytes:
    """`minutes` cut to what the reader may see."""
    meeting, paper = minutes.meeting, Paper(is_large=is_large)
    called = profile_of(partnership).called(meeting.kind)
    head = Head(
        title=called,
        name=f"{called} {meeting.reference}",
        intro=INTRO.get(MeetingKind(meeting.kind), INTRO_OF_OTHERS),
        facts=[
            ("About", children_of(meeting.episode)),
            ("When", f"{in_full(_day(meeting))} at {timezone.localtime(meeting.starts_at):%H:%M}"),
            ("Where", meeting.place if says_where else ""),
            ("Another agency’s meeting", meeting.another_agencys),
            ("What follows", ReviewOutcome(meeting.outcome).label if meeting.outcome else ""),
            ("Next meeting", in_full(meeting.next_on) if meeting.next_on else f"None set. {meeting.why_no_next}"),
            ("Reference", meeting.reference),
        ],
        **around(meeting.episode, partnership),
        kind=kind,
        recipient=recipient,
        is_large=is_large,
    )
    return printed(head, _sections(paper, minutes), paper)


def _sections(paper: Paper, minutes: Minutes) -> Iterator[Section]:
    there = [(one.who, _as(one), Attended(one.attended).label) for one in minutes.was_there]
    columns = (("Who", 4), ("As", 4), ("How", 3))
    yield Section("Who was there, or was heard", [paper.table(columns, there)] if there else [])
    yield Section("What was said", _said(paper, minutes))
    yield Section("What became of each goal", list(_goals(paper, minutes)))
    drawn = [_scale(paper, scale) for scale in up_to(minutes.scales, _day(minutes.meeting)) if scale.has_moved]
    yield Section("How things are, from the assessment until now", drawn)


def up_to(scales: Sequence[OverTime], on: date) -> Iterator[OverTime]:
    """As they stood on the day."""
    for scale in scales:
        views = {view: [one for one in points if one.on <= on] for view, points in scale.views.items()}
        yield OverTime(
            scale.scale,
            scale.name,
            scale.about,
            scale.worst,
            scale.best,
            {view: points for view, points in views.items() if points},
        )


def _said(paper: Paper, minutes: Minutes) -> list[Block]:
    """Under one heading each; where there was a meeting before, beside what was said then."""
    rows = [
        (name, getattr(minutes.before, field) if minutes.before else "", getattr(minutes.meeting, field))
        for field, name in SAID
    ]
    told = [row for row in rows if row[1] or row[2]]
    if minutes.before and any(was for _, was, _ in told):
        return [_beside(paper, told, _last_time(minutes.before))]
    return [paper.words(now, name) for name, _, now in told]


def _beside(paper: Paper, rows: Sequence[tuple[str, str, str]], last: str) -> Block:
    """Last time on the left, this time on the right."""
    return paper.table((("", 2), (last, 4), (NOW, 4)), rows)


def _goals(paper: Paper, minutes: Minutes) -> Iterator[Block]:
    here = [one for one in minutes.progress if one.meeting_id == minutes.meeting.pk]
    for one in sorted(here, key=lambda row: (row.position, row.pk)):
        of_goal = [row for row in minutes.progress if row.goal_id == one.goal_id]
        before = next((row for row in reversed(of_goal) if row.meeting_id != minutes.meeting.pk), None)
        yield paper.heading(one.goal.what)
        rows: list[tuple[str, Callable[[Progress], str]]] = [
            ("0 to 10", lambda row: "" if row.score is None else str(row.score)),
            ("Progress", lambda row: row.made),
            ("In the way", lambda row: row.in_the_way),
        ]
        if before is None:
            yield paper.facts([(name, told(one)) for name, told in rows])
        else:
            beside = [(name, told(before), told(one)) for name, told in rows if told(before) or told(one)]
            yield _beside(paper, beside, _last_time(before.meeting))
        scored = [(_day(row.meeting), row.score) for row in of_goal if row.score is not None]
        if len(scored) > 1:
            series = [scaling.Series("This goal", scored)]
            yield paper.chart(scaling.scaling(series, one.goal.what), scaling.in_words(series))


def _scale(paper: Paper, scale: OverTime) -> Block:
    ends = f"0: {scale.worst}. 10: {scale.best}."
    return paper.chart(scale.chart(), scale.in_words(), scale.title, ends)


def _last_time(before: Meeting) -> str:
    return f"Last time, {in_full(_day(before))}"


def _day(meeting: Meeting) -> date:
    return timezone.localdate(meeting.starts_at)


def _as(one: Invitation) -> str:
    if one.worker is not None:
        return ", ".join(filter(None, (one.worker.job_title, one.worker.agency.name)))
    return one.works_as or ("The family" if one.person_id else "")
