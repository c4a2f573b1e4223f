"""The morning's mail: counts only, each told once."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from cases.models import Person
from ehm.celery import app
from ehm.models import Membership, Notification
from standards.digest import send_digests
from tests import databases
from tests.cast import make_cast


def tell(membership, kind="standards.due_soon", subject="7KD4-Q2MX", hours_ago=2, **fields):
    raised_at = timezone.now() - timedelta(hours=hours_ago)
    with databases.as_owner():
        return Notification.objects.create(
            tenant_id=membership.tenant_id,
            membership=membership,
            kind=kind,
            subject=subject,
            raised_at=raised_at,
            **fields,
        )


def told(notification):
    with databases.as_owner():
        return Notification.objects.get(pk=notification.pk).mailed_at


def test_one_mail_with_counts_and_nobody_in_it(cast, settings):
    settings.SITE_URL = "https://ehm.northbridge.example"
    for number in range(3):
        tell(cast.practitioner, subject=f"SOON-{number}")
    tell(cast.practitioner, "standards.overdue", "LATE-1")
    tell(cast.practitioner, "standards.variation_agreed", "VARY-1")
    assert send_digests() == 1
    (message,) = mail.outbox
    assert message.to == ["practitioner@northbridge.example"]
    assert message.body.startswith("3 things are due soon, 1 is late, 1 message waits for you.")
    assert "https://ehm.northbridge.example" in message.body
    with databases.as_owner():
        people = Person.objects.values_list("given_name", "family_name")
        names = {name for pair in people for name in pair} | {
            member.display_name for member in Membership.objects.all()
        }
    written = f"{message.subject} {message.body}"
    references = [f"SOON-{number}" for number in range(3)] + ["LATE-1", cast.family.reference, "Northbridge"]
    assert [word for word in {*names, *references} if word in written] == []
    assert send_digests() == 0 and len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("kinds", "sentence"),
    [
        ([("standards.due_soon", "A")], "1 thing is due soon."),
        ([("standards.overdue", "A"), ("standards.overdue", "B")], "2 things are late."),
        ([("standards.due_soon", "A"), ("standards.overdue", "A")], "1 thing is late."),
        ([("other", "A"), ("other", "B")], "2 messages wait for you."),
    ],
)
def test_the_sentence(cast, kinds, sentence):
    for kind, subject in kinds:
        tell(cast.practitioner, kind, subject)
    send_digests()
    assert mail.outbox[0].body.splitlines()[0] == sentence


def test_who_gets_none(cast):
    with databases.as_owner():
        Membership.objects.filter(pk=cast.hub.pk).update(gets_digest=False)
        Membership.objects.filter(pk=cast.teacher.pk).update(ended_at=timezone.now())
        cast.head.user.is_active = False
        cast.head.user.save(update_fields=["is_active"])
    left = [tell(cast.hub), tell(cast.teacher), tell(cast.head)]
    left.append(tell(cast.manager, read_at=timezone.now()))
    left.append(tell(cast.manager, hours_ago=24 * 8))
    assert send_digests() == 0 and mail.outbox == []
    assert [told(one) for one in left] == [None] * 5
    tell(cast.practitioner)
    assert send_digests() == 1


def test_a_mail_that_fails_loses_no_other_and_is_tried_again(cast, monkeypatch):
    kept = [tell(cast.manager), tell(cast.practitioner), tell(cast.stranger)]
    really_send = EmailMessage.send

    def send(message, *args, **kwargs):
        if message.to == ["practitioner@northbridge.example"]:
            raise ConnectionRefusedError("practitioner@northbridge.example")
        return really_send(message, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", send)
    assert send_digests() == 2
    assert [told(one) is not None for one in kept] == [True, False, True]
    monkeypatch.undo()
    assert send_digests() == 1
    assert sorted(message.to[0].split("@")[0] for message in mail.outbox) == ["manager", "practitioner", "practitioner"]


def test_weekdays_at_half_past_six():
    when = app.conf.beat_schedule["digest"]["schedule"]
    assert (when.hour, when.minute, when.day_of_week) == ({6}, {30}, {1, 2, 3, 4, 5})


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_mail_nobody_twice():
    cast = make_cast()
    members = [cast.manager, cast.practitioner, cast.hub, cast.teacher, cast.head, cast.stranger]
    for member in members:
        for number in range(5):
            tell(member, subject=f"SOON-{number}")
    together, sent = threading.Barrier(3), []

    def run():
        together.wait()
        sent.append(send_digests())
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sum(sent) == len(mail.outbox) == len(members)
    assert {message.to[0] for message in mail.outbox} == {member.user.email for member in members}
    assert {message.body.splitlines()[0] for message in mail.outbox} == {"5 things are due soon."}
