"""Who is working with this child: one answer from everything that says so, as far as the reader sees each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils import timezone

from assessments.lifecycle import Status
from assessments.models import Assessment, Professional
from cases.family_map import age_in_words
from cases.lifecycle import RUNNING
from cases.models import (
    Episode,
    Family,
    FamilyMember,
    GpRegistration,
    KeyAgencyNote,
    LeadAllocation,
    Person,
    SchoolPlace,
    TeamAgency,
)
from cases.search import Known, known_children
from ehm.rows.actor import Actor
from ehm.words import day
from hubs.models import Helper, HelpRequest

MOST_BEFORE = 20


@dataclass(frozen=True)
class Involved:
    """An agency and its worker; `still_true` says when somebody last said so, '' where nobody is asked."""

    agency: str
    worker: str
    role: str
    phone: str
    since: date | None
    source: str
    source_url: str = ""
    still_true: str = ""
    until: date | None = None


@dataclass
class Answer:
    """`known`: whom to ask; `person` only where the record may be opened."""

    known: Known
    person: Person | None = None
    families: list[Family] = field(default_factory=list)
    now: list[Involved] = field(default_factory=list)
    before: list[Involved] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.person.name if self.person else self.known.name

    @property
    def about(self) -> str:
        if self.person is None:
            return self.known.age_in_words
        return f"aged {age_in_words(self.person)}" if self.person.age is not None else age_in_words(self.person)


def involved_with(reference: str, actor: Actor) -> Answer | None:
    """Of one child, in the same number of queries however many help; None where `actor` may not even know of them.
    Each row is read through the wall that the record's own page reads it through."""
    found = known_children(reference)
    if not found:
        return None
    answer = Answer(found[0])
    answer.person = Person.objects.visible_to(actor).filter(pk=answer.known.person_id).first()
    notes = KeyAgencyNote.objects.visible_to(actor).filter(person_id=answer.known.person_id).select_related("agency")
    if answer.person is not None:
        _from_the_record(answer, answer.person, actor)
    for note in notes.order_by("-started_on", "-pk"):
        (answer.now if note.is_current else answer.before).append(_of_note(note))
    answer.before = sorted(answer.before, key=lambda one: one.until or date.min, reverse=True)[:MOST_BEFORE]
    return answer


def _from_the_record(answer: Answer, person: Person, actor: Actor) -> None:
    members = FamilyMember.objects.visible_to(actor).current().filter(person=person).select_related("family")
    answer.families = [one.family for one in members.order_by("family_id")]
    episodes = list(
        Episode.objects.visible_to(actor)
        .filter(family__in=answer.families)
        .select_related("lead", "lead_agency", "area")
        .order_by("-pk")
    )
    running = [one for one in episodes if one.status in RUNNING]
    leading = LeadAllocation.objects.within(running).filter(ended_at=None)
    since = {one.episode_id: timezone.localdate(one.agreed_at or one.allocated_at) for one in leading}
    for episode in episodes:
        (answer.now if episode.status in RUNNING else answer.before).append(_of_lead(episode, since.get(episode.pk)))
    _team(answer, episodes)
    _places(answer, person, actor)
    _written(answer, running, actor)


def _of_lead(episode: Episode, since: date | None) -> Involved:
    """Whoever leads; of help that nobody leads yet, the hub that looks for somebody."""
    url = reverse("cases:episode", args=(episode.reference,))
    until = timezone.localdate(episode.closed_at) if episode.closed_at else None
    if episode.lead is None:
        role = "Led the help" if until else "Nobody leads yet"
        return Involved(episode.area.name, "", role, episode.area.phone, None, "Early help", url, until=until)
    agency, lead = episode.lead_agency, episode.lead
    role = "Led the help" if until else "Leads the help"
    started = since or (timezone.localdate(episode.opened_at) if episode.opened_at else None)
    phone = lead.work_phone or agency.phone
    return Involved(agency.name, lead.display_name, role, phone, started, "Early help", url, until=until)


def _team(answer: Answer, episodes: Iterable[Episode]) -> None:
    rows = TeamAgency.objects.within(episodes).select_related("agency", "worker", "episode")
    for row in rows.order_by("-started_at", "-pk"):
        url = reverse("cases:sharing", args=(row.episode.reference,))
        ended = row.ended_at or row.episode.closed_at
        one = Involved(
            row.agency.name,
            row.worker.display_name if row.worker else "",
            row.helps_with or "In the team around the family",
            (row.worker.work_phone if row.worker else "") or row.agency.phone,
            timezone.localdate(row.started_at),
            "Team around the family",
            url,
            until=timezone.localdate(ended) if ended else None,
        )
        (answer.before if ended else answer.now).append(one)


def _places(answer: Answer, person: Person, actor: Actor) -> None:
    url = reverse("cases:people", args=(answer.families[0].reference,)) if answer.families else ""
    source = "The family’s record"
    schools = SchoolPlace.objects.visible_to(actor).current().filter(person=person).select_related("school")
    for place in schools:
        phone = place.school.phone if place.school else ""
        answer.now.append(Involved(place.school_name, "", "School", phone, place.started_on, source, url))
    practices = GpRegistration.objects.visible_to(actor).current().filter(person=person).select_related("practice")
    for one in practices:
        phone = one.practice.phone if one.practice else ""
        answer.now.append(Involved(one.practice_name, "", "GP practice", phone, one.started_on, source, url))


def _written(answer: Answer, running: list[Episode], actor: Actor) -> None:
    """Whom the assessment, or whoever asked for help, named as helping now."""
    papers = Assessment.objects.visible_to(actor).filter(episode__in=running).exclude(status=Status.WITHDRAWN)
    latest: dict[int, Assessment] = {}
    for paper in papers.not_withheld().order_by("pk"):
        latest[paper.episode_id] = paper
    urls = {one.pk: reverse("assessments:read", args=(one.reference,)) for one in latest.values()}
    rows = Professional.objects.within(latest.values(), actor).kept().order_by("pk")
    for row in rows:
        if row.name or row.works_for:
            one = Involved(
                row.works_for, row.name, row.role or "Helps the family", row.phone, row.started_on,
                "Assessment", urls[row.assessment_id], until=row.ended_on,
            )  # fmt: skip
            (answer.before if row.ended_on and row.ended_on <= timezone.localdate() else answer.now).append(one)
    asked = list(HelpRequest.objects.visible_to(actor).filter(episode__in=running))
    of = {one.pk: one for one in asked}
    for helper in Helper.objects.within(asked).order_by("request_id", "position"):
        request = of[helper.request_id]
        url = reverse("hubs:request", args=(request.reference,))
        on = timezone.localdate(request.asked_at)
        said = f"Named {day(on)}"
        answer.now.append(
            Involved(helper.agency_name, helper.name, "Helps already", "", None, "Request for help", url, said)
        )


def _of_note(note: KeyAgencyNote) -> Involved:
    confirmed = timezone.localdate(note.confirmed_at or note.recorded_at)
    still = f"Said {day(confirmed)}" if not note.asks_whether_still_true else f"Not said again since {day(confirmed)}"
    return Involved(
        note.agency.name,
        note.practitioner_name,
        note.area_of_support,
        note.work_phone,
        note.started_on,
        "Key agency note",
        still_true=still if note.is_current else "",
        until=note.ended_on,
    )
