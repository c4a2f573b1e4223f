"""More help for a family that is helped already: asked for from its record (R051)."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError

from cases.actions.episodes import allocate_lead
from cases.actions.sharing import exclude_from_sharing
from cases.family_map import age_in_words
from hubs.actions.requests import ask_for_help
from hubs.actions.triage import Allocated, decide
from hubs.choices import CameBy, Diversion, Outcome
from hubs.models import Decision, HelpRequest, RequestedPerson
from plans.actions.stuck import say_stuck
from plans.choices import StuckBecause
from tests import databases
from tests.cases.acting import acting_as, done, refused
from tests.cast import share
from tests.hubs.asking import asked
from tests.hubs.test_triage import DECIDED, decided

FORM = "/episodes/{}/ask-for-help/"


def ask_about(cast, by=None):
    return done(by or cast.practitioner, ask_for_help, asked=asked(cast.west), episode=cast.episode)


def test_the_form_knows_what_the_record_knows_and_sends_it(cast, signed_in):
    done(
        cast.practitioner,
        say_stuck,
        episode=cast.episode,
        because=StuckBecause.NOT_THERE,
        tried="We asked the clinic twice",
        wants="Somebody who knows about sleep",
        is_harm_feared=False,
    )
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    client, url = signed_in(cast.practitioner), FORM.format(cast.episode.reference)
    assert url in client.get(f"/episodes/{cast.episode.reference}/stuck/").content.decode()
    form = client.get(url).context["form"]
    sent = {name: field.value() for name, field in ((one.name, one) for one in form) if field.value() not in (None, "")}
    assert sent["worries"].endswith("We asked the clinic twice") and sent["wanted"] == "Somebody who knows about sleep"
    names = {sent[f"child-{number}-given_name"] for number in range(3)}
    assert (names, sent["adult-0-given_name"], sent["adult-0-relation"]) == ({"Aisha", "Ben", "Leo"}, "Dee", "mother")
    assert sent["helper-0-name"] == "Larkfield Primary"
    days = {}
    for name in [name for name, value in sent.items() if hasattr(value, "year")]:
        value = sent.pop(name)
        days |= {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}
    typed = sent | days | {"is_agreed": "yes", "agreed_by": "Dee Reed", "strengths": "They sing"}
    page = client.post(url, typed | {"danger": "yes"}).content.decode()
    assert "Tell the front door at once" in page
    answer = client.post(url, typed | {"danger": "no"})
    assert answer.status_code == 302, answer.context["form"].errors
    with databases.as_owner():
        row = HelpRequest.objects.get()
        assert (row.episode, row.area) == (cast.episode, cast.east)
        assert RequestedPerson.objects.filter(request=row).count() == 4


def test_it_goes_to_the_hub_of_the_episode_once_at_a_time(cast):
    request = ask_about(cast)
    assert request.area == cast.east
    refused(
        cast.practitioner,
        ask_for_help,
        asked=asked(cast.east),
        episode=cast.episode,
        because="looks at a request for this family already",
        unchanged=[HelpRequest],
    )


def test_only_whoever_leads_asks_about_it(cast):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    with pytest.raises(PermissionDenied):
        ask_about(cast, cast.teacher)


def test_no_second_early_help_comes_of_it(cast):
    request = ask_about(cast)
    refused(
        cast.chair,
        decide,
        request=request,
        **DECIDED | {"outcome": Outcome.ALLOCATED},
        allocated=Allocated(cast.family, cast.council),
        because="Early help runs for this family already",
        unchanged=[HelpRequest, Decision],
    )
    decided(cast, request)
    with databases.as_owner():
        assert HelpRequest.objects.get().episode_id == cast.episode.pk


def test_whom_the_family_keeps_out_is_kept_from_the_request_before_and_after(cast):
    done(cast.practitioner, exclude_from_sharing, episode=cast.episode, agency=cast.police, reason="x")
    request = ask_about(cast)
    done(cast.practitioner, exclude_from_sharing, episode=cast.episode, agency=cast.school, reason="x")
    with databases.as_owner():
        kept = set(HelpRequest.objects.get(pk=request.pk).excluded)
    assert kept == {f"agency:{cast.police.pk}", f"agency:{cast.school.pk}"}


def test_nobody_hangs_a_request_on_help_that_they_do_not_see(cast):
    row = {
        "tenant": cast.north, "agency": cast.school, "recorded_by": cast.teacher, "area": cast.east, "is_agreed": False,
        "came_by": CameBy.SIGNED_IN, "asked_at": cast.episode.requested_at, "requester_name": "x", "involvement": "x",
        "worries": "x", "strengths": "x", "wanted": "x", "diversion": Diversion.NONE,
    }  # fmt: skip
    with acting_as(cast.teacher), pytest.raises(DatabaseError, match="early help that one can see"):
        HelpRequest.objects.create(**row, episode=cast.episode)


def test_who_leads_no_more_reads_it_no_more(cast):
    """It was filled in from the record, and goes with it."""
    request = ask_about(cast)
    for is_led in (True, False):
        for reader in (cast.practitioner, cast.teacher):
            with acting_as(reader) as actor:
                sees = is_led == (reader == cast.practitioner)
                assert HelpRequest.objects.visible_to(actor).filter(pk=request.pk).exists() is sees
                assert HelpRequest.objects.filter(pk=request.pk).exists() is sees
        if is_led:
            done(cast.hub, allocate_lead, episode=cast.episode, lead_agency=cast.school, lead=cast.teacher)


FOLDED = re.compile(r'<details class="govuk-details ehm-known"( open)?>.*?<span[^>]*>([^<]*): change', re.S)


def test_whoever_the_record_knows_is_one_line_until_it_is_changed_or_wrong(cast, signed_in):
    with databases.as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    client, url = signed_in(cast.practitioner), FORM.format(cast.episode.reference)
    folded = FOLDED.findall(client.get(url).content.decode())
    children = [f"{one.name}, {age_in_words(one)}" for one in (cast.aisha, cast.ben, cast.leo)]
    assert [line for _, line in folded] == [*children, "Dee Reed, mother", "Larkfield Primary"]
    assert not any(is_open for is_open, _ in folded)
    form = client.get(url).context["form"]
    sent = {one.name: one.value() for one in form if one.value() not in (None, "") and not hasattr(one.value(), "year")}
    for number, born in enumerate((cast.aisha, cast.ben, cast.leo)):
        day = born.date_of_birth
        sent |= {f"child-{number}-born_on_{part}": getattr(day, part) for part in ("day", "month", "year")}
    day = cast.dee.date_of_birth
    sent |= {f"adult-0-born_on_{part}": getattr(day, part) for part in ("day", "month", "year")}
    wrong = client.post(url, sent | {"child-1-nhs_number": "12", "child-2-school": "Elm Primary"}).content.decode()
    opened = {line for is_open, line in FOLDED.findall(wrong) if is_open}
    assert opened == {*children[1:]}, "what is wrong, and what was typed"
