"""What the hub does with a request, and what follows from its decision."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404
from django.utils import timezone

from cases.models import Address, Episode, FamilyMember, Person, Relationship, SchoolPlace, SharingExclusion
from ehm.models import Notification
from hubs.actions.requests import Limit
from hubs.actions.triage import (
    Allocated,
    check_system,
    decide,
    discuss,
    give_to_area,
    list_request,
    say_letter_sent,
    suggestion_for,
)
from hubs.choices import CameBy, Diversion, Outcome, RequestStatus, Somebody
from hubs.models import Decision, HelpRequest
from hubs.profile import profile_of
from hubs.suggesting import suggest
from standards.models import Clock
from tests import databases
from tests.cases.acting import acting_as, refused
from tests.hubs.asking import CHILD, MOTHER, WORDS, ask

DECIDED = {"outcome": Outcome.ADVICE, "level": 2, "reason": "School can do it", "told": "Talk with the school nurse"}
UNBORN = {"who": Somebody.CHILD, "is_unborn": True, "family_name": "Marlow", "born_on": date(2027, 3, 1)}


def decided(cast, request, by=None, **change):
    with acting_as(by or cast.chair) as actor:
        return decide(request=request, by=actor, **DECIDED | change)


def test_looking_at_it_is_seen_at_once(cast):
    request = ask(cast.teacher, cast.east)
    with acting_as(cast.hub) as actor:
        check_system(
            request=request,
            system="Social care record",
            checked_on=timezone.localdate(),
            number="",
            found="Nothing",
            by=actor,
        )
    with databases.as_owner():
        assert HelpRequest.objects.get().status == RequestStatus.UNDER_REVIEW


def test_a_hub_worker_prepares_and_its_lead_decides(cast):
    request = ask(cast.teacher, cast.east)
    refused(cast.hub, decide, request=request, **DECIDED, error=PermissionDenied, unchanged=[HelpRequest, Decision])
    refused(cast.teacher, decide, request=request, **DECIDED, error=PermissionDenied, unchanged=[HelpRequest, Decision])
    decided(cast, request)
    with databases.as_owner():
        row, decision = HelpRequest.objects.get(), Decision.objects.get()
        assert (row.status, row.outcome, row.told) == ("decided", "advice", DECIDED["told"])
        assert (decision.level, decision.suggested, decision.family) == (2, 1, None)
        assert Notification.objects.get(kind="hubs.decided").membership_id == cast.teacher.pk
        assert not Episode.objects.filter(requested_at__gte=row.asked_at).exists()
    refused(cast.chair, decide, request=request, **DECIDED, because="decided already", unchanged=[Decision])
    with acting_as(cast.chair), pytest.raises(DatabaseError, match="what became of the request stays"):
        HelpRequest.objects.filter(pk=request.pk).update(told="Nothing")


def test_another_hub_finds_no_request(cast):
    request = ask(cast.teacher, cast.east)
    with acting_as(cast.west_hub) as actor, pytest.raises(Http404):
        list_request(request=request, by=actor)


def test_early_help_begins_with_everything_that_was_written(cast):
    people = [
        UNBORN,
        {**MOTHER, "phone": "07700 900123", "first_language": "Polish", "has_parental_responsibility": True},
        {**CHILD, "school": "Larkfield Primary", "attendance": 81, "nhs_number": "9990000026"},
    ]
    home = {"address": "3 Low Row", "postcode": "CV99 1AA", "is_address_protected": True, "gp": "Elm Practice"}
    asked_at = timezone.now() - timedelta(days=4)
    request = ask(
        cast.teacher,
        cast.east,
        asked_at=asked_at,
        people=people,
        words=WORDS | home,
        limits=[Limit(cast.charity, "", "A neighbour works there")],
        diversion=Diversion.STEP_DOWN,
    )
    decided(cast, request, outcome=Outcome.ALLOCATED, level=3, allocated=Allocated(None, cast.council))
    with databases.as_owner():
        episode = HelpRequest.objects.get().episode
        assert (episode.requested_at, episode.area, episode.origin) == (asked_at, cast.east, "step_down")
        assert (episode.lead_agency, episode.level, episode.status) == (cast.council, 3, "requested")
        assert Decision.objects.get().family_id == episode.family_id
        members = FamilyMember.objects.filter(family=episode.family).select_related("person")
        found = {one.person.given_name: one.person for one in members}
        assert set(found) == {"", "Ida", "Ruth"}
        assert found[""].kind == "unborn" and found[""].expected_on == UNBORN["born_on"]
        assert (found["Ruth"].phone, found["Ruth"].first_language) == ("07700 900123", "Polish")
        assert found["Ida"].nhs_number == "9990000026"
        assert Relationship.objects.filter(person=found["Ruth"], relation="mother").count() == 2
        homes = Address.objects.filter(family=episode.family)
        assert {(one.lines, one.postcode, one.is_protected) for one in homes} == {("3 Low Row", "CV99 1AA", True)}
        place = SchoolPlace.objects.get(person=found["Ida"])
        assert (place.school_name, place.attendance_percent, place.is_protected) == ("Larkfield Primary", 81, True)
        assert SharingExclusion.objects.get(episode=episode).agency_id == cast.charity.pk
        clocks = Clock.objects.filter(episode=episode).values_list("standard", flat=True)
        assert "management_oversight" not in clocks  # it begins once somebody is asked to lead
    with acting_as(cast.practitioner) as actor:  # whoever leads reads why
        assert HelpRequest.objects.visible_to(actor).filter(pk=request.pk).exists()
        assert HelpRequest.objects.filter(pk=request.pk).exists()


def test_a_known_family_gets_early_help_without_being_written_down_again(cast):
    with databases.as_owner():
        known = cast.family
        Episode.objects.filter(pk=cast.episode.pk).update(
            status="closed", closed_at=timezone.now(), closed_by=cast.practitioner
        )
        before = Person.objects.count()
    request = ask(cast.teacher, cast.east)
    decided(cast, request, outcome=Outcome.ALLOCATED, allocated=Allocated(known, cast.council))
    with databases.as_owner():
        assert HelpRequest.objects.get().episode.family_id == known.pk
        assert Person.objects.count() == before


def test_a_family_that_is_helped_already_is_said_so_and_nothing_is_decided(cast):
    request = ask(cast.teacher, cast.east)
    refused(
        cast.chair,
        decide,
        request=request,
        **DECIDED | {"outcome": Outcome.ALLOCATED},
        allocated=Allocated(cast.family, cast.council),
        because="already leads early help",
        unchanged=[HelpRequest, Decision, Episode],
    )


def test_it_is_given_to_another_hub_with_a_reason(cast):
    request = ask(cast.teacher, cast.east)
    refused(
        cast.hub, give_to_area, request=request, area=cast.west, reason=" ", because="Say why", unchanged=[HelpRequest]
    )
    with acting_as(cast.hub) as actor:
        give_to_area(request=request, area=cast.west, reason="They moved", by=actor)
        assert not HelpRequest.objects.visible_to(actor).exists()
        assert not HelpRequest.objects.exists()
    with acting_as(cast.west_hub) as actor:
        row = HelpRequest.objects.visible_to(actor).get()
        assert (row.area_reason, row.status) == ("They moved", "sent")
    with databases.as_owner():
        assert Notification.objects.filter(kind="hubs.sent", membership=cast.west_hub).exists()


def test_the_case_discussion_and_its_days(cast):
    request = ask(cast.teacher, cast.east)
    today = timezone.localdate()
    said = {"discussed": "Who knows her?", "actions": "Ring school", "who_contacts": cast.hub}
    refused(
        cast.hub, discuss, request=request, held_on=today, review_on=today - timedelta(days=1), **said,
        because="comes after", unchanged=[HelpRequest],
    )  # fmt: skip
    with acting_as(cast.hub) as actor:
        row = discuss(request=request, held_on=today, review_on=today + timedelta(days=7), by=actor, **said)
    assert row.who_contacts == cast.hub


def test_the_letter_goes_once(cast):
    request = ask(cast.hub, cast.east, CameBy.PHONE)
    refused(cast.hub, say_letter_sent, request=request, because="nothing to write", unchanged=[HelpRequest])
    decided(cast, request)
    with acting_as(cast.hub) as actor:
        say_letter_sent(request=request, by=actor)
    refused(cast.hub, say_letter_sent, request=request, because="gone already", unchanged=[HelpRequest])


@pytest.mark.parametrize(
    ("prompts", "diversion", "helpers", "level", "reason"),
    [
        ((), "none", 0, 1, "Nothing of what"),
        (("young_carer",), "none", 0, 2, "one service can usually"),
        (("young_carer",), "none", 2, 3, "2 services work"),
        (("young_carer", "learning", "health"), "none", 0, 3, "3 things are worrying"),
        (("homeless",), "none", 0, 3, "usually needs several"),
        ((), "step_down", 0, 3, "comes down from social care"),
        (("no_such",), "none", 0, 1, "Nothing of what"),
    ],
)
def test_the_level_that_is_suggested_says_why(cast, prompts, diversion, helpers, level, reason):
    found = suggest(prompts=prompts, diversion=diversion, helpers=helpers, profile=profile_of(cast.north))
    assert found.level == level
    assert reason in " ".join(found.reasons)


def test_what_was_suggested_is_kept_beside_what_was_decided(cast):
    request = ask(cast.teacher, cast.east, prompts=["homeless"], helpers=[("Ann", "School")])
    with acting_as(cast.chair) as actor:
        assert suggestion_for(request, actor).level == 3
    assert decided(cast, request).suggested == 3


def test_the_band_of_the_level_that_the_hub_decides_is_that_of_the_early_help(cast):
    decided(
        cast, ask(cast.teacher, cast.east), outcome=Outcome.ALLOCATED, level=2, level_band="high",
        allocated=Allocated(None, cast.council),
    )  # fmt: skip
    with databases.as_owner():
        episode = Episode.objects.latest("pk")
        assert (episode.level, episode.level_band) == (2, "high")
