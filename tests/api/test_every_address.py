"""Every address of the API × every role × a record of our own, of another agency, of another partnership, and none.

An address that this file does not know is an error (assurance R01).
"""

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.api.asking import Program
from tests.suite.test_every_url import names

# name → (list that its records are in, methods); None: about no record
ADDRESSES = {
    "api:families": (None, "get post"),
    "api:children": (None, "get"),
    "api:find_child": (None, "post"),
    "api:episodes": (None, "get post"),
    "api:contacts": (None, "get post"),
    "api:clocks": (None, "get"),
    "api:assessments": (None, "get post"),
    "api:key_agency_notes": (None, "get post"),
    "api:family": ("families", "get"),
    "api:child": ("children", "get"),
    "api:episode": ("episodes", "get"),
    "api:open_episode": ("episodes", "post"),
    "api:decide_level": ("episodes", "post"),
    "api:agree_to_lead": ("episodes", "post"),
    "api:close_episode": ("episodes", "post"),
    "api:contact": ("contacts", "get"),
    "api:correct_contact": ("contacts", "post"),
    "api:clock": ("clocks", "get"),
    "api:assessment": ("assessments", "get"),
    "api:save_assessment": ("assessments", "post"),
    "api:submit_assessment": ("assessments", "post"),
    "api:plans": (None, "get post"),
    "api:plan": ("plans", "get"),
    "api:add_goal": ("plans", "post"),
    "api:add_promise": ("plans", "post"),
    "api:finish_promise": ("plans", "post"),
    "api:meetings": (None, "get post"),
    "api:meeting": ("meetings", "get"),
    "api:requests_for_help": (None, "get post"),
    "api:request_for_help": ("requests", "get"),
    "api:answer_hub": ("requests", "post"),
    "api:hub_meetings": (None, "get"),
    "api:hub_meeting": (None, "get"),
    "api:hub_actions": (None, "get"),
    "api:hub_action": ("hub_actions", "get"),
    "api:hub_action_done": ("hub_actions", "post"),
    "api:key_agency_note": (None, "get"),
    "api:confirm_note": (None, "post"),
    "api:end_note": (None, "post"),
}
FOR_ANYBODY = {"api:schema", "api:docs", "api:not_there"}
ROLES = "practitioner manager hub chair coordinator west_hub teacher head partner helper stranger auditor"
SEE_OUR_OWN = {"practitioner", "manager", "hub", "chair", "coordinator", "west_hub", "auditor"}
NOBODYS = "0000-0000"


def path_of(name, reference=NOBODYS):
    from django.urls import NoReverseMatch, reverse

    try:
        return reverse(name).removeprefix("/api/v1/")
    except NoReverseMatch:
        return reverse(name, args=[reference]).removeprefix("/api/v1/")


def test_every_address_is_known_here():
    found = {name for name in names(get_resolver()) if name.startswith("api:")}
    assert found == set(ADDRESSES) | FOR_ANYBODY


@pytest.mark.parametrize("name", ADDRESSES)
def test_nothing_without_a_token_and_nothing_for_an_administrator(cast, name):
    admin = Program(cast.admin)
    for method in ("get", "post"):
        path = path_of(name)
        anonymous = getattr(Client(), method)(f"/api/v1/{path}")
        assert anonymous.status_code == 401
        assert getattr(admin, method)(path).status_code == 403  # refused before anything is looked at


@pytest.mark.parametrize("role", ROLES.split())
def test_as(role, cast, records):
    program = Program(getattr(cast, role))
    other = {"families": cast.hidden_family, "children": cast.hidden_child, "episodes": cast.school_episode}
    for name, (kind, methods) in ADDRESSES.items():
        if kind is None:
            continue
        for method in methods.split():
            missing = getattr(program, method)(path_of(name))
            assert missing.status_code == (403 if role == "auditor" and method == "post" else 404)
            hidden = [] if role in SEE_OUR_OWN else [records["own"][kind]]
            hidden += [] if role == "stranger" else [records["salt"][kind]]
            if role not in {"teacher", "head", "west_hub", "auditor"} and kind in other:
                hidden.append(other[kind].reference)
            for reference in hidden:
                answer = getattr(program, method)(path_of(name, reference))
                assert (answer.status_code, answer.content) == (missing.status_code, missing.content), (name, reference)
