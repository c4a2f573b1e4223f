"""A form that is sent twice, by a double click or because the line was slow, is saved once. The second sending waits
for the first, and leads where that one led.

A form takes part with `{% once %}` beside its `{% csrf_token %}`: that marks the page as it was drawn. Going back and
writing something else is another sending. (A contact keeps a mark of its own: what is new in it is a correction.)
"""

import hashlib
import json
from datetime import timedelta
from uuid import uuid4

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from ehm.models import SentForm
from ehm.rows.actor import Actor

FIELD = "once"
NOT_WRITTEN = ("csrfmiddlewaretoken", "written_by")
REMEMBERED = timedelta(days=1)
CLAIM = """
INSERT INTO ehm_sentform (tenant_id, membership_id, key, led_to, sent_at) VALUES (%s, %s, %s, '', now())
ON CONFLICT DO NOTHING RETURNING id
"""


def new_mark() -> str:
    return uuid4().hex


class Sending:
    """One form on its way, inside the transaction that may save it."""

    def __init__(self, request: HttpRequest, actor: Actor) -> None:
        self.own = SentForm.objects.filter(tenant_id=actor.tenant_id, membership=actor.membership)
        self.claimed: int | None = None
        self.before: str = ""
        if request.method != "POST" or not request.POST.get(FIELD):
            return
        self.own.filter(sent_at__lt=timezone.now() - REMEMBERED).delete()
        key = _key(request)
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [actor.tenant_id, actor.membership.pk, key])
            row = cursor.fetchone()
        if row is not None:
            self.claimed = row[0]
        else:
            self.before = self.own.values_list("led_to", flat=True).get(key=key)

    @property
    def answer(self) -> HttpResponse | None:
        return HttpResponseRedirect(self.before) if self.before else None

    def settle(self, response: HttpResponse) -> None:
        """Saved is what leads elsewhere; a form that is shown again was not."""
        if self.claimed is None:
            return
        claim = self.own.filter(pk=self.claimed)
        if response.status_code == 302:
            claim.update(led_to=response.headers["Location"])
        else:
            claim.delete()


def _key(request: HttpRequest) -> str:
    written = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_WRITTEN)
    for name, uploads in sorted(request.FILES.lists()):
        written.append((name, [hashlib.sha256(upload.read()).hexdigest() for upload in uploads]))
        for upload in uploads:
            upload.seek(0)
    return hashlib.sha256(json.dumps([request.path, written]).encode()).hexdigest()
