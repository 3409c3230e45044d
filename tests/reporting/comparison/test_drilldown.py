"""The activities behind a count: what each partner gives and spends, one whole sentence each."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from reporting.comparison.cell_page import activities_behind
from reporting.dataset import ActivityFacts, Facts, Span
from reporting.dataset.money import SupportFacts
from reporting.dataset.schema import PlanFacts
from reporting.dataset.values import Result

PLAN = PlanFacts("SPA-III", "Plan of action", date(2011, 1, 1), date(2013, 12, 31), "approved")
FACTS = Facts(2011, PLAN, "taskforces", False, Span(), 3, 5)


def test_sources_of_a_line_say_accepted_spent_and_each_item_in_kind():
    support = SupportFacts("ILO", Decimal(4_000), Decimal(3_500), ("Two trainers", "A room"), "partly")
    unnamed = SupportFacts("", spent=Decimal(900))
    line = ActivityFacts("KH-2011-001", "Workshop", "A1", "training", support=(support, unnamed))

    (row,) = activities_behind([line], FACTS, "kh", on=date(2011, 7, 1))

    assert row["sources"] == [
        "ILO: US$4,000 accepted",
        "ILO: US$3,500 spent",
        "ILO: Two trainers · Delivered in part",
        "ILO: A room · Delivered in part",
        "Partners not named: US$900 spent",
    ]


def test_an_activity_is_overdue_once_its_end_has_passed_and_the_answer_says_that_it_is_not_done():
    line = ActivityFacts("KH-2011-001", "Workshop", "A1", "training", planned=Span(None, date(2011, 3, 25)))
    under_way = replace(line, result=Result.UNDER_WAY)

    def overdue(*lines: ActivityFacts, on: date) -> list[bool]:
        rows = activities_behind(lines, FACTS, "kh", on=on)
        return [row["is_overdue"] for row in rows]

    assert overdue(under_way, on=date(2011, 3, 25)) == [False]
    late = [replace(line, result=result) for result in (Result.NOT_STARTED, Result.POSTPONED)]
    assert overdue(under_way, *late, on=date(2011, 3, 26)) == [True, True, True]
    # Without an answer it is not known; and what is cancelled or withdrawn is not waited for.
    others = [replace(line, result=result) for result in (Result.NOT_REPORTED, Result.DONE, Result.CANCELLED)]
    assert not any(overdue(*others, replace(under_way, withdrawn=True), on=date(2011, 6, 1)))
