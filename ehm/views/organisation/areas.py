from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from ehm.actions import areas as actions
from ehm.forms import GovukForm
from ehm.forms.organisation import AreaForm, PostcodesForm
from ehm.models import Area, AreaPostcode, Membership
from ehm.rows.actor import ActorRequest
from ehm.views.organisation.pages import attempt, back_to, confirm_page, for_administrators, form_page, shown_by
from ehm.visibility import get_visible_or_404

FIELDS = ("name", "kind", "phone")


def page_of(area: Area) -> str:
    return reverse("organisation:area", args=[area.reference])


@for_administrators
def areas(request: ActorRequest) -> HttpResponse:
    seen = Area.objects.visible_to(request.actor).current().annotate(reach=Count("postcodes")).order_by("name")
    return TemplateResponse(request, "organisation/areas.html", {"areas": seen})


@for_administrators
def add_area(request: ActorRequest) -> HttpResponse:
    form = AreaForm(request.POST or None, initial={"kind": "hub"})
    if form.is_valid():
        values = form.values
        if attempt(form, lambda: actions.add_area(values=values, by=request.actor)):
            messages.success(request, f"{values['name']} is added. Say next which postcodes it reaches.")
            return back_to(reverse("organisation:areas"))
    return form_page(request, form, "Add an area", reverse("organisation:areas"), button="Add area")


@for_administrators
def area(request: ActorRequest, reference: str) -> HttpResponse:
    """One hub or locality: the postcodes that it reaches and who works there."""
    found = get_visible_or_404(Area.objects.all(), request.actor, reference)
    mine = AreaPostcode.objects.filter(tenant_id=request.actor.tenant_id, area=found).order_by("prefix")
    prefixes = list(mine.values_list("prefix", flat=True))
    form = PostcodesForm(request.POST or None, initial={"prefixes": "\n".join(prefixes)})
    if form.is_valid() and attempt(
        form,
        lambda: actions.set_postcodes(area=found, prefixes=form.cleaned_data["prefixes"], by=request.actor),
    ):
        messages.success(request, f"The postcodes of {found.name} are saved.")
        return back_to(page_of(found))
    people = Membership.objects.visible_to(request.actor).current().filter(area=found).select_related("agency")
    context = {"area": found, "form": form, "people": people.order_by("display_name")[:200]}
    return TemplateResponse(request, "organisation/area.html", context, status=422 if form.errors else 200)


@for_administrators
def change_area(request: ActorRequest, reference: str) -> HttpResponse:
    found = get_visible_or_404(Area.objects.all(), request.actor, reference, ended_at=None)
    form = AreaForm(request.POST or None, initial=shown_by(found, FIELDS))
    if form.is_valid() and attempt(
        form,
        lambda: actions.change_area(area=found, values=form.values, shown=form.cleaned_data["shown"], by=request.actor),
    ):
        messages.success(request, f"{form.cleaned_data['name']} is saved.")
        return back_to(page_of(found))
    return form_page(request, form, f"Change {found.name}", page_of(found))


@for_administrators
def end_area(request: ActorRequest, reference: str) -> HttpResponse:
    found = get_visible_or_404(Area.objects.all(), request.actor, reference, ended_at=None)
    form = GovukForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: actions.end_area(area=found, by=request.actor)):
        messages.success(request, f"{found.name} has ended.")
        return back_to(reverse("organisation:areas"))
    lines = ["Nobody can be given this area any more. What was recorded under it stays."]
    return confirm_page(request, f"End {found.name}?", page_of(found), form=form, lines=lines, button="End this area")
