"""Who at a hub answers for a clock."""

from __future__ import annotations

from collections.abc import Sequence

from ehm.models import Membership, Role
from standards.rulebook import Party

ROLES = {Party.CHAIR: Role.HUB_CHAIR, Party.COORDINATOR: Role.COORDINATOR}


def workers_of_hub(party: Party, tenant_id: int, area_id: int, *, kept_from: Sequence[str] = ()) -> list[Membership]:
    """In the role that a standard names (a hub worker, where it names none of the hub), whoever came first, first;
    without those whom a family keeps it from."""
    role = ROLES.get(party, Role.HUB_WORKER)
    found = Membership.objects.filter(tenant_id=tenant_id, role=role, area_id=area_id, ended_at=None)
    kept = set(kept_from)
    return [one for one in found.order_by("id") if not kept & {f"agency:{one.agency_id}", f"user:{one.user_id}"}]
