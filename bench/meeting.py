"""A meeting of thirty families: the click that decides, beside the floor page, and how soon twenty people who follow
see that it has moved on."""

from __future__ import annotations

import html
import re
import statistics
import threading
import time
from dataclasses import dataclass

from django.utils import timezone

from bench.web import Browser, Site, median_ms
from ehm.models import Membership
from ehm.rows.actor import actor_for
from ehm.rows.context import acting
from hubs.actions.meetings import arrange_meeting, end_meeting, send_agenda
from hubs.actions.requests import Asked, Requester, ask_for_help
from hubs.actions.triage import list_request
from hubs.choices import Diversion, MeetingStatus, Somebody
from hubs.models import HubMeeting

FAMILIES, FOLLOWERS, MOVES, EACH = 30, 20, 5, 1.0
CHAIR, FOLLOWER = "chair@northbridge.example", "partner@northbridge.example"


@dataclass(frozen=True)
class Held:
    decided: int
    decide_ms: float
    times_floor: float
    seen_median_s: float
    seen_latest_s: float


def hold(site: Site, floor: Browser, chair: Browser, follower: Browser) -> Held:
    """On the data that is there, with families of its own."""
    meeting = _prepared()
    start = f"/hub/meetings/{meeting}/start/"
    chair.get(start)
    if chair.post(start) != 302:
        raise SystemExit(f"the meeting did not start: {chair.status}")
    lead = f"/hub/meetings/{meeting}/lead/"
    seen = _followed(site, chair, follower, meeting, lead)
    taken: list[float] = []
    base = median_ms(lambda: floor.get("/"), 20)
    for number in range(FAMILIES):
        page = chair.get(lead)
        item = re.search(r'action="(/hub/agenda/[^/"]+/decide/)"', page)
        if item is None:
            raise SystemExit("no family is shown that could be decided about")
        fields = [(name, value) for name, value in chair.fields() if name != "once" and not name.startswith("action-")]
        fields = [("csrfmiddlewaretoken", chair.token()), *[one for one in fields if one[0] != "csrfmiddlewaretoken"]]
        leads = re.search(r'<option value="(m:[^"]+)"', page)
        outcome = "lead" if 'value="lead"' in page else "goes_on"  # of a family that is helped already
        said = {"level": "3", "outcome": outcome, "leads": leads[1] if leads else "", "reason": "All agree", "told": ""}
        sent = [one for one in fields if one[0] not in said] + [*said.items(), ("confirmed", "yes")]
        began = time.perf_counter()
        status = chair.ask("POST", item[1], sent)
        taken.append((time.perf_counter() - began) * 1000)
        if status != 302:
            problems = re.findall(r'error-message">(.*?)</p>', chair.body.decode(), re.S)
            raise SystemExit(f"family {number + 1} was not decided: {status} {problems}")
        if number + 1 < FAMILIES:
            *_, following = re.findall(r'action="(/hub/agenda/[^/"]+/show/)"', chair.get(lead))  # the list comes first
            chair.post(html.unescape(following))
    base = (base + median_ms(lambda: floor.get("/"), 20)) / 2
    decide = statistics.median(taken)
    return Held(len(taken), decide, decide / base, statistics.median(seen), max(seen))


def _followed(site: Site, chair: Browser, follower: Browser, meeting: str, lead: str) -> list[float]:
    """Seconds from the click that moves on until each of those who follow has it on their page."""
    moved, seen, stop = [0.0], [], threading.Event()
    at_version: dict[int, str] = {}

    def follow(number: int) -> None:
        browser = Browser(site)
        browser.cookies = dict(follower.cookies)
        time.sleep(EACH * number / FOLLOWERS)  # nobody opened the page at the same moment
        while not stop.is_set():
            browser.ask("GET", f"/hub/meetings/{meeting}/now/?version={at_version.get(number, '')}")
            found = re.search(rb"\?version=(\d+)", browser.body) if browser.status == 200 else None
            if found:
                if number in at_version:
                    seen.append(time.perf_counter() - moved[0])
                at_version[number] = found[1].decode()
            time.sleep(EACH)

    followers = [threading.Thread(target=follow, args=(number,), daemon=True) for number in range(FOLLOWERS)]
    for one in followers:
        one.start()
    time.sleep(EACH * 3)
    for number in range(MOVES):
        shows = re.findall(r'action="(/hub/agenda/[^/"]+/show/)"', chair.get(lead))
        moved[0] = time.perf_counter()
        chair.post(html.unescape(shows[number]))
        time.sleep(EACH * 3)
    stop.set()
    for one in followers:
        one.join()
    if len(seen) < FOLLOWERS * MOVES:
        raise SystemExit(f"only {len(seen)} of {FOLLOWERS * MOVES} moves were seen")
    return seen


def _prepared() -> str:
    """The reference of a meeting of the chair's hub with thirty families on its agenda."""
    place = Membership.objects.select_related("user", "area", "agency").get(user__email=CHAIR)
    actor = actor_for(place.user, place.pk)
    assert actor is not None
    with acting(actor):
        for running in HubMeeting.objects.filter(tenant=place.tenant, area=place.area, status=MeetingStatus.RUNNING):
            end_meeting(meeting=running, by=actor)
        for number in range(FAMILIES):
            request = ask_for_help(asked=_asked(number, place), by=actor)
            list_request(request=request, by=actor)
        meeting = arrange_meeting(area=place.area, planned_for=timezone.now(), place="", by=actor)
        send_agenda(meeting=meeting, by=actor)
    return str(meeting.reference)


def _asked(number: int, by: Membership) -> Asked:
    children = [
        {"who": Somebody.CHILD, "given_name": name, "family_name": f"Bencher {number}"} for name in ("Ida", "Noor")
    ]
    mother = {"who": Somebody.ADULT, "given_name": "Ruth", "family_name": f"Bencher {number}", "relation": "mother"}
    return Asked(
        requester=Requester(by.display_name, by.agency.name, "01632 960001", ""),
        asked_at=timezone.now(),
        diversion=Diversion.NONE,
        agreed_by="Ruth",
        agreed_on=timezone.localdate(),
        people=[*children, mother],
        helpers=[],
        limits=[],
        prompts=[],
        area=by.area,
        area_reason="",
        words={"involvement": "Breakfast", "worries": "Tired", "strengths": "They sing", "wanted": "Help at home"},
    )
