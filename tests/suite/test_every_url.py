"""Every URL × every role × a record of our own, of another agency, of another partnership, and one that is not there.

Not visible is the same bytes as not there; nobody is ever shown a word that is not theirs to read; a URL that this file
does not know is an error (assurance R01).
"""

import pytest
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.suite.worlds import CANARIES, Nowhere, make_worlds

# What the URL is about: the kind of record whose reference it takes, or None for a page of one's own.
EPISODE = """episode open give_up decide_level allocate_lead agree_to_lead end_lead close sharing add_agency
record_agreement limit_sharing contacts record_contact record_oversight"""
FAMILY = """family new_episode correct_family record_log people add_person change_address protect_whereabouts
unprotect_whereabouts set_relationship end_relationship"""
PERSON = "person correct_person set_identifiers record_birth end_membership set_school set_gp"
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
    **{f"ehm:{name}": None for name in ("me", "choose", "held", "components", "notifications", "tokens")},
}
# Not pages about a record: signing in and health; and what other tests hold one by one.
HELD_ELSEWHERE = {
    "health": "tests/running",
    "account_": "tests/ehm/test_signing_in.py",
    "mfa_": "tests/ehm/test_signing_in.py",
    "platform:": "tests/ehm/test_administration.py",
    "api:": "tests/api",
    "ehm:invitation": "tests/ehm/test_signing_in.py",
    "ehm:end_token": "tests/api",
    "rulebook:standard": "tests/standards",
    "ehm:sign_out_everywhere": "tests/ehm/test_signing_in.py",
    "ehm:tokens": "tests/api/test_tokens.py",
    "ehm:draft_token": "tests/ehm/test_drafts.py",
    "ehm:save_draft": "tests/ehm/test_drafts.py",
    "ehm:discard_draft": "tests/ehm/test_drafts.py",
    "organisation:retry_job": "tests/ehm/test_organisation_pages.py",
    "organisation:rename_day": "tests/ehm/test_organisation_pages.py",
    "organisation:remove_day": "tests/ehm/test_organisation_pages.py",
}
# Whoever sees the record need not see this page: tried in their own tests.
NARROWER = {"cases:end_relationship", "standards:worker"}
# Who may see the episode of each world (and all that hangs on it); an administrator sees no case at all.
SEES = {
    "own": {"practitioner", "manager", "hub", "chair", "coordinator", "west_hub", "auditor"},
    "other": {"teacher", "head", "west_hub", "auditor"},
    "salt": {"stranger", "stranger_auditor"},
}
NORTH = {
    *("practitioner", "manager", "hub", "chair", "coordinator", "west_hub", "teacher", "head", "partner", "helper"),
    *("auditor", "admin"),
}
ROLES = sorted(NORTH | SEES["salt"])


def names(resolver=None, space=""):
    """Every name of the URL configuration; a URL without one is an error here."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            assert pattern.name, f"{pattern.pattern} has no name"
            yield f"{space}{pattern.name}"


def test_every_url_is_known_here():
    found = set(names())
    unknown = {name for name in found if name not in ABOUT and not name.startswith(tuple(HELD_ELSEWHERE))}
    assert not unknown, "say here what these are about, so that they are tried as everybody"
    assert not set(ABOUT) - found, "these are gone; take them out of here"


def may_see(role, world, kind):
    if world == "nowhere":
        return False
    same_partnership = (role in NORTH) == (world != "salt")
    if kind in ("agency", "membership", "area"):
        return same_partnership
    if kind in ("note", "known_child"):  # the whole partnership, but not the excluded agency; no administrator
        return same_partnership and role != "admin" and not (role == "partner" and world == "own")
    if kind == "look":
        return {"own": "practitioner", "other": "teacher", "salt": "stranger"}[world] == role
    return role in SEES[world]


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
    if name == "cases:end_relationship":
        who = {"person": world.person.reference, "relative": world.person.reference, "relation": "mother"}
        return reverse(name, kwargs={"reference": world.family.reference} | who)
    return url_of(name, getattr(world, kind))


def words_not_for(role):
    return [CANARIES[world] for world, seers in SEES.items() if role not in seers]


@pytest.mark.parametrize("role", ROLES)
def test_as(role, cast, signed_in):
    worlds = make_worlds(cast) | {"nowhere": Nowhere()}
    client = signed_in(getattr(cast, role), raise_request_exception=False)
    known = set(names())
    # Whoever may not see a child's record may still know that the child is known, and by what name (R116, R117).
    index_pages = {"cases:child", "cases:new_note_of", "cases:change_note", "cases:confirm_note", "cases:end_note"}

    def ask(name, url, method):
        answer = getattr(client, method)(url)
        assert answer.status_code < 500, f"{role} {method} {name}: {answer.status_code}"
        if name not in index_pages:
            body = answer.content.decode()
            for word in words_not_for(role):
                assert word not in body, f"{role} reads {word} at {name}"
        return answer

    for name, kind in ABOUT.items():
        if name not in known:
            continue
        if kind is None:
            ask(name, reverse(name), "get")
            continue
        for method in ("get", "post"):
            absent = ask(name, urls(name, kind, worlds["nowhere"]), method)
            assert absent.status_code in (403, 404, 405), f"{role} {method} {name}: nothing there, yet {absent}"
            for place in SEES:
                visible = may_see(role, place, kind)
                if visible and (method == "post" or name in NARROWER):
                    continue  # what it does is tried where its action is tried
                answer = ask(name, urls(name, kind, worlds[place]), method)
                if visible:
                    assert answer.status_code in (200, 302, 403, 405), f"{role} {name} {place}: {answer.status_code}"
                else:
                    assert (answer.status_code, answer.content) == (absent.status_code, absent.content), (
                        f"{role} {method} {name}: {place} differs from nothing"
                    )


def test_nobody_signed_in_is_shown_nothing(cast, client):
    worlds = make_worlds(cast)
    known = set(names())
    for name, kind in ABOUT.items():
        if name not in known or name == "ehm:components":
            continue
        url = reverse(name) if kind is None else urls(name, kind, worlds["own"])
        answer = client.get(url)
        assert answer.status_code in (302, 404, 405), f"{name}: {answer.status_code}"
        assert answer.status_code != 302 or answer.url.startswith(("/sign-in/", "/choose/")), name
