from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ehm.actions import feeds
from ehm.permissions import can_have_calendar, require
from ehm.rows.actor import ActorRequest


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: ActorRequest) -> HttpResponse:
    """My calendar's address. A new one is on the answer itself and nowhere else: after a redirect it would be kept."""
    actor = request.actor
    require(can_have_calendar, actor, actor.partnership)
    made = ""
    if request.method == "POST" and "withdraw" in request.POST:
        feeds.withdraw_feed(by=actor)
        messages.success(request, "The address is withdrawn. Nothing reads it any more.")
        return HttpResponseRedirect(reverse("ehm:calendar"))
    if request.method == "POST":
        made = f"{settings.SITE_URL}{reverse('standards:feed', args=(feeds.make_feed(by=actor),))}"
    context = {"made": made, "feed": feeds.feed_of(actor), "me_url": reverse("ehm:me")}
    return TemplateResponse(request, "ehm/calendar.html", context)
