"""One family after another: who they are, what has happened to them, and the rows that say so."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from cases.choices import (
    ClosureReason,
    ContactKind,
    EpisodeStatus,
    Ethnicity,
    FamilyRole,
    Origin,
    PersonKind,
    Relation,
    SenProvision,
    Sex,
)
from cases.demo import words
from cases.demo.stories import Somebody, Story
from cases.demo.tables import CaseTables
from cases.profile import profile_of
from ehm.demo.copying import Table
from ehm.demo.names import BOYS, FAMILIES, GIRLS, LANGUAGES, MEN, STREET_KINDS, STREETS, WOMEN
from ehm.demo.organisations import Made
from ehm.models import AgencyKind, Area, Membership
from ehm.models.tenancy import SAID, WRITTEN, drawn_reference

ETHNICITIES = [Ethnicity.WBRI, Ethnicity.APKN, Ethnicity.AIND, Ethnicity.ABAN, Ethnicity.BAFR, Ethnicity.BCRB]
ETHNICITY_WEIGHTS = [58, 9, 7, 5, 12, 9]
AGE_GROUPS = [(0, 4), (5, 9), (10, 15), (16, 17), (18, 24)]
AGE_WEIGHTS = [24, 30, 35, 9, 2]
ORIGINS = [Origin.REQUEST, Origin.FRONT_DOOR, Origin.STEP_DOWN, Origin.UNIVERSAL, Origin.END_OF_ASSESSMENT]
ORIGIN_WEIGHTS = [62, 15, 9, 8, 6]
CLOSURES = [
    ClosureReason.NEEDS_MET,
    ClosureReason.SINGLE_AGENCY,
    ClosureReason.STEPPED_UP,
    ClosureReason.WITHDREW,
    ClosureReason.MOVED,
    ClosureReason.UNIVERSAL,
]
CLOSURE_WEIGHTS = [55, 14, 9, 14, 5, 3]
SCHOOLS = (AgencyKind.PRIMARY_SCHOOL, AgencyKind.SECONDARY_SCHOOL)
HOME_CONTACTS = [ContactKind.HOME_VISIT, ContactKind.SCHOOL_VISIT, ContactKind.PHONE, ContactKind.HUB_VISIT]
HOME_WEIGHTS = [52, 16, 20, 12]


DEMO_CASELOAD = 9  # families that the demo's own practitioner leads from the start


class FamilyMaker:
    """Makes the families of one partnership. `contacts_at_most` keeps national data to a size that fits."""

    def __init__(
        self,
        made: Made,
        tables: CaseTables,
        chance: random.Random,
        now: datetime,
        *,
        permission_id: int,
        contacts_at_most: int = 60,
        open_share: float = 0.17,
    ) -> None:
        self.made, self.t, self.chance, self.now = made, tables, chance, now
        self.today = now.date()
        self.tenant_id = made.tenant.pk
        self.permission_id = permission_id
        self.contacts_at_most, self.open_share = contacts_at_most, open_share
        self.schools = made.of_kind(*SCHOOLS) or made.agencies
        self.practices = made.of_kind(AgencyKind.GP)
        self.helpers = [agency for agency in made.agencies if agency.kind not in (AgencyKind.GP,)]
        self.made_families = 0
        self.nhs_numbers = 0
        self.profile = profile_of(made.tenant)
        self.said_references: set[str] = set()

    # Small things

    def reference(self) -> str:
        return drawn_reference(WRITTEN, self.chance)

    def said_reference(self) -> str:
        """Of a family, a person or an episode; in a large partnership one is drawn twice now and then."""
        while (reference := drawn_reference(SAID, self.chance)) in self.said_references:
            pass
        self.said_references.add(reference)
        return reference

    def working_moment(self, day: date) -> datetime:
        """Some time in the working day of the next weekday."""
        while day.weekday() >= 5:
            day += timedelta(days=1)
        minute = self.chance.randrange(9 * 60, 16 * 60 + 30)
        return datetime.combine(day, time(minute // 60, minute % 60), UTC)

    def nhs_number(self) -> str:
        """A number of the range that is never given to anybody, the same for the same child of the same data."""
        while True:
            self.nhs_numbers += 1
            body = f"999{(self.tenant_id * 7919 + self.nhs_numbers) % 1_000_000:06}"
            rest = 11 - sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11
            if rest != 10:
                return f"{body}{rest % 11}"

    def event(
        self,
        what: str,
        at: datetime,
        by: Membership,
        family_id: int,
        episode_id: int | None = None,
        person: Somebody | None = None,
        recorded_at: datetime | None = None,
        **data: Any,
    ) -> int:
        number = self.t.event.new_id()
        self.t.event.add(
            number,
            self.tenant_id,
            what,
            family_id,
            episode_id,
            person.id if person else None,
            by.pk,
            by.agency_id,
            at,
            recorded_at or at,
            Jsonb(data),
        )
        return number

    # A family

    def make(self) -> list[Story]:
        """One more family and the stories of its episodes."""
        chance, made = self.chance, self.made
        self.made_families += 1
        is_for_the_demo = self.made_families <= DEMO_CASELOAD
        area = made.areas[0] if is_for_the_demo else chance.choice(made.areas)
        has_episode = is_for_the_demo or chance.random() < 0.78
        open_now = is_for_the_demo or (has_episode and chance.random() < self.open_share / 0.78)
        lead = made.signed["practitioner"] if is_for_the_demo else self._lead(area)
        came = self.today - timedelta(days=chance.randint(5, 380) if open_now else chance.randint(200, 730))
        writer = lead if lead.agency_id != made.council.pk or chance.random() < 0.5 else made.managers[area.pk]
        surname = chance.choice(FAMILIES)
        family_id = self.t.family.new_id()
        created = self.working_moment(came - timedelta(days=1))
        self.t.family.add(
            family_id,
            self.tenant_id,
            self.said_reference(),
            f"{surname} family",
            area.pk,
            "Ring before you come: a friendly but large dog." if chance.random() < 0.05 else "",
            writer.agency_id,
            writer.pk,
            created,
            has_episode,
        )
        protected = chance.random() < 0.03
        children, adults = self._people(family_id, surname, writer, created, has_episode, protected)
        self._homes(family_id, area, writer, [*children, *adults], children, came, protected)
        self.event("family.created", created, writer, family_id)
        stories = []
        if has_episode:
            if not open_now and chance.random() < 0.115 and (self.today - came).days > 420:
                stories.append(self._episode(family_id, area, self._lead(area), children, adults, came, 160))
                later = came + timedelta(days=chance.randint(220, 400))
                stories.append(self._episode(family_id, area, lead, children, adults, later, None))
            else:
                length = None if open_now else max(20, min(int(chance.gauss(175, 70)), (self.today - came).days - 2))
                stories.append(self._episode(family_id, area, lead, children, adults, came, length))
        self._notes(children, came, has_episode)
        return stories

    def _lead(self, area: Area) -> Membership:
        """Hub and partners lead about as many families each."""
        made, chance = self.made, self.chance
        if chance.random() < 0.52:
            near = [one for one in made.hub_practitioners if one.line_manager_id == made.managers[area.pk].pk]
            return chance.choice(near or made.hub_practitioners)
        return chance.choice(made.partners[chance.choice(self.helpers).pk])

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
                chance.choices([SenProvision.NONE, SenProvision.SUPPORT, SenProvision.PLAN], [75, 18, 7])[0]
                if child
                else "",
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

    # An episode

    def _episode(
        self,
        family_id: int,
        area: Area,
        lead: Membership,
        children: list[Somebody],
        adults: list[Somebody],
        came: date,
        length: int | None,
    ) -> Story:
        chance, made = self.chance, self.made
        is_council = lead.agency_id == made.council.pk
        lead_agency = made.council if is_council else next(a for a in made.agencies if a.pk == lead.agency_id)
        manager = made.managers[area.pk]
        asked = self.working_moment(came)
        opened = min(self.working_moment(came + timedelta(days=chance.randint(0, 4))), self.now)
        opened = max(opened, asked + timedelta(minutes=5))
        level = chance.choices([2, 3], [15, 85])[0]
        episode_id, reference = self.t.episode.new_id(), self.said_reference()
        origin = chance.choices(ORIGINS, ORIGIN_WEIGHTS)[0]
        closed_at = self.working_moment(came + timedelta(days=length)) if length else None
        story = Story(
            self.tenant_id,
            family_id,
            episode_id,
            reference,
            area,
            lead,
            lead_agency,
            manager,
            level,
            asked,
            closed_at is None,
            [child for child in children if child.kind == PersonKind.CHILD],
        )
        by = manager

        def happened(what: str, at: datetime, who: Membership = by, **data: Any) -> int:
            number = self.event(what, at, who, family_id, episode_id, **data)
            story.happenings.append((what, at, number, None, "", who))
            return number

        happened("episode.requested", asked, origin=origin)
        self.t.level.add(
            self.t.level.new_id(),
            self.tenant_id,
            self.reference(),
            episode_id,
            level,
            chance.choice(words.LEVEL_REASONS),
            opened.date(),
            by.pk,
            by.agency_id,
            opened,
        )
        happened("level.decided", opened, level=level, level_band="", level_name=self.profile.level_name(level))
        happened("episode.opened", opened)
        allocation_id = self.t.allocation.new_id()
        agreed_at = min(opened + timedelta(hours=chance.randint(1, 40)), self.now)
        self.t.allocation.add(
            allocation_id,
            self.tenant_id,
            self.reference(),
            episode_id,
            lead_agency.pk,
            lead.pk,
            True,
            True,
            opened,
            agreed_at,
            by.agency_id,
            by.pk,
            closed_at,
            "Early help ended" if closed_at else "",
        )
        about: dict[str, Any] = {
            "lead": lead.display_name,
            "agency": lead_agency.name,
            "is_local_authority": is_council,
            "allocation_id": allocation_id,
            "lead_id": lead.pk,
            "lead_agency_id": lead_agency.pk,
        }
        happened("allocation.made", opened, **about)
        happened("lead.agreed", agreed_at, lead, **about)
        if is_council and self.now - opened > timedelta(hours=3):
            self._oversight(story, episode_id, allocation_id, opened, manager, happened)
        if adults:
            self._agreement(family_id, episode_id, adults[0], agreed_at, lead)
        self._team(family_id, episode_id, lead, by, opened, closed_at)
        last = self._contacts(story, lead, children, adults, opened, closed_at or self.now)
        reason: str = chance.choices(CLOSURES, CLOSURE_WEIGHTS)[0] if closed_at else ""
        if closed_at:
            happened("episode.closed", closed_at, reason=reason, family_told=True, why_not_told="")
        self.t.episode.add(
            episode_id,
            self.tenant_id,
            reference,
            family_id,
            EpisodeStatus.CLOSED if closed_at else EpisodeStatus.OPEN,
            origin,
            chance.choice(words.REASONS).format(child=children[0].name),
            asked,
            opened,
            closed_at,
            by.pk if closed_at else None,
            reason,
            words.CLOSING if closed_at else "",
            level,
            lead_agency.pk,
            lead.pk,
            area.pk,
            by.pk,
            asked,
            None,
            last,
        )
        return story

    def _oversight(
        self, story: Story, episode_id: int, allocation_id: int, opened: datetime, manager: Membership, happened: Any
    ) -> None:
        chance = self.chance
        if chance.random() < 0.06:
            return
        hours = chance.uniform(1, 22) if chance.random() < 0.82 else chance.uniform(25, 90)
        at = opened + timedelta(hours=hours)
        if at >= self.now:
            return
        self.t.oversight.add(
            self.t.oversight.new_id(),
            self.tenant_id,
            self.reference(),
            episode_id,
            allocation_id,
            (at + timedelta(days=14)).date(),
            manager.agency_id,
            manager.pk,
            at,
        )
        happened("oversight.recorded", at, manager, occasion="allocation", allocation_id=allocation_id)

    def _agreement(self, family_id: int, episode_id: int, parent: Somebody, at: datetime, by: Membership) -> None:
        for kind in ("early_help", "sharing"):
            number = self.t.agreement.new_id()
            self.t.agreement.add(
                number,
                self.tenant_id,
                self.reference(),
                episode_id,
                parent.id,
                kind,
                True,
                "spoken",
                at.date(),
                by.agency_id,
                by.pk,
                at,
            )
            self.event("agreement.recorded", at, by, family_id, episode_id, name=parent.name, kind=kind, is_given=True)

    def _team(
        self,
        family_id: int,
        episode_id: int,
        lead: Membership,
        by: Membership,
        opened: datetime,
        closed_at: datetime | None,
    ) -> None:
        chance = self.chance
        team = chance.sample(self.helpers, k=min(len(self.helpers), chance.choices([0, 1, 2, 3], [25, 35, 27, 13])[0]))
        for agency in team:
            if agency.pk == lead.agency_id:
                continue
            at = min(opened + timedelta(days=chance.randint(0, 20)), self.now)
            self.t.team.add(
                self.t.team.new_id(), self.tenant_id, self.reference(), episode_id, agency.pk, at, by.pk, closed_at
            )
            if closed_at is None:
                self.t.grant.add(
                    self.t.grant.new_id(), self.tenant_id, episode_id, agency.principal_id, self.permission_id
                )
            self.event("team.joined", at, by, family_id, episode_id, agency=agency.name)
        left = [agency for agency in self.helpers if agency not in team and agency.pk != lead.agency_id]
        if left and chance.random() < 0.02:
            self.t.exclusion.add(
                self.t.exclusion.new_id(),
                self.tenant_id,
                self.reference(),
                episode_id,
                chance.choice(left).pk,
                None,
                opened,
                by.pk,
            )
            self.event("exclusion.made", opened, by, family_id, episode_id)

    def _contacts(
        self,
        story: Story,
        lead: Membership,
        children: list[Somebody],
        adults: list[Somebody],
        opened: datetime,
        until: datetime,
    ) -> datetime | None:
        """First contact within a few days, then visits every one to four weeks; the last few before `until` matter."""
        chance = self.chance
        moments = []
        day = opened.date() + timedelta(days=max(1, min(12, round(chance.lognormvariate(1.2, 0.6)))))
        while (moment := self.working_moment(day)) < until:
            moments.append(moment)
            day = moment.date() + timedelta(days=chance.choices([7, 11, 14, 20, 27, 40], [22, 18, 26, 18, 11, 5])[0])
        if len(moments) > self.contacts_at_most:
            moments = [moments[0], *moments[-(self.contacts_at_most - 1) :]]
        last = None
        for number, happened_at in enumerate(moments):
            late = (
                timedelta(hours=chance.uniform(0.2, 30))
                if chance.random() < 0.82
                else timedelta(hours=chance.uniform(60, 200))
            )
            recorded_at = happened_at + late
            if recorded_at >= self.now:
                continue
            is_attempt = chance.random() < 0.06 and number > 0
            self._contact(story, lead, children, adults, happened_at, recorded_at, number == 0, is_attempt)
            if not is_attempt:
                last = happened_at
        return last

    def _contact(
        self,
        story: Story,
        lead: Membership,
        children: list[Somebody],
        adults: list[Somebody],
        happened_at: datetime,
        recorded_at: datetime,
        is_first: bool,
        is_attempt: bool,
    ) -> None:
        chance = self.chance
        kind = ContactKind.HOME_VISIT if is_first else chance.choices(HOME_CONTACTS, HOME_WEIGHTS)[0]
        in_person = kind != ContactKind.PHONE
        born = story.children
        seen = [] if is_attempt or not in_person else [child for child in born if chance.random() < 0.8]
        alone = {child.id for child in seen if chance.random() < 0.4}
        parent = adults[0] if adults and not is_attempt else None
        child = seen[0] if seen else born[0] if born else children[0]
        contact_id, reference = self.t.contact.new_id(), self.reference()
        unannounced = chance.random() < 0.04
        self.t.contact.add(
            contact_id,
            self.tenant_id,
            reference,
            story.episode_id,
            lead.agency_id,
            lead.pk,
            happened_at,
            recorded_at,
            kind,
            is_attempt,
            not unannounced,
            words.UNANNOUNCED[0] if unannounced else "",
            "" if is_attempt else chance.choice(words.WORKING_WELL).format(child=child.name),
            "" if is_attempt or chance.random() < 0.3 else chance.choice(words.WORRIED_ABOUT).format(child=child.name),
            "" if is_attempt else chance.choice(words.NEEDS_TO_HAPPEN).format(child=child.name),
            (happened_at + timedelta(days=14)).date(),
            is_first,
            is_first,
            is_first,
            uuid.UUID(int=chance.getrandbits(128), version=4),
        )

        def person(somebody: Somebody, was_seen: bool, was_alone: bool, own_words: str) -> None:
            self.t.contact_person.add(
                self.t.contact_person.new_id(),
                self.tenant_id,
                contact_id,
                story.episode_id,
                lead.agency_id,
                somebody.id,
                was_seen,
                was_alone,
                True,
                own_words,
            )

        for one in seen:
            person(one, True, one.id in alone, chance.choice(words.OWN_WORDS) if chance.random() < 0.5 else "")
        if parent:
            person(parent, in_person, False, "")
        names = [one.name for one in seen] + ([parent.name] if parent and in_person else [])
        number = self.event(
            "contact.recorded",
            happened_at,
            lead,
            story.family_id,
            story.episode_id,
            recorded_at=recorded_at,
            contact=reference,
            id=contact_id,
            kind=kind,
            is_attempt=is_attempt,
            seen=names if in_person else [],
            spoken_to=names,
        )
        story.happenings.append(("contact.happened", happened_at, number, None, reference, lead))
        story.happenings.append(("contact.recorded", recorded_at, number, None, reference, lead))
        for one in seen:
            self.event(
                "child.seen",
                happened_at,
                lead,
                story.family_id,
                story.episode_id,
                person=one,
                recorded_at=recorded_at,
                name=one.name,
                alone=one.id in alone,
                contact=reference,
            )
            story.happenings.append(("child.seen", happened_at, number, one, reference, lead))
        if is_first and not is_attempt:
            number = self.event(
                "first_contact.made",
                happened_at,
                lead,
                story.family_id,
                story.episode_id,
                recorded_at=recorded_at,
                contact=reference,
            )
            story.happenings.append(("first_contact.made", happened_at, number, None, reference, lead))
