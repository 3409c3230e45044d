"""The page of a workplan: the draft for its readers, else the released version, else "Not released"."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.generic import View

from commit_portal.addresses import address
from commit_portal.db.related_rows import related_rows
from commit_portal.i18n import money
from commit_portal.workflow import Values, may_walk
from workplans.comments.thread_rows import plan_talk
from workplans.consultation.page import money_of_plan, points_beyond_cost
from workplans.ministries.agreement import agreement_of
from workplans.ministries.permissions import may_read_ministries
from workplans.ministries.queries import later_yes
from workplans.ministries.rows import rows_of
from workplans.models import Activity, Participation, Seat, Taskforce, VersionLine, Workplan, WorkplanVersion
from workplans.pages.filters import listed_areas
from workplans.pages.partner import partner_page
from workplans.pages.state_bar import calls_of, downloads, has_table, reads_points, shared_regional
from workplans.pages.table import kept_labels, save_table, show_table
from workplans.plan.amendments import changes_of_amendment, is_amendment, set_aside
from workplans.plan.lifecycle import DROP_AMENDMENT
from workplans.plan.line_content import money_in_reserve, money_of_partners
from workplans.plan.permissions import may_add_activity, may_edit_workplan, may_see_rounds
from workplans.plan.plan_types import kind_of
from workplans.plan.visibility import activities_visible_to, version_to_read
from workplans.presentation.checklist import by_field, open_points, points_of_guide
from workplans.presentation.facts import status_words, submitted_words
from workplans.presentation.loaders import lines_in_force, load_live_lines, load_version_lines
from workplans.presentation.plan_header import PlanHeader, front_of
from workplans.presentation.rows import months
from workplans.presentation.step_links import closing_links, plan_url, print_link, sent_links
from workplans.presentation.timeline import recent_events, trail
from workplans.request_context.request import SeatMixin, show_year, year_of
from workplans.statuses import DRAFTING, IN_FORCE, Role, WorkplanStatus
from workplans.table.sheet import SentTable

HISTORY_ON_THE_PAGE = 6


def released(
    request: HttpRequest,
    seat: Seat,
    front: PlanHeader,
    *,
    version: WorkplanVersion | None,
    part: Sequence[object],
) -> HttpResponse:
    plan = front.workplan
    context: Values = {
        "plan": plan,
        "title": kind_of(plan.taskforce).title(plan),
        "part": part,
        "shared": shared_regional(plan, front.regional_version),
        "links": [],
    }
    if version is not None:
        lines = load_version_lines(plan, version, seat)
        context |= {
            **listed_areas(request, plan, lines, called=calls_of(seat, front)),
            "talk": plan_talk(seat, plan, front.open_threads),
            "version": version,
        }
        if seat.is_regional_office and plan.status != WorkplanStatus.APPROVED:
            context["status_words"] = status_words(plan, amended=True)
        context["links"] = [*downloads(plan), print_link(seat, plan)]
        if seat.is_regional_office:
            taskforce = f"{address('taskforces')}?year={plan.cycle.year}#{plan.taskforce.slug}"
            context["links"].append((gettext("Taskforce and its ministries"), taskforce))
        context["may_be_newer"] = not (may_see_rounds(seat, plan) and plan.status in IN_FORCE)
        if may_see_rounds(seat, plan):
            history = gettext("The whole history"), plan_url(plan, "workplan_history")
            secured = gettext("Is the Secretariat funding secured?"), plan_url(plan, "plan_funding")
            context["links"] += [*sent_links(seat, plan), *closing_links(seat, plan), secured, history]
    return render(request, "workplans/pages/workplan_released.html", context)


def not_released(request: HttpRequest, year: int, place: str) -> HttpResponse:
    """The page where the reader may see nothing: the same for a draft and for a hidden approved plan."""
    # Anybody may know both, with or without a plan.
    cycle = year_of(year)
    taskforce = Taskforce.objects.select_related("country").filter(slug=place).first()
    if cycle is None or taskforce is None:
        raise Http404
    context = {
        "cycle": cycle,
        "taskforce": taskforce,
        "who_releases": kind_of(taskforce).who_releases(taskforce),
        # Which countries take part is no secret: they are the columns of the year.
        "takes_part": cycle.workplans.filter(taskforce=taskforce).exists(),
    }
    return render(request, "workplans/pages/workplan_not_released.html", context)


def own_part(workplan: Workplan, seat: Seat) -> list[tuple[Activity, str, bool]]:
    """Regional lines that name the reader's country, before the plan is approved: when each runs, and if it is confirmed."""
    if seat.role not in (Role.OFFICER, Role.LEAD) or workplan.status in IN_FORCE:
        return []
    lines = activities_visible_to(seat).not_withdrawn().filter(workplan=workplan)
    parts = Participation.objects.filter(taskforce=seat.taskforce_id, activity__in=lines)
    parts = parts.select_related("activity__area", "activity__type")
    year, ordered = workplan.cycle.year, parts.order_by("activity__area__position", "activity__number")
    return [
        (part.activity, months(part.activity.starts_on, part.activity.ends_on, year), bool(part.confirmed_at))
        for part in ordered
    ]


class WorkplanPage(SeatMixin, View):
    """The page by what the reader may see: draft, approved version, own part, state, or "Not released".

    Who edits the draft of a country has the table, with ?view=list the page that the others read. Only the table is
    sent.
    """

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        seat, year, place = self.actor, self.kwargs["year"], self.kwargs["place"]
        front = front_of(seat, year, place)
        if front is None:
            return not_released(request, year, place)
        show_year(request, front.workplan.cycle)
        if seat.role == Role.PARTNER:
            return partner_page(request, seat, front) or not_released(request, year, place)
        if front.reads_draft:
            return draft_page(request, seat, front)
        plan = front.workplan
        version = version_to_read(plan, seat)
        part = own_part(plan, seat) if kind_of(plan.taskforce).names_countries else ()
        if version is not None or part:
            return released(request, seat, front, version=version, part=part)
        if seat.is_regional_office:
            # State and dates of a draft that is not submitted. No figures.
            context = {"plan": plan, "title": kind_of(plan.taskforce).title(plan)}
            return render(request, "workplans/pages/workplan_state.html", context)
        return not_released(request, year, place)

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Save the table of a draft."""
        front = front_of(self.actor, self.kwargs["year"], self.kwargs["place"])
        if front is None:
            return not_released(request, self.kwargs["year"], self.kwargs["place"])
        return save_table(request, self.actor, front, draft_page)


def draft_page(
    request: HttpRequest, seat: Seat, front: PlanHeader, sent: SentTable | None = None
) -> HttpResponse:
    """The draft as a table for who edits it, else as a list. `sent` is a table that was not saved as a whole."""
    plan = front.workplan
    loaded = load_live_lines(plan, seat)
    never_submitted = [one for one in loaded if one.is_withdrawn and not getattr(one, "ever_submitted", True)]
    lines = [line for line in loaded if line not in never_submitted]
    inside = may_see_rounds(seat, plan)
    events, opened = recent_events(seat, plan, HISTORY_ON_THE_PAGE)
    amendment: Values | None = None
    if inside and plan.of_record and (is_amendment(plan) or (opened and plan.status not in IN_FORCE)):
        amendment = {"why": opened, "may_drop": may_walk(plan, DROP_AMENDMENT, by=seat)}
    gifts = [gift for line in lines if not line.is_withdrawn for gift in related_rows(line, "contributions")]
    drafts_in_table = has_table(seat, plan)
    as_table = drafts_in_table and request.GET.get("view") != "list"
    context: Values = {
        **_what_it_is(seat, front, is_amended=amendment is not None),
        **_points(seat, plan),
        "may_edit": may_edit_workplan(seat, plan),
        "may_add": may_add_activity(seat, plan),
        "amendment": amendment,
        "never_submitted": never_submitted,
        "sums": {"reserve": money_in_reserve(lines), "money": money_of_plan(gifts)},
        "history": trail(events),
        "reads_rounds": inside,
        # Read as a list, a draft offers no kept words: they go into the lines of its table.
        "kept_labels": kept_labels(seat, plan) if as_table or not drafts_in_table else [],
    }
    amends = None
    if amendment and is_amendment(plan):
        # What it does to each line that it changes.
        amends = {change.activity.pk: str(change.kind.label) for change in changes_of_amendment(plan, lines)}
    if as_table:
        # A line stays in its place while it was just withdrawn there, also where no list has it.
        gone = {
            *request.GET.getlist("withdrawn"),
            *request.POST.getlist("withdraw"),
            request.POST.get("restore"),
        }
        in_place = [line for line in loaded if line in lines or line.short_code in gone]
        return show_table(request, seat, in_place, context, sent, amends=amends)
    in_list: Sequence[Activity | VersionLine] = lines
    if aside := set_aside(plan, lines):
        in_list = lines_in_force(plan, aside.record, seat)
        money_given = {"accepted": money(money_of_partners(in_list))}
        context |= {
            "in_force": aside.record,
            "sums": {"reserve": money_in_reserve(in_list), "money": money_given},
            "needs": aside.record.needs,
            "aside": aside if inside else None,
        }
    # Who drafts in the table filters nothing; the others filter and sort their list.
    called = calls_of(seat, front)
    context |= listed_areas(request, plan, in_list, is_inside=inside, amends=amends, called=called)
    return render(request, "workplans/pages/workplan_detail.html", context)


def _what_it_is(seat: Seat, front: PlanHeader, *, is_amended: bool) -> Values:
    """The plan with its state, its money and who reads it."""
    plan = front.workplan
    reads_agreement = (
        plan.status == WorkplanStatus.SUBMITTED and plan.agreed_on is not None and may_see_rounds(seat, plan)
    )
    return {
        "front": front,
        "plan": plan,
        "title": kind_of(plan.taskforce).title(plan),
        "status_words": status_words(plan, amended=is_amended),
        "submitted_words": submitted_words(plan, seat),
        "bodies": [*filter(None, dict.fromkeys((plan.taskforce.led_by, *map(str, front.ministries))))],
        "shared": shared_regional(plan, front.regional_version),
        "ministries": rows_of(plan) if plan.status in DRAFTING and may_read_ministries(seat, plan) else (),
        "agreement": agreement_of(plan) if reads_agreement else None,
        "later": later_yes(plan) if reads_agreement else (),
        "needs": plan.needs,
        "talk": plan_talk(seat, plan, front.open_threads),
    }


def _points(seat: Seat, plan: Workplan) -> Values:
    """The open points and what is worth a look, for those who draft and who may edit."""
    reads = plan.status in DRAFTING and reads_points(seat, plan)
    points = open_points(plan, seat) if reads else []
    warnings = [*points_of_guide(plan), *points_beyond_cost(plan)] if reads else []
    return {"points": points, "open": by_field(points), "warnings": warnings}
