"""Who may search. What is found is for the two walls to say."""

from ehm.models import Partnership
from ehm.rows.actor import Actor


def can_search(actor: Actor, partnership: Partnership) -> bool:
    """Everybody who reads cases; an administrator never does."""
    return actor.reads_cases
