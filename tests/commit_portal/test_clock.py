"""The clock of what people do: the real one, in the demonstration its own day, and everywhere the day of the offices."""

import re
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from commit_portal import clock
from commit_portal.i18n import day, message
from commit_portal.models import DemonstrationDay, Event
from commit_portal.refusals import RuleBroken
from commit_portal.workflow import record_event
from reporting.dataset import Dataset
from reporting.editions.actions import ask_for_edition
from reporting.editions.successors import EDITIONS
from reporting.models import AnnualReport, Review
from reporting.queue import jobs
from reporting.report.pdf import report_html
from reporting.report.workbook import write_workbook
from reporting.report_text import values
from spa.actions import stages, texts
from spa.models import ActionPlan
from tests import cast, modules, plan_texts, report_samples, services
from workplans.models import Seat, Workplan
from workplans.people.actions import seat_first_person
from workplans.regional.actions import propose_regional
from workplans.statuses import Audience, Step

DAY = date(2011, 2, 16)


def test_outside_of_demo_mode_the_clock_is_the_real_one(db):
    clock.stand_on(DAY)

    before = timezone.now()
    assert before <= clock.now() <= timezone.now()
    assert clock.today() == timezone.localdate()
    assert clock.demonstration_day() is None


def test_in_demo_mode_before_the_demonstration_is_made_the_clock_is_the_real_one(db, settings):
    settings.DEMO = True

    before = timezone.now()
    assert before <= clock.now() <= timezone.now()
    assert clock.today() == timezone.localdate()

    clock.stand_on(DAY)
    assert clock.today() == DAY


def test_in_the_demonstration_it_is_its_own_day_at_this_hour_and_time_passes(demonstration):
    before = timezone.now()
    first, second = clock.now(), clock.now()
    after = timezone.now()

    assert first < second
    assert timezone.localdate(first) == timezone.localdate(second) == clock.today() == DAY
    # Around midnight the two readings may lie on different days.
    if timezone.localdate(before) == timezone.localdate(after):
        hours = [timezone.localtime(at).time() for at in (before, first, second, after)]
        assert hours == sorted(hours)


@pytest.mark.parametrize("hour", [0, 16, 17, 23])
@pytest.mark.usefixtures("demonstration")
def test_at_every_hour_an_act_in_the_demonstration_bears_its_day_in_the_offices(hour, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 5, 1, hour, 30, tzinfo=UTC))

    assert timezone.localdate(clock.now()) == clock.today() == DAY


def test_what_is_done_tomorrow_in_the_demonstration_comes_after_what_was_done_today(demonstration, kh_lead):
    # A second before midnight in the offices.
    late = datetime(2011, 2, 16, 16, 59, 59, tzinfo=UTC)
    for at in (late, timezone.now()):
        record_event_at(at, kh_lead)

    now = clock.now()

    assert late < now < late + timedelta(seconds=1)


def record_event_at(at: datetime, seat: Seat) -> None:
    record_event("note", seat.user, by=seat, now=at, facts=message("plan.begun"))


# What keeps the real time: the outbox (ADR 18). Sheets wait by `commit_portal.sheets.views`, which is no page of an app.
REAL = re.compile(r"\b(mark_as_read|open_notice|make_calendar_address|send_again|tell_again)\(")


def test_pages_read_this_clock_and_the_real_one_only_for_what_waits_or_is_mailed():
    pages = {
        path: source
        for path in modules.sources("spa", "workplans", "reporting")
        if re.search(r"HttpRequest|from commit_portal.workflow.views", source := path.read_text())
        or "views" in path.parts
    }
    real = {
        f"{path.relative_to(services.BASE_DIR)}: {line.strip()}"
        for path, source in pages.items()
        for line in source.splitlines()
        if "timezone.now()" in line or "timezone.localdate()" in line or "date.today()" in line
    }

    assert len(pages) > 35
    assert len(real) == 5
    assert [line for line in real if not REAL.search(line)] == []


def test_a_second_day_of_the_demonstration_is_refused_by_the_database(demonstration):
    with pytest.raises(IntegrityError), transaction.atomic():
        clock.stand_on(date(2011, 2, 17))
    with pytest.raises(IntegrityError, match="demonstration_stands_on_one_day"), transaction.atomic():
        DemonstrationDay.objects.create(id=2, day=DAY)


def test_a_submission_in_the_demonstration_bears_its_day(demonstration, line, kh_plan, lead):
    kh_plan.refresh_from_db()

    answer = lead.post("/2011/kh/submit/", {"agreed_on": "16 Feb 2011", "row_version": kh_plan.row_version})

    assert answer.status_code == 302
    plan = Workplan.objects.get(pk=kh_plan.pk)
    assert plan.submitted_at is not None
    moments = (plan.submitted_at, plan.versions.get().made_at, Event.objects.get(verb="submit").at)
    assert {timezone.localdate(at) for at in moments} == {DAY}


def test_home_stays_on_the_day_of_the_demonstration_when_the_region_is_in_force_and_a_review_opened(
    demonstration, submitted_plan, lao_plan, seats, cycle, regional_plan, regional_line, manager, client_of
):
    cast.complete_line(lao_plan)
    cast.approved(lao_plan)
    cast.confirmed(regional_plan)
    propose_regional(regional_plan, by=seats["regional_office"], now=cast.NOW)

    read = manager.get("/2011/regional/in-force/").context
    in_force = manager.post("/2011/regional/in-force/", {"seen": read["mark"], "last": read["last"]})
    due = {"meeting": "", "answers_due_on": "20 Jun 2011"}
    opened = client_of(seats["regional_office"]).post("/2011/reviews/mid-year/open/", due)

    assert (in_force.status_code, opened.status_code) == (302, 302)
    assert cycle.steps.get(step=Step.REGIONAL).actual_until == DAY
    assert Review.objects.get().sheets.count() > 0
    assert Event.objects.filter(at__year__gt=2011).count() == 0
    for name, tasks in (
        ("regional_office", ["Close the mid-year review 2011"]),
        ("kh_desk", ["Decide on 1 activity"]),
        (
            "lao_lead",
            [
                "Release the workplan 2011 to the other taskforces",
                "Answer the mid-year review 2011 and submit the answers",
            ],
        ),
    ):
        said = client_of(seats[name]).get("/").text
        assert "In this demonstration, today is Wednesday 16 February 2011." in said
        assert "late</strong>" not in said
        for task in tasks:
            assert task in said


@pytest.mark.usefixtures("demonstration")
def test_an_edition_of_the_demonstration_bears_its_day_and_its_lease_the_real_time(cycle, regional_office):
    before = timezone.now()

    asked = ask_for_edition(
        cycle, Audience.SECRETARIAT, by=regional_office, now=clock.now(), ring_the_bell=False
    )
    assert jobs.claim(EDITIONS, asked.pk, now=timezone.now())

    report = AnnualReport.objects.get()
    assert report.started_at is not None
    assert {timezone.localdate(at) for at in (report.as_of, report.asked_at, report.started_at)} == {DAY}
    assert min(report.queued_at, report.lease_until, report.heartbeat_at) >= before


# Early in the morning the offices have a day that Greenwich has not: 06:30 in Phnom Penh is 23:30 UTC of the day before.
MORNING = datetime(2011, 5, 1, 23, 30, tzinfo=UTC)
TODAY, TOMORROW = date(2011, 5, 2), date(2011, 5, 3)


@pytest.fixture
def in_the_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: MORNING)


@pytest.mark.asvs("B22")
@pytest.mark.parametrize(("agreed_on", "status"), [("2 May 2011", 302), ("3 May 2011", 422)])
def test_what_was_agreed_today_may_be_submitted_today(agreed_on, status, world, line, lead, in_the_morning):
    answers = {"agreed_on": agreed_on, "row_version": world.workplan("kh").row_version}

    answer = lead.post("/2011/kh/submit/", answers)

    assert answer.status_code == status
    assert ("is in the future" in answer.text) is (status == 422)


@pytest.mark.django_db
def test_the_first_seat_begins_on_the_day_of_the_office():
    assert seat_first_person("first@commit.example", "First Person", now=MORNING).starts_on == TODAY


def test_an_adoption_of_today_is_recorded_and_one_of_tomorrow_is_not(regional_office):
    plan = cast.another_plan(9, 2011, 2013)
    texts.add_text(plan, plan_texts.new_area("1", "Policy"), by=regional_office, now=MORNING)
    stages.agree_plan(plan, by=regional_office, now=MORNING)

    with pytest.raises(RuleBroken):
        stages.endorse_plan(plan, adopted_at="Hanoi", adopted_on=TOMORROW, by=regional_office, now=MORNING)
    stages.endorse_plan(plan, adopted_at="Hanoi", adopted_on=TODAY, by=regional_office, now=MORNING)
    assert ActionPlan.objects.get(pk=plan.pk).adopted_on == TODAY


def test_a_moment_bears_the_offices_day_on_screen_in_print_and_in_the_workbook(tmp_path):
    dataset: Dataset = report_samples.sample_2009(1)
    imprint = report_samples.imprint_of(dataset, as_of=MORNING)

    html = report_html(dataset, imprint)
    write_workbook(dataset, imprint, tmp_path / "report.xlsx")

    assert day(MORNING) == "2 May 2011"
    assert values.moment(MORNING) == "2 May 2011, 06:30, Bangkok time"
    assert "The figures are from 2 May 2011, 06:30, Bangkok time." in html
    assert "<span>2 May 2011</span>" in html
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    about = {row[0]: row[1] for row in book.worksheets[0].iter_rows(values_only=True, max_col=2)}
    assert about["Date of the figures"] == "2 May 2011, 06:30, Bangkok time"
    # Office programs take this one for UTC.
    assert book.properties.created == MORNING.replace(tzinfo=None)
