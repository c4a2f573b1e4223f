"""Families that may be there already, as far as whoever looks may see them: of a list, and of one request."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from cases.models import Person
from ehm.rows.actor import Actor
from hubs.choices import Somebody
from hubs.lists import Row
from hubs.models import HelpRequest, RequestedPerson

Who = tuple[str, str, date]


@dataclass(frozen=True)
class Double:
    said: str
    url: str


def of_rows(rows: Iterable[Row], actor: Actor) -> dict[int, list[Double]]:
    """By line: another row, a request that waits, or a child whose record may be opened, with the same name and date of
    birth. In the same number of queries however long the list is. Who is known to others is asked at the request."""
    of_child: dict[Who, list[int]] = defaultdict(list)
    for row in rows:
        for one in row.people:
            if one["who"] == Somebody.CHILD and one.get("born_on"):
                of_child[_who(one.get("given_name", ""), one.get("family_name", ""), one["born_on"])].append(row.number)
    found: dict[int, list[Double]] = defaultdict(list)
    for numbers in of_child.values():
        for number in numbers[1:]:
            found[number].append(Double(f"Line {numbers[0]} has the same child", ""))
    days = {who[2] for who in of_child}
    waiting = HelpRequest.objects.visible_to(actor).waiting()
    asked = RequestedPerson.objects.filter(
        tenant_id=actor.tenant_id, request__in=waiting, who=Somebody.CHILD, born_on__in=days
    )
    for child in asked.select_related("request").order_by("pk"):
        for number in of_child.get(_who(child.given_name, child.family_name, child.born_on), ()):
            url = reverse("hubs:request", args=(child.request.reference,))
            found[number].append(Double(f"Request {child.request.reference} waits for the same child", url))
    for person in Person.objects.visible_to(actor).filter(date_of_birth__in=days).order_by("pk"):
        for number in of_child.get(_who(person.given_name, person.family_name, person.date_of_birth), ()):
            url = reverse("hubs:involved", args=(person.reference,))
            found[number].append(Double(f"{person.name} is known here", url))
    return found


def waiting_for(
    given: str, family: str, born_on: date | None, actor: Actor, besides: HelpRequest | None
) -> list[Double]:
    """Other requests that wait for a child of this name: with another date of birth it is another child."""
    if not given.strip() or not family.strip():
        return []
    asked = RequestedPerson.objects.filter(
        tenant_id=actor.tenant_id,
        request__in=HelpRequest.objects.visible_to(actor).waiting(),
        who=Somebody.CHILD,
        given_name__iexact=given.strip(),
        family_name__iexact=family.strip(),
    )
    if born_on is not None:
        asked = asked.filter(Q(born_on=None) | Q(born_on=born_on))
    if besides is not None:
        asked = asked.exclude(request=besides)
    return [
        Double(
            f"Request {child.request.reference} of {child.request.requester_name} waits for a child of this name",
            reverse("hubs:request", args=(child.request.reference,)),
        )
        for child in asked.select_related("request").order_by("pk")
    ]


def _who(given: str, family: str, born_on: date | None) -> Who:
    assert born_on is not None
    return given.strip().lower(), family.strip().lower(), born_on
