"""What happens to clocks by people's decisions, and the sentence that a practitioner reads for it.

`data`: what (the clock, such as 'See Aisha'), change ('42 days instead') and variation (its reference)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ehm.events import declare

if TYPE_CHECKING:
    from cases.models import TimelineEvent


def _about(event: TimelineEvent) -> str:
    return f"{event.data['what']}, {event.data['change']}"


VARIATION_ASKED = declare("variation.asked", lambda event: f"More time asked for: {_about(event)}")
VARIATION_AGREED = declare("variation.agreed", lambda event: f"More time agreed: {_about(event)}")
VARIATION_REFUSED = declare("variation.refused", lambda event: f"More time not agreed: {_about(event)}")
VARIATION_KEPT = declare("variation.kept", lambda event: f"More time looked at again and kept: {_about(event)}")
VARIATION_ENDED = declare(
    "variation.ended",
    lambda event: f"Back to the standard's own time: {event.data['what']}, no longer {event.data['change']}",
)
