"""Conversations about step up, in each partnership's own way; the list of the meeting; the pack (R057, R061, R063)."""

import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from assessments.actions.limiting import keep_back
from cases.models import SharingExclusion, TimelineEvent
from ehm.models import AgencyKind
from plans.actions import closing, front_door, step_up
from plans.actions.stuck import say_stuck
from plans.choices import ListedBecause, StepUpOutcome
from plans.ending import still_missing
from plans.models import Listing, StepUp
from plans.packs import contents_for, printed, recipients
from plans.profile import profile_of
from tests import databases
from tests.assessments.test_reading_pages import pdf_text
from tests.assessments.writing import agree, decided, fill, submit, what_is_written
from tests.cases.acting import acting_as, done, refused
from tests.cast import make_agency, share
from tests.plans.leaving import talked, told
from tests.plans.test_copies import ALL, FROM_DEE, FROM_NAN, FROM_SCHOOL, found_in
from tests.plans.writing import begun, goal, promise

UNCHANGED = (StepUp, Listing, TimelineEvent)
EPISODE, STEP_UP = "episodes/{}/", "episodes/{}/step-up/"


class TestInEachPartnership:
    def test_the_outcomes_are_its_own(self, cast):
        of = {one.slug: [key.value for key, _ in profile_of(one).step_up.outcomes] for one in (cast.north, cast.salt)}
        assert of == {"northbridge": ["advice", "referral", "contact"], "saltmere": ["advice", "meeting", "contact"]}

    def test_what_it_does_not_have_is_refused(self, cast):
        refused(
            cast.practitioner,
            step_up.talk_about_step_up,
            unchanged=UNCHANGED,
            because="where it led",
            episode=cast.episode,
            **talked(outcome=StepUpOutcome.MEETING),
        )

    def test_what_is_complex_is_listed_for_the_meeting(self, cast, signed_in):
        talk = done(
            cast.stranger,
            step_up.talk_about_step_up,
            episode=cast.salt_episode,
            **talked(outcome=StepUpOutcome.MEETING),
        )
        with databases.as_owner():
            listing = Listing.objects.get()
        assert (listing.step_up_id, listing.because) == (talk.pk, "complex") and listing.is_harm_ruled_out
        client = signed_in(cast.stranger)
        page = client.get(f"/episodes/{cast.salt_episode.reference}/").content.decode()
        assert "Listed for the next Early Help Action Meeting" in page
        client.post(f"/listed/{listing.reference}/end/", {"because": "Settled"})
        assert (
            "Listed for the next"
            not in client.get(f"/episodes/{cast.salt_episode.reference}/step-up/").content.decode()
        )


class TestHarm:
    @pytest.mark.parametrize("outcome", [StepUpOutcome.ADVICE, StepUpOutcome.MEETING])
    def test_it_leads_to_the_front_door_only(self, cast, outcome):
        refused(
            cast.stranger,
            step_up.talk_about_step_up,
            unchanged=UNCHANGED,
            because="EHASH is told at once",
            episode=cast.salt_episode,
            **talked(outcome=outcome, is_harm_feared=True),
        )

    def test_the_database_holds_it_too(self, cast):
        row = {"tenant_id": cast.salt.pk, "agency": cast.salt_council, "recorded_by": cast.stranger}
        values = talked(outcome=StepUpOutcome.MEETING, is_harm_feared=True)
        with acting_as(cast.stranger), pytest.raises(IntegrityError), transaction.atomic():
            StepUp.objects.create(**row, episode=cast.salt_episode, **values)

    def test_no_list_takes_what_was_meant_for_the_front_door(self, cast):
        values = talked(outcome=StepUpOutcome.CONTACT, is_harm_feared=True)
        talk = done(cast.stranger, step_up.talk_about_step_up, episode=cast.salt_episode, **values)
        row = {"tenant_id": cast.salt.pk, "agency": cast.salt_council, "recorded_by": cast.stranger}
        with acting_as(cast.stranger), pytest.raises(DatabaseError, match="did not lead"), transaction.atomic():
            Listing.objects.create(
                **row,
                episode=cast.salt_episode,
                because=ListedBecause.COMPLEX,
                step_up=talk,
                is_harm_ruled_out=True,
            )

    def test_until_they_are_told_it_stands_first_on_my_work(self, cast, signed_in):
        values = talked(outcome=StepUpOutcome.CONTACT, is_harm_feared=True)
        talk = done(cast.stranger, step_up.talk_about_step_up, episode=cast.salt_episode, **values)
        client = signed_in(cast.stranger)
        assert "have not told them yet" in client.get("/").content.decode()
        done(cast.stranger, front_door.tell_front_door, episode=cast.salt_episode, told=told(), step_up=talk)
        assert "have not told them yet" not in client.get("/").content.decode()

    @pytest.mark.parametrize("days", [0, 2])
    def test_told_is_who_was_told_on_the_day_of_the_conversation_or_later(self, cast, signed_in, days):
        """On my work and beside the episode alike, whichever of the two was written down first."""
        talk = talked(outcome=StepUpOutcome.CONTACT, is_harm_feared=True)
        before = told(made_at=talk["held_at"] - timedelta(days=days))
        done(cast.stranger, front_door.tell_front_door, episode=cast.salt_episode, told=before)
        done(cast.stranger, step_up.talk_about_step_up, episode=cast.salt_episode, **talk)
        client = signed_in(cast.stranger)
        for page, words in (("", "have not told them yet"), (EPISODE, "Not told yet"), (STEP_UP, "Not told yet")):
            said = client.get("/" + page.format(cast.salt_episode.reference)).content.decode()
            assert (words in said) == bool(days), page
        done(cast.stranger, front_door.tell_front_door, episode=cast.salt_episode, told=before)
        assert ("have not told them yet" in client.get("/").content.decode()) == bool(days)

    def test_the_page_goes_on_to_telling_with_the_words(self, cast, signed_in):
        client, now = signed_in(cast.stranger), timezone.localtime()
        at = {"day": now.day, "month": now.month, "year": now.year, "time": f"{now:%H:%M}"}
        answer = client.post(
            f"/episodes/{cast.salt_episode.reference}/step-up/",
            {
                **{f"held_at_{part}": value for part, value in at.items()},
                **{"with_whom": "Ms Hale", "worries": "Bruises", "tried": "Visits"},
                **{"is_harm_feared": "yes", "outcome": "contact", "advice": ""},
            },
        )
        assert "/front-door/?talk=" in answer["Location"]
        assert "What you talked about is saved" in client.get(answer["Location"]).content.decode()
        assert "Bruises</textarea>" in client.get(answer["Location"]).content.decode()


class TestAgreedFirst:
    def test_coventry_names_what_is_not_agreed_when_help_ends_by_step_up(self, cast):
        written = dict.fromkeys(closing.CLOSING, "") | {
            "reason": "stepped_up",
            "rationale": "x",
            "family_view": "agrees",
        }
        done(
            cast.practitioner,
            closing.write_closing,
            episode=cast.episode,
            values=written,
            needs={},
            scored=[],
            version=0,
        )
        with acting_as(cast.practitioner) as actor:
            lacks = " ".join(still_missing(cast.episode, actor))
        assert "family agrees to step up" in lacks and "handed over" in lacks and "leads in social care" in lacks
        done(cast.practitioner, front_door.tell_front_door, episode=cast.episode, told=told(is_harm_feared=True))
        with acting_as(cast.practitioner) as actor:
            lacks = " ".join(still_missing(cast.episode, actor))
        assert "family agrees to step up" not in lacks and "handed over" in lacks  # where harm is feared nothing waits
        talk = done(cast.practitioner, step_up.talk_about_step_up, episode=cast.episode, **talked())
        agreed = {"family_view": "agrees", "why_not_told": "", "new_lead": "Ms Hale", "new_lead_agrees": True}
        over = {"handed_over_on": timezone.localdate(), "handed_over_how": "At the plan meeting"}
        done(cast.practitioner, step_up.write_handover, talk=talk, values=agreed | over)
        with acting_as(cast.practitioner) as actor:
            lacks = " ".join(still_missing(cast.episode, actor))
        assert "step up" not in lacks and "handed over" not in lacks

    def test_hull_does_not_ask(self, cast):
        assert not profile_of(cast.salt).step_up.agrees_first

    def test_the_handover_is_not_to_come(self, cast):
        talk = done(cast.practitioner, step_up.talk_about_step_up, episode=cast.episode, **talked())
        values = dict.fromkeys(step_up.AGREED, "") | {"family_view": "agrees", "new_lead_agrees": None}
        refused(
            cast.practitioner,
            step_up.write_handover,
            unchanged=UNCHANGED,
            because="once it has been held",
            talk=talk,
            values=values | {"handed_over_on": timezone.localdate() + timedelta(days=1)},
        )


def test_what_was_agreed_and_is_written_anew_stays_in_the_history(cast):
    talk = done(cast.practitioner, step_up.talk_about_step_up, episode=cast.episode, **talked())
    values = dict.fromkeys(step_up.AGREED, "") | {"handed_over_on": None, "new_lead_agrees": None}
    for view in ("disagrees", "agrees"):
        done(cast.practitioner, step_up.write_handover, talk=talk, values=values | {"family_view": view})
    with databases.as_owner():
        assert list(talk.events.order_by("pgh_id").values_list("family_view", flat=True)) == ["", "disagrees", "agrees"]


class TestPack:
    def made(self, cast):
        plan = begun(cast)
        promise(cast.practitioner, plan, "Ring the GP", goal=goal(cast.practitioner, plan, "Ben sleeps"))
        done(cast.practitioner, step_up.talk_about_step_up, episode=cast.episode, **talked())
        done(cast.practitioner, front_door.tell_front_door, episode=cast.episode, told=told())

    def test_one_tagged_pdf_in_seconds_with_all_that_is_asked(self, cast):
        self.made(cast)
        with acting_as(cast.practitioner) as actor:
            began = time.monotonic()
            contents = contents_for(cast.episode, recipients(actor)[-1], actor)
            data = printed(contents, actor)
            assert time.monotonic() - began < 10
        said = pdf_text(SimpleNamespace(content=data))
        assert b"/StructTreeRoot" in data and b"/Lang" in data
        for words in (
            "Ben has bruises",
            "nobody opened the door",
            "Ben misses school",
            "he would be hit",
            "Ben sleeps",
            "Ring the GP",
            "MASH told of a worry",
            "What was tried",
        ):
            assert words in said, words
        assert "CV99" not in said
        assert contents.held[0].startswith("Why we ask") and any("Early Help Plan" in one for one in contents.held)

    def test_what_whoever_makes_it_may_not_see_is_not_in_it(self, cast, signed_in):
        self.made(cast)
        assert signed_in(cast.stranger).get(f"/episodes/{cast.episode.reference}/pack/pdf/").status_code == 404
        answer = signed_in(cast.practitioner).get(f"/episodes/{cast.episode.reference}/pack/pdf/")
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
        assert "family" not in answer["Content-Disposition"].lower()
        assert signed_in(cast.auditor).get(f"/episodes/{cast.episode.reference}/pack/pdf/").status_code == 403

    def test_why_help_does_not_move_is_told_only_by_who_may_read_it(self, cast, signed_in):
        said = {"because": "family", "tried": "QtriedX", "wants": "", "is_harm_feared": False}
        done(cast.practitioner, say_stuck, episode=cast.episode, **said)
        with databases.as_owner():
            share(cast.episode, cast.police, cast.practitioner)
        address = f"/episodes/{cast.episode.reference}/pack/pdf/"
        assert "QtriedX" in pdf_text(signed_in(cast.practitioner).get(address))
        assert "QtriedX" not in pdf_text(signed_in(cast.partner).get(address))


class TestPackIsACopyLikeOthers:
    def test_it_leaves_out_what_is_kept_from_whoever_gets_it(self, cast, signed_in, made):
        with databases.as_owner():
            social_care = make_agency(cast.north, "Northbridge Social Care", AgencyKind.SOCIAL_CARE)
        client = signed_in(cast.practitioner)
        address = f"/episodes/{cast.episode.reference}/pack/"
        for to, hidden in (
            ("", {FROM_DEE, FROM_SCHOOL, FROM_NAN}),
            (f"?to={social_care.reference}", {FROM_NAN}),
        ):
            text = pdf_text(client.get(f"{address}pdf/{to}"))
            assert found_in(text) == ALL - hidden, to
            assert "Early Help Assessment" in text
            assert "Left out, as the family asked" in client.get(address + to).content.decode()

    @pytest.mark.parametrize(
        "where, untold, named",
        [
            ("family/household#{household_member}", {"Dee Reed", "QdeeLeft"}, "The adults of the family"),
            ("professionals/professionals#{professional}", {"Bridge House"}, "Who helps besides"),
            ("outcome/outcome", {"Assessment finished"}, "What the assessment led to"),
        ],
    )
    def test_what_it_tells_beside_the_assessment_does_not_tell_what_is_kept_back(
        self, cast, signed_in, where, untold, named
    ):
        """The family's list, the team and the days would else name whom the assessment leaves out."""
        by = cast.practitioner
        with databases.as_owner():
            social_care = make_agency(cast.north, "Northbridge Social Care", AgencyKind.SOCIAL_CARE)
            share(cast.episode, cast.charity, by)
            for kind, given in (
                ("member.left", {"membership": cast.helper, "person": cast.dee, "data": {"name": "QdeeLeft"}}),
                ("lead.agreed", {"membership": by, "data": {"lead": "Helper", "agency": "Bridge House"}}),
            ):
                TimelineEvent.objects.create(
                    tenant=cast.north, family=cast.family, episode=cast.episode, kind=kind,
                    agency_id=given["membership"].agency_id, occurred_at=timezone.now(), **given,
                )  # fmt: skip
        assessment = decided(cast)
        fill(by, assessment)
        fill(by, assessment)
        keys = {place.record: place.key for place in what_is_written(by, assessment).pieces}
        agree(cast)
        submit(by, assessment, shared_on=timezone.localdate())
        address = f"/episodes/{cast.episode.reference}/pack/"
        told = pdf_text(signed_in(by).get(f"{address}pdf/?to={social_care.reference}"))
        assert all(words in told for words in untold)
        done(
            by, keep_back, assessment=assessment, where=where.format(**keys), who="other", with_whom="Gran", reason="x"
        )
        for to in ("", f"?to={social_care.reference}"):
            text = pdf_text(signed_in(by).get(f"{address}pdf/{to}"))
            assert not [words for words in untold if words in text]
        assert named in signed_in(by).get(address).content.decode()

    def test_nobody_who_is_kept_out_of_all_of_it_gets_one(self, cast, signed_in):
        with databases.as_owner():
            social_care = make_agency(cast.north, "Northbridge Social Care", AgencyKind.SOCIAL_CARE)
            SharingExclusion.objects.create(
                tenant=cast.north,
                episode=cast.episode,
                agency=social_care,
                reason="x",
                recorded_by=cast.practitioner,
            )
        client, address = signed_in(cast.practitioner), f"/episodes/{cast.episode.reference}/pack/"
        page = client.get(f"{address}?to={social_care.reference}").content.decode()
        assert "gets no copy" in page and "told on the phone" in page
        assert client.get(f"{address}pdf/?to={social_care.reference}").status_code == 404
