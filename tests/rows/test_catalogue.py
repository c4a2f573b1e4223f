"""The catalogue of PostgreSQL holds what the models and rights.py say, and each kind of slip is noticed."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from ehm.rows import catalogue
from tests import databases

pytestmark = pytest.mark.django_db


def found():
    with databases.as_owner():
        return catalogue.shortcomings(connection)


def test_nothing_falls_short():
    assert found() == []


@pytest.mark.parametrize(
    ("slip", "sentence"),
    [
        ("DROP POLICY agency ON cases_episode", "cases_episode: policy agency is missing"),
        ("ALTER TABLE cases_contact DISABLE ROW LEVEL SECURITY", "cases_contact: row security is off"),
        ("CREATE POLICY more ON ehm_agency USING (true)", "ehm_agency: policy more is not of its scope"),
        (
            "ALTER POLICY agency ON cases_episode USING (true)",
            "cases_episode: policy agency is not what its scope, episode, says",
        ),
        (
            "ALTER POLICY everyone ON cases_family TO ehm_tenant, ehm_agency",
            "cases_family: policy everyone is not what its scope, family, says",
        ),
        ("CREATE TABLE loose (tenant_id bigint, id bigint)", "loose: no model declares a row_scope"),
        ("CREATE TABLE loose (tenant_id bigint, id bigint PRIMARY KEY)", "loose: the primary key does not start"),
        (
            "ALTER TABLE cases_contact DROP CONSTRAINT cases_contact_episode_id_tenant_fk",
            "cases_contact: no foreign key holds episode_id",
        ),
        ("CREATE UNIQUE INDEX loose ON cases_person (nhs_number)", "cases_person: unique index loose"),
        (
            "CREATE FUNCTION loose() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1::bigint'",
            "loose(): runs with the owner's rights and is in no rights.py",
        ),
        ("ALTER FUNCTION ehm_invite(text, text) RESET search_path", "ehm_invite(text,text): runs with the owner's"),
        ("ALTER FUNCTION ehm_invite(text, text) SECURITY INVOKER", "ehm_invite(text,text): named in AS_OWNER"),
        ("CREATE VIEW loose AS SELECT * FROM cases_person", "loose: a view that reads past row security"),
        ("CREATE MATERIALIZED VIEW loose AS SELECT 1", "loose: a view that reads past row security"),
        ("GRANT UPDATE ON cases_episode TO ehm_agency", "cases_episode: ehm_agency may UPDATE, which no"),
        ("GRANT UPDATE (lead_id) ON cases_episode TO ehm_hub", "cases_episode: ehm_hub may UPDATE lead_id"),
        ("GRANT SELECT ON cases_person TO PUBLIC", "cases_person: public may SELECT"),
        ("REVOKE INSERT ON ehm_draft FROM ehm_hub", "ehm_draft: ehm_hub may not INSERT"),
        ("CREATE FUNCTION loose() RETURNS int LANGUAGE sql AS 'SELECT 1'", "loose(): public may call it"),
    ],
)
def test_a_slip_is_noticed(slip, sentence):
    with databases.as_owner(), connection.cursor() as cursor:
        cursor.execute(slip)
    assert any(sentence in line for line in found()), found()


def test_removing_any_policy_is_noticed():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
        names = cursor.fetchall()
    assert len(names) > 100
    with databases.as_owner(), connection.cursor() as cursor:
        for table, name in names:
            cursor.execute(f"DROP POLICY {name} ON {table}")
    told = found()
    for table, name in names:
        assert f"{table}: policy {name} is missing" in told


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_command_says_so_as_the_owner(capsys):
    call_command("check_rows")
    assert capsys.readouterr().out == '{"shortcomings": 0}\n'


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_command_fails_when_a_policy_is_gone(capsys):
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP POLICY team ON cases_contact")
    with pytest.raises(CommandError, match="falls short"):
        call_command("check_rows")
    assert "cases_contact: policy team is missing" in capsys.readouterr().out
