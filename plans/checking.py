"""Minutes as the checks of a good meeting look at them (plans/quality_of_meetings.py): as they stand, or as typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from django.utils import timezone

from cases.choices import FamilyRole, Origin, PersonKind
from cases.models import FamilyMember, TeamAgency
from ehm.rows.actor import Actor
from plans.actions.minutes import MINUTES, Said
from plans.choices import Attended, MeetingKind
from plans.intervals import most_days
from plans.lifecycle import MeetingStatus
from plans.models import Feedback, Invitation, LaterScore, Meeting, Plan, Progress, Promise
from plans.quality_of_meetings import Checked, still_missing
from plans.ways_out import step_down_of

HEARD = (Attended.ATTENDED, Attended.REPORT)


class Looked:
    """What one meeting's minutes still lack, for whoever runs it. It was read through `visible_to`."""

    def __init__(self, meeting: Meeting, invited: Sequence[Invitation], plan: Plan | None, actor: Actor) -> None:
        self.meeting, self.invited, self.plan, self.actor = meeting, invited, plan, actor

    def as_it_stands(self) -> list[str]:
        said = Said(
            starts_at=self.meeting.starts_at,
            minutes={name: getattr(self.meeting, name) for name in MINUTES},
            attended={one.pk: one.attended for one in self.invited},
            heard_how={one.pk: one.heard_how for one in self.invited},
        )
        progress = Progress.objects.within([self.plan] if self.plan else [], self.actor).kept()
        rows = list(progress.filter(meeting=self.meeting))
        is_scored = any(one.score is not None for one in rows) or (
            LaterScore.objects.within([self.meeting.episode], self.actor).kept().filter(meeting=self.meeting).exists()
        )
        decides = Promise.objects.visible_to(self.actor).kept().filter(meeting=self.meeting).exists()
        return self._look(said, is_scored, [one.made + one.in_the_way for one in rows], decides)

    def as_typed(self, said: Said, *, is_scored: bool, decides: bool) -> list[str]:
        found = list(said.found)
        scored = is_scored or any(one.score is not None for one in found)
        return self._look(said, scored, [one.made + one.in_the_way for one in found], decides)

    def _look(self, said: Said, is_scored: bool, tried: Iterable[str], decides: bool) -> list[str]:
        minutes, heard = said.minutes, self._heard(said)
        children = [one for one in self.family if one.person.kind == PersonKind.CHILD]
        kind = MeetingKind(self.meeting.kind)
        before = Meeting.objects.within([self.meeting.episode]).filter(status=MeetingStatus.HELD)
        reviews = before.filter(kind=MeetingKind.REVIEW).exclude(pk=self.meeting.pk)
        is_first = not reviews.filter(starts_at__lt=said.starts_at).exists()
        partnership, step_down = self.actor.partnership, step_down_of(self.meeting.episode)
        checked = Checked(
            kind=kind,
            on=timezone.localdate(said.starts_at),
            suits_family=self.meeting.family_asked_for,
            unheard_children=[one.person.short_name for one in children if one.person_id not in heard["person"]],
            has_children=bool(children),
            is_parent_there=any(
                one.person_id in heard["there"]
                for one in self.family
                if not one.person.is_child and one.role != FamilyRole.NETWORK
            ),
            unheard_agencies=[name for key, name in self.agencies.items() if key not in heard["agency"]],
            most_days=most_days(partnership, self.plan, is_first=is_first and kind != MeetingKind.REVIEW),
            decided=minutes["decided"] or ("yes" if decides else ""),
            is_scored=is_scored,
            tried=list(tried),
            is_first_review=is_first,
            has_stepped_down=step_down is not None or self.meeting.episode.origin == Origin.STEP_DOWN,
            was_step_down_used=step_down.was_used if step_down else None,
            is_feedback_asked=Feedback.objects.within([self.meeting.episode]).exists(),
            **{name: minutes[name] for name in ("childs_voice", "new_needs", "new_strengths", "outcome", "next_on")},
        )
        return list(still_missing(checked))

    def _heard(self, said: Said) -> dict[str, set[int | None]]:
        """Keys of people who were heard in any way, of those who were there, and of agencies."""
        found: dict[str, set[int | None]] = {"person": set(), "there": set(), "agency": set()}
        asked = [
            (one.person_id, one.from_agency, said.attended.get(one.pk, ""), said.heard_how.get(one.pk, ""))
            for one in self.invited
        ]
        came = [(one.person.pk if one.person else None, one.agency, one.attended, one.heard_how) for one in said.guests]
        for person, agency, attended, how in (*asked, *came):
            if attended in HEARD or how.strip():
                found["person"].add(person)
            if attended == Attended.ATTENDED:
                found["there"].add(person)
            if attended in HEARD and agency is not None:
                found["agency"].add(agency.pk)
        return found

    @cached_property
    def family(self) -> list[FamilyMember]:
        members = FamilyMember.objects.within([self.meeting.episode.family]).current()
        return list(members.select_related("person").order_by("pk"))

    @cached_property
    def agencies(self) -> dict[int, str]:
        """Those of the team, by key."""
        episode = self.meeting.episode
        team = TeamAgency.objects.visible_to(self.actor).filter(episode=episode, ended_at=None)
        return {row.agency_id: row.agency.name for row in team.select_related("agency").order_by("pk")}
