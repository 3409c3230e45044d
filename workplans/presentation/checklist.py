"""The checklist of a draft: each broken rule with the page that mends it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from commit_portal.forms.base import Values
from commit_portal.i18n.messages import Message, say
from commit_portal.refusals import Violation
from commit_portal.workflow.lifecycle import violations_of
from workplans.models import Seat, Workplan
from workplans.plan.lifecycle import HANDING_OVER
from workplans.plan.permissions import may_add_activity, may_edit_workplan
from workplans.plan.plan_types import kind_of
from workplans.plan.rules import wp_3, wp_5, wp_6
from workplans.statuses import Role

# Sentences that offer what only the lead may do, and what everybody else reads instead.
ASK_THE_LEAD = {"line.returned_unchanged": "line.returned_unchanged_ask"}


@dataclass(frozen=True)
class Point:
    """One point of the checklist: open with a link to its field, done, or worth a look.

    `where` is the short code of the line that it is about; empty for the plan as a whole.
    """

    status: str
    word: str
    text: str
    url: str = ""
    second: str = ""
    where: str = ""


def checklist_of(workplan: Workplan, seat: Seat) -> tuple[Point, ...]:
    """Points to mend before the plan is submitted, open ones first, each with a link to its field.

    Links and words depend on the reader: a member does not edit a line, and only the lead keeps a returned
    line without support.
    """
    broken = violations_of(workplan, HANDING_OVER[kind_of(workplan.taskforce)])
    over = any(violation.breaks(wp_3) for violation in broken)
    done = gettext("Done:")
    points = [
        Point(
            "open",
            gettext("To do:"),
            _for(seat, violation),
            _where_to(seat, workplan, violation),
            where=violation.where,
        )
        for violation in broken
    ]
    count = sum(not line.is_withdrawn for line in workplan.activities.all())
    if count and not any(violation.breaks(wp_5) for violation in broken):
        complete = gettext("Every activity has a title, type, dates, lead body and amount.")
        points.append(Point("done", done, complete))
    if not over:
        points.append(Point("done", done, gettext("The Secretariat funding is not above the ceiling.")))
    if kind_of(workplan.taskforce).has_guide:
        cycle = workplan.cycle
        unusual = wp_6(workplan)
        numbers = {"least": cycle.guide_min, "most": cycle.guide_max}
        guide = gettext("The recommended number is %(least)s to %(most)s.") % numbers
        if unusual:
            guide = (
                gettext("The recommended number is %(least)s to %(most)s. This number is not a limit.")
                % numbers
            )
        status, word = ("no_activity", gettext("Please check:")) if unusual else ("done", done)
        said = say(
            ngettext("The workplan has %(count)s activity.", "The workplan has %(count)s activities.", count),
            count=count,
        )
        points.append(Point(status, word, said, second=guide))
    return tuple(points)


def by_line(workplan: Workplan, points: Sequence[Point]) -> list[Values]:
    """Points line by line under its code and title, after those of the plan as a whole, which have no name."""
    names = {line.short_code: f"{line.code} {line.title}" for line in workplan.activities.all()}
    grouped: dict[str, list[Point]] = {}
    for point in points:
        grouped.setdefault(point.where, []).append(point)
    return [{"name": names.get(where, ""), "points": grouped[where]} for where in sorted(grouped)]


def _for(seat: Seat, violation: Violation) -> str:
    said = violation.message
    if isinstance(said, Message) and said.code in ASK_THE_LEAD and seat.role != Role.LEAD:
        return str(replace(said, code=ASK_THE_LEAD[said.code]))
    return str(violation)


def _where_to(seat: Seat, workplan: Workplan, violation: Violation) -> str:
    year, place = workplan.cycle.year, workplan.taskforce.slug
    if violation.field == "activities":
        return reverse("activity_add", args=[year, place]) if may_add_activity(seat, workplan) else ""
    if not violation.where:
        return ""
    if not violation.field or not may_edit_workplan(seat, workplan):
        return reverse("activity", args=[year, place, int(violation.where)])
    group = violation.field in ("targets", "countries")
    anchor = f"div_id_{violation.field}" if group else f"id_{violation.field}"
    return f"{reverse('activity_edit', args=[year, place, int(violation.where)])}#{anchor}"
