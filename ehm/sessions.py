"""Sessions in PostgreSQL, each with its user: `SESSION_ENGINE`. A broker or cache that is lost signs nobody out."""

from collections.abc import Iterable
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone
from knox.models import AuthToken

from ehm.models import Session


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session = super().create_model_instance(data)
        assert isinstance(session, Session)
        session.user_id = int(data["_auth_user_id"]) if "_auth_user_id" in data else None
        return session


def end_all(user_ids: Iterable[int]) -> None:
    """Sign these people out of every browser and take back their API tokens. As the login role."""
    ids = list(user_ids)
    Session.objects.filter(user_id__in=ids).delete()
    AuthToken.objects.filter(user_id__in=ids).delete()


def clear_old() -> None:
    """Every night: sessions that nobody can use any more."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
