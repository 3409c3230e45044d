"""The sheets of the report: activities, targets, money, and the meetings with the steps of the year."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from operator import methodcaller

from django.utils.translation import gettext, pgettext

from commit_portal.i18n import comma_list
from reporting.dataset import REGION, ActivityFacts, Cell, CellStatus, Dataset, FollowUp, MoneyRow
from reporting.dataset.money import AREAS, money_by_partner, spent_in, sum_of, sum_of_known
from reporting.dataset.targets import Addressee, TargetFacts
from reporting.dataset.totals import reads_partner_money
from reporting.dataset.years import Effort, TargetEffort, effort_of
from reporting.report.worksheet_layout import (
    Column,
    ColumnOf,
    ColumnType,
    ReportTable,
    ReportTables,
    Value,
    days_columns,
    heads_of,
    values_of,
)
from reporting.report_text import values
from reporting.report_text.coverage import not_there, review_of_answer
from reporting.report_text.money import budget_by_heading
from reporting.report_text.values import delivered_words, partner_name
from reporting.report_text.years import EFFORTS, effort_counts
from spa.statuses import Scope
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
    sheet.add("", gettext("Total"), *totals, total, is_sum=True)
    sheet.add("", gettext("Countries included"), *([""] * len(dataset.countries)), dataset.activities_covered)


def add_activities(book: ReportTables, dataset: Dataset) -> None:
    """Every activity of an approved workplan."""
    facts, missing = dataset.facts, not_there(dataset.facts.audience)
    with_amounts = reads_partner_money(dataset)
    partners = enumerate(partner_head() if with_amounts else ())
    types = {row.code: row.name for row in dataset.types}

    def of_partners(at: int) -> Callable[[ActivityFacts], Value]:
        return lambda row: partner_amounts(row.accepted, row.spent.accepted, row.spent.outside)[at]

    def said_at(head: str, answer: str) -> ColumnOf[ActivityFacts]:
        return ColumnOf(head, 24, lambda row: review_of_answer(facts, getattr(row.said_at, answer)))

    columns: list[ColumnOf[ActivityFacts]] = [
        ColumnOf(gettext("Code"), 14, lambda row: row.code),
        ColumnOf(pgettext("noun", "Title"), 50, lambda row: row.title),
        ColumnOf(gettext("Area"), 10, lambda row: row.area_code),
        ColumnOf(pgettext("noun", "Type"), 16, lambda row: types.get(row.type_code, row.type_code)),
        ColumnOf(gettext("Targets"), 16, lambda row: ", ".join(row.targets)),
        *(ColumnOf(str(item.label), item.width, methodcaller("text", item.name)) for item in REPORTED),
        *days_columns(),
        ColumnOf(gettext("Secretariat funding"), 14, lambda row: row.secretariat_cost, ColumnType.MONEY),
        ColumnOf(gettext("Secretariat funding, spent"), 14, _spent, ColumnType.MONEY),
        *(ColumnOf(head, width, of_partners(at), *kind) for at, (head, width, *kind) in partners),
        ColumnOf(gettext("Partners"), 30, lambda row: comma_list(row.partners)),
        ColumnOf(pgettext("noun", "Result"), 14, values.result_word),
        said_at(gettext("Result reported at"), "result"),
        ColumnOf(gettext("Result closed on"), 12, lambda row: row.said_on, ColumnType.DAY),
        said_at(gettext("Secretariat funding, spent, reported at"), "spent_secretariat"),
        *([said_at(gettext("Spending of partners, reported at"), "spent_partners")] if with_amounts else []),
        ColumnOf(gettext("Withdrawn"), 10, lambda row: gettext("yes") if row.withdrawn else ""),
        ColumnOf(gettext("Countries that share this activity"), 20, lambda row: comma_list(row.shared_with)),
        ColumnOf(gettext("Explanation"), 80, lambda row: row.narrative),
        ColumnOf(gettext("Evidence, with the SHA-256 of the file"), 80, _evidence),
    ]
    sheet = book.table(gettext("Activities"), [(gettext("Workplan"), 10), *heads_of(columns)], fixed=2)
    for code, part in dataset.parts.items():
        if not part.released:
            sheet.add(_workplan(code), missing)
        for activity in part.activities:
            sheet.add(_workplan(code), *values_of(columns, activity))


def _workplan(code: str) -> str:
    return gettext("Regional") if code == REGION else code


def add_comparison(book: ReportTables, dataset: Dataset) -> None:
    """Table 2: the targets with their states by country."""

    def of_place(head: str, at: int) -> ColumnOf[TargetFacts]:
        return ColumnOf(head, 18, lambda row: values.cell_word(row.cells[at]))

    def regional(row: TargetFacts) -> Value:
        return values.cell_word(row.regional) if row.regional else str(values.NOT_ASKED)

    columns: list[ColumnOf[TargetFacts]] = [
        ColumnOf(pgettext("noun", "Target"), 10, lambda row: row.code),
        ColumnOf(gettext("Number in the plan of action"), 10, lambda row: row.printed_number),
        ColumnOf(gettext("Text"), 60, lambda row: row.text),
        ColumnOf(gettext("Scope"), 10, lambda row: str(Scope(row.scope.value).label)),
        ColumnOf(pgettext("last day", "Due"), 12, lambda row: row.due_on, ColumnType.DAY),
        *(of_place(f"{one.code} {one.name}", at) for at, one in enumerate(dataset.countries)),
        ColumnOf(gettext("Regional"), 18, regional),
        ColumnOf(
            gettext("Countries that achieved the target"), 12, lambda row: row.achieved, ColumnType.COUNT
        ),
        ColumnOf(gettext("Countries included"), 12, lambda row: row.covered, ColumnType.COUNT),
    ]
    rows = ((area.code, *values_of(columns, target)) for area in dataset.areas for target in area.targets)
    book.table(gettext("Comparison"), [(gettext("Area"), 10), *heads_of(columns)], rows, fixed=4)


def add_coverage(book: ReportTables, dataset: Dataset) -> None:
    """Who works on each target, and what nobody works on."""
    columns: list[ColumnOf[TargetEffort]] = [
        ColumnOf(gettext("Area"), 10, lambda row: row.area.code),
        ColumnOf(pgettext("noun", "Target"), 10, lambda row: row.target.code),
        ColumnOf(gettext("Text"), 60, lambda row: row.target.text),
        ColumnOf(gettext("Activities for it"), 16, lambda row: str(EFFORTS[row.effort])),
        *(ColumnOf(name, 13, count, ColumnType.COUNT) for name, count in effort_counts(dataset)),
    ]
    rows = (values_of(columns, row) for row in effort_of(dataset))
    book.table(gettext("Coverage"), heads_of(columns), rows, fixed=2)


def add_details(book: ReportTables, dataset: Dataset) -> None:
    """Each cell of the comparison in a row of its own, with what is known of the answer."""
    facts, missing = dataset.facts, not_there(dataset.facts.audience)

    def was(cell: Cell) -> Value:
        return str(values.CELL_WORDS[cell.was]) if cell.was else values.said(cell.continued)

    def activities(cell: Cell) -> Value:
        # The number of activities that serve the target, where the country is asked about it.
        if cell.status is CellStatus.NOT_ASKED:
            return str(values.NOT_ASKED)
        return missing if cell.activities is None else cell.activities

    columns: list[ColumnOf[Cell]] = [
        ColumnOf(gettext("Status"), 18, values.cell_word),
        ColumnOf(pgettext("status before", "Was"), 18, was),
        ColumnOf(pgettext("year", "Since"), 8, lambda cell: cell.since_year, ColumnType.YEAR),
        ColumnOf(gettext("Achieved on"), 12, lambda cell: cell.achieved_when),
        ColumnOf(gettext("Activities"), 10, activities, ColumnType.COUNT),
        ColumnOf(gettext("Answered at"), 24, lambda cell: review_of_answer(facts, cell.said_at)),
        ColumnOf(gettext("Answers closed on"), 12, lambda cell: cell.said_on, ColumnType.DAY),
        ColumnOf(gettext("Answered late"), 10, lambda cell: gettext("yes") if cell.late else ""),
        ColumnOf(gettext("Explanation"), 80, lambda cell: cell.narrative),
        ColumnOf(gettext("Evidence, with the SHA-256 of the file"), 80, _evidence),
    ]
    of: list[Column] = [(gettext("Area"), 10), (pgettext("noun", "Target"), 10), (gettext("Country"), 10)]
    sheet = book.table(gettext("Comparison details"), [*of, *heads_of(columns)], fixed=3)
    codes = [*(country.code for country in dataset.countries), gettext("Regional")]
    for area in dataset.areas:
        for target in area.targets:
            for code, cell in zip(codes, (*target.cells, target.regional), strict=True):
                if cell:
                    sheet.add(area.code, target.code, code, *values_of(columns, cell))


def _evidence(of: ActivityFacts | Cell) -> str:
    return "\n".join(one.named for one in of.evidence)


def add_money(book: ReportTables, dataset: Dataset) -> None:
    """US dollars by workplan, partner and area, with their sums."""
    missing, columns = not_there(dataset.facts.audience), _amounts(dataset)
    head: list[Column] = [
        (gettext("What"), 12),
        (gettext("Code"), 10),
        (gettext("Name"), 36),
        (gettext("Ceiling"), 14, ColumnType.MONEY),
        *heads_of(columns),
        (gettext("Activities"), 10, ColumnType.COUNT),
        (gettext("Countries included"), 10, ColumnType.COUNT),
    ]
    money = dataset.money
    head += [] if not money.budget else [(gettext("Amount in the budget"), 14, ColumnType.MONEY)]
    sheet = book.table(gettext("Money"), head, fixed=3)

    def amounts_of(row: MoneyRow | None, missing: str, *counts: Value) -> tuple[Value, ...]:
        if row is None:
            return (missing,)
        ceiling = gettext("None set") if row.ceiling is None else row.ceiling
        return (ceiling, *values_of(columns, row), *counts)

    for country, row, total in zip(dataset.countries, money.by_country, dataset.activity_totals, strict=True):
        activities = missing if total is None else total
        sheet.add(gettext("Country"), country.code, country.name, *amounts_of(row, missing, activities))
    together = money.countries if money.covered else None
    countries = amounts_of(together, missing, dataset.activity_total, money.covered)
    sheet.add(gettext("Total"), "", gettext("Countries"), *countries, is_sum=True)
    no_region, count = not_there(dataset.facts.audience, of_region=True), len(dataset.regional.activities)
    if ceilings := sum_of_known(money.unapproved_ceilings):
        sheet.add(gettext("Ceilings"), "", gettext("Workplans that are not approved"), ceilings)
    regional = amounts_of(money.regional, no_region, count)
    sheet.add(gettext("Regional"), "", gettext("Regional workplan"), *regional)
    _add_sums(sheet, dataset, columns)
    _add_budget(sheet, dataset, columns)


def add_money_by_target(book: ReportTables, dataset: Dataset) -> None:
    """US dollars of the activities for each target; the rows have no sum, because an activity stands at each of its targets.

    What was spent on an activity that was withdrawn stays. How many there are stands as in Coverage: nothing where it is not
    known.
    """
    columns = _amounts(dataset)
    head: list[Column] = [
        (gettext("Area"), 10),
        (pgettext("noun", "Target"), 10),
        (gettext("Text"), 60),
        *heads_of(columns),
        (gettext("Activities"), 10, ColumnType.COUNT),
    ]
    sheet = book.table(gettext("Money by target"), head, fixed=2)
    lines = dataset.lines
    for row in effort_of(dataset):
        found = [line for line in lines if row.target.code in line.targets]
        # Of no activity there is nothing to say.
        sums = sum_of(line.money for line in found)
        amounts = values_of(columns, sums) if found else [None] * len(columns)
        count = None if row.effort is Effort.NOT_KNOWN else sum(row.activities.values())
        sheet.add(row.area.code, row.target.code, row.target.text, *amounts, count)


def add_support(book: ReportTables, dataset: Dataset) -> None:
    """What each partner adds to each activity, in US dollars and in kind; for audiences that read it."""
    if not reads_partner_money(dataset):
        return
    head: list[Column] = [
        (gettext("Workplan"), 10),
        (gettext("Code"), 14),
        (pgettext("noun", "Title"), 50),
        (gettext("Partner"), 30),
        *partner_head(),
        (gettext("Accepted in kind"), 50),
        (gettext("Delivered"), 16),
        (gettext("Withdrawn"), 10),
    ]
    sheet = book.table(pgettext("noun", "Support"), head, fixed=2)
    for code, part in dataset.parts.items():
        for line in part.activities:
            for one in line.support:
                spent = spent_in((one,), withdrawn=line.withdrawn)
                accepted = None if line.withdrawn else one.accepted
                sheet.add(
                    _workplan(code),
                    line.code,
                    line.title,
                    partner_name(one.partner),
                    *partner_amounts(accepted, spent.accepted, spent.outside),
                    "; ".join(one.in_kind),
                    delivered_words(one.delivered) if one.in_kind or one.delivered else "",
                    gettext("yes") if line.withdrawn else "",
                )


def _add_budget(sheet: ReportTable, dataset: Dataset, columns: Sequence[ColumnOf[MoneyRow]]) -> None:
    """The budget by heading with its sum; the portal knows other amounts of the activities of all areas alone."""
    money, nothing = dataset.money, list[Value]([None] * (len(columns) + 1))
    every: list[Value] = [not_there(dataset.facts.audience), *nothing]
    if money.covered or money.regional:
        every = [*values_of(columns, money.everything), None, money.covered]
    elsewhere = [gettext("Not in the portal"), *nothing]
    for heading, name, amount in budget_by_heading(dataset):
        beside = every if heading == AREAS else elsewhere
        what = gettext("Budget") if heading else gettext("Total")
        sheet.add(what, dataset.facts.plan.code, name, None, *beside, amount, is_sum=not heading)


def _add_sums(sheet: ReportTable, dataset: Dataset, columns: Sequence[ColumnOf[MoneyRow]]) -> None:
    """Everything together, then the partners and the areas."""
    money = dataset.money
    if money.covered or money.regional:
        amounts: list[Value] = [*values_of(columns, money.everything), None, money.covered]
        sheet.add(gettext("Total"), "", gettext("All workplans"), None, *amounts, is_sum=True)
    if reads_partner_money(dataset):
        # What the Secretariat pays is not theirs, nor is a ceiling.
        nothing = [None] * (1 + len(columns) - len(partner_head()))
        for one in money_by_partner(dataset.lines):
            theirs = partner_amounts(one.money.accepted, one.money.spent_within, one.money.spent_apart)
            sheet.add(gettext("Partner"), "", partner_name(one.name), *nothing, *theirs)
    if not money.covered:
        return
    titles = {area.code: area.title for area in dataset.areas}
    for area in money.by_area:
        amounts = [*values_of(columns, area.money), area.activities, area.covered]
        sheet.add(gettext("Area"), area.area_code, titles.get(area.area_code, ""), None, *amounts)
    if money.by_area:
        every = sum_of(area.money for area in money.by_area)
        count = sum(area.activities for area in money.by_area)
        amounts = [*values_of(columns, every), count, money.covered]
        sheet.add(gettext("Total"), "", gettext("All areas"), None, *amounts, is_sum=True)


def partner_head() -> list[Column]:
    """The columns of partners' money, for audiences that read it."""
    return [
        (gettext("Accepted from partners"), 14, ColumnType.MONEY),
        (gettext("Accepted support that was spent"), 14, ColumnType.MONEY),
        (gettext("Other spending of partners"), 14, ColumnType.MONEY),
    ]


def partner_amounts(
    accepted: Decimal | None, within: Decimal | None, apart: Decimal | None
) -> tuple[Value, ...]:
    """Their values. A part is empty where nothing was accepted, or where the other part alone was reported."""
    unknown = gettext("Not reported")
    return (
        accepted or None,
        within if within is not None else unknown if accepted else None,
        apart if apart is not None else unknown if within is None else None,
    )


def _amounts(dataset: Dataset) -> list[ColumnOf[MoneyRow]]:
    """The columns of approved and spent amounts, with what grants and partners pay for audiences that read it."""
    partners = partner_head() if reads_partner_money(dataset) else ()

    def of_partners(at: int) -> Callable[[MoneyRow], Value]:
        # Nothing accepted is a zero here, as on the screen.
        return lambda row: (
            partner_amounts(row.accepted, row.spent_within, row.spent_apart)[at] if at else row.accepted
        )

    secured: ColumnOf[MoneyRow] = ColumnOf(
        gettext("Secured by grants"), 14, lambda row: row.secured or Decimal(0), ColumnType.MONEY
    )
    return [
        ColumnOf(gettext("Secretariat funding, approved"), 14, lambda row: row.approved, ColumnType.MONEY),
        *([] if dataset.money.everything.secured is None else [secured]),
        ColumnOf(gettext("Secretariat funding, spent"), 14, _spent, ColumnType.MONEY),
        *(ColumnOf(head, width, of_partners(at), *kind) for at, (head, width, *kind) in enumerate(partners)),
    ]


def _spent(row: ActivityFacts | MoneyRow) -> Value:
    return gettext("Not reported") if row.spent_secretariat is None else row.spent_secretariat


def add_recommendations(book: ReportTables, dataset: Dataset, *, on: date) -> None:
    """The recommendations of the year and those followed up, a row for each addressee, as on a day."""
    head: list[Column] = [
        (gettext("Meeting"), 12),
        (gettext("Number"), 8, ColumnType.COUNT),
        (gettext("Recommendation"), 60),
        (gettext("About"), 20),
        (pgettext("last day", "Due"), 12, ColumnType.DAY),
        (gettext("Addressed to"), 24),
        (gettext("Status"), 14),
        (gettext("Follow-up"), 60),
    ]
    sheet = book.table(gettext("Recommendations"), head, fixed=2)
    for one in (*dataset.recommendations, *dataset.followed_up):
        about = (values.said(one.meeting), one.number, one.text, values.said(one.about), one.due_on)
        for asked in one.addressees or (Addressee(gettext("Nobody named"), FollowUp.OPEN),):
            state = values.follow_up_state(asked.result, one.due_on, on=on)
            words = str(values.FOLLOW_UP_WORDS[state])
            sheet.add(*about, values.addressee_name(asked.name), words, asked.follow_up)


def add_dates(book: ReportTables, dataset: Dataset, *, on: date) -> None:
    """The steps and the meetings of the year, planned and actual, and which steps run late on a day."""
    days = days_columns()
    head: list[Column] = [
        (gettext("What"), 12),
        (gettext("Number"), 8, ColumnType.COUNT),
        (gettext("Name"), 40),
        *heads_of(days),
        (gettext("Planned place"), 26),
        (gettext("Actual place"), 26),
        (gettext("Source of the actual dates"), 28),
        (gettext("Difference"), 22),
    ]
    sheet = book.table(gettext("Dates"), head, fixed=3)
    for step, over in values.steps_and_whether_over(dataset):
        late = values.difference(step.planned, step.actual, on=on, over=over)
        row = (pgettext("noun", "Step"), step.number, values.step_name(step.number))
        sheet.add(*row, *values_of(days, step), "", "", values.basis_words(step.basis), late)
    for meeting in dataset.meetings:
        places = (meeting.planned_place, meeting.actual_place)
        ended = ("", gettext("called off")) if meeting.called_off else ()
        sheet.add(
            gettext("Meeting"), None, values.said(meeting.name), *values_of(days, meeting), *places, *ended
        )


# The sheets that the comparison on the screen has as well.
FIGURES = (add_comparison, add_coverage, add_details, add_counts, add_money, add_money_by_target, add_support)
