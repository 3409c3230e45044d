"""The budget of a plan of action: read by whoever reads the plan, kept by the regional office a heading at a time."""

from collections.abc import Sequence

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal import clock
from commit_portal.http.filters import FilteredPage, ListOf
from commit_portal.i18n import Param, say
from commit_portal.models import Event
from commit_portal.workflow import Link, Values, events_about, said_on
from spa.actions.budget import SET_BUDGET, set_budget
from spa.budget_table import BudgetRow, budget_of, figures_of, mark_of
from spa.forms import BudgetForm
from spa.models import ActionPlan
from spa.permissions import may_keep_plan
from spa.statuses import BudgetHeading
from spa.views.reading import HISTORY_LENGTH, actor_of, plan_for
from spa.views.stages import OfficeStep


class PlanBudget(FilteredPage[BudgetRow]):
    """The table as printed, with its sums, and as a file. A plan of action without figures has no file."""

    template_name, files = "spa/budget/budget_detail.html", "spa:plan_budget_file"
    lead = _("The money that COMMIT needs to carry out this plan of action, in US dollars.")

    def get_rows(self) -> Sequence[BudgetRow]:
        """The rows of the table."""
        plan = self.plan = plan_for(self.request, self.kwargs["code"])
        self.file_name, self.title = f"{plan.code}-budget", say(_("Budget of %(plan)s"), plan=plan.short_name)
        self.table = budget_of(plan)
        self.board = self.table.board if self.table else ListOf()
        if "suffix" in self.kwargs and not self.table:
            raise Http404
        return self.table.rows if self.table else ()

    def get_context_data(self, **kwargs: object) -> Values:
        may_keep = may_keep_plan(actor_of(self.request))
        told = events_about(self.plan).filter(verb=SET_BUDGET)[:HISTORY_LENGTH] if may_keep else ()
        return super().get_context_data(
            history=[{"said": one, "second": said_on(one)} for one in told],
            plan=self.plan,
            heading=self.title,
            table=self.table,
            headings=BudgetHeading if may_keep else (),
            # The figures have a source: in a demonstration they are true too.
            of_documents=True,
            **kwargs,
        )


class ChangeBudget(OfficeStep[ActionPlan]):
    """The figures of one heading over the years of the plan. They are no part of its text (SPA-1)."""

    form_class, template_name, mark, compares = BudgetForm, "step_form.html", "seen", True
    heading, button = _("Budget of %(plan)s: %(heading)s"), _("Save")
    lead = _("Give the figures as the document prints them. The portal calculates the totals.")
    success_message = _("Saved the figures of “%(heading)s”.")

    @cached_property
    def of(self) -> BudgetHeading:
        """The heading of the address."""
        if self.kwargs["heading"] not in BudgetHeading:
            raise Http404
        return BudgetHeading(self.kwargs["heading"])

    def get_object(self) -> ActionPlan:
        return self.plan

    def get_facts(self) -> dict[str, Param]:
        return {"plan": self.plan.short_name, "heading": self.of.label}

    def get_form_kwargs(self) -> Values:
        years = range(self.plan.starts_on.year, self.plan.runs_until.year + 1)
        return super().get_form_kwargs() | {"years": years}

    def get_initial(self) -> Values:
        figures = list(figures_of(self.plan, self.of))
        found: Values = {f"year_{one.year}": one.amount for one in figures}
        for one in figures:
            found["remark"] = one.remark
        return found | {"seen": mark_of(figures)}

    def get_path(self) -> list[Link]:
        budget = reverse("spa:plan_budget", args=[self.plan.code])
        return [*super().get_path(), (gettext("Budget"), budget)]

    def get_last_event(self) -> Event | None:
        return events_about(self.plan).filter(verb=SET_BUDGET, label=self.of).first()

    def act(self, form: BudgetForm) -> None:
        said = {name: form.cleaned_data[name] for name in ("source", "remark")}
        set_budget(self.plan, self.of, form.figures, **said, seen=self.seen, by=self.actor, now=clock.now())
