"""What else a visit does, asked in the form of a contact and done in the same step: apps above this one add a part."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Protocol

from django.http import QueryDict

from cases.models import Contact, Episode
from ehm.forms import GovukForm
from ehm.rows.actor import Actor, ActorRequest


class ContactPart(Protocol):
    """Drawn by `template`, with itself as `part` and the whole form as `form`."""

    template: ClassVar[str]

    def ask(self, form: GovukForm) -> None:
        """Put its own fields into the form of a contact; none of them may be required."""

    def act(self, form: GovukForm, contact: Contact, by: Actor, *, is_again: bool) -> None:
        """Once the contact is saved, in the same transaction. `Refused` saves nothing, and everything typed is kept.
        `is_again`: the contact was saved before, with what stood here then; only what is new is done."""


Make = Callable[[ActorRequest, Episode, QueryDict], ContactPart | None]
_parts: list[Make] = []


def add(make: Make) -> None:
    """`make(request, episode, typed)`: the part, or None where it has nothing to ask."""
    _parts.append(make)


def parts(request: ActorRequest, episode: Episode, typed: QueryDict) -> list[ContactPart]:
    return [part for make in _parts if (part := make(request, episode, typed)) is not None]
