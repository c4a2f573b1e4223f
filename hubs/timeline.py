"""What requests for help and meetings of the hub leave on a family's timeline, once there is early help."""

from ehm.events import declare

# `occurred_at` is when help was asked for.
ASKED_FOR = declare("request.taken_up", lambda event: "Somebody asked for help for this family", is_significant=True)

# `data`: panel (the partnership's name for the meeting), outcome. What was said stays with the hub.
MEETING_DECIDED = declare(
    "hub_meeting.decided", lambda event: f"Decided at the {event.data['panel']}", is_significant=True
)
