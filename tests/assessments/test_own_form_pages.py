"""The administrator's pages of the form, and what a question of their own becomes for everybody else."""

import html
import re

import pytest
from django.urls import reverse

from assessments.actions import own_form
from assessments.actions.own_form import Wording
from assessments.choices import About, Kind
from assessments.models import LocalAddition
from tests.assessments.test_own_form import ask, do, form_now, said
from tests.assessments.writing import answer, decided, save
from tests.databases import as_owner

HOME = "/organisation/assessment/"
FAMILY = f"{HOME}parts/family/"
ADD = f"{FAMILY}add/"
TYPED = {
    "text": "Which pets live with you?",
    "hint": "Before a visit",
    "kind": "text",
    "about": "family",
    "needed": "no",
}


def text_of(page):
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page.content.decode(), flags=re.S)
    return " ".join(html.unescape(words).split())


def last_added():
    with as_owner():
        return LocalAddition.objects.latest("pk")


def count():
    with as_owner():
        return LocalAddition.objects.count()


def test_the_form_is_shown_part_by_part_with_what_is_ones_own(cast, signed_in):
    ask(cast)
    client = signed_in(cast.admin)
    assert HOME in client.get("/organisation/").content.decode()
    shown = text_of(client.get(HOME))
    assert "What the Early Help Assessment asks" in shown and "1 of them" in shown
    for section in form_now(cast).sections:
        assert section.title in shown
        part = text_of(client.get(f"{HOME}parts/{section.key}/"))
        for question in section.questions:
            assert question.text in part, question.key
        assert ("Add a question" in part) == (section.key != "authorisation")
    assert "Which pets live with you? Yours" in text_of(client.get(FAMILY))
    assert client.get(f"{HOME}parts/authorisation/add/").status_code == 404
    assert client.post(f"{HOME}parts/authorisation/add/", TYPED | {"add": "1"}).status_code == 404


PLACES = ["", "parts/family/", "parts/family/preview/", "parts/family/add/", "lists/needs/", "lists/needs/add/"]


@pytest.mark.parametrize("place", PLACES)
def test_each_page_is_for_administrators_only(cast, signed_in, place):
    assert signed_in(cast.admin).get(HOME + place).status_code == 200
    for membership in (cast.practitioner, cast.manager, cast.hub, cast.coordinator, cast.partner, cast.auditor):
        client = signed_in(membership)
        assert client.get(HOME + place).status_code == 403, membership.role
        assert client.post(HOME + place, TYPED | {"add": "1"}).status_code in (403, 405)
    assert count() == 0


@pytest.mark.parametrize("place", ["parts/garden/", "parts/garden/preview/", "parts/garden/add/", "lists/garden/",
                                   "lists/national_outcomes/", "lists/national_outcomes/add/"])  # fmt: skip
def test_a_part_or_list_that_is_not_there_is_not_found(cast, signed_in, place):
    assert signed_in(cast.admin).get(HOME + place).status_code == 404


def test_a_question_is_looked_at_as_it_is_asked_and_then_added(cast, signed_in):
    client = signed_in(cast.admin)
    opened = text_of(client.get(ADD))
    assert "Assessments that are being written now keep the form by which they were begun" in opened
    assert "Add this question" not in opened
    looked = client.post(ADD, TYPED | {"look": "1"})
    assert looked.status_code == 200 and count() == 0
    assert 'name="a-local_which_pets_live_with_you"' in looked.content.decode()
    assert "How it is asked" in text_of(looked) and "Add this question" in text_of(looked)
    answer_ = client.post(ADD, TYPED | {"add": "1"}, follow=True)
    assert answer_.redirect_chain == [(FAMILY, 302)]
    assert "is asked in every assessment that is begun from now on." in text_of(answer_)
    entry = {"key": "local_which_pets_live_with_you", "section": "family", "kind": "text", "about": "family"}
    assert last_added().entry == entry | {"text": "Which pets live with you?", "hint": "Before a visit"}
    assert "Added a question to 'Your family'" in text_of(client.get("/organisation/log/"))


def test_choices_levels_conditions_and_places_are_kept(cast, signed_in):
    client = signed_in(cast.admin)
    typed = TYPED | {
        "kind": "choices", "choices": " Cat \n\nDog\n", "needed": "levels", "levels": ["2", "3"],
        "when": "by_childrens_services=no", "after": "told_by", "about": "each_child", "add": "1",
    }  # fmt: skip
    assert client.post(ADD, typed).status_code == 302
    form = form_now(cast)
    found = form.question(last_added().key)
    assert (found.kind, found.about, found.levels) == (Kind.CHOICES, About.EACH_CHILD, (2, 3))
    assert (found.asked_when.question, found.asked_when.among) == ("by_childrens_services", ("no",))
    assert [value.name for value in form.code_sets[found.code_set].values] == ["Cat", "Dog"]
    assert form.section("family").questions[1] is found
    listed = text_of(client.get(FAMILY))
    assert "At level 2 and 3" in listed and "is answered No" in listed


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"text": ""}, "Answer the question"),
        ({"text": "P" * 201}, "The question must be 200 characters or fewer: it has 201"),
        ({"text": "Pets\u202e?"}, "The question holds a character that cannot be seen"),
        ({"hint": "a\u2066b"}, "The guidance holds a character that cannot be seen"),
        ({"text": "Which GP?\x00"}, "Null characters are not allowed"),
        ({"kind": "scale"}, "Choose one of the options shown"),
        ({"kind": "choice", "choices": "Cat"}, "Give at least two choices"),
        ({"kind": "choice", "choices": "\n".join(map(str, range(500)))}, "Give 60 choices at most"),
        ({"needed": "levels"}, "Answer the question ‘At which levels?’"),
        ({"needed": "levels", "levels": ["9"]}, "Choose one of the options shown"),
        ({"when": "gp_name=yes"}, "Choose one of the options shown"),
        ({"when": "voice_seen=yes"}, "Ask this about each child too"),
        ({"after": "worries"}, "Choose one of the options shown"),
        ({"about": "each_parent"}, "Choose one of the options shown"),
    ],
)
def test_what_does_not_do_is_said_beside_it_and_what_was_typed_stays(cast, signed_in, change, sentence):
    client = signed_in(cast.admin)
    for button in ("look", "add"):
        page = client.post(ADD, TYPED | change | {button: "1"})
        assert page.status_code == 422 and sentence in text_of(page)
        assert "Before a visit" in page.content.decode() or "hint" in change
    assert (count(), said(cast)) == (0, [])


def test_words_that_would_be_a_page_are_words(cast, signed_in):
    hostile = "<script>alert(1)</script> {{ request.user }} {% url 'x' %} 'quoted'"
    client = signed_in(cast.admin)
    typed = TYPED | {"text": hostile, "hint": "<b>bold</b>"}
    assert "<script>alert(1)" not in client.post(ADD, typed | {"look": "1"}).content.decode()
    assert client.post(ADD, typed | {"add": "1"}).status_code == 302
    filled_in = signed_in(cast.practitioner).get(section_of(cast, decided(cast), "family")).content.decode()
    for page in (client.get(FAMILY), client.get(f"{FAMILY}preview/"), client.get("/organisation/log/")):
        assert "<script>alert(1)" not in page.content.decode() and "{{ request.user }}" in html.unescape(
            page.content.decode()
        )
    assert "<script>alert(1)" not in filled_in and "<b>bold" not in filled_in


def section_of(cast, assessment, section):
    return reverse("assessments:section", args=(assessment.reference, section))


def test_a_change_by_somebody_else_is_shown_and_nothing_is_lost(cast, signed_in):
    addition = ask(cast)
    client, path = signed_in(cast.admin), f"{HOME}questions/{addition.reference}/"
    opened = client.get(path).context["form"]
    typed = {"text": "Any pets?", "hint": "", "needed": "no", "when": "", "shown": opened["shown"].value()}
    other = Wording("Which animals?", "", True)
    do(cast, own_form.change_question, addition=addition, wording=other, shown=opened["shown"].value())
    page = client.post(path, typed)
    assert page.status_code == 422
    shown = text_of(page)
    assert "Somebody else changed this" in shown and "It says now: Which animals?" in shown
    assert "It says now: Yes" in shown and 'value="Any pets?"' in page.content.decode()
    again = typed | {"shown": page.context["form"]["shown"].value()}
    assert client.post(path, again).url == FAMILY
    assert form_now(cast).question(addition.key).text == "Any pets?"


def test_what_was_answered_can_only_be_ended_and_stays_where_it_was(cast, signed_in):
    addition = ask(cast)
    client, path = signed_in(cast.admin), f"{HOME}questions/{addition.reference}/"
    assert "Nobody has answered it yet" in text_of(client.get(path))
    assessment = decided(cast)
    save(cast.practitioner, assessment, "family", answer(addition.key, "A goat"))
    assert "It has been answered, so it keeps its words" in text_of(client.get(path))
    assert client.post(path, {"text": "Any pets?", "needed": "no"}).status_code == 200
    assert form_now(cast).question(addition.key).text == "Which pets live with you?"
    stop = f"{path}stop/"
    assert "not in assessments that are being written either" in text_of(client.get(stop))
    assert client.post(stop, {"why": ""}).status_code == 422
    assert client.post(stop, {"why": "It helped nobody"}).url == FAMILY
    assert "Not asked any more Which pets live with you?" in text_of(client.get(FAMILY))
    assert client.post(stop, {"why": "Again"}).status_code == 404
    assert "A goat" not in text_of(client.get(path)), "an administrator reads no case"
    written = signed_in(cast.practitioner).get(section_of(cast, assessment, "family"))
    assert "A goat" in written.content.decode()
    other = decided_elsewhere(cast)
    unanswered = signed_in(cast.teacher).get(section_of(cast, other, "family"))
    assert "Which pets live with you?" not in unanswered.content.decode()


def decided_elsewhere(cast):
    return decided(cast, by=cast.teacher, episode=cast.school_episode)


def test_values_are_added_renamed_and_ended(cast, signed_in):
    client, path = signed_in(cast.admin), f"{HOME}lists/needs/"
    assert client.post(f"{path}add/", {"name": "Damp or mould", "hint": ""}).status_code == 422
    typed = {"name": "Damp or mould", "hint": "On walls", "counts_as": ["housing"]}
    added = client.post(f"{path}add/", typed, follow=True)
    assert "‘Damp or mould’ is offered in every assessment that is begun from now on." in text_of(added)
    addition = last_added()
    own = f"{HOME}values/{addition.reference}/"
    shown = client.get(own).context["form"]["shown"].value()
    assert client.post(own, {"name": "Damp", "hint": "", "shown": shown}).url == path
    stale = client.post(own, {"name": "Mould", "hint": "", "shown": shown})
    assert stale.status_code == 422 and "It says now: Damp" in text_of(stale)
    assert client.post(f"{own}stop/", {"why": "All dry"}).url == path
    assert "Not offered any more Damp" in text_of(client.get(path))
    assert form_now(cast).code_sets["needs"].value(addition.key).is_ended
    assert "Offered from" in text_of(client.get(own))


def test_a_value_that_was_chosen_keeps_its_name(cast, signed_in):
    addition = do(cast, own_form.add_value, code_set="groups", name="Shipyard families")
    save(cast.practitioner, decided(cast), "context", answer("groups", addition.key))
    client, own = signed_in(cast.admin), f"{HOME}values/{addition.reference}/"
    assert "It has been chosen, so it keeps its words" in text_of(client.get(own))
    client.post(own, {"name": "Other", "hint": ""})
    assert form_now(cast).code_sets["groups"].name(addition.key) == "Shipyard families"


def test_the_preview_is_the_page_of_a_practitioner_with_nothing_to_send(cast, signed_in):
    ask(cast)
    ask(cast, Wording("Which club?"), section="voice", about=About.EACH_CHILD)
    client = signed_in(cast.admin)
    asked = decided(cast)
    practitioner = signed_in(cast.practitioner)
    for key in [section.key for section in form_now(cast).sections]:
        page = client.get(f"{HOME}parts/{key}/preview/")
        main = page.content.decode().split("<main")[1].split("</main>")[0]
        assert page.status_code == 200 and "<form" not in main, key
        for question in form_now(cast).section(key).questions:
            assert question.text in html.unescape(main), question.key
    real = practitioner.get(section_of(cast, asked, "family")).content.decode()
    shown = client.get(f"{FAMILY}preview/").content.decode()
    block = re.compile(r'id="q-local_which_pets_live_with_you".*?src-a-local', re.S)
    assert block.search(real).group() == block.search(shown).group()
    assert client.post(f"{FAMILY}preview/", {"a-told_by": "x"}).status_code == 405
    assert "Which club?" in text_of(client.get(f"{HOME}parts/voice/preview/"))
