"""What PostgreSQL really holds, compared with what models and rights.py say. Run by `check_rows` and by a test.

Every function gives sentences, one for each thing that falls short. The connection acts as the owner.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from ehm.rows import grants
from ehm.rows.operations import has_tenant, is_history, tenant_foreign_keys
from ehm.rows.policies import policies
from ehm.rows.registry import RowScope

ROLES = (*grants.EVERY_ROLE, "public")

# Unique without the partnership in front: numbers of guardian's groups, which are no partnership's and tell nothing.
GLOBALLY_UNIQUE = {("ehm_agency", "principal_id"), ("ehm_area", "principal_id")}


def shortcomings(connection: BaseDatabaseWrapper) -> list[str]:
    found: list[str] = []
    for check in (models, security, keys, uniqueness, functions, views, rights):
        found += check(connection)
    return found


def _rows(connection: BaseDatabaseWrapper, sql: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _scopes() -> dict[str, RowScope]:
    """Table → scope, of each model that declares one; history has its own."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        scope = getattr(model, "row_scope", None) or (
            RowScope.HISTORY if is_history(model) and has_tenant(model) else None
        )
        if scope:
            found[model._meta.db_table] = RowScope(scope)
    return found


def _tenant_tables(connection: BaseDatabaseWrapper) -> set[str]:
    return {
        table
        for (table,) in _rows(
            connection,
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND a.attname = 'tenant_id' AND NOT a.attisdropped",
        )
    }


def models(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Every table with a partnership belongs to a model that says who may see its rows."""
    for table in sorted(_tenant_tables(connection) - _scopes().keys()):
        yield f"{table}: no model declares a row_scope for it"


def security(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Row security is on, with exactly the policies that the registry would write today."""
    is_on = dict(_rows(connection, "SELECT relname, relrowsecurity FROM pg_class WHERE relkind IN ('r', 'p')"))
    for table, scope in sorted(_scopes().items()):
        if scope is RowScope.PLATFORM:
            continue
        if not is_on.get(table):
            yield f"{table}: row security is off"
        there, wanted = _policies(connection, f"public.{table}"), _wanted_policies(connection, table, scope)
        for name in sorted(there.keys() | wanted.keys()):
            if name not in there:
                yield f"{table}: policy {name} is missing"
            elif name not in wanted:
                yield f"{table}: policy {name} is not of its scope, {scope}"
            elif there[name] != wanted[name]:
                yield f"{table}: policy {name} is not what its scope, {scope}, says"


def _policies(connection: BaseDatabaseWrapper, table: str) -> dict[str, tuple[Any, ...]]:
    """Name → kind, command, roles and expressions, as PostgreSQL writes them."""
    found = _rows(
        connection,
        "SELECT polname, polpermissive, polcmd,"
        " ARRAY(SELECT rolname::text FROM pg_roles WHERE oid = ANY (polroles) ORDER BY 1),"
        " pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)"
        " FROM pg_policy WHERE polrelid = to_regclass(%s)",
        [table],
    )
    return {row[0]: row[1:] for row in found}


def _wanted_policies(connection: BaseDatabaseWrapper, table: str, scope: RowScope) -> dict[str, tuple[Any, ...]]:
    """PostgreSQL itself normalises: the policies are made on an empty table of the same name, and taken back."""
    with transaction.atomic(using=connection.alias):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table})")
            for name, rest in policies(table, scope).items():
                cursor.execute(f"CREATE POLICY {name} ON pg_temp.{table} {rest}")
        wanted = _policies(connection, f"pg_temp.{table}")
        transaction.set_rollback(True, using=connection.alias)
    return wanted


def keys(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """The primary key starts with the partnership, and no foreign key can leave it."""
    tables = _tenant_tables(connection)
    first = dict(
        _rows(
            connection,
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'p' AND c.connamespace = 'public'::regnamespace",
        )
    )
    for table in sorted(tables):
        if first.get(table) != "tenant_id":
            yield f"{table}: the primary key does not start with tenant_id"
    foreign = _rows(
        connection,
        "SELECT c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text, c.convalidated,"
        " ARRAY(SELECT attname::text FROM unnest(c.conkey) WITH ORDINALITY k(num, place)"
        "       JOIN pg_attribute ON attrelid = c.conrelid AND attnum = num ORDER BY place)"
        " FROM pg_constraint c WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace",
    )
    for name, table, target, _, columns in foreign:
        if table in tables and target in tables and columns[0] != "tenant_id":
            yield f"{table}: foreign key {name} to {target} can point into another partnership"
    there = {(table, tuple(columns), target) for _, table, target, is_valid, columns in foreign if is_valid}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in tables:
            for _, column, target in tenant_foreign_keys(model):
                if (table, ("tenant_id", column), target) not in there:
                    yield f"{table}: no foreign key holds {column} inside the partnership"


def uniqueness(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """A unique rule across partnerships would tell that a hidden row exists."""
    found = _rows(
        connection,
        "SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text, a.attname FROM pg_index i"
        " LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE i.indisunique AND NOT i.indisprimary",
    )
    tables = _tenant_tables(connection)
    for index, table, column in sorted(found):
        if table in tables and column != "tenant_id" and (table, column) not in GLOBALLY_UNIQUE:
            yield f"{table}: unique index {index} does not start with tenant_id"


# Not of an extension.
OURS = "NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = {0}.oid AND d.deptype = 'e')"


def functions(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """What runs with the owner's rights is named in an app's rights.py, and cannot be led astray by a search_path."""
    found = _rows(
        connection,
        "SELECT p.oid::regprocedure::text, coalesce(array_to_string(p.proconfig, ' '), '') FROM pg_proc p"
        f" WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND {OURS.format('p')}",
    )
    allowed = grants.definers()
    for function, settings in sorted(found):
        if _plain(function) not in allowed:
            yield f"{function}: runs with the owner's rights and is in no rights.py (AS_OWNER)"
        if "search_path=" not in settings:
            yield f"{function}: runs with the owner's rights and sets no search_path"
    for function in sorted(allowed - {_plain(name) for name, _ in found}):
        yield f"{function}: named in AS_OWNER of a rights.py, but no such function runs with the owner's rights"


def views(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """A view reads with its owner's rights: every partnership's rows."""
    found = _rows(
        connection,
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm')"
        " AND NOT coalesce(array_to_string(c.reloptions, ' '), '') ~ 'security_invoker=(true|on)'"
        f" AND {OURS.format('c')}",
    )
    for (view,) in sorted(found):
        yield f"{view}: a view that reads past row security"


def rights(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Each role may do what rights.py says, column by column, and nothing else."""
    there = {
        (role, table, right, column or "")
        for table, role, right, column in _rows(
            connection,
            "SELECT c.relname, coalesce(r.rolname::text, 'public'), a.privilege_type, NULL::text FROM pg_class c"
            " CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
            " UNION ALL "
            "SELECT c.relname, coalesce(r.rolname::text, 'public'), a.privilege_type, t.attname::text FROM pg_class c"
            " JOIN pg_attribute t ON t.attrelid = c.oid CROSS JOIN LATERAL aclexplode(t.attacl) a"
            " LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE c.relnamespace = 'public'::regnamespace",
        )
        if role in ROLES
    }
    wanted = grants.wanted()
    for role, table, right, column in sorted(there - wanted):
        yield f"{table}: {role} may {right}{f' {column}' if column else ''}, which no rights.py says"
    for role, table, right, column in sorted(wanted - there):
        yield f"{table}: {role} may not {right}{f' {column}' if column else ''}, which a rights.py says"
    may_call = {
        (role, _plain(function))
        for function, role in _rows(
            connection,
            "SELECT p.oid::regprocedure::text, coalesce(r.rolname::text, 'public') FROM pg_proc p"
            " CROSS JOIN LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
            " LEFT JOIN pg_roles r ON r.oid = a.grantee"
            f" WHERE p.pronamespace = 'public'::regnamespace AND {OURS.format('p')}",
        )
        if role in ROLES
    }
    for role, function in sorted(may_call - grants.may_call()):
        yield f"{function}: {role} may call it, which no rights.py says"
    for role, function in sorted(grants.may_call() - may_call):
        yield f"{function}: {role} may not call it, which a rights.py says"


def _plain(function: str) -> str:
    """As rights.py and PostgreSQL write it, without blanks."""
    return re.sub(r"\s*,\s*", ",", function)
