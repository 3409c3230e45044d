"""What a partner supports year after year, for the partner itself: an activity a row, and the sums of each year."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.utils.translation import gettext, gettext_lazy as _

from commit_portal import clock
from commit_portal.http.filters import ListOf, files_of
from commit_portal.i18n import Words, comma_list
from commit_portal.refusals import require
from commit_portal.workflow import Values
from reporting.comparison.permissions import may_read_own_support
from reporting.dataset import sum_of_known
from reporting.home.partner import OwnPart
from reporting.models import PartnerSpending
from reporting.report.chapters.years import year_table
from reporting.report_text.years import YearRow, called_before
from reporting.statuses import ProgressStatus
from reporting.years.tables import columns_of, page_of, part_filter, shown_in
from reporting.years.views.years import ListPage, Sums
from workplans.models import Workplan
from workplans.models.names import names_of
from workplans.plan.line_content import gift_in_words
from workplans.statuses import ContributionKind, ContributionStatus

# The heads of the columns behind the year and the activity.
HEADS = (
    _("Workplan"),
    _("Accepted, US$"),
    _("Support in kind"),
    _("Spent, US$"),
    _("Was the support in kind delivered?"),
    _("Status"),
)
ACCEPTED, SPENT = 1, 3


class OwnSupport(ListPage):
    """What a partner supports, year after year. It reads no other partner's support, and no dataset."""

    template_name, section = "reporting/years/own_support.html", "home"
    title, file_of = _("Your support over the years"), "support"
    right = staticmethod(may_read_own_support)
    lead: Words = _(
        "The accepted support of your organisation. The taskforces report what was spent and delivered. You can "
        "read it after the review is closed. Support that ended stays here if money was spent."
    )
    heads, files, empty = HEADS, "own_support_file", _("No support of your organisation is accepted yet.")
    board = ListOf[YearRow]((part_filter(_("Year")),), columns=columns_of(_("Year"), _("Activity"), HEADS))

    @cached_property
    def part(self) -> OwnPart:
        """The reader's own support."""
        return OwnPart(self.actor, clock.today())

    @cached_property
    def rows(self) -> Sequence[YearRow]:
        """The activities with accepted support of the partner, the newest year first: two queries.

        What was spent and delivered, and the status, are of the last closed answer. Support that ended stays where the
        answer says what was spent or delivered.
        """
        answered = {gift.answer for gift in self.part.supports}
        said = PartnerSpending.objects.filter(progress__in=answered, partner=self.part.seat.partner_id)
        by_answer = {one.progress_id: one for one in said}
        gifts = sorted(
            (
                one
                for one in self.part.supports
                if one.status == ContributionStatus.ACCEPTED or one.answer in by_answer
            ),
            key=lambda gift: -gift.activity.workplan.cycle.year,
        )
        found = (list(own) for _key, own in groupby(gifts, key=lambda gift: gift.activity_id))
        return [_row(own, by_answer.get(own[0].answer)) for own in found]

    @property
    def sums(self) -> list[Sums]:
        """A row a year, and one of all years: activities, and US dollars of two columns."""
        if not self.rows:
            return []
        heads = [gettext("Year"), gettext("Activities"), *(str(self.heads[at]) for at in (ACCEPTED, SPENT))]
        years = [(year, list(own)) for year, own in groupby(self.rows, key=lambda row: row.part)]
        rows = [
            YearRow("", year, (len(own), *(sum_of_amounts(own, at) for at in (ACCEPTED, SPENT))))
            for year, own in (*years, (gettext("All years"), self.rows))
        ]
        return [(gettext("Totals of the whole list"), heads, rows)]

    @property
    def is_made_up(self) -> bool:
        return super().is_made_up or any(one.activity.workplan.cycle.is_demo for one in self.part.supports)

    def get_context_data(self, **kwargs: object) -> Values:
        require(self.may_read)
        parts = page_of(self.board, self.shown, in_words=True)
        sums = [year_table(heads[0], heads[1:], rows) for _title, heads, rows in self.sums]
        context = shown_in(self.shown) | {"sums": sums, "parts": parts}
        return super().get_context_data(**context, files=files_of(self.files), **kwargs)


def _row(gifts: Sequence[Any], said: PartnerSpending | None) -> YearRow:
    first, plan = gifts[0], gifts[0].activity.workplan
    accepted = [gift for gift in gifts if gift.status == ContributionStatus.ACCEPTED]
    status = ProgressStatus(first.progress).label if first.progress else gettext("Not reported")
    values = (
        place_of(plan),
        sum_of_known(gift.amount for gift in accepted),
        comma_list(gift_in_words(one) for one in accepted if one.kind == ContributionKind.IN_KIND),
        said.amount if said else None,
        said.get_delivered_display() if said else "",
        # Of an activity that it supports no more, a partner reads no progress.
        str(status) if accepted else gifts[-1].status_words,
    )
    # There is no title where the partner does not read the activity.
    return YearRow(str(plan.cycle.year), f"{first.activity.code} {first.title or ''}".strip(), values)


def place_of(plan: Workplan) -> str:
    """Whose a workplan is, on a page of many years: its name today, and the one of the year."""
    with names_of(plan.cycle.year):
        then = plan.taskforce.name
    return called_before(plan.taskforce.name, [then])


def sum_of_amounts(rows: Iterable[YearRow], at: int) -> Decimal | None:
    """US dollars of a column; None where none is known."""
    values = (row.values[at] for row in rows)
    return sum_of_known(value for value in values if isinstance(value, Decimal))
