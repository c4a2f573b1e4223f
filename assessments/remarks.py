"""What a manager remarked on an assessment, for whoever reads or mends it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.address import Address, NoAddress
from assessments.form import Form
from assessments.gaps import place_url
from assessments.models import Assessment, Remark
from assessments.pages import Page
from assessments.permissions import can_settle_remark
from assessments.written import form_for_reader, withheld_from
from cases.models import Person
from ehm.rows.actor import Actor


@dataclass(frozen=True)
class ShownRemark:
    """`place` says in words what it is pinned to, `url` leads there; `may_settle`: the button 'Done' is drawn."""

    remark: Remark
    section: str
    question: str
    about: str
    place: str
    url: str
    may_settle: bool

    @property
    def anchor(self) -> str:
        return f"remark-{self.remark.reference}"

    @property
    def is_open(self) -> bool:
        return self.remark.settled_at is None

    def is_on(self, page: Page) -> bool:
        """Whether it stands on this page: beside its question, or above them all where it is about the whole part."""
        asked = not self.question or self.question in [one.key for one in page.questions]
        return self.section == page.section.key and asked and self.about in ("", page.about)


def remarks_for(
    assessment: Assessment, actor: Actor, section: str | None = None, *, form: Form | None = None
) -> list[ShownRemark]:
    """In the order of the form, what is not done yet first; of one section where it is named. A remark about
    something that is kept from the reader is kept from them too: it may quote it. `form`: as the reader is asked."""
    remarks = list(Remark.objects.about(assessment, actor).select_related("made_by"))
    if not remarks:
        return []
    form = form or form_for_reader(assessment, actor)
    withheld = withheld_from(assessment)
    order = [one.key for one in form.sections]
    asked = {"", *(question.key for question in form.questions())}
    abouts = {address_of(remark).about for remark in remarks} - {""}
    people = Person.objects.visible_to(actor).filter(reference__in=abouts) if abouts else ()
    names = {person.reference: person.short_name for person in people}
    found = []
    for remark in remarks:
        remark.assessment = assessment
        address = address_of(remark)
        is_there = address.section in order and address.question in asked
        if is_there and is_readable(address, withheld) and section in (None, address.section):
            shown = _shown(assessment, remark, address, form, names, actor)
            found.append((not shown.is_open, order.index(address.section), remark.pk, shown))
    return [shown for *_, shown in sorted(found, key=lambda one: one[:3])]


def address_of(remark: Remark) -> Address:
    """Where it is pinned; the whole of the assessment where the address is none any more."""
    try:
        return Address.parse(remark.address)
    except NoAddress:
        return Address()


def is_readable(address: Address, withheld: tuple[Address, ...]) -> bool:
    """Whether nothing that is withheld lies at this place, around it, or in what it is about."""
    return not any(
        place.covers(address) or address.covers(place) or (place.row and place.row == address.about)
        for place in withheld
    )


def _shown(
    assessment: Assessment, remark: Remark, address: Address, form: Form, names: Mapping[str, str], actor: Actor
) -> ShownRemark:
    """A comment about one child's answer names the child: every child is asked the same."""
    section = form.section(address.section)
    question = next((one for one in section.questions if one.key == address.question), None)
    called, name = question.text if question else section.title, names.get(address.about, "")
    return ShownRemark(
        remark,
        section.key,
        address.question,
        address.about,
        f"{name}: {called}" if name else called,
        place_url(assessment, form, section.key, address.question, address.about),
        remark.settled_at is None and can_settle_remark(actor, remark),
    )
