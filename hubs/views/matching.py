"""May the child of a request be known already? For the hub alone, while it takes a request on the phone or looks at
one: whoever asks for help is told nothing of what is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from cases.actions.search import TooManyLooks
from cases.duplicates import Duplicates, likely_duplicates
from cases.search_terms import read_names, read_nhs_number, read_postcode
from cases.views.search import duplicate_lines
from ehm.forms import DateField, GovukForm
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from hubs.doubles import Double, waiting_for
from hubs.forms.rows import MOST
from hubs.models import HelpRequest, RequestedPerson
from hubs.permissions import can_see_matches

CHILD = re.compile(r"child-([0-9]{1,2})-given_name")


@dataclass(frozen=True)
class Typed:
    """A child as somebody types or has written it."""

    given_name: str = ""
    family_name: str = ""
    born_on: date | None = None
    nhs_number: str = ""
    postcode: str = ""

    @property
    def is_enough(self) -> bool:
        """A name that is not alone, or an NHS number: one first name fits half the town."""
        names = len(read_names(self.given_name)) + len(read_names(self.family_name))
        return names > 1 or bool(names and (self.born_on or self.postcode)) or bool(self.nhs_number)


@dataclass(frozen=True)
class Match:
    """What may be known of one child. `refused`: why nobody looked."""

    name: str
    is_asked: bool
    own: list[dict[str, Any]]
    known: list[dict[str, Any]]
    refused: str = ""
    requests: Sequence[Double] = ()  # others that wait for the same child


class ChildBoxes(GovukForm):
    """The boxes of one child in the form of a request; what is no date yet is not judged."""

    given_name = forms.CharField(required=False, max_length=100)
    family_name = forms.CharField(required=False, max_length=100)
    born_on = DateField(required=False)
    nhs_number = forms.CharField(required=False, max_length=20)

    def typed(self, postcode: str) -> Typed:
        self.full_clean()
        said = self.cleaned_data
        words = (said.get("given_name", ""), said.get("family_name", ""))
        return typed(*words, said.get("born_on"), said.get("nhs_number", ""), postcode)


@require_POST
def typed_child(request: ActorRequest) -> HttpResponse:
    """What stands under a child's boxes while the hub types. For nobody else: for them there is no such page."""
    if not can_see_matches(request.actor):
        raise Http404
    numbers = sorted({int(found[1]) for key in request.POST if (found := CHILD.fullmatch(key))})
    if not numbers:
        raise Http404
    return TemplateResponse(
        request, "hubs/_may_be_known.html", {"one": match_typed(request.POST, numbers[0], request.actor)}
    )


def match_typed(sent: QueryDict, number: int, actor: Actor) -> Match:
    return match(ChildBoxes(sent, prefix=f"child-{number}").typed(sent.get("postcode", "")), actor)


def match_form(sent: QueryDict, count: int, actor: Actor) -> list[Match]:
    """Of all children of the form: the button for whoever has no scripts."""
    return [match_typed(sent, number, actor) for number in range(min(count, MOST))]


def typed(given: str, family: str, born_on: date | None, nhs: str, postcode: str) -> Typed:
    """What is no number or postcode counts as not typed."""
    return Typed(given, family, born_on, read_nhs_number(nhs), read_postcode(postcode))


def match(child: Typed, actor: Actor, besides: HelpRequest | None = None) -> Match:
    """What is known of `child`, and which requests `besides` this one wait for them."""
    others = waiting_for(child.given_name, child.family_name, child.born_on, actor, besides)
    return replace(_known(child, actor), requests=others)


def _known(child: Typed, actor: Actor) -> Match:
    """Each question is kept as a search of `actor`, so this is asked in a POST."""
    require(can_see_matches, actor, None)
    name = f"{child.given_name} {child.family_name}".strip() or "A child"
    if not child.is_enough:
        return Match(name, False, [], [])
    try:
        found = likely_duplicates(
            actor,
            given=child.given_name,
            family=child.family_name,
            dob=child.born_on,
            nhs=child.nhs_number,
            postcode=child.postcode,
            why="request",
        )
    except TooManyLooks as refused:
        return Match(name, False, [], [], str(refused))
    return _shown(name, found)


def match_all(row: HelpRequest, children: Iterable[RequestedPerson], actor: Actor) -> list[Match]:
    """The children of a request that the hub looks at."""
    return [
        match(typed(one.given_name, one.family_name, one.born_on, one.nhs_number, row.postcode), actor, besides=row)
        for one in children
    ]


def _shown(name: str, found: Duplicates) -> Match:
    lines = duplicate_lines(found)
    return Match(name, True, lines["own"], lines["known"])
