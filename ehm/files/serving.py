"""How a kept file leaves: as what it is and nothing else, for whoever asked, kept by no cache, run by no browser."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from ehm.files.paper import MEDIA_TYPE
from ehm.files.picture import BEGINNINGS

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


def picture_response(data: bytes, media_type: str) -> HttpResponse:
    """A picture that we drew ourselves, shown in a page. Whoever calls has asked whether this person may see it."""
    if not data.startswith(BEGINNINGS[media_type]):
        raise ValueError("this is not the picture that it is said to be")
    return _response(data, media_type, "inline")


def paper_response(data: bytes, name: str = "") -> HttpResponse:
    """A PDF that we wrote ourselves, to be saved and not shown by the browser. `name` as `display_name` gave it."""
    if not data.startswith(b"%PDF-"):
        raise ValueError("this is no PDF")
    return _response(data, MEDIA_TYPE, content_disposition_header(True, name or "document.pdf") or "attachment")


def _response(data: bytes, media_type: str, disposition: str) -> HttpResponse:
    return HttpResponse(data, content_type=media_type, headers=HEADERS | {"Content-Disposition": disposition})
