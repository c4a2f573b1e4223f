"""Requests for help: on the working day one that waits, one that waits for an answer, one that is decided; in the whole
story one that led to early help."""

from django.utils import timezone

from ehm.models import Membership
from ehm.models.tenancy import new_reference
from hubs.actions.lists import keep_list, take_in_list
from hubs.actions.requests import answer
from hubs.actions.triage import Allocated, ask_back, decide
from hubs.choices import Outcome
from hubs.models import (
    AgendaItem,
    Decision,
    Discussion,
    Helper,
    HelpRequest,
    HubMeeting,
    ItemAsk,
    ItemDecision,
    KeptOut,
    MeetingAction,
    Present,
    RequestedPerson,
    RequestLimit,
    RequestQuestion,
    Seat,
    Service,
    SystemCheck,
    ToldService,
    UploadedList,
    WantedService,
)
from tests import databases
from tests.cases.acting import done
from tests.cast import make_agency
from tests.hubs.asking import ask
from tests.hubs.test_lists import FAMILY, a_list
from tests.suite.followed import more_that_follows

TODAY = timezone.localdate()


def more_requests(cast, day, number):
    """Another of each; the first is looked at by the hub, with one more of everything on its page."""
    by, now = cast.practitioner, timezone.now()
    with databases.as_owner():
        waits = HelpRequest.objects.filter(tenant=cast.north, status="under_review").first() or _request(cast)
        _request(cast)
        asked = _request(cast, status="returned")
        RequestQuestion.objects.create(tenant=cast.north, request=asked, asked="Who is at home?", asked_by=cast.hub)
        _request(
            cast, status="sent", came_by="public", agency=None, recorded_by=None, follow_key=f"{number}",
            requester_email="sam@school.example",
        )  # fmt: skip
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
        _more_services(cast, waits, decided, number)
        day.kept_out = KeptOut.objects.filter(request=waits).earliest("pk")
        day.service = Service.objects.filter(tenant=cast.north).latest("pk")
    day.help_request, day.asked_request, day.decided_request = waits, asked, decided
    with databases.as_owner():
        talked_about = _request(cast, status="listed")
    more_that_follows(cast, day, number, talked_about)
    more_of_meetings(cast, day, number)


def more_of_meetings(cast, day, number):
    """One that is planned and one that goes on, each with another family, that another agency is asked about; and one
    that was held."""
    by, now = cast.chair, timezone.now()
    with databases.as_owner():
        if not hasattr(day, "hub_meeting"):
            of_hub = {"tenant": cast.north, "area": cast.east, "planned_for": now, "place": "Room 2", "recorded_by": by}
            day.hub_meeting = HubMeeting.objects.create(**of_hub, agenda_sent_at=now)
            day.running_meeting = HubMeeting.objects.create(**of_hub, status="running", started_at=now, chair=by)
            day.followed_meeting = day.running_meeting
            day.agenda_item = _on_agenda(cast, day.hub_meeting, 0, request=_request(cast, status="listed"))
            day.running_item = _on_agenda(cast, day.running_meeting, 0, request=_request(cast, status="listed"))
            AgendaItem.objects.filter(pk=day.running_item.pk).update(is_now=True)
            Seat.objects.create(tenant=cast.north, area=cast.east, agency=cast.charity, recorded_by=by)
            day.item_ask = ItemAsk.objects.get(item=day.agenda_item, asked_agency=cast.charity)
        agency = make_agency(cast.north, f"Agency {number} {new_reference()}")
        Seat.objects.create(tenant=cast.north, area=cast.east, agency=agency, recorded_by=by)
        Present.objects.create(tenant=cast.north, meeting=day.running_meeting, agency=agency, recorded_by=by)
        for meeting in (day.hub_meeting, day.running_meeting):
            item = _on_agenda(cast, meeting, number + 1, request=_request(cast, status="listed"))
            _decided_at(cast, item, agency)
        _request(cast, status="listed")
        for item in (day.agenda_item, day.running_item):
            ItemAsk.objects.create(
                tenant=cast.north, item=item, asked_agency=agency, basis="may_help", reason="Knows them",
                recorded_by=by, knows="Two calls in May", coming="sends", answered_at=now, answered_by=cast.helper,
            )  # fmt: skip
            MeetingAction.objects.create(
                tenant=cast.north, item=item, what="Ring them", doer_agency=cast.charity, due_on=TODAY, recorded_by=by
            )
        held = HubMeeting.objects.create(
            tenant=cast.north, area=cast.east, planned_for=now, recorded_by=by, chair=by, status="planned"
        )
        HubMeeting.objects.filter(pk=held.pk).update(status="ended", started_at=now, ended_at=now)


def _on_agenda(cast, meeting, place, **about):
    item = AgendaItem.objects.create(
        tenant=cast.north, meeting=meeting, place=place, starts_at=timezone.now(), minutes=10, group="request",
        family_name="Marlow family", children=["Ida, 8"], asked_by="Tess Teacher", waits_since=timezone.now(),
        story="Ida is tired", strengths="They sing", wanted="Help at home", is_on=True, recorded_by=cast.chair, **about,
    )  # fmt: skip
    ItemAsk.objects.create(
        tenant=cast.north, item=item, asked_agency=cast.charity, basis="works_with", recorded_by=cast.chair
    )
    return item


def _decided_at(cast, item, agency):
    ItemDecision.objects.create(
        tenant=cast.north, item=item, outcome="advice", level=2, reason="School can", told="Ring the nurse",
        agency=cast.council, recorded_by=cast.chair, lead_agency=agency,
    )  # fmt: skip


def _more_services(cast, waits, decided, number):
    of_all = {"for_whom": ["family"], "needs": ["young_carer"], "area_ids": [cast.east.pk], "phone": "01632 960301"}
    one = Service.objects.create(
        tenant=cast.north, name=f"Sleep clinic {number}", what="Helps small children sleep.", agency=cast.school,
        is_asked_directly=True, **of_all,
    )  # fmt: skip
    WantedService.objects.create(tenant=cast.north, request=waits, service=one)
    told = {"name": one.name, "what": one.what, "run_by": "Larkfield Primary", "contact": one.phone}
    ToldService.objects.create(tenant=cast.north, request=decided, service=one, **told)
    own = {"name": "list.csv", "content": a_list(*({"Reference": f"SD-{one}"} for one in range(number))).decode()}
    UploadedList.objects.update_or_create(tenant=cast.north, membership=cast.chair, defaults=own)
    somebody = Membership.objects.filter(tenant=cast.north, role="hub_worker").exclude(pk=cast.hub.pk).latest("pk")
    UploadedList.objects.update_or_create(
        tenant=cast.north, membership=somebody, defaults={"name": "x", "content": "x"}
    )


def _request(cast, status="under_review", **other):
    by = cast.practitioner
    how = {"agency": cast.council, "recorded_by": by, "came_by": "signed_in"} | other
    request = HelpRequest.objects.create(
        tenant=cast.north, area=cast.east, status=status,
        asked_at=timezone.now(), requester_name=by.display_name, requester_agency=cast.council.name,
        requester_phone="01632 960001", is_agreed=True, agreed_by="Ruth Marlow", agreed_on=TODAY,
        prompts=["young_carer"], involvement="Breakfast club", worries="Ida is tired", strengths="They sing",
        wanted="Help at home", address="1 Elm Row", postcode="CV99 1AA", is_address_protected=True, **how,
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
    agency = make_agency(cast.north, f"Kept out {number} {new_reference()}")
    KeptOut.objects.create(**hub, kept_agency=agency, reason="Their aunt works there")
    SystemCheck.objects.create(**hub, system="Social care record", checked_on=TODAY, number="77", found="Nothing")
    Discussion.objects.create(**hub, held_on=TODAY, discussed="Who knows her?", who_contacts=cast.hub, review_on=TODAY)


def asked_for(cast, family):
    """The early help for `family` that a school's request led to, once the hub was answered."""
    done(
        cast.hub, keep_list, name="list.csv", data=a_list({"Postcode": "", "Area": "East hub"}, only=[*FAMILY, "Area"])
    )
    done(cast.hub, take_in_list)
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
