"""Add or change an activity: the form, the ways out of the ceiling, and a stale form."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, cast
from urllib.parse import urlencode
from uuid import uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal import clock
from commit_portal.i18n import Param, Sentence, read_number
from commit_portal.refusals import ALLOWED, Permit
from commit_portal.workflow import Link, StepView, Values, typed_again
from spa.models import Area
from workplans.drafting.actions import add_activity
from workplans.drafting.forms import ActivityForm, typed_line
from workplans.drafting.saving import Saved, save_line
from workplans.drafting.views.steps import say_asked_again, say_done, say_saved, show_both
from workplans.drafting.ways_out import cost_sentence, ways_offered
from workplans.lines.options import line_options_of
from workplans.models import Activity, Workplan
from workplans.plan.line_content import targets_of_line
from workplans.plan.permissions import drafts, may_add_activity, may_edit_activity
from workplans.plan.queries import menu_of, rounds_of
from workplans.plan.rules import wp_3
from workplans.presentation.history_links import advice_about, advice_for
from workplans.presentation.loaders import activity_or_404, draft_or_404, texts_today
from workplans.presentation.step_links import line_url, path_to, plan_url
from workplans.request_context.request import SeatMixin
from workplans.statuses import Funding, LineState


class ActivityForms(SeatMixin, StepView[Any]):
    """The page of the long form. A chosen area replaces its menu and targets, and nothing is saved by that."""

    template_name, form_class = "workplans/drafting/activity_form.html", ActivityForm
    # The words on the button that saves and goes on with another activity.
    another: Sentence
    plan: Workplan
    may: Permit
    # The line that is changed, and the one whose content the form starts from.
    line: Activity | None = None
    source: Activity | None = None

    @property
    def form(self) -> ActivityForm:
        return cast(ActivityForm, self.attempt.form)

    def keeps(self) -> bool:
        return drafts(self.actor, self.plan)

    def get_permit(self) -> Permit:
        """Who drafts the plan may choose another area also when it was closed meanwhile: nothing is saved by that."""
        return ALLOWED if "show_area" in self.request.POST and self.keeps() else self.may

    def is_asked_for(self) -> bool:
        return self.attempt.form is not None

    def get_path(self) -> Sequence[Link]:
        return path_to(self.plan)

    @cached_property
    def area(self) -> Area | None:
        """The area that was chosen, else that of the address, else that of the line the form starts from."""
        options, code = line_options_of(self.plan), self.request.GET.get("area", "")
        found = options.area(read_number(self.request.POST.get("area", "")))
        found = found or next((area for area in options.areas if area.code == code), None)
        return found or (self.source.area if self.source else None)

    def get_initial(self) -> Values:
        """The content to start from; where only another area is chosen, what is typed so far."""
        sent = self.request.POST
        typed: Values = {name: sent[name] for name in sent}
        typed |= {name: sent.getlist(name) for name in ("targets", "countries") if sent}
        return (typed_line(self.source) if self.source else {}) | typed | {"area": self.area and self.area.pk}

    def get_form_kwargs(self) -> Values:
        given = super().get_form_kwargs()
        if "show_area" in self.request.POST:
            given = {"initial": given["initial"]}
        elif "data" in given:
            # All that is sent was typed.
            del given["initial"]
        return given | {"options": line_options_of(self.plan), "area": self.area, "changed": self.line}

    def not_done(self) -> None:
        """What was typed stays as it is."""

    def go_on(self, made: Activity, url: str) -> HttpResponse:
        """The page at the address, or an empty form of the same area where "Save and add another" was pressed."""
        if "another" in (*self.request.POST, self.request.POST.get("once_more")):
            area = urlencode({"area": made.area.code})
            url = f"{plan_url(self.plan, 'activity_add')}?{area}"
        return redirect(url)

    def get_context_data(self, **kwargs: object) -> Values:
        plan, line, form, attempt = self.plan, self.line, self.form, self.attempt
        can_add = bool(may_add_activity(self.actor, plan))
        if over_ceiling := attempt.broke(wp_3):
            form.add_error("secretariat_cost", gettext("Choose one of the options below the amount."))
        # A chosen way that still needs a correction stays visible.
        chosen = form.data.get("way", "")
        costs = form.typed.get("secretariat_cost"), form.typed.get("cost_in_all")
        targets = {target.pk for target in targets_of_line(self.source)} if self.source else set()
        shown = self.area if "show_area" in self.request.POST else None
        return super().get_context_data(
            plan=plan,
            line=line,
            ways=ways_offered(*costs, form.room, line) if over_ceiling or chosen else [],
            chosen=chosen,
            made_url=attempt.made and line_url(plan, attempt.made.number),
            once_more="another" if "another" in self.request.POST else "line",
            advice=self.area and advice_about(self.area.pk, targets, advice_for(plan.taskforce_id)),
            area_shown=texts_today(plan).name(shown) if shown else "",
            can_add=can_add,
            copy_url=f"{plan_url(plan, 'activity_add')}?copy={line.short_code}" if line and can_add else "",
            cancel_url=line_url(plan, line.number) if line else plan_url(plan),
            **kwargs,
        )


class AddActivity(ActivityForms):
    """Add a line: first choose its area, then fill in the rest, with the menu and targets of that area.

    A form that is sent again with the same content leads to the page of the line it has made. Another form with the
    same content asks first; its button "once more" adds. With `copy`, the number of a line of this plan, the form
    starts from the content of that line.
    """

    heading, button = _("Add an activity"), _("Add activity")
    another = _("Add this activity and write another")

    def get_object(self) -> Workplan:
        self.plan = draft_or_404(self.request, **self.kwargs)
        self.may = may_add_activity(self.actor, self.plan)
        copied = read_number(self.request.GET.get("copy", ""))
        self.source = self.plan.activities.select_related("area__plan").filter(number=copied).first()
        return self.plan

    def get_form(self, form_class: type[forms.Form] | None = None) -> Any:
        if self.area is None and self.request.method == "POST":
            # What was typed stays in a form; its own field says that the area is not there any more.
            self.area = next(iter(line_options_of(self.plan).areas), None)
        return super().get_form(form_class) if self.area else None

    def get_initial(self) -> Values:
        chosen = {"funding": Funding.COUNTED, "made_with": uuid4()}
        return {**chosen, **super().get_initial(), "row_version": None}

    def act(self, form: ActivityForm) -> Activity:
        draft, way_out = form.line()
        return add_activity(
            self.plan,
            draft,
            by=self.actor,
            now=clock.now(),
            way_out=way_out,
            made_with=form.cleaned_data["made_with"],
            looks_back="once_more" not in self.request.POST,
        )

    def done(self) -> HttpResponse:
        made = self.made
        if made.is_made_before:
            return redirect(line_url(self.plan, made.number))
        say_done(self.request, made, _("%(code)s is added."), _cost_sentence(self.form, made))
        return self.go_on(made, plan_url(self.plan))

    def not_done(self) -> None:
        """A key that is used is given up: whoever has read why may send the form once more."""
        form, made = self.form, self.attempt.made
        if self.attempt.faster and (not made or made.made_with == form.cleaned_data["made_with"]):
            form.data = typed_again(form, made_with=str(uuid4()))

    def get_template_names(self) -> list[str]:
        return super().get_template_names() if self.area else ["workplans/drafting/activity_area.html"]

    def get_context_data(self, **kwargs: object) -> Values:
        if self.area:
            return super().get_context_data(**kwargs)
        options, texts = line_options_of(self.plan), texts_today(self.plan)
        areas = (
            (texts.name(one), one, menu_of(one, self.plan), options.targets(one)) for one in options.areas
        )
        return {"plan": self.plan, "areas": list(areas)}


class EditActivity(ActivityForms):
    """Change a line. What others saved meanwhile is kept; only what both changed differently is asked."""

    heading, button = _("Activity %(code)s"), _("Save activity")
    another = _("Save this activity and add another")
    line: Activity

    def get_object(self) -> Activity:
        self.line = self.source = activity_or_404(self.request, **self.kwargs)
        self.plan, self.may = self.line.workplan, may_edit_activity(self.actor, self.line)
        return self.line

    def get_facts(self) -> Mapping[str, Param]:
        return {"code": self.line.code}

    def act(self, form: ActivityForm) -> Saved:
        _draft, way_out = form.line()
        typed, now = form.cleaned_data, clock.now()
        return save_line(self.line, typed, seen=self.seen, by=self.actor, now=now, way_out=way_out)

    def done(self) -> HttpResponse:
        request, saved = self.request, self.made
        if saved.clashes:
            say_asked_again(request, saved)
            return show_both(request, saved.line, saved.clashes, saved.mine, base=self.seen)
        say_saved(request, saved, _cost_sentence(self.form, saved.line))
        return self.go_on(saved.line, line_url(self.plan, self.line.number))

    def get_context_data(self, **kwargs: object) -> Values:
        """With the reason for which the Secretariat returned the line, while it is returned."""
        last = self.line.last_sent if self.line.state == LineState.RETURNED else None
        round_sent = rounds_of(self.plan).shown(last.round) if last else None
        return super().get_context_data(returned=last, round_sent=round_sent, **kwargs)


def _cost_sentence(form: ActivityForm, line: Activity) -> str:
    typed, way_out = form.line()
    return cost_sentence(line, way_out, typed.secretariat_cost)
