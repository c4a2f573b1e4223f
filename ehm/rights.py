"""What each database role may do with the platform's and the libraries' tables (docs/architecture.md, Two walls)."""

from ehm.rows.grants import ADD, EVERYTHING, READ, WRITE

# The login role, before or after the row context.
LOGIN = {
    "ehm_session": EVERYTHING,
    "mfa_authenticator": EVERYTHING,
    "django_content_type": READ,
    "django_migrations": READ,
    "auth_permission": READ,
    "auth_group": READ,
    "auth_group_permissions": READ,
    "ehm_user": "SELECT, UPDATE",
    "ehm_user_groups": READ,
    "ehm_user_user_permissions": READ,
    "account_emailaddress": WRITE,
    "account_emailconfirmation": EVERYTHING,
    "axes_accessattempt": EVERYTHING,
    "axes_accessattemptexpiration": EVERYTHING,
    "axes_accessfailurelog": ADD + ", DELETE",
    "axes_accesslog": WRITE + ", DELETE",
    "ehm_partnership": READ,
    "ehm_area": READ,
    "ehm_areapostcode": READ,
    "ehm_agency": READ,
    "ehm_membership": READ,
    "ehm_nonworkingday": READ,
    "ehm_job": "SELECT, UPDATE",
    "ehm_beatclaim": ADD,
    "ehm_forgottenpassword": EVERYTHING,
    "ehm_readlog": "INSERT, SELECT (id)",
    "ehm_notification": "SELECT, UPDATE (mailed_at)",
    "ehm_apitoken": EVERYTHING,
    "ehm_apiuse": EVERYTHING,
    "ehm_calendarfeed": EVERYTHING,
}

# A view, while it holds a scope role.
EVERYONE = {
    "ehm_partnership": READ,
    "ehm_area": READ,
    "ehm_areapostcode": READ,
    "ehm_agency": READ,
    "ehm_membership": READ,
    "ehm_nonworkingday": READ,
    "ehm_job": "INSERT",
    "ehm_draft": EVERYTHING,
    "ehm_sentform": EVERYTHING,
    "ehm_searchlook": ADD,
    "ehm_notification": "SELECT, INSERT, UPDATE (read_at)",
    # guardian's assign_perm and has_perm, in the middle of a view
    "django_content_type": READ,
    "auth_permission": READ,
    "auth_group": READ,
    "auth_group_permissions": READ,
    "ehm_user_groups": READ,
    "ehm_user_user_permissions": READ,
    "guardian_userobjectpermission": READ,
    "guardian_groupobjectpermission": READ,
}

AUDITOR = {"ehm_readlog": READ, "ehm_organisationevent": READ}

ADMINISTRATOR = {
    "ehm_partnership": "UPDATE (name, safeguarding_name, safeguarding_phone, safeguarding_form_url,"
    " privacy_notice_url, takes_public_requests)",
    "ehm_area": "INSERT, UPDATE (name, kind, phone, ended_at)",
    "ehm_areapostcode": "INSERT, DELETE",
    "ehm_agency": "INSERT, UPDATE (name, kind, phone, isa_signed_on, isa_review_on, ended_at)",
    "ehm_membership": "INSERT, UPDATE (area_id, role, line_manager_id, display_name, job_title, work_phone,"
    " ended_at, ended_by_id)",
    "ehm_nonworkingday": "INSERT, UPDATE (name), DELETE",
    "ehm_job": READ,
    "ehm_organisationevent": ADD,
}

PLATFORM = {
    "ehm_partnership": WRITE,
    "ehm_area": ADD,
    "ehm_agency": ADD,
    "ehm_membership": ADD,
    "ehm_nonworkingday": ADD,
    "ehm_organisationevent": "INSERT",
}

SWEEP = {
    "ehm_partnership": READ,
    "ehm_membership": READ,
    "ehm_nonworkingday": READ,
    "ehm_notification": ADD,
    "ehm_job": "INSERT",
}

FUNCTIONS = {
    "ehm_invite(text, text)": ("ADMINISTRATOR", "PLATFORM"),
    "ehm_change_own_details(text, text, boolean)": ("EVERYONE",),
}

# Run with the owner's rights, past row security: each sets its own search_path and asks the context who acts.
AS_OWNER = (
    "ehm_make_principal()",
    "ehm_invite(text, text)",
    "ehm_change_own_details(text, text, boolean)",
)
