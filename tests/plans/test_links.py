"""What somebody without an account does by a link, and what a link never does."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from cases import links
from cases.actions.links import make_link
from cases.models import Episode, FamilyMember, Link, SharingExclusion
from ehm.actions import Refused
from ehm.models import Job, Membership, Notification
from plans.actions.feedback import ask_feedback
from plans.choices import Asked
from plans.guests import Guest
from plans.models import Feedback, Invitation, Meeting, Plan, Promise, Reply
from tests import databases
from tests.cases.acting import acting_as
from tests.cast import share
from tests.plans.writing import agreed, begun, goal, planned, promise

TODAY = timezone.localdate()
FEW = 20


@pytest.fixture
def taken_on(cast):
    """Something that the mother of the family has taken on, in an agreed plan."""
    plan = begun(cast)
    goal(cast.practitioner, plan)
    one = promise(cast.practitioner, plan, "Ring the dentist", person=cast.dee, by_when=TODAY + timedelta(days=4))
    agreed(cast.practitioner, plan)
    return one


def link_to(cast, subject, purpose="promise", by=None, mail_to=""):
    with acting_as(by or cast.practitioner) as actor:
        return make_link(
            episode=cast.episode, purpose=purpose, subject=subject.reference, for_whom="Dee", mail_to=mail_to, by=actor
        )


def path(link):
    return f"/link/{links.token_of(link)}/"


def said(answer):
    """The page without what is drawn anew for every request."""
    assert answer.status_code == 404
    return re.sub(rb'(nonce|content|value)="[^"]*"', b"", answer.content)


def stored(row):
    with databases.as_owner():
        return type(row).objects.get(pk=row.pk)


def test_whoever_took_it_on_says_by_link_that_it_is_done(cast, taken_on):
    link = link_to(cast, taken_on)
    page = Client().get(path(link)).content.decode()
    assert "Ring the dentist" in page
    for word in (cast.episode.family.name, cast.aisha.given_name, cast.dee.family_name, cast.episode.reference):
        assert word not in page
    answer = Client().post(path(link), {"answer": "done", "note": "On Friday"})
    assert "has been passed on" in answer.content.decode()
    done = stored(taken_on)
    assert (done.status, done.said_by, done.note) == ("done", "Dee", "On Friday")
    with databases.as_owner():
        assert Notification.objects.get(kind="plans.answered_by_link").membership == cast.practitioner
    assert Client().get(path(link)).status_code == 404


def test_a_link_works_also_where_somebody_is_signed_in(cast, taken_on, signed_in):
    """Whoever is signed in there acts no differently by it, and stays signed in."""
    link = link_to(cast, taken_on)
    there = signed_in(cast.stranger)
    assert "Ring the dentist" in there.get(path(link)).content.decode()
    assert there.post(path(link), {"answer": "done"}).status_code == 200
    assert stored(taken_on).finished_by == cast.practitioner
    assert there.get("/").status_code == 200


def test_more_time_is_asked_for_by_link_and_why(cast, taken_on):
    link = link_to(cast, taken_on)
    to = TODAY + timedelta(days=11)
    day = {"to_day": to.day, "to_month": to.month, "to_year": to.year}
    assert Client().post(path(link), {"answer": "later", **day}).status_code == 422
    Client().post(path(link), {"answer": "later", "note": "They were closed", **day})
    moved = stored(taken_on)
    assert moved.status == "open" and moved.by_when == to


def test_a_link_that_does_not_work_is_the_same_as_none(cast, taken_on):
    """Forged, too old, taken back, used, of help that is somebody else's now: the same page."""
    nothing = said(Client().get("/link/nonsense/"))
    link = link_to(cast, taken_on)
    token = links.token_of(link)
    last = "A" if token[-1] != "A" else "B"
    assert said(Client().get(f"/link/{token[:-1]}{last}/")) == nothing
    with databases.as_owner():
        Link.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert said(Client().get(path(link))) == nothing
    again = link_to(cast, taken_on)
    assert said(Client().get(path(link))) == nothing and Client().get(path(again)).status_code == 200
    with databases.as_owner():
        Promise.objects.filter(pk=taken_on.pk).update(removed_at=timezone.now())
    answer = Client().get(path(again))
    assert said(answer) == nothing
    assert answer["Referrer-Policy"] == "same-origin" and "no-store" in answer["Cache-Control"]


def test_a_link_dies_with_the_place_of_whoever_it_acts_for(cast, taken_on):
    link = link_to(cast, taken_on)
    for _ in range(FEW):
        assert Client().get(path(link)).status_code == 200
    with databases.as_owner():
        Membership.objects.filter(pk=cast.practitioner.pk).update(ended_at=timezone.now())
    for _ in range(FEW):
        assert Client().get(path(link)).status_code == 404
        assert Client().post(path(link), {"answer": "done"}).status_code == 404
    assert stored(taken_on).status == "open"


def test_a_link_goes_on_with_the_next_lead(cast, taken_on):
    link = link_to(cast, taken_on)
    with databases.as_owner():
        Membership.objects.filter(pk=cast.practitioner.pk).update(ended_at=timezone.now())
        type(cast.episode).objects.filter(pk=cast.episode.pk).update(lead=cast.manager)
    assert Client().get(path(link)).status_code == 200


def test_a_mail_holds_nothing_but_the_link(cast, taken_on):
    link = link_to(cast, taken_on, mail_to="dee@example.org")
    with databases.as_owner():
        job = Job.objects.get(name="cases.links.mail")
        assert job.arguments == {"link_id": link.pk}
    with acting_as(cast.practitioner) as actor:
        links.mail(link_id=link.pk, by=actor)
    [sent] = mail.outbox
    assert sent.to == ["dee@example.org"] and links.token_of(link) in sent.body
    for word in ("dentist", "Dee", cast.episode.family.name, cast.aisha.given_name, cast.episode.reference):
        assert word not in sent.body + sent.subject


def test_a_link_taken_back_is_not_mailed(cast, taken_on):
    link = link_to(cast, taken_on, mail_to="dee@example.org")
    link_to(cast, taken_on)
    with acting_as(cast.practitioner) as actor:
        links.mail(link_id=link.pk, by=actor)
    assert mail.outbox == []


def test_the_page_hands_it_out_and_takes_it_back(cast, taken_on, signed_in):
    browser = signed_in(cast.practitioner)
    page = f"/plan-actions/{taken_on.reference}/link/"
    assert "A link for Dee" in browser.get(f"/plans/{taken_on.plan.reference}/").content.decode()
    browser.post(page, {"mail_to": ""})
    with databases.as_owner():
        link = Link.objects.get()
    assert links.address_of(link) in browser.get(page).content.decode()
    browser.post(page, {"take_back": "yes"})
    assert Client().get(path(link)).status_code == 404
    assert browser.post(page, {"mail_to": "no address"}).status_code == 422


def test_who_only_helps_hands_out_no_links_and_reads_none(cast, taken_on, signed_in):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assert signed_in(cast.teacher).post(f"/plan-actions/{taken_on.reference}/link/").status_code == 403


def test_what_a_worker_has_taken_on_needs_no_link(cast, signed_in):
    plan = begun(cast)
    one = promise(cast.practitioner, plan, worker=cast.practitioner)
    assert signed_in(cast.practitioner).get(f"/plan-actions/{one.reference}/link/").status_code == 404


def test_a_link_ends_when_it_is_another_promise_or_somebody_elses(cast, taken_on):
    """The words of a promise are for whoever took it on in those words."""
    for change in ({"what": "Move on Friday"}, {"person": cast.aisha}, {"person": None, "worker": cast.practitioner}):
        link = link_to(cast, taken_on)
        assert Client().get(path(link)).status_code == 200
        with databases.as_owner():
            Promise.objects.filter(pk=taken_on.pk).update(**change)
        assert Client().get(path(link)).status_code == 404 and stored(link).ended_at is not None
        with databases.as_owner():
            Promise.objects.filter(pk=taken_on.pk).update(what="Ring the dentist", person=cast.dee, worker=None)


def test_a_link_ends_with_the_place_in_the_family_of_whoever_has_it(cast, taken_on):
    link = link_to(cast, taken_on)
    with databases.as_owner():
        FamilyMember.objects.filter(family=cast.family, person=cast.dee).update(left_on=TODAY)
    assert Client().get(path(link)).status_code == 404


@pytest.mark.parametrize("what", ["lead agency", "exclusion", "plan"])
def test_links_end_with_another_lead_agency_an_exclusion_and_the_plan(cast, taken_on, what):
    link = link_to(cast, taken_on)
    with databases.as_owner():
        episodes = Episode.objects.filter(pk=cast.episode.pk)
        if what == "lead agency":
            episodes.update(lead_agency=cast.school, lead=cast.teacher)
        elif what == "exclusion":
            SharingExclusion.objects.create(
                tenant=cast.north, episode=cast.episode, agency=cast.police, reason="x", recorded_by=cast.practitioner
            )
        else:
            Plan.objects.filter(pk=taken_on.plan_id).update(
                status="ended", ended_at=timezone.now(), ended_by=cast.practitioner
            )
    assert Client().get(path(link)).status_code == 404


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_a_link_does_not_act_for_whoever_writes_no_cases_now(cast, taken_on, role):
    link = link_to(cast, taken_on)
    with databases.as_owner():
        Membership.objects.filter(pk=cast.practitioner.pk).update(role=role)
    assert Client().get(path(link)).status_code == 404


class TestFeedback:
    def test_not_to_be_asked_ends_the_link(self, cast):
        one = self.asked(cast, cast.dee)
        link = link_to(cast, one, "feedback")
        with acting_as(cast.practitioner) as actor:
            ask_feedback(episode=cast.episode, person=cast.dee, how=Asked.NOT, why_not="He reads her mail", by=actor)
        assert Client().get(path(link)).status_code == 404
        assert Client().post(path(link), {"score-helped": "9"}).status_code == 404

    def test_what_was_said_stays_said(self, cast):
        one = self.asked(cast, cast.dee)
        Client().post(path(link_to(cast, one, "feedback")), {"score-helped": "9"})
        with pytest.raises(Refused):
            self.asked(cast, cast.dee)
        with pytest.raises(IntegrityError), databases.as_owner(), transaction.atomic():
            Feedback.objects.filter(pk=one.pk).update(answers={})

    def asked(self, cast, person, how=Asked.LINK):
        with acting_as(cast.practitioner) as actor:
            return ask_feedback(episode=cast.episode, person=person, how=how, why_not="", by=actor)

    def test_a_parent_says_by_link_how_the_help_was(self, cast):
        one = self.asked(cast, cast.dee)
        link = link_to(cast, one, "feedback")
        page = Client().get(path(link)).content.decode()
        assert "How was the help?" in page and cast.episode.family.name not in page
        assert Client().post(path(link), {}).status_code == 422
        Client().post(path(link), {"score-helped": "9", "words-key_person": "Mo"})
        said = stored(one)
        assert said.answers == {"helped": {"score": 9, "words": ""}, "key_person": {"score": None, "words": "Mo"}}
        assert said.answered_on == TODAY
        assert Client().post(path(link), {"score-helped": "1"}).status_code == 404
        assert stored(one).answers["helped"]["score"] == 9

    def test_a_child_is_asked_in_words_for_their_age(self, cast):
        with databases.as_owner():
            cast.aisha.date_of_birth = TODAY - timedelta(days=8 * 365)
            cast.aisha.save(update_fields=["date_of_birth"])
        one = self.asked(cast, cast.aisha)
        assert one.questions == "child"
        assert "nicer at home" in Client().get(path(link_to(cast, one, "feedback"))).content.decode()

    def test_what_is_said_on_the_phone_is_written_down(self, cast, signed_in):
        browser = signed_in(cast.practitioner)
        page = f"/episodes/{cast.episode.reference}/feedback/"
        answer = browser.post(page, {"person": cast.dee.reference, "asked": "phone"})
        with databases.as_owner():
            one = Feedback.objects.get()
        assert answer["Location"] == f"/feedback/{one.reference}/"
        on = {"on_day": TODAY.day, "on_month": TODAY.month, "on_year": TODAY.year}
        browser.post(answer["Location"], on | {"score-overall": "7", "words-overall": "It took long"})
        page = browser.get(page).content.decode()
        assert "7 of 10" in page and "It took long" in page

    def test_why_somebody_was_not_asked(self, cast, signed_in):
        browser = signed_in(cast.practitioner)
        page = f"/episodes/{cast.episode.reference}/feedback/"
        assert browser.post(page, {"person": cast.dee.reference, "asked": "not"}).status_code == 422
        browser.post(page, {"person": cast.dee.reference, "asked": "not", "why_not": "She is in hospital"})
        assert "Not asked: She is in hospital" in browser.get(page).content.decode()

    def test_a_number_outside_the_scale_is_refused(self, cast):
        one = self.asked(cast, cast.dee)
        link = link_to(cast, one, "feedback")
        assert Client().post(path(link), {"score-helped": "11"}).status_code == 422
        assert stored(one).answered_on is None


def test_a_browser_that_was_signed_in_once_follows_a_link_as_well(cast, taken_on, settings):
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    assert client.get(path(link_to(cast, taken_on))).status_code == 200


class TestMeetings:
    @pytest.fixture
    def asked(self, cast):
        """The GP, who has no account, is asked to a meeting to come."""
        made = planned(
            cast.practitioner,
            cast.episode,
            starts_at=timezone.now() + timedelta(days=9),
            guests=[Guest(name="Dr Penn", works_as="GP"), Guest(person=cast.dee), Guest(worker=cast.practitioner)],
        )
        with databases.as_owner():
            return {one.who: one for one in Invitation.objects.filter(meeting=made).select_related("meeting")}

    def link(self, cast, asked, who="Dr Penn"):
        with acting_as(cast.practitioner) as actor:
            return make_link(
                episode=cast.episode, purpose="meeting", subject=asked[who].reference, for_whom=who, by=actor
            )

    def test_a_report_comes_by_link_and_stands_at_the_meeting(self, cast, asked, signed_in):
        link = self.link(cast, asked)
        page = Client().get(path(link)).content.decode()
        assert "You are asked to a meeting on" in page
        for word in (cast.episode.family.name, cast.aisha.given_name, "At home", "Dr Penn", cast.episode.reference):
            assert word not in page
        assert Client().post(path(link), {"answer": "", "report": " "}).status_code == 422
        sent = {"answer": "apologies", "report": "He has grown well since May."}
        assert "passed on" in Client().post(path(link), sent).content.decode()
        assert Client().get(path(link)).status_code == 404
        with databases.as_owner():
            reply = Reply.objects.get()
            assert Notification.objects.get(kind="plans.meeting_answered_by_link").membership == cast.practitioner
        assert (reply.invitation_id, reply.by_link, reply.answer) == (asked["Dr Penn"].pk, True, "apologies")
        browser = signed_in(cast.practitioner)
        page = browser.get(f"/meetings/{asked['Dr Penn'].meeting.reference}/").content.decode()
        assert "He has grown well since May." in page and "Sent by link" in page and "Cannot come" in page
        assert "Somebody answered by link about a meeting" in browser.get("/notifications/").content.decode()

    def test_the_page_hands_it_out_with_how_the_person_is_safely_reached(self, cast, asked, signed_in):
        with databases.as_owner():
            cast.dee.safe_to_contact = "Only between nine and three"
            cast.dee.save(update_fields=["safe_to_contact"])
        browser = signed_in(cast.practitioner)
        dee = asked[cast.dee.short_name]
        assert (
            f"/meeting-guests/{dee.reference}/link/"
            in browser.get(f"/meetings/{dee.meeting.reference}/").content.decode()
        )
        assert "Only between nine and three" in browser.get(f"/meeting-guests/{dee.reference}/link/").content.decode()
        worker = asked[cast.practitioner.display_name]
        assert browser.get(f"/meeting-guests/{worker.reference}/link/").status_code == 404

    @pytest.mark.parametrize("what", ["cancelled", "no longer asked", "left the family"])
    def test_it_ends_with_what_it_was_for(self, cast, asked, what):
        dee = asked[cast.dee.short_name]
        link = self.link(cast, asked, cast.dee.short_name)
        assert Client().get(path(link)).status_code == 200
        with databases.as_owner():
            if what == "cancelled":
                Meeting.objects.filter(pk=dee.meeting_id).update(
                    status="cancelled", cancelled_at=timezone.now(), cancelled_by=cast.practitioner
                )
            elif what == "no longer asked":
                Invitation.objects.filter(pk=dee.pk).update(removed_at=timezone.now())
            else:
                FamilyMember.objects.filter(family=cast.family, person=cast.dee).update(left_on=timezone.localdate())
        assert Client().get(path(link)).status_code == 404
        assert Client().post(path(link), {"answer": "coming"}).status_code == 404
