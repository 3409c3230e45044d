"""What the ministries of a taskforce say of its plan: the list, the asking, a member's word, an answer on paper."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from commit_portal import clock
from commit_portal.forms.base import posted
from commit_portal.i18n.formatting import activities_counted, and_list, money
from commit_portal.i18n.messages import message
from commit_portal.refusals import require
from commit_portal.workflow.action_attempts import Attempt, Way, done_already
from workplans.ministries.actions import answer_for_ministry, ask_ministries, record_for_ministry
from workplans.ministries.forms import AskMinistriesForm, MinistryWordForm
from workplans.ministries.permissions import (
    may_answer_for_ministry,
    may_ask_ministries,
    may_read_ministries,
    may_record_for_ministry,
)
from workplans.ministries.queries import (
    NEEDS,
    Content,
    answers_of,
    content_mark,
    content_of_plan,
    lines_changed,
    members_on,
    ministries_to_ask,
)
from workplans.ministries.rows import MinistryRow, row_of, rows_of
from workplans.models import Ministry, MinistryAnswer, Workplan
from workplans.presentation.loaders import workplan_or_404
from workplans.presentation.step_links import address_parts, path_to
from workplans.request_context.request import seat_of
from workplans.statuses import Role


@require_safe
def ministries(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Every ministry of the taskforce with who answers for it and what it says."""
    seat = seat_of(request)
    plan = _plan_or_404(request, year, place)
    said = {row.pk: row for row in rows_of(plan)}
    answering: dict[int, list[str]] = {}
    for member in members_on(plan.taskforce, clock.today()).select_related("user"):
        answering.setdefault(member.ministry_id or 0, []).append(str(member.user))
    records, rows = may_record_for_ministry(seat, plan), []
    for ministry in plan.taskforce.ministries.all():
        no_word = str(message("ministry.not_asked_yet"))
        not_asked = MinistryRow(ministry.pk, ministry.name, "not_asked", no_word, no_word)
        rows.append(
            {
                "said": said.get(ministry.pk, not_asked),
                "members": and_list(answering.get(ministry.pk, [])),
                "paper_url": reverse("ministry_paper", args=[year, place, ministry.pk]) if records else "",
            }
        )
    context = {
        "plan": plan,
        "path": path_to(plan),
        "rows": rows,
        "agree": _agree(sum(row.agrees for row in said.values()), len(rows)),
        "ask_url": reverse("ministries_ask", args=[year, place]) if may_ask_ministries(seat, plan) else "",
        "answer_url": reverse("ministry_answer", args=[year, place])
        if may_answer_for_ministry(seat, plan)
        else "",
    }
    return render(request, "workplans/ministries/ministries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ministries_ask(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """Ask the ministries for which a member can answer; those that do not agree yet are chosen beforehand."""
    seat = seat_of(request)
    plan = _plan_or_404(request, year, place)
    may = may_ask_ministries(seat, plan)
    require(may)
    offered = list(ministries_to_ask(plan.taskforce, clock.today()))
    agreeing = {row.pk for row in rows_of(plan) if row.agrees}
    initial = {"ministries": [ministry.pk for ministry in offered if ministry.pk not in agreeing]}
    form = AskMinistriesForm(
        posted(request), offered=ministries_to_ask(plan.taskforce, clock.today()), initial=initial
    )
    attempt = Attempt(request, form, may)
    if attempt.is_due:
        with attempt:
            asked = ask_ministries(plan, list(form.cleaned_data["ministries"]), by=seat, now=clock.now())
            messages.success(request, _asked(len(asked)))
            return redirect("ministries", year, place)
    context = {"plan": plan, "path": _path_below(plan), "form": form, "offered": offered, "attempt": attempt}
    return render(request, "workplans/ministries/ministries_ask.html", context, status=attempt.status)


@require_http_methods(["GET", "HEAD", "POST"])
def ministry_answer(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """A member says yes or no for the ministry of the seat."""
    seat = seat_of(request)
    plan = _plan_or_404(request, year, place)
    content = content_of_plan(plan)
    form = MinistryWordForm(posted(request), initial={"seen": content_mark(content)})
    heading = gettext("Answer for your ministry")
    may = may_answer_for_ministry(seat, plan)
    if seat.role == Role.MEMBER and not may and request.method != "POST":
        # A notice leads here also after the plan was submitted.
        return done_already(request, heading=heading, reason=str(may.reason), path=_path_below(plan))
    attempt = Attempt(request, form, may, keeps=seat.role == Role.MEMBER)
    if attempt.is_due:
        with attempt:
            answer_for_ministry(plan, **form.cleaned_data, by=seat, now=clock.now())
            messages.success(request, gettext("The answer of your ministry is saved."))
            return redirect("ministries", year, place)
    return _word_page(request, plan, seat.ministry, attempt, content, heading)


@require_http_methods(["GET", "HEAD", "POST"])
def ministry_paper(request: HttpRequest, year: int, place: str, pk: int) -> HttpResponse:
    """The lead records what a ministry answered on paper."""
    seat = seat_of(request)
    plan = _plan_or_404(request, year, place)
    ministry = get_object_or_404(Ministry, pk=pk, taskforce=plan.taskforce)
    content = content_of_plan(plan)
    form = MinistryWordForm(posted(request), initial={"seen": content_mark(content)})
    attempt = Attempt(request, form, may_record_for_ministry(seat, plan), keeps=seat.role == Role.LEAD)
    if attempt.is_due:
        with attempt:
            record_for_ministry(plan, ministry, **form.cleaned_data, by=seat, now=clock.now())
            said = gettext("The answer is recorded: %(ministry)s.")
            messages.success(request, said % {"ministry": ministry.name})
            return redirect("ministries", year, place)
    heading = gettext("Record an answer on paper")
    return _word_page(request, plan, ministry, attempt, content, heading)


def _plan_or_404(request: HttpRequest, year: int, place: str) -> Workplan:
    """Get the plan for its taskforce. Raises `Refused` for other readers, `Http404` for the others."""
    plan = workplan_or_404(request, year, place)
    require(may_read_ministries(seat_of(request), plan))
    return plan


def _word_page(
    request: HttpRequest,
    plan: Workplan,
    ministry: Ministry | None,
    attempt: Attempt,
    content: Content,
    heading: str,
) -> HttpResponse:
    """The form with what is answered to. After a change of the plan the next saving answers to the plan of now."""
    if attempt.stale:
        attempt.show_theirs((), seen=content_mark(content))
    before = next((said for said in answers_of(plan) if said.ministry == ministry and said.answer), None)
    context = {
        "plan": plan,
        "path": _path_below(plan),
        "heading": heading,
        "ministry": ministry,
        "form": attempt.form,
        "attempt": attempt,
        "activities": activities_counted(len(content.keys() - {NEEDS})),
        "money": money(plan.committed),
        "before": row_of(before, content) if before else None,
        "changed": _links(plan, before, content),
    }
    return render(request, "workplans/ministries/ministry_word.html", context, status=attempt.status)


def _links(plan: Workplan, before: MinistryAnswer | None, content: Content) -> list[dict[str, Any]]:
    """The lines that changed since an answer, with their addresses."""
    codes = lines_changed(before.content, content) if before else []
    return [
        {"code": code, "url": reverse("activity", args=[*address_parts(plan), int(code.rpartition("-")[2])])}
        for code in codes
    ]


def _path_below(plan: Workplan) -> list[Way]:
    return [*path_to(plan), (gettext("Ministries"), reverse("ministries", args=address_parts(plan)))]


def _agree(number: int, of: int) -> str:
    said = ngettext(
        "%(number)s of %(count)s ministry agrees to the current workplan.",
        "%(number)s of %(count)s ministries agree to the current workplan.",
        of,
    )
    return said % {"number": number, "count": of}


def _asked(number: int) -> str:
    said = ngettext(
        "You asked %(count)s ministry. Its members see the question on their home page.",
        "You asked %(count)s ministries. Their members see the question on their home page.",
        number,
    )
    return said % {"count": number}
