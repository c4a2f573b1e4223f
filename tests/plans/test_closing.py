"""How help ends: what is written down, what a manager looks at, what is missing by name."""

import pytest
from django.utils import timezone

from assessments.models import Need
from cases.actions.episodes import close_episode
from cases.choices import OversightOccasion
from cases.models import Episode, TimelineEvent
from ehm.models import Notification, Role
from plans.choices import MeetingKind, ScoredAt
from plans.ending import still_missing
from plans.models import ClosedNeed, Closing, LaterScore, Plan, Stuck
from tests import databases
from tests.api.asking import Program
from tests.assessments.writing import decided, fill, limit, save
from tests.cases.acting import acting_as, done, refused
from tests.cases.test_episodes import oversee
from tests.cast import make_worker, share
from tests.plans.writing import agreed, begun, finished, goal, planned, promise

GIVEN = {"reason": "needs_met", "rationale": "They sleep and go to school.", "family_view": "agrees", "version": "0"}


@pytest.fixture
def assessed(cast):
    """A family with a finished assessment that found a debt."""
    assessment = decided(cast)
    fill(cast.practitioner, assessment)
    return finished(cast, assessment)


@pytest.fixture
def browser(cast, signed_in):
    return signed_in(cast.practitioner)


def address(cast):
    return f"/episodes/{cast.episode.reference}/close/"


def stored(model, **where):
    with databases.as_owner():
        return model.objects.filter(**where).first()


def met(cast):
    row = {"tenant": cast.north, "episode": cast.episode, "agency": cast.council, "recorded_by": cast.practitioner}
    return ClosedNeed.objects.create(**row, item="debt", outcome="met")


def missing(cast):
    with acting_as(cast.practitioner) as actor:
        return " ".join(still_missing(Episode.objects.visible_to(actor).get(pk=cast.episode.pk), actor))


def test_help_ends_after_a_manager_has_looked(cast, assessed, browser):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    page = browser.get(address(cast)).content.decode()
    assert "Save, and ask a manager to look" in page and 'name="end"' not in page
    [scale] = [name for name in page.split('name="') if name.startswith("scale-") and "-parent" in name][:1]
    scale = scale.partition('"')[0]
    why = f"{scale.rpartition('-')[0]}-why"
    browser.post(address(cast), GIVEN | {"need-debt": "met", scale: "8", why: "They sleep"})
    assert stored(Closing, episode=cast.episode).rationale == GIVEN["rationale"]
    assert stored(ClosedNeed, episode=cast.episode).outcome == "met"
    assert stored(LaterScore, episode=cast.episode, at=ScoredAt.CLOSING).value == 8
    assert stored(Notification, kind="plans.closing_to_oversee").membership == cast.manager
    assert stored(Episode, pk=cast.episode.pk).status == "open"
    oversee(cast, cast.episode, OversightOccasion.CLOSURE)
    page = browser.get(address(cast)).content.decode()
    assert 'name="end"' in page and GIVEN["rationale"] in page
    browser.post(address(cast), GIVEN | {"version": "1", "need-debt": "partly", scale: "9", "end": "yes"})
    assert stored(Episode, pk=cast.episode.pk).status == "open"  # not what the manager looked at
    browser.post(
        address(cast), GIVEN | {"version": "1", "need-debt": "met", scale: "8", why: "They sleep", "end": "yes"}
    )
    assert stored(Episode, pk=cast.episode.pk).status == "closed" and stored(Plan, pk=plan.pk).status == "ended"
    assert stored(ClosedNeed, episode=cast.episode).outcome == "met"
    with databases.as_owner():
        [later] = LaterScore.objects.filter(episode=cast.episode, at=ScoredAt.CLOSING)
    assert (later.value, later.reason) == (8, "They sleep")
    page = browser.get(address(cast)).content.decode()
    assert "How help ended" in page and "Met" in page and "They agree that it ends" in page
    page = browser.get(f"/episodes/{cast.episode.reference}/").content.decode()
    assert "Early help ended: needs met" in page and "End early help" not in page


def test_the_end_is_refused_before_a_manager_has_looked(cast, browser):
    page = browser.post(address(cast), GIVEN | {"end": "yes"}, follow=True)
    assert "A manager must record their oversight" in page.content.decode()
    assert stored(Episode, pk=cast.episode.pk).status == "open" and stored(Closing, episode=cast.episode) is None


def test_nobody_looks_at_what_they_wrote_themselves(cast, browser, signed_in):
    """A manager who writes how help ends oversees nothing by it, also where a colleague saves it unchanged or leads."""
    with databases.as_owner():
        other = make_worker("second.manager@northbridge.example", cast.council, Role.MANAGER, cast.east)
    signed_in(cast.manager).post(address(cast), GIVEN)
    oversee(cast, cast.episode, OversightOccasion.CLOSURE)
    page = browser.post(address(cast), GIVEN | {"version": "1", "end": "yes"}).content.decode()
    assert "one who did not write it" in page and stored(Episode, pk=cast.episode.pk).status == "open"
    browser.post(address(cast), GIVEN | {"version": "1"})
    assert stored(Closing, episode=cast.episode).recorded_by == cast.manager
    link = f"/episodes/{cast.episode.reference}/oversight/"
    assert link not in signed_in(cast.manager).get(address(cast)).content.decode().partition("<main")[2]
    assert link in signed_in(other).get(address(cast)).content.decode().partition("<main")[2]
    oversee(cast, cast.episode, OversightOccasion.CLOSURE, by=other)
    browser.post(address(cast), GIVEN | {"version": "2", "end": "yes"})
    assert stored(Episode, pk=cast.episode.pk).status == "closed"


def test_no_other_way_ends_help_past_what_nobody_has_looked_at(cast, browser):
    """Such as the outcome of an assessment."""
    oversee(cast, cast.episode, OversightOccasion.CLOSURE)
    browser.post(address(cast), GIVEN)
    given = {"reason": "needs_met", "rationale": "x", "family_told": True}
    refused(
        cast.practitioner, close_episode, unchanged=(TimelineEvent,), because="as it stands now",
        episode=cast.episode, **given,
    )  # fmt: skip
    oversee(cast, cast.episode, OversightOccasion.CLOSURE)
    assert done(cast.practitioner, close_episode, episode=cast.episode, **given).status == "closed"


def test_what_is_missing_is_named_on_the_record(cast, browser):
    plan = begun(cast)
    goal(cast.practitioner, plan)
    promise(cast.practitioner, plan)
    agreed(cast.practitioner, plan)
    browser.post(address(cast), GIVEN)
    oversee(cast, cast.episode, OversightOccasion.CLOSURE)
    browser.post(address(cast), GIVEN | {"version": "1", "end": "yes"})
    lacked = " ".join(stored(Closing, episode=cast.episode).lacked)
    assert "Of something in the plan" in lacked and "never reviewed" in lacked
    assert "asked how the help was" in lacked


def test_each_thing_missing_is_named_and_silent_once_it_is_there(cast, assessed):
    plan = begun(cast)
    assert "Of a need it is not said" in missing(cast) and "on the scales" in missing(cast)
    with databases.as_owner():
        given = {
            "tenant": cast.north,
            "episode": cast.episode,
            "agency": cast.council,
            "recorded_by": cast.practitioner,
        }
        ClosedNeed.objects.create(**given, item="debt", outcome="met")
    assert "Of a need" not in missing(cast)
    meeting = planned(cast.practitioner, cast.episode, MeetingKind.PLANNING)
    assert "A meeting is still planned" in missing(cast)
    with databases.as_owner():
        type(meeting).objects.filter(pk=meeting.pk).update(
            status="cancelled", cancelled_at=timezone.now(), cancelled_by=cast.practitioner
        )
    assert "A meeting is still planned" not in missing(cast)
    assert "still being written" not in missing(cast)
    promise(cast.practitioner, plan)
    assert "Of something in the plan" in missing(cast)


def test_an_untold_family_needs_a_reason(cast, browser):
    page = browser.post(address(cast), GIVEN | {"family_view": "not_told"})
    assert page.context["form"].errors and stored(Closing, episode=cast.episode) is None
    browser.post(address(cast), GIVEN | {"family_view": "not_told", "why_not_told": "They moved."})
    assert stored(Closing, episode=cast.episode).why_not_told == "They moved."


def test_two_who_write_the_closing_at_once_lose_neither_text(cast, browser, signed_in):
    signed_in(cast.hub).post(address(cast), GIVEN | {"rationale": "The hub says so."})
    page = browser.post(address(cast), GIVEN).content.decode()
    assert "The hub says so." in page and GIVEN["rationale"] in page
    assert stored(Closing, episode=cast.episode).rationale == "The hub says so."


def test_the_way_back_leads_to_the_episode(cast, browser):
    page = browser.get(address(cast)).content.decode()
    assert f'<a href="/episodes/{cast.episode.reference}/" class="govuk-back-link">Back</a>' in page
    assert "the team around the family can no longer read it" in page


def test_the_team_does_not_end_it(cast, signed_in):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assert signed_in(cast.teacher).get(address(cast)).status_code == 403


def test_what_became_of_a_need_is_kept_from_whom_the_need_is_kept(cast):
    assessment = decided(cast)
    fill(cast.practitioner, assessment)
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        need = Need.objects.get(assessment=assessment, item="debt")
        given = {
            "tenant": cast.north,
            "episode": cast.episode,
            "agency": cast.council,
            "recorded_by": cast.practitioner,
        }
        row = ClosedNeed.objects.create(**given, item="debt", outcome="met")
    with acting_as(cast.teacher):
        assert ClosedNeed.objects.filter(pk=row.pk).exists()
    save(cast.practitioner, assessment, "sharing", limit(cast.school, need.address))
    with acting_as(cast.teacher) as actor:
        assert not ClosedNeed.objects.filter(pk=row.pk).exists()
        assert not ClosedNeed.objects.visible_to(actor).exists()


def test_what_was_said_of_a_need_or_a_scale_can_be_taken_back(cast, assessed, browser):
    goal(cast.practitioner, begun(cast))
    page = browser.get(address(cast)).content.decode()
    scale = next(name for name in page.split('name="') if name.startswith("scale-")).partition('"')[0]
    browser.post(address(cast), GIVEN | {"need-debt": "met", scale: "8"})
    browser.post(address(cast), GIVEN | {"version": "1", "need-debt": "", scale: ""})
    page = browser.get(address(cast)).content.decode()
    assert "last 4" in page and "last 8" not in page and 'value="met" selected' not in page
    assert "Of a need it is not said what became of it" in page and "Nobody has said on the scales" in page
    browser.post(address(cast), GIVEN | {"version": "2", "need-debt": "partly", scale: "6"})
    with databases.as_owner():
        rows = list(LaterScore.objects.filter(episode=cast.episode).order_by("pk"))
    assert [(one.value, one.removed_at is None) for one in rows] == [(8, False), (6, True)]
    assert stored(ClosedNeed, episode=cast.episode).outcome == "partly"


def test_where_the_profile_asks_for_no_oversight_it_ends_at_once(cast, signed_in):
    there = signed_in(cast.stranger)
    path = f"/episodes/{cast.salt_episode.reference}/close/"
    assert 'name="end"' in there.get(path).content.decode()
    there.post(path, GIVEN | {"end": "yes"})
    assert stored(Episode, pk=cast.salt_episode.pk).status == "closed"


def test_what_another_said_of_a_need_and_a_scale_is_shown_beside_ones_own(cast, assessed, browser):
    goal(cast.practitioner, begun(cast))
    page = browser.get(address(cast)).content.decode()
    scale = next(name for name in page.split('name="') if name.startswith("scale-") and "-parent" in name)
    scale = scale.partition('"')[0]
    browser.post(address(cast), GIVEN | {"need-debt": "met", scale: "8"})
    answer = browser.post(address(cast), GIVEN | {"need-debt": "not_met", scale: "3"}).content.decode()
    assert "Both are shown below" in answer
    told = answer.partition("ehm-differences")[2] or answer
    assert ">Aisha: How things are overall: The child<" in told
    assert "Met" in told and "Not met" in told and ">8<" in told.replace("\n", "")
    assert stored(ClosedNeed, episode=cast.episode).outcome == "met"


def test_a_need_that_is_on_record_unseen_is_refused_in_words(cast, assessed, browser):
    goal(cast.practitioner, begun(cast))
    with databases.as_owner():
        row = met(cast)
        ClosedNeed.objects.filter(pk=row.pk).update(excluded=[f"user:{cast.practitioner.user_id}"])
    answer = browser.post(address(cast), GIVEN | {"need-debt": "partly"})
    assert "One of these needs is kept from you" in answer.content.decode()
    assert stored(Closing, episode=cast.episode) is None


def test_a_program_ends_help_as_the_page_does(cast, assessed):
    plan, program, path = begun(cast), Program(cast.practitioner), f"episodes/{cast.episode.reference}/close/"
    goal(cast.practitioner, plan)
    given = {name: GIVEN[name] for name in ("reason", "rationale", "family_view")}
    assert "Say why the family" in str(program.post(path, given | {"family_view": "not_told"}).json())
    waits = program.post(path, given).json()
    assert (waits["status"], waits["waits_for_a_manager"], waits["version"]) == ("open", True, 1)
    stale = program.post(path, given | {"rationale": "Written over"})
    assert stale.status_code == 409 and stale.json()["theirs"]["rationale"] == GIVEN["rationale"]
    assert stored(Closing, episode=cast.episode).rationale == GIVEN["rationale"]
    assert stored(Notification, kind="plans.closing_to_oversee").membership == cast.manager
    oversee(cast, cast.episode, OversightOccasion.CLOSURE)
    ended = program.post(path, given | {"version": 1}).json()
    assert (ended["status"], ended["waits_for_a_manager"]) == ("closed", False)
    assert stored(Plan, pk=plan.pk).status == "ended" and stored(Closing, episode=cast.episode).lacked
    assert program.post(path, given).status_code == 409


def test_the_page_of_help_that_does_not_move_says_that_help_has_ended(cast, browser, signed_in):
    page = f"/episodes/{cast.episode.reference}/stuck/"
    browser.post(page, {"step": "say", "because": "family", "is_harm_feared": "no", "tried": "Four visits."})
    with databases.as_owner():
        Episode.objects.filter(pk=cast.episode.pk).update(
            status="closed", closed_at=timezone.now(), closed_by=cast.practitioner, closure_reason="needs_met"
        )
    answer = browser.get(page)
    assert answer.status_code == 200 and "Early help has ended" in answer.content.decode()
    assert "Four visits." in answer.content.decode() and '<form method="post" novalidate' not in answer.content.decode()
    assert browser.post(
        page, {"step": "say", "because": "family", "is_harm_feared": "no", "tried": "Again"}
    ).status_code in (200, 403)
    with databases.as_owner():
        assert Stuck.objects.count() == 1
