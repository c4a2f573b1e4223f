"""Who is in an invented family, where they live and learn, and what key agencies note about the children."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from cases.choices import Ethnicity, FamilyRole, PersonKind, Relation, SenProvision, Sex
from cases.demo import words
from cases.demo.making import Maker
from cases.demo.stories import Somebody
from ehm.demo.copying import Table
from ehm.demo.names import BOYS, FAMILIES, GIRLS, LANGUAGES, MEN, STREET_KINDS, STREETS, WOMEN
from ehm.models import Area, Membership

ETHNICITIES = [Ethnicity.WBRI, Ethnicity.APKN, Ethnicity.AIND, Ethnicity.ABAN, Ethnicity.BAFR, Ethnicity.BCRB]
ETHNICITY_WEIGHTS = [58, 9, 7, 5, 12, 9]
GROWN_UP = 18  # years; who is helped as a child beyond them has an education, health and care plan
AGE_GROUPS = [(0, 4), (5, 9), (10, 15), (16, 17), (GROWN_UP, 19)]
AGE_WEIGHTS = [24, 30, 35, 9, 2]


class HouseholdMaker(Maker):
    """People, whereabouts and key agency notes."""

    def _people(
        self,
        family_id: int,
        surname: str,
        writer: Membership,
        created: datetime,
        has_episode: bool,
        protected: bool,
    ) -> tuple[list[Somebody], list[Somebody]]:
        chance = self.chance
        ethnicity = chance.choices(ETHNICITIES, ETHNICITY_WEIGHTS)[0]
        language = chance.choice(LANGUAGES) if chance.random() < 0.08 else ""

        def person(
            given: str, kind: str, sex: str, birth: date | None, role: str = FamilyRole.HOUSEHOLD, family_name: str = ""
        ) -> Somebody:
            number, reference = self.t.person.new_id(), self.said_reference()
            child = kind == PersonKind.CHILD
            knows_nhs = child and chance.random() < 0.8
            provision = chance.choices([SenProvision.NONE, SenProvision.SUPPORT, SenProvision.PLAN], [75, 18, 7])[0]
            if birth and (self.today - birth).days >= GROWN_UP * 365:
                provision = SenProvision.PLAN
            self.t.person.add(
                number,
                self.tenant_id,
                reference,
                kind,
                given,
                family_name or surname,
                birth,
                birth is None and kind != PersonKind.UNBORN,
                self.today + timedelta(days=chance.randint(20, 200)) if kind == PersonKind.UNBORN else None,
                sex,
                ethnicity,
                language,
                bool(language) and kind == PersonKind.ADULT,
                provision if child else "",
                self.nhs_number() if knows_nhs else "",
                "not_asked" if child and not knows_nhs else "unborn" if kind == PersonKind.UNBORN else "",
                f"07700 900{chance.randrange(1000):03}" if kind == PersonKind.ADULT else "",
                writer.agency_id,
                created,
                has_episode,
                protected and role == FamilyRole.HOUSEHOLD,
                False,
            )
            self.t.member.add(self.t.member.new_id(), self.tenant_id, family_id, number, role, created)
            return Somebody(number, reference, given or "Unborn", kind, birth)

        def born(youngest: int, oldest: int) -> date:
            return self.today - timedelta(days=chance.randint(youngest * 365 + 20, oldest * 365 + 340))

        children: list[Somebody] = []
        for number in range(chance.choices([1, 2, 3, 4, 5], [27, 36, 24, 9, 4])[0]):
            youngest, oldest = chance.choices(AGE_GROUPS, AGE_WEIGHTS)[0]
            girl = chance.random() < 0.49
            if number == 1 and chance.random() < 0.02 and children[0].birth:
                birth = children[0].birth  # twins
            else:
                birth = born(youngest, oldest)
            children.append(
                person(
                    chance.choice(GIRLS if girl else BOYS), PersonKind.CHILD, Sex.FEMALE if girl else Sex.MALE, birth
                )
            )
        if chance.random() < 0.06:
            children.append(person("", PersonKind.UNBORN, "", None))
        adults = [person(chance.choice(WOMEN), PersonKind.ADULT, Sex.FEMALE, born(22, 45))]
        if chance.random() < 0.55:
            lives_here = chance.random() < 0.6 and not protected
            adults.append(
                person(
                    chance.choice(MEN),
                    PersonKind.ADULT,
                    Sex.MALE,
                    born(22, 50) if chance.random() < 0.9 else None,
                    FamilyRole.HOUSEHOLD if lives_here else FamilyRole.NON_RESIDENT,
                    surname if lives_here else chance.choice(FAMILIES),
                )
            )
        if chance.random() < 0.2:
            adults.append(person(chance.choice(WOMEN), PersonKind.ADULT, Sex.FEMALE, born(48, 72), FamilyRole.NETWORK))
        relations = [Relation.MOTHER, Relation.FATHER, Relation.GRANDPARENT]
        grandparent = len(adults) == 2 and self.t.member.rows and adults[1].birth and adults[1].birth.year < 1980
        for place, adult in enumerate(adults):
            relation = Relation.GRANDPARENT if place == 1 and grandparent else relations[place]
            for child in children:
                self.t.relationship.add(
                    self.t.relationship.new_id(),
                    self.tenant_id,
                    family_id,
                    adult.id,
                    child.id,
                    relation,
                    True if relation == Relation.MOTHER else None if relation == Relation.FATHER else False,
                )
        return children, adults

    def _homes(
        self,
        family_id: int,
        area: Area,
        writer: Membership,
        people: list[Somebody],
        children: list[Somebody],
        came: date,
        protected: bool,
    ) -> None:
        chance = self.chance
        number = self.made.areas.index(area) + 1
        lines = (
            f"{chance.randint(1, 180)} {chance.choice(STREETS)} {chance.choice(STREET_KINDS)}\n{self.made.spec.name}"
        )
        postcode = f"{self.made.spec.postcode} {number}{chance.choice('ABDEFGHJLN')}{chance.choice('PQRSTUWXYZ')}"
        since = came - timedelta(days=chance.randint(30, 2000))

        def place(table: Table, who: Somebody, hidden: bool, *rest: Any) -> None:
            table.add(
                table.new_id(),
                self.tenant_id,
                self.reference(),
                family_id,
                who.id,
                since,
                hidden,
                writer.agency_id,
                writer.pk,
                *rest,
            )

        for somebody in people[: len(children) + 1]:
            if somebody.kind != PersonKind.UNBORN:
                place(self.t.address, somebody, protected, lines, postcode)
        for child in children:
            age = (self.today - child.birth).days // 365 if child.birth else 0
            if 4 <= age <= 16:
                school = chance.choice(self.schools)
                percent = round(min(100.0, max(35.0, chance.gauss(88, 9))), 1)
                place(self.t.school, child, protected, school.name, school.pk, percent, self.today - timedelta(days=14))
            if self.practices and chance.random() < 0.7 and child.birth:
                practice = chance.choice(self.practices)
                place(self.t.gp, child, protected, practice.name, practice.pk)

    def _notes(self, children: list[Somebody], came: date, has_episode: bool) -> None:
        chance = self.chance
        for child in children:
            for _ in range(chance.choices([0, 1, 2], [45, 40, 15] if has_episode else [10, 65, 25])[0]):
                agency = chance.choice(self.helpers)
                worker = chance.choice(self.made.partners[agency.pk])
                started = came + timedelta(days=chance.randint(0, 60))
                started = min(started, self.today)
                over = chance.random() < 0.35 and (self.today - started).days > 60
                self.t.note.add(
                    self.t.note.new_id(),
                    self.tenant_id,
                    self.reference(),
                    child.id,
                    agency.pk,
                    worker.display_name,
                    worker.work_phone,
                    chance.choice(words.SUPPORT),
                    started,
                    started + timedelta(days=chance.randint(30, 200)) if over else None,
                    worker.pk,
                    self.working_moment(started),
                )
