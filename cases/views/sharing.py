"""Who can read an episode and why; adding and ending agencies, agreements, and limits on sharing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from cases.actions import sharing as actions
from cases.choices import AgreementForm, AgreementKind
from cases.forms.episodes import NothingToAskForm, ReasonForm
from cases.forms.sharing import AddAgencyForm, AgreementRecordForm, LimitForm, WithdrawForm, sharing_agreement_problem
from cases.lifecycle import RUNNING
from cases.models import Agreement, Episode, SharingExclusion, TeamAgency
from cases.permissions.sharing import (
    can_limit_sharing,
    can_record_agreement,
    can_see_sharing,
    can_share_episode,
)
from cases.profile import profile_of
from cases.readers import readers_of
from cases.views.episode_page import EPISODES, episode_or_404, form_page, framed, posted
from cases.views.episodes import chosen_agency
from cases.views.frame import way_back
from ehm.models import Agency, Membership
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from ehm.visibility import get_visible_or_404

SHARING = "cases:sharing"


@require_GET
def show_sharing(request: ActorRequest, reference: str) -> HttpResponse:
    actor = request.actor
    episode = episode_or_404(request, reference)
    require(can_see_sharing, actor, episode)
    readers = readers_of(episode, actor)
    left = TeamAgency.objects.visible_to(actor).filter(episode=episode, ended_at__isnull=False)
    agreements = Agreement.objects.visible_to(actor).filter(episode=episode)
    lifted = SharingExclusion.objects.visible_to(actor).filter(episode=episode, lifted_at__isnull=False)
    runs = episode.status in RUNNING
    context = framed(request, episode, section=SHARING) | {
        "readers": readers,
        "warnings": [
            f"{reader.name} {sharing_agreement_problem(reader.member.agency)}."
            for reader in readers.reading
            if reader.member and sharing_agreement_problem(reader.member.agency)
        ],
        "left": left.select_related("agency").order_by("-ended_at", "-pk"),
        "agreements": agreements.select_related("person", "recorded_by").order_by("-agreed_on", "-pk"),
        "lifted": lifted.select_related("agency", "worker").order_by("-lifted_at", "-pk"),
        "stance": profile_of(actor.partnership).agreement,
        "may_share": can_share_episode(actor, episode) and runs,
        "may_record": can_record_agreement(actor, episode) and runs,
        "may_limit": can_limit_sharing(actor, episode),
    }
    return TemplateResponse(request, "cases/sharing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_agency(request: ActorRequest, reference: str) -> HttpResponse:
    actor = request.actor
    episode = episode_or_404(request, reference)
    require(can_share_episode, actor, episode)
    in_team = episode.team.filter(tenant_id=actor.tenant_id, ended_at=None).values("agency_id")
    agencies = Agency.objects.of(actor.tenant_id).current().exclude(pk=episode.lead_agency_id).exclude(pk__in=in_team)
    return form_page(
        request,
        episode,
        AddAgencyForm(posted(request), agencies=agencies.order_by("name")),
        lambda given: actions.add_agency(
            episode=episode, agency=given["agency"], helps_with=given["helps_with"], by=actor
        ),
        title="Add an agency to the team around the family",
        button="Add the agency",
        done=SHARING,
        explanation="From then on everybody who works there can read the episode and add contacts, until you end it.",
        asks_readers=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def end_agency(request: ActorRequest, reference: str) -> HttpResponse:
    member = _part_or_404(request, TeamAgency.objects.select_related("agency"), reference)
    episode = _episode_of(request, member.episode_id)
    require(can_share_episode, request.actor, episode)
    return form_page(
        request,
        episode,
        NothingToAskForm(posted(request)),
        lambda given: actions.end_agency(member=member, by=request.actor),
        title=f"{member.agency.name} leaves the team",
        button="End their part",
        done=SHARING,
        explanation=f"{member.agency.name} can no longer read the episode. What they wrote stays.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def record_agreement(request: ActorRequest, reference: str) -> HttpResponse:
    actor = request.actor
    episode = episode_or_404(request, reference)
    require(can_record_agreement, actor, episode)
    rule = profile_of(actor.partnership).agreement
    people = framed(request, episode, section=SHARING)["people"]
    return form_page(
        request,
        episode,
        AgreementRecordForm(posted(request), people=people),
        lambda given: actions.record_agreement(
            episode=episode,
            person=given["person"],
            kind=AgreementKind(given["kind"]),
            is_given=given["is_given"] == "yes",
            form=AgreementForm(given["form"]),
            agreed_on=given["agreed_on"],
            note=given["note"],
            by=actor,
        ),
        title="Record what somebody agreed to",
        button="Save",
        done=SHARING,
        then=way_back(request),
        explanation=rule.stance + (" Ask each child who is old enough to understand." if rule.asks_children else ""),
        asks_readers=True,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_agreement(request: ActorRequest, reference: str) -> HttpResponse:
    agreement = _part_or_404(request, Agreement.objects.select_related("person"), reference)
    episode = _episode_of(request, agreement.episode_id)
    require(can_record_agreement, request.actor, episode)
    return form_page(
        request,
        episode,
        WithdrawForm(posted(request)),
        lambda given: actions.withdraw_agreement(
            agreement=agreement, withdrawn_on=given["withdrawn_on"], by=request.actor
        ),
        title=f"{agreement.person.short_name} took it back",
        button="Save",
        done=SHARING,
        explanation=f"{agreement.get_kind_display()}. What was done until then stays as it was.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def limit_sharing(request: ActorRequest, reference: str) -> HttpResponse:
    actor = request.actor
    episode = episode_or_404(request, reference)
    require(can_limit_sharing, actor, episode)
    agencies = Agency.objects.of(actor.tenant_id).order_by("name")
    agency = chosen_agency(request, agencies)
    if agency is None:
        context = {"agencies": agencies, "title": "Keep somebody from reading this record"}
        return TemplateResponse(
            request, "cases/limit_sharing.html", framed(request, episode, section=SHARING) | context
        )

    def act(given: dict[str, Any]) -> None:
        whom: dict[str, Any] = {"worker": given["worker"]} if given["whom"] == "worker" else {"agency": agency}
        actions.exclude_from_sharing(episode=episode, reason=given["reason"], by=actor, **whom)

    workers = Membership.objects.of(actor.tenant_id).current().filter(agency=agency).order_by("display_name", "pk")
    return form_page(
        request,
        episode,
        LimitForm(
            posted(request),
            agency=agency,
            workers=workers,
            hides=lambda whom: hides_from_those_who_run_it(episode, whom, actor),
        ),
        act,
        title="Keep somebody from reading this record",
        button="Keep them out now",
        done=SHARING,
        template="cases/limit_sharing.html",
        agency=agency,
        agencies=agencies,
        hides_agency=hides_from_those_who_run_it(episode, agency, actor),
    )


def hides_from_those_who_run_it(episode: Episode, whom: Agency | Membership, actor: Actor) -> bool:
    if isinstance(whom, Agency):
        return whom.pk in (episode.lead_agency_id, *actor.agencies)
    lead = episode.lead
    return whom.user_id == actor.user.pk or (lead is not None and whom.user_id == lead.user_id)


@require_http_methods(["GET", "HEAD", "POST"])
def lift_limit(request: ActorRequest, reference: str) -> HttpResponse:
    exclusions = SharingExclusion.objects.select_related("agency", "worker")
    exclusion = _part_or_404(request, exclusions, reference)
    episode = _episode_of(request, exclusion.episode_id)
    require(can_limit_sharing, request.actor, episode)
    whom = exclusion.agency.name if exclusion.agency else exclusion.worker.display_name
    return form_page(
        request,
        episode,
        ReasonForm(posted(request), label="What did the family say?"),
        lambda given: actions.lift_exclusion(exclusion=exclusion, reason=given["reason"], by=request.actor),
        title=f"Lift the limit for {whom}",
        button="Lift the limit",
        done=SHARING,
        explanation="Lifting it puts nobody into the team around the family: add them there if the family wishes.",
    )


def _part_or_404(request: ActorRequest, rows: Any, reference: str) -> Any:
    if not request.actor.reads_cases:
        raise PermissionDenied
    return get_visible_or_404(rows, request.actor, reference)


def _episode_of(request: ActorRequest, pk: int) -> Episode:
    """The episode of a row that may be seen, which may therefore be seen too."""
    return EPISODES.get(tenant_id=request.actor.tenant_id, pk=pk)
