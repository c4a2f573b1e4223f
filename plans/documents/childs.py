"""A child's own plan: simple words, and signs that we drew ourselves."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.documents.blocks import PRINTED
from assessments.documents.childs import OwnScore, Said
from assessments.documents.tree import File
from ehm import pdf
from ehm.pdf.look import DRAWN, Beside, layout
from plans.documents.paper import CHILD, FOLDER

ICONS = ("said", "wanted", "doing", "helpers", "next", "wrong")


@dataclass(frozen=True, slots=True)
class ChildsPlan:
    """`doing`: who does what, as it was chosen for this child."""

    reference: str
    partnership: str
    name: str
    written_by: str
    said: tuple[Said, ...]
    scores: tuple[OwnScore, ...]
    pictures: tuple[File, ...]
    wanted: tuple[str, ...]
    doing: tuple[str, ...]
    helpers: tuple[str, ...]
    next_steps: tuple[str, ...]


def childs_pdf(plan: ChildsPlan, *, is_large: bool = False) -> bytes:
    paper = Beside()
    values = {
        "title": f"{plan.name}’s plan" if plan.name else "Your plan",
        "file_title": f"Plan for a child {plan.reference}",
        "head": "",
        "foot": plan.reference,
        "partnership": plan.partnership,
        "is_large": is_large,
        "icons": {name: paper.keep((FOLDER / "icons" / f"{name}.svg").read_bytes(), DRAWN) for name in ICONS},
        "said": [{"heading": said.heading, "paragraphs": said.paragraphs} for said in plan.said],
        "scores": [{"name": score.name, "value": score.value} for score in plan.scores],
        "pictures": [
            {"source": paper.keep(file.data, file.media_type), "shows": file.shows or "A picture"}
            for file in plan.pictures
            if file.data and file.media_type in PRINTED
        ],
        "wanted": plan.wanted,
        "doing": plan.doing,
        "helpers": plan.helpers,
        "next_steps": plan.next_steps,
        "written_by": plan.written_by,
    }
    return pdf.render(layout(CHILD, paper), values)
