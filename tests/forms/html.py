"""HTML reduced to what a browser makes of it, so that two ways of writing it can be compared."""

from html.parser import HTMLParser

EMPTY = {"input", "br", "path"}


class _Reader(HTMLParser):
    def __init__(self, rename):
        super().__init__(convert_charrefs=True)
        self.rename = rename
        self.lines, self.depth = [], 0

    def handle_starttag(self, tag, attrs):
        words = []
        for name, value in sorted(attrs):
            if name == "class":
                value = " ".join(sorted(value.split()))
            elif name in ("id", "for", "aria-describedby", "aria-controls", "href", "name"):
                value = " ".join(self.rename(part) for part in (value or "").split(" "))
            words.append(f'{name}="{value or ""}"')
        self.lines.append("  " * self.depth + f"<{' '.join([tag, *words])}>")
        self.depth += tag not in EMPTY

    def handle_endtag(self, tag):
        self.depth -= tag not in EMPTY

    def handle_data(self, data):
        text = " ".join(data.split())
        if text:
            self.lines.append("  " * self.depth + text)


def lines(html, rename=lambda part: part):
    reader = _Reader(rename)
    reader.feed(html)
    reader.close()
    return reader.lines
