"""Choose between two changes of one line: theirs, mine, or words from both."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.i18n.messages import message
from commit_portal.i18n.parsing import one_line_end, read_number
from commit_portal.refusals import require
from commit_portal.sheets.merge import Clash
from commit_portal.workflow.action_attempts import Attempt
from workplans.drafting.both import BOTH, MINE, THEIRS, BothPage, Chosen, both_page, clash_of, still_clashing
from workplans.drafting.forms import ActivityForm
from workplans.drafting.merged import Saved, typed_values
from workplans.drafting.saving import save_line
from workplans.drafting.views.steps import say_done
from workplans.fields import BY_NAME, names_in_sentence
from workplans.lines.ground import ground_of
from workplans.models import Activity
from workplans.plan.line_history import content_at, history_of, values_of
from workplans.plan.permissions import drafts, may_edit_activity
from workplans.presentation.loaders import activity_or_404, texts_today
from workplans.request_context.request import seat_of

# Where a person came from and goes back to: the table of the plan, or the page of the activity.
TO_PLAN = "plan"


@require_http_methods(["GET", "HEAD", "POST"])
def activity_both(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Save what a person chose where two people changed one line; show the page again where that is not possible.

    Whoever comes without a choice to make is led to the form. The page can be reached with typed fields only (`only`):
    then they are saved as `save_line` does, and what clashes is asked.
    """
    seat = seat_of(request)
    line = activity_or_404(request, year, place, number)
    clashes = tuple(clash for sent in request.POST.getlist("clash") if (clash := clash_of(sent)).fields)
    only = {name for name in request.POST.getlist("only") if name in BY_NAME}
    if request.method != "POST" or not drafts(seat, line.workplan):
        require(may_edit_activity(seat, line))
    if request.method != "POST" or not (clashes or only):
        return redirect("activity_edit", year, place, number)
    names = {name for clash in clashes for name in clash.fields} or only
    form = _form(request, line, names)
    attempt = Attempt(request, form, may_edit_activity(seat, line), keeps=drafts(seat, line.workplan))
    base, seen = (read_number(request.POST.get(name, "")) for name in ("base", "row_version"))
    if not (0 < base <= line.row_version and 0 < seen <= line.row_version):
        return redirect("activity_edit", year, place, number)
    form.full_clean()
    mine = typed_values(content_at(line, base), form.cleaned_data, names & set(form.cleaned_data))
    chosen = _chosen(request, clashes)
    missing = [clash for clash in clashes if not chosen.ticks.get(clash.fields[0])]
    if attempt.is_due and not missing and "tick" not in request.POST:
        shown = content_at(line, seen)
        typed = form.cleaned_data | {
            name: text for name, text in chosen.texts.items() if chosen.ticks.get(name) == BOTH
        }
        mine_of = {
            name for clash in clashes if chosen.ticks[clash.fields[0]] != THEIRS for name in clash.fields
        }
        with attempt:
            saved = save_line(
                line, typed, seen=seen, by=seat, now=clock.now(), only=mine_of if clashes else only
            )
            left = (*saved.clashes, *still_clashing(clashes, chosen, shown, values_of(saved.line)))
            if not left:
                say_saved(request, saved)
                return redirect(_way_back(request, line))
            say_asked_again(request, saved)
            clashes = left
            mine = typed_values(content_at(line, base), typed, names)
        line = activity_or_404(request, year, place, number)
    page = both_page(
        line, clashes, mine, base=base, reader=seat.user, texts=texts_today(line.workplan), chosen=chosen
    )
    return show_both(
        request,
        page,
        form,
        attempt,
        missing=bool(missing) and "tick" not in request.POST,
        # Who comes from the table has not chosen yet.
        again="clash" in request.POST
        and any(
            row.by_id != request.user.pk and names & set(row.after) for row in history_of(line, since=seen)
        ),
    )


def show_both(
    request: HttpRequest,
    page: BothPage,
    form: ActivityForm | None = None,
    attempt: Attempt | None = None,
    *,
    missing: bool = False,
    again: bool = False,
) -> HttpResponse:
    """The page. `missing`: not everything was chosen; `again`: somebody saved the line once more meanwhile."""
    plan = page.line.workplan
    address = (plan.cycle.year, plan.taskforce.slug, page.line.number)
    is_correction = missing or (form is not None and bool(form.errors))
    context = {
        "page": page,
        "plan": plan,
        "line": page.line,
        "form": form if form is not None and form.errors else None,
        "attempt": attempt,
        "missing": missing,
        "again": again,
        "area": texts_today(plan).name(page.line.area),
        "address": reverse("activity_both", args=address),
        "activity_url": reverse("activity", args=address),
        "back": request.POST.get("back", ""),
        "way_back": _way_back(request, page.line),
        "to_plan": request.POST.get("back") == TO_PLAN,
        "counts": tuple(range(1, len(page.choices) + 1)),
    }
    status = 422 if is_correction else 200 if "tick" in request.POST else 409
    return render(request, "workplans/drafting/activity_conflict.html", context, status=status)


def say_saved(request: HttpRequest, saved: Saved, *more: Any) -> None:
    """Say that the line is saved, what came in of others, and which countries are asked to confirm it again."""
    if saved.from_them and saved.last is not None:
        fields = names_in_sentence(saved.from_them)
        if saved.last.by_id == request.user.pk:
            more = (*more, message("line.own_came_in", fields=fields))
        else:
            more = (*more, message("line.theirs_came_in", person=saved.last.by.name, fields=fields))
    if saved.asked_again:
        more = (*more, message("line.confirmed_before", countries=saved.asked_again))
    say_done(request, saved.line, _("%(code)s is saved."), " ".join(str(said) for said in more if said))


def say_asked_again(request: HttpRequest, saved: Saved) -> None:
    """Say which countries are asked again, where part of a line is saved and the rest is still to choose."""
    if saved.asked_again:
        messages.info(request, str(message("line.confirmed_before", countries=saved.asked_again)))


def _form(request: HttpRequest, line: Activity, names: set[str]) -> ActivityForm:
    """The form with the named fields only."""
    plan = line.workplan
    ground = ground_of(plan)
    area = ground.area(read_number(request.POST.get("area", ""))) or line.area
    form = ActivityForm(request.POST, ground=ground, area=area, texts=texts_today(plan))
    for name in set(form.fields) - names:
        del form.fields[name]
    return form


def _chosen(request: HttpRequest, clashes: tuple[Clash, ...]) -> Chosen:
    """What was ticked and written. A button "Take all" ticks every choice and sends nothing."""
    everything = request.POST.get("tick")
    ticks, texts = {}, {}
    for clash in clashes:
        key = clash.fields[0]
        tick = everything if everything in (THEIRS, MINE) else request.POST.get(f"choice_{key}", "")
        if tick in (THEIRS, MINE, BOTH):
            ticks[key] = tick
        if f"both_{key}" in request.POST:
            texts[key] = one_line_end(request.POST[f"both_{key}"])
    return Chosen(ticks, texts)


def _way_back(request: HttpRequest, line: Activity) -> str:
    plan = line.workplan
    if request.POST.get("back") == TO_PLAN:
        return reverse("workplan", args=(plan.cycle.year, plan.taskforce.slug))
    return reverse("activity", args=(plan.cycle.year, plan.taskforce.slug, line.number))
