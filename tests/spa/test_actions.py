"""Keeping the plan of action: open while it is a draft, corrected once it is closed (SPA-1, SPA-2)."""

from datetime import UTC, date, datetime

import pytest

from commit_portal.i18n import message
from commit_portal.refusals import Refused, RuleBroken, Violation
from commit_portal.workflow import StaleRow, events_about
from spa.actions import stages, texts
from spa.lifecycle import PLAN_LIFECYCLE
from spa.models import ActionPlan, Area, Correction, MenuActivity, Target
from spa.queries import a_year_stands_on, plan_outline, text_in_force
from spa.rules import (
    spa_1,
    text_faults,
)  # fmt: skip
from tests import cast
from tests.plan_texts import new_area, new_menu, new_target
from tests.queries import counted
from workplans.models import Seat

NOW = datetime(2011, 2, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def plan(regional_office: Seat) -> ActionPlan:
    """A draft with one area, one target and one activity area; no year stands on it."""
    plan = stages.draft_plan(
        code="spa-98",
        number=98,
        title="Plan 98",
        starts_on=date(2011, 1, 1),
        ends_on=date(2013, 12, 31),
        by=regional_office,
        now=NOW,
    )
    area = texts.add_text(plan, new_area("1", "Policy"), by=regional_office, now=NOW)
    texts.add_text(
        plan, new_target(area, "1.T1", "A target", printed_number="1.1"), by=regional_office, now=NOW
    )
    texts.add_text(plan, new_menu(area, "1.A1", "An activity"), by=regional_office, now=NOW)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def area(plan: ActionPlan) -> Area:
    return plan.areas.get()


@pytest.fixture
def target(plan: ActionPlan) -> Target:
    return plan.targets.get()


def endorsed(plan: ActionPlan, by: Seat) -> ActionPlan:
    stages.agree_plan(plan, by=by, now=NOW)
    stages.endorse_plan(plan, adopted_at="IMM 3, Hanoi", adopted_on=date(2011, 1, 31), by=by, now=NOW)
    plan.refresh_from_db()
    return plan


def said_about(plan: ActionPlan) -> list[str]:
    return [str(event) for event in events_about(plan)]


def test_text_of_a_draft_is_added_and_the_trail_says_so(plan):
    assert said_about(plan) == [
        "Added activity area 1.A1",
        "Added target 1.T1",
        "Added area 1",
        "Created the plan of action",
    ]
    assert plan.row_version == 5


def test_change_target_writes_what_changed_and_the_trail_keeps_both(plan, area, target, regional_office):
    draft = new_target(area, "1.T1", "Another text", printed_number="1.1", due_on=date(2012, 6, 30))

    texts.change_text(target, draft, seen=1, by=regional_office, now=NOW)

    target.refresh_from_db()
    assert (target.text, target.due_on, target.row_version) == ("Another text", date(2012, 6, 30), 2)
    assert events_about(plan)[0].message.param("changes") == (
        message("text.column_changed", column="text", old="A target", new="Another text"),
        message("text.column_changed", column="due_on", old=None, new=date(2012, 6, 30)),
    )


def test_a_change_that_changes_nothing_leaves_no_event_and_nobody_s_form_is_stale_of_it(
    plan, area, target, regional_office
):
    before = len(said_about(plan))
    same = new_target(area, "1.T1", "A target", printed_number="1.1")

    texts.change_text(target, same, seen=1, by=regional_office, now=NOW)

    assert len(said_about(plan)) == before
    assert Target.objects.get(pk=target.pk).row_version == 1
    with pytest.raises(StaleRow):
        texts.change_text(target, same, seen=2, by=regional_office, now=NOW)


def test_a_stale_change_is_refused_and_shows_the_row_as_it_stands(area, target, regional_office):
    texts.change_text(target, new_target(area, "1.T1", "First"), seen=1, by=regional_office, now=NOW)

    with pytest.raises(StaleRow) as stale:
        texts.change_text(target, new_target(area, "1.T1", "Second"), seen=1, by=regional_office, now=NOW)

    assert stale.value.current.text == "First"
    assert Target.objects.get(pk=target.pk).text == "First"


def test_text_is_removed_from_the_inside_out(plan, area, target, regional_office):
    with pytest.raises(RuleBroken, match="This area still has targets or activity areas"):
        texts.remove_text(area, by=regional_office, now=NOW)
    texts.remove_text(target, by=regional_office, now=NOW)
    texts.remove_text(MenuActivity.objects.get(area=area), by=regional_office, now=NOW)
    texts.remove_text(area, by=regional_office, now=NOW)

    assert plan.areas.count() == 0
    assert said_about(plan)[:3] == ["Removed area 1", "Removed activity area 1.A1", "Removed target 1.T1"]


def test_a_text_that_something_refers_to_is_not_removed(plan, target, regional_office):
    noted = {"by": regional_office.user, "made_at": NOW, "in_force_from": NOW.date()}
    Correction.objects.create(target=target, text="x", reason="y", source="z", **noted)

    with pytest.raises(RuleBroken, match="A workplan or a report uses this text, so you cannot remove it"):
        texts.remove_text(target, by=regional_office, now=NOW)


def test_spa_2_a_targets_code_is_unique_in_its_plan_its_printed_number_need_not_be(
    plan, area, regional_office
):
    texts.add_text(
        plan, new_target(area, "1.T2", "Second", printed_number="1.1"), by=regional_office, now=NOW
    )

    with pytest.raises(RuleBroken) as broken:
        texts.add_text(plan, new_target(area, "1.T2", "Third"), by=regional_office, now=NOW)

    assert [violation.rule for violation in broken.value.violations] == ["SPA-2"]
    assert (
        broken.value.violations[0].message
        == "Target 1.T2 is already in this plan of action. Give another code."
    )


def test_an_area_whose_code_is_taken_is_refused_with_code_is_free(plan, regional_office):
    with pytest.raises(RuleBroken, match=r"Area 1 is already in this plan of action"):
        texts.add_text(plan, new_area("1", "Again"), by=regional_office, now=NOW)


def test_an_activity_area_whose_code_is_taken_in_its_area_is_refused(plan, area, regional_office):
    with pytest.raises(RuleBroken, match=r"Activity area 1\.A1 is already in this area"):
        texts.add_text(plan, new_menu(area, "1.A1", "Again"), by=regional_office, now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "1 T1"}, "code"),
        ({"code": "Walk"}, "code"),
        ({"code": "1.T1234567890"}, "code"),
        ({"text": ""}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"text": "a\x0bb"}, "text"),
        ({"printed_number": "1234567890123"}, "printed_number"),
        ({"scope": "everywhere"}, "scope"),
        ({"in_force_from": date(2012, 1, 1), "in_force_until": date(2011, 1, 1)}, "in_force_until"),
    ],
)
def test_a_text_that_cannot_stand_is_refused_at_its_field(changes, field, plan, area, regional_office):
    draft = Target(**{"area": area, "code": "1.T9", "text": "A text", **changes})

    with pytest.raises(RuleBroken) as broken:
        texts.add_text(plan, draft, by=regional_office, now=NOW)

    assert {violation.field for violation in broken.value.violations} == {field}
    assert plan.targets.count() == 1


def test_a_target_of_another_plans_area_is_refused(plan, world, regional_office):
    foreign = world.plan.areas.first()

    with pytest.raises(RuleBroken, match="Choose an area of this plan of action"):
        texts.add_text(plan, new_target(foreign, "1.T9", "x"), by=regional_office, now=NOW)


def test_spa_1_holds_once_the_plan_is_endorsed(plan, area, target, regional_office):
    endorsed(plan, regional_office)
    attempts = [
        lambda: texts.add_text(plan, new_area("2", "x"), by=regional_office, now=NOW),
        lambda: texts.add_text(plan, new_target(area, "1.T2", "x"), by=regional_office, now=NOW),
        lambda: texts.add_text(plan, new_menu(area, "1.A2", "x"), by=regional_office, now=NOW),
        lambda: texts.change_text(area, new_area("1", "x"), seen=1, by=regional_office, now=NOW),
        lambda: texts.change_text(target, new_target(area, "1.T1", "x"), seen=1, by=regional_office, now=NOW),
        lambda: texts.change_text(
            area.menu.get(), new_menu(area, "1.A1", "x"), seen=1, by=regional_office, now=NOW
        ),
        lambda: texts.remove_text(target, by=regional_office, now=NOW),
        lambda: texts.remove_text(area.menu.get(), by=regional_office, now=NOW),
        lambda: texts.remove_text(area, by=regional_office, now=NOW),
    ]

    for attempt in attempts:
        with pytest.raises(RuleBroken) as broken:
            attempt()
        assert [str(violation) for violation in broken.value.violations] == [
            "This plan of action is endorsed, so you cannot change its text. Correct a misprint, or begin a revision."
        ]


def test_spa_1_holds_once_a_year_stands_on_the_plan(world, plan):
    assert a_year_stands_on(world.plan) is True
    assert spa_1(world.plan) == Violation(
        "SPA-1",
        "The workplans of a year use this plan of action, so you cannot change its text. Correct a "
        "misprint, or begin a revision.",
        where=world.plan.code,
    )
    assert a_year_stands_on(plan) is False
    assert spa_1(plan) is None


def test_a_correction_changes_what_is_read_from_its_day_on_and_keeps_the_printed_text(
    plan, target, regional_office
):
    endorsed(plan, regional_office)

    for text, day in (("Second", date(2012, 6, 1)), ("First", date(2012, 1, 1))):
        cast.correct(target, text, day, by=regional_office)

    target = Target.objects.get(pk=target.pk)
    assert target.text == "A target"
    assert [
        text_in_force(target, day, 1) for day in (date(2011, 12, 31), date(2012, 1, 1), date(2012, 6, 1))
    ] == ["A target", "First", "Second"]
    line = plan_outline(plan, date(2012, 3, 1), 1)[0].targets.all()[0]
    assert (line.shown, line.printed) == ("First", "A target")
    assert [(c.text, c.is_in_force) for c in line.known_corrections] == [("First", True), ("Second", False)]
    assert said_about(plan)[0] == "Corrected target 1.T1, valid from 1 Jan 2012"


@pytest.mark.parametrize("noun", ["area", "menu"])
def test_areas_and_activity_areas_are_corrected_too(noun, plan, area, regional_office):
    endorsed(plan, regional_office)
    row = area if noun == "area" else area.menu.get()

    cast.correct(row, "Better", date(2011, 1, 1), by=regional_office)

    outline = plan_outline(plan, NOW.date(), 1)[0]
    assert (outline if noun == "area" else outline.menu.all()[0]).shown == "Better"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"text": "A target"},
            "This is already the current text. Change the text, or cancel the correction.",
        ),
        (
            {"in_force_from": date(2010, 12, 31)},
            "The plan of action begins on 1 Jan 2011. Give that day or a later day.",
        ),
        ({"reason": ""}, "This field cannot be blank."),
        ({"source": ""}, "This field cannot be blank."),
    ],
)
def test_a_correction_that_says_too_little_is_refused(changes, sentence, plan, target, regional_office):
    endorsed(plan, regional_office)
    given = {"text": "New", "reason": "r", "source": "s", "in_force_from": date(2011, 1, 1), **changes}

    with pytest.raises(RuleBroken) as broken:
        texts.correct_text(target, **given, by=regional_office, now=NOW)

    assert [str(violation) for violation in broken.value.violations] == [sentence]
    assert Correction.objects.count() == 0


def test_an_open_plan_is_changed_and_not_corrected(target, regional_office):
    with pytest.raises(RuleBroken, match="You can still change the text of this plan of action"):
        cast.correct(target, "x", date(2011, 1, 1), by=regional_office)


def test_the_life_of_a_plan_goes_one_way(plan, regional_office):
    assert [transition.name for transition in PLAN_LIFECYCLE] == ["agree", "endorse", "supersede"]
    with pytest.raises(Refused, match="Record first that the plan of action is agreed in principle"):
        stages.endorse_plan(plan, adopted_at="x", adopted_on=date(2011, 1, 1), by=regional_office, now=NOW)

    endorsed(plan, regional_office)

    assert (plan.status, plan.adopted_at, plan.adopted_on) == ("endorsed", "IMM 3, Hanoi", date(2011, 1, 31))
    with pytest.raises(RuleBroken, match="No later plan of action is endorsed"):
        stages.supersede_plan(plan, by=regional_office, now=NOW)
    cast.another_plan(100, 2014, 2016, status="endorsed", adopted_at="there")
    stages.supersede_plan(plan, by=regional_office, now=NOW, note="By plan 100")
    plan.refresh_from_db()
    assert (plan.status, said_about(plan)[0]) == (
        "superseded",
        "Recorded that a later plan of action replaced this one",
    )


def test_an_empty_plan_is_not_agreed_on(regional_office):
    plan = stages.draft_plan(
        code="spa-97", number=97, title="Empty", starts_on=date(2014, 1, 1), ends_on=date(2015, 1, 1),
        by=regional_office, now=NOW,
    )  # fmt: skip

    with pytest.raises(RuleBroken, match="This plan of action has no areas yet"):
        stages.agree_plan(plan, by=regional_office, now=NOW)


def test_a_plan_whose_areas_were_removed_after_the_agreement_is_not_endorsed(
    plan, area, target, regional_office
):
    stages.agree_plan(plan, by=regional_office, now=NOW)
    for row in (target, area.menu.get(), area):
        texts.remove_text(row, by=regional_office, now=NOW)

    with pytest.raises(RuleBroken, match=r"This plan of action has no areas yet\. Add the areas first\."):
        stages.endorse_plan(
            plan, adopted_at="IMM 3, Hanoi", adopted_on=date(2011, 1, 31), by=regional_office, now=NOW
        )


@pytest.mark.parametrize(
    ("adopted_at", "adopted_on", "field"),
    [(" ", date(2011, 1, 1), "adopted_at"), ("x", date(2011, 3, 1), "adopted_on")],
)
def test_an_endorsement_says_where_and_when(adopted_at, adopted_on, field, plan, regional_office):
    stages.agree_plan(plan, by=regional_office, now=NOW)

    with pytest.raises(RuleBroken) as broken:
        stages.endorse_plan(plan, adopted_at=adopted_at, adopted_on=adopted_on, by=regional_office, now=NOW)

    assert broken.value.violations[0].field == field


def test_a_plan_is_extended_beyond_its_end_with_a_reason(plan, regional_office):
    for extended_to, reason, said in (
        (date(2013, 12, 31), "x", r"The plan of action ends on 31 Dec 2013\. Give a later day\."),
        (date(2024, 1, 2), "x", "at most ten years later"),
        (date(2014, 12, 31), " ", "Write who agreed to the extension, and when."),
    ):
        with pytest.raises(RuleBroken, match=said):
            stages.extend_plan(plan, extended_to=extended_to, reason=reason, by=regional_office, now=NOW)

    stages.extend_plan(plan, extended_to=date(2014, 12, 31), reason="SOM 9", by=regional_office, now=NOW)

    plan.refresh_from_db()
    assert (plan.runs_until, said_about(plan)[0]) == (
        date(2014, 12, 31),
        "Extended the plan of action to 31 Dec 2014",
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "spa-98"}, "code"),
        ({"code": "SPA 5"}, "code"),
        ({"number": 98}, "number"),
        ({"ends_on": date(2010, 1, 1)}, ""),
    ],
)
def test_a_plan_that_cannot_be_is_not_begun(changes, field, plan, regional_office):
    given = {
        "code": "spa-5",
        "number": 5,
        "title": "Five",
        "starts_on": date(2011, 1, 1),
        "ends_on": date(2012, 1, 1),
    }

    with pytest.raises(RuleBroken) as broken:
        stages.draft_plan(**{**given, **changes}, by=regional_office, now=NOW)

    assert {violation.field for violation in broken.value.violations} == {field}


def test_a_transition_that_somebody_else_made_is_refused(plan, regional_office):
    stages.agree_plan(plan, by=regional_office, now=NOW)

    with pytest.raises(Refused, match="The plan of action is already agreed in principle"):
        stages.agree_plan(plan, by=regional_office, now=NOW)


def test_an_outline_costs_seven_queries_however_long_the_plan_is(plan, area, regional_office):
    def queries() -> int:
        return counted(lambda: plan_outline(plan, NOW.date(), 1))

    at_one = queries()
    for number in range(2, 5):
        other = texts.add_text(plan, new_area(str(number), "x"), by=regional_office, now=NOW)
        texts.add_text(plan, new_target(other, f"{number}.T1", "x"), by=regional_office, now=NOW)
        texts.add_text(plan, new_menu(other, f"{number}.A1", "x"), by=regional_office, now=NOW)

    assert at_one == queries() == 7


def test_a_text_as_the_reference_files_have_it_has_no_faults(area):
    assert text_faults(area) == []
