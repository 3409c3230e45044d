"""The printed chapters of each country and of the regional workplan."""

from __future__ import annotations

from typing import Any

from reporting.dataset import (
    CellStatus,
    Dataset,
    MoneyRow,
    Result,
)
from reporting.report.cells import (
    activity_groups,
    activity_line,
    key_figure,
    spending_figure,
    state_cell,
    target_text,
)
from reporting.report.linebreaks import breakable
from reporting.report.numbering import Contents, Numbers
from reporting.tallies import GIVEN
from reporting.words import values
from reporting.words.sentences import (
    brief_of_country,
    lead_of_country,
)
from reporting.words.values import counted_word, sentence

# A regional workplan of so few activities shares its page with the meeting.
FEW_ACTIVITIES = 3


def country_chapter(dataset: Dataset, position: int, contents: Contents) -> dict[str, Any]:
    """One country: its figures, activities, words, targets and shared activities; or that it has not released."""
    country, part = dataset.countries[position], dataset.chapters[position]
    numbers = contents.chapter(country.name, f"country-{country.code.lower()}")
    context: dict[str, Any] = {
        "heading": numbers.heading,
        "country": country,
        "released": part.released,
        "missing": f"{values.not_there(dataset.facts.audience)}. "
        f"{values.why_missing([country.name], dataset.facts.audience)}.",
    }
    if not part.released:
        states = _states_of_country(dataset, position, numbers)
        return {**context, **states, "short": not states["targets"]}
    money = dataset.money.by_country[position]
    shared = [activity for activity in dataset.regional.activities if activity.code in part.shared]
    state_at = f" at {values.said(dataset.facts.state_at)}" if dataset.facts.state_at else ""
    # Tables are numbered as they are printed: this one first.
    caption = (
        numbers.table(f"Activities by area, with cost and result{state_at}") if part.activities else None
    )
    states = _states_of_country(dataset, position, numbers)
    return {
        **context,
        "figures": _figures_of_country(dataset, position, money),
        "lead": lead_of_country(dataset, position),
        "brief": [breakable(line) for line in brief_of_country(dataset, position, money)],
        "needs": [breakable(line) for line in part.needs.splitlines() if line.strip()],
        "caption": caption,
        "prefix": f"{country.code}-{dataset.facts.year % 100:02}",
        "groups": activity_groups(dataset, part),
        "words": [
            {"code": activity.code.rsplit("-", 1)[-1], "text": breakable(activity.narrative)}
            for activity in part.activities
            if activity.narrative
        ],
        **states,
        "short": not (part.activities or part.needs or states["targets"] or shared),
        "shared_caption": numbers.table("Regional activities that it shares with other countries")
        if shared
        else None,
        "shared": [activity_line(dataset, activity, whole_code=True) for activity in shared],
    }


def regional_chapter(dataset: Dataset, contents: Contents) -> dict[str, Any]:
    """The activities that countries do together."""
    numbers = contents.chapter("The regional workplan", "regional")
    activities = dataset.regional.activities
    return {
        "heading": numbers.heading,
        "released": dataset.regional.released,
        "short": len(activities) <= FEW_ACTIVITIES,
        "missing": f"{values.why_region_is_missing(dataset.facts.audience)}.",
        "lead": f"{sentence(counted_word(len(activities), 'activity', 'activities'))} bring two or more countries "
        "together. Each is counted once here and named under every country that takes part."
        if activities
        else "The regional workplan has no activities in this edition.",
        "caption": numbers.table(f"Regional activities, {dataset.facts.year}"),
        "lines": [activity_line(dataset, activity, whole_code=True) for activity in activities],
        "words": [
            {"code": activity.code, "text": breakable(activity.narrative)}
            for activity in activities
            if activity.narrative
        ],
    }


def _figures_of_country(dataset: Dataset, position: int, money: MoneyRow | None) -> list[dict[str, str]]:
    part = dataset.chapters[position]
    cells = [target.cells[position] for target in dataset.targets]
    asked = [cell for cell in cells if cell.status not in (CellStatus.REGIONAL, CellStatus.NOT_RELEASED)]
    achieved = sum(cell.status is CellStatus.ACHIEVED for cell in asked)
    progress = sum(cell.status is CellStatus.IN_PROGRESS for cell in asked)
    done = sum(activity.result is Result.DONE for activity in part.activities)
    state_at = f" by {values.said(dataset.facts.state_at)}" if dataset.facts.state_at else ""
    figures = [
        key_figure(str(dataset.activity_totals[position] or 0), "activities in the workplan of record")
    ]
    if any(activity.result is not Result.NOT_REPORTED for activity in part.activities):
        figures.append(key_figure(str(done), f"of them done{state_at}"))
    if any(cell.status in GIVEN for cell in asked):
        figures.append(key_figure(f"{achieved} of {len(asked)}", f"targets achieved, {progress} in progress"))
    elif asked:
        figures.append(key_figure(str(len(asked)), "targets asked, none answered yet"))
    else:
        figures.append(key_figure("–", "no target of this plan has a published text"))
    if money:
        figures.append(spending_figure([money]))
    return figures


def _states_of_country(dataset: Dataset, position: int, numbers: Numbers) -> dict[str, Any]:
    """The country's answers; without any, no table."""
    if not any(target.cells[position].status in GIVEN for target in dataset.targets):
        return {"targets": [], "targets_caption": None}
    rows = [
        {
            "code": target.code,
            "text": target_text(area, target),
            "state": state_cell(target.cells[position], shown=dataset.facts.stage),
            "narrative": breakable(target.cells[position].narrative),
        }
        for area in dataset.areas
        for target in area.targets
        if target.cells[position].status is not CellStatus.REGIONAL
    ]
    state_at = f" at {values.said(dataset.facts.state_at)}" if dataset.facts.state_at else ""
    return {
        "targets": rows,
        "targets_caption": numbers.table(f"State of the targets{state_at}"),
    }
