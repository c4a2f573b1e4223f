"""Tokens with which a program acts as one's own place."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ehm.actions import Refused
from ehm.models import ApiToken
from ehm.permissions import can_use_api, require
from ehm.rows.actor import Actor
from ehm.rows.context import as_login

MOST_TOKENS = 10
LONGEST_DAYS = 90


def tokens_of(by: Actor) -> list[ApiToken]:
    """Of this very place, those that ended lately too. Where somebody else works under one's account are others."""
    with as_login(by):
        return list(ApiToken.objects.filter(user=by.user, membership=by.membership).order_by("-created"))


@transaction.atomic
def make_token(*, name: str, days: int, by: Actor) -> str:
    """The token itself, this once: only its hash is kept."""
    require(can_use_api, by, by.partnership)
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(f"A token works for {LONGEST_DAYS} days at most.")
    if sum(not token.has_ended for token in tokens_of(by)) >= MOST_TOKENS:
        raise Refused(f"You have {MOST_TOKENS} tokens already. End one that is not used any more.")
    with as_login(by):
        _, token = ApiToken.objects.issue(by.membership, name, timedelta(days=days))
    return token


@transaction.atomic
def end_token(*, token: ApiToken, by: Actor) -> None:
    """From this moment on no program gets in with it."""
    with as_login(by):
        mine = ApiToken.objects.filter(user=by.user, membership=by.membership, expiry__gt=timezone.now())
        mine.filter(reference=token.reference).update(expiry=timezone.now())
