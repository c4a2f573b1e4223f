"""Notifications of meetings, in words; which families, only for whoever may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from ehm import notifications, words
from ehm.models import Notification
from ehm.rows.actor import Actor
from plans.guests import ANSWERED, CANCELLED, INVITED, MOVED
from plans.models import Meeting
from plans.profile import profile_of

SENTENCES = {
    INVITED: "You are asked to a meeting: {called}, {family}, {when}",
    MOVED: "A meeting moved to {when}: {called}, {family}",
    ANSWERED: "Somebody answered by link about a meeting: {called}, {family}, {when}",
    CANCELLED: "A meeting of {when} will not take place: {called}, {family}",
}


@notifications.declare(*SENTENCES)
def of_meetings(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    """As the meeting stands now: one that moved twice has one day."""
    seen = Meeting.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    found = {one.reference: one for one in seen.select_related("episode__family")}
    profile, said = profile_of(actor.partnership), {}
    for one in raised:
        meeting = found.get(one.subject)
        if meeting is not None:
            sentence = SENTENCES[one.kind].format(
                called=profile.called(meeting.kind),
                family=meeting.episode.family.name,
                when=words.moment(meeting.starts_at),
            )
            said[one.pk] = sentence, reverse("plans:meeting", args=(meeting.reference,))
    return said
