"""Meetings as a calendar shows them: when, and a link to sign in; neither with whom nor where."""

from __future__ import annotations

from django.urls import reverse

from ehm.ics import Entry
from plans.lifecycle import MeetingStatus
from plans.models import Meeting


def entry_of(meeting: Meeting) -> Entry:
    return Entry(
        uid=meeting.reference,
        title="Meeting",
        at=meeting.starts_at,
        path=reverse("plans:meeting", args=(meeting.reference,)),
        changed_at=meeting.cancelled_at or meeting.written_at or meeting.recorded_at,
        version=meeting.version,
        is_cancelled=meeting.status in (MeetingStatus.CANCELLED, MeetingStatus.NOT_HELD),
    )
