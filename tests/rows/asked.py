"""The requests of a random partnership, and the clocks of its hubs; once more who reads what of them."""

from django.utils import timezone

from ehm.models import Role
from hubs import models as hubs
from standards import models as standards

OF_REQUEST = [hubs.RequestedPerson, hubs.Helper, hubs.RequestLimit, hubs.RequestQuestion]
OF_HUB = [hubs.SystemCheck, hubs.Discussion, hubs.Decision, hubs.KeptOut]
OF_CLOCK = [standards.ClockChange, standards.Alert]
KINDS = [hubs.HelpRequest, *OF_REQUEST, *OF_HUB, standards.Clock, *OF_CLOCK]


class Asking:
    """What was asked for in one world. `limits`: by number of a request the agencies that it must not reach, as whoever
    asked wrote; `kept`: what the hub wrote, as far as it holds."""

    def __init__(self, world):
        self.world, self.chance = world, world.chance
        self.requests, self.limits, self.kept = [], {}, {}

    def does_something(self):
        often = [
            *[self.ask] * 4,
            *[self.limit] * 3,
            *[self.keep_out] * 3,
            *[self.triage] * 4,
            self.give,
            self.take_up,
            self.meet,
        ]
        self.chance.choice(often)()

    def somebody(self):
        return self.chance.choice(self.world.workers)

    def ask(self):
        """By a worker, on the phone, from a list, by the public, or about help that runs."""
        chance, by, now = self.chance, self.somebody(), timezone.now()
        came_by = chance.choice(["signed_in", "signed_in", "phone", "list", "public", "record"])
        episode, area = None, chance.choice(self.world.areas)
        if came_by == "record":
            episode = self.world.some_episode()
            if episode is None or any(one.episode_id == episode.pk for one in self.requests):
                return
            area = episode.area
        who = {"agency_id": by.agency_id, "recorded_by": by}
        if came_by == "public":
            who = {"follow_key": f"key {len(self.requests)}", "requester_email": "x@x.example"}
        row = hubs.HelpRequest.objects.create(
            tenant=self.world.tenant, came_by=came_by, area=area, episode=episode, asked_at=now, requester_name="x",
            is_agreed=False, involvement="x", worries="x", strengths="x", wanted="x", **who,
        )  # fmt: skip
        self.requests.append(row)
        self.limits[row.pk], self.kept[row.pk] = set(), []
        of = {"tenant": self.world.tenant, "request": row}
        hubs.RequestedPerson.objects.create(**of, position=0, who="child", given_name="x")
        hubs.Helper.objects.create(**of, position=0, name="x")
        self.count_time(subject_kind="request", subject=row.reference, request=row, area=area)

    def some_request(self):
        return self.chance.choice(self.requests) if self.requests else None

    def limit(self):
        row, agency = self.some_request(), self.chance.choice([*self.world.agencies, None])
        if row is not None:
            said = {"agency": agency, "somebody": "" if agency else "x"}
            hubs.RequestLimit.objects.create(tenant=self.world.tenant, request=row, **said)
            self.limits[row.pk] |= {agency.pk} if agency else set()

    def keep_out(self):
        """An agency or one person, who may be let in again."""
        row, by = self.some_request(), self.somebody()
        if row is None:
            return
        if self.kept[row.pk] and self.chance.random() < 0.4:
            one = self.kept[row.pk].pop()
            one.ended_at, one.ended_by = timezone.now(), by
            one.save(update_fields=["ended_at", "ended_by"])
            return
        agency = self.chance.choice([*self.world.agencies, None])
        whom = {"kept_agency": agency, "kept_worker": None if agency else self.somebody()}
        own = {"tenant": self.world.tenant, "request": row, "agency_id": by.agency_id, "recorded_by": by, "reason": "x"}
        self.kept[row.pk].append(hubs.KeptOut.objects.create(**own, **whom))

    def triage(self):
        row, by, today = self.some_request(), self.somebody(), timezone.localdate()
        if row is None:
            return
        of = {"tenant": self.world.tenant, "request": row}
        own = of | {"agency_id": by.agency_id, "recorded_by": by}
        match self.chance.choice(["check", "discuss", "ask", "decide"]):
            case "check":
                hubs.SystemCheck.objects.create(**own, system="x", checked_on=today, found="x")
            case "discuss":
                hubs.Discussion.objects.create(**own, held_on=today, discussed="x")
            case "ask":
                answered = {"answered_at": timezone.now(), "answered_by": by}
                hubs.RequestQuestion.objects.create(**of, asked="x", asked_by=by, **answered)
            case "decide" if not hubs.Decision.objects.filter(request=row).exists():
                hubs.Decision.objects.create(**own, outcome="advice", level=2, suggested=2, reason="x")

    def give(self):
        """To another hub."""
        row = self.some_request()
        if row is not None and row.episode_id is None:
            row.area = self.chance.choice(self.world.areas)
            row.save(update_fields=["area"])

    def take_up(self):
        """Early help comes of it; whom the family keeps from that is kept from the request."""
        row, episode = self.some_request(), self.world.some_episode()
        if row is None or episode is None or row.episode_id is not None:
            return
        if any(one.episode_id == episode.pk for one in self.requests):
            return
        row.episode = episode
        row.save(update_fields=["episode"])

    def meet(self):
        """Of an area, for it and for whoever has taken it on."""
        area, holder = self.chance.choice(self.world.areas), self.chance.choice([*self.world.workers, None])
        subject = f"x{len(self.requests)}{timezone.now().timestamp()}"
        self.count_time(subject_kind="area", subject=subject, area=area, holder=holder)

    def count_time(self, **of):
        """A clock with everything that hangs on it."""
        now, tenant = timezone.now(), self.world.tenant
        clock = standards.Clock.objects.create(
            tenant=tenant, standard="x", rulebook="x", started_by="x", started_at=now, due_at=now, limit_due_at=now,
            due_soon_at=now, state="running", next_evaluation_at=now, holder_agency=self.world.agencies[0], **of,
        )  # fmt: skip
        hangs = {"tenant": tenant, "clock": clock, "episode": clock.episode}
        standards.ClockChange.objects.create(**hangs, why="x", before={}, after={})
        standards.Alert.objects.create(**hangs, level="overdue", due_at=now, raised_at=now)

    def of_help(self):
        """Every episode has one clock, as most do."""
        for episode in self.world.episodes:
            of = {"subject_kind": "episode", "subject": episode.reference, "area": episode.area}
            self.count_time(**of, episode=episode, family=episode.family)

    # The rules once more.

    def is_kept_from(self, worker, request):
        by_name_only = worker.role == Role.AUDITOR
        by_hub = self.kept[request.pk]
        agencies = self.limits[request.pk] | {one.kept_agency_id for one in by_hub}
        if not by_name_only and worker.agency_id in agencies:
            return True
        if any(one.kept_worker is not None and one.kept_worker.user_id == worker.user_id for one in by_hub):
            return True
        if request.episode_id is None:
            return False
        asked = request.came_by == "signed_in"
        is_own = asked and request.agency_id == worker.agency_id
        is_self = asked and request.recorded_by.user_id == worker.user_id
        return any(
            (one.worker is not None and one.worker.user_id == worker.user_id and not is_self)
            or (one.agency_id == worker.agency_id and not by_name_only and not is_own)
            for one in self.world.exclusions[request.episode_id]
        )

    def episode_of(self, request):
        return next(one for one in self.world.episodes if one.pk == request.episode_id)

    def works_at(self, worker, area_id):
        return bool(self.world.works_for_hub(worker)) and worker.area_id == area_id

    def reads(self, worker, request):
        if self.is_kept_from(worker, request):
            return False
        if worker.role == Role.AUDITOR:
            return True
        wrote = request.came_by != "record" and request.recorded_by_id == worker.pk
        colleague = request.came_by == "signed_in" and request.agency_id == worker.agency_id
        leads = request.episode_id is not None and self.world.reaches(worker, self.episode_of(request), near=True)
        return wrote or colleague or leads or self.works_at(worker, request.area_id)

    def reads_hubs_side(self, worker, request):
        at_hub = worker.role == Role.AUDITOR or self.works_at(worker, request.area_id)
        return at_hub and self.reads(worker, request)

    def reads_clock(self, worker, clock):
        if clock.episode_id is not None:
            return self.world.reaches(worker, next(one for one in self.world.episodes if one.pk == clock.episode_id))
        if clock.request_id is not None:
            return self.reads_hubs_side(worker, self.by_number(clock.request_id))
        return worker.role == Role.AUDITOR or self.works_at(worker, clock.area_id) or clock.holder_id == worker.pk

    def by_number(self, pk):
        return next(one for one in self.requests if one.pk == pk)

    def seen_by(self, worker, model, rows):
        if model is hubs.HelpRequest:
            return {one.pk for one in self.requests if self.reads(worker, one)}
        if model in OF_REQUEST:
            return {row.pk for row in rows if self.reads(worker, self.by_number(row.request_id))}
        if model in OF_HUB:
            return {row.pk for row in rows if self.reads_hubs_side(worker, self.by_number(row.request_id))}
        if model is standards.Clock:
            return {row.pk for row in rows if self.reads_clock(worker, row)}
        clocks = {clock.pk: clock for clock in self.world.rows(standards.Clock)}
        return {row.pk for row in rows if self.reads_clock(worker, clocks[row.clock_id])}
