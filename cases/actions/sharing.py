"""Who may read an episode: the team around the family, what the family agreed to, and what it does not want shared."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from guardian.shortcuts import assign_perm, remove_perm

from cases import lifecycle, timeline
from cases.actions.locking import lock_episode
from cases.choices import AgreementForm, AgreementKind
from cases.models import Agreement, Episode, Person, SharingExclusion, TeamAgency
from cases.permissions.sharing import can_limit_sharing, can_record_agreement, can_share_episode
from ehm import events
from ehm.actions import Refused, still_there
from ehm.models import Agency, Membership, Role
from ehm.rows.actor import HUB_ROLES, Actor

WORK_ON = "work_on_episode"
KEPT = "The family asked for this when it had early help before. Ask the family whether it still wants it."


@transaction.atomic
def add_agency(
    *, episode: Episode, agency: Agency, by: Actor, worker: Membership | None = None, helps_with: str = ""
) -> TeamAgency:
    """An agency joins the team around the family and reads the episode from now on."""
    episode = lock_episode(episode, can_share_episode, by)
    lifecycle.check_running(episode.status)
    if agency.pk == episode.lead_agency_id:
        raise Refused(f"{agency.name} leads the episode and reads it already")
    if agency.ended_at:
        raise Refused(f"{agency.name} is no longer part of the partnership")
    if f"agency:{agency.pk}" in episode.excluded:
        raise Refused(f"The family does not want {agency.name} to see the episode")
    if worker and worker.agency_id != agency.pk:
        raise Refused(f"{worker.display_name} does not work for {agency.name}")
    if worker and f"user:{worker.user_id}" in episode.excluded:
        raise Refused(f"The family does not want {worker.display_name} to see the episode")
    if episode.team.filter(tenant_id=by.tenant_id, agency=agency, ended_at=None).exists():
        raise Refused(f"{agency.name} is in the team around the family already")
    return join_team(episode, agency, by, worker=worker, helps_with=helps_with)


@transaction.atomic
def end_agency(*, member: TeamAgency, by: Actor) -> TeamAgency:
    """An agency leaves the team around the family and stops reading the episode."""
    episode = lock_episode(member.episode, can_share_episode, by)
    member = still_there(TeamAgency.objects.select_for_update(of=("self",)).select_related("agency"), pk=member.pk)
    if member.ended_at:
        raise Refused(f"{member.agency.name} has left the team already")
    _leave(episode, member, by)
    return member


@transaction.atomic
def record_agreement(
    *,
    episode: Episode,
    person: Person,
    kind: AgreementKind,
    is_given: bool,
    form: AgreementForm,
    agreed_on: date,
    by: Actor,
    note: str = "",
) -> Agreement:
    """What somebody in the family agreed to or was told, each kind by itself (R134)."""
    episode = lock_episode(episode, can_record_agreement, by)
    lifecycle.check_running(episode.status)
    if agreed_on > timezone.localdate():
        raise Refused("The day of the agreement cannot be in the future")
    if not episode.family.members.filter(tenant_id=by.tenant_id, person=person).exists():
        raise Refused(f"{person.short_name} is not part of this family")
    if kind == AgreementKind.GP_LETTER and is_given and form != AgreementForm.WRITTEN:
        raise Refused("A letter to the GP needs agreement in writing")
    agreement = Agreement.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        person=person,
        kind=kind,
        is_given=is_given,
        form=form,
        agreed_on=agreed_on,
        note=note,
        agency_id=by.agency_id,
        recorded_by=by.membership,
    )
    events.record(
        timeline.AGREEMENT_RECORDED,
        episode,
        by=by,
        data={"agreement_id": agreement.pk, "name": person.short_name, "kind": kind, "is_given": is_given},
    )
    return agreement


@transaction.atomic
def withdraw_agreement(*, agreement: Agreement, withdrawn_on: date, by: Actor) -> Agreement:
    """Somebody took back what they had agreed to. What was done until then stays as it was."""
    episode = lock_episode(agreement.episode, can_record_agreement, by)
    agreement = still_there(Agreement.objects.select_for_update(of=("self",)).select_related("person"), pk=agreement.pk)
    if not agreement.is_given:
        raise Refused("They had said no: there is nothing to take back")
    if agreement.withdrawn_on:
        raise Refused("This was taken back already")
    if not agreement.agreed_on <= withdrawn_on <= timezone.localdate():
        raise Refused("The day must be between the agreement and today")
    agreement.withdrawn_on = withdrawn_on
    agreement.save(update_fields=["withdrawn_on"])
    events.record(
        timeline.AGREEMENT_WITHDRAWN,
        episode,
        by=by,
        data={"agreement_id": agreement.pk, "name": agreement.person.short_name, "kind": agreement.kind},
    )
    return agreement


@transaction.atomic
def exclude_from_sharing(
    *, episode: Episode, reason: str, by: Actor, agency: Agency | None = None, worker: Membership | None = None
) -> SharingExclusion:
    """The family does not want an agency, or one worker, to see the episode (R118). From this second on.

    The exclusion itself is written last: it may hide the episode from whoever records it. Refused where it would hide
    it from everybody who could lift it again.
    """
    episode = lock_episode(episode, can_limit_sharing, by)
    if (agency is None) == (worker is None):
        raise Refused("Choose either an agency or one worker")
    whom = {"agency": agency} if agency else {"worker": worker}
    if episode.exclusions.filter(tenant_id=by.tenant_id, lifted_at=None, **whom).exists():
        raise Refused("The family has asked for this already")
    if not _who_could_lift(episode, f"agency:{agency.pk}" if agency else f"user:{_user_of(worker)}").exists():
        raise Refused(
            "Then nobody who runs early help for this family could open the record, not even to lift the limit."
            " Hand over the lead first, to an agency that the family agrees to"
        )
    if agency:
        end_team(episode, by, only=agency)
    events.record(timeline.EXCLUSION_MADE, episode, by=by)
    return SharingExclusion.objects.create(
        tenant_id=by.tenant_id, episode=episode, reason=reason, recorded_by=by.membership, **whom
    )


def keep_limits(episode: Episode, by: Actor) -> None:
    """What the family asked for in its earlier help holds in new help, until the family says otherwise: whoever begins
    it may never have seen the limit, and would share past it (ADR 4)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, worker_id FROM cases_limits_before(%s)", [episode.pk])
        before = cursor.fetchall()
    if not before:
        return
    events.record(timeline.EXCLUSION_KEPT, episode, by=by)
    SharingExclusion.objects.bulk_create(  # at once: the first of several could hide the episode from whoever writes
        SharingExclusion(
            tenant_id=by.tenant_id,
            episode=episode,
            agency_id=agency_id,
            worker_id=worker_id,
            reason=KEPT,
            recorded_by=by.membership,
        )
        for agency_id, worker_id in before
    )
    if not Episode.objects.visible_to(by).filter(pk=episode.pk).exists():
        raise Refused(f"Somebody else must begin early help for this family. Ask the team of {episode.area.name}")


@transaction.atomic
def lift_exclusion(*, exclusion: SharingExclusion, reason: str, by: Actor) -> SharingExclusion:
    """The family changed its mind. An agency that was in the team does not come back by itself."""
    episode = lock_episode(exclusion.episode, can_limit_sharing, by)
    exclusion = still_there(SharingExclusion.objects.select_for_update(of=("self",)), pk=exclusion.pk)
    if exclusion.lifted_at:
        raise Refused("This limit was lifted already")
    exclusion.lifted_at, exclusion.lifted_by, exclusion.lift_reason = timezone.now(), by.membership, reason
    exclusion.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    events.record(timeline.EXCLUSION_LIFTED, episode, by=by)
    return exclusion


def join_team(
    episode: Episode, agency: Agency, by: Actor, *, worker: Membership | None = None, helps_with: str = ""
) -> TeamAgency:
    """The row, the grant and the sentence. For actions that have asked whether it may be."""
    member = TeamAgency.objects.create(
        tenant_id=by.tenant_id,
        episode=episode,
        agency=agency,
        worker=worker,
        helps_with=helps_with,
        added_by=by.membership,
    )
    assign_perm(WORK_ON, _group(agency), episode)
    events.record(timeline.TEAM_JOINED, episode, by=by, data={"agency": agency.name, "agency_id": agency.pk})
    return member


def end_team(episode: Episode, by: Actor, *, only: Agency | None = None) -> None:
    """Everybody in the team stops reading, or one agency. For actions that have asked whether it may be."""
    members = episode.team.filter(tenant_id=by.tenant_id, ended_at=None).select_related("agency")
    for member in members.filter(agency=only) if only else members:
        _leave(episode, member, by)


def _leave(episode: Episode, member: TeamAgency, by: Actor) -> None:
    member.ended_at, member.ended_by = timezone.now(), by.membership
    member.save(update_fields=["ended_at", "ended_by"])
    remove_perm(WORK_ON, _group(member.agency), episode)
    events.record(
        timeline.TEAM_LEFT,
        episode,
        by=by,
        data={"agency": member.agency.name, "agency_id": member.agency_id},
    )


def _user_of(worker: Membership | None) -> int | None:
    return worker.user_id if worker else None


def _who_could_lift(episode: Episode, besides: str) -> QuerySet[Membership]:
    """Whoever runs the episode (`leads`) and is not kept out, nor by `besides`, a key as in `episode.excluded`."""
    kept_out = [key.partition(":") for key in (*episode.excluded, besides)]
    at_lead_agency = Q(agency=episode.lead_agency_id) & ~Q(role__in=(Role.AUDITOR, Role.ADMINISTRATOR, Role.PARTNER))
    in_area = Q(area=episode.area_id, role__in=(*HUB_ROLES, Role.MANAGER))
    there = Membership.objects.of(episode.tenant_id).current().filter(agency__ended_at=None)
    return (
        there.filter(at_lead_agency | in_area | Q(pk=episode.lead_id))
        .exclude(agency__in=[number for kind, _, number in kept_out if kind == "agency"])
        .exclude(user__in=[number for kind, _, number in kept_out if kind == "user"])
    )


def _group(agency: Agency) -> Group:
    return Group.objects.get(pk=agency.principal_id)
