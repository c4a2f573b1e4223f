"""What the tests of the API share."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone

from assessments.models import Assessment
from cases.models import Contact, ContactPerson
from plans.models import Meeting, Plan
from standards.models import Clock
from tests.databases import as_owner
from tests.suite.followed import follow_up_of
from tests.suite.worlds import make_request


@pytest.fixture
def unlimited(settings):
    """No limit of requests, and the test's connection stays open between them, as with Django's own client."""
    settings.API_ASKS_PER_MINUTE = settings.API_PARTNERSHIP_ASKS_PER_MINUTE = 1_000_000
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def records(cast):
    """One of each kind about the Reed family: list → (reference, the same of another partnership)."""
    with as_owner():
        found = {}
        for place, by, episode, person in (
            ("own", cast.practitioner, cast.episode, cast.aisha),
            ("salt", cast.stranger, cast.salt_episode, cast.salt_child),
        ):
            tenant, now = episode.tenant_id, timezone.now()
            contact = Contact.objects.create(
                tenant_id=tenant,
                episode=episode,
                agency_id=by.agency_id,
                recorded_by=by,
                happened_at=now,
                kind="home_visit",
                working_well="Breakfast together",
            )
            ContactPerson.objects.create(
                tenant_id=tenant,
                contact=contact,
                episode=episode,
                agency_id=by.agency_id,
                person=person,
                was_seen=True,
                own_words="I like it",
            )
            clock = Clock.objects.create(
                tenant_id=tenant,
                standard="recording",
                rulebook="coventry-2019",
                episode=episode,
                family_id=episode.family_id,
                area_id=episode.area_id,
                subject_kind="contact",
                subject=contact.reference,
                holder=by,
                holder_agency_id=by.agency_id,
                started_by="contact",
                started_at=now,
                due_at=now,
                limit_due_at=now,
                due_soon_at=now,
                state="running",
            )
            assessment = Assessment.objects.create(
                tenant_id=tenant, episode=episode, form=by.tenant.profile, decided_at=now, agency_id=by.agency_id,
                recorded_by=by,
            )  # fmt: skip
            row = {"tenant_id": tenant, "episode": episode, "agency_id": by.agency_id, "recorded_by": by}
            plan = Plan.objects.create(**row)
            meeting = Meeting.objects.create(**row, kind="planning", starts_at=now)
            request = make_request("Reed", episode, by)
            followed = follow_up_of("Reed", request, by)
            found[place] = {
                "requests": request.reference,
                "hub_actions": followed["meeting_action"].reference,
                "plans": plan.reference,
                "meetings": meeting.reference,
                "assessments": assessment.reference,
                "families": episode.family.reference,
                "children": person.reference,
                "episodes": episode.reference,
                "contacts": contact.reference,
                "clocks": clock.reference,
            }
    return found
