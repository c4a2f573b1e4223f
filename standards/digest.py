"""The morning's e-mail: how many things wait, and where to sign in. Nothing about anybody."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from ehm.models import Membership, Notification
from standards.notices import DUE_SOON, OVERDUE

logger = logging.getLogger(__name__)
SINCE = timedelta(days=7)  # what is older is no news, such as after a digest is wanted again


def send_digests() -> int:
    """One mail to each member who has unread notifications that no mail has told of. Any number of workers may run it
    at once: each member's rows are claimed by the one that mails them. A mail that fails is tried the next morning and
    stops no other."""
    since = timezone.now() - SINCE
    sent = 0
    for member in _members(since):
        try:
            sent += _mail(member, since)
        except Exception as error:  # whatever a mail server can do wrong
            logger.error("digest not sent: %s", type(error).__name__)
    return sent


def _waiting(since: datetime) -> QuerySet[Notification]:
    return Notification.objects.filter(mailed_at=None, read_at=None, raised_at__gte=since)


def _members(since: datetime) -> list[Membership]:
    waiting = _waiting(since).values("membership_id")
    wanted = Membership.objects.filter(
        pk__in=waiting, ended_at=None, gets_digest=True, user__is_active=True, agency__ended_at=None
    )
    return list(wanted.select_related("user").order_by("pk"))


@transaction.atomic
def _mail(member: Membership, since: datetime) -> bool:
    """The claim, the mail and the tick in the box are one transaction: a mail that fails was never claimed."""
    own = _waiting(since).filter(tenant_id=member.tenant_id, membership=member)
    claimed = list(own.select_for_update(skip_locked=True))
    if not claimed:
        return False
    Notification.objects.filter(tenant_id=member.tenant_id, pk__in=[one.pk for one in claimed]).update(
        mailed_at=timezone.now()
    )
    body = render_to_string("standards/mail/digest.txt", {"sentence": summary(claimed), "url": settings.SITE_URL})
    EmailMessage("Your work in EHM today", body, None, [member.user.email]).send()
    return True


def summary(notifications: Sequence[Notification]) -> str:
    """'3 things are due soon, 1 is late.' What has become late since is counted as late only."""
    late = {one.subject for one in notifications if one.kind == OVERDUE}
    soon = {one.subject for one in notifications if one.kind == DUE_SOON} - late
    others = sum(one.kind not in (DUE_SOON, OVERDUE) for one in notifications)
    parts: list[str] = []
    if soon:
        parts.append(f"{_things(len(soon), parts)} due soon")
    if late:
        parts.append(f"{_things(len(late), parts)} late")
    if others:
        parts.append(f"{others} {'message waits' if others == 1 else 'messages wait'} for you")
    return f"{', '.join(parts)}."


def _things(count: int, before: Sequence[str]) -> str:
    verb = "is" if count == 1 else "are"
    return f"{count} {verb}" if before else f"{count} {'thing' if count == 1 else 'things'} {verb}"
