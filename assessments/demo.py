"""Invented assessments, from being written to authorised, and families that said no. Nobody said these words."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from assessments import when
from assessments.actions.deciding import has_authorisation, outcome_name
from assessments.answers import FAMILY
from assessments.choices import About, Expectation, Kind, Record, Step, VoicePart
from assessments.form import Question, Section
from assessments.lifecycle import FINISHED, Status
from assessments.models import (
    Answer,
    Assessment,
    Attempt,
    Decision,
    Declined,
    LifeEvent,
    Need,
    Remark,
    Score,
    Seen,
    TakingPart,
    Worry,
)
from assessments.reading import form_of
from cases.choices import PersonKind
from cases.demo.making import working_moment
from cases.demo.stories import Somebody, Story, Told
from ehm.demo.copying import Table
from ehm.demo.organisations import Made
from ehm.models import Membership
from ehm.models.tenancy import WRITTEN, drawn_reference

DECLINED = "declined"
FATES = (Status.IN_PROGRESS, Status.SUBMITTED, Status.RETURNED, Status.AUTHORISED, DECLINED)
WEIGHTS = (36, 14, 8, 26, 16)
FOUND = (
    "Mornings are calmer since everybody has a chart on the fridge.",
    "The children eat together with an adult most evenings.",
    "Grandma comes on Wednesdays and knows the routine.",
    "Getting to school on time is hard when the little one has been up at night.",
    "There is not enough money for the last week of the month.",
    "They know whom to ring, and have rung when it was hard.",
)
OWN_WORDS = (
    "I like it when we read together.",
    "I don't like the shouting.",
    "I want my own place for my things.",
    "School is fine but the bus is too loud.",
    "I wish we could go to the park more.",
)
FIRST_WORDS = (  # of a child of two or three
    "Again! (When the book was finished.)",
    "Mine. (Of the teddy, and then gave it to me.)",
    "Doggy! Doggy gone.",
)
SEEN = (
    "Goes to mum when somebody new comes in, and soon comes back to play.",
    "Laughs when the others dance, and is quiet when voices get loud.",
    "Looks round for grandma each time the door opens.",
)
SAID = {  # what fits one question only
    "told_by": "Mum, with the children",
    "written_by": "The lead practitioner",
    "written_by_agency": "The council's early help team",
    "written_by_contact": "The number on the card on the fridge",
    "led_to_help": "Mum asked school who could help with mornings and with the letters.",
    "network": "Nan, two streets away, and a neighbour who has known them for years.",
    "network_support": "Nan cooks on Wednesdays. The neighbour takes the children along in the morning.",
    "network_part": "Nan would like to be asked, and comes when somebody rings her first.",
    "gp_name": "Dr Ferrant, the Mill Lane practice",
    "gp_address": "Mill Lane",
    "school": "The primary school round the corner",
    "past_help": "A parenting course two years ago, which helped until dad moved out.",
    "working_well": "The children eat together with an adult most evenings, and they are proud of their garden.",
    "keeping_safe": "Grandma comes on Wednesdays and knows the routine. They have rung when it was hard.",
    "worried_about": "Getting to school on time is hard when the little one has been up at night.",
    "dangers": "The children could fall behind, and the family could lose the home over the rent.",
    "outcome_reason": "Several needs that hang together: one plan that everybody keeps to.",
    "manager_review": "Clear, and every child is heard. I agree.",
    "tool_name": "Our star chart",
    "tool_summary": "Strong on warmth and play, worried about money and sleep.",
}
TALKS_FROM, SENTENCES_FROM = 2, 4  # years
WORRIES = (
    (
        "We are worried that bedtimes end late and the children are tired at school.",
        "Lights out by eight on school days.",
    ),
    (
        "We are worried that letters about money stay unopened until somebody knocks.",
        "Letters are opened together every Friday.",
    ),
)
EVENTS = (
    ("Summer 2024", "The family moved here from another town.", "New schools, and nobody known nearby."),
    ("Winter 2025", "A parent was ill for some weeks.", "The eldest did a lot at home."),
)
REASONS = (
    "We have told this story so often already.",
    "It is going better and we would like to try alone.",
    "Not while the baby is so small.",
)
REASON_OF_SCORE = "As it was said when we talked about it."
YES = {"debt", "housing", "school_attendance"}
LONG = timedelta(days=100)  # help that has run so long may have an assessment of its first weeks


@dataclass
class Assessed:
    """A finished assessment, as the plan that answers it needs to know it. `scores`: how each scale was scored."""

    id: int
    reference: str
    finished_at: datetime
    outcome: str
    needs: list[str] = field(default_factory=list)
    worries: list[str] = field(default_factory=list)
    scores: list[Given] = field(default_factory=list)


class Given(NamedTuple):
    scale_set: str
    scale: str
    about: str
    respondent: str
    value: int


class When(NamedTuple):
    """When it was decided, when it was submitted, and when a manager decided."""

    decided: datetime
    submitted: datetime
    ended: datetime


class AssessmentTables:
    def __init__(self) -> None:
        part = (
            "id tenant_id reference episode_id assessment_id agency_id recorded_by_id saved_at address question about "
        )
        self.assessment = Table(
            Assessment,
            "id tenant_id reference episode_id form overlays status decided_at agency_id recorded_by_id recorded_at"
            " submitted_at submitted_by_id shared_on completed_at outcome authorised_at authorised_by_id",
        )
        self.answer = Table(Answer, part + "person_id values")
        self.need = Table(Need, part + "item answer comment worries")
        self.worry = Table(Worry, part + "position statement goal")
        self.score = Table(Score, part + "person_id scale_set scale respondent value reason given_on")
        self.seen = Table(Seen, part + "person_id position seen_on seen_alone place")
        self.taking_part = Table(TakingPart, part + "person_id position took_part")
        self.life_event = Table(LifeEvent, part + "family_id position said_when sorts_on what impact")
        self.decision = Table(
            Decision,
            "id tenant_id reference assessment_id episode_id agency_id verdict review decided_by_id decided_at",
        )
        self.remark = Table(
            Remark,
            "id tenant_id reference assessment_id episode_id agency_id decision_id address remark made_by_id made_at",
        )
        self.declined = Table(
            Declined,
            "id tenant_id reference episode_id agency_id declined_on reason next_step try_again_on is_safety_a_worry"
            " recorded_by_id recorded_at",
        )
        self.attempt = Table(
            Attempt, "id tenant_id reference episode_id declined_id agency_id on how answer recorded_by_id"
        )

    def all(self) -> list[Table]:
        return list(vars(self).values())


class AssessmentMaker:
    """One for each running episode that has gone on for some weeks, and for help that has ended; `share` and
    `ended_share` of them, for data of national size."""

    def __init__(
        self,
        made: Made,
        tables: AssessmentTables,
        events: Table,
        chance: random.Random,
        now: datetime,
        share: float,
        ended_share: float,
    ) -> None:
        self.t, self.events, self.chance, self.now = tables, events, chance, now
        self.share, self.ended_share = share, ended_share
        self.tenant_id, self.profile, self.overlays = made.tenant.pk, made.tenant.profile, made.tenant.overlays
        self.form = form_of(made.tenant.profile, tuple(made.tenant.overlays))

    def make(self, story: Story) -> Assessed | None:
        """The assessment, if one was finished."""
        chance, until = self.chance, story.closed_at or self.now
        if until - story.opened_at < timedelta(days=14 if story.is_open else 70):
            return None
        rule = self.form.at_level(story.level)
        if rule and rule.expectation is Expectation.NOT_USED:
            return None
        if chance.random() > (self.share if story.is_open else self.ended_share):
            return None
        is_long_ago = not story.is_open or (until - story.opened_at > LONG and chance.random() < 0.55)
        fate = Status.AUTHORISED if is_long_ago else chance.choices(FATES, WEIGHTS)[0]
        manager = story.lead.line_manager or story.manager
        if fate in (Status.RETURNED, Status.AUTHORISED) and (
            not has_authorisation(self.form) or manager.user_id == story.lead.user_id
        ):
            fate = Status.SUBMITTED
        if is_long_ago:
            when_made = self._long_ago(story)
        else:
            decided = self._between(story.opened_at, self.now - timedelta(days=5))
            when_made = When(decided, self.now - (self.now - decided) * 0.4, self.now - (self.now - decided) * 0.2)
        if fate == DECLINED:
            self._decline(story, when_made.decided)
            return None
        return _One(self, story, Status(fate), when_made, manager).make()

    def _long_ago(self, story: Story) -> When:
        """In the first weeks of help: most within thirty working days."""
        chance, begun = self.chance, story.opened_at.date()
        decided = working_moment(begun + timedelta(days=chance.randint(1, 9)), chance)
        took = min(40, max(7, round(chance.lognormvariate(3.2, 0.4))))
        submitted = working_moment(decided.date() + timedelta(days=took), chance)
        return When(decided, submitted, working_moment(submitted.date() + timedelta(days=chance.randint(1, 4)), chance))

    def reference(self) -> str:
        return drawn_reference(WRITTEN, self.chance)

    def event(self, story: Story, what: str, at: datetime, by: Membership, **data: Any) -> None:
        number = self.events.new_id()
        row = (number, self.tenant_id, what, story.family_id, story.episode_id, None, by.pk, by.agency_id, at, at)
        self.events.add(*row, Jsonb(data))
        story.happenings.append(Told(what, at, number, by, data={"outcome": data.get("outcome", "")}))

    def _between(self, first: datetime, last: datetime) -> datetime:
        earliest = max(first, last - timedelta(days=35))
        whole = max(1, int((last - earliest).total_seconds() // 60))
        return earliest + timedelta(minutes=self.chance.randrange(whole))

    def _decline(self, story: Story, at: datetime) -> None:
        number, by, chance = self.t.declined.new_id(), story.lead, self.chance
        again = at.date() + timedelta(days=chance.randint(7, 60))
        row = (number, self.tenant_id, self.reference(), story.episode_id, by.agency_id, at.date())
        self.t.declined.add(*row, chance.choice(REASONS), "try_again", again, False, by.pk, at)
        said = (story.episode_id, number, by.agency_id, at.date(), "At a home visit", "They would rather not, for now.")
        self.t.attempt.add(self.t.attempt.new_id(), self.tenant_id, self.reference(), *said, by.pk)
        self.event(story, "assessment.declined", at, by)


class _One:
    """One assessment and what is written in it."""

    def __init__(
        self, maker: AssessmentMaker, story: Story, status: Status, when_made: When, manager: Membership
    ) -> None:
        self.maker, self.story, self.status, self.when, self.manager = maker, story, status, when_made, manager
        self.chance, self.t, self.form, self.by = maker.chance, maker.t, maker.form, story.lead
        self.number, self.reference = maker.t.assessment.new_id(), maker.reference()
        self.is_whole = status is not Status.IN_PROGRESS
        self.worries = [maker.reference() for _ in WORRIES]
        self.children = [child for child in story.children if child.kind != PersonKind.ADULT]
        self.outcome = "plan" if self.is_whole else ""
        self.assessed = Assessed(self.number, self.reference, when_made.submitted, self.outcome, worries=self.worries)

    def make(self) -> Assessed | None:
        maker, story, decided = self.maker, self.story, self.when.decided
        submitted = self.when.submitted if self.is_whole else None
        authorised = self.when.ended if self.status is Status.AUTHORISED else None
        self.t.assessment.add(
            self.number,
            maker.tenant_id,
            self.reference,
            story.episode_id,
            maker.profile,
            maker.overlays,
            self.status.value,
            decided,
            self.by.agency_id,
            self.by.pk,
            decided,
            submitted,
            self.by.pk if submitted else None,
            submitted.date() if submitted else None,
            submitted,
            self.outcome,
            authorised,
            self.manager.pk if authorised else None,
        )
        self._write(submitted or maker.now)
        told = {"assessment": self.reference}
        maker.event(story, "assessment.decided", decided, self.by, **told)
        if submitted is None:
            return None
        maker.event(story, "assessment.submitted", submitted, self.by, **told)
        ends = {"outcome": self.outcome, "outcome_name": outcome_name(self.form, self.outcome)}
        maker.event(story, "assessment.completed", submitted, self.by, **told, **ends)
        if self.status in (Status.RETURNED, Status.AUTHORISED):
            self._decide(self.when.ended)
            maker.event(story, f"assessment.{self.status.value}", self.when.ended, self.manager, **told)
        return self.assessed if self.status in FINISHED else None

    def _decide(self, at: datetime) -> None:
        maker, by = self.maker, self.manager
        number, where = self.t.decision.new_id(), (self.number, self.story.episode_id, by.agency_id)
        is_returned = self.status is Status.RETURNED
        review = "Nearly there: one thing is missing." if is_returned else "Clear, and every child is heard. I agree."
        ends = (self.status.value, review, by.pk, at)
        self.t.decision.add(number, maker.tenant_id, maker.reference(), *where, *ends)
        if is_returned:
            remark = (number, "strengths", "What has helped this family before?", by.pk, at)
            self.t.remark.add(self.t.remark.new_id(), maker.tenant_id, maker.reference(), *where, *remark)

    def _write(self, at: datetime) -> None:
        """The whole form, or of one that is being written about half."""
        for section in self.form.asked():
            if section.step is Step.AUTHORISATION or not (self.is_whole or self.chance.random() < 0.5):
                continue
            for question in section.questions:
                if question.asked_when is None and not question.is_ended:
                    self._answer(section, question, at)

    def _answer(self, section: Section, question: Question, at: datetime) -> None:
        place = f"{section.key}/{question.key}"
        for about, child in self._subjects(question):
            here = f"{place}/{about}" if about else place
            match question.kind:
                case Kind.ROWS:
                    self._lines(question, place, at)
                case Kind.CHECKLIST:
                    for value in self.form.code_sets[question.code_set].offered():
                        said = ("yes", FOUND[4], self.worries[:1]) if value.key in YES else ("no", "", [])
                        if value.key in YES:
                            self.assessed.needs.append(value.key)
                        self._row(self.t.need, f"{place}#{value.key}", question, "", at, value.key, *said)
                case Kind.SCALE:
                    scale_set = self.form.scale_sets[question.scale_set]
                    for scale in scale_set.scales:
                        for respondent in scale_set.respondents:
                            scored = min(9, max(0, round(self.chance.gauss(4.3, 1.6))))
                            given = (scale_set.key, scale.key, respondent.value, scored)
                            self.assessed.scores.append(
                                Given(scale_set.key, scale.key, about, respondent.value, scored)
                            )
                            who = child.id if child else None
                            last = (REASON_OF_SCORE, at.date())
                            self._row(self.t.score, here, question, about, at, who, *given, *last)
                case Kind.UPLOAD:
                    pass
                case _:
                    of_child = child if question.voice else None
                    answer = self._voice(question, of_child, at) if of_child else self._words(question, at)
                    if not answer:
                        continue
                    words = [answer]
                    self._row(self.t.answer, here, question, about, at, child.id if child else None, words)

    def _subjects(self, question: Question) -> Iterator[tuple[str, Somebody | None]]:
        if question.about is About.EACH_CHILD:
            yield from ((child.reference, child) for child in self.children)
        elif question.about is About.EACH_WORRY:
            yield from ((worry, None) for worry in self.worries)
        else:
            yield FAMILY, None

    def _words(self, question: Question, at: datetime) -> str:
        match question.kind:
            case Kind.YES_NO:
                return "yes"
            case Kind.OUTCOME:
                return "plan"
            case Kind.DATE:
                return self.when.decided.date().isoformat()
            case Kind.CHOICE | Kind.CHOICES:
                return self.form.code_sets[question.code_set].offered()[0].key
        drawn = self.chance.choice(FOUND)
        return SAID.get(question.key, drawn)

    def _voice(self, question: Question, child: Somebody, at: datetime) -> str:
        """What a child of this age says or shows; of one who is heard there is no reason why not."""
        drawn = self.chance.choice(OWN_WORDS)
        age = (at.date() - child.birth).days // 365 if child.birth else -1
        match question.voice:
            case VoicePart.WHY_NOT_HEARD:
                return ""
            case VoicePart.OBSERVED | VoicePart.MEANING:
                return SEEN[OWN_WORDS.index(drawn) % len(SEEN)] if 0 <= age < SENTENCES_FROM else ""
            case VoicePart.OWN_WORDS | VoicePart.UNDERSTANDING if age < TALKS_FROM:
                return ""
            case VoicePart.OWN_WORDS | VoicePart.UNDERSTANDING if age < SENTENCES_FROM:
                return FIRST_WORDS[OWN_WORDS.index(drawn) % len(FIRST_WORDS)]
            case VoicePart.OWN_WORDS | VoicePart.UNDERSTANDING:
                return drawn
        return self._words(question, at)

    def _lines(self, question: Question, place: str, at: datetime) -> None:
        days = at.date()
        match question.kept_as:
            case Record.WORRY:
                for position, (reference, said) in enumerate(zip(self.worries, WORRIES, strict=True)):
                    self._row(self.t.worry, f"{place}#", question, "", at, position, *said, reference=reference)
            case Record.LIFE_EVENT:
                for position, (on, *event) in enumerate(EVENTS):
                    told = (self.story.family_id, position, on, when.read(on, today=days).sorts_on, *event)
                    self._row(self.t.life_event, f"{place}#", question, "", at, *told)
            case Record.SEEN:
                for position, child in enumerate(self.children):
                    seen = (child.id, position, days, "yes", "At home")
                    self._row(self.t.seen, f"{place}#", question, child.reference, at, *seen)
            case Record.TAKING_PART:
                for position, child in enumerate(self.children):
                    part = (child.id, position, "yes")
                    self._row(self.t.taking_part, f"{place}#", question, child.reference, at, *part)

    def _row(
        self,
        table: Table,
        address: str,
        question: Question,
        about: str,
        at: datetime,
        *rest: Any,
        reference: str = "",
    ) -> None:
        reference = reference or self.maker.reference()
        address = f"{address}{reference}" if address.endswith("#") else address
        by, story = self.by, self.story
        row = (table.new_id(), self.maker.tenant_id, reference, story.episode_id, self.number, by.agency_id, by.pk, at)
        table.add(*row, address, question.key, about, *rest)


# Run after what the family asked not to be shared is worked out: what happened in its life is kept from the same.
WORKED_OUT_AFTER = """
UPDATE assessments_lifeevent l SET excluded = e.excluded FROM cases_episode e
 WHERE e.tenant_id = ANY(%(tenants)s) AND e.excluded <> '{}' AND l.tenant_id = e.tenant_id AND l.episode_id = e.id
"""
