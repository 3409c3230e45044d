"""The history of a plan: its events and its versions."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, pairwise

from django.http import Http404
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from commit_portal.forms.base import Values
from commit_portal.i18n.formatting import day, long_day
from commit_portal.refusals import Refused
from workplans.ministries.agreement import agreement_of
from workplans.models import Workplan, WorkplanVersion
from workplans.plan.permissions import may_compare_draft, may_see_rounds
from workplans.plan.queries import Rounds, rounds_in
from workplans.plan.visibility import versions_of
from workplans.presentation.loaders import load_version_lines, texts_today
from workplans.presentation.rows import areas_of
from workplans.presentation.step_links import print_link
from workplans.presentation.views import PlanPage
from workplans.statuses import VersionKind, WorkplanStatus
from workplans.submitting.history_rows import HISTORY, HistoryRow, history_rows

# In an address, in place of the number of a version.
DRAFT = "draft"
# Rows after one of the same kind that are not folded.
MOST_OF_A_KIND = 2


class WorkplanHistory(PlanPage):
    """List every event and every version, for the taskforce, its desk and the regional office."""

    template_name = "workplans/submitting/workplan_history.html"

    def get_plan(self) -> Workplan:
        plan = super().get_plan()
        if not may_see_rounds(self.actor, plan):
            raise Refused(
                _(
                    "Only the taskforce, its desk and the regional office can read this history. Ask one of them."
                )
            )
        return plan

    def get_context_data(self, **kwargs: object) -> Values:
        plan, seat = self.plan, self.actor
        found = versions_of(plan, seat)
        rounds, replaced = rounds_in(found), replaced_by(found)
        versions = [
            {
                "version": version,
                **standing_of(version, replaced),
                "second": made_in_round(plan, rounds, version),
                "agreement": agreement_of(version).summary,
            }
            for version in found
        ]
        rows = history_rows(seat, plan)
        for version, made in zip(found, versions, strict=True):
            step = next((row.step for row in rows if row.since <= version.made_at), None)
            if step is not None:
                step.versions.append(made)
        listed = HISTORY.shown(self.request.GET, rows)
        context = {
            "versions": versions,
            "listed": listed,
            "counted": listed.counted,
            "steps": [
                (
                    step,
                    [
                        (
                            gettext("%(weekday)s %(day)s")
                            % {"weekday": WEEKDAYS[day.weekday()], "day": long_day(day)},
                            list(_runs(rows)),
                        )
                        for day, rows in groupby(of_step, lambda row: row.day.date())
                    ],
                )
                for step, of_step in groupby(listed.rows, lambda row: row.step)
            ],
        }
        return super().get_context_data(**context | kwargs)


def _runs(rows: Iterable[HistoryRow]) -> Iterator[tuple[HistoryRow, list[HistoryRow]]]:
    """Rows with those that say the same of other activities at the same time, where these are many."""
    for _kind, run in groupby(
        rows, key=lambda row: (row.clock, row.event.seat_words, row.event.message.code)
    ):
        first, *others = run
        yield first, others if len(others) > MOST_OF_A_KIND else []
        if len(others) <= MOST_OF_A_KIND:
            yield from ((row, []) for row in others)


class VersionPage(PlanPage):
    """Show one version, to those whose own it is, and to those who read it as approved or released."""

    template_name = "workplans/submitting/workplan_version.html"

    def get_context_data(self, **kwargs: object) -> Values:
        plan, seat = self.plan, self.actor
        found = versions_of(plan, seat)
        version = next((one for one in found if one.number == self.kwargs["number"]), None)
        if version is None:
            raise Http404
        insider = may_see_rounds(seat, plan)
        context = {
            "version": version,
            **standing_of(version, replaced_by(found) if insider else {}),
            "made": made_in_round(plan, rounds_in(found), version)
            if insider
            else gettext("Made on %(day)s.") % {"day": day(version.made_at)},
            "agreement": agreement_of(version) if insider and version.agreed_on else None,
            "print": print_link(seat, plan, version.number),
            "before": max((one.number for one in found if one.number < version.number), default=None),
            "reads_draft": may_compare_draft(seat, plan),
            "areas": areas_of(
                plan, load_version_lines(plan, version, seat), texts_today(plan), is_linked=False
            ),
        }
        return super().get_context_data(**context | kwargs)


def replaced_by(versions: Iterable[WorkplanVersion]) -> dict[int, int]:
    """Of all versions of a plan: by the number of each that was approved before, that of the one that replaced it."""
    return dict(pairwise(sorted(one.number for one in versions if one.kind == VersionKind.OF_RECORD)))


def standing_of(version: WorkplanVersion, replaced: Mapping[int, int]) -> dict[str, str]:
    """Status and words of a version. Only those who read the rounds learn that another version replaced it."""
    if version.number in replaced:
        said = gettext("Replaced by version %(number)s")
        return {"status": "superseded", "kind": said % {"number": replaced[version.number]}}
    status = "approved" if version.kind == VersionKind.OF_RECORD else "submitted"
    return {"status": status, "kind": version.get_kind_display()}


def made_in_round(plan: Workplan, rounds: Rounds, version: WorkplanVersion) -> str:
    """The day of a version and its round; a submission that was taken back, or set aside, has none."""
    made_on = day(version.made_at)
    waits = plan.status == WorkplanStatus.SUBMITTED and version.round == plan.round
    if waits or rounds.was_decided(version.round):
        said = gettext("Made on %(day)s, round %(round)s of submission and decisions.")
        return said % {"day": made_on, "round": rounds.shown(version.round)}
    return gettext("Made on %(day)s, without decisions.") % {"day": made_on}
