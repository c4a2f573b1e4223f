from uuid import UUID

from django.conf import settings as site
from django.contrib import messages
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from ehm import administration_log
from ehm.actions import Refused, partnership
from ehm.forms.organisation import SettingsForm
from ehm.models import Agency, OrganisationEvent
from ehm.permissions import can_read_administration_log, require
from ehm.rows.actor import Actor, ActorRequest
from ehm.views.organisation.pages import attempt, back_to, for_administrators, form_page, shown_by

LINES = 50


def changes(actor: Actor, after: int = 0, count: int = LINES) -> list[dict[str, object]]:
    """What administrators changed, newest first, and one more than asked for where there is more."""
    events = OrganisationEvent.objects.filter(tenant_id=actor.tenant_id).select_related("membership")
    return [
        {
            "at": event.happened_at,
            "who": event.membership.display_name if event.membership else "The platform",
            "sentence": administration_log.sentence(event),
        }
        for event in events.order_by("-happened_at", "pk")[after : after + count + 1]
    ]


@for_administrators
def home(request: ActorRequest) -> HttpResponse:
    """What needs an administrator now, and what was changed last."""
    actor = request.actor
    lapsed = Agency.objects.visible_to(actor).agreement_lapsed().count()
    jobs = partnership.needing_an_owner(actor.tenant_id).count()
    context = {
        "lapsed": lapsed,
        "jobs": jobs,
        "changes": changes(actor, count=10)[:10],
        "public_page": public_page(actor),
    }
    return TemplateResponse(request, "organisation/home.html", context)


def public_page(actor: Actor) -> str:
    """Where people without an account ask for help: for an administrator to copy into letters and web pages. Nothing
    where it is switched off."""
    here = actor.partnership
    return f"{site.SITE_URL}{reverse('hubs:public_start', args=(here.slug,))}" if here.takes_public_requests else ""


def log(request: ActorRequest) -> HttpResponse:
    """Every change, for administrators and auditors."""
    require(can_read_administration_log, request.actor, request.actor.partnership)
    given = request.GET.get("after", "")
    after = int(given) if given.isdecimal() and len(given) < 7 else 0
    lines = changes(request.actor, after)
    context = {
        "changes": lines[:LINES],
        "next_url": f"?after={after + LINES}" if len(lines) > LINES else "",
        "previous_url": f"?after={max(0, after - LINES)}" if after else "",
    }
    return TemplateResponse(request, "organisation/log.html", context)


@for_administrators
def settings(request: ActorRequest) -> HttpResponse:
    """The partnership's name and the line that stands on every family's page."""
    here = request.actor.partnership
    fields = [name for name in SettingsForm.base_fields if name != "shown"]
    form = SettingsForm(request.POST or None, initial=shown_by(here, fields))
    if form.is_valid() and attempt(
        form,
        lambda: partnership.change_settings(values=form.values, shown=form.cleaned_data["shown"], by=request.actor),
    ):
        messages.success(request, "The settings are saved.")
        return back_to(reverse("organisation:settings"))
    links = [
        {"text": "What administrators changed", "url": reverse("organisation:log")},
        {"text": "Jobs that need an owner", "url": reverse("organisation:jobs")},
    ]
    return form_page(request, form, "Settings", reverse("organisation:home"), links=links)


@for_administrators
def jobs(request: ActorRequest) -> HttpResponse:
    """What the system should have done and has not."""
    waiting = list(partnership.needing_an_owner(request.actor.tenant_id)[:LINES])
    context = {"jobs": [(job, partnership.name_of(job)) for job in waiting]}
    return TemplateResponse(request, "organisation/jobs.html", context)


@require_POST
@for_administrators
def retry_job(request: ActorRequest, job: UUID) -> HttpResponse:
    try:
        partnership.retry_job(job_id=job, by=request.actor)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "It will be tried again within a minute.")
    return back_to(reverse("organisation:jobs"))
