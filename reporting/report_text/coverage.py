"""Words for what a report covers: the year with its plan of action and its meeting, which workplans, why it lacks the others
(AR-1, AR-3), and the review of each answer, on the screen, in print and in the workbook.
"""

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext, gettext as _, ngettext

from commit_portal.i18n import and_list, day, long_month, money, ngettext_lazy
from reporting.dataset import Cell, CellStatus, Dataset, Facts, SaidAt, TargetFacts, YearTargets
from reporting.dataset.schema import LOADED, StepFacts, YearFigures
from reporting.dataset.totals import answers_as_of, is_earlier, named_money, som_of
from reporting.dataset.values import Note
from reporting.report_text.values import AUDIENCE_WORDS, paragraph, said
from reporting.statuses import ReviewStage
from workplans.statuses import Audience, Step


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
        unknown = gettext("No review of %(year)s is closed yet. The statuses of the targets are not known.")
        return unknown % {"year": dataset.facts.year}
    return paragraph(nobody_is_read(dataset), gettext("There are no statuses of targets to show."))


def of_countries(dataset: YearFigures, covered: int) -> str:
    """ "5 of 6 countries", behind a caption; empty where a table covers all."""
    everyone = len(dataset.countries)
    if covered == everyone:
        return ""
    return gettext("%(covered)s of %(everyone)s countries") % {"covered": covered, "everyone": everyone}


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
    ended = [(line.code, money(line.ended_spending)) for line in dataset.lines if line.ended_spending]
    if not ended:
        return ""
    each = [_("%(code)s (US$%(amount)s)") % {"code": code, "amount": amount} for code, amount in ended]
    words = _(
        "Partners’ spending reported at mid-year no longer counts, because of a later answer for the activity: "
        "%(activities)s."
    )
    return words % {"activities": and_list(each)}


def met_in(dataset: Dataset) -> dict[str, str] | None:
    """The SOM that reviewed the year, with its month and place: actual dates only. None where none is known."""
    som = som_of(dataset)
    held = som and (som.actual.ends or som.actual.starts)
    if not (som and held):
        return None
    return {"name": said(som.name), "month": long_month(held), "place": som.actual_place}


def step_planned_otherwise(dataset: Dataset) -> StepFacts | None:
    """The step of the SOM, where the year planned it for other days than those planned for the meeting."""
    som = som_of(dataset)
    step = next((one for one in dataset.steps if one.number == Step.SOM), None)
    if som is None or step is None or not (som.planned and step.planned) or som.planned == step.planned:
        return None
    return step


def not_held(dataset: Dataset) -> str:
    """The answers of a SOM's review may be closed before it meets, and without a meeting on record."""
    facts = dataset.facts
    shown = facts.state_at if facts.stage is SaidAt.SOM else None
    if (
        shown is not None
        and shown.code.endswith("_to_come")
        and isinstance(name := shown.param("name"), Note)
    ):
        words = gettext("The answers for %(meeting)s are closed. The meeting has not been held yet.")
        return words % {"meeting": said(name)}
    if shown is not None and shown.code == "state_at.som":
        return gettext(
            "The answers for the Senior Officials Meeting are closed. No meeting is recorded for the review."
        )
    return gettext("No Senior Officials Meeting has reviewed this year yet.")
