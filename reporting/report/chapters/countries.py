"""The printed chapters of each country and of the regional workplan."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext

from commit_portal.i18n import and_list, comma_list
from reporting.dataset import ActivityFacts, Cell, CellStatus, Dataset, MoneyRow, TargetFacts
from reporting.dataset.totals import GIVEN, REGION, reads_partner_money
from reporting.dataset.values import Result
from reporting.report.cells import activity_groups, activity_line, breakable, state_cell, target_text
from reporting.report.numbering import Contents, Numbers
from reporting.report_text import values
from reporting.report_text.coverage import why_missing, why_region_is_missing
from reporting.report_text.findings import late_at, lead_of_country, lead_of_region, shares_with
from reporting.report_text.money import spending_label
from reporting.report_text.values import dollars
from workplans.activity_codes import short_code

# A regional workplan of so few activities shares its page with the meeting.
FEW_ACTIVITIES = 3


def country_chapter(dataset: Dataset, position: int, contents: Contents) -> dict[str, object]:
    """A country's figures, activities, words, targets and shared activities; or why its plan is missing."""
    country, part = dataset.countries[position], dataset.chapters[position]
    numbers = contents.chapter(country.name, f"country-{country.code.lower()}")
    context: dict[str, object] = {
        "country": country,
        "place": country.code.lower(),
        "released": part.released,
        "missing": why_missing([country.name], dataset.facts.audience),
    }
    if not part.released:
        states = _states_of(dataset, lambda target: target.cells[position], numbers)
        return {**context, **states, "short": not states["targets"]}
    money = dataset.money.by_country[position]
    shared = [activity for activity in dataset.regional.activities if activity.code in part.shared]
    words = gettext("Activities by area, with Secretariat funding and result")
    if review := values.said(dataset.facts.state_at):
        words = gettext("Activities by area, with Secretariat funding, and result as reported at %(review)s")
    # Tables take their numbers in the order of printing.
    caption = numbers.table_of(part.activities, words % {"review": review})
    states = _states_of(dataset, lambda target: target.cells[position], numbers)
    others = shares_with(dataset, position)
    # The ministries stand as somebody typed them, one a line.
    bodies = (line.strip(" ,;.") for line in part.agreed_by.splitlines())
    return {
        **context,
        "partner_money": reads_partner_money(dataset),
        "figures": _figures_of_country(dataset, position, money),
        "lead": lead_of_country(dataset, position),
        "lead_body": breakable(part.lead_body),
        "agreed_on": values.day(part.agreed_on) if part.agreed_on else "",
        "agreed_by": breakable(comma_list(filter(None, bodies))),
        "accepted": dollars(money.accepted) if money and money.accepted else "",
        "others": breakable(and_list(others)),
        "shares_with_all": len(others) == len(dataset.countries) - 1,
        "late": part.late,
        "late_at": and_list(filter(None, late_at(dataset, position))),
        "needs": [breakable(line) for line in part.needs.splitlines() if line.strip()],
        "caption": caption,
        "prefix": f"{country.code}-{dataset.facts.year % 100:02}",
        "groups": activity_groups(dataset, part),
        "words": _words_on(part.activities),
        **states,
        "short": not (part.activities or part.needs or states["targets"] or shared),
        "shared_caption": numbers.table_of(
            shared, gettext("Regional activities shared with other countries")
        ),
        "shared": [activity_line(dataset, activity, whole_code=True) for activity in shared],
    }


def regional_chapter(dataset: Dataset, contents: Contents) -> dict[str, object]:
    """The activities that countries do together, and the answers of the region."""
    numbers = contents.chapter(gettext("The regional workplan"), "regional")
    activities, year = dataset.regional.activities, {"year": dataset.facts.year}
    caption = numbers.table_of(activities, gettext("Regional activities, %(year)s") % year)
    states = _states_of(dataset, lambda target: target.regional, numbers)
    return {
        "place": REGION,
        "released": dataset.regional.released,
        "short": len(activities) <= FEW_ACTIVITIES and not states["targets"],
        "missing": why_region_is_missing(dataset.facts.audience),
        "lead": lead_of_region(dataset),
        "caption": caption,
        "lines": [activity_line(dataset, activity, whole_code=True) for activity in activities],
        "words": _words_on(activities, whole_code=True),
        **states,
    }


def _words_on(activities: Iterable[ActivityFacts], *, whole_code: bool = False) -> list[dict[str, object]]:
    """The explanations of activities, each with the evidence that these readers are shown."""
    return [
        {
            "code": line.code if whole_code else short_code(line.code),
            "text": breakable(line.narrative),
            "evidence": line.evidence,
        }
        for line in activities
        if line.narrative or line.evidence
    ]


def _figures_of_country(dataset: Dataset, position: int, money: MoneyRow | None) -> list[tuple[str, str]]:
    """The key figures, each with its label."""
    part = dataset.chapters[position]
    cells = [target.cells[position] for target in dataset.targets]
    asked = [cell for cell in cells if cell.status not in (CellStatus.NOT_ASKED, CellStatus.NOT_RELEASED)]
    achieved = sum(cell.status is CellStatus.ACHIEVED for cell in asked)
    progress = sum(cell.status is CellStatus.IN_PROGRESS for cell in asked)
    done = sum(activity.result is Result.DONE for activity in part.activities)
    total, review = dataset.activity_totals[position] or 0, values.said(dataset.facts.state_at)
    figures = [(str(total), gettext("Activities in the approved workplan"))]
    if any(activity.result is not Result.NOT_REPORTED for activity in part.activities):
        by_then = gettext("Activities done, as reported at %(review)s") % {"review": review}
        figures.append((str(done), by_then if review else gettext("Activities done")))
    if any(cell.status in GIVEN for cell in asked):
        words = gettext("Targets achieved (in progress: %(count)s)") % {"count": progress}
        figures.append((values.part_of(achieved, len(asked)), words))
    elif asked:
        figures.append((str(len(asked)), gettext("Targets, none answered yet")))
    else:
        figures.append(("–", gettext("No target of this plan of action has a published text")))
    if money:
        figures.append(spending_label([money]))
    return figures


def _states_of(
    dataset: Dataset, cell_of: Callable[[TargetFacts], Cell | None], numbers: Numbers
) -> dict[str, Any]:
    """The answers of a country or the region, with what stands behind each; without any, no table."""
    asked = [
        (area, target, cell)
        for area in dataset.areas
        for target in area.targets
        if (cell := cell_of(target)) and cell.status is not CellStatus.NOT_ASKED
    ]
    rows = [
        {
            "code": target.code,
            "text": target_text(area, target),
            "state": state_cell(cell, shown=dataset.facts.stage),
            "narrative": breakable(cell.narrative),
            "evidence": cell.evidence,
        }
        for area, target, cell in asked
        if any(one.status in GIVEN for _area, _target, one in asked)
    ]
    review = values.said(dataset.facts.state_at)
    caption = gettext("Status of the targets, as reported at %(review)s") % {"review": review}
    caption = caption if review else gettext("Status of the targets")
    return {"targets": rows, "targets_caption": numbers.table_of(rows, caption)}
