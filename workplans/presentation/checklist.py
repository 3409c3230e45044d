"""What is still open in a plan before it is submitted: one count for its pages, its table and the home page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext, ngettext

from commit_portal.forms.base import Values
from commit_portal.i18n import Message, Words, say
from commit_portal.refusals import Violation
from commit_portal.workflow import violations_of
from workplans.fields import BY_NAME, COLUMNS, FIELDS
from workplans.models import Seat, Workplan
from workplans.plan.lifecycle import HANDING_OVER
from workplans.plan.permissions import may_add_activity, may_edit_workplan
from workplans.plan.plan_types import kind_of
from workplans.plan.rules import wp_2, wp_5, wp_6
from workplans.presentation.step_links import line_url, plan_url
from workplans.statuses import DRAFTING, Role, WorkplanStatus

# Sentences that offer what only the lead may do, and what everybody else reads instead.
ASK_THE_LEAD = {"line.returned_unchanged": "line.returned_unchanged_ask"}
# Words, address, and whether it is solid.
type Button = tuple[str, str, bool]
ORDER = {item.name: number for number, item in enumerate(FIELDS)}


@dataclass(frozen=True)
class Point:
    """One point with a link to its cell: open, or worth a look.

    `where` is the short code of the activity that it is about, and `field` the name of its field; both are empty for
    the plan as a whole. `is_missing`: the field is empty.
    """

    text: Words
    url: str = ""
    where: str = ""
    field: str = ""
    is_missing: bool = False

    @property
    def name(self) -> str:
        """The cell in a few words: "007, start date"; the whole sentence of a point about the plan."""
        if not self.where or not self.field:
            return self.where or str(self.text)
        return say(gettext("%(code)s, %(field)s"), code=self.where, field=str(BY_NAME[self.field].inside))


def open_now(workplan: Workplan) -> list[Violation]:
    """All that submitting will ask of a draft or a returned plan, in the order of its table; none in other states.

    Reads the lines that were put on the plan.
    """
    if workplan.status not in DRAFTING:
        return []
    places = {line.short_code: number for number, line in enumerate(workplan.activities.all())}
    found = violations_of(workplan, HANDING_OVER[kind_of(workplan.taskforce)])
    return sorted(found, key=lambda one: (places.get(one.where, len(places)), ORDER.get(one.field, 0)))


def open_points(workplan: Workplan, seat: Seat) -> list[Point]:
    """The same with links and words, which depend on the reader.

    A member does not edit a line, and only the lead keeps a returned line without support.
    """
    found, edits = [], bool(may_edit_workplan(seat, workplan))
    for violation in open_now(workplan):
        said = violation.message
        if isinstance(said, Message) and said.code in ASK_THE_LEAD and seat.role != Role.LEAD:
            said = replace(said, code=ASK_THE_LEAD[said.code])
        point = Point(
            said,
            _where_to(seat, workplan, violation, edits=edits),
            where=violation.where,
            field=violation.field,
            is_missing=bool(violation.where) and (violation.breaks(wp_5) or violation.breaks(wp_2)),
        )
        found.append(point)
    return found


def points_words(count: int) -> str:
    """How many points are open, in words."""
    return say(ngettext("%(count)s point open", "%(count)s points open", count), count=count)


def points_shown(seat: Seat, workplan: Workplan, points: Sequence[Point]) -> Values:
    """The open points as the state bar has them: how many, the list of them, the next one."""
    submit = HANDING_OVER[kind_of(workplan.taskforce)]
    url = f"{plan_url(workplan)}#points"
    if seat.role == Role.LEAD and not kind_of(workplan.taskforce).names_countries:
        url = plan_url(workplan, submit.page)
    words = points_words(len(points)) if points else gettext("No open points")
    first = next((point for point in points if point.url), None)
    following = first and {"where": first.where, "url": first.url, "name": first.name}
    return {"count": len(points), "words": words, "url": url, "next": following}


def draft_button(seat: Seat, plan: Workplan, points: Sequence[Point], *, is_here: bool = False) -> Button:
    """The one button of a draft's bar: the next open point, or the step of this seat. `is_here`: its page is read.

    Without an address it sends the form `submit` of the page.
    """
    kind, returned = kind_of(plan.taskforce), plan.status == WorkplanStatus.RETURNED
    step, following = HANDING_OVER[kind], next((point for point in points if point.url), None)
    submits = bool(step.permission(seat, plan))
    if following and (returned or is_here or not submits or kind.names_countries):
        code = following.where if returned else ""
        words = say(gettext("Next: %(code)s"), code=code) if code else gettext("Next open point")
        return words, following.url, True
    if not submits:
        words = gettext("Tell the lead") if returned else gettext("Tell the lead it is ready")
        about = gettext("The workplan is ready to submit")
        return words, f"{plan_url(plan, 'comment_on_plan')}?told={Role.LEAD}&about={about}", True
    if is_here:
        return gettext("Submit to the Secretariat"), "", True
    words = gettext("Submit again") if returned and not points else gettext("Check and submit")
    words = gettext("Propose for approval") if kind.names_countries else words
    return words, plan_url(plan, step.page), True


def group_of(name: str) -> str:
    """The field under whose name the open points of a field stand."""
    return BY_NAME[name].part_of or name


def by_field(points: Sequence[Point]) -> Values:
    """Fields with the cells that lack them, in the order of the table; and the other points, each whole.

    Each column of the table has its group, also where no cell of it is missing.
    """
    groups: dict[str, list[Point]] = {group_of(name): [] for name in COLUMNS}
    for point in sorted(points, key=lambda one: (ORDER.get(one.field, 0), one.where)):
        if point.is_missing:
            groups.setdefault(group_of(point.field), []).append(point)
    return {
        "count": len(points),
        "words": points_words(len(points)),
        "missing": [
            {
                "name": name,
                "label": str(BY_NAME[name].row or BY_NAME[name].label),
                "cells": cells,
                "is_plain": len({point.field for point in cells}) == 1,
            }
            for name, cells in groups.items()
        ],
        "others": [point for point in points if not point.is_missing],
    }


def points_of_guide(workplan: Workplan) -> list[Point]:
    """A point worth a look where the number of activities is unusual (WP-6)."""
    unusual = wp_6(workplan)
    return [Point(str(unusual))] if unusual else []


def _where_to(seat: Seat, workplan: Workplan, violation: Violation, *, edits: bool) -> str:
    if violation.field == "activities":
        return plan_url(workplan, "activity_add") if may_add_activity(seat, workplan) else ""
    if not violation.where:
        return ""
    regional = kind_of(workplan.taskforce).names_countries
    if not edits or (regional and not violation.field):
        return line_url(workplan, violation.where)
    if not regional:
        cell = f"-{violation.field}" if violation.field else ""
        return f"{plan_url(workplan)}#r{violation.where}{cell}"
    group = violation.field in ("targets", "countries")
    anchor = f"div_id_{violation.field}" if group else f"id_{violation.field}"
    return f"{line_url(workplan, violation.where, 'activity_edit')}#{anchor}"
