"""Somebody known already comes into a second family: only whom one may open, and nobody is let in by a back door."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction
from django.http import Http404
from django.utils import timezone

from cases.actions import families
from cases.actions.families import RelationTo
from cases.actions.sharing import exclude_from_sharing
from cases.choices import FamilyRole, Relation
from cases.models import Address, Family, FamilyMember, Person, Relationship
from ehm.actions import Refused
from tests.cases.acting import acting_as
from tests.cast import make_episode, make_family, make_person, share
from tests.databases import as_owner


@pytest.fixture
def lane(cast):
    """The other parent's family, which the council helps too."""
    with as_owner():
        cast.jo = make_person(cast.practitioner, "Jo", "Lane", kind="adult")
        cast.lane = make_family(cast.practitioner, "Lane family", cast.jo, area=cast.east)
        cast.lane_episode = make_episode(cast.practitioner, cast.lane, cast.east)
    return cast


def join(by, family, person, **given):
    with acting_as(by) as actor:
        return families.add_known_person(family=family, person=person, role=FamilyRole.NON_RESIDENT, by=actor, **given)


def places(person):
    with as_owner():
        return set(FamilyMember.objects.filter(person=person, left_on=None).values_list("family__name", flat=True))


def refused(because, *args, error=Refused, **given):
    with pytest.raises(error, match=because):
        join(*args, **given)


def test_a_child_of_two_families(lane):
    member = join(lane.practitioner, lane.lane, lane.aisha)
    assert places(lane.aisha) == {"Reed family", "Lane family"}
    with as_owner():
        assert Person.objects.filter(given_name="Aisha").count() == 1
        assert FamilyMember.objects.get(pk=member.pk).role == FamilyRole.NON_RESIDENT
    refused("in this family already", lane.practitioner, lane.lane, lane.aisha)


def test_a_parent_is_said_to_be_one_of_every_child(lane):
    has = RelationTo(None, Relation.FATHER, True)
    join(lane.practitioner, lane.family, lane.jo, relations=[has])
    with as_owner():
        found = Relationship.objects.filter(person=lane.jo, family=lane.family)
        assert {row.relative.given_name for row in found} == {"Aisha", "Ben", "Leo"}
        assert all(row.has_parental_responsibility for row in found)


def test_whoever_reads_the_second_family_reads_the_record_from_then_on(lane):
    with as_owner():
        share(lane.lane_episode, lane.police, lane.practitioner)
    with acting_as(lane.partner) as actor:
        assert not Person.objects.visible_to(actor).filter(pk=lane.aisha.pk).exists()
    join(lane.practitioner, lane.lane, lane.aisha)
    with acting_as(lane.partner) as actor:
        assert Person.objects.visible_to(actor).filter(pk=lane.aisha.pk).exists()


def test_only_whom_one_may_open_and_only_into_a_family_that_one_sees(lane):
    refused("whose record you can open", lane.practitioner, lane.lane, lane.hidden_child)
    refused("whose record you can open", lane.practitioner, lane.lane, lane.salt_child)
    refused(None, lane.auditor, lane.lane, lane.aisha, error=PermissionDenied)
    refused(None, lane.teacher, lane.lane, lane.hidden_child, error=Http404)
    assert places(lane.hidden_child) == {"Hale family"} and places(lane.aisha) == {"Reed family"}


def test_whose_whereabouts_are_protected_is_for_lead_and_hub_to_add(lane):
    with as_owner():
        share(lane.episode, lane.school, lane.practitioner)
        Address.objects.create(
            tenant=lane.north,
            family=lane.family,
            person=lane.aisha,
            is_protected=True,
            agency=lane.council,
            recorded_by=lane.practitioner,
        )
    refused("lives is protected", lane.teacher, lane.hidden_family, lane.aisha)
    refused("Only the lead agency", lane.teacher, lane.hidden_family, lane.ben)
    join(lane.practitioner, lane.lane, lane.aisha)
    assert places(lane.aisha) == {"Reed family", "Lane family"}


def test_a_partner_in_the_team_keeps_nobody_by_a_family_of_their_own(lane):
    """They read for as long as they are in the team: a family of their own would let them read on, limits or not."""
    with as_owner():
        share(lane.episode, lane.police, lane.practitioner)
        own = make_family(lane.partner, "Fox family", make_person(lane.partner, "Kit", "Fox"))
    refused("Only the lead agency", lane.partner, own, lane.aisha)
    row = {"tenant": lane.north, "family": own, "person": lane.aisha, "role": "household"}
    with (
        acting_as(lane.partner),
        pytest.raises(ProgrammingError, match="leads a family of theirs"),
        transaction.atomic(),
    ):
        FamilyMember.objects.create(**row)
    with as_owner():
        FamilyMember.objects.filter(person=lane.aisha).update(left_on=timezone.localdate())
    refused("Only the lead agency", lane.partner, own, lane.aisha)
    join(lane.partner, lane.family, lane.aisha)  # back where they were
    with acting_as(lane.practitioner) as actor:
        exclude_from_sharing(episode=lane.episode, reason="An uncle", by=actor, agency=lane.police)
    with acting_as(lane.partner) as actor:
        assert not Person.objects.visible_to(actor).filter(pk=lane.aisha.pk).exists()


@pytest.mark.parametrize("kind", ["agency", "worker"])
def test_no_second_family_opens_a_record_to_whom_the_first_keeps_out(lane, kind):
    """R118: the police read the Lane family, and the Reed family does not want them to read theirs."""
    whom = {"agency": lane.police} if kind == "agency" else {"worker": lane.partner}
    with as_owner():
        share(lane.lane_episode, lane.police, lane.practitioner)
    with acting_as(lane.practitioner) as actor:
        exclude_from_sharing(episode=lane.episode, reason="An uncle", by=actor, **whom)
    refused("does not want somebody to see their record", lane.practitioner, lane.lane, lane.aisha)
    with acting_as(lane.practitioner), pytest.raises(ProgrammingError, match="keeps out"), transaction.atomic():
        FamilyMember.objects.create(tenant=lane.north, family=lane.lane, person=lane.aisha, role="household")
    assert places(lane.aisha) == {"Reed family"}
    with acting_as(lane.practitioner) as actor:
        exclude_from_sharing(episode=lane.lane_episode, reason="The same uncle", by=actor, **whom)
    join(lane.practitioner, lane.lane, lane.aisha)
    assert places(lane.aisha) == {"Reed family", "Lane family"}
    with acting_as(lane.partner) as actor:
        assert not Person.objects.visible_to(actor).exists()


def test_before_help_begins_it_is_the_family_s_writer_who_would_read(lane):
    with as_owner():
        written = make_family(lane.helper, "Fox family", make_person(lane.helper, "Kit", "Fox"), area=lane.east)
    with acting_as(lane.hub) as actor:
        exclude_from_sharing(episode=lane.episode, reason="An aunt", agency=lane.charity, by=actor)
    refused("does not want somebody", lane.hub, written, lane.aisha)
    with as_owner():
        Family.objects.filter(pk=written.pk).update(created_by_agency=lane.council)
    join(lane.hub, written, lane.aisha)


def test_from_the_people_page_to_the_second_family(lane, signed_in):
    client = signed_in(lane.practitioner)
    at = f"/families/{lane.lane.reference}/people/"
    assert f"{at}find/" in client.get(at).content.decode()
    assert client.post(f"{at}find/", {"q": ""}).status_code == 422
    results = client.post(f"{at}find/", {"q": "Aysha Read"})["Location"]
    assert "Aysha" not in results
    page = client.get(results).content.decode()
    add = re.search(rf'href="({at}add/{lane.aisha.reference}/)"', page)[1]
    assert "Aisha Reed" in page and "Reed family" in page
    assert "Add Aisha Reed to the Lane family" in client.get(add).content.decode()
    assert client.post(add, {}).status_code == 422
    assert client.post(add, {"role": "non_resident"})["Location"] == at
    assert "Aisha Reed" in client.get(at).content.decode()
    assert "In this family already" in client.get(results).content.decode()
    again = client.post(add, {"role": "non_resident"})
    assert again.status_code == 422 and "in this family already" in again.content.decode()


def test_somebody_known_to_others_is_not_there_to_add(lane, signed_in):
    client = signed_in(lane.practitioner)
    at = f"/families/{lane.lane.reference}/people/"
    page = client.get(client.post(f"{at}find/", {"q": "Noor Hale"})["Location"]).content.decode()
    assert "Noor Hale" in page and "Larkfield Primary" in page and "/add/" + lane.hidden_child.reference not in page
    hidden, absent = client.get(f"{at}add/{lane.hidden_child.reference}/"), client.get(f"{at}add/0000-0000/")
    assert (hidden.status_code, hidden.content) == (404, absent.content)
    assert signed_in(lane.manager).get(client.post(f"{at}find/", {"q": "Noor Hale"})["Location"]).status_code == 404
    assert signed_in(lane.auditor).get(f"{at}find/").status_code == 403
