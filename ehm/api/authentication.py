"""Whoever asks shows a token, and the token says who acts: one membership, as it is at this moment."""

from __future__ import annotations

import re
from hmac import compare_digest
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from knox import auth as knox
from knox.crypto import hash_token
from knox.settings import CONSTANTS
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from ehm.models import ApiToken

TOKEN = re.compile(rb"ehm_[0-9a-f]{64}")
PLACE = ("user", "membership__user", "membership__agency", "membership__area", "membership__tenant")


class TokenAuthentication(knox.TokenAuthentication):
    """knox's tokens, without knox's writing while it reads."""

    def authenticate(self, request: Any) -> tuple[Any, ApiToken]:
        words = get_authorization_header(request).split()
        if not words:
            raise NotAuthenticated
        if len(words) != 2 or words[0].lower() != b"bearer" or not TOKEN.fullmatch(words[1]):
            raise AuthenticationFailed
        return self.authenticate_credentials(words[1])

    def authenticate_credentials(self, token: bytes) -> tuple[Any, ApiToken]:
        text = token.decode("ascii")
        digest = hash_token(text)
        likely = ApiToken.objects.usable().filter(token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH])
        for found in likely.select_related(*PLACE):
            if compare_digest(digest, found.digest):
                return found.user, found
        raise AuthenticationFailed


def token_of(request: HttpRequest) -> ApiToken:
    """The token of this request, read as the login role before anybody acts."""
    _, token = TokenAuthentication().authenticate(request)
    today = timezone.localdate()
    if token.last_used_on != today:
        token.last_used_on = today
        token.save(update_fields=["last_used_on"])
    return token


class Acts(BasePermission):
    """The wall of `ehm.api.resource.Resource` stands: without it a view would answer to nobody in particular."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return getattr(request, "actor", None) is not None
