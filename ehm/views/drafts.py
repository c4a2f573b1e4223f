"""Where open forms send what is being typed."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_POST

from ehm import drafts, held
from ehm.rows.actor import Actor, ActorRequest
from ehm.words import moment

PAGE_FIELDS = ("draft_base", "draft_revision", "draft_window")


@login_not_required
@require_GET
def draft_token(request: HttpRequest) -> HttpResponse:
    """A fresh token for a page that was open while its person signed out and in again."""
    actor: Actor | None = getattr(request, "actor", None)
    writer = held.writer_named(request.headers.get("X-Written-By", ""))
    answer: dict[str, Any] = {"signed_in": actor is not None}
    if actor is not None:
        answer |= {"same_person": writer == actor.membership.pk, "token": get_token(request)}
    response = JsonResponse(answer)
    add_never_cache_headers(response)
    return response


@login_not_required  # answers 401 itself, for the page to read
@require_POST
def save_draft(request: ActorRequest, form: str, reference: str) -> HttpResponse:
    """Keep what is typed so far. JSON {values, base, revision, window, written_by}, or the form itself."""
    if not drafts.is_registered(form) or len(reference) > 60:
        raise Http404
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return JsonResponse({"why": "signed_out"}, status=401)
    try:
        sent = read_save(request)
    except (ValueError, TypeError, KeyError, AttributeError):
        return JsonResponse({"why": "unreadable"}, status=400)
    if held.writer_named(sent["written_by"]) != actor.membership.pk:
        return JsonResponse({"why": "somebody_else"}, status=403)
    try:
        draft = drafts.save(
            form=form,
            subject=reference.upper(),
            values=sent["values"],
            base=sent["base"],
            revision=sent["revision"],
            window=sent["window"],
            by=actor,
        )
    except drafts.Conflict as conflict:
        return JsonResponse({"why": "two_windows", "values": conflict.draft.values} | saved(conflict.draft), status=409)
    except drafts.TooMuch:
        return JsonResponse({"why": "too_much"}, status=413)
    return JsonResponse(saved(draft))


@require_POST
def discard_draft(request: ActorRequest, form: str, reference: str) -> HttpResponse:
    """'Start again': throw away what was typed, and open the form empty."""
    if not drafts.is_registered(form) or len(reference) > 60:
        raise Http404
    drafts.finish(form, reference.upper(), by=request.actor)
    return HttpResponseRedirect(drafts.url_of(form, reference.upper()))


def saved(draft: Any) -> dict[str, Any]:
    at = timezone.localtime(draft.saved_at)
    return {"revision": draft.revision, "at": f"{at:%H:%M}", "moment": moment(at)}


def read_save(request: HttpRequest, who: str = held.FIELD) -> dict[str, Any]:
    """What a page that saves as one types has sent. An error that says what it is not, where it is not that."""
    if request.content_type == "application/json":
        sent = _json(request)
        posted = QueryDict(mutable=True)
        for name, typed in sent["values"].items():
            posted.setlist(str(name), [str(value) for value in typed])
        written_by, numbers, window = sent[who] if who else "", (sent["base"], sent["revision"]), sent["window"]
    else:
        posted = request.POST.copy()
        written_by, window = posted[who] if who else "", posted["draft_window"]
        numbers = (posted["draft_base"], posted["draft_revision"])
        for name in PAGE_FIELDS:
            del posted[name]
    base, revision = (_number(number) for number in numbers)
    if (
        not 0 <= base < 2**53
        or not 0 < revision < 2**53
        or not 0 < len(str(window)) <= 60
        or not str(window).isprintable()
    ):
        raise ValueError("not numbers of a page")
    return {
        "values": drafts.typed_in(posted),
        "base": base,
        "revision": revision,
        "window": str(window),
        "written_by": str(written_by),
    }


def _json(request: HttpRequest) -> Any:
    try:
        return json.loads(request.body)
    except RecursionError:
        raise ValueError("deeper than any page writes") from None


def _number(given: Any) -> int:
    try:
        return int(given)
    except OverflowError:
        raise ValueError("no number of a page") from None
