"""Words for the review at which an answer was given, on the screen, in print and in the workbook.

An answer of an earlier review than the one that is shown says "as reported at". An answer of that review says nothing.
"""

from collections.abc import Collection
from datetime import date
from itertools import chain

from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext

from commit_portal.i18n.formatting import and_list, day, money
from reporting.dataset.schema import Dataset, Facts, YearTargets
from reporting.dataset.targets import Cell, TargetFacts
from reporting.dataset.totals import answers_as_of, is_earlier, named_money
from reporting.dataset.values import SaidAt
from reporting.report_text.values import paragraph, said
from reporting.statuses import ReviewStage


def as_of(shown: SaidAt | None, said_at: SaidAt | None, said_on: date | None) -> str:
    """ "as reported at mid-year, 8 Jul 2011" for an answer of an earlier review than the one that is shown, else nothing.

    Older editions do not have the day.
    """
    if not is_earlier(shown, said_at):
        return ""
    return _("as reported at mid-year, %(day)s") % {"day": day(said_on)} if said_on else amount_as_of([True])


def amount_as_of(stays: Collection[bool]) -> str:
    """That all or some parts of an amount are of an earlier review than the one that is shown; else empty."""
    if not any(stays):
        return ""
    return _("as reported at mid-year") if all(stays) else _("a part of it was reported only at mid-year")


def review_of_answer(facts: Facts, said_at: SaidAt | None) -> str:
    """The name of the review at which an answer was given, or of the meeting to come that it was given for."""
    if said_at is None:
        return ""
    if said_at is facts.stage and facts.state_at and facts.state_at.code.endswith("_to_come"):
        return capfirst(said(facts.state_at))
    return str(ReviewStage(said_at).label)


def achieved_of(target: TargetFacts, shown: SaidAt | None) -> str:
    """ "4 of 6, 2 as reported at mid-year": countries that have achieved a target, of those whose answer may be shown."""
    if not target.covered:
        return "–"
    earlier, words = target.achieved_before(shown), _("%(achieved)s of %(covered)s")
    if earlier:
        words = _("%(achieved)s of %(covered)s, %(earlier)s as reported at mid-year")
    return words % {"achieved": target.achieved, "covered": target.covered, "earlier": earlier}


def achieved_when(cell: Cell) -> str:
    """ "1 Jun 2011", else "in 2008"; empty where neither is known."""
    when = cell.achieved_when
    if when is None:
        return ""
    return _("in %(year)s") % {"year": when} if isinstance(when, int) else day(when)


def answers_words(dataset: YearTargets, *, countries: bool = True) -> str:
    """How many of the answers shown are from the mid-year review; empty where none is.

    Over the countries, or over every column with the Regional one.
    """
    count = answers_as_of(dataset, countries=countries)
    if not count:
        return ""
    words = ngettext(
        "%(count)s answer is still the one of the mid-year review.",
        "%(count)s answers are still those of the mid-year review.",
        count,
    ) % {"count": count}
    return paragraph(words, mid_year_closed(dataset.facts))


def spending_words(dataset: Dataset) -> str:
    """Whose spending is as reported at mid-year, in whole or in part, and which of it no longer counts; else empty."""
    shown = dataset.facts.stage
    names = [
        name or _("Regional workplan")
        for name, row in named_money(dataset)
        if is_earlier(shown, row.said_at.secretariat) or is_earlier(shown, row.said_at.partners)
    ]
    words = _("These workplans reported all or part of their spending only at mid-year: %(names)s.")
    stays = words % {"names": and_list(names)} if names else ""
    return paragraph(stays, mid_year_closed(dataset.facts) if stays else "", _spending_ended(dataset))


def mid_year_closed(facts: Facts) -> str:
    """The day of what is "as reported at mid-year"; older editions do not have it."""
    when = facts.mid_year_on
    return _("The mid-year review was closed on %(day)s.") % {"day": day(when)} if when else ""


def _spending_ended(dataset: Dataset) -> str:
    """What partners spent by mid-year on activities of which a later answer says that they have not started."""
    lines = chain(*(part.activities for part in dataset.chapters), dataset.regional.activities)
    ended = [(line.code, money(line.ended_spending)) for line in lines if line.ended_spending]
    if not ended:
        return ""
    each = [_("%(code)s (US$%(amount)s)") % {"code": code, "amount": amount} for code, amount in ended]
    words = _(
        "Partners’ spending reported at mid-year no longer counts, because of a later answer for the activity: "
        "%(activities)s."
    )
    return words % {"activities": and_list(each)}
