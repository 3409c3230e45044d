"""Plans of action as spreadsheets: the texts of one as a file, and the rows of a file back into one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _, pgettext
from django.views.decorators.http import require_safe

from commit_portal import clock
from commit_portal.http.rate_limits import CountedSheetPage, counted_export
from commit_portal.i18n import Words, say
from commit_portal.models import KeptRows
from commit_portal.refusals import ALLOWED, obey, refusal, require
from commit_portal.sheets.engine import VERSION_LINE, Preview
from commit_portal.sheets.views import NO_ANSWERS, attachment
from commit_portal.sheets.workbook import csv_of, workbook_of
from spa.actions.texts import confirm_import
from spa.models import ActionPlan, TextImport
from spa.permissions import may_keep_plan
from spa.queries import revision_at_work
from spa.rules import spa_1
from spa.sheet import TextSheet, texts_of
from spa.views.reading import plan_for, revision_shown


@require_safe
@counted_export
def plan_export(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The plan's text as .xlsx or .csv, for everybody who may read it."""
    plan = plan_for(request, code)
    revision = revision_shown(request, plan, clock.today())
    sheet, texts = TextSheet(plan, revision), texts_of(plan, revision)
    if form == "csv":
        return attachment(csv_of(sheet, texts), f"{plan.code}.csv", "text/csv; charset=utf-8")
    about: dict[str, Words | date] = {
        pgettext("noun", "Title"): plan.title,
        VERSION_LINE: str(plan.row_version),
        gettext("Exported on"): clock.today(),
        gettext("Contents"): plan.text_note if revision == 1 else plan.revisions.get(number=revision).reason,
    }
    return attachment(workbook_of(sheet, gettext("Plan of action"), texts, about), f"{plan.code}.xlsx")


class TextsPage(CountedSheetPage):
    """The texts of an open plan of action (SPA-1)."""

    template_name = "spa/import.html"
    sheet_class, kept_class, kept_of = TextSheet, TextImport, "plan"
    table: ActionPlan

    def open(self) -> None:
        self.actor = getattr(self.request, "seat", None)
        self.keeps = may_keep_plan(self.actor)
        require(self.keeps)
        self.table = plan_for(self.request, self.kwargs["code"])
        at_work = f"?revision={revision_at_work(self.table)}"
        self.back_url = reverse("spa:plan_detail", args=[self.table.code]) + at_work
        self.download_url = reverse("spa:plan_xlsx", args=[self.table.code]) + at_work
        against = spa_1(self.table, adding=True)
        if self.request.method != "POST":
            obey(against)
        self.may = refusal(against.message) if against else ALLOWED

    def url(self, step: str) -> str:
        return reverse(f"spa:import_{step}", args=[self.table.code])

    def sheet(self, waiting: KeptRows | None = None, answers: Mapping[str, str] = NO_ANSWERS) -> TextSheet:
        return TextSheet(self.table, columns=waiting.columns if waiting else (), answers=answers)

    def write(self, waiting: Any, preview: Preview) -> Words:
        entries = [entry for _number, _saved, entry in preview.to_write]
        counts = confirm_import(waiting, entries, by=self.actor, now=clock.now())
        said = _(
            "Imported the spreadsheet. Texts added: %(added)s, changed: %(changed)s, removed: %(removed)s."
        )
        return say(said, **counts)
