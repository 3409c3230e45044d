"""What an answer is asked, and which state the activities of a target suggest: pure, so any answer can be tried."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from reporting.answers.area_page import says_more, suggested
from reporting.answers.rules import rv_7, rv_8, rv_9, unexplained
from reporting.dataset import PartnerAnswer
from reporting.models import CountryReview, Review, TargetStatus
from reporting.statuses import ProgressStatus, ReviewStage, RowKind, TargetProgress
from spa.models import Target
from tests.answers import activity_answer, target_answer
from workplans.models import AnnualCycle

T1 = Target(pk=7, code="1.T1")
ACTIVITY = RowKind.ACTIVITY.of(5)

STATUSES = st.sampled_from(["", *ProgressStatus.values])
STATES = st.sampled_from(["", *TargetProgress.values])
WORDS = st.sampled_from(["", "It was held in Siem Reap"])
AMOUNTS = st.none() | st.decimals(0, 10**9, places=2)


def closed_in(year: int, stage: str, status: str) -> TargetStatus:
    sheet = CountryReview(review=Review(cycle=AnnualCycle(year=year), stage=stage))
    return TargetStatus(sheet=sheet, status=status)


STAGES, CLOSED = st.sampled_from(ReviewStage), st.sampled_from(TargetProgress.values)
EARLIER = st.lists(st.builds(closed_in, st.integers(2008, 2011), STAGES, CLOSED), max_size=4)


@pytest.mark.parametrize(
    ("statuses", "state", "asks"),
    [
        ((), None, False),
        (("",), None, False),
        (("not_started", ""), None, False),
        (("not_started", "taken_back"), None, False),
        (("not_started",), "no_activity", False),
        (("postponed", "cancelled"), "no_activity", False),
        (("under_way", ""), "in_progress", False),
        (("done", "not_started"), "in_progress", False),
        (("done", "cancelled"), "in_progress", False),
        (("done", "done"), "in_progress", True),
    ],
)
def test_a_state_is_suggested_from_the_activities(statuses, state, asks):
    found = suggested(statuses)

    assert (found.state if found else None) == state
    assert (found.asks if found else False) is asks


@given(st.lists(STATUSES, max_size=8))
def test_a_suggestion_is_never_above_in_progress_and_needs_an_activity(statuses):
    found = suggested(statuses)

    assert found is None or found.state != TargetProgress.ACHIEVED
    assert found == suggested(reversed(statuses)), "the order of activities says nothing"
    assert bool(statuses) or found is None
    begun = {"under_way", "done"} & set(statuses)
    assert (found is not None and found.state == TargetProgress.IN_PROGRESS) is bool(begun)


@given(st.lists(STATUSES, max_size=5), STATES)
def test_only_more_than_is_suggested_asks_why(statuses, state):
    found = suggested(statuses)

    more = says_more(state, found)

    assert not (more and (found is None or found.asks or state in ("", "no_activity", found.state)))
    assert more is (
        found is not None
        and not found.asks
        and (state == "achieved" or (state == "in_progress" and found.state == "no_activity"))
    )


@given(STATES, WORDS, EARLIER)
def test_rv_7_asks_of_what_was_achieved_last_and_is_not_now(status, words, earlier):
    said = rv_7(T1, target_answer(status, words), earlier)

    was = bool(earlier) and earlier[-1].status == "achieved"
    assert bool(said) is (was and status not in ("", "achieved") and not words)
    assert not said or str(earlier[-1].sheet.review.cycle.year) in str(said)


@given(STATES, WORDS, st.lists(STATUSES, max_size=4), st.booleans())
def test_rv_8_asks_of_what_is_achieved_with_nothing_behind_it(status, words, activities, has_evidence):
    said = rv_8(T1, target_answer(status, words), activities, has_evidence=has_evidence)

    assert bool(said) is (
        status == "achieved" and not words and not has_evidence and "done" not in activities
    )


@given(STATES, WORDS, st.none() | st.dates(date(2007, 1, 1), date(2012, 12, 31)), EARLIER)
def test_rv_9_asks_of_a_day_behind_the_year_that_first_reported_it(status, words, achieved_on, earlier):
    said = rv_9(T1, target_answer(status, words, achieved_on), earlier)

    first = [one.sheet.review.cycle.year for one in earlier if one.status == "achieved"][:1]
    later = bool(first) and achieved_on is not None and achieved_on.year > first[0]
    assert bool(said) is (status == "achieved" and not words and later)


@given(AMOUNTS, AMOUNTS, STATUSES, WORDS)
def test_money_and_words_ask_for_what_is_missing_and_words_answer_it(secretariat, partners, status, words):
    answer = activity_answer(status, spending=(PartnerAnswer(None, partners),), narrative=words)

    said = str(unexplained(ACTIVITY, "001", answer | {"spent_secretariat": secretariat}) or "")

    spent = bool((secretariat or 0) + (partners or 0))
    assert ("no partner is named" in said) is (bool(partners) and not words)
    assert ("was spent on" in said) is (spent and not partners and not words)
    assert ("no status" in said) is (bool(words) and not status)


def test_the_sentences_name_the_case_and_what_to_do():
    achieved = closed_in(2011, "mid-year", "achieved")
    nobodys = activity_answer(spending=(PartnerAnswer(None, Decimal(99_999)),))
    code = "KH-2011-005"
    assert [
        str(found)
        for found in (
            rv_7(T1, target_answer("in_progress"), [achieved]),
            rv_7(T1, target_answer("in_progress"), [closed_in(2009, "som", "achieved")]),
            rv_8(T1, target_answer("achieved"), ["under_way"]),
            rv_9(T1, target_answer("achieved", achieved_on=date(2012, 2, 1)), [achieved]),
            unexplained(ACTIVITY, code, nobodys),
            unexplained(ACTIVITY, code, activity_answer() | {"spent_secretariat": Decimal(5)}),
            unexplained(ACTIVITY, code, activity_answer(narrative="Held")),
        )
    ] == [
        "Target 1.T1 was achieved at mid-year 2011. Write why it is not achieved any more.",
        "Target 1.T1 was achieved in 2009. Write why it is not achieved any more.",
        "Target 1.T1 is achieved, but none of its activities is done. Write what was achieved.",
        "Target 1.T1 was first reported as achieved in 2011. Write why the day is 1 Feb 2012.",
        "KH-2011-005: no partner is named for US$99,999. Write who spent this money.",
        "US$5 was spent on KH-2011-005. Write what happened.",
        "KH-2011-005 has an explanation and no status. Choose a status.",
    ]
