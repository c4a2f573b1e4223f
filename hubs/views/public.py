"""The public page: somebody without an account asks for help, and follows what they asked.

Nobody acts here. Each page is made inside `visiting`, where the database gives no more than one's own visit and the one
request whose code one has; so nothing that is known about anybody can be on it, and no answer depends on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cases.areas import area_at
from cases.profile import profile_of as words_of
from ehm import drafts
from ehm.actions import Refused
from ehm.forms.sending import is_filled_in
from ehm.models import Area, Partnership
from ehm.rows.context import use_request_key, visiting, visitor_as_login
from ehm.views.drafts import read_save, saved
from hubs import visits
from hubs.actions import requests as actions
from hubs.choices import RequestStatus, Visitor
from hubs.forms.public import NOT_AS_DRAWN, CodeForm, EmailForm, FollowForm, PublicRequestForm
from hubs.forms.requests import AnswerForm, DangerForm
from hubs.forms.rows import MOST
from hubs.models import HelpRequest, PublicDraft, PublicVisit
from hubs.profile import profile_of

READS = ("GET", "HEAD")
PATH = "/ask/"
VISIT, FOLLOWING, NO_DANGER = "ehm_visit", "ehm_following", "ehm_no_danger"  # cookies
LASTS = timedelta(hours=12)  # as the policies say
LARGEST_DRAFT = 200_000
ASKED_VISIT = ("tenant_id", "key", "who", "email", "email_key", "tries", "confirmed_at")


@dataclass
class Step:
    """A page of the way, and who is on it."""

    request: HttpRequest
    partnership: Partnership
    areas: list[Area]
    secret: str
    visit: PublicVisit | None
    following: tuple[str, str] | None

    @property
    def is_sent(self) -> bool:
        return self.request.method == "POST"

    @property
    def address(self) -> str:
        return str(self.request.META.get("REMOTE_ADDR", ""))

    @property
    def confirmed(self) -> PublicVisit | None:
        visit = self.visit
        if visit is None or visit.confirmed_at is None or visit.confirmed_at < timezone.now() - LASTS:
            return None
        return visit

    def url(self, name: str) -> str:
        return reverse(f"hubs:{name}", args=(self.partnership.slug,))

    def go(self, name: str) -> HttpResponse:
        return HttpResponseRedirect(self.url(name))

    def show(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        frame = {
            "partnership": self.partnership,
            "words": words_of(self.partnership).words,
            "profile": profile_of(self.partnership),
            "areas": self.areas,
            "slug": self.partnership.slug,
        }
        return TemplateResponse(self.request, f"hubs/public/{template}.html", frame | context, status=status)

    def ask_to_wait(self, is_kept: bool = False) -> HttpResponse:
        response = self.show("wait", status=429, is_kept=is_kept)
        response["Retry-After"] = "3600"
        return response


View = Callable[..., HttpResponse]


def public(view: Callable[..., HttpResponse]) -> View:
    """A page of one partnership's public way; where it has none, the 404 of every address that is not."""

    @login_not_required
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, slug: str) -> HttpResponse:
        request.user.is_authenticated  # noqa: B018  loads a session that may be there: inside, nobody may read it
        here = visits.partnership_at(slug)
        if here is None:
            raise Http404
        partnership, areas = here
        secret, following = request.COOKIES.get(VISIT, "")[:64], _following(request, partnership)
        keys = {
            "visit_key": visits.key_of(secret),
            "request_key": visits.follow_key(partnership.pk, following[1]) if following else "",
        }
        with visiting(partnership.pk, read_only=request.method in READS, **keys):
            rows = PublicVisit.objects.filter(tenant_id=partnership.pk, key=keys["visit_key"])
            response = view(Step(request, partnership, areas, secret, rows.only(*ASKED_VISIT).first(), following))
            if isinstance(response, TemplateResponse):
                response.render()
        # "no-referrer" would make the form's own origin unknown (CSRF)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return opened


@login_not_required
@require_GET
@never_cache
def partnerships(request: HttpRequest) -> HttpResponse:
    """Who takes requests from people without an account."""
    current = Area.objects.filter(ended_at=None).values("tenant_id")
    rows = Partnership.objects.filter(takes_public_requests=True, pk__in=current).order_by("name")
    return TemplateResponse(request, "hubs/public/partnerships.html", {"partnerships": list(rows)})


@public
def start(step: Step) -> HttpResponse:
    """First of all: a child who may be in danger waits for no form."""
    form = DangerForm(step.request.POST if step.is_sent else None)
    is_answered = step.is_sent and form.is_valid()
    if is_answered and form.cleaned_data["danger"] == "no":
        response = step.go("public_email")
        _keep(response, NO_DANGER, signing.dumps(step.partnership.slug, salt=NO_DANGER))
        return response
    return step.show("start", 422 if form.errors else 200, form=form, is_danger=is_answered)


@public
def email(step: Step) -> HttpResponse:
    """Whose e-mail address it is; the page that follows asks for the code, whatever address it was."""
    if not _said_no_danger(step):
        return step.go("public_start")
    if step.confirmed and not step.is_sent:
        return step.go("public_request")
    form = EmailForm(step.request.POST if step.is_sent else None, bound_to=step.partnership.slug)
    if not (step.is_sent and form.is_valid()):
        return step.show("email", 422 if form.errors else 200, form=form)
    given = form.cleaned_data
    with visitor_as_login():
        may = visits.may_have_code(step.partnership, given["email"], step.address)
    if not may:
        return step.ask_to_wait()
    secret = visits.secret_for(form.sent_mark)
    use_request_key("", visit_key=visits.key_of(secret))
    there = (
        PublicVisit.objects.filter(tenant_id=step.partnership.pk, key=visits.key_of(secret)).only(*ASKED_VISIT).first()
    )
    if there is not None and (there.confirmed_at or there.email != given["email"]):
        form.is_used_up = True  # sent once more, by whoever sits there now: it opens nobody's visit again
        form.add_error(None, NOT_AS_DRAWN)
        return step.show("email", 422, form=form)
    visits.begin(partnership=step.partnership, mark=form.sent_mark, who=Visitor(given["who"]), email=given["email"])
    response = step.go("public_code")
    _keep(response, VISIT, secret)
    return response


@public
def code(step: Step) -> HttpResponse:
    """The code that was mailed."""
    if step.visit is None:
        return step.go("public_start")
    if step.confirmed:
        return step.go("public_request")
    form = CodeForm(step.request.POST if step.is_sent else None)
    if step.is_sent and form.is_valid():
        with visitor_as_login():
            may = visits.may_try_code(step.partnership, step.visit, step.address)
        if not may:
            return step.ask_to_wait()
        if _confirm(visits.code_hash(step.visit.key, form.cleaned_data["code"])):
            return step.go("public_request")
        form.add_error("code", "This code is not right, or it is too old. After five tries you need another one")
    return step.show("code", 422 if form.errors else 200, form=form, email=step.visit.email)


@public
def request_form(step: Step) -> HttpResponse:
    """The request: the same form as of those who have an account."""
    visit = step.confirmed
    if visit is None:
        return step.go("public_email")
    place = _place(visit)
    typed = _typed(step, place)
    is_put_back = not step.is_sent and typed.is_there
    form = _form(step, visit, step.request.POST if step.is_sent else typed.data if is_put_back else None)
    is_more, is_later = "more" in step.request.POST, "later" in step.request.POST
    if step.is_sent and not is_more and not is_later and form.is_valid():
        return _send(step, visit, form, place)
    if step.is_sent:
        typed = _kept(step, place, form)
        if is_later and typed.is_kept:
            return step.show("later", email=visit.email)
    if is_put_back or is_more or is_later:
        drafts.refill(form)
    return _draw(step, visit, form, typed)


def _send(step: Step, visit: PublicVisit, form: PublicRequestForm, place: drafts.Place) -> HttpResponse:
    secret_code = visits.code_for(step.secret, form.sent_mark)
    key = visits.follow_key(step.partnership.pk, secret_code)
    use_request_key(key, visit_key=visit.key)
    is_repeated = actions.followed(step.partnership, key).exists()
    if not is_repeated:
        with visitor_as_login():
            may = visits.may_send(step.partnership, visit, step.address)
        if not may:
            _kept(step, place, form)
            return step.ask_to_wait(is_kept=True)
    try:
        row, is_new = actions.ask_in_public(
            asked=form.said(visit.email),
            partnership=step.partnership,
            follow_key=key,
            is_own_family=form.is_family,
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return _draw(step, visit, form, _kept(step, place, form))
    window = f"sent {sha256(json.dumps(sorted(drafts.typed_in(step.request.POST).items())).encode()).hexdigest()}"
    there = place.rows.filter(**place.key).first()
    if is_new:
        drafts.finish_at(place)
        place.rows.filter(**place.key).update(window=window)
    elif there is None or there.window != window:
        _kept(step, place, form)
        return step.show("sent_before")
    response = step.go("public_sent")
    _follow(response, step, row.reference, secret_code)
    return response


def _draw(step: Step, visit: PublicVisit, form: PublicRequestForm, typed: drafts.Typed) -> HttpResponse:
    context = {"form": form, "draft": typed, "most": MOST, "is_visitor": True, "email": visit.email}
    frame = {"is_family": form.is_family, "more": step.request.POST.get("more"), "button": "Send the request"}
    return step.show("request", 422 if form.errors else 200, **context, **frame)


@public
def save_draft(step: Step) -> HttpResponse:
    """Where the open form sends what is being typed (static/ehm/drafts.js)."""
    if not step.is_sent:
        raise Http404
    visit = step.confirmed
    if visit is None:
        return JsonResponse({"why": "ended"}, status=401)
    with visitor_as_login():
        may = visits.may_save(visit)
    if not may:
        return JsonResponse({"why": "too_much"}, status=429)
    try:
        sent = read_save(step.request, who="")
    except (ValueError, TypeError, KeyError, AttributeError):
        return JsonResponse({"why": "unreadable"}, status=400)
    try:
        draft = drafts.save_at(
            _place(visit),
            sent["values"],
            base=sent["base"],
            revision=sent["revision"],
            window=sent["window"],
            largest=LARGEST_DRAFT,
        )
    except drafts.Conflict as conflict:
        there = conflict.draft
        return JsonResponse({"why": "two_windows", "values": there.values} | saved(there), status=409)
    except drafts.TooMuch:
        return JsonResponse({"why": "too_much"}, status=413)
    return JsonResponse(saved(draft))


@public
def discard_draft(step: Step) -> HttpResponse:
    if not step.is_sent:
        raise Http404
    if step.confirmed:
        drafts.finish_at(_place(step.confirmed))
    return step.go("public_request")


@public
def sent(step: Step) -> HttpResponse:
    """The receipt: the only page that ever shows the code."""
    row = _followed(step)
    if row is None or step.following is None:
        return step.go("public_follow")
    email = step.visit.email if step.visit else ""
    return step.show("sent", row=row, code=step.following[1], email=email)


@public
def follow(step: Step) -> HttpResponse:
    """What became of a request, for whoever has its reference and its code."""
    form = FollowForm(step.request.POST if step.is_sent else None)
    if step.is_sent and form.is_valid():
        given = form.cleaned_data
        reference, secret_code = given["reference"].upper().strip(), given["code"]
        with visitor_as_login():
            may = visits.may_look(step.partnership, reference, step.address)
        if not may:
            return step.ask_to_wait()
        key = visits.follow_key(step.partnership.pk, secret_code)
        use_request_key(key, visit_key="")
        if actions.followed(step.partnership, key).filter(reference=reference).exists():
            response = step.go("public_followed")
            _follow(response, step, reference, secret_code)
            return response
        form.add_error(None, "We find no request with this reference and this code. Check both")
    return step.show("follow", 422 if form.errors else 200, form=form)


@public
def followed(step: Step) -> HttpResponse:
    """Where it stands. What the hub asks is answered here."""
    row = _followed(step)
    if row is None:
        return step.go("public_follow")
    question = actions.waiting_question(row) if row.is_open else None
    form = AnswerForm(step.request.POST if step.is_sent else None) if question else None
    if step.is_sent and form is not None and form.is_valid():
        try:
            actions.answer_in_public(request=row, words=form.cleaned_data["answer"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return step.go("public_followed")
    return step.show(
        "followed",
        422 if form is not None and form.errors else 200,
        row=row,
        question=question,
        form=form,
        panel=words_of(step.partnership).words.panel,
        told_of=actions.services_told(row) if row.status == RequestStatus.DECIDED else [],
    )


@public
def take_back(step: Step) -> HttpResponse:
    row = _followed(step)
    if row is None or not row.is_open:
        return step.go("public_follow" if row is None else "public_followed")
    if step.is_sent:
        try:
            actions.withdraw_in_public(request=row)
        except Refused:
            pass  # decided or taken back a moment ago: the page says so
        return step.go("public_followed")
    return step.show("take_back", row=row)


@public
def leave(step: Step) -> HttpResponse:
    """Nothing of it stays in a browser that others use."""
    response = step.go("public_start")
    if step.is_sent:
        for name in (VISIT, FOLLOWING, NO_DANGER):
            response.delete_cookie(name, path=PATH)
        response["Clear-Site-Data"] = '"cache"'
    return response


def _form(step: Step, visit: PublicVisit, data: QueryDict | None) -> PublicRequestForm:
    def reach(postcode: str) -> Area | None:
        if not postcode:
            return None
        with visitor_as_login():
            found = area_at(postcode, step.partnership.pk)
        return found if found in step.areas else None

    return PublicRequestForm(
        data,
        who=Visitor(visit.who),
        bound_to=visit.key,
        areas=step.areas,
        profile=profile_of(step.partnership),
        area_word=words_of(step.partnership).words.area,
        reach=reach,
        initial={},
    )


def _place(visit: PublicVisit) -> drafts.Place:
    rows = PublicDraft.objects.filter(tenant_id=visit.tenant_id)
    return drafts.Place(rows, {"tenant_id": visit.tenant_id, "email_key": visit.email_key, "who": visit.who})


def _typed(step: Step, place: drafts.Place) -> drafts.Typed:
    draft, url = place.rows.filter(**place.key).first(), step.url("public_draft")
    if draft is None:
        return drafts.Typed("", "", 0, {}, None, url=url)
    return drafts.Typed("", "", draft.revision, draft.values, draft.saved_at, url=url)


def _kept(step: Step, place: drafts.Place, form: PublicRequestForm) -> drafts.Typed:
    """What was sent, kept where it is not too much."""
    posted = step.request.POST if is_filled_in(form) else QueryDict()
    size = sum(len(name) + sum(map(len, typed)) for name, typed in posted.lists())
    if size > LARGEST_DRAFT or not drafts.keep_at(place, posted):
        return drafts.Typed("", "", 0, {}, None, is_kept=False, url=step.url("public_draft"))
    return _typed(step, place)


def _confirm(hashed: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT hubs_confirm_visit(%s)", [hashed])
        (is_right,) = cursor.fetchone()
    return bool(is_right)


def _said_no_danger(step: Step) -> bool:
    try:
        said = signing.loads(step.request.COOKIES.get(NO_DANGER, ""), salt=NO_DANGER, max_age=LASTS)
    except signing.BadSignature:
        return False
    return bool(said == step.partnership.slug)


def _following(request: HttpRequest, partnership: Partnership) -> tuple[str, str] | None:
    """(reference, code) of the request that this browser follows."""
    try:
        said = signing.loads(request.COOKIES.get(FOLLOWING, ""), salt=FOLLOWING, max_age=LASTS)
    except signing.BadSignature:
        return None
    slug, reference, secret_code = said
    return (reference, secret_code) if slug == partnership.slug else None


def _followed(step: Step) -> HelpRequest | None:
    if step.following is None:
        return None
    reference, secret_code = step.following
    key = visits.follow_key(step.partnership.pk, secret_code)
    return actions.followed(step.partnership, key).filter(reference=reference).first()


def _follow(response: HttpResponse, step: Step, reference: str, secret_code: str) -> None:
    _keep(response, FOLLOWING, signing.dumps([step.partnership.slug, reference, secret_code], salt=FOLLOWING))


def _keep(response: HttpResponse, name: str, value: str) -> None:
    """Until the browser is closed, for these pages only."""
    response.set_cookie(name, value, path=PATH, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
