"""How things were and how they are now: the assessment's scores are the baseline, later ones go on from them (R043)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils import timezone
from django.utils.safestring import SafeString

from assessments.choices import Respondent
from assessments.form import Form
from assessments.form import Scale as FormScale
from assessments.lifecycle import FINISHED
from assessments.models import Assessment, Score, Worry
from assessments.partnership import form_of_assessment
from cases.models import Episode, FamilyMember
from ehm.charts import scaling
from ehm.rows.actor import Actor
from plans.choices import ScoredAt
from plans.lifecycle import MeetingStatus
from plans.models import LaterScore

VIEW_OF = {
    Respondent.CHILD: "The child",
    Respondent.PARENT: "The parents",
    Respondent.PRACTITIONER: "Those who help",
}


class Scale(NamedTuple):
    """One scale, and whom or which worry it is about ('' for the family): the same in an assessment and afterwards."""

    scale_set: str
    key: str
    about: str


@dataclass(frozen=True)
class Point:
    """One score. `at` is when it was given, in words: 'Assessment', 'Review'; `meeting` the key of the review."""

    on: date
    value: int
    at: str
    reason: str = ""
    meeting: int | None = None


@dataclass(frozen=True)
class OverTime:
    """One scale over time, from 0 (`worst`) to 10 (`best`), the oldest score of each view first."""

    scale: Scale
    name: str
    about: str
    worst: str
    best: str
    views: Mapping[Respondent, Sequence[Point]]
    is_asked_again: bool = True  # not of a child who has left, nor of a worry that a later assessment let go

    @property
    def title(self) -> str:
        return f"{self.about.rstrip(' .')}: {self.name}" if self.about else self.name

    @property
    def has_moved(self) -> bool:
        """Somebody has said again how it is."""
        return any(len(points) > 1 for points in self.views.values())

    @property
    def then_and_now(self) -> str:
        """'The parents: 3, now 6. Those who help: 4.'"""
        moved = {VIEW_OF[view]: [one.value for one in points] for view, points in self.views.items()}
        said = (f"{who}: {was[0]}, now {was[-1]}" if len(was) > 1 else f"{who}: {was[0]}" for who, was in moved.items())
        return ". ".join(said) + "."

    @property
    def series(self) -> list[scaling.Series]:
        return [
            scaling.Series(VIEW_OF[view], [(one.on, one.value) for one in points])
            for view, points in self.views.items()
        ]

    def chart(self) -> SafeString:
        return scaling.scaling(self.series, self.title)

    def in_words(self) -> str:
        return scaling.in_words(self.series)


def over_time(episode: Episode, actor: Actor) -> list[OverTime]:
    """Every scale that somebody scored in a finished assessment of the episode, in the order of the form; without what
    `actor` is kept out of. A fixed number of queries, of an episode read through `visible_to`."""
    finished = list(
        Assessment.objects.within([episode]).filter(status__in=FINISHED).not_withheld().order_by("-number", "-pk")
    )
    if not finished:
        return []
    scores = Score.objects.within(finished, actor).exclude(value=None).order_by("given_on", "pk")
    found: dict[Scale, dict[Respondent, list[Point]]] = {}
    for one in scores:
        found.setdefault(Scale(one.scale_set, one.scale, one.about), {}).setdefault(
            Respondent(one.respondent), []
        ).append(Point(one.given_on, one.value or 0, "Assessment", one.reason))
    given_again = LaterScore.objects.within([episode], actor).kept().exclude(meeting__status=MeetingStatus.NOT_HELD)
    for later in given_again.select_related("meeting").order_by("given_on", "pk"):
        views = found.get(Scale(later.scale_set, later.scale, later.about))
        if views is not None:
            # a meeting may turn out to have been on another day
            on = timezone.localdate(later.meeting.starts_at) if later.meeting is not None else later.given_on
            point = Point(on, later.value, ScoredAt(later.at).label, later.reason, later.meeting_id)
            views.setdefault(Respondent(later.respondent), []).append(point)
    names = _names(episode, finished, actor)
    places = {about: place for place, about in enumerate(names)}
    shown = []
    for place, (scale_set, scale) in enumerate(_scales(form_of_assessment(finished[0], actor.partnership))):
        for key, views in found.items():
            if (key.scale_set, key.key) != (scale_set, scale.key) or key.about not in names:
                continue
            about, is_asked = names[key.about]
            ordered = {view: sorted(views[view], key=lambda point: point.on) for view in Respondent if view in views}
            shown_one = OverTime(key, scale.name, about, scale.worst, scale.best, ordered, is_asked)
            shown.append((place, places[key.about], shown_one))
    return [drawn for *_, drawn in sorted(shown, key=lambda row: row[:2])]


def _scales(form: Form) -> list[tuple[str, FormScale]]:
    return [(scales.key, scale) for scales in form.scale_sets.values() for scale in scales.scales]


def _names(episode: Episode, assessments: Sequence[Assessment], actor: Actor) -> dict[str, tuple[str, bool]]:
    """What a scale may be about, and whether it still is: the family, its people, the children first, and worries in
    their own words."""
    members = FamilyMember.objects.within([episode.family]).select_related("person").order_by("pk")
    here = {one.person_id for one in members if one.left_on is None}
    people = sorted({one.person for one in members}, key=lambda one: (not one.is_child, one.pk))
    worries = Worry.objects.within(assessments, actor).kept().order_by("-assessment__number", "position", "pk")
    return {
        "": ("", True),
        **{one.reference: (str(one.short_name), one.pk in here) for one in people},
        **{one.reference: (one.statement, one.assessment_id == assessments[0].pk) for one in worries},
    }
