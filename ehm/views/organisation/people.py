from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from ehm.actions import Refused
from ehm.actions import people as actions
from ehm.forms import GovukForm
from ehm.forms.organisation import FindPerson, InvitationForm, PersonForm
from ehm.models import Agency, Membership, Role, User
from ehm.rows.actor import ActorRequest
from ehm.rows.context import as_login
from ehm.views.organisation.pages import attempt, back_to, confirm_page, for_administrators, form_page, shown_by
from ehm.visibility import get_visible_or_404

FIELDS = ("display_name", "role", "area", "line_manager", "job_title", "work_phone")
LINES = 50


def page_of(person: Membership) -> str:
    return reverse("organisation:person", args=[person.reference])


@for_administrators
def people(request: ActorRequest) -> HttpResponse:
    """Who works here, by agency or role. A name is sent in the form, never in the address."""
    find = FindPerson(request.POST or None)
    seen = Membership.objects.visible_to(request.actor).current().select_related("agency", "area", "line_manager")
    agency, role = request.GET.get("agency", ""), request.GET.get("role", "")
    if agency:
        seen = seen.filter(agency__reference=agency)
    if role in Role:
        seen = seen.filter(role=role)
    if find.is_valid() and find.cleaned_data["name"]:
        seen = seen.filter(display_name__icontains=find.cleaned_data["name"])
    given = request.GET.get("after", "")
    after = int(given) if given.isdecimal() and len(given) < 7 else 0
    found = list(seen.order_by("display_name", "pk")[after : after + LINES + 1])
    kept = {name: value for name, value in (("agency", agency), ("role", role)) if value}
    context = {
        "find": find,
        "people": found[:LINES],
        "agencies": Agency.objects.visible_to(request.actor).current().order_by("name"),
        "roles": Role.choices,
        "agency": agency,
        "clear_url": reverse("organisation:people") if kept or find.is_bound else "",
        "role": role,
        "next_url": "?" + urlencode(kept | {"after": after + LINES}) if len(found) > LINES else "",
        "previous_url": "?" + urlencode(kept | {"after": max(0, after - LINES)}) if after else "",
    }
    return TemplateResponse(request, "organisation/people.html", context)


@for_administrators
def invite(request: ActorRequest) -> HttpResponse:
    """A place for somebody, and a mail that tells them how to sign in."""
    form = InvitationForm(request.POST or None, actor=request.actor, initial={"agency": request.GET.get("agency", "")})
    if form.is_valid():
        values = form.values
        email, agency = values.pop("email"), values.pop("agency")
        place = actions.Place(**values)
        if attempt(form, lambda: actions.invite(email=email, agency=agency, place=place, by=request.actor)):
            messages.success(request, f"{place.display_name} is invited. A mail is on its way.")
            return back_to(reverse("organisation:people"))
    return form_page(
        request,
        form,
        "Invite somebody",
        reverse("organisation:people"),
        button="Send invitation",
        intro="They get a mail with a link to choose a password. It names nobody, and works once.",
    )


@for_administrators
def person(request: ActorRequest, reference: str) -> HttpResponse:
    """One person's place: what they are, whom they report to, who reports to them."""
    seen = Membership.objects.select_related("agency", "area", "line_manager", "ended_by")
    found = get_visible_or_404(seen, request.actor, reference)
    reports = Membership.objects.visible_to(request.actor).current().filter(line_manager=found)
    with as_login(request.actor):  # accounts are no partnership's: only of a place that was just seen
        email = User.objects.values_list("email", flat=True).get(pk=found.user_id)
    context = {"person": found, "email": email, "reports": reports.order_by("display_name")[:100]}
    return TemplateResponse(request, "organisation/person.html", context)


@for_administrators
def change_person(request: ActorRequest, reference: str) -> HttpResponse:
    seen = Membership.objects.select_related("area", "line_manager")
    found = get_visible_or_404(seen, request.actor, reference, ended_at=None)
    initial = shown_by(found, FIELDS)
    initial["area"] = found.area.reference if found.area else ""
    initial["line_manager"] = found.line_manager.reference if found.line_manager else ""
    form = PersonForm(request.POST or None, actor=request.actor, initial=initial)
    if form.is_valid():
        place = actions.Place(**form.values)
        shown = form.cleaned_data["shown"]
        if attempt(form, lambda: actions.change_person(person=found, place=place, shown=shown, by=request.actor)):
            messages.success(request, f"{place.display_name} is saved. It holds from their next page on.")
            return back_to(page_of(found))
    return form_page(request, form, f"Change {found.display_name}", page_of(found))


@for_administrators
def end_person(request: ActorRequest, reference: str) -> HttpResponse:
    found = get_visible_or_404(Membership.objects.all(), request.actor, reference, ended_at=None)
    reports = Membership.objects.visible_to(request.actor).current().filter(line_manager=found).count()
    form = GovukForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: actions.end_person(person=found, by=request.actor)):
        messages.success(request, f"{found.display_name} has no access any more.")
        return back_to(reverse("organisation:people"))
    lines = [
        "They are signed out at once, in every browser.",
        "What they wrote stays on the record, under their name.",
        "Families that they lead need another lead: ask their manager before you go on.",
    ]
    if reports:
        lines.append(
            f"{reports} {'person reports' if reports == 1 else 'people report'} to them and need another manager."
        )
    title = f"End the access of {found.display_name}?"
    return confirm_page(request, title, page_of(found), form=form, lines=lines, button="End access now")


@require_POST
@for_administrators
def send_invitation(request: ActorRequest, reference: str) -> HttpResponse:
    found = get_visible_or_404(Membership.objects.all(), request.actor, reference, ended_at=None)
    try:
        actions.send_invitation(person=found, by=request.actor)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Another mail is on its way.")
    return back_to(page_of(found))
