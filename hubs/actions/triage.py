"""What the hub does with a request: look into systems, talk it over, ask back, list it, decide, write (R036, R037)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from cases.actions.episodes import request_episode
from cases.actions.families import create_family
from cases.actions.people import NewPerson, correct_person
from cases.actions.places import change_address, set_gp, set_school
from cases.actions.sharing import exclude_from_sharing
from cases.choices import EducationStatus, Origin, PersonKind, Relation
from cases.models import Episode, Family, FamilyMember
from ehm import events, notifications
from ehm.actions import Refused, still_there
from ehm.models import Agency, Area, Membership, Role
from ehm.permissions import require
from ehm.rows.actor import HUB_ROLES, Actor
from hubs import happenings, notices, timeline
from hubs.actions.requests import lock_request, move_request
from hubs.choices import CameBy, Diversion, MeetingStatus, Outcome, RequestStatus, Somebody
from hubs.lifecycle import check_move
from hubs.models import (
    AgendaItem,
    Decision,
    Discussion,
    Helper,
    HelpRequest,
    HubMeeting,
    ItemAsk,
    KeptOut,
    RequestedPerson,
    RequestLimit,
    RequestQuestion,
    Service,
    SystemCheck,
    ToldService,
)
from hubs.permissions import can_decide, can_triage
from hubs.profile import profile_of
from hubs.suggesting import Suggestion, suggest

WITH_SERVICES = (Outcome.SIGNPOST, Outcome.SINGLE_AGENCY)
ORIGINS = {Diversion.STEP_DOWN: Origin.STEP_DOWN, Diversion.MASH: Origin.FRONT_DOOR}


@dataclass(frozen=True)
class Allocated:
    """Early help begins. `family`: known already; None writes a new one down from the request."""

    family: Family | None
    lead_agency: Agency


@transaction.atomic
def check_system(
    *, request: HelpRequest, system: str, checked_on: date, number: str, found: str, by: Actor
) -> SystemCheck:
    """Somebody looked into another system (R056)."""
    request = _begin(request, by)
    if checked_on > timezone.localdate():
        raise Refused("The day cannot be in the future.")
    return SystemCheck.objects.create(
        **_by(request, by), system=system, checked_on=checked_on, number=number.strip(), found=found.strip()
    )


@transaction.atomic
def discuss(
    *,
    request: HelpRequest,
    held_on: date,
    discussed: str,
    actions: str,
    who_contacts: Membership | None,
    review_on: date | None,
    by: Actor,
) -> Discussion:
    """The initial hub case discussion (R037)."""
    request = _begin(request, by)
    if held_on > timezone.localdate():
        raise Refused("Write it down once you have talked.")
    if review_on is not None and review_on < held_on:
        raise Refused("The day to look again comes after the discussion.")
    return Discussion.objects.create(
        **_by(request, by),
        held_on=held_on,
        discussed=discussed.strip(),
        actions=actions.strip(),
        who_contacts=who_contacts,
        review_on=review_on,
    )


@transaction.atomic
def ask_back(*, request: HelpRequest, question: str, by: Actor) -> RequestQuestion:
    """Whoever asked is asked something, and the request waits for them."""
    request = _begin(request, by)
    if RequestQuestion.objects.filter(tenant_id=by.tenant_id, request=request, answered_at=None).exists():
        raise Refused("A question waits for its answer already.")
    asked = RequestQuestion.objects.create(
        tenant_id=by.tenant_id, request=request, asked=question.strip(), asked_by=by.membership
    )
    move_request(request, RequestStatus.RETURNED)
    notices.tell_asker(request, notices.ASKED_BACK, by)
    return asked


@transaction.atomic
def keep_out(
    *, request: HelpRequest, reason: str, by: Actor, agency: Agency | None = None, worker: Membership | None = None
) -> KeptOut:
    """The family does not want an agency, or one person, to know. From this second on, also where they are asked about
    it at a meeting; the early help that comes of it keeps them out too (R118)."""
    request = _begin(request, by)
    if request.episode_id is not None:
        raise Refused("Early help runs for this family already: say in its record who must not read it.")
    if (agency is None) == (worker is None):
        raise Refused("Choose either an agency or one person.")
    if not reason.strip():
        raise Refused("Say what the family said.")
    if agency is not None:
        _check_may_be_kept_out(agency, request)
    elif worker is not None and worker.user_id in (getattr(request.recorded_by, "user_id", None), by.user.pk):
        raise Refused(f"{worker.display_name} wrote this request, or keeps it now. Ask a colleague to take it on.")
    key = f"agency:{agency.pk}" if agency else f"user:{worker.user_id if worker else ''}"
    if key in request.excluded:
        raise Refused("They are kept out already.")
    if agency is not None:
        about = ItemAsk.objects.filter(tenant_id=by.tenant_id, item__request=request, asked_agency=agency)
        about.filter(ended_at=None).update(ended_at=timezone.now())
    kept = KeptOut.objects.create(**_by(request, by), kept_agency=agency, kept_worker=worker, reason=reason.strip())
    request.refresh_from_db(fields=["excluded"])
    happenings.tell(request, happenings.KEPT_FROM, kept.recorded_at)
    return kept


@transaction.atomic
def let_know(*, kept: KeptOut, by: Actor) -> KeptOut:
    """The family wants them to know after all, or the hub chose the wrong ones."""
    _begin(kept.request, by)
    kept = still_there(KeptOut.objects.select_for_update(of=("self",)), pk=kept.pk)
    if kept.ended_at is not None:
        raise Refused("They are kept out no more.")
    kept.ended_at, kept.ended_by = timezone.now(), by.membership
    kept.save(update_fields=["ended_at", "ended_by"])
    return kept


def _check_may_be_kept_out(agency: Agency, request: HelpRequest) -> None:
    if request.came_by == CameBy.SIGNED_IN and agency.pk == request.agency_id:
        raise Refused(f"{agency.name} asked for the help, and reads what it wrote.")
    at_hub = Membership.objects.filter(tenant_id=request.tenant_id, agency=agency, area_id=request.area_id)
    if at_hub.filter(role__in=(*HUB_ROLES, Role.MANAGER), ended_at=None).exists():
        raise Refused(f"{agency.name} works at {request.area.name}, which looks at this request. Keep out one person.")


@transaction.atomic
def list_request(*, request: HelpRequest, by: Actor) -> HelpRequest:
    """It waits for the meeting of the hub."""
    request = _begin(request, by)
    move_request(request, RequestStatus.LISTED)
    happenings.tell(request, happenings.TRIAGED, timezone.now())
    return request


@transaction.atomic
def give_to_area(*, request: HelpRequest, area: Area, reason: str, by: Actor) -> HelpRequest:
    """Another hub looks at it, whatever the postcode says; this one sees it no more."""
    request = _begin(request, by)
    if area.pk == request.area_id or area.ended_at is not None:
        raise Refused("Choose another area.")
    if not reason.strip():
        raise Refused("Say why.")
    request.area = area
    people = notices.who_works_there(request, by)
    if not people:
        raise Refused(f"Nobody at {area.name} may read this request.")
    notifications.notify(people, notices.SENT, subject=request.reference, by=by)
    happenings.tell(request, happenings.GIVEN, timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT hubs_give_request(%s, %s, %s)", [request.pk, area.pk, reason.strip()])
    return request


@transaction.atomic
def decide(
    *,
    request: HelpRequest,
    outcome: Outcome,
    level: int,
    reason: str,
    told: str,
    by: Actor,
    allocated: Allocated | None = None,
    services: Sequence[Service] = (),
    at_meeting: bool = False,
    level_band: str = "",
) -> Decision:
    """What the request came to; decided before its meeting, it leaves the agenda. Where early help begins, its family
    and its limits are written down in the same step, and the clocks start on the day it was asked for. `told` is what
    whoever asked reads, with how to reach `services`. `level_band`: where the partnership's levels have any."""
    request = lock_request(request, by)
    require(can_decide, by, request)
    check_move(request.status, RequestStatus.DECIDED)
    if not (reason.strip() and told.strip()):
        raise Refused("Say why, and what whoever asked is told.")
    if (outcome == Outcome.ALLOCATED) != (allocated is not None):
        raise Refused("Choose who leads.")
    if allocated is not None and request.episode_id is not None:
        raise Refused("Early help runs for this family already. Choose what else follows.")
    if allocated is not None and f"agency:{allocated.lead_agency.pk}" in request.excluded:
        raise Refused(f"The family does not want {allocated.lead_agency.name} to know.")
    _tell_of(services, request, Outcome(outcome), by)
    episode = _begin_help(request, allocated, (level, level_band), reason, by) if allocated else None
    decision = Decision.objects.create(
        **_by(request, by),
        outcome=outcome,
        level=level,
        level_band=level_band,
        suggested=suggestion_for(request, by).level,
        reason=reason.strip(),
        family=episode.family if episode else None,
    )
    request.status, request.outcome, request.told = RequestStatus.DECIDED, outcome, told.strip()
    request.decided_at, request.decided_by = timezone.now(), by.membership
    request.episode = episode or request.episode
    request.version += 1
    request.save(update_fields=["status", "outcome", "told", "decided_at", "decided_by", "episode", "version"])
    if not at_meeting:
        _leave_agenda(request)
    happenings.tell(request, happenings.TRIAGED, request.decided_at)
    happenings.tell(request, happenings.DECIDED, request.decided_at)
    notices.tell_asker(request, notices.DECIDED, by)
    return decision


@transaction.atomic
def say_letter_sent(*, request: HelpRequest, by: Actor) -> HelpRequest:
    """The letter with the outcome has gone to whoever asked (R107)."""
    request = lock_request(request, by)
    require(can_triage, by, request)
    if request.status != RequestStatus.DECIDED:
        raise Refused("There is nothing to write yet.")
    if request.letter_sent_at is not None:
        raise Refused("The letter has gone already.")
    request.letter_sent_at = timezone.now()
    request.save(update_fields=["letter_sent_at"])
    happenings.tell(request, happenings.LETTER_SENT, request.letter_sent_at)
    return request


def _leave_agenda(request: HelpRequest) -> None:
    """Those who were asked read it no further; whoever follows the meeting sees that."""
    items = AgendaItem.objects.filter(tenant_id=request.tenant_id, request=request, removed_at=None)
    items = items.filter(meeting__status__in=[MeetingStatus.PLANNED, MeetingStatus.RUNNING])
    meetings = list(items.values_list("meeting_id", flat=True))
    if meetings:
        items.update(is_on=False, is_now=False, removed_at=timezone.now())
        HubMeeting.objects.filter(tenant_id=request.tenant_id, pk__in=meetings).update(version=F("version") + 1)


def _tell_of(services: Sequence[Service], request: HelpRequest, outcome: Outcome, by: Actor) -> None:
    """What the letter says of each stays as it was said."""
    if services and outcome not in WITH_SERVICES:
        raise Refused("Services are named where somebody is told where help is, or where one agency helps alone.")
    wanted = {one.pk for one in services}
    found = Service.objects.visible_to(by).current().filter(pk__in=wanted).select_related("agency")
    rows = list(found.order_by("name", "pk"))
    if len(rows) != len(wanted):
        raise Refused("A service that you chose has ended. Choose again.")
    ToldService.objects.bulk_create(
        [
            ToldService(
                tenant_id=by.tenant_id,
                request=request,
                service=one,
                name=one.name,
                what=one.what,
                run_by=one.run_by,
                contact=one.contact,
            )
            for one in rows
        ]
    )


def suggestion_for(request: HelpRequest, by: Actor) -> Suggestion:
    helpers = Helper.objects.within([request]).count()
    profile = profile_of(by.partnership)
    return suggest(prompts=request.prompts, diversion=request.diversion, helpers=helpers, profile=profile)


def _begin_help(request: HelpRequest, allocated: Allocated, level: tuple[int, str], reason: str, by: Actor) -> Episode:
    family = allocated.family or _write_down(request, by)
    episode = request_episode(
        family=family,
        origin=ORIGINS.get(Diversion(request.diversion), Origin.REQUEST),
        reason=request.worries,
        level=level[0],
        level_band=level[1],
        level_reason=reason.strip(),
        area=request.area,
        lead_agency=allocated.lead_agency,
        requested_at=request.asked_at,
        by=by,
    )
    events.record(timeline.ASKED_FOR, episode, by=by, occurred_at=request.asked_at)
    _carry_limits(request, episode, by)
    return episode


def _carry_limits(request: HelpRequest, episode: Episode, by: Actor) -> None:
    """Of whom a known family keeps out already, nothing new. What the hub was told of somebody stays at the hub."""
    limits = RequestLimit.objects.within([request]).exclude(agency=None).select_related("agency")
    kept = KeptOut.objects.within([request]).filter(ended_at=None).select_related("kept_agency", "kept_worker")
    found: list[tuple[Agency | None, Membership | None, str]] = [(one.agency, None, one.reason) for one in limits]
    found += [(one.kept_agency, one.kept_worker, "") for one in kept.order_by("kept_worker", "pk")]
    holds = episode.exclusions.filter(tenant_id=by.tenant_id, lifted_at=None)
    for agency, worker, reason in found:
        if not holds.filter(agency=agency, worker=worker).exists():
            because = reason or "As the family asked."
            exclude_from_sharing(episode=episode, agency=agency, worker=worker, reason=because, by=by)


def _write_down(request: HelpRequest, by: Actor) -> Family:
    """Nothing is typed twice: everybody of the request, their home, schools and GP, each as its own row."""
    people = list(RequestedPerson.objects.within([request]).exclude(who=Somebody.OTHER).order_by("position"))
    children_first = sorted(people, key=lambda one: one.who != Somebody.CHILD)
    family = create_family(name="", people=[_new_person(one) for one in people], area=request.area, by=by)
    members = list(FamilyMember.objects.visible_to(by).filter(family=family).select_related("person").order_by("pk"))
    if request.address or request.postcode:
        change_address(
            members=members,
            lines=request.address,
            postcode=request.postcode,
            is_protected=request.is_address_protected,
            by=by,
        )
    for member, one in zip(members, children_first, strict=True):
        if request.gp:
            set_gp(member=member, practice_name=request.gp, by=by)
        if one.school:
            set_school(
                member=member,
                school_name=one.school,
                status=EducationStatus.ON_ROLL,
                attendance_percent=None if one.attendance is None else Decimal(one.attendance),
                attendance_on=timezone.localdate(request.asked_at) if one.attendance is not None else None,
                by=by,
            )
        details = {"phone": one.phone, "first_language": one.first_language}
        changes = {name: value for name, value in details.items() if value}
        if changes:
            correct_person(member=member, changes=changes, version=member.person.version, by=by)
    return family


def _new_person(one: RequestedPerson) -> NewPerson:
    kind = PersonKind.ADULT
    if one.who == Somebody.CHILD:
        kind = PersonKind.UNBORN if one.is_unborn else PersonKind.CHILD
    return NewPerson(
        kind=kind,
        given_name=one.given_name,
        family_name=one.family_name,
        is_family_name_unknown=not one.family_name,
        date_of_birth=None if one.is_unborn else one.born_on,
        is_date_of_birth_unknown=not one.is_unborn and one.born_on is None,
        expected_on=one.born_on if one.is_unborn else None,
        sex=one.sex,
        nhs_number=one.nhs_number,
        relation=Relation(one.relation) if one.relation else None,
        has_parental_responsibility=one.has_parental_responsibility,
    )


def _by(request: HelpRequest, by: Actor) -> dict[str, Any]:
    return {
        "tenant_id": by.tenant_id,
        "request": request,
        "agency_id": by.agency_id,
        "recorded_by": by.membership,
    }


def _begin(request: HelpRequest, by: Actor) -> HelpRequest:
    """Whoever at the hub does something with it first has begun to look at it."""
    request = lock_request(request, by)
    require(can_triage, by, request)
    if not request.is_open:
        raise Refused(f"This request is {RequestStatus(request.status).label.lower()} already.")
    if request.status == RequestStatus.SENT:
        move_request(request, RequestStatus.UNDER_REVIEW)
    return request
