"""What partners support and grants pay, year after year: an activity a row, and the sums of each year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy as _

from commit_portal import clock
from commit_portal.db.related_rows import grouped
from commit_portal.http.filters import Filter, FilterChoice, ListOf, files_of
from commit_portal.i18n import Words, comma_list
from commit_portal.refusals import require
from commit_portal.workflow import Values
from reporting.comparison.permissions import may_read_own_support
from reporting.dataset import ActivityFacts, sum_of_known
from reporting.dataset_queries.shared_datasets import asked_by, datasets_of
from reporting.home.partner_tasks import OwnPart
from reporting.models import PartnerSpending
from reporting.report.chapters.years import year_table
from reporting.report_text.values import result_word
from reporting.report_text.years import YearRow, called_before
from reporting.statuses import ProgressStatus
from reporting.years.tables import columns_of, page_of, part_filter, shown_in
from reporting.years.views.years import ListPage, Sums
from workplans.funding.permissions import may_read_statement
from workplans.funding.queries import grants_visible_to, shared_spending
from workplans.models import Allotment, Grant, Workplan
from workplans.models.names import names_of
from workplans.plan.line_content import gift_in_words
from workplans.statuses import ContributionKind, ContributionStatus

# Which of the columns behind the year and the activity are added up, in both lists.
ACCEPTED, SPENT = 1, 3


@dataclass(frozen=True)
class PaidRow(YearRow):
    """What a grant paid of an activity. Two plans of action may have grants of one name."""

    grant: Grant = field(kw_only=True)


class OwnSupport(ListPage):
    """What a partner supports, year after year. It reads no other partner's support, and no dataset."""

    template_name, section = "reporting/years/own_support.html", "home"
    title, file_of = _("Your support over the years"), "support"
    right = staticmethod(may_read_own_support)
    lead: Words = _(
        "This page shows the accepted support of your organisation. The taskforces report what was spent and delivered. You "
        "can read this after the review is closed. Support that ended is still shown if money was spent."
    )
    heads = (
        _("Workplan"),
        _("Accepted, US$"),
        _("Support in kind"),
        _("Spent, US$"),
        _("Was the support in kind delivered?"),
        _("Status"),
    )
    files, empty = "own_support_file", _("No support of your organisation is accepted yet.")
    board = ListOf[YearRow]((part_filter(_("Year")),), columns=columns_of(_("Year"), _("Activity"), heads))

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
        return [_support_row(own, by_answer.get(own[0].answer)) for own in found]

    @property
    def sums(self) -> list[Sums]:
        """A row a year, and one of all years: activities, and US dollars of two columns."""
        if not self.rows:
            return []
        heads = [gettext("Year"), gettext("Activities"), *(str(self.heads[at]) for at in (ACCEPTED, SPENT))]
        years = [(year, list(own)) for year, own in groupby(self.rows, key=lambda row: row.part)]
        rows = [
            YearRow("", year, (len(own), *sums_of(own)))
            for year, own in (*years, (gettext("All years"), self.rows))
        ]
        return [(gettext("Totals by year"), heads, rows)]

    @property
    def is_made_up(self) -> bool:
        return super().is_made_up or any(one.activity.workplan.cycle.is_demo for one in self.part.supports)

    def get_context_data(self, **kwargs: object) -> Values:
        require(self.may_read)
        parts = page_of(self.board, self.shown, in_words=True)
        sums = [(title, year_table(heads[0], heads[1:], rows)) for title, heads, rows in self.sums]
        context = shown_in(self.shown) | {"sums": sums, "parts": parts}
        files = files_of(self.files) if self.rows else ()
        return super().get_context_data(**context, files=files, **kwargs)


class GrantStatement(OwnSupport):
    """What grants paid, as far as it is released to the reader (AR-3): what is not, no row and no sum tells of."""

    title, file_of = _("Statement of grants"), "statement"
    right = staticmethod(may_read_statement)
    lead = _(
        "This page shows only workplans that you can read. If several grants pay for one activity, the portal divides "
        "the Secretariat spending between these grants. Some grants pay only for meetings, travel or offices. These "
        "grants have no activities on this page."
    )
    heads = (_("Workplan"), _("Allotted, US$"), _("Grant"), _("Spent, US$"), _("Status"), _("Explanation"))
    files, empty = "statement_file", _("No activity that a grant paid for is released to you yet.")
    of_grant = Filter[Any](
        "grant", heads[2], lambda row: [FilterChoice(str(row.grant.pk), row.grant.called)], stays=True
    )
    board = ListOf((part_filter(_("Year")), of_grant), columns=columns_of(_("Year"), _("Activity"), heads))

    @cached_property
    def grants(self) -> list[Grant]:
        """The grants of the reader; the one of the address alone, where it names one of them."""
        own, asked = list(grants_visible_to(self.actor)), self.request.GET.get("grant")
        return [one for one in own if str(one.pk) == asked] or own

    @cached_property
    def paid(self) -> list[Allotment]:
        """What the grants pay, the newest year first."""
        newest = ("-activity__workplan__cycle__year", "activity__code")
        beside = (
            "grant__partner",
            "activity__workplan__cycle__plan",
            "activity__workplan__taskforce__country",
        )
        found = Allotment.objects.filter(grant__in=self.grants).order_by(*newest)
        return list(found.select_related(*beside).prefetch_related("activity__allotments"))

    @property
    def is_made_up(self) -> bool:
        return settings.DEMO or any(one.activity.workplan.cycle.is_demo for one in self.paid)

    @cached_property
    def rows(self) -> list[PaidRow]:
        cycles = {one.activity.workplan.cycle for one in self.paid}
        years = datasets_of([asked_by(self.actor, cycle, compared=None) for cycle in cycles])
        read = {line.code: line for year in years for line in year.lines}
        return [_paid_row(one, read[code]) for one in self.paid if (code := one.activity.code) in read]

    @property
    def sums(self) -> list[Sums]:
        """What was promised and has come, beside what the rows say was allotted and spent, and the rest; and each year.

        To the regional office also by donor, where one has several grants.
        """
        heads = [gettext("Grant"), gettext("Promised, US$"), gettext("Received, US$")]
        heads += [str(self.heads[ACCEPTED]), gettext("Not allotted here, US$"), str(self.heads[SPENT])]
        paid, of_donors = grouped(self.rows, "grant"), grouped(self.grants, "partner")
        rows = [_grants_row(one.called, [one], paid) for one in self.grants]
        tables = [(gettext("Grants"), heads, rows)] if rows else []
        if self.actor.is_regional_office and len(of_donors) < len(rows):
            donors = [_grants_row(str(donor), own, paid) for donor, own in of_donors.items()]
            donors.append(_grants_row(gettext("All donors"), self.grants, paid))
            tables.append((gettext("Totals by donor"), [gettext("Donor"), *heads[1:]], donors))
        return [*tables, *super().sums]


def _support_row(gifts: Sequence[Any], said: PartnerSpending | None) -> YearRow:
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


def _paid_row(one: Allotment, line: ActivityFacts) -> PaidRow:
    plan = one.activity.workplan
    spent = shared_spending(line.spent_secretariat, one.activity.allotments.all()).get(one.pk)
    values = (place_of(plan), one.amount, one.grant.called, spent, result_word(line), line.narrative)
    return PaidRow(str(plan.cycle.year), f"{line.code} {line.title}", values, grant=one.grant)


def _grants_row(name: str, grants: Sequence[Grant], paid: Mapping[Grant, Sequence[PaidRow]]) -> YearRow:
    """The sums of grants. What has come is not known where it is not known of one."""
    allotted, spent = sums_of([row for one in grants for row in paid[one]])
    promised, allotted = sum((one.amount for one in grants), Decimal(0)), allotted or Decimal(0)
    came = [one.received for one in grants]
    received = gettext("Not known") if None in came else sum_of_known(came)
    return YearRow("", name, (promised, received, allotted, promised - allotted, spent))


def place_of(plan: Workplan) -> str:
    """Whose a workplan is, on a page of many years: its name today, and the one of the year."""
    with names_of(plan.cycle.year):
        then = plan.taskforce.name
    return called_before(plan.taskforce.name, [then])


def sums_of(rows: Sequence[YearRow]) -> list[Decimal | None]:
    """US dollars of the columns that are added up; None where none is known."""
    columns = ([row.values[at] for row in rows] for at in (ACCEPTED, SPENT))
    return [sum_of_known(one for one in column if isinstance(one, Decimal)) for column in columns]
