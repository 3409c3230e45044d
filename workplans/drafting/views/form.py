"""Add or change an activity: the form, the ways out of the ceiling, and a stale form."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from commit_portal import clock
from commit_portal.i18n.formatting import day, money
from commit_portal.i18n.messages import Message, Words, message, say
from commit_portal.i18n.parsing import read_number
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt, typed_again
from commit_portal.workflow.views import Values
from spa.models import Area
from workplans.consultation.queries import money_asked, unanswered_of
from workplans.drafting.actions import add_activity
from workplans.drafting.both import both_page
from workplans.drafting.forms import ActivityForm, typed_line
from workplans.drafting.saving import save_line
from workplans.drafting.views.both import say_asked_again, say_saved, show_both
from workplans.drafting.views.steps import say_done
from workplans.drafting.ways_out import Way, WayOut
from workplans.lines.ground import ground_of
from workplans.models import Activity, Workplan
from workplans.plan.line_content import LineDraft
from workplans.plan.permissions import drafts, may_add_activity, may_edit_activity
from workplans.plan.plan_types import NATIONAL, REGIONAL, kind_of
from workplans.plan.queries import menu_of, rounds_of
from workplans.plan.rules import wp_3
from workplans.presentation.loaders import activity_or_404, draft_or_404, texts_today
from workplans.request_context.request import seat_of
from workplans.statuses import ContributionKind, Funding, LineState

GAPS = {
    NATIONAL: _("Before you submit the workplan, the portal lists what is missing."),
    REGIONAL: _("Before you propose the workplan for approval, the portal lists what is missing."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def activity_add(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Add a line: first choose its area, then fill in the rest, with the menu and targets of that area.

    A form that is sent again with the same content leads to the page of the line it has made. Another form with the
    same content asks first; its button "once more" adds. With `copy`, the number of a line of this plan, the form
    starts from the content of that line.
    """
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    may = may_add_activity(seat, plan)
    if request.method != "POST" or not drafts(seat, plan):
        require(may)
    copied = read_number(request.GET.get("copy", ""))
    source = plan.activities.select_related("area__plan").filter(number=copied).first()
    area = _chosen_area(request, plan) or (source.area if source else None)
    if area is None and request.method == "POST":
        # What was typed stays in a form; its own field says that the area is not there any more.
        area = next(iter(ground_of(plan).areas), None)
    if area is None:
        ground, texts = ground_of(plan), texts_today(plan)
        areas = [
            (texts.name(one), one, _sizes(len(menu_of(one, plan)), len(ground.targets(one))))
            for one in ground.areas
        ]
        context = {"plan": plan, "areas": areas}
        return render(request, "workplans/drafting/activity_area.html", context)
    if request.method != "POST" or "show_area" in request.POST:
        first: Values = {"funding": Funding.COUNTED}
        if request.method == "POST":
            first = _typed(request)
        elif source is not None:
            first = {name: value for name, value in typed_line(source).items() if name != "row_version"}
        form = _form(plan, area, initial={"made_with": uuid4(), **first, "area": area.pk})
        return _show_form(request, plan, form)
    form = _form(plan, area, request.POST)
    attempt = Attempt(request, form, may, keeps=True)
    if attempt.is_due:
        draft, way_out = form.line()
        with attempt:
            key = form.cleaned_data["made_with"]
            made = add_activity(
                plan,
                draft,
                by=seat,
                now=clock.now(),
                way_out=way_out,
                made_with=key,
                looks_back="once_more" not in request.POST,
            )
            if made.is_made_before:
                return redirect("activity", year, place, made.number)
            say_done(request, made, _("%(code)s is added."), _what_became_of_it(draft, made, way_out))
            return _add_another(request, made) or redirect("workplan", year, place)
        if attempt.faster and (not attempt.made or attempt.made.made_with == key):
            # The key is used. Whoever has read why may send the form once more.
            form.data = typed_again(form, made_with=str(uuid4()))
    return _show_form(request, plan, form, attempt=attempt)


@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Change a line. What others saved meanwhile is kept; only what both changed differently is asked."""
    seat = seat_of(request)
    line = activity_or_404(request, year, place, number)
    plan = line.workplan
    may = may_edit_activity(seat, line)
    if request.method != "POST" or not drafts(seat, plan):
        require(may)
    area = _chosen_area(request, plan) or line.area
    if request.method != "POST" or "show_area" in request.POST:
        first = typed_line(line) | (_typed(request) if request.method == "POST" else {})
        form = _form(plan, area, initial={**first, "area": area.pk})
        return _show_form(request, plan, form, line)
    form = _form(plan, area, request.POST)
    attempt = Attempt(request, form, may, keeps=True)
    if attempt.is_due:
        draft, way_out = form.line()
        seen = form.cleaned_data["row_version"] or 0
        with attempt:
            saved = save_line(line, draft, seen=seen, by=seat, now=clock.now(), way_out=way_out)
            if saved.clashes:
                texts = texts_today(plan)
                say_asked_again(request, saved)
                return show_both(
                    request,
                    both_page(
                        saved.line, saved.clashes, saved.mine, base=seen, reader=seat.user, texts=texts
                    ),
                )
            say_saved(request, saved, _what_became_of_it(draft, saved.line, way_out))
            return _add_another(request, saved.line) or redirect("activity", year, place, number)
    return _show_form(request, plan, form, line, attempt=attempt)


def _form(plan: Workplan, area: Area, data: QueryDict | None = None, **first: Any) -> ActivityForm:
    return ActivityForm(data, ground=ground_of(plan), area=area, texts=texts_today(plan), **first)


def _add_another(request: HttpRequest, line: Activity) -> HttpResponse | None:
    """An empty form of the same area, where "Save and add another" was pressed."""
    if "another" not in (*request.POST, request.POST.get("once_more")):
        return None
    plan = line.workplan
    url = reverse("activity_add", args=(plan.cycle.year, plan.taskforce.slug))
    return redirect(f"{url}?{urlencode({'area': line.area.code})}")


def _what_became_of_it(typed: LineDraft, line: Activity, way_out: WayOut | None) -> Message | str:
    """Say what became of the typed cost where the plan has another one."""
    if line.funding == Funding.RESERVE:
        return message("line.now_in_reserve")
    cost, kept = typed.secretariat_cost, line.secretariat_cost
    if way_out is None or cost is None or kept is None or cost == kept:
        return ""
    if way_out.way == Way.TO_PARTNER and way_out.partner is not None:
        asked = unanswered_of(line, way_out.partner, ContributionKind.FUNDS, None)
        if asked is None or asked.amount is None:
            return message("line.rest_is_covered", kept=kept)
        if line.funding == Funding.NONE:
            return message("line.whole_is_asked", asked=asked.amount, partner=str(way_out.partner))
        return message("line.rest_is_asked", kept=kept, asked=asked.amount, partner=str(way_out.partner))
    return message("line.cost_is_lowered", kept=kept, typed=cost)


def _chosen_area(request: HttpRequest, plan: Workplan) -> Area | None:
    """The area that was chosen, else that of the address."""
    ground, code = ground_of(plan), request.GET.get("area", "")
    found = ground.area(read_number(request.POST.get("area", "")))
    return found or next((area for area in ground.areas if area.code == code), None)


def _typed(request: HttpRequest) -> Values:
    """The form's current values, when only another area is chosen."""
    values: Values = {name: request.POST[name] for name in request.POST}
    for name in ("targets", "countries"):
        values[name] = request.POST.getlist(name)
    return values


def _show_form(
    request: HttpRequest,
    plan: Workplan,
    form: ActivityForm,
    line: Activity | None = None,
    *,
    attempt: Attempt | None = None,
) -> HttpResponse:
    """The page of the form. `attempt` is there where it was sent to be saved."""
    room = plan.room_for(line)
    year, place = plan.cycle.year, plan.taskforce.slug
    can_add = bool(may_add_activity(seat_of(request), plan))
    bodies = [plan.taskforce.lead_body, *plan.taskforce.ministries.values_list("name", flat=True)]
    hint = gettext("US dollars, for example 1,200 or 1,200.50.")
    others = None if room is None or plan.ceiling is None else plan.ceiling - room
    if others is not None:
        hint = gettext(
            "Ceiling: US$%(ceiling)s. Other activities: US$%(others)s. Amount left: US$%(left)s."
        ) % {"ceiling": money(plan.ceiling), "others": money(others), "left": money(room)}
    # A chosen way that still needs a correction stays visible.
    over_ceiling = attempt is not None and attempt.broke(wp_3)
    if over_ceiling:
        form.add_error("secretariat_cost", gettext("Choose one of the options below the amount."))
    form.show_ways = form.show_ways or over_ceiling
    ways = _ways_out(form, room, line) if form.show_ways or (form.is_bound and form.data.get("way")) else []
    context = {
        "plan": plan,
        "form": form,
        "line": line,
        "gaps": GAPS[kind_of(plan.taskforce)],
        "heading": gettext("Activity %(code)s") % {"code": line.code} if line else gettext("Add an activity"),
        "cost_hint": hint,
        "ways": ways,
        "bodies": [body for body in dict.fromkeys(bodies) if body],
        "room": room,
        "others": others,
        "ceiling": plan.ceiling,
        "attempt": attempt,
        "made_url": reverse("activity", args=[year, place, attempt.made.number])
        if attempt and attempt.made
        else "",
        "once_more": "another" if "another" in request.POST else "line",
        "returned": _last_return(line) if line else None,
        "area_shown": texts_today(plan).name(form.area) if "show_area" in request.POST else "",
        "save_label": gettext("Save activity") if line else gettext("Add activity"),
        "can_add": can_add,
        "another_label": gettext("Save this activity and add another")
        if line
        else gettext("Add this activity and write another"),
        "copy_url": f"{reverse('activity_add', args=[year, place])}?copy={line.short_code}"
        if line and can_add
        else "",
        "cancel_url": reverse("activity", args=[year, place, line.number])
        if line
        else reverse("workplan", args=[year, place]),
    }
    return render(
        request, "workplans/drafting/activity_form.html", context, status=attempt.status if attempt else 200
    )


def _last_return(line: Activity) -> dict[str, str] | None:
    """The reason for which the Secretariat returned the line, while it is returned."""
    if line.state != LineState.RETURNED:
        return None
    last = line.last_sent
    if last is None:
        return None
    number = rounds_of(line.workplan).shown(last.round)
    said = gettext("Returned in round %(round)s on %(day)s") % {"round": number, "day": day(last.sent_at)}
    return {"said": said, "reason": last.reason}


def _ways_out(form: ActivityForm, room: Decimal | None, line: Activity | None) -> list[Values]:
    """The ways out that are offered. With nothing left, lowering the cost is not one.

    How much a partner is asked for depends on the partner where the line has requests, offers or support.
    """
    cost = form.typed_cost
    given = bool(line and money_asked(line))
    offered: list[tuple[Way, Words, Words]]
    keep = _("Keep the activity in reserve")
    at_ceiling = _("The workplan is then exactly at the ceiling.")
    if room is None or cost is None:
        offered = [
            (Way.LOWER, _("Lower the amount to what is left"), at_ceiling),
            (
                Way.TO_PARTNER,
                Way.TO_PARTNER.label,
                _("Money from a partner does not count under the ceiling. The partner has to agree."),
            ),
            (
                Way.RESERVE,
                keep,
                _("The activity stays in the workplan, but does not count under the ceiling."),
            ),
        ]
    else:
        in_all = form.typed_in_all
        over = max((cost if in_all is None else in_all) - room, Decimal(0))
        ask = Way.TO_PARTNER.label if given else say(_("Ask a partner for US$%(over)s"), over=over)
        asks_for_whole = _(
            "Nothing is left, so the activity asks for no Secretariat funding. Money from a partner does "
            "not count under the ceiling. The partner has to agree."
        )
        asks_for_part = _(
            "The activity keeps US$%(room)s of Secretariat funding. Money from a partner does not count "
            "under the ceiling. The partner has to agree."
        )
        stays = _(
            "The activity stays in the workplan with US$%(cost)s, but does not count under the ceiling."
        )
        offered = [
            (Way.LOWER, say(_("Lower the amount to US$%(room)s"), room=room), at_ceiling),
            (Way.TO_PARTNER, ask, say(asks_for_part, room=room) if room > 0 else asks_for_whole),
            (Way.RESERVE, keep, say(stays, cost=cost)),
        ]
        if not (over or given):
            del offered[1]
    chosen = form.data.get("way", "") if form.is_bound else ""
    return [
        {"value": way, "label": label, "hint": hint, "chosen": way == chosen}
        for way, label, hint in offered
        if way != Way.LOWER or room is None or room > 0
    ]


def _sizes(menu: int, targets: int) -> str:
    """How much of its menu and of its targets an area has to pick from."""
    in_menu = ngettext("%(count)s activity area", "%(count)s activity areas", menu) % {"count": menu}
    return f"{in_menu} · {ngettext('%(count)s target', '%(count)s targets', targets) % {'count': targets}}"
