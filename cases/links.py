"""What somebody without an account may do by a link: one thing, about one family, until a day.

A link acts for whoever leads the help now, else for whoever made it, and sees no more than they do: it dies with their
place, with the help for them, when it is used up, taken back, or too old. Apps say what each purpose shows and does;
pages of links name nobody who need not be named, and everybody gets the same answer for a link that does not work.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from cases.models import Link
from ehm.models import Membership
from ehm.rows.actor import Actor, as_actor

SALT = "ehm.link"
DAYS = 28


@dataclass(frozen=True)
class Opened:
    """A link that was followed, inside the transaction of `actor`."""

    request: HttpRequest
    link: Link
    actor: Actor


@dataclass(frozen=True)
class Purpose:
    """`asks` completes the mail's sentence 'You are asked to …' and names nobody."""

    asks: str
    follow: Callable[[Opened], HttpResponse]


_purposes: dict[str, Purpose] = {}


def add(name: str, asks: str, follow: Callable[[Opened], HttpResponse]) -> None:
    """`follow` answers GET and POST of the link's page; it may raise Http404 where the link's subject is gone."""
    _purposes[name] = Purpose(asks, follow)


def purpose_of(link: Link) -> Purpose:
    return _purposes[link.purpose]


def token_of(link: Link) -> str:
    return signing.Signer(salt=SALT, sep=".").sign(str(link.pk))


def address_of(link: Link) -> str:
    """The whole address, to hand over."""
    return f"{settings.SITE_URL}{reverse('cases:link', args=(token_of(link),))}"


def whose(token: str) -> tuple[int, Actor] | None:
    """The number of the link, and for whom it acts; None for every link that does not work. As the login role."""
    try:
        number = int(signing.Signer(salt=SALT, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_id, membership_id FROM cases_open_link(%s)", [number])
        found = cursor.fetchone()
    if found is None:
        return None
    places = Membership.objects.filter(tenant_id=found[0], pk=found[1], user__is_active=True)
    place = places.select_related("user", "agency", "area", "tenant").first()
    actor = as_actor(place) if place is not None else None
    return (number, actor) if actor is not None and actor.writes_cases else None


def mail(*, link_id: int, by: Actor) -> None:
    """A job. Nothing in the mail but the link: whoever else reads it learns nothing about a family."""
    link = Link.objects.visible_to(by).working().filter(pk=link_id).first()
    if link is None or not link.mailed_to:
        return
    about = {"asks": purpose_of(link).asks, "partnership": by.partnership.name, "link": address_of(link), "days": DAYS}
    send_mail("Something for you to answer", render_to_string("cases/mail/link.txt", about), None, [link.mailed_to])
