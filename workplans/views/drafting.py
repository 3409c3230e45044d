"""The workplan and its activities: read as far as one may, drafted by the taskforce."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal.decisions import Decision, Refused, RuleBroken, require
from commit_portal.events import events_about
from commit_portal.forms import show_broken_rules
from commit_portal.lifecycle import may_walk
from commit_portal.rowversions import StaleRow
from commit_portal.words import and_list, counted, day, language_of, money
from spa.models import Area
from spa.queries import PlanTexts, texts_in_force
from workplans.actions.drafting import (
    LineDraft,
    add_activity,
    change_activity,
    keep_without_support,
    restore_activity,
    unlock_activity,
    withdraw_activity,
    write_needs,
)
from workplans.amendments import changes_of_amendment, is_amendment
from workplans.forms import LOWER, RESERVE, TO_PARTNER, ActivityForm, NeedsForm, typed_line
from workplans.lifecycle import AMEND, DROP_AMENDMENT, PROPOSE_REGIONAL, PUT_IN_FORCE, SUBMIT, TAKE_BACK
from workplans.models import Activity, Seat, VersionLine, Workplan, WorkplanVersion
from workplans.permissions import (
    may_add_activity,
    may_edit_activity,
    may_edit_workplan,
    may_keep_without_support,
    may_restore_activity,
    may_see_rounds,
    may_undo_changes,
    may_unlock_activity,
)
from workplans.queries import activities_visible_to, lines_visible_to, version_to_read
from workplans.requests import seat_of, show_year
from workplans.rules import is_unfinished
from workplans.statuses import (
    SECRETARIAT_ROLES,
    Funding,
    LineState,
    Outcome,
    Role,
    VersionKind,
    WorkplanStatus,
)
from workplans.views.closing import closing_ways
from workplans.views.lines import (
    Fact,
    areas_to_choose,
    checklist_of,
    countries_for,
    events_for,
    facts_of,
    frozen_areas,
    live_areas,
    load_live_lines,
    load_version_lines,
    own_part,
    partner_sums,
    reserve_sum,
    state_of,
    status_words,
    trail,
)
from workplans.views.loading import (
    Front,
    activity_or_404,
    draft_or_404,
    front_of,
    place_or_404,
    workplan_or_404,
)

HISTORY_ON_THE_PAGE = 6


@dataclass(frozen=True)
class WayOut:
    """One of the three ways out of a broken ceiling."""

    value: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True)
class Difference:
    label: str
    yours: str
    saved: str


@require_safe
def workplan(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The draft for those who read it; for everybody else what is released to them, or "Not released"."""
    seat = seat_of(request)
    front = front_of(seat, year, place)
    if front is None:
        return _not_released(request, year, place)
    show_year(request, front.workplan.cycle)
    if front.reads_draft:
        return _draft(request, seat, front)
    plan = front.workplan
    version = version_to_read(plan, seat)
    if version is not None:
        return _released(request, seat, plan, version=version)
    if seat.role == Role.PARTNER and plan.of_record is not None:
        lines = load_version_lines(plan.of_record, seat, visible_only=True)
        if lines:
            return _released(request, seat, plan, supported=lines)
    if plan.taskforce.is_regional and seat.role in (Role.OFFICER, Role.LEAD):
        part = own_part(plan, seat, activities_visible_to(seat))
        if part:
            return _released(request, seat, plan, part=part)
    if seat.is_regional_office:
        return _state_only(request, plan)
    return _not_released(request, year, place)


@require_safe
def activity(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """One activity: live for those who read the draft, else as it stands of record for the reader."""
    seat = seat_of(request)
    plan = workplan_or_404(request, year, place)
    line = (
        activities_visible_to(seat)
        .filter(workplan=plan, number=number)
        .select_related("area__plan", "type", "menu_activity")
        .first()
    )
    if line is None:
        return _activity_of_record(request, seat, plan, number)
    line.workplan = plan
    edit = may_edit_activity(seat, line)
    regional = plan.taskforce.is_regional
    offers = line.contributions.select_related("partner")
    if seat.role == Role.PARTNER:
        offers = offers.filter(partner=seat.partner_id)
    rounds = []
    if may_see_rounds(seat, plan):
        rounds = [
            {
                "said": f"Round {item.round}: {item.get_outcome_display()}",
                "on": day(item.at),
                "reason": item.reason,
            }
            for item in line.decisions.filter(sent_at__isnull=False).order_by("-round")
        ]
    status, state = state_of(line, unfinished=is_unfinished(line))
    context = {
        "plan": plan,
        "code": line.code,
        "title": line.title or "No title yet",
        "language": language_of(line.title),
        "status": status,
        "state": state,
        "facts": facts_of(line, _texts(plan), countries=countries_for(seat, line) if regional else ""),
        "edit_url": reverse("activity_edit", args=[year, place, number]) if edit else "",
        "edit_reason": edit.reason,
        "ways": _activity_ways(seat, line),
        "rounds": rounds,
        "offers": [
            {
                "partner": str(offer.partner),
                "what": f"US${money(offer.amount)}" if offer.amount else offer.what,
                "status": offer.status,
                "state": offer.get_status_display(),
            }
            for offer in offers
        ],
    }
    return render(request, "workplans/activity_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def activity_add(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """A new line: first its area, then the rest, with the menu and targets of that area."""
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    may = may_add_activity(seat, plan)
    if request.method != "POST" or not _drafts_here(seat, plan):
        require(may)
    area = _chosen_area(request, plan)
    if area is None:
        context = {"plan": plan, "areas": areas_to_choose(plan, _texts(plan))}
        return render(request, "workplans/activity_area.html", context)
    if request.method != "POST" or "show_area" in request.POST:
        first = _typed(request) if request.method == "POST" else {"funding": Funding.COUNTED}
        form = ActivityForm(initial={**first, "area": area.pk}, workplan=plan, area=area, texts=_texts(plan))
        return _show_form(request, plan, form)
    form = ActivityForm(request.POST, workplan=plan, area=area, texts=_texts(plan))
    if not may:
        return _closed_meanwhile(request, plan, form, may.reason)
    if form.is_valid():
        draft, ask = form.line(_room(plan))
        try:
            made = add_activity(plan, draft, by=seat, now=timezone.now(), ask=ask)
        except RuleBroken as broken:
            _refuse(form, broken)
        except Refused as refused:
            return _closed_meanwhile(request, plan, form, refused.reason)
        else:
            asked = f" {ask.partner} is asked for US${money(ask.amount)}." if ask else ""
            _saved(request, made, f"is added.{asked}")
            return redirect("workplan", year, place)
    return _show_form(request, plan, form)


@require_http_methods(["GET", "HEAD", "POST"])
def activity_edit(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Change a line. A stale form writes nothing: it shows both versions and keeps what was typed."""
    seat = seat_of(request)
    line = activity_or_404(request, year, place, number)
    plan = line.workplan
    may = may_edit_activity(seat, line)
    if request.method != "POST" or not _drafts_here(seat, plan):
        require(may)
    area = _chosen_area(request, plan) or line.area
    if request.method != "POST" or "show_area" in request.POST:
        first = typed_line(line) | (_typed(request) if request.method == "POST" else {})
        form = ActivityForm(initial={**first, "area": area.pk}, workplan=plan, area=area, texts=_texts(plan))
        return _show_form(request, plan, form, line)
    form = ActivityForm(request.POST, workplan=plan, area=area, texts=_texts(plan))
    if not may:
        return _closed_meanwhile(request, plan, form, may.reason, line)
    if form.is_valid():
        draft, ask = form.line(_room(plan, line))
        seen = form.cleaned_data["row_version"] or 0
        try:
            change_activity(line, draft, seen=seen, by=seat, now=timezone.now(), ask=ask)
        except RuleBroken as broken:
            _refuse(form, broken)
        except StaleRow:
            return _stale(request, plan, area, activity_or_404(request, year, place, number), draft)
        except Refused as refused:
            return _closed_meanwhile(request, plan, form, refused.reason, line)
        else:
            asked = f" {ask.partner} is asked for US${money(ask.amount)}." if ask else ""
            _saved(request, line, f"is saved.{asked}")
            return redirect("activity", year, place, number)
    return _show_form(request, plan, form, line)


@require_http_methods(["GET", "HEAD", "POST"])
def activity_withdraw(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Take a line out of the plan, after a question."""
    return _confirm(
        request,
        activity_or_404(request, year, place, number),
        may_edit_activity,
        withdraw_activity,
        "Withdraw",
        "It no longer counts under the ceiling, and its number is not given again. If it is of record, it stays "
        "so until the next decisions are sent, and is marked as withdrawn then. You can bring it back.",
        "is withdrawn.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_restore(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """Bring a withdrawn line back, after a question."""
    return _confirm(
        request,
        activity_or_404(request, year, place, number),
        may_restore_activity,
        restore_activity,
        "Bring back",
        "It counts under the ceiling again, if it fits.",
        "is back in the plan.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_unlock(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """The lead opens a further line of a returned plan, after a question."""
    return _confirm(
        request,
        activity_or_404(request, year, place, number),
        may_unlock_activity,
        unlock_activity,
        "Open for change",
        "It was not returned. Once its content changes, it needs a new decision of the Secretariat.",
        "is open for change.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def activity_keep(request: HttpRequest, year: int, place: str, number: int) -> HttpResponse:
    """The lead keeps a returned line as the government's own, after a question."""
    return _confirm(
        request,
        activity_or_404(request, year, place, number),
        may_keep_without_support,
        keep_without_support,
        "Keep without COMMIT support",
        "It stays in your plan as your government's own and asks no Secretariat money. The Secretariat notes it; "
        "it has no veto over a government's own plan.",
        "is kept without COMMIT support.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def workplan_needs(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Opportunities, gaps and needs in words. Saving a line meanwhile is no conflict; other words are."""
    seat = seat_of(request)
    plan = draft_or_404(request, year, place)
    require(may_edit_workplan(seat, plan))
    form = NeedsForm(request.POST or None, initial={"row_version": plan.row_version, "needs": plan.needs})
    context: dict[str, Any] = {"plan": plan, "form": form, "before": plan.needs}
    status = 200
    if request.method == "POST" and form.is_valid():
        typed = _lines_joined(form.cleaned_data["needs"])
        before = _lines_joined(request.POST.get("before", ""))
        seen = form.cleaned_data["row_version"]
        if seen != plan.row_version and before == _lines_joined(plan.needs):
            seen = plan.row_version
        try:
            write_needs(plan, typed, seen=seen, by=seat, now=timezone.now())
        except StaleRow as stale:
            current: Any = stale.current
            again = {"row_version": current.row_version, "needs": typed}
            context |= {
                "form": NeedsForm(initial=again),
                "before": current.needs,
                "stale": [Difference("Opportunities, gaps and needs", typed, current.needs or "Nothing yet")],
            }
            status = 409
        else:
            messages.success(request, "The needs are saved.")
            return redirect("workplan", year, place)
    return render(request, "workplans/workplan_needs.html", context, status=status)


def _draft(request: HttpRequest, seat: Seat, front: Front) -> HttpResponse:
    plan = front.workplan
    year, place = plan.cycle.year, plan.taskforce.slug
    lines = load_live_lines(plan, seat)
    regional = plan.taskforce.is_regional
    inside = may_see_rounds(seat, plan)
    edit = may_edit_workplan(seat, plan)
    may_submit = may_walk(plan, SUBMIT, by=seat)
    drafting = plan.status in (WorkplanStatus.DRAFT, WorkplanStatus.RETURNED)
    points = checklist_of(plan, seat) if drafting and (seat.sits_in(plan.taskforce_id) or edit) else ()
    open_points = sum(point.status == "open" for point in points)
    sums = [("In reserve, not counted", money(reserve_sum(lines)))]
    if not regional:
        gifts = partner_sums(lines)
        whose = "Your part" if seat.role == Role.PARTNER else "Partners"
        sums += [
            (f"{whose}, accepted", money(gifts["accepted"])),
            (f"{whose}, offered", money(gifts["offered"])),
        ]
    events = events_for(seat, plan)[:HISTORY_ON_THE_PAGE]
    amendment = _amendment(plan, seat) if inside else None
    context = {
        "plan": plan,
        "title": f"{plan.taskforce.name}: workplan {year}" if not regional else f"Regional workplan {year}",
        "status_label": plan.get_status_display(),
        "status_words": status_words(plan, amended=amendment is not None),
        "read_by": who_reads(front),
        "amendment": amendment,
        "areas": live_areas(
            plan,
            lines,
            _texts(plan),
            reasons=inside,
            amends=_amends(plan, lines) if amendment else None,
        ),
        "committed": plan.committed,
        "ceiling": plan.ceiling,
        "left": plan.left,
        "sums": sums,
        "points": points,
        "open_points": open_points,
        "open_words": f"{open_points} of {counted(len(points), 'point is', 'points are')} open."
        if open_points
        else "No point is open.",
        "points_head": "Before you propose it" if regional else "Before you submit",
        "submit_label": SUBMIT.label,
        "submit_url": reverse("workplan_submit", args=[year, place]) if may_submit and not regional else "",
        "submit_reason": "" if regional else may_submit.reason,
        "add_url": reverse("activity_add", args=[year, place]) if may_add_activity(seat, plan) else "",
        "edits": bool(edit),
        "needs": plan.needs,
        "needs_url": reverse("workplan_needs", args=[year, place]) if edit else "",
        "ways": _plan_ways(seat, front),
        "history": trail(events),
        "history_url": reverse("workplan_history", args=[year, place]) if inside else "",
    }
    return render(request, "workplans/workplan_detail.html", context)


def _amendment(plan: Workplan, seat: Seat) -> dict[str, Any] | None:
    """Why a plan of record was opened again; None for a first draft and in every other state."""
    if plan.of_record is None or not is_amendment(plan):
        return None
    at = [plan.cycle.year, plan.taskforce.slug]
    opened = events_about(plan).filter(verb=AMEND.name).order_by("-at", "-pk").first()
    number = plan.of_record.number
    return {
        "number": number,
        "url": reverse("workplan_version", args=[*at, number]),
        "since": day(plan.of_record.made_at),
        "opened": day(opened.at) if opened else "",
        "reason": opened.note if opened else "",
        "drop_url": reverse("workplan_drop_amendment", args=at)
        if may_walk(plan, DROP_AMENDMENT, by=seat)
        else "",
    }


def _amends(plan: Workplan, lines: list[Activity]) -> dict[int, str]:
    """What an open amendment does to each line that it touches, by the key of the line."""
    return {
        change.activity.pk: f"{change.kind} in this amendment" for change in changes_of_amendment(plan, lines)
    }


def _released(
    request: HttpRequest,
    seat: Seat,
    plan: Workplan,
    *,
    version: WorkplanVersion | None = None,
    supported: list[VersionLine] | None = None,
    part: tuple[Any, ...] = (),
) -> HttpResponse:
    regional = plan.taskforce.is_regional
    year = plan.cycle.year
    context: dict[str, Any] = {
        "plan": plan,
        "title": f"{plan.taskforce.name}: workplan {year}" if not regional else f"Regional workplan {year}",
        "part": part,
        "areas": (),
        "ways": [],
    }
    if version is not None:
        lines = load_version_lines(version, seat)
        if regional and seat.role in (Role.OFFICER, Role.LEAD) and plan.status != WorkplanStatus.APPROVED:
            context["part"] = own_part(plan, seat, activities_visible_to(seat))
        ceiling = version.ceiling
        context |= {
            "areas": frozen_areas(plan, lines, _texts(plan)),
            "version": version.number,
            "since": day(version.made_at),
            "committed": version.committed,
            "ceiling": ceiling,
            "left": None if ceiling is None else ceiling - version.committed,
        }
        if seat.is_regional_office and plan.status != WorkplanStatus.APPROVED:
            context["status_words"] = (
                f"Now {plan.get_status_display().lower()}. {status_words(plan, amended=True)}"
            )
        context["ways"] = [
            ("Download as Excel", reverse("workplan_export", args=[year, plan.taskforce.slug, "xlsx"]))
        ]
        if may_see_rounds(seat, plan):
            context["ways"] += [
                *closing_ways(seat, plan),
                ("All of the history", reverse("workplan_history", args=[year, plan.taskforce.slug])),
            ]
    elif supported is not None:
        context |= {"areas": frozen_areas(plan, supported, _texts(plan)), "supported": True}
    return render(request, "workplans/workplan_released.html", context)


def _state_only(request: HttpRequest, plan: Workplan) -> HttpResponse:
    """What the regional office sees of a draft that is not submitted: its state and dates, no figures."""
    steps = [
        Fact("State", plan.get_status_display()),
        Fact("Submitted", day(plan.submitted_at) if plan.submitted_at else "Not yet"),
        Fact("Decided", day(plan.decided_at) if plan.decided_at else "Not yet"),
    ]
    context = {
        "plan": plan,
        "title": f"{plan.taskforce.name}: workplan {plan.cycle.year}",
        "status_label": plan.get_status_display(),
        "steps": steps,
    }
    return render(request, "workplans/workplan_state.html", context)


def _not_released(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The same page whether there is no plan, a draft, or one of record that is not shown to the reader."""
    cycle, taskforce = place_or_404(year, place)
    context = {"cycle": cycle, "taskforce": taskforce, "regional": taskforce.is_regional}
    return render(request, "workplans/workplan_not_released.html", context)


def _activity_of_record(request: HttpRequest, seat: Seat, plan: Workplan, number: int) -> HttpResponse:
    line = (
        lines_visible_to(seat)
        .filter(activity__workplan=plan, activity__number=number, version__kind=VersionKind.OF_RECORD)
        .select_related("area__plan", "type", "menu_activity", "version")
        .order_by("-version__number")
        .first()
    )
    if line is None:
        raise Http404
    names = ", ".join(
        part.taskforce.name for part in line.participations.select_related("taskforce__country")
    )
    supports = line.supports.select_related("partner")
    if seat.role == Role.PARTNER:
        supports = supports.filter(partner=seat.partner_id)
    context = {
        "plan": plan,
        "code": line.code,
        "title": line.title,
        "language": language_of(line.title),
        "status": "withdrawn" if line.withdrawn else line.state,
        "state": "Withdrawn since" if line.withdrawn else line.get_state_display(),
        "facts": facts_of(line, _texts(plan), countries=names),
        "of_record": day(line.version.made_at),
        "offers": [
            {
                "partner": str(gift.partner),
                "what": f"US${money(gift.amount)}" if gift.amount else gift.what,
                "status": "accepted",
                "state": "Accepted",
            }
            for gift in supports
        ],
    }
    return render(request, "workplans/activity_detail.html", context)


def who_reads(front: Front) -> str:
    """Who can read the draft now, and to whom a version of record is released: at the head of every plan."""
    plan = front.workplan
    name = plan.taskforce.name
    if plan.taskforce.is_regional:
        words = "The draft is read by the regional office, and by each country as far as it takes part."
    else:
        submitted = plan.status == WorkplanStatus.SUBMITTED
        readers = [f"the {name} taskforce"]
        if front.open_to_desk or submitted:
            readers.append("its desk")
        if submitted:
            readers.append("the regional office")
        readers += front.open_to_partners
        words = f"Can be read now by {and_list(readers)}."
    if plan.of_record is not None:
        audiences = ["the Secretariat", *(audience.label.lower() for audience in front.released_to)]
        if plan.taskforce.is_regional:
            audiences.insert(1, "every taskforce")
        words += f" What is of record is read by {and_list(audiences)}."
    return words


def _plan_ways(seat: Seat, front: Front) -> list[tuple[str, str]]:
    """The steps that are open to this seat now, as links; a write asks again on its own page."""
    plan = front.workplan
    at = (plan.cycle.year, plan.taskforce.slug)
    ways = []
    if may_walk(plan, TAKE_BACK, by=seat):
        ways.append(("Take the submission back", reverse("workplan_take_back", args=at)))
    if not plan.taskforce.is_regional:
        if plan.status == WorkplanStatus.SUBMITTED and seat.role in SECRETARIAT_ROLES:
            ways.append(("Decide on the lines", reverse("decisions", args=at)))
    else:
        if may_walk(plan, PROPOSE_REGIONAL, by=seat):
            ways.append((PROPOSE_REGIONAL.label, reverse("regional_propose", args=at[:1])))
        if may_walk(plan, PUT_IN_FORCE, by=seat):
            ways.append((PUT_IN_FORCE.label, reverse("regional_put_in_force", args=at[:1])))
    if may_walk(plan, AMEND, by=seat):
        ways.append(("Amend the plan", reverse("workplan_amend", args=at)))
    ways += closing_ways(seat, plan)
    if may_edit_workplan(seat, plan):
        ways.append(("Paste rows from Excel", reverse("workplan_import", args=at)))
    ways.append(("Download as Excel", reverse("workplan_export", args=(*at, "xlsx"))))
    if may_see_rounds(seat, plan):
        ways.append(("Who reads it", reverse("workplan_trust", args=at)))
    return ways


def _activity_ways(seat: Seat, line: Activity) -> list[tuple[str, str]]:
    at = (line.workplan.cycle.year, line.workplan.taskforce.slug, line.number)
    asked: tuple[tuple[str, str, Decision], ...] = (
        ("Withdraw", "activity_withdraw", may_edit_activity(seat, line)),
        ("Bring back", "activity_restore", may_restore_activity(seat, line)),
        ("Undo its changes", "activity_undo", may_undo_changes(seat, line)),
        ("Open for change", "activity_unlock", may_unlock_activity(seat, line)),
        ("Keep without COMMIT support", "activity_keep", may_keep_without_support(seat, line)),
    )
    ways = [(label, reverse(name, args=at)) for label, name, may in asked if may]
    if line.workplan.taskforce.is_regional and seat.role == Role.LEAD:
        mine = line.participations.filter(taskforce=seat.taskforce_id, confirmed_at__isnull=True)
        if mine.exists():
            ways.append(
                ("Confirm that you take part", reverse("regional_confirm", args=(at[0], line.number)))
            )
    return ways


def _confirm(
    request: HttpRequest,
    line: Activity,
    permission: Callable[[Seat, Activity], Decision],
    act: Callable[..., Activity],
    label: str,
    words: str,
    done: str,
) -> HttpResponse:
    """A question on a page of its own, and the act when it is answered."""
    seat = seat_of(request)
    plan = line.workplan
    require(permission(seat, line))
    broken: RuleBroken | None = None
    if request.method == "POST":
        try:
            act(line, by=seat, now=timezone.now())
        except RuleBroken as refused:
            broken = refused
        else:
            _saved(request, line, done)
            return redirect("activity", plan.cycle.year, plan.taskforce.slug, line.number)
    context = {"plan": plan, "line": line, "label": label, "words": words, "broken": broken}
    return render(request, "workplans/activity_confirm.html", context, status=409 if broken else 200)


def _drafts_here(seat: Seat, plan: Workplan) -> bool:
    """Whether the seat edits this plan at all, whatever its state: a closed form is then a stale one."""
    if plan.taskforce.is_regional:
        return seat.is_regional_office
    return seat.role in (Role.OFFICER, Role.LEAD) and seat.sits_in(plan.taskforce_id)


def _chosen_area(request: HttpRequest, plan: Workplan) -> Area | None:
    areas = Area.objects.filter(plan=plan.cycle.plan_id).select_related("plan")
    if typed := request.POST.get("area", ""):
        return areas.filter(pk=int(typed)).first() if typed.isdecimal() and len(typed) < 10 else None
    return areas.filter(code=request.GET.get("area", "")).first()


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What stands in the form, as it was typed, while only another area is asked for."""
    values: dict[str, Any] = {name: request.POST[name] for name in request.POST}
    for name in ("targets", "countries"):
        values[name] = request.POST.getlist(name)
    return values


def _room(plan: Workplan, line: Activity | None = None) -> Decimal | None:
    """US dollars that this line may cost: what is left under the ceiling without it."""
    if plan.left is None:
        return None
    counted_now = line is not None and line.funding == Funding.COUNTED and not line.is_withdrawn
    own = (line.secretariat_cost or Decimal(0)) if line is not None and counted_now else Decimal(0)
    return plan.left + own


def _refuse(form: ActivityForm, broken: RuleBroken) -> None:
    show_broken_rules(form, broken)
    form.show_ways = any(violation.rule == "WP-3" for violation in broken.violations)


def _show_form(
    request: HttpRequest,
    plan: Workplan,
    form: ActivityForm,
    line: Activity | None = None,
    *,
    status: int = 200,
    closed: str = "",
    stale: list[Difference] | None = None,
    own_hand: bool = False,
) -> HttpResponse:
    room = _room(plan, line)
    year, place = plan.cycle.year, plan.taskforce.slug
    bodies = [plan.taskforce.lead_body, *plan.taskforce.ministries.values_list("name", flat=True)]
    hint = "US dollars, for example 1,200 or 1,200.50."
    if room is not None and plan.ceiling is not None:
        others = plan.ceiling - room
        hint = (
            f"Ceiling for {'the region' if plan.taskforce.is_regional else plan.taskforce.name} in {year}: "
            f"US${money(plan.ceiling)}. Other activities: {money(others)}. Left: {money(room)}."
        )
    # A way that was chosen and still has something to correct stays in sight.
    ways = _ways_out(form, room) if form.show_ways or (form.is_bound and form.data.get("way")) else []
    context = {
        "plan": plan,
        "form": form,
        "line": line,
        "heading": f"Activity {line.code}" if line else "Add an activity",
        "cost_hint": hint,
        "ways": ways,
        "bodies": [body for body in dict.fromkeys(bodies) if body],
        "room": room,
        "others": None if room is None or plan.ceiling is None else plan.ceiling - room,
        "ceiling": plan.ceiling,
        "closed": closed,
        "stale": stale,
        "own_hand": own_hand,
        "returned": _last_return(line) if line else None,
        "area_shown": str(form.shown_area) if "show_area" in request.POST else "",
        "save_label": "Save mine over it" if stale else "Save activity" if line else "Add activity",
        "cancel_url": reverse("activity", args=[year, place, line.number])
        if line
        else reverse("workplan", args=[year, place]),
    }
    return render(request, "workplans/activity_form.html", context, status=status)


def _last_return(line: Activity) -> dict[str, str] | None:
    """Why the Secretariat sent the line back, as long as it stands as returned."""
    if line.state != LineState.RETURNED:
        return None
    last = line.decisions.filter(sent_at__isnull=False, outcome=Outcome.RETURN).order_by("-round").first()
    if last is None:
        return None
    return {"said": f"Returned in round {last.round}", "on": day(last.sent_at), "reason": last.reason}


def _ways_out(form: ActivityForm, room: Decimal | None) -> list[WayOut]:
    cost = form.typed_cost
    chosen = form.data.get("way", "") if form.is_bound else ""
    if room is None or cost is None:
        cost_words, over_words, room_words = "this cost", "the rest", "what is left"
    else:
        cost_words, over_words, room_words = money(cost), money(max(cost - room, Decimal(0))), money(room)
    return [
        WayOut(
            LOWER,
            f"Lower the cost to {room_words}",
            "The plan is then exactly at the ceiling.",
            chosen == LOWER,
        ),
        WayOut(
            TO_PARTNER,
            f"Move {over_words} to a partner",
            "Partner money is outside the ceiling. The partner is asked to accept.",
            chosen == TO_PARTNER,
        ),
        WayOut(
            RESERVE,
            "Keep the activity in reserve",
            f"It stays in the plan at {cost_words}, is not counted, and is not decided until there is room.",
            chosen == RESERVE,
        ),
    ]


def _texts(plan: Workplan) -> PlanTexts:
    """The plan of action as it reads today."""
    return texts_in_force(plan.cycle.plan_id, timezone.localdate())


def _closed_meanwhile(
    request: HttpRequest, plan: Workplan, form: ActivityForm, reason: str, line: Activity | None = None
) -> HttpResponse:
    """The plan was submitted or decided while somebody typed: nothing is written, nothing typed is lost."""
    return _show_form(request, plan, form, line, status=409, closed=reason)


def _stale(
    request: HttpRequest, plan: Workplan, area: Area, current: Activity, draft: LineDraft
) -> HttpResponse:
    """Both versions side by side; saving once more is then a choice made with open eyes."""
    typed = request.POST.copy()
    typed["row_version"] = str(current.row_version)
    form = ActivityForm(typed, workplan=plan, area=area, texts=_texts(plan))
    form.is_valid()
    yours = _words_of(
        draft, [str(item.code) for item in draft.targets], [item.name for item in draft.countries]
    )
    saved = _words_of(
        current,
        [link.target.code for link in current.target_links.select_related("target")],
        [part.taskforce.name for part in current.participations.select_related("taskforce__country")],
    )
    differences = [
        Difference(label, yours[label], saved[label]) for label in yours if yours[label] != saved[label]
    ]
    stale = differences or [Difference("Content", "The same", "The same")]
    own_hand = current.changed_by_id == seat_of(request).user_id
    return _show_form(request, plan, form, current, status=409, stale=stale, own_hand=own_hand)


def _words_of(line: LineDraft | Activity, targets: list[str], countries: list[str]) -> dict[str, str]:
    words = {
        "Area": str(line.area),
        "Title": line.title,
        "Activity area of the plan": str(line.menu_activity or "None"),
        "Targets": ", ".join(sorted(targets)),
        "Type": str(line.type or "Not chosen yet"),
        "Description": line.description,
        "Expected result": line.expected_result,
        "Countries": ", ".join(sorted(countries)),
        "Lead body": line.lead_body,
        "Starts on": day(line.starts_on),
        "Ends on": day(line.ends_on),
        "Secretariat money": Funding(line.funding).label,
        "Secretariat cost": money(line.secretariat_cost),
    }
    return {label: value or "Nothing yet" for label, value in words.items()}


def _saved(request: HttpRequest, line: Activity, words: str) -> None:
    plan = line.workplan
    url = reverse("activity", args=[plan.cycle.year, plan.taskforce.slug, line.number])
    messages.success(request, format_html('<strong><a href="{}">{}</a> {}</strong>', url, line.code, words))


def _lines_joined(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
