"""Somebody without an account in a browser, from the first question to the receipt."""

import re

from django.core import mail
from django.test import Client

from hubs import visits

TYPED = {
    "requester_name": "Sam Field",
    "requester_agency": "Larkfield Primary, head of year",
    "requester_phone": "01632 960077",
    "is_agreed": "yes",
    "agreed_by": "Ruth Marlow",
    "agreed_on_day": "2",
    "agreed_on_month": "11",
    "agreed_on_year": "2026",
    "child-0-given_name": "Ida",
    "child-0-family_name": "Marlow",
    "child-0-born_on_day": "2",
    "child-0-born_on_month": "5",
    "child-0-born_on_year": "2018",
    "adult-0-given_name": "Ruth",
    "adult-0-family_name": "Marlow",
    "adult-0-relation": "mother",
    "postcode": "CV99 1AA",
    "prompts": ["young_carer"],
    "worries": "Ida is tired",
    "strengths": "They sing",
    "involvement": "Breakfast club",
    "wanted": "Help at home",
    "diversion": "none",
}
NOT_OF_FAMILIES = ("is_agreed", "agreed_by", "agreed_on_day", "agreed_on_month", "agreed_on_year", "diversion")
OF_FAMILY = {name: value for name, value in TYPED.items() if name not in (*NOT_OF_FAMILIES, "involvement")} | {
    "requester_name": "Ruth Marlow",
    "requester_agency": "Mum",
}


def mark_of(answer):
    return re.search(r'name="mark" value="([^"]+)"', answer.content.decode())[1]


class Visitor:
    """A browser at one partnership's public page."""

    def __init__(self, slug="northbridge", address="198.51.100.7", **client):
        self.client = Client(REMOTE_ADDR=address, **client)
        self.slug = slug

    def url(self, page=""):
        return f"/ask/{self.slug}/{page}"

    def get(self, page=""):
        return self.client.get(self.url(page))

    def post(self, page="", **typed):
        return self.client.post(self.url(page), typed)

    def send(self, page, typed):
        """With the mark of a page that was drawn now."""
        return self.client.post(self.url(page), {"mark": mark_of(self.get(page))} | typed)

    def ask_for_code(self, email="sam@school.example", who="professional"):
        self.post(danger="no")
        return self.send("email/", {"email": email, "who": who})

    def code(self):
        """What stands in the newest mail."""
        visits.mail_codes()
        return re.search(r"^(\d{6})$", mail.outbox[-1].body, re.MULTILINE)[1]

    def confirm(self, email="sam@school.example", who="professional"):
        self.ask_for_code(email, who)
        return self.post("code/", code=self.code())

    def ask(self, **other):
        return self.send("request/", TYPED | other)

    def receipt(self):
        """(reference, code)"""
        return re.findall(r"<strong>([0-9A-Z]{4}-[0-9A-Z-]+)</strong>", self.get("sent/").content.decode())

    def look(self, reference, code):
        return self.post("follow/", reference=reference, code=code)


def asked(slug="northbridge", email="sam@school.example", **other):
    """A visitor who has sent a request, with its reference and code."""
    visitor = Visitor(slug)
    visitor.confirm(email)
    sent = visitor.ask(**other)
    assert sent.status_code == 302, sent.content.decode()
    return visitor, *visitor.receipt()
