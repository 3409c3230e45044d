"""The form that a ministry signs, and lists: what can be printed, asking for it, downloading it."""

from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRefresh

from commit_portal import clock
from commit_portal.addresses import found_or_404
from commit_portal.files.spreadsheets import Sheet
from commit_portal.http.rate_limits import FileView, counted_export
from commit_portal.i18n import say
from commit_portal.refusals import Permit, require
from commit_portal.workflow import ButtonView, ReadView, Values
from reporting.meetings.views import ParticipantList
from reporting.models import PrintedForm, PrintedList
from reporting.models.jobs import FileJob
from reporting.printed.actions import ask_for_form, ask_for_list
from reporting.printed.permissions import may_download_form, may_print
from reporting.printed.queries import form_to_read, printed_first
from reporting.queue.files import file_of, words_of
from reporting.report.printed_list import FrozenList
from reporting.report_text.printed_form import returned_words
from reporting.statuses import FINISHED_REPORTS, ReportStatus
from spa.views.budget import PlanBudget
from workplans.funding.permissions import may_keep_grants
from workplans.funding.queries import grants_visible_to, missing_by_year
from workplans.models import Workplan, WorkplanVersion
from workplans.plan.permissions import may_see_rounds
from workplans.plan.plan_types import kind_of
from workplans.plan.visibility import versions_of
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.step_links import print_link
from workplans.request_context.request import SeatMixin
from workplans.statuses import VersionKind

# The value of `?version=` for the draft; a version is its number.
DRAFT = "draft"
# The end of the address of a list, behind that of its page, where its PDF is asked for.
LIST_PDF = "list.pdf"


class JobPage(SeatMixin, ReadView):
    """A page with a job of the queue in its context: to be asked for, being made, failed, or ready."""

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the page, or to htmx the job alone while it is being made."""
        context = self.get_context_data(**kwargs)
        if self.is_script:
            if context["job"] is None or not context["job"].is_on_its_way:
                return HttpResponseClientRefresh()
            self.template_name = "reporting/printed/job.html"
        return self.render_to_response(context)

    def about_job(self, job: FileJob | None, button: str, **urls: str) -> Values:
        """What the page says of a job, with its addresses. `button` asks for it, or for a failed one once more."""
        if job and job.status == ReportStatus.FAILED:
            button = gettext("Try again")
        return {"job": job, "button": button, "line": words_of(job) if job else None, **urls}


class PrintMixin(SeatMixin):
    """What the address asks for: a workplan, and one of its versions. What is hidden is not there."""

    kwargs: Any

    @cached_property
    def plan(self) -> Workplan:
        """The workplan of the address."""
        return workplan_or_404(self.request, self.kwargs["year"], self.kwargs["place"])

    @cached_property
    def versions(self) -> list[WorkplanVersion]:
        """The versions that the reader reads."""
        return versions_of(self.plan, self.actor)

    @cached_property
    def version(self) -> WorkplanVersion | None:
        """The version of the address, None for the draft. Raises `Refused` for who does not read the draft."""
        asked = self.request.GET.get("version", "")
        if not asked:
            version = printed_first(self.actor, self.plan, self.versions)
        else:
            version = next((one for one in self.versions if str(one.number) == asked), None)
            if version is None and asked != DRAFT:
                raise Http404
        if version is None:
            require(may_print(self.actor, self.plan, None))
        return version


class PrintPage(PrintMixin, JobPage):
    """What can be printed of a plan, and its form: to be made, being made, or ready."""

    template_name = "reporting/printed/print_form.html"

    def returned(self) -> str:
        """Which activities an approved version, the chosen one or the newest, does not have: they were returned."""
        found = [one for one in (self.version, *self.versions) if one and one.kind == VersionKind.OF_RECORD]
        if not found or not may_see_rounds(self.actor, self.plan):
            return ""
        return returned_words(found[0].returned)

    def get_context_data(self, **kwargs: object) -> Values:
        seat, plan, version = self.actor, self.plan, self.version
        found, is_current = form_to_read(seat, plan, version)
        choices = [*([None] if may_print(seat, plan, None) else []), *self.versions]
        first, query, button = printed_first(seat, plan, self.versions), _query(version), ""
        choices.sort(key=lambda one: one != first)
        if not is_current:
            button = gettext("Make the form again") if found else gettext("Make the form")
        context = {
            "plan": plan,
            "label": print_link(seat, plan)[0],
            "signs": may_see_rounds(seat, plan),
            "what": _said_of(version),
            "returned": self.returned(),
            "version": version,
            "is_current": is_current,
            # Behind the addresses of the form of this version.
            "query": query,
            "choices": [
                {"words": _said_of(one), "url": self.request.path + _query(one), "is_chosen": one == version}
                for one in choices
            ],
        }
        pages = {"make": "print_make", "pdf": "print_pdf", "workbook": "print_workbook"}
        urls = {what: reverse(page, kwargs=self.kwargs) + query for what, page in pages.items()}
        return super().get_context_data(**context, **self.about_job(found, button, **urls), **kwargs)


@method_decorator(counted_export, name="post")
class MakeForm(PrintMixin, ButtonView[Workplan]):
    """Ask for the form, or once more for one that could not be made."""

    success_template = "reporting/printed/form_said.html"

    def get_object(self) -> Workplan:
        return self.plan

    def get_permit(self) -> Permit:
        return may_print(self.actor, self.plan, self.version)

    def act(self, form: None) -> PrintedForm:
        return ask_for_form(self.plan, self.version, by=self.actor, now=clock.now())

    def get_success_url(self) -> str:
        return reverse("print_form", kwargs=self.kwargs) + _query(self.version)


class FormFile(PrintMixin, FileView):
    """The PDF or the workbook, after asking once more who is reading."""

    def get(self, request: HttpRequest, *, kind: str, **address: object) -> FileResponse:
        """Send the file."""
        found = found_or_404(form_to_read(self.actor, self.plan, self.version)[0])
        require(may_download_form(self.actor, found))
        return file_of(found, kind, name=_file_name(found))


class PrintsList(SeatMixin):
    """For a page of a list: where its address for the PDF is sent to, its list is kept as it is shown, and queued."""

    def get_figures(self) -> FrozenList:
        """The list as the address filters it. Raises `Refused` for who may not read it."""
        raise NotImplementedError

    @method_decorator(counted_export)
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Ask for the files, and go to the page that says how far they are."""
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        asked = {"page": request.path.removesuffix(LIST_PDF), "query": query}
        made = ask_for_list(self.get_figures(), **asked, by=self.actor, now=clock.now())
        return redirect("printed_list", made.pk)


class PeopleToPrint(PrintsList, ParticipantList):
    """Everybody who comes to a meeting, to print."""

    http_method_names = ["post"]

    def get_figures(self) -> FrozenList:
        listed = self.get_listed()
        title = say(gettext("Participants of %(meeting)s"), meeting=str(self.meeting))
        tables = (self.board.table(gettext("List"), listed),)
        is_made_up = settings.DEMO or self.meeting.is_demo
        return FrozenList(title, "", self.board.asked(listed), is_made_up, tables)


class BudgetToPrint(PrintsList, PlanBudget):
    """The budget of a plan of action, to print; for who keeps its grants with what is still missing, year by year."""

    http_method_names = ["post"]

    def get_figures(self) -> FrozenList:
        listed = self.get_listed()
        tables = [self.board.table(gettext("Figures by heading and year"), listed)]
        keeps = may_keep_grants(self.actor)
        missing = missing_by_year(self.plan, grants_visible_to(self.actor)) if keeps else []
        if missing:
            heads = [gettext("US dollars"), *map(str, missing[0].amounts), gettext("Total")]
            rows = [(str(row.label), *row.amounts.values(), row.total) for row in missing]
            tables.append(Sheet(gettext("What is still missing"), heads, rows))
        # The figures of a budget are those of a document, in a demonstration too. Those of its grants are not.
        is_made_up = settings.DEMO and bool(missing)
        return FrozenList(str(self.title), str(self.lead), {}, is_made_up, tuple(tables))


class ListPrinted(JobPage):
    """A list that the seat in use asked for: being made into files, or ready; and its files. Another seat's is not there."""

    template_name = "reporting/printed/printed_list.html"

    def get_context_data(self, **kwargs: object) -> Values:
        found = get_object_or_404(PrintedList.objects.defer("dataset"), pk=kwargs["pk"], seat=self.actor)
        urls = {kind: reverse(f"printed_list_{kind}", args=[found.pk]) for kind in ("pdf", "workbook")}
        about = self.about_job(found, "", make=f"{found.page}{LIST_PDF}{found.query}", **urls)
        return super().get_context_data(**about, **kwargs)


class ListFile(SeatMixin, FileView):
    """The PDF or the workbook of a list, for the seat that asked for it."""

    def get(self, request: HttpRequest, *, pk: int, kind: str) -> FileResponse:
        """Send the file."""
        made = PrintedList.objects.filter(status__in=FINISHED_REPORTS, seat=self.actor)
        found = get_object_or_404(made, pk=pk)
        return file_of(found, kind, name=gettext("COMMIT %(title)s") % {"title": found.title})


def _query(version: WorkplanVersion | None) -> str:
    return "?" + urlencode({"version": DRAFT if version is None else version.number})


def _said_of(version: WorkplanVersion | None) -> str:
    if version is None:
        return gettext("The current draft")
    named = {"number": version.number}
    if version.kind == VersionKind.OF_RECORD:
        return gettext("Version %(number)s, approved") % named
    return gettext("Version %(number)s, submitted") % named


def _file_name(found: PrintedForm) -> str:
    plan = found.workplan
    title = kind_of(plan.taskforce).title(plan).replace(":", "")
    named = {"title": title}
    if found.version is None:
        return gettext("COMMIT %(title)s, draft") % named
    return gettext("COMMIT %(title)s, version %(number)s") % {**named, "number": found.version.number}
