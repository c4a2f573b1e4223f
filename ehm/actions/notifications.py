"""What a reader does with their inbox."""

from django.db import transaction
from django.utils import timezone

from ehm.models import Notification
from ehm.rows.actor import Actor


@transaction.atomic
def mark_read(*, one: Notification | None = None, by: Actor) -> None:
    """This one has been opened; without one, all of one's own have."""
    unread = Notification.objects.filter(tenant_id=by.tenant_id, membership=by.membership, read_at=None)
    (unread.filter(pk=one.pk) if one else unread).update(read_at=timezone.now())
