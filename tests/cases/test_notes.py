"""Key agency notes: a minute for whoever writes one, and readable by everybody but whom the family keeps out."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cases import phones
from cases.actions.notes import (
    NoteWords,
    add_note,
    add_note_of_new_child,
    change_note,
    confirm_note,
    end_note,
)
from cases.actions.people import NewPerson
from cases.choices import PersonKind
from cases.models import Family, KeyAgencyNote, Person, SharingExclusion
from cases.views.notes import partner_home_card
from ehm.actions import Refused, Stale
from ehm.models import SearchLook
from tests.cases.acting import acting_as, request_as
from tests.cast import make_family, make_person
from tests.databases import as_owner

WORDS = NoteWords("Pat Hill", "01632 960014", "Attendance", date(2026, 1, 5))
TYPED = {
    "practitioner_name": "Pat Hill",
    "work_phone": "01632 960014",
    "area_of_support": "Attendance",
    "started_on_day": "5",
    "started_on_month": "1",
    "started_on_year": "2026",
}


def leave(membership, child, **changes):
    with acting_as(membership) as actor:
        return add_note(child=child.reference, words=NoteWords(**vars(WORDS) | changes), by=actor)


def notes_seen(membership):
    with acting_as(membership) as actor:
        by_django = set(KeyAgencyNote.objects.visible_to(actor).values_list("pk", flat=True))
        assert by_django == set(KeyAgencyNote.objects.values_list("pk", flat=True))
    return by_django


def exclude(cast, **whom):
    with as_owner():
        return SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, recorded_by=cast.practitioner, reason="Asked", **whom
        )


@pytest.mark.parametrize(
    "number",
    [
        "01632 960014",
        "(01632) 960014",
        "+44 1632 960014",
        "+44 (0)1632 960014",
        "07700900123",
        "0207 946 0000 ext 12",
        "101",
    ],
)
def test_plausible_numbers(number):
    assert phones.is_plausible(number)


@pytest.mark.parametrize(
    "number", ["", "12345", "ring me", "01632 96001x", "0000 000 0000", "01632", "0" * 30, "999", "٠١٦٣٢٩٦٠٠١٤"]
)
def test_implausible_numbers(number):
    assert not phones.is_plausible(number)


def test_a_partner_leaves_a_note_about_a_child_whose_record_is_closed_to_them(cast):
    note = leave(cast.partner, cast.aisha, practitioner_name="  Pat   Hill ", area_of_support="Attendance\n support")
    assert (note.practitioner_name, note.area_of_support) == ("Pat Hill", "Attendance support")
    assert note.agency_id == cast.police.pk and note.recorded_by == cast.partner
    for reader in (cast.practitioner, cast.teacher, cast.helper, cast.hub, cast.west_hub, cast.auditor, cast.partner):
        assert notes_seen(reader) == {note.pk}
    assert notes_seen(cast.stranger) == notes_seen(cast.stranger_auditor) == set()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"practitioner_name": " "}, "who supports"),
        ({"work_phone": "ring me"}, "telephone number"),
        ({"area_of_support": ""}, "area of support"),
        ({"area_of_support": "a" * 256}, "255 characters"),
        ({"ended_on": date(2026, 1, 4)}, "before it starts"),
        ({"started_on": date(1926, 1, 5)}, "Check the year"),
        ({"started_on": date(2050, 1, 5)}, "must have started"),
    ],
)
def test_what_a_note_may_not_say(cast, changes, said):
    with pytest.raises(Refused, match=said):
        leave(cast.partner, cast.aisha, **changes)
    with as_owner():
        assert not KeyAgencyNote.objects.exists()
    assert leave(cast.partner, cast.aisha).pk


def test_an_adult_a_stranger_and_a_typing_slip_are_no_child(cast):
    for reference in (cast.dee.reference, cast.salt_child.reference, "0000-0000", "", cast.family.reference):
        with acting_as(cast.partner) as actor, pytest.raises(Refused, match="search results"):
            add_note(child=reference, words=WORDS, by=actor)


def test_a_double_click_saves_once(cast):
    assert leave(cast.partner, cast.aisha).pk == leave(cast.partner, cast.aisha).pk
    assert leave(cast.partner, cast.aisha, practitioner_name="Jo Hill").pk != leave(cast.partner, cast.aisha).pk


def test_only_ones_own_agency_changes_ends_or_confirms_a_note(cast):
    note = leave(cast.partner, cast.aisha)
    attempts = (
        lambda actor: change_note(note=note, words=WORDS, version=1, by=actor),
        lambda actor: end_note(note=note, by=actor),
        lambda actor: confirm_note(note=note, by=actor),
    )
    for other in (cast.practitioner, cast.teacher, cast.auditor):
        for attempt in attempts:
            with acting_as(other) as actor, pytest.raises(PermissionDenied):
                attempt(actor)
    with as_owner():
        assert KeyAgencyNote.objects.get() == note
        assert KeyAgencyNote.objects.values_list("version", "confirmed_at", "ended_on").get() == (1, None, None)
    with acting_as(cast.partner) as actor:
        changed = change_note(note=note, words=NoteWords("Jo", "101", "Housing", date(2026, 2, 1)), version=1, by=actor)
        assert (changed.area_of_support, changed.version) == ("Housing", 2)
        assert confirm_note(note=note, by=actor).confirmed_by == cast.partner
        assert end_note(note=note, by=actor).ended_on == timezone.localdate()
        assert end_note(note=note, by=actor).version == 3, "ended once"
        with pytest.raises(Refused, match="has ended"):
            confirm_note(note=note, by=actor)


def test_two_people_never_overwrite_each_other(cast):
    note = leave(cast.partner, cast.aisha)
    with acting_as(cast.partner) as actor:
        change_note(note=note, words=WORDS, version=1, by=actor)
        with pytest.raises(Stale) as stale:
            change_note(note=note, words=WORDS, version=1, by=actor)
    assert stale.value.theirs["area_of_support"] == "Attendance"


def test_auditors_read_and_administrators_see_nothing(cast, signed_in):
    leave(cast.partner, cast.aisha)
    with acting_as(cast.auditor) as actor, pytest.raises(PermissionDenied):
        add_note(child=cast.aisha.reference, words=WORDS, by=actor)
    auditor = signed_in(cast.auditor)
    assert "Attendance" in auditor.get(f"/children/{cast.aisha.reference}/").content.decode()
    assert auditor.get(f"/children/{cast.aisha.reference}/notes/new/").status_code == 403
    admin = signed_in(cast.admin)
    for path in ("/notes/", "/notes/new/", f"/children/{cast.aisha.reference}/", "/children/0000-0000/"):
        assert admin.get(path).status_code == 404, path


@pytest.mark.parametrize("kind", ["agency", "worker"])
def test_whom_the_family_keeps_out_sees_neither_child_nor_note(cast, signed_in, kind):
    """Their own note about the child too: it would tell that the family is here."""
    theirs, ours = leave(cast.partner, cast.aisha), leave(cast.practitioner, cast.aisha)
    client = signed_in(cast.partner)
    assert "Aisha Reed" in client.get("/notes/").content.decode()
    exclude(cast, **({"agency": cast.police} if kind == "agency" else {"worker": cast.partner}))
    assert notes_seen(cast.partner) == set()
    missing = client.get("/children/0000-0000/")
    assert missing.status_code == 404
    assert client.get(f"/children/{cast.aisha.reference}/").content == missing.content
    for note in (theirs, ours):
        assert client.get(f"/notes/{note.reference}/").content == missing.content
        assert client.post(f"/notes/{note.reference}/end/").status_code == 404
    assert "Aisha" not in client.get("/notes/").content.decode()
    with acting_as(cast.partner) as actor, pytest.raises(Refused):
        add_note(child=cast.aisha.reference, words=WORDS, by=actor)
    html = signed_in(cast.helper).get(f"/children/{cast.aisha.reference}/").content.decode()
    assert html.count("Attendance") == 2, "others go on reading them"


def test_the_page_of_a_known_child_tells_only_what_everybody_may_know(cast, signed_in):
    leave(cast.partner, cast.aisha)
    html = signed_in(cast.helper).get(f"/children/{cast.aisha.reference.lower()}/").content.decode()
    for said in (
        "Aisha Reed",
        "Aged 8",
        "Known to Northbridge Early Help. Ask Practitioner",
        "Northbridge Police",
        "01632 960014",
    ):
        assert said in html, said
    for secret in ("Reed family", cast.family.reference, "9990000018", "Dee", "East hub", "Level"):
        assert secret not in html, secret
    assert "Reed family" in signed_in(cast.practitioner).get(f"/children/{cast.aisha.reference}/").content.decode()
    for other in (cast.dee.reference, cast.salt_child.reference, cast.family.reference):
        assert signed_in(cast.practitioner).get(f"/children/{other}/").status_code == 404


def test_four_fields_three_of_them_filled_in(cast, signed_in):
    client = signed_in(cast.partner)
    url = f"/children/{cast.aisha.reference}/notes/new/"
    html = client.get(url).content.decode()
    assert 'value="Partner"' in html and 'value="07700 900100"' in html
    assert "No detail, nothing confidential: everybody in the partnership can read this." in html
    bad = client.post(url, TYPED | {"work_phone": "x", "started_on_year": "2099", "area_of_support": "a" * 300})
    assert bad.status_code == 422
    for said in ("Enter a work telephone number", "must be today or in the past", "255 characters or", "a" * 300):
        assert said in bad.content.decode(), said
    assert not notes_seen(cast.partner)
    good = client.post(url, TYPED)
    assert good.status_code == 302 and good["Location"] == f"/children/{cast.aisha.reference}/"
    assert len(notes_seen(cast.partner)) == 1
    before = client.post(url, TYPED | {"ended_on_day": "4", "ended_on_month": "1", "ended_on_year": "2026"})
    assert "End date must be the same as or after" in before.content.decode()


def test_find_choose_and_write(cast, signed_in):
    client = signed_in(cast.partner)
    found = client.post("/notes/new/", {"q": "Aysha Read"})
    assert found.status_code == 302
    html = client.get(found["Location"]).content.decode()
    assert "Leave a note about Aisha Reed" in html and f"/children/{cast.aisha.reference}/notes/new/" in html
    assert client.post("/notes/new/", {"q": ""}).status_code == 422
    assert signed_in(cast.helper).get(found["Location"]).status_code == 404


def test_a_child_whom_nobody_knows_is_written_down_with_the_note(cast, signed_in):
    client = signed_in(cast.partner)
    url = client.post("/notes/new/", {"q": "Kit Fox 3 5 2016"})["Location"] + "child/"
    html = client.get(url).content.decode()
    assert 'value="Kit"' in html and 'value="Fox"' in html and 'value="2016"' in html
    assert client.post(url, TYPED | {"given_name": "Kit"}).status_code == 422
    child = {
        "given_name": "Kit",
        "family_name": "Fox",
        "date_of_birth_day": "3",
        "date_of_birth_month": "5",
        "date_of_birth_year": "2016",
    }
    assert client.post(url, TYPED | child).status_code == 302
    with as_owner():
        kit = Person.objects.get(given_name="Kit")
        assert Family.objects.get(members__person=kit).created_by_agency_id == cast.police.pk
    assert len(notes_seen(cast.helper)) == 1
    html = signed_in(cast.helper).get(f"/children/{kit.reference}/").content.decode()
    assert "Known to Northbridge Police" in html
    assert "Fox family" in client.get(f"/children/{kit.reference}/").content.decode()


def test_a_likely_duplicate_is_asked_about_first(cast, signed_in):
    client = signed_in(cast.partner)
    url = client.post("/notes/new/", {"q": "Noor Hail"})["Location"] + "child/"
    born = cast.hidden_child.date_of_birth
    child = {
        "given_name": "Noor",
        "family_name": "Hail",
        "date_of_birth_day": born.day,
        "date_of_birth_month": born.month,
        "date_of_birth_year": born.year,
    }
    asked = client.post(url, TYPED | child)
    assert asked.status_code == 200
    html = asked.content.decode()
    assert "Is it one of these?" in html and "Noor Hale" in html and "Known to Larkfield Primary" in html
    with as_owner():
        assert not Person.objects.filter(family_name="Hail").exists()
        assert SearchLook.objects.filter(terms__why="duplicates").count() == 1, "the question stays on the record"
    assert client.post(url, TYPED | child | {"is_somebody_else": "yes"}).status_code == 302
    with as_owner():
        assert Person.objects.filter(family_name="Hail").count() == 1


def test_notes_change_confirm_and_end_from_the_page(cast, signed_in):
    note = leave(cast.partner, cast.aisha)
    client = signed_in(cast.partner)
    html = client.get(f"/notes/{note.reference}/").content.decode()
    assert 'value="Pat Hill"' in html
    assert (
        client.post(f"/notes/{note.reference}/", TYPED | {"area_of_support": "Housing", "version": "1"}).status_code
        == 302
    )
    stale = client.post(f"/notes/{note.reference}/", TYPED | {"area_of_support": "Mine", "version": "1"})
    html = stale.content.decode()
    assert stale.status_code == 422 and "Somebody else changed this note" in html
    assert "Housing" in html and "Mine" in html and 'name="version" value="2"' in html
    assert client.get(f"/notes/{note.reference}/end/").status_code == 405
    assert client.post(f"/notes/{note.reference}/still-true/")["Location"] == "/notes/"
    assert client.post(f"/notes/{note.reference}/end/", {"back": "home"})["Location"] == "/"
    assert "ended" in client.get("/notes/").content.decode()
    other = signed_in(cast.practitioner)
    assert other.get(f"/notes/{note.reference}/").status_code == 403, "they may read it, not change it"
    assert other.post(f"/notes/{note.reference}/end/").status_code == 403
    assert signed_in(cast.stranger).get(f"/notes/{note.reference}/").status_code == 404


def test_still_true_is_asked_after_three_months(cast):
    note = leave(cast.partner, cast.aisha)
    assert not note.asks_whether_still_true
    with time_machine.travel(timezone.now() + timedelta(days=92)):
        assert note.asks_whether_still_true
        with acting_as(cast.partner) as actor:
            assert not confirm_note(note=note, by=actor).asks_whether_still_true
            assert not end_note(note=note, by=actor).asks_whether_still_true


def test_the_card_of_a_partners_home(cast):
    leave(cast.partner, cast.aisha)
    with as_owner():
        ended = make_person(cast.practitioner, "Old", "Note")
        make_family(cast.practitioner, "Note family", ended)
    with acting_as(cast.partner) as actor:
        add_note(child=ended.reference, words=WORDS, by=actor)
        card = partner_home_card(request_as(actor))
        assert [line["name"] for line in card["lines"]] == ["Old Note", "Aisha Reed"]
    for nobody in (cast.practitioner, cast.teacher, cast.auditor):
        with acting_as(nobody) as actor:
            assert partner_home_card(request_as(actor)) is None


def test_pages_of_a_long_list(cast, signed_in):
    for number in range(52):
        leave(cast.partner, cast.aisha, area_of_support=f"Area {number}")
    client = signed_in(cast.partner)
    first, second = (client.get(f"/notes/?page={page}").content.decode() for page in (1, 2))
    assert first.count('class="ehm-note"') == 50 and second.count('class="ehm-note"') == 2
    for odd in ("0", "-1", "x", "9" * 30, "²"):
        assert client.get("/notes/", {"page": odd}).status_code == 200


def test_the_action_for_a_new_child_makes_nothing_when_the_note_is_refused(cast):
    new = NewPerson(kind=PersonKind.CHILD, given_name="Kit", family_name="Fox", date_of_birth=date(2016, 5, 3))
    with acting_as(cast.partner) as actor:
        with pytest.raises(Refused):
            add_note_of_new_child(new=new, words=NoteWords("", "101", "x", date(2026, 1, 1)), by=actor)
        assert not Person.objects.visible_to(actor).exists()
        note = add_note_of_new_child(new=new, words=WORDS, by=actor)
        assert note.person.family_name == "Fox"
