"""The pages round requests and meetings, as one line of links on each of them."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.text import capfirst

from cases.profile import profile_of as words_of
from hubs.permissions import can_list_disagreements, can_list_requests
from plans.permissions import can_list_follow_ups

register = template.Library()


@register.simple_tag(takes_context=True)
def hub_tabs(context: dict[str, Any]) -> list[dict[str, Any]]:
    """For `components/sub_navigation.html`; only what the reader can use."""
    request = context["request"]
    actor = request.actor
    panel = words_of(actor.partnership).words.panel
    pages = [
        ("Requests", "hubs:requests", can_list_requests(actor)),
        (capfirst(panel), "hubs:meetings", can_list_requests(actor)),
        ("Actions", "hubs:meeting_actions", can_list_requests(actor)),
        ("Disagreements", "hubs:disagreements", can_list_disagreements(actor)),
        ("Follow up", "plans:follow_ups", can_list_follow_ups(actor)),
        ("Services", "services:services", True),
    ]
    found = [(text, reverse(name)) for text, name, is_shown in pages if is_shown]
    return [{"text": text, "url": url, "current": request.path == url} for text, url in found]
