"""Two people in one answer, by program: what each of them changed is there afterwards, on both databases."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from reporting.answers.answer_actions import StaleAnswers
from reporting.answers.answer_content import Sending, content_of
from reporting.models import CountryReview
from reporting.statuses import RowKind
from tests.answers import NOW, answer_sheet, opened_sheet
from workplans.models import Activity, AnnualCycle


@pytest.fixture
def sheet(cycle: AnnualCycle, line: Activity) -> CountryReview:
    return opened_sheet(cycle, "som", now=NOW)


VALUES = {
    "actual_starts_on": [date(2011, 1, day) for day in range(2, 12)],
    "narrative": [f"Words of round {number}" for number in range(10)],
    "spent_others": [Decimal(amount) for amount in range(10)],
    "status": ["under_way", "done", "postponed", "cancelled"],
}


@pytest.mark.parametrize("merges", [True, False], ids=["merged", "control"])
def test_fifty_rounds_of_two_people_in_one_answer_lose_nothing(merges, sheet, line, kh_officer, kh_lead):
    """Both start from the same answer and change some fields each. Written as it is, the second one undoes the first."""
    luck, place, lost = Random(23), RowKind.ACTIVITY.of(line.pk), 0

    def saved() -> dict[str, Any]:
        return {"spent_others": None, **content_of(RowKind.ACTIVITY, sheet.progress.first())}

    for _ in range(50):
        seen, before = CountryReview.objects.get(pk=sheet.pk).row_version, saved()
        theirs, mine = (
            {name: luck.choice(VALUES[name]) for name in luck.sample(sorted(VALUES), luck.randint(1, 3))}
            for _ in range(2)
        )
        for typed, by in ((theirs, kh_lead), (mine, kh_officer)):
            answer = typed if merges else before | typed
            sending = Sending({place: seen}) if merges else None
            with suppress(StaleAnswers):
                answer_sheet(sheet, activities={line.pk: answer}, sending=sending, by=by, now=NOW)
        after = saved()
        changed = {name: value for name, value in theirs.items() if value != before[name]}
        lost += any(after[name] != value for name, value in changed.items())
    assert (lost == 0) is merges
