"""Practice standards as data: one TOML file per profile and edition, read into values that cannot change.

A published edition is never edited: a partnership lays its own numbers and words over it (`with_overrides`), an
optional overlay adds standards to it (`with_overlay`), and a new edition is a new file. A standard that a profile
does not hold is absent there, not defaulted (A14). `standards.reading` reads the files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from ehm.tables import Table, TableError, in_words
from standards.engine import (
    BadLimit,
    Deadline,
    DueSoon,
    Limit,
    NonWorkingDay,
    Roll,
    State,
    Unit,
    Variation,
    WorkingCalendar,
    deadline,
    explain,
)
from standards.events import EVENTS

BREACHED = frozenset({State.MET_LATE, State.OVERDUE})


class RulebookError(TableError):
    """What is wrong with a rulebook or an override, in a sentence for the person who wrote it."""


class NoSuchStandard(LookupError):
    """The profile does not hold this standard, in a sentence."""


class Subject(StrEnum):
    """What one clock is about. A clock's key is its standard, its subject and that record."""

    EPISODE = "episode"
    CHILD = "child"  # each child of the episode has a clock of their own
    CONTACT = "contact"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    PLAN_ACTION = "plan_action"
    REQUEST = "request"
    DISAGREEMENT = "disagreement"
    MEETING_ACTION = "meeting_action"
    SAFEGUARDING_CONTACT = "safeguarding_contact"
    AREA = "area"
    AGENCY = "agency"


class Repeat(StrEnum):
    """How often one subject gets a clock. A start event never opens a second one while one is open."""

    ONCE = "once"  # one clock in the life of the subject
    EACH = "each"  # a further start event, after the stop, opens a further clock
    ROLLING = "rolling"  # every stop opens the next clock from the same moment


class Party(StrEnum):
    """Who holds a clock or hears about it."""

    HOLDER = "holder"
    LEAD_PRACTITIONER = "lead_practitioner"
    RECORDER = "recorder"  # whoever had the contact or made the call
    ACTION_OWNER = "action_owner"
    MANAGER = "manager"  # the line manager of the holder; as holder: of the lead practitioner
    MANAGERS_MANAGER = "managers_manager"
    HUB_WORKER = "hub_worker"
    CHAIR = "chair"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Lead(StrEnum):
    """Which lead agencies a standard binds."""

    ANY = "any"
    LOCAL_AUTHORITY = "local_authority"


class AlertAt(StrEnum):
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"


class VariationNeed(StrEnum):
    """What must be on record before a variation holds."""

    REASON = "reason"
    MANAGER = "manager"
    FAMILY_AGREED = "family_agreed"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known when an event arrives, for deciding whether a standard applies."""

    lead_is_local_authority: bool = False
    agency_kind: str = ""
    level: int | None = None
    data: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """Whom a standard binds. An empty list binds everyone."""

    lead: Lead = Lead.ANY
    agency_kinds: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def holds_for(self, circumstances: Circumstances) -> bool:
        return (
            (self.lead is Lead.ANY or circumstances.lead_is_local_authority)
            and (not self.agency_kinds or circumstances.agency_kind in self.agency_kinds)
            and (not self.levels or circumstances.level in self.levels)
            and all(circumstances.data.get(key) in wanted for key, wanted in self.when.items())
        )


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who is told when."""

    at: AlertAt
    to: Party


@dataclass(frozen=True, slots=True)
class VariationRule:
    """Whether a standard may be varied, what that needs, and whether it moves the due moment or is only kept."""

    allowed: bool = False
    needs: frozenset[VariationNeed] = frozenset()
    moves_due: bool = True

    def missing(self, given: Iterable[VariationNeed]) -> frozenset[VariationNeed]:
        """What is still needed before the variation may be recorded."""
        return self.needs - frozenset(given)


@dataclass(frozen=True, slots=True)
class Setting:
    """A choice that a partnership makes inside a standard; each choice changes parts of it."""

    id: str
    title: str
    chosen: str
    choices: Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class Example:
    """One worked case: when it started and stopped, when it was due and what that makes it."""

    title: str
    started_at: datetime
    due_at: datetime
    outcome: State
    stopped_at: datetime | None = None
    looked_at: datetime | None = None  # the moment of looking, for an example that never stopped
    closures: tuple[NonWorkingDay, ...] = ()
    agreed_days: int | None = None
    agreed_on: date | None = None
    variation: Variation | None = None


@dataclass(frozen=True, slots=True)
class Standard:
    """One practice standard: what starts it, what stops it, how long it gives, and who answers for it."""

    id: str
    wording: str  # the title, with {limit} where the limit is spoken
    source: str
    start: tuple[str, ...]
    stop: tuple[str, ...]
    cancel: Mapping[str, str]  # event → the reason that the clock shows
    subject: Subject
    repeat: Repeat
    limit: Limit
    due_soon: DueSoon
    holder: Party
    escalate: tuple[Escalation, ...]
    applies_to: AppliesTo
    variation: VariationRule
    examples: tuple[Example, ...]
    enabled: bool = True
    plan_may_shorten: bool = False
    counts_in_compliance: bool = True
    note: str = ""
    settings: tuple[Setting, ...] = ()

    @property
    def title(self) -> str:
        """The standard in one sentence, with its limit as it stands."""
        return self.wording.replace("{limit}", str(self.limit))

    def starts_on(self, event: str, circumstances: Circumstances) -> bool:
        """Whether this event, in these circumstances, opens a clock for a subject that has none open."""
        return self.enabled and event in self.start and self.applies_to.holds_for(circumstances)

    def stops_on(self, event: str) -> bool:
        return event in self.stop

    def reopens_on(self, event: str) -> bool:
        """Whether stopping with this event opens the next clock from the same moment."""
        return self.enabled and self.repeat is Repeat.ROLLING and event in self.stop

    def cancels_on(self, event: str) -> str | None:
        """The reason for cancelling an open clock, or None."""
        return self.cancel.get(event)

    def alerts(self, at: AlertAt) -> tuple[Party, ...]:
        """Who is told when a clock becomes due soon or overdue."""
        return tuple(step.to for step in self.escalate if step.at is at)

    def deadline(
        self,
        started_at: datetime,
        calendar: WorkingCalendar,
        *,
        agreed_days: int | None = None,
        agreed_on: date | None = None,
        variation: Variation | None = None,
    ) -> Deadline:
        """The moments of a clock of this standard. A variation that does not move the due moment is left out."""
        return deadline(
            self.limit,
            self.due_soon,
            started_at,
            calendar,
            agreed_days=agreed_days if self.plan_may_shorten else None,
            agreed_on=agreed_on,
            variation=variation if self.variation.moves_due else None,
        )

    def explain(self, deadline: Deadline, *, event: str | None = None) -> tuple[str, ...]:
        """The deadline in sentences. event: the one that started it; without it, all that can are named."""
        started_by = " or ".join(EVENTS[name] for name in ([event] if event else self.start))
        return explain(deadline, self.limit, started_by=started_by)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The practice standards of one profile in one edition, as overridden if they were."""

    profile: str
    edition: str
    title: str
    source: str
    is_overlay: bool
    note: str
    standards: tuple[Standard, ...]

    @property
    def id(self) -> str:
        return f"{self.profile}-{self.edition}"

    def standard(self, standard_id: str) -> Standard:
        for standard in self.standards:
            if standard.id == standard_id:
                return standard
        held = ", ".join(standard.id for standard in self.standards)
        raise NoSuchStandard(
            f"There is no standard '{standard_id}' in {self.id}, so no such clock runs there. It holds: {held}."
        )

    def enabled(self) -> tuple[Standard, ...]:
        return tuple(standard for standard in self.standards if standard.enabled)

    def started_by(self, event: str, circumstances: Circumstances) -> tuple[Standard, ...]:
        return tuple(standard for standard in self.standards if standard.starts_on(event, circumstances))

    def with_overrides(self, overrides: Mapping[str, Mapping[str, object]]) -> "Rulebook":
        """This rulebook with a partnership's own numbers and words.

        For each standard id: `enabled`, `title`, `limit`, `unit`, `roll`, `due_soon` ({percent} or {working_days})
        and the ids of its settings.
        """
        for standard_id in overrides:
            try:
                self.standard(standard_id)
            except NoSuchStandard as problem:
                raise RulebookError(str(problem)) from None
        return replace(
            self,
            standards=tuple(
                _overridden(self.id, standard, overrides[standard.id]) if standard.id in overrides else standard
                for standard in self.standards
            ),
        )

    def with_overlay(self, overlay: "Rulebook") -> "Rulebook":
        """This rulebook with an overlay's standards added; both may not hold the same one."""
        if not overlay.is_overlay:
            raise RulebookError(f"{overlay.id} is a profile of its own and cannot be laid over {self.id}.")
        twice = {standard.id for standard in self.standards} & {standard.id for standard in overlay.standards}
        if twice:
            raise RulebookError(f"{self.id} and {overlay.id} both hold {in_words(twice)}.")
        return replace(self, standards=self.standards + overlay.standards)


def changed(standard: Standard, change: Table) -> Standard:
    """The standard with the parts that a setting's choice may change: start, stop, subject, limit, unit, roll."""
    change.allow("start", "stop", "subject", "limit", "unit", "roll")
    return replace(
        standard,
        start=event_names(change, "start") if "start" in change.values else standard.start,
        stop=event_names(change, "stop") if "stop" in change.values else standard.stop,
        subject=change.choice("subject", Subject, standard.subject),
        limit=limit_from(change, standard.limit),
    )


def event_names(table: Table, key: str) -> tuple[str, ...]:
    """The events under this key, each of which must be known."""
    names = table.texts(key)
    check_events(table, names)
    return names


def check_events(table: Table, names: Iterable[str]) -> None:
    unknown = set(names) - set(EVENTS)
    if unknown:
        raise RulebookError(f"{table.where} names {in_words(unknown)}, which no part of the system reports.")


def limit_from(table: Table, before: Limit | None = None) -> Limit:
    """The limit of this table, parts that it leaves out taken from the one before."""
    unit = table.choice("unit", Unit, before.unit if before else None)
    if unit is Unit.AS_AGREED and {"limit", "roll"} & set(table.values):
        raise RulebookError(f"{table.where}: the record says by when, so there is no limit of its own to set.")
    amount = None if unit is Unit.AS_AGREED else table.number("limit", before.amount if before else None)
    try:
        return Limit(amount, unit, table.choice("roll", Roll, before.roll if before else Roll.NONE))
    except BadLimit as problem:
        raise RulebookError(f"{table.where}: {problem}") from None


def due_soon_from(table: Table) -> DueSoon:
    table.allow("percent", "working_days")
    percent = table.number("percent") if "percent" in table.values else None
    working_days = table.number("working_days") if "working_days" in table.values else None
    try:
        return DueSoon(percent, working_days)
    except BadLimit as problem:
        raise RulebookError(f"{table.where}: {problem}") from None


def check_wording(where: str, wording: str, limit: Limit) -> None:
    """A title is one sentence, and speaks its limit through {limit} so that an override cannot make it lie."""
    if not wording.endswith(".") or len(wording) > 200 or "\n" in wording:
        raise RulebookError(f"{where}: the title is not one sentence of at most 200 characters.")
    if (limit.unit is not Unit.AS_AGREED) != ("{limit}" in wording):
        raise RulebookError(f"{where}: the title says {{limit}} exactly when the standard has a limit of its own.")


def _overridden(rulebook_id: str, standard: Standard, values: Mapping[str, object]) -> Standard:
    table = Table(values, f"The override of '{standard.id}' in {rulebook_id}", RulebookError)
    settings = {setting.id: setting for setting in standard.settings}
    table.allow("enabled", "title", "limit", "unit", "roll", "due_soon", *settings)
    result = standard
    for setting in standard.settings:
        if setting.id in values:
            chosen = table.text(setting.id)
            if chosen not in setting.choices:
                raise RulebookError(f"{table.where}: '{setting.id}' is one of {in_words(setting.choices)}.")
            result = changed(result, setting.choices[chosen])
            settings[setting.id] = replace(setting, chosen=chosen)
    limit = limit_from(table, result.limit)
    wording = table.text("title", standard.wording)
    check_wording(table.where, wording, limit)
    return replace(
        result,
        wording=wording,
        limit=limit,
        enabled=table.flag("enabled", standard.enabled),
        due_soon=due_soon_from(table.table("due_soon")) if "due_soon" in values else standard.due_soon,
        settings=tuple(settings.values()),
    )
