from datetime import timedelta

import pytest
import time_machine

from cases.models import Episode
from tests import databases
from tests.standards.test_keeping import MONDAY, allocate


@pytest.fixture
def monday(cast):
    """The Reed family was allocated this Monday, and it still is that Monday."""
    with time_machine.travel(MONDAY, tick=False) as traveller:
        with databases.as_owner():
            Episode.objects.update(requested_at=MONDAY - timedelta(days=3), opened_at=MONDAY)
        allocate(cast)
        cast.traveller = traveller
        yield cast
