"""The partnership's own settings, and the jobs that need an owner."""

import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ehm import administration_log as log
from ehm.actions import Refused, write
from ehm.jobs import outbox
from ehm.models import Job, Partnership
from ehm.permissions import can_administer, require
from ehm.rows.actor import Actor
from ehm.rows.context import as_login

STUCK_AFTER = timedelta(hours=1)


@transaction.atomic
def change_settings(*, values: dict[str, Any], shown: str, by: Actor) -> None:
    """Whom to ring when a child may be at risk, and the partnership's name and privacy notice."""
    partnership = Partnership.objects.select_for_update().get(pk=by.tenant_id)
    require(can_administer, by, partnership)
    changed = write(partnership, values, shown=shown)
    if changed:
        log.record(log.PARTNERSHIP_CHANGED, tenant_id=by.tenant_id, by=by, data={"fields": changed})


def needing_an_owner(tenant_id: int) -> QuerySet[Job]:
    """Jobs that failed for good, or that nobody has done for an hour."""
    late = timezone.now() - STUCK_AFTER
    waiting = Job.objects.filter(tenant_id=tenant_id, done_at=None)
    return waiting.filter(Q(attempts__gte=outbox.GIVE_UP_AFTER) | Q(enqueued_at__lt=late)).order_by("enqueued_at")


def name_of(job: Job) -> str:
    """'send (invitations)' is what a dotted path says to somebody who does not write programs."""
    *_, module, function = job.name.split(".")
    return f"{function.replace('_', ' ')} ({module.replace('_', ' ')})"


@transaction.atomic
def retry_job(*, job_id: uuid.UUID, by: Actor) -> None:
    """Ask for a failed job to be tried again, from the start."""
    require(can_administer, by, by.partnership)
    job = needing_an_owner(by.tenant_id).filter(pk=job_id).first()
    if job is None:
        raise Refused("This job has been done meanwhile")
    log.record(log.JOB_RETRIED, tenant_id=by.tenant_id, by=by, data={"name": name_of(job)})
    with as_login(by):
        Job.objects.filter(pk=job.pk, tenant_id=by.tenant_id, done_at=None).update(attempts=0, error="")
    transaction.on_commit(lambda: outbox.ring(job.pk), robust=True)
