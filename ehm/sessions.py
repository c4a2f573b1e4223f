"""Sessions in PostgreSQL, each with its user: `SESSION_ENGINE`. A broker or cache that is lost signs nobody out."""

import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import Q
from django.utils import timezone

from ehm.models import ApiToken, ApiUse, CalendarFeed, Membership, Session

WRITTEN_EVERY = timedelta(minutes=5)  # so a session lasts at most this much less than SESSION_COOKIE_AGE
WRITTEN = "_written"
KEPT_AFTER_THE_END = timedelta(days=7)  # a token that has run out stays on its maker's list for a week


class SessionStore(DatabaseStore):
    """Kept alive by whoever uses it, but written only now and then: not with every page."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        found = super().load()
        if found and time.time() - found.get(WRITTEN, 0) > WRITTEN_EVERY.total_seconds():
            self.modified = True
        return found

    def encode(self, session_dict: dict[str, Any]) -> str:
        return super().encode(session_dict | {WRITTEN: int(time.time())})

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        assert isinstance(session, Session)
        session.user_id = int(data["_auth_user_id"]) if "_auth_user_id" in data else None
        return session


def end_all(user_ids: Iterable[int]) -> None:
    """Sign these people out of every browser and take back their API tokens and calendars. As the login role."""
    ids = list(user_ids)
    Session.objects.filter(user_id__in=ids).delete()
    ApiToken.objects.filter(user_id__in=ids).delete()
    CalendarFeed.objects.filter(membership__user_id__in=ids).delete()


def end_tokens_of_ended_places(user_ids: Iterable[int]) -> None:
    """Take back the tokens of places that these people no longer have; the others stay. As the login role."""
    ended = Membership.objects.filter(Q(ended_at__isnull=False) | Q(agency__ended_at__isnull=False))
    ApiToken.objects.filter(user_id__in=list(user_ids), membership__in=ended).delete()
    CalendarFeed.objects.filter(membership__user_id__in=list(user_ids), membership__in=ended).delete()


def clear_old() -> None:
    """Every night: sessions and tokens that nobody can use any more, and how often yesterday's tokens were used."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    ApiToken.objects.filter(expiry__lt=timezone.now() - KEPT_AFTER_THE_END).delete()
    ApiUse.objects.filter(minute__lt=timezone.now() - timedelta(days=1)).delete()
