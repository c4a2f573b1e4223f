"""The base of every form: plain messages, an error summary, and fields that an option reveals."""

from typing import Any

from django import forms
from django.forms.forms import BaseForm
from django.forms.utils import pretty_name
from django.utils.safestring import SafeString

from ehm.forms.messages import speak_plainly
from ehm.forms.renderer import GovukRenderer
from ehm.forms.widgets import Options

AGAIN = "Choose the file again. It is not kept while something else on this page has to be put right"


class _Govuk(BaseForm):
    default_renderer = GovukRenderer
    use_required_attribute = False
    label_size = "s"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_cleaned = False
        self.revealed_names: set[str] = set()
        self._required_when_revealed: set[str] = set()
        for name, field in self.fields.items():
            if field.label is None:
                field.label = pretty_name(name)
            speak_plainly(field)
        self.find_revealed()

    def find_revealed(self) -> None:
        """Which fields an option reveals; once more by a form that changes its options after this."""
        self.revealed_names = set()
        for field in self.fields.values():
            if isinstance(field.widget, Options):
                self.revealed_names.update(*field.widget.reveals.values())
        for name in self.revealed_names:
            if self.fields[name].required:
                self._required_when_revealed.add(name)
                self.fields[name].required = False

    def _clean_fields(self) -> None:
        """A revealed field counts only while its option is chosen; then `required` means required."""
        super()._clean_fields()  # type: ignore[misc]  # Django's own, not in its stubs
        for chooser, field in self.fields.items():
            if not isinstance(field.widget, Options):
                continue
            value = self[chooser].data
            chosen = {str(item) for item in (value if isinstance(value, list | tuple) else [value])}
            shown = {name for option, names in field.widget.reveals.items() if option in chosen for name in names}
            hidden = {name for names in field.widget.reveals.values() for name in names} - shown
            for name in sorted(shown & self._required_when_revealed):
                if name not in self.errors and self.cleaned_data.get(name) in self.fields[name].empty_values:
                    self.add_error(name, self.fields[name].error_messages["required"])
            for name in hidden:
                self.errors.pop(name, None)
                self.cleaned_data[name] = getattr(self.fields[name], "empty_value", None)

    def full_clean(self) -> None:
        self.is_cleaned = False
        super().full_clean()
        self.is_cleaned = True
        self._ask_for_files_again()

    def add_error(self, field: str | None, error: Any) -> None:
        super().add_error(field, error)
        if self.is_cleaned:
            self._ask_for_files_again()

    def _ask_for_files_again(self) -> None:
        """A browser gives text back, but never a file: without a word it would be missing the second time."""
        if not self.errors:
            return
        for name, field in self.fields.items():
            was_sent = isinstance(field, forms.FileField) and self.files.get(self.add_prefix(name))
            if was_sent and name not in self.errors:
                super().add_error(name, AGAIN)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(link, sentence) for the error summary, in the order of the page."""
        found = [("", str(error)) for error in self.non_field_errors()]
        for field in self:
            for error in field.errors:
                found.append(("" if field.is_hidden else f"#{getattr(field, 'error_target', '')}", str(error)))
        return found

    @property
    def error_summary(self) -> SafeString:
        return self.render(template_name="components/error_summary.html", context={"problems": self.problems})


class GovukForm(_Govuk, forms.Form):
    pass


class GovukModelForm(_Govuk, forms.ModelForm):  # type: ignore[type-arg]  # each form names its model in Meta
    pass
