"""The form that a ministry signs: what can be printed, asking for it, downloading it."""

from functools import cached_property
from typing import Any, cast
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRefresh

from commit_portal import clock
from commit_portal.addresses import found_or_404
from commit_portal.http.rate_limits import FileView, counted_export
from commit_portal.refusals import Permit, require
from commit_portal.workflow import ButtonView, ReadView, Values
from reporting.models import PrintedForm
from reporting.printed.actions import ask_for_form
from reporting.printed.permissions import may_download_form, may_print
from reporting.printed.queries import form_to_read, printed_first
from reporting.queue.rows import file_of, words_of
from reporting.report_text.printed_form import returned_words
from reporting.report_text.values import moment
from workplans.models import Workplan, WorkplanVersion
from workplans.plan.permissions import may_see_rounds
from workplans.plan.plan_types import kind_of
from workplans.plan.visibility import versions_of
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.step_links import print_link
from workplans.request_context.request import PortalRequest, SeatMixin
from workplans.statuses import VersionKind

# The value of `?version=` for the draft; a version is its number.
DRAFT = "draft"


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


class PrintPage(PrintMixin, ReadView):
    """What can be printed of a plan, and its form: to be made, being made, or ready."""

    template_name = "reporting/printed/print_form.html"

    def returned(self) -> str:
        """Which activities an approved version, the chosen one or the newest, does not have: they were returned."""
        found = [one for one in (self.version, *self.versions) if one and one.kind == VersionKind.OF_RECORD]
        if not found or not may_see_rounds(self.actor, self.plan):
            return ""
        return returned_words(found[0].returned)

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the page, or to htmx the form alone while it is being made."""
        context = self.get_context_data(**kwargs)
        if cast(PortalRequest, request).htmx:
            if context["form"] is None or not context["form"].is_on_its_way:
                return HttpResponseClientRefresh()
            self.template_name = f"{self.template_name}#form"
        return self.render_to_response(context)

    def get_context_data(self, **kwargs: object) -> Values:
        seat, plan, version = self.actor, self.plan, self.version
        found, is_current = form_to_read(seat, plan, version)
        choices = [*([None] if may_print(seat, plan, None) else []), *self.versions]
        first = printed_first(seat, plan, self.versions)
        asked = gettext("You asked the portal to make this form on %(moment)s.")
        choices.sort(key=lambda one: one != first)
        context = {
            "plan": plan,
            "label": print_link(seat, plan)[0],
            "signs": may_see_rounds(seat, plan),
            "what": _said_of(version),
            "returned": self.returned(),
            "version": version,
            "form": found,
            "line": None if found is None else words_of(found),
            "asked": asked % {"moment": moment(found.asked_at)} if found else "",
            "is_current": is_current,
            # Behind the addresses of the form of this version.
            "query": _query(version),
            "choices": [
                {"words": _said_of(one), "url": self.request.path + _query(one), "is_chosen": one == version}
                for one in choices
            ],
        }
        return super().get_context_data(**context | kwargs)


@method_decorator(counted_export, name="post")
class MakeForm(PrintMixin, ButtonView[Workplan]):
    """Ask for the form, or once more for one that could not be made."""

    def get_object(self) -> Workplan:
        return self.plan

    def get_permit(self) -> Permit:
        return may_print(self.actor, self.plan, self.version)

    def act(self, form: None) -> PrintedForm:
        return ask_for_form(self.plan, self.version, by=self.actor, now=clock.now())

    def get_words(self) -> str:
        if self.made.is_finished:
            return gettext("A form with the same figures already exists.")
        return gettext("The portal will make the form. You can leave this page.")

    def get_success_url(self) -> str:
        return reverse("print_form", kwargs=self.kwargs) + _query(self.version)


class FormFile(PrintMixin, FileView):
    """The PDF or the workbook, after asking once more who is reading."""

    def get(self, request: HttpRequest, *, kind: str, **address: object) -> FileResponse:
        """Send the file."""
        found = found_or_404(form_to_read(self.actor, self.plan, self.version)[0])
        require(may_download_form(self.actor, found))
        return file_of(found, kind, name=_file_name(found))


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
