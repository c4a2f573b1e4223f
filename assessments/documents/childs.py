"""The page that is made for one child: what they said and drew, who helps, and what we all want to be different."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from assessments.address import Address
from assessments.choices import About, Record, Respondent
from assessments.documents.copies import without
from assessments.documents.tree import Document, Entry, File, Pictures, Scales, Words


@dataclass(frozen=True, slots=True)
class Said:
    """The child's own words; `heading` speaks to the child."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnScore:
    """The number that the child gave. What the ends of the scale mean is written for the grown-ups."""

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class ChildsVersion:
    reference: str
    partnership: str
    name: str
    written_by: str
    said: tuple[Said, ...]
    scores: tuple[OwnScore, ...]
    pictures: tuple[File, ...]
    helpers: tuple[str, ...]
    wanted: tuple[str, ...]
    next_steps: tuple[str, ...] = ()


def childs_version(
    document: Document,
    child: str,
    limits: Iterable[Address],
    goals: Collection[str] | None = None,
    next_steps: str = "",
) -> ChildsVersion:
    """The page for the child with this key. `limits`: every one that there is, whomever it binds. `goals`: keys of the
    worries whose goals this child may read; None for all. `next_steps`: written for this child. Of the helpers only
    names: what an agency is for may tell a child what a parent has not told."""
    copy = without(document, limits)
    name = next((one.name for one in copy.children if one.key == child), "")
    own = [entry for entry in copy.entries() if entry.about is About.EACH_CHILD and entry.address.about == child]
    return ChildsVersion(
        reference=copy.reference,
        partnership=copy.partnership,
        name=name,
        written_by=copy.written_by,
        said=tuple(
            Said(entry.to_child, entry.content.paragraphs)
            for entry in own
            if isinstance(entry.content, Words) and entry.content.is_quotation
        ),
        scores=tuple(score for entry in own for score in _own_scores(entry)),
        pictures=tuple(
            picture.file
            for entry in own
            if isinstance(entry.content, Pictures)
            for picture in entry.content.pictures
            if picture.file.data
        ),
        helpers=tuple(dict.fromkeys(_cells(copy, Record.PROFESSIONAL, "name"))),
        wanted=tuple(dict.fromkeys(_cells(copy, Record.WORRY, "goal", goals))),
        next_steps=tuple(words.strip() for words in next_steps.splitlines() if words.strip()),
    )


def goals_in(document: Document, limits: Iterable[Address]) -> dict[str, str]:
    """The goals that a child's page can hold, by the key of their worry."""
    copy = without(document, limits)
    return {key: words for key, words in copy.cells(Record.WORRY, "goal") if words}


def _own_scores(entry: Entry) -> Iterator[OwnScore]:
    if isinstance(entry.content, Scales):
        for scale in entry.content.scales:
            name = scale.name if len(entry.content.scales) > 1 else entry.to_child or scale.name
            for view in scale.views:
                if view.respondent is Respondent.CHILD and view.value is not None:
                    yield OwnScore(name, view.value)


def _cells(document: Document, record: Record, column: str, keys: Collection[str] | None = None) -> Iterator[str]:
    for key, words in document.cells(record, column):
        if words and (keys is None or key in keys):
            yield words
