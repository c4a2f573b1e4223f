"""Minutes of a meeting of the hub: for the hub and auditors, as a page and as a tagged PDF."""

import io

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from hubs.models import AgendaItem
from tests import databases
from tests.assessments.test_reading_pages import pdf_text
from tests.hubs import met
from tests.hubs.asking import ask
from tests.standards.working import queries, text_of


@pytest.fixture
def world(cast):
    """One family decided about, one not reached, one taken off the agenda."""
    cast.request = ask(cast.teacher, cast.east)
    cast.meeting = met.meeting(cast.chair, cast.east, place="The hall")
    met.here(cast.chair, cast.meeting, cast.school, "Tess Teacher")
    met.here(cast.chair, cast.meeting, cast.police)
    cast.item = met.item(cast.chair, cast.meeting, cast.request, asks=[cast.school])
    met.decision(
        cast.chair, cast.item, outcome="lead", level=3, reason="Several at once", lead_agency=cast.council,
        lead=cast.practitioner,
    )  # fmt: skip
    cast.action = met.action(cast.chair, cast.item, cast.school, cast.teacher)
    met.item(cast.chair, cast.meeting, ask(cast.teacher, cast.east), place=2, family_name="Okafor family")
    met.item(
        cast.chair, cast.meeting, ask(cast.teacher, cast.east), place=3, family_name="Removed family", is_on=False,
        removed_at=timezone.now(),
    )  # fmt: skip
    met.end(cast.meeting)
    cast.page = reverse("hubs:meeting_minutes", args=(cast.meeting.reference,))
    cast.pdf = reverse("hubs:meeting_minutes_pdf", args=(cast.meeting.reference,))
    return cast


def test_everything_that_was_decided_stands_in_them(world, signed_in):
    answer = signed_in(world.hub).get(world.page)
    text = text_of(answer)
    for said in (
        *("Minutes: Family Matters", "The hall", "Chair", "Larkfield Primary: Tess Teacher", "Northbridge Police"),
        *("Marlow family", "Ida Marlow, 8", "Asked by Tess Teacher", "Early help begins", "RHRT 3", "Several at once"),
        *("Practitioner, Northbridge Early Help leads", "Ring the landlord", "Who does what"),
        *("Not reached They come back by themselves on the next agenda. Okafor family",),
    ):
        assert said in text, said
    assert "Removed" not in text
    assert reverse("hubs:request", args=(world.request.reference,)) in answer.content.decode()


def test_as_a_tagged_pdf_the_same(world, signed_in):
    for large in ("", "?large"):
        answer = signed_in(world.hub).get(world.pdf + large)
        text = " ".join(pdf_text(answer).split())
        for said in (
            *(
                "Family Matters, East hub",
                "The hall",
                "Larkfield Primary: Tess Teacher",
                "Marlow family",
                "Ida Marlow, 8",
            ),
            *(
                "Several at once",
                "Ring the landlord",
                "Who does what",
                "Not reached",
                "Okafor family",
                "Only for the hub",
            ),
        ):
            assert said in text, said
        assert "Removed" not in text
        with pikepdf.open(io.BytesIO(answer.content)) as opened:
            assert opened.Root.MarkInfo.Marked and opened.Root.Lang == "en-GB"
            assert opened.docinfo["/Title"] == f"Minutes {world.meeting.reference}"


def test_nobody_but_the_hub_of_the_area_and_auditors(world, signed_in):
    for who in (world.chair, world.coordinator, world.auditor):
        assert signed_in(who).get(world.page).status_code == signed_in(who).get(world.pdf).status_code == 200, who
    for who in (world.west_hub, world.teacher, world.head, world.practitioner, world.partner):
        assert signed_in(who).get(world.page).status_code == signed_in(who).get(world.pdf).status_code == 403, who
    for who in (world.stranger, world.stranger_auditor, world.admin):
        assert signed_in(who).get(world.page).status_code == signed_in(who).get(world.pdf).status_code == 404, who


def test_a_family_that_keeps_a_worker_of_the_hub_out_is_not_in_theirs(world, signed_in):
    with databases.as_owner():
        AgendaItem.objects.filter(pk=world.item.pk).update(excluded=[f"user:{world.hub.user_id}"])
    text = text_of(signed_in(world.hub).get(world.page))
    assert "Marlow" not in text and "landlord" not in text and "Okafor family" in text
    assert "Marlow" not in pdf_text(signed_in(world.hub).get(world.pdf))
    assert "Marlow family" in text_of(signed_in(world.chair).get(world.page))


def test_the_meeting_leads_to_them(world, signed_in):
    page = reverse("hubs:hub_meeting", args=(world.meeting.reference,))
    assert world.page in signed_in(world.hub).get(page).content.decode()
    assert world.page not in signed_in(world.teacher).get(page).content.decode()


def test_before_it_begins_there_are_none(cast, signed_in):
    planned = met.meeting(cast.chair, cast.west, status="planned")
    assert signed_in(cast.west_hub).get(reverse("hubs:meeting_minutes", args=(planned.reference,))).status_code == 404


def test_while_it_goes_on_they_fill(cast, signed_in):
    running = met.meeting(cast.chair, cast.east)
    met.item(cast.chair, running, ask(cast.teacher, cast.east))
    text = text_of(signed_in(cast.hub).get(reverse("hubs:meeting_minutes", args=(running.reference,))))
    assert "it goes on now" in text and "Not talked about yet" in text and "Not written down" in text


def test_in_the_partnerships_own_words(world, signed_in):
    with databases.as_owner():
        world.north.profile = "hull-2018"
        world.north.save()
    assert "Minutes: Early Help Action Meeting" in text_of(signed_in(world.hub).get(world.page))
    assert "Early Help Action Meeting, East hub" in pdf_text(signed_in(world.hub).get(world.pdf))


def test_no_more_queries_for_more(world, signed_in):
    client = signed_in(world.hub)
    running = met.meeting(world.chair, world.east)
    address = reverse("hubs:meeting_minutes", args=(running.reference,))

    def more():
        on = met.item(world.chair, running, ask(world.teacher, world.east))
        met.decision(world.chair, on, lead_agency=world.council)
        met.action(world.chair, on, world.school, world.teacher)

    more()
    client.get(address)
    before = queries(lambda: client.get(address))
    for _ in range(3):
        more()
    assert queries(lambda: client.get(address)) <= before
