"""What the family agreed to and was told, kept apart as it is on record: four things that are never one tick (R134)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessments.choices import CheckKind
from assessments.family import FamilyNow
from assessments.form import Form
from cases.choices import AgreementKind, PersonKind
from cases.models import Agreement, Contact, Episode, Person
from ehm.rows.actor import Actor
from ehm.words import day

YES, NO, TAKEN_BACK, NOTHING = "yes", "no", "taken back", "nothing"
OWN_ANSWER_FROM = 4  # years; where the form says nothing else, a younger child is watched rather than asked


@dataclass(frozen=True)
class Said:
    """One line: who, how it stands and since when."""

    who: str
    standing: str
    text: str


@dataclass(frozen=True)
class Agreed:
    """`separate`: one line for each consent that is asked for by itself."""

    to_help: tuple[Said, ...]
    of_children: tuple[Said, ...]
    about_sharing: tuple[Said, ...]
    separate: tuple[Said, ...]

    @property
    def is_help_agreed(self) -> bool:
        return any(said.standing == YES for said in (*self.to_help, *self.of_children))


def agreed_in(episode: Episode, family: FamilyNow, form: Form, actor: Actor) -> Agreed:
    """Two queries, of an episode that was read through `visible_to`."""
    rows = list(Agreement.objects.within([episode]).select_related("person").order_by("agreed_on", "recorded_at", "pk"))
    latest = {(row.kind, row.person_id): row for row in rows}
    explained = Contact.objects.within([episode]).filter(sharing_explained=True, is_attempt=False)
    told = explained.order_by("happened_at").last()
    adults, children = _adults(family), _old_enough(family, form)
    sharing = tuple(_said(latest.get((AgreementKind.SHARING, one.pk)), one) for one in adults)
    if told is not None:
        sharing = (Said("The family", YES, f"explained at the contact of {day(told.happened_at)}"), *sharing)
    separate = [row for row in rows if row.kind in SEPARATE and latest[row.kind, row.person_id] is row]
    return Agreed(
        tuple(_said(latest.get((AgreementKind.EARLY_HELP, one.pk)), one) for one in adults),
        tuple(_said(latest.get((AgreementKind.EARLY_HELP, one.pk)), one) for one in children),
        sharing,
        tuple(_of_kind(kind, [row for row in separate if row.kind == kind]) for kind in SEPARATE),
    )


SEPARATE = {
    AgreementKind.PHOTOS: "Photographs",
    AgreementKind.GP_LETTER: "A letter to the GP, in writing",
    AgreementKind.FEEDBACK: "Being asked what they think of the help",
}


def _adults(family: FamilyNow) -> list[Person]:
    """Parents and carers who are known here; where none is written down as such, every adult."""
    carers = {carer for of_child in family.parents_of.values() for carer in of_child}
    adults = [person for person in family.people if person.kind == PersonKind.ADULT]
    return [person for person in adults if person.pk in carers] or adults


def _old_enough(family: FamilyNow, form: Form) -> list[Person]:
    """Children whose own agreement is asked for, by age (R128); how much each understands is the worker's to judge."""
    from_age = max((check.from_age for check in form.checks if check.kind is CheckKind.EACH_CHILD_HEARD), default=0)
    from_age = from_age or OWN_ANSWER_FROM
    born = [child for child in family.children if child.kind == PersonKind.CHILD]
    return [child for child in born if child.age is None or child.age >= from_age]


def _said(row: Agreement | None, person: Person) -> Said:
    if row is None:
        return Said(person.short_name, NOTHING, "nothing on record")
    if row.withdrawn_on:
        return Said(person.short_name, TAKEN_BACK, f"taken back {day(row.withdrawn_on)}")
    how = row.get_form_display().lower()
    return Said(person.short_name, YES if row.is_given else NO, f"{how}, {day(row.agreed_on)}")


def _of_kind(kind: AgreementKind, rows: Iterable[Agreement]) -> Said:
    said = [(row, _said(row, row.person)) for row in rows]
    if not said:
        return Said(SEPARATE[kind], NOTHING, "nobody has been asked")
    standing = YES if all(one.standing == YES for _, one in said) else NO
    words = "; ".join(f"{one.who}: {_answer(one)}{one.text}" for _, one in said)
    return Said(SEPARATE[kind], standing, words)


def _answer(said: Said) -> str:
    return {YES: "yes, ", NO: "no, "}.get(said.standing, "")
