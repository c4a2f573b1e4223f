"""The form of a partnership, with the questions and values that it added for itself.

An assessment keeps the form by which it was begun: what is added later is asked in those begun later, so that nobody
finds new questions in what a family has told already. What is ended is asked nowhere any more, from that moment on;
what was answered with it still reads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from assessments.form import Form, FormError
from assessments.local import with_local
from assessments.models import Assessment, LocalAddition
from assessments.reading import form_of
from ehm.models import Partnership


@dataclass(frozen=True)
class OwnForm:
    """`left_out`: what does not fit the published form that is used now, and so is not asked."""

    form: Form
    left_out: tuple[LocalAddition, ...] = ()


def form_for(partnership: Partnership) -> Form:
    """The form that a new assessment is filled in by."""
    return own_form(partnership).form


def own_form(partnership: Partnership) -> OwnForm:
    return _laid_over(partnership.profile, partnership.overlays, local_additions(partnership))


def published_form(partnership: Partnership) -> Form:
    return form_of(partnership.profile, tuple(partnership.overlays))


def form_of_assessment(assessment: Assessment, partnership: Partnership) -> Form:
    """The form that this assessment was begun by, without what has been ended since and nobody answered."""
    return forms_of([assessment], partnership)[assessment.pk]


def forms_of(assessments: Iterable[Assessment], partnership: Partnership) -> Mapping[int, Form]:
    """The same of each, by its key, with one query for all of them."""
    additions, found = local_additions(partnership), {}
    for one in assessments:
        begun_by = [addition for addition in additions if addition.added_at <= one.recorded_at]
        found[one.pk] = _laid_over(one.form, one.overlays, begun_by).form
    return found


def local_additions(partnership: Partnership) -> Sequence[LocalAddition]:
    return list(LocalAddition.objects.filter(tenant=partnership).order_by("added_at", "id"))


def with_additions_of(form: Form, additions: Iterable[LocalAddition]) -> Form:
    """`form` with a partnership's additions; raises FormError where they do not fit."""
    found: dict[str, list[object]] = {}
    own_lists: dict[str, list[object]] = {}
    for addition in additions:
        entry = dict(addition.entry) | ({"ended": True} if addition.ended_at else {})
        if addition.kind == "code_set":
            own_lists[addition.key] = values = list(entry.get("value", []))
            found.setdefault("code_set", []).append(entry | {"open": True, "value": values})
        elif addition.kind == "value" and entry.get("code_set") in own_lists:
            own_lists[entry["code_set"]].append({name: entry[name] for name in entry if name != "code_set"})
        else:
            found.setdefault(addition.kind, []).append(entry)
    return with_local(form, found) if found else form


class _Added(NamedTuple):
    """What an addition says, to remember the form by. `words`: its entry as JSON."""

    kind: str
    key: str
    words: str
    ended_at: datetime | None


def _laid_over(profile: str, overlays: Iterable[str], additions: Sequence[LocalAddition]) -> OwnForm:
    said = tuple(_Added(one.kind, one.key, json.dumps(one.entry, sort_keys=True), one.ended_at) for one in additions)
    form, left_out = _remembered(profile, tuple(overlays), said)
    return OwnForm(form, tuple(one for one in additions if (one.kind, one.key) in left_out))


@lru_cache(64)
def _remembered(
    profile: str, overlays: tuple[str, ...], said: tuple[_Added, ...]
) -> tuple[Form, frozenset[tuple[str, str]]]:
    """Every page asks for the form several times, and additions are few and rarely change. A published form that has
    lost a part which an addition stands in is still read: that addition is left out."""
    form = form_of(profile, overlays)
    additions = [
        LocalAddition(kind=one.kind, key=one.key, entry=json.loads(one.words), ended_at=one.ended_at) for one in said
    ]
    try:
        return with_additions_of(form, additions), frozenset()
    except FormError:
        kept: list[LocalAddition] = []
        left_out: list[LocalAddition] = []
        for group in _together(additions):
            try:
                with_additions_of(form, [*kept, *group])
            except FormError:
                left_out += group
            else:
                kept += group
        return with_additions_of(form, kept), frozenset((one.kind, one.key) for one in left_out)


def _together(additions: Sequence[LocalAddition]) -> Iterable[list[LocalAddition]]:
    """One by one, but a list with its values: it is none without them."""
    lists = {one.key: [one] for one in additions if one.kind == "code_set"}
    for one in additions:
        if one.kind == "value" and one.entry.get("code_set") in lists:
            lists[one.entry["code_set"]].append(one)
    for one in additions:
        if one.kind == "code_set":
            yield lists[one.key]
        elif not (one.kind == "value" and one.entry.get("code_set") in lists):
            yield [one]
