"""Management oversight: what waits for it, and the one form."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import oversight as actions
from cases.choices import OversightOccasion
from cases.forms.oversight import OversightForm
from cases.lifecycle import RUNNING
from cases.models import LeadAllocation, ManagementOversight
from cases.permissions.oversight import can_list_oversight, can_record_oversight
from cases.profile import profile_of
from cases.views.episode_page import episode_or_404, form_page, posted
from ehm import panels
from ehm.models import AgencyKind
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from ehm.rows.roles import HUB

PAGE = 50


@require_GET
def waiting(request: ActorRequest) -> HttpResponse:
    """Fresh allocations that no manager has looked at, the oldest first."""
    require(can_list_oversight, request.actor, None)
    is_asked_for = profile_of(request.actor.partnership).oversight.of_new_allocations
    rows = list(waiting_for_oversight(request.actor)[: PAGE + 1]) if is_asked_for else []
    context = {
        "is_asked_for": is_asked_for,
        "allocations": rows[:PAGE],
        "has_more": len(rows) > PAGE,
        "panels": panels.render("cases:oversight", request, rows[:PAGE]),
    }
    return TemplateResponse(request, "cases/oversight.html", context)


def waiting_for_oversight(actor: Actor) -> QuerySet[LeadAllocation]:
    """To the council's own practitioners, as the standard has it (R077), not to oneself."""
    seen = ManagementOversight.objects.filter(tenant_id=OuterRef("tenant_id"), allocation_id=OuterRef("pk"))
    near = {"episode__area_id__in": actor.areas} if actor.scope == HUB else {"lead_agency_id__in": actor.agencies}
    fresh = LeadAllocation.objects.visible_to(actor).filter(
        ~Exists(seen),
        ended_at=None,
        episode__status__in=RUNNING,
        lead_agency__kind=AgencyKind.LOCAL_AUTHORITY,
        **near,
    )
    own = fresh.exclude(lead__user_id=actor.user.pk)
    return own.select_related("episode", "episode__family", "lead", "lead_agency", "allocated_by").order_by(
        "allocated_at", "pk"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_oversight(request: ActorRequest, reference: str) -> HttpResponse:
    episode = episode_or_404(request, reference)
    require(can_record_oversight, request.actor, episode)
    allocation = LeadAllocation.objects.visible_to(request.actor).filter(episode=episode, ended_at=None).first()
    seen = ManagementOversight.objects.visible_to(request.actor).filter(episode=episode, allocation=allocation)
    is_fresh = allocation is not None and not seen.exists()
    occasion = OversightOccasion.ALLOCATION if is_fresh else OversightOccasion.PERIODIC
    return form_page(
        request,
        episode,
        OversightForm(posted(request), initial={"occasion": occasion}),
        lambda given: actions.record_oversight(
            episode=episode,
            occasion=OversightOccasion(given["occasion"]),
            what_is_happening=given["what_is_happening"],
            what_is_working=given["what_is_working"],
            what_should_be_done=given["what_should_be_done"],
            by_when=given["by_when"],
            why=given["why"],
            by=request.actor,
        ),
        title="Record management oversight",
        button="Save the oversight",
        explanation="It stands on the family's record, where the lead and the team read it.",
        asks_readers=True,
    )
