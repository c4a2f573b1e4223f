"""What several tests of plans begin with."""

from tests.plans.test_copies import made
from tests.plans.test_scores import scored

__all__ = ["made", "scored"]
