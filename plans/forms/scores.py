"""Asking again how things are, on the scales of the assessment, inside a form that asks other things too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from assessments.choices import Respondent
from ehm.actions import Refused
from ehm.forms import GovukForm, Select, TextInput
from ehm.forms.messages import speak_plainly
from plans.actions.scores import Scored
from plans.scores import VIEW_OF, OverTime, Point, Scale

SCORES = [("", "Not said"), *((str(number), str(number)) for number in range(11))]
LONGEST_REASON = 1000
Still = Callable[[Point], bool]


def nothing_yet(point: Point) -> bool:
    return False


@dataclass(frozen=True)
class Asked:
    """One scale on the page: last time beside this time, for each view."""

    scale: OverTime
    views: Sequence[tuple[BoundField, str]]
    reason: BoundField


class ScoreFields:
    """The fields that ask `scales` again, put into `form`; every one may be left out. `still`: what was scored at that
    occasion stands in them, to be put right."""

    def __init__(self, form: GovukForm, scales: Sequence[OverTime], still: Still = nothing_yet) -> None:
        self.form, self.scales = form, [one for one in scales if one.is_asked_again]
        self.still = still
        for one in self.scales:
            fields: dict[str, forms.Field] = {
                _name(one, view): forms.ChoiceField(
                    label=VIEW_OF[view],
                    choices=SCORES,
                    required=False,
                    initial=next((one.value for one in points if still(one)), None),
                    widget=Select,
                )
                for view, points in one.views.items()
            }
            fields[_name(one)] = forms.CharField(
                label="Why?",
                required=False,
                max_length=LONGEST_REASON,
                initial=_reason(one, still),
                widget=TextInput(),
            )
            for name, field in fields.items():
                speak_plainly(field)
                vars(field)["full_label"] = f"{one.title}: {field.label}"
                form.fields[name] = field

    def __iter__(self) -> Iterator[Asked]:
        for one in self.scales:
            views = [(self.form[_name(one, view)], self._last(points)) for view, points in one.views.items()]
            yield Asked(one, views, self.form[_name(one)])

    def __bool__(self) -> bool:
        return bool(self.scales)

    @property
    def asked(self) -> list[tuple[Scale, Respondent]]:
        return [(one.scale, Respondent(view)) for one in self.scales for view in one.views]

    def _last(self, points: Sequence[Point]) -> str:
        before = [one for one in points if not self.still(one)]
        return f"last {before[-1].value}" if before else "not scored before"

    def scored(self) -> list[Scored]:
        given: Mapping[str, Any] = self.form.cleaned_data
        for one in self.scales:
            if given[_name(one)].strip() and not any(given[_name(one, view)] for view in one.views):
                raise Refused(f"Choose a number for '{one.title}' beside your reason.")
        return [
            Scored(one.scale, Respondent(view), int(value), given[_name(one)])
            for one in self.scales
            for view in one.views
            if (value := given[_name(one, view)])
        ]


def _reason(one: OverTime, still: Still) -> str:
    said = (point for points in one.views.values() for point in points if still(point))
    return next((point.reason for point in said if point.reason), "")


class AsksScores(GovukForm):
    """A form that asks the scales of the assessment again."""

    def ask_scores(self, scales: Sequence[OverTime], *, still: Still = nothing_yet) -> None:
        self.asked_scores = ScoreFields(self, scales, still)

    def scored(self) -> list[Scored]:
        return self.asked_scores.scored()


def _name(asked: OverTime, view: str = "why") -> str:
    return f"scale-{'.'.join(asked.scale)}-{view}"
