"""Sentences on the year as a whole: its plan of action, its dates, its meeting, and the edition on it."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy as _

from reporting.dataset.schema import Dataset, StepFacts
from reporting.dataset.totals import som_of
from reporting.dataset.values import Note, SaidAt
from reporting.report_text.values import AUDIENCE_WORDS, long_month, moment, said
from spa.statuses import PlanStage
from workplans.statuses import Step

STAGES: dict[str, Promise] = {
    PlanStage.DRAFT: _("The plan of action is still a draft."),
    PlanStage.AGREED: _("The plan of action is agreed in principle."),
    PlanStage.ENDORSED: _("The plan of action is endorsed."),
    PlanStage.SUPERSEDED: _("A newer plan of action has replaced this one."),
}


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


# Where the style sheet puts its counters: no text has these characters.
PAGE, PAGES = "\ue000", "\ue001"


def report_title(year: int) -> str:
    """ "COMMIT Annual Report 2011"."""
    return gettext("COMMIT Annual Report %(year)s") % {"year": year}


def edition_words(edition: int, audience: str, as_of: datetime) -> str:
    """Two sentences: who may read the edition, and the moment of its figures. Of a draft, that it is one."""
    words = gettext("Edition %(edition)s shows what %(readers)s may read. The figures are from %(moment)s.")
    if not edition:
        words = gettext("This is a draft, not for quotation. The figures are from %(moment)s.")
    return words % {"edition": edition, "readers": AUDIENCE_WORDS[audience], "moment": moment(as_of)}


def page_words() -> tuple[str, str, str]:
    """ "Page 5 of 24" without the numbers, which only the style sheet knows: the words before, between and after."""
    words = gettext("Page %(page)s of %(pages)s") % {"page": PAGE, "pages": PAGES}
    before, _sign, rest = words.partition(PAGE)
    between, _sign, after = rest.partition(PAGES)
    return before, between, after
