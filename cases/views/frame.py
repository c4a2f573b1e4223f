"""What every page of a family has around it: who it is about, who leads, what to be careful of, where else to go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Value, When
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from cases.choices import EpisodeStatus
from cases.family_map import age_in_words
from cases.lifecycle import RUNNING
from cases.models import Episode, Family, FamilyMember, Person
from cases.permissions.contacts import can_record_contact
from cases.permissions.episodes import can_request_episode
from cases.profile import profile_of
from ehm.rows.actor import Actor, ActorRequest
from ehm.visibility import get_visible_or_404


@dataclass(frozen=True)
class Section:
    """A page of the family's record. `about` says whose reference its address carries: family or episode."""

    text: str
    url_name: str
    about: str = "family"


SECTIONS = (
    Section("Story", "cases:family"),
    Section("Early help", "cases:episode", "episode"),
    Section("Contacts", "cases:contacts", "episode"),
    Section("Assessment", "assessments:of_episode", "episode"),
    Section("Plan", "plans:of_episode", "episode"),
    Section("People", "cases:people"),
    Section("Sharing", "cases:sharing", "episode"),
    Section("Record log", "cases:record_log"),
)

_NOW_FIRST = Case(
    When(status=EpisodeStatus.OPEN, then=Value(0)),
    When(status=EpisodeStatus.REQUESTED, then=Value(1)),
    default=Value(2),
)
_STATUS_COLOURS = {EpisodeStatus.REQUESTED: "yellow", EpisodeStatus.CLOSED: "grey", EpisodeStatus.NOT_TAKEN_UP: "grey"}


def family_or_404(request: ActorRequest, reference: str) -> Family:
    """The family of the address. The middleware lets nobody come here who reads no cases; this asks again."""
    if not request.actor.reads_cases:
        raise PermissionDenied
    return get_visible_or_404(Family.objects.select_related("area", "created_by_agency"), request.actor, reference)


def family_frame(
    request: ActorRequest, family: Family, *, section: str = "", members: Iterable[FamilyMember] | None = None
) -> dict[str, Any]:
    """Context for templates/cases/_family_frame.html, in two queries. `section` is the current page's URL name where
    the address itself does not tell, such as a form below an episode; `members` are those of now, where the page has
    read them already."""
    actor = request.actor
    episodes = episodes_of(family, actor)
    episode = episodes[0] if episodes else None
    if members is None:
        members = FamilyMember.objects.within([family]).current().select_related("person").order_by("id")
    members = list(members)
    people = sorted((member.person for member in members), key=_children_first)
    children = [person for person in people if person.is_child]
    return {
        "family": family,
        "episode": episode,
        "episodes": episodes,
        "members": members,
        "people": people,
        "children": children,
        "identity": {
            "title": family.name,
            "reference": family.reference,
            "details": [*(f"{child.short_name}, {age_in_words(child)}" for child in children), *_lead(episode)],
            "tags": _tags(request, episode),
            "warnings": _warnings(episode, people),
        },
        "primary": _primary(request, family, episode),
        "sections": _sections(request, family, episode, section),
        "front_door_url": _front_door(request, episode),
    }


def episodes_of(family: Family, actor: Actor) -> list[Episode]:
    """Those that `actor` may see: the open one first, then the one asked for, then the latest."""
    seen = Episode.objects.visible_to(actor).filter(family=family).select_related("lead", "lead_agency", "area")
    return list(seen.order_by(_NOW_FIRST, "-requested_at", "-id"))


def url_or_nothing(url_name: str, *arguments: str) -> str:
    """An address, or nothing while the page it leads to is not part of this installation."""
    try:
        return reverse(url_name, args=arguments)
    except NoReverseMatch:
        return ""


def there_and_back(url_name: str, *arguments: str, back: str) -> str:
    """The address of a page that goes back to `back` when it is done."""
    return f"{reverse(url_name, args=arguments)}?{urlencode({'next': back})}"


def way_back(request: ActorRequest) -> str:
    """The page of ours that `there_and_back` named; '' for none, or for anything else."""
    named = request.GET.get("next", "")
    if not named.startswith("/") or not url_has_allowed_host_and_scheme(named, allowed_hosts=None):
        return ""
    try:
        resolve(named)
    except Resolver404:
        return ""
    return named


def _children_first(person: Person) -> tuple[bool, str]:
    """Children, the oldest first, then adults; whose age is not known comes after those of the same kind."""
    return not person.is_child, str(person.date_of_birth or person.expected_on or "9999")


def _lead(episode: Episode | None) -> list[str]:
    if episode is None:
        return []
    if episode.lead is None:
        return [f"With {episode.lead_agency.name}, no lead yet"]
    return [f"Led by {episode.lead.display_name}, {episode.lead_agency.name}"]


def _tags(request: ActorRequest, episode: Episode | None) -> list[dict[str, str]]:
    if episode is None:
        return [{"text": "No early help yet", "colour": "grey"}]
    profile = profile_of(request.actor.partnership)
    level = {"text": profile.level_tag(episode.level, episode.level_band), "colour": "turquoise"}
    if episode.is_open:
        return [level]
    status = EpisodeStatus(episode.status)
    return [level, {"text": status.label, "colour": _STATUS_COLOURS[status]}]


def _warnings(episode: Episode | None, people: list[Person]) -> list[str]:
    found = ["Protected address"] if any(person.is_whereabouts_protected for person in people) else []
    return [*found, "Family limits who may see this"] if episode is not None and episode.excluded else found


def _primary(request: ActorRequest, family: Family, episode: Episode | None) -> dict[str, str]:
    """The one thing to do from here: write down a contact, or ask for early help where there is none."""
    is_running = episode is not None and episode.status in RUNNING
    if episode is not None and is_running and can_record_contact(request.actor, episode):
        url, text = url_or_nothing("cases:record_contact", episode.reference), "Record a contact"
    elif not is_running and can_request_episode(request.actor, family):
        url, text = url_or_nothing("cases:new_episode", family.reference), "Ask for early help"
    else:
        return {}
    return {"url": url, "text": text} if url else {}


def _front_door(request: ActorRequest, episode: Episode | None) -> str:
    """Where anybody of the team writes down that they told the front door (R062): one step from every page."""
    return url_or_nothing("plans:front_door", episode.reference) if episode and request.actor.writes_cases else ""


def _sections(request: ActorRequest, family: Family, episode: Episode | None, current: str) -> list[dict[str, Any]]:
    found = []
    for section in SECTIONS:
        subject = family if section.about == "family" else episode
        url = url_or_nothing(section.url_name, subject.reference) if subject is not None else ""
        if url:
            found.append({"text": section.text, "url": url, "name": section.url_name})
    here = [item for item in found if request.path.startswith(item["url"])]
    by_path = max(here, key=lambda item: len(item["url"]))["name"] if here else ""
    return [item | {"current": item["name"] == (current or by_path)} for item in found]
