"""A list of step-downs and diversions: kept while it is looked at, taken in once, or thrown away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from ehm import notifications
from ehm.actions import Refused
from ehm.models import Area, AreaPostcode
from ehm.permissions import require
from ehm.postcodes import prefixes
from ehm.rows.actor import Actor
from hubs import notices
from hubs.actions.requests import Asked, Requester, write_request
from hubs.choices import CameBy, Diversion
from hubs.lists import Row, as_text, read
from hubs.models import HelpRequest, UploadedList
from hubs.permissions import can_take_in_lists
from hubs.profile import profile_of

LOCK = "hubs.take_in_list"


@dataclass
class Checked:
    """The rows of a list, and which of them can be taken in: `area` by line."""

    rows: list[Row]
    areas: dict[int, Area] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.problems and row.number not in self.taken]


@transaction.atomic
def keep_list(*, name: str, data: bytes, by: Actor) -> UploadedList:
    """Kept as text for whoever uploaded it; one that they had before is gone. Refused where it is no such list."""
    require(can_take_in_lists, by, None)
    content = as_text(data)
    _read(content, by)
    kept, _ = UploadedList.objects.update_or_create(
        tenant_id=by.tenant_id,
        membership=by.membership,
        defaults={"name": name[:120], "content": content, "uploaded_at": timezone.now()},
    )
    return kept


@transaction.atomic
def throw_away_list(*, by: Actor) -> None:
    """Nothing of it was taken in, and nothing of it stays."""
    require(can_take_in_lists, by, None)
    own_list(by).delete()


@transaction.atomic
def take_in_list(*, by: Actor) -> list[HelpRequest]:
    """Every row that is right and not taken in already becomes a request of the hub of its area, in one step. The same
    list twice takes nothing in twice."""
    require(can_take_in_lists, by, None)
    with connection.cursor() as cursor:  # two people with the same list take turns
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [LOCK, by.tenant_id])
    kept = own_list(by).select_for_update().first()
    if kept is None:
        raise Refused("The list was taken in or thrown away already.")
    checked = check_list(kept, by)
    if not checked.good:
        raise Refused("No family of this list can be taken in.")
    requests = [
        write_request(
            asked=_asked(row, checked.areas[row.number]), came_by=CameBy.LIST, list_reference=row.reference, by=by
        )
        for row in checked.good
    ]
    _tell(requests, by)
    kept.delete()
    return requests


def own_list(by: Actor) -> QuerySet[UploadedList]:
    return UploadedList.objects.filter(tenant_id=by.tenant_id, membership=by.membership)


def check_list(kept: UploadedList, by: Actor) -> Checked:
    """In the same number of queries however long it is."""
    checked = Checked(_read(kept.content, by))
    _find_areas(checked, by)
    for diversion in (Diversion.STEP_DOWN, Diversion.MASH):
        asked = {row.reference: row.number for row in checked.rows if row.diversion == diversion and row.reference}
        with connection.cursor() as cursor:
            cursor.execute("SELECT hubs_taken_in(%s, %s)", [diversion.value, list(asked)])
            checked.taken |= {asked[reference] for reference in cursor.fetchone()[0]}
    return checked


def _read(content: str, by: Actor) -> list[Row]:
    return read(content, today=timezone.localdate(), needs_agreement=profile_of(by.partnership).needs_agreement)


def _find_areas(checked: Checked, by: Actor) -> None:
    """By name where the list says one, else by the longest start of the postcode."""
    by_name = {one.name.lower(): one for one in Area.objects.filter(tenant_id=by.tenant_id, ended_at=None)}
    starts = AreaPostcode.objects.filter(tenant_id=by.tenant_id, area__ended_at=None).select_related("area")
    reached = {one.prefix: one.area for one in starts}
    for row in checked.rows:
        named = row.cell("area").lower()
        found = by_name.get(named) if named else _reached(row.postcode, reached)
        if found is not None:
            checked.areas[row.number] = found
        elif named:
            row.problems.append("Area must be one of this partnership, by its whole name")
        elif row.postcode:
            row.problems.append("No area reaches this postcode: name the area")
        elif not row.cell("postcode"):
            row.problems.append("Say the postcode, or the area")


def _reached(postcode: str, reached: dict[str, Area]) -> Area | None:
    found = [start for start in prefixes(postcode) if start in reached] if postcode else []
    return reached[max(found, key=len)] if found else None


def _asked(row: Row, area: Area) -> Asked:
    assert row.asked_on is not None, "a row without a day has a problem"
    morning = timezone.make_aware(datetime.combine(row.asked_on, time(9)))
    return Asked(
        requester=Requester(row.cell("sent by"), row.cell("team"), row.cell("telephone"), row.cell("e-mail")),
        asked_at=min(morning, timezone.now()),
        diversion=row.diversion,
        agreed_by=row.cell("agreed by"),
        agreed_on=row.agreed_on,
        people=row.people,
        helpers=[],
        limits=[],
        prompts=[],
        area=area,
        area_reason="The list named it." if row.cell("area") else "",
        words={
            "gp": row.cell("gp practice"),
            "address": row.cell("address"),
            "postcode": row.postcode,
            "is_address_protected": row.is_protected,
            "involvement": "",
            "worries": row.cell("why help is wanted"),
            "strengths": row.cell("what is working well"),
            "wanted": row.cell("what should happen next"),
            "before": row.cell("what was done"),
        },
    )


def _tell(requests: Iterable[HelpRequest], by: Actor) -> None:
    """Each hub once, its coordinators among them, however many families came."""
    of_area: dict[int, list[HelpRequest]] = defaultdict(list)
    for one in requests:
        of_area[one.area_id].append(one)
    for came in of_area.values():
        notifications.notify(notices.who_works_there(came[0], by), notices.FROM_LIST, subject=came[0].reference, by=by)
