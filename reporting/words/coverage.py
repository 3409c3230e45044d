"""Which workplans a report covers, and why it lacks the others (AR-1, AR-3)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commit_portal.words import and_list
from reporting.facts.shape import CellStatus, Dataset
from reporting.words.values import paragraph
from workplans.statuses import Audience

NOBODY: dict[str, Promise] = {
    Audience.SECRETARIAT: _("No country has an approved workplan of %(year)s yet."),
    Audience.TASKFORCES: _("No country has released its workplan of %(year)s to the taskforces."),
    Audience.PARTNERS: _("No country has released its workplan of %(year)s to partners."),
    Audience.OBSERVERS: _("No country has released its workplan of %(year)s to observers."),
}
NO_REGION: dict[str, Promise] = {
    Audience.SECRETARIAT: _("No regional workplan has been put in force."),
    Audience.TASKFORCES: _("No regional workplan has been put in force."),
    Audience.PARTNERS: _("The regional workplan has not been released to partners."),
    Audience.OBSERVERS: _("The regional workplan has not been released to observers."),
}

# Behind the number of an edition.
FOR_AUDIENCE: dict[str, Promise] = {
    Audience.SECRETARIAT: _("for the Secretariat"),
    Audience.TASKFORCES: _("for the taskforces"),
    Audience.PARTNERS: _("for partners"),
    Audience.OBSERVERS: _("for observers"),
}


def not_there(audience: str) -> str:
    """What stands where a plan is not read. To the Secretariat nothing is withheld: nothing is approved yet."""
    return gettext("Not approved yet") if audience == Audience.SECRETARIAT else gettext("Not released")


def why_missing(names: Sequence[str], audience: str) -> str:
    """Whose plans are not read and why."""
    count, countries = len(names), {"countries": and_list(names)}
    if audience == Audience.SECRETARIAT:
        sentence = ngettext(
            "%(countries)s has no approved workplan yet.",
            "%(countries)s have no approved workplan yet.",
            count,
        )
    elif audience == Audience.TASKFORCES:
        sentence = ngettext(
            "%(countries)s has not released the workplan to the taskforces.",
            "%(countries)s have not released the workplan to the taskforces.",
            count,
        )
    elif audience == Audience.PARTNERS:
        sentence = ngettext(
            "%(countries)s has not released the workplan to partners.",
            "%(countries)s have not released the workplan to partners.",
            count,
        )
    else:
        sentence = ngettext(
            "%(countries)s has not released the workplan to observers.",
            "%(countries)s have not released the workplan to observers.",
            count,
        )
    return sentence % countries


def why_region_is_missing(audience: str) -> str:
    """Why the regional workplan is not read.

    Secretariat and taskforces read it once it is in force; others are not told more than that it is not theirs to read.
    """
    return str(NO_REGION[audience])


def nobody_is_read(dataset: Dataset) -> str:
    """Why no country's plan is read. No plan at all is in the edition."""
    return NOBODY[dataset.facts.audience] % {"year": dataset.facts.year}


def no_states(dataset: Dataset) -> str:
    """Why there is no state of any target to show."""
    if any(cell.status is CellStatus.NOT_REPORTED for target in dataset.targets for cell in target.cells):
        return gettext("No review of %(year)s has closed answers yet. No state of a target is known.") % {
            "year": dataset.facts.year
        }
    return paragraph(nobody_is_read(dataset), gettext("There are no states of targets to show."))


def of_countries(dataset: Dataset, covered: int) -> str:
    """ "5 of 6 countries", behind a caption; empty where a table covers all."""
    everyone = len(dataset.countries)
    if covered == everyone:
        return ""
    return gettext("%(covered)s of %(everyone)s countries") % {"covered": covered, "everyone": everyone}


def covers(dataset: Dataset, covered: int) -> str:
    """How many of the countries the workplans of the sentence before cover; empty where they cover all."""
    everyone = len(dataset.countries)
    if covered == everyone:
        return ""
    return gettext("They cover %(covered)s of %(everyone)s countries.") % {
        "covered": covered,
        "everyone": everyone,
    }
