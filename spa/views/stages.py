"""Begin a plan of action, record its stages, extend it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.i18n.messages import Words
from commit_portal.workflow.action_attempts import Attempt, not_now
from commit_portal.workflow.lifecycle import may_walk
from spa.actions import stages
from spa.forms import AgreeForm, EndorseForm, ExtensionForm, PlanForm, SupersedeForm
from spa.lifecycle import PLAN_LIFECYCLE
from spa.permissions import may_keep_plan
from spa.views.reading import plan_for
from spa.views.texts import keeper, text_page

# The form, the action, and what the step causes.
STEPS: dict[str, tuple[type[Any], Callable[..., None], Words]] = {
    "agree": (
        AgreeForm,
        stages.agree_plan,
        _("After that, years can use this plan of action. You can change its text until a year uses it."),
    ),
    "endorse": (
        EndorseForm,
        stages.endorse_plan,
        _(
            "After that, nobody can change the text. Later changes are corrections, with a reason and a "
            "source."
        ),
    ),
    "supersede": (
        SupersedeForm,
        stages.supersede_plan,
        _("Earlier years still use this plan of action. New years use the later plan of action."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def plan_new(request: HttpRequest) -> HttpResponse:
    """Begin a plan of action; it is a draft without text."""
    actor = keeper(request)
    form = PlanForm(posted(request), back="../")
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            plan = stages.draft_plan(**form.cleaned_data, by=actor, now=clock.now())
            said = gettext("You created %(plan)s. Add its areas, or import them from a spreadsheet.")
            messages.success(request, said % {"plan": plan})
            return redirect("spa:plan_detail", code=plan.code)
    context = {"form": form, "heading": gettext("Create a plan of action")}
    return text_page(request, attempt, context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_stage(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """One step of the plan's life, as PLAN_LIFECYCLE has it."""
    plan = plan_for(request, code)
    actor = keeper(request)
    transition = next(item for item in PLAN_LIFECYCLE if item.name == step)
    path = [
        (gettext("Plans of action"), reverse("spa:plan_list")),
        (plan.code, reverse("spa:plan_detail", args=[plan.code])),
    ]
    if page := not_now(request, plan, transition, by=actor, path=path, keeps=True):
        return page
    form_class, action, consequence = STEPS[step]
    form = form_class(posted(request), back="../")
    attempt = Attempt(request, form, may_walk(plan, transition, by=actor), keeps=may_keep_plan(actor))
    if attempt.is_due:
        with attempt:
            action(plan, **form.cleaned_data, by=actor, now=clock.now())
            messages.success(request, gettext("Recorded. See the history of the plan of action."))
            return redirect("spa:plan_detail", code=plan.code)
    context = {"plan": plan, "form": form, "heading": transition.label, "consequence": consequence}
    return text_page(request, attempt, context)


@require_http_methods(["GET", "HEAD", "POST"])
def plan_extend(request: HttpRequest, code: str) -> HttpResponse:
    """Extend a plan beyond its end; its text stays."""
    plan = plan_for(request, code)
    actor = keeper(request)
    form = ExtensionForm(posted(request), back="../")
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            stages.extend_plan(plan, **form.cleaned_data, by=actor, now=clock.now())
            messages.success(
                request,
                gettext("Extended. A target without its own date is now due when the plan of action ends."),
            )
            return redirect("spa:plan_detail", code=plan.code)
    context = {
        "plan": plan,
        "form": form,
        "heading": gettext("Extend the plan of action"),
        "consequence": gettext(
            "The text does not change. Years can also use a plan of action that has ended."
        ),
    }
    return text_page(request, attempt, context)
