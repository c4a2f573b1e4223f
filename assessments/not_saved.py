"""What one has typed into an assessment and not saved. A draft is safe, and is not on the record: whoever submits is
told where such words wait. Everybody's drafts are their own: whoever submits is told that a colleague has words in a
part, and nothing of what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from assessments.models import Assessment
from assessments.pages import Page
from ehm import drafts
from ehm.models import Membership
from ehm.rows.actor import Actor

SECTION, SECTION_ABOUT = "assessments:section", "assessments:section_about"


def draft_of(assessment: Assessment, page: Page) -> tuple[str, str]:
    """The form and the subject of the draft of one page."""
    parts = (assessment.reference, page.section.key, page.about)
    return SECTION_ABOUT if page.about else SECTION, ".".join(part for part in parts if part).upper()


def typed_in(assessment: Assessment, actor: Actor) -> set[tuple[str, str]]:
    """Forms and subjects of what `actor` has typed and not saved, in one query."""
    return drafts.of_record((SECTION, SECTION_ABOUT), assessment.reference, by=actor)


@dataclass(frozen=True)
class Theirs:
    """A colleague, and the parts in which they have typed what is not saved."""

    who: str
    parts: tuple[str, ...]


def typed_by_others(assessment: Assessment, pages: Iterable[Page], actor: Actor) -> list[Theirs]:
    """For whoever may submit, of the pages that they read themselves; the database tells nobody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT membership_id, form, subject FROM assessments_typed_by_others(%s)", [assessment.pk])
        rows = cursor.fetchall()
    if not rows:
        return []
    titles = {draft_of(assessment, page): page.title for page in pages}
    parts: dict[int, list[str]] = {}
    for membership, form, subject in rows:
        if title := titles.get((form, subject)):
            parts.setdefault(membership, []).append(title)
    order = list(titles.values())
    people = Membership.objects.filter(tenant_id=actor.tenant_id, pk__in=parts).order_by("display_name", "pk")
    return [Theirs(one.display_name, tuple(sorted(parts[one.pk], key=order.index))) for one in people]
