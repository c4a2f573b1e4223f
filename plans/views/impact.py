"""The page on what help changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.form import Form
from assessments.partnership import form_for
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from plans.choices import ScoredAt
from plans.impact import Movement, Shown, Wanted, areas_of, movements, quarters, shown
from plans.permissions import can_see_impact
from plans.scores import VIEW_OF

OCCASIONS = {ScoredAt.CLOSING: "When help ended", ScoredAt.REVIEW: "At the latest review"}
QUARTERS = ("January to March", "April to June", "July to September", "October to December")


@dataclass(frozen=True)
class Group:
    """One set of scales, as one kind of person sees it."""

    title: str
    view: str
    rows: Sequence[tuple[str, Shown]]

    @property
    def is_hidden(self) -> bool:
        return all(row.is_hidden for _, row in self.rows)


@require_safe
def impact(request: ActorRequest) -> HttpResponse:
    """What nobody offers is not chosen: then it is all of them."""
    actor = request.actor
    require(can_see_impact, actor, None)
    periods = {key: (since, until) for key, since, until in quarters(timezone.localdate())}
    areas = {area.reference: area for area in areas_of(actor)}
    at = next((one for one in OCCASIONS if one == request.GET.get("at")), ScoredAt.CLOSING)
    period = request.GET.get("period", "") if request.GET.get("period") in periods else ""
    area = areas.get(request.GET.get("area", ""))
    since, until = periods.get(period, (None, None))
    found = movements(Wanted(at, since, until, area), actor)
    context = {
        "occasions": OCCASIONS.items(),
        "at": at,
        "is_end": at == ScoredAt.CLOSING,
        "periods": [(key, _called(key)) for key in periods],
        "period": period,
        "areas": areas.values(),
        "area": area,
        "groups": _groups(found, form_for(actor.partnership)),
        "is_narrowed": bool(period or area or at != ScoredAt.CLOSING),
    }
    return TemplateResponse(request, "plans/impact.html", context)


def _called(quarter: str) -> str:
    year, number = quarter.split("-")
    return f"{QUARTERS[int(number) - 1]} {year}"


def _groups(found: Iterable[Movement], form: Form) -> list[Group]:
    """In the order of the form; of a set with one scale, that scale. Scales of a form that is used no longer come last
    and are named as they are kept."""
    by_view: dict[tuple[str, str], list[Movement]] = {}
    for one in found:
        by_view.setdefault((one.scale_set, one.respondent), []).append(one)
    order = [*form.scale_sets, *sorted({key for key, _ in by_view} - set(form.scale_sets))]
    groups = []
    for key in order:
        scales = form.scale_sets.get(key)
        names = {scale.key: scale.name for scale in scales.scales} if scales else {}
        for respondent, called in VIEW_OF.items():
            places = ["", *names]
            rows = by_view.get((key, respondent), [])
            rows.sort(key=lambda one: places.index(one.scale) if one.scale in places else len(places))
            if len(rows) <= 2:
                rows = [one for one in rows if one.scale] or rows
            named = [(names.get(one.scale, one.scale) or "All of these together", shown(one)) for one in rows]
            if named:
                groups.append(Group(scales.title if scales else key, called, named))
    return groups
