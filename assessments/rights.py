"""What each database role may do with assessments. Whose record it is, and which child it is about, nobody updates:
`assessments_swap_children` puts a wrong child right."""

from ehm.rows.grants import ADD, READ

_OF_LINE = "position, removed_at, source, saved_at, recorded_by_id, agency_id, version"
_OF_PART = "source, saved_at, recorded_by_id, agency_id, version"

TEAM = {
    "assessments_assessment": f"{ADD}, UPDATE (uses_own_tool, status, decided_at, submitted_at, submitted_by_id,"
    " shared_on, completed_at, outcome, authorised_at, authorised_by_id, withdrawn_at, withdrawn_by_id,"
    " withdrawn_reason, version)",
    "assessments_answer": f"{ADD}, UPDATE (values, {_OF_PART})",
    "assessments_need": f"{ADD}, UPDATE (answer, comment, why_not_now, worries, {_OF_PART})",
    "assessments_score": f"{ADD}, UPDATE (value, reason, why_none, given_on, {_OF_PART})",
    "assessments_worry": f"{ADD}, UPDATE (statement, goal, {_OF_LINE})",
    "assessments_householdmember": f"{ADD}, UPDATE (name, sex, born, status, {_OF_LINE})",
    "assessments_professional": f"{ADD}, UPDATE (name, works_for, role, started_on, ended_on, postal_address, phone,"
    f" email, {_OF_LINE})",
    "assessments_seen": f"{ADD}, UPDATE (seen_on, seen_alone, place, {_OF_LINE})",
    "assessments_takingpart": f"{ADD}, UPDATE (took_part, why_not, note, {_OF_LINE})",
    "assessments_limit": f"{ADD}, UPDATE (holds_back, who, what, with_whom, kept_from_agency_id, kept_from_worker_id,"
    f" person_id, about, reason, {_OF_LINE})",
    "assessments_lifeevent": f"{ADD}, UPDATE (said_when, sorts_on, what, impact, {_OF_LINE})",
    "assessments_directwork": f"{ADD}, UPDATE (shows, made_on, removed_at, version)",
    "assessments_decision": ADD,
    "assessments_remark": f"{ADD}, UPDATE (settled_at, settled_by_id, reply)",
    "assessments_copy": f"{ADD}, UPDATE (agreed_on, agreed_with, goals, next_steps, given_on, given_how,"
    " given_by_id, ended_at)",
    "assessments_declined": ADD,
    "assessments_attempt": ADD,
    "assessments_localaddition": READ,
    **{
        f"assessments_{model}event": "INSERT"
        for model in (
            *("assessment", "answer", "need", "score", "worry", "householdmember", "professional", "seen"),
            *("takingpart", "limit", "lifeevent"),
        )
    },
}

LOGIN = {"assessments_localaddition": READ}
ADMINISTRATOR = {"assessments_localaddition": f"{ADD}, UPDATE (entry, ended_at)"}

FUNCTIONS = {
    "assessments_is_in_use(text)": ("ADMINISTRATOR",),
    "assessments_typed_by_others(bigint)": ("TEAM",),
    "assessments_withheld(bigint)": ("TEAM", "AUDITOR"),
    "assessments_swap_children(bigint, bigint, bigint)": ("TEAM",),
    "assessments_swap_typed(bigint, bigint, bigint)": ("TEAM",),
}

# Run with the owner's rights, past row security: each sets its own search_path and asks the context who acts.
AS_OWNER = (
    "assessments_addition_keeps_its_words()",
    "assessments_decision_fill()",
    "assessments_is_in_use(text)",
    "assessments_judgements_follow_limits()",
    "assessments_kept_from_around(bigint, bigint, text)",
    "assessments_remark_fill()",
    "assessments_kept_from(bigint, bigint, text, text)",
    "assessments_life_event_fill()",
    "assessments_life_event_kept_from(bigint, bigint, bigint, bigint, text)",
    "assessments_life_events_follow_exclusions()",
    "assessments_limit_fill()",
    "assessments_limit_kept_from(bigint, bigint, text, text, bigint, bigint)",
    "assessments_limits_follow_limits()",
    "assessments_limit_takes_effect()",
    "assessments_only_while_written()",
    "assessments_part_fill()",
    "assessments_swap_children(bigint, bigint, bigint)",
    "assessments_swap_typed(bigint, bigint, bigint)",
    "assessments_typed_by_others(bigint)",
    "assessments_withheld(bigint)",
)
