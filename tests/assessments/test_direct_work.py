"""A child's drawings, from the camera to the page: kept harmless, with the child, for whoever may read them."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from assessments.actions.direct_work import (
    MOST,
    add_direct_work,
    describe_direct_work,
    remove_direct_work,
)
from assessments.actions.writing import withdraw_assessment
from assessments.choices import Record
from assessments.models import Assessment, DirectWork
from cases.models import SharingExclusion, TimelineEvent
from ehm.actions import Refused, Stale
from ehm.files.paper import read_paper
from ehm.files.picture import read_picture
from ehm.models import Draft, ReadLog
from ehm.models.tenancy import new_reference
from tests import databases
from tests.assessments.pictures import a_jpeg
from tests.assessments.writing import decided, line, save, what_is_written
from tests.cases.acting import acting_as
from tests.cast import share
from tests.ehm import hostile, hostile_papers

pytestmark = pytest.mark.django_db(transaction=True)

VOICE = "voice_pictures"


@pytest.fixture
def assessment(cast):
    return decided(cast)


def add(by, assessment, child, shows="A house with a very big door", made_on=None, data=None, **change):
    file = read_picture(data or a_jpeg(), name="IMG_1.jpg")
    with acting_as(by) as actor:
        given = {"question": VOICE, "about": child.reference, "file": file, "shows": shows, "made_on": made_on}
        return add_direct_work(assessment=assessment, by=actor, **given | change)


def add_url(assessment, child, question=VOICE):
    return reverse("assessments:add_file_of", args=(assessment.reference, question, child.reference))


def sent(data, name="drawing.jpg", **typed):
    return {"file": SimpleUploadedFile(name, data, "image/jpeg"), "shows": "Mum and me at the sea"} | typed


def all_works():
    with databases.as_owner():
        return list(DirectWork.objects.all())


# The action


def test_it_is_kept_with_its_child_at_its_place_and_told(cast, assessment):
    made = date(2026, 3, 2)
    work = add(cast.practitioner, assessment, cast.aisha, made_on=made)
    place = f"voice/{VOICE}/{cast.aisha.reference}#{work.reference}"
    assert (work.person, work.about, work.address) == (cast.aisha, cast.aisha.reference, place)
    assert (work.media_type, work.width, work.height, work.made_on) == ("image/jpeg", 900, 600, made)
    with databases.as_owner():
        event = TimelineEvent.objects.get(kind="direct_work.added")
        assert event.data["name"] == "Aisha" and event.person_id == cast.aisha.pk
    written = what_is_written(cast.practitioner, assessment)
    assert written.uploads == {(VOICE, cast.aisha.reference): 1}


def test_a_picture_without_words_is_refused_and_one_from_tomorrow(cast, assessment):
    with pytest.raises(Refused, match="what the picture shows"):
        add(cast.practitioner, assessment, cast.aisha, shows="  ")
    with pytest.raises(Refused, match="later than today"):
        add(cast.practitioner, assessment, cast.aisha, made_on=timezone.localdate() + timedelta(days=2))


@pytest.mark.parametrize("wrong", ["another family", "an adult", "nobody", "no such question", "not for files"])
def test_only_where_the_form_asks_for_it_about_a_child_of_the_family(cast, assessment, wrong):
    change = {
        "another family": {"about": cast.hidden_child.reference},
        "an adult": {"about": cast.dee.reference},
        "nobody": {"about": ""},
        "no such question": {"question": "voice_nothing"},
        "not for files": {"question": "voice_meaning"},
    }[wrong]
    with pytest.raises(Refused, match="added here"):
        add(cast.practitioner, assessment, cast.aisha, **change)
    add(cast.practitioner, assessment, cast.aisha)


def test_only_while_it_is_being_written(cast, assessment):
    work = add(cast.practitioner, assessment, cast.aisha)
    with acting_as(cast.practitioner) as actor:
        withdraw_assessment(assessment=assessment, reason="They moved away.", by=actor)
    with pytest.raises(Refused):
        add(cast.practitioner, assessment, cast.aisha)
    with acting_as(cast.practitioner) as actor, pytest.raises(Refused):
        remove_direct_work(work=work, by=actor)


def test_there_is_room_for_so_many(cast, assessment):
    work = add(cast.practitioner, assessment, cast.aisha)
    with databases.as_owner():
        DirectWork.objects.bulk_create(
            DirectWork(
                tenant_id=work.tenant_id, episode_id=work.episode_id, assessment=assessment, agency_id=work.agency_id,
                recorded_by=work.recorded_by, address=work.address, question=VOICE, about=work.about,
                media_type="image/jpeg", data=b"x",
            )
            for _ in range(MOST - 1)
        )  # fmt: skip
    with pytest.raises(Refused, match=f"{MOST} here already"):
        add(cast.practitioner, assessment, cast.aisha)
    add(cast.practitioner, assessment, cast.ben)


def test_words_are_changed_by_one_after_the_other(cast, assessment):
    work = add(cast.practitioner, assessment, cast.aisha)
    with acting_as(cast.practitioner) as actor:
        describe_direct_work(work=work, version=1, shows="Our house", made_on=None, by=actor)
    with acting_as(cast.practitioner) as actor, pytest.raises(Stale) as stale:
        describe_direct_work(work=work, version=1, shows="A shop", made_on=None, by=actor)
    assert stale.value.theirs["shows"] == "Our house"
    assert [one.shows for one in all_works()] == ["Our house"]


def test_what_is_removed_stays_with_the_record_and_is_shown_nowhere(cast, assessment, signed_in):
    work = add(cast.practitioner, assessment, cast.aisha)
    client = signed_in(cast.practitioner)
    assert client.get(reverse("assessments:file", args=(work.reference,))).status_code == 200
    answer = client.post(reverse("assessments:remove_file", args=(work.reference,)))
    assert answer.status_code == 302 and answer.url == add_url(assessment, cast.aisha)
    for name in ("file", "file_small", "remove_file", "describe_file"):
        assert client.get(reverse(f"assessments:{name}", args=(work.reference,))).status_code == 404, name
    (kept,) = all_works()
    assert kept.removed_at and bytes(kept.data)
    assert work.shows not in client.get(add_url(assessment, cast.aisha)).content.decode()


# From a browser


def test_a_photograph_loses_its_place_and_comes_back_as_a_picture(cast, assessment, signed_in):
    client = signed_in(cast.practitioner)
    for name, data in hostile.with_places()[::5]:  # every one of them: tests/ehm/test_pictures.py
        answer = client.post(add_url(assessment, cast.aisha), sent(data, name))
        assert answer.status_code == 302, f"{name}: {answer.content.decode()[-3000:]}"
        with databases.as_owner():
            work = DirectWork.objects.latest("pk")
        for url_name, media_type in (("file", work.media_type), ("file_small", "image/jpeg")):
            given = client.get(reverse(f"assessments:{url_name}", args=(work.reference,)))
            assert given["Content-Type"] == media_type and given["Cache-Control"].count("no-store")
            assert "private" in given["Cache-Control"] and given["X-Content-Type-Options"] == "nosniff"
            assert hostile.CANARY not in given.content, f"{name}: its place is still there"
            assert not Image.open(io.BytesIO(given.content)).getexif(), name
        assert not (kept := [part for part in (work.data, work.small) if hostile.CANARY in bytes(part)]), kept


def test_hostile_files_are_refused_with_a_sentence_and_the_words_stay(cast, assessment, signed_in):
    client = signed_in(cast.practitioner)
    refused = [
        ("page.html.jpg", b"<html><script>alert(1)</script></html>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("eicar.jpg", hostile.EICAR),
        ("empty.jpg", b""),
        ("paper.jpg", hostile_papers.saved(hostile_papers.new())),
        ("cut.jpg", a_jpeg()[:200]),
        *hostile.archives()[:2],
        *hostile.office()[:2],
    ]
    for name, data in refused:
        typed = {"made_on_day": "3", "made_on_month": "March", "made_on_year": "2026"}
        answer = client.post(add_url(assessment, cast.aisha), sent(data, name, **typed))
        page = answer.content.decode()
        assert answer.status_code == 200 and "The selected" in page, name
        assert "Mum and me at the sea" in page and 'value="March"' in page, f"{name}: what was typed is gone"
        again = client.get(add_url(assessment, cast.aisha)).content.decode()
        assert "Mum and me at the sea" in again and "We put back what you were writing" in again
    assert not all_works()
    answer = client.post(add_url(assessment, cast.aisha), sent(a_jpeg()))
    assert answer.status_code == 302 and len(all_works()) == 1
    with databases.as_owner():
        assert not Draft.objects.exclude(values={}).exists()


def test_sent_twice_it_is_kept_once(cast, assessment, signed_in):
    client, once = signed_in(cast.practitioner), "0" * 32
    for _ in range(2):
        answer = client.post(add_url(assessment, cast.aisha), sent(a_jpeg(), once=once))
        assert answer.status_code == 302
    assert len(all_works()) == 1
    client.post(add_url(assessment, cast.aisha), sent(a_jpeg("blue"), once=once))
    assert len(all_works()) == 2, "another picture with the same words is another picture"


def test_the_page_shows_words_day_and_writer_and_reads_no_file(cast, assessment, signed_in):
    add(cast.practitioner, assessment, cast.aisha, shows="<b>My house</b>", made_on=date(2025, 3, 2))
    with CaptureQueriesContext(connection) as seen:
        page = signed_in(cast.practitioner).get(add_url(assessment, cast.aisha)).content.decode()
    assert 'alt="&lt;b&gt;My house&lt;/b&gt;"' in page and "Sun 2 Mar 2025" in page and "Added by Practitioner" in page
    asked = [query["sql"] for query in seen if "assessments_directwork" in query["sql"]]
    assert asked and not [sql for sql in asked if '"data"' in sql or '"small"' in sql]


def test_another_kind_of_picture_shows_no_other_childs(cast, assessment, signed_in):
    add(cast.practitioner, assessment, cast.aisha, shows="Of Aisha")
    add(cast.practitioner, assessment, cast.ben, shows="Of Ben")
    page = signed_in(cast.practitioner).get(add_url(assessment, cast.ben)).content.decode()
    assert "Of Ben" in page and "Of Aisha" not in page


def test_who_asks_without_agreement_is_reminded_and_not_stopped(cast, assessment, signed_in):
    client = signed_in(cast.practitioner)
    assert (
        "Nobody in the family has agreed to photographs" in client.get(add_url(assessment, cast.aisha)).content.decode()
    )


# Who may


def test_whoever_may_not_see_it_is_told_nothing(cast, assessment, signed_in):
    work = add(cast.practitioner, assessment, cast.aisha)
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        share(cast.episode, cast.police, cast.practitioner)
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.police, reason="x", recorded_by=cast.practitioner
        )
    names = ("file", "file_small", "describe_file", "remove_file")
    urls = [reverse(f"assessments:{name}", args=(work.reference,)) for name in names]
    place = add_url(assessment, cast.aisha)
    assert {signed_in(cast.teacher).get(url).status_code for url in (*urls, place)} == {200}
    for reader in (cast.helper, cast.partner, cast.stranger, cast.stranger_auditor):
        client = signed_in(reader)
        for url in (*urls, place):
            there = client.get(url)
            absent = url.replace(work.reference, new_reference()).replace(assessment.reference, new_reference())
            nothing = client.get(absent)
            assert there.status_code == 404 and there.content == nothing.content, f"{reader}: {url}"
    auditor = signed_in(cast.auditor)
    assert [auditor.get(url).status_code for url in urls] == [200, 200, 403, 403]


@pytest.mark.parametrize("where", ["all", "voice", "question", "child", "row"])
def test_a_limit_of_the_assessment_keeps_one_agency_from_it(cast, assessment, signed_in, where):
    mine, other = add(cast.practitioner, assessment, cast.aisha), add(cast.practitioner, assessment, cast.ben)
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
        share(cast.episode, cast.charity, cast.practitioner)
    limited, team = signed_in(cast.teacher), signed_in(cast.helper)
    url = reverse("assessments:file", args=(mine.reference,))
    assert limited.get(url).status_code == 200
    child = cast.aisha.reference
    held = {
        "all": "all",
        "voice": "voice",
        "question": f"voice/{VOICE}",
        "child": f"voice/{VOICE}/{child}",
        "row": mine.address,
    }[where]
    cells = {"where": held, "who": f"agency:{cast.school.reference}", "reason": "Dee asked"}
    save(cast.practitioner, assessment, "sharing", line(Record.LIMIT, "limits", cells))
    nothing = limited.get(reverse("assessments:file", args=(new_reference(),)))
    for name in ("file", "file_small", "describe_file", "remove_file"):
        there = limited.get(reverse(f"assessments:{name}", args=(mine.reference,)))
        assert (there.status_code, there.content) == (404, nothing.content), name
    assert team.get(url).status_code == 200
    status = limited.get(reverse("assessments:file", args=(other.reference,))).status_code
    assert status == (404 if where in ("all", "voice", "question") else 200)
    place = limited.get(add_url(assessment, cast.aisha))
    assert place.status_code == (200 if where == "row" else 404)
    assert "very big door" not in place.content.decode()


def test_every_look_is_kept(cast, assessment, signed_in):
    work = add(cast.practitioner, assessment, cast.aisha)
    client = signed_in(cast.practitioner)
    for name in ("file", "file_small"):
        client.get(reverse(f"assessments:{name}", args=(work.reference,)))
        with databases.as_owner():
            assert ReadLog.objects.filter(page=f"assessments:{name}", subject=work.reference, status=200).exists()


# An agency's own tool


@pytest.fixture
def own_tool(cast):
    with databases.as_owner():
        Assessment.objects.all().delete()
        cast.salt_episode.level = 3
        cast.salt_episode.save(update_fields=["level"])
    return decided(cast, cast.stranger, cast.salt_episode, uses_own_tool=True)


def test_an_agencys_own_tool_is_saved_never_opened(cast, own_tool, signed_in):
    client = signed_in(cast.stranger)
    url = reverse("assessments:add_file", args=(own_tool.reference, "tool_file"))
    assert client.get(url).status_code == 200
    data = hostile_papers.saved(hostile_papers.new(3))
    answer = client.post(url, {"file": SimpleUploadedFile("Our <tool>.pdf", data), "shows": ""})
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    (work,) = all_works()
    assert (work.shows, work.pages, work.person) == ("Our tool.pdf", 3, None)
    given = client.get(reverse("assessments:file", args=(work.reference,)))
    assert given["Content-Type"] == "application/pdf"
    assert given["Content-Disposition"] == f'attachment; filename="document-{work.reference}.pdf"'
    assert client.get(reverse("assessments:file_small", args=(work.reference,))).status_code == 404
    assert "Our tool.pdf" in client.get(url).content.decode()
    whole = client.get(reverse("assessments:read", args=(own_tool.reference,))).content.decode()
    assert f'href="{reverse("assessments:file", args=(work.reference,))}">Our tool.pdf<' in whole
    other = signed_in(cast.practitioner)
    assert other.get(reverse("assessments:file", args=(work.reference,))).status_code == 404
    nothing = other.get(url.replace(own_tool.reference, new_reference()))
    assert other.get(url).status_code == 404 and other.get(url).content == nothing.content


def test_a_photograph_of_a_document_is_said_in_words(cast, own_tool, signed_in):
    client = signed_in(cast.stranger)
    url = reverse("assessments:add_file", args=(own_tool.reference, "tool_file"))
    answer = client.post(url, {"file": SimpleUploadedFile("page.jpg", a_jpeg()), "shows": ""})
    assert answer.status_code == 200 and "Say what the photograph shows" in answer.content.decode()
    assert client.post(url, {"file": SimpleUploadedFile("p.jpg", a_jpeg()), "shows": "Page 1"}).status_code == 302


def test_no_own_tool_no_document(cast, assessment, signed_in):
    url = reverse("assessments:add_file", args=(assessment.reference, "tool_file"))
    assert signed_in(cast.practitioner).get(url).status_code == 404
    paper = read_paper(hostile_papers.saved(hostile_papers.new()))
    with pytest.raises(Refused, match="added here"):
        add(cast.practitioner, assessment, cast.aisha, question="tool_file", about="", file=paper)


# The child's own page


def test_a_childs_page_shows_what_they_made_to_those_who_may_see_it(cast, assessment, signed_in):
    work = add(cast.practitioner, assessment, cast.aisha, shows="Our house", made_on=date(2025, 3, 2))
    add(cast.practitioner, assessment, cast.ben, shows="A dog")
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    url = reverse("cases:person", args=(cast.family.reference, cast.aisha.reference))
    teacher = signed_in(cast.teacher)
    page = teacher.get(url).content.decode()
    assert 'alt="Our house"' in page and "Sun 2 Mar 2025" in page and "A dog" not in page
    cells = {"where": work.address, "who": f"agency:{cast.school.reference}", "reason": "Aisha asked"}
    save(cast.practitioner, assessment, "sharing", line(Record.LIMIT, "limits", cells))
    page = teacher.get(url).content.decode()
    assert "Our house" not in page and "Pictures and worksheets" not in page
    assert "Our house" in signed_in(cast.practitioner).get(url).content.decode()
