"""What each database role may do with requests for help and meetings. What whoever asked wrote, nobody changes."""

from ehm.rows.grants import ADD, EVERYTHING, READ, WRITE

TEAM = {
    "hubs_helprequest": f"{ADD}, UPDATE (status, episode_id, outcome, told, decided_at, decided_by_id,"
    " letter_sent_at, version)",
    "hubs_requestedperson": ADD,
    "hubs_helper": ADD,
    "hubs_requestlimit": ADD,
    "hubs_requestquestion": f"{ADD}, UPDATE (answer, answered_at, answered_by_id)",
    "hubs_systemcheck": ADD,
    "hubs_discussion": ADD,
    "hubs_keptout": f"{ADD}, UPDATE (ended_at, ended_by_id)",
    "hubs_decision": ADD,
    "hubs_helprequestevent": "INSERT",
    "hubs_wantedservice": ADD,
    "hubs_toldservice": ADD,
    "hubs_uploadedlist": EVERYTHING,
    "hubs_hubmeeting": f"{ADD}, UPDATE (planned_for, place, status, agenda_sent_at, started_at, ended_at, chair_id,"
    " version)",
    "hubs_seat": f"{ADD}, UPDATE (comes_as, ended_at)",
    "hubs_present": f"{ADD}, UPDATE (names, left_at)",
    "hubs_agendaitem": f"{ADD}, UPDATE (place, starts_at, minutes, family_name, children, story, strengths, wanted,"
    " is_on, is_now, shown_at, removed_at, version)",
    "hubs_itemask": f"{ADD}, UPDATE (ended_at, coming, knows, is_for_hub_only, answered_at, answered_by_id)",
    "hubs_itemdecision": ADD,
    "hubs_meetingaction": f"{ADD}, UPDATE (due_on, done_at, done_by_id, outcome, dropped_at, dropped_because)",
    "hubs_actiondate": ADD,
    "hubs_disagreement": f"{ADD}, UPDATE (escalated_at, ended_at, ended_by_id, ended_how, how)",
    "hubs_disagreementmanager": f"{ADD}, UPDATE (view, said_at)",
}

# Somebody without an account: writes one request at a time and never reads it, follows it by its code.
VISITOR = {
    "hubs_publicvisit": "INSERT, SELECT (id, tenant_id, key, who, email, email_key, asked_at, tries, confirmed_at)",
    "hubs_publicdraft": WRITE,
    "hubs_helprequest": "INSERT, SELECT (id, tenant_id, reference, came_by, follow_key, area_id, status, version,"
    " asked_at, told, decided_at, letter_sent_at), UPDATE (status, version)",
    "hubs_requestedperson": "INSERT, SELECT (id)",
    "hubs_helper": "INSERT, SELECT (id)",
    "hubs_requestlimit": "INSERT, SELECT (id)",
    "hubs_requestquestion": "SELECT (id, tenant_id, request_id, reference, asked, asked_at, answered_at),"
    " UPDATE (answer, answered_at)",
    "hubs_toldservice": "SELECT (id, tenant_id, request_id, name, what, run_by, contact)",
    "hubs_helprequestevent": "INSERT",
}

# Writes the code to whoever visits, and forgets both; throws away lists that nobody took in.
LOGIN = {
    "hubs_publicvisit": "SELECT (id, tenant_id, key, email, asked_at, code_sent_at), UPDATE (code_hash, code_sent_at),"
    " DELETE",
    "hubs_publicdraft": "SELECT (saved_at), DELETE",
    "hubs_uploadedlist": "SELECT (uploaded_at), DELETE",
}

EVERYONE = {"hubs_service": READ}
ADMINISTRATOR = {
    "hubs_service": f"{ADD}, UPDATE (name, what, from_age, to_age, is_before_birth, for_whom, needs, area_ids,"
    " agency_id, provider, phone, email, web, is_asked_directly, starts_on, ends_on)",
}

FUNCTIONS = {
    "hubs_give_request(bigint, bigint, text)": ("TEAM",),
    "hubs_taken_in(text, text[])": ("TEAM",),
    "hubs_caseloads(bigint[])": ("TEAM",),
    "hubs_confirm_visit(text)": ("VISITOR",),
}

AS_OWNER = (
    "hubs_request_kept_from()",
    "hubs_kept_out_moves()",
    "hubs_kept_out_takes_effect()",
    "hubs_meeting_sees_limits()",
    "hubs_follow_episode()",
    "hubs_request_takes_limits()",
    "hubs_kept_from_request(text[], hubs_helprequest)",
    "hubs_give_request(bigint, bigint, text)",
    "hubs_taken_in(text, text[])",
    "hubs_confirm_visit(text)",
    "hubs_public_request_came()",
    "hubs_public_answer_came()",
    "hubs_meeting_moves()",
    "hubs_item_comes()",
    "hubs_item_names_one_family()",
    "hubs_item_moves()",
    "hubs_ask_moves()",
    "hubs_ask_takes_effect()",
    "hubs_of_item_comes()",
    "hubs_manager_is_asked()",
    "hubs_items_follow()",
    "hubs_action_is_done()",
    "hubs_caseloads(bigint[])",
    "hubs_request_leaves_agenda()",
    "hubs_items_follow_help()",
)
