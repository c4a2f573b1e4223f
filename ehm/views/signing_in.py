"""Signing out, and the first password of somebody who was invited. The rest is allauth's."""

from allauth.account.internal.flows.password_reset import reset_password
from allauth.account.views import LogoutView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ehm import invitations
from ehm.forms.accounts import FirstPassword


def sign_out(request: HttpRequest) -> HttpResponse:
    """Nothing of what was typed or seen stays in a browser that others use."""
    response: HttpResponse = LogoutView.as_view()(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@sensitive_post_parameters()
@never_cache
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Choose the first password, once. Following the link alone uses nothing up: mail scanners follow links."""
    try:
        person = invitations.invited(token)
    except invitations.TooLate:
        return TemplateResponse(request, "ehm/invitation_over.html", status=404)
    form = FirstPassword(request.POST or None, user=person.user)
    if form.is_valid():
        reset_password(person.user, form.cleaned_data["password1"])
        return HttpResponseRedirect("/sign-in/")
    context = {"form": form, "person": person}
    return TemplateResponse(request, "ehm/invitation.html", context, status=422 if form.errors else 200)
