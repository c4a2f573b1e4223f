"""What is told of an assessment beside its pages: on the timeline, which the whole team reads, and in lists."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from assessments.address import Address
from assessments.choices import Record
from assessments.models import Assessment, Limit
from assessments.reading import form_of
from assessments.written import address_of_limit, withheld_from
from ehm.rows.actor import Actor


def is_outcome_among(assessment: Assessment, kept_back: Iterable[Address]) -> bool:
    """Whether what it leads to is among the places that are kept back."""
    form = form_of(assessment.form, assessment.overlays)
    question = form.kept_as(Record.OUTCOME)
    place = Address(form.section_of(question.key).key, question.key) if question else Address()
    return any(one.covers(place) for one in kept_back)


def is_outcome_for_all(assessment: Assessment, by: Actor) -> bool:
    """Whether nobody of the team is kept from knowing what it leads to. Who is kept out of something by an agency or
    in person does not see every limit: they say nothing of it."""
    somebody = Q(kept_from_agency__isnull=False) | Q(kept_from_worker__isnull=False)
    limits = Limit.objects.within([assessment], by).kept().filter(somebody).exclude(holds_back="")
    places = [address_of_limit(place) for place in limits.values_list("holds_back", flat=True)]
    return not withheld_from(assessment) and not is_outcome_among(assessment, places)
