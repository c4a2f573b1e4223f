"""The pack for social care as one PDF: first why, then the assessment, the plan and what happened, drawn as each is
drawn alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessments.documents.printing import PARTS, page_of
from assessments.documents.tree import Document
from ehm import pdf
from ehm.pdf.look import LOOK, TEMPLATES
from plans.documents.paper import BLOCKS, FOLDER, Head, Section

PACK = FOLDER / "pack.typ"


def pack_pdf(
    head: Head,
    first: Sequence[Section],
    assessment: Document | None,
    plan: tuple[str, Sequence[tuple[str, str]], Sequence[Section]] | None,
    chronology: Sequence[Section],
) -> bytes:
    """`assessment` and `plan` (its title, facts and sections) are cut to what the reader may see. Their pictures are
    those of the assessment: a plan has none."""
    pictures: dict[str, pdf.Picture] = {}
    of_assessment: dict[str, Any] | None = None
    if assessment is not None:
        layout, values = page_of(assessment, is_large=head.is_large)
        pictures = dict(layout.pictures)
        of_assessment = {name: values[name] for name in ("title", "facts", "parts")}
    values = {
        "title": head.title,
        "file_title": head.name,
        "head": f"Copy for {head.recipient}" if head.recipient else "",
        "foot": head.name,
        "partnership": head.partnership,
        "is_large": head.is_large,
        "is_family": False,
        "written_by": head.written_by,
        "contact": head.contact,
        "safeguarding_phone": head.safeguarding_phone,
        "facts": _told(head.facts),
        "first": _drawn(first),
        "assessment": of_assessment,
        "plan": {"title": plan[0], "facts": _told(plan[1]), "sections": _drawn(plan[2])} if plan else None,
        "chronology": _drawn(chronology),
    }
    files = (PACK, PARTS, BLOCKS, TEMPLATES / "documents" / LOOK)
    return pdf.render(pdf.Layout(PACK.name, {one.name: one.read_text() for one in files}, pictures), values)


def _drawn(sections: Sequence[Section]) -> list[dict[str, Any]]:
    return [{"title": one.title, "blocks": list(one.blocks)} for one in sections if one.blocks]


def _told(facts: Sequence[tuple[str, str]]) -> list[list[Any]]:
    return [[name, [words]] for name, words in facts if words]
