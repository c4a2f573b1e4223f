"""The forms of assessments that keep what is being typed, and what 'you were writing …' says about each."""

from collections.abc import Mapping, Sequence

from assessments.lifecycle import BEING_WRITTEN, Status
from assessments.models import Assessment
from cases.models import Episode
from ehm import drafts
from ehm.rows.actor import Actor


def _declined(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Episode.objects.visible_to(actor).filter(reference__in=references).values_list("reference", "family__name")
    return {reference: f"That the {name} said no to an assessment" for reference, name in seen}


def _decisions(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Assessment.objects.visible_to(actor).filter(reference__in=references, status=Status.SUBMITTED)
    names = seen.values_list("reference", "episode__family__name")
    return {reference: f"A decision about the assessment of the {name}" for reference, name in names}


drafts.register("assessments:decline", _declined)


def _sections(actor: Actor, subjects: Sequence[str]) -> Mapping[str, str]:
    """One query for all of them. Which section it is stands on the page itself."""
    by_assessment: dict[str, list[str]] = {}
    for subject in subjects:
        by_assessment.setdefault(subject.partition(".")[0], []).append(subject)
    seen = Assessment.objects.visible_to(actor).filter(reference__in=by_assessment, status__in=BEING_WRITTEN)
    return {
        subject: f"A part of the assessment with the {name}"
        for reference, name in seen.values_list("reference", "episode__family__name")
        for subject in by_assessment[reference]
    }


drafts.register("assessments:section", _sections, parts=("reference", "section"))
drafts.register("assessments:section_about", _sections, parts=("reference", "section", "about"))
drafts.register("assessments:decision", _decisions)
