"""Why somebody may or may not open a record. Facts come from the owner's connection, the verdict from both walls."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.utils.timezone import localtime

from cases.models import Access, AccessSource, Episode, Family, FamilyMember, Person
from ehm.models import Membership, User
from ehm.rows.actor import Actor, as_actor, memberships_of
from ehm.rows.context import acting
from ehm.rows.roles import TENANT
from ehm.words import day

REASONS = {
    AccessSource.LEAD: "their agency leads episode {}",
    AccessSource.AREA: "episode {} is in their area",
    AccessSource.GRANT: "their agency is in the team around the family of episode {}",
}


def find(reference: str, *, using: str) -> list[Any]:
    """Every record with this reference, of any kind and partnership."""
    found: list[Any] = []
    for model in apps.get_models():
        has_reference = any(field.name == "reference" for field in model._meta.concrete_fields)
        manager: Any = getattr(model, "objects", None)
        if has_reference and hasattr(manager, "visible_to"):
            found += manager.using(using).filter(reference=reference)
    return found


def explain(email: str, reference: str, *, using: str = "owner") -> Iterator[str]:
    """One sentence a line. `using` is the connection that sees all facts."""
    user = User.objects.using(using).filter(email=email.strip().lower()).first()
    if user is None:
        yield f"Nobody signs in as {email}."
        return
    if not user.is_active:
        yield "The account is switched off: it opens nothing."
        return
    if user.is_platform_admin:
        yield "The account sets up partnerships: it opens no record of any of them."
        return
    ended = Membership.objects.using(using).filter(user=user).exclude(ended_at=None).select_related("agency")
    for place in ended:
        assert place.ended_at
        yield f"Their place in {place.agency} ended on {day(localtime(place.ended_at))}."
    places = memberships_of(user)
    if not places:
        yield "They have no place in any agency now: they open nothing."
    records = find(reference.strip().upper(), using=using)
    if not records:
        yield f"No record has the reference {reference}."
    for record in records:
        for place in places:
            yield from _of(record, as_actor(place), using)


def _of(record: Any, actor: Actor, using: str) -> Iterator[str]:
    kind = record._meta.verbose_name
    who = f"As {actor.membership.get_role_display().lower()} of {actor.membership.agency}"
    with acting(actor, read_only=True):
        model = type(record)
        in_django = actor.reads_cases or model._meta.app_label == "ehm"
        if in_django:
            in_django = model.objects.visible_to(actor).filter(pk=record.pk).exists()
            in_postgresql = model.objects.filter(pk=record.pk, tenant_id=record.tenant_id).exists()
        else:
            in_postgresql = False  # the role has no right on the table at all
    yield f"{who}: {'may' if in_django else 'may not'} open this {kind}, because {_because(record, actor, using)}."
    if in_django != in_postgresql:
        yield f"The two walls differ: PostgreSQL {'shows' if in_postgresql else 'hides'} it. Report this."


def _because(record: Any, actor: Actor, using: str) -> str:
    if record.tenant_id != actor.tenant_id:
        return "it belongs to another partnership"
    if record._meta.app_label == "ehm":
        return "everybody in the partnership may look it up"
    if not actor.reads_cases:
        return "administrators read no case"
    families, episodes = _place_of(record, using)
    rows = Access.objects.using(using).filter(tenant_id=record.tenant_id)
    rows = rows.filter(episode_id__in=episodes) if episodes else rows.filter(family_id__in=families)
    references = dict(
        Episode.objects.using(using).filter(pk__in=[row.episode_id for row in rows]).values_list("pk", "reference")
    )
    kept = set(getattr(record, "excluded", ())).union(*(row.excluded for row in rows)) & set(actor.exclusion_keys)
    if kept:
        whom = "them by name" if any(key.startswith("user:") for key in kept) else "their agency"
        return f"the family keeps it from {whom}"
    if actor.scope == TENANT:
        return "auditors read the whole partnership"
    if record._meta.label == "cases.KeyAgencyNote":
        return _because_of_a_note(record, actor)
    mine = [row for row in rows if row.principal_id in actor.principals]
    if mine:
        said = [REASONS[AccessSource(row.source)].format(references.get(row.episode_id, "")) for row in mine]
        protected = ". It is a protected place" if getattr(record, "is_protected", False) else ""
        return " and ".join(sorted(set(said))) + protected
    if not rows:
        return _before_sharing(record, families, actor, using)
    return "their agency does not lead it, is not in its team, and its area is not theirs"


def _because_of_a_note(note: Any, actor: Actor) -> str:
    if not note.is_protected:
        return "key agency notes are for the whole partnership"
    if note.agency_id in actor.agencies:
        return "it is their own agency's note"
    return "the child's whereabouts are protected: only the lead agency and the area of an open episode read the note"


def _before_sharing(record: Any, families: list[int], actor: Actor, using: str) -> str:
    makers = Family.objects.using(using).filter(pk__in=families).values_list("created_by_agency_id", "area_id")
    found = [*makers, (getattr(record, "created_by_agency_id", None), None)]
    if any(agency in actor.agencies for agency, _ in found):
        return "their agency recorded it and no episode exists yet"
    if any(area in actor.areas for _, area in found if area):
        return "it is in their area and no episode exists yet"
    return "another agency recorded it and no episode exists yet"


def _place_of(record: Any, using: str) -> tuple[list[int], list[int]]:
    """(families, episodes) through which a record is reached; episodes are empty where any of the family will do."""
    match record:
        case Family():
            return [record.pk], []
        case Episode():
            return [record.family_id], [record.pk]
        case Person():
            members = FamilyMember.objects.using(using).filter(tenant_id=record.tenant_id, person=record)
            return list(members.values_list("family_id", flat=True)), []
    if getattr(record, "episode_id", None):
        episode = Episode.objects.using(using).filter(pk=record.episode_id).values_list("family_id", flat=True)
        return list(episode), [record.episode_id]
    if getattr(record, "family_id", None):
        return [record.family_id], []
    return _place_of(Person.objects.using(using).get(pk=record.person_id), using)
