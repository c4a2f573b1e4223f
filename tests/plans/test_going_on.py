"""Help that does not move, help that begins again, and the plan that goes on."""

import pytest
from django.utils import timezone

from cases.models import Episode, FamilyMember
from ehm.models import Notification
from plans.models import Goal, Plan, Promise, Stuck
from tests import databases
from tests.assessments.writing import decided, limit, save
from tests.cases.acting import acting_as
from tests.cast import share
from tests.plans.writing import begun, goal, promise

TODAY = timezone.localdate()


def last(model):
    with databases.as_owner():
        return model.objects.latest("pk")


def ended(cast):
    with databases.as_owner():
        Plan.objects.filter(episode=cast.episode).update(
            status="ended", ended_at=timezone.now(), ended_by=cast.practitioner
        )
        Episode.objects.filter(pk=cast.episode.pk).update(
            status="closed", closed_at=timezone.now(), closed_by=cast.practitioner, closure_reason="needs_met"
        )


@pytest.fixture
def client(cast, signed_in):
    return signed_in(cast.practitioner)


SAFE = {"is_harm_feared": "no"}


class TestStuck:
    def address(self, cast):
        return f"/episodes/{cast.episode.reference}/stuck/"

    def test_somebody_else_advises_and_it_goes_on(self, cast, client, signed_in):
        client.post(
            self.address(cast), {"because": "professionals", "tried": "Three letters", "wants": "A visit"} | SAFE
        )
        with databases.as_owner():
            told = set(Notification.objects.filter(kind="plans.stuck").values_list("membership", flat=True))
        assert {cast.hub.pk, cast.chair.pk, cast.coordinator.pk, cast.manager.pk} == told
        assert "Nobody has advised yet" in client.get(self.address(cast)).content.decode()
        hub = signed_in(cast.hub)
        assert "What do you advise?" in hub.get(self.address(cast)).content.decode()
        hub.post(self.address(cast), {"advice": "Go together with school"})
        with databases.as_owner():
            assert Notification.objects.get(kind="plans.advised").membership == cast.practitioner
        assert "Go together with school" in client.get(self.address(cast)).content.decode()
        client.post(self.address(cast), {"went_on": "They came to school"})
        assert last(Stuck).ended_at and "They came to school" in client.get(self.address(cast)).content.decode()

    def test_nobody_advises_themselves(self, cast, client):
        client.post(self.address(cast), {"because": "family", "tried": "Rang"} | SAFE)
        client.post(self.address(cast), {"advice": "Ring again"})
        assert last(Stuck).advice == ""

    def test_a_worry_about_harm_does_not_wait_for_advice(self, cast, client):
        said = {"because": "higher", "tried": "Ben has bruises", "is_harm_feared": "yes"}
        page = client.post(self.address(cast), said).content.decode()
        assert "tell MASH now" in page and "Ben has bruises" in page  # what was typed is there still
        with databases.as_owner():
            assert not Stuck.objects.exists() and not Notification.objects.exists()

    def test_the_team_does_not_say_it(self, cast, signed_in):
        with databases.as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        assert signed_in(cast.teacher).get(self.address(cast)).status_code == 403


class TestBeginningAgain:
    def address(self, cast):
        return f"/episodes/{cast.episode.reference}/begin-again/"

    def given(self, cast):
        now = timezone.localtime()
        agreed = {"agreed_on_day": now.day, "agreed_on_month": now.month, "agreed_on_year": now.year}
        asked = {f"requested_at_{part}": getattr(now, part) for part in ("day", "month", "year")}
        return agreed | asked | {
            "requested_at_time": "0:00", "reason": "They ask again", "level": "2", "level_reason": "As before",
            "area": cast.east.reference, "lead_agency": cast.council.reference, "lead": cast.practitioner.reference,
            "has_agreed": "yes", "agreed_by": cast.dee.reference, "agreed_how": "spoken", "opens_now": "yes",
        }  # fmt: skip

    def test_ended_help_begins_again_as_a_time_of_its_own(self, cast, client):
        ended(cast)
        page = client.get(self.address(cast)).content.decode()
        assert "Why is help wanted again?" in page
        answer = client.post(self.address(cast), self.given(cast))
        again = last(Episode)
        assert answer["Location"] == f"/episodes/{again.reference}/"
        assert (again.follows_id, again.origin, again.status) == (cast.episode.pk, "reopened", "open")
        assert "Began again" in client.get(f"/episodes/{cast.episode.reference}/").content.decode()
        assert "Help before" in client.get(f"/episodes/{again.reference}/").content.decode()

    def test_only_what_has_ended(self, cast, client):
        assert client.get(self.address(cast)).status_code == 403

    def test_the_plan_goes_on_but_for_what_somebody_was_kept_out_of(self, cast, client):
        with databases.as_owner():
            share(cast.episode, cast.school, cast.practitioner)
        assessment = decided(cast)
        plan = begun(cast)
        open_to_all = goal(cast.practitioner, plan, "They sleep", needs=["debt"])
        promise(cast.practitioner, plan, "Bed at eight", goal=open_to_all, person=cast.dee)
        promise(cast.practitioner, plan, "Read aloud", goal=open_to_all, person=cast.aisha)
        kept = goal(cast.practitioner, plan, "They talk of it")
        with databases.as_owner():
            Goal.objects.filter(pk=kept.pk).update(excluded=[f"agency:{cast.school.pk}"])
        save(cast.practitioner, assessment, "sharing", limit(cast.school, "voice"))
        ended(cast)
        client.post(self.address(cast), self.given(cast))
        again = last(Episode)
        client.post(f"/episodes/{again.reference}/plan/")
        new = last(Plan)
        with databases.as_owner():
            FamilyMember.objects.filter(family=cast.family, person=cast.aisha).update(left_on=TODAY)
        assert "Bring its goals forward" in client.get(f"/plans/{new.reference}/").content.decode()
        client.post(f"/plans/{new.reference}/copy-forward/")
        with databases.as_owner():
            assert [one.what for one in Goal.objects.filter(plan=new)] == ["They sleep"]
            brought, of_one_who_left = Promise.objects.filter(plan=new).order_by("position")
        assert (of_one_who_left.what, of_one_who_left.person_id) == ("Read aloud", None)
        assert (brought.what, brought.person_id, brought.by_when) == ("Bed at eight", cast.dee.pk, None)
        with acting_as(cast.practitioner) as actor:
            assert Goal.objects.visible_to(actor).filter(plan=new).count() == 1


def test_a_plan_that_ended_makes_room_for_another(cast, client):
    plan = begun(cast)
    with databases.as_owner():
        Plan.objects.filter(pk=plan.pk).update(status="ended", ended_at=timezone.now(), ended_by=cast.practitioner)
    page = client.get(f"/plans/{plan.reference}/").content.decode()
    assert "Begin a new plan" in page
    client.post(f"/episodes/{cast.episode.reference}/plan/")
    assert last(Plan).pk != plan.pk
