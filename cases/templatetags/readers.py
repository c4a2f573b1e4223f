"""'Who can read this', beside any form that adds to an episode."""

from typing import Any

from django import template

from cases.models import Episode
from cases.readers import readers_of

register = template.Library()


@register.inclusion_tag("cases/_readers.html", takes_context=True)
def who_can_read(context: dict[str, Any], episode: Episode) -> dict[str, Any]:
    return {"readers": readers_of(episode, context["actor"])}
