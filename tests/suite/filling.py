"""The forms of a page as a browser has them: what each field holds, and what a person could type instead."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

FILLED_IN = ("text", "textarea", "select", "radio", "checkbox")
UNSEEN = "your_website"  # a box of the public page that people do not see
DATE_PARTS = ("day", "month", "year")


@dataclass
class Field:
    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)
    shown_by: str = ""  # id of the part that another option opens


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    opens: dict[str, tuple[str, str]] = field(default_factory=dict)  # id of a part → the option that opens it

    def dates(self):
        return [name[:-4] for name in self.fields if name.endswith("_day")]

    def of_kind(self, *kinds):
        return [one for one in self.fields.values() if one.kind in kinds]

    def drawn(self):
        """Sent back as it is, with another word in a box that has words."""
        sent = {}
        for one in self.fields.values():
            if one.kind in ("hidden", "text", "textarea"):
                sent[one.name] = one.value
            elif one.chosen:
                sent[one.name] = one.chosen
        worded = [one for one in self.of_kind("textarea", "text") if one.value.strip().replace(" ", "").isalpha()]
        return sent | {one.name: f"{one.value.strip()} too" for one in worded[:1]}

    def typed(self, **changes):
        """As somebody fills it in: words in each box, the first option of each choice, a day in each date."""
        sent = {}
        for one in self.fields.values():
            match one.kind:
                case "hidden":
                    sent[one.name] = one.value
                case "text" | "textarea":
                    sent[one.name] = words_for(one)
                case "select" | "radio":
                    sent[one.name] = (one.chosen or [option for option in one.options if option] or [""])[0]
        for name in changes:
            shown_by = self.fields[name].shown_by if name in self.fields else ""
            if shown_by in self.opens:
                option, value = self.opens[shown_by]
                sent[option] = value
        return sent | changes


def words_for(one):
    for part, value in zip(DATE_PARTS, ("3", "2", "2025"), strict=True):
        if one.name.endswith(f"_{part}"):
            return value
    return "" if one.name == UNSEEN else f"Typed in {one.name}"


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self.form, self.select, self.area, self.parts, self.in_main = [], None, None, None, [], False

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self.in_main = True
        if tag == "div":
            self.parts.append(given.get("id", ""))
        if tag == "form" and self.in_main:
            self.form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.form)
        if self.form is None:
            return
        if tag == "input" and given.get("name"):
            self.input(given)
        if tag == "textarea":
            self.area = self.field(given["name"], "textarea")
        if tag == "select":
            self.select = self.field(given["name"], "select")
        if tag == "option" and self.select:
            self.select.options.append(given.get("value", ""))
            if "selected" in given:
                self.select.chosen.append(given["value"])

    def input(self, given):
        kind, value = given.get("type", "text"), given.get("value", "")
        if kind in ("radio", "checkbox"):
            one = self.field(given["name"], kind)
            one.options.append(value)
            if "checked" in given:
                one.chosen.append(value)
            self.form.opens[f"conditional-{given.get('id')}"] = given["name"], value
        elif kind not in ("submit", "file", "password"):
            self.field(given["name"], "hidden" if kind == "hidden" else "text").value = value

    def field(self, name, kind):
        shown_by = next((part for part in reversed(self.parts) if "conditional" in part), "")
        return self.form.fields.setdefault(name, Field(name, kind, shown_by=shown_by))

    def handle_data(self, data):
        if self.area:
            self.area.value += data

    def handle_endtag(self, tag):
        if tag == "div" and self.parts:
            self.parts.pop()
        if tag == "textarea":
            self.area = None
        if tag == "select":
            self.select = None
        if tag == "form":
            self.form = None
        if tag == "main":
            self.in_main = False


def forms_of(html):
    """Those that are sent with POST and have something to fill in."""
    reader = _Reader()
    reader.feed(html)
    return [form for form in reader.forms if form.method == "post" and form.of_kind(*FILLED_IN)]
