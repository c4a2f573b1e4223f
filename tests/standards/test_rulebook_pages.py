"""A partnership's own numbers and words, dated, with a name and a reason."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from ehm.actions import Refused
from ehm.models import OrganisationEvent
from standards.actions.rulebook import change_standard
from standards.models import RulebookOverride
from standards.partnership import rulebook_for
from tests import databases
from tests.cases.acting import acting_as
from tests.standards.test_keeping import allocate
from tests.standards.test_redating import changes, run_jobs
from tests.standards.working import clock_of, text_of

LIST = "/organisation/standards/"


def page(standard):
    return reverse("rulebook:standard", args=(standard,))


def filled(client, standard, **changes):
    """The form as it is shown, with some of it changed."""
    form = client.get(page(standard)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (values | {"why": "Agreed by the board"} | changes).items() if value}


def test_the_list_shows_each_standard_with_its_limit(monday, signed_in):
    text = text_of(signed_in(monday.admin).get(LIST))
    assert "Each child is seen in person at least once in every 28 calendar days" in text
    assert "5 working days" in text and "from Early Help Handbook" in text and "Changed by you" not in text


def test_a_number_is_looked_at_first_and_then_holds_for_new_and_open_clocks(monday, signed_in):
    client = signed_in(monday.admin)
    looked = client.post(page("seen"), filled(client, "seen", limit="42", look="1"))
    text = text_of(looked)
    assert looked.status_code == 200 and "in every 42 calendar days while the hub leads" in text
    assert "Started now, it would be due Mon 13 Apr" in text
    with databases.as_owner():
        assert not RulebookOverride.objects.exists()
    assert client.post(page("seen"), filled(client, "seen", limit="42")).url == LIST
    run_jobs()
    for child in (monday.aisha, monday.ben, monday.leo):
        assert clock_of(monday.episode, "seen", child).due_at == datetime(2026, 4, 13, 22, 59, 59, tzinfo=UTC)
    assert {change.why for change in changes()} == {
        "Changed a practice standard: Each child is seen in person at least once in every 42 calendar days while the"
        " hub leads."
    }
    text = text_of(client.get(page("seen")))
    assert "Admin" in text and "Agreed by the board" in text and "limit: 42" in text
    assert "Changed by you" in text_of(client.get(LIST))
    with databases.as_owner():
        assert OrganisationEvent.objects.filter(kind="standard.changed", membership=monday.admin).count() == 1
        assert rulebook_for(monday.north).standard("seen").limit.amount == 42
        assert "seen" not in {standard.id for standard in rulebook_for(monday.salt).standards}


def test_switched_off_opens_no_more_and_lets_what_runs_go_on(monday, signed_in):
    client = signed_in(monday.admin)
    client.post(page("first_contact"), filled(client, "first_contact", enabled="off"))
    run_jobs()
    assert clock_of(monday.episode, "first_contact").is_open and changes() == []
    allocate(monday, monday.school_episode, monday.teacher, by=monday.teacher)
    assert clock_of(monday.school_episode, "first_contact") is None


def test_a_choice_brings_its_own_number_along(monday, signed_in):
    client = signed_in(monday.admin)
    client.post(page("recording"), filled(client, "recording", limit="3"))
    looked = client.post(page("recording"), filled(client, "recording", recording_time="48h", look="1"))
    assert "is on the record within 48 hours." in text_of(looked)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"title": "It is seen often."}, "the title says {limit} exactly when"),
        ({"limit": "0"}, "1"),
        ({"limit": "5000"}, "1000"),
        ({"why": ""}, "Why do you change it"),
        ({}, "Nothing is different"),
    ],
)
def test_what_cannot_be_changed_keeps_what_was_typed(monday, signed_in, changes, why):
    client = signed_in(monday.admin)
    response = client.post(page("seen"), filled(client, "seen", **changes))
    assert response.status_code == 422 and why in text_of(response).replace("&quot;", '"')
    with databases.as_owner():
        assert not RulebookOverride.objects.exists()
    assert client.post(page("seen"), filled(client, "seen", limit="30")).status_code == 302


@pytest.mark.parametrize("who", ["practitioner", "manager", "coordinator", "auditor", "partner"])
def test_only_administrators(monday, signed_in, who):
    worker = getattr(monday, who)
    client = signed_in(worker)
    assert client.get(LIST).status_code == client.get(page("seen")).status_code == 403
    assert client.post(page("seen"), {"limit": "3"}).status_code == 403
    with acting_as(worker) as actor, pytest.raises(PermissionDenied):
        change_standard(standard="seen", values={"limit": 3}, why="x", by=actor)
    with databases.as_owner():
        assert not RulebookOverride.objects.exists()


def test_a_standard_that_the_rulebook_lacks_is_not_there(monday, signed_in):
    client = signed_in(monday.admin)
    assert client.get(page("written_follow_up")).status_code == 404, "that is Hull's"
    with acting_as(monday.admin) as actor, pytest.raises(Refused, match="no standard"):
        change_standard(standard="written_follow_up", values={"limit": 3}, why="x", by=actor)
