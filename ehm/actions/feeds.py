"""The address from which a calendar reads one's meetings and days: made, made anew, withdrawn."""

from __future__ import annotations

import secrets
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from ehm.models import CalendarFeed, Membership
from ehm.permissions import can_have_calendar, require
from ehm.rows.actor import Actor
from ehm.rows.context import as_login

PLACE = ("membership__user", "membership__agency", "membership__area", "membership__tenant")


def feed_of(by: Actor) -> CalendarFeed | None:
    with as_login(by):
        return CalendarFeed.objects.filter(membership=by.membership).first()


@transaction.atomic
def make_feed(*, by: Actor) -> str:
    """The token, this once: only its hash is kept. An earlier one is dead from now on."""
    require(can_have_calendar, by, by.partnership)
    token = secrets.token_urlsafe(32)
    with as_login(by):
        CalendarFeed.objects.filter(membership=by.membership).delete()
        CalendarFeed.objects.create(digest=digest_of(token), membership=by.membership)
    return token


@transaction.atomic
def withdraw_feed(*, by: Actor) -> None:
    with as_login(by):
        CalendarFeed.objects.filter(membership=by.membership).delete()


def place_of(token: str) -> Membership | None:
    """Whose calendar this is, asked as the login role before anybody acts; None for every token that does not work."""
    feed = CalendarFeed.objects.usable().filter(digest=digest_of(token)).select_related(*PLACE).first()
    if feed is None:
        return None
    today = timezone.localdate()
    if feed.last_read_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=today)
    return feed.membership


def digest_of(token: str) -> str:
    return sha256(token.encode(errors="replace")).hexdigest()
