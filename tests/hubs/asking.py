"""A request for help as somebody writes it."""

from datetime import date

from django.utils import timezone

from hubs.actions.requests import Asked, Requester, ask_for_help
from hubs.choices import CameBy, Diversion, Somebody
from tests.cases.acting import acting_as

CHILD = {"who": Somebody.CHILD, "given_name": "Ida", "family_name": "Marlow", "born_on": date(2018, 5, 2)}
MOTHER = {"who": Somebody.ADULT, "given_name": "Ruth", "family_name": "Marlow", "relation": "mother"}
WORDS = {
    "involvement": "Breakfast club each morning",
    "worries": "Ida is tired and often late",
    "strengths": "Her mum comes to every talk",
    "wanted": "Somebody who helps at home",
}


def asked(area, **other):
    return Asked(
        **{
            "requester": Requester("Tess Teacher", "Northbridge Primary", "01632 960001", ""),
            "asked_at": timezone.now(),
            "diversion": Diversion.NONE,
            "agreed_by": "Ruth Marlow",
            "agreed_on": timezone.localdate(),
            "people": [CHILD, MOTHER],
            "helpers": [],
            "limits": [],
            "prompts": [],
            "area": area,
            "area_reason": "",
            "words": WORDS,
        }
        | other
    )


def ask(by, area, came_by=CameBy.SIGNED_IN, **other):
    with acting_as(by) as actor:
        return ask_for_help(asked=asked(area, **other), is_phone=came_by == CameBy.PHONE, by=actor)
