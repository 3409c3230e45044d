"""The plans of a year as the address of its page filters them. Countries keep their order: the list ranks nobody."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy, ngettext

from commit_portal.http.filters import Column, Filter, FilterChoice, ListOf, Shown
from workplans.years.plans import YearRow


def _states(row: YearRow) -> Iterator[FilterChoice]:
    yield FilterChoice(row.status, row.state)


PLANS = ListOf[YearRow](
    filters=(Filter("state", gettext_lazy("Status"), _states),),
    columns=(
        Column(gettext_lazy("Workplan"), lambda row: row.name, 24),
        Column(gettext_lazy("Status"), lambda row: row.state, 18),
        Column(gettext_lazy("Since"), lambda row: row.second, 34),
        Column(gettext_lazy("Activities"), lambda row: row.lines or row.closed, 18),
        Column(gettext_lazy("Secretariat US$"), lambda row: row.money, 24),
    ),
)


def counted_words(shown: Shown[YearRow]) -> str:
    """As in "Showing 2 of 7 workplans."."""
    words = ngettext(
        "Showing %(shown)s of %(count)s workplan.", "Showing %(shown)s of %(count)s workplans.", shown.total
    )
    return words % {"shown": len(shown.rows), "count": shown.total}
