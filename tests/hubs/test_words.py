"""What pages of the hub say: in the partnership's own words, to each side what it is for them, and what comes next."""

from datetime import date, timedelta

import pytest

from cases.actions.episodes import agree_to_lead
from cases.models import LeadAllocation
from ehm.models import Agency, Area, Role
from hubs.actions.deciding import Decided, decide_item
from hubs.actions.requests import answer
from hubs.actions.triage import ask_back
from hubs.choices import CameBy, ItemOutcome
from hubs.models import RequestQuestion
from tests import databases
from tests.cases.acting import done
from tests.cast import make_agency, make_worker
from tests.hubs import met
from tests.hubs.asking import CHILD, ask
from tests.hubs.meeting import TODAY, item_of, listed, sent, started
from tests.standards.working import text_of


def question_of(request):
    with databases.as_owner():
        return RequestQuestion.objects.select_related("request").get(request=request)


def test_what_a_school_has_sent_is_new_at_the_hub(cast, signed_in):
    request = ask(cast.teacher, cast.east)
    for who, said, unsaid in ((cast.chair, "New", "Sent"), (cast.teacher, "Sent", "New")):
        for page in ("/requests/", f"/requests/{request.reference}/"):
            shown = signed_in(who).get(page).content.decode()
            assert f">{said}</strong>" in shown and f">{unsaid}</strong>" not in shown, (who, page)


def test_a_child_has_an_age_on_the_page_of_a_request(cast, signed_in):
    born = date(TODAY.year - 8, 1, 1)
    request = ask(cast.teacher, cast.east, people=[CHILD | {"born_on": born}])
    assert f"Ida Marlow, 8, born 1 Jan {born.year}" in text_of(
        signed_in(cast.chair).get(f"/requests/{request.reference}/")
    )


def test_the_hub_writes_down_what_those_who_ring_answer(cast, signed_in):
    for came_by, offers in ((CameBy.PHONE, True), (CameBy.SIGNED_IN, False)):
        by = cast.hub if came_by == CameBy.PHONE else cast.teacher
        request = ask(by, cast.east, came_by)
        done(cast.hub, ask_back, request=request, question="Who is at home?")
        shown = text_of(signed_in(cast.chair).get(f"/requests/{request.reference}/"))
        assert ("Write down what Tess Teacher answers" in shown) == offers, came_by
        assert "Tess Teacher takes it back" in shown
    assert "Take the request back" in text_of(signed_in(cast.teacher).get(f"/requests/{request.reference}/"))


def test_the_answer_of_whoever_rang_is_theirs_in_the_hubs_hand(cast, signed_in):
    request, client = ask(cast.hub, cast.east, CameBy.PHONE), signed_in(cast.chair)
    done(cast.hub, ask_back, request=request, question="Who is at home?")
    page = f"/requests/{request.reference}/"
    shown = text_of(client.get(f"{page}answer/"))
    assert "What Tess Teacher answers" in shown and "Your answer" not in shown
    client.post(f"{page}answer/", {"answer": "Her aunt"})
    assert f"Answer of Tess Teacher, written down by {cast.chair.display_name}" in text_of(client.get(page))


def test_what_whoever_asked_is_told_is_a_sentence_with_and_without_a_name(cast, signed_in):
    item = item_of(started(cast))
    client, typed = signed_in(cast.chair), {"level": "3", "outcome": "lead", "reason": "We agree", "by_family": "on"}
    teacher, school = cast.teacher.display_name, cast.teacher.agency.name
    for key, told, follows in (
        (f"a:{cast.teacher.agency.reference}", f"{school} leads it and", f"{school} is asked now to say who leads."),
        (f"m:{cast.teacher.reference}", f"{teacher}, {school}, leads it and", f"{teacher}, {school}, is asked to lead"),
    ):
        shown = text_of(client.post(f"/hub/agenda/{item.reference}/decide/", typed | {"leads": key}))
        assert f"Early help begins. {told} gets in touch with the family." in shown and follows in shown
    page = client.post(f"/hub/agenda/{item.reference}/decide/", typed | {"leads": key}).content.decode()
    assert f'name="change" value="yes" formaction="/hub/agenda/{item.reference}/decide/#decide"' in page


def test_a_new_request_is_said_once_to_the_hub(cast, signed_in):
    news = "Help is asked for: a new request"
    request, client = ask(cast.teacher, cast.east), signed_in(cast.chair)
    mine = text_of(client.get("/"))
    assert "1 request to look at" in mine and news not in mine and "Nothing is due" not in mine
    assert news in text_of(client.get("/notifications/"))
    done(cast.hub, ask_back, request=request, question="Who is at home?")
    assert "the request is not new any more" in text_of(client.get("/notifications/"))
    done(cast.teacher, answer, question=question_of(request), words="Her aunt")
    mine = text_of(client.get("/"))
    assert "1 request to look at" in mine
    assert "is answered" in text_of(signed_in(cast.hub).get("/")), "which is news, although the request is listed"


def test_my_work_leads_whoever_works_at_a_hub_to_what_waits_there(cast, signed_in):
    assert "At the hub" not in text_of(signed_in(cast.chair).get("/"))
    ask(cast.teacher, cast.east)
    meeting = sent(cast)  # a second request, that is listed: nobody has to look at it
    over = met.meeting(cast.chair, cast.east)
    item = met.item(cast.chair, over, request=listed(cast))
    met.action(cast.chair, item, cast.police, due_on=TODAY - timedelta(days=1))
    met.end(over)
    shown = text_of(signed_in(cast.chair).get("/"))
    assert "1 request to look at" in shown and "1 late action" in shown
    assert f"/hub/meetings/{meeting.reference}/" in signed_in(cast.chair).get("/").content.decode()
    for other in (cast.west_hub, cast.teacher):
        assert "At the hub" not in text_of(signed_in(other).get("/"))


def test_whoever_is_asked_to_lead_is_asked_once_on_my_work(cast, signed_in):
    item = item_of(started(cast))
    lead = Decided(
        outcome=ItemOutcome.LEAD, level=3, level_band="", reason="We all see it", told="Help begins",
        lead_agency=cast.practitioner.agency, lead=cast.practitioner, by_family=True,
    )  # fmt: skip
    done(cast.chair, decide_item, item=item, decided=lead)
    shown = text_of(signed_in(cast.practitioner).get("/"))
    assert "asks you to lead" in shown and "agree to it, or say why not" not in shown
    assert "agree to it, or say why not" in text_of(signed_in(cast.practitioner).get("/notifications/"))
    with databases.as_owner():
        asked = LeadAllocation.objects.select_related("lead", "lead_agency").get(lead=cast.practitioner, agreed_at=None)
    done(cast.practitioner, agree_to_lead, allocation=asked)
    assert "agree to it, or say why not" not in text_of(signed_in(cast.practitioner).get("/"))


def test_a_family_that_the_meeting_did_not_reach_says_so(cast, signed_in):
    over = met.meeting(cast.chair, cast.east)
    met.item(cast.chair, over, request=listed(cast))
    page = f"/hub/meetings/{over.reference}/"
    assert "Not reached" not in text_of(signed_in(cast.chair).get(page))
    met.end(over)
    shown = text_of(signed_in(cast.chair).get(page))
    assert "Not reached" in shown and "minutes in all" not in shown


def test_a_level_that_has_bands_is_decided_and_read_with_its_band(cast, signed_in):
    with databases.as_owner():
        here = Area.objects.create(tenant=cast.march, name="County")
        council = make_agency(cast.march, "Council", "local_authority")
        chair = make_worker("words@hub.example", council, Role.HUB_CHAIR, here)
    request = ask(chair, here, CameBy.PHONE)
    client, page = signed_in(chair), f"/requests/{request.reference}/"
    decided = {"level": "2-high", "outcome": "advice", "reason": "x", "told": "Ask the nurse"}
    assert client.post(f"{page}decide/", decided).status_code == 302
    assert "High level 2" in text_of(client.get(page))


@pytest.mark.parametrize(
    ("tenant", "tab", "list_it"),
    [
        ("north", "Family Matters", "List it for Family Matters"),
        ("salt", "Early Help Action Meeting", "List it for the Early Help Action Meeting"),
        ("march", "Locality multi-agency group", "List it for the locality multi-agency group"),
    ],
)
def test_the_meeting_is_called_by_its_name_and_spoken_of_with_the(cast, signed_in, tenant, tab, list_it):
    tenant = getattr(cast, tenant)
    with databases.as_owner():
        here = Area.objects.filter(tenant=tenant).first() or Area.objects.create(tenant=tenant, name="County")
        council = Agency.objects.filter(tenant=tenant, kind="local_authority").first() or make_agency(
            tenant, "Council", "local_authority"
        )
        chair = make_worker("words@hub.example", council, Role.HUB_CHAIR, here)
    request = ask(chair, here, CameBy.PHONE)
    client = signed_in(chair)
    assert f'<h1 class="govuk-heading-l">{tab}</h1>' in client.get("/hub/meetings/").content.decode()
    page = f"/requests/{request.reference}/"
    assert list_it in text_of(client.get(page))
    client.post(f"{page}list/")
    assert list_it.replace("List it", "Waits") in text_of(client.get("/requests/"))


def test_what_is_done_about_the_family_that_is_shown_leads_back_to_the_meeting(cast, signed_in):
    meeting = started(cast)
    item, lead = item_of(meeting), f"/hub/meetings/{meeting.reference}/lead/"
    chair, about = signed_in(cast.chair), f"/hub/agenda/{item.reference}/"
    for page, sent_with in (
        ("ask/", {"agency": cast.police.reference, "reason": "They know the street"}),
        ("disagree/", {"about": "Who leads", "first": cast.manager.reference, "second": cast.head.reference}),
    ):
        assert f'href="{lead}"' in chair.get(f"{about}{page}").content.decode()
        assert chair.post(f"{about}{page}", sent_with).url == lead, page
    assert "Their managers are told" in text_of(chair.get(lead))
    worker = signed_in(cast.hub).post(f"{about}ask/", {"agency": cast.charity.reference, "reason": "They may"})
    assert worker.url == about
