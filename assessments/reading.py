"""The published forms: read from `assessments/profiles/` and `assessments/stock/`, refused in one sentence.

A profile takes sections, code sets and scales from a stock by name, and replaces whole ones by its own of the same
key. An overlay adds to a profile. Published files are never edited: a change is a new edition.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from assessments.choices import Strength
from assessments.consistency import check_form
from assessments.form import Check, CodeSet, Form, FormError
from assessments.parts import (
    check_from,
    check_mappings,
    clock_from,
    code_set_from,
    level_from,
    outcome_from,
    own_tool_from,
    plain_key,
    question_from,
    scale_set_from,
    section_from,
)
from ehm.tables import Table, in_words

APP = Path(__file__).resolve().parent
PROFILES, STOCK = APP / "profiles", APP / "stock"
FORM_ID = re.compile(r"[a-z][a-z_]*-[0-9]+")
TOP = ("profile", "edition", "title", "source")
STOCKED = ("code_set", "scale_set", "section")

Part = TypeVar("Part")


def form_ids() -> tuple[str, ...]:
    """The published forms that stand by themselves, as profile-edition."""
    files = {path.stem: path.read_text(encoding="utf-8") for path in PROFILES.glob("*.toml")}
    return tuple(sorted(name for name, text in files.items() if not tomllib.loads(text).get("overlay")))


def form_of(profile: str, overlays: Iterable[str] = ()) -> Form:
    """The assessment of a partnership's profile with the overlays that it adopted."""
    return _form_of(profile, tuple(overlays))


@cache
def _form_of(profile: str, overlays: tuple[str, ...]) -> Form:
    form = parse_form(_published(profile), profile)
    for overlay in overlays:
        if (PROFILES / f"{overlay}.toml").is_file():
            form = with_overlay(form, _published(overlay), overlay)
    return form


def _published(name: str) -> str:
    path = PROFILES / f"{name}.toml"
    if not FORM_ID.fullmatch(name) or not path.is_file():
        raise FormError(f"There is no form '{name}'. There are: {', '.join(form_ids())}.")
    return path.read_text(encoding="utf-8")


def parse_form(text: str, form_id: str) -> Form:
    """A form from its TOML; refused in one sentence that names the file, the section and the question."""
    return form_from(_values(text, form_id), form_id)


def form_from(values: Mapping[str, object], form_id: str) -> Form:
    """A form from what its file holds."""
    table = _top(values, form_id)
    table.require("stock", "sections", "outcome", "level", "check")
    table.allow(*TOP, *STOCKED, "note", "stock", "sections", "outcome", "level", "check", "own_tool", "clock")
    parts = _parts(table, _stock(table))
    code_sets = _read_all(parts["code_set"], _code_set)
    check_mappings(code_sets, parts["code_set"])
    scale_sets = _read_all(parts["scale_set"], lambda entry: scale_set_from(entry, code_sets))
    sections = _named(table, table.texts("sections"), parts["section"], _own(table, "section"))
    form = Form(
        id=form_id,
        title=table.text("title"),
        source=table.text("source"),
        note=table.text("note", ""),
        sections=tuple(section_from(entry, code_sets, scale_sets) for entry in sections),
        outcomes=tuple(outcome_from(entry) for entry in table.tables("outcome", named_by="key")),
        levels=tuple(level_from(entry) for entry in table.tables("level", named_by="number")),
        checks=tuple(check_from(entry) for entry in table.tables("check", named_by="kind")),
        code_sets=code_sets,
        scale_sets=scale_sets,
        own_tool=own_tool_from(table.table("own_tool")) if "own_tool" in table.values else None,
        clock=clock_from(table.table("clock")) if "clock" in table.values else None,
    )
    check_form(form, table)
    return form


def with_overlay(form: Form, text: str, overlay_id: str) -> Form:
    """The form with an overlay's code sets, questions and checks. Of a check in both, the stricter holds."""
    table = _top(_values(text, overlay_id), overlay_id)
    table.allow(*TOP, "note", "overlay", "code_set", "question", "check")
    if not table.flag("overlay", False):
        raise table.refused(f"is a form of its own and cannot be laid over {form.id}")
    for entry in (*table.tables("code_set", named_by="key"), *table.tables("question", named_by="key")):
        plain_key(entry)
    form = with_additions(form, table)
    checks = {check.kind: check for check in form.checks}
    for added in (check_from(entry) for entry in table.tables("check", named_by="kind")):
        checks[added.kind] = _stricter(checks.get(added.kind), added)
    form = replace(form, checks=tuple(checks.values()))
    check_form(form, table)
    return form


def _stricter(before: Check | None, added: Check) -> Check:
    """What both ask for: the stronger strength, and every level, question and child that either looks at."""
    if before is None:
        return added
    everywhere = not before.levels or not added.levels
    return replace(
        added,
        strength=Strength.MUST if Strength.MUST in (before.strength, added.strength) else Strength.SHOULD,
        questions=tuple(dict.fromkeys((*before.questions, *added.questions))),
        levels=() if everywhere else tuple(sorted({*before.levels, *added.levels})),
        from_age=min(before.from_age, added.from_age),
    )


def with_additions(form: Form, table: Table) -> Form:
    """The form with further code sets, and further questions in its sections; a key that is there is refused."""
    code_sets = dict(form.code_sets)
    tables = {entry.text("key", ""): entry for entry in table.tables("code_set", named_by="key")}
    for entry in tables.values():
        added = code_set_from(entry)
        if added.key in code_sets:
            raise entry.refused(f"the form has a code set '{added.key}' already")
        code_sets[added.key] = added
    check_mappings(code_sets, tables)
    form = replace(form, code_sets=MappingProxyType(code_sets))
    for entry in table.tables("question", named_by="key"):
        form = _with_question(form, entry)
    return form


def _with_question(form: Form, entry: Table) -> Form:
    """The question at the end of its section, or after the one that it names."""
    entry.require("section")
    key, after = entry.text("section"), entry.text("after", "")
    section = next((section for section in form.sections if section.key == key), None)
    if section is None:
        raise entry.refused(f"the form has no section '{key}'")
    rest = {name: value for name, value in entry.values.items() if name not in ("section", "after")}
    where = Table(rest, f"{entry.where}, section '{key}'", entry.error)
    question = question_from(where, section.about, form.code_sets, form.scale_sets)
    keys = [asked.key for asked in section.questions]
    if question.key in {asked.key for asked in form.questions()}:
        raise where.refused(f"the form has a question '{question.key}' already")
    if after and after not in keys:
        raise where.refused(f"there is no question '{after}' to stand after")
    place = keys.index(after) + 1 if after else len(keys)
    questions = (*section.questions[:place], question, *section.questions[place:])
    changed = replace(section, questions=questions)
    return replace(form, sections=tuple(changed if part.key == key else part for part in form.sections))


def _values(text: str, form_id: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise FormError(f"{form_id} is not valid TOML: {problem}.") from None


def _top(values: Mapping[str, object], form_id: str) -> Table:
    table = Table(values, form_id, FormError)
    table.require(*TOP)
    said = f"{table.text('profile')}-{table.text('edition')}"
    if said != form_id:
        raise FormError(f"{form_id} says that it is {said}: file name and contents must agree.")
    return table


def _stock(table: Table) -> Table:
    name = table.text("stock")
    path = STOCK / f"{name}.toml"
    if not FORM_ID.fullmatch(name) or not path.is_file():
        raise table.refused(f"there is no stock '{name}'")
    stock = _top(_values(path.read_text(encoding="utf-8"), name), name)
    stock.allow(*TOP, *STOCKED, "note")
    return stock


def _code_set(entry: Table) -> CodeSet:
    for value in entry.tables("value", named_by="key"):
        plain_key(value)
    return code_set_from(entry)


def _own(table: Table, kind: str) -> dict[str, Table]:
    """The file's own tables of one kind by key; none twice."""
    found: dict[str, Table] = {}
    for entry in table.tables(kind, named_by="key"):
        key = plain_key(entry)
        if key in found:
            raise entry.refused("it is there twice")
        found[key] = entry
    return found


def _parts(table: Table, stock: Table) -> dict[str, dict[str, Table]]:
    """Code sets, scale sets and sections by key, the profile's own in place of the stock's."""
    return {kind: {**_own(stock, kind), **_own(table, kind)} for kind in STOCKED}


def _named(table: Table, keys: Iterable[str], parts: Mapping[str, Table], own: Mapping[str, Table]) -> list[Table]:
    """The sections that the profile names, in its order; one of its own that it does not name is a slip."""
    named = list(keys)
    dangling = set(named) - set(parts)
    if dangling:
        raise table.refused(f"'sections' names {in_words(dangling)}, which neither it nor its stock holds")
    forgotten = set(own) - set(named)
    if forgotten:
        raise table.refused(f"'sections' leaves out {in_words(forgotten)}, which it holds")
    twice = {key for key in named if named.count(key) > 1}
    if twice:
        raise table.refused(f"'sections' names {in_words(twice)} more than once")
    return [parts[key] for key in named]


def _read_all(tables: Mapping[str, Table], read: Callable[[Table], Part]) -> Mapping[str, Part]:
    return MappingProxyType({key: read(table) for key, table in tables.items()})
