"""GOV.UK's form parts as Django widgets. Django's own widgets also come out right; these know more."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

Attrs = dict[str, Any]
FOLDER = "components/forms"


class Labelled:
    """What every widget of ours may say about its own label or legend.

    `label_size` is s, m, l or xl; `page_heading` makes the label the page's h1; `label_hidden` keeps it for
    screen readers only.
    """

    label_size: str | None = None
    page_heading = False
    label_hidden = False

    def __init__(
        self,
        *args: Any,
        label_size: str | None = None,
        page_heading: bool = False,
        label_hidden: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.label_size = "l" if page_heading and label_size is None else label_size
        self.page_heading = page_heading
        self.label_hidden = label_hidden


def _width_class(width: int | str | None) -> str:
    if width is None:
        return ""
    return f"govuk-input--width-{width}" if isinstance(width, int) else f"govuk-!-width-{width}"


class TextInput(Labelled, forms.TextInput):
    """`width`: characters (2, 3, 4, 5, 10, 20, 30) or a share of the page ("one-half", "two-thirds")."""

    def __init__(
        self,
        attrs: Attrs | None = None,
        *,
        width: int | str | None = None,
        prefix: str = "",
        suffix: str = "",
        **label: Any,
    ) -> None:
        self.govuk_classes = _width_class(width)
        self.prefix = prefix
        self.suffix = suffix
        super().__init__(attrs, **label)


class PasswordInput(Labelled, forms.PasswordInput):
    """With a button that shows what was typed. `new` tells password managers that this is a new one."""

    def __init__(self, attrs: Attrs | None = None, *, new: bool = False, width: int | str | None = None, **label: Any):
        self.govuk_classes = f"govuk-password-input__input govuk-js-password-input-input {_width_class(width)}".strip()
        autocomplete = "new-password" if new else "current-password"
        typing = {"spellcheck": "false", "autocomplete": autocomplete, "autocapitalize": "none"}
        super().__init__(typing | (attrs or {}), **label)


class Textarea(Labelled, forms.Textarea):
    """`count` counts down from that many characters (the field's `max_length` is what refuses more).

    `threshold`: the percentage typed from which the count is shown.
    """

    def __init__(
        self,
        attrs: Attrs | None = None,
        *,
        rows: int = 5,
        count: int | None = None,
        threshold: int | None = None,
        **label: Any,
    ) -> None:
        self.count = count
        self.threshold = threshold
        self.govuk_classes = "govuk-js-character-count" if count else ""
        super().__init__({"rows": rows} | (attrs or {}), **label)
        self.attrs.pop("cols", None)


class Select(Labelled, forms.Select):
    pass


class AutocompleteSelect(Select):
    """A select that people can type into where scripts run. For hundreds of choices, not for thousands."""

    def __init__(self, attrs: Attrs | None = None, **kwargs: Any) -> None:
        super().__init__({"data-autocomplete": ""} | (attrs or {}), **kwargs)


class FileInput(Labelled, forms.FileInput):
    """The plain input: GOV.UK's enhanced button has a name that differs from its label, which axe refuses."""


class Checkbox(Labelled, forms.CheckboxInput):
    """One box that stands alone: the field's label is the box's label."""


class Options(Labelled):
    """What radios and checkboxes share.

    `hints` are by value; `reveals` names the field (or fields) of the same form that appear under an option;
    `divider_before` puts 'or' before the option of that value.
    """

    kind = ""

    def __init__(
        self,
        attrs: Attrs | None = None,
        choices: Any = (),
        *,
        hints: Mapping[Any, str] | None = None,
        reveals: Mapping[Any, str | tuple[str, ...]] | None = None,
        divider_before: Any = None,
        small: bool = False,
        inline: bool = False,
        **label: Any,
    ) -> None:
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}
        self.reveals: dict[str, tuple[str, ...]] = {
            str(value): (names,) if isinstance(names, str) else tuple(names) for value, names in (reveals or {}).items()
        }
        self.divider_before = None if divider_before is None else str(divider_before)
        sizes = [f"govuk-{self.kind}--small"] * small + [f"govuk-{self.kind}--inline"] * inline
        self.container_classes = " ".join([f"govuk-{self.kind}", *sizes])
        self.revealed: dict[str, list[BoundField]] = {}
        super().__init__(attrs, choices, **label)

    def create_option(
        self,
        name: str,
        value: Any,
        label: int | str,
        selected: bool,
        index: int,
        subindex: int | None = None,
        attrs: Attrs | None = None,
    ) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(  # type: ignore[misc]  # of the ChoiceWidget beside it
            name, value, label, selected, index, subindex, attrs
        )
        text = str(option["value"])
        place = f"{index + 1}-{subindex + 1}" if subindex else str(index + 1 + self._divider_is_above(text))
        start = option["attrs"].get("id", name)
        option["html_id"] = start if place == "1" else f"{start}-{place}"
        option["hint"] = self.hints.get(text, "")
        option["revealed"] = self.revealed.get(text, [])
        option["divider"] = text == self.divider_before
        return option

    def get_context(self, name: str, value: Any, attrs: Attrs | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]  # as above
        context["widget"] |= {"kind": self.kind, "container_classes": self.container_classes}
        return context

    def _divider_is_above(self, value: str) -> bool:
        """GOV.UK's ids count the divider as an item."""
        if self.divider_before is None:
            return False
        values = [str(choice) for choice, _ in self.choices]  # type: ignore[attr-defined]  # of the ChoiceWidget
        return (
            value in values
            and self.divider_before in values
            and values.index(value) >= values.index(self.divider_before)
        )

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return id_


class Radios(Options, forms.RadioSelect):
    kind = "radios"
    template_name = f"{FOLDER}/widgets/options.html"


class Checkboxes(Options, forms.CheckboxSelectMultiple):
    """`none_value` is the option that unticks all others."""

    kind = "checkboxes"
    template_name = f"{FOLDER}/widgets/options.html"

    def __init__(
        self, attrs: Attrs | None = None, choices: Any = (), *, none_value: Any = None, **options: Any
    ) -> None:
        self.none_value = None if none_value is None else str(none_value)
        super().__init__(attrs, choices, **options)

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["exclusive"] = self.none_value is not None and str(option["value"]) == self.none_value
        return option


class DateInput(Labelled, forms.MultiWidget):
    """Day, month and year as GOV.UK asks for them: three boxes, no picker."""

    template_name = f"{FOLDER}/widgets/date.html"
    parts: tuple[tuple[str, str, int], ...] = (("day", "Day", 2), ("month", "Month", 2), ("year", "Year", 4))

    def __init__(self, attrs: Attrs | None = None, *, autocomplete: str = "", **label: Any) -> None:
        """`autocomplete="bday"` for somebody's own date of birth."""
        self.parts_in_error: frozenset[str] = frozenset()
        boxes = {}
        for part, _, _ in self.parts:
            numeric = {} if part == "time" else {"inputmode": "numeric"}
            fill = {"autocomplete": f"{autocomplete}-{part}"} if autocomplete else {}
            boxes[part] = forms.TextInput(numeric | fill)
        super().__init__(boxes, attrs, **label)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if isinstance(value, datetime.date) else [None] * 3

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_day"

    def get_context(self, name: str, value: Any, attrs: Attrs | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        start = context["widget"]["attrs"].get("id") or name
        for box, (part, label, width) in zip(context["widget"]["subwidgets"], self.parts, strict=True):
            box["label"] = label
            box["attrs"].pop("aria-describedby", None)
            error = " govuk-input--error" if part in self.parts_in_error else ""
            box["attrs"]["id"] = f"{start}_{part}"
            box["attrs"]["class"] = f"govuk-input govuk-date-input__input{error} govuk-input--width-{width}"
        return context


class DateTimeInput(DateInput):
    """Date boxes and one for the time, which is read generously ('14:30', '2.30pm', '2pm')."""

    parts = (*DateInput.parts, ("time", "Time", 5))

    def decompress(self, value: Any) -> list[Any]:
        if not isinstance(value, datetime.datetime):
            return [*super().decompress(value), None]
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return [*super().decompress(local), f"{local:%H:%M}"]
