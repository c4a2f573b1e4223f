"""Mails that let somebody in: a link for one use where they have no password yet, else where to sign in."""

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.crypto import constant_time_compare, salted_hmac

from ehm.models import Membership, User
from ehm.rows.actor import Actor
from ehm.rows.context import as_login

SALT = "ehm.invitation"
VALID_FOR = 7 * 24 * 60 * 60  # seconds


def _stamp(person: Membership) -> str:
    """Of the account as it is now: once a password is set, it is another."""
    return salted_hmac(SALT, f"{person.pk}:{person.user.password}", algorithm="sha256").hexdigest()[:32]


def token_for(person: Membership) -> str:
    return signing.dumps([person.reference, _stamp(person)], salt=SALT)


class TooLate(Exception):
    """The link was used, is too old, or its place has ended: all the same to whoever follows it."""


def invited(token: str) -> Membership:
    """Whose first password this link sets. As the login role."""
    try:
        reference, stamp = signing.loads(token, salt=SALT, max_age=VALID_FOR)
    except signing.BadSignature:
        raise TooLate from None
    places = Membership.objects.all().filter(reference=reference, ended_at=None, agency__ended_at=None)
    for person in places.select_related("user", "tenant", "agency"):
        if not person.user.has_usable_password() and constant_time_compare(stamp, _stamp(person)):
            return person
    raise TooLate


def mail(person: Membership, user: User) -> None:
    """Nothing in it but the link: mail is read by others, and names tell who works with families."""
    if user.has_usable_password():
        template, link = "invited_again", f"{settings.SITE_URL}/sign-in/"
    else:
        person.user = user
        template, link = "invited", f"{settings.SITE_URL}/invitation/{token_for(person)}/"
    send_mail(
        "Your place in EHM",
        render_to_string(f"ehm/mail/{template}.txt", {"link": link, "days": VALID_FOR // 86400}),
        None,
        [user.email],
    )


def send(*, membership_id: int, by: Actor) -> None:
    """A job: the administrator asked for it, the worker writes."""
    person = Membership.objects.visible_to(by).current().filter(pk=membership_id).first()
    if person is None:
        return
    with as_login(by):
        user = User.objects.get(pk=person.user_id)
    mail(person, user)
