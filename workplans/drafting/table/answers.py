"""What an answer to a saved row needs beside the row: the line as the page loads it, and the sums that it changed."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db.models import BigIntegerField, QuerySet
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commit_portal.db.compiled_queries import attach, prepared
from commit_portal.i18n.formatting import money
from workplans.consultation.support_rows import sum_in_words
from workplans.drafting.table.rows import left_words, standing_words, sum_of_area
from workplans.lines.ground import Ground
from workplans.models import Activity, ActivityTarget, Contribution, Seat
from workplans.presentation.checklist import (
    Point,
    by_field,
    draft_button,
    group_of,
    open_points,
    points_shown,
)
from workplans.presentation.loaders import load_lines_to_check
from workplans.statuses import ContributionStatus

CHECKLIST = "workplans/pages/workplan_checklist.html"
# So many open points are sent as a whole with a saved row.
FEW = 8


def put_on_ground(line: Activity, ground: Ground) -> None:
    """Give a line its area and targets of the ground, which are loaded: at most one query, for the keys."""
    line.area = ground.area(line.area_id) or line.area
    keys = {link.target_id for link in line.target_links.all()}
    links = [ActivityTarget(activity=line, target=one) for one in line.area.targets.all() if one.pk in keys]
    attach([line], "target_links", links, by="activity")


def sums_of(line: Activity, by: Seat, names: Iterable[str]) -> SafeString:
    """The money of the plan and of the line's area, and the open points, as elements. Two queries.

    Of many open points those of the fields with these `names`, all without. The line gets its support, and the plan
    its lines.
    """
    plan = line.workplan
    load_lines_to_check([plan])
    lines, supports = plan.activities.all(), _supports(workplan=plan.pk)
    attach([line], "contributions", supports, by="activity")
    reserve = sum((item.secretariat_cost or Decimal(0) for item in lines if item.is_in_reserve), Decimal(0))
    sums = {
        "committed": standing_words(plan),
        "left": left_words(plan.left),
        "meter": f"{plan.committed:.2f}",
        "reserve": money(reserve),
        "asked": sum_in_words(supports, ContributionStatus.ASKED),
    }
    area = sum_of_area(line.area, [item for item in lines if item.area_id == line.area_id])
    points = open_points(plan, by)
    bar = render_to_string(
        "workplans/pages/state_bar_points.html", {"points": points_shown(by, plan, points)}
    )
    words, url, _is_solid = draft_button(by, plan, points)
    button = format_html('<b data-sum="button"><a class="btn btn-primary" href="{}">{}</a></b>', url, words)
    return (
        format_html_join("", '<b data-sum="{}">{}</b>', sums.items())
        + area
        + bar
        + _checklist(points, names)
        + button
    )


def _checklist(points: Sequence[Point], names: Iterable[str]) -> SafeString:
    """The list of open points: as a whole, or of many the groups of some fields and what is in no group."""
    shown, fields = by_field(points), {group_of(name) for name in names}
    if not fields or len(points) <= FEW:
        return render_to_string(CHECKLIST, {"open": shown})
    groups = (group for group in shown["missing"] if group["name"] in fields)
    parts = [render_to_string(f"{CHECKLIST}#group", {"group": group}) for group in groups]
    count = format_html('<b data-sum="points-count">{}</b>', shown["words"])
    return SafeString("".join((count, *parts, render_to_string(f"{CHECKLIST}#others", {"open": shown}))))


@prepared(workplan=BigIntegerField())
def _supports(*, workplan: int) -> QuerySet[Contribution]:
    """What partners are asked for, offer and give for the lines of a plan."""
    standing = Contribution.objects.filter(activity__workplan=workplan, activity__withdrawn_at__isnull=True)
    return standing.select_related("partner").order_by("pk")
