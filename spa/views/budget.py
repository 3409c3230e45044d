"""The budget of a plan of action: read by whoever reads the plan, kept by the regional office a heading at a time."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal import clock
from commit_portal.http.filters import files_of
from commit_portal.i18n.messages import Param, say
from commit_portal.models import Event
from commit_portal.workflow.action_attempts import Link
from commit_portal.workflow.events import events_about, said_on
from commit_portal.workflow.views import ReadView, Values
from spa.actions.budget import SET_BUDGET, set_budget
from spa.budget import budget_of, figures_of, mark_of
from spa.forms import BudgetForm
from spa.models import ActionPlan
from spa.permissions import may_keep_plan
from spa.statuses import BudgetHeading
from spa.views.reading import HISTORY_LENGTH, actor_of, plan_for
from spa.views.stages import OfficeStep

TITLE = _("Budget of %(plan)s")


class PlanBudget(ReadView):
    """The table as printed, with its sums; the same as a file, where the address has the `suffix` of one."""

    template_name = "spa/budget/budget_detail.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        plan = self.plan = plan_for(request, self.kwargs["code"])
        self.table = budget_of(plan)
        suffix = self.kwargs.get("suffix")
        title = say(TITLE, plan=plan.short_name)
        if suffix is None:
            return self.render_to_response(self.get_context_data(plan=plan, heading=title))
        if self.table is None:
            raise Http404
        board = self.table.board
        return board.file(f"{plan.code}-budget", title, board.shown(request.GET, self.table.rows), suffix)

    def get_context_data(self, **kwargs: object) -> Values:
        code = self.kwargs["code"]
        may_keep = may_keep_plan(actor_of(self.request))
        told = events_about(self.plan).filter(verb=SET_BUDGET)[:HISTORY_LENGTH] if may_keep else ()
        return super().get_context_data(
            history=[{"said": one, "second": said_on(one)} for one in told],
            table=self.table,
            files=files_of("spa:plan_budget_file", code) if self.table else (),
            headings=BudgetHeading if may_keep else (),
            **kwargs,
        )


class ChangeBudget(OfficeStep[ActionPlan]):
    """The figures of one heading over the years of the plan. They are no part of its text (SPA-1)."""

    form_class, template_name, mark, compares = BudgetForm, "step_form.html", "seen", True
    heading, button = _("Budget of %(plan)s: %(heading)s"), _("Save")
    lead = _("Give the figures as the document prints them. The portal works out the sums.")
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
