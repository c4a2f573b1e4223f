"""What an administrator fills in to ask something of the partnership's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from assessments.actions.own_form import CHOOSING, MOST_VALUES, Wording, may_stand_in
from assessments.choices import About, Kind
from assessments.form import CodeSet, Condition, Form, Question, Section
from assessments.forms.conditions import answers_to, when_in_words
from assessments.wording import LONGEST_GUIDANCE, LONGEST_QUESTION, LONGEST_VALUE, problem_with
from ehm.forms import Checkboxes, GovukForm, Radios, Select, Textarea, TextInput
from ehm.forms.organisation import RecordForm

KIND_NAMES = {
    Kind.TEXT: "A few words",
    Kind.LONG_TEXT: "As much as there is to say",
    Kind.YES_NO: "Yes or no",
    Kind.DATE: "A day",
    Kind.CHOICE: "One of several choices",
    Kind.CHOICES: "Any of several choices",
}
ABOUT_NAMES = {
    About.FAMILY: "The family, once",
    About.EACH_CHILD: "Each child",
    About.EACH_WORRY: "Each worry",
}
NEVER, ALWAYS, AT_LEVELS = "no", "always", "levels"
LEVELS = [(str(level), f"Level {level}") for level in (1, 2, 3, 4)]
WHY_HINT = "Other administrators and auditors read it"


def plain(what: str, longest: int) -> Any:
    def check(words: str) -> None:
        problem = problem_with(words, longest)
        if problem:
            raise ValidationError(f"{what} {problem}")

    return check


def words(label: str, what: str, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, validators=[plain(what, longest)], **more)


class WordingForm(RecordForm):
    """What may be put differently while nobody has answered."""

    text = words("What is asked?", "The question", LONGEST_QUESTION, help_text="As it is said to a family")
    hint = words(
        "Guidance",
        "The guidance",
        LONGEST_GUIDANCE,
        required=False,
        help_text="Stands below the question. Say what helps to answer it well",
        widget=TextInput(),
    )
    needed = forms.ChoiceField(
        label="Must it be answered before the assessment is submitted?",
        choices=[(NEVER, "No"), (ALWAYS, "Yes"), (AT_LEVELS, "Only at some levels of need")],
        initial=NEVER,
        widget=Radios(reveals={AT_LEVELS: "levels"}),
    )
    levels = forms.MultipleChoiceField(label="At which levels?", choices=LEVELS, widget=Checkboxes(small=True))
    when = forms.ChoiceField(
        label="Is it asked only after a certain answer?",
        required=False,
        help_text="If not, leave it at ‘No, always’",
        widget=Select,
    )

    def __init__(self, *args: Any, form: Form, key: str = "", **kwargs: Any) -> None:
        """`key`: the question that is worded, which cannot depend on itself."""
        super().__init__(*args, **kwargs)
        conditions: Any = self.fields["when"]
        conditions.choices = [("", "No, always"), *_conditions(form, str(self.initial.get("when", "")), key)]

    @property
    def wording(self) -> Wording:
        given = self.cleaned_data
        question, _, value = given["when"].partition("=")
        return Wording(
            text=given["text"],
            hint=given["hint"],
            is_needed=given["needed"] != NEVER,
            levels=tuple(int(level) for level in given["levels"] or ()) if given["needed"] == AT_LEVELS else (),
            asked_when=Condition(question, (value,)) if question else None,
        )

    def say_now(self, theirs: dict[str, Any], fingerprint: str) -> None:
        """What somebody else has saved meanwhile, beside each field where it differs."""
        for name, value in initial_of(theirs).items():
            typed = self.cleaned_data.get(name)
            if name in self.fields and (typed or "") != (value or ""):
                self.add_error(name, f"It says now: {self._in_words(name, value)}")
        self.data = {**{name: self.data[name] for name in self.data}, "shown": fingerprint}
        if "levels" in self.fields:
            self.data["levels"] = self.cleaned_data.get("levels") or []

    def _in_words(self, name: str, value: Any) -> str:
        choices = dict(_flat(getattr(self.fields[name], "choices", ())))
        named = [str(choices.get(one, one)) for one in (value if isinstance(value, list) else [value]) if one]
        return ", ".join(named) or "nothing"


class QuestionForm(WordingForm):
    kind = forms.ChoiceField(
        label="How is it answered?",
        choices=[(kind.value, name) for kind, name in KIND_NAMES.items()],
        widget=Radios,
    )
    choices = forms.CharField(
        label="The choices",
        required=False,
        help_text="One on each line, at least two. Only for a question that is answered by choosing",
        widget=Textarea(rows=5),
    )
    about = forms.ChoiceField(
        label="Who is it asked about?",
        choices=[(about.value, name) for about, name in ABOUT_NAMES.items()],
        widget=Radios,
    )
    after = forms.ChoiceField(label="Where does it stand?", required=False, widget=Select)
    field_order = ["text", "hint", "kind", "choices", "about", "needed", "levels", "when", "after"]

    def __init__(self, *args: Any, form: Form, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, form=form, **kwargs)
        self.initial.setdefault("about", section.about.value)
        place: Any = self.fields["after"]
        standing = [question for question in section.questions if not question.is_ended]
        place.choices = [("", "At the end"), *((one.key, f"After ‘{_short(one.text)}’") for one in standing)]

    @property
    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        kind = Kind(given["kind"])
        lines = [line.strip() for line in given["choices"].splitlines() if line.strip()]
        return {
            "kind": kind,
            "about": About(given["about"]),
            "wording": self.wording,
            "choices": lines[: MOST_VALUES + 1] if kind in CHOOSING else [],
            "after": given["after"],
        }


class ReasonForm(GovukForm):
    why = words("Why?", "The reason", LONGEST_GUIDANCE, help_text=WHY_HINT, widget=Textarea(rows=2))


class ValueForm(RecordForm):
    name = words("What is it called?", "The name", LONGEST_VALUE)
    hint = words(
        "Guidance", "The guidance", LONGEST_GUIDANCE, required=False, help_text="Stands below it, where it helps"
    )


class NewValueForm(ValueForm):
    counts_as = forms.MultipleChoiceField(label="What does it count as?", widget=Checkboxes(small=True))

    def __init__(self, *args: Any, counts_as: CodeSet | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if counts_as is None:
            del self.fields["counts_as"]
        else:
            field: Any = self.fields["counts_as"]
            field.help_text = f"{counts_as.title}, by which the partnership is counted"
            field.choices = [(value.key, value.name) for value in counts_as.offered()]


def initial_of(entry: dict[str, Any]) -> dict[str, Any]:
    """What the form shows of an addition."""
    levels = [str(level) for level in entry.get("levels", [])]
    condition = entry.get("asked_when") or {}
    among = condition.get("among", [])
    return {
        "text": entry.get("text", ""),
        "name": entry.get("name", ""),
        "hint": entry.get("hint", ""),
        "needed": (AT_LEVELS if levels else ALWAYS) if entry.get("needed") else NEVER,
        "levels": levels,
        "when": f"{condition['question']}={among[0]}" if among else "",
    }


def in_words(question: Question, form: Form) -> dict[str, str]:
    """For a list of questions: how it is answered, about whom, and whether it must be."""
    needed = "No"
    if question.is_needed:
        levels = " and ".join(str(level) for level in question.levels)
        needed = f"At level {levels}" if levels else "Yes"
    return {
        "kind": OTHER_KINDS.get(question.kind) or KIND_NAMES[question.kind],
        "about": ABOUT_NAMES[question.about],
        "needed": needed,
        "when": when_in_words(question, form),
    }


OTHER_KINDS = {
    Kind.CHECKLIST: "Yes or no to each item of a list",
    Kind.ROWS: "Lines of a list",
    Kind.SCALE: "A number from 0 to 10",
    Kind.UPLOAD: "Pictures or a document",
    Kind.OUTCOME: "How the assessment ends",
}


def _conditions(form: Form, now: str, but: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each answer that can be chosen, under its question; the one that stands already, whatever became of it."""
    for section in form.sections:
        for question in section.questions:
            answers = [
                (f"{question.key}={key}", f"{_short(question.text)}: {name}")
                for key, name in answers_to(form, question)
                if f"{question.key}={key}" == now or (may_stand_in(section) and not question.is_ended)
            ]
            if answers and question.key != but:
                yield question.text, answers


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:58].rstrip()}…"
