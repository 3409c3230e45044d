"""The page of a workplan for readers without the draft: the approved version, the state, or "Not released"."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from commit_portal.addresses import address
from commit_portal.i18n.formatting import day
from commit_portal.workflow.views import Values
from workplans.comments.thread_rows import plan_talk
from workplans.models import Seat, Taskforce, Workplan, WorkplanVersion
from workplans.pages.filters import listed_areas
from workplans.pages.header import calls_of, downloads
from workplans.pages.regional_lines import own_part, shared_regional
from workplans.plan.permissions import may_see_rounds
from workplans.plan.plan_types import kind_of
from workplans.plan.visibility import activities_visible_to
from workplans.presentation.facts import Fact, status_words
from workplans.presentation.loaders import load_version_lines, texts_today
from workplans.presentation.plan_header import PlanHeader
from workplans.presentation.step_links import closing_links, print_link
from workplans.request_context.request import year_of
from workplans.statuses import IN_FORCE, Role, WorkplanStatus


def released(
    request: HttpRequest,
    seat: Seat,
    front: PlanHeader,
    *,
    version: WorkplanVersion | None = None,
    part: Sequence[object] = (),
) -> HttpResponse:
    plan = front.workplan
    regional = kind_of(plan.taskforce).names_countries
    year = plan.cycle.year
    context: Values = {
        "plan": plan,
        "title": kind_of(plan.taskforce).title(plan),
        "part": part,
        "shared": shared_regional(plan, front.regional_version),
        "links": [],
    }
    if version is not None:
        lines = load_version_lines(plan, version, seat)
        if regional and seat.role in (Role.OFFICER, Role.LEAD) and plan.status not in IN_FORCE:
            context["part"] = own_part(plan, seat, activities_visible_to(seat))
        context |= {
            **listed_areas(request, plan, lines, texts_today(plan), called=calls_of(seat, front)),
            "talk": plan_talk(seat, plan, front.open_threads),
            "version": version.number,
            "since": day(version.made_at),
            "committed": version.committed,
            "ceiling": version.ceiling,
            "left": version.left,
        }
        if seat.is_regional_office and plan.status != WorkplanStatus.APPROVED:
            context["state_now"] = plan.get_status_display()
            context["status_words"] = status_words(plan, amended=True)
        context["links"] = [
            *downloads(plan),
            print_link(seat, plan),
        ]
        if may_see_rounds(seat, plan):
            context["links"] += [
                *closing_links(seat, plan),
                (
                    gettext("The whole history"),
                    address("workplan_history", year, plan.taskforce.slug),
                ),
            ]
    return render(request, "workplans/pages/workplan_released.html", context)


def state_only(request: HttpRequest, plan: Workplan) -> HttpResponse:
    """State and dates of a draft that is not submitted, for the regional office. No figures."""
    submitted = day(plan.submitted_at) if plan.submitted_at else gettext("Not yet")
    if plan.submitted_at and plan.is_taken_back:
        submitted = gettext("Submitted on %(day)s, cancelled later") % {"day": submitted}
    steps = [
        Fact(gettext("Status"), plan.get_status_display()),
        Fact(gettext("Submitted"), submitted),
        Fact(gettext("Decided"), day(plan.decided_at) if plan.decided_at else gettext("Not yet")),
    ]
    context = {
        "plan": plan,
        "title": kind_of(plan.taskforce).title(plan),
        "status_label": plan.get_status_display(),
        "steps": steps,
    }
    return render(request, "workplans/pages/workplan_state.html", context)


def not_released(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The page where the reader may see nothing: the same for no plan, a draft, and a hidden approved plan."""
    # Anybody may know both, with or without a plan.
    cycle = year_of(year)
    taskforce = Taskforce.objects.select_related("country").filter(slug=place).first()
    if cycle is None or taskforce is None:
        raise Http404
    context = {
        "cycle": cycle,
        "taskforce": taskforce,
        "who_releases": kind_of(taskforce).who_releases(taskforce),
    }
    return render(request, "workplans/pages/workplan_not_released.html", context)
