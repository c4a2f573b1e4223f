"""Who may write key agency notes. Everybody in the partnership reads them (R116), unless the family keeps them out or
the child's whereabouts are protected (ADR 3)."""

from cases.models import KeyAgencyNote
from ehm.models import Partnership
from ehm.rows.actor import Actor


def can_read_notes(actor: Actor, partnership: Partnership) -> bool:
    return actor.reads_cases


def can_add_note(actor: Actor, partnership: Partnership) -> bool:
    """Everybody who works with families, in their own agency's name."""
    return actor.writes_cases


def can_change_note(actor: Actor, note: KeyAgencyNote) -> bool:
    """Whoever works in the agency that the note speaks for."""
    return actor.writes_cases and note.agency_id in actor.agencies
