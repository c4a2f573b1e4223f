import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from ehm.charts.family import Bond, Child, Couple, Parentage, Person, Shape
from ehm.charts.genogram import HOW_TO_READ, genogram
from ehm.charts.scaling import Series, scaling
from ehm.charts.strip import Event, strip
from ehm.charts.voices import HOW_TO_READ as HOW_TO_READ_VOICES
from ehm.charts.voices import Scale, View, Who, voices
from ehm.components.forms import EveryField

TAGS = ["grey", "green", "turquoise", "blue", "purple", "pink", "red", "orange", "yellow"]
CLOCKS = [
    ("running", "3 working days left"),
    ("due_soon", "due tomorrow"),
    ("overdue", "2 days late"),
    ("met", "Met on Fri 27 Nov"),
    ("met_late", "Met 1 day late"),
    ("varied", "Varied to Mon 7 Dec"),
    ("cancelled", "No longer needed"),
]


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """Every component once; `?errors` shows the form as it comes back when nothing was filled in."""
    form = EveryField(request.POST or ({} if "errors" in request.GET else None), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, "Saved. Nothing is kept by this page.")
    status = 422 if form.errors else 200
    return render(request, "components_page.html", _examples() | {"form": form}, status=status)


def _examples() -> dict[str, object]:
    noon = datetime.datetime(2026, 11, 27, 14, 2, tzinfo=datetime.UTC)
    family_pages = ["Story", "Contacts", "Assessment", "Plan", "People", "Sharing", "Documents", "Record log"]
    return {
        "pictures": [
            ("Family map", _family_map(), HOW_TO_READ),
            ("Scales", _scales(), "The shaded part is what the family called good enough."),
            ("Three voices", _voices(), HOW_TO_READ_VOICES),
            ("Chronology at a glance", _strip(), "Each mark is one event of the list below."),
        ],
        "grow": ["Three voices"],
        "details": ["Aisha, 9", "Ben, 6", "Leo, 2", "Led by Sam Okafor, Canalside family hub"],
        "identity_tags": [{"text": "Level 3", "colour": "purple"}],
        "warnings": ["Protected address"],
        "family_pages": [{"text": text, "url": f"#{text}", "current": text == "Story"} for text in family_pages],
        "tags": TAGS,
        "clocks": CLOCKS,
        "rows": [
            {"key": "Language", "value": "Polish, interpreter wanted", "url": "#language"},
            {"key": "GP", "value": "Not known", "missing": True, "url": "#gp", "action": "Add"},
            {"key": "Reference", "value": "7KD-4Q2M"},
        ],
        "columns": ["Family", "What", {"text": "Children", "numeric": True}, "Due"],
        "lines": [
            [{"text": "Reed", "url": "#reed"}, "Record visit", {"text": 3, "numeric": True}, "Fri 27 Nov"],
            [{"text": "Shaw", "url": "#shaw"}, "Complete assessment", {"text": 1, "numeric": True}, "Mon 30 Nov"],
        ],
        "entries": [
            {
                "title": "Visit at home",
                "at": noon,
                "by": "by Sam Okafor",
                "text": "Aisha and Ben seen. Aisha seen alone.",
                "tag": {"text": "Significant", "colour": "orange"},
            },
            {"title": "Request for help received", "at": noon.date() - datetime.timedelta(days=400)},
        ],
        "life": [
            {"when": "2016", "what": "Kelly and Mark moved in together"},
            {
                "when": "12 March 2017",
                "on": datetime.date(2017, 3, 12),
                "what": "Aisha was born",
                "meant": "Kelly's mother came to help, and stayed for a year.",
                "kind": "good",
            },
            {
                "when": "when Ben was 3, just before the summer holidays",
                "what": "Mark lost his work and the family their home",
                "meant": "Three moves in a year. Aisha changed school twice and began to stay at home.",
                "kind": "hard",
                "by": "Told by Kelly",
            },
            {"when": "spring 2024", "what": "A flat of their own", "url": "#flat", "kind": "good"},
        ],
        "undated": [{"when": "before Joan died", "what": "Summers at the sea with Mark's parents", "kind": "good"}],
    }


def _family_map() -> SafeString:
    people = [
        Person("grandfather", "Alan Reed", Shape.MALE, has_died=True),
        Person("grandmother", "Joan Reed", Shape.FEMALE, "69"),
        Person("father", "Mark Reed", Shape.MALE, "38"),
        Person("mother", "Kelly Shaw", Shape.FEMALE, "36", in_household=True),
        Person("partner", "Lee Fox", Shape.MALE, "40", in_household=True),
        Person("aisha", "Aisha Reed", Shape.FEMALE, "9", in_focus=True, in_household=True),
        Person("ben", "Ben Reed", Shape.MALE, "6", in_focus=True, in_household=True),
        Person("baby", "Due in March", Shape.UNBORN),
        Person("kai", "Kai Moss", Shape.OTHER, "4", in_household=True),
    ]
    couples = [
        Couple(("grandfather", "grandmother"), (Child("father"),)),
        Couple(("father", "mother"), (Child("aisha"), Child("ben")), Bond.SEPARATED),
        Couple(("mother", "partner"), (Child("baby"), Child("kai", Parentage.FOSTER)), Bond.COHABITING),
    ]
    return genogram(people, couples, "Who is in the Reed family")


def _months(*months: int) -> list[datetime.date]:
    return [datetime.date(2026, month, 12) for month in months]


def _scales() -> SafeString:
    family = Series("Family", list(zip(_months(1, 2, 3, 4, 6), (3, 4, 3, 5, 7), strict=True)))
    aisha = Series("Aisha", list(zip(_months(1, 3, 6), (2, 3, 6), strict=True)))
    return scaling(
        [family, aisha], "How are things at home?", goal=7, events=[(datetime.date(2026, 3, 20), "New home")]
    )


def _voices() -> SafeString:
    overall = Scale(
        "How things are overall",
        "Life is very hard for this child, and a social worker may be needed",
        "Life goes very well for this child, with no need for early help",
        [View(Who.CHILD, 3, "Aisha"), View(Who.PARENT, 7), View(Who.PRACTITIONER, 5)],
    )
    school = Scale(
        "School",
        "Not going at all",
        "Going every day, and glad to",
        [
            View(Who.CHILD, None, "Aisha", "she did not want to say"),
            View(Who.PARENT, 8, "Kelly"),
            View(Who.PARENT, 8, "Mark"),
            View(Who.PRACTITIONER, 2),
        ],
    )
    return voices([overall, school], "How things are for Aisha")


def _strip() -> SafeString:
    january, march, june = _months(1, 3, 6)
    events = [Event(january, "Early help", "Visit"), Event(march, "School", "Excluded"), Event(june, "School", "Back")]
    return strip(events, "What happened this year")
