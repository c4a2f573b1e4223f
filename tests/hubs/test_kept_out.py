"""Whom the hub keeps from a request, because the family said so in words that no wall understands."""

import pytest
from django.db import IntegrityError, connection

from cases.actions.sharing import exclude_from_sharing
from cases.handing_over import known_of
from cases.models import Episode, Handover, SharingExclusion
from ehm.models import Role
from hubs.actions.meetings import ask_agency, send_agenda, show_item
from hubs.actions.requests import Limit
from hubs.actions.triage import Allocated, decide, keep_out, let_know
from hubs.choices import CameBy, ItemOutcome, Outcome
from hubs.models import AgendaItem, HelpRequest, ItemAsk, KeptOut
from tests import databases
from tests.cases.acting import acting_as, done, refused
from tests.cast import make_worker
from tests.hubs.asking import ask
from tests.hubs.meeting import arranged, as_it_is, asks_of, item_of, listed, sent, started
from tests.hubs.meeting import decide as decide_item
from tests.hubs.test_asking_about import ask_about
from tests.hubs.test_off_the_agenda import known_family

SAID = "Their aunt works there"
KEPT = {"agency": "police", "worker": "partner"}
ALLOCATED = {"outcome": Outcome.ALLOCATED, "level": 3, "reason": "Several at once", "told": "Somebody rings you"}


def reads(worker, kind):
    with acting_as(worker) as actor:
        seen = kind.objects.visible_to(actor).exists()
        return seen, kind.objects.exists()


def test_an_agency_that_is_asked_reads_no_more_from_the_second_that_the_hub_keeps_it_out(cast):
    request = listed(cast)
    meeting = started(cast, request)
    item = item_of(meeting)
    done(cast.hub, ask_agency, item=item, agency=cast.police, reason="They know the street")
    assert reads(cast.partner, AgendaItem) == (True, True)
    before = as_it_is(meeting).version
    done(cast.hub, keep_out, request=request, agency=cast.police, reason=SAID)
    assert reads(cast.partner, AgendaItem) == reads(cast.partner, ItemAsk) == (False, False)
    assert as_it_is(meeting).version > before, "a phone that follows asks for the page again"
    assert cast.police.name not in asks_of(item)


def test_whom_the_hub_keeps_out_is_asked_by_nobody_and_leads_nothing(cast):
    request = listed(cast)
    done(cast.hub, keep_out, request=request, agency=cast.police, reason=SAID)
    item = item_of(sent(cast, request))
    refused(
        cast.hub, ask_agency, item=item, agency=cast.police, reason="x", because="does not want", unchanged=[ItemAsk]
    )
    refused(
        cast.chair, decide, request=request, **ALLOCATED, allocated=Allocated(None, cast.police),
        because="does not want", unchanged=[Episode],
    )  # fmt: skip


def test_the_early_help_that_comes_of_it_keeps_them_out_too(cast):
    request = ask(cast.teacher, cast.east)
    done(cast.hub, keep_out, request=request, agency=cast.police, reason=SAID)
    done(cast.hub, keep_out, request=request, worker=cast.helper, reason="Her brother-in-law")
    lifted = done(cast.hub, keep_out, request=request, agency=cast.charity, reason="Misheard")
    done(cast.hub, let_know, kept=lifted)
    decision = done(cast.chair, decide, request=request, **ALLOCATED, allocated=Allocated(None, cast.council))
    with databases.as_owner():
        made = SharingExclusion.objects.filter(episode=decision.request.episode)
        assert {(one.agency, one.worker) for one in made} == {(cast.police, None), (None, cast.helper)}


def test_who_is_let_in_again_reads_it_again(cast):
    request = listed(cast)
    item = item_of(started(cast, request))
    kept = done(cast.hub, keep_out, request=request, agency=cast.police, reason=SAID)
    done(cast.hub, let_know, kept=kept)
    done(cast.hub, ask_agency, item=item, agency=cast.police, reason="They know the street")
    assert reads(cast.partner, AgendaItem) == (True, True)
    refused(cast.hub, let_know, kept=kept, because="kept out no more", unchanged=[KeptOut])


def test_one_person_is_kept_out_and_their_colleagues_go_on(cast):
    request = ask(cast.hub, cast.east, came_by=CameBy.PHONE)
    assert reads(cast.chair, HelpRequest) == (True, True)
    done(cast.hub, keep_out, request=request, worker=cast.chair, reason="Her neighbour")
    assert reads(cast.chair, HelpRequest) == (False, False)
    assert reads(cast.hub, HelpRequest) == (True, True)


def test_whoever_asked_learns_nothing_of_it(cast):
    request = ask(cast.teacher, cast.east)
    done(cast.hub, keep_out, request=request, agency=cast.police, reason=SAID)
    assert reads(cast.teacher, HelpRequest) == (True, True) and reads(cast.teacher, KeptOut) == (False, False)


@pytest.mark.parametrize(
    ("whom", "because"),
    [
        ({"agency": "school"}, "asked for the help"),
        ({"agency": "council"}, "works at"),
        ({"worker": "hub"}, "Ask a colleague"),
        ({"worker": "teacher"}, "wrote this request"),
        ({}, "either"),
    ],
)
def test_whom_it_cannot_be_kept_from(cast, whom, because):
    request = ask(cast.teacher, cast.east)
    given = {key: getattr(cast, name) for key, name in whom.items()}
    refused(
        cast.hub, keep_out, request=request, reason=SAID, because=because, unchanged=[KeptOut, HelpRequest], **given
    )


def test_nobody_is_asked_by_itself_where_the_family_named_somebody_in_its_own_words(cast):
    helps = [("PC Lane", cast.police.name)]
    free = listed(cast, helpers=helps)
    named = listed(cast, helpers=helps, limits=[Limit(None, "The officer who came in May", "")])
    meeting = done(cast.hub, send_agenda, meeting=arranged(cast))
    assert cast.police.name in asks_of(item_of(meeting, request=free))
    assert cast.police.name not in asks_of(item_of(meeting, request=named))


def test_the_hub_reads_before_it_asks_what_the_family_said(cast, signed_in):
    request = listed(cast, limits=[Limit(None, "Uncle Rob", "They quarrelled")])
    browser, said = signed_in(cast.chair), "<strong>Not to be shared with:</strong> Uncle Rob (They quarrelled)"
    meeting = arranged(cast)
    assert said in browser.get(f"/hub/meetings/{meeting.reference}/").content.decode()
    done(cast.chair, send_agenda, meeting=meeting)
    item = item_of(meeting)
    for address in (
        f"/hub/agenda/{item.reference}/",
        f"/hub/agenda/{item.reference}/ask/",
        f"/requests/{request.reference}/decide/",
    ):
        assert said in browser.get(address).content.decode(), address


def test_the_hub_keeps_them_out_from_the_page(cast, signed_in):
    request = ask(cast.teacher, cast.east)
    browser = signed_in(cast.hub)
    address = f"/requests/{request.reference}/keep-out/"
    nobody = browser.post(address, {"whom": "agency", "agency": "", "reason": SAID})
    assert "There is a problem" in nobody.content.decode() and SAID in nobody.content.decode()
    sent_on = browser.post(address, {"whom": "agency", "agency": cast.police.reference, "worker": "", "reason": SAID})
    assert sent_on.status_code == 302
    page = browser.get(f"/requests/{request.reference}/").content.decode()
    assert f"{cast.police.name} reads nothing of it:" in page and SAID in page
    assert SAID not in signed_in(cast.teacher).get(f"/requests/{request.reference}/").content.decode()


def test_in_a_colleagues_name_the_database_keeps_nobody_out(cast):
    request = ask(cast.teacher, cast.east)
    row = {"tenant": cast.north, "request": request, "agency": cast.council, "kept_agency": cast.police, "reason": "x"}
    with pytest.raises(IntegrityError, match="own name"), acting_as(cast.hub):
        KeptOut.objects.create(**row, recorded_by=cast.chair)
    with acting_as(cast.hub), connection.cursor() as cursor:
        cursor.execute("SELECT has_column_privilege('hubs_keptout', 'reason', 'UPDATE')")
        assert cursor.fetchone() == (False,)


def test_nobody_is_kept_out_twice(cast):
    request = ask(cast.teacher, cast.east)
    done(cast.hub, keep_out, request=request, agency=cast.police, reason=SAID)
    refused(
        cast.hub, keep_out, request=request, agency=cast.police, reason=SAID, because="already", unchanged=[KeptOut]
    )


def test_whoever_leads_is_handed_over_what_the_family_said_in_its_own_words(cast):
    request = ask(cast.teacher, cast.east, limits=[Limit(None, "Uncle Rob", "They quarrelled")])
    made = done(cast.chair, decide, request=request, **ALLOCATED, allocated=Allocated(None, cast.council))
    with acting_as(cast.chair) as actor:
        assert "Not to be shared with: Uncle Rob (They quarrelled)" in known_of(made.request.episode, actor)["careful"]


def test_what_the_family_said_of_them_stays_at_the_hub(cast):
    """Whoever leads is to know whom to keep out; why, is said to the hub alone."""
    request = ask(cast.teacher, cast.east)
    done(cast.hub, keep_out, request=request, agency=cast.police, reason=SAID)
    done(cast.chair, decide, request=request, **ALLOCATED, allocated=Allocated(None, cast.school))
    with acting_as(cast.teacher):
        assert [SAID in one.reason for one in SharingExclusion.objects.all()] == [False]


@pytest.mark.parametrize("by_asker", [False, True])
def test_whom_a_known_family_keeps_out_already_is_no_reason_not_to_decide(cast, by_asker):
    family = known_family(cast, cast.police)
    request = ask(cast.teacher, cast.east, limits=[Limit(cast.police, "", "They quarrelled")] if by_asker else [])
    if not by_asker:
        done(cast.hub, keep_out, request=request, agency=cast.police, reason=SAID)
    made = done(cast.chair, decide, request=request, **ALLOCATED, allocated=Allocated(family, cast.council))
    with databases.as_owner():
        kept = SharingExclusion.objects.filter(episode=made.request.episode)
        assert [one.agency for one in kept] == [cast.police]


def test_a_meeting_goes_on_where_whoever_leads_it_is_kept_from_the_family_that_is_shown(cast):
    first, second = listed(cast), listed(cast)
    meeting = started(cast, first, second)
    shown = item_of(meeting, is_now=True)
    done(cast.hub, keep_out, request=shown.request, worker=cast.chair, reason="Her neighbour")
    done(cast.chair, show_item, item=item_of(meeting, is_now=False))
    assert as_it_is(shown).is_now is False and as_it_is(shown).is_on


@pytest.mark.parametrize("whom", ["agency", "worker"])
def test_whoever_leads_is_not_told_to_speak_with_whom_the_family_keeps_out(cast, whom):
    named = [("PC Lane", cast.police.name.upper()), (cast.partner.display_name, ""), ("Nurse Moss", "Child health")]
    request = listed(cast, helpers=named)
    done(cast.hub, keep_out, request=request, reason=SAID, **{whom: getattr(cast, KEPT[whom])})
    item = item_of(started(cast, request))
    begins = {"outcome": ItemOutcome.LEAD, "level": 3, "lead_agency": cast.school, "lead": cast.teacher}
    decide_item(cast, item, **begins)
    with databases.as_owner():
        talk_to = Handover.objects.get().talk_to
    assert "Nurse Moss, Child health" in talk_to and "Tess Teacher" in talk_to
    assert ("PC Lane" in talk_to, cast.partner.display_name in talk_to) == (whom == "worker", whom == "agency")


def test_nobody_is_kept_out_by_another_of_their_own_places(cast):
    request = ask(cast.teacher, cast.east)
    with databases.as_owner():
        places = [make_worker(one.user.email, cast.charity) for one in (cast.teacher, cast.hub)]
    for place in places:
        refused(
            cast.hub, keep_out, request=request, worker=place, reason=SAID, because="Ask a colleague",
            unchanged=[KeptOut, HelpRequest],
        )  # fmt: skip


def test_a_colleague_of_another_agency_at_the_hub_lets_them_know(cast):
    request = ask(cast.teacher, cast.east)
    with databases.as_owner():
        colleague = make_worker("nurse.hub@northbridge.example", cast.charity, Role.HUB_WORKER, cast.east)
    kept = done(cast.hub, keep_out, request=request, agency=cast.police, reason=SAID)
    assert done(colleague, let_know, kept=kept).ended_by == colleague


def test_who_must_not_read_early_help_that_runs_is_said_in_its_record(cast, signed_in):
    """Kept from the request alone, they would go on to read the family's record."""
    request = ask_about(cast)
    refused(
        cast.hub, keep_out, request=request, agency=cast.council, reason=SAID, because="in its record",
        unchanged=[KeptOut, HelpRequest],
    )  # fmt: skip
    page = signed_in(cast.hub).get(f"/requests/{request.reference}/").content.decode()
    assert f"/requests/{request.reference}/keep-out/" not in page
    assert f"/episodes/{cast.episode.reference}/sharing/limit/" in page
    done(cast.hub, exclude_from_sharing, episode=cast.episode, agency=cast.police, reason=SAID)
    assert f"agency:{cast.police.pk}" in as_it_is(request).excluded


class TestTheDatabase:
    """What a hub does past the pages."""

    @pytest.fixture
    def row(self, cast):
        request = ask(cast.teacher, cast.east)
        return {
            "tenant": cast.north,
            "request": request,
            "agency": cast.council,
            "recorded_by": cast.hub,
            "reason": "x",
        }

    def refuses(self, by, because, **row):
        with pytest.raises(IntegrityError, match=because), acting_as(by):
            KeptOut.objects.create(**row)

    def test_keeps_neither_whoever_asked_nor_whoever_writes_it_out(self, cast, row):
        with databases.as_owner():
            elsewhere = make_worker(cast.teacher.user.email, cast.charity)
        for whom in ({"kept_agency": cast.school}, {"kept_worker": elsewhere}, {"kept_agency": cast.council}):
            self.refuses(cast.hub, "whoever asked, and whoever keeps it", **row | whom)

    def test_keeps_nobody_from_a_request_that_is_decided(self, cast, row):
        done(cast.chair, decide, request=row["request"], **ALLOCATED, allocated=Allocated(None, cast.council))
        self.refuses(cast.hub, "before it is decided", **row, kept_agency=cast.police)

    def test_lets_somebody_know_once_in_ones_own_name(self, cast, row):
        kept = done(cast.hub, keep_out, request=row["request"], agency=cast.police, reason=SAID)
        with pytest.raises(IntegrityError, match="own name"), acting_as(cast.hub):
            KeptOut.objects.filter(pk=kept.pk).update(ended_at=kept.recorded_at, ended_by=cast.chair)
        done(cast.hub, let_know, kept=kept)
        with pytest.raises(IntegrityError, match="own name"), acting_as(cast.hub):
            KeptOut.objects.filter(pk=kept.pk).update(ended_at=None, ended_by=None)
