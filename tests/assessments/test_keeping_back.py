"""Ticked beside a child's words: whose copies leave them out."""

from assessments.models import Limit
from tests.assessments.test_section_pages import url_of
from tests.assessments.typing import as_shown
from tests.assessments.writing import answer, decided, limit, save
from tests.cast import share
from tests.databases import as_owner


def held():
    with as_owner():
        return set(Limit.objects.kept().values_list("holds_back", "who"))


def typed(child, **words):
    return {f"a-{question}-{child.reference}": said for question, said in words.items()}


def test_what_a_child_says_is_kept_from_whom_it_is_ticked_for(cast, signed_in):
    assessment, client = decided(cast), signed_in(cast.practitioner)
    url, dee = url_of(assessment, "voice", cast.aisha), f"person:{cast.dee.reference}"
    first = as_shown(client, url)
    assert first["kept_before"] == [""] and "keep_from" not in first
    sent = first | typed(cast.aisha, voice_worries="The bell.") | {"keep_from": dee}
    assert client.post(url, sent).status_code == 302
    worries, best = (f"voice/{question}/{cast.aisha.reference}" for question in ("voice_worries", "voice_best"))
    assert held() == {(worries, dee)}
    again = as_shown(client, url)
    assert again["keep_from"] == [dee]
    # what is said later is kept back too, also by whoever opened the page before it was ticked
    assert client.post(url, first | typed(cast.aisha, voice_best="My rabbit.")).status_code == 302
    assert held() == {(worries, dee), (best, dee)}
    with as_owner():
        assert {one.person for one in Limit.objects.kept()} == {cast.dee}
    lifted = {name: value for name, value in as_shown(client, url).items() if name != "keep_from"}
    assert client.post(url, lifted).status_code == 302
    assert held() == set()


def test_other_limits_stay_as_they_are(cast, signed_in):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    assessment, client = decided(cast), signed_in(cast.practitioner)
    url = url_of(assessment, "voice", cast.aisha)
    save(cast.practitioner, assessment, "voice", answer("voice_worries", "The bell.", about=cast.aisha.reference))
    where = f"voice/voice_worries/{cast.aisha.reference}"
    save(cast.practitioner, assessment, "sharing", limit(cast.school, where))
    before = held()
    assert client.post(url, as_shown(client, url)).status_code == 302
    assert held() == before
    other = url_of(assessment, "voice", cast.ben)
    assert client.post(other, as_shown(client, other) | {"keep_from": "other"}).status_code == 302
    assert held() == before  # Ben has said nothing yet


def test_only_a_child_s_own_page_asks(cast, signed_in):
    assessment, client = decided(cast), signed_in(cast.practitioner)
    assert "keep_from" not in client.get(url_of(assessment, "strengths")).content.decode()
    page = client.get(url_of(assessment, "voice", cast.aisha)).content.decode()
    assert f"person:{cast.dee.reference}" in page and f"person:{cast.leo.reference}" not in page
