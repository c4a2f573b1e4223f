"""The frame of a family's pages: who it is about, what to be careful of, where to go."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from cases.choices import EpisodeStatus
from cases.models import Address, FamilyMember, GpRegistration, Person, SchoolPlace, SharingExclusion
from cases.views.frame import family_frame, family_or_404
from tests.cases.acting import acting_as, request_as
from tests.cast import make_episode, make_family, make_person, share
from tests.databases import as_owner


def frame_for(membership, family, path="/"):
    with acting_as(membership) as actor:
        request = request_as(actor, path)
        return family_frame(request, family_or_404(request, family.reference))


def place(model, cast, person, **fields):
    with as_owner():
        return model.objects.create(
            tenant=cast.north,
            family=cast.family,
            person=person,
            agency=cast.council,
            recorded_by=cast.practitioner,
            **fields,
        )


def test_the_identity_bar_names_children_oldest_first_and_who_leads(cast):
    identity = frame_for(cast.practitioner, cast.family)["identity"]
    assert identity["title"] == "Reed family"
    assert identity["reference"] == cast.family.reference
    children = ["Aisha, 8", "Ben, 5", "Leo, 2"]  # 365-day years of the cast fall short of the birthday
    assert [detail.split(" ")[0] for detail in identity["details"]] == ["Aisha,", "Ben,", "Leo,", "Led"]
    assert identity["details"][:3] == children
    assert identity["details"][3] == "Led by Practitioner, Northbridge Early Help"
    assert identity["tags"] == [{"text": "RHRT 3", "colour": "turquoise"}]
    assert identity["warnings"] == []


def test_a_family_without_early_help_says_so(cast):
    with as_owner():
        family = make_family(cast.practitioner, "Lane family", make_person(cast.practitioner, "Ida", "Lane"))
    frame = frame_for(cast.practitioner, family)
    assert frame["episode"] is None
    assert frame["identity"]["tags"][0]["text"] == "No early help yet"
    assert frame["identity"]["details"] == ["Ida, age not known"]


def test_the_open_episode_comes_before_a_newer_request_and_older_closed_ones(cast):
    with as_owner():
        make_episode(cast.practitioner, cast.family, cast.east, EpisodeStatus.REQUESTED)
        make_episode(
            cast.practitioner, cast.family, cast.east, EpisodeStatus.NOT_TAKEN_UP, requested_at="2020-01-01T10:00Z"
        )
    assert frame_for(cast.practitioner, cast.family)["episode"] == cast.episode


def test_two_queries_however_many_people(cast):
    def queries():
        with acting_as(cast.practitioner) as actor:
            request = request_as(actor)
            family = family_or_404(request, cast.family.reference)
            with CaptureQueriesContext(connection) as seen:
                family_frame(request, family)
        return len(seen)

    assert queries() == 2
    with as_owner():
        for number in range(8):
            person = make_person(cast.practitioner, f"P{number}")
            FamilyMember.objects.create(tenant=cast.north, family=cast.family, person=person, role="network")
    assert queries() == 2


def test_a_protected_home_warns_the_team_and_hides_school_and_gp_with_it(cast):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    place(SchoolPlace, cast, cast.aisha, school_name="Larkfield Primary")
    place(GpRegistration, cast, cast.aisha, practice_name="Mill Lane Practice")
    assert frame_for(cast.teacher, cast.family)["identity"]["warnings"] == []
    address = place(Address, cast, cast.aisha, lines="1 Hidden Row", postcode="CV99 1AA", is_protected=True)
    assert frame_for(cast.teacher, cast.family)["identity"]["warnings"] == ["Protected address"]
    later = place(GpRegistration, cast, cast.aisha, practice_name="Harbour Practice")
    with acting_as(cast.teacher) as actor:
        for model in (Address, SchoolPlace, GpRegistration):
            assert not model.objects.visible_to(actor).exists()
            assert not model.objects.all().exists()
    with acting_as(cast.practitioner) as actor:
        assert Address.objects.visible_to(actor).get() == address
        assert SchoolPlace.objects.visible_to(actor).get().is_protected
        assert GpRegistration.objects.visible_to(actor).get(pk=later.pk).is_protected
    with as_owner():
        Address.objects.filter(pk=address.pk).update(is_protected=False)
        assert not Person.objects.get(pk=cast.aisha.pk).is_whereabouts_protected


def test_a_limit_on_sharing_is_told_to_everybody_else(cast):
    with as_owner():
        SharingExclusion.objects.create(
            tenant=cast.north, episode=cast.episode, agency=cast.police, recorded_by=cast.practitioner, reason="Asked"
        )
    assert frame_for(cast.practitioner, cast.family)["identity"]["warnings"] == ["Family limits who may see this"]


def test_the_same_answer_for_a_foreign_and_a_missing_family(cast):
    for reference in (cast.salt_family.reference, cast.hidden_family.reference, "0000-0000"):
        with acting_as(cast.practitioner) as actor, pytest.raises(Http404):
            family_or_404(request_as(actor), reference)


def test_an_administrator_is_refused_before_anything_is_read(cast):
    for reference in (cast.family.reference, "0000-0000"):
        with acting_as(cast.admin) as actor, pytest.raises(PermissionDenied):
            family_or_404(request_as(actor), reference)
