"""What is typed is never lost: a form's text, kept on the server while it is being written.

A form takes part by three steps. Its app registers it (`register`). Its view asks `load` on GET and fills the form
with `refill`, calls `keep` when what was sent has errors, and `finish` in the transaction that saves it. Its template
includes `ehm/_draft.html` and puts `{{ draft.attributes }}` on the form; `static/ehm/drafts.js` does the rest.

Two pages may write the same draft. Each save names the revision that it builds upon: when another page has written
since, nothing is overwritten and whoever is typing is shown both (`Conflict`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from django import forms
from django.db import transaction
from django.db.models import F, QuerySet
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ehm.models import Draft
from ehm.rows.actor import Actor

AnyForm = TypeVar("AnyForm", bound=forms.BaseForm)
Values = dict[str, list[str]]
Labels = Callable[[Actor, Sequence[str]], Mapping[str, str]]

LARGEST = 1_000_000  # bytes of one draft
MOST_DRAFTS = 200  # of one person in one place
AFTERWARDS = timedelta(days=1)  # how long a finished draft stays, without text
NOT_TYPED = ("csrfmiddlewaretoken", "written_by", "once", "draft_window", "mark", "your_website")
SAVED_BY_SERVER = "server"


@dataclass(frozen=True)
class DraftForm:
    name: str
    labels: Labels
    url_name: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Typed:
    """A form's draft as its page needs it; `values` is empty where nothing is unfinished."""

    form: str
    subject: str
    revision: int
    values: Values
    saved_at: datetime | None
    is_kept: bool = True
    url: str = ""  # where it is saved, and below it thrown away: for a form that somebody without an account fills in

    @property
    def is_there(self) -> bool:
        return bool(self.values)

    @property
    def data(self) -> QueryDict:
        found = QueryDict(mutable=True)
        for name, typed in self.values.items():
            found.setlist(name, typed)
        return found

    @property
    def discard_url(self) -> str:
        return f"{self.url}discard/" if self.url else reverse("ehm:discard_draft", args=(self.form, self.subject))

    @property
    def attributes(self) -> SafeString:
        """For the form's own tag: what drafts.js reads."""
        return format_html(
            'data-draft="{}" data-draft-revision="{}"{}',
            self.url or reverse("ehm:save_draft", args=(self.form, self.subject)),
            self.revision,
            " data-draft-put-back" if self.is_there or not self.is_kept else "",
        )


@dataclass(frozen=True)
class Unfinished:
    label: str
    url: str
    saved_at: datetime


class Conflict(Exception):
    """Another page has written this draft since. `draft` is what it wrote."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("This is being written in another window too.")
        self.draft = draft


class TooMuch(Exception):
    """More than a draft holds, or more drafts than anybody writes."""


_forms: dict[str, DraftForm] = {}


def register(name: str, labels: Labels, url_name: str = "", parts: tuple[str, ...] = ("reference",)) -> None:
    """Let the form called `name` (the URL name of its page) keep drafts. `labels(actor, subjects)` says for each
    subject that `actor` may still see what was being written, such as 'A contact with the Reed family'. `parts` are
    the parts of the page's address that say which form it is, the subject joins them with full stops."""
    _forms[name] = DraftForm(name, labels, url_name or name, parts)


def is_registered(name: str) -> bool:
    return name in _forms


def url_of(name: str, subject: str) -> str:
    form = _forms[name]
    return reverse(form.url_name, kwargs=dict(zip(form.parts, subject.split("."), strict=False)))


def typed_in(posted: QueryDict) -> Values:
    """What a person typed, without tokens and passwords."""
    return {
        name: [str(value) for value in values]
        for name, values in posted.lists()
        if name not in NOT_TYPED and "password" not in name
    }


def load(form: str, subject: str, *, by: Actor) -> Typed:
    draft = Draft.objects.filter(tenant_id=by.tenant_id, membership=by.membership, form=form, subject=subject).first()
    if draft is None:
        return Typed(form, subject, 0, {}, None)
    return Typed(form, subject, draft.revision, draft.values, draft.saved_at)


def refill(form: AnyForm) -> AnyForm:
    """A form bound to a draft, shown as it was left: whoever is in the middle of writing has made no mistakes yet."""
    vars(form).update(_errors=ErrorDict(), cleaned_data={})  # as Django's own full_clean would leave them
    return form


@dataclass(frozen=True)
class Place:
    """Where the draft of one form and one writer lies: the rows that they may write, and its key among these."""

    rows: QuerySet[Any]
    key: Mapping[str, Any]


def _place(form: str, subject: str, by: Actor) -> Place:
    mine = Draft.objects.filter(tenant_id=by.tenant_id, membership=by.membership)
    key = {"tenant_id": by.tenant_id, "membership": by.membership, "form": form, "subject": subject}
    return Place(mine, key)


@transaction.atomic
def save(*, form: str, subject: str, values: Values, base: int, revision: int, window: str, by: Actor) -> Draft:
    """Keep what is typed. `base` is the revision that the page last knew, `revision` its own number for this save."""
    place = _place(form, subject, by)
    if not place.rows.filter(form=form, subject=subject).exists():
        place.rows.filter(values={}, saved_at__lt=timezone.now() - AFTERWARDS).delete()
        if place.rows.count() >= MOST_DRAFTS:
            raise TooMuch
    return cast("Draft", save_at(place, values, base=base, revision=revision, window=window))


@transaction.atomic
def save_at(place: Place, values: Values, *, base: int, revision: int, window: str, largest: int = LARGEST) -> Any:
    if sum(len(name) + sum(map(len, typed)) for name, typed in values.items()) > largest:
        raise TooMuch
    rows = place.rows
    rows.bulk_create([rows.model(**place.key, revision=base)], ignore_conflicts=True)
    draft = rows.select_for_update().get(**place.key)
    if draft.window == window and revision <= draft.revision:
        return draft  # an older save of the same page that arrives late
    if draft.window != window and draft.revision != base:
        raise Conflict(draft)
    draft.values, draft.revision, draft.window = _writable(values), max(revision, draft.revision + 1), window
    draft.save(update_fields=["values", "revision", "window", "saved_at"])
    return draft


@transaction.atomic
def keep(form: str, subject: str, posted: QueryDict, *, by: Actor) -> Typed:
    """What was sent but could not be saved, so that it is there again on the next page and in the next window.

    Where another window has written something else meanwhile, its draft stays and `is_kept` is false: the answer
    must carry what was sent. Revision 0 lets the page notice, and show both.
    """
    if not keep_at(_place(form, subject, by), posted):
        return Typed(form, subject, 0, {}, None, is_kept=False)
    return load(form, subject, by=by)


def keep_at(place: Place, posted: QueryDict) -> bool:
    """False where another window has written something else meanwhile."""
    values = typed_in(posted)
    others = place.rows.select_for_update().filter(**place.key).exclude(values={})
    there = others.exclude(window__in=(SAVED_BY_SERVER, posted.get("draft_window", ""))).first()
    if there is not None and there.values != values:
        return False
    _write(place, values)
    return True


def finish(form: str, subject: str, *, by: Actor) -> None:
    """It has been sent or thrown away. Saves that are still under way from its page are refused from now on."""
    finish_at(_place(form, subject, by))


def finish_at(place: Place) -> None:
    emptied = place.rows.filter(**place.key).update(
        values={}, revision=F("revision") + 1, window=SAVED_BY_SERVER, saved_at=timezone.now()
    )
    if not emptied:
        _write(place, {})


def of_record(forms: Iterable[str], reference: str, *, by: Actor) -> set[tuple[str, str]]:
    """Form and subject of each draft below one record, such as the parts of an assessment."""
    mine = Draft.objects.filter(tenant_id=by.tenant_id, membership=by.membership).exclude(values={})
    return set(mine.filter(form__in=forms, subject__startswith=f"{reference}.").values_list("form", "subject"))


def unfinished(by: Actor) -> list[Unfinished]:
    """'You were writing …', the latest first; one query, and one more for each kind of form."""
    drafts = Draft.objects.filter(tenant_id=by.tenant_id, membership=by.membership).exclude(values={})
    found: list[Unfinished] = []
    by_form: dict[str, dict[str, datetime]] = {}
    for form, subject, saved_at in drafts.values_list("form", "subject", "saved_at"):
        if form in _forms:
            by_form.setdefault(form, {})[subject] = saved_at
    for name, of_form in by_form.items():
        labels = _forms[name].labels(by, list(of_form))
        found += [
            Unfinished(labels[subject], url_of(name, subject), saved_at)
            for subject, saved_at in of_form.items()
            if subject in labels
        ]
    return sorted(found, key=lambda one: one.saved_at, reverse=True)


def subject_of(view_name: str, kwargs: Mapping[str, Any]) -> str | None:
    """The subject of the draft of this page, where the page is a form that keeps drafts."""
    if view_name not in _forms:
        return None
    subject = ".".join(str(kwargs.get(part, "")) for part in _forms[view_name].parts).upper()
    try:
        url_of(view_name, subject)
    except NoReverseMatch:
        return None
    return subject


@transaction.atomic
def _write(place: Place, values: Values) -> None:
    place.rows.bulk_create([place.rows.model(**place.key)], ignore_conflicts=True)
    draft = place.rows.select_for_update().get(**place.key)
    draft.values, draft.revision, draft.window = _writable(values), draft.revision + 1, SAVED_BY_SERVER
    draft.save(update_fields=["values", "revision", "window", "saved_at"])


def _writable(values: Values) -> Values:
    """Without NULs and halves of letters, which no browser sends and PostgreSQL cannot keep; the form says so."""
    return {_text(name): [_text(one) for one in typed] for name, typed in values.items()}


def _text(typed: str) -> str:
    return typed.replace("\x00", "").encode(errors="replace").decode()
