"""Saving a line beside what others saved: what does not clash is written, the rest is asked."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from commit_portal.refusals import Refused
from commit_portal.workflow import events_about
from tests import cast
from tests.cast import NOW
from workplans.drafting.saving import Saved, save_line
from workplans.drafting.ways_out import Way, WayOut
from workplans.drafting.writing import write_lines
from workplans.models import Activity, Contribution, LineHistory, Seat, Workplan
from workplans.plan.locking import locked_workplan
from workplans.statuses import Funding
from workplans.submitting.actions import take_back_workplan

SECOND = timedelta(seconds=1)


@pytest.fixture
def line(kh_plan: Workplan, kh_officer: Seat) -> Activity:
    return cast.complete_line(kh_plan, by=kh_officer, needs=("Two trainers", "A hall"))


def save(line: Activity, by: Seat, *, seen: int = 1, now: Any = NOW, **typed: Any) -> Saved:
    """Save these fields of the line, typed into a row that was read in version `seen`."""
    settings = {name: typed.pop(name) for name in ("way_out", "token", "unanswered") if name in typed}
    return save_line(Activity.objects.get(pk=line.pk), typed, seen=seen, by=by, now=now, **settings)


def live(line: Activity) -> Activity:
    return Activity.objects.get(pk=line.pk)


def test_same_change_of_both_writes_nothing_again(line, kh_officer, kh_lead):
    save(line, kh_lead, title="Seminar")

    saved = save(line, kh_officer, title="Seminar")

    assert (saved.clashes, saved.from_them, saved.line.row_version) == ((), (), 2)
    assert LineHistory.objects.count() == 1


def test_merge_that_breaks_a_rule_which_neither_side_broke_is_asked(line, kh_officer, kh_lead):
    save(line, kh_lead, cost_in_all=Decimal(1_500))

    saved = save(line, kh_officer, secretariat_cost=Decimal(2_000), title="Course")

    assert saved.clashes == (("secretariat_cost", "cost_in_all"),)
    assert (live(line).title, live(line).secretariat_cost) == ("Course", Decimal(1_000))


def test_way_out_divides_the_cost_under_the_lock(line, kh_officer, ilo):
    way = WayOut(Way.TO_PARTNER, ilo.partner)

    save(line, kh_officer, secretariat_cost=Decimal(100_500), way_out=way)

    assert live(line).secretariat_cost == Decimal(100_000)
    assert [gift.amount for gift in Contribution.objects.all()] == [Decimal(500)]


def test_line_kept_in_reserve_clashes_with_a_cost_of_theirs(line, kh_officer, kh_lead):
    save(line, kh_lead, secretariat_cost=Decimal(500))

    saved = save(line, kh_officer, way_out=WayOut(Way.RESERVE), secretariat_cost=Decimal(100_500))

    assert saved.clashes == (("funding", "secretariat_cost"),)
    assert (live(line).funding, live(line).secretariat_cost) == (Funding.COUNTED, Decimal(500))


def test_cost_of_no_secretariat_money_is_zero_and_no_change(line, kh_officer):
    save(line, kh_officer, funding=Funding.NONE, secretariat_cost=None)

    again = save(line, kh_officer, seen=2, funding=Funding.NONE, secretariat_cost=None)

    assert (live(line).secretariat_cost, again.line.row_version) == (Decimal(0), 2)


def test_own_sending_whose_answer_was_lost_is_no_change_of_others(line, kh_officer):
    token = uuid4()
    save(line, kh_officer, title="Cour", token=token)

    saved = save(line, kh_officer, title="Course", unanswered=[token])

    assert (live(line).title, saved.clashes, saved.last) == ("Course", (), None)


def test_token_of_somebody_else_is_not_own(line, kh_officer, kh_lead):
    token = uuid4()
    save(line, kh_lead, title="Seminar", token=token)

    saved = save(line, kh_officer, title="Course", unanswered=[token])

    assert (live(line).title, saved.clashes) == ("Seminar", (("title",),))


def test_one_event_for_a_line_a_person_and_half_an_hour(line, kh_officer, kh_lead):
    def seen() -> int:
        return live(line).row_version

    for number in range(3):
        save(line, kh_officer, seen=seen(), title=f"Course {number}", now=NOW + number * SECOND)
    save(line, kh_lead, seen=seen(), title="Seminar", now=NOW + 10 * SECOND)
    save(line, kh_officer, seen=seen(), title="Course 4", now=NOW + 20 * SECOND)
    save(line, kh_officer, seen=seen(), title="Course 5", now=NOW + timedelta(minutes=31))

    changes = events_about(line.workplan).filter(verb="change").values_list("by__email", flat=True)
    assert list(changes) == [person.user.email for person in (kh_officer, kh_lead, kh_officer)]
    assert LineHistory.objects.count() == 6


def test_a_workbook_that_changes_one_line_leaves_its_event_also_after_a_change_in_the_table(line, kh_officer):
    save(line, kh_officer, title="Course")
    draft = replace(cast.complete_draft(line.area.plan), title="From the workbook")

    with transaction.atomic():
        write_lines(locked_workplan(line.workplan), [(2, live(line), draft)], by=kh_officer, now=NOW + SECOND)

    assert events_about(line.workplan).filter(verb="change").count() == 2


def test_change_after_another_step_of_the_line_has_an_event_of_its_own(line, kh_officer, kh_lead):
    save(line, kh_officer, title="Course")
    cast.submitted(line.workplan, by=kh_lead)
    take_back_workplan(Workplan.objects.get(pk=line.workplan_id), by=kh_lead, now=NOW)

    save(line, kh_officer, seen=live(line).row_version, title="Course of two days")

    assert events_about(line.workplan).filter(verb="change").count() == 2


def test_line_of_a_plan_that_was_submitted_meanwhile_is_refused_under_the_lock(line, kh_officer, kh_lead):
    shown = live(line)
    assert shown.workplan.status == "draft"
    cast.submitted(Workplan.objects.get(pk=line.workplan_id), by=kh_lead)

    with pytest.raises(Refused, match="The workplan is submitted, so you cannot change"):
        # Before anything is compared: what is stale shows the line as it is.
        save_line(shown, {"title": "Seminar"}, seen=99, by=kh_officer, now=NOW)
