"""What a copy of a plan or of minutes leaves out, and who gets none: everything that is handed over is cut here.

A goal stays out of the copy of whoever the needs and worries are kept from that it answers now, or answered in any
version; and with it all that stands under it, or stood. What is written freely is not searched: read a copy first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assessments.address import Address
from assessments.betraying import with_what_betrays
from assessments.choices import Kind, Record
from assessments.documents.childs import ChildsVersion, childs_version
from assessments.documents.record import document_for
from assessments.documents.tree import Kind as Whose
from assessments.form import Form
from assessments.handing import LimitsOfEpisode, Recipient
from assessments.lifecycle import FINISHED
from assessments.models import Assessment, CopyKind
from assessments.written import address_of_limit
from cases.models import Episode, FamilyMember
from ehm.actions import Refused
from ehm.rows.actor import Actor
from plans.distribution import Of, key_of
from plans.documents.childs import ChildsPlan, childs_pdf
from plans.documents.meeting import Minutes, minutes_of, minutes_pdf
from plans.documents.plan import plan_pdf
from plans.models import AgreedGoal, AgreedPromise, Goal, Meeting, PlanCopy, PlanVersion, Promise
from plans.scores import OverTime
from plans.versions import Line, Stand, as_agreed, version_before


@dataclass
class Links:
    """What a goal answers or has answered, and whom the database keeps it from."""

    needs: set[str] = field(default_factory=set)
    worries: set[str] = field(default_factory=set)
    excluded: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Cut:
    """What one copy leaves out. `places`: on each form, with what would betray them."""

    places: Sequence[tuple[Form, Sequence[Address]]]
    goals: frozenset[int]
    lines: frozenset[int]

    def stand(self, stand: Stand) -> Stand:
        return replace(
            stand,
            goals=tuple(
                replace(goal, lines=self._left(goal.lines)) for goal in stand.goals if goal.key not in self.goals
            ),
            others=self._left(stand.others),
            bottom_lines=self._left(stand.bottom_lines),
        )

    def minutes(self, minutes: Minutes, *, knows_before: bool) -> Minutes:
        """`knows_before`: whether the minutes of last time are theirs too."""
        return replace(
            minutes,
            before=minutes.before if knows_before else None,
            progress=[one for one in minutes.progress if one.goal_id not in self.goals],
            scales=[one for one in minutes.scales if not self._hides_scale(one)],
        )

    def _left(self, lines: Iterable[Line]) -> tuple[Line, ...]:
        return tuple(one for one in lines if one.key not in self.lines and one.goal not in self.goals)

    def _hides_scale(self, one: OverTime) -> bool:
        return any(
            _covers(places, place)
            for form, places in self.places
            for place in _places_of_scale(form, one.scale.scale_set, one.scale.about)
        )


class PlanLimits:
    """Whom the limits of the assessments bind that a plan answers, and what that hides of it."""

    def __init__(self, episode: Episode, by: Actor) -> None:
        self.limits = LimitsOfEpisode(episode, by)
        self.forms = tuple(dict.fromkeys(self.limits.forms.values()))
        self.links = _links(episode, by)
        self.stood: dict[int, set[int]] = {}  # promise → the goals that it stood under
        agreed = AgreedPromise.objects.filter(tenant_id=by.tenant_id, episode=episode).exclude(goal=None)
        now = Promise.objects.filter(tenant_id=by.tenant_id, episode=episode).exclude(goal=None)
        for key, goal in (*agreed.values_list("promise_id", "goal_id"), *now.values_list("pk", "goal_id")):
            self.stood.setdefault(key, set()).add(goal)

    def cut(self, recipient: Recipient) -> Cut:
        """Raises Refused for whom all of it is kept from."""
        kept = self.limits.kept_from(recipient)
        places = [(form, with_what_betrays(form, kept)) for form in self.forms]
        goals = {key for key, links in self.links.items() if _hides(links, places, recipient)}
        lines = {key for key, under in self.stood.items() if under & goals}
        return Cut(places, frozenset(goals), frozenset(lines))


def kept_from_anybody(episode: Episode, by: Actor) -> tuple[frozenset[int], frozenset[int]]:
    """The goals that a limit keeps from somebody, whoever it is and however they are known, and what stood under them.
    Raises Refused for whom the limits themselves are kept from."""
    found = PlanLimits(episode, by)
    if found.limits.is_withheld:
        raise Refused("Who must not see what is kept from you. Somebody who may read it does this.")
    kept = tuple(address_of_limit(limit.holds_back) for limit in found.limits.held)
    places = [(form, with_what_betrays(form, kept)) for form in found.forms]
    goals = frozenset(key for key, links in found.links.items() if links.excluded or _is_hidden(links, places))
    return goals, frozenset(key for key, under in found.stood.items() if under & goals)


def printed(copy: PlanCopy, recipient: Recipient, by: Actor, *, is_large: bool = False) -> bytes:
    """The PDF for `recipient`. Its words are read first, its limits after: what is limited meanwhile is left out."""
    if copy.meeting is not None:
        return _printed_minutes(copy.meeting, recipient, by, is_large=is_large)
    assert copy.version is not None  # copy_of_plan_or_minutes
    if recipient.kind == CopyKind.CHILD:
        return childs_pdf(_childs_plan(copy, copy.version, recipient, by), is_large=is_large)
    return _printed_version(copy.version, recipient, by, is_large=is_large)


def offered_to(copy: PlanCopy, recipient: Recipient, by: Actor) -> tuple[dict[str, str], dict[str, str]]:
    """What may stand on a child's own plan: goals, and what somebody does, by their references."""
    assert copy.version is not None
    stand = as_agreed([copy.version], by)[copy.version.pk]
    cut = PlanLimits(copy.episode, by).cut(recipient).stand(stand)
    lines = {one.reference: _doing(one) for one in cut.lines() if not one.is_bottom_line}
    return {goal.reference: goal.what for goal in cut.goals}, lines


def left_out(cut: Cut, stand: Stand) -> list[str]:
    """Of this version, the goals that the copy leaves out, by their words; with what stood under one of them."""
    goals = [goal.what for goal in stand.goals if goal.key in cut.goals]
    return goals + [one.what for one in stand.lines() if one.key in cut.lines and one.goal not in cut.goals]


def left_out_of_minutes(cut: Cut, minutes: Minutes) -> list[str]:
    here = [one.goal for one in minutes.progress if one.meeting_id == minutes.meeting.pk]
    return [goal.what for goal in here if goal.pk in cut.goals]


def _printed_version(version: PlanVersion, recipient: Recipient, by: Actor, *, is_large: bool) -> bytes:
    before = version_before(version)
    stands = as_agreed([one for one in (before, version) if one], by)
    cut = PlanLimits(version.episode, by).cut(recipient)
    return plan_pdf(
        version.plan,
        cut.stand(stands[version.pk]),
        by.partnership,
        version=version,
        before=cut.stand(stands[before.pk]) if before and _has(recipient, before, by) else None,
        kind=_whose(recipient),
        recipient=recipient.words,
        is_large=is_large,
    )


def _printed_minutes(meeting: Meeting, recipient: Recipient, by: Actor, *, is_large: bool) -> bytes:
    minutes = minutes_of(meeting, by)
    cut = PlanLimits(meeting.episode, by).cut(recipient)
    knows = minutes.before is not None and _has(recipient, minutes.before, by)
    family = FamilyMember.objects.within([meeting.episode.family])
    is_protected = family.filter(person__is_whereabouts_protected=True).exists()
    return minutes_pdf(
        cut.minutes(minutes, knows_before=knows),
        by.partnership,
        kind=_whose(recipient),
        recipient=recipient.words,
        says_where=not is_protected,  # it may be where they live
        is_large=is_large,
    )


def _has(recipient: Recipient, earlier: Of, by: Actor) -> bool:
    """Whether they are on the list of the time before: else its words are not theirs."""
    rows = PlanCopy.objects.filter(tenant_id=by.tenant_id, kind=recipient.kind, ended_at=None, **key_of(earlier))
    if recipient.person or recipient.agency:
        return rows.filter(person=recipient.person, for_agency=recipient.agency).exists()
    return rows.filter(person=None, for_agency=None, recipient__iexact=recipient.words).exists()


def _childs_plan(copy: PlanCopy, version: PlanVersion, recipient: Recipient, by: Actor) -> ChildsPlan:
    stand = as_agreed([version], by)[version.pk]
    said = _said_by(version, recipient, by)
    cut = PlanLimits(version.episode, by).cut(recipient).stand(stand)
    lines = [one for one in cut.lines() if one.reference in copy.chosen]
    lead = version.episode.lead
    names = [lead.display_name if lead else "", *(one.whose for one in lines), *(said.helpers if said else ())]
    return ChildsPlan(
        reference=version.reference,
        partnership=by.partnership.name,
        name=recipient.words,
        written_by=lead.display_name if lead else "",
        said=said.said if said else (),
        scores=said.scores if said else (),
        pictures=said.pictures if said else (),
        wanted=(
            *(part.strip() for part in copy.wanted.splitlines() if part.strip()),
            *(goal.what for goal in cut.goals if goal.reference in copy.chosen),
        ),
        doing=tuple(_doing(one) for one in lines),
        helpers=tuple(dict.fromkeys(name for name in names if name and name != recipient.words)),
        next_steps=tuple(part.strip() for part in copy.next_steps.splitlines() if part.strip()),
    )


def _said_by(version: PlanVersion, recipient: Recipient, by: Actor) -> ChildsVersion | None:
    """What the child said in the assessment that the plan answers, without every limit that there is."""
    assessment = Assessment.objects.visible_to(by).not_withheld().filter(pk=version.assessment_id or 0)
    found = assessment.select_related("episode__family", "submitted_by", "recorded_by", "authorised_by").first()
    if found is None or found.status not in FINISHED or recipient.person is None:
        return None
    document = document_for(found, by)
    limits = LimitsOfEpisode(version.episode, by).kept_from(recipient)
    return childs_version(document, recipient.person.reference, limits, ())


def _doing(line: Line) -> str:
    return f"{line.whose}: {line.what}" if line.whose else line.what


def _whose(recipient: Recipient) -> Whose:
    return Whose.FAMILY if recipient.kind == CopyKind.FAMILY else Whose.SHARED


def _links(episode: Episode, by: Actor) -> Mapping[int, Links]:
    """Of every goal that the episode's plans have or had."""
    found: dict[int, Links] = {}
    agreed = AgreedGoal.objects.filter(tenant_id=by.tenant_id, episode=episode)
    now = Goal.objects.filter(tenant_id=by.tenant_id, episode=episode)
    for key, needs, worries, excluded in (
        *agreed.values_list("goal_id", "needs", "worries", "excluded"),
        *now.values_list("pk", "needs", "worries", "excluded"),
    ):
        links = found.setdefault(key, Links())
        links.needs.update(needs)
        links.worries.update(worries)
        links.excluded.update(excluded)
    return found


def _hides(links: Links, places: Sequence[tuple[Form, Sequence[Address]]], recipient: Recipient) -> bool:
    if _is_hidden(links, places):
        return True
    if recipient.person and recipient.kind == CopyKind.FAMILY:
        return False  # what keeps an agency or a worker out binds nobody of the family
    if recipient.agency:
        return f"agency:{recipient.agency.pk}" in links.excluded
    return bool(links.excluded)


def _is_hidden(links: Links, places: Sequence[tuple[Form, Sequence[Address]]]) -> bool:
    return any(_covers(kept, place) for form, kept in places for place in _places_of_links(form, links))


def _covers(kept: Iterable[Address], place: Address) -> bool:
    return any(one.covers(place) for one in kept)


def _places_of_links(form: Form, links: Links) -> Iterable[Address]:
    for question in form.questions():
        section = form.section_of(question.key).key
        if question.kind is Kind.CHECKLIST:
            yield from (Address(section, question.key, row=item) for item in links.needs)
        elif question.record is Record.WORRY:
            yield from (Address(section, question.key, row=worry) for worry in links.worries)


def _places_of_scale(form: Form, scale_set: str, about: str) -> Iterable[Address]:
    """Where it is asked, and the worry that it may be about."""
    for question in form.questions():
        section = form.section_of(question.key).key
        if question.kind is Kind.SCALE and question.scale_set == scale_set:
            yield Address(section, question.key, about)
        elif question.record is Record.WORRY and about:
            yield Address(section, question.key, row=about)
