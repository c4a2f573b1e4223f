"""What each database role may do with clocks. Only the sweep reads those of every partnership, and only clocks."""

from ehm.rows.grants import ADD, READ

_CLOCK = (
    "holder_id, holder_agency_id, area_id, started_by, start_event_id, started_at, due_at, limit_due_at, due_soon_at,"
    " agreed_days, agreed_on, is_varied, state, is_breached, next_evaluation_at, stopped_at, stop_event_id,"
    " cancelled_at, cancel_reason"
)

LOGIN = {"standards_rulebookoverride": READ}

TEAM = {
    "standards_clock": f"{ADD}, UPDATE ({_CLOCK})",
    "standards_clockchange": ADD,
    "standards_clockvariation": f"{ADD}, UPDATE (status, decided_by_id, decided_at, decision_note, review_on)",
    "standards_alert": READ,
}

EVERYONE = {"standards_rulebookoverride": READ}

ADMINISTRATOR = {"standards_rulebookoverride": ADD}

# Counting open clocks again (standards/redating.py) changes their moments and says why, and reads no case for it; nor
# does keeping those that hang on no family (standards/at_hubs.py).
SWEEP = {
    "standards_rulebookoverride": READ,
    "standards_clock": f"{ADD}, UPDATE ({_CLOCK})",
    "standards_clockchange": ADD,
    "standards_clockvariation": READ,
    "standards_alert": ADD,
}

FUNCTIONS = {
    "standards_hold_episodes(bigint[])": ("SWEEP",),
    "standards_keep_next_due(bigint[])": ("SWEEP",),
}
AS_OWNER = ("standards_hold_episodes(bigint[])", "standards_keep_next_due(bigint[])")
