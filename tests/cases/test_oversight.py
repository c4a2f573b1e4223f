"""Management oversight: by a manager, never of their own work."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cases.actions.episodes import allocate_lead
from cases.actions.oversight import record_oversight
from cases.choices import OversightOccasion
from cases.models import LeadAllocation, ManagementOversight, TimelineEvent
from ehm.actions import Refused
from ehm.models import Role
from tests.cases.acting import acting_as
from tests.cast import make_worker, share
from tests.databases import as_owner


def words(**change):
    return {
        "occasion": OversightOccasion.ALLOCATION,
        "what_is_happening": "Leo was not seen for three weeks.",
        "what_is_working": "Dee rings back.",
        "what_should_be_done": "See Leo at nursery.",
        "by_when": timezone.localdate() + timedelta(days=7),
        "why": "He is two and does not speak yet.",
    } | change


def record(by, episode, **change):
    with acting_as(by) as actor:
        return record_oversight(episode=episode, by=actor, **words(**change))


def refused(by, episode, *, because=None, error=Refused, **change):
    with pytest.raises(error, match=because):
        record(by, episode, **change)
    with as_owner():
        assert not ManagementOversight.objects.exists()
        assert not TimelineEvent.objects.filter(kind="oversight.recorded").exists()


def test_the_manager_of_the_hub_oversees_an_allocation(cast):
    oversight = record(cast.manager, cast.episode)
    with as_owner():
        event = TimelineEvent.objects.get(kind="oversight.recorded")
        allocation = LeadAllocation.objects.get(episode=cast.episode)
    assert oversight.allocation_id == allocation.pk
    assert event.data == {
        "occasion": "allocation",
        "allocation_id": allocation.pk,
        "oversight": oversight.reference,
    }
    assert event.sentence == "Management oversight: new allocation"


@pytest.mark.parametrize("who", ["practitioner", "hub", "chair", "coordinator", "auditor", "head"])
def test_nobody_but_a_manager_of_the_lead_or_the_area(cast, who):
    with as_owner():
        share(cast.episode, cast.school, cast.practitioner)
    refused(getattr(cast, who), cast.episode, error=PermissionDenied)


def test_nobody_oversees_their_own_work(cast):
    """R121: not what they allocated to themselves, nor under another of their memberships."""
    with as_owner():
        other_place = make_worker("manager@northbridge.example", cast.council, Role.MANAGER, cast.west)
        second_manager = make_worker("second.manager@northbridge.example", cast.council, Role.MANAGER)
    with acting_as(cast.manager) as actor:
        allocate_lead(episode=cast.episode, lead_agency=cast.council, lead=cast.manager, by=actor)
    refused(cast.manager, cast.episode, error=PermissionDenied)
    refused(other_place, cast.episode, error=PermissionDenied)
    assert record(second_manager, cast.episode).pk


def test_what_should_be_done_is_still_to_come(cast):
    yesterday = timezone.localdate() - timedelta(days=1)
    refused(cast.manager, cast.episode, by_when=yesterday, because="today or later")


def test_there_is_an_allocation_to_oversee(cast):
    with as_owner():
        LeadAllocation.objects.update(ended_at=timezone.now())
    refused(cast.manager, cast.episode, because="no allocation to oversee")
    assert record(cast.manager, cast.episode, occasion=OversightOccasion.PERIODIC).allocation_id is None
