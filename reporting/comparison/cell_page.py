"""What stands behind a cell of the matrix: the target, the answer, and the activities that serve it."""

from django.http import Http404
from django.utils.translation import gettext

from commit_portal.i18n.formatting import day
from commit_portal.workflow.views import Values
from reporting.comparison.drilldown import activities_behind
from reporting.dataset.activities import ActivityFacts
from reporting.dataset.schema import Dataset
from reporting.dataset.targets import AreaFacts, Cell, TargetFacts
from reporting.dataset.values import CellStatus
from reporting.report_text.as_of import achieved_when, review_of_answer
from reporting.report_text.coverage import not_there, why_region_is_missing
from reporting.report_text.targets import numbers_words
from reporting.report_text.values import CELL_MEANINGS, CELL_WORDS, REGIONAL_MEANINGS, printed_number, said

REGIONAL = "regional"


def cell_of(dataset: Dataset, code: str, place: str) -> Values:
    """One cell as its page shows it. Raises `Http404` where the dataset has no such cell."""
    area, target = _target_or_404(dataset, code)
    name, cell, released, lines = _behind_or_404(dataset, target, place)
    meanings = CELL_MEANINGS | (REGIONAL_MEANINGS if place == REGIONAL else {})
    serving = [line for line in lines if target.code in line.targets]
    return {
        "target": target,
        "printed": printed_number(target.printed_number) if numbers_words(area) else "",
        "area": area,
        "name": name,
        "cell": {
            "status": cell.status.value,
            "word": CELL_WORDS[cell.status],
            "was": CELL_WORDS[cell.was] if cell.was else "",
            "late": cell.late,
        },
        "meaning": meanings[cell.status],
        "state": review_of_answer(dataset.facts, cell.said_at) or said(dataset.facts.state_at),
        "provisional": dataset.facts.provisional,
        "due": day(target.due_on),
        "achieved": achieved_when(cell),
        "narrative": cell.narrative,
        "evidence": cell.evidence,
        "released": released,
        "is_regional": place == REGIONAL,
        "missing": not_there(dataset.facts.audience),
        "why_region": why_region_is_missing(dataset.facts.audience) if place == REGIONAL else "",
        "planned_only": cell.status is CellStatus.NO_ACTIVITY,
        "activities": activities_behind(serving, dataset.facts.year, place, shown=dataset.facts.stage),
    }


def _target_or_404(dataset: Dataset, code: str) -> tuple[AreaFacts, TargetFacts]:
    for area in dataset.areas:
        for target in area.targets:
            if target.code == code:
                return area, target
    raise Http404


def _behind_or_404(
    dataset: Dataset, target: TargetFacts, place: str
) -> tuple[str, Cell, bool, tuple[ActivityFacts, ...]]:
    """The name of the column, its cell, whether its lines are released, and all of them."""
    if place == REGIONAL and target.regional is not None:
        regional = dataset.regional
        return gettext("Regional"), target.regional, regional.released, regional.activities
    for country, cell, chapter in zip(dataset.countries, target.cells, dataset.chapters, strict=True):
        if country.code.lower() == place:
            return country.name, cell, chapter.released, chapter.activities
    raise Http404
