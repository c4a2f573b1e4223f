"""Assessments that wait for one manager's decision."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from assessments.actions.deciding import has_authorisation
from assessments.lifecycle import Status
from assessments.models import Assessment
from assessments.reading import form_of
from cases.lifecycle import RUNNING
from ehm.models import Role
from ehm.rows.actor import Actor
from ehm.rows.roles import HUB


def waiting_for_decision(actor: Actor) -> QuerySet[Assessment]:
    """Those that `can_authorise_assessment` lets this manager decide about, the oldest first."""
    near = Q(episode__lead_agency_id__in=actor.agencies)
    if actor.scope == HUB:
        near |= Q(episode__area_id__in=actor.areas)
    seen = Assessment.objects.visible_to(actor).not_withheld()
    waiting = seen.filter(near, status=Status.SUBMITTED, episode__status__in=RUNNING)
    of_others = waiting.exclude(submitted_by__user_id=actor.user.pk).exclude(episode__lead__user_id=actor.user.pk)
    of_others = of_others.never_submitted_by(actor.user.pk)
    if not actor.is_(Role.MANAGER) or not decides(actor):
        return of_others.none()
    return of_others.select_related("episode__family", "submitted_by").order_by("submitted_at", "pk")


def decides(actor: Actor) -> bool:
    """Whether the partnership asks its managers to decide about assessments; no query."""
    return has_authorisation(form_of(actor.partnership.profile, tuple(actor.partnership.overlays)))
