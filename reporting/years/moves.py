"""The answers of a year beside those of an earlier one: the list that the page filters, and its file."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

from commit_portal.http.filters import Column, Filter, FilterChoice, FilteredList, ListOf
from commit_portal.i18n.messages import Words, say
from commit_portal.workflow.views import Values
from reporting.dataset.span import Movement, Verdict
from reporting.dataset.values import CellStatus
from reporting.report_text.years import ComparedAnswer, answer_columns

SHOW = "show"
# What the page may be filtered by, in the order of its choices.
KINDS: dict[str, Promise] = {
    Movement.BACK: _("What moved back"),
    Movement.FORWARD: _("What moved forward"),
    Movement.FIRST: _("Reported for the first time"),
    Verdict.OVERDUE: _("What is overdue"),
    Verdict.LATE: _("What was achieved late"),
    CellStatus.NOT_REPORTED: _("What is not reported"),
}


def area_filter(area_word: Words) -> Filter[Any]:
    """The choice of an area, in the order of the rows."""
    return Filter(
        "area", area_word, lambda row: [FilterChoice(row.area.code, f"{row.area.code}. {row.area.title}")]
    )


def show_filter(kinds: Mapping[str, Promise], of: Callable[[Any], Collection[str]]) -> Filter[Any]:
    """The choice of what is shown: one of these kinds, of which a row has none, one or several."""

    offered = {
        kind: FilterChoice(kind, str(label), place) for place, (kind, label) in enumerate(kinds.items())
    }
    return Filter(
        SHOW, pgettext("action", "Show"), lambda row: [offered[kind] for kind in of(row) if kind in offered]
    )


def shown_url(within: FilteredList[Any], value: str) -> str:
    """The address that shows one kind of rows within the chosen area."""
    return f"{within.query}&{SHOW}={value}" if within.query else f"?{SHOW}={value}"


def shown_in(listed: FilteredList[Any]) -> Values:
    """The list, and how much of it is shown in words."""
    counted = ngettext("Showing %(count)s row.", "Showing %(count)s rows.", len(listed.rows))
    return {"listed": listed, "counted": say(counted, count=len(listed.rows))}


def list_of(area_word: Words, years: Sequence[int]) -> ListOf[ComparedAnswer]:
    """What the page of several years offers: the last of them compared with the first."""
    column, then, now = Column[ComparedAnswer], years[0], years[-1]
    return ListOf(
        filters=(area_filter(area_word), show_filter(KINDS, lambda row: row.kinds)),
        columns=(
            *(
                column(head, value, width)
                for head, width, _kind, value in answer_columns(area_word, then, years)
            ),
            column(say(_("Explanation %(year)s"), year=str(then)), lambda row: row.was.narrative, 60),
            column(say(_("Explanation %(year)s"), year=str(now)), lambda row: row.cell.narrative, 60),
        ),
    )
