"""The contacts of an invented episode: visits and calls, who was seen, and what they said."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from cases.choices import ContactKind
from cases.demo import words
from cases.demo.making import Maker
from cases.demo.stories import Somebody, Story, Told
from ehm.models import Membership

HOME_CONTACTS = [ContactKind.HOME_VISIT, ContactKind.SCHOOL_VISIT, ContactKind.PHONE, ContactKind.HUB_VISIT]
HOME_WEIGHTS = [52, 16, 20, 12]


class ContactMaker(Maker):
    """First contact, and what follows it."""

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
            said = chance.choice(words.OWN_WORDS) if chance.random() < 0.5 else ""
            talks = one.birth is not None and (happened_at.date() - one.birth).days > words.TALKS_FROM
            person(one, True, one.id in alone, said if talks else "")
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
        contact = {"contact": reference}
        story.happenings.append(Told("contact.happened", happened_at, number, lead, records=contact))
        story.happenings.append(Told("contact.recorded", recorded_at, number, lead, records=contact))
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
            story.happenings.append(Told("child.seen", happened_at, number, lead, one, contact))
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
            story.happenings.append(Told("first_contact.made", happened_at, number, lead, records=contact))
