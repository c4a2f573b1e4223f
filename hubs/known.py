"""A request about early help that runs, with everything filled in that its record knows (R051)."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from assessments.family import family_now
from cases.choices import AgreementKind, Relation
from cases.family_map import age_in_words
from cases.models import Address, Agreement, Episode, GpRegistration, Person, Relationship, SchoolPlace, TeamAgency
from ehm.rows.actor import Actor
from hubs.forms.requests import Known
from plans.models import Stuck


def known_of(episode: Episode, actor: Actor) -> Known:
    """Of an episode that was read through `visible_to`; only what `actor` may see. The same queries however many
    people there are."""
    family = family_now(episode)
    children = list(family.children)
    adults = [one for one in family.people if not one.is_child]
    places = SchoolPlace.objects.visible_to(actor).current().filter(family=episode.family)
    schools = {one.person_id: one.school_name for one in places}
    relations: dict[int, str] = defaultdict(str)
    for one in Relationship.objects.within([episode.family]).filter(relative__in=children).order_by("-pk"):
        relations[one.person_id] = one.relation
    initial: dict[str, Any] = {}
    lines: dict[str, str] = {}
    for number, child in enumerate(children):
        school = schools.get(child.pk, "")
        initial |= _of("child", number, _child(child, school))
        lines[f"child-{number}"] = _line(child.name, age_in_words(child), school)
    for number, adult in enumerate(adults):
        relation = relations[adult.pk]
        initial |= _of("adult", number, _adult(adult, relation))
        lines[f"adult-{number}"] = _line(adult.name, Relation(relation).label.lower() if relation else "")
    team = TeamAgency.objects.within([episode]).filter(ended_at=None).select_related("agency", "worker")
    helpers = list(team.order_by("agency__name"))
    for number, helper in enumerate(helpers):
        name = helper.worker.display_name if helper.worker else helper.agency.name
        initial |= _of("helper", number, {"name": name, "agency_name": helper.agency.name})
        lines[f"helper-{number}"] = _line(name, helper.agency.name if helper.worker else "")
    initial |= _home(episode, actor) | _agreed(episode) | _stuck(episode)
    counts = {"child": len(children), "adult": len(adults), "helper": len(helpers)}
    return Known(episode.area, initial, counts, lines)


def _line(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _of(name: str, number: int, said: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}-{number}-{key}": value for key, value in said.items()}


def _child(one: Person, school: str) -> dict[str, Any]:
    return {
        "given_name": one.given_name,
        "family_name": one.family_name,
        "is_unborn": one.kind == "unborn",
        "born_on": one.date_of_birth or one.expected_on,
        "sex": one.sex,
        "school": school,
        "nhs_number": one.nhs_number,
    }


def _adult(one: Person, relation: str) -> dict[str, Any]:
    return {
        "given_name": one.given_name,
        "family_name": one.family_name,
        "relation": relation,
        "born_on": one.date_of_birth,
        "phone": one.phone,
        "first_language": one.first_language,
        "nhs_number": one.nhs_number,
        "ni_number": one.ni_number,
    }


def _home(episode: Episode, actor: Actor) -> dict[str, Any]:
    homes = Address.objects.visible_to(actor).current().filter(family=episode.family)
    home = homes.order_by("-started_on", "-pk").first()
    gp = GpRegistration.objects.visible_to(actor).current().filter(family=episode.family).order_by("-pk").first()
    found: dict[str, Any] = {"gp": gp.practice_name if gp else ""}
    if home is not None:
        found |= {"address": home.lines, "postcode": home.postcode, "is_address_protected": home.is_protected}
    return found


def _agreed(episode: Episode) -> dict[str, Any]:
    given = Agreement.objects.within([episode]).filter(kind=AgreementKind.EARLY_HELP, is_given=True, withdrawn_on=None)
    agreed = given.select_related("person").order_by("-agreed_on", "-pk").first()
    return {"agreed_by": agreed.person.name} if agreed else {}


def _stuck(episode: Episode) -> dict[str, Any]:
    """What was written when help did not move, where it was; and who leads."""
    now = Stuck.objects.within([episode]).filter(ended_at=None).first()
    lead = episode.lead.display_name if episode.lead else episode.lead_agency.name
    found = {"involvement": f"{lead} leads early help for the family."}
    if now is not None:
        found |= {"worries": f"{now.get_because_display()}. {now.tried}", "wanted": now.wants}
    return found
