"""Sentences on the targets: their states, their numbers, and what changed since the year before."""

from django.utils.translation import gettext

from commit_portal.i18n.formatting import and_list
from commit_portal.i18n.messages import ngettext_lazy
from reporting.dataset.schema import Dataset, Facts
from reporting.dataset.targets import AreaFacts
from reporting.dataset.totals import answers_given, is_earlier, moves
from reporting.dataset.values import CellStatus
from reporting.report_text.coverage import no_states
from reporting.report_text.values import day, paragraph


def answers_moved(dataset: Dataset) -> str:
    """The number of answers of countries that moved forward and back since the year before."""
    before = dataset.facts.previous_year
    forward, back = moves(dataset)
    if not forward:
        return ngettext_lazy(
            "%(count)s answer of a country moved back since %(year)s.",
            "%(count)s answers of countries moved back since %(year)s.",
        ) % {"year": before, "count": back}
    ahead = ngettext_lazy(
        "%(count)s answer of a country moved forward since %(year)s.",
        "%(count)s answers of countries moved forward since %(year)s.",
    ) % {"year": before, "count": forward}
    if not back:
        return paragraph(ahead, gettext("No answer moved back."))
    behind = ngettext_lazy("%(count)s answer moved back.", "%(count)s answers moved back.") % {"count": back}
    return paragraph(ahead, behind)


def lead_of_progress(dataset: Dataset, changes: int) -> str:
    """The lead of the chapter on progress. Only states of the same target are compared."""
    before = dataset.facts.previous_year
    if not answers_given(dataset):
        return no_states(dataset)
    if not before:
        return gettext("For this plan of action, there are no answers of an earlier year to compare with.")
    if not changes:
        return gettext("No status has changed since %(year)s.") % {"year": before}
    return answers_moved(dataset)


def matrix_note(facts: Facts, area: AreaFacts) -> str:
    """The note under an area's matrix (Table 2): how to read its numbers and columns."""
    stays = gettext("“As reported at mid-year” means: in the review that was closed on %(day)s.")
    since = gettext("“Was” shows the status of the same target in %(year)s, if the status has changed.")
    released = gettext("The column “Achieved” counts only countries that have released their answers.")
    cells = [cell for target in area.targets for cell in target.cells]
    hidden = any(cell.status is CellStatus.NOT_RELEASED for cell in cells)
    earlier = any(is_earlier(facts.stage, cell.said_at) for cell in cells)
    return paragraph(
        numbers_words(area),
        gettext("The Regional column is the region’s own answer, not a sum of the countries."),
        since % {"year": facts.previous_year} if facts.previous_year else "",
        stays % {"day": day(facts.mid_year_on)} if facts.mid_year_on and earlier else "",
        released if hidden else "",
    )


def numbers_words(area: AreaFacts) -> str:
    """Where the numbers in brackets behind targets come from; empty where the plan prints none in the area."""
    printed = [target.printed_number for target in area.targets]
    twice = sorted({number for number in printed if number and printed.count(number) > 1})
    missing = printed.count("")
    if not any(printed):
        return ""
    doubled = ngettext_lazy(
        "The plan of action uses the number %(numbers)s twice.",
        "The plan of action uses each of the numbers %(numbers)s twice.",
    )
    without = ngettext_lazy(
        "%(count)s target has no number in the plan of action. The table shows “(no number)”.",
        "%(count)s targets have no number in the plan of action. The table shows “(no number)”.",
    )
    return paragraph(
        gettext("The number in brackets is the number in the plan of action."),
        doubled % {"numbers": and_list(twice), "count": len(twice)} if twice else "",
        without % {"count": missing} if missing else "",
    )
