"""Forms of what follows from a meeting: actions, and disagreements between agencies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from cases.forms.episodes import RowChoiceField
from ehm.forms import AutocompleteSelect, DateField, GovukForm, Radios, not_in_the_past
from ehm.models import Membership
from hubs.choices import DisagreementEnd
from hubs.forms.requests import long, short

NO_NAMES = "Name nobody, no child and no worker: the sub-group reads this."
MANAGERS = ("first", "second", "third", "fourth")


class DoneForm(GovukForm):
    outcome = short("What came of it?", required=True, max_length=300)


class ActionDateForm(GovukForm):
    reason = short("Why is it not done in time?", required=True, max_length=500)
    to = DateField(label="By when now?", name="The new day", validators=[not_in_the_past])


class DropForm(GovukForm):
    reason = short("Why is it not needed?", required=True, max_length=300)


def manager_field(label: str, *, required: bool) -> RowChoiceField:
    return RowChoiceField(
        label=label,
        required=required,
        empty="Choose",
        widget=AutocompleteSelect,
        error_messages={"required": f"Select the {label[0].lower()}{label[1:]}"},
    )


class WithManagers(GovukForm):
    """Up to four managers, one box each."""

    def offer(self, managers: Iterable[Membership]) -> None:
        rows = list(managers)
        for name in MANAGERS:
            field: Any = self.fields[name]
            field.offer(rows, lambda one: ", ".join(filter(None, (one.display_name, one.job_title, one.agency.name))))

    @property
    def managers(self) -> list[Membership]:
        """Each once."""
        chosen = (self.cleaned_data[name] for name in MANAGERS)
        return list({one.pk: one for one in chosen if one is not None}.values())


class RaiseForm(WithManagers):
    about = long("What do they not agree about?", required=True, help_text=NO_NAMES)
    first = manager_field("Manager of one agency", required=True)
    second = manager_field("Manager of the other agency", required=True)
    third = manager_field("Another manager (optional)", required=False)
    fourth = manager_field("Another manager (optional)", required=False)

    def __init__(self, data: Any, *, managers: Iterable[Membership]) -> None:
        super().__init__(data)
        self.offer(managers)


class EscalateForm(WithManagers):
    first = manager_field("Manager above them", required=True)
    second = manager_field("Another manager (optional)", required=False)
    third = manager_field("Another manager (optional)", required=False)
    fourth = manager_field("Another manager (optional)", required=False)

    def __init__(self, data: Any, *, managers: Iterable[Membership], above: Sequence[Membership]) -> None:
        chosen = {name: one.reference for name, one in zip(MANAGERS, above, strict=False)}
        super().__init__(data, initial=chosen)
        self.offer(managers)


class ViewForm(GovukForm):
    view = long("What do you think?", required=True)

    def __init__(self, data: Any, *, view: str) -> None:
        super().__init__(data, initial={"view": view})


class SettleForm(GovukForm):
    ended_how = forms.ChoiceField(label="How did it end?", widget=Radios)
    how = long("What was agreed?", required=True, help_text=NO_NAMES)

    def __init__(self, data: Any, *, ends: Iterable[DisagreementEnd]) -> None:
        super().__init__(data)
        field: Any = self.fields["ended_how"]
        field.choices = [(one.value, one.label) for one in ends]
