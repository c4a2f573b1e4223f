"""The service catalogue as pages show it: with areas in words, found by age, need, area and word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from ehm.models import Area
from ehm.rows.actor import Actor
from hubs.choices import ForWhom
from hubs.models import RequestedPerson, Service
from hubs.models.services import BEFORE_BIRTH, of_ages

MOST = 200


@dataclass(frozen=True)
class Line:
    """`service` in words: for whom and where; `weight`: how well it fits the children and what was noticed."""

    service: Service
    for_whom: str
    areas: str
    weight: int
    fits: str


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; None or '' leaves it open."""

    age: int | None = None
    need: str = ""
    area: Area | None = None
    word: str = ""


def offered(actor: Actor, area_id: int) -> list[Service]:
    """All that families of an area can go to now."""
    rows = Service.objects.visible_to(actor).current().reaching(area_id).select_related("agency")
    return list(rows.order_by("name", "pk")[:MOST])


def asked_directly(actor: Actor) -> list[Service]:
    """Those that a request may ask for."""
    rows = Service.objects.visible_to(actor).current().filter(is_asked_directly=True).select_related("agency")
    return list(rows.order_by("name", "pk")[:MOST])


def find(wanted: Wanted, actor: Actor) -> list[Service]:
    rows = Service.objects.visible_to(actor).current().select_related("agency")
    if wanted.need:
        rows = rows.filter(needs__contains=[wanted.need])
    if wanted.area is not None:
        rows = rows.reaching(wanted.area.pk)
    for word in wanted.word.split():
        about = Q(name__icontains=word) | Q(what__icontains=word) | Q(provider__icontains=word)
        rows = rows.filter(about | Q(agency__name__icontains=word))
    found = list(rows.order_by("name", "pk")[:MOST])
    return found if wanted.age is None else of_ages(found, [wanted.age])


def lines(
    services: Iterable[Service], actor: Actor, children: Sequence[RequestedPerson] = (), prompts: Sequence[str] = ()
) -> list[Line]:
    """Where somebody is to be helped, the most fitting first. In the same number of queries however many there are."""
    names = dict(Area.objects.visible_to(actor).values_list("pk", "name"))
    found = []
    for one in services:
        whom = ", ".join(ForWhom(who).label for who in one.for_whom if who in ForWhom.values)
        areas = ", ".join(sorted(names[pk] for pk in one.area_ids if pk in names))
        found.append(Line(one, whom, areas, *_fit(one, children, prompts)))
    return sorted(found, key=lambda line: -line.weight) if children else found


def _fit(service: Service, children: Sequence[RequestedPerson], prompts: Sequence[str]) -> tuple[int, str]:
    suited = [one for one in children if (old := _age(one)) is not None and service.suits(old)]
    if not suited and not service.is_any_age:
        return 0, ""
    is_needed = not set(service.needs).isdisjoint(prompts)
    fits = "" if service.is_any_age else ", ".join(one.given_name or one.name for one in suited)
    return 1 + 2 * is_needed, fits


def _age(child: RequestedPerson) -> int | None:
    if child.is_unborn:
        return BEFORE_BIRTH
    return _whole_years(child.born_on) if child.born_on else None


def _whole_years(born_on: date) -> int:
    today = timezone.localdate()
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
