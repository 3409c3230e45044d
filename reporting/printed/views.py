"""The form that a ministry signs: what can be printed, asking for it, downloading it."""

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from commit_portal import clock
from commit_portal.http.rate_limits import counted_export
from commit_portal.refusals import require
from reporting.models import PrintedForm
from reporting.printed.actions import ask_for_form
from reporting.printed.permissions import may_download_form, may_print
from reporting.printed.queries import form_to_read, printed_first
from reporting.queue.rows import file_of, made_words, progress_words, stopped_words
from reporting.report_text.values import moment, size
from workplans.models import Seat, Workplan, WorkplanVersion
from workplans.plan.permissions import may_see_rounds
from workplans.plan.plan_types import kind_of
from workplans.plan.visibility import versions_of
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.step_links import print_way
from workplans.request_context.request import PortalRequest, seat_of
from workplans.statuses import VersionKind

# The value of `?version=` for the draft; a version is its number.
DRAFT = "draft"


@require_GET
def print_form(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """What can be printed of a plan, and its form: to be made, being made, or ready."""
    seat, plan, version, versions = _asked_for(request, year, place)
    found, is_current = form_to_read(seat, plan, version)
    query = _query(version)
    context: dict[str, Any] = {
        "plan": plan,
        "label": print_way(seat, plan)[0],
        "signs": may_see_rounds(seat, plan),
        "what": _said_of(version),
        "is_approved": version is not None and version.kind == VersionKind.OF_RECORD,
        "is_draft": version is None,
        "form": found,
        "line": None if found is None else _line_of(found),
        "is_current": is_current,
        "here": f"{request.path}{query}",
        "make_url": reverse("print_make", args=[year, place]) + query,
        "pdf_url": reverse("print_pdf", args=[year, place]) + query,
        "workbook_url": reverse("print_workbook", args=[year, place]) + query,
    }
    if cast(PortalRequest, request).htmx:
        if found is None or not found.is_on_its_way:
            return HttpResponseClientRefresh()
        return render(request, "reporting/printed/print_form.html#form", context)
    choices = [*([None] if may_print(seat, plan, None) else []), *versions]
    first = printed_first(seat, plan, versions)
    choices.sort(key=lambda one: one != first)
    context["choices"] = [
        {"words": _said_of(one), "url": request.path + _query(one), "is_chosen": one == version}
        for one in choices
    ]
    return render(request, "reporting/printed/print_form.html", context)


@require_POST
@counted_export
def print_make(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Ask for the form, or once more for one that could not be made."""
    seat, plan, version, _versions = _asked_for(request, year, place)
    form = ask_for_form(plan, version, by=seat, now=clock.now())
    if form.is_finished:
        messages.success(request, gettext("A form with the same figures already exists."))
    else:
        messages.success(request, gettext("You asked for the form. You can leave this page."))
    return HttpResponseRedirect(reverse("print_form", args=[year, place]) + _query(version))


@require_GET
@never_cache
@counted_export
def print_download(request: HttpRequest, year: int, place: str, kind: str) -> FileResponse:
    """The PDF or the workbook, after asking once more who is reading."""
    seat, plan, version, _versions = _asked_for(request, year, place)
    found, _is_current = form_to_read(seat, plan, version)
    if found is None:
        raise Http404
    require(may_download_form(seat, found))
    return file_of(found, kind, name=_file_name(found))


def _asked_for(
    request: HttpRequest, year: int, place: str
) -> tuple[Seat, Workplan, WorkplanVersion | None, list[WorkplanVersion]]:
    """The reader, the plan, the version of the address (None for the draft), and all versions that the reader reads.

    What is hidden is not there.
    """
    seat = seat_of(request)
    plan = workplan_or_404(request, year, place)
    versions = versions_of(plan, seat)
    asked = request.GET.get("version", "")
    version: WorkplanVersion | None
    if not asked:
        version = printed_first(seat, plan, versions)
    elif asked == DRAFT:
        version = None
    else:
        version = next((one for one in versions if str(one.number) == asked), None)
        if version is None:
            raise Http404
    if version is None:
        require(may_print(seat, plan, None))
    return seat, plan, version, versions


def _query(version: WorkplanVersion | None) -> str:
    return "?" + urlencode({"version": DRAFT if version is None else version.number})


def _said_of(version: WorkplanVersion | None) -> str:
    if version is None:
        return gettext("The current draft")
    named = {"number": version.number}
    if version.kind == VersionKind.OF_RECORD:
        return gettext("Version %(number)s, approved") % named
    return gettext("Version %(number)s, submitted") % named


def _line_of(found: PrintedForm) -> dict[str, str]:
    return {
        "asked": gettext("You asked for this form on %(moment)s.") % {"moment": moment(found.asked_at)},
        "as_of": moment(found.as_of),
        "made": made_words(found),
        "progress": progress_words(found, now=clock.now()),
        "stopped": stopped_words(found),
        "pdf": size(found.pdf_size),
        "workbook": size(found.workbook_size),
    }


def _file_name(found: PrintedForm) -> str:
    plan = found.workplan
    title = kind_of(plan.taskforce).title(plan).replace(":", "")
    named = {"title": title}
    if found.version is None:
        return gettext("COMMIT %(title)s, draft") % named
    return gettext("COMMIT %(title)s, version %(number)s") % {**named, "number": found.version.number}
