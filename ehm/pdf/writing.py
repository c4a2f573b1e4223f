"""The confined side of `ehm.pdf`: the only module that imports WeasyPrint.

Its process may read files, because fonts are files. What the HTML refers to never leads to one: there is nothing here
that opens what an address names, and should something in WeasyPrint do so all the same, Python itself refuses.
"""

import gc
import sys
import sysconfig
from collections.abc import Mapping
from typing import Any
from urllib.request import OpenerDirector

from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

VARIANT = "pdf/ua-1"
SCHEME = "asset:"
WARM_UP = '<html lang="en-GB"><title>None</title><h1>Warm</h1><p>regular, <b>bold</b>, <i>italic</i></p>'
LIBRARIES = tuple(sorted({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}))
REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "urllib.")


class NotHandedOver(Exception):
    """The HTML refers to something that was not handed over with it."""


class HandedOver(URLFetcher):
    """Gives what was handed over, from memory. It knows no way to open anything: it has no handler for any protocol."""

    def __init__(self, assets: Mapping[str, tuple[bytes, str]]) -> None:
        OpenerDirector.__init__(self)
        self._assets = assets
        self._fail_on_errors = True

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        name = url.removeprefix(SCHEME)
        if name == url or name not in self._assets:
            raise FatalURLFetchingError("not handed over")
        data, media_type = self._assets[name]
        return URLFetcherResponse(url, data, {"Content-Type": media_type})

    def open(self, fullurl: Any, data: Any = None, timeout: Any = None) -> URLFetcherResponse:
        return self.fetch(fullurl if isinstance(fullurl, str) else fullurl.full_url)


def _shut(event: str, args: tuple[Any, ...]) -> None:
    """Lets Python open its own modules and nothing else. Fonts are opened by fontconfig and HarfBuzz, not by Python."""
    if event.startswith(REFUSED):
        raise PermissionError(event)
    if event == "open" and not isinstance(args[0], int) and not str(args[0]).startswith(LIBRARIES):
        raise PermissionError(event)


def write(html: str, listing: list[list[Any]], body: bytes) -> bytes:
    """The PDF. `listing`: name, media type and length of each asset; they stand one after another in `body`."""
    sys.addaudithook(_shut)  # for good: the process does this one thing
    gc.disable()  # and ends with it, so that tidying up is time lost
    assets, at = {}, 0
    for name, media_type, length in listing:
        assets[name] = (body[at : at + length], media_type)
        at += length
    document = HTML(string=html, base_url="asset:", url_fetcher=HandedOver(assets))
    try:
        return _written(document)
    except FatalURLFetchingError:  # not an Exception
        raise NotHandedOver from None


def _written(document: HTML) -> bytes:
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT, font_config=FontConfiguration())
    return pdf


# In the keeper, once: fonts are looked for and the libraries' tables filled before the first copy is made.
_written(HTML(string=WARM_UP, url_fetcher=HandedOver({})))
