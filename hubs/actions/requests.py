"""Ask for help for a family, answer what the hub asks, take the request back (R036, A5.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cases import identifiers
from cases.actions.locking import lock_episode
from cases.choices import PersonKind
from cases.identity import Identity
from cases.models import Episode
from ehm import notifications
from ehm.actions import Refused, still_there
from ehm.models import Agency, Area, Membership, Partnership
from ehm.models.tenancy import DRAWS
from ehm.permissions import require
from ehm.rows.actor import HUB_ROLES, Actor
from hubs import happenings, notices
from hubs.choices import CameBy, Diversion, RequestStatus, Somebody
from hubs.lifecycle import check_move
from hubs.models import (
    Helper,
    HelpRequest,
    RequestedPerson,
    RequestLimit,
    RequestQuestion,
    Service,
    ToldService,
    WantedService,
)
from hubs.permissions import asked, can_ask_about, can_ask_for_help, can_withdraw, works_at_hub
from hubs.profile import profile_of

NUMBERS: Mapping[str, Callable[[str, PersonKind], str]] = {
    "nhs_number": lambda text, kind: identifiers.clean_nhs_number(text, of=kind),
    "ni_number": lambda text, _: identifiers.clean_ni_number(text, is_demo=settings.IS_DEMO),
}


@dataclass(frozen=True)
class Limit:
    """With whom it is not shared: an agency of the partnership, or somebody in words."""

    agency: Agency | None
    somebody: str
    reason: str


@dataclass(frozen=True)
class Requester:
    name: str
    agency: str
    phone: str
    email: str


@dataclass(frozen=True)
class Asked:
    """What a request says. `people`: fields of RequestedPerson but for its place; `helpers`: (name, agency)."""

    requester: Requester
    asked_at: datetime
    diversion: Diversion
    agreed_by: str
    agreed_on: date | None
    people: Sequence[Mapping[str, Any]]
    helpers: Sequence[tuple[str, str]]
    limits: Sequence[Limit]
    prompts: Sequence[str]
    area: Area
    area_reason: str
    words: dict[
        str, Any
    ]  # gp, address, postcode, is_address_protected, involvement, worries, strengths, wanted, before
    services: Sequence[Service] = ()


@transaction.atomic
def ask_for_help(*, asked: Asked, by: Actor, is_phone: bool = False, episode: Episode | None = None) -> HelpRequest:
    """It comes to the hub of the area, whose people are told. Nothing is compared with what is known before the hub
    looks: whoever asks learns nothing. `episode`: early help that runs, for which more is needed (R051)."""
    require(can_ask_for_help, by, None)
    if episode is not None:
        episode = lock_episode(episode, can_ask_about, by)
        asked = replace(asked, area=episode.area, area_reason="")
        _check_nothing_waits(episode, by)
    if is_phone and not works_at_hub(by):
        raise Refused("Only a hub takes requests on the phone. Write your own.")
    came_by = CameBy.RECORD if episode else CameBy.PHONE if is_phone else CameBy.SIGNED_IN
    request = write_request(asked=asked, came_by=came_by, episode=episode, by=by)
    notifications.notify(notices.who_works_there(request, by), notices.SENT, subject=request.reference, by=by)
    return request


def write_request(
    *, asked: Asked, came_by: CameBy, by: Actor, episode: Episode | None = None, list_reference: str = ""
) -> HelpRequest:
    """Inside an action that has asked whether `by` may, and that tells the hub."""
    asked = _cleaned(asked)
    _check(asked, by)
    request = _request(
        asked,
        tenant_id=by.tenant_id,
        came_by=came_by,
        list_reference=list_reference,
        agency_id=by.agency_id,
        recorded_by=by.membership,
        episode=episode,
    )
    request.save()
    _add_everybody(request, asked)
    request.refresh_from_db(fields=["excluded"])
    happenings.tell(request, happenings.RECEIVED, request.asked_at)
    return request


@transaction.atomic
def ask_in_public(
    *, asked: Asked, partnership: Partnership, follow_key: str, is_own_family: bool
) -> tuple[HelpRequest, bool]:
    """Inside `visiting`, by somebody who confirmed their e-mail address: the request, and whether it is new. The same
    page sent again is the same request. The database tells the hub."""
    there = followed(partnership, follow_key).first()
    if there is not None:
        return there, False
    asked = _cleaned(asked)
    _check_said(asked, profile_of(partnership).needs_agreement)
    for _ in range(DRAWS):
        request = _request(
            asked,
            tenant_id=partnership.pk,
            came_by=CameBy.PUBLIC,
            follow_key=follow_key,
            is_own_family=is_own_family,
        )
        # nothing is given back that a visitor may not read, and the same page sent at the same moment is no error
        HelpRequest.objects.bulk_create([request], ignore_conflicts=True)
        there = followed(partnership, follow_key).first()
        if there is not None and there.reference != request.reference:
            return there, False
        if there is not None:
            request.pk = there.pk
            _add_everybody(request, asked)
            happenings.tell(request, happenings.RECEIVED, request.asked_at)
            return there, True
    raise Refused("It could not be sent. Try again.")  # each reference that was drawn is somebody else's


def followed(partnership: Partnership, follow_key: str) -> QuerySet[HelpRequest]:
    """What whoever has its code may know of a request; the database gives no more."""
    rows = HelpRequest.objects.filter(tenant_id=partnership.pk, follow_key=follow_key)
    return rows.only(
        *("tenant_id", "reference", "came_by", "follow_key", "status", "version"),
        *("asked_at", "told", "decided_at", "letter_sent_at"),
    )


@transaction.atomic
def answer_in_public(*, request: HelpRequest, words: str) -> None:
    """Inside `visiting`: whoever has the code answers what the hub asked."""
    request = _lock_followed(request)
    question = waiting_question(request)
    if question is None or not request.is_open:
        raise Refused("This needs no answer any more.")
    if not words.strip():
        raise Refused("Write your answer.")
    question.answer, question.answered_at = words.strip(), timezone.now()
    question.save(update_fields=["answer", "answered_at"])
    if request.status == RequestStatus.RETURNED:
        move_request(request, RequestStatus.UNDER_REVIEW)


@transaction.atomic
def withdraw_in_public(*, request: HelpRequest) -> None:
    """Inside `visiting`: whoever has the code wants it no more."""
    request = _lock_followed(request)
    move_request(request, RequestStatus.WITHDRAWN)
    happenings.tell(request, happenings.WITHDRAWN, timezone.now())


def waiting_question(request: HelpRequest) -> RequestQuestion | None:
    """What the hub asked whoever has the code, and waits for."""
    rows = RequestQuestion.objects.filter(tenant_id=request.tenant_id, request=request, answered_at=None)
    return rows.only("tenant_id", "request_id", "asked", "asked_at", "answered_at").first()


def services_told(request: HelpRequest) -> list[ToldService]:
    """What a decision named to whoever has the code."""
    rows = ToldService.objects.filter(tenant_id=request.tenant_id, request=request)
    return list(rows.only("tenant_id", "request_id", "name", "what", "run_by", "contact").order_by("name", "pk"))


def _lock_followed(request: HelpRequest) -> HelpRequest:
    rows = HelpRequest.objects.filter(tenant_id=request.tenant_id, follow_key=request.follow_key)
    fields = ("tenant_id", "reference", "area_id", "status", "version")
    found = still_there(rows.only(*fields).select_for_update(), pk=request.pk)
    found.agency_id, found.excluded = None, []  # it came from nobody's; whom it is kept from is not for visitors
    return found


def _request(asked: Asked, **who: Any) -> HelpRequest:
    return HelpRequest(
        asked_at=asked.asked_at,
        requester_name=asked.requester.name,
        requester_agency=asked.requester.agency,
        requester_phone=asked.requester.phone,
        requester_email=asked.requester.email,
        diversion=asked.diversion,
        is_agreed=bool(asked.agreed_by),
        agreed_by=asked.agreed_by,
        agreed_on=asked.agreed_on,
        prompts=list(asked.prompts),
        area=asked.area,
        area_reason=asked.area_reason,
        **who,
        **asked.words,
    )


def _add_everybody(request: HelpRequest, asked: Asked) -> None:
    about: dict[str, Any] = {"tenant_id": request.tenant_id, "request": request}
    RequestedPerson.objects.bulk_create(
        [RequestedPerson(**about, position=number, **one) for number, one in enumerate(asked.people)]
    )
    Helper.objects.bulk_create(
        [
            Helper(**about, position=number, name=name, agency_name=agency)
            for number, (name, agency) in enumerate(asked.helpers)
        ]
    )
    for limit in asked.limits:
        RequestLimit.objects.create(**about, agency=limit.agency, somebody=limit.somebody, reason=limit.reason)
    WantedService.objects.bulk_create([WantedService(**about, service=one) for one in asked.services])


@transaction.atomic
def answer(*, question: RequestQuestion, words: str, by: Actor) -> RequestQuestion:
    """What the hub asked is answered; the request is looked at again."""
    request = lock_request(question.request, by)
    require(asked, by, request)
    question = still_there(RequestQuestion.objects.filter(request=request), tenant_id=by.tenant_id, pk=question.pk)
    if question.answered_at is not None or not request.is_open:
        raise Refused("This needs no answer any more.")
    if not words.strip():
        raise Refused("Write your answer.")
    question.answer, question.answered_at, question.answered_by = words.strip(), timezone.now(), by.membership
    question.save(update_fields=["answer", "answered_at", "answered_by"])
    if request.status == RequestStatus.RETURNED:
        move_request(request, RequestStatus.UNDER_REVIEW)
    notifications.notify(notices.who_works_there(request, by), notices.ANSWERED, subject=request.reference, by=by)
    return question


@transaction.atomic
def withdraw(*, request: HelpRequest, by: Actor) -> HelpRequest:
    """The family, or whoever asked, wants it no more."""
    request = lock_request(request, by)
    require(can_withdraw, by, request)
    move_request(request, RequestStatus.WITHDRAWN)
    happenings.tell(request, happenings.WITHDRAWN, timezone.now())
    return request


def lock_request(request: HelpRequest, by: Actor) -> HelpRequest:
    """As it is now, held until the action is done."""
    rows = HelpRequest.objects.visible_to(by).select_for_update(of=("self",))
    return still_there(rows.select_related("area", "agency", "recorded_by"), pk=request.pk)


def move_request(request: HelpRequest, to: RequestStatus) -> None:
    """Inside an action that holds it and has asked whether `by` may."""
    check_move(request.status, to)
    request.status, request.version = to, request.version + 1
    request.save(update_fields=["status", "version"])


def _check(asked: Asked, by: Actor) -> None:
    _check_said(asked, profile_of(by.partnership).needs_agreement)
    wanted = {one.pk for one in asked.services}
    directly = Service.objects.visible_to(by).current().filter(pk__in=wanted, is_asked_directly=True)
    if directly.count() != len(wanted):
        raise Refused("A service that you chose cannot be asked for any more. Choose again.")
    for limit in asked.limits:
        if limit.agency is not None:
            _check_limit(limit.agency, asked.area, by)


def _check_said(asked: Asked, needs_agreement: bool) -> None:
    if asked.asked_at > timezone.now():
        raise Refused("The request cannot be in the future.")
    if not any(one["who"] == Somebody.CHILD for one in asked.people):
        raise Refused("Name at least one child, or an unborn child.")
    if needs_agreement and not asked.agreed_by:
        raise Refused(
            "Ask a parent first whether they agree. Where a child may be at risk, ring the front door instead."
        )
    for one in asked.people:
        if problem := next(iter(identity_of(one).problems().values()), ""):
            raise Refused(f"{problem}.")


def identity_of(one: Mapping[str, Any]) -> Identity:
    """Of somebody as a request names them: what is not said is not known."""
    is_unborn = bool(one.get("is_unborn"))
    kind, born_on = PersonKind.ADULT, one.get("born_on")
    if one["who"] == Somebody.CHILD:
        kind = PersonKind.UNBORN if is_unborn else PersonKind.CHILD
    return Identity(
        kind=kind,
        given_name=one.get("given_name") or "",
        family_name=one.get("family_name") or "",
        is_family_name_unknown=not one.get("family_name"),
        date_of_birth=None if is_unborn else born_on,
        is_date_of_birth_unknown=not is_unborn and born_on is None,
        expected_on=born_on if is_unborn else None,
    )


def _cleaned(asked: Asked) -> Asked:
    """Numbers and the postcode as they are kept."""
    try:
        people = [
            dict(one)
            | {
                name: clean(one[name], PersonKind.CHILD if one["who"] == Somebody.CHILD else PersonKind.ADULT)
                for name, clean in NUMBERS.items()
                if one.get(name)
            }
            for one in asked.people
        ]
        postcode = identifiers.clean_postcode(asked.words.get("postcode") or "")
    except ValidationError as error:
        raise Refused(f"{' '.join(error.messages)}.") from error
    return replace(asked, people=people, words=dict(asked.words) | {"postcode": postcode})


def _check_nothing_waits(episode: Episode, by: Actor) -> None:
    if HelpRequest.objects.waiting().filter(tenant_id=by.tenant_id, episode=episode).exists():
        raise Refused("The hub looks at a request for this family already.")


def _check_limit(agency: Agency, area: Area, by: Actor) -> None:
    if agency.pk == by.agency_id:
        raise Refused("Your own agency asks for the help: it cannot be kept from it.")
    if Membership.objects.filter(
        tenant_id=by.tenant_id, agency=agency, area=area, role__in=HUB_ROLES, ended_at=None
    ).exists():
        raise Refused(f"{agency.name} works at {area.name}, which looks at this request. Ring the hub first.")
