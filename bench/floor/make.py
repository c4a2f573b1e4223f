"""Makes the floor's tables, 20,000 rows, a user and a session; prints the session's key."""

import os

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.floor.settings"
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

from bench.floor.models import Thing

call_command("migrate", run_syncdb=True, verbosity=0)
if not Thing.objects.exists():
    Thing.objects.bulk_create(Thing(name=f"Thing number {number}") for number in range(20_000))
user, _ = User.objects.get_or_create(username="reader")
session = SessionStore()
session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key)
