"""Pages of the coordinator: which partners are to be asked how it goes, and what they said (R090)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from cases.views.episode_page import episode_or_404
from ehm.models import Role
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from plans.actions import step_down as actions
from plans.forms.ways_out import FollowUpForm
from plans.models import FollowUp
from plans.permissions import can_follow_up, can_list_follow_ups
from plans.views.frame import EPISODE_PAGE, form_page, framed
from plans.ways_out import follow_up_of

MOST = 100
MOST_DONE = 30
RELATED = ("episode__family", "episode__lead", "episode__lead_agency", "asked_by")


@require_GET
def follow_ups(request: ActorRequest) -> HttpResponse:
    """Who waits longest first; beneath, whom somebody has asked, the latest first."""
    actor = request.actor
    require(can_list_follow_ups, actor, None)
    rows = FollowUp.objects.visible_to(actor).filter(episode__area_id__in=actor.areas).select_related(*RELATED)
    context = {
        "waiting": rows.waiting().order_by("recorded_at", "pk")[:MOST],
        "may_follow_up": actor.is_(Role.COORDINATOR),
        "done": rows.exclude(asked_on=None).order_by("-asked_on", "-pk")[:MOST_DONE],
    }
    return TemplateResponse(request, "plans/follow_ups.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: ActorRequest, reference: str) -> HttpResponse:
    """The coordinator writes down what whoever leads said; afterwards it is read here."""
    episode, actor = episode_or_404(request, reference), request.actor
    row = follow_up_of(episode, actor)
    if row is None:
        raise Http404
    row.episode = episode
    back = reverse("plans:follow_ups") if can_list_follow_ups(actor) else reverse(EPISODE_PAGE, args=(reference,))
    if row.asked_on is not None and request.method != "POST":
        context = framed(request, episode, EPISODE_PAGE) | {"row": row, "back": back}
        return TemplateResponse(request, "plans/followed_up.html", context)
    require(can_follow_up, actor, episode)
    lead = episode.lead
    return form_page(
        request,
        episode,
        lambda data: FollowUpForm(data, lead=f"{lead.display_name}, {episode.lead_agency.name}" if lead else ""),
        lambda form: actions.follow_up(follow_up=row, by=actor, **form.cleaned_data),
        back=back,
        title="How does it go?",
        section=EPISODE_PAGE,
        template="plans/follow_up.html",
        draft=("plans:follow_up", episode.reference),
        asks_readers=False,
        row=row,
    )
