from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from ehm.models import User
from ehm.rows.actor import memberships_of


@login_required
def choose_membership(request: HttpRequest) -> HttpResponse:
    """Which of one's places to act in: asked once after signing in, changed at any time."""
    assert isinstance(request.user, User)
    places = memberships_of(request.user)
    if request.method == "POST":
        chosen = next((place for place in places if place.reference == request.POST.get("membership")), None)
        if chosen:
            request.session["membership_id"] = chosen.pk
            return HttpResponseRedirect("/")
    elif len(places) == 1:
        request.session["membership_id"] = places[0].pk
        return HttpResponseRedirect("/")
    return TemplateResponse(request, "ehm/choose.html", {"places": places, "asked": request.method == "POST"})
