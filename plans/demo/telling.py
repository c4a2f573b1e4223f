"""What every part of an invented plan shares: the plan, its tables, its dice, and how it tells what happened."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from psycopg.types.json import Jsonb

from assessments.demo import Assessed
from cases.demo.making import working_moment
from cases.demo.stories import Somebody, Story, Told
from cases.profile import profile_of as words_of
from ehm.demo.copying import Table
from ehm.demo.organisations import Made
from ehm.models import Membership
from ehm.models.tenancy import WRITTEN, drawn_reference
from plans.demo.tables import PlanTables
from plans.profile import profile_of

REVIEWS_AT_MOST = 7
OLD_ENOUGH = timedelta(days=5 * 365)


class World:
    """One partnership, ready for plans."""

    def __init__(self, made: Made, tables: PlanTables, events: Table, chance: random.Random, now: datetime) -> None:
        self.made, self.t, self.events, self.chance, self.now = made, tables, events, chance, now
        self.tenant_id, self.profile = made.tenant.pk, profile_of(made.tenant)
        self.words = words_of(made.tenant).words


class Telling:
    """Of one plan. What the database's triggers would have written is written by whoever makes it up."""

    def __init__(self, world: World, story: Story, assessed: Assessed) -> None:
        self.world, self.story, self.assessed = world, story, assessed
        self.t, self.chance, self.profile = world.t, world.chance, world.profile
        self.by, self.until = story.lead, story.closed_at or world.now
        self.number, self.reference = self.t.plan.new_id(), self.new_reference()
        self.begun = self.working(assessed.finished_at.date() + timedelta(days=1))
        often = max(28, (self.until - self.begun).days // REVIEWS_AT_MOST)  # help that is long is looked at less often
        self.every = max(often, self.chance.choice([28, 42, 42, 56, 84]))

    def new_reference(self) -> str:
        return drawn_reference(WRITTEN, self.chance)

    def working(self, day: date) -> datetime:
        return working_moment(day, self.chance)

    def schoolchild(self, at: datetime) -> Somebody | None:
        """Somebody who says things, and chooses whom to talk to."""
        old = (one for one in self.story.children if one.birth and at.date() - one.birth > OLD_ENOUGH)
        return next(old, None)

    def child(self) -> str:
        """A name to say in sentences."""
        return self.story.children[0].name if self.story.children else "The little one"

    def row(self) -> tuple[Any, ...]:
        """How each row of an episode begins, but for its id."""
        return self.world.tenant_id, self.new_reference(), self.story.episode_id, self.by.agency_id, self.by.pk

    def event(self, what: str, at: datetime, data: Mapping[str, Any], by: Membership | None = None) -> int:
        number, who, story = self.world.events.new_id(), by or self.by, self.story
        row = (number, self.world.tenant_id, what, story.family_id, story.episode_id, None, who.pk, who.agency_id)
        self.world.events.add(*row, at, at, Jsonb(data))
        return number

    def tell(self, what: str, at: datetime, records: dict[str, str], data: Mapping[str, Any]) -> None:
        """An event that clocks hear of."""
        number, agreed_on = self.event(what, at, {**records, **data}), data.get("agreed_on")
        day = date.fromisoformat(agreed_on) if agreed_on else None
        agreed_days = data.get("agreed_days")
        told = Told(what, at, number, self.by, records=records, data=data, agreed_days=agreed_days, agreed_on=day)
        self.story.happenings.append(told)
