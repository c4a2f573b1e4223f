"""Who works in a partnership, where and as what."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from ehm import administration_log as log
from ehm import sessions
from ehm.actions import Refused, write
from ehm.jobs import outbox
from ehm.models import Agency, Area, Membership, Role
from ehm.models.organisations import AREA_ROLES, MANAGING_ROLES
from ehm.permissions import can_administer, require
from ehm.rows.actor import Actor
from ehm.rows.context import as_login

MAY_HAVE_AREA = AREA_ROLES | {Role.MANAGER}


@dataclass(frozen=True)
class Place:
    """Somebody's place in an agency, as a form gives it."""

    display_name: str
    role: Role
    area: Area | None = None
    line_manager: Membership | None = None
    job_title: str = ""
    work_phone: str = ""


def account_for(email: str, name: str) -> int:
    """The number of the account for an address, made if there is none; not even we are told which."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ehm_invite(%s, %s)", [email, name])
        return int(cursor.fetchone()[0])


def check_place(place: Place, tenant_id: int, of: Membership | None = None) -> None:
    """The rules of roles: who needs an area, who may manage whom, all of it inside one partnership."""
    role = Role(place.role)
    if role in AREA_ROLES and place.area is None:
        raise Refused(f"A {role.label.lower()} needs an area")
    if place.area and role not in MAY_HAVE_AREA:
        raise Refused(f"A {role.label.lower()} has no area")
    if place.area and (place.area.tenant_id != tenant_id or place.area.ended_at):
        raise Refused("Choose an area of this partnership")
    manager = place.line_manager
    if manager is None:
        return
    if manager.tenant_id != tenant_id or manager.ended_at or manager.role not in MANAGING_ROLES:
        raise Refused("Choose a line manager who is a manager in this partnership now")
    above: list[int | None] = []
    next_up: int | None = manager.pk
    while of and next_up and next_up not in above:
        if next_up == of.pk:
            raise Refused("Nobody can be their own line manager, not even through others")
        above.append(next_up)
        next_up = Membership.objects.of(tenant_id).values_list("line_manager_id", flat=True).get(pk=next_up)


@transaction.atomic
def invite(*, email: str, agency: Agency, place: Place, by: Actor) -> Membership:
    """Give somebody a place in an agency, and write to them how to sign in."""
    require(can_administer, by, by.partnership)
    if agency.tenant_id != by.tenant_id or agency.ended_at:
        raise Refused("Choose an agency of this partnership")
    check_place(place, by.tenant_id)
    user_id = account_for(email, place.display_name)
    if user_id == by.user.pk:
        raise Refused("You cannot give yourself another place. Ask another administrator")
    already = Membership.objects.visible_to(by).current().filter(user_id=user_id, agency=agency)
    if already.filter(role=place.role, area=place.area).exists():
        raise Refused(f"Somebody with this email address is a {place.role.label.lower()} of {agency.name} already")
    person = Membership.objects.create(
        tenant_id=by.tenant_id,
        user_id=user_id,
        agency=agency,
        area=place.area,
        role=place.role,
        line_manager=place.line_manager,
        display_name=place.display_name,
        job_title=place.job_title,
        work_phone=place.work_phone,
    )
    log.record(
        log.PERSON_INVITED,
        tenant_id=by.tenant_id,
        by=by,
        subject=person.reference,
        data={"name": person.display_name, "role": person.get_role_display().lower(), "agency": agency.name},
    )
    outbox.enqueue("ehm.invitations.send", by=by, membership_id=person.pk)
    return person


@transaction.atomic
def send_invitation(*, person: Membership, by: Actor) -> None:
    """Write to somebody again: the first mail was lost, or its link is too old."""
    require(can_administer, by, person.tenant)
    if person.ended_at:
        raise Refused(f"{person.display_name} has no access any more")
    data = {"name": person.display_name}
    log.record(log.INVITATION_SENT, tenant_id=by.tenant_id, by=by, subject=person.reference, data=data)
    outbox.enqueue("ehm.invitations.send", by=by, membership_id=person.pk)


@transaction.atomic
def change_person(*, person: Membership, place: Place, shown: str, by: Actor) -> None:
    """Change what somebody is called, does or may see. It holds from their very next page."""
    person = Membership.objects.select_for_update().get(tenant_id=by.tenant_id, pk=person.pk)
    require(can_administer, by, person.tenant)
    if person.ended_at:
        raise Refused(f"{person.display_name} has no access any more. Invite them again instead")
    if person.user_id == by.user.pk and (place.role, place.area) != (person.role, person.area):
        raise Refused("You cannot change your own role or area. Ask another administrator")
    check_place(place, by.tenant_id, of=person)
    changed = write(person, vars(place), shown=shown)
    if changed:
        data = {"name": person.display_name, "fields": changed}
        log.record(log.PERSON_CHANGED, tenant_id=by.tenant_id, by=by, subject=person.reference, data=data)


@transaction.atomic
def end_person(*, person: Membership, by: Actor) -> None:
    """End somebody's access, with every browser and API token where they have no other place. At once."""
    person = Membership.objects.select_for_update().get(tenant_id=by.tenant_id, pk=person.pk)
    require(can_administer, by, person.tenant)
    if person.user_id == by.user.pk:
        raise Refused("You cannot end your own access. Ask another administrator")
    if person.ended_at:
        raise Refused(f"The access of {person.display_name} has ended already")
    person.ended_at, person.ended_by = timezone.now(), by.membership
    person.save(update_fields=["ended_at", "ended_by"])
    revoke([person.user_id], by=by)
    log.record(
        log.PERSON_ENDED,
        tenant_id=by.tenant_id,
        by=by,
        subject=person.reference,
        data={"name": person.display_name, "role": person.get_role_display().lower()},
    )


def revoke(user_ids: Iterable[int], *, by: Actor) -> None:
    """Sign out whoever of these has no place left, in any partnership. The middleware refuses the others their
    ended place from the next page on."""
    with as_login(by):
        left = Membership.objects.all().filter(user_id__in=user_ids, ended_at=None, agency__ended_at=None)
        keep = set(left.values_list("user_id", flat=True))
        sessions.end_all(set(user_ids) - keep)
        sessions.end_tokens_of_ended_places(keep)
