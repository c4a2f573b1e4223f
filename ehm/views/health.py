"""For load balancers and monitors: no sign-in, no partnership's rows, and nothing secret in the answer."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ehm import safety
from ehm.models import NonWorkingDay, NonWorkingDayKind

HOLIDAYS_AHEAD = timedelta(days=90)


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def role() -> str:
    return " ".join(safety.broken(safety.DATABASE_ALWAYS, safety.database_facts())) or "ok"


@cache
def _migrations_of_this_code() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(loader.graph.leaf_nodes())


def migrations() -> str:
    missing = _migrations_of_this_code() - set(MigrationRecorder(connection).applied_migrations())
    return f"{len(missing)} not applied" if missing else "ok"


def broker() -> str:
    if settings.BROKER_URL.startswith("memory:"):
        return "ok"
    return "ok" if safety.broker_facts(settings.BROKER_URL) else "does not answer; jobs wait in the database"


def holidays() -> str:
    """Working-day clocks would be wrong without them."""
    bank_holidays = NonWorkingDay.objects.filter(kind=NonWorkingDayKind.BANK_HOLIDAY)
    last = bank_holidays.values("tenant").annotate(last=Max("on")).order_by("last").values_list("last", flat=True)
    earliest = last.first()
    if earliest and earliest < timezone.localdate() + HOLIDAYS_AHEAD:
        return f"bank holidays are known only until {earliest}"
    return "ok"


# Without the first three no page is right; the others are for somebody to mend while the site goes on.
NEEDED: dict[str, Callable[[], str]] = {"database": database, "role": role, "migrations": migrations}
WATCHED: dict[str, Callable[[], str]] = {"broker": broker, "holidays": holidays}


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    found: dict[str, str] = {}
    for name, check in (NEEDED | WATCHED).items():
        try:
            found[name] = check()
        except DatabaseError as error:
            found[name] = type(error).__name__  # its text may name hosts and people
    is_ready = all(found[name] == "ok" for name in NEEDED)
    return JsonResponse({"ready": is_ready, "checks": found}, status=200 if is_ready else 503)
