"""What the record log of a family lists: pages under a reference of their own. Later apps add theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet

from cases.models import Contact, Episode, Family, Person
from ehm.rows.actor import Actor

Records = Callable[[Actor, Family], QuerySet[Any]]

_records: list[Records] = [
    lambda actor, family: Episode.objects.visible_to(actor).filter(family=family),
    lambda actor, family: Contact.objects.visible_to(actor).filter(episode__family=family),
    lambda actor, family: Person.objects.visible_to(actor).filter(memberships_of_families__family=family),
]
_pages = {
    "cases:family": "Story",
    "cases:people": "People",
    "cases:person": "One person",
    "cases:record_log": "Record log",
    "cases:contacts": "Contacts",
    "cases:record_contact": "Recording a contact",
    "cases:contact": "A contact",
    "cases:child": "Key agency notes of a child",
    "cases:episode": "Episode",
    "cases:sharing": "Sharing",
}


def add(records: Records, pages: Mapping[str, str]) -> None:
    """Let the log list who opened these records of a family. `pages`: the URL name → what the page is called."""
    _records.append(records)
    _pages.update(pages)


def references_in(actor: Actor, family: Family) -> list[str]:
    """Of everything of a family that has a page of its own under its own reference: one query."""
    first, *others = [rows(actor, family).order_by().values_list("reference", flat=True) for rows in _records]
    return list(first.union(*others))


def page_in_words(page: str) -> str:
    return _pages.get(page) or page.partition(":")[2].replace("_", " ").capitalize() or "A page"
