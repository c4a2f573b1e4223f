"""The partnership's own words on every page."""

from typing import Any

from django.http import HttpRequest

from cases.profile import profile_of
from ehm.rows.actor import Actor


def words(request: HttpRequest) -> dict[str, Any]:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {}
    profile = profile_of(actor.partnership)
    return {"words": profile.words, "profile": profile}
