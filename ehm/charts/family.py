"""What a family map is told: people, and couples with their children. It knows nothing of records or rights."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Shape(StrEnum):
    MALE = "male"
    FEMALE = "female"
    OTHER = "other or not known"
    UNBORN = "unborn"


class Bond(StrEnum):
    MARRIED = "married"
    COHABITING = "living together"
    SEPARATED = "separated"
    DIVORCED = "divorced"
    NOT_KNOWN = "not known whether together"


class Parentage(StrEnum):
    BIRTH = "birth"
    ADOPTION = "adopted"
    FOSTER = "fostered"
    STEP = "stepchild"


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    shape: Shape = Shape.OTHER
    age: str = ""  # drawn inside the shape: '14', or 'due' and a month under the name
    has_died: bool = False
    in_focus: bool = False
    in_household: bool = False


@dataclass(frozen=True)
class Child:
    key: str
    parentage: Parentage = Parentage.BIRTH


@dataclass(frozen=True)
class Couple:
    """One or two parents, and the children they have together."""

    partners: tuple[str, ...]
    children: tuple[Child, ...] = ()
    bond: Bond = Bond.MARRIED


def only_known(people: Iterable[Person], couples: Iterable[Couple]) -> tuple[dict[str, Person], list[Couple]]:
    """Without those who are not among `people`: whom the reader may not see is not drawn."""
    known = {person.key: person for person in people}
    kept = []
    for couple in couples:
        partners = tuple(dict.fromkeys(key for key in couple.partners if key in known))[:2]
        children = tuple(child for child in couple.children if child.key in known and child.key not in partners)
        if partners and (children or len(partners) > 1):
            kept.append(replace(couple, partners=partners, children=children))
    return known, kept
