"""Addresses and names of fields that hold a NUL, which no browser sends and PostgreSQL cannot look for. What people
type is for the forms to refuse, beside the field; what programs send, for the API."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse

NUL = "\x00"
NOT_TYPED = ("draft_window",)  # fields that a page fills in


class NothingUnreadable:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        if request.path.startswith("/api/"):
            return
        if NUL in request.path or any(NUL in value for _, values in request.GET.lists() for value in values):
            raise Http404
        if request.method == "POST":
            for name in (*request.POST, *(request.POST.get(name, "") for name in NOT_TYPED)):
                if NUL in name:
                    raise BadRequest("the name of a field holds a NUL")
