"""What a family wants kept back once the assessment was submitted holds from then on; whoever has had it is named."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from assessments.actions.limiting import keep_back
from assessments.models import Answer, Limit
from ehm.actions import Refused
from tests.assessments.test_copies import AISHAS, LEOS, TODAY, copy_for, planted, printed, submitted
from tests.assessments.typing import as_shown
from tests.assessments.writing import decided
from tests.cases.acting import acting_as
from tests.databases import as_owner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def assessment(cast):
    return submitted(cast, planted(cast))


def place(cast):
    return f"voice/voice_worries/{cast.aisha.reference}"


def url(assessment):
    return reverse("assessments:keep_back", args=(assessment.reference,))


def said(cast, who, **change):
    return {"where": place(cast), "who": who, "with_whom": "", "reason": "She asked us."} | change


def give(client, copy):
    sent = {
        "given_on_day": TODAY.day,
        "given_on_month": TODAY.month,
        "given_on_year": TODAY.year,
        "given_how": "by hand",
    }
    assert client.post(reverse("assessments:give_copy", args=(copy.reference,)), sent).status_code == 302


def reads(worker, word):
    with acting_as(worker) as actor:
        return any(word in value for row in Answer.objects.visible_to(actor) for value in row.values)


def made(cast):
    with as_owner():
        return list(Limit.objects.filter(holds_back=place(cast)))


def test_it_leaves_out_of_every_later_copy_what_the_earlier_ones_had_and_says_who_had_them(cast, signed_in, assessment):
    client = signed_in(cast.practitioner)
    dees = copy_for(client, assessment, f"family:{cast.dee.reference}")
    schools = copy_for(client, assessment, f"agency:{cast.school.reference}")
    assert AISHAS in printed(client, dees)
    give(client, dees)
    give(client, schools)
    answered = client.post(url(assessment), said(cast, f"person:{cast.dee.reference}"), follow=True).content.decode()
    assert "It is kept back from now on" in answered and "Dee has had it since" in answered
    assert f"{cast.school.name} has had it" not in answered
    assert AISHAS not in printed(client, dees) and LEOS in printed(client, dees) and AISHAS in printed(client, schools)


def test_an_agency_reads_it_no_more_from_the_same_moment(cast, signed_in, assessment):
    assert reads(cast.teacher, AISHAS)
    signed_in(cast.practitioner).post(url(assessment), said(cast, f"agency:{cast.school.reference}"))
    assert not reads(cast.teacher, AISHAS) and reads(cast.teacher, LEOS)
    [limit] = made(cast)
    assert (limit.recorded_by, limit.reason, limit.holds_back) == (cast.practitioner, "She asked us.", place(cast))
    with acting_as(cast.teacher) as actor:
        assert limit.pk not in Limit.objects.visible_to(actor).values_list("pk", flat=True)


def test_somebody_named_in_words_is_matched_with_whom_we_know(cast, signed_in, assessment):
    client = signed_in(cast.practitioner)
    for words in ("dee", " DEE "):
        refused = client.post(url(assessment), said(cast, "other", with_whom=words)).content.decode()
        assert "Choose &#x27;Dee, in copies&#x27; from the list" in refused
    for blank in ({}, {"with_whom": " "}):
        assert "Say who it is, in words" in client.post(url(assessment), said(cast, "other", **blank)).content.decode()
    assert made(cast) == []
    answered = client.post(url(assessment), said(cast, "other", with_whom="Gran"), follow=True).content.decode()
    assert "Nobody on the list is called &#x27;Gran&#x27;" in answered and "in no copy at all" in answered
    copy = copy_for(client, assessment, f"agency:{cast.school.reference}")
    assert AISHAS not in printed(client, copy)


def test_so_are_those_of_the_part_about_sharing(cast, signed_in):
    assessment, client = planted(cast), signed_in(cast.practitioner)
    page = reverse("assessments:section", args=(assessment.reference, "sharing"))
    sent = as_shown(client, page)
    line = sent["lines-limits"][-1]
    cells = {"where": place(cast), "who": "other", "reason": "Asked", "with_whom": "Dee"}
    typed = sent | {f"l-limits-{line}-{name}": cell for name, cell in cells.items()}
    refused = client.post(page, typed)
    assert refused.status_code == 200 and "Choose &#x27;Dee, in copies&#x27; from the list" in refused.content.decode()
    saved = client.post(page, typed | {f"l-limits-{line}-with_whom": "Gran"}, follow=True).content.decode()
    assert "Nobody on the list is called &#x27;Gran&#x27;" in saved
    again = client.post(page, as_shown(client, page), follow=True).content.decode()
    assert "Nobody on the list" not in again  # said once


@pytest.mark.parametrize(
    "change", [{"where": ""}, {"who": ""}, {"where": "voice/nothing"}, {"who": "agency:0000-0000"}]
)
def test_what_names_nothing_is_refused(cast, assessment, change):
    with acting_as(cast.practitioner) as actor, pytest.raises(Refused):
        keep_back(assessment=assessment, by=actor, **said(cast, f"person:{cast.dee.reference}") | change)
    assert made(cast) == []


def test_only_whoever_leads_and_only_once_it_is_submitted(cast, signed_in, assessment):
    given = said(cast, f"person:{cast.dee.reference}")
    assert signed_in(cast.teacher).get(url(assessment)).status_code == 403
    assert signed_in(cast.stranger).get(url(assessment)).status_code == 404
    with acting_as(cast.teacher) as actor, pytest.raises(PermissionDenied):
        keep_back(assessment=assessment, by=actor, **given)
    early = decided(cast, by=cast.stranger, episode=cast.salt_episode)
    with acting_as(cast.stranger) as actor, pytest.raises(Refused, match="still being written"):
        keep_back(assessment=early, by=actor, **given)
