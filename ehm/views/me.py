from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from ehm.actions import profile
from ehm.forms.me import OwnDetails
from ehm.permissions import can_have_calendar, can_use_api
from ehm.rows.actor import ActorRequest, memberships_of
from ehm.rows.context import as_login


def me(request: ActorRequest) -> HttpResponse:
    """Who I am here, where else I work, how I sign in, and the few things that I may change about myself."""
    actor = request.actor
    mine = actor.membership
    manager = mine.line_manager
    initial = {"job_title": mine.job_title, "work_phone": mine.work_phone, "gets_digest": mine.gets_digest}
    form = OwnDetails(request.POST or None, initial=initial)
    if form.is_valid():
        profile.change_own_details(**form.cleaned_data, by=actor)
        messages.success(request, "Your details are saved.")
        return HttpResponseRedirect(request.path)
    with as_login(actor):  # accounts are no partnership's
        places = memberships_of(actor.user)
        steps = set(Authenticator.objects.filter(user_id=actor.user.pk).values_list("type", flat=True))
    context = {
        "form": form,
        "facts": [
            {"key": "Name", "value": mine.display_name},
            {"key": "Email address", "value": actor.user.email},
            {"key": "Line manager", "value": manager.display_name if manager else "None", "missing": manager is None},
        ],
        "places": places,
        "has_calendar": can_have_calendar(actor, actor.partnership),
        "has_api": can_use_api(actor, actor.partnership),
        "has_second_step": Authenticator.Type.TOTP in steps,
    }
    return TemplateResponse(request, "ehm/me.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out_everywhere(request: ActorRequest) -> HttpResponse:
    profile.sign_out_everywhere(by=request.actor)
    with as_login(request.actor):  # this browser's session too
        logout(request)
    return HttpResponseRedirect("/sign-in/")
