"""Copies that are handed over: what limits keep from whoever gets one is in no part of the file."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions.copies import add_copy, agree_again, write_childs_page
from assessments.actions.deciding import authorise_assessment
from assessments.actions.versions import start_next_version
from assessments.handing import Recipient
from assessments.models import Assessment, Copy, CopyKind
from cases.models import FamilyMember, Person, SharingExclusion, TeamAgency, TimelineEvent
from ehm.actions import Refused
from ehm.models.tenancy import new_reference
from tests.assessments.test_reading_pages import pdf_text
from tests.assessments.writing import agree, answer, decided, fill, limit, line, save, submit
from tests.cases.acting import acting_as
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


def aged(child, years):
    with as_owner():
        Person.objects.filter(pk=child.pk).update(date_of_birth=TODAY.replace(day=1, year=TODAY.year - years))


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


def test_several_are_put_on_the_list_and_given_theirs_in_one_go(cast, signed_in, assessment):
    client, url = signed_in(cast.practitioner), reverse("assessments:add_copy", args=(assessment.reference,))
    dee, school = f"family:{cast.dee.reference}", f"agency:{cast.school.reference}"
    assert 'name="agreed_with" value="Dee"' not in client.get(url).content.decode()
    assert put_on_the_list(client, assessment, [dee, school, "other"], "The GP").status_code == 302
    with as_owner():
        first, *others = Copy.objects.order_by("pk")
        assert [one.recipient for one in (first, *others)] == ["Dee", cast.school.name, "The GP"]
        assert {(one.agreed_on, one.agreed_with) for one in (first, *others)} == {(TODAY, "Dee")}
    shown = client.get(url).content.decode()
    assert 'name="agreed_with" value="Dee"' in shown and f'value="{TODAY.year}"' in shown
    refused = put_on_the_list(client, assessment, [f"family:{cast.ben.reference}", dee])
    assert refused.status_code == 422  # one of them cannot be: nobody is
    give = reverse("assessments:give_copy", args=(first.reference,))
    given = {
        "given_on_day": TODAY.day,
        "given_on_month": TODAY.month,
        "given_on_year": TODAY.year,
        "given_how": "By hand",
    }
    assert client.post(give, given | {"also": [others[0].reference]}).status_code == 302
    with as_owner():
        assert set(Copy.objects.filter(given_on=TODAY).values_list("recipient", flat=True)) == {"Dee", cast.school.name}
        assert Copy.objects.count() == 3


def test_what_the_children_say_is_read_before_somebody_gets_a_copy(cast, signed_in):
    assessment = planted(cast)
    where = f"voice/voice_worries/{cast.aisha.reference}"
    save(cast.practitioner, assessment, "sharing", limit(cast.dee, where, who="person"))
    submitted(cast, assessment)
    url = reverse("assessments:add_copy", args=(assessment.reference,))
    body = signed_in(cast.practitioner).get(url).content.decode()
    aisha, leo = body.split(AISHAS)[1].split(LEOS)
    assert re.search(r"Kept from:</strong> Dee", aisha) and "Kept from" not in leo


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
    for name, one, status in (
        ("copies", assessment, 403),
        ("add_copy", assessment, 403),
        ("copy_pdf", copy, 404),  # who is handed what is read by whoever leads only
        ("give_copy", copy, 404),
    ):
        assert client.get(reverse(f"assessments:{name}", args=(one.reference,))).status_code == status, name


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
    aged(cast.ben, 14)
    client = signed_in(cast.practitioner)
    answered = put_on_the_list(client, assessment, f"family:{cast.ben.reference}")
    assert answered.status_code == 422
    assert "Somebody who lives there is not to see any of it" in answered.content.decode()
    with as_owner():
        assert not Copy.objects.exists()


def test_the_familys_copy_is_handed_to_no_small_child(cast, signed_in, assessment):
    client = signed_in(cast.practitioner)
    offered = client.get(reverse("assessments:add_copy", args=(assessment.reference,))).content.decode()
    for child in (cast.aisha, cast.ben, cast.leo):
        assert f"child:{child.reference}" in offered and f"family:{child.reference}" not in offered
    assert put_on_the_list(client, assessment, f"family:{cast.aisha.reference}").status_code == 422
    with pytest.raises(Refused, match="too young for the family's copy"), acting_as(cast.practitioner) as actor:
        recipient = Recipient(CopyKind.FAMILY, "Aisha", cast.aisha)
        add_copy(assessment=assessment, recipient=recipient, agreed_on=TODAY, agreed_with="Dee", by=actor)
    aged(cast.aisha, 11)
    assert put_on_the_list(client, assessment, f"family:{cast.aisha.reference}").status_code == 422
    aged(cast.aisha, 12)
    assert put_on_the_list(client, assessment, f"family:{cast.aisha.reference}").status_code == 302


KNOWN, HIDDEN = "QsleepX", "QsecretX"


def with_two_goals(cast):
    """Two worries with goals, one of them kept from the mother."""
    assessment, by = planted(cast), cast.practitioner
    worries = [line("worry", "worries", {"statement": "A worry", "goal": goal}) for goal in (KNOWN, HIDDEN)]
    save(by, assessment, "analysis", *worries)
    fill(by, assessment)
    place = f"analysis/worries#{worries[1].place.key}"
    save(by, assessment, "sharing", limit(cast.dee, place, who="person"))
    return submitted(cast, assessment), [worry.place.key for worry in worries]


def test_what_stands_on_a_childs_page_is_chosen_among_what_the_child_may_read(cast, signed_in):
    assessment, (known, hidden) = with_two_goals(cast)
    client = signed_in(cast.practitioner)
    made = put_on_the_list(client, assessment, f"child:{cast.aisha.reference}")
    with as_owner():
        copy = Copy.objects.get()
    url = reverse("assessments:childs_page", args=(copy.reference,))
    assert made["Location"] == url  # the next thing to do

    def page():
        return pdf_text(client.get(reverse("assessments:copy_pdf", args=(copy.reference,))))

    assert KNOWN not in page() and HIDDEN not in page()
    asked = client.get(url).content.decode()
    assert KNOWN in asked and HIDDEN not in asked
    assert client.post(url, {"goals": [hidden]}).status_code == 422
    with pytest.raises(Refused, match="Choose from the goals"), acting_as(cast.practitioner) as actor:
        write_childs_page(copy=copy, goals=[hidden], next_steps="", by=actor)
    assert client.post(url, {"goals": [known], "next_steps": "QtuesdayX we bake."}).status_code == 302
    text = page()
    assert KNOWN in text and "QtuesdayX" in text and HIDDEN not in text
    given = {"given_on_day": TODAY.day, "given_on_month": TODAY.month, "given_on_year": TODAY.year, "given_how": "Hand"}
    client.post(reverse("assessments:give_copy", args=(copy.reference,)), given)
    refused = client.post(url, {"goals": []})
    assert refused.status_code == 422 and "was given already" in refused.content.decode()
    with as_owner():
        assert Copy.objects.get().goals == [known]


def test_only_a_childs_page_is_written(cast, signed_in, assessment):
    client = signed_in(cast.practitioner)
    copy = copy_for(client, assessment, f"family:{cast.dee.reference}")
    url = reverse("assessments:childs_page", args=(copy.reference,))
    for answered in (client.get(url), client.post(url, {"next_steps": "x"})):
        assert answered["Location"] == reverse("assessments:copies", args=(assessment.reference,))
    with as_owner():
        assert Copy.objects.get().next_steps == ""


def second_version(cast, first):
    with acting_as(cast.manager) as actor:
        authorise_assessment(assessment=first, review="Clear.", by=actor)
    with acting_as(cast.practitioner) as actor:
        second = start_next_version(assessment=first, decided_at=timezone.now(), by=actor)
    with as_owner():
        Assessment.objects.filter(pk=second.pk).update(
            status="submitted", submitted_at=timezone.now(), submitted_by=cast.practitioner
        )
    return second


def again(assessment, *copies):
    agreed = {"agreed_on_day": TODAY.day, "agreed_on_month": TODAY.month, "agreed_on_year": TODAY.year}
    return {"again": [copy.reference for copy in copies], "agreed_with": "Dee and Aisha"} | agreed


def test_the_list_of_the_version_before_is_offered_and_agreed_anew(cast, signed_in, assessment):
    client = signed_in(cast.practitioner)
    dee = copy_for(client, assessment, f"family:{cast.dee.reference}")
    school = copy_for(client, assessment, f"agency:{cast.school.reference}")
    gp = copy_for(client, assessment, "other", "The GP")
    ended = copy_for(client, assessment, "other", "The nursery")
    client.post(reverse("assessments:end_copy", args=(ended.reference,)))
    second = second_version(cast, assessment)
    with as_owner():
        assert not Copy.objects.filter(assessment=second).exists()  # nothing is taken over by itself
    listed = client.get(reverse("assessments:copies", args=(second.reference,))).content.decode()
    source = f"Version 1, {TODAY.day} {TODAY:%B %Y}"
    url = reverse("assessments:agree_again", args=(second.reference,))
    assert source in listed and url in listed and "The GP" in listed and "The nursery" not in listed
    asked = client.get(url).content.decode()
    assert source in asked and "checked" not in asked
    assert client.post(url, again(second)).status_code == 422
    assert client.post(url, again(second, ended)).status_code == 422
    assert client.post(url, again(second, dee, gp)).status_code == 302
    with as_owner():
        new = {copy.recipient: copy for copy in Copy.objects.filter(assessment=second)}
    assert set(new) == {"Dee", "The GP"}
    assert (new["Dee"].person_id, new["Dee"].source, new["Dee"].agreed_with) == (dee.person_id, source, "Dee and Aisha")
    assert (new["Dee"].given_on, new["Dee"].agreed_on) == (None, TODAY)
    left = client.get(url).content.decode()
    assert school.reference in left and dee.reference not in left and gp.reference not in left
    assert client.post(url, again(second, dee)).status_code == 422  # on the list by now


def test_who_is_not_to_see_it_by_now_is_not_offered_and_it_is_said_why(cast, signed_in, assessment):
    client = signed_in(cast.practitioner)
    dee = copy_for(client, assessment, f"family:{cast.dee.reference}")
    school = copy_for(client, assessment, f"agency:{cast.school.reference}")
    gp = copy_for(client, assessment, "other", "The GP")
    second = second_version(cast, assessment)
    with as_owner():
        FamilyMember.objects.filter(person=cast.dee).update(left_on=TODAY)
        TeamAgency.objects.filter(episode=cast.episode, agency=cast.school).update(ended_at=timezone.now())
    url = reverse("assessments:agree_again", args=(second.reference,))
    listed = client.get(reverse("assessments:copies", args=(second.reference,))).content.decode()
    assert "Dee is no longer in the family." in listed and "Larkfield Primary no longer helps the family." in listed
    asked = client.get(url).content.decode()
    assert gp.reference in asked and dee.reference not in asked and school.reference not in asked
    with pytest.raises(Refused, match="The list has changed"), acting_as(cast.practitioner) as actor:
        agree_again(assessment=second, copies=[dee.reference], agreed_on=TODAY, agreed_with="Dee", by=actor)


def test_whom_the_family_keeps_out_by_now_is_not_offered(cast, signed_in, assessment):
    client = signed_in(cast.practitioner)
    school = copy_for(client, assessment, f"agency:{cast.school.reference}")
    copy_for(client, assessment, "other", "The GP")
    second = second_version(cast, assessment)
    with as_owner():
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.school, reason="x", recorded_by=cast.practitioner
        )
    asked = client.get(reverse("assessments:agree_again", args=(second.reference,))).content.decode()
    assert "The GP" in asked and school.reference not in asked


def test_whoever_does_not_keep_the_list_agrees_nothing(cast, signed_in, assessment):
    copy_for(signed_in(cast.practitioner), assessment, "other", "The GP")
    second = second_version(cast, assessment)
    url = reverse("assessments:agree_again", args=(second.reference,))
    assert signed_in(cast.teacher).post(url, again(second)).status_code == 403
    assert signed_in(cast.stranger).post(url, again(second)).status_code == 404
    assert signed_in(cast.practitioner).get(url).status_code == 200
