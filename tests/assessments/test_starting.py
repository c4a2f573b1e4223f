"""The pages of the way in and out: deciding to assess, a family that says no, offering again, giving one up."""

import html
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Assessment, Attempt, Declined
from cases.models import Agreement, Contact, Episode, SharingExclusion, TimelineEvent
from ehm.models import Draft
from tests.assessments.writing import agree, decided, fill, submit
from tests.cast import make_agency, make_episode, make_family, make_person, make_worker, share
from tests.databases import as_owner

TODAY = timezone.localdate()


def url(episode, rest):
    return f"/episodes/{episode.reference}/{rest}/"


def day(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def text(response):
    return " ".join(response.content.decode().split())


def level(episode, number, band=""):
    with as_owner():
        Episode.objects.filter(pk=episode.pk).update(level=number, level_band=band)


def refused(**change):
    return {
        "lines": "1",
        **day("attempt-1-on", TODAY - timedelta(days=2)),
        "attempt-1-how": "At a home visit",
        "attempt-1-answer": "Dee said it is too much just now.",
        **day("declined_on", TODAY),
        "reason": "We have told this so often already.",
        "is_safety_a_worry": "no",
        "next_step": "try_again",
        **day("try_again_on", TODAY + timedelta(days=14)),
    } | change


@pytest.fixture
def client(cast, signed_in):
    return signed_in(cast.practitioner)


def test_problems_stand_in_the_order_of_the_page(cast, client):
    body = text(client.post(url(cast.episode, "assessment-declined"), {"lines": "1"}))
    summary = body.split("govuk-error-summary__list")[1].split("</ul>")[0]
    assert re.findall(r'href="#id_([a-z_]+)', summary)[:3] == ["attempt", "declined_on_day", "reason"]


def test_enter_saves_and_does_not_add_another_attempt(cast, client):
    form = text(client.get(url(cast.episode, "assessment-declined"))).split("<form method")[-1]
    first = re.search(r"<button[^>]*>", form)[0]
    assert "ehm-first-button" in first and "name=" not in first
    assert 'name="more"' in form


def test_what_somebody_agreed_to_is_recorded_on_the_way(cast, client):
    here = url(cast.episode, "assess")
    (link,) = re.findall(r'href="([^"]+)">Record what somebody agreed to', text(client.get(here)))
    said = {"kind": "early_help", "person": cast.dee.reference, "is_given": "yes", "form": "spoken", "note": ""}
    assert client.post(html.unescape(link), said | day("agreed_on", TODAY))["Location"] == here


def test_deciding_today_leads_to_the_assessment(cast, client):
    answer = client.post(url(cast.episode, "assess"), {"when": "today"})
    with as_owner():
        assessment = Assessment.objects.get()
    assert answer.url == f"/assessments/{assessment.reference}/"
    assert not assessment.uses_own_tool
    assert timezone.now() - assessment.decided_at < timedelta(minutes=1)


def test_what_was_decided_on_an_earlier_day_starts_the_clock_on_that_day(cast, client):
    on = TODAY - timedelta(days=3)
    client.post(url(cast.episode, "assess"), {"when": "earlier", **day("earlier_on", on)})
    with as_owner():
        event = TimelineEvent.objects.get(kind="assessment.decided")
        assert timezone.localdate(Assessment.objects.get().decided_at) == on == timezone.localdate(event.occurred_at)


@pytest.mark.parametrize(
    ("on", "because"),
    [
        (TODAY + timedelta(days=1), "must be today or in the past"),
        (TODAY - timedelta(days=90), "before early help was asked for"),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_stays_typed(cast, client, on, because):
    answer = client.post(url(cast.episode, "assess"), {"when": "earlier", **day("earlier_on", on)})
    assert answer.status_code == 422
    assert because in text(answer)
    assert f'value="{on.year}"' in text(answer)
    with as_owner():
        assert not Assessment.objects.exists()


def test_what_is_expected_is_said_for_the_level_with_what_does_instead(cast, client):
    at_three = text(client.get(url(cast.episode, "assess")))
    assert "At this level an assessment is made." in at_three
    assert "What does instead" not in at_three
    assert "made_with" not in at_three
    level(cast.episode, 2)
    at_two = text(client.get(url(cast.episode, "assess")))
    assert "At this level an assessment is recommended." in at_two
    assert 'href="/notes/new/"' in at_two
    assert "Use your agency&#x27;s own assessment" in at_two
    level(cast.episode, 4)
    at_four = text(client.get(url(cast.episode, "assess")))
    assert "Contact the front door." in at_four
    assert "Begin the assessment" not in at_four


def test_an_own_tool_where_it_is_allowed_and_nowhere_else(cast, client):
    client.post(url(cast.episode, "assess"), {"when": "today", "made_with": "own_tool"})
    with as_owner():
        assert not Assessment.objects.get().uses_own_tool  # level 3: the field is not there
        Assessment.objects.all().delete()
    level(cast.episode, 2)
    client.post(url(cast.episode, "assess"), {"when": "today", "made_with": "own_tool"})
    with as_owner():
        assert Assessment.objects.get().uses_own_tool


def test_a_form_without_clocks_begins_elsewhere_too(cast, signed_in):
    answer = signed_in(cast.stranger).post(url(cast.salt_episode, "assess"), {"when": "today", "made_with": "form"})
    assert answer.status_code == 302
    with as_owner():
        assert Assessment.objects.get().form == "hull-2018"


def test_agreements_are_shown_apart_with_who_and_when_and_what_is_missing(cast, client):
    before = text(client.get(url(cast.episode, "assess")))
    assert "Nobody's agreement to early help is on record." in before
    there_and_back = {"next": url(cast.episode, "assess")}
    assert f'href="/episodes/{cast.episode.reference}/sharing/agreement/?{urlencode(there_and_back)}"' in before
    agree(cast)
    with as_owner():
        given = {"tenant": cast.north, "episode": cast.episode, "person": cast.dee, "agency": cast.council}
        given |= {"recorded_by": cast.practitioner, "form": "written", "agreed_on": "2026-11-03"}
        Agreement.objects.create(**given, kind="photos", is_given=False)
        Agreement.objects.create(**given, kind="sharing", is_given=True, withdrawn_on="2026-11-04")
        Contact.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.council, recorded_by=cast.practitioner,
            happened_at="2026-11-05T10:00Z", kind="home_visit", sharing_explained=True,
        )  # fmt: skip
    shown = text(client.get(url(cast.episode, "assess")))
    parts = [part.split("</dd>")[0] for part in shown.split('govuk-summary-list__key">')[1:]]
    said = {part.split("</dt>")[0]: part for part in parts}
    assert "Dee" in said["Early help itself"] and ">Yes<" in said["Early help itself"]
    assert "Taken back" in said["Told who shares what, and why"]
    assert "explained at the contact of Thu 5 Nov" in said["Told who shares what, and why"]
    assert "Dee: no, in writing, Tue 3 Nov" in said["Asked for by itself"]
    assert "A letter to the GP, in writing <span" in said["Asked for by itself"]
    assert "Early help." in said["Why a record may be kept"]
    children = said["Each child who is old enough"]
    assert "Aisha" in children and "Ben" in children and "Leo" not in children  # three years old
    assert "Nobody's agreement" not in shown


def test_only_who_runs_the_episode_decides_or_declines(cast, signed_in):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    team = signed_in(cast.teacher)
    for rest in ("assess", "assessment-declined"):
        assert team.get(url(cast.episode, rest)).status_code == 403
        assert team.post(url(cast.episode, rest), refused() | {"when": "today"}).status_code == 403
    with as_owner():
        assert not Assessment.objects.exists() and not Declined.objects.exists()


def test_where_there_is_one_already_the_page_leads_to_it(cast, client):
    decided(cast)
    assert client.get(url(cast.episode, "assess")).url == url(cast.episode, "assessment")
    again = client.post(url(cast.episode, "assess"), {"when": "today"})
    assert "There is an assessment already." in text(again)


def test_a_family_that_says_no_leaves_what_was_tried_and_what_comes_next(cast, client):
    two = refused(
        lines="2", **day("attempt-2-on", TODAY), **{"attempt-2-how": "By phone", "attempt-2-answer": "Not now."}
    )
    answer = client.post(url(cast.episode, "assessment-declined"), two)
    assert answer.url == f"/episodes/{cast.episode.reference}/#declined"
    with as_owner():
        row = Declined.objects.get()
        assert [attempt.how for attempt in row.attempts.order_by("pk")] == ["At a home visit", "By phone"]
        event = TimelineEvent.objects.get(kind="assessment.declined")
    assert (row.next_step, row.try_again_on) == ("try_again", TODAY + timedelta(days=14))
    assert event.data == {}  # nothing of what they said
    page = text(client.get(f"/episodes/{cast.episode.reference}/"))
    assert "Try again on" in page
    assert "We have told this so often already." in page
    assert "Dee said it is too much just now." in page


def test_another_line_without_scripts_keeps_everything(cast, client):
    answer = client.post(url(cast.episode, "assessment-declined"), refused(more="yes", reason=""))
    page = text(answer)
    assert answer.status_code == 200
    assert "govuk-error-summary" not in page
    assert 'name="attempt-2-how"' in page and 'name="lines" value="2"' in page
    assert "Dee said it is too much just now." in page
    with as_owner():
        assert not Declined.objects.exists()
        assert Draft.objects.get().form == "assessments:decline"
    again = text(client.get(url(cast.episode, "assessment-declined")))
    assert "We put back what you were writing" in again and 'name="attempt-2-how"' in again


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"attempt-1-how": "", "attempt-1-answer": ""}, "at least one time that help was offered"),
        ({"attempt-1-answer": ""}, "Write down what the family said"),
        ({"reason": ""}, "Why, in their own words"),
        ({"next_step": ""}, "What happens next"),
        ({"try_again_on_day": "", "try_again_on_month": "", "try_again_on_year": ""}, "When will you offer it again?"),
        (day("try_again_on", TODAY - timedelta(days=1)), "must be today or in the future"),
        ({"is_safety_a_worry": ""}, "worried about a child"),
        ({"is_safety_a_worry": "yes"}, "risks to each child"),
        (
            {"is_safety_a_worry": "yes", "risk_assessment": "x", "decided_by": "", "decision": "x"},
            "senior manager or safeguarding lead",
        ),
        (
            {"is_safety_a_worry": "yes", "risk_assessment": "x", "decided_by": "A. Moss", "decision": "x",
             "next_step": "respect_it"},
            "Where safety is a worry",
        ),
        (day("declined_on", TODAY - timedelta(days=300)), "before early help was asked for"),
        ({"lines": "99999999"}, None),
        ({"lines": "-1"}, None),
        ({"lines": "²"}, None),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_typed_is_lost(cast, client, change, because):
    answer = client.post(url(cast.episode, "assessment-declined"), refused(**change))
    if because is None:
        assert answer.status_code == 302
        return
    assert answer.status_code == 200
    assert because in html.unescape(text(answer).split('class="govuk-error-summary"')[1].split("</ul>")[0])
    assert "At a home visit" in text(answer) or "attempt-1-how" in change
    with as_owner():
        assert not Declined.objects.exists() and not TimelineEvent.objects.filter(kind="assessment.declined").exists()
        assert Draft.objects.filter(form="assessments:decline").exclude(values={}).exists()


def test_where_safety_is_a_worry_it_says_who_decided(cast, client):
    worry = refused(
        is_safety_a_worry="yes", risk_assessment="Ben is alone after school.", decided_by="A. Moss, safeguarding lead",
        decision="Front door asked today.", next_step="ask_front_door",
    )  # fmt: skip
    assert client.post(url(cast.episode, "assessment-declined"), worry).status_code == 302
    page = text(client.get(f"/episodes/{cast.episode.reference}/"))
    for words in ("Ben is alone after school.", "Decided by A. Moss, safeguarding lead", "Ask the MASH for advice"):
        assert words in page
    with as_owner():
        assert Declined.objects.get().try_again_on is None


def test_no_family_says_no_to_an_assessment_that_is_under_way(cast, client):
    decided(cast)
    answer = client.post(url(cast.episode, "assessment-declined"), refused())
    assert "Where the family takes back its agreement, give that one up." in text(answer)
    with as_owner():
        assert not Declined.objects.exists()


def test_when_the_day_comes_it_is_in_my_work_until_it_is_done(cast, client, signed_in):
    client.post(url(cast.episode, "assessment-declined"), refused())
    with as_owner():
        row = Declined.objects.get()

    def is_due(days, who=cast.practitioner):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            page = text(signed_in(who).get("/"))
        assert ">My work</h1>" in page
        return "Offer an assessment again" in page

    assert not is_due(0)
    assert not is_due(13)
    assert is_due(14) and is_due(30)
    assert not is_due(14, cast.hub)  # who does not lead has it in no list
    offered = {**day("on", TODAY), "how": "By phone", "answer": "Perhaps.", "again": "yes"}
    offered |= day("try_again_on", TODAY + timedelta(days=40))
    answer = client.post(f"/declined-assessments/{row.reference}/offered/", offered)
    assert answer.url == f"/episodes/{cast.episode.reference}/#declined"
    assert not is_due(39)
    assert is_due(40)
    assert "Perhaps." in text(client.get(f"/episodes/{cast.episode.reference}/"))
    with as_owner():
        assert TimelineEvent.objects.filter(kind="assessment.offered_again").count() == 1
        Attempt.objects.create(
            tenant=cast.north, episode=cast.episode, declined=row, agency=cast.council, on=TODAY + timedelta(days=40),
            how="By phone", answer="Yes", recorded_by=cast.practitioner,
        )  # fmt: skip
    assert not is_due(41)


def test_what_was_decided_or_ended_since_is_not_to_be_offered_again(cast, client):
    client.post(url(cast.episode, "assessment-declined"), refused(**day("try_again_on", TODAY)))
    assert "Offer an assessment again" in text(client.get("/"))
    decided(cast)
    assert "Offer an assessment again" not in text(client.get("/"))


def test_my_work_asks_once_however_many_families_said_no(cast, client):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            client.get("/")
        return [query["sql"] for query in seen if "assessments_declined" in query["sql"]]

    client.post(url(cast.episode, "assessment-declined"), refused(**day("try_again_on", TODAY)))
    assert len(asked()) == 1
    more = []
    with as_owner():
        for number in range(3):
            child = make_person(cast.practitioner, "Kit", f"Lane{number}")
            family = make_family(cast.practitioner, f"Lane{number} family", child, area=cast.east)
            more.append(make_episode(cast.practitioner, family, cast.east))
    for other in more:
        client.post(url(other, "assessment-declined"), refused(**day("try_again_on", TODAY)))
    assert len(asked()) == 1
    assert text(client.get("/")).count("to be asked again") == 4


def test_who_is_kept_out_reads_nothing_of_it(cast, client, signed_in):
    client.post(url(cast.episode, "assessment-declined"), refused())
    with as_owner():
        row = Declined.objects.get()
        agency = make_agency(cast.north, "Kept out")
        worker = make_worker("kept.out@northbridge.example", agency)
        share(cast.episode, agency, cast.practitioner)
    before = signed_in(worker).get(f"/episodes/{cast.episode.reference}/")
    assert "We have told this so often already." in text(before)
    assert signed_in(worker).get(f"/declined-assessments/{row.reference}/offered/").status_code == 403
    with as_owner():
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=agency, reason="x", recorded_by=cast.practitioner
        )
    absent = signed_in(worker).get("/declined-assessments/7KD4Q2M9XWPA/offered/")
    hidden = signed_in(worker).get(f"/declined-assessments/{row.reference}/offered/")
    assert (hidden.status_code, hidden.content) == (404, absent.content)


def test_an_assessment_is_given_up_with_a_reason(cast, client):
    assessment = decided(cast)
    page = f"/assessments/{assessment.reference}/give-up/"
    assert client.post(page, {"why": "Agreement taken back", "reason": " "}).status_code == 422
    answer = client.post(page, {"why": "Agreement taken back", "reason": "Dee wants to wait."})
    assert answer.status_code == 302
    with as_owner():
        row = Assessment.objects.get()
    assert (row.status, row.withdrawn_reason) == ("withdrawn", "Agreement taken back: Dee wants to wait.")
    assert "This assessment was withdrawn." in text(client.get(page))
    assert client.get(url(cast.episode, "assess")).status_code == 200  # another may begin


def test_what_was_submitted_is_not_given_up(cast, client):
    agree(cast)
    assessment = decided(cast)
    fill(cast.practitioner, assessment)
    fill(cast.practitioner, assessment)
    submit(cast.practitioner, assessment)
    answer = client.post(f"/assessments/{assessment.reference}/give-up/", {"why": "Given up", "reason": "x"})
    assert "has been submitted and can no longer be changed" in text(answer)
    with as_owner():
        assert Assessment.objects.get().status == "submitted"


def test_who_opened_an_assessment_stands_in_the_familys_record_log(cast, client, signed_in):
    assessment = decided(cast)
    client.get(f"/assessments/{assessment.reference}/")
    theirs = decided(cast, by=cast.teacher, episode=cast.school_episode)
    signed_in(cast.head).get(f"/assessments/{theirs.reference}/")
    log = text(signed_in(cast.auditor).get(f"/families/{cast.family.reference}/record-log/"))
    assert "An assessment" in log and "Practitioner" in log
    assert "Head" not in log  # of another family
