"""The workplan as a spreadsheet: out for whoever reads it, back through a preview for whoever edits it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commit_portal import clock
from commit_portal.files.spreadsheets import Sheet, Table, rows_kept, rows_to_keep
from commit_portal.forms.base import Values
from commit_portal.http.rate_limits import CountedSheetPage, counted_export
from commit_portal.i18n import Words, ngettext_lazy, say
from commit_portal.models import KeptRows
from commit_portal.sheets.engine import UNCHANGED
from commit_portal.sheets.views import NO_ANSWERS, attachment
from commit_portal.sheets.workbook import csv_of, marked_table, marked_workbook, table_of, workbook_of
from workplans.consultation.permissions import may_ask_for
from workplans.models import Activity, LineImport, VersionLine, Workplan
from workplans.plan.amendments import set_aside
from workplans.plan.permissions import drafts, may_edit_workplan, may_read_draft
from workplans.plan.visibility import version_to_read
from workplans.presentation import loaders
from workplans.presentation.timeline import changed_since
from workplans.request_context.request import seat_of
from workplans.spreadsheets.actions import import_lines
from workplans.spreadsheets.sheet import HEADS, HOW_TO_LINE, STATE_LINE, LinePreview, LineSheet
from workplans.spreadsheets.support_sheet import (
    SUPPORT,
    SUPPORT_SHEET,
    SupportSheet,
    support_of,
    support_rows,
)
from workplans.statuses import Funding

HOW_TO = _(
    "Change cells, and send the file on the page of the workplan. Leave the code empty for a new activity."
)
MARKED_HOW_TO = _(
    "Correct the cells with a comment, and send the file on the page of the workplan. Leave other cells as they are."
)


@require_safe
@counted_export
def workplan_export(request: HttpRequest, year: int, place: str, suffix: str) -> HttpResponse:
    """The live lines for those who read the draft, else the approved version that is shown to them.

    What an amendment changed before it was set aside counts nowhere: the approved lines are written instead.
    """
    workplan = loaders.workplan_or_404(request, year, place)
    seat = seat_of(request)
    if suffix not in ("xlsx", "csv"):
        raise Http404
    sheet, about = LineSheet(workplan, seat), dict[str, Words]()
    version = version_to_read(workplan, seat)
    reads_draft = bool(may_read_draft(seat, workplan))
    further: list[Sheet] = []
    lines: Sequence[Activity | VersionLine]
    if reads_draft and (aside := set_aside(workplan)):
        said = _("Approved version %(number)s. An amendment was closed without decisions.")
        about[STATE_LINE] = say(said, number=str(aside.record.number))
        lines = loaders.lines_in_force(workplan, aside.record, seat)
    elif reads_draft:
        lines = loaders.load_live_lines(workplan, seat, offers=[])
        about[STATE_LINE] = say(_("The current draft: %(state)s"), state=workplan.get_status_display())
        about |= sheet.version_now(clock.now()) | {HOW_TO_LINE: HOW_TO}
        further = [table_of(SupportSheet(), SUPPORT_SHEET, support_of(workplan, seat))]
    elif version is not None:
        # Nothing of the live plan: its row version counts up with every save of a draft.
        about[STATE_LINE] = say(_("Approved version %(number)s"), number=str(version.number))
        lines = loaders.load_version_lines(workplan, version, seat)
    else:
        raise Http404
    written = [line for line in lines if not line.is_withdrawn]
    name = f"{sheet.name}-workplan.{suffix}"
    if suffix == "csv":
        return attachment(csv_of(sheet, written), name, "text/csv; charset=utf-8")
    return attachment(workbook_of(sheet, str(workplan), written, about, further), name)


class LinesPage(CountedSheetPage):
    """The lines of a workplan that the reader drafts."""

    template_name = "workplans/spreadsheets/workplan_import.html"
    url_name, sheet_class, kept_class, kept_of = "workplan_import", LineSheet, LineImport, "workplan"
    further = {SUPPORT: SUPPORT_SHEET}
    table: Workplan

    def open(self) -> None:
        self.table = loaders.workplan_or_404(self.request, self.kwargs["year"], self.kwargs["place"])
        self.actor = seat_of(self.request)
        self.may, self.keeps = may_edit_workplan(self.actor, self.table), drafts(self.actor, self.table)
        self.back_url = reverse("workplan", kwargs=self.kwargs)
        self.download_url = reverse("workplan_export", kwargs={**self.kwargs, "suffix": "xlsx"})

    def preview(self, waiting: Any, answers: Mapping[str, str] = NO_ANSWERS) -> LinePreview:
        sheet = self.sheet(waiting, answers)
        preview = sheet.preview(rows_kept(waiting.rows))
        support = SupportSheet(sheet.lines, self._why_not_asked).preview(rows_kept(waiting.support))
        preview.requests = [row for row in support.rows if row.kind != UNCHANGED]
        return preview

    def keep(self, table: Table, kept: Values) -> KeptRows:
        return super().keep(table, kept | {"support": rows_to_keep(support_rows(table))})

    def write(self, waiting: Any, preview: Any) -> Words:
        asked = [row.draft for row in preview.requests]
        written = import_lines(
            waiting, preview.to_write, asked, seen=self.table.row_version, by=self.actor, now=clock.now()
        )
        saved = ngettext_lazy(
            "%(count)s activity is saved from the file.", "%(count)s activities are saved from the file."
        )
        requests = ngettext_lazy(
            "%(count)s request is made from the sheet “Support”.",
            "%(count)s requests are made from the sheet “Support”.",
        )
        said = [say(saved, count=written)] if written or not asked else []
        return " ".join([*said, *([say(requests, count=len(asked))] if asked else [])])

    def marked(self, waiting: Any, preview: Any) -> HttpResponse:
        support, heads = SupportSheet(), list(SupportSheet.heads)
        table = marked_table(support, SUPPORT_SHEET, heads, waiting.support, preview.requests)
        sheet, about = self.sheet(waiting), {HOW_TO_LINE: MARKED_HOW_TO}
        book = marked_workbook(
            sheet, str(self.table), waiting, preview, about, [table] if waiting.support else []
        )
        return attachment(book, f"{sheet.name}-workplan-to-correct.xlsx")

    def get_context_data(self, waiting: LineImport | None = None, **kwargs: Any) -> Values:
        plan, changed = self.table, list[Values]()
        if waiting and waiting.taken_at and waiting.plan_version != plan.row_version:
            lately = Q(at__gte=waiting.taken_at)
            changed = changed_since(plan, self.actor, version=waiting.plan_version, events=lately)
        return super().get_context_data(
            plan=plan,
            layout="workplans/pages/plan_base.html",
            waiting=waiting,
            changed=changed,
            in_reserve=Funding.RESERVE.label,
            funding=HEADS["funding"],
            **kwargs,
        )

    def _why_not_asked(self, activity: Activity) -> Words:
        activity.workplan = self.table
        return may_ask_for(self.actor, activity).reason
