"""What a meeting of the hub left: who was here, what was decided about each family, who does what by when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cases.profile import profile_of as words_of
from ehm.rows.actor import Actor
from hubs import to_do
from hubs.choices import MeetingStatus
from hubs.models import AgendaItem, HubMeeting, ItemDecision, MeetingAction, Present


@dataclass
class Family:
    """A family on the agenda. Without a `decision` the meeting did not reach it."""

    item: AgendaItem
    url: str = ""
    decision: ItemDecision | None = None
    level: str = ""
    actions: list[MeetingAction] = field(default_factory=list)


@dataclass(frozen=True)
class Minutes:
    meeting: HubMeeting
    panel: str
    here: Sequence[Present]
    decided: Sequence[Family]
    not_reached: Sequence[Family]
    by_agency: Sequence[tuple[str, Sequence[tuple[MeetingAction, str]]]]

    @property
    def is_over(self) -> bool:
        return self.meeting.status == MeetingStatus.ENDED


def minutes_of(meeting: HubMeeting, actor: Actor) -> Minutes:
    """All that `actor` may see of a meeting that was read through `visible_to`."""
    items = AgendaItem.objects.visible_to(actor).filter(meeting=meeting, removed_at=None).order_by("place", "pk")
    families = {one.pk: Family(one) for one in items}
    words, urls = words_of(actor.partnership), to_do.urls_of([one.item for one in families.values()], actor)
    decisions = ItemDecision.objects.visible_to(actor).filter(item__in=families)
    for decision in decisions.select_related("lead_agency", "lead", "recorded_by"):
        family = families[decision.item_id]
        family.decision, family.level = decision, words.level_name(decision.level, decision.level_band)
    actions = MeetingAction.objects.visible_to(actor).filter(item__in=families)
    found = list(actions.select_related("doer_agency", "doer").order_by("due_on", "pk"))
    for action in found:
        families[action.item_id].actions.append(action)
    for number, family in families.items():
        family.url = urls.get(number, "")
    here = Present.objects.visible_to(actor).filter(meeting=meeting).select_related("agency")
    every = list(families.values())
    return Minutes(
        meeting=meeting,
        panel=words.words.panel,
        here=_once(here.order_by("agency__name", "pk")),
        decided=[one for one in every if one.decision],
        not_reached=[one for one in every if not one.decision],
        by_agency=_by_agency(found, families),
    )


def _once(rows: Iterable[Present]) -> list[Present]:
    """Whoever went and came again was here once."""
    return list({one.agency_id: one for one in rows}.values())


def _by_agency(
    actions: Iterable[MeetingAction], families: dict[int, Family]
) -> list[tuple[str, list[tuple[MeetingAction, str]]]]:
    found: dict[str, list[tuple[MeetingAction, str]]] = defaultdict(list)
    for one in actions:
        found[one.doer_agency.name].append((one, families[one.item_id].item.family_name))
    return sorted(found.items())
