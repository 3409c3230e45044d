"""Two versions of a plan beside each other, or a version beside the draft, at an address that can be sent."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from commit_portal.i18n.formatting import day
from commit_portal.workflow.action_attempts import Way
from commit_portal.workflow.views import Values
from workplans.fields import FIELDS, ActivityField, fields_but
from workplans.models import Seat, Workplan, WorkplanVersion
from workplans.plan.differences import FieldChange, changed_fields
from workplans.plan.line_content import FieldOfLine
from workplans.plan.permissions import may_see_rounds
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import rounds_in
from workplans.plan.visibility import versions_of
from workplans.presentation.loaders import load_live_lines, load_version_lines, texts_today
from workplans.presentation.step_links import address_parts, print_way
from workplans.presentation.views import PlanView
from workplans.statuses import TASKFORCE_ROLES
from workplans.submitting.history_views import (
    DRAFT,
    made_in_round,
    may_compare_draft,
    replaced_by,
    standing_of,
)
from workplans.submitting.version_diff import (
    LINES,
    Beside,
    VersionSide,
    beside,
    counted_words,
    partners_beside,
    reserve_beside,
    sums_beside,
)


@dataclass(frozen=True)
class Readable:
    """What a seat may compare of a plan: its versions, the oldest first, and the draft."""

    plan: Workplan
    versions: tuple[WorkplanVersion, ...]
    draft: bool
    insider: bool

    @property
    def sides(self) -> list[str]:
        return [*(str(version.number) for version in self.versions), *([DRAFT] if self.draft else [])]


class Versions(PlanView):
    """Go to the comparison that the two selects ask for; without a choice to that of the last two versions.

    While a plan has no version, its history says so to those who may read it.
    """

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Choose both sides, and keep the filters."""
        plan = self.plan
        if may_see_rounds(self.actor, plan) and not plan.versions.exists():
            return redirect("workplan_history", **self.kwargs)
        sides = _readable_or_404(self.actor, plan).sides
        asked = [request.GET.get("from", ""), request.GET.get("to", "")]
        if not all(side in sides for side in asked):
            numbers = [side for side in sides if side != DRAFT]
            asked = numbers[-2:] if len(numbers) > 1 else (sides * 2)[:2]
        address = reverse("versions_compared", args=[*address_parts(plan), *asked])
        filters = {each.name: request.GET.get(each.name, "") for each in LINES.filters}
        query = urlencode({name: value for name, value in filters.items() if value})
        return redirect(f"{address}?{query}" if query else address)


class VersionsCompared(PlanView):
    """Show the differences of two sides: the sums first, then the lines by field."""

    template_name = "workplans/submitting/versions_compared.html"

    def get_context_data(self, **kwargs: object) -> Values:
        plan, seat = self.plan, self.actor
        first, second = self.kwargs["first"], self.kwargs["second"]
        readable = _readable_or_404(seat, plan)
        if first not in readable.sides or second not in readable.sides:
            raise Http404
        texts = texts_today(plan)
        old, new = (_side(readable, name, seat) for name in (first, second))
        found = beside(old, new, texts, _fields(plan))
        shown = LINES.shown(self.request.GET, found.lines)
        kwargs |= {
            "heading": _heading(plan, first, second),
            "here": _pair(first, second),
            "choices": [(name, _choice(readable, name)) for name in readable.sides],
            "first": first,
            "second": second,
            "same_side": first == second,
            "sides": [_card(readable, name, seat) for name in (first, second)],
            "names": [_name(first), _name(second)],
            "lines_heads": [_lines_head(first), _lines_head(second)],
            "sums": sums_beside(old, new, texts),
            "beside_the_ceiling": _beside_the_ceiling(seat, old, new),
            "found": found,
            "listed": shown,
            "shown": Beside(shown.rows),
            "counted": counted_words(shown),
            "of_plan": _changes_of_plan(readable, first, second),
        }
        return super().get_context_data(**kwargs)


def _readable_or_404(seat: Seat, plan: Workplan) -> Readable:
    found = tuple(reversed(versions_of(plan, seat)))
    if not found:
        raise Http404
    return Readable(plan, found, draft=may_compare_draft(seat, plan), insider=may_see_rounds(seat, plan))


def _version(readable: Readable, name: str) -> WorkplanVersion | None:
    """The version of that number; None for the draft."""
    return next((version for version in readable.versions if str(version.number) == name), None)


def _side(readable: Readable, name: str, seat: Seat) -> VersionSide:
    version = _version(readable, name)
    if version is None:
        return VersionSide(None, load_live_lines(readable.plan, seat))
    return VersionSide(version.number, load_version_lines(readable.plan, version, seat))


def _fields(plan: Workplan) -> tuple[ActivityField, ...]:
    return FIELDS if kind_of(plan.taskforce).names_countries else fields_but("countries")


def _card(readable: Readable, name: str, seat: Seat) -> dict[str, Any]:
    plan, version, insider = readable.plan, _version(readable, name), readable.insider
    at = (plan.cycle.year, plan.taskforce.slug)
    if version is None:
        return {
            "name": _name(name),
            "status": plan.status,
            "kind": plan.get_status_display(),
            "made": gettext("The current draft. It can still change."),
            "digest": "",
            "ways": [(gettext("The workplan"), reverse("workplan", args=at))],
        }
    ways: list[Way] = [
        (gettext("The whole version"), reverse("workplan_version", args=[*at, version.number])),
        print_way(seat, plan, version.number),
    ]
    made = gettext("Made on %(day)s.") % {"day": day(version.made_at)}
    return {
        "name": _name(name),
        **standing_of(version, replaced_by(readable.versions) if insider else {}),
        "made": made_in_round(plan, rounds_in(readable.versions), version) if insider else made,
        "digest": f"{version.digest[:4]} {version.digest[4:8]}",
        "ways": ways,
    }


def _beside_the_ceiling(seat: Seat, old: VersionSide, new: VersionSide) -> list[Any]:
    """Sums that do not count. Of other partners' support a partner and an observer read no amount (CO-12)."""
    rows = [reserve_beside(old, new)]
    if seat.role in TASKFORCE_ROLES or seat.in_secretariat:
        rows.insert(0, partners_beside(old, new))
    return [row for row in rows if row.money != ("0", "0")]


def _changes_of_plan(readable: Readable, first: str, second: str) -> tuple[FieldChange, ...]:
    """What differs in the words of the plan itself: for those who read its rounds."""
    if not readable.insider:
        return ()
    return changed_fields(*(_said_of_plan(readable, name) for name in (first, second)))


def _said_of_plan(readable: Readable, name: str) -> tuple[FieldOfLine, ...]:
    holder = _version(readable, name) or readable.plan
    nothing = gettext("Nothing is written yet.")
    return (
        FieldOfLine(
            "needs",
            gettext("Opportunities, gaps and needs"),
            holder.needs or nothing,
            (("needs", holder.needs),),
        ),
    )


def _heading(plan: Workplan, first: str, second: str) -> str:
    said = {"name": plan.taskforce.name, "year": plan.cycle.year, "first": first, "second": second}
    if DRAFT in (first, second):
        said["number"] = second if first == DRAFT else first
        return gettext("%(name)s %(year)s: version %(number)s and the draft") % said
    return gettext("%(name)s %(year)s: versions %(first)s and %(second)s") % said


def _pair(first: str, second: str) -> str:
    if DRAFT in (first, second):
        return gettext("%(number)s and the draft") % {"number": second if first == DRAFT else first}
    return gettext("%(first)s and %(second)s") % {"first": first, "second": second}


def _name(side: str) -> str:
    return gettext("The draft") if side == DRAFT else gettext("Version %(number)s") % {"number": side}


def _lines_head(side: str) -> str:
    return (
        gettext("Activities, draft")
        if side == DRAFT
        else gettext("Activities, version %(number)s") % {"number": side}
    )


def _choice(readable: Readable, name: str) -> str:
    version = _version(readable, name)
    if version is None:
        return gettext("The current draft")
    said = gettext("Version %(number)s, %(kind)s, %(day)s")
    return said % {"number": name, "kind": version.get_kind_display(), "day": day(version.made_at)}
