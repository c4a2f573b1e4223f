"""Forgotten passwords. Whoever asks gets the same answer after the same work, whether or not the address is known: it
is written down, and the worker looks whose it is."""

import logging
from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.utils import user_pk_to_url_str
from celery.schedules import crontab
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from ehm.celery import app
from ehm.jobs.tasks import repeat
from ehm.models import ForgottenPassword

logger = logging.getLogger(__name__)
TRIED_FOR = timedelta(hours=1)
AT_ONCE = 200


def ask(email: str) -> None:
    ForgottenPassword.objects.create(email=email)
    transaction.on_commit(_ring, robust=True)


def _ring() -> None:
    app.send_task("ehm.answer_forgotten_passwords", ignore_result=True, retry=False)


def answer() -> int:
    """Write to those who have an account. A mail that fails is tried again each minute for an hour."""
    ForgottenPassword.objects.filter(asked_at__lt=timezone.now() - TRIED_FOR).delete()
    waiting = list(ForgottenPassword.objects.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_answered(pk) for pk in waiting)


def _answered(pk: int) -> bool:
    try:
        with transaction.atomic():
            asked = ForgottenPassword.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if asked is None:
                return False
            _mail(asked.email)
            asked.delete()
            return True
    except Exception as error:  # whatever a mail server can do wrong
        logger.error("password mail not sent: %s", type(error).__name__)
        return False


def _mail(email: str) -> None:
    for user in filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True):
        key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
        link = get_adapter().get_reset_password_from_key_url(key)
        body = render_to_string("ehm/mail/forgotten.txt", {"link": link})
        send_mail("Choose a new password", body, None, [user.email])


app.task(answer, name="ehm.answer_forgotten_passwords")
repeat("answer_forgotten_passwords", answer, crontab())
