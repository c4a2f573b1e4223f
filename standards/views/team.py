"""The manager's page: where is help late or drifting, and what is waiting for me?"""

from __future__ import annotations

from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from cases.permissions.episodes import can_allocate_lead
from cases.permissions.oversight import is_own_work
from ehm.models import Membership, Role
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.visibility import get_visible_or_404
from standards.caseload import cases_led_by
from standards.lines import MOST, line_of, lines_by_day, soonest, with_records
from standards.permissions.clocks import can_see_team
from standards.team import clocks_of_team, episodes_of_team, why_nobody_leads, without_a_lead, workers_of
from standards.waiting import asks_of
from standards.wording import Wording

MOST_CHILDREN = 25
MOST_WITHOUT_A_LEAD = 25


@require_GET
def team(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    require(can_see_team, actor, None)
    wording = Wording(actor.partnership)
    clocks = clocks_of_team(actor)
    decides = actor.is_(Role.MANAGER)
    oversight = clocks.filter(standard="management_oversight")
    not_seen = clocks.late(wording.now).filter(standard="seen").order_by("due_at", "pk")
    found = with_records([*(soonest(oversight) if decides else ()), *not_seen[: MOST_CHILDREN + 1]], actor)
    of_others = [clock for clock in found if clock.standard != "seen" and not is_own_work(actor, clock.episode)]
    children = [line_of(clock, wording, actor) for clock in found if clock.standard == "seen"]
    nobody_leads = list(without_a_lead(actor)[: MOST_WITHOUT_A_LEAD + 1])
    context = {
        "without_a_lead": [
            {
                "episode": episode,
                "why": why_nobody_leads(episode),
                "may_ask": can_allocate_lead(actor, episode),
            }
            for episode in nobody_leads[:MOST_WITHOUT_A_LEAD]
        ],
        "has_more_without_a_lead": len(nobody_leads) > MOST_WITHOUT_A_LEAD,
        "oversight": lines_by_day(of_others, wording, actor),
        "asks": asks_of(actor) if decides else [],
        "decides": decides,
        "workers": workers_of(actor, wording.now),
        "children": children[:MOST_CHILDREN],
        "has_more_children": len(children) > MOST_CHILDREN,
        "place": actor.membership.area.name if actor.areas and actor.membership.area else actor.membership.agency.name,
    }
    return TemplateResponse(request, "standards/team.html", context)


@require_GET
def worker(request: ActorRequest, reference: str) -> HttpResponse:
    """What one worker holds in this team, and the families they lead there."""
    actor = request.actor
    require(can_see_team, actor, None)
    person = get_visible_or_404(Membership.objects.select_related("agency", "area"), actor, reference)
    wording = Wording(actor.partnership)
    cases, has_more = cases_led_by(person, actor, among=episodes_of_team(actor))
    held = soonest(clocks_of_team(actor).held_by(person))
    people = [child for case in cases for child in case.children]
    clocks = with_records(held, actor, [case.episode for case in cases], people)
    context = {
        "person": person,
        "lines": lines_by_day(clocks, wording, actor),
        "most": MOST,
        "cases": cases,
        "has_more_cases": has_more,
    }
    return TemplateResponse(request, "standards/worker.html", context)
