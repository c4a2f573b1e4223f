"""What everybody may change about themselves."""

from django.db import connection, transaction

from ehm import sessions
from ehm.rows.actor import Actor
from ehm.rows.context import as_login


@transaction.atomic
def change_own_details(*, job_title: str, work_phone: str, gets_digest: bool, by: Actor) -> None:
    """One's own job title, work telephone and whether a mail says each morning that something waits. Nobody changes
    their own role, agency or name: the function in the database knows only these three columns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ehm_change_own_details(%s, %s, %s)", [job_title, work_phone, gets_digest])


@transaction.atomic
def sign_out_everywhere(*, by: Actor) -> None:
    """End every browser's session and every API token of one's own."""
    with as_login(by):
        sessions.end_all([by.user.pk])
