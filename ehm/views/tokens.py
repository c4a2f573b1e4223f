from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ehm.actions import Refused
from ehm.actions import tokens as actions
from ehm.forms.tokens import TokenForm
from ehm.permissions import can_use_api, require
from ehm.rows.actor import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: ActorRequest) -> HttpResponse:
    """My tokens. A new one is on the answer itself and nowhere else: after a redirect it would have to be kept."""
    actor = request.actor
    require(can_use_api, actor, actor.partnership)
    form, made = TokenForm(request.POST or None), ""
    if form.is_valid():
        try:
            made = actions.make_token(**form.cleaned_data, by=actor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            form = TokenForm()
    context = {"form": form, "made": made, "tokens": actions.tokens_of(actor)}
    return TemplateResponse(request, "ehm/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def end_token(request: ActorRequest, reference: str) -> HttpResponse:
    actor = request.actor
    require(can_use_api, actor, actor.partnership)
    token = next((one for one in actions.tokens_of(actor) if one.reference == reference.upper()), None)
    if token is None:
        raise Http404
    actions.end_token(token=token, by=actor)
    messages.success(request, f"The token ‘{token.name}’ has ended.")
    return HttpResponseRedirect(reverse("ehm:tokens"))
