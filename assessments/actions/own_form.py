"""A partnership's own questions and values: added and ended without code, by its administrators.

Nothing is ever deleted, and what was answered keeps its words: the database refuses both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from assessments.choices import About, Kind, Step
from assessments.form import CodeSet, Condition, Form, FormError, Section
from assessments.local import KINDS
from assessments.models import LocalAddition
from assessments.partnership import local_additions, own_form, published_form, with_additions_of
from assessments.permissions import can_change_form
from assessments.wording import (
    LONGEST_GUIDANCE,
    LONGEST_QUESTION,
    LONGEST_VALUE,
    is_the_same,
    key_for,
    problem_with,
)
from ehm import administration_log as log
from ehm.actions import Refused, Stale, still_there
from ehm.models import Partnership
from ehm.permissions import require
from ehm.rows.actor import Actor

MOST_QUESTIONS = 40  # asked at once, beside those of the published form
MOST_VALUES = 60  # offered at once in one list
MOST_EVER = 1_000  # with what has ended, which every assessment goes on reading
CHOOSING = (Kind.CHOICE, Kind.CHOICES)
FIXED = ("key", "section", "kind", "about", "after", "code_set")  # of a question, whoever has answered it
CHANGED_MEANWHILE = "Somebody else changed this while you had it open. Check what it says now, then save again"


@dataclass(frozen=True)
class Wording:
    """What may be put differently while nobody has answered. `levels`: needed at these only; none named: at all."""

    text: str
    hint: str = ""
    is_needed: bool = False
    levels: tuple[int, ...] = ()
    asked_when: Condition | None = None


@transaction.atomic
def add_question(
    *,
    section: str,
    kind: Kind,
    about: About,
    wording: Wording,
    choices: Sequence[str] = (),
    after: str = "",
    by: Actor,
) -> LocalAddition:
    """Ask something of the partnership's own, in every assessment that is begun from now on."""
    _lock(by)
    added = proposed_question(
        section=section, kind=kind, about=about, wording=wording, choices=choices, after=after, by=by
    )
    for one in added:
        one.save(force_insert=True)
    data = {"section": _section(published_form(by.partnership), section).title, "question": _as_said(wording.text)}
    log.record(log.QUESTION_ADDED, tenant_id=by.tenant_id, by=by, subject=added[-1].reference, data=data)
    return added[-1]


@transaction.atomic
def change_question(*, addition: LocalAddition, wording: Wording, shown: str, by: Actor) -> None:
    """Word it differently, as long as nobody has answered it. `shown` is the fingerprint of what the form showed."""
    addition = _fresh(addition, "question", by)
    if is_in_use(addition):
        raise Refused("This has been answered and keeps its words. Stop asking it, and add another")
    was = dict(addition.entry)
    _check_shown(addition, shown)
    addition.entry = {
        name: was[name] for name in ("key", "section", "kind", "about", "after", "code_set") if name in was
    }
    addition.entry |= _entry_of(wording)
    _check_wording(wording)
    others = [one for one in local_additions(by.partnership) if one.pk != addition.pk]
    _check_not_asked_already(with_additions_of_all(by.partnership, others), wording.text)
    form, about = own_form(by.partnership).form, About(was["about"])
    _check_condition(form, was["section"], about, wording.asked_when, but=addition.key)
    with_additions_of_all(by.partnership, _in_place(by.partnership, addition))
    changed = _what_differs(was, addition.entry)
    if changed:
        addition.save(update_fields=["entry"])
        data = {"was": _as_said(was["text"]), "question": _as_said(wording.text), "fields": changed}
        log.record(log.QUESTION_CHANGED, tenant_id=by.tenant_id, by=by, subject=addition.reference, data=data)


@transaction.atomic
def stop_asking(*, addition: LocalAddition, why: str, by: Actor) -> None:
    """Ask it nowhere any more. Whoever answered it finds the answer where it was."""
    addition = _fresh(addition, "question", by)
    why = _reason(why)
    form = own_form(by.partnership).form
    for question in form.questions():
        if not question.is_ended and question.asked_when and question.asked_when.question == addition.key:
            raise Refused(f"'{question.text}' is asked only where this one is answered. Stop asking that first")
    _end(addition)
    data = {"question": _as_said(addition.entry["text"]), "why": why}
    log.record(log.QUESTION_ENDED, tenant_id=by.tenant_id, by=by, subject=addition.reference, data=data)


@transaction.atomic
def add_value(*, code_set: str, name: str, hint: str = "", maps_to: Iterable[str] = (), by: Actor) -> LocalAddition:
    """Offer a value of the partnership's own, in every assessment that is begun from now on."""
    _lock(by)
    form = own_form(by.partnership).form
    found = open_list(form, code_set)
    _check_words("The name", name, LONGEST_VALUE)
    _check_words("The hint", hint, LONGEST_GUIDANCE, may_be_empty=True)
    _check_not_offered_already(found, name)
    if len(found.offered()) >= MOST_VALUES:
        raise Refused(f"A list has room for {MOST_VALUES} values. Stop offering one that is not chosen any more")
    mapped = list(dict.fromkeys(maps_to))
    if found.maps_to and not mapped:
        raise Refused(f"Say which of '{form.code_sets[found.maps_to].title}' it counts as")
    addition = _new("value", name, _taken(by), by, code_set=code_set, name=name, hint=hint, maps_to=mapped)
    with_additions_of_all(by.partnership, [*local_additions(by.partnership), addition])
    addition.save(force_insert=True)
    data = {"name": _as_said(name), "list": found.title}
    log.record(log.VALUE_ADDED, tenant_id=by.tenant_id, by=by, subject=addition.reference, data=data)
    return addition


@transaction.atomic
def change_value(*, addition: LocalAddition, name: str, hint: str, shown: str, by: Actor) -> None:
    """Name it differently, as long as nobody has chosen it."""
    addition = _fresh(addition, "value", by)
    if is_in_use(addition):
        raise Refused("This has been chosen and keeps its name. Stop offering it, and add another")
    was = dict(addition.entry)
    _check_shown(addition, shown)
    _check_words("The name", name, LONGEST_VALUE)
    _check_words("The hint", hint, LONGEST_GUIDANCE, may_be_empty=True)
    found = open_list(own_form(by.partnership).form, was["code_set"])
    _check_not_offered_already(found, name, but=addition.key)
    addition.entry = _without_blanks(was | {"name": name, "hint": hint})
    changed = _what_differs(was, addition.entry)
    if changed:
        addition.save(update_fields=["entry"])
        data = {"was": _as_said(was["name"]), "name": _as_said(name), "list": found.title, "fields": changed}
        log.record(log.VALUE_CHANGED, tenant_id=by.tenant_id, by=by, subject=addition.reference, data=data)


@transaction.atomic
def stop_offering(*, addition: LocalAddition, why: str, by: Actor) -> None:
    """Offer it no more. Where it was chosen it stays chosen."""
    addition = _fresh(addition, "value", by)
    why = _reason(why)
    form = own_form(by.partnership).form
    found = open_list(form, addition.entry["code_set"])
    for question in form.questions():
        condition = question.asked_when
        if not question.is_ended and condition and set(condition.among) == {addition.key}:
            raise Refused(f"'{question.text}' is asked only where this is chosen. Stop asking that first")
    asks = next((one for one in form.questions() if one.code_set == found.key and not one.is_ended), None)
    if asks and {value.key for value in found.offered()} == {addition.key}:
        raise Refused(f"It is all that is left to choose in '{asks.text}'. Stop asking that instead")
    _end(addition)
    data = {"name": _as_said(addition.entry["name"]), "list": found.title, "why": why}
    log.record(log.VALUE_ENDED, tenant_id=by.tenant_id, by=by, subject=addition.reference, data=data)


def proposed_question(
    *, section: str, kind: Kind, about: About, wording: Wording, choices: Sequence[str], after: str, by: Actor
) -> list[LocalAddition]:
    """What would be added, in that order, the question last: nothing of it is saved. Refused where it cannot be."""
    require(can_change_form, by, by.partnership)
    own = own_form(by.partnership)
    place = _section(own.form, section)
    if kind not in KINDS:
        raise Refused("Choose how it is answered")
    _check_wording(wording)
    _check_not_asked_already(own.form, wording.text)
    _check_condition(own.form, section, about, wording.asked_when)
    existing = local_additions(by.partnership)
    if sum(one.kind == "question" and not one.ended_at for one in existing) >= MOST_QUESTIONS:
        raise Refused(f"A form has room for {MOST_QUESTIONS} questions of your own. Stop asking one that helps nobody")
    if after and after not in {one.key for one in place.questions}:
        raise Refused("Choose after which question of this part it stands")
    taken, now = _taken(by), timezone.now()
    question = _new("question", wording.text, taken, by, section=section, kind=str(kind), about=str(about), after=after)
    added = [question]
    if kind in CHOOSING:
        question.entry["code_set"] = question.key
        _check_choices(choices)
        own_list = _new("code_set", wording.text, set(), by, title=wording.text)
        own_list.key = own_list.entry["key"] = question.key
        added = [own_list]
        for name in choices:
            added.append(_new("value", name, taken, by, code_set=question.key, name=name))
        added.append(question)
    elif choices:
        raise Refused("Only a question that is answered by choosing has choices")
    question.entry |= _entry_of(wording)
    for one in added:
        one.added_at = now
    if len(existing) + len(added) > MOST_EVER:
        raise Refused("Too much has been added to this form. Ask whoever runs EHM to look at it with you")
    with_additions_of_all(by.partnership, [*existing, *added])
    return added


def with_additions_of_all(partnership: Partnership, additions: Iterable[LocalAddition]) -> Form:
    """The published form with exactly these; refused in a sentence where they do not fit together."""
    left_out = {one.pk for one in own_form(partnership).left_out}
    try:
        return with_additions_of(published_form(partnership), [one for one in additions if one.pk not in left_out])
    except FormError as problem:
        raise Refused(f"This does not fit the form. {problem}") from None


def is_in_use(addition: LocalAddition) -> bool:
    """Whether anybody has answered it, or chosen it. An administrator learns no more than that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT assessments_is_in_use(%s)", [addition.key])
        return bool(cursor.fetchone()[0])


def open_list(form: Form, key: str) -> CodeSet:
    """A list to which a partnership may add."""
    found = form.code_sets.get(key)
    if found is None or not found.is_open:
        raise Refused("This list is the same in every partnership and takes no values of its own")
    return found


def may_stand_in(section: Section) -> bool:
    """Not in the manager's part: that is a decision, not an answer."""
    return section.step is Step.SUBMISSION


def shown_of(addition: LocalAddition) -> str:
    """The fingerprint of what a form shows of it."""
    said = json.dumps([addition.entry, str(addition.ended_at)], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _lock(by: Actor) -> None:
    """Two administrators change the form one after the other."""
    require(can_change_form, by, by.partnership)
    Partnership.objects.select_for_update().get(pk=by.tenant_id)


def _fresh(addition: LocalAddition, kind: str, by: Actor) -> LocalAddition:
    _lock(by)
    fresh = still_there(LocalAddition.objects.select_for_update(), tenant_id=by.tenant_id, pk=addition.pk, kind=kind)
    if fresh.ended_at:
        raise Refused("This has ended already and is not changed any more")
    return fresh


def _end(addition: LocalAddition) -> None:
    addition.ended_at = timezone.now()
    addition.save(update_fields=["ended_at"])


def _check_shown(addition: LocalAddition, shown: str) -> None:
    now = shown_of(addition)
    if shown != now:
        raise Stale(CHANGED_MEANWHILE, dict(addition.entry), now)


def _section(form: Form, key: str) -> Section:
    found = next((one for one in form.sections if one.key == key), None)
    if found is None or not may_stand_in(found):
        raise Refused("Choose a part of the form that takes questions of your own")
    return found


def _taken(by: Actor) -> set[str]:
    """Keys that stand for something already, ended or not."""
    form = own_form(by.partnership).form
    values = (value.key for code_set in form.code_sets.values() for value in code_set.values)
    own = (one.key for one in local_additions(by.partnership))
    return {*own, *values, *form.code_sets, *(question.key for question in form.questions())}


def _new(what: str, words: str, taken: set[str], by: Actor, **entry: Any) -> LocalAddition:
    key = key_for(words, taken)
    taken.add(key)
    return LocalAddition(
        tenant_id=by.tenant_id, kind=what, key=key, entry=_without_blanks({"key": key} | entry), added_by=by.membership
    )


def _entry_of(wording: Wording) -> dict[str, Any]:
    condition = wording.asked_when
    return _without_blanks(
        {
            "text": wording.text,
            "hint": wording.hint,
            "needed": wording.is_needed,
            "levels": sorted(set(wording.levels)) if wording.is_needed else [],
            "asked_when": {"question": condition.question, "among": list(condition.among)} if condition else {},
        }
    )


def _without_blanks(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entry.items() if value not in ("", [], {}, (), False)}


def _in_place(partnership: Partnership, changed: LocalAddition) -> list[LocalAddition]:
    return [changed if one.pk == changed.pk else one for one in local_additions(partnership)]


def _check_wording(wording: Wording) -> None:
    _check_words("The question", wording.text, LONGEST_QUESTION)
    _check_words("The guidance", wording.hint, LONGEST_GUIDANCE, may_be_empty=True)


def _check_words(what: str, words: str, longest: int, *, may_be_empty: bool = False) -> None:
    if not words.strip() and not may_be_empty:
        raise Refused(f"{what} is empty")
    problem = problem_with(words, longest)
    if problem:
        raise Refused(f"{what} {problem}")


def _check_choices(choices: Sequence[str]) -> None:
    if len(choices) < 2:
        raise Refused("Give at least two choices, one on each line")
    if len(choices) > MOST_VALUES:
        raise Refused(f"Give {MOST_VALUES} choices at most. There are {len(choices)}")
    for at, name in enumerate(choices):
        _check_words(f"Choice {at + 1}", name, LONGEST_VALUE)
        if any(is_the_same(name, other) for other in choices[:at]):
            raise Refused(f"'{name}' is there twice")


def _check_not_asked_already(form: Form, text: str) -> None:
    for section in form.sections:
        for question in section.questions:
            if not question.is_ended and is_the_same(question.text, text):
                raise Refused(f"The form asks this already, in '{section.title}': '{question.text}'")


def _check_not_offered_already(code_set: CodeSet, name: str, *, but: str = "") -> None:
    for value in code_set.offered():
        if value.key != but and is_the_same(value.name, name):
            raise Refused(f"'{code_set.title}' offers this already: '{value.name}'")


def _check_condition(form: Form, section: str, about: About, condition: Condition | None, *, but: str = "") -> None:
    """What decides whether it is asked is answered before: of the same child, or of the family."""
    if condition is None:
        return
    other = next((one for one in form.questions() if one.key == condition.question and one.key != but), None)
    if other is None:
        raise Refused("Choose the answer that it depends on from the list")
    if other.is_ended:
        raise Refused(f"'{other.text}' is not asked any more. Choose another answer that it depends on")
    if not may_stand_in(form.section_of(other.key)):
        raise Refused(f"'{other.text}' is answered by the manager, later. Choose another answer that it depends on")
    if other.about not in (About.FAMILY, about):
        each = "child" if other.about is About.EACH_CHILD else "worry"
        raise Refused(f"'{other.text}' is asked about each {each}. Ask this about each {each} too")
    kept = form.own_tool.sections if form.own_tool else ()
    part = form.section_of(other.key)
    if section in kept and part.key not in kept:
        raise Refused(
            f"Where an agency brings its own assessment, '{part.title}' is not filled in, and this part is. Choose an"
            " answer of a part that always is"
        )


def _what_differs(was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    words = {
        "text": "wording",
        "name": "name",
        "hint": "guidance",
        "needed": "whether it must be answered",
        "levels": "levels",
        "asked_when": "when it is asked",
    }
    return [words[name] for name in words if was.get(name) != now.get(name)]


def _reason(why: str) -> str:
    _check_words("The reason", why, LONGEST_GUIDANCE)
    return f"{why.strip().rstrip('.')}."


def _as_said(words: str) -> str:
    """Without a full stop at its end: it stands within a sentence."""
    return words.rstrip(".")
