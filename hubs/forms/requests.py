"""The form of a request for help (A5.1), and of what is done with it by whoever asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from cases import identifiers
from cases.choices import PersonKind, Relation, Sex
from cases.forms.episodes import RowChoiceField
from cases.forms.people import RESPONSIBILITY, name_field, responsibility
from ehm.forms import (
    AutocompleteSelect,
    Checkbox,
    Checkboxes,
    DateField,
    DateTimeField,
    GovukForm,
    Radios,
    Select,
    Textarea,
    TextInput,
    not_in_the_future,
)
from ehm.forms.messages import speak_plainly
from ehm.models import Agency, Area
from hubs.actions.requests import Asked, Limit, Requester, identity_of
from hubs.choices import Diversion, Interpreter, Somebody
from hubs.forms.rows import Row, Rows
from hubs.models import Service
from hubs.profile import Profile

LONG, SHORT = 4000, 200
YES, NO = "yes", "no"
DANGER = "Is a child in danger now, or may somebody have harmed them?"
NO_POSTCODE = "Enter the postcode, or choose the {}"
BORN = {"date_of_birth": "born_on", "expected_on": "born_on"}  # one box for both


def short(label: str, *, required: bool = False, width: str | int = "two-thirds", **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=options.pop("max_length", SHORT), widget=TextInput(width=width),
        **options,
    )  # fmt: skip


def long(label: str, *, required: bool = False, rows: int = 4, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONG, widget=Textarea(rows=rows, count=LONG, threshold=80), **options
    )


def _child() -> Mapping[str, forms.Field]:
    return {
        "given_name": name_field("First name", hint="Leave empty for an unborn child without a name"),
        "family_name": name_field("Surname"),
        "is_unborn": forms.BooleanField(label="Not born yet", required=False, widget=Checkbox),
        "born_on": DateField(
            label="Date of birth, or the day the baby is expected", required=False, name="The date of birth"
        ),
        "sex": forms.ChoiceField(
            label="Sex", required=False, choices=Sex.choices[:2], widget=Radios(inline=True)
        ),
        "school": short("School, nursery or college"),
        "attendance": forms.IntegerField(
            label="Attendance in per cent", required=False, min_value=0, max_value=100,
            widget=TextInput(width=3, attrs={"inputmode": "numeric"}),
        ),
        "nhs_number": short("NHS number", width="one-third", max_length=20),
    }  # fmt: skip


def _adult() -> Mapping[str, forms.Field]:
    return {
        "given_name": name_field("First name"),
        "family_name": name_field("Surname"),
        "relation": forms.ChoiceField(
            label="What are they to the children?", required=False, choices=[("", "Choose"), *Relation.choices],
            widget=Select,
        ),
        "has_parental_responsibility": responsibility(),
        "born_on": DateField(label="Date of birth", required=False, name="The date of birth"),
        "phone": short("Telephone", width="one-third", max_length=30),
        "first_language": short("First language", width="one-third", max_length=100),
        "interpreter": forms.ChoiceField(
            label="Is an interpreter needed?", required=False, choices=Interpreter.choices, widget=Radios(inline=True)
        ),
        "nhs_number": short("NHS number", width="one-third", max_length=20),
        "ni_number": short("National Insurance number", width="one-third", max_length=13),
        "immigration": short("Immigration status, if it matters for help"),
    }  # fmt: skip


def _other() -> Mapping[str, forms.Field]:
    return {
        "given_name": short("Name", max_length=100),
        "description": short("Who are they to the family?"),
    }


def _helper() -> Mapping[str, forms.Field]:
    return {"name": short("Name"), "agency_name": short("Agency")}


CHILD = Rows("child", _child, 1)
ADULT = Rows("adult", _adult, 1, folded=("nhs_number", "ni_number", "immigration"))
OTHER = Rows("other", _other, 0)
HELPER = Rows("helper", _helper, 1)
LISTS = (CHILD, ADULT, OTHER, HELPER)


@dataclass(frozen=True)
class Known:
    """What the early help that runs knows already: `initial` of the fields, how many stand in each list, and a line for
    each of them, such as child-0."""

    area: Area
    initial: Mapping[str, Any]
    counts: Mapping[str, int]
    lines: Mapping[str, str]


class RequestForm(GovukForm):
    """One page. What is drawn again after 'Add another' is not judged yet."""

    danger = forms.ChoiceField(label=DANGER, choices=[(YES, "Yes, or I am not sure"), (NO, "No")], widget=Radios)
    asked_at = DateTimeField(
        label="When was help asked for?", name="When help was asked for", validators=[not_in_the_future]
    )
    requester_name = short(
        "Name of whoever asks", required=True, error_messages={"required": "Enter the name of whoever asks"}
    )
    requester_agency = short("Their agency, or how they know the family")
    requester_phone = short("Their telephone number", width="one-third", max_length=30, required=True)
    requester_email = forms.EmailField(
        label="Their e-mail address", required=False, max_length=254, widget=TextInput(width="two-thirds")
    )
    is_agreed = forms.ChoiceField(
        label="Has a parent agreed that you ask?",
        choices=[(YES, "Yes"), (NO, "No")],
        widget=Radios(reveals={YES: ("agreed_by", "agreed_on")}),
    )
    agreed_by = short("Who agreed?", required=True)
    agreed_on = DateField(label="On which day?", name="The day they agreed", validators=[not_in_the_future])
    address = forms.CharField(label="Address", required=False, max_length=500, widget=Textarea(rows=3))
    postcode = short("Postcode", width="one-quarter", max_length=10)
    is_address_protected = forms.BooleanField(
        label="They are in danger if somebody learns where they live", required=False, widget=Checkbox
    )
    area = RowChoiceField(label="Which hub?", required=False, empty="By the postcode", widget=Select)
    gp = short("GP practice")
    prompts = forms.MultipleChoiceField(label="What have you noticed?", required=False, widget=Checkboxes)
    worries = long("What are you worried about?", required=True)
    strengths = long("What is working well?", required=True)
    involvement = long("What do you do with the family now?", required=True, rows=3)
    wanted = long("What would you, and the family, like to happen next?", required=True, rows=3)
    services = forms.MultipleChoiceField(
        label="Which of these would help?", required=False, help_text="The hub looks whether they fit.",
        widget=Checkboxes(small=True),
    )  # fmt: skip
    before = long("Did children’s services help before? When, and who?", rows=2)
    diversion = forms.ChoiceField(
        label="Does social care or the front door send them on?", choices=Diversion.choices, initial=Diversion.NONE,
        widget=Radios,
    )  # fmt: skip
    kept_from = RowChoiceField(
        label="Which agency does the family not want to know?", required=False, empty="None", widget=AutocompleteSelect
    )
    kept_from_somebody = short("Or which person?")
    kept_reason = short("Why?")

    def __init__(
        self,
        data: QueryDict | None,
        *,
        profile: Profile,
        areas: Iterable[Area],
        agencies: Iterable[Agency],
        area_word: str,
        reach: Callable[[str], Area | None],
        is_phone: bool = False,
        known: Known | None = None,
        services: Iterable[Service] = (),
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial={"asked_at": timezone.now(), "agreed_on": timezone.localdate()} | initial)
        prompts: Any = self.fields["prompts"]
        prompts.choices = [(one.key, one.name) for one in profile.prompts]
        self.known = known
        self._offer_services(services)
        hubs = list(areas)
        self.only = hubs[0] if len(hubs) == 1 else None
        self._offer("area", hubs)
        self._offer("kept_from", agencies)
        self.fields["area"].label = f"Which {area_word} is it for?"
        if self.only is not None:
            del self.fields["area"]
        self.reach, self.area_word = reach, area_word
        if is_phone:  # whoever rings may be of the family
            self.fields["involvement"].label = "What do they do with the family now?"
            self.fields["involvement"].required = False
        else:
            for name in ("asked_at", "requester_name", "requester_agency"):
                del self.fields[name]
            self.fields["requester_phone"].label = "Your telephone number"
            self.fields["requester_email"].label = "Your e-mail address"
        if known is None:
            del self.fields["danger"]
        else:
            for name in ("area", "kept_from", "kept_from_somebody", "kept_reason"):  # as of the early help that runs
                self.fields.pop(name, None)
        there = known.counts if known is not None else {}
        self.counts = {rows.name: rows.add_to(self, data, there.get(rows.name, 0)) for rows in LISTS}
        for name, field in self.fields.items():
            if "-" in name:
                speak_plainly(field)
        self.order_fields(list(self._in_order()))
        self.find_revealed()

    def _in_order(self) -> Iterable[str]:
        """As the page has them, so that the summary of errors goes down it."""
        lists_before = {"address": (CHILD, ADULT, OTHER), "before": (HELPER,)}
        for name in [name for name in self.fields if "-" not in name]:
            for rows in lists_before.get(name, ()):
                yield from (field for field in self.fields if field.startswith(f"{rows.name}-"))
            yield name

    def _offer(self, name: str, rows: Iterable[Any]) -> None:
        field: Any = self.fields[name]
        field.offer(rows, lambda row: row.name)

    def _offer_services(self, services: Iterable[Service]) -> None:
        self.offered = {one.reference: one for one in services}
        if not self.offered:
            del self.fields["services"]
            return
        field: Any = self.fields["services"]
        field.choices = [(key, one.name) for key, one in self.offered.items()]
        field.widget.hints = {key: f"{one.ages}. {one.what}" for key, one in self.offered.items()}

    @property
    def children(self) -> list[Row]:
        return self._rows(CHILD)

    @property
    def adults(self) -> list[Row]:
        return self._rows(ADULT)

    @property
    def others(self) -> list[Row]:
        return self._rows(OTHER)

    @property
    def helpers(self) -> list[Row]:
        return self._rows(HELPER)

    def _rows(self, rows: Rows) -> list[Row]:
        found = rows.bound(self, self.counts[rows.name])
        lines = self.known.lines if self.known is not None else {}
        changed = self.changed_data if self.is_bound else ()
        return [
            row.as_known(line, changed) if (line := lines.get(f"{rows.name}-{number}")) else row
            for number, row in enumerate(found)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._into("postcode", identifiers.clean_postcode)
        if cleaned.get("danger") == YES:
            self.add_error("danger", "Tell the front door at once: the number is at the top. Nothing was sent")
        self.reached = self.known.area if self.known else self.reach(cleaned.get("postcode") or "") or self.only
        if "postcode" not in self.errors and not cleaned.get("area") and self.reached is None:
            reaches = "No {} reaches this postcode: choose one" if cleaned.get("postcode") else NO_POSTCODE
            self.add_error("area", reaches.format(self.area_word))
        children = CHILD.given(self, self.counts["child"])
        if not children:
            self.add_error("child-0-given_name", "Name at least one child, or tick that the child is not born yet")
        for number, said in children:
            self._check_child(f"child-{number}", said)
        for number, said in ADULT.given(self, self.counts["adult"]):
            self._check_adult(f"adult-{number}", said)
        return cleaned

    def _check_child(self, place: str, said: dict[str, Any]) -> None:
        kind = PersonKind.UNBORN if said["is_unborn"] else PersonKind.CHILD
        self._into(f"{place}-nhs_number", lambda text: identifiers.clean_nhs_number(text, of=kind))
        self._check_identity(place, Somebody.CHILD, said)

    def _check_adult(self, place: str, said: dict[str, Any]) -> None:
        self._into(f"{place}-nhs_number", lambda text: identifiers.clean_nhs_number(text, of=PersonKind.ADULT))
        self._into(f"{place}-ni_number", lambda text: identifiers.clean_ni_number(text, is_demo=settings.IS_DEMO))
        self._check_identity(place, Somebody.ADULT, said)

    def _check_identity(self, place: str, who: Somebody, said: dict[str, Any]) -> None:
        for name, sentence in identity_of(said | {"who": who}).problems().items():
            field = f"{place}-{BORN.get(name, name)}"
            if field not in self.errors:
                self.add_error(field, sentence)

    def _into(self, field: str, clean: Any) -> None:
        if field not in self.fields:
            return
        try:
            self.cleaned_data[field] = clean(self.cleaned_data.get(field) or "")
        except ValidationError as error:
            self.add_error(field, error)

    def asked(self, *, by_name: str, by_agency: str, by_email: str = "") -> Asked:
        given = self.cleaned_data
        area = given.get("area") or self.reached
        assert area is not None, "a form without either has an error"
        is_other = self.reached is not None and area.pk != self.reached.pk
        return Asked(
            requester=Requester(
                name=given.get("requester_name") or by_name,
                agency=given.get("requester_agency", by_agency) or "",
                phone=given["requester_phone"],
                email=given.get("requester_email", by_email),
            ),
            asked_at=given.get("asked_at") or timezone.now(),
            diversion=Diversion(given.get("diversion", Diversion.NONE)),
            agreed_by=given.get("agreed_by") or "",
            agreed_on=given.get("agreed_on"),
            people=self._people(),
            helpers=[
                (one["name"] or "", one["agency_name"] or "") for _, one in HELPER.given(self, self.counts["helper"])
            ],
            limits=self._limits(),
            prompts=given["prompts"],
            area=area,
            area_reason="Whoever asked chose it." if is_other else "",
            services=[self.offered[key] for key in given.get("services", ())],
            words={
                name: given.get(name, "")
                for name in (
                    *("gp", "address", "postcode", "is_address_protected"),
                    *("involvement", "worries", "strengths", "wanted", "before"),
                )
            },
        )

    def _people(self) -> list[dict[str, Any]]:
        children = [dict(one, who=Somebody.CHILD) for _, one in CHILD.given(self, self.counts["child"])]
        adults = [
            one
            | {"who": Somebody.ADULT, "has_parental_responsibility": RESPONSIBILITY[one["has_parental_responsibility"]]}
            for _, one in ADULT.given(self, self.counts["adult"])
        ]
        others = [dict(one, who=Somebody.OTHER) for _, one in OTHER.given(self, self.counts["other"])]
        return [_without_empty(one) for one in (*children, *adults, *others)]

    def _limits(self) -> list[Limit]:
        given = self.cleaned_data
        found: list[Limit] = []
        if self.known is not None:
            return found
        if given.get("kept_from") is not None:
            found.append(Limit(given["kept_from"], "", given["kept_reason"]))
        if given["kept_from_somebody"]:
            found.append(Limit(None, given["kept_from_somebody"], given["kept_reason"]))
        return found


class DangerForm(GovukForm):
    """Asked first: whoever is not sure rings the front door."""

    danger = forms.ChoiceField(
        label=DANGER,
        choices=[(YES, "Yes, or I am not sure"), (NO, "No")],
        widget=Radios,
    )


class AnswerForm(GovukForm):
    answer = long("Your answer", required=True)


class AnswerForThemForm(GovukForm):
    """What whoever rang said, in the hub's hand."""

    answer = long("What do they say?", required=True)


def _without_empty(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value not in (None, "")}
