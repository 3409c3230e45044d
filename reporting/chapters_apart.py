"""The printed chapters of each country, of the regional workplan, and of the meeting."""

from __future__ import annotations

from typing import Any

from reporting import wording
from reporting.cells import (
    activity_groups,
    activity_line,
    key_figure,
    one_lead_body,
    recommendation_row,
    spending_figure,
    state_cell,
    target_text,
)
from reporting.dataset import (
    CellStatus,
    Dataset,
    MoneyRow,
    Result,
)
from reporting.linebreaks import breakable
from reporting.numbering import Contents, Numbers
from reporting.sentences import (
    brief_of_country,
    lead_of_country,
    lead_of_meeting,
)
from reporting.tallies import GIVEN
from reporting.wording import counted_word, sentence


def country_chapter(dataset: Dataset, position: int, contents: Contents) -> dict[str, Any]:
    """One country: its figures, activities, words, targets and shared activities; or that it has not released."""
    country, part = dataset.countries[position], dataset.chapters[position]
    numbers = contents.chapter(country.name, f"country-{country.code.lower()}")
    context: dict[str, Any] = {
        "heading": numbers.heading,
        "country": country,
        "released": part.released,
        "missing": f"{wording.not_there(dataset.facts.audience)}. "
        f"{wording.why_missing([country.name], dataset.facts.audience)}.",
    }
    if not part.released:
        states = _states_of_country(dataset, position, numbers)
        return {**context, **states, "short": not states["targets"]}
    money = dataset.money.by_country[position]
    shared = [activity for activity in dataset.regional.activities if activity.code in part.shared]
    state_at = f" at {wording.said(dataset.facts.state_at)}" if dataset.facts.state_at else ""
    return {
        **context,
        "figures": _figures_of_country(dataset, position, money),
        "lead": lead_of_country(dataset, position),
        "brief": [breakable(line) for line in brief_of_country(dataset, position, money)],
        "needs": [breakable(line) for line in part.needs.splitlines() if line.strip()],
        "caption": numbers.table(f"Activities by area, with cost and result{state_at}"),
        "prefix": f"{country.code}-{dataset.facts.year % 100:02}",
        "groups": activity_groups(dataset, part),
        "one_body": one_lead_body(part),
        "words": [
            {"code": activity.code.rsplit("-", 1)[-1], "text": breakable(activity.narrative)}
            for activity in part.activities
            if activity.narrative
        ],
        **_states_of_country(dataset, position, numbers),
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
        "short": not activities,
        "missing": f"{wording.why_region_is_missing(dataset.facts.audience)}.",
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


def meeting_chapter(dataset: Dataset, contents: Contents) -> dict[str, Any]:
    """The year's recommendations, what became of those before, and the meetings."""
    numbers = contents.chapter("Recommendations and meetings", "meeting")
    made, followed = dataset.recommendations, dataset.followed_up
    return {
        "heading": numbers.heading,
        "short": not (made or followed or dataset.meetings),
        "lead": lead_of_meeting(dataset),
        "meetings_caption": numbers.table("Meetings of the year, planned and held")
        if dataset.meetings
        else None,
        "meetings": [
            {
                "name": breakable(meeting.name),
                "planned": wording.days(meeting.planned) or wording.no_dates(over=bool(meeting.actual)),
                "planned_place": breakable(meeting.planned_place),
                "actual": wording.days(meeting.actual) or "not held yet",
                "actual_place": breakable(meeting.actual_place),
            }
            for meeting in dataset.meetings
        ],
        "caption": numbers.table(f"Recommendations of {made[0].meeting}") if made else None,
        "made": [recommendation_row(one) for one in made],
        "followed_caption": numbers.table(f"Recommendations of {followed[0].meeting}, followed up")
        if followed
        else None,
        "followed": [recommendation_row(one) for one in followed],
    }


def _figures_of_country(dataset: Dataset, position: int, money: MoneyRow | None) -> list[dict[str, str]]:
    part = dataset.chapters[position]
    cells = [target.cells[position] for target in dataset.targets]
    asked = [cell for cell in cells if cell.status not in (CellStatus.REGIONAL, CellStatus.NOT_RELEASED)]
    achieved = sum(cell.status is CellStatus.ACHIEVED for cell in asked)
    progress = sum(cell.status is CellStatus.IN_PROGRESS for cell in asked)
    done = sum(activity.result is Result.DONE for activity in part.activities)
    state_at = f" by {wording.said(dataset.facts.state_at)}" if dataset.facts.state_at else ""
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
    state_at = f" at {wording.said(dataset.facts.state_at)}" if dataset.facts.state_at else ""
    return {
        "targets": rows,
        "targets_caption": numbers.table(f"State of the targets{state_at}"),
    }
