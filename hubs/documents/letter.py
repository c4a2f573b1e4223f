"""The letter that whoever asked for help always gets (R107): what it came to, and nothing of what is known."""

from __future__ import annotations

from django.utils import timezone

from cases.family_map import day_and_year
from cases.profile import profile_of as words_of
from ehm import pdf
from ehm.models import Partnership
from ehm.pdf.look import TEMPLATES, Beside, layout
from hubs.choices import Outcome
from hubs.models import HelpRequest, ToldService
from hubs.profile import profile_of

LETTER = TEMPLATES / "hubs" / "documents" / "letter.typ"
CAME_TO = {
    Outcome.ADVICE: "We have advice for you and the family.",
    Outcome.SIGNPOST: "There is help that the family can use now.",
    Outcome.SINGLE_AGENCY: "One service can help the family.",
    Outcome.ALLOCATED: "Early help begins. Whoever leads it gets in touch with the family.",
    Outcome.MORE_HELP: "More help is agreed. Whoever leads the help for the family knows what comes next.",
}


def letter_pdf(request: HelpRequest, partnership: Partnership, *, is_large: bool = False) -> bytes:
    """Of a request that was decided. It names no child and no address: letters are opened by others too."""
    profile, words = profile_of(partnership), words_of(partnership).words
    outcome = Outcome(request.outcome)
    to_front_door = f"We have told {words.front_door}. They decide what happens next."
    agency = "" if request.is_own_family else request.requester_agency
    whom = "your family" if request.is_own_family else "a family"
    values = {
        "title": f"Your {profile.request}",
        "file_title": f"Letter {request.reference}",
        "head": "",
        "foot": request.reference,
        "partnership": partnership.name,
        "is_large": is_large,
        "is_family": False,
        "to": [part for part in (request.requester_name, agency) if part],
        "on": day_and_year(timezone.localdate(request.decided_at)),
        "asked": f"You asked for help for {whom} on {day_and_year(timezone.localdate(request.asked_at))}.",
        "came_to": to_front_door if outcome == Outcome.FRONT_DOOR else CAME_TO[outcome],
        "told": [part.strip() for part in request.told.replace("\r\n", "\n").split("\n\n") if part.strip()],
        "services": [_service(one) for one in ToldService.objects.within([request]).order_by("name", "pk")],
        "ends": profile.letter,
        "area": request.area.name,
        "phone": request.area.phone,
        "safeguarding": partnership.safeguarding_phone,
        "front_door": words.front_door,
    }
    return pdf.render(layout(LETTER, Beside()), values)


def _service(one: ToldService) -> dict[str, str]:
    return {"name": f"{one.name}, {one.run_by}" if one.run_by else one.name, "what": one.what, "contact": one.contact}
