"""The clocks of invented episodes: worked out from their stories by the same engine that keeps the real ones."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from cases.demo.stories import Somebody, Story
from ehm.demo.copying import Table
from ehm.demo.organisations import Made
from ehm.models import AgencyKind, Membership
from ehm.models import NonWorkingDay as DayOff
from standards.chain import Happening, replay
from standards.engine import DayKind, NonWorkingDay, State, WorkingCalendar, standing
from standards.models import Alert, Clock
from standards.reading import rulebook_of
from standards.rulebook import AlertAt, Circumstances, Party, Standard, Subject

SUBJECTS = (Subject.EPISODE, Subject.CHILD, Subject.CONTACT, Subject.PLAN, Subject.PLAN_ACTION)
STATES_WITH_ALERTS = (State.DUE_SOON, State.OVERDUE)


class ClockTables:
    def __init__(self) -> None:
        self.clock = Table(
            Clock,
            "id tenant_id reference standard rulebook episode_id family_id area_id subject_kind subject person_id"
            " holder_id holder_agency_id started_by start_event_id started_at due_at limit_due_at due_soon_at state"
            " is_breached next_evaluation_at agreed_days agreed_on stopped_at stop_event_id cancelled_at cancel_reason"
            " counts_in_compliance tell_when_due_soon tell_when_overdue",
        )
        self.alert = Table(Alert, "id tenant_id clock_id episode_id level due_at raised_at")

    def all(self) -> list[Table]:
        return [self.clock, self.alert]


class ClockMaker:
    """Turns stories into clocks. `keep_ended` False leaves out what has ended, for data of national size."""

    def __init__(self, made: Made, tables: ClockTables, now: datetime, *, keep_ended: bool = True) -> None:
        self.made, self.t, self.now, self.keep_ended = made, tables, now, keep_ended
        self.rulebook = rulebook_of(made.tenant.profile, overlays=made.tenant.overlays)
        days = DayOff.objects.using("owner").filter(tenant=made.tenant)
        self.calendar = WorkingCalendar.of(NonWorkingDay(day.on, day.name, DayKind(day.kind)) for day in days)
        self.standards = [standard for standard in self.rulebook.enabled() if standard.subject in SUBJECTS]
        self.names = {name for item in self.standards for name in (*item.start, *item.stop, *item.cancel)}

    def make(self, story: Story, new_reference: object) -> datetime | None:
        """The clocks of one episode; returns the earliest moment that is due in it."""
        assert callable(new_reference)
        around = Circumstances(
            lead_is_local_authority=story.lead_agency.kind == AgencyKind.LOCAL_AUTHORITY,
            agency_kind=story.lead_agency.kind,
            level=story.level,
        )
        next_due: datetime | None = None
        for standard in self.standards:
            for (reference, child, who), happenings in self._by_subject(standard, story, around):
                for run in replay(standard, happenings):
                    if not run.is_open and not self.keep_ended:
                        continue
                    found = standard.deadline(
                        run.started_at, self.calendar, agreed_days=run.agreed_days, agreed_on=run.agreed_on
                    )
                    how = standing(found, self.now, stopped_at=run.stopped_at, cancelled_at=run.cancelled_at)
                    holder = self._holder(standard, story, who)
                    number = self.t.clock.new_id()
                    self.t.clock.add(
                        number,
                        story.tenant_id,
                        new_reference(),
                        standard.id,
                        self.rulebook.id,
                        story.episode_id,
                        story.family_id,
                        story.area.pk,
                        standard.subject.value,
                        reference,
                        child.id if child else None,
                        holder.pk,
                        holder.agency_id if standard.holder is Party.ACTION_OWNER else story.lead_agency.pk,
                        run.started_by,
                        run.start_event_id,
                        run.started_at,
                        found.due_at,
                        found.limit_due_at,
                        found.due_soon_at,
                        how.state.value,
                        how.breached,
                        how.next_evaluation_at,
                        run.agreed_days,
                        run.agreed_on,
                        run.stopped_at,
                        run.stop_event_id,
                        run.cancelled_at,
                        run.cancel_reason,
                        standard.counts_in_compliance,
                        [party.value for party in standard.alerts(AlertAt.DUE_SOON)],
                        [party.value for party in standard.alerts(AlertAt.OVERDUE)],
                    )
                    if run.is_open:
                        next_due = min(next_due, found.due_at) if next_due else found.due_at
                    if run.is_open and how.state in STATES_WITH_ALERTS:
                        self.t.alert.add(
                            self.t.alert.new_id(),
                            story.tenant_id,
                            number,
                            story.episode_id,
                            how.state.value,
                            found.due_at,
                            found.overdue_at if how.state is State.OVERDUE else found.due_soon_at,
                        )
        return next_due

    def _by_subject(
        self, standard: Standard, story: Story, around: Circumstances
    ) -> list[tuple[tuple[str, Somebody | None, Membership | None], list[Happening]]]:
        concerned = {*standard.start, *standard.stop, *standard.cancel}
        found: dict[tuple[str, int | None], list[Happening]] = defaultdict(list)
        people: dict[int, Somebody] = {child.id: child for child in story.children}
        who: dict[str, Membership] = {}
        of_all: list[Happening] = []  # the end of help ends every clock of this standard
        for told in story.happenings:
            if told.name not in concerned:
                continue
            heard = Happening(
                told.name,
                told.at,
                told.event_id,
                replace(around, data=told.data),
                agreed_days=told.agreed_days,
                agreed_on=told.agreed_on,
            )
            match standard.subject:
                case Subject.EPISODE:
                    found[story.reference, None].append(heard)
                case Subject.CHILD:
                    for one in [told.child] if told.child else story.children:
                        found[one.reference, one.id].append(heard)
                case kind if kind.value in told.records:
                    reference = told.records[kind.value]
                    found[reference, None].append(heard)
                    if (holder := told.owner if kind is Subject.PLAN_ACTION else told.by) is not None:
                        who[reference] = holder
                case _:
                    of_all.append(heard)
        return [
            ((reference, people.get(child_id) if child_id else None, who.get(reference)), [*happenings, *of_all])
            for (reference, child_id), happenings in found.items()
        ]

    def _holder(self, standard: Standard, story: Story, who: Membership | None) -> Membership:
        """`who`: whoever wrote the contact down, or took the action on."""
        match standard.holder:
            case Party.RECORDER | Party.ACTION_OWNER if who is not None:
                return who
            case Party.MANAGER:
                return story.lead.line_manager or story.manager
            case _:
                return story.lead
