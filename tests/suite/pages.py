"""Every page: for each URL name whose GET gives one, its address on the working day and who may open it."""

from dataclasses import dataclass
from types import SimpleNamespace
from urllib.parse import urlencode

from allauth.account.forms import default_token_generator
from django.test import Client
from django.urls import reverse
from django.utils.http import int_to_base36

from cases import links
from ehm import held, invitations
from tests.cast import PASSWORD
from tests.hubs.visitor import visitor_in
from tests.suite.urls import ABOUT, names, urls

# Names that give no page of their own to GET, with the reason; `test_every_page.py` holds that it is so.
NOT_PAGES = {
    "health_live": "a word for a machine",
    "health_ready": "a word for a machine",
    "api:": "JSON for programs; of its one page, see below",
    "ehm:draft_token": "JSON for drafts.js",
    "ehm:save_draft": "JSON for drafts.js",
    "ehm:discard_draft": "a button",
    "ehm:end_token": "a button",
    "ehm:sign_out_everywhere": "a button",
    "organisation:retry_job": "a button",
    "organisation:send_invitation": "a button",
    "cases:confirm_note": "a button",
    "cases:end_note": "a button",
    "cases:first_done": "a button",
    "assessments:settle_remark": "a button",
    "plans:copy_forward": "a button",
    "hubs:list": "a button",
    "hubs:known": "a button",
    "hubs:throw_away_list": "a button",
    "hubs:list_to_fill_in": "a file",
    "hubs:typed_child": "a part of the form of a request",
    "catalogue:add_usual": "a button",
    "hubs:letter_pdf": "a file",
    "hubs:send_agenda": "a button",
    "hubs:earlier": "a button",
    "hubs:later": "a button",
    "hubs:show": "a button",
    "hubs:end_seat": "a button",
    "hubs:stop_asking": "a button",
    "hubs:public_draft": "JSON for drafts.js",
    "hubs:public_discard_draft": "a button",
    "hubs:public_leave": "a button",
    "hubs:disagreements_csv": "a file",
    "hubs:meeting_minutes_pdf": "a file",
    "mfa_index": "sends on to one's own page",
    "mfa_download_recovery_codes": "a file",
    "assessments:pdf": "a file",
    "plans:meeting_file": "a file",
    "standards:feed": "a file",
    "assessments:copy_pdf": "a file",
    "plans:pdf": "a file",
    "plans:copy_pdf": "a file",
    "plans:version_pdf": "a file",
    "plans:minutes_pdf": "a file",
    "plans:pack_pdf": "a file",
    "plans:step_down_paper": "a file",
    "assessments:file": "a picture, or a document to save",
    "assessments:file_small": "a picture",
}
# Answers to a page that asks by itself; a person sees them within it.
PARTS_OF_A_PAGE = {"hubs:now", "hubs:heard"}
JUDGED_BY_ITS_OWN_TEST = {"api:docs": "tests/browser/test_api_pages.py: it has another frame than ours"}
OPENED_BY = {
    "cases": "practitioner",
    "assessments": "practitioner",
    "plans": "practitioner",
    "hubs": "chair",
    "services": "practitioner",
    "catalogue": "admin",
    "standards": "practitioner",
    "ehm": "practitioner",
    "organisation": "admin",
    "rulebook": "admin",
    "own_form": "admin",
    "platform": "platform",
    "account": "nobody",
    "mfa": "careful, asked again",
}
BY_ANOTHER = {
    **{name: "manager" for name in ("cases:oversight", "cases:record_oversight", "standards:team", "standards:worker")},
    "standards:variation": "manager",
    "plans:impact": "manager",
    "assessments:decision": "manager",
    **{name: "coordinator" for name in ("plans:follow_ups", "plans:follow_up")},
    "hubs:answer": "practitioner",
    "hubs:say_view": "manager",
    "hubs:ask_about": "practitioner",
    **{f"hubs:public_{name}": "nobody" for name in ("partnerships", "start", "follow")},
    "hubs:public_email": "nobody, without danger",
    "hubs:public_code": "nobody, waiting for a code",
    "hubs:public_request": "nobody, with a confirmed address",
    **{f"hubs:public_{name}": "nobody, who has asked" for name in ("sent", "followed", "take_back")},
    **{f"cases:{name}": "partner" for name in "notes new_note new_note_choose new_note_child change_note".split()},
    **{f"account_{name}": "practitioner" for name in ("change_password", "logout", "reauthenticate")},
    "ehm:invitation": "nobody",
    "cases:link": "nobody",
    "ehm:held": "practitioner, signed out while writing",
    "mfa_authenticate": "careful, half signed in",
    "mfa_activate_totp": "practitioner, asked again",
}
# The page's record, where it is not the Reeds' own.
INSTEAD = {
    "cases:open": {"episode": "asked_for"},
    "cases:begin_again": {"episode": "ended"},
    "cases:give_up": {"episode": "asked_for"},
    "cases:agree_to_lead": {"episode": "just_allocated"},
    "cases:record_birth": {"person": "baby"},
    "cases:add_known_person": {"person": "of_another_family"},
    "cases:new_episode": {"family": "without_episode"},
    **{f"assessments:{name}": {"episode": "just_allocated"} for name in ("of_episode", "decide", "decline")},
    "assessments:add_file": {"assessment": "with_own_tool"},
    "plans:of_episode": {"episode": "just_allocated"},
    "plans:agree_again": {"plan_version": "later_version"},
    "plans:childs_page": {"plan_copy": "childs_plan"},
    "plans:promise_link": {"promise": "promised_by_mother"},
    **{f"plans:{name}": {"meeting": "held_meeting"} for name in ("put_minutes_right", "earlier_minutes", "take_back")},
    "cases:new_note_choose": {"look": "note_look"},
    "cases:new_note_child": {"look": "note_look"},
    "assessments:decision": {"assessment": "submitted"},
    "assessments:agree_again": {"assessment": "submitted"},
    "assessments:childs_page": {"copy": "childs_copy"},
    "standards:worker": {"membership": "worker"},
}
# The same page for others, who find more on it, or something else.
FOR_OTHERS = {
    "standards:my_work": ("manager", "hub", "coordinator", "partner", "auditor"),
    "cases:caseload": ("manager", "hub", "partner", "auditor"),
    "cases:family": ("in_team", "auditor"),
    "cases:person": ("in_team",),
    "cases:episode": ("manager", "in_team"),
    "cases:record_log": ("auditor",),
    "cases:child": ("helper",),
    "organisation:log": ("auditor",),
    "plans:impact": ("auditor",),
    "services:services": ("partner", "admin"),
    "hubs:involved": ("practitioner", "in_team", "helper", "auditor"),
    "hubs:requests": ("practitioner", "auditor"),
    "hubs:meetings": ("helper", "auditor"),
    "hubs:hub_meeting": ("helper", "auditor"),
    "hubs:follow": ("helper", "partner"),
    "hubs:asked": ("helper",),
    "hubs:new_request": ("practitioner",),
    "hubs:public_request": ("nobody, of a family",),
    "hubs:request": ("practitioner", "auditor"),
    "hubs:meeting_actions": ("hub", "helper", "auditor"),
    "hubs:disagreements": ("auditor",),
    "hubs:disagreement": ("manager", "auditor"),
    "hubs:meeting_minutes": ("auditor",),
}

TYPED = {"rationale": "Dee has what she needs and knows whom to ring."}


@dataclass(frozen=True)
class Page:
    name: str
    address: str
    reader: str

    @property
    def is_whole(self):
        return self.name not in PARTS_OF_A_PAGE

    def __str__(self):
        return f"{self.name} as {self.reader} ({self.address})"


def pages(day):
    """All of them, those of one reader together."""
    found = []
    for name in names():
        if not name.startswith((*NOT_PAGES, *JUDGED_BY_ITS_OWN_TEST)):
            readers = BY_ANOTHER.get(name) or OPENED_BY[name.split(":" if ":" in name else "_")[0]]
            found += [Page(name, address(name, day), one) for one in (readers, *FOR_OTHERS.get(name, ()))]
    return sorted(found, key=lambda page: page.reader)


def address(name, day):
    day = SimpleNamespace(**vars(day) | {kind: getattr(day, other) for kind, other in INSTEAD.get(name, {}).items()})
    match name:
        case "rulebook:standard":
            return reverse(name, args=["seen"])
        case "organisation:rename_day" | "organisation:remove_day":
            return reverse(name, args=[day.closure.on])
        case "organisation:retry_job":
            return reverse(name, args=[day.job.pk])
        case "ehm:save_draft" | "ehm:discard_draft":
            return reverse(name, args=["cases:record_contact", day.episode.reference])
        case _ if name.startswith("hubs:public_") and name != "hubs:public_partnerships":
            return reverse(name, args=["northbridge"])
        case "hubs:before_asking" | "hubs:new_request":
            return reverse(name, args=["own"])
        case "hubs:end_seat":
            return reverse(name, args=[day.hub_meeting.reference])
        case "own_form:section" | "own_form:preview" | "own_form:add_question":
            return reverse(name, args=["family"])
        case "own_form:list" | "own_form:add_value":
            return reverse(name, args=["needs"])
        case "ehm:end_token":
            return reverse(name, args=[day.token.reference])
        case "cases:end_relationship":
            ends = day.mother.reference, day.person.reference
            return reverse(name, args=[day.family.reference, *ends, "mother"])
        case "platform:add_administrator":
            return reverse(name, args=["northbridge"])
        case "standards:feed":
            return reverse(name, args=["nobodys"])
        case "cases:link":
            return reverse(name, args=[links.token_of(day.link)])
        case "ehm:invitation":
            return reverse(name, args=[invitations.token_for(day.invited)])
        case "account_reset_password_from_key":
            user = day.worker.user
            return reverse(name, args=[int_to_base36(user.pk), default_token_generator.make_token(user)])
        case _:
            kind = "assessment" if name == "assessments:add_file" else ABOUT.get(name)
            return reverse(name) if kind is None else urls(name, kind, day)


def client_of(reader, cast, day, signed_in):
    """A browser in which `reader` may go on: a name of the cast or the working day, and what they have just done."""
    who, _, state = reader.partition(", ")
    if who == "nobody":
        return visitor_in(state).client
    person = getattr(day, who, None) or getattr(cast, who)
    if state == "half signed in":
        client = Client()
        client.post("/sign-in/", {"login": person.user.email, "password": PASSWORD})
        return client
    client = signed_in(person)
    if state == "asked again":
        client.post("/accounts/password-again/", {"password": PASSWORD})
    if state == "signed out while writing":
        session = client.session
        session[held.SESSION_KEY] = {
            "writer": person.pk,
            "path": address("cases:give_up", day),
            "body": urlencode(TYPED),
        }
        session.save()
    return client
