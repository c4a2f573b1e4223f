"""What the pages of one episode share: finding it, the family's frame around it, and a form that does one action."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from cases.models import Episode
from cases.views.frame import family_frame
from ehm import forms
from ehm.forms import GovukForm
from ehm.rows.actor import ActorRequest
from ehm.visibility import get_visible_or_404

EPISODES = Episode.objects.select_related(
    "family", "family__area", "family__created_by_agency", "lead_agency", "lead", "area", "closed_by"
)


def episode_or_404(request: ActorRequest, reference: str) -> Episode:
    """The episode of the address. A role that reads no cases gets 403 for every reference, whether it exists or not."""
    if not request.actor.reads_cases:
        raise PermissionDenied
    return get_visible_or_404(EPISODES.all(), request.actor, reference)


def framed(request: ActorRequest, episode: Episode, *, section: str = "cases:episode") -> dict[str, Any]:
    return family_frame(request, episode.family, section=section) | {"episode": episode}


def posted(request: ActorRequest) -> QueryDict | None:
    """What a form is bound to: a page that only asks to be confirmed posts nothing of its own."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: ActorRequest,
    episode: Episode,
    form: GovukForm | Callable[[QueryDict | None], GovukForm],
    act: Callable[[dict[str, Any]], object],
    *,
    title: str,
    button: str,
    done: str = "cases:episode",
    then: str = "",
    template: str = "cases/episode_form.html",
    **context: Any,
) -> HttpResponse:
    """A form that does one thing to an episode, and then leads to the page `done`, or to the address `then`. One that
    keeps drafts is given as what makes it."""
    leads_to = then or reverse(done, args=(episode.reference,))
    return forms.form_page(
        request,
        (lambda _: form) if isinstance(form, GovukForm) else form,
        lambda sent: act(sent.cleaned_data),
        lambda _: _leave(request, episode, leads_to),
        template=template,
        frame=lambda: framed(request, episode, section=done),
        **{"title": title, "button": button, "back": leads_to} | context,
    )


def _leave(request: ActorRequest, episode: Episode, url: str) -> HttpResponse:
    """Back to the episode, unless what was just done took it out of sight."""
    if Episode.objects.visible_to(request.actor).filter(pk=episode.pk).exists():
        return HttpResponseRedirect(url)
    messages.info(request, "It is done. You can no longer read this episode.")
    return HttpResponseRedirect(reverse("cases:caseload"))
