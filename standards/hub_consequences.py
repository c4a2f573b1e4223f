"""Which clocks start when a meeting of the hub lets somebody lead: said before the meeting decides."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cases import timeline
from cases.models import Episode
from ehm.models import Agency
from ehm.rows.actor import Actor
from ehm.words import moment
from hubs import consequences
from standards.models import Clock
from standards.partnership import calendar_for, rulebook_for
from standards.rulebook import Circumstances, Subject
from standards.wording import ASKED


@consequences.clocks_by
def clocks(actor: Actor, help_runs: Episode | None, asked_at: datetime, lead_agency: Agency, level: int) -> list[str]:
    """'First contact: by Fri 27 Nov at 23:59.' for each standard that holds for this agency, the soonest first. Of help
    that runs, only what does not run already."""
    rulebook, now = rulebook_for(actor.partnership), timezone.now()
    calendar = calendar_for(actor.tenant_id, timezone.localdate(min(asked_at, now)))
    circumstances = Circumstances(lead_agency.is_local_authority, lead_agency.kind, level)
    due = {}
    happens = {timeline.ALLOCATION_MADE.name: now}
    running: set[str] = set()
    if help_runs is None:
        happens[timeline.EPISODE_REQUESTED.name] = asked_at
    else:
        running.update(Clock.objects.within([help_runs]).open().values_list("standard", flat=True))
    for event, started_at in happens.items():
        for standard in rulebook.started_by(event, circumstances):
            if standard.subject in (Subject.EPISODE, Subject.CHILD) and standard.id in ASKED.keys() - running:
                due[standard.id] = standard.deadline(started_at, calendar).due_at
    return [f"{ASKED[name]}: by {moment(at)}." for name, at in sorted(due.items(), key=lambda one: one[1])]
