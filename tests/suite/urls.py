"""Every name of the URL configuration and what it is about: the one table that suite-wide tests take pages from."""

from django.urls import NoReverseMatch, get_resolver, reverse

# What the URL is about: the kind of record whose reference it takes, or None for a page of one's own.
EPISODE = """episode open begin_again give_up decide_level allocate_lead handovers first_done agree_to_lead end_lead
sharing add_agency record_agreement limit_sharing contacts record_contact record_oversight"""
FAMILY = """family new_episode correct_family record_log people add_person find_person found_people change_address
protect_whereabouts unprotect_whereabouts set_relationship end_relationship"""
PERSON = "add_known_person person correct_person set_identifiers record_birth end_membership set_school set_gp"
ABOUT = {
    **{f"cases:{name}": "episode" for name in EPISODE.split()},
    **{f"cases:{name}": "family" for name in FAMILY.split()},
    **{f"cases:{name}": "person" for name in PERSON.split()},
    **{f"cases:{name}": "contact" for name in ("contact", "contact_saved", "correct_contact")},
    "cases:end_agency": "team",
    "cases:withdraw_agreement": "agreement",
    "cases:lift_limit": "exclusion",
    **{f"cases:{name}": "note" for name in ("change_note", "confirm_note", "end_note")},
    **{f"cases:{name}": "known_child" for name in ("child", "new_note_of")},
    **{f"cases:{name}": "look" for name in ("search_results", "new_note_choose", "new_note_child")},
    **{f"cases:{name}": None for name in ("caseload", "oversight", "search", "notes", "new_note", "new_family")},
    **{f"assessments:{name}": "episode" for name in ("of_episode", "decide", "decline")},
    **{f"assessments:{name}": "assessment" for name in ("assessment", "withdraw", "submit", "share_with_family")},
    **{f"assessments:{name}": "assessment" for name in ("new_version", "section", "section_about", "decision")},
    "assessments:settle_remark": "remark",
    **{f"assessments:{name}": "assessment" for name in ("read", "pdf", "put_right", "copies", "add_copy", "keep_back")},
    "assessments:agree_again": "assessment",
    **{f"assessments:{name}": "copy" for name in ("copy_pdf", "childs_page", "give_copy", "end_copy")},
    "assessments:offer_again": "declined",
    "assessments:add_file_of": "assessment",
    "assessments:life_events": "family",
    "assessments:change_life_event": "life_event",
    **{f"assessments:{name}": "file" for name in ("file", "file_small", "describe_file", "remove_file")},
    **{f"own_form:{name}": "own_question" for name in ("question", "stop_asking")},
    **{f"own_form:{name}": "own_value" for name in ("value", "stop_offering")},
    "own_form:form": None,
    **{f"plans:{name}": "episode" for name in ("of_episode", "meetings", "plan_meeting", "close", "feedback", "stuck")},
    **{
        f"plans:{name}": "plan"
        for name in "plan trajectory agree copy_forward end add_goal add_action add_bottom_line".split()
    },
    **{f"plans:{name}": "feedback" for name in ("write_feedback", "feedback_link")},
    **{f"plans:{name}": "plan" for name in ("versions", "pdf")},
    **{f"plans:{name}": "plan_version" for name in "version version_pdf copies add_copy agree_again".split()},
    **{f"plans:{name}": "plan_copy" for name in ("copy_pdf", "childs_page", "give_copy", "end_copy")},
    **{f"plans:{name}": "held_meeting" for name in "copies_of_minutes add_copy_of_minutes agree_minutes_again".split()},
    "plans:minutes_pdf": "held_meeting",
    "plans:impact": None,
    "plans:change_goal": "goal",
    **{f"plans:{name}": "promise" for name in ("change_promise", "finish_promise", "move_promise", "promise_link")},
    **{f"plans:{name}": "meeting" for name in ("meeting", "move_meeting", "cancel_meeting", "minutes")},
    "plans:guest_link": "guest",
    **{f"plans:{name}": "meeting" for name in ("guests", "replies", "meeting_file")},
    **{f"plans:{name}": "meeting" for name in ("put_minutes_right", "earlier_minutes", "take_back")},
    **{f"plans:{name}": "episode" for name in ("front_door", "pack", "pack_pdf", "step_up", "step_down")},
    **{f"plans:{name}": "front_door_contact" for name in ("front_door_contact", "sent", "heard")},
    "plans:consultations": None,
    "plans:step_up_handover": "talk",
    "plans:end_listing": "listing",
    **{f"plans:{name}": "stepped_down" for name in "add_step_down_paper step_down_used".split()},
    "plans:follow_up": "episode",
    "plans:follow_ups": None,
    **{f"plans:{name}": "social_paper" for name in ("step_down_paper", "remove_step_down_paper")},
    **{f"catalogue:{name}": None for name in ("services", "add_service", "add_usual")},
    **{name: "service" for name in ("catalogue:change_service", "catalogue:end_service", "services:service")},
    "services:services": None,
    **{f"hubs:{name}": None for name in "requests upload_list list_to_fill_in check_list throw_away_list".split()},
    "hubs:involved": "known_child",
    "hubs:ask_about": "episode",
    **{f"hubs:{name}": "help_request" for name in "request withdraw check discuss ask_back give_to_area".split()},
    **{f"hubs:{name}": "help_request" for name in ("list", "decide", "known", "keep_out")},
    "hubs:let_know": "kept_out",
    "hubs:answer": "asked_request",
    **{f"hubs:{name}": "decided_request" for name in ("letter_pdf", "letter_sent")},
    "hubs:meetings": None,
    "hubs:arrange": None,
    "hubs:seats": None,
    **{f"hubs:{name}": "hub_meeting" for name in "hub_meeting move cancel send_agenda start here".split()},
    **{f"hubs:{name}": "followed_meeting" for name in ("follow", "now")},
    **{f"hubs:{name}": "running_meeting" for name in ("run", "end")},
    **{f"hubs:{name}": "agenda_item" for name in "item prepare ask_agency remove_item earlier later show".split()},
    **{f"hubs:{name}": "running_item" for name in ("heard", "decide_item")},
    **{f"hubs:{name}": "item_ask" for name in ("asked", "stop_asking")},
    **{f"hubs:{name}": None for name in ("meeting_actions", "disagreements", "disagreements_csv")},
    **{f"hubs:{name}": "meeting_action" for name in ("action_done", "action_date", "action_drop")},
    "hubs:raise_disagreement": "disputed_item",
    **{f"hubs:{name}": "disagreement" for name in ("disagreement", "say_view", "escalate", "settle")},
    **{f"hubs:{name}": "minuted_meeting" for name in ("meeting_minutes", "meeting_minutes_pdf")},
    **{f"standards:{name}": "clock" for name in ("clock", "ask_for_variation")},
    "standards:variation": "variation",
    "standards:worker": "membership",
    **{f"standards:{name}": None for name in ("my_work", "team")},
    **{f"organisation:{name}": "agency" for name in ("agency", "change_agency", "end_agency")},
    **{f"organisation:{name}": "membership" for name in ("person", "change_person", "end_person", "send_invitation")},
    **{f"organisation:{name}": "area" for name in ("area", "change_area", "end_area")},
    **{
        f"organisation:{name}": None
        for name in """home log settings jobs agencies add_agency people invite areas add_area calendar add_closure
        """.split()
    },
    "rulebook:standards": None,
    **{f"ehm:{name}": None for name in ("me", "choose", "held", "components", "notifications", "tokens", "calendar")},
}
# Not pages about a record: signing in and health; and what other tests hold one by one.
HELD_ELSEWHERE = {
    "health": "tests/running",
    "account_": "tests/ehm/test_signing_in.py",
    "mfa_": "tests/ehm/test_signing_in.py",
    "platform:": "tests/ehm/test_administration.py",
    "api:": "tests/api",
    "hubs:before_asking": "tests/hubs/test_pages.py",
    "hubs:end_seat": "tests/hubs/test_meetings.py",
    "hubs:new_request": "tests/hubs/test_pages.py",
    "hubs:typed_child": "tests/hubs/test_matching.py",
    "hubs:public_": "tests/hubs/test_public.py",
    "ehm:invitation": "tests/ehm/test_signing_in.py",
    "cases:link": "tests/plans/test_links.py",
    "ehm:end_token": "tests/api",
    "standards:feed": "tests/standards/test_feed.py",
    "rulebook:standard": "tests/standards",
    "assessments:add_file": "tests/assessments/test_direct_work.py",
    "own_form:section": "tests/assessments/test_own_form_pages.py",
    "own_form:list": "tests/assessments/test_own_form_pages.py",
    "own_form:preview": "tests/assessments/test_own_form_pages.py",
    "own_form:add_question": "tests/assessments/test_own_form_pages.py",
    "own_form:add_value": "tests/assessments/test_own_form_pages.py",
    "ehm:sign_out_everywhere": "tests/ehm/test_signing_in.py",
    "ehm:draft_token": "tests/ehm/test_drafts.py",
    "ehm:save_draft": "tests/ehm/test_drafts.py",
    "ehm:discard_draft": "tests/ehm/test_drafts.py",
    "organisation:retry_job": "tests/ehm/test_organisation_pages.py",
    "organisation:rename_day": "tests/ehm/test_organisation_pages.py",
    "organisation:remove_day": "tests/ehm/test_organisation_pages.py",
}


def names(resolver=None, space=""):
    """Every name of the URL configuration; a URL without one is an error here."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            yield f"{space}{pattern.name}"


def url_of(name, record):
    """By its reference, or by its number where it is a look."""
    try:
        return reverse(name, kwargs={"reference": getattr(record, "reference", record.pk)})
    except NoReverseMatch:
        return reverse(name, kwargs={"look_id": record.pk})


def urls(name, kind, world):
    if kind == "person":
        return reverse(name, kwargs={"reference": world.family.reference, "person": world.person.reference})
    if kind == "known_child":
        return url_of(name, world.person)
    if name == "assessments:section":
        return reverse(name, kwargs={"reference": world.assessment.reference, "section": "strengths"})
    if name == "assessments:section_about":
        voice = {"section": "voice", "about": world.person.reference}
        return reverse(name, kwargs={"reference": world.assessment.reference} | voice)
    if name == "assessments:add_file":
        return reverse(name, kwargs={"reference": world.assessment.reference, "question": "tool_file"})
    if name == "assessments:add_file_of":
        of_child = {"question": "voice_pictures", "about": world.person.reference}
        return reverse(name, kwargs={"reference": world.assessment.reference} | of_child)
    if name == "cases:found_people":
        return reverse(name, kwargs={"reference": world.family.reference, "look_id": world.look.pk})
    if name == "cases:end_relationship":
        who = {"person": world.person.reference, "relative": world.person.reference, "relation": "mother"}
        return reverse(name, kwargs={"reference": world.family.reference} | who)
    return url_of(name, getattr(world, kind))
