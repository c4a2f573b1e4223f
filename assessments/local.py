"""A partnership's own questions and values over a published form. Their keys start with 'local_', so they never meet
a published one, now or in a later edition."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from assessments.choices import Kind
from assessments.consistency import check_form
from assessments.form import CodeSet, Form, FormError
from assessments.parts import LOCAL, check_mapping, key_of, value_from
from assessments.reading import with_additions
from ehm.tables import Table

KINDS = frozenset({Kind.TEXT, Kind.LONG_TEXT, Kind.YES_NO, Kind.DATE, Kind.CHOICE, Kind.CHOICES})


def with_local(form: Form, additions: Mapping[str, object]) -> Form:
    """The form with `question`, `value` and `code_set` of a partnership's own; refused in a sentence.

    A question names its `section` and may name the question that it stands `after`; a value names its `code_set`. What
    is no longer wanted stays with `ended = true`, so that records which hold it still read.
    """
    table = Table(additions, f"The local additions to {form.id}", FormError)
    table.allow("question", "value", "code_set")
    for entry in (*table.tables("question", named_by="key"), *table.tables("code_set", named_by="key")):
        _check_local(entry)
    form = with_additions(form, table)
    for entry in table.tables("question", named_by="key"):
        _check_kind(form, entry)
    for entry in table.tables("value", named_by="key"):
        form = _with_value(form, entry)
    check_form(form, table)
    return form


def _check_local(entry: Table) -> None:
    if not key_of(entry).startswith(LOCAL):
        raise entry.refused(f"a key of the partnership's own starts with '{LOCAL}'")


def _check_kind(form: Form, entry: Table) -> None:
    """Rows, scales and files are counted across partnerships: a local question is answered in words or by a choice."""
    kind = form.question(entry.text("key")).kind
    if kind not in KINDS:
        raise entry.refused(f"a local question is one of {', '.join(sorted(KINDS))}, not {kind}")


def _with_value(form: Form, entry: Table) -> Form:
    _check_local(entry)
    entry.require("code_set")
    code_set = _open_code_set(form, entry)
    rest = {name: value for name, value in entry.values.items() if name != "code_set"}
    value = value_from(Table(rest, entry.where, entry.error))
    if code_set.value(value.key):
        raise entry.refused(f"'{code_set.key}' holds it already")
    check_mapping(form.code_sets, code_set, value, entry)
    changed = replace(code_set, values=(*code_set.values, value))
    return replace(form, code_sets=MappingProxyType({**form.code_sets, code_set.key: changed}))


def _open_code_set(form: Form, entry: Table) -> CodeSet:
    key = entry.text("code_set")
    code_set = form.code_sets.get(key)
    if code_set is None:
        raise entry.refused(f"there is no code set '{key}'")
    if not code_set.is_open:
        raise entry.refused(f"'{key}' is the same in every partnership and takes no values of its own")
    return code_set
