"""Write the opportunities, gaps and needs of a plan."""

from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n.messages import say
from commit_portal.i18n.parsing import one_line_end
from commit_portal.models import Event
from commit_portal.refusals import Permit
from workplans.drafting.actions import WRITE_NEEDS, write_needs
from workplans.drafting.forms import NeedsForm
from workplans.models import Workplan
from workplans.plan.permissions import drafts, may_edit_workplan
from workplans.presentation.loaders import draft_or_404
from workplans.presentation.timeline import events_for
from workplans.presentation.views import PlanStep


class WriteNeeds(PlanStep):
    """Write the plan's opportunities, gaps and needs. Only other words saved meanwhile are a conflict.

    Where the plan was submitted meanwhile, nothing is written and what was typed stays on the page.
    """

    template_name, form_class, compares = "step_form.html", NeedsForm, True
    # A line saved meanwhile also changes the row version. Only other words are a conflict.
    mark = "before"
    heading = _("Opportunities, gaps and needs")
    success_message = _("The opportunities, gaps and needs are saved.")

    def get_object(self) -> Workplan:
        return draft_or_404(self.request, **self.kwargs)

    def get_permit(self) -> Permit:
        return may_edit_workplan(self.actor, self.object)

    def keeps(self) -> bool:
        return drafts(self.actor, self.object)

    def get_initial(self) -> Values:
        return {"needs": self.object.needs, "before": self.object.needs}

    def act(self, form: NeedsForm) -> None:
        plan, needs = self.object, one_line_end(form.cleaned_data["needs"]).strip()
        is_unchanged = one_line_end(self.seen).strip() == one_line_end(plan.needs).strip()
        seen = plan.row_version if is_unchanged else 0
        write_needs(plan, needs, seen=seen, by=self.actor, now=clock.now())

    def get_last_event(self) -> Event | None:
        return events_for(self.actor, self.object).filter(verb=WRITE_NEEDS).first()

    def get_context_data(self, **kwargs: object) -> Values:
        plan = self.object
        lead = say(_("%(name)s, workplan %(year)s"), name=plan.taskforce.name, year=str(plan.cycle.year))
        button = _("Save my text instead") if self.attempt.stale else _("Save needs")
        return super().get_context_data(lead=lead, button=button, **kwargs)
