"""One family after another: who they are, what has happened to them, and the rows that say so."""

from __future__ import annotations

from datetime import timedelta

from cases.demo.episodes import EpisodeMaker
from cases.demo.households import HouseholdMaker
from cases.demo.stories import Story
from ehm.demo.names import FAMILIES
from ehm.models import Area, Membership

DEMO_CASELOAD = 9  # families that the demo's own practitioner leads from the start


class FamilyMaker(HouseholdMaker, EpisodeMaker):
    """Makes the families of one partnership."""

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
