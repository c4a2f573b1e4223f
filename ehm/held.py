"""A form that arrives after its person was signed out, or with a token that has run out, loses nothing.

Every form that is drawn for somebody carries `written_by`, a signed name of whom it was drawn for. When such a form
cannot be accepted, its text goes back to that same person and nobody else: into their draft, where the form keeps
drafts; else with the session, or with the page that asks to send again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from ehm import drafts
from ehm.models import Membership
from ehm.rows.actor import Actor, as_actor
from ehm.rows.context import acting
from ehm.rows.middleware import WITHOUT_ROWS

FIELD = "written_by"
SALT = "ehm.held"
LONGEST_OPEN = 7 * 24 * 60 * 60  # seconds that a page may have been open
SESSION_KEY = "held"
LARGEST_IN_SESSION = 300_000
WELCOME_BACK = "You were signed out while you were writing. Nothing is lost: check what is here and send it again."
OPEN_TOO_LONG = "This page was open for a long time. Nothing is lost: check what is here and send it again."
FILES_AGAIN = "A file cannot be kept meanwhile: you will have to choose it again."
FROM_ANYBODY = "/ask/"
PAGES_FOR_ANYBODY = (*WITHOUT_ROWS, "/api/")


def name_of_writer(actor: Actor) -> str:
    return signing.TimestampSigner(salt=SALT).sign(str(actor.membership.pk))


def writer_named(name: str) -> int | None:
    """The membership for which the form was drawn; None for a name that we did not sign, or long ago."""
    try:
        return int(signing.TimestampSigner(salt=SALT).unsign(name, max_age=LONGEST_OPEN))
    except (signing.BadSignature, ValueError):
        return None


class SignInFirst:
    """Whoever is not signed in is asked to, and finds afterwards the page and the text where they left them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        sent_on = response.status_code == 302 and response.headers["Location"] == reverse("ehm:choose")
        if request.method == "POST" and sent_on and _is_for_somebody(request):
            return hold(request) or response  # signed in, but not yet asked in which of their places
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not _is_for_somebody(request) or not getattr(view, "login_required", True):
            return None
        actor: Actor | None = getattr(request, "actor", None)
        if request.method != "POST":
            return redirect_to_login(request.path) if actor is None else None
        if actor is None:
            return hold(request) or redirect_to_login("/")
        writer = writer_named(request.POST.get(FIELD, ""))
        if writer is not None and writer != actor.membership.pk:
            return send_again(request, actor, written_as_another=True)
        if request.session.get(SESSION_KEY, {}).get("path") == request.path:
            del request.session[SESSION_KEY]
        return None


def _is_for_somebody(request: HttpRequest) -> bool:
    return not request.path.startswith(PAGES_FOR_ANYBODY)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The token has run out, mostly because its person signed out and in again in another window."""
    actor: Actor | None = getattr(request, "actor", None)
    if request.resolver_match and request.resolver_match.view_name == "ehm:save_draft":
        return HttpResponse('{"why": "token"}', content_type="application/json", status=403)
    if request.resolver_match and request.resolver_match.view_name == "hubs:public_draft":
        return HttpResponse('{"why": "ended"}', content_type="application/json", status=403)
    if request.path.startswith(FROM_ANYBODY):
        return held_page(request, request.path, _text_of(request.POST), None, is_from_anybody=True)
    writer = writer_named(request.POST.get(FIELD, ""))
    if writer is None or not _is_for_somebody(request):
        return render(request, "csrf_failure.html", status=403)
    if actor is None:
        return hold(request) or render(request, "csrf_failure.html", status=403)
    if writer != actor.membership.pk:
        return send_again(request, actor, written_as_another=True)
    place = _draft_of(request.path)
    if place is None:
        return send_again(request, actor)
    if not drafts.keep(*place, request.POST, by=actor).is_kept:
        return send_again(request, actor)
    messages.warning(request, OPEN_TOO_LONG + _about_files(request))
    return HttpResponseRedirect(request.path)


def hold(request: HttpRequest) -> HttpResponse | None:
    """Nobody is signed in: keep the text for whoever wrote it, and ask them to sign in. None: we cannot tell who."""
    writer = writer_named(request.POST.get(FIELD, ""))
    if writer is None:
        return None
    place = _draft_of(request.path)
    if place is not None:
        membership = _still_here(writer)
        if membership is not None:
            with acting(as_actor(membership)):
                typed = drafts.keep(*place, request.POST, by=as_actor(membership))
            if not typed.is_kept:
                return send_again(request, None)
        messages.warning(request, WELCOME_BACK + _about_files(request))
        return redirect_to_login(request.path)
    body = _text_of(request.POST).urlencode()
    if len(body) > LARGEST_IN_SESSION:
        return send_again(request, None)
    request.session[SESSION_KEY] = {"writer": writer, "path": request.path, "body": body}
    if request.FILES:
        messages.warning(request, FILES_AGAIN)
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': reverse('ehm:held')})}")


def send_again(request: HttpRequest, actor: Actor | None, *, written_as_another: bool = False) -> HttpResponse:
    """The whole form once more, with a fresh token. `written_by` stays as it was: only its writer can send it."""
    return held_page(request, request.path, _text_of(request.POST), actor, written_as_another=written_as_another)


def held_page(
    request: HttpRequest,
    path: str,
    posted: QueryDict,
    actor: Actor | None,
    *,
    written_as_another: bool = False,
    is_from_anybody: bool = False,
) -> HttpResponse:
    fields = [(name, value) for name, values in posted.lists() for value in values]
    context = {
        "path": path,
        "fields": fields,
        "had_files": bool(request.FILES),
        "texts": [value for name, value in fields if name != FIELD and len(str(value)) > 20],
        "written_as_another": written_as_another,
        "signed_out": actor is None and not is_from_anybody,
        "is_from_anybody": is_from_anybody,
    }
    return render(request, "ehm/held.html", context, status=403)


def _about_files(request: HttpRequest) -> str:
    return f" {FILES_AGAIN}" if request.FILES else ""


def _text_of(posted: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name, values in posted.lists():
        if name != "csrfmiddlewaretoken" and "password" not in name:
            kept.setlist(name, [str(value) for value in values])
    return kept


def _draft_of(path: str) -> tuple[str, str] | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    subject = drafts.subject_of(match.view_name, match.kwargs)
    return None if subject is None else (match.view_name, subject)


def _still_here(membership_id: int) -> Membership | None:
    found = Membership.objects.filter(pk=membership_id, ended_at=None, agency__ended_at=None, user__is_active=True)
    return found.select_related("user", "agency", "area", "tenant").first()
