"""The manager's page: what is new, the whole assessment, comments beside it, and the decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import deciding as actions
from assessments.actions import outcomes
from assessments.actions.deciding import has_authorisation
from assessments.address import Address
from assessments.choices import Step
from assessments.documents.differences import differences
from assessments.documents.record import document_for
from assessments.documents.tree import Document, Entry, Part, Words
from assessments.forms.deciding import Comment, DecisionForm
from assessments.forms.left import typed_into
from assessments.gaps import place_url
from assessments.lifecycle import NOW, Status
from assessments.lines import KEPT
from assessments.models import Assessment, Decision, Remark, Verdict
from assessments.partnership import form_of_assessment
from assessments.permissions import can_authorise_assessment
from assessments.proposing import propose
from assessments.remarks import ShownRemark, address_of, is_readable, remarks_for
from assessments.views.deciding import agencies_to_ask, outcome_of, proposed
from assessments.views.frame import assessment_or_404, framed, url_of
from assessments.waiting import waiting_for_decision
from assessments.written import Written, form_for_reader, read, withheld_from
from ehm import drafts, panels, words
from ehm.actions import Refused
from ehm.permissions import require
from ehm.rows.actor import Actor, ActorRequest
from ehm.visibility import get_visible_or_404

DECISION = "assessments:decision"
MOST_WAITING = 50


@dataclass(frozen=True)
class Change:
    """Something that is not as the manager read it before; `anchor` is the part of this page that holds it."""

    sentence: str
    anchor: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class ShownEntry:
    entry: Entry
    template: str
    is_new: bool

    @property
    def is_quotation(self) -> bool:
        return isinstance(self.entry.content, Words) and self.entry.content.is_quotation


@dataclass(frozen=True)
class ShownPart:
    part: Part
    anchor: str
    entries: list[ShownEntry]
    comments: list[Comment]
    remarks: list[ShownRemark]

    @property
    def comment_on(self) -> str:
        return f"Comment on '{self.part.title}'"

    @property
    def is_begun(self) -> bool:
        return any(comment.is_begun for comment in self.comments)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: ActorRequest, reference: str) -> HttpResponse:
    """Read what changed first, then the whole of it; authorise it, or return it with comments."""
    actor = request.actor
    assessment = assessment_or_404(request, reference)
    require(can_authorise_assessment, actor, assessment)
    if not has_authorisation(form_of_assessment(assessment, actor.partnership)):
        raise Http404
    written = read(assessment, actor)
    document = document_for(assessment, actor, with_pictures=False, written=written)
    draft = drafts.load(DECISION, assessment.reference, by=actor)
    form = _form(request, written, document, draft)
    if request.method == "POST":
        answer = _try_to_decide(request, assessment, form)
        if answer is not None:
            return answer
        draft = drafts.keep(DECISION, assessment.reference, request.POST, by=actor)
    elif draft.is_there:
        drafts.refill(form)
    form.shows(assessment.version)
    returned = Decision.objects.about(assessment, actor).filter(verdict=Verdict.RETURNED)
    since = returned.select_related("decided_by").order_by("-decided_at", "-pk").first()
    changes, heading = _changes(written, document, since, actor)
    shown = remarks_for(assessment, actor, form=written.form)
    context: dict[str, Any] = {
        "form": form,
        "draft": draft,
        "now": "" if assessment.status == Status.SUBMITTED else NOW[Status(assessment.status)],
        "left": typed_into(form) if draft.is_there and assessment.status != Status.SUBMITTED else (),
        "withheld": bool(written.withheld),
        "changes": changes,
        "changes_heading": heading,
        "parts": _parts(document, form, shown, changes),
        "proposals": form.proposals,
        "panels": panels.render("assessments:outcome", request, proposed(assessment, form.proposals)),
        "back": url_of(assessment),
    } | _waiting(assessment, actor)
    return TemplateResponse(request, "assessments/decision.html", framed(request, assessment, primary={}) | context)


@require_POST
def settle(request: ActorRequest, reference: str) -> HttpResponse:
    """'Done' beside a manager's comment."""
    if not request.actor.reads_cases:
        raise PermissionDenied
    seen = Remark.objects.select_related("assessment__episode__lead", "assessment__submitted_by")
    remark = get_visible_or_404(seen, request.actor, reference)
    address = address_of(remark)
    if not is_readable(address, withheld_from(remark.assessment)):
        raise Http404
    actions.settle_remark(remark=remark, by=request.actor)
    if request.POST.get("to") == "part":
        form = form_for_reader(remark.assessment, request.actor)
        page = place_url(remark.assessment, form, address.section, address.question, address.about)
        return HttpResponseRedirect(page)
    return HttpResponseRedirect(url_of(remark.assessment) + "#remarks")


def _form(request: ActorRequest, written: Written, document: Document, draft: drafts.Typed) -> DecisionForm:
    assessment = written.assessment
    outcome = outcome_of(written, assessment.outcome)
    steps = (section for section in written.form.sections if section.step is Step.AUTHORISATION)
    review = next((one for section in steps for one in section.questions), None)
    return DecisionForm(
        request.POST or (draft.data if draft.is_there else None),
        sections=[(part.address.section, part.title) for part in document.parts],
        question=review.text if review else "",
        assessment=assessment,
        proposals=propose(assessment, outcome, request.actor) if outcome else None,
        agencies=agencies_to_ask(assessment, request.actor),
        actor=request.actor,
    )


def _try_to_decide(request: ActorRequest, assessment: Assessment, form: DecisionForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    said: dict[str, Any] = {"review": form.cleaned_data["review"], "remarks": form.remarks, "by": request.actor}
    said["version"] = form.cleaned_data["version"] or 0  # a page that does not say what it showed decides nothing
    try:
        if form.cleaned_data["verdict"] == Verdict.RETURNED:
            actions.return_assessment(assessment=assessment, **said)
            messages.success(
                request,
                f"{assessment.episode.family.name}: it is returned. Whoever wrote it has been told.",
            )
        else:
            outcomes.authorise_and_follow(assessment=assessment, steps=form.steps, **said)
            messages.success(
                request,
                f"{assessment.episode.family.name}: it is authorised. Whoever wrote it has been told.",
            )
            if outcomes.is_to_end(assessment) and form.steps.closing is None:
                messages.info(request, f"Early help has not ended for the {assessment.episode.family.name}.")
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    drafts.finish(DECISION, assessment.reference, by=request.actor)
    following = waiting_for_decision(request.actor).first()
    if following is not None:
        return HttpResponseRedirect(reverse(DECISION, args=(following.reference,)))
    return HttpResponseRedirect(url_of(assessment))


def _waiting(assessment: Assessment, actor: Actor) -> dict[str, Any]:
    """The one after this, round to the oldest again, and how many there are besides."""
    order = list(waiting_for_decision(actor).values_list("reference", flat=True)[:MOST_WAITING])
    others = [one for one in order if one != assessment.reference]
    at = order.index(assessment.reference) + 1 if assessment.reference in order else 0
    following = next(iter([*order[at:], *others]), "")
    return {
        "others_waiting": len(others),
        "next_url": reverse(DECISION, args=(following,)) if following else "",
    }


def _changes(written: Written, document: Document, returned: Decision | None, actor: Actor) -> tuple[list[Change], str]:
    """Since it was last returned; of a later version that was not, since the version before."""
    if returned is not None:
        heading = f"Changed since it was returned on {words.moment(returned.decided_at)}"
        return list(_since(written, document, returned.decided_at, actor)), heading
    earlier = written.assessment.follows
    if earlier is None:
        return [], ""
    earlier.episode = written.assessment.episode
    old = document_for(earlier, actor, with_pictures=False)
    found = [Change(one.sentence, anchor_of(one.address), one.before, one.after) for one in differences(old, document)]
    return found, f"New since version {earlier.number}"


def _since(written: Written, document: Document, moment: datetime, actor: Actor) -> Iterable[Change]:
    """Each answer that was saved after `moment`, once, and lists that something was taken off."""
    said: dict[tuple[str, str], str] = {}
    for piece in written.pieces.values():
        if piece.saved_at and piece.saved_at > moment:
            said[piece.place.question, piece.place.about] = f"{piece.saved_by}, {words.moment(piece.saved_at)}"
    for entry in document.entries():
        key = entry.address.question, entry.address.about
        if by := said.get(key):
            about = f" for {entry.subject}" if entry.subject else ""
            yield Change(f"'{entry.question}'{about}: {by}", anchor_of(entry.address))
    for kept in KEPT.values():
        if kept.is_line:
            objects: Any = kept.model._default_manager
            gone = objects.within([written.assessment], actor).filter(removed_at__gt=moment)
            for name in sorted({one.question for one in gone.only("question")}):
                question = next((one for one in written.form.questions() if one.key == name), None)
                if question is not None:
                    section = written.form.section_of(name).key
                    yield Change(f"Something was taken off '{question.text}'", anchor_of(Address(section)))


def anchor_of(address: Address) -> str:
    """The id of a part or an answer on this page."""
    return "-".join(("at", *(one for one in (address.section, address.question, address.about) if one)))


def _parts(
    document: Document, form: DecisionForm, remarks: list[ShownRemark], changes: list[Change]
) -> list[ShownPart]:
    new = {one.anchor for one in changes}
    return [
        ShownPart(
            part,
            anchor_of(part.address),
            [_entry(entry, new) for entry in part.entries],
            form.comments_on(part.address.section),
            [one for one in remarks if one.section == part.address.section],
        )
        for part in document.parts
    ]


def _entry(entry: Entry, new: set[str]) -> ShownEntry:
    kind = type(entry.content).__name__.lower()
    return ShownEntry(entry, f"assessments/answers/{kind}.html", anchor_of(entry.address) in new)
