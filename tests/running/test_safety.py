"""Settings that could show one family to another, or lose what was written, refuse to start and say why."""

import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace

import pytest

from ehm import safety
from ehm.celery import app
from tests.running.run import OUTSIDE, ROOT, embedded

GOOD_DATABASE = {
    "HOST": "db.example",
    "PASSWORD": "x",
    "OPTIONS": {"sslmode": "verify-full"},
    "DISABLE_SERVER_SIDE_CURSORS": True,
}
GOOD = {
    "DEBUG": False,
    "SECRET_KEY": "kLmNoPqRsTuVwXyZaBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgHiJ",
    "ALLOWED_HOSTS": ["ehm.example"],
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "CSRF_COOKIE_SECURE": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SITE_URL": "https://ehm.example",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
    "AUTH_PASSWORD_VALIDATORS": [{"NAME": "x"}],
    "TRUSTED_PROXIES": ["127.0.0.1", "::1", "10.0.0.0/8"],
    "MIDDLEWARE": ["ehm.proxies.ClientAddress", "other", "ehm.rows.middleware.RowContextMiddleware"],
    "FILE_UPLOAD_HANDLERS": ["ehm.files.uploads.InMemory"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "DATABASES": {"default": GOOD_DATABASE},
    "IS_DEMO": False,
}
FACTS = {
    "is_superuser": False,
    "bypasses_rows": False,
    "is_owner": False,
    "makes_roles": False,
    "version": 180006,
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "data_checksums": "on",
    "has_demo": False,
}
VALKEY = {"aof_enabled": 1, "maxmemory_policy": "noeviction"}


def with_database(**changes):
    return {"DATABASES": {"default": deepcopy(GOOD_DATABASE) | changes}}


@pytest.fixture(autouse=True)
def no_exceptions_from_the_environment(monkeypatch):
    monkeypatch.delenv("PRIVATE_NETWORK", raising=False)
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)


def of_settings(**changes):
    return safety.broken(safety.SETTINGS, SimpleNamespace(**(GOOD | changes)))


def test_good_settings_are_accepted():
    assert of_settings() == []
    assert safety.broken(safety.DATABASE_ALWAYS, FACTS) == []
    assert safety.broken(safety.BROKER, VALKEY) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"DEBUG": True}, "DEBUG"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + GOOD["SECRET_KEY"]}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ["ehm.example", "*"]}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": [".example"]}, "ALLOWED_HOSTS"),
        ({"SESSION_COOKIE_SECURE": False}, "SESSION_COOKIE_SECURE"),
        ({"SESSION_COOKIE_HTTPONLY": False}, "SESSION_COOKIE_HTTPONLY"),
        ({"CSRF_COOKIE_SECURE": False}, "CSRF_COOKIE_SECURE"),
        ({"SECURE_HSTS_SECONDS": 0}, "SECURE_HSTS_SECONDS"),
        ({"SITE_URL": "http://ehm.example"}, "SITE_URL"),
        ({"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}, "PASSWORD_HASHERS"),
        (
            {"FILE_UPLOAD_HANDLERS": ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]},
            "FILE_UPLOAD_HANDLERS",
        ),
        ({"AUTH_PASSWORD_VALIDATORS": []}, "AUTH_PASSWORD_VALIDATORS"),
        ({"MIDDLEWARE": ["ehm.proxies.ClientAddress", "ehm.rows.middleware.RowContextMiddleware", "other"]}, "RowCont"),
        ({"MIDDLEWARE": ["other", "ehm.rows.middleware.RowContextMiddleware"]}, "ClientAddress"),
        ({"TRUSTED_PROXIES": ["0.0.0.0/0"]}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": ["::/0"]}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": ["10.0.0.1", "*"]}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": ["192.0.0.0/2"]}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": ["proxy.example"]}, "TRUSTED_PROXIES"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "EMAIL_BACKEND"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}, "EMAIL_BACKEND"),
        (with_database(DISABLE_SERVER_SIDE_CURSORS=False), "DISABLE_SERVER_SIDE_CURSORS"),
        (with_database(OPTIONS={"sslmode": "require", "server_side_binding": True}), "server_side_binding"),
        (with_database(OPTIONS={"sslmode": "require", "prepare_threshold": 5}), "prepare_threshold"),
        (with_database(OPTIONS={}), "without TLS"),
        (with_database(OPTIONS={"sslmode": "prefer"}), "without TLS"),
        (with_database(PASSWORD=""), "no password"),
    ],
)
def test_each_unsafe_setting_is_refused_with_its_reason(changes, said):
    found = of_settings(**changes)
    assert len(found) == 1 and said in found[0]


def test_a_demo_password_outside_the_demo_is_refused(monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "anything")
    assert "DEMO_PASSWORD" in of_settings()[0]
    assert of_settings(IS_DEMO=True) == []


def test_a_private_network_needs_no_tls(monkeypatch):
    monkeypatch.setenv("PRIVATE_NETWORK", "1")
    assert of_settings(**with_database(OPTIONS={})) == []
    assert safety.of_broker_address("redis://:secret@valkey.example:6379/0") == []


@pytest.mark.parametrize("host", ["/var/run/postgresql", "127.0.0.1", "localhost"])
def test_this_machine_needs_no_tls(host):
    assert of_settings(**with_database(HOST=host, OPTIONS={})) == []


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("is_superuser", True, "superuser"),
        ("bypasses_rows", True, "BYPASSRLS"),
        ("is_owner", True, "owner"),
        ("makes_roles", True, "make roles"),
        ("version", 170004, "older than 18"),
        ("fsync", "off", "fsync"),
        ("full_page_writes", "off", "full_page_writes"),
        ("synchronous_commit", "off", "synchronous_commit"),
        ("data_checksums", "off", "checksums"),
        ("has_demo", True, "demo partnership"),
    ],
)
def test_each_unsafe_database_is_refused_with_its_reason(settings, fact, value, said):
    settings.IS_DEMO = False
    found = safety.broken([*safety.DATABASE_ALWAYS, *safety.DATABASE], FACTS | {fact: value})
    assert len(found) == 1 and said in found[0]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("redis://valkey.example:6379/0", "without a password"),
        ("redis://:secret@valkey.example:6379/0", "without TLS"),
        ("amqp://broker.example", "no Valkey"),
    ],
)
def test_each_unsafe_broker_address_is_refused(address, said):
    assert said in safety.of_broker_address(address)[0]


@pytest.mark.parametrize("address", ["rediss://:secret@valkey.example:6379/0", "redis+socket:///run/valkey.sock"])
def test_safe_broker_addresses_are_accepted(address):
    assert safety.of_broker_address(address) == []


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [("aof_enabled", 0, "append-only"), ("maxmemory_policy", "allkeys-lru", "noeviction")],
)
def test_each_unsafe_valkey_is_refused(fact, value, said):
    assert said in safety.broken(safety.BROKER, VALKEY | {fact: value})[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("task_acks_late", False),
        ("task_reject_on_worker_lost", False),
        ("worker_prefetch_multiplier", 4),
        ("task_time_limit", None),
        ("task_time_limit", 3000),
        ("accept_content", ["json", "pickle"]),
        ("enable_utc", False),
        ("timezone", "Europe/London"),
    ],
)
def test_each_unsafe_queue_setting_is_refused(name, value):
    names = (
        "task_acks_late task_reject_on_worker_lost worker_prefetch_multiplier task_time_limit accept_content"
        " enable_utc timezone broker_transport_options"
    )
    good = SimpleNamespace(**{each: app.conf[each] for each in names.split()})
    assert safety.broken(safety.CELERY, good) == []
    setattr(good, name, value)
    assert len(safety.broken(safety.CELERY, good)) == 1


def test_what_the_database_says_about_itself(cast):
    """The real query, as the real login role; the tests' server is fast and not durable, and it is noticed."""
    facts = safety.database_facts()
    assert safety.broken(safety.DATABASE_ALWAYS, facts) == []
    assert facts["fsync"] == "off" and facts["data_checksums"] == "on" and facts["has_demo"]


def test_the_web_server_refuses_a_superuser_and_says_why(tmp_path):
    """Not a rule but the whole start, with a real server: gunicorn imports this and must not get further."""
    command = (
        'DATABASE_URL=$(echo "$DATABASE_URL" | sed s/ehm_app/postgres/);'
        f' export DATABASE_URL; exec {sys.executable} -c "import ehm.wsgi"'
    )
    done = embedded(tmp_path / "data", "with", "sh", "-c", command)
    assert done.returncode == 1
    assert "EHM refuses to start" in done.stderr and "superuser" in done.stderr and "Traceback" not in done.stderr


def test_a_production_start_lists_every_reason_at_once(tmp_path):
    data = tmp_path / "data"
    unsafe = {"EHM_ENV": "production", "SECRET_KEY": "short", "ALLOWED_HOSTS": "*", "SITE_URL": "http://x"}
    done = embedded(data, "with", sys.executable, "-c", "import ehm.wsgi", **unsafe)
    assert done.returncode == 1
    for said in ("SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_BACKEND", "DEMO_PASSWORD"):
        assert said in done.stderr


@pytest.mark.parametrize("program", ["worker", "beat"])
def test_worker_and_beat_refuse_too(tmp_path, program):
    environment = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
    done = subprocess.run(
        [sys.executable, "-m", "celery", "-A", "ehm", "--quiet", program],
        cwd=ROOT,
        env=environment
        | {
            "DATABASE_URL": f"postgresql://ehm_app@/ehm?host={tmp_path}",
            "BROKER_URL": f"redis+socket://{Path(tmp_path)}/none.sock",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode != 0
    assert "EHM refuses to start" in done.stderr and "database does not answer" in done.stderr
