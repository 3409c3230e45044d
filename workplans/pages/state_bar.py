"""What the pages of a workplan share: the state bar with its menus, what calls the reader, shared regional activities."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.http import HttpRequest
from django.utils.translation import gettext, pgettext

from commit_portal import clock
from commit_portal.addresses import address
from commit_portal.forms.base import Values
from commit_portal.i18n import day, due_words, ngettext_lazy, say, short_day
from commit_portal.workflow import Link
from workplans.comments.queries import open_on_lines, told_lead_at
from workplans.comments.thread_rows import calls_on_lines, open_words
from workplans.ministries.permissions import may_answer_for_ministry, may_read_ministries
from workplans.ministries.rows import asked_of, earlier_yes, rows_of
from workplans.models import Seat, VersionLine, Workplan, WorkplanVersion
from workplans.plan import permissions
from workplans.plan.lifecycle import HANDING_OVER, SEND_DECISIONS
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import are_loaded, decided_so_far, lines_shared_with, lines_with_outcomes
from workplans.presentation.checklist import Button, Point, draft_button, open_points, points_shown
from workplans.presentation.loaders import load_live_lines
from workplans.presentation.plan_header import PlanHeader, front_of
from workplans.presentation.rows import months
from workplans.presentation.step_links import line_url, plan_url, print_link, step_links
from workplans.statuses import DRAFTING, Role, Step, WorkplanStatus


def has_table(seat: Seat, plan: Workplan) -> bool:
    """Whether this reader drafts in the table. The regional plan keeps its list: its lines name countries too."""
    return not kind_of(plan.taskforce).names_countries and bool(permissions.may_edit_workplan(seat, plan))


def downloads(plan: Workplan) -> list[Link]:
    """Links to the files of a plan."""
    at = (plan.cycle.year, plan.taskforce.slug)
    return [
        (gettext("Download as Excel"), address("workplan_export", *at, "xlsx")),
        (gettext("Download as CSV"), address("workplan_export", *at, "csv")),
    ]


def calls_of(seat: Seat, front: PlanHeader) -> dict[str, Link]:
    """What calls the reader in the comments, by the number of the activity: one query, where a thread is open."""
    plan = front.workplan
    if not front.open_threads or plan.status == WorkplanStatus.CLOSED:
        return {}
    return calls_on_lines(plan, open_on_lines(seat, workplan=plan.pk, user=seat.user_id))


def shared_regional(workplan: Workplan, regional_version: int | None) -> list[tuple[VersionLine, str]]:
    """Regional activities that a country shares, and when each runs. Empty on the region's own page."""
    if kind_of(workplan.taskforce).names_countries or regional_version is None:
        return []
    lines = lines_shared_with(workplan.taskforce_id, regional_version)
    return [(line, months(line.starts_on, line.ends_on, workplan.cycle.year)) for line in lines]


UNDER_WAY = (*DRAFTING, WorkplanStatus.SUBMITTED)


def state_bar_of(request: HttpRequest, seat: Seat, plan: Workplan, page: Values) -> Values | None:
    """The bar and the menus for who works with the draft; None for other readers.

    `page` is the context of the page: what it has loaded (`front`, `points`, `ministries`, `queue`) is not asked for
    again. Else one query for the head, 2 for the taskforce while the plan is drafted or for who answers for a ministry, one
    for who decides on a submitted plan, or who tells the lead.
    """
    front: PlanHeader | None = page.get("front") or front_of(seat, plan.cycle.year, plan.taskforce.slug)
    if front is None or not front.reads_draft or seat.role in (Role.PARTNER, Role.OBSERVER):
        return None
    points, rows = page.get("points"), page.get("ministries")
    plan = plan if are_loaded(plan) else front.workplan
    drafting = plan.status in DRAFTING
    if points is None and drafting and reads_points(seat, plan):
        if not are_loaded(plan):
            load_live_lines(plan, seat, offers=[])
        points = open_points(plan, seat)
    # A member may answer while the plan is submitted too.
    answers = plan.status == WorkplanStatus.SUBMITTED and seat.role == Role.MEMBER and not rows
    if (answers or (drafting and rows is None)) and may_read_ministries(seat, plan):
        rows = rows_of(plan)
    # What an amendment changed before it was set aside does not count, nor a ceiling that came after the plan was closed.
    of_record = front.workplan.of_record if plan.status == WorkplanStatus.CLOSED else None
    money = page.get("in_force") or of_record or plan
    # The dates of the year are those of first drafts.
    until = None if front.is_amended else front.step_until
    today = clock.today()
    missed = until if until and until < today and not plan.cycle.was_opened_after(until) else None
    late = due_words(missed, today) if missed and plan.status in UNDER_WAY else ""
    left, approved, step = None, None, gettext("Step %(number)s of %(all)s: %(name)s")
    step = "" if plan.status == WorkplanStatus.CLOSED else step
    if plan.status == WorkplanStatus.SUBMITTED and permissions.may_decide(seat, plan):
        queue = page.get("queue")
        lines = plan.activities.all() if are_loaded(plan) else lines_with_outcomes(plan)
        left, approved = queue.so_far if queue else decided_so_far(lines)
        step = gettext("Step %(number)s of %(all)s, US$%(asked)s asked for")
    mine = _button(request, seat, plan, points or [], rows or (), left)
    links = [(str(label), url, False) for label, url in step_links(seat, plan)]
    mine += _to_choose(seat, front)
    steps = [*mine, *(link for link in links if link[1] not in [url for _, url, _ in mine])]
    button = next(iter(steps), None)
    state = {
        "name": plan.taskforce.name,
        "year": plan.cycle.year,
        "code": plan.status,
        "status": WorkplanStatus(plan.status).label,
        "late": late,
        "step": say(
            step, number=front.step, all=len(Step), name=Step(front.step).label, asked=plan.committed
        ),
        "turn": _turn(seat, front, until, points or []),
        "points": _points(seat, plan, points or [], left) if drafting or left is not None else None,
        "lowered": _lowered(plan, today),
        **_money(money, approved, today),
        "button": button,
    }
    return {"state": state, "button": button, "menus": _menus(seat, front, rows or (), steps[1:])}


def _lowered(plan: Workplan, today: date) -> Values | None:
    """The lower ceiling that is announced, from which day, and whether the plan is above it (YEARS.md 4)."""
    if plan.next_ceiling_on is None or plan.next_ceiling is None or plan.status == WorkplanStatus.CLOSED:
        return None
    starts, over = plan.next_ceiling_on, plan.committed > plan.next_ceiling
    return {"day": day(starts), "ceiling": plan.next_ceiling, "is_ahead": starts > today, "is_over": over}


def _money(plan: Workplan | WorkplanVersion, approved: Decimal | None, today: date) -> Values:
    """What the plan asks for under the ceiling; for who decides, what is approved so far (`plan_money.html`)."""
    ceiling = plan.ceiling_on(today) if isinstance(plan, Workplan) else plan.ceiling
    committed = plan.committed if approved is None else approved
    left = None if ceiling is None else ceiling - committed
    return {"ceiling": ceiling, "committed": committed, "left": left, "is_approved": approved is not None}


def _button(
    request: HttpRequest,
    seat: Seat,
    plan: Workplan,
    points: Sequence[Point],
    rows: Sequence[Values],
    left: int | None,
) -> list[Button]:
    """The one button by seat and state: words, address, and whether it is solid; none where a step of the plan is it.

    Without an address it sends the form `submit` of the page.
    """
    if left is not None:
        every = f"{plan_url(plan, 'decisions')}#sending"
        return [(gettext("Send decisions"), every if left else plan_url(plan, SEND_DECISIONS.page), not left)]
    if may_answer_for_ministry(seat, plan, asked_of(rows) if rows else None):
        mine = next((row for row in rows if row["pk"] == seat.ministry_id), None)
        answered = mine is not None and bool(mine["given"]) and not mine["given"].waits
        words = gettext("Change the answer") if answered else pgettext("action", "Answer")
        page = plan_url(plan, "ministry_answer")
        return [(words, "#div_id_answer" if request.path == page else page, False)]
    if plan.status not in DRAFTING or not permissions.drafts(seat, plan):
        return []
    step = HANDING_OVER[kind_of(plan.taskforce)]
    is_here = request.resolver_match is not None and request.resolver_match.url_name == step.page
    return [draft_button(seat, plan, points, is_here=is_here)]


def _to_choose(seat: Seat, front: PlanHeader) -> list[Button]:
    """The task to choose targets that the revision asked for has, where this seat has it."""
    plan = front.workplan
    if not front.stuck or not permissions.may_change_or_amend(seat, plan):
        return []
    words = ngettext_lazy(
        "Choose another target for %(count)s activity", "Choose other targets for %(count)s activities"
    )
    return [(say(words, count=front.stuck), line_url(plan, front.first_stuck), False)]


def _turn(seat: Seat, front: PlanHeader, last: date | None, points: Sequence[Point]) -> tuple[str, str]:
    """Whose turn it is, as at home, and who is next or until when: `last` is the last day of the step."""
    plan, country = front.workplan, front.workplan.taskforce.name
    until = say(gettext("Last day: %(day)s"), day=short_day(last, plan.cycle.year)) if last else ""
    yours, regional = gettext("Your task now"), kind_of(plan.taskforce).names_countries
    desk = say(gettext("Next: the %(country)s desk"), country=country)
    if plan.status not in UNDER_WAY:
        approved, runs = plan.status == WorkplanStatus.APPROVED, gettext("The activities last until %(day)s")
        releases = approved and front.is_to_release and seat.role == Role.LEAD
        until = say(runs, day=short_day(last, plan.cycle.year)) if approved and last else ""
        waits = gettext("Task of the lead") if front.stuck and approved and not regional else ""
        yours = yours if releases or _to_choose(seat, front) else waits
        return yours or gettext("Nobody has a task in the portal now"), until
    if plan.status == WorkplanStatus.SUBMITTED:
        if regional:
            return gettext("A second person of the regional office must approve"), until
        if seat.is_desk_of(plan.taskforce_id):
            return yours, say(gettext("Next: the %(country)s taskforce"), country=country)
        return say(gettext("The %(country)s desk must decide"), country=country), until
    if not permissions.drafts(seat, plan):
        return say(gettext("The %(country)s taskforce must submit the workplan"), country=country), until
    if regional:
        return yours, gettext("Next: a colleague approves")
    if points or seat.role == Role.LEAD:
        return yours, desk if seat.role == Role.LEAD else gettext("Next: the lead")
    told = told_lead_at(seat, plan) if front.open_threads else None
    said = say(gettext("You told the lead on %(day)s"), day=short_day(told, plan.cycle.year)) if told else ""
    if plan.status == WorkplanStatus.RETURNED:
        return gettext("Task of the lead"), said
    return yours, said or gettext("Next: the lead")


def _points(seat: Seat, plan: Workplan, points: Sequence[Point], left: int | None) -> Values | None:
    """The open points with the list and the next one; for who decides, the activities to decide on."""
    if left is not None:
        said = ngettext_lazy("%(count)s activity to decide", "%(count)s activities to decide")
        words = say(said, count=left) if left else gettext("All activities are decided")
        return {"count": left, "words": words, "url": plan_url(plan, "decisions")}
    return points_shown(seat, plan, points) if reads_points(seat, plan) else None


def reads_points(seat: Seat, plan: Workplan) -> bool:
    """Whether the open points are shown: to those who draft, and to who may edit."""
    return seat.sits_in(plan.taskforce_id) or bool(permissions.may_edit_workplan(seat, plan))


def _menus(seat: Seat, front: PlanHeader, rows: Sequence[Values], steps: Sequence[Button]) -> Values:
    """What the two menus show of the plan to the seat (`plan_menus.html`), in plain values."""
    plan = front.workplan
    return {
        "year": plan.cycle.year,
        "place": plan.taskforce.slug,
        "status": plan.status,
        "has_record": plan.of_record_id is not None,
        "has_lines": front.has_lines,
        "has_year_behind": front.has_year_behind,
        "may_add": bool(permissions.may_add_activity(seat, plan)),
        "may_edit": bool(permissions.may_edit_workplan(seat, plan)),
        "has_table": has_table(seat, plan),
        "files": [*downloads(plan), print_link(seat, plan)],
        "steps": steps,
        "ministries": _ministries(front, rows) if may_read_ministries(seat, plan) else None,
        "reads_rounds": bool(permissions.may_see_rounds(seat, plan)),
        "readers": front.readers,
        "is_office": seat.is_regional_office,
        "threads": open_words(front.open_threads),
    }


def _ministries(front: PlanHeader, rows: Sequence[Values]) -> Values:
    """How many ministries of a draft agree and how many answered what; empty where nobody waits for them."""
    if front.workplan.status not in DRAFTING or not front.ministries:
        return {}
    # A no never leaves the taskforce. Whom nobody asked has nothing to answer. One that ended counts no more.
    keys = {ministry.pk for ministry in front.ministries}
    rows = [row for row in rows if row["pk"] in keys]
    codes = Counter(row["code"] for row in rows)
    unasked = len(keys) - codes.total() + codes["not_asked"]
    agree, earlier = sum(row["agrees"] for row in rows), earlier_yes(rows)
    return {"agree": agree, "all": len(keys), "earlier": earlier, "codes": codes, "unasked": unasked}
