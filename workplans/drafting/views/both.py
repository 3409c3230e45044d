"""Choose between two changes of one line: theirs, mine, or words from both."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.addresses import address
from commit_portal.forms.base import Values
from commit_portal.i18n.parsing import one_line_end, read_number
from commit_portal.refusals import require
from commit_portal.sheets.merge import Clash, names_in
from commit_portal.workflow.action_attempts import Attempt
from workplans.drafting.both import BOTH, MINE, THEIRS, Chosen, both_page, clash_of, still_clashing
from workplans.drafting.forms import ActivityForm
from workplans.drafting.saved_words import asked_again_sentence, merged_sentences
from workplans.drafting.saving import Saved, save_line, typed_values
from workplans.drafting.views.steps import say_done
from workplans.fields import BY_NAME
from workplans.lines.ground import ground_of
from workplans.models import Activity
from workplans.plan.line_history import LineContent, content_at, history_of, values_of
from workplans.plan.permissions import drafts, may_edit_activity
from workplans.presentation.loaders import activity_or_404, texts_today
from workplans.presentation.step_links import address_parts, line_url
from workplans.request_context.request import seat_of

# Where a person came from and goes back to: the table of the plan, or the page of the activity.
TO_PLAN = "plan"


@require_http_methods(["GET", "HEAD", "POST"])
def activity_both(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Save what a person chose where two people changed one line; show the page again where that is not possible.

    Whoever comes without a choice to make is led to the form. The page can be reached with typed fields only (`only`):
    then they are saved as `save_line` does, and what clashes is asked.
    """
    seat, sent = seat_of(request), request.POST
    line = activity_or_404(request, year, place, number)
    may, keeps = may_edit_activity(seat, line), request.method == "POST" and drafts(seat, line.workplan)
    if not keeps:
        require(may)
    clashes = tuple(clash for fields in sent.getlist("clash") if (clash := clash_of(fields)).fields)
    names = {*names_in(clashes)} or {name for name in sent.getlist("only") if name in BY_NAME}
    base, seen = (read_number(sent.get(name)) for name in ("base", "row_version"))
    if not names or not (0 < base <= line.row_version and 0 < seen <= line.row_version):
        return redirect("activity_edit", year, place, number)
    form = _form(request, line, names)
    attempt = Attempt(request, form, may, keeps=keeps)
    form.full_clean()
    mine = typed_values(content_at(line, base), form.cleaned_data, names & set(form.cleaned_data))
    chosen = _chosen(request, clashes)
    missing = "tick" not in sent and any(clash.fields[0] not in chosen.ticks for clash in clashes)
    if attempt.is_due and not missing and "tick" not in sent:
        shown = content_at(line, seen)
        typed = form.cleaned_data | {
            name: text for name, text in chosen.texts.items() if chosen.ticks.get(name) == BOTH
        }
        only = names
        if clashes:
            only = {*names_in(clash for clash in clashes if chosen.ticks[clash.fields[0]] != THEIRS)}
        with attempt:
            saved = save_line(line, typed, seen=seen, by=seat, now=clock.now(), only=only)
            left = (*saved.clashes, *still_clashing(clashes, chosen, shown, values_of(saved.line)))
            if not left:
                say_saved(request, saved)
                return redirect(_way_back(request, line))
            say_asked_again(request, saved)
            clashes = left
            mine = typed_values(content_at(line, base), typed, names)
        line = activity_or_404(request, year, place, number)
    later = history_of(line, since=seen) if "clash" in sent else ()
    more: Values = {
        "attempt": attempt,
        "form": form if form.errors else None,
        "missing": missing,
        # Somebody saved the line once more meanwhile. Who comes from the table has not chosen yet.
        "again": any(row.by_id != seat.user_id and names & set(row.after) for row in later),
    }
    return show_both(request, line, clashes, mine, base=base, chosen=chosen, **more)


def show_both(
    request: HttpRequest,
    line: Activity,
    clashes: Sequence[Clash],
    mine: LineContent,
    *,
    base: int,
    chosen: Chosen | None = None,
    **more: object,
) -> HttpResponse:
    """The page: 422 where something is to correct, 409 where somebody else was faster."""
    plan = line.workplan
    texts = texts_today(plan)
    page = both_page(line, clashes, mine, base=base, reader=seat_of(request).user, texts=texts, chosen=chosen)
    context = {
        "page": page,
        "plan": plan,
        "line": line,
        "area": texts.name(line.area),
        "address": line_url(plan, line.number, "activity_both"),
        "activity_url": line_url(plan, line.number),
        "back": request.POST.get("back", ""),
        "way_back": _way_back(request, line),
        **more,
    }
    status = 422 if more.get("missing") or more.get("form") else 200 if "tick" in request.POST else 409
    return render(request, "workplans/drafting/activity_conflict.html", context, status=status)


def say_saved(request: HttpRequest, saved: Saved, *more: object) -> None:
    """Say that the line is saved, what came in of others, and which countries are asked to confirm it again."""
    line, last = saved.line, saved.last
    theirs = last and merged_sentences(saved.from_them, {}, last, line, seat_of(request).user)
    said = (*more, theirs, asked_again_sentence(saved.asked_again))
    say_done(request, line, _("%(code)s is saved."), " ".join(str(one) for one in said if one))


def say_asked_again(request: HttpRequest, saved: Saved) -> None:
    """Say which countries are asked again, where part of a line is saved and the rest is still to choose."""
    if saved.asked_again:
        messages.info(request, asked_again_sentence(saved.asked_again))


def _form(request: HttpRequest, line: Activity, names: set[str]) -> ActivityForm:
    """The form with the named fields only."""
    plan = line.workplan
    ground = ground_of(plan)
    area = ground.area(read_number(request.POST.get("area", ""))) or line.area
    form = ActivityForm(request.POST, ground=ground, area=area, texts=texts_today(plan), room=None)
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
    if request.POST.get("back") == TO_PLAN:
        return address("workplan", *address_parts(line.workplan))
    return line_url(line.workplan, line.number)
