"""What templates/base.html needs beyond who acts: the page's script nonce and the addresses of the header's links."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

# A link is drawn only when the page it leads to exists.
HEADER_LINKS = {
    "search_url": "cases:search",
    "notifications_url": "ehm:notifications",
    "acting_as_url": "ehm:choose",
    "me_url": "ehm:me",
    "sign_out_url": "account_logout",
}


def _url_or_nothing(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def page(request: HttpRequest) -> dict[str, Any]:
    """A context processor."""
    links = {variable: _url_or_nothing(name) for variable, name in HEADER_LINKS.items()}
    return {"csp_nonce": getattr(request, "csp_nonce", ""), **links}
