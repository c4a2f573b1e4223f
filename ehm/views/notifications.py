"""Everything that one was told, the newest first."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ehm import notifications
from ehm.actions.notifications import mark_read
from ehm.rows.actor import ActorRequest

PAGE = 25


@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: ActorRequest) -> HttpResponse:
    """To open one is to read it. A page of the list is found without counting."""
    actor = request.actor
    here = reverse("ehm:notifications")
    own = notifications.of(actor)
    if request.method == "POST":
        chosen = request.POST.get("open", "")
        if not chosen:
            mark_read(by=actor)
            return HttpResponseRedirect(here)
        one = get_object_or_404(own, pk=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0)
        mark_read(one=one, by=actor)
        return HttpResponseRedirect(notifications.in_words([one], actor)[0].url or here)
    given = request.GET.get("older", "0")
    number = int(given) if given.isdecimal() and len(given) < 5 else 0
    found = list(own[number * PAGE : number * PAGE + PAGE + 1])
    context = {
        "notices": notifications.in_words(found[:PAGE], actor),
        "has_unread": own.filter(read_at=None).exists(),
        "newer_url": f"{here}?older={number - 1}" if number else "",
        "older_url": f"{here}?older={number + 1}" if len(found) > PAGE else "",
    }
    return TemplateResponse(request, "ehm/notifications.html", context)
