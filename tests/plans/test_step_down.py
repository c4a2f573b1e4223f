"""Help comes down from social care: both routes, what they handed over, and its use at the first review (R057-R060)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from cases.actions.episodes import allocate_lead
from cases.models import Episode, TimelineEvent
from ehm.files.paper import Paper
from ehm.models import Notification
from hubs.actions.triage import Allocated
from hubs.choices import CameBy, Diversion, Outcome
from plans.actions import step_down
from plans.actions.meetings import cancel_meeting
from plans.choices import HandedPaper, ListedBecause, MeetingKind
from plans.models import FollowUp, Listing, StepDown, StepDownPaper
from standards.actions.rulebook import change_standard
from standards.models import Clock
from tests import databases
from tests.cases.acting import acting_as, done, refused
from tests.cast import make_episode, make_family, share
from tests.ehm.hostile_papers import new, saved
from tests.hubs.asking import ask
from tests.hubs.test_triage import decided
from tests.plans.leaving import came_down
from tests.plans.writing import begun, held, planned, stored

TODAY = timezone.localdate()
UNCHANGED = (StepDown, Listing, TimelineEvent, Notification)
PLAN = Paper(b"%PDF-1.7", 2, "plan.pdf")


def stepped(cast, route="review", by=None, episode=None, **given):
    episode = episode or cast.episode
    return done(by or cast.practitioner, step_down.step_down, episode=episode, values=came_down(route, **given))


class TestRoutes:
    def test_at_a_meeting_of_theirs_that_named_the_lead(self, cast):
        row = stepped(cast)
        assert row.if_worse == "Ring the front door." and row.handed_over_on == TODAY
        with databases.as_owner():
            told = set(Notification.objects.filter(kind="plans.stepped_down").values_list("membership", flat=True))
            kinds = set(TimelineEvent.objects.values_list("kind", flat=True))
        assert told == {cast.coordinator.pk} and kinds == {"episode.stepped_down"}

    @pytest.mark.parametrize(
        ("given", "because"),
        [
            ({"if_worse": " "}, "if worries rise"),
            ({"handed_over_on": None}, "when they met"),
            ({"handed_over_on": TODAY + timedelta(days=1)}, "once they have met"),
        ],
    )
    def test_it_says_when_and_what_to_do_if_worries_rise(self, cast, given, because):
        refused(
            cast.practitioner,
            step_down.step_down,
            unchanged=UNCHANGED,
            because=because,
            episode=cast.episode,
            values=came_down("review", **given),
        )

    def test_it_names_who_leads(self, cast):
        with databases.as_owner():
            Episode.objects.filter(pk=cast.episode.pk).update(lead=None)
        refused(
            cast.practitioner,
            step_down.step_down,
            unchanged=UNCHANGED,
            because="ask that person to lead",
            episode=cast.episode,
            values=came_down("review"),
        )

    def test_without_a_lead_it_waits_for_the_meeting_as_the_family_agrees(self, cast, signed_in):
        refused(
            cast.practitioner,
            step_down.step_down,
            unchanged=UNCHANGED,
            because="only with their agreement",
            episode=cast.episode,
            values=came_down("meeting", family_view="disagrees"),
        )
        stepped(cast, "meeting")
        with databases.as_owner():
            assert Listing.objects.get().because == ListedBecause.NO_LEAD
        page = signed_in(cast.practitioner).get(f"/episodes/{cast.episode.reference}/").content.decode()
        assert "Listed for the next Family Matters" in page

    def test_the_database_asks_for_the_familys_agreement_too(self, cast):
        row = {"tenant_id": cast.north.pk, "agency": cast.council, "recorded_by": cast.practitioner}
        with acting_as(cast.practitioner), pytest.raises(IntegrityError), transaction.atomic():
            values = came_down("meeting", family_view="disagrees")
            StepDown.objects.create(**row, episode=cast.episode, **values)
        row_of_review = stepped(cast)
        with (
            acting_as(cast.practitioner),
            pytest.raises(DatabaseError, match="not for the meeting"),
            transaction.atomic(),
        ):
            Listing.objects.create(
                **row,
                episode=cast.episode,
                because=ListedBecause.NO_LEAD,
                step_down=row_of_review,
                is_harm_ruled_out=True,
            )

    def test_once(self, cast):
        stepped(cast)
        refused(
            cast.practitioner,
            step_down.step_down,
            unchanged=UNCHANGED,
            because="already",
            episode=cast.episode,
            values=came_down("review"),
        )

    def test_the_team_reads_it_and_does_not_write_it(self, cast, signed_in):
        with databases.as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        address = f"/episodes/{cast.episode.reference}/step-down/"
        assert signed_in(cast.teacher).get(address).status_code == 403
        stepped(cast)
        assert "Mr Dale" in signed_in(cast.teacher).get(address).content.decode()
        refused(
            cast.teacher,
            step_down.step_down,
            unchanged=UNCHANGED,
            error=PermissionDenied,
            episode=cast.episode,
            values=came_down("review"),
        )


class TestPapers:
    def test_only_with_the_familys_agreement(self, cast):
        row = stepped(cast)
        refused(
            cast.practitioner,
            step_down.add_paper,
            unchanged=(StepDownPaper, TimelineEvent),
            because="only when the family has agreed",
            step_down=row,
            kind=HandedPaper.ASSESSMENT,
            file=PLAN,
            family_agreed=False,
        )
        given = {"tenant": cast.north, "agency": cast.council, "recorded_by": cast.practitioner, "data": b"x"}
        with databases.as_owner(), pytest.raises(IntegrityError), transaction.atomic():
            StepDownPaper.objects.create(**given, episode=cast.episode, step_down=row, kind="plan", family_agreed=False)

    def test_it_is_made_harmless_kept_read_and_taken_off(self, cast, signed_in):
        row, client = stepped(cast), signed_in(cast.practitioner)
        upload = SimpleUploadedFile("Their plan.pdf", saved(new()), "application/pdf")
        answer = client.post(
            f"/step-downs/{row.reference}/papers/new/", {"kind": "plan", "file": upload, "family_agreed": "on"}
        )
        assert answer.status_code == 302
        with databases.as_owner():
            paper = StepDownPaper.objects.get()
        file = client.get(f"/from-social-care/{paper.reference}/")
        assert file.content.startswith(b"%PDF") and "attachment" in file["Content-Disposition"]
        assert signed_in(cast.stranger).get(f"/from-social-care/{paper.reference}/").status_code == 404
        client.post(f"/from-social-care/{paper.reference}/remove/")
        assert client.get(f"/from-social-care/{paper.reference}/").status_code == 404
        auditor, here = signed_in(cast.auditor), f"/episodes/{cast.episode.reference}/step-down/"
        assert "Taken off" in auditor.get(here).content.decode()
        assert "Their plan.pdf" not in client.get(here).content.decode()
        assert auditor.get(f"/from-social-care/{paper.reference}/").status_code == 200

    def test_what_is_no_document_is_refused(self, cast, signed_in):
        row = stepped(cast)
        upload = SimpleUploadedFile("plan.pdf", b"MZ not a document", "application/pdf")
        page = signed_in(cast.practitioner).post(
            f"/step-downs/{row.reference}/papers/new/", {"kind": "plan", "file": upload, "family_agreed": "on"}
        )
        assert page.status_code == 422
        with databases.as_owner():
            assert not StepDownPaper.objects.exists()


class TestFirstReview:
    def test_it_stands_beside_the_review_and_asks_whether_it_was_used(self, cast, signed_in):
        row = stepped(cast)
        done(cast.practitioner, step_down.add_paper, step_down=row, kind="plan", file=PLAN, family_agreed=True)
        begun(cast)
        review = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW)
        client = signed_in(cast.practitioner)
        page = client.get(f"/meetings/{review.reference}/").content.decode()
        assert "From social care" in page and f"/step-downs/{row.reference}/used/" in page
        page = client.get(f"/meetings/{review.reference}/minutes/").content.decode()
        assert "From social care" in page and 'name="was_used"' in page
        held(cast.practitioner, review, outcome="continue")
        minutes = f"/meetings/{review.reference}/"
        assert "use their plan" in client.get(minutes).content.decode()
        client.post(
            f"/step-downs/{row.reference}/used/", {"meeting": review.reference, "was_used": "no", "how": "Late"}
        )
        assert "was not used at the first review" in client.get(minutes).content.decode()
        client.post(f"/step-downs/{row.reference}/used/", {"meeting": review.reference, "was_used": "yes", "how": ""})
        page = client.get(minutes).content.decode()
        assert "It was used" in page and "use their plan" not in page and "was not used" not in page

    def test_the_minutes_say_whether_it_was_used(self, cast, signed_in):
        row = stepped(cast)
        begun(cast)
        review = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW)
        began = timezone.localtime()
        given = {f"starts_at_{name}": str(getattr(began, name)) for name in ("day", "month", "year")}
        given |= {"starts_at_time": f"{began:%H:%M}", "outcome": "continue", "why_no_next": "None yet."}
        address = f"/meetings/{review.reference}/minutes/"
        client = signed_in(cast.practitioner)
        assert client.post(address, given | {"was_used": "yes", "how_used": "Read aloud"}).status_code == 302
        row = stored(row)
        assert row.was_used and row.used_at_id == review.pk and row.how_used == "Read aloud"
        assert 'name="was_used"' not in client.get(f"{address}put-right/").content.decode()

    def test_of_no_other_familys_meeting(self, cast):
        row = stepped(cast)
        with databases.as_owner():
            other = make_episode(cast.practitioner, make_family(cast.practitioner, "Other family"), cast.east)
        begun(cast, episode=other)
        review = planned(cast.practitioner, other, MeetingKind.REVIEW)
        refused(
            cast.practitioner,
            step_down.say_used,
            unchanged=(StepDown, TimelineEvent),
            because="this family's plan",
            step_down=row,
            meeting=review,
            was_used=True,
            how="",
        )

    def test_of_no_review_that_was_cancelled_meanwhile(self, cast):
        row = stepped(cast)
        begun(cast)
        read_before = planned(cast.practitioner, cast.episode, MeetingKind.REVIEW)
        done(cast.practitioner, cancel_meeting, meeting=stored(read_before), reason="Snow")
        refused(
            cast.practitioner,
            step_down.say_used,
            unchanged=(StepDown, TimelineEvent),
            because="this family's plan",
            step_down=row,
            meeting=read_before,
            was_used=True,
            how="",
        )


class TestCoordinator:
    @pytest.fixture
    def clock_is_on(self, cast):
        done(cast.admin, change_standard, standard="coordinator_follow_up", values={"enabled": True}, why="x")

    @pytest.fixture
    def at_school(self, cast):
        """A family of the east that the school leads, and help for it came down."""
        with databases.as_owner():
            family = make_family(cast.teacher, "Vale family", area=cast.east)
            episode = make_episode(cast.teacher, family, cast.east)
        stepped(cast, by=cast.teacher, episode=episode)
        return follow_up_of(episode)

    def test_asks_where_a_partner_leads_within_the_standards_time(self, cast, clock_is_on, at_school):
        with databases.as_owner():
            clock = Clock.objects.get(standard="coordinator_follow_up")
            told = Notification.objects.filter(kind="plans.follow_up_asked").values_list("membership", flat=True)
            assert set(told) == {cast.coordinator.pk}
        assert clock.holder == cast.coordinator and clock.state == "running"
        done(cast.coordinator, step_down.follow_up, follow_up=at_school, **ASKED)
        with databases.as_owner():
            assert Clock.objects.get(standard="coordinator_follow_up").state == "met"

    def test_not_where_the_hub_leads(self, cast, clock_is_on):
        stepped(cast)
        with databases.as_owner():
            assert not Clock.objects.filter(standard="coordinator_follow_up").exists()
            assert not FollowUp.objects.exists()

    def test_once_the_hub_asks_a_partner_to_lead_what_came_down_to_it(self, cast, clock_is_on):
        stepped(cast)
        done(cast.practitioner, allocate_lead, episode=cast.episode, lead_agency=cast.school, lead=cast.teacher)
        row = follow_up_of(cast.episode)
        assert row.because == "step_down"
        done(cast.coordinator, step_down.follow_up, follow_up=row, **ASKED)
        done(cast.hub, allocate_lead, episode=cast.episode, lead_agency=cast.police, lead=cast.partner, end_reason="x")
        with databases.as_owner():
            assert FollowUp.objects.count() == Clock.objects.filter(standard="coordinator_follow_up").count() == 1

    @pytest.mark.parametrize(
        ("diversion", "because"), [("mash", "front_door"), ("step_down", "step_down"), ("none", None)]
    )
    def test_of_requests_that_the_front_door_or_social_care_sent_on(self, cast, clock_is_on, diversion, because):
        request = ask(cast.hub, cast.east, CameBy.PHONE, diversion=Diversion(diversion))
        helps = {"outcome": Outcome.ALLOCATED, "allocated": Allocated(None, cast.school)}
        episode = decided(cast, request, **helps).request.episode
        with databases.as_owner():
            assert not FollowUp.objects.exists(), "nobody there has been asked to lead yet"
        done(cast.chair, allocate_lead, episode=episode, lead_agency=cast.school, lead=cast.teacher)
        with databases.as_owner():
            assert list(FollowUp.objects.values_list("because", flat=True)) == ([because] if because else [])
            assert Clock.objects.filter(standard="coordinator_follow_up").count() == bool(because)

    def test_the_list_of_the_coordinator_and_what_was_said(self, cast, at_school, signed_in):
        client, url = signed_in(cast.coordinator), f"/episodes/{at_school.episode.reference}/follow-up/"
        mine = client.get("/").content.decode()
        assert "1 family that" in mine and "ask how it goes" not in mine, "asked once"
        assert "ask how it goes" in client.get("/notifications/").content.decode()
        assert "/follow-ups/" in client.get("/requests/").content.decode()
        assert url in client.get("/follow-ups/").content.decode()
        assert url not in signed_in(cast.hub).get("/follow-ups/").content.decode(), "the coordinator does it"
        typed = {"on_day": TODAY.day, "on_month": TODAY.month, "on_year": TODAY.year, "to_do": "Ring again"}
        kept = client.post(url, typed | {"with_whom": "Tess Teacher", "heard": ""}).content.decode()
        assert "There is a problem" in kept and "Ring again" in client.get(url).content.decode()
        sent = client.post(url, typed | {"with_whom": "Tess Teacher", "heard": "They go to school"})
        assert sent.url == "/follow-ups/"
        lists = client.get("/follow-ups/").content.decode()
        assert "Nobody is to be asked" in lists and "Tess Teacher" in lists and "Ring again" in lists
        assert "They go to school" in signed_in(cast.teacher).get(url).content.decode(), "whoever leads reads it"

    def test_who_reads_and_who_writes_it(self, cast, at_school, signed_in):
        with databases.as_owner():
            share(at_school.episode, cast.police, cast.teacher)
        url = f"/episodes/{at_school.episode.reference}/follow-up/"
        assert signed_in(cast.partner).get(url).status_code == 404, "in the team"
        assert signed_in(cast.west_hub).get(url).status_code == 404
        assert signed_in(cast.hub).get(url).status_code == 403
        assert signed_in(cast.teacher).get("/follow-ups/").status_code == 403
        for worker in (cast.teacher, cast.hub, cast.auditor):
            refused(
                worker, step_down.follow_up, follow_up=at_school, **ASKED, error=PermissionDenied, unchanged=[FollowUp]
            )

    @pytest.mark.parametrize(
        ("change", "because"),
        [
            ({"on": TODAY + timedelta(days=1)}, "in the future"),
            ({"heard": " "}, "how it goes"),
            ({"with_whom": ""}, "whom"),
        ],
    )
    def test_it_says_when_whom_and_what(self, cast, at_school, change, because):
        given = ASKED | change
        refused(
            cast.coordinator, step_down.follow_up, follow_up=at_school, **given, because=because, unchanged=[FollowUp]
        )

    def test_once(self, cast, at_school):
        done(cast.coordinator, step_down.follow_up, follow_up=at_school, **ASKED)
        refused(
            cast.coordinator, step_down.follow_up, follow_up=at_school, **ASKED, because="already", unchanged=[FollowUp]
        )


ASKED = {"on": TODAY, "with_whom": "Tess Teacher", "heard": "Well", "to_do": ""}


def follow_up_of(episode):
    with databases.as_owner():
        return FollowUp.objects.select_related("episode").get(episode=episode)
