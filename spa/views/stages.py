"""Steps of the regional office with a plan of action: create it, record its stages, extend it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n import Param
from commit_portal.refusals import ALLOWED, Permit, Violation, obey, refusal, require
from commit_portal.workflow import Link, StepView, may_walk
from spa.actions import stages
from spa.forms import EndorseForm, ExtensionForm, MarkedForm, PlanForm, RevisionForm, StageForm
from spa.lifecycle import AGREE, ENDORSE, SUPERSEDE
from spa.models import ActionPlan, PlanRevision
from spa.permissions import may_keep_plan
from spa.queries import changes_between, open_revision, revision_at_work
from spa.rules import revision_begins, spa_1, text_is_incomplete
from spa.views.reading import plan_for


class OfficeStep[ObjectT](StepView[ObjectT]):
    """A step with a plan of action or with something in it. What was typed stays where the plan's state refuses it."""

    template_name = "spa/text_form.html"
    # The rule that may be against the step in the present state of the plan.
    rule: Callable[[ActionPlan], Violation | None] | None = None

    @cached_property
    def plan(self) -> ActionPlan:
        """The plan of the address."""
        return plan_for(self.request, self.kwargs["code"])

    def get_violation(self) -> Violation | None:
        """The rule that is against the step in the present state of the plan; None where none is."""
        return self.rule(self.plan) if self.rule else None

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
            # An open revision has a page of its own.
            number = revision_at_work(self.plan)
            asked = f"?revision={number}" if number != self.plan.revision else ""
            anchor = f"#area-{self.get_area()}" if self.get_area() else ""
            path.append((str(self.plan), reverse("spa:plan_detail", args=[self.plan.code]) + asked + anchor))
        return path


class CreatePlan(OfficeStep[None]):
    """Create a plan of action; it is a draft without text."""

    form_class = PlanForm
    heading, button = _("Create a plan of action"), _("Create the plan of action")
    success_message = _("You created %(plan)s. Add its areas, or import them from a spreadsheet.")

    def act(self, form: PlanForm) -> ActionPlan:
        return stages.draft_plan(**form.cleaned_data, by=self.actor, now=clock.now())

    def get_facts(self) -> dict[str, Param]:
        return {"plan": str(self.made)}

    def get_success_url(self) -> str:
        return reverse("spa:plan_detail", args=[self.made.code])


class StageStep(OfficeStep[ActionPlan | PlanRevision]):
    """A step in the life of a plan of action, or of its open revision."""

    success_message = _("Recorded. See the history of the plan of action.")
    action: Callable[..., Any]

    def get_object(self) -> ActionPlan | PlanRevision:
        return self.plan

    def get_permit(self) -> Permit:
        step = self.transition
        return super().get_permit() and (may_walk(self.object, step, by=self.actor) if step else ALLOWED)

    def act(self, form: forms.Form | None) -> Any:
        return self.action(self.plan, **self.get_typed(form), by=self.actor, now=clock.now())


class RevisedStep(StageStep):
    """A step with the open revision, beside all that it changes; with the plan, where no revision is open."""

    template_name = "spa/plan_step.html"

    def get_object(self) -> ActionPlan | PlanRevision:
        # Another look after somebody was faster.
        self.plan.refresh_from_db()
        return open_revision(self.plan) or self.plan

    def get_initial(self) -> Values:
        return {"row_version": self.plan.row_version}

    def get_context_data(self, **kwargs: object) -> Values:
        if isinstance(self.object, PlanRevision):
            number = self.object.number
            kwargs["changes"] = changes_between(self.plan, number - 1, number)
        return super().get_context_data(**kwargs)


class AgreePlan(RevisedStep):
    """Record that the governments agreed in principle."""

    transition, form_class, action = AGREE, StageForm, staticmethod(stages.agree_plan)
    heading = button = AGREE.label
    lead = _("After that, years can use this plan of action. You can change its text until a year uses it.")


class EndorsePlan(RevisedStep):
    """Record where and when the plan was adopted."""

    is_heavy = True
    transition, form_class, action = ENDORSE, EndorseForm, staticmethod(stages.endorse_plan)
    heading = button = ENDORSE.label
    lead = _(
        "After the adoption, nobody can change the text. Then texts change only by a correction, with a reason and a source, "
        "or by a revision."
    )


class SupersedePlan(StageStep):
    """Record that a later plan has replaced this one."""

    transition, form_class, action = SUPERSEDE, StageForm, staticmethod(stages.supersede_plan)
    heading = button = SUPERSEDE.label
    lead = _("Earlier years still use this plan of action. New years use the later plan of action.")


class ExtendPlan(StageStep):
    """Extend a plan beyond its end; its text stays."""

    form_class, action, rule = ExtensionForm, staticmethod(stages.extend_plan), staticmethod(spa_1)
    heading = button = _("Move the end of the plan of action to a later day")
    lead = _("The text does not change. An open revision must be endorsed before the new last day is valid.")
    success_message = _("Saved. A target without its own date is due when the plan of action ends.")


class CompleteText(StageStep):
    """Record that the portal has every text of the plan."""

    form_class, action, rule = StageForm, staticmethod(stages.complete_text), staticmethod(text_is_incomplete)
    heading = button = _("Record that the text is complete")
    lead = _("After that, you can add a text only in a revision.")


class BeginRevision(StageStep):
    """Begin the next text of a plan whose text is closed."""

    form_class, action, rule = (
        RevisionForm,
        staticmethod(stages.begin_revision),
        staticmethod(revision_begins),
    )
    heading = button = _("Begin a revision")
    lead = _(
        "You change the text in the revision. Each year keeps the old text until you move the year to the new text."
    )
    success_message = _("You began revision %(number)s. Only the regional office can read it now.")

    def get_facts(self) -> Mapping[str, Param]:
        return {"number": self.made.number} if self.made else {}


class CancelRevision(RevisedStep):
    """Remove the open revision, after a look at all that it changes."""

    form_class, action = MarkedForm, staticmethod(stages.cancel_revision)
    heading = button = _("Cancel the revision")
    lead = _("The portal deletes all its changes. The adopted text stays.")
    success_message = _("Cancelled. The adopted text is as before.")
    extra_context = {"back_label": _("Keep the revision")}

    def get_violation(self) -> Violation | None:
        return None if open_revision(self.plan) else Violation("revision", stages.NO_REVISION)
