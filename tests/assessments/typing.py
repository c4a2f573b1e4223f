"""A page's form as a browser would send it: every value of every field, in order."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.sent, self.inside, self.area, self.select, self.is_wanted = {}, False, None, None, False

    def put(self, name, value):
        self.sent.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside, self.sent = True, {} if self.is_wanted is False else self.sent
        if not self.inside or self.is_wanted is None:
            return
        if tag == "input" and given.get("name"):
            kind = given.get("type", "text")
            if given["name"] == "shown":
                self.is_wanted = True
            if (kind in ("radio", "checkbox") and "checked" in given) or kind in ("text", "hidden", "email", "tel"):
                self.put(given["name"], given.get("value", ""))
        if tag == "textarea":
            self.area = [given["name"], ""]
        if tag == "select":
            self.select = [given["name"], None]
        if tag == "option" and self.select and ("selected" in given or self.select[1] is None):
            self.select[1] = given.get("value", "")

    def handle_data(self, data):
        if self.area:
            self.area[1] += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            self.put(self.area[0], self.area[1].removeprefix("\n"))
            self.area = None
        if tag == "select" and self.select:
            self.put(self.select[0], self.select[1] or "")
            self.select = None
        if tag == "form":
            self.inside = False
            if self.is_wanted:
                self.is_wanted = None


def sent_by(page):
    """Of the form that says what it showed."""
    reader = _Reader()
    reader.feed(page.content.decode())
    return reader.sent


def as_shown(client, url):
    page = client.get(url)
    assert page.status_code == 200
    return sent_by(page)
