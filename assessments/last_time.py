"""What was said and scored here in the version before: read beside the question, never taken over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from assessments.answers import FAMILY, Spot
from assessments.choices import About, Kind, Record
from assessments.documents.record import document_for
from assessments.documents.tree import Choices, Document, Entry, Scales, View, Words
from assessments.form import Question
from assessments.models import Assessment
from assessments.pages import Page
from assessments.written import Written
from ehm.rows.actor import Actor


@dataclass(frozen=True)
class Scored:
    """One scale. `name` is empty where the question has only one."""

    name: str
    views: tuple[View, ...]


@dataclass(frozen=True)
class LastTime:
    on: date
    says: tuple[str, ...] = ()
    is_quotation: bool = False
    scales: tuple[Scored, ...] = ()


def last_time(written: Written, page: Page, actor: Actor) -> Mapping[Spot, LastTime]:
    """For each question of the page that is asked anew every time, and whom it is about. Only what `actor` may read of
    the version before; of a worry, where it is worded as it was or has the goal that it had."""
    asked = {question.key for question in page.questions if is_asked_anew(question)}
    if not asked or not written.assessment.follows_id:
        return {}
    seen = (
        Assessment.objects.visible_to(actor)
        .not_withheld()
        .select_related("episode__family", "submitted_by", "authorised_by", "recorded_by")
    )
    earlier = seen.filter(pk=written.assessment.follows_id).first()
    if earlier is None:
        return {}
    document = document_for(earlier, actor, with_pictures=False)
    done = earlier.authorised_at or earlier.submitted_at or earlier.decided_at
    on, worries = timezone.localdate(done), _same_worries(written, document)
    found = {}
    for entry in document.entries():
        about = worries.get(entry.address.about, "") if entry.about is About.EACH_WORRY else entry.address.about
        is_here = not page.about or about == page.about
        if entry.address.question in asked and is_here and (about or entry.about is About.FAMILY):
            said = _said(entry, on)
            if said is not None:
                found[Spot(entry.address.question, about or FAMILY)] = said
    return found


def is_asked_anew(question: Question) -> bool:
    """A child's voice and every scale: no version takes them over."""
    return bool(question.voice) or question.kind is Kind.SCALE


def _said(entry: Entry, on: date) -> LastTime | None:
    match entry.content:
        case Words(paragraphs, is_quotation):
            return LastTime(on, paragraphs, is_quotation)
        case Choices(names):
            return LastTime(on, names)
        case Scales(scales):
            several = len(scales) > 1
            return LastTime(on, scales=tuple(Scored(one.name if several else "", one.views) for one in scales))
    return None


def _same_worries(written: Written, earlier: Document) -> dict[str, str]:
    """Key of a worry in the version before → its reference in this one."""
    here: dict[tuple[str, str], str] = {}
    for piece in written.of(Record.WORRY):
        for part in ("goal", "statement"):
            if words := _plain(str(piece.content.get(part, ""))):
                here[part, words] = piece.place.key
    found = {}
    for key, part, words in _worries_of(earlier):
        if (part, _plain(words)) in here:
            found[key] = here[part, _plain(words)]
    return found


def _worries_of(document: Document) -> Iterator[tuple[str, str, str]]:
    """Goals first: the statement decides where both lead somewhere."""
    for part in ("goal", "statement"):
        for key, words in document.cells(Record.WORRY, part):
            yield key, part, words


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())
