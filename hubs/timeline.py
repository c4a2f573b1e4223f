"""What requests for help and meetings of the hub leave on a family's timeline, once there is early help."""

from ehm.events import declare

# `occurred_at` is when help was asked for.
ASKED_FOR = declare("request.taken_up", lambda event: "Somebody asked for help for this family", is_significant=True)

# `data`: panel (the partnership's name for the meeting), outcome. What was said stays with the hub.
MEETING_DECIDED = declare("hub_meeting.decided", lambda event: f"Decided at {event.data['panel']}", is_significant=True)
# Of early help that a meeting of the hub talked about. They say nothing of what was said there.
DISAGREED = declare(
    "hub_disagreement.raised", lambda event: "Agencies did not agree at the hub’s meeting: their managers were asked"
)
AGREED = declare("hub_disagreement.settled", lambda event: "What agencies did not agree about was settled")
# Written by the database: whoever does it need not be in the team (0008_actions_on_timeline.sql).
ACTION_DONE = declare("hub_action.done", lambda event: "Something that the hub’s meeting agreed was done")
