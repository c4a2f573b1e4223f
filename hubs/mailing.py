"""Mails to whoever asked on the public page. They say that there is something, and nothing of what it is."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from ehm.rows.actor import Actor
from hubs import notices
from hubs.models import HelpRequest
from hubs.profile import profile_of

SUBJECTS = {
    notices.ASKED_BACK: "There is a question about your {}",
    notices.DECIDED: "There is an answer to your {}",
}


def tell_asker(*, request_id: int, kind: str, by: Actor) -> None:
    """A job: without the reference and the code, neither of which is in the mail, the link opens nothing."""
    request = HelpRequest.objects.visible_to(by).get(pk=request_id)
    called = profile_of(by.partnership).request
    link = f"{settings.SITE_URL}{reverse('hubs:public_follow', args=(by.partnership.slug,))}"
    body = render_to_string("hubs/mail/something_new.txt", {"subject": SUBJECTS[kind].format(called), "link": link})
    send_mail(SUBJECTS[kind].format(called), body, None, [request.requester_email])
