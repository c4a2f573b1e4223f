"""Find a service of the partnership: for everybody who is signed in."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from cases.profile import profile_of as words_of
from ehm.models import Area
from ehm.rows.actor import ActorRequest
from ehm.visibility import get_visible_or_404
from hubs import services
from hubs.forms.services import FindServiceForm
from hubs.models import Service
from hubs.profile import profile_of


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: ActorRequest) -> HttpResponse:
    """By age, need, area and a word; all of them before anything is asked."""
    actor = request.actor
    form = FindServiceForm(
        request.POST if request.method == "POST" else None,
        profile=profile_of(actor.partnership),
        areas=Area.objects.visible_to(actor).current().order_by("name"),
        area_word=words_of(actor.partnership).words.area,
    )
    wanted = services.Wanted()
    if form.is_valid():
        given = form.cleaned_data
        age = int(given["age"]) if given["age"] else None
        wanted = services.Wanted(age=age, need=given["need"], area=given["area"], word=given["word"])
    context = {
        "form": form,
        "lines": services.lines(services.find(wanted, actor), actor),
        "is_asked": wanted != services.Wanted(),
    }
    return TemplateResponse(request, "hubs/services.html", context, status=422 if form.errors else 200)


@require_GET
def service(request: ActorRequest, reference: str) -> HttpResponse:
    """One service; one that has ended too, since requests and letters name it."""
    actor = request.actor
    found = get_visible_or_404(Service.objects.select_related("agency"), actor, reference)
    profile = profile_of(actor.partnership)
    context = {
        "line": services.lines([found], actor)[0],
        "needs": [one.name for key in found.needs if (one := profile.prompt(key)) is not None],
        "is_offered": Service.objects.current().filter(tenant_id=actor.tenant_id, pk=found.pk).exists(),
    }
    return TemplateResponse(request, "hubs/service.html", context)
