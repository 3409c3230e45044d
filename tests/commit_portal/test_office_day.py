"""Early in the morning the offices have a day that Greenwich has not: 06:30 in Phnom Penh is 23:30 UTC of the day before."""

from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.utils import timezone

from commit_portal.i18n import day
from commit_portal.refusals import RuleBroken
from reporting.dataset import Dataset
from reporting.report.pdf import report_html
from reporting.report.workbook import write_workbook
from reporting.report_text import values
from spa.actions import stages, texts
from spa.models import ActionPlan
from tests import cast, plan_texts, report_samples
from workplans.people.actions import seat_first_person

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
