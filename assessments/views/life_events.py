"""What has happened in a family's life, in order, whichever assessment it was told in."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessments.actions.life_events import add_life_event, change_life_event, remove_life_event
from assessments.forms.life_events import LifeEventForm
from assessments.models import LifeEvent
from assessments.permissions import can_add_life_event
from cases.lifecycle import RUNNING
from cases.views.frame import family_frame, family_or_404
from ehm import drafts
from ehm.actions import Refused
from ehm.forms import form_page
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.visibility import get_visible_or_404

LIST = "assessments:life_events"
FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
def life_events(request: ActorRequest, reference: str) -> HttpResponse:
    """All of them, and one more while help is given."""
    actor = request.actor
    family = family_or_404(request, reference)
    frame = family_frame(request, family, section="cases:family")
    episode = next((one for one in frame["episodes"] if one.status in RUNNING), None)
    may_write = episode is not None and can_add_life_event(actor, episode)
    draft = drafts.load(LIST, family.reference, by=actor)
    form = LifeEventForm(request.POST or (draft.data if draft.is_there else None))
    if request.method == "POST":
        if episode is None:
            raise PermissionDenied
        require(can_add_life_event, actor, episode)
        if form.is_valid() and _added(form, episode, request):
            drafts.finish(LIST, family.reference, by=actor)
            return HttpResponseRedirect(reverse(LIST, args=(family.reference,)))
        draft = drafts.keep(LIST, family.reference, request.POST, by=actor)
    elif draft.is_there:
        drafts.refill(form)
    told = LifeEvent.objects.of_family(family, actor).select_related("recorded_by")
    entries = [_entry(event, may_write) for event in told]
    context = {
        "form": form,
        "draft": draft,
        "may_write": may_write,
        "entries": [entry for entry in entries if entry["is_dated"]],
        "others": [entry for entry in entries if not entry["is_dated"]],
    }
    return TemplateResponse(request, "assessments/life_events.html", frame | context)


@FORM
def change(request: ActorRequest, reference: str) -> HttpResponse:
    """Put right, or take out, what was told outside an assessment."""
    if not request.actor.reads_cases:
        raise PermissionDenied
    rows = LifeEvent.objects.kept().filter(assessment=None).select_related("episode", "family__area")
    event = get_visible_or_404(rows, request.actor, reference)
    require(can_add_life_event, request.actor, event.episode)
    back = reverse(LIST, args=(event.family.reference,))
    names = ("said_when", "what", "impact", "version")
    shown = {name: getattr(event, name) for name in names}
    return form_page(
        request,
        lambda data: LifeEventForm(data, initial=shown),
        lambda form: change_life_event(
            event=event, by=request.actor, **form.cleaned_data | {"version": form.cleaned_data["version"] or 0}
        ),
        lambda _: HttpResponseRedirect(back),
        template="assessments/change_life_event.html",
        frame=lambda: family_frame(request, event.family, section="cases:family"),
        remove=lambda: remove_life_event(event=event, by=request.actor),
        back=back,
    )


def _added(form: LifeEventForm, episode: Any, request: ActorRequest) -> bool:
    given = {name: form.cleaned_data[name] for name in ("said_when", "what", "impact")}
    try:
        add_life_event(episode=episode, by=request.actor, **given)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


def _entry(event: LifeEvent, may_write: bool) -> dict[str, Any]:
    may_change = may_write and event.assessment_id is None
    return {
        "when": event.said_when,
        "what": event.what,
        "meant": event.impact,
        "by": f"Written by {event.recorded_by.display_name}",
        "url": reverse("assessments:change_life_event", args=(event.reference,)) if may_change else "",
        "is_dated": event.sorts_on is not None,
    }
