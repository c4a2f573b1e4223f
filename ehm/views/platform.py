"""Setting up partnerships. Without a partnership's rows: as ehm_platform, which has no right on any case table."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache

from ehm import invitations
from ehm.actions import Refused
from ehm.actions import platform as actions
from ehm.forms import GovukForm
from ehm.forms.platform import AdministratorForm, PartnershipForm
from ehm.models import Agency, AgencyKind, Membership, Partnership, User
from ehm.rows.context import acting_as_role
from ehm.rows.roles import PLATFORM

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_the_platform(view: View[P]) -> View[P]:
    """To everybody else these pages do not exist."""

    @wraps(view)
    @never_cache
    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not (isinstance(request.user, User) and request.user.is_active and request.user.is_platform_admin):
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def _invited(request: HttpRequest, form: GovukForm, action: Callable[[], Membership]) -> HttpResponse | None:
    try:
        with acting_as_role(PLATFORM):
            person = action()
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    invitations.mail(person, User.objects.get(pk=person.user_id))
    messages.success(request, f"{person.display_name} is invited. A mail has been sent.")
    return HttpResponseRedirect(reverse("platform:partnerships"))


@for_the_platform
def partnerships(request: HttpRequest) -> HttpResponse:
    with acting_as_role(PLATFORM):
        found = list(Partnership.objects.order_by("name"))
    return TemplateResponse(request, "platform/partnerships.html", {"partnerships": found})


@for_the_platform
def add_partnership(request: HttpRequest) -> HttpResponse:
    """A partnership with its council, its calendar and the person who runs it."""
    form = PartnershipForm(request.POST or None)
    answer = None
    if form.is_valid():
        answer = _invited(request, form, lambda: actions.add_partnership(form.new()))
    context = {"form": form, "title": "Add a partnership", "button": "Add and invite"}
    return answer or TemplateResponse(request, "platform/form.html", context, status=422 if form.errors else 200)


@for_the_platform
def add_administrator(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the last administrator has left: somebody of the council who runs it from now on."""
    with acting_as_role(PLATFORM):
        councils = Agency.objects.filter(tenant__slug=slug, kind=AgencyKind.LOCAL_AUTHORITY, ended_at=None)
        council = councils.select_related("tenant").order_by("pk").first()
    if council is None:
        raise Http404
    form = AdministratorForm(request.POST or None)
    answer = None
    if form.is_valid():
        given = form.cleaned_data
        answer = _invited(request, form, lambda: actions.add_administrator(council=council, **given))
    context = {"form": form, "title": f"Another administrator for {council.tenant.name}", "button": "Invite"}
    return answer or TemplateResponse(request, "platform/form.html", context, status=422 if form.errors else 200)
