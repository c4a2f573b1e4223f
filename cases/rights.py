"""What each database role may do with case tables. What may be updated is named column by column: with the whole
row, a partner in the team could take the lead by a plain UPDATE (docs/architecture.md, Two walls)."""

from ehm.rows.grants import ADD, READ

_PERSON = (
    "kind, given_name, family_name, known_as, is_family_name_unknown, date_of_birth, is_date_of_birth_unknown,"
    " expected_on, died_on, sex, gender_identity, ethnicity, first_language, needs_interpreter, interpreter_language,"
    " sen_provision, sen_needs, disabilities, nhs_number, why_no_nhs_number, upn, why_no_upn, ni_number, phone, email,"
    " safe_to_contact, version"
)
_EPISODE = (
    "status, reason, opened_at, closed_at, closed_by_id, closure_reason, closure_rationale, legal_basis, level,"
    " level_band, next_due_at, last_contact_at, version"
)
_CONTACT = (
    "happened_at, kind, is_attempt, is_planned, unannounced_reason, working_well, worried_about, needs_to_happen,"
    " next_contact_on, sharing_explained, leaflet_given, lead_details_given, changed_at, change_reason, version"
)

TEAM = {
    "cases_family": f"{ADD}, UPDATE (name, area_id, note, version)",
    "cases_familymember": f"{ADD}, UPDATE (role, description, support, joined_on, left_on)",
    "cases_relationship": f"{ADD}, UPDATE (relation, has_parental_responsibility, evidence, contact_restrictions,"
    " started_on, ended_on), DELETE",
    "cases_person": f"{ADD}, UPDATE ({_PERSON})",
    "cases_address": f"{ADD}, UPDATE (lines, postcode, is_no_fixed_abode, started_on, ended_on, is_protected)",
    "cases_schoolplace": f"{ADD}, UPDATE (school_name, school_id, status, attendance_percent, attendance_on,"
    " started_on, ended_on, is_protected)",
    "cases_gpregistration": f"{ADD}, UPDATE (practice_name, practice_id, started_on, ended_on, is_protected)",
    "cases_episode": f"{ADD}, UPDATE ({_EPISODE})",
    "cases_leveldecision": ADD,
    "cases_leadallocation": f"{ADD}, UPDATE (agreed_by_practitioner, agreed_by_children, agreed_by_family,"
    " agreement_note, agreed_at, ended_at, end_reason)",
    "cases_handover": f"{ADD}, UPDATE (first_done_at)",
    "cases_contact": f"{ADD}, UPDATE ({_CONTACT})",
    "cases_contactperson": f"{ADD}, UPDATE (was_seen, was_seen_alone, was_spoken_to, own_words)",
    "cases_managementoversight": ADD,
    "cases_keyagencynote": f"{ADD}, UPDATE (practitioner_name, work_phone, area_of_support, started_on, ended_on,"
    " confirmed_at, confirmed_by_id, version)",
    "cases_teamagency": f"{ADD}, UPDATE (worker_id, helps_with, ended_at, ended_by_id)",
    "cases_sharingexclusion": f"{ADD}, UPDATE (lifted_at, lifted_by_id, lift_reason)",
    "cases_agreement": f"{ADD}, UPDATE (withdrawn_on, note)",
    "cases_link": f"{ADD}, UPDATE (answered_at, ended_at)",
    "cases_timelineevent": ADD,
    "cases_access": READ,
    "cases_episodegrant": f"{ADD}, DELETE",
    "cases_personevent": "INSERT",
    "cases_familyevent": "INSERT",
    "cases_addressevent": "INSERT",
    "cases_episodeevent": "INSERT",
    "cases_contactevent": "INSERT",
    "cases_contactpersonevent": "INSERT",
    "cases_keyagencynoteevent": "INSERT",
}

FUNCTIONS = {
    "cases_hidden_episodes()": ("TEAM", "AUDITOR"),
    "cases_hidden_families()": ("TEAM", "AUDITOR"),
    "cases_transfer(bigint, bigint, bigint)": ("TEAM",),
    "cases_led_by_another(bigint)": ("TEAM",),
    "cases_limits_before(bigint)": ("TEAM",),
    "cases_find_known(text, text, date, text)": ("TEAM", "AUDITOR"),
    "cases_find_own(text, date, text)": ("TEAM", "AUDITOR"),
    "cases_noted_children(bigint[])": ("TEAM", "AUDITOR"),
    "cases_known_child(text)": ("TEAM", "AUDITOR"),
    "cases_open_link(bigint)": ("LOGIN",),
}

# Run with the owner's rights, past row security: each sets its own search_path and asks the context who acts.
AS_OWNER = (
    "cases_excluded_from_person(bigint, bigint)",
    "cases_exclusion_takes_effect()",
    "cases_find_known(text, text, date, text)",
    "cases_find_own(text, date, text)",
    "cases_grant_to_access()",
    "cases_hidden_episodes()",
    "cases_hidden_families()",
    "cases_kept_out_of_second_families()",
    "cases_known_child(text)",
    "cases_lead_to_access()",
    "cases_led_by_another(bigint)",
    "cases_limits_before(bigint)",
    "cases_links_end()",
    "cases_open_link(bigint)",
    "cases_member_joins()",
    "cases_note_fill()",
    "cases_noted_children(bigint[])",
    "cases_notes_kept()",
    "cases_only_who_leads_brings()",
    "cases_person_to_index()",
    "cases_place_kept()",
    "cases_transfer(bigint, bigint, bigint)",
    "cases_whereabouts_kept()",
    "cases_whom_to_ask(bigint, bigint)",
)
