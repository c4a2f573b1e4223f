"""Invented partnerships, the same for the same seed. `small` for tests, `city` to try, `national` to measure."""

from __future__ import annotations

import json
import os
import random
import secrets
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections, transaction

from assessments.demo import WORKED_OUT_AFTER as LIFE_EVENTS_KEPT_BACK
from assessments.demo import AssessmentMaker, AssessmentTables
from cases.demo.families import FamilyMaker
from cases.demo.tables import CaseTables
from ehm.demo.copying import Copying, Table, without_triggers
from ehm.demo.organisations import DEMO, NORTHBRIDGE, SIGN_INS, Spec, hashed, make_partnership
from ehm.models import Partnership, User
from hubs.demo.making import RequestMaker, RequestTables
from plans.demo.making import PlanMaker
from plans.demo.tables import PlanTables
from standards.demo import ClockMaker, ClockTables

SMALL = {"northbridge": 60, "saltmere": 20, "marchfield": 15}
NATIONAL_FAMILIES = 1_000_000
FAMILIES_IN_A_NATIONAL_PARTNERSHIP = 6_700
FLUSH_AT = 20_000

# What triggers keep and the sweep tells, worked out for all partnerships at once.
WORKED_OUT_AFTER = [
    """INSERT INTO cases_access (tenant_id, episode_id, principal_id, source, family_id, is_open, excluded)
       SELECT e.tenant_id, e.id, p.principal_id, p.source, e.family_id, e.status IN ('requested', 'open'), '{}'
         FROM cases_episode e CROSS JOIN LATERAL (
              SELECT principal_id, 'lead' AS source FROM ehm_agency a
               WHERE a.tenant_id = e.tenant_id AND a.id = e.lead_agency_id
               UNION ALL
              SELECT principal_id, 'area' FROM ehm_area r WHERE r.tenant_id = e.tenant_id AND r.id = e.area_id
               UNION ALL
              SELECT group_id, 'grant' FROM cases_episodegrant g
               WHERE g.tenant_id = e.tenant_id AND g.content_object_id = e.id) p
        WHERE e.tenant_id = ANY(%(tenants)s)
       ON CONFLICT DO NOTHING""",
    """UPDATE cases_episode e SET excluded = x.keys
         FROM (SELECT tenant_id, episode_id, array_agg('agency:' || agency_id) AS keys FROM cases_sharingexclusion
                WHERE tenant_id = ANY(%(tenants)s) GROUP BY tenant_id, episode_id) x
        WHERE e.tenant_id = x.tenant_id AND e.id = x.episode_id""",
    """UPDATE cases_access a SET excluded = e.excluded FROM cases_episode e
        WHERE e.tenant_id = ANY(%(tenants)s) AND e.excluded <> '{}'
          AND a.tenant_id = e.tenant_id AND a.episode_id = e.id""",
    LIFE_EVENTS_KEPT_BACK,
    """UPDATE cases_keyagencynote n SET is_protected = true FROM cases_person p
        WHERE p.tenant_id = ANY(%(tenants)s) AND p.is_whereabouts_protected AND n.tenant_id = p.tenant_id
          AND n.person_id = p.id""",
    """UPDATE cases_keyagencynote n SET excluded = e.excluded
         FROM cases_episode e JOIN cases_familymember m ON m.tenant_id = e.tenant_id AND m.family_id = e.family_id
        WHERE e.tenant_id = ANY(%(tenants)s) AND e.excluded <> '{}'
          AND n.tenant_id = m.tenant_id AND n.person_id = m.person_id""",
    # many people have the same name: its codes are worked out once
    """INSERT INTO cases_personindex (tenant_id, person_id, is_child, names, codes, date_of_birth, nhs_number)
       WITH written AS MATERIALIZED (
         SELECT DISTINCT tenant_id, concat_ws(' ', given_name, family_name, known_as) AS names
           FROM cases_person WHERE tenant_id = ANY(%(tenants)s)
       ), compared AS MATERIALIZED (
         SELECT w.tenant_id, w.names AS written, n AS names, cases_name_codes(w.tenant_id, n, 'kept') AS codes
           FROM written w CROSS JOIN LATERAL cases_name_words(w.names) n
       )
       SELECT p.tenant_id, p.id, p.kind <> 'adult', c.names, c.codes, coalesce(p.date_of_birth, p.expected_on),
              p.nhs_number
         FROM cases_person p JOIN compared c ON c.tenant_id = p.tenant_id
              AND c.written = concat_ws(' ', p.given_name, p.family_name, p.known_as)
        WHERE p.tenant_id = ANY(%(tenants)s) ORDER BY p.tenant_id, p.id""",
    # what the sweep would have told the holder and the manager; nobody is mailed about it, and last week's is read
    """INSERT INTO ehm_notification (tenant_id, membership_id, kind, subject, data, raised_at, read_at, mailed_at)
       SELECT a.tenant_id, m.id, 'standards.' || a.level, c.reference,
              jsonb_build_object('standard', c.standard, 'due_at', c.due_at), a.raised_at,
              CASE WHEN a.raised_at < %(now)s - interval '5 days' THEN a.raised_at + interval '6 hours' END, a.raised_at
         FROM standards_alert a
         JOIN standards_clock c ON c.tenant_id = a.tenant_id AND c.id = a.clock_id
        CROSS JOIN LATERAL unnest(
              CASE a.level WHEN 'overdue' THEN c.tell_when_overdue ELSE c.tell_when_due_soon END) AS who
         JOIN ehm_membership h ON h.tenant_id = c.tenant_id AND h.id = c.holder_id
         JOIN ehm_membership m ON m.tenant_id = h.tenant_id AND m.ended_at IS NULL
              AND m.id = CASE who WHEN 'holder' THEN h.id WHEN 'manager' THEN h.line_manager_id END
        WHERE a.tenant_id = ANY(%(tenants)s) AND a.raised_at > %(now)s - interval '14 days'""",
]


class Command(BaseCommand):
    help = "Loads invented partnerships: --size small, city or national. The same seed gives the same data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=["small", "city", "national"], default="city")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--families", type=int, help="how many families, shared among the partnerships")
        parser.add_argument("--now", help="the moment that the data ends at; this moment where it is not given")

    def handle(self, *args: Any, size: str, seed: int, families: int | None, **options: Any) -> None:
        began = time.monotonic()
        if Partnership.objects.using("owner").filter(slug__in=[spec.slug for spec in DEMO]).exists():
            raise CommandError("The demo partnerships are here already; nothing was loaded.")
        now = datetime.fromisoformat(options["now"]) if options["now"] else datetime.now(UTC)
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
        loader = _Loader(seed, now, hashed(password))
        counts = loader.load(_specs(size, families), national=size == "national")
        if options["verbosity"] and "DEMO_PASSWORD" not in os.environ:
            self.stdout.write(f"Sign in as {SIGN_INS[0]}@{NORTHBRIDGE.slug}.example with the password {password}")
        figures = counts | {"seconds": round(time.monotonic() - began, 1)}
        self.stdout.write(json.dumps(figures))


def _specs(size: str, families: int | None) -> list[tuple[Spec, int]]:
    if size == "small":
        asked = [(spec, SMALL[spec.slug]) for spec in DEMO]
    else:
        asked = [(spec, spec.families) for spec in DEMO]
    if size == "national":
        left = (families or NATIONAL_FAMILIES) - sum(count for _, count in asked)
        number = 0
        while left > 0:
            number += 1
            count = min(FAMILIES_IN_A_NATIONAL_PARTNERSHIP, left)
            like = DEMO[0] if number % 4 else DEMO[1 + number % 2]
            spec = Spec(
                f"Partnership {number}",
                f"partnership-{number}",
                like.profile,
                like.area_kind,
                like.areas,
                like.postcode,
                count,
                max(4, count // 60),
                like.agencies,
                like.partners_in_each,
            )
            asked.append((spec, count))
            left -= count
        return asked
    if families:
        whole = sum(count for _, count in asked)
        asked = [(spec, max(1, families * count // whole)) for spec, count in asked]
    return asked


class _Loader:
    def __init__(self, seed: int, now: datetime, password: str) -> None:
        self.seed, self.now, self.password = seed, now, password
        self.cases, self.assessments, self.plans = CaseTables(), AssessmentTables(), PlanTables()
        self.requests, self.clocks = RequestTables(), ClockTables()
        apart = (self.cases, self.assessments, self.plans, self.requests, self.clocks)
        self.tables: list[Table] = [table for tables in apart for table in tables.all()]

    def load(self, specs: list[tuple[Spec, int]], *, national: bool) -> dict[str, int]:
        """One transaction for the demo; of many partnerships one for each, and one for what is worked out after."""
        copying = Copying(self.tables)
        made = []
        with transaction.atomic(using="owner") if not national else nullcontext():
            for number, (spec, families) in enumerate(specs):
                with transaction.atomic(using="owner"):
                    made.append(self._partnership(copying, number, spec, families, national and number >= len(DEMO)))
                    copying.finish()
            with transaction.atomic(using="owner"), without_triggers(), connections["owner"].cursor() as cursor:
                cursor.execute("SET LOCAL work_mem = '128MB'")
                cursor.execute("ANALYZE " + ", ".join(table.name for table in self.tables))
                for statement in WORKED_OUT_AFTER:
                    cursor.execute(statement, {"tenants": made, "now": self.now})
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE")
        found = {"partnerships": len(specs)}
        for name in ("family", "person", "episode", "contact"):
            found[name] = getattr(self.cases, name).written
        found["assessment"] = self.assessments.assessment.written
        found["plan"] = self.plans.plan.written
        return found | {"clock": self.clocks.clock.written}

    def _partnership(self, copying: Copying, number: int, spec: Spec, families: int, national: bool) -> int:
        chance = random.Random(f"{self.seed} {number} {spec.slug}")
        made = make_partnership(spec, self.password, chance, self.now)
        maker = FamilyMaker(
            made,
            self.cases,
            chance,
            self.now,
            permission_id=_permission(),
            contacts_at_most=3 if national else 60,
            open_share=0.45 if national else 0.17,
        )
        assessments = AssessmentMaker(
            made,
            self.assessments,
            self.cases.event,
            random.Random(f"{self.seed} {number} assessments"),
            self.now,
            share=0.1 if national else 0.7,
            ended_share=0 if national else 0.35,
        )
        plans = PlanMaker(made, self.plans, self.cases.event, random.Random(f"{self.seed} {number} plans"), self.now)
        clocks = ClockMaker(made, self.clocks, self.now, keep_ended=not national)
        place = self.cases.episode.all_columns.index("next_due_at")
        with without_triggers():
            for _ in range(families):
                for story in maker.make():
                    plans.make(story, assessments.make(story))
                    next_due = clocks.make(story, maker.reference)
                    rows = self.cases.episode.rows
                    at = next(i for i in range(len(rows) - 1, -1, -1) if rows[i][0] == story.episode_id)
                    rows[at] = (*rows[at][:place], next_due, *rows[at][place + 1 :])
                if len(self.cases.event.rows) > FLUSH_AT:
                    copying.flush()
            chance = random.Random(f"{self.seed} {number} requests")
            RequestMaker(made, self.requests, chance, self.now).make(families)
            copying.flush()
        if number == 0:
            User.objects.using("owner").get_or_create(
                email="platform@ehm.example",
                defaults={"name": "Platform administrator", "password": self.password, "is_platform_admin": True},
            )
        return made.tenant.pk


def _permission() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT id FROM auth_permission WHERE codename = 'work_on_episode'")
        found: int = cursor.fetchone()[0]
    return found
