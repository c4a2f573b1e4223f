"""The forms of assessments that keep what is being typed, and what 'you were writing …' says about each."""

from collections.abc import Mapping, Sequence

from django.db.models import F, QuerySet

from assessments.address import Address
from assessments.form import Form
from assessments.lifecycle import Status
from assessments.models import Assessment
from assessments.pages import title_of
from assessments.partnership import forms_of
from assessments.permissions import can_authorise_assessment
from assessments.written import address_of_limit
from cases.models import Episode, Family, Person
from ehm import drafts
from ehm.rows.actor import Actor

ENDED = {
    Status.SUBMITTED: "it was submitted",
    Status.AUTHORISED: "it was authorised",
    Status.WITHDRAWN: "it was given up",
}
DECIDED = ENDED | {Status.IN_PROGRESS: "it was taken up again", Status.RETURNED: "it was returned"}


def _declined(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Episode.objects.visible_to(actor).filter(reference__in=references).values_list("reference", "family__name")
    return {reference: f"That the {name} said no to an assessment" for reference, name in seen}


def _decisions(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    """Where somebody else has decided meanwhile, or it was taken up again, the words stay with whoever typed them."""
    return {
        one.reference: _or_too_late(
            f"A decision about the assessment of the {one.episode.family.name}",
            one.status == Status.SUBMITTED,
            DECIDED[Status(one.status)],
        )
        for one in _of_drafts(actor, references).select_related("episode__lead", "submitted_by")
        if can_authorise_assessment(actor, one)
    }


drafts.register("assessments:decline", _declined)


def _parts(actor: Actor, subjects: Sequence[str]) -> Mapping[str, str]:
    """Each names its part, and the child where the page is one child's. Once the assessment is not being written, what
    was typed can still be read on the same page; of a part that is kept from its writer now there is none."""
    places = {subject: (subject.lower().split(".") + ["", ""])[1:3] for subject in subjects}
    seen = {one.reference: one for one in _of_drafts(actor, subjects)}
    forms = forms_of(seen.values(), actor.partnership)
    people = Person.objects.visible_to(actor).filter(reference__in={about.upper() for _, about in places.values()})
    names = {person.reference: person.short_name for person in people}
    found = {}
    for subject, (key, about) in places.items():
        assessment = seen.get(subject.partition(".")[0])
        sections = forms[assessment.pk].sections if assessment else ()
        section = next((one for one in sections if one.key == key), None)
        if assessment is None or section is None or _is_withheld(assessment, key):
            continue
        what = f"{title_of(section, names.get(about.upper(), ''))}, in {_called(assessment)}"
        found[subject] = _or_too_late(what, assessment.is_being_written, ENDED.get(Status(assessment.status), ""))
    return found


def _files(actor: Actor, subjects: Sequence[str]) -> Mapping[str, str]:
    """Once the assessment is not being written, what was typed is shown on the same page, where that is not kept from
    its writer now."""
    seen = {one.reference: one for one in _of_drafts(actor, subjects)}
    forms = forms_of(seen.values(), actor.partnership)
    found = {}
    for subject in subjects:
        reference, key, about = (*subject.split("."), "")[:3]
        assessment = seen.get(reference)
        if assessment is not None and not _is_place_withheld(assessment, forms[assessment.pk], key.lower(), about):
            what = f"About a picture or document of the {assessment.episode.family.name}"
            found[subject] = _or_too_late(what, assessment.is_being_written, ENDED.get(Status(assessment.status), ""))
    return found


def _of_drafts(actor: Actor, subjects: Sequence[str]) -> QuerySet[Assessment]:
    """Those of which `actor` may still read anything, with the places that are kept from them."""
    references = {subject.partition(".")[0] for subject in subjects}
    rows = Assessment.objects.visible_to(actor).not_withheld().filter(reference__in=references)
    return rows.annotate(places=F("withheld")).select_related("episode__family")


def _or_too_late(what: str, is_in_time: bool, before: str) -> str:
    return what if is_in_time else f"Not saved before {before}: {what}"


def _is_place_withheld(assessment: Assessment, form: Form, question: str, about: str) -> bool:
    """As `written.is_withheld` says of the page itself, which then is not there."""
    section = next((one.key for one in form.sections if question in {asked.key for asked in one.questions}), "")
    place = Address(section, question, about)
    return not section or any(address_of_limit(one).covers(place) for one in vars(assessment)["places"])


def _is_withheld(assessment: Assessment, section: str) -> bool:
    places: Sequence[str] = vars(assessment)["places"]
    return section in places


def _called(assessment: Assessment) -> str:
    version = f"version {assessment.number} of " if assessment.number > 1 else ""
    return f"{version}the assessment with the {assessment.episode.family.name}"


drafts.register("assessments:section", _parts, parts=("reference", "section"))
drafts.register("assessments:section_about", _parts, parts=("reference", "section", "about"))
drafts.register("assessments:add_file", _files, parts=("reference", "question"))
drafts.register("assessments:add_file_of", _files, parts=("reference", "question", "about"))
drafts.register("assessments:decision", _decisions)


def _life_events(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Family.objects.visible_to(actor).filter(reference__in=references).values_list("reference", "name")
    return {reference: f"Something that happened in the life of the {name}" for reference, name in seen}


drafts.register("assessments:life_events", _life_events)
