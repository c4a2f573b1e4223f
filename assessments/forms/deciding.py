"""Forms that finish an assessment: submitting it, sharing it, and what follows from its outcome."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.text import Truncator

from assessments.actions.deciding import Pinned
from assessments.actions.outcomes import ENDS, Asked, Closing, Overseen, Steps
from assessments.choices import Consequence
from assessments.models import Assessment, Verdict
from assessments.proposing import Proposals, Step
from assessments.remarks import ShownRemark
from cases.actions.notes import LONGEST_LINE, NoteWords
from cases.choices import ClosureReason
from cases.forms.episodes import LONG, RowChoiceField
from ehm.forms import (
    AutocompleteSelect,
    Checkbox,
    Checkboxes,
    DateField,
    GovukForm,
    Radios,
    Textarea,
    TextInput,
    not_in_the_future,
    not_in_the_past,
)
from ehm.forms.messages import speak_plainly
from ehm.models import Agency
from ehm.rows.actor import Actor

LONGEST = 10_000
MOST_COMMENTS = 100  # besides the one that each section has
COMMENT = re.compile(r"remark_([0-9]{1,4})")
NOT_DONE = "not_done"
DEALT_WITH = [("done", "Done"), (NOT_DONE, "Not done")]
SHARED = [("yes", "Yes"), ("no", "Not yet, we will")]
WHY_IT_ENDS = [(one.value, one.label) for one in ENDS[Consequence.CLOSE]]
REVEALED = {
    Step.LEVEL: ("level_reason",),
    Step.NOTE: ("practitioner_name", "work_phone", "area_of_support", "started_on"),
    Step.ASK: ("asked_agency", "helps_with"),
    Step.OVERSEE: ("what_is_happening", "what_is_working", "what_should_be_done", "by_when", "why"),
    Step.CLOSE: ("closure_reason", "rationale", "family_told", "why_not_told"),
}


def long_text(label: str, rows: int = 3, **options: Any) -> forms.CharField:
    widget = Textarea(rows=rows, count=LONG, threshold=75)
    return forms.CharField(label=label, max_length=LONG, widget=widget, **options)


@dataclass(frozen=True)
class Comment:
    """The boxes of one comment: where it is pinned, the words that it quotes, and what it says."""

    at: BoundField
    quote: BoundField
    remark: BoundField

    @property
    def is_begun(self) -> bool:
        return bool(self.quote.value() or self.remark.value() or self.remark.errors or self.quote.errors)


class FollowForm(GovukForm):
    """What is proposed, each with what it needs; whatever is unticked asks for nothing."""

    follow = forms.MultipleChoiceField(label="What should be done now?", required=False, widget=Checkboxes)
    level_reason = long_text("Why this level?", rows=2)
    practitioner_name = forms.CharField(label="Who supports the children?", max_length=200, widget=TextInput())
    work_phone = forms.CharField(label="Work telephone number", max_length=30, widget=TextInput(width=20))
    area_of_support = forms.CharField(
        label="Area of support",
        help_text="A few words without detail: the whole partnership reads them.",
        max_length=LONGEST_LINE,
        widget=TextInput(),
    )
    started_on = DateField(
        label="When did the support start?", name="The day it started", validators=[not_in_the_future]
    )
    asked_agency = RowChoiceField(label="Which agency?", empty="Choose an agency", widget=AutocompleteSelect)
    helps_with = forms.CharField(label="What is it asked to help with?", max_length=255, widget=TextInput())
    what_is_happening = long_text("What is happening?")
    what_is_working = long_text("What is working?")
    what_should_be_done = long_text("What should be done?")
    by_when = DateField(label="By when?", name="The day by which it should be done", validators=[not_in_the_past])
    why = long_text("Why?", rows=2)
    closure_reason = forms.ChoiceField(label="Why does early help end?", choices=WHY_IT_ENDS, widget=Radios)
    rationale = long_text("How did you come to this?", help_text="What has changed for the children, and who agreed.")
    family_told = forms.BooleanField(label="The family has been told", required=False, widget=Checkbox)
    why_not_told = forms.CharField(
        label="If they have not been told, why not?", required=False, max_length=LONG, widget=Textarea(rows=2)
    )

    def __init__(
        self,
        *args: Any,
        assessment: Assessment | None = None,
        proposals: Proposals | None = None,
        agencies: Iterable[Agency] = (),
        actor: Actor | None = None,
        **kwargs: Any,
    ) -> None:
        self.proposals = proposals
        initial = kwargs.pop("initial", {})
        if proposals is not None and assessment is not None and actor is not None:
            initial = _first(assessment, proposals, actor) | initial
        super().__init__(*args, initial=initial, **kwargs)
        self._offer(proposals, list(agencies))

    def _offer(self, proposals: Proposals | None, agencies: list[Agency]) -> None:
        """Only what is proposed; a revealed field has to be required only while its step is ticked."""
        offered = proposals.steps if proposals else ()
        kept = {name for one in offered for name in REVEALED.get(one.step, ())}
        for names in REVEALED.values():
            for name in names:
                if name not in kept:
                    del self.fields[name]
        if not offered:
            del self.fields["follow"]
            return
        follow: Any = self.fields["follow"]
        follow.choices = [(one.step.value, one.text) for one in offered]
        widget = follow.widget
        widget.hints = {one.step.value: one.hint for one in offered if one.hint}
        widget.reveals = {one.step.value: REVEALED[one.step] for one in offered if one.step in REVEALED}
        if "closure_reason" in self.fields and proposals and proposals.outcome.key is not Consequence.CLOSE:
            del self.fields["closure_reason"]
            widget.reveals[Step.CLOSE.value] = tuple(name for name in REVEALED[Step.CLOSE] if name != "closure_reason")
        if "asked_agency" in self.fields:
            asked: Any = self.fields["asked_agency"]
            asked.offer(agencies, lambda agency: agency.name)
            asked.widget.choices = asked.choices
        self.find_revealed()

    @property
    def steps(self) -> Steps:
        """What is ticked, once the form is valid."""
        given = self.cleaned_data
        ticked = set(given.get("follow") or ())
        return Steps(
            level_reason=given["level_reason"] if Step.LEVEL in ticked else "",
            note=NoteWords(
                given["practitioner_name"], given["work_phone"], given["area_of_support"], given["started_on"]
            )
            if Step.NOTE in ticked
            else None,
            asked=Asked(given["asked_agency"], given["helps_with"]) if Step.ASK in ticked else None,
            overseen=Overseen(**{name: given[name] for name in REVEALED[Step.OVERSEE]})
            if Step.OVERSEE in ticked
            else None,
            closing=Closing(
                ClosureReason(given.get("closure_reason") or ClosureReason.SINGLE_AGENCY),
                given["rationale"],
                given["family_told"],
                given["why_not_told"],
            )
            if Step.CLOSE in ticked
            else None,
            prepares_step_up=Step.STEP_UP in ticked,
        )


class SubmitForm(FollowForm):
    shared = forms.ChoiceField(
        label="Have you gone through it with the family?",
        choices=SHARED,
        widget=Radios(reveals={"yes": "shared_on"}),
    )
    shared_on = DateField(label="On which day?", name="The day you went through it", validators=[not_in_the_future])
    without_theirs = forms.BooleanField(label="Submit it without those words", widget=Checkbox)
    field_order = ("shared", "shared_on")

    def __init__(
        self,
        *args: Any,
        is_shared: bool = False,
        waits_for: Collection[str] = (),
        remarks: Iterable[ShownRemark] = (),
        **kwargs: Any,
    ) -> None:
        """`waits_for`: who has typed what they have not saved. `remarks`: what a manager asked for and is not done."""
        super().__init__(*args, **kwargs)
        if waits_for:
            self.fields["without_theirs"].error_messages["required"] = (
                f"Ask {' and '.join(waits_for)} to save what they typed, or tick that you submit it without"
            )
        else:
            del self.fields["without_theirs"]
        if is_shared:
            del self.fields["shared"], self.fields["shared_on"]
        self.remarks = {f"remark_{shown.remark.reference}": shown for shown in remarks}
        for name, shown in self.remarks.items():
            self._ask_about(name, shown)
        self.order_fields([*self._about_remarks(), *self.field_order])
        self.find_revealed()

    def _ask_about(self, name: str, shown: ShownRemark) -> None:
        choice = forms.ChoiceField(
            label=shown.remark.remark,
            help_text=f"{shown.remark.made_by.display_name}, about '{shown.place}'",
            choices=DEALT_WITH,
            widget=Radios(small=True, reveals={NOT_DONE: (f"{name}_why",)}),
        )
        why = long_text("Why not?", rows=2, initial=shown.remark.reply)
        for key, field in ((name, choice), (f"{name}_why", why)):
            speak_plainly(field)
            self.fields[key] = field
        choice.error_messages["required"] = f"Say whether this is done: {Truncator(shown.remark.remark).chars(60)}"
        why.error_messages["required"] = f"Say why this is not done: {Truncator(shown.remark.remark).chars(60)}"

    def _about_remarks(self) -> list[str]:
        return [field for name in self.remarks for field in (name, f"{name}_why")]

    @property
    def answers(self) -> dict[str, str]:
        """By the reference of a remark: nothing where it is done, else why it is not."""
        given = self.cleaned_data
        return {
            shown.remark.reference: given[f"{name}_why"] if given[name] == NOT_DONE else ""
            for name, shown in self.remarks.items()
        }


class DecisionForm(FollowForm):
    """The manager's review, comments pinned to places, and which button was pressed. What follows from the outcome
    counts only where it is authorised."""

    verdict = forms.ChoiceField(choices=Verdict.choices, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)  # of the assessment, as it is shown
    review = forms.CharField(max_length=LONGEST, required=False, widget=Textarea(rows=6, count=LONGEST, threshold=75))
    field_order = ("verdict", "review")

    def __init__(self, *args: Any, sections: Sequence[tuple[str, str]] = (), question: str = "", **kwargs: Any) -> None:
        """`sections`: key and title of each that can be commented on."""
        super().__init__(*args, **kwargs)
        self.titles = dict(sections)
        self.fields["review"].label = question or "What do you think of it?"
        self.fields["verdict"].error_messages["required"] = "Choose one of the two buttons"
        self.numbers = list(range(len(self.titles)))
        self.numbers += sorted(
            {
                number
                for name in self.data
                if (typed := COMMENT.fullmatch(name)) and (number := int(typed[1])) not in self.numbers
            }
        )[:MOST_COMMENTS]
        keys = list(self.titles)
        for number in self.numbers:
            key = keys[number] if number < len(keys) else self._section_of(str(self.data.get(f"at_{number}", "")))
            self._add_comment(number, key)

    def _add_comment(self, number: int, section: str) -> None:
        about = self.titles.get(section, "this part")
        self.fields[f"at_{number}"] = forms.CharField(
            max_length=LONGEST_LINE, required=False, initial=section, widget=forms.HiddenInput
        )
        self.fields[f"quote_{number}"] = forms.CharField(
            label="Words that it is about, if it is about some",
            required=False,
            max_length=LONG,
            widget=Textarea(rows=2),
        )
        self.fields[f"remark_{number}"] = forms.CharField(
            label=f"Your comment on '{about}'", required=False, max_length=LONG, widget=Textarea(rows=3)
        )
        for name in (f"at_{number}", f"quote_{number}", f"remark_{number}"):
            speak_plainly(self.fields[name])

    def _section_of(self, address: str) -> str:
        """The section whose box it is shown in; the first where the address is none."""
        section = address.partition("/")[0].partition("#")[0]
        return section if section in self.titles else next(iter(self.titles), "")

    def comments_on(self, section: str) -> list[Comment]:
        """The boxes of one section."""
        found = []
        for number in self.numbers:
            at = self[f"at_{number}"]
            if self._section_of(str(at.value() or "")) == section:
                found.append(Comment(at, self[f"quote_{number}"], self[f"remark_{number}"]))
        return found

    def shows(self, version: int) -> None:
        """Whatever was typed: this is the version that the page shows now."""
        self.initial["version"] = version
        if self.is_bound:
            typed: Any = self.data
            typed = typed.copy()
            typed["version"] = str(version)
            self.data = typed

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("verdict") == Verdict.RETURNED:
            for name in ("follow", *(name for names in REVEALED.values() for name in names)):
                self.errors.pop(name, None)
            given["follow"] = []
        for number in self.numbers:
            at, quote, remark = (given.get(f"{name}_{number}", "") for name in ("at", "quote", "remark"))
            if (quote or remark) and self._section_of(at) != at.partition("/")[0].partition("#")[0]:
                self.add_error(f"remark_{number}", "Choose the part of the assessment that your comment is about")
            elif quote and not remark and f"remark_{number}" not in self.errors:
                self.add_error(f"remark_{number}", "Say what you want to say about these words, or take them out")
        return given

    @property
    def remarks(self) -> list[Pinned]:
        given = self.cleaned_data
        return [
            Pinned(given[f"at_{number}"], given[f"remark_{number}"], given[f"quote_{number}"])
            for number in self.numbers
            if given[f"remark_{number}"]
        ]


class ShareForm(GovukForm):
    shared_on = DateField(
        label="On which day did you go through it with the family?",
        name="The day you went through it",
        validators=[not_in_the_future],
    )


def _first(assessment: Assessment, proposals: Proposals, actor: Actor) -> dict[str, Any]:
    episode = assessment.episode
    lead = episode.lead or actor.membership
    found = f"The assessment found: {proposals.outcome.name}."
    return {
        "follow": [one.step.value for one in proposals.steps if one.is_ticked],
        "level_reason": found,
        "practitioner_name": lead.display_name,
        "work_phone": lead.work_phone,
        "started_on": timezone.localdate(episode.opened_at or episode.requested_at),
        "rationale": found,
        "family_told": assessment.shared_on is not None,
    }
