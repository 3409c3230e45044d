"""Pages and steps of one workplan, at the address of a year and a place."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from commit_portal.i18n import Param
from commit_portal.refusals import Permit, Violation, require
from commit_portal.workflow import Link, ReadView, StepView, Values, violations_of
from workplans.models import Seat, Workplan
from workplans.plan.plan_types import kind_of
from workplans.presentation.loaders import draft_or_404, workplan_or_404
from workplans.presentation.plan_header import PlanHeader, front_or_404
from workplans.presentation.step_links import path_to, step_links
from workplans.request_context.request import SeatMixin


class PlanView(SeatMixin, ReadView):
    """A page about a workplan that is only read."""

    # Who may read the page, of those who may know the workplan; None for all of them.
    permission: Callable[[Seat, Workplan], Permit] | None = None

    def get_plan(self) -> Workplan:
        """Load the workplan of the address for who may know it."""
        return workplan_or_404(self.request, self.kwargs["year"], self.kwargs["place"])

    @cached_property
    def plan(self) -> Workplan:
        """The workplan, loaded once. Raises `Refused` for who may not read the page."""
        plan = self.get_plan()
        if self.permission is not None:
            require(self.permission(self.actor, plan))
        return plan

    def get_context_data(self, **kwargs: object) -> Values:
        """The workplan with the links to it."""
        return super().get_context_data(**{"plan": self.plan, "path": path_to(self.plan)} | kwargs)


class PlanPage(PlanView):
    """A page with the state bar (`plan_base.html`), which comes with the workplan in one query."""

    def get_plan(self) -> Workplan:
        return self.front.workplan

    @cached_property
    def front(self) -> PlanHeader:
        """The workplan with the head of its page, for who may know it."""
        return front_or_404(self.request, self.kwargs["year"], self.kwargs["place"])

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(**{"front": self.front} | kwargs)


class PlanStep(SeatMixin, StepView[Workplan]):
    """A step with a workplan. It leads back to the workplan."""

    def get_object(self) -> Workplan:
        """Load the workplan of the address for who may know it."""
        return workplan_or_404(self.request, self.kwargs["year"], self.kwargs["place"])

    def get_path(self) -> Sequence[Link]:
        """The links from the year to the workplan."""
        return path_to(self.object)

    def get_links(self) -> Sequence[Link]:
        """The steps that the seat may take with the workplan now."""
        return step_links(self.actor, self.object)

    def get_facts(self) -> Mapping[str, Param]:
        """The workplan and its year."""
        return {"plan": str(self.object), "year": str(self.object.cycle.year)}

    def get_context_data(self, **kwargs: object) -> Values:
        """The workplan by its name, and its kind with the words of it."""
        return super().get_context_data(plan=self.object, kind=kind_of(self.object.taskforce), **kwargs)

    @cached_property
    def broken(self) -> Sequence[Violation]:
        """What the page says against the step: the rules that it broke, else those that it would break."""
        step = self.transition
        return self.attempt.broken or (violations_of(self.object, step) if step else ())


class DraftStep(PlanStep):
    """A step with a workplan, for readers of its draft."""

    def get_object(self) -> Workplan:
        return draft_or_404(self.request, self.kwargs["year"], self.kwargs["place"])
