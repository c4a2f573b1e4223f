"""The published rulebooks: read from `standards/profiles/`, checked part by part, refused in one sentence.

The parts of a standard are described in docs/rulebooks.md.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from ehm.tables import Table, in_words
from standards.engine import BadLimit, DayKind, NonWorkingDay, State, Variation
from standards.rulebook import (
    BREACHED,
    AlertAt,
    AppliesTo,
    Escalation,
    Example,
    Lead,
    Party,
    Repeat,
    Rulebook,
    RulebookError,
    Setting,
    Standard,
    Subject,
    VariationNeed,
    VariationRule,
    changed,
    check_events,
    check_wording,
    due_soon_from,
    event_names,
    limit_from,
)

PROFILES = Path(__file__).resolve().parent / "profiles"
SOURCE = re.compile(r"R\d{3}(, R\d{3})*(; S\d:\d+(-\d+)?(, S\d:\d+(-\d+)?)*)?")
PLAIN_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
NEEDED = (
    *("id", "title", "source", "start", "stop", "subject", "repeat", "unit", "due_soon", "holder", "escalate"),
    "example",
)
OPTIONAL = (
    *("limit", "roll", "cancel", "applies_to", "variation", "enabled", "plan_may_shorten"),
    *("counts_in_compliance", "note", "setting"),
)


def rulebook_ids() -> tuple[str, ...]:
    """The published rulebooks, as profile-edition."""
    return tuple(sorted(path.stem for path in PROFILES.glob("*.toml")))


@cache
def load_rulebook(rulebook_id: str) -> Rulebook:
    """One published rulebook, such as coventry-2019."""
    if rulebook_id not in rulebook_ids():
        raise RulebookError(f"There is no rulebook '{rulebook_id}'. There are: {', '.join(rulebook_ids())}.")
    return parse_rulebook((PROFILES / f"{rulebook_id}.toml").read_text(encoding="utf-8"), rulebook_id)


def latest_rulebook(profile: str) -> Rulebook:
    """The newest edition of a profile, such as coventry."""
    by_profile = [rulebook_id.rpartition("-") for rulebook_id in rulebook_ids()]
    editions = [int(edition) for name, _, edition in by_profile if name == profile]
    if not editions:
        raise RulebookError(
            f"There is no profile '{profile}'. There are: {', '.join(sorted({name for name, _, _ in by_profile}))}."
        )
    return load_rulebook(f"{profile}-{max(editions)}")


def rulebook_of(
    rulebook_id: str,
    *,
    overlays: Iterable[str] = (),
    overrides: Mapping[str, Mapping[str, object]] | None = None,
) -> Rulebook:
    """The practice standards of a partnership: its profile, the overlays it adopted, and its own numbers and words."""
    rulebook = load_rulebook(rulebook_id)
    for overlay in overlays:
        rulebook = rulebook.with_overlay(load_rulebook(overlay))
    return rulebook.with_overrides(overrides or {})


def parse_rulebook(text: str, rulebook_id: str) -> Rulebook:
    """A rulebook from its TOML; refused in one sentence that names the standard and what is missing or wrong."""
    try:
        table = Table(tomllib.loads(text), rulebook_id, RulebookError)
    except tomllib.TOMLDecodeError as problem:
        raise RulebookError(f"{rulebook_id} is not valid TOML: {problem}.") from None
    table.require("profile", "edition", "title", "source")
    table.allow("profile", "edition", "title", "source", "overlay", "note", "standard")
    rulebook = Rulebook(
        profile=table.text("profile"),
        edition=table.text("edition"),
        title=table.text("title"),
        source=table.text("source"),
        is_overlay=table.flag("overlay", False),
        note=table.text("note", ""),
        standards=tuple(_standard(entry) for entry in table.tables("standard", named_by="id")),
    )
    if rulebook.id != rulebook_id:
        raise RulebookError(f"{rulebook_id} says that it is {rulebook.id}: file name and contents must agree.")
    ids = [standard.id for standard in rulebook.standards]
    twice = {standard_id for standard_id in ids if ids.count(standard_id) > 1}
    if twice:
        raise RulebookError(f"{rulebook_id} holds {in_words(twice)} more than once.")
    return rulebook


def _standard(table: Table) -> Standard:
    table.require(*NEEDED)
    table.allow(*NEEDED, *OPTIONAL)
    standard_id, source = table.text("id"), table.text("source")
    if not PLAIN_ID.fullmatch(standard_id):
        raise RulebookError(f"{table.where}: the id is not lower-case words joined by _.")
    if not SOURCE.fullmatch(source):
        raise RulebookError(f"{table.where}: the source is not like 'R076; S1:330-368'.")
    limit = limit_from(table)
    check_wording(table.where, table.text("title"), limit)
    cancel = table.table("cancel")
    check_events(cancel, cancel.values)
    repeat = table.choice("repeat", Repeat)
    standard = Standard(
        id=standard_id,
        wording=table.text("title"),
        source=source,
        start=event_names(table, "start"),
        stop=event_names(table, "stop"),
        cancel={event: cancel.text(event) for event in cancel.values},
        subject=table.choice("subject", Subject),
        repeat=repeat,
        limit=limit,
        due_soon=due_soon_from(table.table("due_soon")),
        holder=table.choice("holder", Party),
        escalate=tuple(_escalation(step) for step in table.tables("escalate", named_by="at")),
        applies_to=_applies_to(table.table("applies_to")),
        variation=_variation_rule(table.table("variation")),
        examples=tuple(_example(example) for example in table.tables("example", named_by="title")),
        enabled=table.flag("enabled", True),
        plan_may_shorten=table.flag("plan_may_shorten", False),
        counts_in_compliance=table.flag("counts_in_compliance", True),
        note=table.text("note", ""),
        settings=tuple(_setting(setting) for setting in table.tables("setting", named_by="id")),
    )
    _check(table, standard)
    return standard


def _check(table: Table, standard: Standard) -> None:
    if standard.holder is Party.HOLDER:
        raise RulebookError(f"{table.where}: the holder is a role, not 'holder' itself.")
    both = set(standard.stop) & set(standard.cancel)
    if both:
        raise RulebookError(f"{table.where}: {in_words(both)} cannot both stop and cancel it.")
    outcomes = {example.outcome for example in standard.examples}
    if State.MET not in outcomes:
        raise RulebookError(f"{table.where} has no worked example in which it is met.")
    if not outcomes & BREACHED:
        raise RulebookError(f"{table.where} has no worked example in which it is breached.")
    for setting in standard.settings:
        for choice in setting.choices.values():
            changed(standard, choice)
        chosen = changed(standard, setting.choices[setting.chosen])
        if chosen != standard:
            raise RulebookError(f"{table.where}: '{setting.chosen}' of '{setting.id}' is not what the standard says.")


def _escalation(table: Table) -> Escalation:
    table.require("at", "to")
    table.allow("at", "to")
    return Escalation(table.choice("at", AlertAt), table.choice("to", Party))


def _applies_to(table: Table) -> AppliesTo:
    table.allow("lead", "agency_kinds", "levels", "when")
    when = table.table("when")
    return AppliesTo(
        lead=table.choice("lead", Lead, Lead.ANY),
        agency_kinds=table.texts("agency_kinds"),
        levels=table.numbers("levels"),
        when={key: when.texts(key) for key in when.values},
    )


def _variation_rule(table: Table) -> VariationRule:
    if not table.values:
        return VariationRule()
    table.require("needs")
    table.allow("needs", "moves_due")
    try:
        needs = frozenset(VariationNeed(need) for need in table.texts("needs"))
    except ValueError:
        raise RulebookError(f"{table.where}: 'needs' is not a list of {', '.join(VariationNeed)}.") from None
    return VariationRule(True, needs, table.flag("moves_due", True))


def _setting(table: Table) -> Setting:
    table.require("id", "title", "chosen", "choices")
    table.allow("id", "title", "chosen", "choices")
    choices = table.table("choices")
    chosen = table.text("chosen")
    if chosen not in choices.values:
        raise RulebookError(f"{table.where}: '{chosen}' is not among its choices.")
    return Setting(
        table.text("id"), table.text("title"), chosen, {choice: choices.table(choice) for choice in choices.values}
    )


def _example(table: Table) -> Example:
    table.require("title", "started", "due", "outcome")
    table.allow(
        *("title", "started", "stopped", "looked_at", "due", "outcome", "closures"),
        *("agreed_days", "agreed_on", "varied_to_days", "paused_until"),
    )
    if ("stopped" in table.values) == ("looked_at" in table.values):
        raise RulebookError(f"{table.where} says either when it stopped or when it was looked at.")
    days = table.number("varied_to_days") if "varied_to_days" in table.values else None
    until = table.day("paused_until") if "paused_until" in table.values else None
    try:
        variation = None if days is None and until is None else Variation(days, until)
    except BadLimit as problem:
        raise RulebookError(f"{table.where}: {problem}") from None
    return Example(
        title=table.text("title"),
        started_at=table.moment("started"),
        due_at=table.moment("due"),
        outcome=table.choice("outcome", State),
        stopped_at=table.moment("stopped") if "stopped" in table.values else None,
        looked_at=table.moment("looked_at") if "looked_at" in table.values else None,
        closures=tuple(_closure(closure) for closure in table.tables("closures", named_by="name")),
        agreed_days=table.number("agreed_days") if "agreed_days" in table.values else None,
        agreed_on=table.day("agreed_on") if "agreed_on" in table.values else None,
        variation=variation,
    )


def _closure(table: Table) -> NonWorkingDay:
    table.require("on", "name")
    table.allow("on", "name")
    return NonWorkingDay(table.day("on"), table.text("name"), DayKind.CLOSURE)
