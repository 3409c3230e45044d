"""Steps of the regional office with a plan of action: create it, record its stages, extend it."""

from collections.abc import Callable, Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.i18n.messages import Param
from commit_portal.refusals import ALLOWED, Permit, Violation, obey, refusal, require
from commit_portal.workflow.action_attempts import Link
from commit_portal.workflow.lifecycle import open_in_state
from commit_portal.workflow.views import StepView
from spa.actions import stages
from spa.forms import EndorseForm, ExtensionForm, PlanForm, StageForm
from spa.lifecycle import AGREE, ENDORSE, SUPERSEDE
from spa.models import ActionPlan
from spa.permissions import may_keep_plan
from spa.views.reading import plan_for


class OfficeStep[ObjectT](StepView[ObjectT]):
    """A step with a plan of action or with something in it. What was typed stays where the plan's state refuses it."""

    template_name = "spa/text_form.html"

    @cached_property
    def plan(self) -> ActionPlan:
        """The plan of the address."""
        return plan_for(self.request, self.kwargs["code"])

    def get_violation(self) -> Violation | None:
        """The rule that is against the step in the present state of the plan; None where none is."""
        return None

    def get_area(self) -> str:
        """The code of the area to which the step leads back; "" for the top of the plan's page."""
        return ""

    def get_permit(self) -> Permit:
        against = self.get_violation()
        return may_keep_plan(self.actor) and (refusal(against.message) if against else ALLOWED)

    def keeps(self) -> Permit | bool:
        return may_keep_plan(self.actor)

    def not_now(self, may: Permit) -> HttpResponse | None:
        """Raises the broken rule itself, with its number, for a page that is only looked at."""
        require(may_keep_plan(self.actor))
        obey(self.get_violation())
        return super().not_now(ALLOWED)

    def get_path(self) -> Sequence[Link]:
        path: list[Link] = [(_("Plans of action"), reverse("spa:plan_list"))]
        if "code" in self.kwargs:
            anchor = f"#area-{self.get_area()}" if self.get_area() else ""
            path.append((str(self.plan), reverse("spa:plan_detail", args=[self.plan.code]) + anchor))
        return path

    def get_success_url(self) -> str:
        return self.get_path()[-1][1]


class CreatePlan(OfficeStep[None]):
    """Create a plan of action; it is a draft without text."""

    form_class = PlanForm
    heading, button = _("Create a plan of action"), _("Create the plan of action")
    success_message = _("You created %(plan)s. Add its areas, or import them from a spreadsheet.")

    def get_object(self) -> None:
        return None

    def act(self, form: PlanForm) -> ActionPlan:
        return stages.draft_plan(**form.cleaned_data, by=self.actor, now=clock.now())

    def get_facts(self) -> dict[str, Param]:
        return {"plan": str(self.made)}

    def get_success_url(self) -> str:
        return reverse("spa:plan_detail", args=[self.made.code])


class StageStep(OfficeStep[ActionPlan]):
    """A step in the life of a plan of action."""

    success_message = _("Recorded. See the history of the plan of action.")
    action: Callable[..., None]

    def get_object(self) -> ActionPlan:
        return self.plan

    def get_permit(self) -> Permit:
        is_open = open_in_state(self.object, self.transition) if self.transition else ALLOWED
        return super().get_permit() and is_open

    def act(self, form: StageForm | ExtensionForm) -> None:
        self.action(self.object, **form.cleaned_data, by=self.actor, now=clock.now())


class AgreePlan(StageStep):
    """Record that the governments agreed in principle."""

    transition, form_class, action = AGREE, StageForm, staticmethod(stages.agree_plan)
    heading = button = AGREE.label
    lead = _("After that, years can use this plan of action. You can change its text until a year uses it.")


class EndorsePlan(StageStep):
    """Record where and when the plan was adopted."""

    transition, form_class, action = ENDORSE, EndorseForm, staticmethod(stages.endorse_plan)
    heading = button = ENDORSE.label
    lead = _(
        "After that, nobody can change the text. Later changes are corrections, with a reason and a source."
    )


class SupersedePlan(StageStep):
    """Record that a later plan has replaced this one."""

    transition, form_class, action = SUPERSEDE, StageForm, staticmethod(stages.supersede_plan)
    heading = button = SUPERSEDE.label
    lead = _("Earlier years still use this plan of action. New years use the later plan of action.")


class ExtendPlan(StageStep):
    """Extend a plan beyond its end; its text stays."""

    form_class, action = ExtensionForm, staticmethod(stages.extend_plan)
    heading = button = _("Move the end of the plan of action to a later day")
    lead = _("The text does not change. Years can also use a plan of action that has ended.")
    success_message = _("Extended. A target without its own date is now due when the plan of action ends.")
