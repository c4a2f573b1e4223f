"""Who may do what with families and people. Whoever asks can see the family already."""

from cases.models import Access, AccessSource, Family, FamilyMember
from ehm.models import Partnership, Role
from ehm.rows.actor import Actor


def can_create_family(actor: Actor, partnership: Partnership) -> bool:
    """Everybody who works with families, in every agency. Auditors read; administrators never see a family."""
    return actor.writes_cases


def can_change_family(actor: Actor, family: Family) -> bool:
    """The team around the family keeps its people right together."""
    return actor.writes_cases


def can_protect_whereabouts(actor: Actor, family: Family) -> bool:
    """The lead agency and the hub of an open episode; while there is none, whoever wrote the family down."""
    return actor.writes_cases and (not family.has_episode or _is_near(actor, family))


def can_bring_into_another_family(actor: Actor, family: Family) -> bool:
    """Somebody of this family: its lead agency and hub, or whoever wrote it down before help began. A partner in the
    team reads for as long as they are in it, and keeps nobody's record by a family of their own."""
    if not actor.writes_cases:
        return False
    leading = [AccessSource.LEAD, AccessSource.AREA]
    return (
        not family.has_episode or Access.objects.held_by(actor).filter(family_id=family.pk, source__in=leading).exists()
    )


def can_change_whereabouts(actor: Actor, member: FamilyMember) -> bool:
    """Home, school and GP: the whole team, but of somebody protected only those who may know them."""
    if not can_change_family(actor, member.family):
        return False
    return not member.person.is_whereabouts_protected or can_protect_whereabouts(actor, member.family)


def can_read_record_log(actor: Actor, family: Family) -> bool:
    """Who opened the record: for auditors, in the database too."""
    return actor.is_(Role.AUDITOR)


def _is_near(actor: Actor, family: Family) -> bool:
    near = Access.objects.held_by(actor).filter(family_id=family.pk, is_open=True)
    return near.filter(source__in=[AccessSource.LEAD, AccessSource.AREA]).exists()
