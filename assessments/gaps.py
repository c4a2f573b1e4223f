"""What is missing from an assessment, by section, each with the place where it is put right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from assessments.choices import About, CheckKind, Strength
from assessments.form import Form
from assessments.forms.names import anchor_of
from assessments.missing import Missing
from assessments.models import Assessment
from cases.views.frame import there_and_back

THE_WHOLE = "Before you submit"


@dataclass(frozen=True)
class Gap:
    sentence: str
    why: str
    url: str


@dataclass(frozen=True)
class OfSection:
    title: str
    gaps: tuple[Gap, ...]


def by_section(assessment: Assessment, form: Form, missing: Iterable[Missing], strength: Strength) -> list[OfSection]:
    """In the order of the form; the same reason is said once in a section."""
    found: dict[str, list[Gap]] = {}
    for one in missing:
        if one.strength is strength:
            title = form.section(one.section).title if one.section else THE_WHOLE
            gaps = found.setdefault(title, [])
            why = "" if one.why in [gap.why for gap in gaps] else one.why
            gaps.append(Gap(one.sentence, why, place_of(assessment, form, one)))
    return [OfSection(title, tuple(gaps)) for title, gaps in found.items()]


def place_of(assessment: Assessment, form: Form, missing: Missing) -> str:
    """The address of the question on its section's page, or of where else it is put right."""
    if missing.check is CheckKind.AGREEMENT_ON_RECORD:
        here = reverse("assessments:submit", args=(assessment.reference,))
        return there_and_back("cases:record_agreement", assessment.episode.reference, back=here)
    if not missing.section:
        return reverse("assessments:assessment", args=(assessment.reference,))
    return place_url(assessment, form, missing.section, missing.question, missing.about)


def place_url(assessment: Assessment, form: Form, section: str, question: str = "", about: str = "") -> str:
    """The page of a section, at the question as it is put to this child."""
    page = section_url(assessment, form, section, about)
    return f"{page}#{anchor_of(question, about)}" if question else page


def section_url(assessment: Assessment, form: Form, section: str, about: str = "") -> str:
    """The page of a section; of one that is about each child, the page of that child. Where it has none for everybody,
    the list of pages."""
    found = form.section(section)
    if found.about is About.EACH_CHILD and about:
        return reverse("assessments:section_about", args=(assessment.reference, section, about))
    if found.about is About.EACH_CHILD and all(one.about is About.EACH_CHILD for one in found.questions):
        return reverse("assessments:assessment", args=(assessment.reference,))
    return reverse("assessments:section", args=(assessment.reference, section))
