"""The budget of a plan of action as a table: what it asks for by heading and year, with sums that are worked out here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from commit_portal.db.related_rows import grouped
from commit_portal.http.filters import Column, ListOf
from commit_portal.i18n import Words, comma_list, say
from commit_portal.workflow import fingerprint
from spa.models import ActionPlan, BudgetFigure
from spa.statuses import BudgetHeading

# The groups of Table 3, each with the words of its sum where it has several headings.
GROUPS: tuple[tuple[Words, Words, tuple[BudgetHeading, ...]], ...] = (
    (pgettext_lazy("budget", "COMMIT"), _("Total COMMIT"), (BudgetHeading.AREAS, BudgetHeading.MEETINGS)),
    (_("Secretariat support"), "", (BudgetHeading.OFFICES,)),
    (
        BudgetHeading.ASSISTANCE.label,
        _("Total technical assistance"),
        (BudgetHeading.ASSISTANCE, BudgetHeading.TRAVEL),
    ),
    (BudgetHeading.MANAGEMENT.label, "", (BudgetHeading.MANAGEMENT,)),
)


@dataclass(frozen=True)
class BudgetRow:
    """A heading or a sum: whole US dollars by year, None where no figure is given."""

    group: Words
    label: Words
    amounts: Mapping[int, Decimal | None]
    source: str = ""
    remark: str = ""
    is_sum: bool = False
    # Whether the words of the group stand above it. Not so for a group of one heading with the same words.
    begins: bool = False

    @property
    def total(self) -> Decimal | None:
        """Over all years."""
        return _sum(self.amounts.values())


@dataclass(frozen=True)
class BudgetTable:
    """The headings that have figures, in the order of Table 3, a sum below each group of several, and one of all.

    `source` is that of all figures; "" where they have several.
    """

    years: tuple[int, ...]
    rows: tuple[BudgetRow, ...]
    source: str

    @property
    def board(self) -> ListOf[BudgetRow]:
        """The columns of its file."""

        def column(year: int) -> Column[BudgetRow]:
            return Column(say(_("%(year)s, US$"), year=str(year)), lambda row: row.amounts[year])

        return ListOf[BudgetRow](
            columns=(
                Column(_("Group"), lambda row: str(row.group), 28),
                Column(_("Heading"), lambda row: str(row.label), 44),
                *map(column, self.years),
                Column(_("Total, US$"), lambda row: row.total),
                Column(_("Source"), lambda row: row.source, 44),
                Column(_("Remark"), lambda row: row.remark, 44),
            )
        )


def figures_of(plan: ActionPlan, heading: str) -> QuerySet[BudgetFigure]:
    """The figures of one heading, the first year first."""
    return plan.budget.filter(heading=heading).order_by("year")


def mark_of(figures: Iterable[BudgetFigure]) -> str:
    """The mark of figures, which a form of one heading carries."""
    return fingerprint(*((one.year, int(one.amount), one.source, one.remark) for one in figures))


def budget_of(plan: ActionPlan) -> BudgetTable | None:
    """The budget of a plan of action, over its years as printed and each other year with a figure; None without figures."""
    figures = list(plan.budget.order_by("year"))
    if not figures:
        return None
    printed = range(plan.starts_on.year, plan.ends_on.year + 1)
    years = tuple(sorted({*printed, *(one.year for one in figures)}))
    rows = tuple(_rows(figures, years))
    sources = {one.source for one in figures}
    every = [row for row in rows if not row.is_sum]
    return BudgetTable(
        years,
        (*rows, _sum_row("", gettext("Total"), every, years)),
        sources.pop() if len(sources) == 1 else "",
    )


def _sources(figures: Iterable[BudgetFigure]) -> Iterator[str]:
    """The sources of a heading's figures, each with its years where there are several."""
    found = grouped(figures, "source")
    for source, own in found.items():
        years = comma_list(str(one.year) for one in own)
        of_years = gettext("%(year)s: %(note)s") % {"year": years, "note": source}
        yield of_years if len(found) > 1 else source


def _rows(figures: list[BudgetFigure], years: tuple[int, ...]) -> Iterator[BudgetRow]:
    for group, of_sum, headings in GROUPS:
        rows: list[BudgetRow] = []
        for heading in headings:
            mine = {one.year: one for one in figures if one.heading == heading}
            if mine:
                amounts = {year: mine[year].amount if year in mine else None for year in years}
                [*_before, last] = mine.values()
                begins = not rows and (len(headings) > 1 or group != heading.label)
                sources = "; ".join(_sources(mine.values()))
                rows.append(BudgetRow(group, heading.label, amounts, sources, last.remark, begins=begins))
        yield from rows
        if len(rows) > 1:
            yield _sum_row(group, of_sum, rows, years)


def _sum_row(group: Words, label: Words, rows: list[BudgetRow], years: tuple[int, ...]) -> BudgetRow:
    return BudgetRow(
        group, label, {year: _sum(row.amounts[year] for row in rows) for year in years}, is_sum=True
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of the known amounts; None where none is known."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
