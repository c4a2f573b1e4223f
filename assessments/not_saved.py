"""What one has typed into an assessment and not saved. A draft is safe, and is not on the record: whoever submits is
told where such words wait. Everybody's drafts are their own; nobody is told of another's."""

from __future__ import annotations

from assessments.models import Assessment
from assessments.pages import Page
from ehm import drafts
from ehm.rows.actor import Actor

SECTION, SECTION_ABOUT = "assessments:section", "assessments:section_about"


def draft_of(assessment: Assessment, page: Page) -> tuple[str, str]:
    """The form and the subject of the draft of one page."""
    parts = (assessment.reference, page.section.key, page.about)
    return SECTION_ABOUT if page.about else SECTION, ".".join(part for part in parts if part).upper()


def typed_in(assessment: Assessment, actor: Actor) -> set[tuple[str, str]]:
    """Forms and subjects of what `actor` has typed and not saved, in one query."""
    return drafts.of_record((SECTION, SECTION_ABOUT), assessment.reference, by=actor)
