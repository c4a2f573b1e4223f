"""Words that were typed and not saved: never lost, nobody submits past their own, and nobody reads another's."""

import html
import re

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment
from cases.models import Person
from ehm import drafts
from tests.assessments.test_deciding import TODAY, filled, handed_in, now, on, page, read
from tests.assessments.test_deciding_managers import returned
from tests.assessments.test_versions import authorised, next_version
from tests.assessments.typing import as_shown, sent_by
from tests.assessments.writing import decided, limit, save
from tests.cases.acting import acting_as
from tests.cast import share
from tests.databases import as_owner

TYPED = {"a-working_well": ["She told me that she is afraid to go home"]}


def typed(by, form, subject):
    with acting_as(by) as actor:
        drafts.save(form=form, subject=subject, values=TYPED, base=0, revision=1, window="here", by=actor)


def test_who_has_typed_something_is_told_before_they_submit(cast, signed_in):
    assessment, client = filled(cast), signed_in(cast.practitioner)
    with as_owner():
        aisha = Person.objects.get(pk=cast.aisha.pk)
    typed(cast.practitioner, "assessments:section", f"{assessment.reference}.STRENGTHS")
    typed(cast.practitioner, "assessments:section_about", f"{assessment.reference}.VOICE.{aisha.reference}")
    told = read(client, page("submit", assessment))
    assert "You typed here and have not saved it" in told and "Nothing is missing" not in told
    voice = reverse("assessments:section_about", args=[assessment.reference, "voice", aisha.reference])
    for address in (reverse("assessments:section", args=[assessment.reference, "strengths"]), voice):
        assert f'href="{address}"'.lower() in told.lower()
        assert client.get(address).status_code == 200
    client.post(page("submit", assessment), {"shared": "yes"} | on(TODAY))
    assert now(assessment).status == "in_progress"
    assert "Typed, not saved" in read(client, page("assessment", assessment))


def test_what_was_thrown_away_waits_no_more(cast, signed_in):
    assessment, client = filled(cast), signed_in(cast.practitioner)
    subject = f"{assessment.reference}.STRENGTHS"
    typed(cast.practitioner, "assessments:section", subject)
    with acting_as(cast.practitioner) as actor:
        drafts.finish("assessments:section", subject, by=actor)
    assert "You typed here" not in read(client, page("submit", assessment))
    client.post(page("submit", assessment), {"shared": "yes"} | on(TODAY))
    assert now(assessment).status == "submitted"


def test_whoever_submits_is_told_that_a_colleague_has_typed_and_nothing_of_what(cast, signed_in):
    assessment = filled(cast)
    typed(cast.manager, "assessments:section", f"{assessment.reference}.STRENGTHS")
    client = signed_in(cast.practitioner)
    told = read(client, page("submit", assessment))
    assert "You typed here" not in told and "afraid to go home" not in told
    assert f"{cast.manager.display_name}: What works well, and what worries us" in told
    assert "Typed, not saved" not in read(client, page("assessment", assessment))
    sent = {"shared": "yes"} | on(TODAY)
    refused = client.post(page("submit", assessment), sent)
    assert f"Ask {cast.manager.display_name} to save what they typed" in html.unescape(refused.content.decode())
    assert now(assessment).status == "in_progress"
    assert client.post(page("submit", assessment), sent | {"without_theirs": "on"}).status_code == 302
    assert now(assessment).status == "submitted"


def test_only_who_leads_is_told_and_only_of_who_can_still_save(cast):
    assessment = filled(cast)
    typed(cast.teacher, "assessments:section", f"{assessment.reference}.STRENGTHS")
    typed(cast.manager, "assessments:section", f"{assessment.reference}.STRENGTHS")

    def told(by):
        with acting_as(by) as actor, connection.cursor() as cursor:
            assert actor
            cursor.execute("SELECT membership_id FROM assessments_typed_by_others(%s)", [assessment.pk])
            return {row[0] for row in cursor.fetchall()}

    assert told(cast.practitioner) == {cast.manager.pk}  # the school has no access yet
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assert told(cast.practitioner) == {cast.manager.pk, cast.teacher.pk}
    assert told(cast.teacher) == told(cast.stranger) == set()


def test_two_drafts_of_one_family_are_told_apart(cast, signed_in):
    assessment, client = decided(cast), signed_in(cast.practitioner)
    typed(cast.practitioner, "assessments:section", f"{assessment.reference}.STRENGTHS")
    for child in (cast.aisha, cast.ben):
        subject = f"{assessment.reference}.VOICE.{child.reference}"
        typed(cast.practitioner, "assessments:section_about", subject)
    body = read(client, "/")
    for part in (
        "What works well, and what worries us",
        "In the child's own words: Aisha",
        "In the child's own words: Ben",
    ):
        assert f">{part}, in the assessment with the Reed family<" in body


def test_what_was_left_behind_is_read_kept_and_put_back(cast, signed_in):
    assessment, client = handed_in(cast), signed_in(cast.practitioner)
    url = reverse("assessments:section", args=[assessment.reference, "strengths"])
    typed(cast.practitioner, "assessments:section", f"{assessment.reference}.STRENGTHS")
    assert "Not saved before it was submitted: What works well, and what worries us" in read(client, "/")
    body = read(client, url)
    assert "She told me that she is afraid to go home" in body and "If a manager returns the assessment" in body
    assert "worried_about" not in body  # nothing but what was typed, and no form
    other = signed_in(cast.manager).get(url)
    assert (other.status_code, other.url) == (302, page("assessment", assessment))
    returned(cast, assessment)
    assert sent_by(client.get(url))["a-working_well"] == TYPED["a-working_well"]


def test_what_is_sent_after_it_was_submitted_is_kept(cast, signed_in):
    assessment, client = decided(cast), signed_in(cast.practitioner)
    url = reverse("assessments:section", args=[assessment.reference, "professionals"])
    sent = as_shown(client, url)
    [line] = sent["lines-professionals"]
    with as_owner():
        Assessment.objects.update(status="submitted", submitted_at=timezone.now(), submitted_by=cast.practitioner)
    words = {f"l-professionals-{line}-name": "Jo Hill", f"l-professionals-{line}-phone": "9" * 300}
    answered = html.unescape(client.post(url, sent | words).content.decode())
    assert "Jo Hill" in answered and "9" * 300 in answered  # what could not have been saved as it is, too
    assert "Jo Hill" in read(client, url)
    discard = reverse("ehm:discard_draft", args=["assessments:section", f"{assessment.reference}.PROFESSIONALS"])
    assert client.post(discard, follow=True).redirect_chain[-1][0] == page("assessment", assessment)
    assert "Not saved" not in read(client, "/")


def test_what_was_left_behind_is_offered_in_the_next_version(cast, signed_in):
    first, client = authorised(cast), signed_in(cast.practitioner)
    typed(cast.practitioner, "assessments:section", f"{first.reference}.STRENGTHS")
    second = next_version(cast, first)
    left = read(client, reverse("assessments:section", args=[first.reference, "strengths"]))
    url = reverse("assessments:section", args=[second.reference, "strengths"])
    assert f'href="{url}"' in left and "version 2" in left
    page_now = client.get(url)
    assert "and did not save it" in page_now.content.decode()
    [take] = re.findall(r'value="(working_well::left-[^"]*)"', page_now.content.decode())
    taken = sent_by(client.post(url, sent_by(page_now) | {"take": take}))
    assert taken["a-working_well"][0].endswith(TYPED["a-working_well"][0])


def test_words_about_what_is_kept_from_their_writer_now_lead_nowhere(cast, signed_in):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment, client = decided(cast), signed_in(cast.teacher)
    typed(cast.teacher, "assessments:section", f"{assessment.reference}.STRENGTHS")
    assert "What works well" in read(client, "/")
    save(cast.practitioner, assessment, "sharing", limit(cast.school, where="strengths"))
    assert "What works well" not in read(client, "/")


def keep_words(by, form, subject, **words):
    values = {name: [said] for name, said in words.items()}
    with acting_as(by) as actor:
        drafts.save(form=form, subject=subject, values=values, base=0, revision=1, window="here", by=actor)


def test_what_was_typed_about_a_picture_is_read_once_it_is_submitted(cast, signed_in):
    assessment, client = decided(cast), signed_in(cast.practitioner)
    url = reverse("assessments:add_file_of", args=[assessment.reference, "voice_pictures", cast.aisha.reference])
    subject = f"{assessment.reference}.VOICE_PICTURES.{cast.aisha.reference}"
    keep_words(cast.practitioner, "assessments:add_file_of", subject, shows="Mum shouting at the door", made_on_day="3")
    assert ">About a picture or document of the Reed family<" in read(client, "/")
    with as_owner():
        Assessment.objects.update(status="submitted", submitted_at=timezone.now(), submitted_by=cast.practitioner)
    assert "Not saved before it was submitted: About a picture or document of the Reed family" in read(client, "/")
    body = read(client, url)
    assert "Mum shouting at the door" in body and "can no longer be changed" in body and 'type="file"' not in body
    assert "Mum shouting at the door" not in read(signed_in(cast.manager), url)
    assert client.post(reverse("ehm:discard_draft", args=["assessments:add_file_of", subject])).status_code == 302
    assert "Not saved" not in read(client, "/") and "Mum shouting" not in read(client, url)


def test_what_was_typed_about_a_picture_leads_nowhere_for_whom_it_is_kept_from_now(cast, signed_in):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment, client = decided(cast), signed_in(cast.teacher)
    subject = f"{assessment.reference}.VOICE_PICTURES.{cast.aisha.reference}"
    keep_words(cast.teacher, "assessments:add_file_of", subject, shows="Mum shouting")
    assert "About a picture" in read(client, "/")
    save(cast.practitioner, assessment, "sharing", limit(cast.school, where="voice"))
    assert "About a picture" not in read(client, "/")


def test_a_managers_words_are_read_when_it_was_decided_meanwhile(cast, signed_in):
    assessment, client = handed_in(cast), signed_in(cast.manager)
    words = {"review": "The night shifts matter most", "remark_0": "Who was asked?"}
    keep_words(cast.manager, "assessments:decision", assessment.reference, **words)
    assert ">A decision about the assessment of the Reed family<" in read(client, "/")
    returned(cast, assessment)
    told = "Not saved before it was returned: A decision about the assessment of the Reed family"
    assert told in read(client, "/")
    body = read(client, page("decision", assessment))
    assert "The night shifts matter most" in body and "Who was asked?" in body and 'name="verdict"' not in body
    assert "The night shifts" not in read(signed_in(cast.practitioner), page("assessment", assessment))


def test_what_was_returned_stands_on_my_work_until_it_is_submitted_again(cast, signed_in):
    assessment = handed_in(cast)
    client = signed_in(cast.practitioner)
    assert "Returned to you with comments" not in read(client, "/")
    returned(cast, assessment)
    assert "Returned to you with comments" in read(client, "/")
    assert "Returned to you with comments" not in read(signed_in(cast.manager), "/")
