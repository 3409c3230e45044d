"""The annual report: its editions, asking for one, reading it, downloading it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from commit_portal import clock
from commit_portal.forms import posted
from commit_portal.lifecycle import may_walk, violations_of
from commit_portal.messages import from_plain
from commit_portal.pages import Attempt, not_now
from commit_portal.permits import Permit, obey, refusal, require
from commit_portal.spreadsheets import XLSX_TYPE
from commit_portal.words import sentence
from reporting.editions.actions import ask_for_edition, release_edition, try_again
from reporting.editions.forms import EditionForm
from reporting.editions.history import history_of_editions
from reporting.editions.lifecycle import RELEASE, TRY_AGAIN
from reporting.editions.permissions import may_ask_edition, may_download_edition
from reporting.editions.rules import overtaken_words
from reporting.models import AnnualReport
from reporting.report.context import Imprint, print_context
from reporting.statuses import ReportStatus, ReportStep
from reporting.words.values import AUDIENCE_WORDS, counted, moment, said, size
from workplans.frame.request import PortalRequest, seat_of
from workplans.models import AnnualCycle, Seat
from workplans.statuses import Audience

TYPES = {
    "pdf": "application/pdf",
    "xlsx": XLSX_TYPE,
}


@dataclass(frozen=True)
class EditionLine:
    """An edition as the list shows it, every value formatted."""

    report: AnnualReport
    title: str
    url: str
    audience: str
    asked: str
    as_of: str
    made: str
    step: str
    time_left: str
    pdf: str
    workbook: str
    failure: str
    changes: list[str]
    readers: str
    successor: str
    release: Permit
    try_again: Permit


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
        "editions": [_line(found_one, seat_of(request), now=now) for found_one in found],
        "making": sum(one.is_on_its_way for one in found),
        "may_ask": may_ask_edition(seat_of(request)),
        "ask_url": reverse("report_ask", args=[year]),
        "here": request.path,
    }
    if cast(PortalRequest, request).htmx:
        if request.GET.get("making") != str(context["making"]):
            # One has ended: what the page says above and below the list has changed with it.
            return HttpResponseClientRefresh()
        return render(request, "reporting/report_list.html#editions", context)
    context["history"] = history_of_editions(
        {line.report.pk: line.title for line in context["editions"]}, seat_of(request)
    )
    newest = next((one for one in found if one.is_finished and one.status != ReportStatus.REPLACED), None)
    if newest:
        context |= {"newest": newest, "counts": _print_context(newest)["counts"]}
    return render(request, "reporting/report_list.html", context)


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
                messages.success(
                    request, f"Nothing has changed since edition {asked.edition}: it is the answer."
                )
            else:
                messages.success(request, f"Edition {asked.edition} was asked for. You can leave this page.")
            return HttpResponseRedirect(reverse("report", args=[year]))
    return render(
        request,
        "reporting/report_form.html",
        {"cycle": cycle, "form": form, "list_url": reverse("report", args=[year])},
        status=attempt.status,
    )


@require_GET
def report_edition(request: HttpRequest, year: int, audience: str, edition: int) -> HttpResponse:
    """Read an edition on the screen: the same frozen figures as its PDF and its workbook (AR-1)."""
    found = _edition_or_404(request, year, audience, edition)
    require(may_download_edition(seat_of(request), found))
    line = _line(found, seat_of(request), now=clock.now())
    return render(
        request,
        "reporting/report_detail.html",
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
    if page := not_now(request, found, RELEASE, by=seat_of(request), url=url):
        return page
    obey(*violations_of(found, RELEASE))
    if request.method == "POST":
        release_edition(found, by=seat_of(request), now=clock.now())
        messages.success(
            request, f"Edition {edition} is released. {_readers(audience)} can read and download it now."
        )
        return HttpResponseRedirect(reverse("report", args=[year]))
    before = (
        AnnualReport.objects.light()
        .filter(cycle=found.cycle, audience=audience, status=ReportStatus.RELEASED)
        .first()
    )
    dataset = found.frozen()
    return render(
        request,
        "reporting/report_release.html",
        {
            "line": _line(found, seat_of(request), now=clock.now()),
            "cycle": found.cycle,
            "readers": _readers(audience),
            "before": before,
            "covered": f"{dataset.activities_covered} of {len(dataset.countries)}",
            "notes": [said(note) for note in dataset.notes],
            "list_url": reverse("report", args=[year]),
        },
    )


@require_POST
def report_try_again(request: HttpRequest, year: int, audience: str, edition: int) -> HttpResponse:
    """Put a failed edition into the queue once more."""
    found = _edition_or_404(request, year, audience, edition)
    try_again(found, by=seat_of(request), now=clock.now())
    messages.success(request, f"Edition {edition} is being made again.")
    return HttpResponseRedirect(reverse("report", args=[year]))


@require_GET
@never_cache
def report_download(request: HttpRequest, year: int, audience: str, edition: int, kind: str) -> FileResponse:
    """The file, after asking once more who is reading. Never shown inside the portal's own pages."""
    found = _edition_or_404(request, year, audience, edition)
    require(may_download_edition(seat_of(request), found))
    stored = found.pdf if kind == "pdf" else found.workbook
    name = f"COMMIT Annual Report {year}, edition {edition}, for {AUDIENCE_WORDS[audience]}.{kind}"
    try:
        file = stored.open("rb")
    except FileNotFoundError as gone:
        raise Http404("The file of this edition is not in the store.") from gone
    response = FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[kind])
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response


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


def _line(found: AnnualReport, seat: Seat, *, now: datetime) -> EditionLine:
    place = [found.cycle.year, found.audience, found.edition]
    asked_by = f", by {found.asked_by}" if found.asked_by else ", from the command line"
    step = ReportStep(found.step)
    return EditionLine(
        report=found,
        title=f"Edition {found.edition}, for {AUDIENCE_WORDS[found.audience]}",
        url=reverse("report_edition", args=place),
        audience=str(AUDIENCE_WORDS[found.audience]),
        asked=f"Asked for on {moment(found.asked_at)}{asked_by}.",
        as_of=moment(found.as_of),
        made=_made(found),
        step=f"Step {step.value} of {max(ReportStep)}: {step.label}." if step else "Waiting for a worker.",
        time_left=_time_left(found, now),
        pdf=size(found.pdf_size),
        workbook=size(found.workbook_size),
        failure=found.failure_words,
        changes=[str(from_plain(change)) for change in found.what_changed],
        readers=_who_reads(found),
        successor=f"edition {found.replaced_by.edition}" if found.replaced_by else "",
        release=may_walk(found, RELEASE, by=seat),
        try_again=_may_try_again(found, seat),
    )


def _may_try_again(found: AnnualReport, seat: Seat) -> Permit:
    """With the rule that the action asks again (AR-2): the list knows already what has overtaken what."""
    walking = may_walk(found, TRY_AGAIN, by=seat)
    if walking and found.overtaken_by:
        return refusal(overtaken_words(found.overtaken_by))
    return walking


def _made(found: AnnualReport) -> str:
    if found.made_at is None or found.started_at is None:
        return ""
    seconds = max(1, round((found.made_at - found.started_at).total_seconds()))
    took = counted(seconds, "second") if seconds < 120 else counted(round(seconds / 60), "minute")
    return f"Made on {moment(found.made_at)}, in {took}."


def _time_left(found: AnnualReport, now: datetime) -> str:
    if found.status != ReportStatus.RENDERING or found.started_at is None or found.progress < 10:
        return ""
    seconds = (now - found.started_at).total_seconds() * (100 - found.progress) / found.progress
    if seconds < 90:
        return "about a minute left"
    return f"about {counted(round(seconds / 60), 'minute')} left"


def _who_reads(found: AnnualReport) -> str:
    if found.audience == Audience.SECRETARIAT:
        return "Read by the Secretariat."
    if found.released_at:
        return f"Released on {moment(found.released_at)}. {_readers(found.audience)} read it."
    return "Not released yet: only the Secretariat sees it."


def _readers(audience: str) -> str:
    return sentence(str(AUDIENCE_WORDS[audience]))
