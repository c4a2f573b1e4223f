"""The forms of cases that keep what is being typed, and what 'you were writing …' says about each."""

from collections.abc import Mapping, Sequence

from cases.lifecycle import RUNNING
from cases.models import Contact, Episode
from ehm import drafts
from ehm.rows.actor import Actor


def _contacts(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Episode.objects.visible_to(actor).filter(reference__in=references).values_list("reference", "family__name")
    return {reference: f"A contact with the {name}" for reference, name in seen}


def _corrections(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Contact.objects.visible_to(actor).filter(reference__in=references)
    names = seen.values_list("reference", "episode__family__name")
    return {reference: f"A correction to a contact with the {name}" for reference, name in names}


def _leads(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Episode.objects.visible_to(actor).filter(reference__in=references, status__in=RUNNING)
    return {one: f"Who leads help for the {name}" for one, name in seen.values_list("reference", "family__name")}


drafts.register("cases:allocate_lead", _leads)
drafts.register("cases:record_contact", _contacts)
drafts.register("cases:correct_contact", _corrections)
