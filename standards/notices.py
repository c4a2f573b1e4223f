"""Notifications of this app, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from ehm import notifications
from ehm.models import Notification
from ehm.rows.actor import Actor
from standards.lines import with_records
from standards.models import Clock, ClockVariation
from standards.wording import Wording, asked

DUE_SOON, OVERDUE = "standards.due_soon", "standards.overdue"
ASKED, AGREED = "standards.variation_asked", "standards.variation_agreed"
REFUSED, ENDED = "standards.variation_refused", "standards.variation_ended"


@notifications.declare(DUE_SOON, OVERDUE)
def of_clocks(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    seen = Clock.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    found = list(seen.select_related("family", "person"))
    with_records([clock for clock in found if clock.episode_id is None], actor)
    clocks = {clock.reference: clock for clock in found}
    wording = Wording(actor.partnership)
    said = {}
    for one in raised:
        clock = clocks.get(one.subject)
        if clock is not None:
            verb = "is due" if one.kind == DUE_SOON else "was due"
            since = "" if clock.is_open else f" ({wording.left(clock)})"
            sentence = f"{asked(clock)}, {clock.about}: {verb} {wording.due(clock)}{since}"
            said[one.pk] = sentence, reverse("standards:clock", args=(clock.reference,))
    return said


@notifications.declare(ASKED, AGREED, REFUSED, ENDED)
def of_variations(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    seen = ClockVariation.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    found = {one.reference: one for one in seen.select_related("clock__family", "clock__person", "asked_by")}
    said = {}
    for one in raised:
        variation = found.get(one.subject)
        if variation is not None:
            about = f"{asked(variation.clock)}, {variation.clock.family.name}"
            sentence = {
                ASKED: f"{variation.asked_by.display_name} asks for more time: {about}",
                AGREED: f"More time was agreed: {about}",
                REFUSED: f"More time was not agreed: {about}",
                ENDED: f"Back to the standard's own time: {about}",
            }[one.kind]
            said[one.pk] = sentence, reverse("standards:variation", args=(variation.reference,))
    return said
