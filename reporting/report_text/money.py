"""Sentences on money: ceilings, approved, spent, and who has not reported. Amounts are US dollars."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import chain

from django.utils.translation import gettext, ngettext

from commit_portal.i18n import and_list, ngettext_lazy
from reporting.dataset import Dataset, MoneyRow, secretariat_reported, sum_of
from reporting.dataset.money import sum_of_known
from reporting.dataset.totals import named_money
from reporting.report_text.coverage import nobody_is_read, spending_words
from reporting.report_text.values import dollars, paragraph, percent_of
from spa.statuses import BudgetHeading


def lead_of_money(dataset: Dataset) -> str:
    """Ceilings, overspending, and partners' money for each dollar of the Secretariat, over the countries covered."""
    rows = [row for row in dataset.money.by_country if row]
    if not rows:
        nothing = gettext("There is no money to show.")
        return paragraph(nobody_is_read(dataset), nothing, unapproved_words(dataset), _asked(dataset))
    said = (_above_ceiling(rows), *_overspent(dataset), _partners_beside(dataset, rows))
    return paragraph(*said, _asked(dataset), _secured(dataset))


def spending_label(rows: Sequence[MoneyRow]) -> tuple[str, str]:
    """A key figure with its label: percent spent of approved, over the workplans that reported.

    The approved amount where nobody has reported.
    """
    reported = secretariat_reported(rows)
    money = sum_of(reported or rows)
    if not reported or not money.approved:
        words = gettext("US dollars of Secretariat funding approved. Spending is not reported.")
        return dollars(money.approved), words
    value = gettext("%(percent)s%%") % {"percent": percent_of(money.spent_secretariat, money.approved)}
    ceiling = ngettext("Ceiling: US$%(amount)s.", "Ceilings: US$%(amount)s.", len(reported))
    of_approved = gettext("Spending, as a share of the approved Secretariat funding of US$%(amount)s.")
    few = gettext("Only %(reported)s of %(everyone)s countries reported spending.")
    words = paragraph(
        of_approved % {"amount": dollars(money.approved)},
        few % {"reported": len(reported), "everyone": len(rows)} if len(reported) < len(rows) else "",
        "" if money.ceiling is None else ceiling % {"amount": dollars(money.ceiling)},
    )
    return value, words


def spending_gaps(dataset: Dataset, *, percentages: bool = True) -> str:
    """Which countries have not reported spending, and what sums and percentages cover.

    Then whose spending is of an earlier review. Empty where all have reported at this one.
    """
    named = [(name or gettext("Regional workplan"), row) for name, row in named_money(dataset)]
    secretariat = [name for name, row in named if row.spent_secretariat is None]
    # Outsiders read no amounts of partners: to them nothing is missing.
    partners = [name for name, row in named if row.spent_partners is None and row.accepted is not None]
    if not secretariat and not partners:
        return spending_words(dataset)
    compare = gettext(
        "Percentages compare the spending with the amounts approved or accepted for the same workplans."
    )
    return paragraph(
        *_not_reported(secretariat, partners),
        gettext("Totals of spending include only the workplans that reported their spending."),
        compare if percentages else "",
        spending_words(dataset),
    )


def unapproved_words(dataset: Dataset) -> str:
    """How many national workplans are not approved, and what their ceilings allow; only the Secretariat reads it."""
    count, ceilings = dataset.money.unapproved, sum_of_known(dataset.money.unapproved_ceilings)
    words = ngettext_lazy(
        "%(count)s national workplan is not approved yet. Its ceiling allows up to US$%(amount)s.",
        "%(count)s national workplans are not approved yet. Their ceilings allow up to US$%(amount)s together.",
    )
    return words % {"count": count, "amount": dollars(ceilings)} if ceilings else ""


def budget_by_heading(dataset: Dataset) -> list[tuple[str, str, Decimal]]:
    """The headings of the budget, with their words and US dollars; then the whole budget, without a heading."""
    budget = dataset.money.budget
    rows = [(one.heading, str(BudgetHeading(one.heading).label), one.amount) for one in budget]
    whole = ("", gettext("Whole budget"), sum((one.amount for one in budget), Decimal(0)))
    return [*rows, whole] if budget else []


def _not_reported(secretariat: list[str], partners: list[str]) -> Iterable[str]:
    if secretariat == partners:
        words = gettext("Workplans that did not report any spending: %(workplans)s.")
        yield words % {"workplans": and_list(secretariat)}
        return
    if secretariat:
        words = gettext("Workplans that did not report their spending of Secretariat funding: %(workplans)s.")
        yield words % {"workplans": and_list(secretariat)}
    if partners:
        words = gettext("Workplans that did not report the spending of partners: %(workplans)s.")
        yield words % {"workplans": and_list(partners)}


def _above_ceiling(rows: Sequence[MoneyRow]) -> str:
    """The number of workplans that were approved above their ceiling, whatever was spent."""
    ceilings = {row.ceiling for row in rows if row.ceiling is not None}
    if not ceilings:
        return gettext("No ceiling is set.")
    over = sum(row.ceiling is not None and row.approved > row.ceiling for row in rows)
    if len(ceilings) > 1:
        if not over:
            return gettext("No workplan was approved above its ceiling.")
        return ngettext_lazy(
            "%(count)s workplan was approved above its ceiling.",
            "%(count)s workplans were approved above their ceilings.",
        ) % {"count": over}
    ceiling = dollars(ceilings.pop())
    if not over:
        return gettext("No workplan was approved above the ceiling of US$%(ceiling)s.") % {"ceiling": ceiling}
    return ngettext_lazy(
        "%(count)s workplan was approved above the ceiling of US$%(ceiling)s.",
        "%(count)s workplans were approved above the ceiling of US$%(ceiling)s.",
    ) % {"count": over, "ceiling": ceiling}


def _overspent(dataset: Dataset) -> list[str]:
    """A sentence for each workplan that spent more than its ceiling, then for each that spent more than approved."""
    above, more = [], []
    for name, row in named_money(dataset):
        spent = row.spent_secretariat or Decimal(0)
        words = {"workplan": name or gettext("The regional workplan"), "spent": dollars(spent)}
        if row.ceiling is not None and spent > row.ceiling:
            said = gettext(
                "%(workplan)s spent US$%(spent)s of Secretariat funding, more than the ceiling of "
                "US$%(ceiling)s."
            )
            above.append(said % {**words, "ceiling": dollars(row.ceiling)})
        elif spent > row.approved:
            said = gettext(
                "%(workplan)s spent US$%(spent)s of Secretariat funding, more than the approved "
                "US$%(approved)s."
            )
            more.append(said % {**words, "approved": dollars(row.approved)})
    return [*above, *more]


def _asked(dataset: Dataset) -> str:
    """What the budget of the plan of action has for the year."""
    words = gettext("The budget has US$%(amount)s for the activities of all areas in %(year)s.")
    asked = {"amount": dollars(dataset.money.asked), "year": dataset.facts.year}
    return "" if dataset.money.asked is None else words % asked


def _secured(dataset: Dataset) -> str:
    """What grants pay of all that is approved; only the Secretariat reads it."""
    money = dataset.money.everything
    words = gettext("Grants pay US$%(secured)s of the approved US$%(approved)s.")
    amounts = {"secured": dollars(money.secured), "approved": dollars(money.approved)}
    return "" if money.secured is None else words % amounts


def _partners_beside(dataset: Dataset, rows: Sequence[MoneyRow]) -> str:
    """What partners spent for each dollar of Secretariat support, on activities of most countries with both amounts."""
    both = {
        country.name: [
            (line.spent_partners, line.spent_secretariat)
            for line in part.activities
            if line.spent_secretariat and line.spent_partners is not None
        ]
        for country, part in zip(dataset.countries, dataset.chapters, strict=True)
    }
    covered = [name for name, amounts in both.items() if amounts]
    if 2 * len(covered) <= len(both):
        return "" if secretariat_reported(rows) else gettext("Spending has not been reported yet.")
    partners, secretariat = zip(*chain(*both.values()), strict=True)
    words = gettext(
        "In %(count)s of %(total)s activities (%(covered)s countries), partners spent US$%(amount)s for each "
        "Secretariat dollar."
    )
    amount = f"{sum(partners) / sum(secretariat):.2f}"
    counts = {"count": len(partners), "total": dataset.activity_total}
    return words % {**counts, "amount": amount, "covered": len(covered)}
