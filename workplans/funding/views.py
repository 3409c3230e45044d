"""Grants for the regional office, and for each workplan whether its activities are paid for."""

from collections.abc import Mapping
from copy import copy
from decimal import Decimal

from django import forms
from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from commit_portal.addresses import address
from commit_portal.i18n import Param, read_number
from commit_portal.models import Event
from commit_portal.refusals import Permit, require
from commit_portal.workflow import Link, ReadView, StepView, Values, events_about
from spa.models import ActionPlan
from workplans.book.views import HISTORY_LENGTH
from workplans.funding import actions, queries
from workplans.funding.forms import AllotForm, GrantForm, RemoveGrantForm
from workplans.funding.permissions import is_removable, may_keep_grants, may_see_funding
from workplans.funding.rules import against
from workplans.models import Allotment, Grant, Partner
from workplans.models.names import still_runs
from workplans.presentation.timeline import trail
from workplans.presentation.views import PlanStep
from workplans.request_context.request import SeatMixin


class GrantMixin(SeatMixin):
    """A page of the grants of one plan of action. Who does not keep them is not told which there are."""

    section = "spa"
    kwargs: Mapping[str, str]

    @cached_property
    def plan(self) -> ActionPlan:
        """The plan of action of the address."""
        require(may_keep_grants(self.actor))
        return get_object_or_404(ActionPlan, code=self.kwargs["code"])

    def get_path(self) -> list[Link]:
        """The links from the plans of action to the grants of one."""
        plan = (str(self.plan), address("spa:plan_detail", self.plan.code))
        grants = (_("Grants"), address("grants", self.plan.code))
        return [(_("Plans of action"), address("spa:plan_list")), plan, grants]


class GrantList(GrantMixin, ReadView):
    """The grants of a plan of action, and what of its budget is still missing, year by year."""

    template_name = "workplans/funding/grant_list.html"

    def get_context_data(self, **kwargs: object) -> Values:
        grants = queries.grants_visible_to(self.actor).filter(plan=self.plan)
        context = {"plan": self.plan, "grants": [*queries.with_limits(grants, self.plan)]}
        context["rows"] = queries.missing_by_year(self.plan, grants)
        context["history"] = trail(queries.removed_grants(self.plan)[:HISTORY_LENGTH])
        return super().get_context_data(path=self.get_path(), **context, **kwargs)


class GrantStep(GrantMixin, StepView[Grant]):
    """A step with a grant; without a key in the address with a new one."""

    right, is_heavy = staticmethod(may_keep_grants), True

    def get_object(self) -> Grant:
        grants = queries.grants_visible_to(self.actor).filter(plan=self.plan)
        pk = self.kwargs.get("pk")
        return get_object_or_404(grants, pk=pk) if pk else Grant(plan=self.plan)

    def get_facts(self) -> Mapping[str, Param]:
        return {"grant": self.object.title}


class ChangeGrant(GrantStep):
    """A grant to read and to change, with what it pays for and its history."""

    template_name, form_class, compares = "workplans/funding/grant_form.html", GrantForm, True
    action = staticmethod(actions.save_grant)
    heading, button = _("Grant: %(grant)s"), _("Save the grant")
    success_message = _("The grant is saved.")

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        """The form, with donors that have not ended, and the areas of the plan of action."""
        form = super().get_form(form_class)
        donors = Partner.objects.filter(still_runs() | Q(pk=self.object.partner_id))
        form.fields["partner"].queryset = donors.order_by(queries.DONORS_FIRST, "name")
        # With those that a revision has removed: a grant may name them.
        areas = [(one.code, str(one)) for one in self.plan.areas.in_revision(1, self.plan.revision)]
        for name in ("areas", "no_areas"):
            form.fields[name].choices = areas
        return form

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"instance": copy(self.object)}

    def get_initial(self) -> Values:
        return {name: getattr(self.object, name, None) for name in GrantForm.base_fields}

    def get_success_url(self) -> str:
        return address("grant", self.plan.code, self.made.pk)

    def get_last_event(self) -> Event | None:
        return events_about(self.object).first()

    def get_context_data(self, **kwargs: object) -> Values:
        grant = self.object
        by_plan = ("version__workplan__taskforce", "version__workplan__cycle", "code")
        lines = queries.approved_lines(version__workplan__cycle__plan=self.plan).order_by(*by_plan)
        lines = lines if grant.pk else lines.none()
        history = trail(events_about(grant).select_related("by")[:HISTORY_LENGTH]) if grant.pk else ()
        needs = [(line, line.counted_cost - queries.paid_of(line)) for line in lines]
        may_pay = [(line, needed) for line, needed in needs if needed and not against(grant, line)]
        [limits] = queries.with_limits([grant], self.plan)
        context = {"lines": lines, "may_pay": may_pay, "limits": limits}
        return super().get_context_data(history=history, **context, **kwargs)


class RemoveGrant(GrantStep):
    """Remove a grant that was recorded by mistake. While it pays for activities the page names the way out."""

    open_if = staticmethod(is_removable)
    template_name, form_class = "step_form.html", RemoveGrantForm
    action = staticmethod(actions.remove_grant)
    heading, button = _("Remove the grant: %(grant)s"), _("Remove the grant")
    lead = _("You can remove only a grant that does not pay for any activity.")
    success_message = _("The grant is removed.")

    def get_initial(self) -> Values:
        return {"row_version": self.object.row_version}

    def get_success_url(self) -> str:
        return address("grants", self.plan.code)


class PlanFunding(PlanStep):
    """Whether each approved activity is secured; for the regional office alone, by which grants, and a form to allot."""

    template_name, form_class, mark = "workplans/funding/plan_funding.html", AllotForm, "seen"
    compares = True
    action = staticmethod(actions.allot)
    heading, button = _("Is the Secretariat funding secured?"), _("Save the allotment")
    success_url, success_message = "./", _("%(grant)s: %(event)s.")

    def get_permit(self) -> Permit:
        if self.request.method == "POST":
            return may_keep_grants(self.actor)
        return may_see_funding(self.actor, self.object)

    def get_context_data(self, **kwargs: object) -> Values:
        lines = queries.approved_lines(version__workplan=self.object)
        paid = sum((queries.paid_of(line) for line in lines), Decimal(0))
        cost = sum((line.counted_cost for line in lines), Decimal(0))
        return super().get_context_data(lines=lines, paid=paid, cost=cost, **kwargs)

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        form, plan = super().get_form(form_class), self.object.cycle.plan_id
        form.fields["line"].queryset = queries.approved_lines(version__workplan=self.object)
        form.fields["grant"].queryset = queries.grants_visible_to(self.actor).filter(plan=plan)
        return form

    def get_facts(self) -> Mapping[str, Param]:
        if self.made is None:
            return super().get_facts()
        return {"grant": self.made.called, "event": str(events_about(self.made).first())}

    def get_initial(self) -> Values:
        typed = self.request.POST or self.request.GET
        asked = {"activity": read_number(typed.get("line")), "grant": read_number(typed.get("grant"))}
        grants = queries.grants_visible_to(self.actor)
        held = Allotment.objects.filter(**asked, activity__workplan=self.object, grant__in=grants).first()
        line = queries.approved_lines(version__workplan=self.object, activity=asked["activity"]).first()
        amounts = {name: getattr(held, name, None) for name in ("amount", "spent")}
        grant = grants.filter(pk=asked["grant"]).first()
        return {"line": line, "grant": grant, "seen": queries.mark_of(self.object), **amounts}
