"""What each database role may do with plans and meetings. Whose record it is nobody updates."""

from ehm.rows.grants import ADD

_OF_PART = "position, agency_id, recorded_by_id, saved_at, removed_at, version"

TEAM = {
    "plans_plan": f"{ADD}, UPDATE (status, number, assessment_id, what_it_takes, review_every_days, coordinated_by,"
    " expected_end_on, how_measured, contingency, agreed_at, ended_at, ended_by_id, ended_reason, version)",
    "plans_goal": f"{ADD}, UPDATE (what, how, good_progress, is_cause, needs, worries, person_id, {_OF_PART})",
    "plans_promise": f"{ADD}, UPDATE (goal_id, what, worker_id, person_id, somebody, by_when, measure, consequence,"
    f" status, finished_on, finished_by_id, note, {_OF_PART})",
    "plans_move": ADD,
    "plans_meeting": f"{ADD}, UPDATE (plan_id, status, starts_at, place, family_asked_for, another_agencys,"
    " working_well, worried_about, childs_voice, decided, celebrated, outcome, next_on, why_no_next, written_at,"
    " written_by_id, cancelled_at, cancelled_by_id, cancelled_reason, version)",
    "plans_invitation": f"{ADD}, UPDATE (works_as, attended, views, removed_at)",
    "plans_progress": ADD,
    **{f"plans_{model}event": "INSERT" for model in ("plan", "goal", "promise", "meeting", "invitation")},
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
)
