from __future__ import annotations

from typing import Any

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from ehm.models.people import User
from ehm.rows.registry import RowScope


class Session(AbstractBaseSession):
    """One browser that is signed in. It knows whose it is, so that all of a person's can be ended at once."""

    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")

    row_scope = RowScope.PLATFORM

    def __str__(self) -> str:
        return f"session of user {self.user_id}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from ehm.sessions import SessionStore  # the store needs this model

        return SessionStore
