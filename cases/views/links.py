"""The page behind a link, for somebody without an account."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases import links
from cases.models import Link
from ehm.rows.actor import Actor
from ehm.rows.context import acting

READS = ("GET", "HEAD")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """One answer for every link that does not work, whatever the reason."""
    request.user.is_authenticated  # noqa: B018  loads a session that may be there: inside, its role may not read it
    found = links.whose(token)
    response = _followed(request, *found) if found is not None else None
    if response is None:
        response = TemplateResponse(request, "cases/link_over.html", status=404)
    # the address is the key and goes to no other site; "no-referrer" would make the form's own origin unknown (CSRF)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _followed(request: HttpRequest, number: int, actor: Actor) -> HttpResponse | None:
    """Made and rendered as whoever the link acts for; None where they may not, or what it is about is gone."""
    with acting(actor, read_only=request.method in READS):
        rows = Link.objects.visible_to(actor).working().select_related("episode__family", "episode__lead")
        link = rows.filter(pk=number).first()
        try:
            response = links.purpose_of(link).follow(links.Opened(request, link, actor)) if link else None
        except (PermissionDenied, Http404):
            response = None
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            response.render()
        if response is None or response.status_code >= 400:
            transaction.set_rollback(True)
    return response
