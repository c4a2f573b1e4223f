from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from ehm.models import User
from ehm.rows.actor import memberships_of


@login_required
def choose_membership(request: HttpRequest) -> HttpResponse:
    """Which of one's places to act in: asked once after signing in, changed at any time."""
    assert isinstance(request.user, User)
    if request.user.is_platform_admin:
        return HttpResponseRedirect(reverse("platform:partnerships"))
    places = memberships_of(request.user)
    if request.method == "POST":
        chosen = next((place for place in places if place.reference == request.POST.get("membership")), None)
        if chosen:
            request.session["membership_id"] = chosen.pk
            return HttpResponseRedirect("/")
    elif len(places) == 1:
        request.session["membership_id"] = places[0].pk
        return HttpResponseRedirect("/")
    context = {"places": places, "current": request.session.get("membership_id")}
    return TemplateResponse(request, "ehm/choose.html", context)
