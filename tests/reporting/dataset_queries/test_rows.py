"""The comparison's dataset: what each audience reads, and what it must not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from commit_portal.refusals import RuleBroken
from reporting.comparison.matrix_page import link_words, rows_of
from reporting.dataset import (
    Cell,
    CellStatus,
    CountryFacts,
    FollowUp,
    MoneyRow,
    PartnerAnswer,
    Rows,
    SaidAt,
    Span,
    note,
)
from reporting.dataset.activities import AnswersSaidAt
from reporting.dataset.build import build_dataset, build_targets
from reporting.dataset.money import SpendingSaidAt
from reporting.dataset.rows import LineRow, PlanRow, ProgressRow
from reporting.dataset.serialization import from_json, to_json
from reporting.dataset.targets import Addressee
from reporting.dataset.totals import asked_of_countries
from reporting.dataset.values import Basis, Result
from reporting.dataset.years import Effort, build_answers, effort_of
from reporting.dataset_queries.answers import rounds_of
from reporting.dataset_queries.rows import report_rows
from reporting.dataset_queries.year_facts import days_of_reviews
from reporting.editions.queries import years_before_in
from reporting.editions.rules import ar_3
from reporting.meetings.actions import add_meeting, follow_up, recommend
from reporting.models import RecommendationAddressee, Review, TargetStatus
from reporting.report_text.findings import activities_held, findings, lead_of_progress
from reporting.report_text.money import spending_gaps
from reporting.report_text.values import CELL_MEANINGS, difference, said, steps_and_whether_over
from reporting.reviews.actions import close_review, open_review, reopen_sheet, submit_sheet
from reporting.search.answer_search import answers_found
from reporting.statuses import MeetingKind
from spa.actions.texts import add_text
from spa.models import ActionPlan, Area, Target
from tests import cast, plan_texts, report_samples
from tests.answers import activity_answer, answer_sheet, opened_sheet, submitted_and_closed, target_answer
from tests.replayed import replayed
from tests.report_rows import make_edition
from workplans.deciding.actions import send_decisions
from workplans.drafting.actions import write_needs
from workplans.ministries.actions import record_for_ministry
from workplans.models import AnnualCycle, Ministry
from workplans.releasing.actions import end_release, release_workplan
from workplans.statuses import Audience
from workplans.submitting.actions import amend_workplan, submit_workplan
from workplans.years.step_labels import steps_of

NOW = datetime(2011, 7, 1, 9, 0, tzinfo=UTC)


def make_reviewed(world):
    """Cambodia's plan of two lines approved, its mid-year answers closed; nothing released."""
    review = _reviewed(world)
    world.cycle.refresh_from_db()
    return review


@replayed
def _reviewed(world):
    cycle, kh_plan = world.cycle, world.workplan("kh")
    seats = world.seats
    line = cast.complete_line(kh_plan, by=seats["kh_officer"])
    cast.complete_line(kh_plan, by=seats["kh_officer"], title="Second", secretariat_cost=Decimal(250))
    cast.approved(kh_plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    sheet = opened_sheet(cycle, "mid-year", answers_due_on=NOW.date(), now=NOW)
    answer_sheet(
        sheet,
        activities={
            line.pk: activity_answer(
                status="done", spending=(PartnerAnswer(None, Decimal(40)),), narrative="Secret words"
            )
        },
        targets={
            Target.objects.get(code="1.T1").pk: target_answer(
                status="achieved", narrative="Quiet words", achieved_on=date(2011, 6, 1)
            ),
        },
        by=seats["kh_officer"],
        now=NOW,
    )
    answer_sheet(sheet, spent={line.pk: Decimal(600)}, by=seats["kh_desk"], now=NOW)
    return submitted_and_closed(sheet, now=NOW)


@pytest.fixture
def reviewed(world):
    return make_reviewed(world)


def dataset(cycle, audience, **options):
    return build_dataset(report_rows(cycle, audience, **{"on": NOW.date(), **options}))


def cell_of(found, code="1.T1", country="KH"):
    place = [item.code for item in found.countries].index(country)
    return next(target for target in found.targets if target.code == code).cells[place]


def test_the_secretariat_reads_everything_of_record(cycle, reviewed):
    found = dataset(cycle, Audience.SECRETARIAT)

    cell = cell_of(found)
    assert (cell.status, cell.activities, cell.achieved_on) == (CellStatus.ACHIEVED, 2, date(2011, 6, 1))
    assert cell.narrative == "Quiet words"
    assert found.money.by_country[0] == MoneyRow(
        approved=Decimal(1250),
        accepted=Decimal(0),
        ceiling=Decimal(100_000),
        spent_secretariat=Decimal(600),
        spent_partners=Decimal(40),
        said_at=SpendingSaidAt(SaidAt.MID_YEAR, SaidAt.MID_YEAR),
        spent_outside=Decimal(40),
    )
    assert found.money.by_country[1:] == (None,) * 5
    assert found.activity_totals == (2, None, None, None, None, None)
    assert [line.narrative for line in found.chapters[0].activities] == ["Secret words", ""]
    assert found.facts.state_at == note("state_at.mid_year")
    assert from_json(to_json(found)) == found


def test_the_other_taskforces_read_statuses_and_nothing_else_before_the_release(cycle, reviewed):
    found = dataset(cycle, Audience.TASKFORCES, own=None)

    cell = cell_of(found)
    assert (cell.status, cell.activities) == (CellStatus.ACHIEVED, None)
    assert (cell.achieved_on, cell.narrative) == (None, "")
    assert "2011-06-01" not in to_json(found)
    assert found.activity_totals == (None,) * 6
    assert found.money.covered == 0
    assert "words" not in to_json(found)
    assert said(found.notes[0]) == (
        "Cambodia, China, Lao PDR, Myanmar, Thailand and Viet Nam have not released the workplan to the "
        "taskforces. There are no totals."
    )


def test_a_taskforce_reads_its_own_lines_without_a_release(cycle, reviewed, kh_plan):
    found = dataset(cycle, Audience.TASKFORCES, own=kh_plan.taskforce_id)

    assert cell_of(found).activities == 2
    assert found.chapters[0].released


def test_partners_read_not_even_a_status_before_the_release(cycle, reviewed, kh_plan, kh_lead):
    before = dataset(cycle, Audience.PARTNERS)
    assert {cell.status for target in before.targets for cell in target.cells} == {CellStatus.NOT_RELEASED}

    kh_plan.refresh_from_db()
    release_workplan(kh_plan, Audience.PARTNERS, by=kh_lead, now=NOW)
    after = dataset(cycle, Audience.PARTNERS)

    assert cell_of(after).status == CellStatus.ACHIEVED
    assert cell_of(after, country="CN").status == CellStatus.NOT_RELEASED
    assert after.money.covered == 1
    assert dataset(cycle, Audience.OBSERVERS).money.covered == 0


def test_one_workplan_is_one_in_the_sentence_that_counts_activities(cycle, reviewed, kh_plan, kh_lead):
    kh_plan.refresh_from_db()
    release_workplan(kh_plan, Audience.PARTNERS, by=kh_lead, now=NOW)

    said = [
        activities_held(dataset(cycle, audience)) for audience in (Audience.SECRETARIAT, Audience.PARTNERS)
    ]

    assert said == [
        "The national workplans of 2011 have 2 activities. They cover 1 of 6 countries.",
        "The national workplans of 2011 have 2 activities. They cover 1 of 6 countries.",
    ]


def test_answers_that_are_not_closed_are_seen_by_nobody(cycle, kh_plan, world, target):
    sheet = opened_sheet(cycle, "mid-year", now=NOW)
    answer_sheet(
        sheet, targets={target.pk: target_answer(status="achieved")}, by=world.seats["kh_lead"], now=NOW
    )
    submit_sheet(sheet, by=world.seats["kh_lead"], now=NOW)

    found = dataset(cycle, Audience.SECRETARIAT)

    assert cell_of(found).status == CellStatus.NOT_REPORTED
    assert found.facts.state_at is None


def test_a_reopened_country_reads_its_last_closed_answers(cycle, reviewed, world, target):
    sheet = reviewed.sheets.get(taskforce__slug="kh")
    second = reopen_sheet(sheet, note="A date", by=world.seats["regional_office"], now=NOW)
    # The round began as a copy: an answer that is emptied there would be taken back without a reason (RV-11).
    with pytest.raises(RuleBroken, match="Choose “Answer withdrawn” and give the reason"):
        answer_sheet(second, targets={target.pk: target_answer()}, by=world.seats["kh_lead"], now=NOW)
    withdrawn = target_answer("taken_back", "Counted twice")
    answer_sheet(second, targets={target.pk: withdrawn}, by=world.seats["kh_lead"], now=NOW)
    assert cell_of(dataset(cycle, Audience.SECRETARIAT)).status == CellStatus.ACHIEVED

    submit_sheet(second, by=world.seats["kh_lead"], now=NOW)
    assert cell_of(dataset(cycle, Audience.SECRETARIAT)).status == CellStatus.NOT_REPORTED


def test_late_answers_are_marked_late(cycle, reviewed, world):
    sheet = reviewed.sheets.get(taskforce__slug="la")
    target = Target.objects.get(code="2.T1")
    answer_sheet(
        sheet, targets={target.pk: target_answer(status="in_progress")}, by=world.seats["lao_lead"], now=NOW
    )
    submit_sheet(sheet, by=world.seats["lao_lead"], now=NOW + timedelta(days=1))

    found = dataset(cycle, Audience.SECRETARIAT)

    assert cell_of(found, "2.T1", "LA").late
    assert not cell_of(found).late


def answered_at_som(
    cycle, world, place="kh", *, close=True, now=NOW, activities=None, targets=None, spent=None
):
    """The closed SOM sheet of a taskforce; every answer that is not given is left blank."""
    seats = {"kh": ("kh_officer", "kh_desk", "kh_lead"), "la": ("lao_officer", "lao_desk", "lao_lead")}
    officer, desk, lead = (world.seats[name] for name in seats[place])
    office = world.seats["regional_office"]
    review = Review.objects.filter(cycle=cycle, stage="som").first()
    review = review or open_review(cycle, "som", answers_due_on=NOW.date(), by=office, now=NOW)
    sheet = review.sheets.get(taskforce__slug=place)
    answer_sheet(sheet, activities=activities, targets=targets, by=officer, now=NOW)
    answer_sheet(sheet, spent=spent or {}, by=desk, now=NOW)
    submit_sheet(sheet, by=lead, now=now)
    if close:
        close_review(review, with_at_least=0, by=office, now=NOW)
    cycle.refresh_from_db()


def test_a_blank_som_sheet_erases_nothing_that_was_said_at_mid_year(cycle, reviewed, world, target):
    """Words without a state say nothing either."""
    before = dataset(cycle, Audience.SECRETARIAT)

    answered_at_som(cycle, world, targets={target.pk: target_answer("", "Nobody has chosen")})
    assert TargetStatus.objects.filter(sheet__review__stage="som", narrative="Nobody has chosen").exists()
    assert (
        rounds_of(cycle, "kh", target.pk)[-1].status,
        rounds_of(cycle, "kh", target.pk)[-1].narrative,
    ) == ("", "")
    assert not answers_found(world.seats["kh_lead"], ["nobody", "chosen"], most=5)

    found = dataset(cycle, Audience.SECRETARIAT)
    assert (found.areas, found.chapters, found.money) == (before.areas, before.chapters, before.money)
    assert (before.facts.stage, found.facts.stage) == (SaidAt.MID_YEAR, SaidAt.SOM)
    assert (cell_of(found).said_at, cell_of(found).said_on) == (SaidAt.MID_YEAR, NOW.date())
    assert found.chapters[0].activities[0].said_on == NOW.date()


def test_an_answer_that_is_taken_back_ends_what_was_said_at_mid_year(cycle, reviewed, world, kh_plan):
    """What the Secretariat spent stays: it is another hand's. The reason is for those who read the explanations."""
    line, target = kh_plan.activities.order_by("code").first(), Target.objects.get(code="1.T1")
    officer = world.seats["kh_officer"]
    sheet = opened_sheet(cycle, "som", now=NOW)
    withdrawn = activity_answer("taken_back", narrative="Counted twice")
    for page, untold in (
        ({"targets": {target.pk: target_answer("taken_back", "Counted twice")}}, target_answer("taken_back")),
        ({"activities": {line.pk: withdrawn}}, activity_answer("taken_back")),
    ):
        with pytest.raises(RuleBroken, match="Give the reason for withdrawing the answer"):
            answer_sheet(
                sheet, **{kind: dict.fromkeys(of, untold) for kind, of in page.items()}, by=officer, now=NOW
            )
        answer_sheet(sheet, **page, by=officer, now=NOW)
    other = {Target.objects.get(code="1.T2").pk: target_answer("taken_back", "x")}
    with pytest.raises(RuleBroken, match="There is no closed answer to withdraw"):
        answer_sheet(sheet, targets=other, by=officer, now=NOW)
    submitted_and_closed(sheet, now=NOW)
    cycle.refresh_from_db()

    found = dataset(cycle, Audience.SECRETARIAT)

    cell, activity = cell_of(found), found.chapters[0].activities[0]
    assert (cell.status, cell.withdrawn, cell.narrative, cell.said_at) == (
        CellStatus.NOT_REPORTED,
        True,
        "Counted twice",
        SaidAt.SOM,
    )
    assert (activity.result, activity.answer_withdrawn, activity.narrative) == (
        Result.NOT_REPORTED,
        True,
        "Counted twice",
    )
    assert (activity.actual, activity.spent_partners) == (Span(), None)
    assert activity.spent_secretariat == Decimal(600)
    peer = dataset(cycle, Audience.TASKFORCES)
    assert cell_of(peer).withdrawn
    assert "Counted twice" not in to_json(peer)


def test_a_review_that_is_asked_for_by_its_name_is_shown_alone(cycle, reviewed, world):
    answered_at_som(cycle, world)

    found = dataset(cycle, Audience.SECRETARIAT, stage="som")

    assert cell_of(found) == Cell(CellStatus.NOT_REPORTED, activities=2)
    assert found.money.countries.spent_secretariat is None
    assert cell_of(dataset(cycle, Audience.SECRETARIAT, stage="mid-year")).status == CellStatus.ACHIEVED


def test_a_later_answer_replaces_the_earlier_one_field_by_field(cycle, reviewed, world, kh_plan):
    line = kh_plan.activities.order_by("code").first()

    answered_at_som(
        cycle,
        world,
        activities={
            line.pk: activity_answer(status="under_way", spending=(PartnerAnswer(None, Decimal(70)),))
        },
        targets={Target.objects.get(code="1.T1").pk: target_answer(status="in_progress")},
    )

    found = dataset(cycle, Audience.SECRETARIAT)
    cell, activity = cell_of(found), found.chapters[0].activities[0]
    assert (cell.status, cell.narrative, cell.said_at) == (CellStatus.IN_PROGRESS, "", SaidAt.SOM)
    assert (activity.result, activity.spent_partners) == (Result.UNDER_WAY, Decimal(70))
    assert (activity.narrative, activity.spent_secretariat) == ("Secret words", Decimal(600))
    assert activity.said_at == AnswersSaidAt(
        result=SaidAt.SOM,
        spent_partners=SaidAt.SOM,
        spent_secretariat=SaidAt.MID_YEAR,
        narrative=SaidAt.MID_YEAR,
    )
    assert found.money.by_country[0].said_at == SpendingSaidAt(SaidAt.MID_YEAR, SaidAt.SOM)


def test_an_activity_that_has_not_started_after_all_loses_its_dates_and_its_partners_money(
    cycle, reviewed, world, kh_plan
):
    """RV-5 over both reviews: an answer also ends what it contradicts."""
    line = kh_plan.activities.order_by("code").first()

    answered_at_som(cycle, world, activities={line.pk: activity_answer(status="not_started")})

    found = dataset(cycle, Audience.SECRETARIAT)
    activity = found.chapters[0].activities[0]
    assert (activity.result, activity.spent_partners) == (Result.NOT_STARTED, None)
    assert activity.ended_spending == Decimal(40)
    # Every page and file with sums says so, and of which day the other figures are.
    assert found.facts.mid_year_on == NOW.date()
    assert spending_gaps(found).endswith(
        "These workplans reported all or part of their spending only at mid-year: Cambodia. "
        "The mid-year review was closed on 1 Jul 2011. "
        "Partners’ spending reported at mid-year no longer counts, because of a later answer for the activity: "
        "KH-2011-001 (US$40)."
    )
    assert (activity.spent_secretariat, activity.narrative) == (Decimal(600), "Secret words")


@pytest.mark.parametrize(
    ("earlier", "later", "stands"),
    [
        ((date(2011, 3, 1), date(2011, 4, 1)), (date(2011, 9, 1), None), Span(date(2011, 9, 1))),
        ((date(2011, 3, 1), None), (None, date(2011, 2, 1)), Span(None, date(2011, 2, 1))),
        ((date(2011, 3, 1), None), (None, date(2011, 9, 1)), Span(date(2011, 3, 1), date(2011, 9, 1))),
    ],
)
def test_dates_of_two_reviews_never_end_an_activity_before_it_starts(earlier, later, stands):
    rows = [
        ProgressRow(1, review, False, 1, "under_way", *days)
        for days, review in ((earlier, SaidAt.MID_YEAR), (later, SaidAt.SOM))
    ]
    line = LineRow(version=1, activity=1, targets=())
    plan = PlanRow(taskforce=1, country=CountryFacts("KH", "Cambodia"), version=1)
    facts = report_samples.sample_2009(1).facts

    found = build_dataset(
        Rows(facts=facts, plans=(plan,), areas=(), answers=(), lines=(line,), progress=tuple(rows))
    )

    assert found.chapters[0].activities[0].actual == stands


def test_late_belongs_to_the_answer_not_to_the_country(cycle, reviewed, world):
    """A late SOM answer stands beside a timely one of mid-year that nobody answered again."""
    review = open_review(cycle, "som", answers_due_on=NOW.date(), by=world.seats["regional_office"], now=NOW)
    close_review(review, with_at_least=0, by=world.seats["regional_office"], now=NOW)
    second = Target.objects.get(code="1.T2")

    later = {"close": False, "now": NOW + timedelta(days=1)}
    answered_at_som(cycle, world, **later, targets={second.pk: target_answer(status="in_progress")})

    found = dataset(cycle, Audience.SECRETARIAT)
    timely, late = cell_of(found), cell_of(found, "1.T2")
    assert (timely.status, timely.late, timely.said_at) == (CellStatus.ACHIEVED, False, SaidAt.MID_YEAR)
    assert (late.status, late.late, late.said_at) == (CellStatus.IN_PROGRESS, True, SaidAt.SOM)
    assert found.chapters[0].late


def test_a_state_is_since_the_first_year_of_an_unbroken_run(cycle, reviewed, world):
    """2012 said achieved as 2011 did, without the day: 2013 says so too, and the PDF reads "in 2011"."""
    for year in (2012, 2013):
        after = released_with_answers(
            world.open_year(year), world, cast.complete_line, cast.approved, status="achieved"
        )

    cell = cell_of(dataset(after, Audience.SECRETARIAT))

    assert (cell.since_year, cell.achieved_when) == (2011, 2011)
    assert cell_of(dataset(cycle, Audience.SECRETARIAT)).achieved_when == date(2011, 6, 1)
    # Only what observers may read of the years before: of 2012, not of 2011.
    assert cell_of(dataset(after, Audience.OBSERVERS)).since_year == 2012
    assert cell_of(dataset(after, Audience.SECRETARIAT, compare=False)).since_year is None


def test_closing_answers_puts_later_years_out_of_date_which_compare_with_them(cycle, world):
    after = world.open_year(2012)
    review = open_review(cycle, "mid-year", by=world.seats["regional_office"], now=NOW)
    after.refresh_from_db()
    revision = after.revision

    close_review(review, with_at_least=0, by=world.seats["regional_office"], now=NOW)

    after.refresh_from_db()
    assert after.revision == revision + 1


def test_a_target_of_the_region_is_not_asked_of_countries_nor_a_national_one_of_the_region(cycle, reviewed):
    Target.objects.filter(code="1.T2").update(scope="regional")
    Target.objects.filter(code="2.T1").update(scope="national")

    found = {target.code: target for target in dataset(cycle, Audience.SECRETARIAT).targets}

    assert {cell.status for cell in found["1.T2"].cells} == {CellStatus.NOT_ASKED}
    assert found["1.T2"].regional.status == CellStatus.NOT_REPORTED
    assert found["2.T1"].regional is None


def test_a_target_added_after_the_reviews_of_the_year_was_not_asked(cycle, reviewed, world):
    ActionPlan.objects.filter(pk=cycle.plan_id).update(is_complete=False)
    office, lead = world.seats["regional_office"], world.seats["kh_lead"]
    area, after = cycle.plan.areas.get(code="1"), NOW + timedelta(days=1)
    for code, at in (("1.T3", NOW - timedelta(days=1)), ("1.T4", after)):
        add_text(cycle.plan, plan_texts.new_target(area, code, "Missing", source="Page 4"), by=office, now=at)

    def read():
        found = dataset(AnnualCycle.objects.get(pk=cycle.pk), Audience.SECRETARIAT)
        efforts = {row.target.code: row.effort for row in effort_of(found)}
        return found, *((one, efforts[one.code]) for one in found.targets if one.code in ("1.T3", "1.T4"))

    # While the SOM is still to come, it will ask.
    _found, _asked, (late, _served) = read()
    assert {cell.status for cell in late.cells} == {CellStatus.NOT_REPORTED}
    close_review(open_review(cycle, "som", by=office, now=NOW), with_at_least=0, by=office, now=NOW)

    found, (asked, served), (late, late_served) = read()
    assert {cell.status for cell in (*asked.cells, asked.regional)} == {CellStatus.NOT_REPORTED}
    assert {cell.status for cell in (*late.cells, late.regional)} == {CellStatus.NOT_ASKED}
    assert (asked.covered, served, late.covered, late_served) == (6, Effort.NOBODY, 0, Effort.NOT_KNOWN)
    assert asked_of_countries([asked, late]) == 1
    assert "1.T4" not in {row.target.code for row in build_answers([found], NOW.date())}
    assert "not for the region, or was added after" in str(CELL_MEANINGS[late.cells[0].status])
    assert "Not asked" in rows_of(found, "/", stage=None, status=None, on=NOW.date())[3]["cells"]

    # Whose answers were reopened has seen it since.
    second = reopen_sheet(reviewed.sheets.get(taskforce__slug="kh"), note="New", by=office, now=after)
    _found, _asked, (late, _served) = read()
    assert [cell.status for cell in late.cells] == [CellStatus.NOT_REPORTED] + [CellStatus.NOT_ASKED] * 5
    submit_sheet(second, by=lead, now=after + timedelta(hours=1))
    _found, _asked, (late, late_served) = read()
    assert [cell.status for cell in late.cells] == [CellStatus.NOT_REPORTED] + [CellStatus.NOT_ASKED] * 5
    assert (late.covered, late_served) == (1, Effort.NOT_KNOWN)


def test_an_area_without_printed_targets_stays_and_says_why(cycle):
    Area.objects.create(plan=cycle.plan, code="3", title="Silent", position=3)

    area = dataset(cycle, Audience.SECRETARIAT).areas[-1]

    assert (area.code, area.targets) == ("3", ())


def som_with_a_recommendation(world, *cycles):
    """A meeting of these years that asks Cambodia for something, and what Cambodia says became of it."""
    office, lead = world.seats["regional_office"], world.seats["kh_lead"]
    meeting = add_meeting(((MeetingKind.SOM, 8),), by=office, now=NOW)
    for cycle in cycles:
        open_review(cycle, "som", meeting=meeting, by=office, now=NOW)
    recommend(meeting, text="Train more", addressees=(lead.taskforce,), by=office, now=NOW)
    follow_up(RecommendationAddressee.objects.get(), status="done", words="Hushed words", by=lead, now=NOW)


@pytest.fixture
def released_after(cycle, reviewed, world):
    """2012, released to observers with answers that moved; 2011, with its SOM, released to nobody."""
    som_with_a_recommendation(world, cycle)
    return released_with_answers(world.open_year(2012), world, cast.complete_line, cast.approved)


def released_with_answers(after, world, complete_line, approved, *, status="in_progress"):
    """A year of which Cambodia's plan is released to observers, with answers that moved."""
    seats, first = world.seats, after.starts_on
    plan = after.workplans.get(taskforce=seats["kh_lead"].taskforce)
    complete_line(plan, by=seats["kh_officer"], starts_on=first, ends_on=first)
    approved(plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    release_workplan(plan, Audience.OBSERVERS, by=seats["kh_lead"], now=NOW)
    sheet = opened_sheet(after, "mid-year", now=NOW)
    target = Target.objects.get(code="1.T1")
    answer_sheet(sheet, targets={target.pk: target_answer(status=status)}, by=seats["kh_officer"], now=NOW)
    submitted_and_closed(sheet, now=NOW)
    after.refresh_from_db()
    return after


def test_outsiders_read_of_the_year_before_what_was_released_of_it(released_after, world, kh_plan, kh_lead):
    """AR-3: that this year is released says nothing of the last one."""
    before = dataset(released_after, Audience.OBSERVERS)
    assert cell_of(before) == Cell(
        CellStatus.IN_PROGRESS, activities=1, said_at=SaidAt.MID_YEAR, said_on=NOW.date()
    )
    assert before.facts.previous_year is None
    assert [said for said in findings(before) if "2011" in said] == []
    assert lead_of_progress(before, 0).startswith(
        "For this plan of action, there are no answers of an earlier year"
    )
    assert before.followed_up[0].addressees == (Addressee("Cambodia", code="KH"),)
    assert "Hushed words" not in to_json(before)
    # The negative control: the Secretariat reads both.
    assert cell_of(dataset(released_after, Audience.SECRETARIAT)).was == CellStatus.ACHIEVED
    assert "Hushed words" in to_json(dataset(released_after, Audience.SECRETARIAT))

    kh_plan.refresh_from_db()
    release_workplan(kh_plan, Audience.OBSERVERS, by=kh_lead, now=NOW)
    after = dataset(released_after, Audience.OBSERVERS)

    assert cell_of(after).was == CellStatus.ACHIEVED
    assert "1 answer of a country moved back since 2011." in findings(after)
    assert after.followed_up[0].addressees == (Addressee("Cambodia", FollowUp.DONE, "Hushed words", "KH"),)


def test_ar_3_an_edition_with_a_state_of_the_year_before_is_not_released_once_that_release_has_ended(
    released_after, kh_plan, kh_lead
):
    kh_plan.refresh_from_db()
    silent = make_edition(
        released_after, 1, of=dataset(released_after, Audience.OBSERVERS), audience="observers"
    )
    release = release_workplan(kh_plan, Audience.OBSERVERS, by=kh_lead, now=NOW)
    telling = make_edition(
        released_after, 2, of=dataset(released_after, Audience.OBSERVERS), audience="observers"
    )
    assert list(ar_3(telling)) == []

    end_release(release, by=kh_lead, now=NOW)

    assert [violation.message for violation in ar_3(telling)] == [
        "Cambodia ended its release of 2011 after this edition was made. Make a new edition."
    ]
    assert list(ar_3(silent)) == []


def test_ar_3_asks_about_the_year_that_was_compares_with_where_one_on_another_plan_came_between(
    cycle, reviewed, world, kh_plan, kh_lead
):
    between = world.open_year(2012, cast.another_plan(98, 2012, 2012, status="agreed"))
    after = released_with_answers(world.open_year(2013), world, cast.complete_line, cast.approved)
    kh_plan.refresh_from_db()
    release = release_workplan(kh_plan, Audience.OBSERVERS, by=kh_lead, now=NOW)
    of = dataset(after, Audience.OBSERVERS)
    telling = make_edition(after, of=of, audience="observers")
    assert cell_of(of).was == CellStatus.ACHIEVED
    # Nothing is told of 2012, which is released to nobody.
    assert list(ar_3(telling)) == []
    # Their plans are locked while the edition is released.
    assert list(years_before_in(telling, of)) == [between, cycle]

    end_release(release, by=kh_lead, now=NOW)

    assert [violation.message for violation in ar_3(telling)] == [
        "Cambodia ended its release of 2011 after this edition was made. Make a new edition."
    ]


def test_what_a_meeting_of_two_years_recommends_is_not_followed_up_in_the_report_that_it_is_made_in(
    cycle, world
):
    after = world.open_year(2012)
    som_with_a_recommendation(world, cycle, after)

    texts = {
        year.year: [[one.text for one in made] for made in (found.recommendations, found.followed_up)]
        for year in (cycle, after)
        for found in (dataset(year, Audience.SECRETARIAT),)
    }

    assert texts == {2011: [["Train more"], []], 2012: [["Train more"], []]}


def test_was_compares_the_same_target_of_the_year_before(cycle, reviewed, world):
    after = world.open_year(2012)

    found = dataset(after, Audience.SECRETARIAT)

    assert found.facts.previous_year == 2011
    assert cell_of(found).was == CellStatus.ACHIEVED
    assert cell_of(found, "1.T2").was is None
    assert cell_of(dataset(after, Audience.SECRETARIAT, compare=False)).was is None


def test_the_matrix_of_one_area_says_what_the_whole_says_of_it(cycle, reviewed):
    whole = dataset(cycle, Audience.SECRETARIAT)
    silent = [
        replace(cell, narrative="", achieved_on=None)
        for target in whole.areas[0].targets
        for cell in target.cells
    ]

    for asked in ("1", "no such area"):
        rows = report_rows(cycle, Audience.SECRETARIAT, on=NOW.date(), only_area=asked)
        matrix = build_targets(rows, asked)
        assert [cell for target in matrix.targets for cell in target.cells] == silent
        assert [area.code for area in matrix.areas] == ["1"]
    rows = report_rows(cycle, Audience.SECRETARIAT, on=NOW.date(), only_targets=True)
    assert (len(whole.areas) > 1, build_targets(rows).areas) == (True, whole.areas)


def test_the_words_on_a_plan_are_those_of_the_version_that_is_released(cycle, kh_plan, reviewed, world):
    """AR-3: neither a later version's words nor an amendment's reach those who read the older one."""
    officer, lead, desk = (world.seats[name] for name in ("kh_officer", "kh_lead", "kh_desk"))
    release_workplan(world.workplan("kh"), "partners", by=lead, now=NOW)
    before = dataset(cycle, Audience.PARTNERS).chapters[0]

    amend_workplan(world.workplan("kh"), note="More provinces asked for it", by=lead, now=NOW)
    plan = world.workplan("kh")
    write_needs(plan, "Words of the amendment", seen=plan.row_version, by=officer, now=NOW)
    assert dataset(cycle, Audience.PARTNERS).chapters[0] == before
    assert "amendment" not in dataset(cycle, Audience.SECRETARIAT).chapters[0].needs

    plan = world.workplan("kh")
    everybody = Ministry.objects.create(taskforce=plan.taskforce, name="Everybody", position=1)
    record_for_ministry(plan, everybody, "yes", "", seen=None, by=lead, now=NOW)
    submit_workplan(plan, agreed_on=date(2011, 1, 31), agreed_by=[everybody], by=lead, now=NOW)
    send_decisions(world.workplan("kh"), by=desk, now=NOW)
    assert dataset(cycle, Audience.PARTNERS).chapters[0] == before
    assert dataset(cycle, Audience.SECRETARIAT).chapters[0].needs == "Words of the amendment"
    assert dataset(cycle, Audience.SECRETARIAT).chapters[0].agreed_by == "Everybody"


def test_a_corrected_text_is_the_one_that_is_read_once_it_is_in_force(cycle, reviewed, regional_office):
    ends = cycle.ends_on
    for row, text, begins in (
        (Area.objects.get(code="1"), "Policy, corrected", ends),
        (Target.objects.get(code="1.T1"), "A target, corrected", ends),
        (Target.objects.get(code="1.T2"), "Not yet in force", ends + timedelta(days=1)),
    ):
        cast.correct(row, text, begins, by=regional_office)

    area = dataset(cycle, Audience.SECRETARIAT).areas[0]

    assert area.title == "Policy, corrected"
    texts = [target.text for target in area.targets]
    assert texts[0] == "A target, corrected"
    assert "Not yet in force" not in texts


def test_what_people_wrote_is_escaped_in_the_cells_of_the_matrix():
    sharp = '<b>"x"</b>'
    dataset = report_samples.sample_2009(1)
    area = dataset.areas[0]
    target = replace(area.targets[1], code=sharp)
    dataset = replace(dataset, countries=(replace(dataset.countries[0], name=sharp),))

    (row,) = rows_of(
        report_samples.matrix_from(dataset, replace(area, targets=(target,))),
        "/2009/comparison/",
        stage=None,
        status=None,
        on=NOW.date(),
    )

    assert sharp not in row["cells"]
    assert "&lt;b&gt;&quot;x&quot;&lt;/b&gt;" in row["cells"]
    assert 'href="/2009/comparison/%3Cb%3E%22x%22%3C/b%3E/kh/"' in row["cells"]


def test_a_review_that_was_held_lends_its_days_to_a_step_of_which_nobody_recorded_any(
    cycle, reviewed, regional_office
):
    found = dataset(cycle, Audience.SECRETARIAT)
    mid_year, som = found.steps[6], found.steps[7]
    day = NOW.date()
    assert (mid_year.actual, mid_year.basis) == (Span(day, day), Basis.REVIEW_CLOSED)
    assert (som.actual, som.basis) == (Span(), None)

    # Closing the review ends no step that still runs.
    cycle.steps.filter(step=2).update(actual_from=date(2011, 1, 10), planned_until=date(2011, 6, 12))
    on = date(2011, 7, 1)
    draft_step, over = steps_and_whether_over(dataset(cycle, Audience.SECRETARIAT))[1]
    assert difference(draft_step.planned, draft_step.actual, on=on, over=over) == "running, 19 days late"
    held = days_of_reviews(cycle, on)
    assert tuple(steps_of(cycle, on=on, held=held)[1]["when"]) == (
        "Now",
        "running, 19 days late",
        "Planned until 12 Jun",
    )

    draft = {
        "parts": ((MeetingKind.REGIONAL_TASKFORCE, None),),
        "venue": "Bagan",
        "actual_from": date(2011, 6, 27),
        "actual_until": date(2011, 6, 28),
    }
    meeting = add_meeting(**draft, by=regional_office, now=NOW)
    Review.objects.filter(pk=reviewed.pk).update(meeting=meeting)
    held = dataset(cycle, Audience.SECRETARIAT).steps[6]
    assert (held.actual, held.basis) == (
        Span(date(2011, 6, 27), date(2011, 6, 28)),
        Basis.MEETING,
    )

    # Until it meets, what is on record of it is a plan: the step goes on, although its review is closed.
    eve = date(2011, 6, 26)
    to_come = dataset(cycle, Audience.SECRETARIAT, on=eve)
    assert (to_come.steps[6].actual, to_come.steps[6].basis) == (Span(day), Basis.REVIEW_OPENED)
    assert days_of_reviews(cycle, eve)[7] == (
        (date(2011, 6, 27), date(2011, 6, 28)),
        (day, None),
    )
    (told,) = to_come.meetings
    assert (told.planned, told.planned_place) == (held.actual, "Bagan")
    assert (told.actual, told.actual_place) == (Span(), "")
    (told,) = dataset(cycle, Audience.SECRETARIAT).meetings
    assert (told.planned, told.planned_place) == (Span(), "")
    assert (told.actual, told.actual_place) == (held.actual, "Bagan")

    recorded = (date(2011, 6, 20), date(2011, 7, 1))
    # Days that were set before the review was joined to its meeting.
    cycle.steps.filter(step=7).update(actual_from=recorded[0], actual_until=recorded[1])
    typed = dataset(cycle, Audience.SECRETARIAT).steps[6]
    assert (typed.actual, typed.basis) == (Span(*recorded), None)


def test_a_review_that_is_open_lends_the_day_on_which_it_was_opened(cycle, regional_office):
    open_review(cycle, "mid-year", by=regional_office, now=NOW)

    step = dataset(cycle, Audience.SECRETARIAT).steps[6]

    assert (step.actual, step.basis) == (Span(NOW.date()), Basis.REVIEW_OPENED)


@pytest.mark.parametrize(
    ("status", "activities", "words"),
    [
        (CellStatus.NO_ACTIVITY, 4, "4 activities planned"),
        (CellStatus.NO_ACTIVITY, 1, "1 activity planned"),
        (CellStatus.NO_ACTIVITY, 0, "Details"),
        (CellStatus.IN_PROGRESS, 4, "See 4 activities"),
        (CellStatus.NOT_REPORTED, None, "Not released"),
        (CellStatus.NOT_ASKED, None, ""),
    ],
)
def test_a_cell_that_says_nothing_was_done_yet_calls_its_activities_planned(status, activities, words):
    assert link_words(Cell(status, activities=activities), "Not released") == words


def test_beside_an_answer_of_the_region_nothing_denies_it_where_the_region_has_no_workplan():
    sample = report_samples.sample_2009(1)
    area = sample.areas[0]
    target = replace(area.targets[0], regional=Cell(CellStatus.ACHIEVED, activities=None))

    row = rows_of(
        report_samples.matrix_from(sample, replace(area, targets=(target,))),
        "/2009/comparison/",
        stage=None,
        status=None,
        on=NOW.date(),
    )[0]

    regional = row["cells"].split('data-label="Regional"')[1]
    assert '<span class="word">Achieved</span> <a href="/2009/comparison/1.T1/regional/">Details<' in regional


def test_technical_needs_of_a_line_are_a_text_of_the_dataset(cycle, kh_plan, kh_officer, kh_lead, kh_desk):
    cast.complete_line(kh_plan, by=kh_officer, needs=("A trainer", "A room"))
    cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)

    (line,) = report_rows(cycle, Audience.SECRETARIAT, on=date(2011, 6, 1)).lines

    assert {text.field: text.words for text in line.texts} == {
        "lead_body": "Ministry of Interior",
        "needs": "A trainer\nA room",
    }
