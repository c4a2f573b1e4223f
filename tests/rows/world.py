"""A random partnership and the plain facts of it, and who reads what of it once more, over plain values."""

from datetime import date

from django.contrib.auth.models import Group
from django.utils import timezone
from guardian.shortcuts import assign_perm, remove_perm

from assessments import models as assessments
from cases import models as cases
from cases.choices import ClosureReason, EpisodeStatus
from ehm.models import Area, Role
from tests.cast import make_agency, make_episode, make_family, make_partnership, make_person, make_worker
from tests.databases import as_owner
from tests.rows import asked, planned
from tests.rows.asked import Asking
from tests.rows.planned import Planning
from tests.rows.written import PARTS, Writing

ROLES = [Role.PRACTITIONER, Role.PARTNER, Role.MANAGER, Role.HUB_WORKER, Role.COORDINATOR, Role.AUDITOR]


class World:
    """One partnership made at random, and the plain facts that the oracle reads."""

    def __init__(self, chance, number):
        self.chance = chance
        self.tenant = make_partnership(f"World {number}", f"world-{number}", "coventry-2019")
        self.areas = [Area.objects.create(tenant=self.tenant, name=f"Area {n}") for n in range(2)]
        self.agencies = [make_agency(self.tenant, f"Agency {n}") for n in range(4)]
        self.workers = []
        for n, role in enumerate(chance.choices(ROLES, k=7)):
            area = chance.choice(self.areas) if role in (Role.HUB_WORKER, Role.COORDINATOR) else None
            if role == Role.MANAGER and chance.random() < 0.5:
                area = chance.choice(self.areas)
            self.workers.append(make_worker(f"w{number}.{n}@world.example", chance.choice(self.agencies), role, area))
        self.families, self.people, self.episodes = [], [], []
        self.members = {}  # person → families
        self.grants = {}  # episode → agencies
        self.exclusions = {}  # episode → agencies and users
        self.addresses, self.known = [], {}
        for _ in range(5):
            self.add_family()
        for _ in range(12):
            chance.choice([self.share, self.end_share, self.exclude, self.lift, self.close, self.transfer])()
        for _ in range(3):
            self.move()
        self.writing, self.planning, self.asking = Writing(self), Planning(self), Asking(self)
        for _ in range(40):
            self.writing.does_something()
            if chance.random() < 0.4:
                self.planning.does_something()
            if chance.random() < 0.8:
                self.asking.does_something()
            if chance.random() < 0.2:
                chance.choice([self.share, self.exclude, self.lift])()
        self.asking.of_help()
        self.hidden = {  # a protected home hides the others too, so this is read from what triggers kept
            address.person_id
            for address in cases.Address.objects.filter(tenant=self.tenant, is_protected=True, ended_on=None)
        }

    def add_family(self):
        chance, by = self.chance, self.chance.choice(self.workers)
        people = [make_person(by, f"Child {len(self.people)}", date_of_birth=date(2018, 1, 1)) for _ in range(2)]
        if self.people and chance.random() < 0.4:
            people.append(chance.choice(self.people))
        family = make_family(by, "Somebody", *people, area=chance.choice([*self.areas, None]))
        self.families.append(family)
        for person in people:
            self.members.setdefault(person.pk, set()).add(family.pk)
            if person not in self.people:
                self.people.append(person)
            self.addresses.append(
                cases.Address.objects.create(
                    tenant=self.tenant,
                    family=family,
                    person=person,
                    is_protected=chance.random() < 0.5,
                    agency_id=by.agency_id,
                    recorded_by=by,
                )
            )
        for _ in range(chance.choice([0, 1, 1, 2])):
            lead = chance.choice(self.workers)
            status = chance.choice([EpisodeStatus.OPEN, EpisodeStatus.REQUESTED])
            episode = make_episode(lead, family, chance.choice(self.areas), status)
            self.episodes.append(episode)
            self.grants[episode.pk], self.exclusions[episode.pk] = set(), []
            row = {"tenant": self.tenant, "episode": episode, "agency_id": lead.agency_id}
            cases.Contact.objects.create(**row, recorded_by=lead, happened_at=timezone.now(), kind="phone")
            cases.TimelineEvent.objects.create(
                **row, kind="episode.opened", family=family, membership=lead, occurred_at=timezone.now()
            )
        cases.TimelineEvent.objects.create(
            tenant=self.tenant,
            kind="family.created",
            family=family,
            membership=by,
            agency_id=by.agency_id,
            occurred_at=timezone.now(),
        )
        cases.KeyAgencyNote.objects.create(
            tenant=self.tenant,
            person=people[0],
            agency_id=by.agency_id,
            practitioner_name="x",
            work_phone="x",
            area_of_support="x",
            started_on=date(2026, 1, 1),
            recorded_by=by,
        )

    def some_episode(self):
        return self.chance.choice(self.episodes) if self.episodes else None

    def share(self):
        episode, agency = self.some_episode(), self.chance.choice(self.agencies)
        if episode and not any(x.agency_id == agency.pk for x in self.exclusions[episode.pk]):
            assign_perm("work_on_episode", Group.objects.get(pk=agency.principal_id), episode)
            self.grants[episode.pk].add(agency.pk)

    def end_share(self):
        episode = self.some_episode()
        if episode and self.grants[episode.pk]:
            ended = self.grants[episode.pk].pop()
            agency = next(agency for agency in self.agencies if agency.pk == ended)
            remove_perm("work_on_episode", Group.objects.get(pk=agency.principal_id), episode)

    def exclude(self):
        episode = self.some_episode()
        if not episode:
            return
        agency = self.chance.choice([*self.agencies, None])
        worker = None if agency else self.chance.choice(self.workers)
        if any(
            (x.agency_id, x.worker_id) == (agency and agency.pk, worker and worker.pk)
            for x in self.exclusions[episode.pk]
        ):
            return
        self.exclusions[episode.pk].append(
            cases.SharingExclusion.objects.create(
                tenant=self.tenant,
                episode=episode,
                agency=agency,
                worker=worker,
                reason="x",
                recorded_by=self.workers[0],
            )
        )

    def lift(self):
        episode = self.some_episode()
        if episode and self.exclusions[episode.pk]:
            exclusion = self.exclusions[episode.pk].pop()
            exclusion.lifted_at = timezone.now()
            exclusion.save(update_fields=["lifted_at"])

    def close(self):
        episode = self.some_episode()
        if episode:
            episode.status, episode.closed_at, episode.closed_by = (
                EpisodeStatus.CLOSED,
                timezone.now(),
                self.workers[0],
            )
            episode.closure_reason = ClosureReason.NEEDS_MET
            episode.save(update_fields=["status", "closed_at", "closed_by", "closure_reason"])

    def transfer(self):
        episode = self.some_episode()
        if episode:
            episode.lead_agency = self.chance.choice(self.agencies)
            episode.save(update_fields=["lead_agency"])

    def move(self):
        address = self.chance.choice(self.addresses)
        address.ended_on = date(2026, 1, 1)
        address.save(update_fields=["ended_on"])

    # The rules once more, over plain Python values.

    def is_excluded(self, worker, episode, *, by_name_only=False):
        return any(
            (x.worker is not None and x.worker.user_id == worker.user_id)
            or (x.agency_id == worker.agency_id and not by_name_only)
            for x in self.exclusions[episode.pk]
        )

    def works_for_hub(self, worker):
        return worker.role in (Role.HUB_WORKER, Role.COORDINATOR) or (worker.role == Role.MANAGER and worker.area_id)

    def reaches(self, worker, episode, *, near=False):
        """Lead, area or team; `near` leaves the team out."""
        if worker.role == Role.AUDITOR:
            return not self.is_excluded(worker, episode, by_name_only=True)
        if self.is_excluded(worker, episode):
            return False
        leads = episode.lead_agency_id == worker.agency_id
        in_area = self.works_for_hub(worker) and episode.area_id == worker.area_id
        return leads or in_area or (not near and worker.agency_id in self.grants[episode.pk])

    def sees_family(self, worker, family):
        of_family = [episode for episode in self.episodes if episode.family_id == family.pk]
        if worker.role == Role.AUDITOR:
            return all(self.reaches(worker, episode) for episode in of_family)
        if of_family:
            return any(self.reaches(worker, episode) for episode in of_family)
        in_area = self.works_for_hub(worker) and family.area_id == worker.area_id and family.area_id is not None
        return family.created_by_agency_id == worker.agency_id or in_area

    def sees_person(self, worker, person):
        families = [family for family in self.families if family.pk in self.members[person.pk]]
        helped = any(episode.family_id in self.members[person.pk] for episode in self.episodes)
        if worker.role != Role.AUDITOR and not helped and person.created_by_agency_id == worker.agency_id:
            return True
        return any(self.sees_family(worker, family) for family in families)

    def sees_address(self, worker, address):
        family = next(family for family in self.families if family.pk == address.family_id)
        if not address.is_protected or worker.role == Role.AUDITOR:
            return self.sees_family(worker, family)
        return self.may_know_where(worker, family)

    def may_know_where(self, worker, family):
        if not self.sees_family(worker, family):
            return False
        of_family = [episode for episode in self.episodes if episode.family_id == family.pk]
        return not of_family or any(
            self.reaches(worker, episode, near=True) for episode in of_family if episode.status != EpisodeStatus.CLOSED
        )

    def sees_note(self, worker, note):
        families = [family for family in self.families if family.pk in self.members[note.person_id]]
        if any(
            self.is_excluded(worker, episode, by_name_only=worker.role == Role.AUDITOR)
            for episode in self.episodes
            if episode.family_id in self.members[note.person_id]
        ):
            return False
        if note.person_id not in self.hidden or worker.role == Role.AUDITOR or note.agency_id == worker.agency_id:
            return True
        return any(self.may_know_where(worker, family) for family in families)

    def led_by(self, worker):
        return {episode.pk for episode in self.episodes if self.reaches(worker, episode, near=True)}

    def changed_by(self, worker, model):
        """What they may write anew: of an auditor nothing; else what they lead, or what their own agency wrote."""
        rows = self.rows(model)
        if worker.role == Role.AUDITOR:
            return set()
        if model in planned.CHILDREN:
            seen = self.expected(worker, model)
            return {row.pk for row in rows if row.pk in seen and row.agency_id == worker.agency_id}
        return {row.pk for row in rows if row.episode_id in self.led_by(worker)}

    def expected(self, worker, model):
        """Worked out once: nothing changes any more."""
        if (worker.pk, model) not in self.known:
            self.known[worker.pk, model] = self.seen_by(worker, model)
        return self.known[worker.pk, model]

    def rows(self, model):
        if model not in self.known:
            with as_owner():
                self.known[model] = list(model.objects.filter(tenant=self.tenant))
        return self.known[model]

    def seen_by(self, worker, model):
        if model is cases.Episode:
            return {episode.pk for episode in self.episodes if self.reaches(worker, episode)}
        if model is cases.Family:
            return {family.pk for family in self.families if self.sees_family(worker, family)}
        if model is cases.Person:
            return {person.pk for person in self.people if self.sees_person(worker, person)}
        rows = self.rows(model)
        if model in asked.KINDS:
            return self.asking.seen_by(worker, model, rows)
        families = self.expected(worker, cases.Family)
        episodes = self.expected(worker, cases.Episode)
        if model is cases.FamilyMember:
            return {row.pk for row in rows if row.family_id in families}
        if model is cases.Address:
            return {row.pk for row in rows if self.sees_address(worker, row)}
        if model is cases.KeyAgencyNote:
            return {row.pk for row in rows if self.sees_note(worker, row)}
        if model is cases.TimelineEvent:
            return {
                row.pk for row in rows if (row.episode_id in episodes if row.episode_id else row.family_id in families)
            }
        if model is assessments.LifeEvent:
            return {row.pk for row in rows if row.family_id in families and self.writing.is_told(worker, row.pk)}
        if model in planned.OWN:
            return {row.pk for row in rows if row.membership_id == worker.pk}
        if model in (assessments.Copy, *planned.LED_ONLY):  # who is handed what is for whoever leads, not for the team
            return {row.pk for row in rows if row.episode_id in self.led_by(worker)}
        seen = {row.pk for row in rows if row.episode_id in episodes}
        if model in planned.PARTS:
            with as_owner():
                return {row.pk for row in rows if row.pk in seen and self.planning.reads(worker, model, row)}
        return {pk for pk in seen if self.writing.reads(worker, model, pk)} if model in PARTS else seen
