"""Somebody without an account in a browser, from the first question to the receipt."""

import re
from uuid import uuid4

from django.core import mail
from django.test import Client

from ehm.models import Area, Membership
from hubs import visits
from hubs.models import HelpRequest, RequestQuestion
from tests import databases

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


def visitor_in(state):
    """Without an account, so far on the way."""
    visitor, email = Visitor(address="198.51.100.9"), f"{uuid4().hex}@school.example"
    match state:
        case "without danger":
            visitor.post(danger="no")
        case "waiting for a code":
            visitor.ask_for_code(email)
        case "with a confirmed address":
            visitor.confirm(email)
        case "of a family":
            visitor.confirm(email, "family")
        case "who has asked":
            visitor.confirm(email)
            sent = visitor.ask(area=Area.objects.get(name="East hub").reference)
            assert sent.status_code == 302, sent.content.decode()
            with databases.as_owner():
                row = HelpRequest.objects.select_related("tenant").get(requester_email=email)
                by = Membership.objects.filter(area=row.area_id, role="hub_worker").first()
                RequestQuestion.objects.create(tenant=row.tenant, request=row, asked="Who is at home?", asked_by=by)
    return visitor


def asked(slug="northbridge", email="sam@school.example", **other):
    """A visitor who has sent a request, with its reference and code."""
    visitor = Visitor(slug)
    visitor.confirm(email)
    sent = visitor.ask(**other)
    assert sent.status_code == 302, sent.content.decode()
    return visitor, *visitor.receipt()
