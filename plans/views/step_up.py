"""Pages of step up: the conversation, what was agreed and handed over, and waiting for the meeting of the locality."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cases.views.episode_page import episode_or_404
from ehm import forms
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from plans.actions import step_up as actions
from plans.choices import TO_THE_FRONT_DOOR, StepUpOutcome
from plans.forms.ways_out import YES, EndListingForm, HandoverForm, TalkForm
from plans.models import Listing, StepUp, Stuck
from plans.permissions import can_step_up
from plans.profile import profile_of
from plans.views.frame import EPISODE_PAGE, OF_EPISODE, form_page, found_or_404, framed
from plans.ways_out import contacts_of, front_door, listing_of, panel, talks_of, the_panel, waits_for_contact

FORM = require_http_methods(["GET", "HEAD", "POST"])


@FORM
def step_up(request: ActorRequest, reference: str) -> HttpResponse:
    """A conversation about whether more than early help is needed, and those before; from it on to where it led."""
    episode, actor = episode_or_404(request, reference), request.actor
    talks = talks_of(episode)
    may_write = can_step_up(actor, episode)
    if not may_write:
        require(lambda _, rows: request.method != "POST" and bool(rows), actor, talks)
    asked = profile_of(actor.partnership).step_up
    stuck = Stuck.objects.within([episode]).order_by("-recorded_at", "-pk").first()
    listing = listing_of(episode)

    def act(form: TalkForm) -> StepUp:
        given = form.cleaned_data
        return actions.talk_about_step_up(
            episode=episode,
            held_at=given["held_at"],
            with_whom=given["with_whom"],
            worries=given["worries"],
            tried=given["tried"],
            is_harm_feared=given["is_harm_feared"] == YES,
            outcome=StepUpOutcome(given["outcome"]),
            advice=given["advice"],
            by=actor,
        )

    def leave(talk: StepUp) -> HttpResponse:
        if talk.outcome in TO_THE_FRONT_DOOR:
            tell = reverse("plans:front_door", args=(episode.reference,))
            return HttpResponseRedirect(f"{tell}?talk={talk.reference}")
        return HttpResponseRedirect(reverse("plans:step_up", args=(episode.reference,)))

    return forms.form_page(
        request,
        lambda data: TalkForm(data, asked=asked, front_door=front_door(actor), tried=stuck.tried if stuck else ""),
        act,
        leave,
        template="plans/step_up.html",
        frame=lambda: framed(request, episode, EPISODE_PAGE),
        draft=("plans:step_up", episode.reference) if may_write else None,
        title="Step up to social care",
        button="Save",
        asks_readers=True,
        back=reverse(EPISODE_PAGE, args=(episode.reference,)),
        may_write=may_write,
        asked=asked,
        talks=[
            {"talk": one, "led_to": asked.called(one.outcome), "waits": number == 0 and waits_for_contact(one)}
            for number, one in enumerate(talks)
        ],
        listing=listing,
        panel=panel(actor),
        contacts=contacts_of(episode),
    )


@FORM
def handover(request: ActorRequest, reference: str) -> HttpResponse:
    """What the family and whoever leads next agreed to, and how it was handed over."""
    talk = found_or_404(request, StepUp.objects.select_related(*OF_EPISODE), reference)
    require(can_step_up, request.actor, talk.episode)
    return form_page(
        request,
        talk.episode,
        lambda data: HandoverForm(data, talk=talk),
        lambda form: actions.write_handover(talk=talk, values=form.values(), by=request.actor),
        back=reverse("plans:step_up", args=(talk.episode.reference,)),
        title="Agreed and handed over",
        section=EPISODE_PAGE,
        explanation="Before social care takes over, the family and whoever leads there agree, and you talk it over.",
    )


@FORM
def end_listing(request: ActorRequest, reference: str) -> HttpResponse:
    listing = found_or_404(request, Listing.objects.select_related(*OF_EPISODE), reference)
    require(can_step_up, request.actor, listing.episode)
    return form_page(
        request,
        listing.episode,
        EndListingForm,
        lambda form: actions.end_listing(listing=listing, because=form.cleaned_data["because"], by=request.actor),
        back=reverse(EPISODE_PAGE, args=(listing.episode.reference,)),
        title=f"No longer listed for {the_panel(request.actor)}",
        section=EPISODE_PAGE,
    )
