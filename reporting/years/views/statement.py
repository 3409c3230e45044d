"""What grants paid, for their donor and for the regional office: in whose workplans, and what came of it."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal.http.filters import Filter, FilterChoice, ListOf
from reporting.dataset import ActivityFacts
from reporting.dataset_queries.shared_datasets import asked_by, datasets_of
from reporting.report_text.values import result_word
from reporting.report_text.years import YearRow
from reporting.years.tables import columns_of, part_filter
from reporting.years.views.own_support import ACCEPTED, SPENT, OwnSupport, place_of, sum_of_amounts
from reporting.years.views.years import Sums
from workplans.funding.permissions import may_read_statement
from workplans.funding.queries import grants_visible_to, shared_spending
from workplans.models import Allotment, Grant

# In the places of `OwnSupport`: the second and the fourth are added up.
HEADS = (_("Workplan"), _("Allotted, US$"), _("Grant"), _("Spent, US$"), _("Status"), _("Explanation"))


@dataclass(frozen=True)
class PaidRow(YearRow):
    """What a grant paid of an activity. Two plans of action may have grants of one name."""

    grant: Grant = field(kw_only=True)


class GrantStatement(OwnSupport):
    """What grants paid, as far as it is released to the reader (AR-3): what is not, no row and no sum tells of."""

    title, file_of = _("Statement of grants"), "statement"
    right, lead = (
        staticmethod(may_read_statement),
        _("A workplan that is not released to you is not listed and not counted."),
    )
    heads, files, empty = HEADS, "statement_file", _("Nothing that a grant paid for is released to you yet.")
    of_grant = Filter[Any]("grant", HEADS[2], lambda row: [FilterChoice(str(row.grant.pk), row.grant.called)])
    board = ListOf((part_filter(_("Year")), of_grant), columns=columns_of(_("Year"), _("Activity"), HEADS))

    @cached_property
    def paid(self) -> list[Allotment]:
        """What the grants pay, the newest year first."""
        newest = ("-activity__workplan__cycle__year", "activity__code")
        beside = (
            "grant__partner",
            "activity__workplan__cycle__plan",
            "activity__workplan__taskforce__country",
        )
        found = Allotment.objects.filter(grant__in=grants_visible_to(self.actor)).order_by(*newest)
        return list(found.select_related(*beside).prefetch_related("activity__allotments"))

    @property
    def is_made_up(self) -> bool:
        return settings.DEMO or any(one.activity.workplan.cycle.is_demo for one in self.paid)

    @cached_property
    def rows(self) -> list[PaidRow]:
        cycles = {one.activity.workplan.cycle for one in self.paid}
        years = datasets_of([asked_by(self.actor, cycle, compared=None) for cycle in cycles])
        parts = [(one.regional.activities, *(part.activities for part in one.chapters)) for one in years]
        read = {line.code: line for year in parts for lines in year for line in lines}
        return [_row(one, read[code]) for one in self.paid if (code := one.activity.code) in read]

    @property
    def sums(self) -> list[Sums]:
        """What was promised and what has come, beside what the rows say was allotted and spent; and each year."""
        heads = [gettext("Grant"), gettext("Promised, US$"), gettext("Received, US$")]
        rows = [
            YearRow("", one.called, (one.amount, one.received, *self.sums_of(one)))
            for one in grants_visible_to(self.actor)
        ]
        by_grant = (gettext("Grants"), [*heads, *(str(HEADS[at]) for at in (ACCEPTED, SPENT))], rows)
        return [by_grant, *super().sums] if rows else super().sums

    def sums_of(self, grant: Grant) -> list[Decimal | None]:
        """US dollars that a grant allotted and paid, over the rows."""
        own = [row for row in self.rows if row.grant == grant]
        return [sum_of_amounts(own, at) for at in (ACCEPTED, SPENT)]


def _row(one: Allotment, line: ActivityFacts) -> PaidRow:
    plan = one.activity.workplan
    spent = shared_spending(line.spent_secretariat, one.activity.allotments.all()).get(one.pk)
    values = (place_of(plan), one.amount, one.grant.called, spent, result_word(line), line.narrative)
    return PaidRow(str(plan.cycle.year), f"{line.code} {line.title}", values, grant=one.grant)
