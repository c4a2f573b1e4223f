"""What strangers and their programs send to the public page: too long, scripts, formulas, wrong encodings, replays,
bots.

`Attack(seed)` sends one thing after another and counts those that had to make a request; nothing else may.
"""

import json
import random
from secrets import token_hex
from urllib.parse import quote, urlencode

from django.test import Client

from hubs import visits
from hubs.forms.public import signer_of
from hubs.models import HelpRequest
from tests import databases
from tests.hubs.visitor import OF_FAMILY, TYPED, Visitor, mark_of

SCRIPTS = (
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}{% debug %}", "${7*7}"),
    *("'; DROP TABLE x;--", "javascript:alert(1)", "</textarea><svg/onload=alert(1)>", "<!--", "]]>", "%s%s%n"),
    "../../../../etc/passwd",
)
FORMULAS = (
    *("=cmd|'/C calc'!A0", "+1+1", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd"),
    '=HYPERLINK("http://x.example";"y")',
)
ODD = (
    *("\u202e\u2066abc", "\x00", "\x01\x02\x1b[31m", "\U0001f600" * 3, "e\u0301" * 400, "\ufeff", "\u2028"),
    *("\ufdfa" * 200, "\u3000"),
)
NUMBERS = ("-1", "101", "1e999", "NaN", "\u0663", "0x10", "99999999999999999999", "1;1")
DAYS = (
    *(("31", "2", "2020"), ("0", "0", "0"), ("1", "1", "99999"), ("1", "1", "0001")),
    *(("x", "<b>", "''"), ("1", "13", "2020")),
)
TEXTS = ("worries", "strengths", "wanted", "before", "address", "kept_from_somebody", "requester_name", "gp")
CHARSETS = (
    *("utf-16", "utf-7", "idna", "punycode", "rot13", "base64", "hex", "x-none", "unicode_escape", "undefined", "'"),
)
JUNK = (
    *("", "0", "\x00", "\U0001f600", "a" * 5000, "../..", "null", "eyJhIjoxfQ:1abc:xyz", "\n\r\nSet-Cookie: a=b"),
    "\uff2e\uff2f",
)
KINDS = (
    *("application/x-www-form-urlencoded", "application/json", "multipart/form-data", "text/plain", "", "x/y"),
    *("multipart/form-data; boundary=x", "application/xml", "multipart/form-data; boundary=" + "y" * 300),
)
METHODS = ("put", "patch", "delete", "options", "head", "trace")
PAGES = ("", "email/", "code/", "request/", "draft/", "draft/discard/", "sent/", "follow/", "follow/request/", "leave/")
DRAFTS = (
    *("", "[]", "{}", "null", '{"values": {}}', '{"values": [], "base": 0, "revision": 1, "window": "x"}'),
    json.dumps({"values": {"worries": ["x" * 300_000]}, "base": 0, "revision": 1, "window": "w"}),
    json.dumps({"values": {"worries": [None, {"a": 1}]}, "base": 0, "revision": 1, "window": "w"}),
    json.dumps({"values": {"\x00": ["\x00"]}, "base": 0, "revision": 2, "window": "w"}),
    json.dumps({"values": {"worries": "abc"}, "base": -1, "revision": 10**30, "window": ""}),
    '{"values": {"worries": ["\\ud800"], "\\udfff": ["x"]}, "base": 0, "revision": 1, "window": "\\ud800"}',
    '{"values": {"worries": ["x"]}, "base": 0, "revision": 1, "window": "\\u0000"}',
    '{"values": {"worries": ["x"]}, "base": 1e400, "revision": NaN, "window": "w"}',
    *("[" * 100_000, "\xff"),
)


class Attack:
    def __init__(self, seed, slug="northbridge"):
        self.chance, self.slug = random.Random(seed), slug
        self.lawful, self.answers, self.people, self.marks, self.own_marks = 0, {}, 0, [], []
        self.visitor = self.newcomer()
        self.ways = [getattr(self, name) for name in dir(self) if name.startswith("send_")]

    def newcomer(self):
        """Somebody with a confirmed address, who may still send a few."""
        self.people += 1
        self.marks, self.own_marks = [*self.marks, *self.own_marks][-500:], []
        self.is_family, self.left = self.people % 3 == 0, 4
        visitor = Visitor(self.slug, address=f"198.51.{self.people // 200 % 256}.{self.people % 200}")
        visitor.client.raise_request_exception = False
        visitor.confirm(f"one{self.people}@school.example", "family" if self.is_family else "professional")
        return visitor

    def one(self):
        """Whatever comes next."""
        way = self.chance.choice(self.ways)
        answer = way()
        kind = way.__name__[5:], answer.status_code
        self.answers[kind] = self.answers.get(kind, 0) + 1
        assert answer.status_code < 500, f"{kind}: {answer.content[:500]!r}"

    @property
    def url(self):
        return self.visitor.url("request/")

    def typed(self):
        return dict(OF_FAMILY if self.is_family else TYPED)

    def marked(self, typed):
        """As the page is drawn, which most of the attack does not wait for."""
        key = visits.key_of(self.visitor.client.cookies["ehm_visit"].value)
        drawn = self.chance.random() < 0.1
        mark = mark_of(self.visitor.get("request/")) if drawn else signer_of("request", key).sign(token_hex(16))
        self.own_marks.append(mark)
        return {"mark": mark} | typed

    def post(self, typed):
        """What must not be a request."""
        answer = self.visitor.client.post(self.url, typed)
        assert answer.status_code != 302 or not answer.url.endswith("sent/"), typed
        return answer

    def ask(self, **other):
        """What must be one; gives what was sent."""
        if self.left == 0:
            self.visitor = self.newcomer()
        typed = self.marked(self.typed() | other)
        answer = self.visitor.client.post(self.url, typed)
        assert answer.status_code == 302 and answer.url.endswith("sent/"), answer.content.decode()[:3000]
        self.lawful, self.left = self.lawful + 1, self.left - 1
        return typed

    # each of these sends one thing

    def send_text_that_means_something_elsewhere(self):
        """Scripts and formulas are what somebody typed: kept as text, and drawn as text."""
        self.ask(**{name: self.chance.choice(SCRIPTS + FORMULAS) for name in TEXTS})
        return self.visitor.get("sent/")

    def send_the_same_twice(self):
        typed = self.ask(worries=f"twice {self.chance.random()}")
        return self.visitor.client.post(self.url, typed)

    def send_without_a_confirmed_address(self):
        unknown = Visitor(self.slug, address="203.0.113.3", raise_request_exception=False)
        if self.chance.random() < 0.5:
            unknown.ask_for_code(f"unread{self.chance.randrange(99)}@school.example")
        return unknown.post("request/", **self.typed() | {"mark": self.marks[-1] if self.marks else "x"})

    def send_too_long(self):
        name, times = self.chance.choice(TEXTS), self.chance.choice((4001, 20_001, 150_000))
        return self.post(self.marked(self.typed() | {name: self.chance.choice("x=<\u00e9") * times}))

    def send_a_nul(self):
        return self.post(self.marked(self.typed() | {self.chance.choice(TEXTS): "a\x00b"}))

    def send_odd_letters_where_they_do_not_belong(self):
        names = ("postcode", "child-0-born_on_day", "child-0-born_on_year", "area", "adult-0-relation", "prompts")
        odd = self.chance.choice([*ODD, *SCRIPTS, *NUMBERS])
        return self.post(self.marked(self.typed() | {"worries": "", self.chance.choice(names): odd}))

    def send_days_and_numbers_that_are_none(self):
        day, month, year = self.chance.choice(DAYS)
        born = {"child-0-born_on_day": day, "child-0-born_on_month": month, "child-0-born_on_year": year}
        return self.post(self.marked(self.typed() | born))

    def send_rows_without_end(self):
        many = {f"child-{self.chance.choice(NUMBERS)}-given_name": "x" for _ in range(9)}
        return self.post(self.marked(self.typed() | many | {"worries": "", "child-14-given_name": "y"}))

    def send_too_many_fields(self):
        return self.visitor.client.post(self.url, {f"f{number}": "x" for number in range(1100)})

    def send_too_much(self):
        return self.visitor.client.post(self.url, {"worries": "x" * 2_600_000})

    def send_bytes(self):
        body = bytes(self.chance.getrandbits(8) for _ in range(self.chance.randrange(300)))
        page, kind = self.chance.choice(PAGES[:-1]), self.chance.choice(KINDS)
        return self.visitor.client.generic("POST", self.visitor.url(page), body, content_type=kind)

    def send_another_encoding(self):
        body = urlencode(self.typed() | {"worries": "", "mark": "x"}).encode()
        if self.chance.random() < 0.5:
            body += b"&strengths=%ff%fe%00%ed%a0%80&wanted=\xc3\x28"
        kind = f"application/x-www-form-urlencoded; charset={self.chance.choice(CHARSETS)}"
        return self.visitor.client.generic("POST", self.url, body, content_type=kind)

    def send_the_mark_of_another_page(self):
        """Of somebody else, or none that we signed."""
        mark = self.chance.choice([*self.marks, "x", "a:b:c", "0" * 32 + ":1abcde:" + "x" * 43])
        return self.post(self.typed() | {"mark": mark, "worries": "again"})

    def send_as_a_bot(self):
        return self.post(self.marked(self.typed() | {"your_website": "http://buy.example"}))

    def send_from_another_site(self):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.cookies = self.visitor.client.cookies
        return client.post(self.visitor.url(self.chance.choice(PAGES)), self.typed())

    def send_codes(self):
        guesser = Visitor(self.slug, address="203.0.113.4", raise_request_exception=False)
        guesser.ask_for_code(f"victim{self.chance.randrange(9)}@school.example")
        return guesser.post("code/", code=self.chance.choice(["000000", "1" * 21, "=1+1", "\x00", "\u0661" * 6, ""]))

    def send_addresses(self):
        addresses = ("a@b", "x" * 300 + "@y.example", "a@b.example\nBcc: c@d.example", "<x>@y.example", "")
        guesser = Visitor(self.slug, address="203.0.113.5", raise_request_exception=False)
        guesser.post(danger="no")
        who = self.chance.choice(("", "x", "family"))
        return guesser.send("email/", {"email": self.chance.choice(addresses), "who": who})

    def send_looks(self):
        guesser = Visitor(self.slug, f"203.0.113.{self.chance.randrange(256)}", raise_request_exception=False)
        return guesser.look(self.chance.choice([*JUNK, "7KD4-Q2MN"]), self.chance.choice([*JUNK, "0000-0000-0000"]))

    def send_cookies(self):
        client = Client(REMOTE_ADDR="203.0.113.6", raise_request_exception=False)
        for name in ("ehm_visit", "ehm_following", "ehm_no_danger", "sessionid", "csrftoken"):
            client.cookies[name] = self.chance.choice(
                ["", "0", "a" * 5000, "../..", "eyJhIjoxfQ:1abc:xyz", "\xe9;\x7f"]
            )
        return client.get(self.visitor.url(self.chance.choice(PAGES)))

    def send_drafts(self):
        url, body = self.visitor.url("draft/"), self.chance.choice(DRAFTS)
        return self.visitor.client.post(url, body, content_type="application/json")

    def send_another_method(self):
        page = self.visitor.url(self.chance.choice(PAGES))
        return getattr(self.visitor.client, self.chance.choice(METHODS))(page)

    def send_to_nowhere(self):
        return self.visitor.client.get(f"/ask/{quote(self.chance.choice(JUNK))}/{self.chance.choice(PAGES)}")

    def send_queries(self):
        query = urlencode({self.chance.choice(JUNK): self.chance.choice(SCRIPTS + FORMULAS)})
        return self.visitor.client.get(f"{self.visitor.url(self.chance.choice(PAGES))}?{query}")


def requests_there():
    with databases.as_owner():
        return HelpRequest.objects.count()
