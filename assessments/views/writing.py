"""Filling an assessment in: the list of its sections, and each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from assessments.actions.deciding import has_authorisation
from assessments.actions.keeping_back import kept_from, save_childs_page, whom_to_keep_out
from assessments.actions.writing import Overtaken, save_section
from assessments.answers import FAMILY, Spot
from assessments.choices import Kind, Source, Step, VoicePart
from assessments.form import Question
from assessments.forms import names
from assessments.forms.blocks import Block
from assessments.forms.left import offered_again, words_left
from assessments.forms.section import SectionForm
from assessments.forms.taking import Typed
from assessments.last_time import LastTime, last_time
from assessments.lifecycle import BEING_WRITTEN, FINISHED, NOW, Status
from assessments.models import Assessment
from assessments.not_saved import SECTION, SECTION_ABOUT, draft_of, typed_in
from assessments.offers import Offer, offers_for
from assessments.pages import Page, pages_of, standing_of_page
from assessments.permissions import can_share_assessment, can_submit_assessment, can_write_assessment
from assessments.pieces import ANSWER
from assessments.places import on_no_list, places_in, readers_in
from assessments.remarks import ShownRemark, remarks_for
from assessments.showing import Shown, of_place
from assessments.submission import Standing
from assessments.views.frame import WRITTEN_IN, assessment_or_404, framed, url_of
from assessments.written import Written, read
from cases.permissions.contacts import can_record_contact
from cases.views.frame import url_or_nothing
from ehm import drafts, panels
from ehm.actions import Refused
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.words import moment

ENDED = "Early help has ended, and the assessment can no longer be written."
STARTED_ON = "started_on"  # as each form calls its first day
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
    comments: Sequence[ShownRemark] = ()

    @property
    def comments_tag(self) -> str:
        return f"Comments: {len(self.comments)}"


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
    remarks = remarks_for(assessment, request.actor, form=written.form) if assessment.is_being_written else []
    remarks = [one for one in remarks if one.is_open]
    tasks = [_task(written, page, remarks, is_typed=draft_of(assessment, page) in typed) for page in _pages(written)]
    may_write = assessment.is_being_written and can_write_assessment(request.actor, assessment)
    may_share = assessment.status in FINISHED and can_share_assessment(request.actor, assessment)
    may_submit = assessment.is_being_written and can_submit_assessment(request.actor, assessment)
    context = {
        "form_title": written.form.title,
        "tasks": tasks,
        "done": sum(task.tag is TAGS[Standing.DONE] for task in tasks),
        "may_write": may_write,
        "submit_url": url_or_nothing("assessments:submit", assessment.reference) if may_submit else "",
        "read_url": url_or_nothing("assessments:read", assessment.reference),
        "copies_url": url_or_nothing("assessments:copies", assessment.reference) if may_share else "",
        "panels": panels.render("assessments:assessment", request, assessment),
    }
    return TemplateResponse(request, "assessments/assessment.html", framed(request, assessment) | context)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: ActorRequest, reference: str, section: str, about: str = FAMILY) -> HttpResponse:
    """One page of the form. Whoever works with the family may write in it, several at once."""
    assessment = assessment_or_404(request, reference, WRITTEN_IN)
    written = read(assessment, request.actor, section=section.lower())
    page = _page_or_404(written, section.lower(), about.upper())
    filling = Filling(request, assessment, written, page)
    if assessment.is_being_written and can_write_assessment(request.actor, assessment):
        return filling.answer()
    left = filling.left()
    if left is not None:
        return left
    require(can_write_assessment, request.actor, assessment)
    return HttpResponseRedirect(url_of(assessment))


class Filling:
    """One page while it is written: what is on record, what was typed, what is offered."""

    def __init__(self, request: ActorRequest, assessment: Assessment, written: Written, page: Page) -> None:
        self.request, self.assessment, self.written, self.page = request, assessment, written, page
        self.name, self.subject = draft_of(assessment, page)

    @cached_property
    def known(self) -> Mapping[tuple[str, str], tuple[Offer, ...]]:
        return offers_for(self.written, self.page, self.request.actor)

    @cached_property
    def offers(self) -> Mapping[tuple[str, str], tuple[Offer, ...]]:
        """A save needs none."""
        offers = dict(self.known)
        for place, again in offered_again(self.written, self.page, self.request.actor).items():
            offers[place] = (*again, *offers.get(place, ()))
        return offers

    @cached_property
    def last_time(self) -> Mapping[Spot, LastTime]:
        return last_time(self.written, self.page, self.request.actor)

    def answer(self) -> HttpResponse:
        actor = self.request.actor
        posted: QueryDict = self.request.POST
        draft = drafts.load(self.name, self.subject, by=actor)
        if self.request.method != "POST":
            if draft.is_there:
                return self.draw(drafts.refill(self.form(draft.data)), draft)
            return self.draw(self.filled_in(self.form(None)), draft)
        if "take" in posted or "add" in posted:
            posted = self.taken(posted)
            form = drafts.refill(self.form(posted))
            return self.draw(form, drafts.keep(self.name, self.subject, posted, by=actor))
        form = self.form(posted)
        if form.is_valid():
            try:
                self.save(form)
            except Overtaken as overtaken:
                form.overtaken(overtaken.conflicts)
                form.add_error(None, str(overtaken))
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                drafts.finish(self.name, self.subject, by=actor)
                for who in form.on_no_list:
                    messages.info(self.request, on_no_list(who))
                return HttpResponseRedirect(self.next_url())
        return self.draw(form, drafts.keep(self.name, self.subject, posted, by=actor))

    def save(self, form: SectionForm) -> None:
        actor, assessment = self.request.actor, self.assessment
        if form.ticked is not None:
            save_childs_page(assessment=assessment, page=self.page, pieces=form.pieces, ticked=form.ticked, by=actor)
        else:
            save_section(assessment=assessment, section=self.page.section.key, pieces=form.pieces, by=actor)

    def left(self) -> HttpResponse | None:
        """What was typed here, once it can no longer be saved: read, copied, thrown away, and never lost. None where
        nothing was."""
        actor, assessment = self.request.actor, self.assessment
        draft = drafts.load(self.name, self.subject, by=actor)
        data, is_kept = draft.data, True
        if self.request.method == "POST" and actor.writes_cases:
            draft = drafts.keep(self.name, self.subject, self.request.POST, by=actor)
            data, is_kept = self.request.POST, draft.is_kept
        if not (draft.is_there or not is_kept):
            return None
        later = Assessment.objects.visible_to(actor).filter(follows=assessment, status__in=BEING_WRITTEN).first()
        may_record = can_record_contact(actor, assessment.episode)
        context = {
            "page": self.page,
            "left": words_left(self.form(data)),
            "now": ENDED if assessment.is_being_written else NOW[Status(assessment.status)],
            "saved_at": draft.saved_at,
            "is_kept": is_kept,
            "form_name": self.name,
            "subject": self.subject,
            "may_return": assessment.status == Status.SUBMITTED and has_authorisation(self.written.form),
            "later": later,
            "later_url": _url(later, self.page) if later else "",
            "contact_url": url_or_nothing("cases:record_contact", assessment.episode.reference) if may_record else "",
        }
        return TemplateResponse(self.request, "assessments/left.html", framed(self.request, assessment) | context)

    def form(self, data: QueryDict | None) -> SectionForm:
        asks = {column.kind for question in self.page.questions for column in question.columns}
        places = places_in(self.written) if asks & {"place"} else []
        readers = readers_in(self.written, self.request.actor) if asks & {"reader"} else []
        keeps_out = whom_to_keep_out(self.written, self.page)
        return SectionForm(
            data,
            written=self.written,
            page=self.page,
            places=places,
            readers=readers,
            keeps_out=keeps_out,
            kept_from=kept_from(self.assessment, self.page, self.request.actor) if keeps_out else (),
        )

    def filled_in(self, form: SectionForm) -> SectionForm:
        """What nobody has answered yet and we know already: who is writing, and the day on which it was decided. It
        is saved with the page, by whoever has seen it there."""
        for one in form.asked:
            question, about = one.question, one.subject.key
            if one.stored(ANSWER, about=about) is not None:
                continue
            if question.key == STARTED_ON and question.kind is Kind.DATE:
                decided = timezone.localtime(self.assessment.decided_at).date()
                form.fill_in(one, decided.isoformat(), "The day on which it was decided")
            elif Source.TEAM_MEMBER in question.offered_from:
                for offer in self.known.get((question.key, about), ())[:1]:
                    form.fill_in(one, offer.words)
        return form

    def draw(self, form: SectionForm, draft: drafts.Typed) -> HttpResponse:
        pages = _pages(self.written)
        here = pages.index(self.page)
        context = {
            "form": form,
            "draft": draft,
            "page": self.page,
            "blocks": self.blocks(form),
            "quotes": self.quotes(form),
            "remarks": [one for one in self.remarks if not one.question],
            "beside": [one for one in self.remarks if one.question],
            "number": here + 1,
            "of": len(pages),
            "previous_url": _url(self.assessment, pages[here - 1]) if here else "",
            "is_last": here + 1 == len(pages),
        }
        frame = framed(self.request, self.assessment, self.written.family.members)
        return TemplateResponse(self.request, "assessments/section.html", frame | context)

    def blocks(self, form: SectionForm) -> Iterator[Block]:
        for block in form.blocks:
            is_spoken = block.question.voice in SPOKEN
            offers = () if is_spoken else self.not_taken(form, block.question, block.subject.key)
            pictures: dict[str, Any] = {}
            if block.question.kind is Kind.UPLOAD:
                pictures = {"pictures": self.pictures(block), "add_url": self.add_url(block)}
            said_before = self.last_time.get(Spot(block.question.key, block.subject.key))
            yield replace(block, offers=offers, last_time=said_before, remarks=self.beside(block), **pictures)

    @cached_property
    def remarks(self) -> list[ShownRemark]:
        """A manager's comments on this page's part of the form."""
        found = remarks_for(self.assessment, self.request.actor, self.page.section.key, form=self.written.form)
        return [one for one in found if one.is_on(self.page)]

    def beside(self, block: Block) -> list[ShownRemark]:
        is_here = (one for one in self.remarks if one.question == block.question.key)
        return [one for one in is_here if one.about in (FAMILY, block.subject.key)]

    def not_taken(self, form: SectionForm, question: Question, about: str) -> tuple[Offer, ...]:
        """What is offered and does not stand in what is typed, saved or not."""
        offers = self.offers.get((question.key, about), ())
        if not isinstance(form.data, QueryDict):
            here = form.initial.get(names.answer(question, about))
            return tuple(offer for offer in offers if not here or offer.words != here)
        typed = Typed(form.data, question, about)
        return tuple(offer for offer in offers if not typed.has(offer))

    def quotes(self, form: SectionForm) -> list[Quote]:
        """What a child has said already: each of their words once, with the questions that they can answer."""
        found: dict[str, Quote] = {}
        for question in self.page.questions:
            if question.voice in SPOKEN:
                for offer in self.not_taken(form, question, self.page.about):
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
        question = next((one for one in self.page.questions if one.key == question_key), None)
        for offer in self.offers.get((question_key, about), ()):
            if question and key in (offer.key, "all"):
                Typed(typed, question, about).take(offer)
        return typed

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


def _task(written: Written, page: Page, remarks: Iterable[ShownRemark], *, is_typed: bool) -> Task:
    keys = {question.key for question in page.questions}
    saved = [
        piece
        for piece in written.pieces.values()
        if piece.place.question in keys and (not page.about or piece.place.about == page.about) and piece.saved_at
    ]
    last = max(saved, key=lambda piece: str(piece.saved_at), default=None)
    comments = [one for one in remarks if one.is_on(page)]
    url = _url(written.assessment, page)
    return Task(
        page.title,
        f"{url}#{comments[0].anchor}" if comments else url,
        NOT_SAVED if is_typed else TAGS[standing_of_page(written.form, written.answers, page)],
        f"{last.saved_by}, {moment(last.saved_at)}" if last and last.saved_at else "",
        comments,
    )
