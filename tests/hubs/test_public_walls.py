"""What the database lets somebody without an account do, whatever the pages do; and that no answer depends on what is
known."""

import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ehm.models import AreaPostcode
from ehm.rows.context import visiting
from hubs import visits
from hubs.models import Helper, HelpRequest, PublicDraft, PublicVisit, RequestedPerson, RequestQuestion
from tests import databases
from tests.hubs.asking import ask
from tests.hubs.visitor import Visitor, asked

READS = {
    "hubs_publicvisit": {"id", "tenant_id", "key", "who", "email", "email_key", "asked_at", "tries", "confirmed_at"},
    "hubs_helprequest": {
        *("id", "tenant_id", "reference", "came_by", "follow_key", "area_id", "status", "version", "asked_at"),
        *("told", "decided_at", "letter_sent_at"),
    },
    "hubs_requestedperson": {"id"},
    "hubs_helper": {"id"},
    "hubs_requestlimit": {"id"},
    "hubs_requestquestion": {"id", "tenant_id", "request_id", "reference", "asked", "asked_at", "answered_at"},
    "hubs_toldservice": {"id", "tenant_id", "request_id", "name", "what", "run_by", "contact"},
}


@pytest.fixture
def east(cast):
    with databases.as_owner():
        AreaPostcode.objects.create(tenant=cast.north, area=cast.east, prefix="CV99")
    return cast.east


def visit_of(cast, email="sam@school.example", is_confirmed=True):
    """A visit as the database has it; gives its key."""
    key = visits.key_of(email)
    with databases.as_owner():
        PublicVisit.objects.create(
            tenant=cast.north,
            key=key,
            who="professional",
            email=email,
            email_key=visits.email_key(cast.north.pk, email),
            confirmed_at=timezone.now() if is_confirmed else None,
        )
    return key


def a_request(cast, **other):
    return HelpRequest(
        **{
            "tenant": cast.north, "area": cast.east, "came_by": "public", "follow_key": "k" * 64,
            "requester_email": "sam@school.example", "requester_name": "Sam", "asked_at": timezone.now(),
            "is_agreed": False, "involvement": "", "worries": "x", "strengths": "x", "wanted": "x",
        }
        | other
    )  # fmt: skip


def add(cast, key, request, request_key="k" * 64, tenant_id=None):
    with visiting(tenant_id or cast.north.pk, visit_key=key, request_key=request_key):
        HelpRequest.objects.bulk_create([request], ignore_conflicts=True)


def test_the_role_reads_no_column_of_anything_else(cast):
    with databases.as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped"
            " AND c.relkind IN ('r', 'v', 'm', 'p') AND has_column_privilege('ehm_visitor', c.oid, a.attnum, 'SELECT')"
        )
        found = {}
        for table, column in cursor.fetchall():
            found.setdefault(table, set()).add(column)
    assert found.pop("hubs_publicdraft")  # their own, all of it
    assert found == READS


def test_a_visitor_sees_their_own_visit_and_the_request_whose_key_they_have(cast, east):
    _, reference, code = asked()
    asked(email="kim@school.example")
    ask(cast.teacher, cast.east)
    key = visits.follow_key(cast.north.pk, code)
    for keys, seen in (({}, []), ({"request_key": "x"}, []), ({"request_key": key}, [reference])):
        with visiting(cast.north.pk, **keys):
            assert list(HelpRequest.objects.values_list("reference", flat=True)) == seen
            assert not PublicVisit.objects.values_list("pk")
            assert len(RequestedPerson.objects.values_list("pk")) == 2 * len(seen)
    with visiting(cast.salt.pk, request_key=key):
        assert not HelpRequest.objects.values_list("reference")


def test_a_request_comes_in_by_the_page_alone(cast, east):
    key = visit_of(cast)
    other = visit_of(cast, "kim@school.example", is_confirmed=False)
    by = cast.practitioner
    wrong = [
        (key, a_request(cast, requester_email="kim@school.example")),
        (other, a_request(cast, requester_email="kim@school.example")),
        ("", a_request(cast)),
        (key, a_request(cast, status="decided", outcome="advice", decided_at=timezone.now(), decided_by=cast.chair)),
        (key, a_request(cast, status="listed")),
        (key, a_request(cast, told="Go away")),
        (key, a_request(cast, came_by="signed_in", agency=by.agency, recorded_by=by, follow_key="")),
        (key, a_request(cast, recorded_by=by)),
        (key, a_request(cast, follow_key="other" * 10)),
        (key, a_request(cast, episode=cast.episode)),
        (key, a_request(cast, tenant=cast.salt, area=cast.quay)),
    ]
    for number, (visit, request) in enumerate(wrong):
        with pytest.raises(DatabaseError):
            add(cast, visit, request)
            pytest.fail(f"{number} came in")
    add(cast, key, a_request(cast))
    with databases.as_owner():
        assert HelpRequest.objects.count() == 1


def test_a_visit_that_was_confirmed_yesterday_is_over(cast, east):
    key = visit_of(cast)
    with databases.as_owner():
        PublicVisit.objects.update(confirmed_at=timezone.now() - timezone.timedelta(hours=13))
    with pytest.raises(DatabaseError):
        add(cast, key, a_request(cast))


def test_a_draft_is_read_and_written_by_its_own_address_alone(cast):
    """As professional and as family they are two; a visit that is not confirmed, or was yesterday, has none."""
    key = visit_of(cast)
    others = [visit_of(cast, "kim@school.example"), visit_of(cast, "pat@school.example", is_confirmed=False), ""]
    with visiting(cast.north.pk, visit_key=key):
        own = PublicVisit.objects.values_list("email_key", flat=True).get()
        PublicDraft.objects.create(tenant=cast.north, email_key=own, who="professional", values={"worries": ["x"]})
        with pytest.raises(DatabaseError), transaction.atomic():
            PublicDraft.objects.create(tenant=cast.north, email_key=own, who="family", values={})
    for other in others:
        with visiting(cast.north.pk, visit_key=other):
            assert not PublicDraft.objects.exists(), other
            assert PublicDraft.objects.update(values={}) == 0
    with databases.as_owner():
        PublicVisit.objects.update(who="family")
    with visiting(cast.north.pk, visit_key=key):
        assert not PublicDraft.objects.exists()
    with databases.as_owner():
        PublicVisit.objects.update(who="professional", confirmed_at=timezone.now() - timezone.timedelta(hours=13))
    with visiting(cast.north.pk, visit_key=key):
        assert not PublicDraft.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE hubs_helprequest SET told = 'x'",
        "UPDATE hubs_helprequest SET area_id = area_id",
        "UPDATE hubs_helprequest SET status = 'decided'",
        "UPDATE hubs_helprequest SET status = 'listed'",
        "UPDATE hubs_publicvisit SET confirmed_at = now()",
        "SELECT code_hash FROM hubs_publicvisit",
        "SELECT worries FROM hubs_helprequest",
        "SELECT answer FROM hubs_requestquestion",
        "DELETE FROM hubs_helprequest",
        "SELECT 1 FROM ehm_membership",
        "INSERT INTO ehm_notification (tenant_id) VALUES (1)",
        "SELECT hubs_give_request(1, 1, 'x')",
        "SELECT cases_find_known('x', '{}')",
    ],
)
def test_of_a_request_nothing_else_can_be_read_or_moved(cast, east, change):
    _, _, code = asked()
    with (
        pytest.raises(DatabaseError),
        visiting(cast.north.pk, request_key=visits.follow_key(cast.north.pk, code)),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_nobody_is_added_to_a_request_that_is_looked_at(cast, east, signed_in):
    _, reference, code = asked()
    signed_in(cast.chair).post(f"/requests/{reference}/list/")
    key = visits.follow_key(cast.north.pk, code)
    with databases.as_owner():
        row = HelpRequest.objects.get()
        question = RequestQuestion.objects.create(tenant=cast.north, request=row, asked="Who?", asked_by=cast.hub)
    with pytest.raises(DatabaseError), visiting(cast.north.pk, request_key=key):
        Helper.objects.create(tenant=cast.north, request=row, position=0, name="x")
    with pytest.raises(DatabaseError), visiting(cast.north.pk, request_key=key):
        RequestQuestion.objects.create(tenant=cast.north, request=row, asked="x", asked_by=cast.hub)
    with visiting(cast.north.pk, request_key="x"):
        assert not RequestQuestion.objects.filter(pk=question.pk).update(answer="x")


TOKENS = re.compile(r'(csrf-token" content|csrfmiddlewaretoken" value|mark" value|nonce)="[^"]*"')
DRAWN = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}(-[0-9A-Z]{4})?")


def journey(child, email):
    """Every page that a visitor meets until the receipt and the status: (pages without tokens, statements)."""
    visitor, shown = Visitor(), []
    typed = {f"child-0-{name}": value for name, value in child.items()}
    with CaptureQueriesContext(connection) as asked_for:
        shown.append(visitor.ask_for_code(email))
        shown.append(visitor.get("code/"))
        code = visitor.code()
        shown.append(visitor.post("code/", code=code))
        shown.append(visitor.ask(worries="", **typed))
        shown.append(visitor.ask(**typed))
        shown.append(visitor.get("sent/"))
        shown.append(visitor.get("follow/request/"))
    pages = [DRAWN.sub("", TOKENS.sub("", one.content.decode())) for one in shown]
    words = [*child.values(), email]
    for word in filter(None, words):
        pages = [page.replace(word, "") for page in pages]
    statements = [re.sub(r"'[^']*'|\b\d+\b|\"s\d+_x\d+\"", "?", one["sql"]) for one in asked_for.captured_queries]
    return [(one.status_code, one.get("Location"), page) for one, page in zip(shown, pages, strict=True)], statements


def test_whether_a_child_or_an_address_is_known_changes_no_byte_and_no_statement(cast, east):
    born = cast.aisha.date_of_birth
    known = {"given_name": "Aisha", "family_name": "Reed", "nhs_number": "9990000018"}
    days = {"born_on_day": f"{born.day}", "born_on_month": f"{born.month}", "born_on_year": f"{born.year}"}
    unknown = {"given_name": "Zelda", "family_name": "Quill", "nhs_number": "9990000026"}
    # the same letters in the address, so that what is compared are answers
    of_user = journey(known | days, cast.practitioner.user.email)
    of_nobody = journey(unknown | days, "nobodysxxxxx@northbridge.example")
    assert of_user[0] == of_nobody[0]
    assert of_user[1] == of_nobody[1]
