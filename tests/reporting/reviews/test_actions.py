"""Reviews: what opens, what is asked, what freezes, and what everybody keeps seeing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from commit_portal.i18n import day, message, to_plain
from commit_portal.models import Mail
from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import events_about
from reporting.answers.answer_actions import StaleAnswers
from reporting.answers.queries import days_late, days_late_of, sheets_visible_to, targets_asked_of
from reporting.answers.rules import rv_6
from reporting.answers.sheet_data import SheetData
from reporting.dataset import PartnerAnswer, Span
from reporting.dataset_queries.year_facts import days_of_reviews, step_facts
from reporting.meetings.actions import add_meeting
from reporting.meetings.days_shown import meeting_of_step, planned_days
from reporting.models import ActivityProgress, CountryReview, Review, TargetStatus
from reporting.reviews.actions import close_review, open_review, reopen_sheet, set_meeting, submit_sheet
from reporting.reviews.rules import due_day_is_to_come
from reporting.statuses import RowKind
from spa.models import Target
from tests import cast
from tests.answers import NOW, activity_answer, answer_sheet, submitted_and_closed, target_answer
from tests.replayed import replayed
from workplans.models import Country, Taskforce, VersionLineSupport
from workplans.statuses import ContributionKind, Role, Step
from workplans.years.actions import set_step_dates
from workplans.years.step_labels import StepDays, steps_of

A_DAY = timedelta(days=1)
DONE = activity_answer(
    status="done", actual_starts_on=date(2011, 3, 2), spending=(PartnerAnswer(None, Decimal("1200.50")),)
)
ACHIEVED = target_answer(status="achieved", narrative="Trainers certified", achieved_on=date(2011, 6, 1))


@pytest.fixture
@replayed
def review(cycle, kh_line, regional_office):
    return open_review(cycle, "mid-year", answers_due_on=NOW.date(), by=regional_office, now=NOW)


def is_late(sheet):
    """Whether its answers are late for good: they are submitted."""
    return days_late(sheet.answered_on, sheet.due_on) > 0


def last_closed(sheet):
    """The round of a taskforce that every reader sees (RV-1)."""
    rounds = CountryReview.objects.filter(review=sheet.review, taskforce=sheet.taskforce, status="closed")
    return rounds.order_by("round").last()


def counts(sheet):
    """The sheet's row version, and the revision of its year, by which the comparison is remembered."""
    return CountryReview.objects.values_list("row_version", "review__cycle__revision").get(pk=sheet.pk)


def test_open_review_makes_a_sheet_for_every_taskforce_and_the_region(review, kh_line):
    sheets = {sheet.taskforce.slug: sheet for sheet in review.sheets.all()}

    assert list(sheets) == ["kh", "cn", "la", "mm", "th", "vn", "regional"]
    assert {sheet.round for sheet in sheets.values()} == {1}
    assert sheets["kh"].version == kh_line.workplan.__class__.objects.get(pk=kh_line.workplan_id).of_record
    assert sheets["la"].version is None
    assert (review.status, review.meeting) == ("open", None)


def test_open_review_twice_is_refused_and_keeps_one_sheet_each(cycle, review, regional_office):
    with pytest.raises(Refused, match="The review is already open"):
        open_review(cycle, "mid-year", by=regional_office, now=NOW)
    assert review.sheets.count() == 7


def test_answer_sheet_saves_counts_sheet_and_year_up_and_leaves_a_sentence(kh_sheet, answered):
    version, revision = counts(kh_sheet)

    changed = answered(DONE, ACHIEVED)

    assert changed == 2
    assert ActivityProgress.objects.get().spent_partners == Decimal("1200.50")
    assert TargetStatus.objects.get().status == "achieved"
    assert counts(kh_sheet) == (version + 1, revision + 1)
    assert events_about(kh_sheet).first().facts == to_plain(message("answers.saved", count=2))


def test_answer_sheet_with_a_blank_removes_the_answer(answered):
    answered(DONE, ACHIEVED)

    answered(activity_answer(), target_answer())

    assert not ActivityProgress.objects.exists()
    assert not TargetStatus.objects.exists()


def test_answer_sheet_without_a_change_writes_nothing(kh_sheet, answered):
    answered(DONE)
    before = counts(kh_sheet)

    assert answered(DONE) == 0
    assert counts(kh_sheet) == before
    assert events_about(kh_sheet).count() == 1


def test_answer_sheet_over_somebody_elses_answer_is_stale_and_writes_nothing(kh_sheet, answered, kh_lead):
    shown = kh_sheet.row_version
    answered(DONE, seen=shown)

    with pytest.raises(StaleAnswers) as stale:
        answered(DONE | {"status": "cancelled"}, seen=shown, by=kh_lead)

    (merged,) = stale.value.merged.values()
    assert merged.clashing == {"status"}
    assert merged.values["status"] == DONE["status"]
    assert ActivityProgress.objects.get().status == "done"


def test_desk_and_officer_fill_in_the_same_line_without_disturbing_each_other(
    kh_sheet, kh_line, kh_officer, kh_desk
):
    shown = kh_sheet.row_version
    answer_sheet(kh_sheet, spent={kh_line.pk: Decimal(900)}, seen=shown, by=kh_desk, now=NOW)
    answer_sheet(kh_sheet, activities={kh_line.pk: DONE}, seen=shown, by=kh_officer, now=NOW)

    row = ActivityProgress.objects.get()
    assert (row.spent_secretariat, row.status) == (Decimal(900), "done")


def test_enter_spending_by_an_officer_is_refused(kh_sheet, kh_line, kh_officer):
    with pytest.raises(Refused):
        answer_sheet(kh_sheet, spent={kh_line.pk: Decimal(1)}, by=kh_officer, now=NOW)


def test_answer_sheet_by_anybody_else_is_refused(world, kh_sheet, kh_line):
    for name in ("kh_member", "kh_desk", "lao_lead", "regional_office", "ilo", "observer"):
        with pytest.raises(Refused):
            answer_sheet(kh_sheet, activities={kh_line.pk: DONE}, by=world.seats[name], now=NOW)
    assert not ActivityProgress.objects.exists()


def test_rv_3_an_activity_that_is_not_of_record_is_refused(review, lao_plan, lao_officer):
    draft = cast.complete_line(lao_plan, by=lao_officer)
    sheet = review.sheets.get(taskforce__slug="la")

    with pytest.raises(RuleBroken) as broken:
        answer_sheet(sheet, activities={draft.pk: DONE}, by=lao_officer, now=NOW)
    assert [violation.rule for violation in broken.value.violations] == ["RV-3"]


def test_rv_3_a_regional_target_is_asked_of_the_region_only(review, kh_sheet, kh_officer, regional_office):
    Target.objects.filter(code="1.T1").update(scope="regional")
    Target.objects.filter(code="1.T2").update(scope="national")
    regional = Target.objects.get(code="1.T1")
    region = review.sheets.get(taskforce__slug="regional")

    assert [target.code for target in targets_asked_of(kh_sheet)] == ["1.T2", "2.T1", "2.T2"]
    assert [target.code for target in targets_asked_of(region)] == ["1.T1", "2.T1", "2.T2"]
    with pytest.raises(RuleBroken, match="The list of targets has changed"):
        answer_sheet(kh_sheet, targets={regional.pk: ACHIEVED}, by=kh_officer, now=NOW)
    assert answer_sheet(region, targets={regional.pk: ACHIEVED}, by=regional_office, now=NOW) == 1


@pytest.mark.parametrize(
    ("activity", "reply"),
    [
        (activity_answer(actual_starts_on=date(2011, 5, 1), actual_ends_on=date(2011, 4, 1)), None),
        (None, target_answer(status="in_progress", achieved_on=date(2011, 4, 1))),
    ],
)
def test_answer_sheet_that_contradicts_itself_is_refused(answered, activity, reply):
    """`contradictions`, before the constraints of the database see it."""
    with pytest.raises(RuleBroken):
        answered(activity, reply)


def test_close_review_freezes_what_is_submitted_and_leaves_the_rest_open(
    review, kh_sheet, kh_lead, kh_officer, kh_line, regional_office
):
    submit_sheet(kh_sheet, by=kh_lead, now=NOW)
    close_review(review, with_at_least=0, by=regional_office, now=NOW)

    kh_sheet.refresh_from_db()
    assert (kh_sheet.status, kh_sheet.closed_at, is_late(kh_sheet)) == ("closed", NOW, False)
    assert review.sheets.get(taskforce__slug="la").status == "open"
    with pytest.raises(RuleBroken) as broken:
        answer_sheet(kh_sheet, activities={kh_line.pk: DONE}, by=kh_officer, now=NOW)
    assert [violation.rule for violation in broken.value.violations] == ["RV-1"]


@pytest.mark.parametrize("closes", ["before", "after", "never"])
@pytest.mark.parametrize(
    ("slug", "when", "days"),
    [
        # 1 July was the last day. It ends at 17:00 UTC in Phnom Penh, 16:00 in Beijing and 17:30 in Yangon.
        ("kh", datetime(2011, 7, 1, 16, 59, tzinfo=UTC), 0),
        ("kh", datetime(2011, 7, 1, 17, 0, tzinfo=UTC), 1),
        ("cn", datetime(2011, 7, 1, 15, 59, tzinfo=UTC), 0),
        ("cn", datetime(2011, 7, 1, 16, 0, tzinfo=UTC), 1),
        ("mm", datetime(2011, 7, 1, 17, 29, tzinfo=UTC), 0),
        ("mm", datetime(2011, 7, 1, 17, 30, tzinfo=UTC), 1),
        ("kh", datetime(2011, 7, 20, 5, 0, tzinfo=UTC), 19),
    ],
)
def test_late_is_after_the_last_day_in_that_country_whenever_the_review_closes(
    review, regional_office, closes, slug, when, days
):
    Country.objects.filter(code="CN").update(time_zone="Asia/Shanghai")
    Country.objects.filter(code="MM").update(time_zone="Asia/Yangon")
    sheet = review.sheets.get(taskforce__slug=slug)
    if closes == "before":
        close_review(review, with_at_least=0, by=regional_office, now=NOW)
    assert days_late_of(sheet, now=when) == days

    sheet = submit_sheet(sheet, by=cast.make_seat("lead", Role.LEAD, sheet.taskforce), now=when)
    if closes == "after":
        close_review(review, with_at_least=0, by=regional_office, now=when)
    # Neither another last day nor none changes what was submitted.
    set_meeting(review, meeting=None, answers_due_on=date(2011, 12, 1), by=regional_office, now=when)

    sheet.refresh_from_db()
    assert (sheet.due_on, days_late(sheet.answered_on, sheet.due_on)) == (date(2011, 7, 1), days)
    assert days_late_of(sheet, now=when + 30 * A_DAY) == days


def test_answers_that_were_submitted_before_get_the_day_of_their_first_submission(
    review, kh_sheet, kh_lead, regional_office
):
    """Also those that were given back: their row says no more when they were submitted, but the history does."""
    found = MigrationLoader(None).disk_migrations.items()
    name = "submitted_answers_have_their_last_day"
    fill = next(one for (_app, key), one in found if key.endswith(name)).operations[0].code
    submit_sheet(kh_sheet, by=kh_lead, now=NOW)
    again = reopen_sheet(kh_sheet, note="A figure was missing", by=regional_office, now=NOW)
    given_back = CountryReview.objects.filter(review=review).values_list(
        "taskforce__slug", "answered_on", "due_on"
    )
    for act in (lambda: None, lambda: submit_sheet(again, by=kh_lead, now=NOW + 9 * A_DAY)):
        act()
        CountryReview.objects.update(answered_on=None, due_on=None)

        fill(apps, None)

        assert {row for row in given_back if row[1] or row[2]} == {("kh", NOW.date(), NOW.date())}


def test_answers_after_closing_are_closed_at_once_and_without_a_last_day_not_late(
    review, kh_sheet, kh_lead, regional_office
):
    set_meeting(review, meeting=None, answers_due_on=None, by=regional_office, now=NOW)
    close_review(review, with_at_least=0, by=regional_office, now=NOW)

    sheet = submit_sheet(kh_sheet, by=kh_lead, now=NOW)

    assert (sheet.status, sheet.closed_at, is_late(sheet)) == ("closed", NOW, False)


def test_answers_are_not_asked_until_a_day_that_is_past(cycle, review, regional_office):
    """`due_day_is_to_come`: new days only."""
    yesterday = NOW.date() - timedelta(days=1)
    for ask in (
        lambda day: open_review(cycle, "som", answers_due_on=day, by=regional_office, now=NOW),
        lambda day: set_meeting(review, meeting=None, answers_due_on=day, by=regional_office, now=NOW),
    ):
        with pytest.raises(RuleBroken) as broken:
            ask(yesterday)
        assert [violation.field for violation in broken.value.violations] == ["answers_due_on"]
    assert not Review.objects.filter(stage="som").exists()

    # Nor until long after the year; a SOM may meet in the next one.
    for stage, last in (("mid-year", date(2011, 12, 31)), ("som", date(2012, 7, 2))):
        found = Review(cycle=cycle, stage=stage)
        after = last + timedelta(days=1)
        assert not [*due_day_is_to_come(found, last, None, today=NOW.date())]
        (late,) = due_day_is_to_come(found, after, None, today=NOW.date())
        assert str(late).endswith("2012 is too late for this review. Choose a day until " + day(last) + ".")
        assert not [*due_day_is_to_come(found, after, None, today=after)]

    # What is set already stays: the page is saved again after that day.
    later = NOW + timedelta(days=30)
    set_meeting(review, meeting=None, answers_due_on=NOW.date(), by=regional_office, now=later)


def step_and_meeting(cycle, regional_office, **days):
    """The step of the SOM, planned for two days in December, and a meeting with these days."""
    step = cycle.steps.get(step=Step.SOM)
    planned = StepDays((date(2011, 12, 5), date(2011, 12, 6)))
    set_step_dates(cycle, {Step.SOM: planned}, by=regional_office, now=NOW)
    meeting = add_meeting((("som", 8),), **days, by=regional_office, now=NOW)
    return step, meeting


def test_joining_a_meeting_moves_the_days_of_the_step_to_it_and_then_the_action_refuses_others(
    cycle, review, regional_office
):
    """`may_set_step`, `kept_with_meeting`: not only the page of the step asks."""
    step, meeting = step_and_meeting(cycle, regional_office)

    meeting.delegates.create(taskforce=Taskforce.objects.get(slug="kh"), name="Sok", email="sok@moi.example")
    som = open_review(cycle, "som", meeting=meeting, by=regional_office, now=NOW)

    assert Mail.objects.get(code="meeting").address == "sok@moi.example"
    meeting.refresh_from_db()
    step.refresh_from_db()
    assert (meeting.planned_from, meeting.planned_until) == (date(2011, 12, 5), date(2011, 12, 6))
    assert (step.planned_from, step.is_recorded) == (None, False)
    assert [event.verb for event in events_about(meeting)][:1] == ["take_days"]
    assert planned_days(cycle, step, som, NOW.date()) == (date(2011, 12, 5), date(2011, 12, 6))
    days = {Step.SOM: StepDays((date(2011, 12, 7), date(2011, 12, 8)))}
    with pytest.raises(
        Refused, match=r"The dates of step 8 are the dates of SOM 8\. Change these dates on the page"
    ):
        set_step_dates(cycle, days, by=regional_office, now=NOW)
    step.refresh_from_db()
    assert (step.planned_from, meeting_of_step(step)) == (None, meeting)
    type(meeting).objects.update(is_called_off=True)
    assert meeting_of_step(step) is None
    set_meeting(som, meeting=None, answers_due_on=None, by=regional_office, now=NOW)
    set_step_dates(cycle, days, by=regional_office, now=NOW)
    assert cycle.steps.get(step=Step.SOM).planned_from


@pytest.mark.parametrize(("kept", "first"), [("meeting", date(2012, 2, 14)), ("step", date(2011, 12, 5))])
def test_where_step_and_meeting_have_other_days_it_is_asked_which_are_right(
    cycle, review, regional_office, kept, first
):
    """`one_set_of_days`: nothing is overwritten unasked."""
    step, meeting = step_and_meeting(cycle, regional_office, planned_from=date(2012, 2, 14))
    with pytest.raises(RuleBroken) as broken:
        open_review(cycle, "som", meeting=meeting, by=regional_office, now=NOW)
    assert [violation.field for violation in broken.value.violations] == ["kept_days"]
    step.refresh_from_db()
    assert step.planned_from

    open_review(cycle, "som", meeting=meeting, kept_days=kept, by=regional_office, now=NOW)

    meeting.refresh_from_db()
    step.refresh_from_db()
    assert (meeting.planned_from, step.planned_from) == (first, None)


@pytest.mark.usefixtures("review")
def test_a_meeting_planned_for_an_earlier_year_leaves_the_year_its_planned_days(cycle, regional_office):
    """Every face says the plan of the year, before and after the meeting; the meeting keeps its own."""
    met = (date(2012, 2, 14), date(2012, 2, 16))
    step, meeting = step_and_meeting(
        cycle,
        regional_office,
        planned_from=date(2010, 12, 1),
        planned_until=date(2010, 12, 31),
        actual_from=met[0],
        actual_until=met[1],
    )
    planned = (date(2011, 12, 5), date(2011, 12, 6))

    som = open_review(cycle, "som", meeting=meeting, kept_days="meeting", by=regional_office, now=NOW)

    cycle.refresh_from_db()
    meeting.refresh_from_db()
    step.refresh_from_db()
    assert meeting.planned_until == date(2010, 12, 31)
    for on, expected in ((NOW.date(), met), (met[1], planned)):
        assert planned_days(cycle, step, som, on) == expected
        facts = {one.number: one.planned for one in step_facts(cycle, cycle.steps.all(), [som], on)}
        assert facts[Step.SOM] == Span(*expected)
        shown = steps_of(cycle, on=on, held=days_of_reviews(cycle, on))[Step.SOM - 1]
        assert shown["when"][-1] == (
            "Planned: 14 Feb 2012 to 16 Feb 2012" if expected == met else "Planned: 5 Dec to 6 Dec"
        )


def test_answers_given_back_while_the_review_was_open_are_of_the_same_round_and_not_late_after_it(
    review, kh_sheet, kh_lead, regional_office
):
    submit_sheet(kh_sheet, by=kh_lead, now=NOW)
    again = reopen_sheet(kh_sheet, note="A figure was missing", by=regional_office, now=NOW)
    assert (again.pk, again.status, again.submitted_at) == (kh_sheet.pk, "open", None)
    close_review(review, with_at_least=0, by=regional_office, now=NOW)

    sheet = submit_sheet(again, by=kh_lead, now=NOW)

    assert (sheet.round, sheet.status, is_late(sheet)) == (1, "closed", False)


@pytest.mark.parametrize("in_time", [True, False])
def test_the_next_round_is_as_late_as_the_one_that_it_corrects(
    review, kh_sheet, kh_lead, regional_office, in_time
):
    submit_sheet(kh_sheet, by=kh_lead, now=NOW if in_time else NOW + A_DAY)
    close_review(review, with_at_least=0, by=regional_office, now=NOW + A_DAY)

    second = reopen_sheet(kh_sheet, note="A date was wrong", by=regional_office, now=NOW)

    assert is_late(submit_sheet(second, by=kh_lead, now=NOW + 2 * A_DAY)) is not in_time


def test_reopening_answers_of_an_older_round_gives_back_the_newest_ones(kh_sheet, kh_lead, regional_office):
    submitted_and_closed(kh_sheet, now=NOW)
    second = reopen_sheet(kh_sheet, note="A date was wrong", by=regional_office, now=NOW)
    with pytest.raises(Refused, match="These answers are already open"):
        reopen_sheet(kh_sheet, note="Once more", by=regional_office, now=NOW)
    submit_sheet(second, by=kh_lead, now=NOW)

    third = reopen_sheet(kh_sheet, note="Once more", by=regional_office, now=NOW)

    assert third.round == 3


def test_reopen_makes_the_next_round_with_the_answers_and_keeps_the_closed_one(
    review, kh_sheet, answered, kh_officer, kh_lead, regional_office, target
):
    answered(DONE, ACHIEVED)
    submitted_and_closed(kh_sheet, now=NOW)

    second = reopen_sheet(kh_sheet, note="A date was wrong", by=regional_office, now=NOW)

    assert (second.round, second.status, second.reopened_because) == (2, "open", "A date was wrong")
    assert second.progress.get().status == "done"
    assert second.target_answers.get().status == "achieved"
    answer_sheet(second, targets={target.pk: target_answer(status="in_progress")}, by=kh_officer, now=NOW)
    assert last_closed(kh_sheet) == kh_sheet
    assert kh_sheet.target_answers.get().status == "achieved"
    closed = submit_sheet(second, by=kh_lead, now=NOW)
    assert (closed.status, is_late(closed)) == ("closed", False)
    assert last_closed(kh_sheet) == second


def test_a_line_withdrawn_is_not_reviewed(kh_sheet, kh_line, kh_officer):
    version_line = kh_line.version_lines.get(version=kh_sheet.version)
    version_line.withdrawn = True
    version_line.save()

    with pytest.raises(RuleBroken):
        answer_sheet(kh_sheet, activities={kh_line.pk: DONE}, by=kh_officer, now=NOW)


def test_sheets_visible_to_each_seat(review, world):
    found = {
        name: [sheet.taskforce.slug for sheet in sheets_visible_to(world.seats[name])]
        for name in ("kh_member", "kh_desk", "lao_lead", "ilo", "observer")
    }
    assert found == {
        "kh_member": ["kh"],
        "kh_desk": ["kh", "regional"],
        "lao_lead": ["la"],
        "ilo": [],
        "observer": [],
    }
    assert sheets_visible_to(world.seats["regional_office"]).count() == 7


def test_answer_sheet_saves_everything_or_nothing(kh_sheet, kh_line, kh_officer):
    """An officer answers; the spending of the same page is the desk's, so that none of it is saved."""
    page = {"activities": {kh_line.pk: activity_answer("done")}, "targets": {}, "seen": kh_sheet.row_version}

    with pytest.raises(Refused):
        answer_sheet(kh_sheet, **page, spent={kh_line.pk: Decimal(5)}, by=kh_officer, now=NOW)
    assert not ActivityProgress.objects.exists()

    assert answer_sheet(kh_sheet, **page, spent={}, by=kh_officer, now=NOW) == 1
    assert ActivityProgress.objects.get().status == "done"


def test_answers_and_spending_of_one_page_merge_before_either_is_written(
    cycle, regional_plan, regional_office, regional_manager, regional_line
):
    cast.in_force(regional_plan)
    review = open_review(cycle, "mid-year", by=regional_office, now=NOW)
    sheet = review.sheets.get(taskforce__slug="regional")
    shown = sheet.row_version
    mine = {"targets": {}, "by": regional_office, "now": NOW}
    late = {"targets": {}, "seen": shown, "by": regional_manager, "now": NOW}
    done, cancelled = {regional_line.pk: DONE}, {regional_line.pk: DONE | {"status": "cancelled"}}
    answer_sheet(sheet, activities=done, spent={regional_line.pk: Decimal(900)}, seen=shown, **mine)
    saved = CountryReview.objects.get(pk=sheet.pk).row_version

    with pytest.raises(StaleAnswers) as both:
        answer_sheet(sheet, activities=cancelled, spent={regional_line.pk: None}, **late)
    with pytest.raises(StaleAnswers) as spending:
        answer_sheet(sheet, activities=done, spent={regional_line.pk: Decimal(800)}, **late)

    assert both.value.merged[RowKind.SPENDING.of(regional_line.pk)].values == {
        "spent_secretariat": Decimal(900)
    }
    assert {place[0] for place in both.value.merged} == {RowKind.ACTIVITY, RowKind.SPENDING}
    assert both.value.current.row_version == spending.value.current.row_version == saved
    assert CountryReview.objects.get(pk=sheet.pk).row_version == saved


def test_answer_sheet_with_a_date_still_to_come_is_refused_with_rv_4(
    kh_sheet, kh_line, kh_officer, target, answered
):
    tomorrow = date(2011, 7, 2)

    with pytest.raises(RuleBroken) as broken:
        answered(DONE | {"actual_ends_on": tomorrow}, ACHIEVED | {"achieved_on": tomorrow})

    places = [(found.rule, found.where, found.field) for found in broken.value.violations]
    assert places == [("RV-4", f"a{kh_line.pk}", "actual_ends_on"), ("RV-4", f"t{target.pk}", "achieved_on")]
    assert answered(DONE | {"actual_ends_on": date(2011, 7, 1)}) == 1
    # 06:30 of the next day in Phnom Penh: what was to come has come.
    late = datetime(2011, 7, 1, 23, 30, tzinfo=UTC)
    reached = {target.pk: ACHIEVED | {"achieved_on": tomorrow}}
    assert answer_sheet(kh_sheet, targets=reached, by=kh_officer, now=late) == 1


def test_answer_sheet_of_what_has_not_started_carries_no_dates_and_no_money_with_rv_5(answered):
    idle = activity_answer("not_started")
    for field, value in (
        ("actual_starts_on", date(2011, 3, 2)),
        ("actual_ends_on", date(2011, 3, 3)),
        ("spent_others", Decimal(1)),
    ):
        with pytest.raises(RuleBroken) as broken:
            answered(idle | {field: value})
        assert [(found.rule, found.field) for found in broken.value.violations] == [("RV-5", field)]
    assert answered(idle | {"spent_others": Decimal(0)}) == 1


def test_what_the_secretariat_spent_on_an_activity_not_started_warns_with_rv_6(
    kh_sheet, kh_line, answered, kh_desk
):
    answered(activity_answer("not_started"))
    assert [*rv_6(SheetData(kh_sheet))] == []

    answer_sheet(kh_sheet, spent={kh_line.pk: Decimal(300)}, by=kh_desk, now=NOW)

    assert [str(found) for found in rv_6(SheetData(kh_sheet))] == [
        f"{kh_line.code} has not started, but the Secretariat has spent US$300 on it."
    ]


@pytest.mark.parametrize("beside", [Decimal("-0.01"), Decimal(0), Decimal("0.01")])
def test_spending_warns_with_rv_6_from_a_cent_above_what_was_approved(kh_sheet, kh_line, kh_desk, beside):
    answer_sheet(kh_sheet, spent={kh_line.pk: Decimal(1000) + beside}, by=kh_desk, now=NOW)

    found = [(warning.where, warning.field) for warning in rv_6(SheetData(kh_sheet))]
    assert found == ([(f"s{kh_line.pk}", "spent_secretariat")] if beside > 0 else [])


def test_a_partners_spending_warns_with_rv_6_where_its_money_was_accepted(kh_sheet, kh_line, answered, ilo):
    line = kh_sheet.version.lines.get()
    gift = {"line": line, "partner": ilo.partner}
    VersionLineSupport.objects.create(**gift, kind=ContributionKind.IN_KIND, what="A room")
    spent = (PartnerAnswer(ilo.partner_id, Decimal("500.01")), PartnerAnswer(None, Decimal(9_000)))
    answered(activity_answer("under_way", spending=spent))
    assert [*rv_6(SheetData(kh_sheet))] == [], "no money was accepted: there is nothing to measure it by"

    VersionLineSupport.objects.create(**gift, kind=ContributionKind.FUNDS, amount=Decimal(200))
    VersionLineSupport.objects.create(**gift, kind=ContributionKind.FUNDS, amount=Decimal(300))

    assert [(str(warning), warning.field) for warning in rv_6(SheetData(kh_sheet))] == [
        (
            f"ILO spent US$500.01 on {kh_line.code}: US$0.01 more than the US$500 accepted.",
            f"spent_{ilo.partner_id}",
        )
    ]


@pytest.mark.parametrize(
    ("status", "warned"), [("done", True), ("under_way", True), ("not_started", False), ("", False)]
)
def test_no_activity_yet_warns_with_rv_6_where_an_activity_that_serves_the_target_has_begun(
    kh_sheet, kh_line, answered, status, warned, target
):
    ended = date(2011, 4, 1) if status == "done" else None
    answered(activity_answer(status, actual_ends_on=ended, narrative="Words"), target_answer("no_activity"))

    found = [(warning.where, warning.field, str(warning)) for warning in rv_6(SheetData(kh_sheet))]

    said = f"Target 1.T1 has the status “No activity yet”, but work has begun on {kh_line.code}."
    assert found == ([(f"t{target.pk}", "status", said)] if warned else [])
