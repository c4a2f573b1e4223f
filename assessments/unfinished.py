"""The forms of assessments that keep what is being typed, and what 'you were writing …' says about each."""

from collections.abc import Mapping, Sequence

from assessments.lifecycle import BEING_WRITTEN, Status
from assessments.models import Assessment
from cases.models import Episode, Family
from ehm import drafts
from ehm.rows.actor import Actor


def _declined(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Episode.objects.visible_to(actor).filter(reference__in=references).values_list("reference", "family__name")
    return {reference: f"That the {name} said no to an assessment" for reference, name in seen}


def _decisions(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Assessment.objects.visible_to(actor).not_withheld().filter(reference__in=references, status=Status.SUBMITTED)
    names = seen.values_list("reference", "episode__family__name")
    return {reference: f"A decision about the assessment of the {name}" for reference, name in names}


drafts.register("assessments:decline", _declined)


def _of_assessment(called: str) -> drafts.Labels:
    """One query for all of them. Which part it is stands on the page itself."""

    def labels(actor: Actor, subjects: Sequence[str]) -> Mapping[str, str]:
        by_assessment: dict[str, list[str]] = {}
        for subject in subjects:
            by_assessment.setdefault(subject.partition(".")[0], []).append(subject)
        seen = (
            Assessment.objects.visible_to(actor)
            .not_withheld()
            .filter(reference__in=by_assessment, status__in=BEING_WRITTEN)
        )
        return {
            subject: called.format(name)
            for reference, name in seen.values_list("reference", "episode__family__name")
            for subject in by_assessment[reference]
        }

    return labels


_SECTION = _of_assessment("A part of the assessment with the {}")
drafts.register("assessments:section", _SECTION, parts=("reference", "section"))
drafts.register("assessments:section_about", _SECTION, parts=("reference", "section", "about"))
_FILE = _of_assessment("About a picture or document of the {}")
drafts.register("assessments:add_file", _FILE, parts=("reference", "question"))
drafts.register("assessments:add_file_of", _FILE, parts=("reference", "question", "about"))
drafts.register("assessments:decision", _decisions)


def _life_events(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Family.objects.visible_to(actor).filter(reference__in=references).values_list("reference", "name")
    return {reference: f"Something that happened in the life of the {name}" for reference, name in seen}


drafts.register("assessments:life_events", _life_events)
