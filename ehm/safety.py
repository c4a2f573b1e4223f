"""EHM refuses to start with settings that could show one family to another, or lose what somebody wrote.

Each rule is one line: what must hold, and the sentence that says why not. `web`, `worker` and `beat` ask before
they serve; `manage.py check --deploy --database default` asks the same. docs/operations.md has the list.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from celery.signals import beat_init, worker_init
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.utils import OperationalError

from ehm import proxies

Rule = tuple[Callable[[Any], bool], str]  # what is unsafe, and the sentence that says so
LOCAL_HOSTS = {"", "localhost", "127.0.0.1", "::1"}
OLDEST_POSTGRESQL = 180000
SECURE_SSL_MODES = {"require", "verify-ca", "verify-full"}
MAILS_NOBODY = ("locmem", "console", "dummy", "filebased")

SETTINGS: Sequence[Rule] = (
    (lambda s: s.DEBUG, "DEBUG is on: an error page would show personal data."),
    (
        lambda s: len(s.SECRET_KEY) < 50 or len(set(s.SECRET_KEY)) < 10 or s.SECRET_KEY.startswith("django-insecure"),
        "SECRET_KEY is missing, short or a default: anybody could sign in as anybody. Give 50 random characters.",
    ),
    (lambda s: not s.ALLOWED_HOSTS, "ALLOWED_HOSTS is empty: name the host of this site."),
    (
        lambda s: any(host.startswith(("*", ".")) for host in s.ALLOWED_HOSTS),
        "ALLOWED_HOSTS holds a pattern: links in e-mails could be made to lead elsewhere.",
    ),
    (
        lambda s: any(proxies.is_unsafe(entry) for entry in s.TRUSTED_PROXIES),
        "TRUSTED_PROXIES holds what is no address, or a network with visitors in it: anybody could choose the address"
        " that wrong passwords are counted by.",
    ),
    (
        lambda s: s.MIDDLEWARE[0] != "ehm.proxies.ClientAddress",
        "ClientAddress is not the first middleware: what runs before it would believe the visitor's own address.",
    ),
    (lambda s: not s.SESSION_COOKIE_SECURE, "SESSION_COOKIE_SECURE is off: the session would travel over http."),
    (lambda s: not s.SESSION_COOKIE_HTTPONLY, "SESSION_COOKIE_HTTPONLY is off: a script could read the session."),
    (lambda s: not s.CSRF_COOKIE_SECURE, "CSRF_COOKIE_SECURE is off: the token would travel over http."),
    (lambda s: s.SECURE_HSTS_SECONDS < 2_592_000, "SECURE_HSTS_SECONDS is under 30 days."),
    (lambda s: not s.SITE_URL.startswith("https://"), "SITE_URL is not https: links in e-mails would not be safe."),
    (
        lambda s: not s.PASSWORD_HASHERS or "Argon2" not in s.PASSWORD_HASHERS[0],
        "PASSWORD_HASHERS does not begin with Argon2: stolen passwords could be guessed.",
    ),
    (lambda s: not s.AUTH_PASSWORD_VALIDATORS, "AUTH_PASSWORD_VALIDATORS is empty: any password would do."),
    (
        lambda s: s.MIDDLEWARE[-1] != "ehm.rows.middleware.RowContextMiddleware",
        "RowContextMiddleware is not the last middleware: what runs after it would see no rows or too many.",
    ),
    (
        lambda s: s.FILE_UPLOAD_HANDLERS != ["ehm.files.uploads.InMemory"],
        "FILE_UPLOAD_HANDLERS is not ours alone: what people upload would lie on a disk as it came.",
    ),
    (
        lambda s: any(word in s.EMAIL_BACKEND for word in MAILS_NOBODY),
        "EMAIL_BACKEND sends no mail: alerts would reach nobody.",
    ),
    (
        lambda s: not s.DATABASES["default"].get("DISABLE_SERVER_SIDE_CURSORS"),
        "DISABLE_SERVER_SIDE_CURSORS is off: behind PgBouncer a cursor could be read by another request.",
    ),
    (
        lambda s: s.DATABASES["default"].get("OPTIONS", {}).get("server_side_binding"),
        "server_side_binding is on: the history of changes would fail.",
    ),
    (
        lambda s: s.DATABASES["default"].get("OPTIONS", {}).get("prepare_threshold") is not None,
        "prepare_threshold is set: prepared statements break behind PgBouncer.",
    ),
    (
        lambda s: is_remote(s.DATABASES["default"]) and not has_tls(s.DATABASES["default"]),
        "The database is reached over a network without TLS: add ?sslmode=verify-full to DATABASE_URL,"
        " or set PRIVATE_NETWORK=1 if nobody else can listen on that network.",
    ),
    (
        lambda s: not s.DATABASES["default"]["HOST"].startswith("/") and not has_credentials(s.DATABASES["default"]),
        "DATABASE_URL has no password although it goes over TCP: anybody who reaches the port could sign in.",
    ),
    (
        lambda s: not s.IS_DEMO and bool(os.environ.get("DEMO_PASSWORD")),
        "DEMO_PASSWORD is set outside the demo.",
    ),
)

DATABASE_ALWAYS: Sequence[Rule] = (
    (lambda f: f["is_superuser"], "The database login is a superuser: row security does not hold it."),
    (lambda f: f["bypasses_rows"], "The database login has BYPASSRLS: row security does not hold it."),
    (lambda f: f["is_owner"], "The database login can become the owner of the tables: row security does not hold it."),
    (lambda f: f["makes_roles"], "The database login can make roles or databases, and so give itself every right."),
    (lambda f: f["version"] < OLDEST_POSTGRESQL, "PostgreSQL is older than 18."),
)
DATABASE: Sequence[Rule] = (
    (lambda f: f["fsync"] != "on", "PostgreSQL's fsync is off: a power cut would lose the database."),
    (lambda f: f["full_page_writes"] != "on", "PostgreSQL's full_page_writes is off: a power cut would damage it."),
    (
        lambda f: f["synchronous_commit"] not in ("on", "local", "remote_write", "remote_apply"),
        "PostgreSQL's synchronous_commit is off: it would lose what people were told was saved.",
    ),
    (lambda f: f["data_checksums"] != "on", "PostgreSQL has no data checksums: damage would go unnoticed."),
    (
        lambda f: f["has_demo"] and not settings.IS_DEMO,
        "A demo partnership is in this database, and its password is known: set EHM_DEMO=1 or use another database.",
    ),
)

CELERY: Sequence[Rule] = (
    (lambda c: not c.task_acks_late, "Celery's task_acks_late is off: a killed worker would lose its job."),
    (lambda c: not c.task_reject_on_worker_lost, "Celery's task_reject_on_worker_lost is off: the same."),
    (lambda c: c.worker_prefetch_multiplier != 1, "Celery's worker_prefetch_multiplier is not 1: jobs would wait."),
    (
        lambda c: not c.task_time_limit or c.task_time_limit > visibility_timeout(c) / 2,
        "Celery's task_time_limit is missing or over half the visibility timeout: a slow job would run twice.",
    ),
    (lambda c: list(c.accept_content) != ["json"], "Celery accepts more than JSON: a message could run code."),
    (lambda c: not c.enable_utc or c.timezone != "UTC", "Celery does not run in UTC: a clock change would skip a job."),
)

BROKER: Sequence[Rule] = (
    (lambda i: not i["aof_enabled"], "Valkey keeps no append-only file: a restart would lose every message."),
    (
        lambda i: i["maxmemory_policy"] != "noeviction",
        "Valkey's maxmemory-policy is not noeviction: it would drop messages when it is full.",
    ),
)


def is_remote(database: Mapping[str, Any]) -> bool:
    host = str(database["HOST"])
    return not host.startswith("/") and host not in LOCAL_HOSTS and os.environ.get("PRIVATE_NETWORK") != "1"


def has_tls(database: Mapping[str, Any]) -> bool:
    return database.get("OPTIONS", {}).get("sslmode") in SECURE_SSL_MODES


def has_credentials(database: Mapping[str, Any]) -> bool:
    if not database["HOST"]:  # the default Unix socket
        return True
    options = database.get("OPTIONS", {})
    return bool(database.get("PASSWORD") or options.get("passfile") or options.get("sslcert"))


def visibility_timeout(conf: Any) -> float:
    return float(conf.broker_transport_options.get("visibility_timeout", 0))


def broken(rules: Sequence[Rule], subject: Any) -> list[str]:
    return [sentence for is_unsafe, sentence in rules if is_unsafe(subject)]


def database_facts() -> dict[str, Any]:
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT r.rolsuper AS is_superuser, r.rolbypassrls AS bypasses_rows,"
            " r.rolcreaterole OR r.rolcreatedb AS makes_roles, current_setting('server_version_num')::int AS version,"
            " coalesce(pg_has_role(session_user, to_regrole('ehm_owner'), 'MEMBER'), false) AS is_owner,"
            " current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,"
            " current_setting('synchronous_commit') AS synchronous_commit,"
            " current_setting('data_checksums') AS data_checksums,"
            " to_regclass('ehm_partnership') IS NOT NULL AS has_tables"
            " FROM pg_roles r WHERE r.rolname = session_user"
        )
        names = [column.name for column in cursor.description]
        facts = dict(zip(names, cursor.fetchone(), strict=True))
        facts["has_demo"] = False
        if facts["has_tables"]:
            cursor.execute("SELECT EXISTS (SELECT FROM ehm_partnership WHERE is_demo)")
            facts["has_demo"] = cursor.fetchone()[0]
    return facts


def of_broker_address(url: str) -> list[str]:
    """What can be said without asking it. A broker of the tests has no address."""
    parts = urlsplit(url)
    if parts.scheme in ("memory", "redis+socket", "socket"):
        return []
    if parts.scheme not in ("redis", "rediss", "sentinel"):
        return [f"BROKER_URL is '{parts.scheme}://', which is no Valkey."]
    found = []
    if not parts.password and "password" not in parse_qs(parts.query):
        found.append("Valkey is reached over TCP without a password.")
    remote = (parts.hostname or "") not in LOCAL_HOSTS and os.environ.get("PRIVATE_NETWORK") != "1"
    if parts.scheme == "redis" and remote:
        found.append("Valkey is reached over a network without TLS: use rediss://, or set PRIVATE_NETWORK=1.")
    return found


def broker_facts(url: str) -> dict[str, Any] | None:
    """None when it does not answer: jobs wait in PostgreSQL, so this is no reason not to start."""
    from redis import Redis
    from redis.exceptions import RedisError

    address = url.replace("redis+socket://", "unix://", 1)
    if not address.startswith(("unix://", "redis://", "rediss://")):
        return None
    try:
        with Redis.from_url(address, socket_timeout=2, socket_connect_timeout=2) as link:
            return dict(link.info("persistence")) | dict(link.info("memory"))
    except (RedisError, OSError):
        return None


def is_production() -> bool:
    return os.environ.get("EHM_ENV") == "production"


def problems(*, production: bool) -> list[str]:
    from ehm.celery import app

    found = broken(CELERY, app.conf) + of_broker_address(settings.BROKER_URL)
    if production:
        found += broken(SETTINGS, settings)
    try:
        facts = database_facts()
    except OperationalError:
        return [*found, "The database does not answer at DATABASE_URL, or refuses the password."]
    finally:
        connections["default"].close()  # gunicorn and celery fork after this
    found += broken(DATABASE_ALWAYS, facts)
    if production:
        found += broken(DATABASE, facts)
        info = broker_facts(settings.BROKER_URL)
        found += broken(BROKER, info) if info else []
    return found


def refuse_unsafe_start(**kwargs: Any) -> None:
    """Called by gunicorn through ehm.wsgi, and by celery's own signals."""
    found = problems(production=is_production())
    if found:
        raise SystemExit("\n".join(["EHM refuses to start:", *(f"  - {sentence}" for sentence in found)]))


worker_init.connect(refuse_unsafe_start)
beat_init.connect(refuse_unsafe_start)


@register(Tags.security, deploy=True)
def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [Error(sentence, id="ehm.E100") for sentence in problems(production=True)]
