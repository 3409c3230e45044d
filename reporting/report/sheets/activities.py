"""The sheets of the activities: their counts by type and country, and each by itself."""

from collections.abc import Mapping

from django.utils.translation import gettext, pgettext

from commit_portal.i18n.formatting import comma_list
from reporting.dataset.activities import ActivityFacts
from reporting.dataset.schema import Dataset, Facts
from reporting.dataset.totals import reads_partner_money
from reporting.report.sheets.money import partner_amounts, partner_head
from reporting.report.worksheet_layout import Column, ColumnType, ReportTables, Value, days_head, two_days
from reporting.report_text import values
from reporting.report_text.as_of import review_of_answer
from reporting.report_text.coverage import not_there
from workplans.fields import REPORTED


def add_counts(book: ReportTables, dataset: Dataset) -> None:
    """Table 1: activities by type and country."""
    missing = not_there(dataset.facts.audience)
    head: list[Column] = [
        (gettext("Code"), 16),
        (gettext("Type of activity"), 32),
        *((f"{country.code} {country.name}", 13, ColumnType.COUNT) for country in dataset.countries),
        (gettext("Total"), 10, ColumnType.COUNT),
    ]
    sheet = book.table(gettext("Activities by type"), head, fixed=2)
    for row in dataset.types:
        counts = (missing if count is None else count for count in row.by_country)
        sheet.add(row.code, row.name, *counts, row.total if dataset.activities_covered else missing)
    totals = (missing if total is None else total for total in dataset.activity_totals)
    total = dataset.activity_total if dataset.activities_covered else missing
    sheet.add("", gettext("Total"), *totals, total, bold=True)
    sheet.add("", gettext("Countries included"), *([""] * len(dataset.countries)), dataset.activities_covered)


def add_activities(book: ReportTables, dataset: Dataset) -> None:
    """Every activity of an approved workplan."""
    missing, with_amounts = not_there(dataset.facts.audience), reads_partner_money(dataset)
    head: list[Column] = [
        (gettext("Workplan"), 10),
        (gettext("Code"), 14),
        (pgettext("noun", "Title"), 50),
        (gettext("Area"), 10),
        (pgettext("noun", "Type"), 16),
        (gettext("Targets"), 16),
        *((str(item.label), item.width) for item in REPORTED),
        *days_head(),
        (gettext("Secretariat funding"), 14, ColumnType.MONEY),
        (gettext("Secretariat funding, spent"), 14, ColumnType.MONEY),
        *(partner_head() if with_amounts else ()),
        (gettext("Partners"), 30),
        (pgettext("noun", "Result"), 14),
        (gettext("Result reported at"), 24),
        (gettext("Result closed on"), 12, ColumnType.DAY),
        (gettext("Secretariat funding, spent, reported at"), 24),
        *([(gettext("Spending of partners, reported at"), 24)] if with_amounts else []),
        (gettext("Withdrawn"), 10),
        (gettext("Countries that share this activity"), 20),
        (gettext("Explanation"), 80),
        (gettext("Evidence, with the SHA-256 of the file"), 80),
    ]
    sheet = book.table(gettext("Activities"), head, fixed=2)
    types = {row.code: row.name for row in dataset.types}
    for chapter in dataset.chapters:
        if not chapter.released:
            sheet.add(chapter.country_code, missing)
        for activity in chapter.activities:
            sheet.add(chapter.country_code, *_activity(dataset.facts, activity, types))
    if not dataset.regional.released:
        sheet.add(gettext("Regional"), missing)
    for activity in dataset.regional.activities:
        sheet.add(gettext("Regional"), *_activity(dataset.facts, activity, types))


def _activity(facts: Facts, activity: ActivityFacts, types: Mapping[str, str]) -> tuple[Value, ...]:
    amounts: tuple[Value, ...] = ()
    if activity.accepted is not None:
        amounts = partner_amounts(activity.accepted, activity.spent.accepted, activity.spent.outside)
    return (
        activity.code,
        activity.title,
        activity.area_code,
        types.get(activity.type_code, activity.type_code),
        ", ".join(activity.targets),
        *(activity.text(item.name) for item in REPORTED),
        *two_days(activity.planned),
        *two_days(activity.actual),
        activity.secretariat_cost,
        gettext("Not reported") if activity.spent_secretariat is None else activity.spent_secretariat,
        *amounts,
        comma_list(activity.partners),
        values.result_word(activity),
        review_of_answer(facts, activity.said_at.result),
        activity.said_on,
        review_of_answer(facts, activity.said_at.spent_secretariat),
        *([review_of_answer(facts, activity.said_at.spent_partners)] if amounts else []),
        gettext("yes") if activity.withdrawn else "",
        comma_list(activity.shared_with),
        activity.narrative,
        "\n".join(one.named for one in activity.evidence),
    )
