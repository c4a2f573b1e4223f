from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from ehm.actions import calendar as actions
from ehm.forms import GovukForm
from ehm.forms.organisation import ClosureForm, DayNameForm
from ehm.models import NonWorkingDay
from ehm.rows.actor import ActorRequest
from ehm.views.organisation.pages import attempt, back_to, confirm_page, for_administrators, form_page
from ehm.words import day as in_words


def page_of(year: int) -> str:
    return f"{reverse('organisation:calendar')}?year={year}"


def _found_or_404(request: ActorRequest, on: str) -> NonWorkingDay:
    try:
        wanted = date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    found = NonWorkingDay.objects.filter(tenant_id=request.actor.tenant_id, on=wanted).first()
    if found is None:
        raise Http404
    return found


@for_administrators
def calendar(request: ActorRequest) -> HttpResponse:
    """The days that no working-day clock counts, by year."""
    given, this_year = request.GET.get("year", ""), timezone.localdate().year
    year = int(given) if given.isdecimal() and 1990 <= int(given) <= 2100 else this_year
    days = NonWorkingDay.objects.filter(tenant_id=request.actor.tenant_id)
    years = sorted({*days.values_list("on__year", flat=True).distinct(), this_year, year})
    items = [{"text": str(other), "url": page_of(other), "current": other == year} for other in years]
    context = {"year": year, "years": items, "days": days.filter(on__year=year).order_by("on")}
    return TemplateResponse(request, "organisation/calendar.html", context)


@for_administrators
def add_closure(request: ActorRequest) -> HttpResponse:
    form = ClosureForm(request.POST or None)
    if form.is_valid():
        name, span = form.cleaned_data["name"], form.span
        if attempt(form, lambda: actions.add_closure(**span, name=name, by=request.actor)):
            messages.success(request, f"{name} is in the calendar. Open clocks are counted again.")
            return back_to(page_of(span["first"].year))
    return form_page(
        request,
        form,
        "Add a closure",
        reverse("organisation:calendar"),
        button="Add closure",
        intro="Days that are no working days already, weekends and bank holidays, stay as they are.",
    )


@for_administrators
def rename_day(request: ActorRequest, on: str) -> HttpResponse:
    found = _found_or_404(request, on)
    form = DayNameForm(request.POST or None, initial={"name": found.name})
    if form.is_valid() and attempt(
        form, lambda: actions.rename_day(on=found, name=form.cleaned_data["name"], by=request.actor)
    ):
        return back_to(page_of(found.on.year))
    return form_page(request, form, f"Rename {in_words(found.on)}", page_of(found.on.year))


@for_administrators
def remove_day(request: ActorRequest, on: str) -> HttpResponse:
    found = _found_or_404(request, on)
    year = found.on.year
    form = GovukForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and attempt(form, lambda: actions.remove_day(on=found, by=request.actor)):
        messages.success(request, "It is a working day again. Open clocks are counted again.")
        return back_to(page_of(year))
    lines = [f"{in_words(found.on)} becomes a working day. What is due may be due a day earlier."]
    title = f"Remove {found.name}?"
    return confirm_page(request, title, page_of(year), form=form, lines=lines, button="Remove from the calendar")
