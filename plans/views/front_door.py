"""Pages of whoever is worried: telling the front door, what goes in writing, what becomes of it, and the pack."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from assessments.family import family_now
from assessments.handing import Recipient
from cases.choices import ClosureReason, EpisodeStatus
from cases.lifecycle import may_move
from cases.models import Episode
from cases.permissions.episodes import can_close_episode
from cases.views.episode_page import episode_or_404
from ehm import forms
from ehm.actions import Refused
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from plans.actions import front_door as actions
from plans.choices import AnonymousNext, FrontDoorDecision
from plans.forms.ways_out import (
    FRONT_DOOR,
    NOT_YET,
    ConsultationForm,
    GivePackForm,
    HeardForm,
    PackForForm,
    SentForm,
    TellForm,
)
from plans.models import Consultation, FrontDoorContact, Pack, StepUp
from plans.packs import contents_for, printed, recipients
from plans.permissions import can_consult, can_go_on_with_contact, can_make_pack, can_tell_front_door
from plans.profile import profile_of
from plans.views.documents import is_large, paper
from plans.views.frame import EPISODE_PAGE, OF_EPISODE, form_page, found_or_404, framed
from plans.ways_out import contacts_of, front_door, goes_with, packs_of

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
def tell(request: ActorRequest, reference: str) -> HttpResponse:
    """Whom to ring, and writing down that one did."""
    episode, actor = episode_or_404(request, reference), request.actor
    contacts = contacts_of(episode)
    may_tell = can_tell_front_door(actor, episode)
    if not may_tell:
        require(lambda _, rows: request.method != "POST" and bool(rows), actor, contacts)
    talk = _talk(request, episode)
    children = family_now(episode).children
    return forms.form_page(
        request,
        lambda data: TellForm(data, children=children, talk=talk),
        lambda form: actions.tell_front_door(episode=episode, told=form.told(), step_up=talk, by=actor),
        lambda contact: HttpResponseRedirect(_url(contact)),
        template="plans/front_door.html",
        frame=lambda: framed(request, episode, EPISODE_PAGE),
        draft=("plans:front_door", episode.reference) if may_tell else None,
        title=f"Tell {front_door(actor)}",
        button="Save",
        asks_readers=True,
        back=reverse(EPISODE_PAGE, args=(episode.reference,)),
        may_tell=may_tell,
        talk=talk,
        contacts=contacts,
        goes_with=goes_with(episode, actor),
        form_called=profile_of(actor.partnership).step_up.form,
    )


@require_GET
def contact(request: ActorRequest, reference: str) -> HttpResponse:
    """What was said, whether it went in writing, what became of it."""
    one, actor = contact_or_404(request, reference), request.actor
    names = {person.reference: person.short_name for person in family_now(one.episode).people}
    is_over = one.decision == FrontDoorDecision.TAKES_OVER and one.episode.status == EpisodeStatus.OPEN
    context = framed(request, one.episode, EPISODE_PAGE) | {
        "contact": one,
        "children": [names[key] for key in one.children if key in names],
        "may_go_on": can_go_on_with_contact(actor, one),
        "packs": packs_of(one.episode),
        "may_pack": can_make_pack(actor, one.episode),
        "form_called": profile_of(actor.partnership).step_up.form,
        "ends_url": _close_url(one.episode) if is_over and can_close_episode(actor, one.episode) else "",
        "waits_for_end": is_over,
        "back": reverse("plans:front_door", args=(one.episode.reference,)),
    }
    return TemplateResponse(request, "plans/front_door_contact.html", context)


@FORM
def sent(request: ActorRequest, reference: str) -> HttpResponse:
    one = contact_or_404(request, reference)
    require(can_go_on_with_contact, request.actor, one)
    return form_page(
        request,
        one.episode,
        SentForm,
        lambda form: actions.follow_up_in_writing(contact=one, sent_at=form.cleaned_data["sent_at"], by=request.actor),
        back=_url(one),
        title="It was sent in writing",
        section=EPISODE_PAGE,
        explanation=f"With the {profile_of(request.actor.partnership).step_up.form}, and the pack.",
        asks_readers=False,
    )


@FORM
def heard(request: ActorRequest, reference: str) -> HttpResponse:
    """What they decided; or when to ask again. Where early help is to end, on to that page."""
    one, actor = contact_or_404(request, reference), request.actor
    require(can_go_on_with_contact, actor, one)

    def act(form: HeardForm) -> FrontDoorContact:
        given = form.cleaned_data
        if given["decision"] == NOT_YET:
            return actions.ask_later(contact=one, on=given["ask_on"], by=actor)
        decision = FrontDoorDecision(given["decision"])
        return actions.hear_back(
            contact=one, heard_at=given["heard_at"], decision=decision, heard=given["heard"], by=actor
        )

    return form_page(
        request,
        one.episode,
        HeardForm,
        act,
        back=_url(one),
        title=f"What {front_door(actor)} decided",
        section=EPISODE_PAGE,
        draft=("plans:heard", one.reference),
    )


@FORM
def pack(request: ActorRequest, reference: str) -> HttpResponse:
    """What is in the pack and what is left out of it, for whoever is chosen; and who got it."""
    episode, actor = episode_or_404(request, reference), request.actor
    require(can_make_pack, actor, episode)
    offered = recipients(actor)
    recipient = _recipient(request, offered)
    try:
        contents, refused = contents_for(episode, recipient, actor), ""
    except Refused as found:
        contents, refused = None, str(found)

    def act(form: GivePackForm) -> Pack:
        if contents is None:
            raise Refused(refused)
        return actions.give_pack(
            episode=episode,
            recipient=recipient.words,
            agency=recipient.agency,
            held=contents.held,
            contact=next((one for one in contacts_of(episode) if one.recorded_by_id == actor.membership.pk), None),
            by=actor,
            **form.cleaned_data,
        )

    chosen = f"?to={recipient.agency.reference}" if recipient.agency else ""
    return form_page(
        request,
        episode,
        GivePackForm,
        act,
        back=reverse("plans:pack", args=(episode.reference,)) + chosen,
        title="The pack for social care",
        section=EPISODE_PAGE,
        template="plans/pack.html",
        leaves=reverse("plans:front_door", args=(episode.reference,)),
        who=PackForForm(
            initial={"to": recipient.agency.reference if recipient.agency else FRONT_DOOR}, offered=offered
        ),
        offers_others=len(offered) > 1,
        recipient=recipient,
        contents=contents,
        refused=refused,
        chosen=chosen,
        goes_with=goes_with(episode, actor),
        packs=packs_of(episode),
    )


@require_GET
def pack_pdf(request: ActorRequest, reference: str) -> HttpResponse:
    episode, actor = episode_or_404(request, reference), request.actor
    require(can_make_pack, actor, episode)
    try:
        contents = contents_for(episode, _recipient(request, recipients(actor)), actor)
    except Refused:
        raise Http404 from None
    return paper(request, printed(contents, actor, is_large=is_large(request)), f"pack-{episode.reference}")


@FORM
def consultations(request: ActorRequest) -> HttpResponse:
    """Asking the front door without names: one's own notes of it, on nobody's record."""
    actor = request.actor
    require(can_consult, actor, None)

    def act(form: ConsultationForm) -> Consultation:
        given = form.cleaned_data | {"then": AnonymousNext(form.cleaned_data["then"])}
        return actions.write_consultation(by=actor, **given)

    return forms.form_page(
        request,
        ConsultationForm,
        act,
        lambda _: HttpResponseRedirect(reverse("plans:consultations")),
        template="plans/consultations.html",
        frame=lambda: {"rows": list(Consultation.objects.visible_to(actor).order_by("-on", "-pk")[:50])},
        title="Asked without names",
        button="Save",
    )


def contact_or_404(request: ActorRequest, reference: str) -> FrontDoorContact:
    return found_or_404(
        request, FrontDoorContact.objects.select_related(*OF_EPISODE, "recorded_by", "agency"), reference
    )


def _talk(request: ActorRequest, episode: Episode) -> StepUp | None:
    """The conversation that led here, by the address."""
    given = request.GET.get("talk", "")
    return StepUp.objects.within([episode]).filter(reference=given.upper()).first() if given else None


def _recipient(request: ActorRequest, offered: list[Recipient]) -> Recipient:
    given = request.GET.get("to", "").upper()
    return next((one for one in offered if one.agency and one.agency.reference == given), offered[-1])


def _url(one: FrontDoorContact) -> str:
    return reverse("plans:front_door_contact", args=(one.reference,))


def _close_url(episode: Episode) -> str:
    if not may_move(episode.status, EpisodeStatus.CLOSED):
        return ""
    return f"{reverse('plans:close', args=(episode.reference,))}?because={ClosureReason.STEPPED_UP}"
