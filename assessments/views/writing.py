"""Filling an assessment in: the list of its sections, and each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assessments.actions.writing import Overtaken, save_section
from assessments.answers import FAMILY, Spot
from assessments.choices import ColumnKind, Kind, Step, VoicePart
from assessments.form import Question
from assessments.forms import names
from assessments.forms.blocks import Block
from assessments.forms.section import SectionForm
from assessments.last_time import LastTime, last_time
from assessments.models import Assessment
from assessments.not_saved import SECTION, SECTION_ABOUT, draft_of, typed_in
from assessments.offers import Offer, offers_for
from assessments.pages import Page, pages_of, standing_of_page
from assessments.permissions import can_submit_assessment, can_write_assessment
from assessments.places import places_in, readers_in
from assessments.remarks import ShownRemark, remarks_for
from assessments.showing import Shown, of_place
from assessments.submission import Standing
from assessments.views.frame import WRITTEN_IN, assessment_or_404, framed, url_of
from assessments.written import Written, read
from cases.views.frame import url_or_nothing
from ehm import drafts, panels
from ehm.actions import Refused
from ehm.models.tenancy import new_reference
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.words import moment

SPOKEN = (VoicePart.OWN_WORDS, VoicePart.OBSERVED)
TAGS = {
    Standing.NOT_STARTED: {"text": "Not started", "colour": "blue"},
    Standing.STARTED: {"text": "Something missing", "colour": "yellow"},
    Standing.DONE: {"text": "Done", "colour": ""},
}
NOT_SAVED = {"text": "Typed, not saved", "colour": "yellow"}


@dataclass(frozen=True)
class Task:
    """A page of the form as the list shows it."""

    title: str
    url: str
    tag: dict[str, str]
    saved: str


@dataclass(frozen=True)
class Quote:
    """A child's own words from a contact; `uses` are the questions of the page that they can answer."""

    offer: Offer
    uses: list[tuple[Question, str]]


@require_GET
def task_list(request: ActorRequest, reference: str) -> HttpResponse:
    """What is done and what is missing, page by page, and who wrote last."""
    assessment = assessment_or_404(request, reference)
    written = read(assessment, request.actor)
    typed = typed_in(assessment, request.actor) if assessment.is_being_written else set()
    tasks = [_task(written, page, is_typed=draft_of(assessment, page) in typed) for page in _pages(written)]
    may_write = assessment.is_being_written and can_write_assessment(request.actor, assessment)
    may_submit = assessment.is_being_written and can_submit_assessment(request.actor, assessment)
    context = {
        "form_title": written.form.title,
        "tasks": tasks,
        "done": sum(task.tag is TAGS[Standing.DONE] for task in tasks),
        "may_write": may_write,
        "submit_url": url_or_nothing("assessments:submit", assessment.reference) if may_submit else "",
        "read_url": url_or_nothing("assessments:read", assessment.reference),
        "panels": panels.render("assessments:assessment", request, assessment),
    }
    return TemplateResponse(request, "assessments/assessment.html", framed(request, assessment) | context)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: ActorRequest, reference: str, section: str, about: str = FAMILY) -> HttpResponse:
    """One page of the form. Whoever works with the family may write in it, several at once."""
    assessment = assessment_or_404(request, reference, WRITTEN_IN)
    written = read(assessment, request.actor, section=section.lower())
    page = _page_or_404(written, section.lower(), about.upper())
    require(can_write_assessment, request.actor, assessment)
    if not assessment.is_being_written:
        return HttpResponseRedirect(url_of(assessment))
    return Filling(request, assessment, written, page).answer()


class Filling:
    """One page while it is written: what is on record, what was typed, what is offered."""

    def __init__(self, request: ActorRequest, assessment: Assessment, written: Written, page: Page) -> None:
        self.request, self.assessment, self.written, self.page = request, assessment, written, page
        self.name, self.subject = draft_of(assessment, page)

    @cached_property
    def offers(self) -> Mapping[tuple[str, str], tuple[Offer, ...]]:
        """A save needs none."""
        return offers_for(self.written, self.page, self.request.actor)

    @cached_property
    def last_time(self) -> Mapping[Spot, LastTime]:
        return last_time(self.written, self.page, self.request.actor)

    def answer(self) -> HttpResponse:
        actor = self.request.actor
        posted: QueryDict = self.request.POST
        draft = drafts.load(self.name, self.subject, by=actor)
        if self.request.method != "POST":
            form = self.form(draft.data if draft.is_there else None)
            return self.draw(drafts.refill(form) if draft.is_there else form, draft)
        if "take" in posted or "add" in posted:
            posted = self.taken(posted)
            form = drafts.refill(self.form(posted))
            return self.draw(form, drafts.keep(self.name, self.subject, posted, by=actor))
        form = self.form(posted)
        if form.is_valid():
            try:
                save_section(assessment=self.assessment, section=self.page.section.key, pieces=form.pieces, by=actor)
            except Overtaken as overtaken:
                form.overtaken(overtaken.conflicts)
                form.add_error(None, str(overtaken))
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                drafts.finish(self.name, self.subject, by=actor)
                return HttpResponseRedirect(self.next_url())
        return self.draw(form, drafts.keep(self.name, self.subject, posted, by=actor))

    def form(self, data: QueryDict | None) -> SectionForm:
        asks = {column.kind for question in self.page.questions for column in question.columns}
        places = places_in(self.written) if asks & {"place"} else []
        readers = readers_in(self.written, self.request.actor) if asks & {"reader"} else []
        return SectionForm(data, written=self.written, page=self.page, places=places, readers=readers)

    def draw(self, form: SectionForm, draft: drafts.Typed) -> HttpResponse:
        pages = _pages(self.written)
        here = pages.index(self.page)
        context = {
            "form": form,
            "draft": draft,
            "page": self.page,
            "blocks": self.blocks(form),
            "quotes": self.quotes(),
            "remarks": self.remarks(),
            "number": here + 1,
            "of": len(pages),
            "previous_url": _url(self.assessment, pages[here - 1]) if here else "",
            "is_last": here + 1 == len(pages),
        }
        return TemplateResponse(
            self.request, "assessments/section.html", framed(self.request, self.assessment) | context
        )

    def blocks(self, form: SectionForm) -> Iterator[Block]:
        for block in form.blocks:
            is_spoken = block.question.voice in SPOKEN
            offers = () if is_spoken else self.offers.get((block.question.key, block.subject.key), ())
            pictures: dict[str, Any] = {}
            if block.question.kind is Kind.UPLOAD:
                pictures = {"pictures": self.pictures(block), "add_url": self.add_url(block)}
            said_before = self.last_time.get(Spot(block.question.key, block.subject.key))
            yield replace(block, offers=offers, last_time=said_before, **pictures)

    def remarks(self) -> list[ShownRemark]:
        """A manager's comments on this page's part of the form."""
        found = remarks_for(self.assessment, self.request.actor, self.page.section.key, form=self.written.form)
        return [one for one in found if one.about in (FAMILY, self.page.about)]

    def quotes(self) -> list[Quote]:
        """What a child has said already: each of their words once, with the questions that they can answer."""
        found: dict[str, Quote] = {}
        for question in self.page.questions:
            if question.voice in SPOKEN:
                for offer in self.offers.get((question.key, self.page.about), ()):
                    quote = found.setdefault(f"{offer.source}|{offer.words}", Quote(offer, []))
                    quote.uses.append((question, f"{question.key}:{self.page.about}:{offer.key}"))
        return list(found.values())

    def pictures(self, block: Block) -> list[Shown]:
        return of_place(self.assessment, block.question.key, block.subject.key, self.request.actor)

    def add_url(self, block: Block) -> str:
        about = (block.subject.key,) if block.subject.key else ()
        name = "assessments:add_file_of" if about else "assessments:add_file"
        return url_or_nothing(name, self.assessment.reference, block.question.key, *about)

    def taken(self, posted: QueryDict) -> QueryDict:
        """What was typed, with the offer that was asked for put into it, and its source beside it."""
        typed = posted.copy()
        place, _, key = typed.pop("take", [""])[0].rpartition(":")
        question_key, _, about = place.partition(":")
        for offer in self.offers.get((question_key, about), ()):
            if key in (offer.key, "all"):
                self._put(typed, question_key, about, offer)
        return typed

    def _put(self, typed: QueryDict, question_key: str, about: str, offer: Offer) -> None:
        question = next(one for one in self.page.questions if one.key == question_key)
        if offer.cells:
            reference = new_reference()
            typed.appendlist(names.lines(question_key), reference)
            typed[names.cell(question_key, reference, "source")] = offer.source
            kinds = {column.key: column.kind for column in question.columns}
            for cell, words in offer.cells.items():
                name = names.cell(question_key, reference, cell)
                if kinds.get(cell) == ColumnKind.DATE and words:
                    year, month, day = str(words).split("-")
                    typed.update({f"{name}_day": day, f"{name}_month": month})
                    typed[f"{name}_year"] = year
                elif cell in kinds:
                    typed[name] = str(words)
            return
        name = names.answer(question, about)
        before = typed.get(name, "").strip() if question.kind is Kind.LONG_TEXT else ""
        typed[name] = f"{before}\n\n{offer.words}" if before else offer.words
        typed[names.source(name)] = offer.source

    def next_url(self) -> str:
        """Back to the list, or on to the next page."""
        if "onwards" in self.request.POST:
            pages = _pages(self.written)
            here = pages.index(self.page)
            if here + 1 < len(pages):
                return _url(self.assessment, pages[here + 1])
        return url_of(self.assessment)


def _pages(written: Written) -> list[Page]:
    """Those that are filled in by the team; the manager's part has a page of its own."""
    return [page for page in pages_of(written.form, written.answers) if page.section.step is Step.SUBMISSION]


def _page_or_404(written: Written, section_key: str, about: str) -> Page:
    for page in _pages(written):
        if (page.section.key, page.about) == (section_key, about):
            return page
    raise Http404


def _url(assessment: Assessment, page: Page) -> str:
    if page.about:
        return reverse(SECTION_ABOUT, args=(assessment.reference, page.section.key, page.about))
    return reverse(SECTION, args=(assessment.reference, page.section.key))


def _task(written: Written, page: Page, *, is_typed: bool) -> Task:
    keys = {question.key for question in page.questions}
    saved = [
        piece
        for piece in written.pieces.values()
        if piece.place.question in keys and (not page.about or piece.place.about == page.about) and piece.saved_at
    ]
    last = max(saved, key=lambda piece: str(piece.saved_at), default=None)
    return Task(
        page.title,
        _url(written.assessment, page),
        NOT_SAVED if is_typed else TAGS[standing_of_page(written.form, written.answers, page)],
        f"{last.saved_by}, {moment(last.saved_at)}" if last and last.saved_at else "",
    )
