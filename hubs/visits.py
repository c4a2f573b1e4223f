"""Somebody without an account on the public page: the secret of their browser, the code that is mailed to them, and the
code by which they follow what they asked.

Of none of the three is more than a hash kept. The browser's secret and the code of a request follow from the mark of
the page that was sent (`hubs.forms.public`): a page that is sent twice makes one visit, and one request.
"""

from __future__ import annotations

import logging
import secrets
from datetime import timedelta
from hashlib import sha256

from celery.schedules import crontab
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.crypto import salted_hmac

from ehm.celery import app
from ehm.jobs.tasks import repeat
from ehm.limits import DAY, Limit, count, network_of
from ehm.models import Area, Partnership
from ehm.models.tenancy import ALPHABET, WRITTEN, whole_reference
from hubs.choices import Visitor
from hubs.models import PublicDraft, PublicVisit, UploadedList

logger = logging.getLogger(__name__)
DIGITS = 6  # of the code that is mailed
MAILED_WITHIN = timedelta(minutes=20)  # later than that nobody waits for it
VISITS_KEPT, DRAFTS_KEPT, LISTS_KEPT = timedelta(days=1), timedelta(days=7), timedelta(days=7)
AT_ONCE = 200


def partnership_at(slug: str) -> tuple[Partnership, list[Area]] | None:
    """The one whose public page this is, with its areas: switched on, and with a hub that would read what comes."""
    found = Partnership.objects.filter(slug=slug, takes_public_requests=True).first()
    if found is None:
        return None
    areas = list(Area.objects.filter(tenant_id=found.pk, ended_at=None).order_by("name"))
    return (found, areas) if areas else None


def secret_for(mark: str) -> str:
    """What the browser keeps of a visit."""
    return salted_hmac("hubs.visit", mark, algorithm="sha256").hexdigest()


def key_of(secret: str) -> str:
    return sha256(f"ehm visit {secret}".encode()).hexdigest()


def code_for(secret: str, mark: str) -> str:
    """By which a request is followed: drawn from the browser's secret, so that nobody else can draw it."""
    number = int(salted_hmac("hubs.follow", f"{secret}:{mark}", algorithm="sha256").hexdigest(), 16)
    letters = ""
    for _ in range(WRITTEN - 1):
        number, letter = divmod(number, len(ALPHABET))
        letters += ALPHABET[letter]
    return whole_reference(letters)


def clean_code(typed: str) -> str:
    """As it was given, however it was typed."""
    letters = "".join(typed.upper().split()).replace("-", "").translate(str.maketrans("OILZ", "0112"))
    return "-".join(letters[at : at + 4] for at in range(0, WRITTEN, 4))


def follow_key(tenant_id: int, code: str) -> str:
    return sha256(f"ehm request {tenant_id} {code}".encode()).hexdigest()


def clean_email(typed: str) -> str:
    return typed.strip().lower()


def email_key(tenant_id: int, email: str) -> str:
    return salted_hmac("hubs.email", f"{tenant_id}:{email}", algorithm="sha256").hexdigest()


def code_hash(key: str, code: str) -> str:
    """Of six digits a hash alone would be no secret: it needs the site's key too."""
    return salted_hmac("hubs.code", f"{key}:{code}", algorithm="sha256").hexdigest()


def begin(*, partnership: Partnership, mark: str, who: Visitor, email: str) -> None:
    """Ask for a code, inside `visiting`. The worker writes it: the page takes as long for every address."""
    visit = PublicVisit(
        tenant_id=partnership.pk,
        key=key_of(secret_for(mark)),
        who=who,
        email=email,
        email_key=email_key(partnership.pk, email),
    )
    PublicVisit.objects.bulk_create([visit], ignore_conflicts=True)  # the same page, sent again
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    app.send_task("hubs.mail_codes", ignore_result=True, retry=False)


def mail_codes() -> int:
    """A new code to everybody who waits for one. A mail that fails is tried again each minute."""
    waiting = PublicVisit.objects.filter(code_sent_at=None, asked_at__gt=timezone.now() - MAILED_WITHIN)
    return sum(_mailed(pk) for pk in list(waiting.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]))


def _mailed(pk: int) -> bool:
    try:
        with transaction.atomic():
            visit = (
                PublicVisit.objects.select_for_update(skip_locked=True)
                .filter(pk=pk, code_sent_at=None)
                .only("tenant_id", "key", "email")
                .first()
            )
            if visit is None:
                return False
            code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
            PublicVisit.objects.filter(pk=pk).update(code_hash=code_hash(visit.key, code), code_sent_at=timezone.now())
            send_mail(
                "Your code for the form", render_to_string("hubs/mail/code.txt", {"code": code}), None, [visit.email]
            )
            return True
    except Exception as error:  # whatever a mail server can do wrong
        logger.error("mail with a code not sent: %s", type(error).__name__)
        return False


def forget() -> None:
    """Every night: visits of yesterday, drafts that nobody has come back to, and lists that nobody took in."""
    PublicVisit.objects.filter(asked_at__lt=timezone.now() - VISITS_KEPT).delete()
    PublicDraft.objects.filter(saved_at__lt=timezone.now() - DRAFTS_KEPT).delete()
    UploadedList.objects.filter(uploaded_at__lt=timezone.now() - LISTS_KEPT).delete()


def may_have_code(partnership: Partnership, email: str, address: str) -> bool:
    most = settings.PUBLIC_LIMITS
    of_network, of_partnership = _shared("code", partnership, address)
    return _count_in_turn(
        Limit("code", f"{_mailbox(email)} {network_of(address)}", most["codes_an_hour"]),
        of_network,
        Limit("codes", _mailbox(email), most["codes_a_day"], DAY),
        of_partnership,
    )


def may_try_code(partnership: Partnership, visit: PublicVisit, address: str) -> bool:
    """Each code stands five tries wherever they come from (hubs_confirm_visit)."""
    most = settings.PUBLIC_LIMITS["tries_an_hour"]
    whose = f"{_mailbox(visit.email)} {network_of(address)}"
    return _count_in_turn(Limit("try", whose, most), *_shared("try", partnership, address))


def may_send(partnership: Partnership, visit: PublicVisit, address: str) -> bool:
    is_family = visit.who == Visitor.FAMILY
    most = settings.PUBLIC_LIMITS["requests_of_a_family" if is_family else "requests_a_day"]
    return _count_in_turn(
        Limit("send", _mailbox(visit.email), most, DAY),
        Limit("send address", network_of(address), settings.PUBLIC_LIMITS["address_sends_an_hour"]),
        Limit("send partnership", str(partnership.pk), settings.PUBLIC_LIMITS["partnership_sends_an_hour"]),
    )


def may_look(partnership: Partnership, reference: str, address: str) -> bool:
    most = settings.PUBLIC_LIMITS["looks_an_hour"]
    whose = f"{partnership.pk}:{reference}:{network_of(address)}"
    return _count_in_turn(Limit("look", whose, most), *_shared("look", partnership, address))


def may_save(visit: PublicVisit) -> bool:
    return count(Limit("draft", visit.email, settings.PUBLIC_LIMITS["drafts_an_hour"]))


def _count_in_turn(*limits: Limit) -> bool:
    """The narrowest first: what one limit refuses uses nothing up of those that more people share."""
    return all(count(one) for one in limits)


def _mailbox(email: str) -> str:
    """ann+1@… and ann+2@… are one person's."""
    name, _, domain = email.rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def _shared(what: str, partnership: Partnership, address: str) -> tuple[Limit, Limit]:
    most = settings.PUBLIC_LIMITS
    return (
        Limit(f"{what} address", network_of(address), most["address_an_hour"]),
        Limit(f"{what} partnership", str(partnership.pk), most["partnership_an_hour"]),
    )


app.task(mail_codes, name="hubs.mail_codes")
repeat("mail_codes", mail_codes, crontab())
repeat("forget_visits", forget, crontab(hour="2", minute="40"))
