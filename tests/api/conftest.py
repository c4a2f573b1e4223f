"""What the tests of the API share."""

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections


@pytest.fixture
def unlimited(settings):
    """No limit of requests, and the test's connection stays open between them, as with Django's own client."""
    settings.API_ASKS_PER_MINUTE = settings.API_PARTNERSHIP_ASKS_PER_MINUTE = 1_000_000
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
