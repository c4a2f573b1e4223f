"""Invented help that came down from social care, or has to go up to it, and worries that the front door was told of."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.text import capfirst

from cases.choices import ClosureReason
from plans.choices import (
    CameFrom,
    ChildrenTold,
    FamilyView,
    FollowUpBecause,
    FrontDoorDecision,
    ListedBecause,
    StepDownRoute,
    StepUpOutcome,
    ToldHow,
)
from plans.demo import words
from plans.demo.ending import EndingMaker

TALKED_LATER, SENT_LATER = timedelta(hours=2), timedelta(hours=20)


class WaysOutMaker(EndingMaker):
    is_listed = False

    def come_down(self) -> None:
        """Some help began because social care ended its own."""
        chance, at = self.chance, self.begun
        if chance.random() > 0.08:
            return
        is_listed = chance.random() < 0.3
        route = StepDownRoute.MEETING if is_listed else StepDownRoute.REVIEW
        came_from = chance.choice((CameFrom.CHILD_IN_NEED, CameFrom.CHILD_PROTECTION)).value
        number, row = self.t.step_down.new_id(), self.row()
        asked_on = (at + timedelta(days=14)).date()
        is_asked = asked_on < self.until.date() and chance.random() < 0.6
        handed = (None if is_listed else at.date(), words.GOES_ON_AFTER, words.IF_WORSE)
        said = (FamilyView.AGREES.value, self.chance.choice(words.FAMILY_SAYS))
        self.t.step_down.add(number, *row, at, route.value, came_from, words.SOCIAL_WORKER, *handed, *said)
        self.event("episode.stepped_down", at, {})
        if is_listed:
            until = self.working((at + timedelta(days=7)).date())
            self._list(ListedBecause.NO_LEAD, at, until if until < self.until else None, step_down=number)
        if not self.story.lead_agency.is_local_authority:
            with_whom = f"{self.story.lead.display_name}, {self.story.lead_agency.name}"
            heard = (asked_on, with_whom, words.HOW_IT_GOES, self.story.manager.pk)
            asked = heard if is_asked else (None, "", "", None)
            self.t.follow_up.add(self.t.follow_up.new_id(), *row, at, FollowUpBecause.STEP_DOWN.value, *asked, "")
            self.event("follow_up.asked", at, {"agency": self.story.lead_agency.name})
            if is_asked:
                self.event("coordinator.followed_up", self.working(asked_on), {}, self.story.manager)

    def go_up(self, closed: datetime | None) -> None:
        """Help that ended because more was needed went by a conversation and the front door; of help that runs, some
        was talked about too."""
        chance = self.chance
        if closed is not None and self.story.closure_reason == ClosureReason.STEPPED_UP:
            at = self.working((closed - timedelta(days=7)).date())
            if at > self.begun:
                talk = self._talk(at, StepUpOutcome.REFERRAL)
                self._tell_front_door(at + TALKED_LATER, talk, closed - timedelta(minutes=30))
        elif closed is None and chance.random() < 0.1:
            at = self.working((self.until - timedelta(days=chance.randint(3, 12))).date())
            if self.begun < at < self.until - timedelta(days=1):
                self._go_up_now(at)

    def _go_up_now(self, at: datetime) -> None:
        chance, profile = self.chance, self.profile.step_up
        if profile.may_lead_to(StepUpOutcome.MEETING) and chance.random() < 0.6:
            talk = self._talk(at, StepUpOutcome.MEETING)
            self._list(ListedBecause.COMPLEX, at, None, step_up=talk)
        elif chance.random() < 0.5:
            self._talk(at, StepUpOutcome.ADVICE)
        else:
            self._tell_front_door(at, None, None)

    def _talk(self, at: datetime, outcome: StepUpOutcome) -> int:
        number = self.t.step_up.new_id()
        said = (words.TALKED_WITH, words.WORSE, words.TRIED, False, outcome.value, words.ADVISED)
        self.t.step_up.add(number, *self.row(), at, at, *said)
        self.event("step_up.talked", at, {"outcome_name": self.profile.step_up.called(outcome)})
        return number

    def _list(
        self,
        because: ListedBecause,
        at: datetime,
        until: datetime | None,
        step_up: int | None = None,
        step_down: int | None = None,
    ) -> None:
        if self.is_listed:
            return
        self.is_listed = until is None
        ended = (until, words.TALKED_ABOUT) if until else (None, "")
        self.t.listing.add(self.t.listing.new_id(), *self.row(), at, because.value, step_up, step_down, True, *ended)
        self.event("meeting_list.added", at, {"panel": self.world.words.panel})
        if until:
            self.event("meeting_list.ended", until, {"panel": self.world.words.the_panel})

    def _tell_front_door(self, at: datetime, talk: int | None, heard_at: datetime | None) -> None:
        """Told on the phone, then sent in writing; decided, where it is known what they decided."""
        number, row = self.t.front_door.new_id(), self.row()
        name = self.world.words.front_door
        about = {"safeguarding_contact": row[1]}
        data = {"front_door": capfirst(name)}
        sent_at = at + SENT_LATER
        self.tell("safeguarding_contact.made", at, about, data | {"harm": "other" if talk else "feared"})
        heard: tuple[datetime | None, datetime | None, str, str] = (None, None, "", "")
        if heard_at is not None:
            self.tell("safeguarding_contact.followed_up", sent_at, about, data)
            self.tell(
                "safeguarding_contact.feedback_received",
                heard_at,
                about,
                data | {"decision": FrontDoorDecision.TAKES_OVER},
            )
            heard = (sent_at, heard_at, FrontDoorDecision.TAKES_OVER.value, words.THEY_TAKE_OVER)
        children = [child.reference for child in self.story.children[:1]]
        worry = (words.WORSE, False) if talk else (words.FEARED, True)
        told = (ToldHow.PHONE.value, words.SPOKE_WITH, children, *worry, True, ChildrenTold.YES.value)
        ask_on = None if heard_at else (at + timedelta(days=7)).date()
        self.t.front_door.add(number, *row, at, at, talk, *told, ask_on, *heard)
