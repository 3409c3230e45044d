"""The annual report: its editions, asking for one, reading it, downloading it."""

from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.http.rate_limits import counted_export
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt, not_now
from commit_portal.workflow.lifecycle import may_walk, violations_of
from reporting.editions.actions import ask_for_edition, release_edition, try_again
from reporting.editions.forms import EditionForm
from reporting.editions.history import history_of_editions
from reporting.editions.lifecycle import RELEASE
from reporting.editions.permissions import may_ask_edition, may_download_edition
from reporting.editions.rows import READERS, line_of
from reporting.models import AnnualReport
from reporting.queue.rows import file_of
from reporting.report.context import print_context
from reporting.report.numbering import Imprint
from reporting.report_text.values import part_of
from reporting.report_text.values import said as note_words
from reporting.statuses import ReportStatus
from workplans.models import AnnualCycle
from workplans.request_context.request import PortalRequest, seat_of
from workplans.statuses import Audience

RELEASED: dict[str, Promise] = {
    Audience.TASKFORCES: _("Edition %(edition)s is released. The taskforces can read and download it now."),
    Audience.PARTNERS: _("Edition %(edition)s is released. Partners can read and download it now."),
    Audience.OBSERVERS: _("Edition %(edition)s is released. Observers can read and download it now."),
}
RELEASE_HEADINGS: dict[str, Promise] = {
    Audience.TASKFORCES: _("Release edition %(edition)s to the taskforces"),
    Audience.PARTNERS: _("Release edition %(edition)s to partners"),
    Audience.OBSERVERS: _("Release edition %(edition)s to observers"),
}
FILE_NAMES: dict[str, Promise] = {
    Audience.SECRETARIAT: _("COMMIT Annual Report %(year)s, edition %(edition)s, for the Secretariat"),
    Audience.TASKFORCES: _("COMMIT Annual Report %(year)s, edition %(edition)s, for the taskforces"),
    Audience.PARTNERS: _("COMMIT Annual Report %(year)s, edition %(edition)s, for partners"),
    Audience.OBSERVERS: _("COMMIT Annual Report %(year)s, edition %(edition)s, for observers"),
}


@require_GET
def report(request: HttpRequest, year: int) -> HttpResponse:
    """The editions that the reader may see, newest first, and Table 1 of the newest finished one."""
    cycle = get_object_or_404(AnnualCycle.objects.select_related("plan"), year=year)
    found = list(
        AnnualReport.objects.visible_to(seat_of(request))
        .filter(cycle=cycle)
        .light()
        .with_overtaking()
        .select_related("cycle", "asked_by", "replaced_by")
        .order_by("-asked_at", "-pk")
    )
    now = clock.now()
    context: dict[str, Any] = {
        "cycle": cycle,
        "editions": [line_of(one, seat_of(request), now=now) for one in found],
        "making": sum(one.is_on_its_way for one in found),
        "may_ask": may_ask_edition(seat_of(request)),
        "ask_url": reverse("report_ask", args=[year]),
        "here": request.path,
    }
    if cast(PortalRequest, request).htmx:
        if request.GET.get("making") != str(context["making"]):
            # One has ended: what the page says above and below the list has changed with it.
            return HttpResponseClientRefresh()
        return render(request, "reporting/editions/report_list.html#editions", context)
    context["history"] = history_of_editions(
        {line.report.pk: line.title for line in context["editions"]}, seat_of(request)
    )
    newest = next((one for one in found if one.is_finished and one.status != ReportStatus.REPLACED), None)
    if newest:
        context |= {"newest": newest, "counts": _print_context(newest)["counts"]}
    return render(request, "reporting/editions/report_list.html", context)


@require_http_methods(["GET", "POST"])
def report_ask(request: HttpRequest, year: int) -> HttpResponse:
    """Ask for an edition: for whom, and why another one."""
    cycle = get_object_or_404(AnnualCycle, year=year)
    require(may_ask_edition(seat_of(request)))
    form = EditionForm(posted(request))
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            asked = ask_for_edition(
                cycle,
                Audience(form.cleaned_data["audience"]),
                by=seat_of(request),
                now=clock.now(),
                why=form.cleaned_data["why"],
            )
            if asked.is_finished:
                said = gettext("Edition %(edition)s for %(readers)s is up to date. No new edition was made.")
            else:
                said = gettext("You asked for edition %(edition)s for %(readers)s. You can leave this page.")
            readers = Audience(asked.audience).inside
            messages.success(request, said % {"edition": asked.edition, "readers": readers})
            return HttpResponseRedirect(reverse("report", args=[year]))
    return render(
        request,
        "reporting/editions/report_form.html",
        {"cycle": cycle, "form": form, "list_url": reverse("report", args=[year])},
        status=attempt.status,
    )


@require_GET
def report_edition(request: HttpRequest, year: int, audience: str, edition: int) -> HttpResponse:
    """Read an edition on the screen: the same frozen figures as its PDF and its workbook (AR-1)."""
    found = _edition_or_404(request, year, audience, edition)
    require(may_download_edition(seat_of(request), found))
    line = line_of(found, seat_of(request), now=clock.now())
    return render(
        request,
        "reporting/editions/report_detail.html",
        {
            "line": line,
            "cycle": found.cycle,
            "list_url": reverse("report", args=[year]),
            "history": history_of_editions({found.pk: ""}, seat_of(request)),
            **_print_context(found),
        },
    )


@require_http_methods(["GET", "POST"])
def report_release(request: HttpRequest, year: int, audience: str, edition: int) -> HttpResponse:
    """The second look: what will be read, by whom, and then the release."""
    found = _edition_or_404(request, year, audience, edition)
    url = reverse("report", args=[year])
    path = [(str(year), reverse("year", args=[year])), (gettext("Annual report"), url)]
    if page := not_now(request, found, RELEASE, by=seat_of(request), path=path):
        return page
    attempt = Attempt(request)
    if attempt.is_due:
        with attempt:
            release_edition(found, by=seat_of(request), now=clock.now())
            messages.success(request, str(RELEASED[audience]) % {"edition": edition})
            return HttpResponseRedirect(url)
        found = _edition_or_404(request, year, audience, edition)
        require(may_walk(found, RELEASE, by=seat_of(request)))
    before = (
        AnnualReport.objects.light()
        .filter(cycle=found.cycle, audience=audience, language=found.language, status=ReportStatus.RELEASED)
        .first()
    )
    dataset = found.frozen()
    return render(
        request,
        "reporting/editions/report_release.html",
        {
            "line": line_of(found, seat_of(request), now=clock.now()),
            "cycle": found.cycle,
            "heading": str(RELEASE_HEADINGS[audience]) % {"edition": edition},
            "readers": READERS[audience],
            "before": before,
            "covered": part_of(dataset.activities_covered, len(dataset.countries)),
            "notes": [note_words(note) for note in dataset.notes],
            "list_url": url,
            "broken": attempt.broken or violations_of(found, RELEASE),
            "attempt": attempt,
        },
        status=attempt.status,
    )


@require_POST
def report_try_again(request: HttpRequest, year: int, audience: str, edition: int) -> HttpResponse:
    """Put a failed edition into the queue once more."""
    found = _edition_or_404(request, year, audience, edition)
    try_again(found, by=seat_of(request), now=clock.now())
    messages.success(request, gettext("Edition %(edition)s is being made again.") % {"edition": edition})
    return HttpResponseRedirect(reverse("report", args=[year]))


@require_GET
@never_cache
@counted_export
def report_download(request: HttpRequest, year: int, audience: str, edition: int, kind: str) -> FileResponse:
    """The file, after asking once more who is reading. Never shown inside the portal's own pages."""
    found = _edition_or_404(request, year, audience, edition)
    require(may_download_edition(seat_of(request), found))
    name = str(FILE_NAMES[audience]) % {"year": year, "edition": edition}
    return file_of(found, kind, name=name)


def _edition_or_404(request: HttpRequest, year: int, audience: str, edition: int) -> AnnualReport:
    """What the reader may not see is not there."""
    return get_object_or_404(
        AnnualReport.objects.visible_to(seat_of(request))
        .with_overtaking()
        .select_related("cycle__plan", "asked_by", "replaced_by"),
        cycle__year=year,
        audience=audience,
        edition=edition,
    )


def _print_context(found: AnnualReport) -> dict[str, Any]:
    return print_context(found.frozen(), Imprint(found.edition, found.digest, found.as_of))
