from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from ehm.actions import agencies as actions
from ehm.forms import GovukForm
from ehm.forms.organisation import AgencyForm
from ehm.models import Agency, Membership
from ehm.rows.actor import ActorRequest
from ehm.views.organisation.pages import attempt, back_to, confirm_page, for_administrators, form_page, shown_by
from ehm.visibility import get_visible_or_404

FIELDS = ("name", "kind", "phone", "isa_signed_on", "isa_review_on")


def page_of(agency: Agency) -> str:
    return reverse("organisation:agency", args=[agency.reference])


@for_administrators
def agencies(request: ActorRequest) -> HttpResponse:
    """Every agency and the state of its agreement; those to act on first."""
    only_lapsed = request.GET.get("show") == "lapsed"
    seen = Agency.objects.visible_to(request.actor)
    seen = seen.agreement_lapsed() if only_lapsed else seen.current()
    people = Count("memberships", filter=Q(memberships__ended_at=None))
    found = sorted(seen.annotate(people=people), key=lambda agency: (not agency.is_agreement_lapsed, agency.name))
    context = {"agencies": found, "only_lapsed": only_lapsed}
    return TemplateResponse(request, "organisation/agencies.html", context)


@for_administrators
def add_agency(request: ActorRequest) -> HttpResponse:
    form = AgencyForm(request.POST or None)
    if form.is_valid():
        values = form.values
        if attempt(form, lambda: actions.add_agency(values=values, by=request.actor)):
            messages.success(request, f"{values['name']} is in the partnership. Invite the people who work there.")
            return back_to(reverse("organisation:agencies"))
    return form_page(request, form, "Add an agency", reverse("organisation:agencies"), button="Add agency")


@for_administrators
def agency(request: ActorRequest, reference: str) -> HttpResponse:
    """One agency: its agreement and who works there."""
    found = get_visible_or_404(Agency.objects.all(), request.actor, reference)
    people = Membership.objects.visible_to(request.actor).current().filter(agency=found).select_related("area")
    context = {"agency": found, "people": people.order_by("display_name")[:200]}
    return TemplateResponse(request, "organisation/agency.html", context)


@for_administrators
def change_agency(request: ActorRequest, reference: str) -> HttpResponse:
    found = get_visible_or_404(Agency.objects.all(), request.actor, reference, ended_at=None)
    form = AgencyForm(request.POST or None, initial=shown_by(found, FIELDS))
    if form.is_valid() and attempt(
        form,
        lambda: actions.change_agency(
            agency=found, values=form.values, shown=form.cleaned_data["shown"], by=request.actor
        ),
    ):
        messages.success(request, f"{form.cleaned_data['name']} is saved.")
        return back_to(page_of(found))
    return form_page(request, form, f"Change {found.name}", page_of(found))


@for_administrators
def end_agency(request: ActorRequest, reference: str) -> HttpResponse:
    found = get_visible_or_404(Agency.objects.all(), request.actor, reference, ended_at=None)
    people = Membership.objects.visible_to(request.actor).current().filter(agency=found).count()
    form = GovukForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: actions.end_agency(agency=found, by=request.actor)):
        messages.success(request, f"{found.name} has left the partnership.")
        return back_to(reverse("organisation:agencies"))
    lines = [
        f"{people} {'person loses' if people == 1 else 'people lose'} access at once.",
        "What the agency wrote stays on the record, under its name.",
        "Families that it leads need a new lead: ask their hub before you go on.",
    ]
    title = f"End {found.name}?"
    return confirm_page(request, title, page_of(found), form=form, lines=lines, button="End this agency")
