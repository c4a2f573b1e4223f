"""My work: what must I do, by when? The first page after signing in, for each role its own."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from ehm import drafts, panels
from ehm.models import ReadLog, Role
from ehm.rows.actor import Actor, ActorRequest
from standards.caseload import cases_led_by
from standards.lines import lines_by_day, soonest, with_records
from standards.models import Clock
from standards.permissions.clocks import can_see_team
from standards.waiting import asks_of, news_for
from standards.wording import Wording

READS = 25
# what plans promise and meetings agreed stands in lists of its own, in its own words (plans.panels, hubs.panels)
ELSEWHERE = ("plan_action", "family_matters_action")


@require_GET
def my_work(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    if not actor.reads_cases:
        return HttpResponseRedirect(reverse("organisation:home"))  # administrators never work with cases
    if actor.is_(Role.AUDITOR):
        return _auditor(request)
    cases, has_more_cases = cases_led_by(actor.membership, actor)
    held = Clock.objects.visible_to(actor).open().held_by(actor.membership).exclude(standard__in=ELSEWHERE)
    children = [child for case in cases for child in case.children]
    clocks = with_records(soonest(held), actor, [case.episode for case in cases], children)
    lines = lines_by_day(clocks, Wording(actor.partnership), actor)
    asks = asks_of(actor)
    on_the_page = {line.clock.reference for day in lines.days for line in day.lines}
    on_the_page |= {ask.subject for ask in asks if ask.subject}
    shown = panels.render("standards:my_work", request, None, about=on_the_page)
    context = {
        "drafts": drafts.unfinished(actor),
        "asks": asks,
        "news": news_for(actor, besides=on_the_page),
        "lines": lines,
        "cases": cases,
        "has_more_cases": has_more_cases,
        "panels": shown,
        "is_partner": actor.is_(Role.PARTNER),
        "nothing_due": _nothing_due(actor, leads=bool(cases)),
    }
    return TemplateResponse(request, "standards/my_work.html", context)


def _nothing_due(actor: Actor, *, leads: bool) -> dict[str, str]:
    """What an empty list says, and where to go on from it."""
    if leads:
        return {"title": "Nothing is due", "text": "Nothing waits for you in the families that you lead."}
    said = {
        "title": "What you must do, and by when, appears here",
        "text": "Nothing is due. It fills by itself as soon as you lead a family.",
    }
    if can_see_team(actor):
        return said | {"url": reverse("standards:team"), "action": "See what is due in your team"}
    return said | {"url": reverse("cases:caseload"), "action": "See the families that you can open"}


def _auditor(request: ActorRequest) -> HttpResponse:
    """An auditor holds nothing: they look things up, and see who else did."""
    of_records = ReadLog.objects.filter(tenant_id=request.actor.tenant_id).exclude(subject="")
    reads = of_records.select_related("membership__agency")
    context = {
        "reads": reads.order_by("-read_at", "-pk")[:READS],
        "panels": panels.render("standards:my_work", request, None),
    }
    return TemplateResponse(request, "standards/auditor.html", context)
