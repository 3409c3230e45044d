"""List the years, show one, open one, set its dates."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.http.filters import files_of
from commit_portal.http.session_forms import drop_kept, keep_typed, kept
from commit_portal.http.too_many_requests import counted_export
from commit_portal.i18n.formatting import and_list, day, money, span
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt, done_already
from workplans.consultation.permissions import may_list_unmet_needs
from workplans.models import COUNTRY_CEILING, AnnualCycle, CycleStep
from workplans.presentation.loaders import cycle_or_404
from workplans.request_context.active_year import YEAR_KEY, chosen_year
from workplans.request_context.request import seat_of
from workplans.years.actions import extend_year, open_year, set_step_dates
from workplans.years.filters import PLANS, counted_words
from workplans.years.forms import StepForm, YearDatesForm, YearForm, typed_step
from workplans.years.permissions import may_keep_years
from workplans.years.plans import plans_for
from workplans.years.queries import taskforces_active
from workplans.years.step_labels import StepDays, steps_of

OPENED = gettext_lazy(
    "%(year)s is open. Each taskforce has an empty draft now. Set the dates of its steps next."
)
NOTHING_TO_CHECK = gettext_lazy("The year is already open, or the form is empty. See the list of years.")
# In the session: the answers between the form of a new year and its check page.
NEW_YEAR = "new_year"


@require_http_methods(["GET", "HEAD", "POST"])
def years(request: HttpRequest) -> HttpResponse:
    """List all years, newest first. POST chooses the year of the pages whose address has none."""
    seat = seat_of(request)
    cycles = list(AnnualCycle.objects.select_related("plan"))
    if request.method == "POST":
        wanted = next((cycle for cycle in cycles if str(cycle.year) == request.POST.get("year")), None)
        if wanted is None:
            messages.error(request, gettext("Choose one of the years."))
            return redirect("years")
        request.session[YEAR_KEY] = wanted.year
        messages.success(request, gettext("Your home page shows %(year)s.") % {"year": wanted.year})
        return redirect("home")
    chosen = chosen_year(request)
    rows = [
        {
            "year": cycle.year,
            "url": reverse("year", args=[cycle.year]),
            "plan": str(cycle.plan),
            "runs": span(cycle.starts_on, cycle.ends_on),
            "ceiling": gettext("US$%(amount)s for each country") % {"amount": money(cycle.country_ceiling)},
            "is_demo": cycle.is_demo,
            "chosen": cycle == chosen,
        }
        for cycle in cycles
    ]
    return render(request, "workplans/years/year_list.html", {"rows": rows, "may_open": may_keep_years(seat)})


@require_http_methods(["GET", "HEAD", "POST"])
def year_open(request: HttpRequest) -> HttpResponse:
    """Ask for the facts of a new year. The next page checks them; this one opens nothing."""
    seat = seat_of(request)
    require(may_keep_years(seat))
    newest = AnnualCycle.objects.first()
    first: dict[str, Any] = {"country_ceiling": newest.country_ceiling if newest else COUNTRY_CEILING}
    if newest:
        following = newest.year + 1
        first |= {
            "year": following,
            "plan": newest.plan_id,
            "starts_on": date(following, 1, 1),
            "ends_on": date(following, 12, 31),
            "regional_ceiling": newest.regional_ceiling,
        }
    form = YearForm(posted(request), initial=first | (kept(request, NEW_YEAR) or {}))
    attempt = Attempt(request, form)
    if attempt.is_due:
        keep_typed(request, NEW_YEAR, form)
        return redirect("year_open_check")
    return render(request, "workplans/years/year_open.html", {"form": form}, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def year_open_check(request: HttpRequest) -> HttpResponse:
    """Show what opening the year will make; POST opens it. A form that comes second keeps what was typed."""
    seat = seat_of(request)
    require(may_keep_years(seat))
    typed = posted(request) or kept(request, NEW_YEAR)
    if typed is None:
        path = [(gettext("Years"), reverse("years"))]
        return done_already(request, heading=gettext("Nothing to check"), reason=NOTHING_TO_CHECK, path=path)
    form = YearForm(typed)
    attempt = Attempt(request, form)
    if attempt.is_due:
        values = form.cleaned_data
        with attempt:
            cycle = open_year(values.pop("year"), values.pop("plan"), **values, by=seat, now=clock.now())
            drop_kept(request, NEW_YEAR)
            messages.success(request, OPENED % {"year": cycle.year})
            return redirect("year", cycle.year)
    if request.method != "POST" and form.is_valid():
        return render(request, "workplans/years/year_check.html", _check(form))
    if request.method != "POST":
        return redirect("year_open")
    return render(request, "workplans/years/year_open.html", {"form": form}, status=attempt.status)


@require_safe
def year(
    request: HttpRequest, year: int, days_held: Callable[[AnnualCycle, date], Mapping[int, StepDays]]
) -> HttpResponse:
    """Show one year: its nine steps, and the plans as far as the reader may see them.

    `days_held` says when, by a day, the year's reviews were held: the address brings it from the app that knows of reviews.
    """
    cycle, seat, on = cycle_or_404(request, year), seat_of(request), clock.today()
    keeps = bool(may_keep_years(seat))
    listed = PLANS.shown(request.GET, plans_for(cycle, seat))
    context = {
        "cycle": cycle,
        "title": gettext("The year %(year)s") % {"year": cycle.year},
        "runs": span(cycle.starts_on, cycle.ends_on),
        "ceiling": money(cycle.country_ceiling),
        "steps": steps_of(cycle, on=on, held=days_held(cycle, on), editable=keeps),
        "plans": listed.rows,
        "listed": listed,
        "counted": counted_words(listed),
        "files": files_of("year_file", cycle.year),
        "keeps": keeps,
        "dates_url": reverse("year_dates", args=[cycle.year]),
        "needs_url": reverse("needs_unmet", args=[cycle.year]) if may_list_unmet_needs(seat) else "",
    }
    return render(request, "workplans/years/year_detail.html", context)


@require_safe
@counted_export
def year_file(request: HttpRequest, year: int, suffix: str) -> HttpResponse:
    """The plans of a year as far as the reader may see them, filtered, as a file."""
    cycle = cycle_or_404(request, year)
    shown = PLANS.shown(request.GET, plans_for(cycle, seat_of(request)))
    title = gettext("The year %(year)s") % {"year": cycle.year}
    return PLANS.file(f"{cycle.year}-workplans", title, shown, suffix)


@require_http_methods(["GET", "HEAD", "POST"])
def year_dates(request: HttpRequest, year: int) -> HttpResponse:
    """Widen the dates of the year, for the regional office."""
    cycle, seat = cycle_or_404(request, year), seat_of(request)
    require(may_keep_years(seat))
    form = YearDatesForm(posted(request), initial={"starts_on": cycle.starts_on, "ends_on": cycle.ends_on})
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            extend_year(cycle, **form.cleaned_data, by=seat, now=clock.now())
            messages.success(request, gettext("The dates of the year are saved."))
            return redirect("year", cycle.year)
    context = {"form": form, "cycle": cycle, "heading": gettext("Dates of the year"), "hint": ""}
    return render(request, "workplans/years/year_step.html", context, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def year_step(
    request: HttpRequest, year: int, step: int, kept_elsewhere: Callable[[CycleStep], tuple[str, str] | None]
) -> HttpResponse:
    """Set the planned and actual dates of one step. A date never locks anything.

    `kept_elsewhere` gives a sentence and the address of the page where the days of a step are kept instead.
    """
    cycle, seat = cycle_or_404(request, year), seat_of(request)
    require(may_keep_years(seat))
    row = get_object_or_404(CycleStep, cycle=cycle, step=step)
    if elsewhere := kept_elsewhere(row):
        words, address = elsewhere
        messages.info(request, words)
        return redirect(address)
    form = StepForm(posted(request), initial=typed_step(row))
    attempt = Attempt(request, form)
    if attempt.is_due:
        with attempt:
            set_step_dates(row, **form.dates(), by=seat, now=clock.now())
            said = gettext("The dates of this step are saved: %(step)s.")
            messages.success(request, said % {"step": row.get_step_display()})
            return redirect("year", cycle.year)
    context = {
        "form": form,
        "cycle": cycle,
        "heading": gettext("Step %(step)s") % {"step": row},
        "hint": gettext("A late date does not stop you. A late step is shown as late."),
    }
    return render(request, "workplans/years/year_step.html", context, status=attempt.status)


def _check(form: YearForm) -> dict[str, Any]:
    """Facts for the check page: the drafts that opening the year makes, and what is unusual."""
    values = form.cleaned_data
    plan, ceiling = values["plan"], values["regional_ceiling"]
    taskforces = taskforces_active(values["starts_on"], values["ends_on"])
    return {
        "sent": [(name, typed) for name, typed in form.data.items() if name in form.fields],
        "year": values["year"],
        "plan": plan,
        "plan_ends": day(plan.runs_until) if plan.runs_until < values["ends_on"] else "",
        "runs": span(values["starts_on"], values["ends_on"]),
        "ceiling": money(values["country_ceiling"]),
        "regional_ceiling": f"US${money(ceiling)}"
        if ceiling is not None
        else pgettext("ceiling", "None set"),
        "drafts": and_list(taskforce.name for taskforce in taskforces),
    }
