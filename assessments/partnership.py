"""The form of a partnership, with the questions and values that it added for itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assessments.form import Form
from assessments.local import with_local
from assessments.models import Assessment, LocalAddition
from assessments.reading import form_of
from ehm.models import Partnership


def form_for(partnership: Partnership) -> Form:
    """The form that a new assessment is filled in by."""
    return _form(partnership.profile, partnership.overlays, local_additions(partnership))


def form_of_assessment(assessment: Assessment, partnership: Partnership) -> Form:
    """The form that this assessment began by; whatever was added since is asked, and what was ended still reads."""
    return _form(assessment.form, assessment.overlays, local_additions(partnership))


def local_additions(partnership: Partnership) -> Sequence[LocalAddition]:
    return list(LocalAddition.objects.filter(tenant=partnership).order_by("added_at", "id"))


def with_additions_of(form: Form, additions: Iterable[LocalAddition]) -> Form:
    """`form` with a partnership's additions; raises FormError where they do not fit."""
    found: dict[str, list[object]] = {}
    for addition in additions:
        entry = dict(addition.entry) | ({"ended": True} if addition.ended_at else {})
        found.setdefault(addition.kind, []).append(entry)
    return with_local(form, found) if found else form


def _form(profile: str, overlays: Iterable[str], additions: Sequence[LocalAddition]) -> Form:
    return with_additions_of(form_of(profile, tuple(overlays)), additions)
