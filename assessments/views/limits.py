"""Keeping something back once the assessment was submitted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from assessments.actions.limiting import keep_back as keep_it_back
from assessments.actions.writing import SOMEBODY_ELSE
from assessments.forms.limits import KeepBackForm
from assessments.permissions import can_share_assessment
from assessments.places import on_no_list, places_in, readers_in
from assessments.views.frame import assessment_or_404, form_page
from assessments.written import read
from cases.views.episode_page import posted
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from ehm.words import day


@require_http_methods(["GET", "HEAD", "POST"])
def keep_back(request: ActorRequest, reference: str) -> HttpResponse:
    """The family does not want somebody to see something, and says so after it was submitted."""
    assessment, actor = assessment_or_404(request, reference), request.actor
    require(can_share_assessment, actor, assessment)
    written = read(assessment, actor)

    def act(given: Mapping[str, Any]) -> None:
        handed_over = keep_it_back(assessment=assessment, by=actor, **given)
        messages.success(request, "It is kept back from now on.")
        if given["who"] == SOMEBODY_ELSE:
            messages.info(request, on_no_list(given["with_whom"]))
        for copy in handed_over:
            what, when = copy.get_kind_display().lower(), day(copy.given_on) if copy.given_on else ""
            messages.warning(request, f"{copy.recipient} has had it since {when}: {what}, {copy.given_how}.")

    return form_page(
        request,
        assessment,
        KeepBackForm(posted(request), places=places_in(written), readers=readers_in(written, actor)),
        act,
        back=reverse("assessments:copies", args=(assessment.reference,)),
        title="Keep something back",
        button="Keep it back",
        explanation="It holds from now on, here and in every copy that is made. What was handed over before is named to"
        " you: talk with the family about what that means.",
    )
