"""The few SVG elements our pictures use. Everything given as text or attribute is escaped here and only here."""

import hashlib
import textwrap
from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

INK = "#0b0c0c"
QUIET = "#505a5f"
FAINT = "#b1b4b6"
FONT = "Arial, Helvetica, sans-serif"
LETTER = 0.53  # how wide a letter is, on average and a little more, beside its size

Value = str | float | int


def _attribute(name: str, value: Value) -> SafeString:
    written = f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value
    return format_html(' {}="{}"', name.rstrip("_").replace("_", "-"), written)


def element(tag: str, *inside: SafeString | str, **attributes: Value | None) -> SafeString:
    """`stroke_width=2` becomes `stroke-width="2"`; an attribute that is None is left out."""
    written = format_html_join(
        "", "{}", ((_attribute(name, value),) for name, value in attributes.items() if value is not None)
    )
    if not inside:
        return format_html("<{}{}/>", tag, written)
    return format_html("<{}{}>{}</{}>", tag, written, together(inside), tag)


def together(parts: Iterable[SafeString | str]) -> SafeString:
    return format_html_join("", "{}", ((conditional_escape(part),) for part in parts))


def line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str = INK, width: float = 2, dash: str = ""
) -> SafeString:
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash or None)


def text(
    x: float, y: float, words: object, *, size: int = 14, anchor: str = "start", bold: bool = False, fill: str = INK
) -> SafeString:
    weight = "bold" if bold else None
    return element("text", str(words), x=x, y=y, font_size=size, text_anchor=anchor, font_weight=weight, fill=fill)


def wrapped(words: str, width: float, size: int) -> list[str]:
    """`words` in lines that fit: SVG breaks none by itself."""
    return textwrap.wrap(words, max(int(width / (size * LETTER)), 1))


def shortened(words: str, longest: int) -> str:
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def picture(
    width: float, height: float, title: str, description: str, parts: Iterable[SafeString], *, grows: bool = False
) -> SafeString:
    """The whole <svg>. It keeps its size: on a phone it scrolls inside a scroll_region. One that `grows` is drawn for a
    phone and fills what room there is elsewhere."""
    key = hashlib.sha256(f"{title}\n{description}".encode()).hexdigest()[:10]
    return element(
        "svg",
        element("title", title, id=f"title-{key}"),
        element("desc", description or title, id=f"desc-{key}"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}",
        height=f"{height:g}",
        class_="ehm-grows" if grows else None,
        role="img",
        aria_labelledby=f"title-{key} desc-{key}",
        font_family=FONT,
    )
