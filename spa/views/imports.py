"""A plan of action from a spreadsheet: sent, compared, confirmed."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.http.rate_limits import CountedSheetPage
from commit_portal.i18n.messages import Words, say
from commit_portal.models import KeptRows
from commit_portal.refusals import ALLOWED, obey, refusal, require
from commit_portal.sheets.engine import Preview
from commit_portal.sheets.views import NO_ANSWERS
from spa.actions.importing import confirm_import
from spa.models import ActionPlan, TextImport
from spa.permissions import may_keep_plan
from spa.queries import revision_at_work
from spa.rules import spa_1
from spa.sheet import TextSheet
from spa.views.reading import plan_for


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
