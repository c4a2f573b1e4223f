"""How Django draws a form as GOV.UK HTML: a renderer, and a bound field that knows ids and descriptions."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.forms.widgets import Input
from django.utils.safestring import SafeString

from ehm.forms import widgets

GROUPS = (widgets.Options, widgets.DateInput)


class GovukBoundField(BoundField):
    @property
    def layout(self) -> str:
        """Which way field.html draws it: group, checkbox, password, affixed, counted or plain."""
        widget = self.field.widget
        if isinstance(widget, GROUPS):
            return "group"
        if isinstance(widget, forms.CheckboxInput):
            return "checkbox"
        if isinstance(widget, widgets.PasswordInput):
            return "password"
        if getattr(widget, "prefix", "") or getattr(widget, "suffix", ""):
            return "affixed"
        return "counted" if getattr(widget, "count", None) else "plain"

    @property
    def is_date(self) -> bool:
        return isinstance(self.field.widget, widgets.DateInput)

    @property
    def is_revealed(self) -> bool:
        """Drawn under an option of another field, so not again by itself."""
        return self.name in getattr(self.form, "revealed_names", ())

    @property
    def label_size(self) -> str:
        own: str | None = getattr(self.field.widget, "label_size", None)
        return str(getattr(self.form, "label_size", "")) if own is None else own

    @property
    def label_classes(self) -> str:
        block = "govuk-fieldset__legend" if self.layout == "group" else "govuk-label"
        classes = [block] + ([f"{block}--{self.label_size}"] if self.label_size else [])
        if getattr(self.field.widget, "label_hidden", False):
            classes.append("govuk-visually-hidden")
        return " ".join(classes)

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-error"

    @property
    def described_by(self) -> str:
        ids = [f"{self.auto_id}-info"] if self.layout == "counted" else []
        ids += [self.hint_id] if self.help_text and self.layout != "checkbox" else []
        ids += [self.error_id] if self.errors else []
        ids += [f"{self.auto_id}-item-hint"] if self.help_text and self.layout == "checkbox" else []
        return " ".join(ids)

    @property
    def aria_describedby(self) -> str | None:
        """A group's fieldset carries the description, not its inputs."""
        return None if self.layout == "group" else self.described_by or None

    @property
    def parts_in_error(self) -> frozenset[str]:
        found: set[str] = set()
        for error in self.errors.as_data():
            found.update((error.params or {}).get("parts", ()))
        if self.errors and not found:
            found.update(part for part, _, _ in getattr(self.field.widget, "parts", ()))
        return frozenset(found)

    @property
    def error_target(self) -> str:
        """The id of the input that the error summary leads to: of a date, the first box that is wrong."""
        if self.is_date:
            parts = [part for part, _, _ in self.field.widget.parts if part in self.parts_in_error]
            return f"{self.auto_id}_{parts[0] if parts else 'day'}"
        return str(self.auto_id)

    def as_widget(
        self, widget: forms.Widget | None = None, attrs: dict[str, Any] | None = None, only_initial: bool = False
    ) -> SafeString:
        drawn = widget or self.field.widget
        if isinstance(drawn, widgets.Options):
            drawn.revealed = {value: [self.form[name] for name in names] for value, names in drawn.reveals.items()}
        if isinstance(drawn, widgets.DateInput):
            drawn.parts_in_error = self.parts_in_error
        return super().as_widget(widget, attrs, only_initial)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        attrs.pop("aria-invalid", None)
        widget.attrs.pop("maxlength", None)  # it cuts pasted text short without a word
        block = _block(widget)
        if block:
            added = [str(attrs.get("class") or widget.attrs.get("class", "")), getattr(widget, "govuk_classes", "")]
            error = f"{block}--error" if self.errors else ""
            attrs["class"] = " ".join(name for name in [block, error, *added] if name)
        return attrs


def _block(widget: forms.Widget) -> str:
    """GOV.UK's class for a widget, also for Django's own and those of other apps."""
    if widget.is_hidden or isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect | forms.MultiWidget):
        return ""
    if isinstance(widget, forms.CheckboxInput):
        return "govuk-checkboxes__input"
    if isinstance(widget, forms.Textarea):
        return "govuk-textarea"
    if isinstance(widget, forms.Select):
        return "govuk-select"
    if isinstance(widget, forms.FileInput):
        return "govuk-file-upload"
    return "govuk-input" if isinstance(widget, Input) else ""


class GovukRenderer(TemplatesSetting):
    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
    bound_field_class = GovukBoundField
