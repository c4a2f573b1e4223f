"""What the tests of standards' pages share."""

import re
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from standards.models import Clock
from tests import databases

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def clock_of(episode, standard, person=None):
    with databases.as_owner():
        found = Clock.objects.filter(episode=episode, standard=standard).order_by("-started_at", "-pk")
        return (found.filter(person=person) if person else found).first()


def text_of(response):
    """What a reader sees: without tags, with single spaces."""
    html = re.sub(r"(?s)<(script|style).*?</\1>", " ", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace(" ,", ",")


def queries(get):
    with CaptureQueriesContext(connection) as seen:
        response = get()
        assert response.status_code == 200
    return len(seen)


def days(count):
    return timedelta(days=count)
