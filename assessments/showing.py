"""Drawings and documents as pages show them. Nothing here reads the files themselves: each has its own address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from assessments.models import Assessment, DirectWork
from cases.models import Person
from ehm.files.paper import MEDIA_TYPE
from ehm.rows.actor import Actor

SMALL = 480  # pixels, the long side of a small picture
NOT_IN_LISTS = ("data", "small")


@dataclass(frozen=True)
class Shown:
    """One picture or document; `is_picture` decides how it is drawn. `width` and `height` are of the small picture."""

    reference: str
    url: str
    small_url: str
    is_picture: bool
    shows: str
    made_on: date | None
    pages: int
    width: int
    height: int
    added_by: str
    saved_on: date


def of_place(assessment: Assessment, question: str, about: str, actor: Actor) -> list[Shown]:
    """One query."""
    rows = DirectWork.objects.within([assessment], actor).filter(question=question, about=about)
    return [shown(row) for row in _listed(rows)]


def of_person(person: Person, actor: Actor) -> list[Shown]:
    """All that this child made, from every episode that the reader may see, the latest first. What a new version of
    an assessment began from is not shown twice: files stay with the version that they were added to."""
    rows = DirectWork.objects.visible_to(actor).filter(person=person, media_type__startswith="image/")
    return [shown(row) for row in reversed(_listed(rows))]


def shown(work: DirectWork) -> Shown:
    is_picture = work.media_type != MEDIA_TYPE
    width, height = _small(work.width, work.height)
    return Shown(
        reference=work.reference,
        url=reverse("assessments:file", args=(work.reference,)),
        small_url=reverse("assessments:file_small", args=(work.reference,)) if is_picture else "",
        is_picture=is_picture,
        shows=work.shows,
        made_on=work.made_on,
        pages=work.pages,
        width=width,
        height=height,
        added_by=work.recorded_by.display_name,
        saved_on=work.saved_at.date(),
    )


def _listed(rows: QuerySet[DirectWork]) -> list[DirectWork]:
    return list(rows.filter(removed_at=None).defer(*NOT_IN_LISTS).select_related("recorded_by").order_by("id"))


def _small(width: int, height: int) -> tuple[int, int]:
    """So that a page keeps the room before the picture has come."""
    most = max(width, height)
    if most <= SMALL:
        return width, height
    return max(1, round(width * SMALL / most)), max(1, round(height * SMALL / most))
