"""The history of a plan: its events and its versions, one by one and beside each other."""

from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from commit_portal.addresses import found_or_404
from commit_portal.forms.base import Values
from commit_portal.i18n import day
from workplans.fields import FIELDS, fields_but
from workplans.ministries.agreement import agreement_of
from workplans.models import Seat, Workplan, WorkplanVersion
from workplans.plan.differences import changed_fields
from workplans.plan.line_content import FieldOfLine, money_in_reserve, money_of_partners
from workplans.plan.permissions import may_compare_draft, may_read_history, may_see_rounds
from workplans.plan.plan_types import kind_of
from workplans.plan.queries import rounds_in
from workplans.plan.visibility import versions_of
from workplans.presentation.loaders import load_live_lines, load_version_lines, texts_today
from workplans.presentation.rows import areas_of
from workplans.presentation.step_links import address_parts, print_link
from workplans.presentation.views import PlanPage
from workplans.statuses import VersionKind, WorkplanStatus
from workplans.submitting import version_diff
from workplans.submitting.history_rows import HISTORY, history_rows

# In an address, in place of the number of a version.
DRAFT = "draft"


class VersionsView(PlanPage):
    """A page about the versions of a plan that the seat may read, and the draft where it reads that."""

    @cached_property
    def versions(self) -> Sequence[WorkplanVersion]:
        """The versions, the newest first."""
        return versions_of(self.plan, self.actor)

    @cached_property
    def reads_rounds(self) -> bool:
        """Whether the seat reads the plan's rounds."""
        return may_see_rounds(self.actor, self.plan)

    @cached_property
    def sides(self) -> dict[str, WorkplanVersion | None]:
        """What can be compared, by its part of the address: None for the draft. 404 without a version."""
        oldest_first = found_or_404(self.versions)[::-1]
        sides: dict[str, WorkplanVersion | None] = {str(each.number): each for each in oldest_first}
        return sides | ({DRAFT: None} if may_compare_draft(self.actor, self.plan) else {})

    def about(self, version: WorkplanVersion) -> Values:
        """The words of a version, and the link to its print. Who reads the rounds learns its own, and what replaced it.

        A submission that was taken back, or set aside, has no round.
        """
        about: Values = {
            "kind": version.kind,
            "label": version.get_kind_display(),
            "made_on": day(version.made_at),
            "print": print_link(self.actor, self.plan, version.number),
        }
        if not self.reads_rounds:
            return about
        rounds, approved = rounds_in(self.versions), VersionKind.OF_RECORD
        later = [one.number for one in self.versions if one.number > version.number and one.kind == approved]
        waits = self.plan.status == WorkplanStatus.SUBMITTED and version.round == self.plan.round
        has_round = waits or version.round in rounds.decided
        return about | {
            "replaced_by": min(later, default=None) if version.kind == approved else None,
            "round": rounds.shown(version.round) if has_round else None,
            "shows_round": True,
        }


class WorkplanHistory(VersionsView):
    """List every event and every version, for the taskforce, its desk and the regional office."""

    template_name = "workplans/submitting/workplan_history.html"

    permission = staticmethod(may_read_history)

    def get_context_data(self, **kwargs: object) -> Values:
        rows = history_rows(self.actor, self.plan)
        for version in self.versions:
            step = next((row.step for row in rows if row.since <= version.made_at), None)
            if step is not None:
                more = {"version": version, "agreement": agreement_of(version).summary}
                step.versions.append(self.about(version) | more)
        return super().get_context_data(listed=HISTORY.shown(self.request.GET, rows), **kwargs)


class VersionPage(VersionsView):
    """Show one version, to those whose own it is, and to those who read it as approved or released."""

    template_name = "workplans/submitting/workplan_version.html"

    def get_context_data(self, **kwargs: object) -> Values:
        plan, seat = self.plan, self.actor
        number = self.kwargs["number"]
        version = found_or_404(next((one for one in self.versions if one.number == number), None))
        return super().get_context_data(**kwargs) | {
            "about": self.about(version),
            "version": version,
            "agreement": agreement_of(version) if self.reads_rounds and version.agreed_on else None,
            "before": max((one.number for one in self.versions if one.number < number), default=None),
            "reads_draft": may_compare_draft(seat, plan),
            "areas": areas_of(plan, load_version_lines(plan, version, seat), is_linked=False),
        }


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
            numbers = [side for side in self.sides if side != DRAFT]
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
        old, new = self._lines(first, second)
        fields = FIELDS if kind_of(plan.taskforce).names_countries else fields_but("countries")
        found = version_diff.beside(old, new, texts, fields)
        shown = version_diff.LINES.shown(self.request.GET, found)
        choices = [(name, _choice(version)) for name, version in self.sides.items()]
        needs = [_needs(self.sides[name] or plan) for name in (first, second)]
        return super().get_context_data(**kwargs) | {
            # Of the version beside the draft.
            "number": first if second == DRAFT else second if first == DRAFT else None,
            "old_choices": [(name, words, name == first) for name, words in choices],
            "new_choices": [(name, words, name == second) for name, words in choices],
            "sides": [self._card(name) for name in (first, second)],
            "sums": version_diff.sums_beside(old, new, texts),
            "beside_the_ceiling": _beside_the_ceiling(seat, old, new),
            "kinds": Counter(line["kind"] for line in found),
            "listed": shown,
            "differing": [line["shown"] for line in shown.rows if line["kind"] != "same"],
            "same": [line["shown"] for line in shown.rows if line["kind"] == "same"],
            # For those who read the rounds.
            "of_plan": changed_fields(*needs) if self.reads_rounds else (),
        }

    def _lines(self, *names: str) -> list[version_diff.VersionSide]:
        """The lines of both sides; those of two versions from one set of queries."""
        plan, seat, versions = self.plan, self.actor, [self.sides[name] for name in names]
        frozen = [version for version in versions if version]
        lines = load_version_lines(plan, frozen[0], seat, beside=frozen[-1]) if frozen else []
        live = load_live_lines(plan, seat) if None in versions else []
        return [
            [line for line in lines if line.version_id == version.pk] if version else live
            for version in versions
        ]

    def _card(self, name: str) -> Values:
        """The head of one side: what it is, and from when; of a version also the link to its print."""
        version = self.sides[name]
        if version is None:
            return {"number": None, "name": gettext("The draft"), "lines_head": gettext("Activities, draft")}
        return self.about(version) | {
            "number": version.number,
            "digest": version.digest,
            "name": gettext("Version %(number)s") % {"number": version.number},
            "lines_head": gettext("Activities, version %(number)s") % {"number": version.number},
        }


def _beside_the_ceiling(
    seat: Seat, old: version_diff.VersionSide, new: version_diff.VersionSide
) -> list[Values]:
    """Sums that do not count. Of other partners' support a partner and an observer read no amount (CO-12)."""
    sums = {gettext("Activities in reserve, not counted under the ceiling, US$"): money_in_reserve}
    if seat.is_of_taskforce or seat.in_secretariat:
        sums = {gettext("Accepted support from partners, US$"): money_of_partners} | sums
    rows = [version_diff.money_beside(name, summed(old), summed(new)) for name, summed in sums.items()]
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
