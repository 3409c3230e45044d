"""Which workplans a report covers, and why it lacks the others (AR-1, AR-3)."""

from collections.abc import Sequence

from django.utils.translation import gettext

from commit_portal.i18n.formatting import and_list
from commit_portal.i18n.messages import ngettext_lazy
from reporting.dataset.schema import LOADED, Dataset, YearFigures
from reporting.dataset.values import CellStatus
from reporting.report_text.values import AUDIENCE_WORDS, paragraph
from workplans.statuses import Audience


def for_audience(audience: str) -> str:
    """ "for partners", behind the number of an edition."""
    return gettext("for %(readers)s") % {"readers": AUDIENCE_WORDS[audience]}


def not_there(audience: str, *, of_region: bool = False) -> str:
    """The word for a plan that is not read. Where nothing is withheld, nothing is approved yet.

    The Secretariat reads every approved plan, and the taskforces the regional one.
    """
    if audience == LOADED:
        return gettext("Not loaded")
    reads_all = audience == Audience.SECRETARIAT or (of_region and audience == Audience.TASKFORCES)
    return gettext("Not approved") if reads_all else gettext("Not released")


def why_missing(names: Sequence[str], audience: str) -> str:
    """The countries whose plans are not read, and the reason."""
    sentence = ngettext_lazy(
        "%(countries)s has not released the workplan to %(readers)s.",
        "%(countries)s have not released the workplan to %(readers)s.",
    )
    if audience == Audience.SECRETARIAT:
        sentence = ngettext_lazy(
            "%(countries)s has no approved workplan yet.", "%(countries)s have no approved workplan yet."
        )
    readers = AUDIENCE_WORDS[audience]
    return sentence % {"countries": and_list(names), "readers": readers, "count": len(names)}


def why_region_is_missing(audience: str) -> str:
    """The reason why the regional workplan is not read.

    Secretariat and taskforces read it once it is approved. Others learn only that it is not released to them.
    """
    if audience == LOADED:
        return gettext("No activity of the regional workplan is loaded.")
    if audience not in (Audience.PARTNERS, Audience.OBSERVERS):
        return gettext("No regional workplan has been approved.")
    words = gettext("The regional workplan has not been released to %(readers)s.")
    return words % {"readers": AUDIENCE_WORDS[audience]}


def nobody_is_read(dataset: Dataset) -> str:
    """The reason why the edition has no country's plan."""
    audience = dataset.facts.audience
    words = gettext("No country has released its workplan of %(year)s to %(readers)s.")
    if audience == Audience.SECRETARIAT:
        words = gettext("No country has an approved workplan of %(year)s yet.")
    return words % {"year": dataset.facts.year, "readers": AUDIENCE_WORDS[audience]}


def no_states(dataset: Dataset) -> str:
    """The reason why no state of any target is shown."""
    if any(cell.status is CellStatus.NOT_REPORTED for target in dataset.targets for cell in target.cells):
        return gettext("No review of %(year)s is closed yet. The statuses of the targets are not known.") % {
            "year": dataset.facts.year
        }
    return paragraph(nobody_is_read(dataset), gettext("There are no statuses of targets to show."))


def of_countries(dataset: YearFigures, covered: int) -> str:
    """ "5 of 6 countries", behind a caption; empty where a table covers all."""
    everyone = len(dataset.countries)
    if covered == everyone:
        return ""
    return gettext("%(covered)s of %(everyone)s countries") % {"covered": covered, "everyone": everyone}
