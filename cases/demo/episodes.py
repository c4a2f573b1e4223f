"""One episode of an invented family: asked for, led, shared, looked at by a manager, and perhaps ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from cases.choices import ClosureReason, EpisodeStatus, Origin, PersonKind
from cases.demo import words
from cases.demo.contacts import ContactMaker
from cases.demo.stories import Somebody, Story, Told
from ehm.models import Agency, Area, Membership

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


class EpisodeMaker(ContactMaker):
    """Everything that belongs to an episode."""

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
            closed_at,
            [child for child in children if child.kind == PersonKind.CHILD],
            adults,
        )
        by = manager

        def happened(what: str, at: datetime, who: Membership = by, **data: Any) -> int:
            number = self.event(what, at, who, family_id, episode_id, **data)
            story.happenings.append(Told(what, at, number, who))
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
        story.team = self._team(family_id, episode_id, lead, by, opened, closed_at)
        last = self._contacts(story, lead, children, adults, opened, closed_at or self.now)
        reason: str = chance.choices(CLOSURES, CLOSURE_WEIGHTS)[0] if closed_at else ""
        story.closure_reason = reason
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
    ) -> list[Agency]:
        """The agencies that help beside the lead's."""
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
        return [agency for agency in team if agency.pk != lead.agency_id]
