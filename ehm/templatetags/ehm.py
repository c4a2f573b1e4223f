"""Date words, and the components that have something inside them. Usage: docs/front-end.md."""

import datetime
from collections.abc import Mapping

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import slugify

from ehm import parts, words

register = template.Library()


@register.filter
def day(value: datetime.date | None) -> str:
    return words.day(value) if value else ""


@register.filter
def moment(value: datetime.date | None) -> str:
    return words.moment(value) if value else ""


@register.filter
def how_long_left(value: int | None, unit: str = "working days") -> str:
    return "" if value is None else words.how_long_left(value, unit)


@register.filter
def age(born_on: datetime.date | None) -> str:
    return words.age(born_on) if born_on else ""


@register.simple_block_tag(end_name="enddetails")
def details(content: str, summary: str, open: bool = False) -> SafeString:
    return render_to_string("components/details.html", {"content": content, "summary": summary, "open": open})


@register.simple_block_tag(end_name="endcard")
def card(content: str, title: str = "", kind: str = "", heading_level: str = "h2") -> SafeString:
    """`kind`: quiet or late."""
    context = {"content": content, "title": title, "kind": kind, "heading_level": heading_level}
    return render_to_string("components/card.html", context | {"heading_id": f"card-{slugify(title)}"})


@register.simple_block_tag(end_name="endscroll_region")
def scroll_region(content: str, label: str) -> SafeString:
    """A wide table or picture that scrolls by itself on a phone, also by keyboard."""
    return render_to_string("components/scroll_region.html", {"content": content, "label": label})


@register.simple_block_tag(end_name="endfilter_bar")
def filter_bar(content: str, label: str = "Filter", button: str = "Show", clear_url: str = "") -> SafeString:
    """Fields that narrow a list. Sends by GET: never for names, dates of birth or other search terms."""
    context = {"content": content, "label": label, "button": button, "clear_url": clear_url}
    return render_to_string("components/filter.html", context)


@register.simple_tag
def part(template: str, texts: Mapping[str, object] | None = None, **given: object) -> SafeString:
    """A small template that is drawn many times: see ehm/parts.py."""
    return parts.draw(template, **(texts or {}), **given)
