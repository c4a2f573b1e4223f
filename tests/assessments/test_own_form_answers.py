"""An answer to a question of a partnership's own is an answer like any other: everywhere, and kept from whom it is
kept from."""

import html

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import own_form
from assessments.actions.own_form import Wording
from assessments.choices import About, Kind
from assessments.models import Answer, Assessment, LocalAddition, Need
from tests.api.asking import Program
from tests.assessments.test_copies import copy_for
from tests.assessments.test_own_form import ask, do
from tests.assessments.test_reading_pages import page, pdf_text
from tests.assessments.test_versions import authorise, next_version
from tests.assessments.writing import agree, answer, decided, fill, limit, save, submit
from tests.cast import share
from tests.databases import as_owner

GOAT, CLUB, FROM_SCHOOL, FROM_DEE = "QgoatX", "QclubX", "QpondX", "QropeX"
PETS = "Which pets live with you?"
TODAY = timezone.localdate()


@pytest.fixture
def local(cast):
    """Five questions of the partnership's own, and a value in a list and in the checklist."""
    asked = {
        "pets": ask(cast, Wording(PETS, is_needed=True)),
        "club": ask(cast, Wording("Which club?", is_needed=True), section="voice", about=About.EACH_CHILD),
        "pond": ask(cast, Wording("Is there a pond?"), kind=Kind.LONG_TEXT),
        "rope": ask(cast, Wording("Is there a rope?"), kind=Kind.LONG_TEXT),
        "bins": ask(cast, Wording("Which bins?"), kind=Kind.CHOICES, choices=["QblueX", "QgreenX"]),
    }
    asked["yard"] = do(cast, own_form.add_value, code_set="groups", name="QyardX families")
    asked["damp"] = do(cast, own_form.add_value, code_set="needs", name="QdampX", maps_to=["housing"])
    return {name: one.key for name, one in asked.items()}


@pytest.fixture
def written(cast, local):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment, by = decided(cast), cast.practitioner
    save(
        by,
        assessment,
        "family",
        answer(local["pets"], GOAT),
        answer(local["pond"], FROM_SCHOOL),
        answer(local["rope"], FROM_DEE),
        answer(local["bins"], "local_qgreenx"),
    )
    save(by, assessment, "voice", answer(local["club"], CLUB, about=cast.aisha.reference))
    save(by, assessment, "context", answer("groups", local["yard"]))
    fill(by, assessment)
    fill(by, assessment)
    save(
        by,
        assessment,
        "sharing",
        limit(cast.school, f"family/{local['pond']}"),
        limit(cast.dee, f"family/{local['rope']}", who="person"),
    )
    return assessment


def text(answer_):
    return html.unescape(answer_.content.decode())


def test_it_is_asked_typed_and_kept_in_its_part(cast, signed_in, local):
    assessment, client = decided(cast), signed_in(cast.practitioner)
    url = reverse("assessments:section", args=(assessment.reference, "family"))
    shown = client.get(url)
    assert PETS in text(shown) and "QgreenX" in text(shown)
    typed = {
        "shown": shown.context["form"]["shown"].value(), "save": "1", f"a-{local['pets']}": GOAT,
        f"a-{local['bins']}": ["local_qbluex", "local_qgreenx"],
    }  # fmt: skip
    assert client.post(url, typed).status_code == 302
    with as_owner():
        kept = {one.question: one.values for one in Answer.objects.filter(assessment=assessment)}
    assert kept == {local["pets"]: [GOAT], local["bins"]: ["local_qbluex", "local_qgreenx"]}
    invented = typed | {f"a-{local['bins']}": ["local_red"]}
    refused = client.post(url, invented)
    assert refused.status_code in (200, 422) and "Choose one of the options shown" in text(refused)
    of_child = reverse("assessments:section_about", args=(assessment.reference, "voice", cast.aisha.reference))
    assert "Which club?" in text(client.get(of_child))


def test_what_is_ended_while_somebody_answers_it_loses_no_answer(cast, signed_in, local):
    assessment, client = decided(cast), signed_in(cast.practitioner)
    url = reverse("assessments:section", args=(assessment.reference, "family"))
    typed = {"shown": client.get(url).context["form"]["shown"].value(), "save": "1", f"a-{local['pets']}": GOAT}
    for key in (local["pets"], local["pond"]):
        with as_owner():
            addition = LocalAddition.objects.get(key=key)
        do(cast, own_form.stop_asking, addition=addition, why="It helped nobody")
    assert client.post(url, typed).status_code == 302
    with as_owner():
        assert Answer.objects.get(assessment=assessment).values == [GOAT]
    shown = text(client.get(url))
    assert GOAT in shown and "Is there a pond?" not in shown


def test_what_is_worded_again_while_somebody_answers_it_is_asked_again(cast, signed_in, local):
    assessment, client = decided(cast), signed_in(cast.practitioner)
    url = reverse("assessments:section", args=(assessment.reference, "family"))
    opened = client.get(url).context["form"]["shown"].value()
    typed = {"shown": opened, "save": "1", f"a-{local['pets']}": "None", f"a-{local['rope']}": "Yes"}
    with as_owner():
        addition = LocalAddition.objects.get(key=local["pets"])
    other = Wording("Which pets would you like?", is_needed=True)
    do(cast, own_form.change_question, addition=addition, wording=other, shown=own_form.shown_of(addition))
    refused = client.post(url, typed)
    assert text(refused).count("This was put differently while you answered it") == 2, "in the summary and beside it"
    assert "Which pets would you like?" in text(refused) and 'value="None"' in text(refused)
    with as_owner():
        assert not Answer.objects.filter(assessment=assessment).exists()
    again = typed | {"shown": refused.context["form"]["shown"].value()}
    assert client.post(url, again).status_code == 302
    with as_owner():
        assert Answer.objects.filter(assessment=assessment).count() == 2


def test_what_must_be_answered_holds_the_assessment_back(cast, signed_in, local):
    agree(cast)
    assessment, by = decided(cast), cast.practitioner
    fill(by, assessment)
    fill(by, assessment)
    with as_owner():
        Answer.objects.filter(assessment=assessment, question__in=(local["pets"], local["club"])).delete()
    client = signed_in(by)
    url = reverse("assessments:submit", args=(assessment.reference,))
    shown = text(client.get(url))
    assert f"Answer '{PETS}'." in shown and "Answer 'Which club?' for Aisha." in shown
    client.post(url, {"shared": "no"})
    with as_owner():
        assert Assessment.objects.get(pk=assessment.pk).status == "in_progress"
    save(by, assessment, "family", answer(local["pets"], GOAT))
    children = (cast.aisha, cast.ben, cast.leo)
    save(by, assessment, "voice", *(answer(local["club"], f"{CLUB} {one.pk}", about=one.reference) for one in children))
    submit(by, assessment, shared_on=TODAY)
    with as_owner():
        assert Assessment.objects.get(pk=assessment.pk).status == "submitted"


def test_whoever_may_reads_it_on_the_page_and_in_the_file(cast, signed_in, written):
    words = {GOAT, CLUB, FROM_SCHOOL, FROM_DEE, "QgreenX", "QyardX", PETS, "Which club?"}
    client = signed_in(cast.practitioner)
    for said in (text(page(client, "read", written)), pdf_text(page(client, "pdf", written))):
        assert {word for word in words if word in said} == words
        assert "QblueX" not in said, "it was not chosen"
    school = signed_in(cast.teacher)
    for said in (text(page(school, "read", written)), pdf_text(page(school, "pdf", written))):
        assert {word for word in words if word in said} == words - {FROM_SCHOOL}
        assert "Is there a pond?" not in said


def test_a_copy_holds_it_but_for_whom_it_is_kept_from(cast, signed_in, written):
    agree(cast)
    submit(cast.practitioner, written, shared_on=TODAY)
    client = signed_in(cast.practitioner)
    kept = {f"agency:{cast.school.reference}": FROM_SCHOOL, f"family:{cast.dee.reference}": FROM_DEE}
    for to, missing in kept.items():
        copy = copy_for(client, written, to)
        said = pdf_text(client.get(reverse("assessments:copy_pdf", args=(copy.reference,))))
        assert {word for word in (GOAT, CLUB, FROM_SCHOOL, FROM_DEE) if word in said} == (
            {GOAT, CLUB, FROM_SCHOOL, FROM_DEE} - {missing}
        )


def test_programs_read_and_write_it(cast, written, local):
    record = Program(cast.practitioner).get(f"assessments/{written.reference}/").json()
    family = next(one for one in record["sections"] if one["key"] == "family")
    found = {piece["question"]: piece["values"] for piece in family["pieces"]}
    assert (found[local["pets"]], found[local["bins"]]) == ([GOAT], ["local_qgreenx"])
    theirs = Program(cast.teacher).get(f"assessments/{written.reference}/")
    assert GOAT in theirs.content.decode() and FROM_SCHOOL not in theirs.content.decode()
    piece = {"record": "answer", "question": local["pets"], "values": ["A horse"], "version": 1}
    sent = {"section": "family", "pieces": [piece]}
    saved = Program(cast.practitioner).post(f"assessments/{written.reference}/save/", sent)
    assert saved.status_code == 200 and "A horse" in saved.content.decode()
    wrong = {"record": "answer", "question": local["bins"], "values": ["local_red"], "version": 1}
    refused = Program(cast.practitioner).post(f"assessments/{written.reference}/save/", sent | {"pieces": [wrong]})
    assert refused.status_code == 409 or refused.status_code == 422, refused.status_code
    assert "Choose from the list in 'Which bins?'." in refused.content.decode()


def test_the_next_version_takes_it_over_but_not_what_is_not_asked_any_more(cast, signed_in, written, local):
    agree(cast)
    submit(cast.practitioner, written, shared_on=TODAY)
    authorise(cast, written)
    with as_owner():
        written.refresh_from_db()
        pets = LocalAddition.objects.get(key=local["pets"])
    do(cast, own_form.stop_asking, addition=pets, why="It helped nobody")
    version = next_version(cast, written)
    with as_owner():
        copied = dict(Answer.objects.filter(assessment=version).values_list("question", "values"))
    assert copied[local["pond"]] == [FROM_SCHOOL] and local["pets"] not in copied
    client = signed_in(cast.practitioner)
    assert GOAT in text(page(client, "read", written)) and GOAT in pdf_text(page(client, "pdf", written))
    school = text(page(signed_in(cast.teacher), "read", version))
    assert FROM_SCHOOL not in school


def test_an_own_item_of_the_checklist_is_a_need_like_the_others(cast, signed_in, written, local):
    with as_owner():
        assert Need.objects.get(assessment=written, item=local["damp"]).answer == "no"
    client = signed_in(cast.practitioner)
    context = reverse("assessments:section", args=(written.reference, "context"))
    assert f"n-{local['damp']}-answer" in text(client.get(context))
    typed = {
        "shown": client.get(context).context["form"]["shown"].value(), "save": "1",
        f"n-{local['damp']}-answer": "yes", f"n-{local['damp']}-why_not_now": "The landlord comes tomorrow",
    }  # fmt: skip
    assert client.post(context, typed).status_code == 302
    assert "QdampX" in text(page(client, "read", written))
