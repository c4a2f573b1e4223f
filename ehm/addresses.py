"""Addresses of pages about one record, for lists that draw many: Django works out each page's address once."""

from functools import cache

from django.urls import reverse

PLACE = "0000-0000"  # as long as a reference, and nobody's


def address_of(name: str, reference: str) -> str:
    """The same as `reverse(name, args=(reference,))` where `reference` is a reference of ours."""
    before, after = _around(name)
    return f"{before}{reference}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=(PLACE,)).partition(PLACE)
    return before, after
