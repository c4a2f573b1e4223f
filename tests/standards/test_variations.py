"""More time than the standard gives: asked for with the family's agreement, decided by somebody else (R080)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cases.models import TimelineEvent
from ehm.actions import Refused
from ehm.models import Notification, Role
from standards.actions.variations import ask_for_variation, decide_variation, end_variation, keep_variation
from standards.models import Clock, ClockChange, ClockVariation
from tests import databases
from tests.cases.acting import acting_as
from tests.cases.contact_notes import record, seen
from tests.cast import make_worker, share
from tests.standards.test_keeping import allocate
from tests.standards.working import MONDAY, clock_of, days, text_of

LIMIT = datetime(2026, 3, 30, 22, 59, 59, tzinfo=UTC)  # the end of 30 March in London
SIX_WEEKS = datetime(2026, 4, 13, 22, 59, 59, tzinfo=UTC)


def ask(by, clock, **changes):
    given = {"interval_days": 42, "paused_until": None, "reason": "Dee works nights.", "family_agreed": True}
    with acting_as(by) as actor:
        return ask_for_variation(clock=clock, **(given | changes), by=actor)


def decide(by, variation, **changes):
    given = {"agrees": True, "note": "", "review_on": date(2026, 4, 1)}
    with acting_as(by) as actor:
        return decide_variation(variation=variation, **(given | changes), by=actor)


def end(by, variation, note="They have time again"):
    with acting_as(by) as actor:
        return end_variation(variation=variation, note=note, by=actor)


def now_of(record):
    with databases.as_owner():
        return type(record).objects.get(pk=record.pk)


def told(kind):
    with databases.as_owner():
        return sorted(
            row.membership.display_name for row in Notification.objects.filter(kind=kind).select_related("membership")
        )


@pytest.fixture
def clock(monday):
    return clock_of(monday.episode, "seen", monday.aisha)


def test_asked_agreed_carried_over_and_ended(monday, clock):
    variation = ask(monday.practitioner, clock)
    assert now_of(clock).due_at == LIMIT, "the clock runs on until a manager has decided"
    assert told("standards.variation_asked") == ["Manager"]
    decide(monday.manager, variation)
    varied = now_of(clock)
    assert (varied.due_at, varied.limit_due_at, varied.state, varied.is_varied) == (SIX_WEEKS, LIMIT, "varied", True)
    assert told("standards.variation_agreed") == ["Practitioner"]
    with databases.as_owner():
        change = ClockChange.objects.get(clock=clock)
    assert change.why == "More time was agreed: 42 days instead." and change.membership_id == monday.manager.pk
    assert clock_of(monday.episode, "seen", monday.ben).due_at == LIMIT, "for one child only"

    monday.traveller.move_to(MONDAY + days(35))
    record(monday.practitioner, monday.episode, seen(monday.aisha), happened_at=MONDAY + days(35))
    done = now_of(clock)
    assert (done.state, done.is_breached, done.is_done_as_agreed, done.is_open) == ("met", False, True, False)
    following = clock_of(monday.episode, "seen", monday.aisha)
    assert following.pk != clock.pk and following.is_varied
    assert following.due_at == datetime(2026, 5, 18, 22, 59, 59, tzinfo=UTC), "42 days again"

    end(monday.practitioner, now_of(variation))
    back = now_of(following)
    assert not back.is_varied and back.due_at == datetime(2026, 5, 4, 22, 59, 59, tzinfo=UTC)
    with databases.as_owner():
        sentences = [event.sentence for event in TimelineEvent.objects.filter(kind__startswith="variation")]
    assert sentences == [
        "More time asked for: See Aisha, 42 days instead",
        "More time agreed: See Aisha, 42 days instead",
        "Back to the standard's own time: See Aisha, no longer 42 days instead",
    ]
    assert told("standards.variation_ended") == [], "whoever ended it had asked for it"


def test_a_pause_is_over_once_the_child_was_seen_in_it(monday, clock):
    """What was agreed for the clock before must not make the next one due sooner than the standard asks."""
    decide(monday.manager, ask(monday.practitioner, clock, interval_days=None, paused_until=date(2026, 4, 10)))
    assert now_of(clock).due_at == datetime(2026, 4, 10, 22, 59, 59, tzinfo=UTC)
    monday.traveller.move_to(MONDAY + days(30))
    record(monday.practitioner, monday.episode, seen(monday.aisha), happened_at=MONDAY + days(30))
    following = clock_of(monday.episode, "seen", monday.aisha)
    assert (following.is_varied, following.due_at) == (False, datetime(2026, 4, 29, 22, 59, 59, tzinfo=UTC))


def test_refused_by_the_manager_changes_nothing(monday, clock):
    variation = decide(monday.manager, ask(monday.practitioner, clock), agrees=False, note="See her at school")
    assert variation.status == "refused" and now_of(clock).due_at == LIMIT
    assert told("standards.variation_refused") == ["Practitioner"]
    assert ask(monday.practitioner, clock).pk != variation.pk, "one may ask again"


def test_looked_at_again_and_kept(monday, clock, signed_in):
    variation = decide(monday.manager, ask(monday.practitioner, clock))
    assert signed_in(monday.manager).get("/").context["asks"] == []
    monday.traveller.move_to(datetime(2026, 4, 1, 9, 0, tzinfo=UTC))
    (again,) = signed_in(monday.manager).get("/").context["asks"]
    assert again.action == "Look again"
    with acting_as(monday.manager) as actor:
        keep_variation(variation=variation, note="", review_on=date(2026, 5, 1), by=actor)
    assert signed_in(monday.manager).get("/").context["asks"] == []


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"family_agreed": False}, "Talk with the family first"),
        ({"reason": "  "}, "Say why"),
        ({"interval_days": 28}, "must give more time than the standard"),
        ({"interval_days": 400}, "from 1 to 365"),
        ({"interval_days": None}, "either a new interval or a day"),
        ({"paused_until": date(2026, 5, 1)}, "either a new interval or a day"),
        ({"interval_days": None, "paused_until": date(2026, 3, 2)}, "in the coming year"),
        ({"interval_days": None, "paused_until": date(2026, 3, 20)}, "must give more time than the standard"),
        ({"interval_days": None, "paused_until": date(2028, 3, 20)}, "in the coming year"),
    ],
)
def test_what_cannot_be_asked_for(monday, clock, changes, why):
    with pytest.raises(Refused, match=why):
        ask(monday.practitioner, clock, **changes)
    with databases.as_owner():
        assert not ClockVariation.objects.exists() and not Notification.objects.exists()
    assert ask(monday.practitioner, clock).pk


def test_only_where_the_standard_has_room_for_it(monday):
    with pytest.raises(Refused, match="cannot be varied"):
        ask(monday.practitioner, clock_of(monday.episode, "first_contact"))


def test_not_twice_and_not_of_what_has_ended(monday, clock):
    variation = ask(monday.practitioner, clock)
    with pytest.raises(Refused, match="asked for already"):
        ask(monday.practitioner, clock, interval_days=60)
    decide(monday.manager, variation)
    with pytest.raises(Refused, match="decided this already"):
        decide(monday.manager, variation)
    monday.traveller.move_to(MONDAY + days(10))
    record(monday.practitioner, monday.episode, seen(monday.aisha), happened_at=MONDAY + days(10))
    with pytest.raises(Refused, match="has ended"):
        ask(monday.practitioner, clock)
    with pytest.raises(Refused, match="asked for already"):
        ask(monday.practitioner, clock_of(monday.episode, "seen", monday.aisha), interval_days=60)


@pytest.mark.parametrize("who", ["auditor", "teacher", "helper"])
def test_who_may_not_ask(monday, clock, who):
    with databases.as_owner():
        for agency in (monday.school, monday.charity):
            share(monday.episode, agency, monday.practitioner)
    with pytest.raises(PermissionDenied):
        ask(getattr(monday, who), clock)
    with databases.as_owner():
        assert not ClockVariation.objects.exists()
    assert ask(monday.practitioner, clock).pk


@pytest.mark.parametrize("who", ["practitioner", "hub", "chair", "coordinator", "auditor", "head", "teacher"])
def test_only_a_manager_of_the_lead_or_the_area_decides(monday, clock, who):
    with databases.as_owner():
        share(monday.episode, monday.school, monday.practitioner)
    variation = ask(monday.practitioner, clock)
    with pytest.raises(PermissionDenied):
        decide(getattr(monday, who), variation)
    assert now_of(clock).due_at == LIMIT and now_of(variation).status == "asked"
    assert decide(monday.manager, variation).status == "agreed"


def test_nobody_decides_what_they_asked_for_nor_for_a_family_they_lead(monday, clock):
    with databases.as_owner():
        elsewhere = make_worker("manager@northbridge.example", monday.council, Role.MANAGER, monday.west)
        second = make_worker("second.manager@northbridge.example", monday.council, Role.MANAGER)
    variation = ask(monday.manager, clock)
    for same_person in (monday.manager, elsewhere):
        with pytest.raises(PermissionDenied):
            decide(same_person, variation)
    assert told("standards.variation_asked") == ["Second Manager"]
    decide(second, variation, agrees=False, note="Not yet")
    with databases.as_owner():
        monday.episode.lead = monday.manager
        monday.episode.save(update_fields=["lead"])
    variation = ask(monday.practitioner, clock)
    with pytest.raises(PermissionDenied):
        decide(monday.manager, variation)
    assert decide(second, variation).status == "agreed"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"review_on": None}, "a day in the future"),
        ({"review_on": date(2026, 3, 2)}, "a day in the future"),
        ({"agrees": False}, "Say why you do not agree"),
    ],
)
def test_what_a_decision_needs(monday, clock, changes, why):
    variation = ask(monday.practitioner, clock)
    with pytest.raises(Refused, match=why):
        decide(monday.manager, variation, **changes)
    assert now_of(variation).status == "asked"


def test_a_pause_that_has_passed_is_not_agreed_any_more(monday, clock):
    variation = ask(monday.practitioner, clock, interval_days=None, paused_until=date(2026, 4, 10))
    monday.traveller.move_to(datetime(2026, 4, 10, 12, 0, tzinfo=UTC))
    with pytest.raises(Refused, match="has passed"):
        decide(monday.manager, variation, review_on=date(2026, 5, 1))


# Pages


def ask_url(clock):
    return reverse("standards:ask_for_variation", args=(clock.reference,))


FILLED = {"how": "interval", "interval_days": "42", "reason": "Dee works nights.", "family_agreed": "yes"}


def test_the_whole_way_on_the_pages(monday, clock, signed_in):
    worker, manager = signed_in(monday.practitioner), signed_in(monday.manager)
    here = reverse("standards:clock", args=(clock.reference,))
    assert ask_url(clock) in worker.get(here).content.decode()
    response = worker.post(ask_url(clock), FILLED)
    assert response.status_code == 302 and response.url == here
    assert ask_url(clock) not in worker.get(here).content.decode(), "not twice"
    with databases.as_owner():
        variation = ClockVariation.objects.get()
    page = reverse("standards:variation", args=(variation.reference,))
    assert page in manager.get("/team/").content.decode() and page in manager.get("/").content.decode()
    assert "Save the decision" not in text_of(worker.get(page))
    refused = manager.post(page, {"agrees": "yes", "note": ""})
    assert refused.status_code == 422 and "When will you look at this again" in text_of(refused)
    answer = {"agrees": "yes", "review_on_day": "1", "review_on_month": "4", "review_on_year": "2026", "note": "Right"}
    assert manager.post(page, answer).status_code == 302
    text = text_of(worker.get(here))
    assert "as agreed" in text and "A variation was agreed: 42 days instead" in text and "42 days left" in text
    assert worker.post(page, {"note": "No longer needed"}).status_code == 302
    assert not now_of(clock).is_varied


def test_a_refusal_keeps_everything_typed(monday, clock, signed_in):
    response = signed_in(monday.practitioner).post(ask_url(clock), FILLED | {"interval_days": "20"})
    assert response.status_code == 422
    html = response.content.decode()
    assert "must give more time than the standard" in html and "Dee works nights." in html and 'value="20"' in html


def test_the_pages_refuse_whom_the_actions_refuse(monday, clock, signed_in):
    with databases.as_owner():
        share(monday.episode, monday.school, monday.practitioner)
    variation = ask(monday.practitioner, clock)
    page = reverse("standards:variation", args=(variation.reference,))
    for worker in (monday.teacher, monday.auditor):
        client = signed_in(worker)
        assert client.get(ask_url(clock)).status_code == client.post(ask_url(clock), FILLED).status_code == 403
        assert client.get(page).status_code == 200 and client.post(page, {"agrees": "no"}).status_code == 403
    for worker in (monday.stranger, monday.partner, monday.stranger_auditor, monday.admin):
        client = signed_in(worker)
        for path, nothing in ((ask_url(clock), "/clocks/0000-0000/variation/"), (page, "/variations/0000-0000/")):
            real, missing = client.get(path), client.get(nothing)
            assert real.status_code == missing.status_code == 404 and real.content == missing.content
    first_contact = clock_of(monday.episode, "first_contact")
    assert signed_in(monday.practitioner).get(ask_url(first_contact)).status_code == 403
    assert now_of(variation).status == "asked"


def test_another_partnership_knows_no_such_standard(monday, signed_in):
    """Hull's document has no four-weekly standard, so there is nothing to vary."""
    allocate(monday, monday.salt_episode, monday.stranger, by=monday.stranger)
    with databases.as_owner():
        assert not Clock.objects.filter(episode=monday.salt_episode).exists()


def test_the_due_moment_is_the_standards_plus_the_agreed_days(monday, clock):
    for interval in (29, 60, 365):
        variation = decide(monday.manager, ask(monday.practitioner, clock, interval_days=interval))
        assert (now_of(clock).due_at - now_of(clock).limit_due_at) // timedelta(hours=23) >= interval - 28
        end(monday.practitioner, variation)
