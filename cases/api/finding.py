"""Is this child already known? Asked with POST: a name is never part of an address."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from cases.search import Known
from cases.search_terms import LONGEST, SearchTerms, from_saved, read_nhs_number, read_postcode
from ehm.actions import Refused
from ehm.api.fields import Day, Input, Named, Text


class WhoIsAsked(Input):
    """One box as on the page, or the fields one by one."""

    q = Text(LONGEST, required=False, help_text="Name in any spelling, date of birth, postcode, NHS number, reference.")
    given_name = Text(100, required=False)
    family_name = Text(100, required=False)
    date_of_birth = Day(allow_null=True, default=None)
    postcode = Text(12, required=False)
    nhs_number = Text(20, required=False)

    def to_save(self, sent: dict[str, Any]) -> dict[str, str]:
        """As the search page keeps what was typed."""
        born = sent["date_of_birth"]
        return {name: value for name, value in (sent | {"date_of_birth": born and born.isoformat()}).items() if value}


def terms_of(saved: dict[str, str]) -> SearchTerms:
    if saved.get("postcode") and not read_postcode(saved["postcode"]):
        raise Refused("Enter a whole postcode, like CV99 1AA.")
    if saved.get("nhs_number") and not read_nhs_number(saved["nhs_number"]):
        raise Refused("NHS number must be 10 numbers, like 999 000 0018. Check each number.")
    terms = from_saved(saved, today=timezone.localdate())
    if not terms:
        raise Refused(terms.problems[0] if terms.problems else "Enter a name, a date of birth or a number.")
    return terms


class NoteInShort(serializers.Serializer[Any]):
    reference = serializers.CharField()
    agency = Named()
    practitioner_name = serializers.CharField()
    work_phone = serializers.CharField()
    area_of_support = serializers.CharField()


class OwnChild(serializers.Serializer[Any]):
    """A child whose record you may open."""

    reference = serializers.CharField(source="person.reference")
    name = serializers.CharField(source="person.name")
    date_of_birth = serializers.DateField(source="person.date_of_birth", allow_null=True)
    likeness = serializers.FloatField()
    families = Named(many=True)
    notes = NoteInShort(many=True)


class KnownChild(serializers.Serializer[Any]):
    """A child who is known to others: whom to ring, and nothing else."""

    reference = serializers.CharField()
    name = serializers.CharField()
    age = serializers.IntegerField(allow_null=True)
    is_unborn = serializers.BooleanField()
    likeness = serializers.FloatField()
    known_to = serializers.SerializerMethodField(help_text="Empty where the agency's name would tell where they live.")
    ask = serializers.SerializerMethodField()
    phone = serializers.SerializerMethodField()
    notes = NoteInShort(many=True)

    def get_known_to(self, child: Known) -> str:
        return "" if child.is_protected else child.agency_name

    def get_ask(self, child: Known) -> str:
        return child.worker_name or child.agency_name

    def get_phone(self, child: Known) -> str:
        return child.worker_phone or child.agency_phone


class WhoIsKnown(serializers.Serializer[Any]):
    own = OwnChild(many=True)
    known = KnownChild(many=True)
    is_cut_short = serializers.BooleanField(help_text="There are more: say more about the child.")
