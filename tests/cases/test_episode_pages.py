"""The pages of an episode: who gets which, what they say, and what a mistake keeps."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import timeline
from cases.choices import EpisodeStatus
from cases.models import (
    Address,
    Agreement,
    Episode,
    LeadAllocation,
    SharingExclusion,
    TeamAgency,
)
from ehm import events
from ehm.models import Area, AreaPostcode
from tests.cases.acting import acting_as
from tests.cast import make_agency, make_episode, make_family, make_person, make_worker, share
from tests.databases import as_owner


def episode_url(episode, rest=""):
    return f"/episodes/{episode.reference}/{rest}"


def day(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def text(response):
    return " ".join(response.content.decode().split())


def row(model, **about):
    with as_owner():
        return model.objects.get(**about)


@pytest.fixture
def new_family(cast):
    with as_owner():
        child = make_person(cast.practitioner, "Ida", "Lane")
        return make_family(cast.practitioner, "Lane family", child, area=cast.east)


def request_data(cast, **change):
    asked = timezone.localtime() - timedelta(hours=1)
    return {
        "origin": "request",
        "reason": "Ida misses school.",
        **day("requested_at", asked),
        "requested_at_time": f"{asked:%H:%M}",
        "level": "3",
        "level_reason": "Three services help already.",
        "area": cast.east.reference,
        "lead_agency": cast.council.reference,
        "lead": cast.practitioner.reference,
        "has_agreed": "no",
        "opens_now": "yes",
    } | change


class TestNewEpisode:
    def url(self, family):
        return f"/families/{family.reference}/episodes/new/"

    def test_one_short_form_opens_an_episode(self, cast, new_family, signed_in):
        answer = signed_in(cast.practitioner).post(self.url(new_family), request_data(cast))
        episode = row(Episode, family=new_family)
        assert (answer.status_code, answer.url) == (302, episode_url(episode))
        assert (episode.status, episode.lead_id) == (EpisodeStatus.OPEN, cast.practitioner.pk)

    def test_a_mistake_keeps_what_was_typed_and_writes_nothing(self, cast, new_family, signed_in):
        tomorrow = timezone.localdate() + timedelta(days=1)
        data = request_data(cast, level="", **day("requested_at", tomorrow))
        answer = signed_in(cast.practitioner).post(self.url(new_family), data)
        assert answer.status_code == 422
        assert "When help was asked for must be today or in the past" in text(answer)
        assert "Three services help already." in text(answer)
        with as_owner():
            assert not Episode.objects.filter(family=new_family).exists()

    def test_who_agreed_is_asked_only_where_somebody_did(self, cast, new_family, signed_in):
        client = signed_in(cast.practitioner)
        answer = client.post(self.url(new_family), request_data(cast, has_agreed="yes"))
        assert answer.status_code == 422
        child = row(Episode._meta.apps.get_model("cases", "Person"), given_name="Ida")
        agreed = {"agreed_by": child.reference, "agreed_how": "spoken", **day("agreed_on", timezone.localdate())}
        client.post(self.url(new_family), request_data(cast, has_agreed="yes", **agreed))
        assert row(Agreement, episode__family=new_family).person_id == child.pk

    def test_refused_in_the_error_summary(self, cast, signed_in):
        answer = signed_in(cast.practitioner).post(self.url(cast.family), request_data(cast))
        assert answer.status_code == 422
        assert "Northbridge Early Help already leads early help for this family" in text(answer)

    def test_the_area_comes_from_the_postcode(self, cast, new_family, signed_in):
        client = signed_in(cast.practitioner)
        selected = '<option value="{}" selected>'
        assert selected.format(cast.east.reference) in text(client.get(self.url(new_family)))
        with as_owner():
            AreaPostcode.objects.create(tenant=cast.north, area=cast.east, prefix="CV99")
            AreaPostcode.objects.create(tenant=cast.north, area=cast.west, prefix="CV99 1")
            Address.objects.create(
                tenant=cast.north,
                family=new_family,
                person=new_family.members.get().person,
                postcode="CV99 1AB",
                agency=cast.council,
                recorded_by=cast.practitioner,
            )
        assert selected.format(cast.west.reference) in text(client.get(self.url(new_family)))

    def test_the_hub_chooses_the_agency_an_agency_is_itself(self, cast, new_family, signed_in):
        assert "Larkfield Primary" in text(signed_in(cast.hub).get(self.url(new_family)))
        assert "Larkfield Primary" not in text(signed_in(cast.practitioner).get(self.url(new_family)))

    @pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("admin", 404), ("partner", 404), ("stranger", 404)])
    def test_for_nobody_else(self, cast, new_family, signed_in, who, status):
        assert signed_in(getattr(cast, who)).get(self.url(new_family)).status_code == status


PAGES = ["", "open/", "not-taken-up/", "level/", "lead/", "lead/end/", "close/", "sharing/", "sharing/add/"]
PAGES += ["sharing/agreement/", "sharing/limit/", "oversight/new/"]
READ_ONLY = {"", "sharing/"}


@pytest.mark.parametrize("rest", PAGES)
def test_who_gets_which_page(cast, signed_in, rest):
    """The lead agency and the hub do everything, the team and auditors read, others find nothing."""
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    url = episode_url(cast.episode, rest)
    manager_only = rest == "oversight/new/"
    got = {who: signed_in(getattr(cast, who)).get(url).status_code for who in ("practitioner", "hub", "manager")}
    assert got == {"practitioner": 403 if manager_only else 200, "hub": 403 if manager_only else 200, "manager": 200}
    for who in ("teacher", "head", "auditor"):
        assert signed_in(getattr(cast, who)).get(url).status_code == (200 if rest in READ_ONLY else 403), who
    absent = signed_in(cast.partner).get("/episodes/0000-0000/" + rest)
    for who in ("partner", "stranger"):
        answer = signed_in(getattr(cast, who)).get(url)
        assert (answer.status_code, answer.content) == (404, absent.content), who
    assert signed_in(cast.admin).get(url).status_code == 404


class TestEpisodePage:
    def test_says_how_it_stands_in_the_partnerships_words(self, cast, signed_in):
        page = text(signed_in(cast.practitioner).get(episode_url(cast.episode)))
        for words in (
            "RHRT 3, intensive family support",
            "Lead practitioner",
            "Family hub",
            "East hub",
            "End early help",
        ):
            assert words in page
        assert "Record management oversight" not in page

    def test_offers_only_what_one_may_do(self, cast, signed_in):
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        page = text(signed_in(cast.teacher).get(episode_url(cast.episode)))
        assert "What you can do" not in page
        assert "Record management oversight" in text(signed_in(cast.manager).get(episode_url(cast.episode)))

    def test_asks_the_practitioner_to_agree(self, cast, signed_in):
        with as_owner():
            LeadAllocation.objects.filter(episode=cast.episode).update(agreed_at=None)
        assert "You are asked to lead" in text(signed_in(cast.practitioner).get(episode_url(cast.episode)))
        assert "You are asked to lead" not in text(signed_in(cast.manager).get(episode_url(cast.episode)))
        url = episode_url(cast.episode, "lead/agree/")
        assert signed_in(cast.manager).get(url).status_code == 403
        assert signed_in(cast.practitioner).post(url, {"by_family": "on"}).status_code == 302
        allocation = row(LeadAllocation, episode=cast.episode)
        assert (allocation.agreed_by_practitioner, allocation.agreed_by_family, allocation.agreed_by_children) == (
            True,
            True,
            False,
        )

    def test_the_timeline_comes_in_pages(self, cast, signed_in):
        client = signed_in(cast.practitioner)
        for number in range(22):
            data = {"level": "2" if number % 2 == 0 else "3", "reason": f"Change {number}"}
            answer = client.post(episode_url(cast.episode, "level/"), data | day("decided_on", timezone.localdate()))
            assert answer.status_code == 302
        first = text(client.get(episode_url(cast.episode)))
        assert first.count("moj-timeline__item") == 20
        assert "?older=1#timeline" in first
        second = text(client.get(episode_url(cast.episode) + "?older=1"))
        assert second.count("moj-timeline__item") == 2
        assert "?older=" not in second


class TestForms:
    def test_a_new_lead_is_chosen_from_the_agencys_people_with_their_load(self, cast, signed_in):
        with as_owner():
            colleague = make_worker("colleague@northbridge.example", cast.council)
        client = signed_in(cast.manager)
        page = text(client.get(episode_url(cast.episode, "lead/")))
        assert "Colleague, practitioner, leads no family" in page
        assert "Auditor, " not in page and "Admin, " not in page and "Teacher" not in page
        school = text(client.get(episode_url(cast.episode, "lead/") + f"?agency={cast.school.reference}"))
        assert "Teacher, practitioner" in school and "leads" not in school.split("Teacher, practitioner")[1][:20]
        data = {"lead": colleague.reference, "end_reason": "Moves on", "note": ""}
        assert client.post(episode_url(cast.episode, "lead/"), data).status_code == 302
        assert row(Episode, pk=cast.episode.pk).lead_id == colleague.pk
        assert "Manager, manager, leads no family" in text(client.get(episode_url(cast.episode, "lead/")))
        assert "Practitioner, practitioner, leads no family" in text(client.get(episode_url(cast.episode, "lead/")))

    def test_who_gives_the_lead_away_comes_back_to_their_list(self, cast, signed_in):
        url = episode_url(cast.episode, "lead/") + f"?agency={cast.school.reference}"
        answer = signed_in(cast.practitioner).post(
            url, {"lead": cast.teacher.reference, "end_reason": "School leads", "note": ""}, follow=True
        )
        assert answer.redirect_chain == [("/caseload/", 302)]
        assert "You can no longer read this episode" in text(answer)

    def test_a_post_without_permission_changes_nothing(self, cast, signed_in):
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        answer = signed_in(cast.teacher).post(
            episode_url(cast.episode, "level/"),
            {"level": "1", "reason": "x", **day("decided_on", timezone.localdate())},
        )
        assert answer.status_code == 403
        assert row(Episode, pk=cast.episode.pk).level == 3


class TestSharingPages:
    def test_who_can_read_and_why(self, cast, signed_in):
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        page = text(signed_in(cast.practitioner).get(episode_url(cast.episode, "sharing/")))
        for words in ("Northbridge Early Help", "East hub", "Larkfield Primary", "Auditors", "not signed the sharing"):
            assert words in page

    def test_an_agency_joins_and_leaves(self, cast, signed_in):
        client = signed_in(cast.practitioner)
        data = {"agency": cast.school.reference, "helps_with": "school attendance"}
        assert client.post(episode_url(cast.episode, "sharing/add/"), data).status_code == 302
        assert signed_in(cast.teacher).get(episode_url(cast.episode)).status_code == 200
        member = row(TeamAgency, episode=cast.episode)
        assert client.post(f"/team-agencies/{member.reference}/end/").status_code == 302
        assert signed_in(cast.teacher).get(episode_url(cast.episode)).status_code == 404

    def test_a_limit_hides_the_page_at_once_and_lifting_gives_it_back(self, cast, signed_in):
        """R118: the same bytes as for an episode that never was."""
        with as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        client, teacher = signed_in(cast.practitioner), signed_in(cast.teacher)
        limit = episode_url(cast.episode, "sharing/limit/") + f"?agency={cast.school.reference}"
        data = {"whom": "worker", "worker": cast.teacher.reference, "reason": "An aunt works there"}
        assert client.post(limit, data).status_code == 302
        hidden, absent = teacher.get(episode_url(cast.episode)), teacher.get("/episodes/0000-0000/")
        assert (hidden.status_code, hidden.content) == (404, absent.content)
        head = text(signed_in(cast.head).get(episode_url(cast.episode, "sharing/")))
        assert "Teacher, Larkfield Primary" in head and "An aunt works there" not in head
        exclusion = row(SharingExclusion, episode=cast.episode)
        assert teacher.get(f"/sharing-limits/{exclusion.reference}/lift/").status_code == 404
        lift = f"/sharing-limits/{exclusion.reference}/lift/"
        assert signed_in(cast.head).get(lift).status_code == 403
        assert client.post(lift, {"reason": "The family changed its mind"}).status_code == 302
        assert teacher.get(episode_url(cast.episode)).status_code == 200

    def test_keeping_out_those_who_run_it_must_be_meant(self, cast, signed_in):
        client = signed_in(cast.teacher)
        limit = episode_url(cast.school_episode, "sharing/limit/") + f"?agency={cast.school.reference}"
        data = {"whom": "agency", "reason": "A neighbour works there"}
        answer = client.post(limit, data)
        assert answer.status_code == 422
        assert "hides the episode from you or from who leads" in text(answer)
        answer = client.post(limit, data | {"understood": "on"}, follow=True)
        assert answer.redirect_chain == [("/caseload/", 302)]
        assert client.get(episode_url(cast.school_episode)).status_code == 404

    def test_nobody_is_kept_out_whom_nobody_could_let_in_again(self, cast, signed_in):
        limit = episode_url(cast.episode, "sharing/limit/") + f"?agency={cast.council.reference}"
        data = {"whom": "agency", "reason": "A neighbour works there", "understood": "on"}
        answer = signed_in(cast.practitioner).post(limit, data)
        assert answer.status_code == 422 and "not even to lift the limit" in text(answer)
        assert "A neighbour works there" in text(answer)

    def test_agreements_are_recorded_and_taken_back(self, cast, signed_in):
        client = signed_in(cast.practitioner)
        today = timezone.localdate()
        data = {"kind": "early_help", "person": cast.dee.reference, "is_given": "yes", "form": "spoken", "note": ""}
        url = episode_url(cast.episode, "sharing/agreement/")
        assert client.post(url, data | day("agreed_on", today)).status_code == 302
        agreement = row(Agreement, episode=cast.episode)
        back = f"/agreements/{agreement.reference}/withdraw/"
        assert client.post(back, day("withdrawn_on", today)).status_code == 302
        assert "Taken back" in text(client.get(episode_url(cast.episode, "sharing/")))


@pytest.mark.parametrize(
    ("named", "goes_back"),
    [
        ("/caseload/", True),
        ("https://elsewhere.example/", False),
        ("//elsewhere.example/", False),
        ("/\\elsewhere.example/", False),
        ("/no/such/page/", False),
        ("caseload/", False),
    ],
)
def test_an_agreement_leads_back_to_the_page_of_ours_that_asked_for_it(cast, signed_in, named, goes_back):
    client = signed_in(cast.practitioner)
    data = {"kind": "early_help", "person": cast.dee.reference, "is_given": "yes", "form": "spoken", "note": ""}
    url = episode_url(cast.episode, "sharing/agreement/") + "?" + urlencode({"next": named})
    back = named if goes_back else episode_url(cast.episode, "sharing/")
    assert f'href="{back}" class="govuk-back-link"' in text(client.get(url))
    assert client.post(url, data | day("agreed_on", timezone.localdate()))["Location"] == back


def test_going_on_without_an_agency_says_what_is_missing(cast, signed_in):
    client, limit = signed_in(cast.practitioner), episode_url(cast.episode, "sharing/limit/")
    assert "Choose the agency first" not in text(client.get(limit))
    assert "Choose the agency first" in text(client.get(limit + "?agency="))
    assert "Choose the agency first" not in text(client.get(f"{limit}?agency={cast.school.reference}"))


class TestCaseload:
    def test_each_sees_their_own(self, cast, signed_in):
        with as_owner():
            share(cast.episode, cast.police, cast.practitioner)

        def shown(who, show=""):
            page = text(signed_in(getattr(cast, who)).get("/caseload/" + show))
            return {name for name in ("Reed family", "Hale family", "Marsh family") if name in page}

        assert shown("practitioner") == {"Reed family"}
        assert shown("hub") == {"Reed family"}, "those of the area first"
        assert shown("hub", "?show=mine") == set()
        assert shown("manager") == {"Reed family"}
        assert shown("west_hub") == {"Hale family"}
        assert shown("partner") == {"Reed family"}
        assert shown("partner", "?show=ours") == set()
        assert shown("auditor") == {"Reed family", "Hale family"}
        assert shown("stranger") == {"Marsh family"}
        assert signed_in(cast.admin).get("/caseload/").status_code == 404

    @pytest.mark.parametrize("with_clock", [20, 24, 27])
    def test_soonest_due_first_in_pages_without_counting(self, cast, signed_in, with_clock):
        """The first page of 25 ends among those without a clock, just before them, and among those with one."""
        now = timezone.now()
        with as_owner():
            Episode.objects.filter(pk=cast.episode.pk).update(next_due_at=now - timedelta(days=2))
            for number in range(30):
                family = make_family(cast.practitioner, f"Family {number:02}", area=cast.east)
                due = None if number >= with_clock else now + timedelta(days=1 + number // 2)
                make_episode(cast.practitioner, family, cast.east, next_due_at=due)
        client = signed_in(cast.practitioner)
        with CaptureQueriesContext(connection) as seen:
            first = client.get("/caseload/")
        assert not any("COUNT(" in query["sql"] for query in seen if "cases_" in query["sql"])
        names = [row["family"] for row in first.context_data["rows"]]
        second = client.get(first.context_data["next_url"])
        names += [row["family"] for row in second.context_data["rows"]]
        assert names == ["Reed family", *(f"Family {number:02}" for number in range(30))]
        assert "2 days late" in text(first)
        assert second.context_data["next_url"] == ""
        assert client.get("/caseload/?after=0000-0000").status_code == 404

    def test_ended_help_is_not_on_it(self, cast, signed_in):
        with as_owner():
            Episode.objects.filter(pk=cast.episode.pk).update(
                status=EpisodeStatus.CLOSED, closed_at=timezone.now(), closed_by=cast.practitioner
            )
        assert "Reed family" not in text(signed_in(cast.practitioner).get("/caseload/"))


class TestOversightList:
    def test_fresh_allocations_the_oldest_first_until_they_are_looked_at(self, cast, signed_in):
        client = signed_in(cast.manager)
        assert "Reed family" in text(client.get("/oversight/"))
        for who in ("practitioner", "hub", "auditor"):
            assert signed_in(getattr(cast, who)).get("/oversight/").status_code == 403
        oversight = {
            "occasion": "allocation",
            "what_is_happening": "a",
            "what_is_working": "b",
            "what_should_be_done": "c",
            "why": "d",
            **day("by_when", timezone.localdate()),
        }
        assert client.post(episode_url(cast.episode, "oversight/new/"), oversight).status_code == 302
        assert "Reed family" not in text(client.get("/oversight/"))

    def test_not_ones_own_work_and_not_a_partners(self, cast, signed_in):
        with as_owner():
            LeadAllocation.objects.filter(episode=cast.episode).update(lead=cast.manager)
        assert "Reed family" not in text(signed_in(cast.manager).get("/oversight/"))
        assert "Hale family" not in text(signed_in(cast.head).get("/oversight/"))


def test_every_page_speaks_the_partnerships_words(cast, signed_in):
    with as_owner():
        council = make_agency(cast.march, "Marchfield Early Help", "local_authority")
        worker = make_worker("practitioner@marchfield.example", council)
        area = Area.objects.create(tenant=cast.march, name="Marchfield hub", kind="county")
        family = make_family(worker, "Nash family", make_person(worker, "Kit", "Nash"), area=area)
        episode = make_episode(worker, family, area, level=2, level_band="high")
    page = text(signed_in(worker).get(episode_url(episode)))
    assert "Key worker" in page and "High level 2, additional" in page
    assert "Lead practitioner" not in page
    with acting_as(worker) as actor:
        assert Episode.objects.visible_to(actor).get() == episode


def test_what_one_person_did_several_times_on_a_day_is_told_once(cast, signed_in):
    with acting_as(cast.practitioner) as actor:
        for _ in range(3):
            events.record(timeline.EXCLUSION_LIFTED, cast.episode, by=actor)
        events.record(timeline.EXCLUSION_LIFTED, cast.episode, by=actor, occurred_at=timezone.now() - timedelta(days=2))
    page = text(signed_in(cast.practitioner).get(episode_url(cast.episode)))
    assert page.count("A limit on sharing was lifted") == 2 and "A limit on sharing was lifted, 3 times" in page
