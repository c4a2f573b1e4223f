"""A part of a page that another app fills: `cases` shows the page, `standards` hangs its clocks there."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ehm.rows.actor import ActorRequest

Context = Callable[[ActorRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    template: str
    context: Context
    place: int


_panels: dict[str, list[Panel]] = defaultdict(list)


def add(page: str, template: str, context: Context, *, place: int = 50) -> None:
    """Show `template` on `page` (such as cases:episode). `context(request, subject)` may return None for 'nothing'."""
    _panels[page].append(Panel(template, context, place))
    _panels[page].sort(key=lambda panel: panel.place)


def render(page: str, request: ActorRequest, subject: Any, *, about: set[str] | None = None) -> list[SafeString]:
    """The panels of a page in their order. What they show already, as their contexts' `about` has it (references),
    is added to `about`."""
    shown = []
    for panel in _panels[page]:
        context = panel.context(request, subject)
        if context is not None:
            if about is not None:
                about.update(context.get("about", ()))
            shown.append(render_to_string(panel.template, context, request=request))
    return shown
