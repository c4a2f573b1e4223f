"""Whose address a request comes from. Locks and limits count by it, so a visitor must not be able to choose it."""

from collections.abc import Callable, Iterable
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address
WIDEST = {4: 8, 6: 7}  # bits: 10.0.0.0/8 and fc00::/7, the widest private networks
WIDEST_PUBLIC = {4: 16, 6: 32}


class ClientAddress:
    """Puts the visitor's address where everything reads it (REMOTE_ADDR). `X-Forwarded-For` is believed only from a
    proxy named in TRUSTED_PROXIES, and only as far as these wrote it: what the visitor sent stands left of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        request.META["REMOTE_ADDR"] = visitor(request.META.get("REMOTE_ADDR", ""), told.split(","))
        return self.get_response(request)


def visitor(peer: str, told: Iterable[str]) -> str:
    """The nearest address that is no proxy of ours. `told`: what each hop said about the one before, farthest first."""
    nearest = _read(peer)
    if nearest is None:
        return peer
    hops = list(told)
    while hops and is_trusted(nearest):
        before = _read(hops.pop())
        if before is None:
            break
        nearest = before
    return str(nearest)


def is_trusted(address: Address) -> bool:
    return any(address in network for network in _networks(tuple(settings.TRUSTED_PROXIES)))


def is_unsafe(entry: str) -> bool:
    """Not an address or network, or one so wide that visitors are in it."""
    try:
        network = ip_network(entry)
    except ValueError:
        return True
    widest = WIDEST if network.is_private else WIDEST_PUBLIC
    return network.prefixlen < widest[network.version]


@cache
def _networks(entries: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(entry) for entry in entries]


def _read(said: str) -> Address | None:
    """An address as proxies write it: perhaps with a port, in brackets, or as IPv4 inside IPv6."""
    said = said.strip()
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        found = ip_address(said)
    except ValueError:
        return None
    return (found.ipv4_mapped if isinstance(found, IPv6Address) else None) or found
