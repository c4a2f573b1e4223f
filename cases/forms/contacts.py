"""Recording a contact: one page for everybody who was there."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone

from cases.choices import ContactKind
from cases.contact_note import Note, Told, problems
from cases.models import Contact, ContactPerson, Episode, Person
from ehm.forms import Checkbox, Checkboxes, DateField, DateTimeField, GovukForm, Radios, Textarea, TextInput
from ehm.forms.dates import read_time
from ehm.forms.messages import speak_plainly
from ehm.words import age, moment

TICKS = [("seen", "Seen"), ("alone", "Alone"), ("spoken_to", "Spoken to")]
FIRST_CONTACT = [
    ("sharing_explained", "I explained what is recorded, why, where, with whom it is shared, and the family's rights"),
    ("leaflet_given", "I gave them the leaflet"),
    ("lead_details_given", "I gave them the lead's name and how to get in touch"),
]
BOX: dict[str, Any] = {"rows": 4, "count": 20_000, "threshold": 75}


class TimeField(forms.CharField):
    """A time of day, as people type it: 14:30, 2.30pm, noon."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        found = read_time(typed.strip())
        if found is None:
            raise ValidationError("Time must be a time of day, like 14:30 or 2:30pm", code="invalid")
        return found


@dataclass(frozen=True)
class AboutPerson:
    """The fields of one person, for the page."""

    person: Person
    ticks: BoundField
    words: BoundField | None


class ContactForm(GovukForm):
    """What a new contact and a correction ask alike. `note` and `told` hold the answers once it is valid."""

    kind = forms.ChoiceField(label="How?", choices=ContactKind.choices, widget=Radios(small=True))
    planned = forms.ChoiceField(
        label="Was it planned with the family?",
        choices=[("yes", "Yes"), ("no", "No, it was unannounced")],
        initial="yes",
        widget=Radios(reveals={"no": "unannounced_reason"}, small=True),
    )
    unannounced_reason = forms.CharField(label="Why was it unannounced?", widget=Textarea(rows=2))
    is_attempt = forms.BooleanField(
        label="Nobody was reached",
        help_text="Such as nobody at home. It is listed, and stops no clock.",
        required=False,
        widget=Checkbox,
    )
    working_well = forms.CharField(label="What is working well?", required=False, widget=Textarea(**BOX))
    worried_about = forms.CharField(label="What are we worried about?", required=False, widget=Textarea(**BOX))
    needs_to_happen = forms.CharField(label="What needs to happen?", required=False, widget=Textarea(**BOX))
    next_contact_on = DateField(label="When is the next contact?", name="The next contact", required=False)
    first_contact = forms.MultipleChoiceField(
        label="First contact", choices=FIRST_CONTACT, required=False, widget=Checkboxes(label_hidden=True)
    )
    note: Note
    told: list[Told]

    def __init__(self, *args: Any, episode: Episode, people: Sequence[Person], **kwargs: Any) -> None:
        self.episode, self.people = episode, people
        super().__init__(*args, **kwargs)
        for name, field in _fields_of(people).items():
            speak_plainly(field)
            self.fields[name] = field

    @property
    def about_people(self) -> Iterator[AboutPerson]:
        for person in self.people:
            words = self[f"words-{person.reference}"] if person.is_child else None
            yield AboutPerson(person, self[f"person-{person.reference}"], words)

    @property
    def left_over(self) -> list[str]:
        """What was typed about somebody who is not in this family (any more): shown, so that it is not lost."""
        known = {f"words-{person.reference}" for person in self.people}
        return [text for name, text in self.data.items() if name.startswith("words-") and name not in known and text]

    def happened_at(self) -> datetime | None:
        raise NotImplementedError

    def where_the_moment_is(self) -> str:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        names = {f"person-{person.reference}" for person in self.people}
        if self.left_over or any(name.startswith("person-") and name not in names for name in self.data):
            self.add_error(None, "Somebody you wrote about is not in this family. Check who was there.")
        self.told = [self._told(person) for person in self.people]
        happened_at = self.happened_at()
        if happened_at is None or "kind" not in cleaned or "planned" not in cleaned:
            return cleaned
        first = set(cleaned.get("first_contact", ()))
        self.note = Note(
            happened_at=happened_at,
            kind=cleaned["kind"],
            is_attempt=cleaned["is_attempt"],
            is_planned=cleaned["planned"] == "yes",
            unannounced_reason=cleaned.get("unannounced_reason") or "",
            working_well=cleaned.get("working_well", ""),
            worried_about=cleaned.get("worried_about", ""),
            needs_to_happen=cleaned.get("needs_to_happen", ""),
            next_contact_on=cleaned.get("next_contact_on"),
            **{name: name in first for name, _ in FIRST_CONTACT},
        )
        for problem in problems(self.episode, self.note, self.told, recorded_at=self.recorded_at()):
            name = self._field_about(problem.about)
            if name not in self.errors:
                self.add_error(name, problem.sentence)
        return cleaned

    def recorded_at(self) -> datetime:
        return timezone.now()

    def _told(self, person: Person) -> Told:
        ticks = self.cleaned_data.get(f"person-{person.reference}") or []
        return Told(
            person,
            was_seen="seen" in ticks,
            was_seen_alone="alone" in ticks,
            was_spoken_to="spoken_to" in ticks,
            own_words=self.cleaned_data.get(f"words-{person.reference}") or "",
        )

    def _field_about(self, about: str) -> str:
        if about == "happened_at":
            return self.where_the_moment_is()
        return about if about in self.fields else f"person-{about}"


def _fields_of(people: Sequence[Person]) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for person in people:
        name = f"{person.short_name}, {age(person.date_of_birth)}" if person.date_of_birth else person.short_name
        fields[f"person-{person.reference}"] = forms.MultipleChoiceField(
            label=name, choices=TICKS, required=False, widget=Checkboxes(small=True)
        )
        if person.is_child:
            fields[f"words-{person.reference}"] = forms.CharField(
                label=f"{person.short_name}, in their own words", required=False, widget=Textarea(rows=3)
            )
    return fields


class NewContactForm(ContactForm):
    when = forms.ChoiceField(
        label="When?",
        choices=[("now", "Now"), ("today", "Earlier today"), ("yesterday", "Yesterday"), ("other", "Another day")],
        initial="now",
        widget=Radios(reveals={"today": "today_at", "yesterday": "yesterday_at", "other": "other_at"}, small=True),
    )
    today_at = TimeField(label="At what time?", widget=TextInput(width=5))
    yesterday_at = TimeField(label="At what time?", widget=TextInput(width=5))
    other_at = DateTimeField(label="Date and time", name="Date and time")
    began_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    sent_once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("began_at", f"{timezone.now():%Y-%m-%dT%H:%M%z}")
        self.initial.setdefault("sent_once", uuid.uuid4())
        choices = list(NewContactForm.base_fields["when"].choices)  # type: ignore[attr-defined]  # a ChoiceField
        began = self.began()
        choices[0] = ("now", f"Now, {timezone.localtime(began):%H:%M}" if _is_recent(began) else moment(began))
        when: Any = self.fields["when"]
        when.choices = choices

    def began(self) -> datetime:
        """'Now' is when the writing began: it stays true in a draft that is finished tomorrow."""
        try:
            found = forms.DateTimeField().to_python(self["began_at"].value())
        except ValidationError:
            found = None
        return found if found and 2000 <= found.year < 2200 else timezone.now()

    def happened_at(self) -> datetime | None:
        cleaned = self.cleaned_data
        today = timezone.localdate(self.began())
        match cleaned.get("when"):
            case "now":
                return self.began()
            case "today":
                return _at(today, cleaned.get("today_at"))
            case "yesterday":
                return _at(today - timedelta(days=1), cleaned.get("yesterday_at"))
            case "other":
                found: datetime | None = cleaned.get("other_at")
                return found
        return None

    def where_the_moment_is(self) -> str:
        chosen = str(self.cleaned_data.get("when"))
        return {"today": "today_at", "yesterday": "yesterday_at", "other": "other_at"}.get(chosen, "when")


class CorrectContactForm(ContactForm):
    at = DateTimeField(label="When did it happen?", name="When it happened")
    reason = forms.CharField(
        label="Why are you changing it?", help_text="What it said before stays on record.", widget=Textarea(rows=2)
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        self.contact = contact
        super().__init__(*args, **kwargs)

    def happened_at(self) -> datetime | None:
        """To the minute, as the form shows it: seconds that nobody changed stay."""
        found: datetime | None = self.cleaned_data.get("at")
        was = self.contact.happened_at
        return was if found == was.replace(second=0, microsecond=0) else found

    def where_the_moment_is(self) -> str:
        return "at"

    def recorded_at(self) -> datetime:
        return self.contact.recorded_at


def as_typed(contact: Contact, rows: Sequence[ContactPerson]) -> dict[str, Any]:
    """What the form of a correction starts with."""
    start: dict[str, Any] = {
        "at": contact.happened_at,
        "kind": contact.kind,
        "planned": "yes" if contact.is_planned else "no",
        "unannounced_reason": contact.unannounced_reason,
        "is_attempt": contact.is_attempt,
        "working_well": contact.working_well,
        "worried_about": contact.worried_about,
        "needs_to_happen": contact.needs_to_happen,
        "next_contact_on": contact.next_contact_on,
        "first_contact": [name for name, _ in FIRST_CONTACT if getattr(contact, name)],
        "version": contact.version,
    }
    for row in rows:
        ticks = {"seen": row.was_seen, "alone": row.was_seen_alone, "spoken_to": row.was_spoken_to}
        start[f"person-{row.person.reference}"] = [name for name, ticked in ticks.items() if ticked]
        start[f"words-{row.person.reference}"] = row.own_words
    return start


def _at(day: Any, at: time | None) -> datetime | None:
    return None if at is None else datetime.combine(day, at, timezone.get_current_timezone())


def _is_recent(at: datetime) -> bool:
    return timezone.localdate(at) == timezone.localdate()
