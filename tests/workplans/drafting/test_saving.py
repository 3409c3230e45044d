"""Saving a line beside what others saved: what does not clash is written, the rest is asked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from commit_portal.refusals import RuleBroken
from commit_portal.workflow.events import events_about
from commit_portal.workflow.optimistic_locking import StaleRow
from tests import cast
from tests.cast import NOW
from workplans.drafting.saving import Saved, save_line
from workplans.drafting.ways_out import Way, WayOut
from workplans.drafting.writing import write_lines
from workplans.models import Activity, Contribution, LineHistory, Seat, Taskforce, Workplan
from workplans.plan.line_history import values_of
from workplans.plan.locking import locked_workplan
from workplans.statuses import Funding
from workplans.submitting.actions import take_back_workplan

SECOND = timedelta(seconds=1)


@pytest.fixture
def line(kh_plan: Workplan, complete_line: Callable[..., Activity], kh_officer: Seat) -> Activity:
    return complete_line(kh_plan, by=kh_officer, needs=("Two trainers", "A hall"))


def save(line: Activity, by: Seat, *, seen: int = 1, now: Any = NOW, **typed: Any) -> Saved:
    """Save these fields of the line, typed into a row that was read in version `seen`."""
    settings = {name: typed.pop(name) for name in ("way_out", "token", "unanswered") if name in typed}
    return save_line(Activity.objects.get(pk=line.pk), typed, seen=seen, by=by, now=now, **settings)


def live(line: Activity) -> Activity:
    return Activity.objects.get(pk=line.pk)


def test_two_people_in_other_fields_of_a_line_both_stand(
    line: Activity, kh_officer: Seat, kh_lead: Seat
) -> None:
    save(line, kh_lead, title="Seminar", needs=("Two trainers", "A hall", "A bus"))

    saved = save(line, kh_officer, lead_body="Ministry of Justice", needs=("A hall",))

    now = values_of(live(line))
    assert (now["title"], now["lead_body"], now["needs"]) == (
        "Seminar",
        "Ministry of Justice",
        ("A hall", "A bus"),
    )
    assert (saved.from_them, saved.clashes) == (("title", "needs"), ())
    assert saved.last is not None
    assert (saved.last.by, saved.line.row_version) == (kh_lead.user, 3)


def test_what_both_changed_is_asked_and_the_rest_of_the_row_is_saved(
    line: Activity, kh_officer: Seat, kh_lead: Seat
) -> None:
    save(line, kh_lead, title="Seminar", ends_on=date(2011, 5, 31))

    saved = save(
        line, kh_officer, title="Course", starts_on=date(2011, 2, 1), lead_body="Ministry of Justice"
    )

    now = live(line)
    assert (now.title, now.lead_body) == ("Seminar", "Ministry of Justice")
    assert (now.starts_on, now.ends_on) == (date(2011, 3, 1), date(2011, 5, 31))
    assert saved.clashes == (("title",), ("starts_on", "ends_on"))
    assert saved.mine["title"] == "Course"


def test_stale_form_does_not_put_back_a_cost_that_nobody_touched_in_it(
    line: Activity, kh_officer: Seat, kh_lead: Seat
) -> None:
    typed = cast.complete_draft(line.workplan.cycle.plan, needs=("Two trainers", "A hall"), title="Course")
    save(line, kh_lead, secretariat_cost=Decimal(500))

    saved = save_line(live(line), vars(typed), seen=1, by=kh_officer, now=NOW)

    assert (live(line).title, live(line).secretariat_cost) == ("Course", Decimal(500))
    assert (saved.from_them, saved.clashes) == (("secretariat_cost",), ())


def test_same_change_of_both_writes_nothing_again(line: Activity, kh_officer: Seat, kh_lead: Seat) -> None:
    save(line, kh_lead, title="Seminar")

    saved = save(line, kh_officer, title="Seminar")

    assert (saved.clashes, saved.from_them, saved.line.row_version) == ((), (), 2)
    assert LineHistory.objects.count() == 1


def test_merge_that_breaks_a_rule_which_neither_side_broke_is_asked(
    line: Activity, kh_officer: Seat, kh_lead: Seat
) -> None:
    save(line, kh_lead, cost_in_all=Decimal(1_500))

    saved = save(line, kh_officer, secretariat_cost=Decimal(2_000), title="Course")

    assert saved.clashes == (("secretariat_cost", "cost_in_all"),)
    assert (live(line).title, live(line).secretariat_cost) == ("Course", Decimal(1_000))


def test_other_area_meanwhile_asks_for_targets_of_the_old_one(
    line: Activity, kh_officer: Seat, kh_lead: Seat
) -> None:
    law = line.workplan.cycle.plan.areas.get(code="2")
    save(line, kh_lead, area=law, menu_activity=None, targets=list(law.targets.all()))

    saved = save(line, kh_officer, targets=list(line.area.targets.all()))

    assert saved.clashes == (("area", "menu_activity", "targets"),)
    assert {link.target.area for link in live(line).target_links.all()} == {law}


def test_row_version_that_the_line_never_had_is_stale(line: Activity, kh_officer: Seat) -> None:
    for seen in (0, 2):
        with pytest.raises(StaleRow):
            save(line, kh_officer, seen=seen, title="Course")


def test_over_the_ceiling_nothing_is_saved(line: Activity, kh_officer: Seat) -> None:
    with pytest.raises(RuleBroken, match="US\\$1 above the ceiling"):
        save(line, kh_officer, title="Course", secretariat_cost=Decimal(100_001))

    assert live(line).title == "Workshop on the national plan"


def test_way_out_divides_the_cost_under_the_lock(line: Activity, kh_officer: Seat, ilo: Seat) -> None:
    way = WayOut(Way.TO_PARTNER, ilo.partner)

    save(line, kh_officer, secretariat_cost=Decimal(100_500), way_out=way)

    assert live(line).secretariat_cost == Decimal(100_000)
    assert [gift.amount for gift in Contribution.objects.all()] == [Decimal(500)]


def test_line_kept_in_reserve_clashes_with_a_cost_of_theirs(
    line: Activity, kh_officer: Seat, kh_lead: Seat
) -> None:
    save(line, kh_lead, secretariat_cost=Decimal(500))

    saved = save(line, kh_officer, way_out=WayOut(Way.RESERVE), secretariat_cost=Decimal(100_500))

    assert saved.clashes == (("funding", "secretariat_cost"),)
    assert (live(line).funding, live(line).secretariat_cost) == (Funding.COUNTED, Decimal(500))


def test_cost_of_no_secretariat_money_is_zero_and_no_change(line: Activity, kh_officer: Seat) -> None:
    save(line, kh_officer, funding=Funding.NONE, secretariat_cost=None)

    again = save(line, kh_officer, seen=2, funding=Funding.NONE, secretariat_cost=None)

    assert (live(line).secretariat_cost, again.line.row_version) == (Decimal(0), 2)


def test_own_sending_whose_answer_was_lost_is_no_change_of_others(line: Activity, kh_officer: Seat) -> None:
    token = uuid4()
    save(line, kh_officer, title="Cour", token=token)

    saved = save(line, kh_officer, title="Course", unanswered=[token])

    assert (live(line).title, saved.clashes, saved.meanwhile) == ("Course", (), ())


def test_token_of_somebody_else_is_not_own(line: Activity, kh_officer: Seat, kh_lead: Seat) -> None:
    token = uuid4()
    save(line, kh_lead, title="Seminar", token=token)

    saved = save(line, kh_officer, title="Course", unanswered=[token])

    assert (live(line).title, saved.clashes) == ("Seminar", (("title",),))


def test_one_event_for_a_line_a_person_and_half_an_hour(
    line: Activity, kh_officer: Seat, kh_lead: Seat
) -> None:
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


def test_a_workbook_that_changes_one_line_leaves_its_event_also_after_a_change_in_the_table(
    line: Activity, kh_officer: Seat
) -> None:
    save(line, kh_officer, title="Course")
    draft = replace(cast.complete_draft(line.area.plan), title="From the workbook")

    with transaction.atomic():
        write_lines(locked_workplan(line.workplan), [(2, live(line), draft)], by=kh_officer, now=NOW + SECOND)

    assert events_about(line.workplan).filter(verb="change").count() == 2


def test_change_after_another_step_of_the_line_has_an_event_of_its_own(
    line: Activity, kh_officer: Seat, kh_lead: Seat
) -> None:
    save(line, kh_officer, title="Course")
    cast.submitted(line.workplan, by=kh_lead)
    take_back_workplan(Workplan.objects.get(pk=line.workplan_id), by=kh_lead, now=NOW)

    save(line, kh_officer, seen=live(line).row_version, title="Course of two days")

    assert events_about(line.workplan).filter(verb="change").count() == 2


def test_regional_line_merges_countries_and_asks_all_of_them_again(
    world: cast.World, regional_office: Seat
) -> None:
    plan, manager = world.workplan("regional"), world.seats["regional_manager"]
    kh, la = Taskforce.objects.get(slug="kh"), Taskforce.objects.get(slug="la")
    line = cast.complete_line(plan, by=regional_office, countries=(kh,), targets=())
    save(line, manager, countries=[kh, la])

    saved = save(line, regional_office, title="Course", countries=[kh])

    assert {part.taskforce for part in live(line).participations.all()} == {kh, la}
    assert (live(line).title, saved.from_them) == ("Course", ("countries",))
