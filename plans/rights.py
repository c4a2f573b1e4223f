"""What each database role may do with plans and meetings. Whose record it is nobody updates."""

from ehm.rows.grants import ADD, READ

_OF_PART = "position, agency_id, recorded_by_id, saved_at, removed_at, version"

_TRACKED = (
    *("plan", "goal", "promise", "meeting", "invitation", "laterscore", "closing", "closedneed"),
    *("stepup", "stepdown"),
)

TEAM = {
    "plans_plan": f"{ADD}, UPDATE (status, number, assessment_id, what_it_takes, review_every_days, coordinated_by,"
    " expected_end_on, how_measured, contingency, agreed_at, ended_at, ended_by_id, ended_reason, version)",
    "plans_goal": f"{ADD}, UPDATE (what, how, good_progress, is_cause, needs, worries, person_id, {_OF_PART})",
    "plans_promise": f"{ADD}, UPDATE (goal_id, what, worker_id, person_id, somebody, by_when, measure, consequence,"
    f" status, finished_on, finished_by_id, note, said_by, {_OF_PART})",
    "plans_move": ADD,
    "plans_meeting": f"{ADD}, UPDATE (plan_id, status, starts_at, place, family_asked_for, language, interpreter,"
    " access_needs, another_agencys, whose, working_well, worried_about, childs_voice, decided, celebrated, new_needs,"
    " new_strengths, outcome, next_on, why_no_next, written_at, written_by_id, cancelled_at, cancelled_by_id,"
    " cancelled_reason, version)",
    "plans_invitation": f"{ADD}, UPDATE (works_as, attended, views, heard_how, removed_at)",
    "plans_reply": ADD,
    "plans_earlierminutes": ADD,
    "plans_progress": f"{ADD}, UPDATE (removed_at)",
    "plans_laterscore": f"{ADD}, UPDATE (removed_at)",
    "plans_step": ADD,
    "plans_stuck": f"{ADD}, UPDATE (advice, advised_by_id, advised_at, went_on, ended_at)",
    "plans_closing": f"{ADD}, UPDATE (reason, rationale, family_view, why_not_told, family_says, professionals_agree,"
    " goes_on, lacked, agency_id, recorded_by_id, recorded_at, changed_at, asked_oversight_at, version)",
    "plans_closedneed": f"{ADD}, UPDATE (outcome, agency_id, recorded_by_id, recorded_at)",
    "plans_feedback": f"{ADD}, UPDATE (asked, asked_on, why_not, answers, answered_on, agency_id, recorded_by_id)",
    "plans_stepup": f"{ADD}, UPDATE (family_view, why_not_told, new_lead, new_lead_agrees, handed_over_on,"
    " handed_over_how)",
    "plans_frontdoorcontact": f"{ADD}, UPDATE (ask_on, sent_at, heard_at, decision, heard)",
    "plans_pack": ADD,
    "plans_consultation": ADD,
    "plans_stepdown": f"{ADD}, UPDATE (used_at_id, was_used, how_used)",
    "plans_followup": f"{ADD}, UPDATE (asked_on, with_whom, heard, to_do, asked_by_id)",
    "plans_stepdownpaper": f"{ADD}, UPDATE (removed_at)",
    "plans_listing": f"{ADD}, UPDATE (ended_at, ended_because)",
    **{f"plans_{model}event": "INSERT" for model in _TRACKED},
    "plans_planversion": ADD,
    "plans_agreedgoal": READ,  # the database keeps them
    "plans_agreedpromise": READ,
    "plans_plancopy": f"{ADD}, UPDATE (chosen, wanted, next_steps, given_on, given_how, given_by_id, ended_at)",
}

# Run with the owner's rights, past row security: each sets its own search_path.
AS_OWNER = (
    "plans_kept_from(bigint, bigint, text[], text[])",
    "plans_goal_fill()",
    "plans_goal_reaches()",
    "plans_of_goal_fill()",
    "plans_promise_reaches()",
    "plans_move_fill()",
    "plans_follow_assessment()",
    "plans_score_kept_from(bigint, bigint, text, text, text)",
    "plans_later_score_fill()",
    "plans_closed_need_fill()",
    "plans_promise_links_end()",
    "plans_closed_needs_follow()",
    "plans_later_scores_follow()",
    "plans_keep_version()",
    "plans_versions_follow(bigint, bigint)",
    "plans_versions_followed()",
)
