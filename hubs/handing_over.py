"""What a request knows for the handover to whoever leads the early help that came of it. The hub takes out what they
need not know."""

from __future__ import annotations

from collections.abc import Mapping

from cases import handing_over
from cases.models import Episode, SharingExclusion
from ehm.rows.actor import Actor
from hubs import kept_out
from hubs.models import Discussion, Helper, HelpRequest


@handing_over.ask
def from_request(episode: Episode, actor: Actor) -> Mapping[str, str]:
    """Worries and wishes in the words of whoever asked; what the hub agreed to do when it talked the request over."""
    row = HelpRequest.objects.visible_to(actor).filter(episode=episode).order_by("pk").first()
    if row is None:
        return {}
    talked = Discussion.objects.visible_to(actor).filter(request=row).exclude(actions="")
    latest = talked.order_by("-held_on", "-pk").first()
    asked_by = ", ".join(filter(None, (row.requester_name, row.requester_agency, row.requester_phone)))
    kept = _kept_from(episode)
    named = Helper.objects.within([row]).order_by("position").values_list("name", "agency_name")
    helpers = [one for one in named if not kept & {part.strip().casefold() for part in one}]
    protected = ["The home address is protected."] if row.is_address_protected else []
    said = kept_out.named([row.pk], actor).get(row.pk, [])
    return {
        "agreed": f"Worries: {row.worries}\n\nWanted: {row.wanted}",
        "first": latest.actions if latest else "",
        "talk_to": "\n".join([f"{asked_by} (asked for help)", *(", ".join(filter(None, one)) for one in helpers)]),
        "careful": "\n".join([*protected, *(f"Not to be shared with: {one}" for one in said)]),
    }


def _kept_from(episode: Episode) -> set[str]:
    """What those are called whom the family keeps from its early help: nobody is told to speak with them."""
    limits = SharingExclusion.objects.within([episode]).filter(lifted_at=None).select_related("agency", "worker")
    names = (one.agency.name if one.agency else one.worker.display_name for one in limits if one.agency or one.worker)
    return {name.casefold() for name in names}
