"""What the page of a family has read, for the panels that other apps hang there."""

from dataclasses import dataclass

from cases.models import Episode, Family, Person


@dataclass(frozen=True)
class FamilyStory:
    """`episodes` are those that whoever asks may see, `people` those who are in the family now."""

    family: Family
    episodes: list[Episode]
    people: list[Person]
