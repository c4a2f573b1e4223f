"""Every URL × every role × a record of our own, of another agency, of another partnership, and one that is not there.

Not visible is the same bytes as not there; nobody is ever shown a word that is not theirs to read; a URL that
`urls.py` does not know is an error (assurance R01).
"""

import pytest
from django.urls import reverse

from tests.suite.urls import ABOUT, HELD_ELSEWHERE, names, urls
from tests.suite.worlds import CANARIES, Nowhere, make_worlds

# Whoever sees the record need not see this page: tried in their own tests.
NARROWER = {"cases:end_relationship", "cases:found_people", "standards:worker"}
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


def test_every_url_is_known_here():
    found = set(names())
    unknown = {name for name in found if name not in ABOUT and not name.startswith(tuple(HELD_ELSEWHERE))}
    assert not unknown, "say in urls.py what these are about, so that they are tried as everybody"
    assert not set(ABOUT) - found, "these are gone; take them out of urls.py"


def may_see(role, world, kind):
    if world == "nowhere":
        return False
    same_partnership = (role in NORTH) == (world != "salt")
    if kind in ("agency", "membership", "area", "own_question", "own_value", "service"):
        return same_partnership
    if kind == "minuted_meeting":  # that there is a meeting is no secret; its minutes are the hub's
        return same_partnership and role != "admin"
    if kind in ("note", "known_child"):  # the whole partnership, but not the excluded agency; no administrator
        return same_partnership and role != "admin" and not (role == "partner" and world == "own")
    if kind == "followed_meeting":  # that a hub meets is no secret; of the families one sees what one is asked about
        return same_partnership and role != "admin"
    if kind == "kept_out":  # what the hub of the area found out: whoever asked, or leads, never reads it
        return role in {"own": SEES["own"] - {"practitioner", "west_hub"}, "other": {"west_hub", "auditor"}}.get(
            world, {"stranger_auditor"}
        )
    if kind == "look":
        return {"own": "practitioner", "other": "teacher", "salt": "stranger"}[world] == role
    return role in SEES[world]


def words_not_for(role):
    return [CANARIES[world] for world, seers in SEES.items() if role not in seers]


@pytest.mark.parametrize("role", ROLES)
def test_as(role, cast, signed_in):
    worlds = make_worlds(cast) | {"nowhere": Nowhere()}
    client = signed_in(getattr(cast, role), raise_request_exception=False)
    known = set(names())
    # Whoever may not see a child's record may still know that the child is known, and by what name (R116, R117).
    index_pages = {
        "cases:child",
        "hubs:involved",
        "cases:new_note_of",
        "cases:change_note",
        "cases:confirm_note",
        "cases:end_note",
    }

    def ask(name, url, method):
        answer = getattr(client, method)(url)
        assert answer.status_code < 500, f"{role} {method} {name}: {answer.status_code}"
        if name not in index_pages:
            body = answer.content.decode(errors="replace")  # a picture is no text
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
