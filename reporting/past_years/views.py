"""The past years of a plan of action: what is loaded, a workbook out and back, and a year that is removed."""

from collections.abc import Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, ngettext

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.http.rate_limits import CountedSheetPage
from commit_portal.i18n import Words, say
from commit_portal.models import KeptRows
from commit_portal.refusals import Refused, require
from commit_portal.sheets.engine import Preview
from commit_portal.sheets.views import NO_ANSWERS
from reporting.comparison.permissions import may_read_comparison
from reporting.models import PastImport
from reporting.past_years.actions import against_removal, load_past_years, remove_past_year
from reporting.past_years.queries import loaded_years, years_to_load
from reporting.past_years.sheet import PastSheet
from spa.models import ActionPlan
from workplans.models import AnnualCycle
from workplans.request_context.request import seat_of
from workplans.years.permissions import may_keep_years
from workplans.years.views import YearStep


class PastYearsPage(CountedSheetPage):
    """The rows of the past years of a plan of action; an empty table with its lists where nothing is loaded."""

    template_name, section = "reporting/past_years/past_years.html", "workplans"
    url_name, sheet_class, kept_class, kept_of = "past_years", PastSheet, PastImport, "plan"
    title, file_name = _("Past years"), "past-years.xlsx"
    table: ActionPlan

    def open(self) -> None:
        self.actor = seat_of(self.request)
        self.may = self.keeps = may_keep_years(self.actor)
        self.may_read = may_read_comparison(self.actor)
        require(self.may_read if self.step == "download" else self.may)
        self.table = get_object_or_404(ActionPlan, code=self.kwargs["code"])
        self.back_url = self.url("new")
        self.download_url = reverse("past_years_xlsx", kwargs=self.kwargs)

    def sheet(self, waiting: KeptRows | None = None, answers: Mapping[str, str] = NO_ANSWERS) -> PastSheet:
        columns = waiting.columns if waiting else ()
        return PastSheet(self.table, clock.today(), columns=columns, answers=answers)

    def write(self, waiting: Any, preview: Preview) -> Words:
        rows = [(saved, columns) for _number, saved, columns in preview.to_write]
        count = load_past_years(waiting, rows, by=self.actor, now=clock.now())
        return say(ngettext("%(count)s row is loaded.", "%(count)s rows are loaded.", count), count=count)

    def get_context_data(self, **kwargs: object) -> Values:
        found = {"years": years_to_load(self.table, clock.today()), "loaded": loaded_years(self.table)}
        return super().get_context_data(**found, **kwargs)


class RemovePastYear(YearStep):
    """Remove all rows of a loaded year, after a question, while no edition was made with them."""

    heading, button = _("Remove the rows of %(year)s"), _("Remove the rows")
    lead = _("All loaded rows of this year are removed from the portal. You can load the rows again.")
    success_message, action = _("The rows of %(year)s are removed."), staticmethod(remove_past_year)

    def get_object(self) -> AnnualCycle:
        require(self.get_permit())
        return get_object_or_404(
            AnnualCycle.every, is_loaded=True, year=self.kwargs["year"], plan__code=self.kwargs["code"]
        )

    def get_stop(self) -> Refused | None:
        against = against_removal(self.object)
        return Refused(str(against.message)) if against else None

    def get_success_url(self) -> str:
        return reverse("past_years", args=[self.kwargs["code"]])
