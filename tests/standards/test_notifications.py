"""What one was told: in words, opened once, and nobody else's."""

from django.urls import reverse

from ehm import notifications
from ehm.models import Notification
from standards.sweep import sweep
from tests import databases
from tests.cases.acting import acting_as
from tests.standards.test_keeping import allocate
from tests.standards.working import MONDAY, clock_of, days, queries, text_of

HERE = "/notifications/"


def late(monday):
    monday.traveller.move_to(MONDAY + days(9))
    sweep()


def unread_of(membership):
    with databases.as_owner():
        return Notification.objects.filter(membership=membership, read_at=None).count()


def test_a_sentence_for_each_and_a_count_in_the_header(monday, signed_in):
    late(monday)
    response = signed_in(monday.practitioner).get(HERE)
    text = text_of(response)
    assert "First contact, Reed family: was due Mon 9 Mar" in text and "not read" in text
    assert f"Notifications {unread_of(monday.practitioner)} not read" in text


def test_opening_one_reads_it_and_shows_the_clock(monday, signed_in):
    late(monday)
    client = signed_in(monday.practitioner)
    before = unread_of(monday.practitioner)
    chosen = next(one for one in client.get(HERE).context["notices"] if one.url)
    response = client.post(HERE, {"open": chosen.notification.pk})
    assert response.status_code == 302 and response.url == chosen.url
    assert unread_of(monday.practitioner) == before - 1
    client.post(HERE)
    assert unread_of(monday.practitioner) == 0 and "Mark all as read" not in text_of(client.get(HERE))


def test_nobody_opens_or_reads_anothers(monday, signed_in):
    late(monday)
    with databases.as_owner():
        theirs = Notification.objects.filter(membership=monday.practitioner).first()
    before = unread_of(monday.practitioner)
    for worker in (monday.hub, monday.stranger, monday.auditor):
        client = signed_in(worker)
        assert client.post(HERE, {"open": theirs.pk}).status_code == 404
        assert client.post(HERE, {"open": "x"}).status_code == 404
        client.post(HERE)
        assert "Reed" not in client.get(HERE).content.decode()
    assert unread_of(monday.practitioner) == before


def test_what_one_may_no_longer_open_says_nothing(monday, signed_in):
    allocate(monday, monday.school_episode, monday.teacher, by=monday.teacher)
    hidden = clock_of(monday.school_episode, "first_contact")
    with databases.as_owner():
        Notification.objects.create(
            tenant=monday.north,
            membership=monday.hub,
            kind="standards.overdue",
            subject=hidden.reference,
            raised_at=MONDAY,
        )
    text = text_of(signed_in(monday.hub).get(HERE))
    assert notifications.GONE in text and "Hale" not in text


def test_paged_without_counting(monday, signed_in):
    with databases.as_owner():
        for number in range(60):
            Notification.objects.create(
                tenant=monday.north,
                membership=monday.hub,
                kind="standards.overdue",
                subject=f"GONE-{number}",
                raised_at=MONDAY + days(number),
            )
    client = signed_in(monday.hub)
    pages = [client.get(f"{HERE}?older={number}").context["notices"] for number in range(4)]
    assert [len(page) for page in pages] == [25, 25, 10, 0]
    seen = [one.notification.subject for page in pages for one in page]
    assert seen == [f"GONE-{number}" for number in reversed(range(60))]
    assert queries(lambda: client.get(HERE)) == queries(lambda: client.get(f"{HERE}?older=2"))
    assert client.get(f"{HERE}?older=99999999").status_code == client.get(f"{HERE}?older=-1").status_code == 200


def test_telling_somebody_else_tells_each_once_and_never_oneself(monday):
    with acting_as(monday.practitioner) as actor:
        people = [monday.manager, monday.manager, monday.practitioner, monday.head]
        notifications.notify(people, "standards.variation_asked", subject="0000-0000", by=actor)
    with databases.as_owner():
        assert set(Notification.objects.values_list("membership_id", flat=True)) == {monday.manager.pk, monday.head.pk}
        assert Notification.objects.count() == 2


def test_administrators_are_told_things_too(monday, signed_in):
    assert signed_in(monday.admin).get(HERE).status_code == 200


def test_the_header_links_to_it(monday, signed_in):
    assert reverse("ehm:notifications") in signed_in(monday.partner).get("/").content.decode()
