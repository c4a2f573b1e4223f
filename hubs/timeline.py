"""What a request for help leaves on a family's timeline, once early help came of it."""

from ehm.events import declare

# `occurred_at` is when help was asked for.
ASKED_FOR = declare("request.taken_up", lambda event: "Somebody asked for help for this family", is_significant=True)
