"""Requests for help: on the working day one that waits, one that waits for an answer, one that is decided; in the whole
story one that led to early help."""

from django.utils import timezone

from hubs.actions.requests import answer
from hubs.actions.triage import Allocated, ask_back, decide
from hubs.choices import Outcome
from hubs.models import (
    Decision,
    Discussion,
    Helper,
    HelpRequest,
    RequestedPerson,
    RequestLimit,
    RequestQuestion,
    SystemCheck,
)
from tests import databases
from tests.cases.acting import done
from tests.hubs.asking import ask

TODAY = timezone.localdate()


def more_requests(cast, day, number):
    """Another of each; the first is looked at by the hub, with one more of everything on its page."""
    by, now = cast.practitioner, timezone.now()
    with databases.as_owner():
        waits = HelpRequest.objects.filter(tenant=cast.north, status="under_review").first() or _request(cast)
        _request(cast)
        asked = _request(cast, status="returned")
        RequestQuestion.objects.create(tenant=cast.north, request=asked, asked="Who is at home?", asked_by=cast.hub)
        decided = _request(
            cast, status="decided", outcome="advice", told="Talk with the nurse", decided_at=now, decided_by=cast.chair
        )
        _more_of(cast, waits, number)
        hub = {"tenant": cast.north, "request": decided, "agency": cast.council, "recorded_by": cast.chair}
        Decision.objects.create(**hub, outcome="advice", level=2, suggested=1, reason="School can do it")
        RequestQuestion.objects.create(
            tenant=cast.north, request=waits, asked="Who?", asked_by=cast.hub, answer="Nan", answered_at=now,
            answered_by=by,
        )  # fmt: skip
    day.help_request, day.asked_request, day.decided_request = waits, asked, decided


def _request(cast, status="under_review", **other):
    by = cast.practitioner
    request = HelpRequest.objects.create(
        tenant=cast.north, agency=cast.council, recorded_by=by, area=cast.east, came_by="signed_in", status=status,
        asked_at=timezone.now(), requester_name=by.display_name, requester_agency=cast.council.name,
        requester_phone="01632 960001", is_agreed=True, agreed_by="Ruth Marlow", agreed_on=TODAY,
        prompts=["young_carer"], involvement="Breakfast club", worries="Ida is tired", strengths="They sing",
        wanted="Help at home", address="1 Elm Row", postcode="CV99 1AA", is_address_protected=True, **other,
    )  # fmt: skip
    _more_of(cast, request, 0)
    return request


def _more_of(cast, request, number):
    of = {"tenant": cast.north, "request": request}
    for who, name in (("child", "Ida"), ("adult", "Ruth"), ("other", "Nan")):
        RequestedPerson.objects.create(
            **of, position=number, who=who, given_name=f"{name} {number}", family_name="Marlow"
        )
    Helper.objects.create(**of, position=number, name="Ann Poole", agency_name="School")
    RequestLimit.objects.create(**of, somebody=f"Uncle {number}", reason="They quarrelled")
    hub = {**of, "agency": cast.council, "recorded_by": cast.hub}
    SystemCheck.objects.create(**hub, system="Social care record", checked_on=TODAY, number="77", found="Nothing")
    Discussion.objects.create(**hub, held_on=TODAY, discussed="Who knows her?", who_contacts=cast.hub, review_on=TODAY)


def asked_for(cast, family):
    """The early help for `family` that a school's request led to, once the hub was answered."""
    request = ask(cast.teacher, cast.east)
    question = done(cast.hub, ask_back, request=request, question="Who is at home at night?")
    done(cast.teacher, answer, question=question, words="Her aunt")
    decision = done(
        cast.chair,
        decide,
        request=request,
        outcome=Outcome.ALLOCATED,
        level=3,
        reason="Several at once",
        told="Somebody rings you",
        allocated=Allocated(family, cast.council),
    )
    return decision.request.episode
