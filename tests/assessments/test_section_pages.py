"""The pages of an assessment: in any order, by several at once, with nothing lost."""

import html
import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Answer, Assessment, LifeEvent, Professional
from assessments.pages import pages_of
from cases.models import Contact, ContactPerson
from ehm.models import Draft
from tests.assessments.typing import as_shown, sent_by
from tests.assessments.writing import answer, decided, limit, save, what_is_written
from tests.cast import share
from tests.databases import as_owner

FILLED_IN = {"started_on", "written_by", "written_by_agency", "written_by_contact"}  # before anybody answers


@pytest.fixture
def assessment(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    return decided(cast)


def url_of(assessment, section, about=None):
    name = "assessments:section_about" if about else "assessments:section"
    return reverse(name, args=(assessment.reference, section, *([about.reference] if about else [])))


def offered_in(page, of):
    """What the first button sends that takes what is offered for a question."""
    [value, *_] = re.findall(rf'name="take" value="({re.escape(of)}[^"]*)"', page)
    return value


def test_each_page_of_the_form_opens_and_saves_as_it_is(cast, signed_in, assessment):
    client = signed_in(cast.practitioner)
    for page in pages_of(*_form_and_answers(cast, assessment)):
        if page.section.key == "authorisation":
            continue
        url = reverse(
            "assessments:section_about" if page.about else "assessments:section",
            args=(assessment.reference, page.section.key, *([page.about] if page.about else [])),
        )
        sent = as_shown(client, url)
        assert client.post(url, sent).status_code == 302, page.title
    with as_owner():
        assert {one.question for one in Answer.objects.all()} == FILLED_IN


def test_what_we_know_of_whoever_writes_stands_there_and_gives_way_to_what_is_answered(cast, signed_in, assessment):
    client, teacher = signed_in(cast.practitioner), signed_in(cast.teacher)
    details, family = url_of(assessment, "details"), url_of(assessment, "family")
    began = timezone.localtime(assessment.decided_at)
    assert as_shown(client, details)["a-started_on_day"] == [str(began.day)]
    mine, theirs = as_shown(client, family), as_shown(teacher, family)
    assert cast.practitioner.display_name in mine["a-written_by"][0]
    assert cast.teacher.display_name in theirs["a-written_by"][0]
    assert 'value="written_by::' not in client.get(family).content.decode()  # offered is what stands there not yet
    with as_owner():
        assert not Answer.objects.exists() and not Draft.objects.exclude(values={}).exists()
    assert client.post(family, mine).status_code == 302
    assert teacher.post(family, theirs | {"a-led_to_help": "Ben was tired"}).status_code == 302
    with as_owner():
        said = {one.question: one.values[0] for one in Answer.objects.all()}
    assert said["written_by"].startswith(cast.practitioner.display_name) and said["led_to_help"] == "Ben was tired"
    assert teacher.post(family, theirs | {"a-written_by": "Somebody else"}).status_code == 200  # both texts are shown
    assert as_shown(client, family)["a-written_by"] == mine["a-written_by"]


def test_a_question_that_another_answer_decides_says_so(cast, signed_in, assessment):
    page = signed_in(cast.practitioner).get(url_of(assessment, "outcome")).content.decode()
    assert "Only where ‘What have you decided together?’ is answered One service helps alone." in page


def test_what_somebody_emptied_stays_empty(cast, signed_in, assessment):
    client, family = signed_in(cast.practitioner), url_of(assessment, "family")
    client.post(family, as_shown(client, family))
    client.post(family, as_shown(client, family) | {"a-written_by": ""})
    assert not as_shown(client, family)["a-written_by"][0]


def _form_and_answers(cast, assessment):
    written = what_is_written(cast.practitioner, assessment)
    return written.form, written.answers


def test_what_is_written_is_kept_and_shown_again(cast, signed_in, assessment):
    client, url = signed_in(cast.practitioner), url_of(assessment, "strengths")
    sent = as_shown(client, url) | {"a-working_well": "They eat together."}
    assert client.post(url, sent).url == reverse("assessments:assessment", args=(assessment.reference,))
    assert as_shown(client, url)["a-working_well"] == ["They eat together."]
    with as_owner():
        assert Answer.objects.get().recorded_by == cast.practitioner


def test_the_second_to_save_is_shown_both_texts_and_decides(cast, signed_in, assessment):
    first, second, url = signed_in(cast.practitioner), signed_in(cast.teacher), url_of(assessment, "strengths")
    sent_first = as_shown(first, url) | {"a-working_well": "They eat together."}
    sent_second = as_shown(second, url) | {"a-working_well": "They laugh a lot.", "a-worried_about": "Ben is late."}
    first.post(url, sent_first)
    page = second.post(url, sent_second)
    body = page.content.decode()
    assert page.status_code == 200
    assert "They eat together." in body
    assert "They laugh a lot." in body
    assert cast.practitioner.display_name in body
    with as_owner():
        assert Answer.objects.get().values == ["They eat together."]
        assert Draft.objects.get(membership=cast.teacher).values["a-working_well"] == ["They laugh a lot."]
    again = sent_by(page) | {"a-working_well": "They eat together and laugh."}
    assert second.post(url, again).status_code == 302
    with as_owner():
        assert Answer.objects.get(question="working_well").values == ["They eat together and laugh."]
        assert Answer.objects.get(question="worried_about").values == ["Ben is late."]


def test_a_page_that_does_not_say_what_it_showed_overwrites_nothing(cast, signed_in, assessment):
    save(cast.practitioner, assessment, "strengths", answer("working_well", "They eat together."))
    client, url = signed_in(cast.practitioner), url_of(assessment, "strengths")
    for shown in (
        "",
        "[]",
        "{",
        json.dumps({"answer|working_well||": "x"}),
        json.dumps({"answer|working_well||": [9, 1, 2]}),
    ):
        assert client.post(url, {"a-working_well": "Gone.", "shown": shown}).status_code == 200
    with as_owner():
        assert Answer.objects.get().values == ["They eat together."]


def test_what_is_known_is_offered_with_its_source_and_taken_by_a_button(cast, signed_in, assessment):
    with as_owner():
        by = {"tenant": cast.north, "agency": cast.council}
        contact = Contact.objects.create(
            **by,
            episode=cast.episode,
            recorded_by=cast.practitioner,
            happened_at=assessment.decided_at,
            kind="home_visit",
        )
        ContactPerson.objects.create(
            **by, contact=contact, episode=cast.episode, person=cast.aisha, own_words="I like it when we all eat."
        )
    client, url = signed_in(cast.practitioner), url_of(assessment, "voice", cast.aisha)
    page = client.get(url).content.decode()
    assert "I like it when we all eat." in page
    assert f"Told {cast.practitioner.display_name}" in page
    sent = as_shown(client, url) | {
        "a-voice_best-" + cast.aisha.reference: "My rabbit.",
        "take": offered_in(page, f"voice_best:{cast.aisha.reference}:"),
    }
    taken = client.post(url, sent)
    assert taken.status_code == 200
    sent = sent_by(taken)
    assert sent["a-voice_best-" + cast.aisha.reference] == ["My rabbit.\n\nI like it when we all eat."]
    assert client.post(url, sent).status_code == 302
    with as_owner():
        kept = Answer.objects.get()
        assert (kept.values, kept.person) == (["My rabbit.\n\nI like it when we all eat."], cast.aisha)
        assert kept.source.startswith("Told")


def test_lines_are_added_taken_over_and_taken_off(cast, signed_in, assessment):
    client, url = signed_in(cast.practitioner), url_of(assessment, "professionals")
    sent = as_shown(client, url) | {"take": "professionals::all"}
    sent = sent_by(client.post(url, sent))
    assert client.post(url, sent).status_code == 302
    with as_owner():
        kept = list(Professional.objects.order_by("position"))
    assert [one.works_for for one in kept] == ["Northbridge Early Help", "Larkfield Primary"]
    assert kept[0].source == "Team around the family"
    sent = as_shown(client, url) | {f"l-professionals-{kept[1].reference}-remove": "on"}
    assert client.post(url, sent).status_code == 302
    with as_owner():
        assert [one.works_for for one in Professional.objects.kept()] == ["Northbridge Early Help"]


def test_what_was_taken_is_taken_once_and_fills_the_card_that_is_blank(cast, signed_in, assessment):
    client, url = signed_in(cast.practitioner), url_of(assessment, "professionals")
    first = client.get(url)
    [blank] = sent_by(first)["lines-professionals"]
    one = offered_in(first.content.decode(), "professionals::")
    taken = client.post(url, sent_by(first) | {"take": one})
    assert sent_by(taken)["lines-professionals"] == [blank]
    assert one not in taken.content.decode()
    for again in (one, "professionals::all", "professionals::all"):
        sent = sent_by(taken)
        taken = client.post(url, sent | {"take": again})
    assert client.post(url, sent_by(taken)).status_code == 302
    with as_owner():
        names = [row.name for row in Professional.objects.order_by("position")]
    assert names == [cast.practitioner.display_name, cast.school.name]
    assert "On record already" not in client.get(url).content.decode()


def test_what_somebody_typed_themselves_is_not_taken_beside_it(cast, signed_in, assessment):
    client, url = signed_in(cast.practitioner), url_of(assessment, "professionals")
    sent = as_shown(client, url)
    [line] = sent["lines-professionals"]
    sent |= {f"l-professionals-{line}-name": f" {cast.practitioner.display_name.upper()}", "take": "professionals::all"}
    taken = sent_by(client.post(url, sent))
    assert len(taken["lines-professionals"]) == 2
    assert taken[f"l-professionals-{line}-agency"] == [""]


def test_two_visits_to_one_child_are_both_offered(cast, signed_in, assessment):
    with as_owner():
        by = {"tenant": cast.north, "agency": cast.council, "episode": cast.episode}
        for days in (1, 2):
            contact = Contact.objects.create(
                **by,
                recorded_by=cast.practitioner,
                happened_at=assessment.decided_at - timedelta(days=days),
                kind="home_visit",
            )
            ContactPerson.objects.create(**by, contact=contact, person=cast.aisha, was_seen=True, was_seen_alone=True)
    client, url = signed_in(cast.practitioner), url_of(assessment, "voice")
    taken = sent_by(client.post(url, as_shown(client, url) | {"take": "seen_on::all"}))
    assert len(taken["lines-seen_on"]) == 2
    assert len({taken[f"l-seen_on-{line}-seen_on_day"][0] for line in taken["lines-seen_on"]}) == 2


def test_a_life_event_is_kept_with_the_family_and_stands_in_its_order(cast, signed_in, assessment):
    client, url = signed_in(cast.practitioner), url_of(assessment, "timeline")
    page = as_shown(client, url)
    [reference] = page["lines-life_events"]
    start = f"l-life_events-{reference}"
    sent = page | {
        f"{start}-when": "spring 2019",
        f"{start}-what": "They moved.",
        f"{start}-impact": "Ben lost friends.",
    }
    assert client.post(url, sent).status_code == 302
    with as_owner():
        event = LifeEvent.objects.get()
    assert (event.family_id, event.said_when, event.sorts_on.year) == (cast.family.pk, "spring 2019", 2019)


def test_a_day_that_cannot_be_read_is_said_and_loses_nothing(cast, signed_in, assessment):
    client, url = signed_in(cast.practitioner), url_of(assessment, "details")
    sent = as_shown(client, url) | {"a-started_on_day": "31", "a-started_on_month": "2", "a-started_on_year": "2026"}
    page = client.post(url, sent | {"a-assessment_type": "early_help"})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    with as_owner():
        assert not Answer.objects.exists()
        assert Draft.objects.get().values["a-assessment_type"] == ["early_help"]


def test_more_telephone_numbers_than_there_is_room_for_are_said_and_lose_nothing(cast, signed_in, assessment):
    client, url = signed_in(cast.practitioner), url_of(assessment, "professionals")
    page = as_shown(client, url)
    [reference] = page["lines-professionals"]
    start, numbers = f"l-professionals-{reference}", "01632 960100, 07700 900123 after four"
    typed = {f"{start}-name": "Jo Hill", f"{start}-agency": "Sleep clinic", f"{start}-phone": numbers}
    answered = client.post(url, page | typed)
    assert answered.status_code == 200
    assert "There is a problem" in answered.content.decode()
    assert sent_by(answered)[f"{start}-phone"] == [numbers]
    assert client.post(url, page | typed | {f"{start}-phone": numbers[:26]}).status_code == 302
    with as_owner():
        assert Professional.objects.get().phone == "01632 960100, 07700 900123"


def test_what_is_kept_from_an_agency_is_neither_shown_nor_asked_there(cast, signed_in, assessment):
    about = cast.aisha.reference
    words = answer("voice_worries", "The bell makes me cry.", about=about)
    save(cast.practitioner, assessment, "voice", words)
    save(cast.practitioner, assessment, "sharing", limit(cast.school))
    client = signed_in(cast.teacher)
    page = client.get(url_of(assessment, "voice", cast.aisha)).content.decode()
    assert "The bell makes me cry." not in page
    assert "What does the child worry about?" not in page
    sharing = client.get(url_of(assessment, "sharing")).content.decode()
    assert "Asked for." not in sharing


def test_the_whole_kept_from_an_agency_is_not_there(cast, signed_in, assessment):
    client, url = signed_in(cast.teacher), reverse("assessments:assessment", args=(assessment.reference,))
    assert client.get(url).status_code == 200
    save(cast.practitioner, assessment, "sharing", limit(cast.school, where="all"))
    assert client.get(url).status_code == 404
    assert client.get(url_of(assessment, "voice", cast.aisha)).status_code == 404


def test_whoever_reads_only_may_not_write(cast, signed_in, assessment):
    assert signed_in(cast.auditor).get(url_of(assessment, "strengths")).status_code == 403
    assert (
        signed_in(cast.auditor).get(reverse("assessments:assessment", args=(assessment.reference,))).status_code == 200
    )


def test_once_submitted_a_section_leads_back_to_the_list(cast, signed_in, assessment):
    with as_owner():
        Assessment.objects.update(
            status="submitted", submitted_at=assessment.decided_at, submitted_by=cast.practitioner
        )
    url = url_of(assessment, "strengths")
    assert signed_in(cast.practitioner).get(url).url == reverse("assessments:assessment", args=(assessment.reference,))


def test_what_is_being_typed_is_there_again_on_my_work(cast, signed_in, assessment):
    client, url = signed_in(cast.practitioner), url_of(assessment, "voice", cast.aisha)
    sent = as_shown(client, url) | {"take": "x", f"a-voice_best-{cast.aisha.reference}": "My rabbit."}
    client.post(url, sent)
    body = client.get("/").content.decode()
    assert "In the child's own words: Aisha, in the assessment with the Reed family" in html.unescape(body)
    found = next(part for part in body.split('href="') if "/sections/" in part.split('"')[0])
    assert "My rabbit." in client.get(found.split('"')[0]).content.decode()
