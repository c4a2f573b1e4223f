from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ehm import held
from ehm.rows.actor import ActorRequest


@require_GET
def held_form(request: ActorRequest) -> HttpResponse:
    """After signing in again: what was being sent when the session ended, for whoever wrote it."""
    kept = request.session.get(held.SESSION_KEY)
    if not kept or kept["writer"] != request.actor.membership.pk:
        return HttpResponseRedirect("/")
    response = held.held_page(request, kept["path"], QueryDict(kept["body"]), request.actor)
    response.status_code = 200
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What could not be read at all. Of what was too long, the last draft is still there."""
    template = "ehm/too_long.html" if isinstance(exception, RequestDataTooBig) else "400.html"
    return render(request, template, status=400)
