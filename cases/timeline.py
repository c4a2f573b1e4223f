"""Every kind of event in the life of a case, and the sentence that a practitioner reads for it.

`data` holds what the sentence needs as it was at that moment: names of people, words of code sets. Never an address,
a school or a telephone number, because the timeline is read by the whole team around the family.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cases.choices import AgreementKind, ClosureReason, ContactKind, Origin, OversightOccasion
from ehm.events import declare

if TYPE_CHECKING:
    from cases.models import TimelineEvent


def all_of(names: Sequence[str]) -> str:
    """'Aisha, Ben and Leo'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _corrected(event: TimelineEvent) -> str:
    fields, reason = event.data.get("fields", []), event.data.get("reason", "")
    what = f"{event.data['name']}: {all_of(fields)} changed" if fields else f"Details of {event.data['name']} changed"
    return f"{what} ({reason})" if reason else what


def _contact(event: TimelineEvent) -> str:
    what = ContactKind(event.data["kind"]).label
    if event.data.get("is_attempt"):
        return f"{what} tried, nobody reached"
    seen = event.data.get("seen", [])
    return f"{what}: {all_of(seen)} seen" if seen else what


FAMILY_CREATED = declare("family.created", lambda event: "Family written down")
FAMILY_CORRECTED = declare("family.corrected", lambda event: "Name, area or notes of the family changed")
MEMBER_ADDED = declare("member.added", lambda event: f"{event.data['name']} added to the family")
MEMBER_LEFT = declare("member.left", lambda event: f"{event.data['name']} left the household", is_significant=True)
CHILD_BORN = declare("child.born", lambda event: f"{event.data['name']} was born", is_significant=True)
PERSON_CORRECTED = declare("person.corrected", _corrected)
ADDRESS_CHANGED = declare("address.changed", lambda event: f"{event.data['name']} moved", is_significant=True)
PLACE_CHANGED = declare("place.changed", lambda event: f"School or GP of {event.data['name']} changed")
WHEREABOUTS_PROTECTED = declare("whereabouts.protected", lambda event: f"Whereabouts of {event.data['name']} protected")
WHEREABOUTS_SHARED = declare(
    "whereabouts.shared", lambda event: f"Whereabouts of {event.data['name']} no longer protected"
)
RELATIONSHIP_CHANGED = declare("relationship.changed", lambda event: "Family map changed")

EPISODE_REQUESTED = declare(
    "episode.requested",
    lambda event: f"Early help asked for: {Origin(event.data['origin']).label.lower()}",
    is_significant=True,
)
EPISODE_OPENED = declare("episode.opened", lambda event: "Early help began", is_significant=True)
LEVEL_DECIDED = declare(
    "level.decided", lambda event: f"Level of need: {event.data['level_name']}", is_significant=True
)
# `data` of these three: lead and agency (names), is_local_authority (of the agency), allocation_id, lead_id (the
# membership) and lead_agency_id. When the lead changes agency the episode's own columns follow after the events.
# allocation.ended also: reason, and next_is_local_authority (None where nobody leads next).
ALLOCATION_MADE = declare(
    "allocation.made", lambda event: f"{event.data['lead']} of {event.data['agency']} was asked to lead"
)
LEAD_AGREED = declare("lead.agreed", lambda event: f"{event.data['lead']} agreed to lead", is_significant=True)
HANDOVER_WRITTEN = declare("handover.written", lambda event: f"A handover was written for {event.data['lead']}")
HANDOVER_DONE = declare(
    "handover.done",
    lambda event: (
        f"{event.data['lead']} did what the handover asked for first"
        if event.data["first"]
        else f"{event.data['lead']} read the handover"
    ),
)
ALLOCATION_ENDED = declare("allocation.ended", lambda event: f"{event.data['lead']} no longer leads")
OVERSIGHT_RECORDED = declare(
    "oversight.recorded",
    lambda event: f"Management oversight: {OversightOccasion(event.data['occasion']).label.lower()}",
)
EPISODE_CLOSED = declare(
    "episode.closed",
    lambda event: f"Early help ended: {ClosureReason(event.data['reason']).label.lower()}",
    is_significant=True,
)
EPISODE_NOT_TAKEN_UP = declare("episode.not_taken_up", lambda event: "Early help not taken up", is_significant=True)

# `occurred_at` of a contact and of what it says about children is when it happened; when it was written down is
# the event's own `recorded_at`. `data`: contact (reference), kind, is_attempt, seen and spoken_to (short names).
CONTACT_RECORDED = declare("contact.recorded", _contact, is_significant=True)
CONTACT_CORRECTED = declare("contact.corrected", lambda event: "Contact corrected")
CHILD_SEEN = declare(
    "child.seen", lambda event: f"{event.data['name']} seen{' alone' if event.data.get('alone') else ''}"
)
# The contact's own line names the children seen: a timeline leaves these out, clocks and counts do not.
SAID_ALREADY = (CHILD_SEEN.name,)
FIRST_CONTACT_MADE = declare(
    "first_contact.made", lambda event: "First contact made: sharing explained, leaflet and contact details given"
)

TEAM_JOINED = declare("team.joined", lambda event: f"{event.data['agency']} joined the team around the family")
TEAM_LEFT = declare("team.left", lambda event: f"{event.data['agency']} left the team around the family")
EXCLUSION_MADE = declare("exclusion.made", lambda event: "The family asked for something not to be shared")
EXCLUSION_KEPT = declare(
    "exclusion.kept", lambda event: "What the family asked not to be shared before holds in this help too"
)
EXCLUSION_LIFTED = declare("exclusion.lifted", lambda event: "A limit on sharing was lifted")
AGREEMENT_RECORDED = declare(
    "agreement.recorded",
    lambda event: (
        f"{event.data['name']}: {AgreementKind(event.data['kind']).label.lower()}"
        f" ({'yes' if event.data['is_given'] else 'no'})"
    ),
)
AGREEMENT_WITHDRAWN = declare(
    "agreement.withdrawn",
    lambda event: f"{event.data['name']} took back: {AgreementKind(event.data['kind']).label.lower()}",
    is_significant=True,
)
