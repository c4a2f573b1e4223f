"""What a visit changed in the plan, asked where the contact is recorded: things done, goals that moved, scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import timezone

from cases import with_contact
from cases.models import Contact, Episode
from ehm.actions import Refused
from ehm.forms import GovukForm, Select, TextInput
from ehm.forms.messages import speak_plainly
from ehm.rows.actor import Actor, ActorRequest
from plans.actions.parts import finish_promise
from plans.actions.scores import write_scores
from plans.actions.steps import write_step
from plans.choices import ScoredAt
from plans.forms.plans import LONG
from plans.forms.scores import SCORES, ScoreFields
from plans.lifecycle import Done, PlanStatus
from plans.models import Goal, LaterScore, Plan, Promise, Step
from plans.permissions import can_write_plan
from plans.scores import over_time

OURS = ("became-", "came-", "moved-", "stands-", "scale-")
CHANGED = "The plan has changed since you opened this page. What you wrote about it stands below: put it where it fits"
BECAME = [("", "Nothing new"), (Done.DONE.value, "It is done"), (Done.NOT_DONE.value, "It will not be done")]


@dataclass(frozen=True)
class Line:
    """One action, or one goal, with its two fields and what was typed there."""

    about: Promise | Goal
    fields: Sequence[BoundField]


class PlanOnVisit:
    """`is_open`: something of it was typed, so that it is not folded away."""

    template: ClassVar[str] = "plans/_on_visit.html"

    def __init__(self, episode: Episode, plan: Plan, actor: Actor, typed: QueryDict) -> None:
        self.episode, self.plan, self.actor = episode, plan, actor
        promises = Promise.objects.within([plan], actor).kept().filter(status=Done.OPEN)
        self.promises = list(promises.select_related("worker", "person").order_by("by_when", "position", "pk"))
        self.goals = list(Goal.objects.within([plan], actor).kept().order_by("position", "pk"))
        self.scales = [one for one in over_time(episode, actor) if one.is_asked_again]
        there = _typed(typed)
        self.is_open, self.has_scores = bool(there), any(name.startswith("scale-") for name in there)
        known = {name for one in self._finished(there) for name in (f"became-{one}", f"came-{one}")}
        known |= {f"{of}-{one.reference}" for one in self.promises for of in ("became", "came")}
        known |= {f"{of}-{one.reference}" for one in self.goals for of in ("moved", "stands")}
        lines = {name: text for name, text in there.items() if not name.startswith("scale-")}
        self.left_over = [text for name, text in lines.items() if name not in known]

    def _finished(self, there: dict[str, str]) -> list[str]:
        """References of what was typed about and is finished by now, just as it was typed: sent a second time."""
        typed = [name.partition("-")[2] for name in there if name.startswith(("became-", "came-"))]
        open_still = {one.reference for one in self.promises}
        if set(typed) <= open_still:
            return []
        rows = Promise.objects.within([self.plan], self.actor).kept().filter(reference__in=set(typed) - open_still)
        return [
            one.reference
            for one in rows
            if (one.status, one.note) == (there.get(f"became-{one.reference}"), there.get(f"came-{one.reference}", ""))
        ]

    def ask(self, form: GovukForm) -> None:
        for promise in self.promises:
            _add(form, f"became-{promise.reference}", _choice("What became of it?", BECAME))
            _add(form, f"came-{promise.reference}", _words("What came of it?"))
        for goal in self.goals:
            _add(form, f"moved-{goal.reference}", _words("What is different?"))
            _add(form, f"stands-{goal.reference}", _choice("Where is it now, from 0 to 10?", SCORES))
        self.form, self.scores = form, ScoreFields(form, self.scales)

    @property
    def to_do(self) -> list[Line]:
        return [
            Line(one, [self.form[f"became-{one.reference}"], self.form[f"came-{one.reference}"]])
            for one in self.promises
        ]

    @property
    def of_goals(self) -> list[Line]:
        return [
            Line(one, [self.form[f"moved-{one.reference}"], self.form[f"stands-{one.reference}"]]) for one in self.goals
        ]

    def act(self, form: GovukForm, contact: Contact, by: Actor, *, is_again: bool) -> None:
        if self.left_over:
            raise Refused(CHANGED)
        given, on = form.cleaned_data, timezone.localdate(contact.happened_at)
        before = _Before.of(contact) if is_again else _Before()
        for promise in self.promises:
            became, note = given[f"became-{promise.reference}"], given[f"came-{promise.reference}"]
            if (promise.pk, became, note.strip()) in before.finished:
                continue
            if became:
                finish_promise(promise=promise, is_done=became == Done.DONE, on=on, note=note, by=by)
            elif note.strip():
                raise Refused(f"Say what became of this: {promise.what[:80]}")
        for goal in self.goals:
            words, score = given[f"moved-{goal.reference}"], given[f"stands-{goal.reference}"]
            if not (words.strip() or score) or (goal.pk, words.strip(), score) in before.steps:
                continue
            if goal.pk in {pk for pk, _, _ in before.steps}:
                raise Refused(f"This visit has said already what is different: {goal.what[:80]}")
            write_step(goal=goal, contact=contact, words=words, score=int(score) if score else None, by=by)
        scored = [one for one in self.scores.scored() if (*one.scale, one.respondent, one.value) not in before.scores]
        write_scores(episode=self.episode, at=ScoredAt.CONTACT, on=on, scored=scored, contact=contact, by=by)


@dataclass(frozen=True)
class _Before:
    """What a contact changed when it was sent the first time."""

    finished: frozenset[tuple[int, str, str]] = frozenset()
    steps: frozenset[tuple[int, str, str]] = frozenset()
    scores: frozenset[tuple[str, str, str, str, int]] = frozenset()

    @classmethod
    def of(cls, contact: Contact) -> _Before:
        tenant = {"tenant_id": contact.tenant_id}
        promises = Promise.objects.filter(**tenant, episode_id=contact.episode_id).exclude(status=Done.OPEN)
        steps = Step.objects.filter(**tenant, contact=contact).values_list("goal_id", "words", "score")
        scores = LaterScore.objects.filter(**tenant, contact=contact, removed_at=None)
        return cls(
            frozenset(promises.values_list("pk", "status", "note")),
            frozenset((goal, words, "" if score is None else str(score)) for goal, words, score in steps),
            frozenset(scores.values_list("scale_set", "scale", "about", "respondent", "value")),
        )


class PlanHasEnded:
    """There was a plan when the page was opened: what was typed about it is shown, and not dropped."""

    template: ClassVar[str] = "plans/_on_visit.html"
    is_open = True

    def __init__(self, typed: QueryDict) -> None:
        self.left_over = list(_typed(typed).values())

    def ask(self, form: GovukForm) -> None:
        """Nothing any more."""

    def act(self, form: GovukForm, contact: Contact, by: Actor, *, is_again: bool) -> None:
        raise Refused(CHANGED)


def _typed(typed: QueryDict) -> dict[str, str]:
    """What stands in the fields of this part."""
    return {name: text for name in typed if name.startswith(OURS) and (text := typed.get(name, "").strip())}


def _add(form: GovukForm, name: str, field: forms.Field) -> None:
    speak_plainly(field)
    form.fields[name] = field


def _choice(label: str, choices: Any) -> forms.Field:
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=Select)


def _words(label: str) -> forms.Field:
    return forms.CharField(label=label, required=False, max_length=LONG, widget=TextInput())


def on_visit(request: ActorRequest, episode: Episode, typed: QueryDict) -> PlanOnVisit | PlanHasEnded | None:
    plan = Plan.objects.within([episode]).filter(status=PlanStatus.AGREED).first()
    if plan is not None:
        plan.episode = episode
    if plan is None or not can_write_plan(request.actor, plan):
        return PlanHasEnded(typed) if _typed(typed) else None
    return PlanOnVisit(episode, plan, request.actor, typed)


with_contact.add(on_visit)
