"""Words for the review at which an answer was given, on the screen, in print and in the workbook.

An answer of an earlier review than the one that is shown says "as reported at". An answer of that review says nothing.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from commit_portal.i18n.formatting import and_list, day
from reporting.dataset.schema import Dataset, Matrix
from reporting.dataset.targets import Cell, TargetFacts
from reporting.dataset.totals import answers_as_of, is_earlier, named_money
from reporting.dataset.values import SaidAt
from reporting.statuses import ReviewStage

AS_OF: dict[SaidAt, str | Promise] = {
    SaidAt.MID_YEAR: gettext_lazy("as reported at mid-year"),
    SaidAt.SOM: gettext_lazy("as reported at the Senior Officials Meeting"),
}


def as_of(shown: SaidAt | None, said_at: SaidAt | None) -> str:
    """ "as reported at mid-year" for an answer of an earlier review than the one that is shown, else nothing."""
    return str(AS_OF[said_at]) if said_at is not None and is_earlier(shown, said_at) else ""


def review_of_answer(said_at: SaidAt | None) -> str:
    """The name of the review at which an answer was given; empty where there is no answer."""
    return "" if said_at is None else str(ReviewStage(said_at).label)


def achieved_of(target: TargetFacts, shown: SaidAt | None) -> str:
    """ "4 of 6, 2 as reported at mid-year": countries that have achieved a target, of those whose answer may be shown."""
    if not target.covered:
        return "–"
    counts = {"achieved": target.achieved, "covered": target.covered}
    earlier = target.achieved_before(shown)
    if not earlier:
        return _("%(achieved)s of %(covered)s") % counts
    return _("%(achieved)s of %(covered)s, %(earlier)s as reported at mid-year") % {
        **counts,
        "earlier": earlier,
    }


def achieved_when(cell: Cell) -> str:
    """ "1 Jun 2011", else "in 2008"; empty where neither is known."""
    when = cell.achieved_when
    if when is None:
        return ""
    return _("in %(year)s") % {"year": when} if isinstance(when, int) else day(when)


def answers_words(dataset: Dataset | Matrix, *, countries: bool = True) -> str:
    """How many of the answers shown are from the mid-year review; empty where none is.

    Over the countries, or over every column with the Regional one.
    """
    count = answers_as_of(dataset, countries=countries)
    if not count:
        return ""
    return ngettext(
        "%(count)s of these answers is from the mid-year review.",
        "%(count)s of these answers are from the mid-year review.",
        count,
    ) % {"count": count}


def spending_words(dataset: Dataset) -> str:
    """Whose spending is as reported at mid-year, in whole or in part; empty where nobody's is."""
    shown = dataset.facts.stage
    names = [
        name or _("Regional workplan")
        for name, row in named_money(dataset)
        if is_earlier(shown, row.said_at.secretariat) or is_earlier(shown, row.said_at.partners)
    ]
    return _("Spending as reported at mid-year: %(names)s.") % {"names": and_list(names)} if names else ""
