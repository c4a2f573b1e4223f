"""The plan and the minutes as PDFs: the record's own copies, which nobody else is given."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from ehm.files.serving import paper_response
from ehm.rows.actor import ActorRequest
from plans.documents.meeting import minutes_of, minutes_pdf
from plans.documents.plan import plan_pdf
from plans.versions import as_agreed, as_it_stands, version_before
from plans.views.frame import meeting_or_404, plan_or_404, version_or_404

LARGE = "large"


@require_GET
def pdf(request: ActorRequest, reference: str) -> HttpResponse:
    """The plan as it stands."""
    plan, actor = plan_or_404(request, reference), request.actor
    data = plan_pdf(plan, as_it_stands(plan, actor), actor.partnership, is_large=is_large(request))
    return paper(request, data, f"plan-{plan.reference}")


@require_GET
def version_pdf(request: ActorRequest, reference: str) -> HttpResponse:
    """The plan as it was agreed, with what had changed since the time before."""
    version, actor = version_or_404(request, reference), request.actor
    before = version_before(version)
    stands = as_agreed([one for one in (before, version) if one], actor)
    data = plan_pdf(
        version.plan,
        stands[version.pk],
        actor.partnership,
        version=version,
        before=stands[before.pk] if before else None,
        is_large=is_large(request),
    )
    return paper(request, data, f"plan-{version.reference}")


@require_GET
def minutes_as_pdf(request: ActorRequest, reference: str) -> HttpResponse:
    meeting, actor = meeting_or_404(request, reference), request.actor
    if not meeting.is_held:
        raise Http404
    data = minutes_pdf(minutes_of(meeting, actor), actor.partnership, is_large=is_large(request))
    return paper(request, data, f"minutes-{meeting.reference}")


def is_large(request: ActorRequest) -> bool:
    return LARGE in request.GET


def paper(request: ActorRequest, data: bytes, name: str) -> HttpResponse:
    """The name of a file lies about in folders: it says nothing of anybody."""
    return paper_response(data, f"{name}{'-large-print' if is_large(request) else ''}.pdf")
