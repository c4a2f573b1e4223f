"""Whom the family does not want to hear of it all: they are not offered as guests, and a name that is typed is noticed
(R118)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from assessments.models import Assessment, Limit
from assessments.models.assessments import WHOLE
from cases.models import Episode, Person, SharingExclusion
from ehm.models import Agency, Membership
from ehm.rows.actor import Actor


@dataclass(frozen=True)
class KeptOut:
    """`agencies`, `workers` and `people` by key: kept out of the whole; `partly` the same three kinds, kept out of a
    part of the assessment. `names`: what all of them are called, and those known in words only."""

    agencies: frozenset[int] = frozenset()
    workers: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    partly: frozenset[tuple[str, int]] = frozenset()
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, episode: Episode, actor: Actor) -> Self:
        """As far as `actor` may know it, in three queries."""
        whole: dict[str, set[int]] = {"agency": set(), "worker": set(), "person": set()}
        partly: set[tuple[str, int]] = set()
        names: set[str] = set()
        lines = SharingExclusion.objects.within([episode]).filter(lifted_at=None).select_related("agency", "worker")
        for one in lines:
            named = one.agency or one.worker
            assert named is not None
            whole["agency" if one.agency is not None else "worker"].add(named.pk)
            names.add(one.agency.name if one.agency is not None else named.display_name)
        assessments = Assessment.objects.within([episode]).not_withheld()
        limits = Limit.objects.within(assessments, actor).kept()
        for limit in limits.select_related("kept_from_agency", "kept_from_worker", "person"):
            found = (("agency", limit.kept_from_agency), ("worker", limit.kept_from_worker), ("person", limit.person))
            for kind, who in found:
                if who is None:
                    continue
                if limit.holds_back == WHOLE:
                    whole[kind].add(who.pk)
                else:
                    partly.add((kind, who.pk))
                names.add(str(getattr(who, "name", "") or getattr(who, "display_name", "")))
            names.add(limit.with_whom)
        agencies, workers, people = (frozenset(whole[kind]) for kind in ("agency", "worker", "person"))
        return cls(agencies, workers, people, frozenset(partly), tuple(sorted(name for name in names if name.strip())))

    def keeps_out(self, person: Person | None, worker: Membership | None, agency: Agency | None = None) -> bool:
        """Whether one of them is kept out of the whole."""
        if worker is not None and (worker.pk in self.workers or worker.agency_id in self.agencies):
            return True
        return (person is not None and person.pk in self.people) or (agency is not None and agency.pk in self.agencies)

    def named_in(self, text: str) -> list[str]:
        """Who of them somebody typed: one of the names stands in `text` whole, whatever its capitals."""
        plain = f" {_plain(text)} "
        return [name for name in self.names if f" {_plain(name)} " in plain]


def _plain(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())
