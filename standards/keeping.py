"""Keeps the clocks: hears what happened and opens, stops and re-dates them, in the transaction that caused it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Case, Min, Q, When, prefetch_related_objects
from django.utils import timezone

from assessments.timeline import ASSESSMENT_CORRECTED, ASSESSMENT_WITHDRAWN
from cases import timeline
from cases.choices import EpisodeStatus
from cases.models import Episode, Person, TimelineEvent
from ehm.events import kinds, listens_to
from ehm.models import Agency, Membership, Role
from ehm.rows.actor import Actor
from plans.timeline import ACTION_AGREED, ACTION_HANDED, ACTION_MOVED, MEETING_CORRECTED, MEETING_TAKEN_BACK
from standards import assessed, met
from standards.chain import Happening, Run, extend, replay
from standards.dating import MOMENTS, deadline_of, moments, run_of, set_moments
from standards.engine import Deadline, State, WorkingCalendar
from standards.engine.calendar import day_in_london
from standards.events import EVENTS
from standards.happenings import OF_CONTACTS, Key, News, children_of, concerns, everything, said_by, said_by_assessments
from standards.holders import workers_of_hub
from standards.models import OPEN_STATES, Clock, ClockChange, ClockVariation, VariationStatus
from standards.partnership import calendar_for, rulebook_for
from standards.rulebook import AlertAt, Party, Repeat, Rulebook, Standard, Subject

PUT_RIGHT = "What started this clock was put right."
LED = (Party.LEAD_PRACTITIONER, Party.MANAGER)
WRITTEN = (
    *MOMENTS,
    *("started_by", "start_event_id", "agreed_days", "agreed_on", "is_varied", "state", "is_breached"),
    *("next_evaluation_at", "stop_event_id", "cancel_reason"),
)
HEARD = (
    *(name for name in kinds if name in EVENTS and name != "contact.corrected"),
    *(timeline.AGREEMENT_WITHDRAWN.name, timeline.ALLOCATION_ENDED.name, timeline.CONTACT_CORRECTED.name),
    *(ASSESSMENT_CORRECTED.name, ASSESSMENT_WITHDRAWN.name, ACTION_HANDED.name, ACTION_MOVED.name),
    *(MEETING_CORRECTED.name, MEETING_TAKEN_BACK.name),
)
# What a rulebook names by one name and the timeline by another, or tells again later.
TOLD_AS = {
    "consent.withdrawn": {timeline.AGREEMENT_WITHDRAWN.name},
    "hub.stopped_leading": {timeline.ALLOCATION_ENDED.name},
    **{name: {name, MEETING_CORRECTED.name} for name in met.HELD},
    **{name: {name, ASSESSMENT_CORRECTED.name} for name in assessed.MOMENTS.values()},
}


@listens_to(*dict.fromkeys(HEARD))
def hear(events: Sequence[TimelineEvent], by: Actor) -> None:
    """The one listener of practice standards."""
    of_episode: dict[int, list[TimelineEvent]] = {}
    for event in events:
        for episode_id in [event.episode_id] if event.episode_id else _running_episodes(event):
            of_episode.setdefault(episode_id, []).append(event)
    for episode_id, heard in of_episode.items():
        Keeper(episode_id, by).hear(heard)


def _running_episodes(event: TimelineEvent) -> list[int]:
    """Something that happened to the family happened to each of its running episodes."""
    running = Episode.objects.filter(
        tenant_id=event.tenant_id,
        family_id=event.family_id,
        status__in=(EpisodeStatus.REQUESTED, EpisodeStatus.OPEN),
    )
    return list(running.values_list("pk", flat=True))


def _told_as(standard: Standard) -> set[str]:
    """The kinds of events of the timeline that may start, stop or cancel a clock of `standard`."""
    names = {*standard.start, *standard.stop, *standard.cancel} - OF_CONTACTS
    return {kind for name in names for kind in TOLD_AS.get(name, {name})}


@dataclass(eq=False)
class Chain:
    """The clocks of one standard for one subject: as stored, and as they should be."""

    standard: Standard
    key: Key
    stored: list[Clock] = field(default_factory=list)
    runs: tuple[Run, ...] = ()
    is_late_news: bool = False

    def __post_init__(self) -> None:
        self.runs = tuple(run_of(clock) for clock in self.stored)

    def hear(self, happening: Happening) -> None:
        known = (moment for run in self.runs for moment in (run.started_at, run.stopped_at, run.cancelled_at) if moment)
        last = max(known, default=None)
        back = happening.takes_back
        if (last is not None and happening.at < last) or (back and self.runs and back.ends(self.runs[-1])):
            self.is_late_news = True
        else:
            self.runs = extend(self.standard, self.runs, happening)

    @property
    def changes_at(self) -> datetime | None:
        """When the last clock of the chain began or ended, if that is not stored yet: what came after may matter."""
        last = self.runs[-1] if self.runs else None
        if last is None or any(last == run_of(clock) for clock in self.stored):
            return None
        if not last.is_open and self.standard.repeat is Repeat.ONCE:
            return None
        return last.stopped_at or last.cancelled_at or last.started_at


class Keeper:
    """The clocks of one episode, for as long as it takes to bring them up to date."""

    def __init__(self, episode_id: int, by: Actor) -> None:
        self.by = by
        self.now = timezone.now()
        self.episode = (
            Episode.objects.select_for_update(of=("self",))
            .select_related("lead_agency", "lead__line_manager", "family")
            .get(tenant_id=by.tenant_id, pk=episode_id)
        )
        self.rulebook: Rulebook = rulebook_for(by.partnership)
        self.lead: Membership | None = self.episode.lead
        self.lead_agency: Agency = self.episode.lead_agency
        self._children: list[Person] | None = None
        self._calendar: WorkingCalendar | None = None
        self._calendar_since: datetime | None = None
        self._owners: dict[str, Membership] = {}

    def hear(self, events: Sequence[TimelineEvent]) -> None:
        prefetch_related_objects(events, "person")
        news = [item for event in events for item in said_by(event, self.episode)]
        if ids := {event.pk for event in events if event.kind in assessed.KINDS}:
            news += [item for item in said_by_assessments(self.episode) if item.happening.event_id in ids]
            news.sort(key=lambda item: item.happening.event_id)
        allocated = next((event for event in events if event.kind == timeline.ALLOCATION_MADE.name), None)
        if allocated is not None:
            self._take_new_lead(allocated)
        self._meet_owners(events)
        corrected = [event.data["contact"] for event in events if event.kind == timeline.CONTACT_CORRECTED.name]
        put_right = set(OF_CONTACTS) if corrected else set()
        if any(event.kind == ASSESSMENT_CORRECTED.name for event in events):
            put_right |= set(assessed.MOMENTS.values())
        if any(event.kind == ACTION_MOVED.name for event in events):
            put_right.add(ACTION_AGREED.name)
        if any(event.kind in met.PUT_RIGHT for event in events):
            put_right |= met.HELD
        standards = [
            standard
            for standard in self.rulebook.standards
            if any(item.concerns(standard) for item in news) or any(concerns(standard, name) for name in put_right)
        ]
        contacts = {item.records.get(Subject.CONTACT.value, "") for item in news} | set(corrected)
        chains = self._load(standards, contacts, only_last=not put_right)
        for item in news:
            for standard in standards:
                if item.concerns(standard):
                    for key in self._keys(standard, item, chains):
                        self._chain(chains, standard, key).hear(item.happening)
        self._look_for_later(chains.values())
        late = [chain for chain in chains.values() if chain.is_late_news or put_right]
        if late and not put_right:
            whole = self._load(standards, contacts, only_last=False)
            for chain in late:
                same = whole.get((chain.standard.id, chain.key))
                chain.stored = same.stored if same else []
        if late or put_right:
            self._work_out_again(standards, chains, late, contacts if put_right else None)
        self._write(chains.values(), why=_why(events, news) if late or put_right else "")

    def look_again(self, why: str, *, subject: Clock | None = None) -> None:
        """Re-date open clocks: the calendar, the rulebook or a variation changed. What has ended keeps its outcome."""
        clocks = Clock.objects.filter(tenant_id=self.by.tenant_id, episode=self.episode, state__in=OPEN_STATES)
        for clock in clocks.filter(pk=subject.pk) if subject else clocks:
            self._update(clock, run_of(clock), why, date_again=True)
        self._keep_next_due()

    @property
    def children(self) -> list[Person]:
        if self._children is None:
            self._children = children_of(self.episode)
        return self._children

    def calendar(self, since: datetime) -> WorkingCalendar:
        if self._calendar is None or self._calendar_since is None or since < self._calendar_since:
            self._calendar, self._calendar_since = calendar_for(self.by.tenant_id, day_in_london(since)), since
        return self._calendar

    def _keys(self, standard: Standard, item: News, known: Iterable[tuple[str, Key]]) -> list[Key]:
        """What `item` is about. The end of help or of the plan ends every clock of theirs that is `known` so far."""
        asks = standard.subject is Subject.CHILD and item.person is None
        keys = list(item.keys(standard, self.episode, self.children if asks else ()))
        if keys or standard.cancels_on(item.name) is None:
            return keys
        return [key for standard_id, key in known if standard_id == standard.id]

    def _look_for_later(self, chains: Iterable[Chain]) -> None:
        """A clock that something earlier than now began or ended: what comes after may have been written down first,
        when there was nothing to stop, or no place for another clock. What contacts say is asked of the contacts."""
        changed = {
            chain: moment
            for chain in chains
            if set(chain.standard.stop) - OF_CONTACTS and (moment := chain.changes_at) is not None
        }
        if not changed:
            return
        names = {chain: _told_as(chain.standard) for chain in changed}
        later = TimelineEvent.objects.filter(tenant_id=self.by.tenant_id, episode=self.episode)
        later = later.filter(occurred_at__gt=min(changed.values()), kind__in=set().union(*names.values()))
        told = list(later.values_list("kind", "occurred_at"))
        for chain, moment in changed.items():
            if any(kind in names[chain] and at > moment for kind, at in told):
                chain.is_late_news = True

    def _load(
        self, standards: Iterable[Standard], contacts: set[str], *, only_last: bool
    ) -> dict[tuple[str, Key], Chain]:
        """The stored clocks by standard and subject. What is new follows upon the last one, so `only_last` suffices
        where nothing earlier turns out to have happened: a long episode costs no more than a short one."""
        ids = {standard.id: standard for standard in standards}
        of_contacts = [item.id for item in ids.values() if item.subject is Subject.CONTACT]
        wanted = Q(standard__in=[item for item in ids if item not in of_contacts]) | Q(
            standard__in=of_contacts, subject__in=contacts
        )
        chains: dict[tuple[str, Key], Chain] = {}
        stored = Clock.objects.filter(wanted, tenant_id=self.by.tenant_id, episode=self.episode)
        stored = stored.exclude(cancel_reason=PUT_RIGHT)
        stored = stored.order_by("started_at", "id")
        if only_last:
            subject = ("standard", "subject_kind", "subject")
            stored = stored.order_by(*subject, "-started_at", "-id").distinct(*subject)
        for clock in stored:
            key = Key(Subject(clock.subject_kind), clock.subject, clock.person_id)
            chain = chains.setdefault((clock.standard, key), Chain(ids[clock.standard], key))
            chain.stored.append(clock)
            chain.runs = (*chain.runs, run_of(clock))
        return chains

    @staticmethod
    def _chain(chains: dict[tuple[str, Key], Chain], standard: Standard, key: Key) -> Chain:
        return chains.setdefault((standard.id, key), Chain(standard, key))

    def _work_out_again(
        self,
        standards: Iterable[Standard],
        chains: dict[tuple[str, Key], Chain],
        late: Sequence[Chain],
        contacts: set[str] | None,
    ) -> None:
        """Something happened before what is known already: the whole story is read again, for the chains it touches.

        A correction may touch any chain, and of contacts but those named none. Without one, `contacts` is None.
        """
        story: dict[tuple[str, Key], list[Happening]] = {}
        for item in sorted(everything(self.episode), key=lambda item: (item.happening.at, item.happening.event_id)):
            for standard in standards:
                if item.concerns(standard):
                    for key in self._keys(standard, item, story):
                        story.setdefault((standard.id, key), []).append(item.happening)
        wanted = {(chain.standard.id, chain.key) for chain in late}
        if contacts is not None:
            wanted |= {
                (standard_id, key)
                for standard_id, key in story
                if key.kind is not Subject.CONTACT or key.reference in contacts
            }
        by_id = {standard.id: standard for standard in standards}
        for standard_id, key in wanted:
            chain = self._chain(chains, by_id[standard_id], key)
            chain.runs = replay(chain.standard, story.get((standard_id, key), []))

    def _write(self, chains: Iterable[Chain], why: str) -> None:
        new: list[Clock] = []
        for chain in chains:
            for clock, run in sorted(_matched(chain), key=_ends_first):
                if run is None:
                    assert clock is not None
                    self._take_back(clock, why)
                elif clock is None:
                    new.append(self._new(chain, run))
                elif run_of(clock) != run:
                    self._update(clock, run, why)
        if new:
            Clock.objects.bulk_create(new)
        self._keep_next_due()

    def _new(self, chain: Chain, run: Run) -> Clock:
        standard = chain.standard
        holder, agency = self._holder(standard.holder, self._owners.get(chain.key.reference))
        clock = Clock(
            tenant_id=self.by.tenant_id,
            standard=standard.id,
            rulebook=self.rulebook.id,
            episode=self.episode,
            family_id=self.episode.family_id,
            area_id=self.episode.area_id,
            subject_kind=chain.key.kind,
            subject=chain.key.reference,
            person_id=chain.key.person_id,
            holder=holder,
            holder_agency=agency,
            counts_in_compliance=standard.counts_in_compliance,
            tell_when_due_soon=[party.value for party in standard.alerts(AlertAt.DUE_SOON)],
            tell_when_overdue=[party.value for party in standard.alerts(AlertAt.OVERDUE)],
        )
        self._apply(clock, run, self._deadline(standard, run, chain.key.reference))
        return clock

    def _update(self, clock: Clock, run: Run, why: str, *, date_again: bool = False) -> None:
        before = moments(clock)
        standard = self.rulebook.standard(clock.standard)
        if date_again or (run.started_at, run.agreed_days, run.agreed_on) != (
            clock.started_at,
            clock.agreed_days,
            clock.agreed_on,
        ):
            found = self._deadline(standard, run, clock.subject)
        else:
            found = Deadline(
                clock.started_at, clock.due_soon_at, clock.due_at, clock.limit_due_at, clock.is_varied, steps=()
            )
        self._apply(clock, run, found)
        clock.save(update_fields=[_field(name) for name in WRITTEN])
        after = moments(clock)
        if why and before != after:
            self._note(clock, why, before, after)

    def _take_back(self, clock: Clock, why: str) -> None:
        """What started it turned out not to have happened."""
        before = moments(clock)
        clock.state, clock.is_breached, clock.next_evaluation_at = State.CANCELLED, False, None
        clock.stopped_at, clock.stop_event_id = None, None
        clock.cancelled_at, clock.cancel_reason = self.now, PUT_RIGHT
        clock.save(update_fields=[_field(name) for name in WRITTEN])
        self._note(clock, why, before, moments(clock))

    def _note(self, clock: Clock, why: str, before: dict[str, str | None], after: dict[str, str | None]) -> None:
        ClockChange.objects.create(
            tenant_id=self.by.tenant_id,
            clock=clock,
            episode=self.episode,
            why=why,
            before=before,
            after=after,
            membership=self.by.membership,
        )

    def _apply(self, clock: Clock, run: Run, found: Deadline) -> None:
        clock.started_by, clock.started_at = run.started_by, run.started_at
        clock.start_event_id = run.start_event_id or None
        clock.agreed_days, clock.agreed_on = run.agreed_days, run.agreed_on
        clock.stopped_at, clock.stop_event_id = run.stopped_at, run.stop_event_id or None
        clock.cancelled_at, clock.cancel_reason = run.cancelled_at, run.cancel_reason
        set_moments(clock, found, self.now)

    def _deadline(self, standard: Standard, run: Run, subject: str) -> Deadline:
        return deadline_of(
            standard, run, self.calendar(run.started_at), self._agreed(standard, subject) if run.is_open else None
        )

    def _agreed(self, standard: Standard, subject: str) -> ClockVariation | None:
        """What was agreed for this subject holds until it is ended, for the next rolling clock too."""
        return self._variations.get((standard.id, subject)) if standard.variation.allowed else None

    @cached_property
    def _variations(self) -> dict[tuple[str, str], ClockVariation]:
        """The latest that was agreed, for each standard and subject."""
        agreed = ClockVariation.objects.filter(
            tenant_id=self.by.tenant_id, episode=self.episode, status=VariationStatus.AGREED
        )
        found = list(agreed.order_by("decided_at"))
        clocks = Clock.objects.filter(tenant_id=self.by.tenant_id).in_bulk({one.clock_id for one in found})
        return {(clock.standard, clock.subject): one for one in found if (clock := clocks.get(one.clock_id))}

    def _take_new_lead(self, event: TimelineEvent) -> None:
        """Whoever leads from now on holds what the lead before them held."""
        lead_id = event.data.get("lead_id")
        if lead_id is None:
            return
        members = Membership.objects.filter(tenant_id=self.by.tenant_id)
        self.lead = members.select_related("agency", "line_manager").get(pk=lead_id)
        self.lead_agency = self.lead.agency
        running = Clock.objects.filter(tenant_id=self.by.tenant_id, episode=self.episode, state__in=OPEN_STATES)
        for party in LED:
            ids = [standard.id for standard in self.rulebook.standards if standard.holder is party]
            holder, agency = self._holder(party)
            running.filter(standard__in=ids).update(holder=holder, holder_agency=agency)

    def _meet_owners(self, events: Sequence[TimelineEvent]) -> None:
        """Who has taken on what the events speak of; what was handed over goes to whoever has it now."""
        ids = {event.data["plan_action"]: event.data["owner_id"] for event in events if event.data.get("owner_id")}
        if ids:
            members = Membership.objects.filter(tenant_id=self.by.tenant_id).select_related("agency")
            found = members.in_bulk(list(ids.values()))
            self._owners = {reference: found[pk] for reference, pk in ids.items() if pk in found}
        handed = {event.data["plan_action"] for event in events if event.kind == ACTION_HANDED.name}
        for subject in handed:
            holder, agency = self._holder(Party.ACTION_OWNER, self._owners.get(subject))
            running = Clock.objects.filter(tenant_id=self.by.tenant_id, episode=self.episode, state__in=OPEN_STATES)
            running = running.filter(subject_kind=Subject.PLAN_ACTION, subject=subject)
            running.update(holder=holder, holder_agency=agency)

    def _holder(self, party: Party, owner: Membership | None = None) -> tuple[Membership | None, Agency]:
        """`owner`: the worker who has taken on an action; where none has, whoever leads sees to it."""
        match party:
            case Party.RECORDER:
                return self.by.membership, self.by.membership.agency
            case Party.ACTION_OWNER if owner is not None:
                return owner, owner.agency
            case Party.MANAGER:
                return self._manager(), self.lead_agency
            case Party.HUB_WORKER | Party.CHAIR | Party.COORDINATOR:
                found = workers_of_hub(party, self.by.tenant_id, self.episode.area_id, kept_from=self.episode.excluded)
                return (found[0], found[0].agency) if found else (None, self.lead_agency)
            case _:
                return self.lead, self.lead_agency

    def _manager(self) -> Membership | None:
        """The lead's line manager; without one, a manager of the lead agency, of the episode's area first."""
        above: Membership | None = self.lead.line_manager if self.lead is not None else None
        if above is not None:
            return above
        managers = Membership.objects.filter(
            tenant_id=self.by.tenant_id, agency=self.lead_agency, role=Role.MANAGER, ended_at=None
        )
        return managers.order_by(Case(When(area_id=self.episode.area_id, then=0), default=1), "id").first()

    def _keep_next_due(self) -> None:
        """The caseload is sorted by it, so it stands on the episode."""
        running = Clock.objects.filter(tenant_id=self.by.tenant_id, episode=self.episode, state__in=OPEN_STATES)
        due = running.aggregate(due=Min("due_at"))["due"]
        if due != self.episode.next_due_at:
            self.episode.next_due_at = due
            self.episode.save(update_fields=["next_due_at"])


def _matched(chain: Chain) -> list[tuple[Clock | None, Run | None]]:
    """Stored clocks beside what they should be: first those that the same event started, then in order."""
    left = list(chain.stored)
    by_event: list[tuple[Clock | None, Run]] = []
    for run in chain.runs:
        same = next((clock for clock in left if (clock.start_event_id or 0) == run.start_event_id), None)
        if same is not None:
            left.remove(same)
        by_event.append((same, run))
    paired: list[tuple[Clock | None, Run | None]] = []
    for found, run in by_event:
        paired.append((found or (left.pop(0) if left else None), run))
    return paired + [(clock, None) for clock in left]


def _ends_first(pair: tuple[Clock | None, Run | None]) -> int:
    """One open clock for each subject, at every moment: what is taken back, what has ended, what is open."""
    _, run = pair
    return 0 if run is None else 2 if run.is_open else 1


def _field(name: str) -> str:
    return name.removesuffix("_id")


def _why(events: Sequence[TimelineEvent], news: Sequence[News]) -> str:
    if any(event.kind == timeline.CONTACT_CORRECTED.name for event in events):
        return "A contact was put right."
    if any(event.kind == ASSESSMENT_CORRECTED.name for event in events):
        return "The assessment was put right."
    if any(event.kind == ACTION_MOVED.name for event in events):
        return "It got another day."
    if any(event.kind == MEETING_CORRECTED.name for event in events):
        return "The minutes of a meeting were put right."
    if any(event.kind == MEETING_TAKEN_BACK.name for event in events):
        return "A meeting turned out not to have been held."
    taken_back = (item.happening.takes_back for item in news if item.happening.takes_back)
    return next((back.reason for back in taken_back), "Something was written down that had happened earlier.")
