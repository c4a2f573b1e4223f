"""Step-downs and diversions from a list: upload it, look at what it says, take in the families that are right."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ehm.actions import Refused
from ehm.forms import GovukForm
from ehm.permissions import require
from ehm.rows.actor import ActorRequest
from hubs import doubles, lists
from hubs.actions import lists as actions
from hubs.forms.lists import ListForm
from hubs.permissions import can_take_in_lists


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: ActorRequest) -> HttpResponse:
    """Choose the file; it is only looked at."""
    require(can_take_in_lists, request.actor, None)
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > lists.LARGEST:
                raise lists.ListRefused(lists.TOO_LARGE)
            actions.keep_list(name=file.name, data=file.read(), by=request.actor)
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return HttpResponseRedirect(reverse("hubs:check_list"))
    context = {"form": form, "columns": lists.COLUMNS, "waiting": actions.own_list(request.actor).first()}
    return TemplateResponse(request, "hubs/upload_list.html", context, status=422 if form.errors else 200)


@require_GET
def to_fill_in(request: ActorRequest) -> HttpResponse:
    """The heading and one invented family."""
    require(can_take_in_lists, request.actor, None)
    name = "list-to-fill-in.csv"
    file = HttpResponse("\ufeff" + lists.to_fill_in(), content_type="text/csv; charset=utf-8")
    file["Content-Disposition"] = f'attachment; filename="{name}"'
    return file


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: ActorRequest) -> HttpResponse:
    """Row by row what would happen; the button takes in those that are right."""
    actor = request.actor
    require(can_take_in_lists, actor, None)
    form = GovukForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            taken = actions.take_in_list(by=actor)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            count = len(taken)
            messages.success(request, f"{count} {'family is' if count == 1 else 'families are'} taken in.")
            return HttpResponseRedirect(reverse("hubs:requests"))
    kept = actions.own_list(actor).first()
    if kept is None:
        return HttpResponseRedirect(reverse("hubs:upload_list"))
    checked = actions.check_list(kept, actor)
    may_be = doubles.of_rows(checked.rows, actor)
    context = {
        "form": form,
        "kept": kept,
        "checked": checked,
        "button": f"Take in {len(checked.good)} {'family' if len(checked.good) == 1 else 'families'}",
        "wrong": sum(bool(row.problems) and row.number not in checked.taken for row in checked.rows),
        "lines": [
            (row, checked.areas.get(row.number), row.number in checked.taken, may_be.get(row.number, []))
            for row in checked.rows
        ],
    }
    return TemplateResponse(request, "hubs/check_list.html", context, status=422 if form.errors else 200)


@require_POST
def throw_away(request: ActorRequest) -> HttpResponse:
    actions.throw_away_list(by=request.actor)
    messages.success(request, "The list is thrown away. Nothing of it was taken in.")
    return HttpResponseRedirect(reverse("hubs:upload_list"))
