"""Notifications of this app, in words; which families, only for whoever may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.urls import reverse

from assessments.models import Assessment
from cases.models import Episode
from ehm import notifications
from ehm.models import Membership, Notification, Role
from ehm.rows.actor import Actor

SUBMITTED, RETURNED, AUTHORISED = "assessments.submitted", "assessments.returned", "assessments.authorised"
ASKED_TO_HELP = "assessments.asked_to_help"


def who_decides(episode: Episode, by: Actor) -> list[Membership]:
    """The line manager of whoever leads; without one, the managers of the area and of the lead agency."""
    managers = Membership.objects.filter(tenant_id=by.tenant_id, role=Role.MANAGER, ended_at=None)
    near = Q(area_id=episode.area_id) | Q(area_id=None, agency_id=episode.lead_agency_id)
    others = managers.filter(near).exclude(user_id=by.user.pk)
    if episode.lead is None:
        return list(others)
    others = others.exclude(user_id=episode.lead.user_id)
    above = others.filter(pk=episode.lead.line_manager_id).first()
    return [above] if above is not None else list(others)


@notifications.declare(SUBMITTED, RETURNED, AUTHORISED)
def of_assessments(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    seen = Assessment.objects.visible_to(actor).not_withheld().filter(reference__in={one.subject for one in raised})
    found = {one.reference: one for one in seen.select_related("episode__family", "submitted_by")}
    said = {}
    for one in raised:
        assessment = found.get(one.subject)
        if assessment is None:
            continue
        family = assessment.episode.family.name
        who = assessment.submitted_by.display_name if assessment.submitted_by else "Somebody"
        sentence, page = {
            SUBMITTED: (f"{who} submitted an assessment: {family}", "assessments:decision"),
            RETURNED: (f"The assessment was returned with comments: {family}", "assessments:assessment"),
            AUTHORISED: (f"The assessment was authorised: {family}", "assessments:assessment"),
        }[one.kind]
        said[one.pk] = sentence, reverse(page, args=(assessment.reference,))
    return said


@notifications.declare(ASKED_TO_HELP)
def of_episodes(actor: Actor, raised: Sequence[Notification]) -> Mapping[int, tuple[str, str]]:
    seen = Episode.objects.visible_to(actor).filter(reference__in={one.subject for one in raised})
    names = dict(seen.values_list("reference", "family__name"))
    return {
        one.pk: (f"Your agency is asked to help: {names[one.subject]}", reverse("cases:episode", args=(one.subject,)))
        for one in raised
        if one.subject in names
    }
