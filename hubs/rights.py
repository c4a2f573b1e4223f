"""What each database role may do with requests for help. What whoever asked wrote, nobody changes."""

from ehm.rows.grants import ADD, EVERYTHING, READ

TEAM = {
    "hubs_helprequest": f"{ADD}, UPDATE (status, episode_id, outcome, told, decided_at, decided_by_id,"
    " letter_sent_at, version)",
    "hubs_requestedperson": ADD,
    "hubs_helper": ADD,
    "hubs_requestlimit": ADD,
    "hubs_requestquestion": f"{ADD}, UPDATE (answer, answered_at, answered_by_id)",
    "hubs_systemcheck": ADD,
    "hubs_discussion": ADD,
    "hubs_decision": ADD,
    "hubs_helprequestevent": "INSERT",
    "hubs_wantedservice": ADD,
    "hubs_toldservice": ADD,
    "hubs_uploadedlist": EVERYTHING,
}

EVERYONE = {"hubs_service": READ}
ADMINISTRATOR = {
    "hubs_service": f"{ADD}, UPDATE (name, what, from_age, to_age, is_before_birth, for_whom, needs, area_ids,"
    " agency_id, provider, phone, email, web, is_asked_directly, starts_on, ends_on)",
}

FUNCTIONS = {
    "hubs_give_request(bigint, bigint, text)": ("TEAM",),
    "hubs_taken_in(text, text[])": ("TEAM",),
}

AS_OWNER = (
    "hubs_request_kept_from()",
    "hubs_follow_episode()",
    "hubs_give_request(bigint, bigint, text)",
    "hubs_taken_in(text, text[])",
)
