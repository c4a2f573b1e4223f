"""How things are later in invented help: scores on the scales, help that does not move, and how it ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from psycopg.types.json import Jsonb

from assessments.demo import Given
from cases.choices import ClosureReason
from cases.demo.stories import Somebody
from plans.choices import Asked, FamilyView, FeedbackSet, NeedOutcome, ScoredAt, StuckBecause
from plans.demo import words
from plans.demo.meetings import AGREED_AFTER, Held, MeetingMaker
from plans.feedback import ELEVEN, questions_of

# On the way to the end of help: better, the same, worse (domain F).
MOVES, WEIGHTS = ((1, 2, 2, 3, 4), (0,), (-1, -2)), (74, 17, 9)
OUTCOMES = tuple(NeedOutcome)
WENT = {ClosureReason.NEEDS_MET: (80, 15, 1, 4), ClosureReason.STEPPED_UP: (10, 30, 55, 5)}
USUALLY = (35, 35, 20, 10)


class EndingMaker(MeetingMaker):
    def say_scores(self, held: list[Held]) -> None:
        """Most scales are scored again at each review, and when help ends."""
        chance, closed = self.chance, self.story.closed_at
        last = len(held) if closed else max(4, len(held))
        for given in self.assessed.scores:
            way = chance.choice(chance.choices(MOVES, WEIGHTS)[0])
            for meeting in held[1:]:
                if chance.random() < 0.8:
                    self._score(given, round(way * meeting.number / last), meeting.at, meeting.id)
            if closed and chance.random() < 0.88:
                self._score(given, way, closed)

    def _score(self, given: Given, way: int, at: datetime, meeting: int | None = None) -> None:
        number, value = self.t.score.new_id(), min(10, max(0, given.value + way))
        occasion = (ScoredAt.REVIEW if meeting else ScoredAt.CLOSING).value, meeting
        scale = (given.scale_set, given.scale, given.about, given.respondent)
        said = self.chance.choice(words.SCORED)
        self.t.score.add(number, *self.row(), at + AGREED_AFTER, *occasion, *scale, value, said, at.date())

    def end(self, closed: datetime) -> None:
        chance, reason, earlier = self.chance, ClosureReason(self.story.closure_reason), closed - timedelta(hours=1)
        says_no = reason is not ClosureReason.WITHDREW and chance.random() < 0.06
        view = FamilyView.DISAGREES if says_no else FamilyView.AGREES
        lacked = [words.LACKED] if any(one.finished_at is None for one in self.promises) else []
        said = (words.RATIONALE[reason.value], view.value, chance.choice(words.FAMILY_SAYS), words.AGREE, words.GOES_ON)
        self.t.closing.add(self.t.closing.new_id(), *self.row(), earlier, earlier, reason.value, *said, lacked)
        for item in self.assessed.needs:
            outcome = chance.choices(OUTCOMES, WENT.get(reason, USUALLY))[0]
            self.t.closed_need.add(self.t.closed_need.new_id(), *self.row(), earlier, item, outcome.value)
        asked = [*self.story.adults[:1], *(child for child in self.story.children[:1] if chance.random() < 0.3)]
        for person in asked:
            self._ask_how_it_was(person, earlier)

    def _ask_how_it_was(self, person: Somebody, at: datetime) -> None:
        chance, now = self.chance, self.world.now
        age = (at.date() - person.birth).days // 365 if person.birth else ELEVEN
        is_child = any(child.id == person.id for child in self.story.children)
        young = FeedbackSet.CHILD if age < ELEVEN else FeedbackSet.YOUNG_PERSON
        questions = young if is_child else FeedbackSet.PARENTS
        row = (self.t.feedback.new_id(), *self.row(), at, person.id, questions.value)
        if chance.random() < 0.08:
            self.t.feedback.add(*row, Asked.NOT.value, at.date(), words.WHY_NOT_ASKED, Jsonb({}), None)
            return
        how = chance.choice((Asked.LINK, Asked.PHONE, Asked.PAPER))
        self.event("feedback.asked", at, {})
        answered = self.working(at.date() + timedelta(days=chance.randint(1, 14)))
        if chance.random() > 0.42 or answered >= now:
            self.t.feedback.add(*row, how.value, at.date(), "", Jsonb({}), None)
            return
        answers = {
            one.key: {
                "score": min(10, max(0, round(chance.gauss(8.4, 1.4)))) if one.is_scored else None,
                "words": chance.choice(words.FEEDBACK),
            }
            for one in questions_of(questions)
        }
        kept = {key: said for key, said in answers.items() if said["score"] is not None or said["words"]}
        self.event("feedback.given", answered, {})
        self.t.feedback.add(*row, how.value, at.date(), "", Jsonb(kept), answered.date())

    def get_stuck(self, since: datetime) -> None:
        chance, now = self.chance, self.world.now
        at = self.working(max(since.date(), now.date() - timedelta(days=30)) + timedelta(days=chance.randint(1, 20)))
        if at >= now:
            return
        adviser, advised_at = self.story.manager, self.working(at.date() + timedelta(days=chance.randint(1, 3)))
        is_advised = advised_at < now and adviser.pk != self.by.pk and chance.random() < 0.6
        ended_at = self.working(advised_at.date() + timedelta(days=5))
        has_ended = is_advised and ended_at < now and chance.random() < 0.4
        advice = (words.ADVICE, adviser.pk, advised_at) if is_advised else ("", None, None)
        went = (words.WENT_ON, ended_at) if has_ended else ("", None)
        because = chance.choice((StuckBecause.FAMILY, StuckBecause.DISGUISED, StuckBecause.NOT_THERE))
        row = (self.t.stuck.new_id(), *self.row(), at, because.value, True)
        self.t.stuck.add(*row, words.TRIED, words.WANTS, *advice, *went)
        self.event("help.stuck", at, {})
        if is_advised:
            self.event("help.advised", advised_at, {}, adviser)
        if has_ended:
            self.event("help.moves_again", ended_at, {})
