"""The forms of assessments that keep what is being typed, and what 'you were writing …' says about each."""

from collections.abc import Mapping, Sequence

from cases.models import Episode
from ehm import drafts
from ehm.rows.actor import Actor


def _declined(actor: Actor, references: Sequence[str]) -> Mapping[str, str]:
    seen = Episode.objects.visible_to(actor).filter(reference__in=references).values_list("reference", "family__name")
    return {reference: f"That the {name} said no to an assessment" for reference, name in seen}


drafts.register("assessments:decline", _declined)
