"""Two versions of a plan beside each other, or a version beside the draft, at an address that can be sent."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from commit_portal.forms.base import Values
from commit_portal.i18n.formatting import day
from workplans.fields import FIELDS, fields_but
from workplans.models import Seat, Workplan, WorkplanVersion
from workplans.plan.differences import changed_fields
from workplans.plan.line_content import FieldOfLine, money_in_reserve, money_of_partners
from workplans.plan.permissions import may_compare_draft, may_see_rounds
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import rounds_in
from workplans.plan.visibility import versions_of
from workplans.presentation.loaders import load_live_lines, load_version_lines, texts_today
from workplans.presentation.step_links import address_parts, print_link
from workplans.presentation.views import PlanPage
from workplans.submitting import version_diff
from workplans.submitting.views import history


class VersionsView(PlanPage):
    """A page about the versions of a plan that the seat may compare, and the draft where it reads that."""

    @cached_property
    def versions(self) -> Sequence[WorkplanVersion]:
        """The versions, the oldest first. 404 without any."""
        found = versions_of(self.plan, self.actor)[::-1]
        if not found:
            raise Http404
        return found

    @cached_property
    def reads_rounds(self) -> bool:
        """Whether the seat reads the plan's rounds."""
        return may_see_rounds(self.actor, self.plan)

    @cached_property
    def sides(self) -> dict[str, WorkplanVersion | None]:
        """What can be compared, by its part of the address: None for the draft."""
        sides: dict[str, WorkplanVersion | None] = {str(each.number): each for each in self.versions}
        return sides | ({history.DRAFT: None} if may_compare_draft(self.actor, self.plan) else {})


class Versions(VersionsView):
    """Go to the comparison that the two selects ask for; without a choice to that of the last two versions.

    While a plan has no version, its history says so to those who may read it.
    """

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Choose both sides, and keep the filters."""
        plan = self.plan
        if self.reads_rounds and not plan.versions.exists():
            return redirect("workplan_history", **self.kwargs)
        asked = [request.GET.get("from", ""), request.GET.get("to", "")]
        if not all(side in self.sides for side in asked):
            numbers = [side for side in self.sides if side != history.DRAFT]
            asked = numbers[-2:] if len(numbers) > 1 else (list(self.sides) * 2)[:2]
        address = reverse("versions_compared", args=[*address_parts(plan), *asked])
        filters = {each.name: request.GET.get(each.name, "") for each in version_diff.LINES.filters}
        query = urlencode({name: value for name, value in filters.items() if value})
        return redirect(f"{address}?{query}" if query else address)


class VersionsCompared(VersionsView):
    """Show the differences of two sides: the sums first, then the lines by field."""

    template_name = "workplans/submitting/versions_compared.html"

    def get_context_data(self, **kwargs: object) -> Values:
        plan, seat = self.plan, self.actor
        first, second = self.kwargs["first"], self.kwargs["second"]
        if first not in self.sides or second not in self.sides:
            raise Http404
        texts = texts_today(plan)
        old, new = self._lines(first), self._lines(second)
        fields = FIELDS if kind_of(plan.taskforce).names_countries else fields_but("countries")
        found = version_diff.beside(old, new, texts, fields)
        shown = version_diff.LINES.shown(self.request.GET, found)
        said = {"name": plan.taskforce.name, "year": plan.cycle.year, "first": first, "second": second}
        heading = gettext("%(name)s %(year)s: versions %(first)s and %(second)s")
        here = gettext("%(first)s and %(second)s")
        if history.DRAFT in (first, second):
            said["number"] = second if first == history.DRAFT else first
            heading = gettext("%(name)s %(year)s: version %(number)s and the draft")
            here = gettext("%(number)s and the draft")
        choices = [(name, _choice(version)) for name, version in self.sides.items()]
        context = {
            "heading": heading % said,
            "here": here % said,
            "old_choices": [(name, words, name == first) for name, words in choices],
            "new_choices": [(name, words, name == second) for name, words in choices],
            "same_side": first == second,
            "sides": [self._card(name) for name in (first, second)],
            "sums": version_diff.sums_beside(old, new, texts),
            "beside_the_ceiling": _beside_the_ceiling(seat, old, new),
            "kinds": Counter(line["kind"] for line in found),
            "listed": shown,
            "differing": [line for line in shown.rows if line["kind"] != "same"],
            "same": [line for line in shown.rows if line["kind"] == "same"],
            "counted": shown.counted,
            # For those who read the rounds.
            "of_plan": changed_fields(*(_needs(self.sides[name] or plan) for name in (first, second)))
            if self.reads_rounds
            else (),
        }
        return super().get_context_data(**context | kwargs)

    def _lines(self, name: str) -> version_diff.VersionSide:
        version = self.sides[name]
        if version is None:
            return version_diff.VersionSide(None, load_live_lines(self.plan, self.actor))
        return version_diff.VersionSide(version.number, load_version_lines(self.plan, version, self.actor))

    def _card(self, name: str) -> Values:
        """The head of one side: what it is, and from when; of a version also the link to its print."""
        plan, version = self.plan, self.sides[name]
        if version is None:
            named = {"name": gettext("The draft"), "lines_head": gettext("Activities, draft")}
            return {**named, "status": plan.status, "kind": plan.get_status_display()}
        made, replaced = gettext("Made on %(day)s.") % {"day": day(version.made_at)}, {}
        if self.reads_rounds:
            made = history.made_in_round(plan, rounds_in(self.versions), version)
            replaced = history.replaced_by(self.versions)
        return {
            "version": version,
            "name": gettext("Version %(number)s") % {"number": version.number},
            "lines_head": gettext("Activities, version %(number)s") % {"number": version.number},
            **history.standing_of(version, replaced),
            "made": made,
            "print": print_link(self.actor, plan, version.number),
        }


def _beside_the_ceiling(
    seat: Seat, old: version_diff.VersionSide, new: version_diff.VersionSide
) -> list[Values]:
    """Sums that do not count. Of other partners' support a partner and an observer read no amount (CO-12)."""
    sums = {gettext("Activities in reserve, not counted under the ceiling, US$"): money_in_reserve}
    if seat.is_of_taskforce or seat.in_secretariat:
        sums = {gettext("Accepted support from partners, US$"): money_of_partners} | sums
    rows = [
        version_diff.money_beside(name, summed(old.lines), summed(new.lines)) for name, summed in sums.items()
    ]
    return [row for row in rows if not row["is_empty"]]


def _needs(holder: Workplan | WorkplanVersion) -> tuple[FieldOfLine, ...]:
    """The words of the plan itself."""
    words, key = holder.needs or gettext("Nothing is written yet."), (("needs", holder.needs),)
    return (FieldOfLine("needs", gettext("Opportunities, gaps and needs"), words, key),)


def _choice(version: WorkplanVersion | None) -> str:
    if version is None:
        return gettext("The current draft")
    said = {"number": version.number, "kind": version.get_kind_display(), "day": day(version.made_at)}
    return gettext("Version %(number)s, %(kind)s, %(day)s") % said
