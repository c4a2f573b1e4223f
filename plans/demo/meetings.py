"""The meetings of an invented plan: held, cancelled, still to come, and who was heard at each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from assessments.models import CopyKind
from plans.choices import Answer, Attended, MeetingKind, ReviewOutcome
from plans.demo import words
from plans.demo.promises import PromiseMaker
from plans.demo.telling import OLD_ENOUGH
from plans.lifecycle import MeetingStatus

AGREED_AFTER = timedelta(hours=2)
NOT_SAID = ("", "", "", "", "", "", "", "", None, "", None, None)  # the minutes of a meeting that was not held


class Held(NamedTuple):
    """A meeting that was held, and how many reviews it is after the first."""

    id: int
    number: int
    at: datetime


class MeetingMaker(PromiseMaker):
    """The first meeting agrees the plan; reviews follow about as often as it says."""

    def hold_meetings(self, first: datetime) -> list[Held]:
        held: list[Held] = []
        days = self._days(first)
        for number, at in enumerate(days):
            following = days[number + 1].date() if number + 1 < len(days) else None
            if following is None and self.story.is_open:
                following = at.date() + timedelta(days=self.every)
            held.append(Held(self._hold(number, at, following, held), number, at))
        return held

    def _days(self, first: datetime) -> list[datetime]:
        days = [first]
        while True:
            following = self.working(days[-1].date() + timedelta(days=max(14, round(self.chance.gauss(self.every, 8)))))
            if following + timedelta(hours=3) >= self.until:
                break
            days.append(following)
        return days

    def _hold(self, number: int, at: datetime, following: date | None, before: list[Held]) -> int:
        chance, is_first = self.chance, number == 0
        kind = MeetingKind.PLANNING if is_first else MeetingKind.REVIEW
        changes = not is_first and len(self.agreements) == 1 and following is not None and chance.random() < 0.4
        outcome: str = ""
        if not is_first:
            steps_up = self.story.closure_reason == "stepped_up"
            ends = ReviewOutcome.STEP_UP if steps_up else ReviewOutcome.CLOSE
            goes_on = ReviewOutcome.CHANGE if changes else ReviewOutcome.CONTINUE
            outcome = (goes_on if following else ends).value
        meeting, called, child = self.t.meeting.new_id(), self.profile.called(kind), self.schoolchild(at)
        reference, place = self.new_reference(), chance.choice(words.PLACES)
        planned_at = max(self.begun, self.working(at.date() - timedelta(days=chance.randint(5, 14))))
        planned_at = min(planned_at, at - timedelta(hours=1))
        self.t.meeting.add(
            *(meeting, self.world.tenant_id, reference, self.story.episode_id, self.by.agency_id, self.by.pk),
            *(planned_at, self.number, before[-1].id if before else None, kind.value, MeetingStatus.HELD.value, at),
            *(place, chance.choice(words.SUITS_THEM), chance.choice(words.WORKING_WELL), chance.choice(words.WORRIED)),
            chance.choice(words.CHILDS_VOICE if child else words.LITTLE_ONES_VOICE).format(
                child=child.name if child else self.child()
            ),
            chance.choice(words.DECISIONS),
            chance.choice(words.CELEBRATED),
            *(words.NEW_NEED if changes else "", words.NEW_STRENGTH if changes else "", outcome, following),
            "" if following else words.NO_NEXT,
            *(at + AGREED_AFTER, self.by.pk, None, None, ""),
        )
        told = {"called": called, "starts_at": at.isoformat()}
        self.event("meeting.planned", planned_at, {"meeting": reference} | told)
        self._attend(meeting, planned_at)
        next_on = following.isoformat() if following else None
        said = told | {"agreed_days": self.every, "agreed_on": next_on}
        self.tell("plan_meeting.held" if is_first else "review.held", at, {"meeting": reference}, said)
        if is_first:
            self.agree(at + AGREED_AFTER)
            self._copies(at)
            return meeting
        known = {"plan": self.reference, "meeting": reference}
        self.tell("plan.reviewed", at, known, {"agreed_on": next_on})
        self._found(meeting, number, at)
        if changes:
            self.decide_later(meeting, at + AGREED_AFTER)
        return meeting

    def meeting_to_come(self, held: list[Held], first: datetime) -> None:
        """Most have one; of the others a review is overdue. Now and then one was cancelled before."""
        chance, now = self.chance, self.world.now
        kind = MeetingKind.REVIEW if held else MeetingKind.PLANNING
        due = self.working(held[-1].at.date() + timedelta(days=self.every)) if held else first
        at = due if due > now else self.working(now.date() + timedelta(days=chance.randint(2, 12)))
        since = held[-1].at + AGREED_AFTER if held else self.begun
        if (due <= now and chance.random() < 0.5) or since + timedelta(days=1) >= now:
            return
        if chance.random() < 0.12:
            again = since + (now - since) * 0.8
            self._plan(kind, again + timedelta(days=1), since + timedelta(hours=1), held, cancelled_at=again)
        meeting = self._plan(kind, at, since + timedelta(hours=1), held)
        for invitation, agency in self._ask(meeting, since):
            said = chance.choice(((Answer.COMING, ""), (Answer.APOLOGIES, words.REPORT), None))
            if said is not None:
                by = self.world.made.partners[agency][-1]
                row = (self.t.reply.new_id(), self.world.tenant_id, self.new_reference(), self.story.episode_id)
                self.t.reply.add(*row, agency, by.pk, since + timedelta(hours=20), invitation, said[0].value, said[1])

    def _plan(
        self, kind: MeetingKind, at: datetime, on: datetime, held: list[Held], cancelled_at: datetime | None = None
    ) -> int:
        meeting, reference = self.t.meeting.new_id(), self.new_reference()
        status = MeetingStatus.CANCELLED if cancelled_at else MeetingStatus.PLANNED
        cancelled = (cancelled_at, self.by.pk, words.CANCELLED) if cancelled_at else (None, None, "")
        self.t.meeting.add(
            *(meeting, self.world.tenant_id, reference, self.story.episode_id, self.by.agency_id, self.by.pk, on),
            *(self.number, held[-1].id if held else None, kind.value, status.value, at),
            *(self.chance.choice(words.PLACES), self.chance.choice(words.SUITS_THEM)),
            *NOT_SAID,
            *cancelled,
        )
        told = {"meeting": reference, "called": self.profile.called(kind), "starts_at": at.isoformat()}
        self.event("meeting.planned", on, told)
        if cancelled_at:
            self.event("meeting.cancelled", cancelled_at, told)
        return meeting

    def _attend(self, meeting: int, asked_at: datetime) -> None:
        """Whoever leads, the family, and the agencies that help."""
        chance, row = self.chance, self.t.invitation.add
        row(*self._invitation(asked_at, meeting), self.by.pk, None, None, Attended.ATTENDED.value, "")
        for adult in self.story.adults[:2]:
            came = chance.choices((Attended.ATTENDED, Attended.APOLOGIES, Attended.ABSENT), (85, 9, 6))[0]
            row(*self._invitation(asked_at, meeting), None, adult.id, None, came.value, "")
        for child in self.story.children:
            if child.birth and asked_at.date() - child.birth > OLD_ENOUGH:
                came = chance.choices((Attended.ATTENDED, Attended.REPORT), (45, 55))[0]
                how = words.HEARD_BY if came is Attended.REPORT else ""
                row(*self._invitation(asked_at, meeting), None, child.id, None, came.value, how)
        for agency in self.story.team:
            came = chance.choices((Attended.ATTENDED, Attended.REPORT, Attended.APOLOGIES), (60, 22, 18))[0]
            row(*self._invitation(asked_at, meeting), None, None, agency.pk, came.value, "")

    def _ask(self, meeting: int, asked_at: datetime) -> list[tuple[int, int]]:
        """Those who are asked to a meeting that is to come: gives the invitation of each agency."""
        row = self.t.invitation.add
        row(*self._invitation(asked_at, meeting), self.by.pk, None, None, Attended.INVITED.value, "")
        for person in [*self.story.adults[:2], *self.story.children[:2]]:
            row(*self._invitation(asked_at, meeting), None, person.id, None, Attended.INVITED.value, "")
        asked = []
        for agency in self.story.team:
            invitation = self._invitation(asked_at, meeting)
            row(*invitation, None, None, agency.pk, Attended.INVITED.value, "")
            asked.append((invitation[0], agency.pk))
        return asked

    def _invitation(self, asked_at: datetime, meeting: int) -> tuple[Any, ...]:
        return (self.t.invitation.new_id(), *self.row(), asked_at, meeting)

    def _found(self, meeting: int, number: int, at: datetime) -> None:
        """What a review found about each goal: most move up, a little at a time."""
        chance = self.chance
        for goal, position, *_ in self.goals:
            score = min(10, max(0, 3 + number + chance.choice([-1, 0, 0, 1])))
            row = (self.t.progress.new_id(), *self.row(), self.number, position, at + AGREED_AFTER, meeting, goal)
            self.t.progress.add(*row, chance.choice(words.MADE), chance.choice(words.IN_THE_WAY), score)

    def _copies(self, at: datetime) -> None:
        """Of the first version: the parents, and the agencies that help, as agreed with the family."""
        version, parent = self.agreements[-1][0], next(iter(self.story.adults), None)
        agreed = (at.date(), parent.name if parent else self.child())
        to: list[tuple[Any, ...]] = [(CopyKind.FAMILY, parent.id, None, parent.name)] if parent else []
        to += [(CopyKind.FULL, None, agency.pk, agency.name) for agency in self.story.team]
        for kind, person, agency, name in to:
            day = at.date() + timedelta(days=1)
            is_given = day < self.until.date() and self.chance.random() < 0.8
            given = (day, "By hand", self.by.pk) if is_given else (None, "", None)
            row = (self.t.copy.new_id(), *self.row(), at + AGREED_AFTER, kind.value, person, agency, name, *agreed)
            self.t.copy.add(*row, *given, version)
