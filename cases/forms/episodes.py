"""Forms of an episode."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from cases.caseload import families_led, who_can_lead
from cases.choices import AgreementForm, Origin
from cases.models import Episode, Person
from cases.profile import Profile
from ehm.forms import (
    AutocompleteSelect,
    Checkbox,
    DateField,
    DateTimeField,
    GovukForm,
    Radios,
    Select,
    Textarea,
    not_in_the_future,
    not_in_the_past,
)
from ehm.models import Agency, Area, Membership
from ehm.rows.actor import Actor

LONG = 2000
HANDOVER = ("agreed", "first", "first_by", "talk_to", "careful")
YES_NO = [("yes", "Yes"), ("no", "No")]


class RowChoiceField(forms.ChoiceField):
    """One row of a short list that the actor may choose from, by its reference."""

    def __init__(self, *, empty: str | None = None, **options: Any) -> None:
        self.rows: dict[str, Any] = {}
        self.empty = empty
        super().__init__(**options)

    def offer(self, rows: Iterable[Any], label: Any) -> None:
        rows = list(rows)
        self.rows = {row.reference: row for row in rows}
        first = [] if self.empty is None else [("", self.empty)]
        self.choices = [*first, *((row.reference, label(row)) for row in rows)]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


def worker_label(worker: Membership, loads: dict[int, int] | None) -> str:
    """'Ada Moss, family worker, leads 6 families'."""
    words = [worker.display_name, worker.job_title or worker.get_role_display().lower()]
    if loads is not None:
        count = loads.get(worker.pk, 0)
        words.append(f"leads {count} {'family' if count == 1 else 'families'}" if count else "leads no family")
    return ", ".join(words)


def level_field(profile: Profile) -> tuple[list[tuple[str, str]], dict[str, str]]:
    return profile.level_choices, profile.level_hints


def split_level(value: str) -> tuple[int, str]:
    """'2-high' is level 2, band high."""
    number, _, band = value.partition("-")
    return int(number), band


ORIGINS = [choice for choice in Origin.choices if choice[0] != Origin.REOPENED]


class NewEpisodeForm(GovukForm):
    origin = forms.ChoiceField(label="How did this come about?", choices=ORIGINS, widget=Radios)
    reason = forms.CharField(
        label="Why is help wanted?",
        help_text="Two or three sentences, as you would say them to the family.",
        max_length=LONG,
        widget=Textarea(rows=4, count=LONG, threshold=75),
    )
    requested_at = DateTimeField(
        label="When was help asked for?", name="When help was asked for", validators=[not_in_the_future]
    )
    level = forms.ChoiceField(label="Level of need", widget=Radios)
    level_reason = forms.CharField(
        label="Why this level?", max_length=LONG, widget=Textarea(rows=3, count=LONG, threshold=75)
    )
    area = RowChoiceField(label="Area", empty="Choose", widget=Select)
    lead_agency = RowChoiceField(label="Which agency leads?", widget=AutocompleteSelect)
    lead = RowChoiceField(label="Who leads?", required=False, empty="Not decided yet", widget=AutocompleteSelect)
    has_agreed = forms.ChoiceField(
        label="Has the family agreed to early help?",
        choices=[("yes", "Yes"), ("no", "Not yet")],
        widget=Radios(reveals={"yes": ("agreed_by", "agreed_how", "agreed_on")}),
    )
    agreed_by = RowChoiceField(label="Who agreed?", empty="Choose a person", widget=Select)
    agreed_how = forms.ChoiceField(
        label="How?", choices=AgreementForm.choices, initial=AgreementForm.SPOKEN, widget=Radios(inline=True)
    )
    agreed_on = DateField(label="On which day?", name="The day they agreed", validators=[not_in_the_future])
    opens_now = forms.ChoiceField(
        label="Does early help begin now?",
        choices=[("yes", "Yes, begin now"), ("no", "No, only write down that it was asked for")],
        initial="yes",
        widget=Radios,
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        profile: Profile,
        people: Iterable[Person],
        areas: Iterable[Area],
        agencies: Iterable[Agency],
        area: Area | None,
        follows: Episode | None = None,
        **kwargs: Any,
    ) -> None:
        initial = {
            "requested_at": timezone.now(),
            "area": area.reference if area else "",
            "lead_agency": actor.membership.agency.reference,
            "lead": actor.membership.reference,
            "agreed_on": timezone.localdate(),
        }
        if follows is not None:
            initial |= {
                "level": f"{follows.level}-{follows.level_band}" if follows.level_band else str(follows.level),
                "area": follows.area.reference,
            }
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        if follows is not None:
            del self.fields["origin"]
            self.fields["reason"].label = "Why is help wanted again?"
        areas, agencies = list(areas), list(agencies)
        level: Any = self.fields["level"]
        level.choices, level.widget.hints = level_field(profile)
        self._offer("area", areas, lambda row: row.name)
        self.fields["area"].label = f"Which {profile.words.area}?"
        self.fields["area"].error_messages["required"] = f"Choose the {profile.words.area}"
        self._offer("lead_agency", agencies, lambda row: row.name)
        if len(agencies) == 1:
            self.fields["lead_agency"].widget = forms.HiddenInput()
        self.fields["lead"].label = f"Who is the {profile.words.lead}?"
        own = actor.membership.agency
        loads = families_led(own, actor)
        self._offer("lead", who_can_lead(own), lambda row: worker_label(row, loads))
        self._offer("agreed_by", people, lambda row: row.name)
        self.fields["has_agreed"].help_text = profile.agreement.stance

    def _offer(self, name: str, rows: Iterable[Any], label: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, RowChoiceField)
        field.offer(rows, label)
        field.widget.choices = field.choices


class LevelForm(GovukForm):
    level = forms.ChoiceField(label="Level of need", widget=Radios)
    reason = forms.CharField(
        label="Why this level?",
        help_text="What has changed for the children.",
        max_length=LONG,
        widget=Textarea(rows=4, count=LONG, threshold=75),
    )
    decided_on = DateField(label="When was it decided?", name="The day of the decision", validators=[not_in_the_future])

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, initial={"decided_on": timezone.localdate()}, **kwargs)
        level: Any = self.fields["level"]
        level.choices, level.widget.hints = level_field(profile)


class LeadAgreementsForm(GovukForm):
    by_family = forms.BooleanField(label="The family agrees", required=False, widget=Checkbox)
    by_children = forms.BooleanField(
        label="The children agree, where they are old enough to say", required=False, widget=Checkbox
    )
    note = forms.CharField(label="What they said (optional)", required=False, max_length=LONG, widget=Textarea(rows=3))


def _of_handover(label: str, *, rows: int = 3, **options: Any) -> forms.CharField:
    widget = Textarea(rows=rows, count=LONG, threshold=75)
    return forms.CharField(label=label, required=False, max_length=LONG, widget=widget, **options)


class AllocateForm(LeadAgreementsForm):
    lead = RowChoiceField(label="Who?", empty="Choose a person", widget=AutocompleteSelect)
    end_reason = forms.CharField(label="Why does the lead change?", max_length=LONG, widget=Textarea(rows=2))
    keeps_reading = forms.BooleanField(required=False, widget=Checkbox)
    agreed = _of_handover("What is it about, and what was agreed?", rows=6)
    first = _of_handover("What comes first?")
    first_by = DateField(label="By when?", required=False, name="The day", validators=[not_in_the_past])
    talk_to = _of_handover("Whom should they speak with?")
    careful = _of_handover("What should they be careful of?", help_text="For the safety of the family, and their own.")
    field_order = ("lead", "end_reason", "keeps_reading", "by_family", "by_children", "note")

    def __init__(self, *args: Any, episode: Episode, agency: Agency, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lead: Any = self.fields["lead"]
        loads = families_led(agency, actor)
        people = who_can_lead(agency, episode)
        lead.offer(
            [worker for worker in people if worker.pk != episode.lead_id], lambda worker: worker_label(worker, loads)
        )
        lead.widget.choices = lead.choices
        if episode.lead_id is None:
            del self.fields["end_reason"]
        if agency.pk == episode.lead_agency_id:
            del self.fields["keeps_reading"]
        else:
            name = episode.lead_agency.name
            self.fields["keeps_reading"].label = f"Keep {name} in the team around the family"
            self.fields["keeps_reading"].help_text = f"Otherwise {name} can no longer read the episode."

    @property
    def about_lead(self) -> list[BoundField]:
        return [field for field in self if field.name not in HANDOVER]

    @property
    def about_handover(self) -> list[BoundField]:
        return [self[name] for name in HANDOVER]


class ReasonForm(GovukForm):
    reason = forms.CharField(label="Why?", max_length=LONG, widget=Textarea(rows=4, count=LONG, threshold=75))

    def __init__(self, *args: Any, label: str = "Why?", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label


class NothingToAskForm(GovukForm):
    """A page that only asks to be confirmed."""
