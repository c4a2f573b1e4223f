"""Copies that are handed over: what limits keep from whoever gets one is in no part of the file."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import Assessment, Copy
from cases.models import TimelineEvent
from ehm.models.tenancy import new_reference
from tests.assessments.test_reading_pages import pdf_text
from tests.assessments.writing import agree, answer, decided, fill, limit, line, save, submit
from tests.cast import share
from tests.databases import as_owner

TODAY = timezone.localdate()
AISHAS, LEOS, FROM_DEE, FROM_SCHOOL, FROM_NAN = "QaishaX", "QleoX", "QdeeX", "QschoolX", "QnanX"
ALL = {AISHAS, LEOS, FROM_DEE, FROM_SCHOOL, FROM_NAN}


def planted(cast):
    """Five words, and limits for a parent, for an agency and for somebody whom we do not know."""
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment, by = decided(cast), cast.practitioner
    voice = [answer("voice_worries", AISHAS, about=cast.aisha.reference)]
    voice += [answer("voice_worries", LEOS, about=cast.leo.reference)]
    save(by, assessment, "voice", *voice)
    kept = {"working_well": FROM_DEE, "worried_about": FROM_SCHOOL, "keeping_safe": FROM_NAN}
    save(by, assessment, "strengths", *(answer(question, word) for question, word in kept.items()))
    fill(by, assessment)
    fill(by, assessment)  # what is asked about each worry, now that there is one
    nan = {"where": "strengths/keeping_safe", "who": "other", "with_whom": "Nan", "reason": "Asked for."}
    save(
        by,
        assessment,
        "sharing",
        limit(cast.dee, "strengths/working_well", who="person"),
        limit(cast.school, "strengths/worried_about"),
        line("limit", "limits", nan, new_reference()),
    )
    return assessment


def submitted(cast, assessment):
    agree(cast)
    submit(cast.practitioner, assessment, shared_on=TODAY)
    return assessment


@pytest.fixture
def assessment(cast):
    return submitted(cast, planted(cast))


def put_on_the_list(client, assessment, to, words=""):
    agreed = {"agreed_on_day": TODAY.day, "agreed_on_month": TODAY.month, "agreed_on_year": TODAY.year}
    url = reverse("assessments:add_copy", args=(assessment.reference,))
    return client.post(url, {"to": to, "words": words, "agreed_with": "Dee"} | agreed)


def copy_for(client, assessment, to, words=""):
    assert put_on_the_list(client, assessment, to, words).status_code == 302
    with as_owner():
        return Copy.objects.latest("pk")


def printed(client, copy):
    text = pdf_text(client.get(reverse("assessments:copy_pdf", args=(copy.reference,))))
    return {word for word in ALL if word in text}


def test_each_copy_holds_all_but_what_is_kept_from_whoever_gets_it(cast, signed_in, assessment):
    client = signed_in(cast.practitioner)
    for to, words, left_out in (
        (f"family:{cast.dee.reference}", "", {FROM_DEE, FROM_NAN}),
        (f"agency:{cast.school.reference}", "", {FROM_SCHOOL, FROM_NAN}),
        ("other", "The GP", {FROM_DEE, FROM_SCHOOL, FROM_NAN}),
    ):
        assert printed(client, copy_for(client, assessment, to, words)) == ALL - left_out, to
    childs = copy_for(client, assessment, f"child:{cast.aisha.reference}")
    assert printed(client, childs) == {AISHAS}
    listed = client.get(reverse("assessments:copies", args=(assessment.reference,))).content.decode()
    assert listed.count("Leaves out:") == 4


def test_it_is_given_and_the_timeline_names_nobody(cast, signed_in, assessment):
    client = signed_in(cast.practitioner)
    copy = copy_for(client, assessment, f"family:{cast.dee.reference}")
    given = {"given_on_day": TODAY.day, "given_on_month": TODAY.month, "given_on_year": TODAY.year}
    url = reverse("assessments:give_copy", args=(copy.reference,))
    assert client.post(url, given | {"given_how": "By hand"}).status_code == 302
    assert client.post(url, given | {"given_how": "Again"}).status_code == 422
    with as_owner():
        assert Copy.objects.get().given_how == "By hand" and Copy.objects.get().given_by == cast.practitioner
        event = TimelineEvent.objects.get(kind="assessment.shared")
    assert event.data == {"what": "family copy given", "assessment": assessment.reference}
    assert client.post(reverse("assessments:end_copy", args=(copy.reference,))).status_code == 302
    assert client.get(reverse("assessments:copy_pdf", args=(copy.reference,))).status_code == 404


def test_whoever_is_kept_out_of_all_of_it_is_refused_in_a_sentence(cast, signed_in):
    assessment = planted(cast)
    save(cast.practitioner, assessment, "sharing", limit(cast.dee, "all", who="person"), limit(cast.school, "all"))
    client = signed_in(cast.practitioner)
    assert put_on_the_list(client, assessment, "other", "The GP").status_code == 422  # not submitted yet
    submitted(cast, assessment)
    for to, words in (
        (f"family:{cast.dee.reference}", ""),
        (f"agency:{cast.school.reference}", ""),
        ("other", f"Somebody at {cast.school.name}"),
    ):
        refused = put_on_the_list(client, assessment, to, words)
        assert refused.status_code == 422 and "gets no copy" in refused.content.decode(), to
    assert put_on_the_list(client, assessment, f"child:{cast.aisha.reference}").status_code == 422
    assert put_on_the_list(client, assessment, "other", "The GP").status_code == 302
    with as_owner():
        assert Copy.objects.count() == 1


@pytest.mark.parametrize("reader", ["helper", "head", "stranger"])
def test_others_find_nothing_there(cast, signed_in, assessment, reader):
    copy = copy_for(signed_in(cast.practitioner), assessment, "other", "The GP")
    client = signed_in(getattr(cast, reader))
    for name in ("copy_pdf", "give_copy", "end_copy"):
        there = client.get(reverse(f"assessments:{name}", args=(copy.reference,)))
        nowhere = client.get(reverse(f"assessments:{name}", args=("0000-0000-0000",)))
        if reader != "head":
            assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
        assert there.status_code in (403, 404)


def test_somebody_of_the_team_reads_and_does_not_keep_the_list(cast, signed_in, assessment):
    copy = copy_for(signed_in(cast.practitioner), assessment, "other", "The GP")
    client = signed_in(cast.teacher)
    assert client.get(reverse("assessments:read", args=(assessment.reference,))).status_code == 200
    for name, one in (("copies", assessment), ("add_copy", assessment), ("copy_pdf", copy), ("give_copy", copy)):
        assert client.get(reverse(f"assessments:{name}", args=(one.reference,))).status_code == 403, name


def test_nothing_is_handed_over_of_what_was_returned(cast, signed_in, assessment):
    client = signed_in(cast.practitioner)
    copy = copy_for(client, assessment, "other", "The GP")
    with as_owner():
        Assessment.objects.filter(pk=assessment.pk).update(status="returned")
    answered = client.get(reverse("assessments:copy_pdf", args=(copy.reference,)), follow=True)
    assert "was returned" in answered.content.decode() and answered["Content-Type"].startswith("text/html")


def test_nobody_at_home_takes_a_copy_to_where_somebody_lives_who_is_to_see_none(cast, signed_in):
    assessment = planted(cast)
    save(cast.practitioner, assessment, "sharing", limit(cast.dee, "all", who="person"))
    submitted(cast, assessment)
    client = signed_in(cast.practitioner)
    answered = put_on_the_list(client, assessment, f"family:{cast.ben.reference}")
    assert answered.status_code == 422
    assert "Somebody who lives there is not to see any of it" in answered.content.decode()
    with as_owner():
        assert not Copy.objects.exists()
