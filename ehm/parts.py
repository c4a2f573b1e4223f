"""`{% part %}`: a small template that a page draws many times, such as a line of a list.

Django draws it once for each shape (which texts are there, which state it shows) with marks where the texts go; after
that each use is a handful of joined strings. A page of forty lines spends its time elsewhere.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

SHAPES_KEPT = 1000
WORD = "ehmtext"
MARK = re.compile(f"\ue000{WORD}(\\w+)\ue001")  # characters for private use
ALWAYS_SHAPE = ("state", "kind", "colour")  # compared by templates, and of few values


def draw(template: str, **given: Any) -> SafeString:
    """`template` with these texts. Texts must be printed as they are, without filters; whatever is not a text (a flag,
    a number) is part of the shape, and so are `state`, `kind` and `colour`."""
    shape, texts = [], {}
    for name, value in given.items():
        if isinstance(value, str) and value and name not in ALWAYS_SHAPE:
            texts[name] = value
        else:
            shape.append((name, str(value) if isinstance(value, str) else value))
    pieces, names = _drawn(template, tuple(shape), tuple(texts))
    found = [pieces[0]]
    for name, piece in zip(names, pieces[1:], strict=True):
        found += conditional_escape(texts[name]), piece
    return SafeString("".join(found))


@lru_cache(SHAPES_KEPT)
def _drawn(template: str, shape: tuple[tuple[str, Any], ...], texts: tuple[str, ...]) -> tuple[list[str], list[str]]:
    marks = {name: f"\ue000{WORD}{name}\ue001" for name in texts}
    compiled: Template = get_template(template).template  # type: ignore[attr-defined]  # Django's own engine
    html = compiled.render(Context(dict(shape) | marks))
    pieces = MARK.split(html)
    if any(WORD in piece.lower() for piece in pieces[::2]):
        raise TemplateSyntaxError(f"{template} changes a text that {{% part %}} gives it")
    return pieces[::2], pieces[1::2]
