"""From relationships to the family map: whom it draws, and between whom."""

from datetime import date

import pytest

from cases.choices import FamilyRole, PersonKind, Relation
from cases.family_map import family_in_words, family_map
from cases.models import FamilyMember, Person, Relationship
from ehm.charts.family import Bond, Child, Couple, Parentage, Shape
from ehm.charts.genogram import genogram

NAMES = ["Aisha", "Ben", "Leo", "Dee", "Sam", "Kit"]
AISHA, BEN, LEO, DEE, SAM, KIT = range(1, 7)


@pytest.fixture
def people():
    made = {}
    for key, name in enumerate(NAMES, start=1):
        kind = PersonKind.CHILD if key < DEE else PersonKind.ADULT
        made[key] = Person(pk=key, given_name=name, family_name="Reed", kind=kind, sex="F" if key in (1, 4) else "M")
    return made


def members(people, *keys, role=FamilyRole.HOUSEHOLD):
    return [FamilyMember(pk=key, person=people[key], role=role) for key in keys]


def row(person, relation, relative, **fields):
    return Relationship(person_id=person, relative_id=relative, relation=relation, **fields)


def mother_of_three():
    return [row(DEE, Relation.MOTHER, child) for child in (AISHA, BEN, LEO)]


def test_three_siblings_with_a_mother_and_a_father_who_is_not_known(people):
    drawn, couples = family_map(members(people, AISHA, BEN, LEO, DEE), mother_of_three())
    assert [person.name for person in drawn] == ["Aisha Reed", "Ben Reed", "Leo Reed", "Dee Reed"]
    assert couples == [Couple(("4",), (Child("1"), Child("2"), Child("3")), Bond.NOT_KNOWN)]
    assert drawn[0].shape == Shape.FEMALE and drawn[1].shape == Shape.MALE
    assert drawn[0].in_focus and not drawn[3].in_focus
    assert "Dee Reed; children: Aisha Reed, Ben Reed, Leo Reed" in genogram(drawn, couples, "Reed family")


def test_whom_the_reader_may_not_see_does_not_appear(people):
    rows = [*mother_of_three(), row(SAM, Relation.FATHER, AISHA), row(SAM, Relation.PARTNER, DEE)]
    drawn, couples = family_map(members(people, AISHA, BEN, LEO, DEE), rows)
    picture = genogram(drawn, couples, "Reed family")
    assert "Sam" not in picture
    assert all("5" not in couple.partners for couple in couples)
    assert "Sam" not in str(family_in_words(members(people, AISHA, DEE), rows))


def test_children_of_two_fathers_hang_under_two_couples(people):
    rows = [
        *mother_of_three(),
        row(SAM, Relation.FATHER, AISHA),
        row(SAM, Relation.FATHER, BEN),
        row(KIT, Relation.FATHER, LEO),
        row(SAM, Relation.DIVORCED, DEE),
        row(KIT, Relation.PARTNER, DEE),
    ]
    _, couples = family_map(members(people, *people), rows)
    assert couples == [
        Couple(("4", "5"), (Child("1"), Child("2")), Bond.DIVORCED),
        Couple(("4", "6"), (Child("3"),), Bond.COHABITING),
    ]


def test_a_step_parent_stands_beside_the_parent_without_a_line_to_the_child(people):
    rows = [row(DEE, Relation.MOTHER, AISHA), row(SAM, Relation.STEP_PARENT, AISHA)]
    _, couples = family_map(members(people, AISHA, DEE, SAM), rows)
    assert couples == [Couple(("4",), (Child("1"),), Bond.NOT_KNOWN), Couple(("4", "5"), (), Bond.NOT_KNOWN)]


def test_adoption_and_care_by_others(people):
    rows = [
        row(DEE, Relation.MOTHER, AISHA),
        row(SAM, Relation.ADOPTIVE_PARENT, AISHA),
        row(KIT, Relation.KINSHIP_CARER, BEN),
        row(KIT, Relation.KINSHIP_CARER, LEO, ended_on=date(2026, 1, 1)),
    ]
    _, couples = family_map(members(people, *people), rows)
    lines = {(couple.partners, child.key, child.parentage) for couple in couples for child in couple.children}
    assert lines == {
        (("4",), "1", Parentage.BIRTH),
        (("5",), "1", Parentage.ADOPTION),
        (("6",), "2", Parentage.FOSTER),
    }


def test_partners_who_parted_are_drawn_apart(people):
    rows = [row(DEE, Relation.SPOUSE, SAM, ended_on=date(2026, 3, 3))]
    _, couples = family_map(members(people, DEE, SAM), rows)
    assert couples == [Couple(("4", "5"), (), Bond.SEPARATED)]
    said = family_in_words(members(people, DEE, SAM), rows)
    assert said[0].ties == ("husband, wife or civil partner of Sam (until 3 Mar 2026)",)


def test_the_same_in_words(people):
    rows = [*mother_of_three(), row(AISHA, Relation.HALF_SIBLING, LEO)]
    said = {line.person.short_name: line for line in family_in_words(members(people, *people), rows)}
    assert said["Dee"].ties == ("mother of Aisha, Ben and Leo",)
    assert said["Leo"].ties == ("half-brother or half-sister of Aisha",)
    away = family_in_words(members(people, SAM, role=FamilyRole.NON_RESIDENT), [])
    assert away[0].place == "Parent or child who lives elsewhere"


def test_an_unborn_child_is_a_triangle_with_its_month(people):
    people[LEO].kind, people[LEO].given_name, people[LEO].expected_on = PersonKind.UNBORN, "", date(2027, 3, 5)
    drawn, _ = family_map(members(people, LEO), [])
    assert (drawn[0].shape, drawn[0].age, drawn[0].name) == (Shape.UNBORN, "", "Unborn, due Mar")
    assert family_in_words(members(people, LEO), [])[0].age == "due 5 Mar 2027"
