"""What follows from an assessment's outcome, as it is proposed to whoever finishes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assessments.actions.deciding import outcome_in
from assessments.choices import Consequence
from assessments.form import Outcome
from assessments.models import Assessment
from assessments.written import Written
from cases.choices import EpisodeStatus, OversightOccasion
from cases.models import ManagementOversight
from cases.permissions.oversight import can_record_oversight
from cases.profile import profile_of
from ehm.rows.actor import Actor


class Step(StrEnum):
    LEVEL = "level"
    NOTE = "note"
    ASK = "ask"
    OVERSEE = "oversee"
    CLOSE = "close"
    STEP_UP = "step_up"


@dataclass(frozen=True)
class Proposal:
    step: Step
    text: str
    hint: str = ""
    is_ticked: bool = True


@dataclass(frozen=True)
class Proposals:
    """`says` stands above them: what happens by itself, or what must happen first."""

    outcome: Outcome
    steps: tuple[Proposal, ...] = ()
    says: tuple[str, ...] = ()

    def has(self, step: Step) -> bool:
        return any(one.step is step for one in self.steps)

    @property
    def names_the_front_door(self) -> bool:
        return self.outcome.key is Consequence.STEP_UP


def proposals_for(written: Written, actor: Actor) -> Proposals | None:
    """What follows from the outcome as it is written now; None while there is none."""
    key = outcome_in(written)
    outcome = next((one for one in written.form.outcomes if one.key == key), None)
    return propose(written.assessment, outcome, actor) if outcome else None


def propose(assessment: Assessment, outcome: Outcome, actor: Actor) -> Proposals:
    """What `actor`, who leads, can have done at once."""
    asks_oversight = waits_for_oversight(assessment, actor)
    steps = tuple(_steps(assessment, outcome, actor, asks_oversight=asks_oversight))
    return Proposals(outcome, steps, tuple(_said(assessment, outcome, actor, asks_oversight=asks_oversight)))


def _steps(assessment: Assessment, outcome: Outcome, actor: Actor, *, asks_oversight: bool) -> Iterator[Proposal]:
    episode = assessment.episode
    leads_here = episode.lead_agency_id == actor.agency_id
    if outcome.key is Consequence.SINGLE_AGENCY:
        if leads_here:
            text = f"{episode.lead_agency.name} goes on helping: leave a key agency note for each child"
            yield Proposal(Step.NOTE, text, "The whole partnership reads it.")
        yield Proposal(
            Step.ASK,
            "Another agency is asked to help",
            "It joins the team around the family, reads this record, and gets a message.",
            is_ticked=not leads_here,
        )
    if (episode.level, episode.level_band) != (outcome.level, ""):
        name = profile_of(actor.partnership).level_name(outcome.level)
        is_ticked = outcome.key is not Consequence.STEP_UP
        yield Proposal(Step.LEVEL, f"Level of need: {name}", is_ticked=is_ticked)
    if outcome.key is Consequence.STEP_UP:
        yield Proposal(
            Step.STEP_UP,
            "Write on the record that a pack for the front door is to be prepared",
            "The assessment is its first part.",
        )
    if outcome.key in (Consequence.CLOSE, Consequence.SINGLE_AGENCY) and episode.status == EpisodeStatus.OPEN:
        may_oversee = can_record_oversight(actor, episode)
        if asks_oversight and may_oversee:
            yield Proposal(
                Step.OVERSEE,
                "Record your oversight of the closing",
                "Early help ends only after it.",
                is_ticked=outcome.key is Consequence.CLOSE,
            )
        if may_oversee or not asks_oversight:
            yield Proposal(
                Step.CLOSE,
                "End early help for this family",
                f"The team around the family can no longer read the record. {episode.lead_agency.name} still can.",
                is_ticked=not asks_oversight and (outcome.key is Consequence.CLOSE or leads_here),
            )


def _said(assessment: Assessment, outcome: Outcome, actor: Actor, *, asks_oversight: bool) -> Iterator[str]:
    if outcome.key is Consequence.PLAN:
        meeting = profile_of(actor.partnership).words.meeting
        yield f"The first {meeting} comes next."
    if outcome.key in (Consequence.CLOSE, Consequence.SINGLE_AGENCY):
        if assessment.episode.status != EpisodeStatus.OPEN:
            yield "Early help has been asked for but has not begun, so there is nothing to end."
        elif asks_oversight:
            yield "A manager must record their oversight of the closing before early help ends."


def waits_for_oversight(assessment: Assessment, actor: Actor) -> bool:
    """Whether a manager's look at the closing is asked for and not there."""
    if not profile_of(actor.partnership).oversight.of_closing:
        return False
    overseen = ManagementOversight.objects.visible_to(actor).filter(
        episode=assessment.episode, occasion=OversightOccasion.CLOSURE
    )
    return not overseen.exists()
