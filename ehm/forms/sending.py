"""What happens when a form that does one action is sent."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from ehm.actions import Refused
from ehm.forms.forms import GovukForm

Done = TypeVar("Done")


def when_sent(
    request: HttpRequest,
    form: GovukForm,
    act: Callable[[dict[str, Any]], Done],
    leave: Callable[[Done], HttpResponse],
) -> HttpResponse | None:
    """Sent and right: do the action with what was cleaned, and leave. None where the page is to be shown, again with
    the form's mistakes or with why the action was refused."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        done = act(form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    return leave(done)
