"""What programs write: the pages' own actions, with the pages' own refusals."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Contact, Episode, Family, KeyAgencyNote, LeadAllocation, TimelineEvent
from cases.timeline import FAMILY_CREATED
from ehm.models import SearchLook
from ehm.rows.actor import as_actor
from ehm.rows.context import acting
from tests.api.asking import Program
from tests.cast import make_family, make_person, share
from tests.databases import as_owner

TODAY = timezone.localdate


def new_family(**changes):
    people = [
        {"kind": "child", "given_name": "Kit", "family_name": "Fox", "date_of_birth": "2019-03-01"},
        {
            "kind": "adult",
            "given_name": "Lou",
            "family_name": "Fox",
            "is_date_of_birth_unknown": True,
            "relation": "father",
            "has_parental_responsibility": True,
        },
    ]
    return {"people": people} | changes


def new_episode(cast, **changes):
    return {
        "family": cast.family.reference,
        "origin": "request",
        "reason": "Bedtimes are hard",
        "level": 3,
        "level_reason": "Two needs",
        "area": cast.east.reference,
    } | changes


def new_contact(cast, **changes):
    return {
        "episode": cast.episode.reference,
        "happened_at": (timezone.now() - timedelta(hours=1)).isoformat(),
        "kind": "home_visit",
        "working_well": "Breakfast together",
        "people": [
            {"person": cast.aisha.reference, "was_seen": True, "was_spoken_to": True, "own_words": "I like it"},
            {"person": cast.dee.reference, "was_spoken_to": True},
        ],
    } | changes


def new_note(cast, **changes):
    return {
        "child": cast.aisha.reference,
        "practitioner_name": "Helper",
        "work_phone": "01632 960001",
        "area_of_support": "Breakfast club",
        "started_on": TODAY().isoformat(),
    } | changes


def count(model):
    with as_owner():
        return model.objects.count()


def errors(answer):
    assert answer.status_code == 400, answer.content
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


def detail(answer, status=409):
    assert answer.status_code == status, answer.content
    return answer.json()["detail"]


def test_a_family_is_written_down_by_the_pages_own_action(cast):
    answer = Program(cast.helper).post("families/", new_family(note="Ring first"))
    assert answer.status_code == 201
    family = answer.json()
    assert (family["name"], family["created_by_agency"]["name"], family["note"]) == (
        "Fox family",
        "Bridge House",
        "Ring first",
    )
    assert [person["name"] for person in family["people"]] == ["Kit Fox", "Lou Fox"]
    assert family["relationships"][0]["has_parental_responsibility"] is True
    with as_owner():
        saved = Family.objects.get(reference=family["reference"])
        assert (saved.tenant, saved.created_by) == (cast.north, cast.helper)
        assert TimelineEvent.objects.filter(family=saved, kind=str(FAMILY_CREATED), membership=cast.helper).exists()


def test_what_is_wrong_is_said_beside_its_field(cast):
    program = Program(cast.practitioner)
    before = count(Family)
    wrong = new_family()
    wrong["people"][1] |= {"date_of_birth": "31/12/1990", "is_date_of_birth_unknown": "no", "given_name": 7}
    assert errors(program.post("families/", wrong)) == {
        "people[1].date_of_birth": "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.",
        "people[1].is_date_of_birth_unknown": "Must be a valid boolean.",
        "people[1].given_name": "Not a valid string.",
    }
    assert errors(program.post("families/", {"people": []})) == {"people": "Ensure this field has at least 1 elements."}
    assert errors(program.post("families/", {})) == {"people": "This field is required."}
    adult_only = {"people": new_family()["people"][1:]}
    assert detail(program.post("families/", adult_only)) == "A family starts with a child, or with an unborn child."
    in_future = new_family()
    in_future["people"][0]["date_of_birth"] = (TODAY() + timedelta(days=1)).isoformat()
    assert "today or in the past" in detail(program.post("families/", in_future))
    assert count(Family) == before


@pytest.mark.parametrize(
    "field",
    [
        *("id", "reference", "tenant", "tenant_id", "partnership", "agency", "agency_id", "created_by"),
        *("created_by_agency", "has_episode", "version", "created_at"),
    ],
)
def test_what_is_not_the_programs_to_set_is_refused(cast, field):
    program = Program(cast.practitioner)
    for path, body in (
        ("families/", new_family()),
        ("episodes/", new_episode(cast)),
        ("contacts/", new_contact(cast)),
        ("key-agency-notes/", new_note(cast)),
        ("children/find/", {"q": "Aisha"}),
    ):
        assert errors(program.post(path, body | {field: 1})) == {field: "There is no such field here."}
    inside = new_family()
    inside["people"][0][field] = 1
    assert errors(program.post("families/", inside)) == {f"people[0].{field}": "There is no such field here."}


def test_a_field_named_by_half_a_character(cast):
    answer = Program(cast.practitioner).client.post(
        "/api/v1/families/", rb'{"\ud800": 1}', content_type="application/json"
    )
    assert answer.status_code == 400 and answer.json()["errors"] == [
        {"field": "?", "message": "There is no such field here."}
    ]


@pytest.mark.parametrize("who", ["auditor", "admin"])
def test_who_only_reads_writes_nothing(cast, who):
    program = Program(getattr(cast, who))
    reference = cast.episode.reference
    before = [count(model) for model in (Family, Episode, Contact, KeyAgencyNote)]
    for path, body in (
        ("families/", new_family()),
        ("families/", {"nonsense": 1}),
        ("episodes/", new_episode(cast)),
        ("contacts/", new_contact(cast)),
        ("key-agency-notes/", new_note(cast)),
        (f"episodes/{reference}/open/", {}),
        (f"episodes/{reference}/close/", {}),
        (f"episodes/{reference}/level/", {}),
        (f"episodes/{reference}/agree-to-lead/", {}),
        ("key-agency-notes/0000-0000/end/", {}),
        ("contacts/0000-0000/correct/", {}),
    ):
        assert program.post(path, body).status_code == 403, path
    assert [count(model) for model in (Family, Episode, Contact, KeyAgencyNote)] == before


def test_an_episode_from_the_request_to_its_end(cast):
    with as_owner():
        child = make_person(cast.practitioner, "Kit", "Fox")
        family = make_family(cast.practitioner, "Fox family", child, area=cast.east)
    program = Program(cast.practitioner)
    asked = new_episode(cast, family=family.reference, lead=cast.practitioner.reference, opens_now=False)
    answer = program.post("episodes/", asked)
    assert answer.status_code == 201, answer.content
    episode = answer.json()
    assert (episode["status"], episode["lead_agency"]["name"]) == ("requested", "Northbridge Early Help")
    assert "already leads early help" in detail(program.post("episodes/", asked))
    opened = program.post(f"episodes/{episode['reference']}/open/").json()
    assert opened["status"] == "open" and opened["version"] > episode["version"]
    assert detail(program.post(f"episodes/{episode['reference']}/open/")) == "Early help has already begun."
    closing = {"reason": "needs_met", "rationale": "All is well", "family_view": "not_told"}
    assert detail(program.post(f"episodes/{episode['reference']}/close/", closing)).startswith("Say why")
    assert program.get(f"episodes/{episode['reference']}/").json()["status"] == "open"


def test_a_new_lead_says_yes(cast):
    program = Program(cast.practitioner)
    with as_owner():
        LeadAllocation.objects.filter(episode=cast.episode).update(agreed_at=None)
    path = f"episodes/{cast.episode.reference}/agree-to-lead/"
    assert program.post(path, {"by_family": True, "note": "At the visit"}).status_code == 200
    with as_owner():
        allocation = LeadAllocation.objects.get(episode=cast.episode)
        assert allocation.agreed_by_practitioner and allocation.agreed_by_family
    assert detail(program.post(path)) == "You have agreed to lead already."
    assert Program(cast.manager).post(path).status_code == 403


@pytest.mark.parametrize("level", [{"level": 3, "level_band": "low"}, {"level": 4, "level_band": "x"}])
def test_levels_are_the_partnerships_own(cast, level):
    body = {"reason": "Better", "decided_on": TODAY().isoformat()} | level
    answer = Program(cast.practitioner).post(f"episodes/{cast.episode.reference}/level/", body)
    assert detail(answer).startswith("This partnership has no level")


def test_what_is_hidden_is_refused_as_if_it_were_not_there(cast):
    program = Program(cast.practitioner)
    for field, hidden, what in (
        ("family", cast.hidden_family, "family"),
        ("family", cast.salt_family, "family"),
        ("area", cast.quay, "area"),
        ("lead_agency", cast.salt_council, "agency"),
        ("lead", cast.stranger, "person"),
    ):
        with as_owner():
            if field != "family":
                make_family(cast.practitioner, "Vale family", make_person(cast.practitioner, "A", "Vale"))
                family = Family.objects.filter(name="Vale family").first().reference
            else:
                family = cast.family.reference
        for reference in (hidden.reference, "0000-0000"):
            body = new_episode(cast, family=family) | {field: reference}
            assert detail(program.post("episodes/", body)) == f"There is no {what} {reference} that you can choose."
    for episode in (cast.school_episode.reference, cast.salt_episode.reference, "0000-0000"):
        answer = program.post("contacts/", new_contact(cast, episode=episode))
        assert detail(answer) == f"There is no episode {episode} that you can choose."
    for person in (cast.hidden_child.reference, cast.salt_child.reference, "0000-0000"):
        answer = program.post("contacts/", new_contact(cast, people=[{"person": person, "was_seen": True}]))
        assert detail(answer) == "Choose people of this family only, each of them once."
    for path in ("open", "close", "level", "agree-to-lead"):
        hidden = program.post(f"episodes/{cast.salt_episode.reference}/{path}/", {})
        missing = program.post(f"episodes/0000-0000/{path}/", {})
        assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert count(Contact) == 0


def test_a_contact_is_saved_once(cast):
    program = Program(cast.practitioner)
    body, key = new_contact(cast), {"Idempotency-Key": str(uuid.uuid4())}
    first, again = program.post("contacts/", body, **key), program.post("contacts/", body, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert count(Contact) == 1
    assert first.json()["people"][0] == {
        "person": cast.aisha.reference,
        "was_seen": True,
        "was_seen_alone": False,
        "was_spoken_to": True,
        "own_words": "I like it",
    }
    assert detail(program.post("contacts/", body | {"working_well": "Other words"}, **key)).startswith("You have saved")
    assert program.post("contacts/", body).status_code == 201, "without a key each is a new one"
    assert errors(program.post("contacts/", body, **{"Idempotency-Key": "x"})) == {"Idempotency-Key": "Send a UUID."}
    assert count(Contact) == 2


def test_a_contact_that_cannot_be_true(cast):
    program = Program(cast.practitioner)
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    assert "now or in the past" in detail(program.post("contacts/", new_contact(cast, happened_at=tomorrow)))
    seen_by_phone = new_contact(cast, kind="phone")
    assert "cannot be seen by" in detail(program.post("contacts/", seen_by_phone))
    twice = new_contact(cast)
    twice["people"] *= 2
    assert detail(program.post("contacts/", twice)) == "Choose people of this family only, each of them once."
    too_long = new_contact(cast, worried_about="x" * 20_001)
    assert "no more than 20000" in errors(program.post("contacts/", too_long))["worried_about"]
    assert count(Contact) == 0


def test_two_corrections_do_not_overwrite_each_other(cast):
    program = Program(cast.practitioner)
    contact = program.post("contacts/", new_contact(cast)).json()
    body = new_contact(cast, happened_at=contact["happened_at"], working_well="New words") | {
        "version": contact["version"],
        "reason": "More came to mind",
    }
    del body["episode"]
    path = f"contacts/{contact['reference']}/correct/"
    corrected = program.post(path, body)
    assert corrected.json()["working_well"] == "New words"
    stale = program.post(path, body | {"working_well": "Others"})
    assert detail(stale) == "Somebody else changed this contact while you were writing."
    assert stale.json()["theirs"]["working_well"] == "New words"
    with as_owner():
        assert Contact.objects.get().working_well == "New words"
    with acting(as_actor(cast.practitioner)):
        share(cast.episode, cast.police, cast.practitioner)
    partner = Program(cast.partner)
    assert partner.get(f"contacts/{contact['reference']}/").status_code == 200
    assert partner.post(path, body).status_code == 403, "another agency's words are theirs"


def test_a_partner_in_the_team_adds_contacts_and_does_not_run_the_episode(cast):
    with acting(as_actor(cast.practitioner)):
        share(cast.episode, cast.police, cast.practitioner)
    program = Program(cast.partner)
    contact = program.post("contacts/", new_contact(cast)).json()
    assert contact["agency"]["name"] == "Northbridge Police"
    for path in ("open", "close", "level"):
        assert program.post(f"episodes/{cast.episode.reference}/{path}/", {}).status_code == 403
    assert program.post("episodes/", new_episode(cast)).status_code == 403


def test_notes_about_a_child_whose_record_is_not_theirs(cast):
    program = Program(cast.helper)
    answer = program.post("key-agency-notes/", new_note(cast))
    assert answer.status_code == 201, answer.content
    note = answer.json()
    assert (note["child"], note["agency"]["name"]) == (cast.aisha.reference, "Bridge House")
    assert program.post("key-agency-notes/", new_note(cast)).json() == note, "sent twice, saved once"
    assert count(KeyAgencyNote) == 1
    for path in ("key-agency-notes/", f"key-agency-notes/?child={cast.aisha.reference}"):
        assert [row["reference"] for row in program.rows(path)] == [note["reference"]]
    assert program.get(f"key-agency-notes/{note['reference']}/").json() == note
    assert program.get(f"children/{cast.aisha.reference}/").status_code == 404

    own = Program(cast.practitioner)  # who works with the child
    assert own.references("key-agency-notes/") == {note["reference"]}
    assert own.post(f"key-agency-notes/{note['reference']}/end/").status_code == 403
    police = Program(cast.partner)  # who does not: only when asked about this child
    assert police.references("key-agency-notes/") == set()
    assert police.references("key-agency-notes/", child=cast.aisha.reference) == {note["reference"]}
    stranger = Program(cast.stranger)
    assert stranger.references("key-agency-notes/", child=cast.aisha.reference) == set()
    assert stranger.get(f"key-agency-notes/{note['reference']}/").status_code == 404
    assert stranger.post("key-agency-notes/", new_note(cast)).status_code == 409

    assert program.post(f"key-agency-notes/{note['reference']}/confirm/").json()["confirmed_at"]
    ended = program.post(f"key-agency-notes/{note['reference']}/end/").json()
    assert (ended["ended_on"], ended["is_current"]) == (TODAY().isoformat(), False)
    assert program.references("key-agency-notes/", is_current="true") == set()
    assert program.references("key-agency-notes/", is_current="false") == {note["reference"]}


def test_a_protected_childs_notes_are_for_those_who_may_open_the_record(cast):
    from cases.models import Address

    note = Program(cast.helper).post("key-agency-notes/", new_note(cast)).json()["reference"]
    with as_owner():
        Address.objects.create(
            tenant=cast.north,
            family=cast.family,
            person=cast.aisha,
            lines="4 Hidden Row",
            is_protected=True,
            agency=cast.council,
            recorded_by=cast.practitioner,
        )
    assert Program(cast.partner).references("key-agency-notes/", child=cast.aisha.reference) == set()
    assert Program(cast.helper).references("key-agency-notes/", child=cast.aisha.reference) == {note}
    assert Program(cast.practitioner).references("key-agency-notes/", child=cast.aisha.reference) == {note}
    known = Program(cast.partner).post("children/find/", {"q": "Aisha Reed"}).json()["known"][0]
    assert (known["known_to"], known["ask"], known["notes"]) == ("", "Northbridge front door", [])


def test_finding_a_child(cast):
    program = Program(cast.practitioner)
    found = program.post("children/find/", {"q": "Aysha Read"}).json()
    assert [child["reference"] for child in found["own"]] == [cast.aisha.reference]
    assert found["own"][0]["families"] == [{"reference": cast.family.reference, "name": "Reed family"}]
    other = Program(cast.teacher).post("children/find/", {"given_name": "Aisha", "family_name": "Reed"}).json()
    assert other["own"] == []
    known = next(child for child in other["known"] if child["reference"] == cast.aisha.reference)
    assert (known["known_to"], known["ask"], known["phone"]) == (
        "Northbridge Early Help",
        "Practitioner",
        "07700 900100",
    )
    assert "date_of_birth" not in known
    assert Program(cast.stranger).post("children/find/", {"q": "Aisha Reed"}).json()["known"] == []
    assert Program(cast.auditor).post("children/find/", {"q": "Aisha Reed"}).status_code == 200
    assert Program(cast.admin).post("children/find/", {"q": "Aisha Reed"}).status_code == 403
    assert count(SearchLook) == 4, "each question stays on the record"


def test_nobody_walks_through_the_index(cast):
    program = Program(cast.partner)
    for body in ({}, {"q": " "}, {"nhs_number": "123"}, {"postcode": "nowhere"}):
        assert program.post("children/find/", body).status_code == 409
    assert count(SearchLook) == 0
    answers = [program.post("children/find/", {"q": f"Child {letter}"}) for letter in "abcdefghij" * 6]
    assert {answer.status_code for answer in answers} == {200}
    refused = program.post("children/find/", {"q": "One more"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "600")
    assert count(SearchLook) == 60


def test_a_refusal_leaves_nothing_behind(cast, monkeypatch):
    """The transaction is the request: what went before the refusal is undone with it."""
    from cases.api import contacts

    def half(**values):
        from cases.actions.contacts import record_contact
        from ehm.actions import Refused

        record_contact(**values)
        raise Refused("Not after all.")

    monkeypatch.setattr(contacts, "record_contact", half)
    assert detail(Program(cast.practitioner).post("contacts/", new_contact(cast))) == "Not after all."
    assert count(Contact) == 0


def test_reading_cannot_write(cast, monkeypatch):
    from cases.api import episodes

    program = Program(cast.practitioner)
    program.client.raise_request_exception = False

    def write(self):
        Episode.objects.filter(pk=cast.episode.pk).update(reason="Written by a GET")
        return Episode.objects.all()

    monkeypatch.setattr(episodes.Episodes, "visible", write)
    assert program.get("episodes/").status_code == 500
    with as_owner():
        assert Episode.objects.get(pk=cast.episode.pk).reason != "Written by a GET"


def test_the_hub_asks_another_agency_to_lead(cast):
    with as_owner():
        family = make_family(cast.hub, "Vale family", make_person(cast.hub, "Ivy", "Vale"), area=cast.east)
    body = new_episode(cast, family=family.reference, lead_agency=cast.school.reference, lead=cast.teacher.reference)
    answer = Program(cast.hub).post("episodes/", body | {"opens_now": False})
    assert answer.status_code == 201, answer.content
    assert answer.json()["lead"]["reference"] == cast.teacher.reference
    assert Program(cast.teacher).get(f"episodes/{answer.json()['reference']}/").status_code == 200
