"""When the activities of a year ran: the chart, its table and its files, each for who may read the workplan."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from reporting.models import ActivityProgress, CountryReview, Meeting, Review
from reporting.statuses import ReviewStage
from tests.reporting.years.sample import answer
from tests.reporting.years.test_years_pages import page, rows_of
from workplans.models import Activity
from workplans.plan.locking import bump_revision

pytestmark = pytest.mark.slow
PATH = "/2011/comparison/timeline/"


@pytest.mark.parametrize(
    ("name", "ran", "against"),
    [
        ("regional_office", (date(2011, 3, 5), date(2011, 5, 20)), "2 weeks late"),
        ("kh_lead", (date(2011, 3, 5), date(2011, 4, 30)), "on time"),
        ("kh_desk", (date(2011, 3, 5), None), "running, 245 days late"),
        ("kh_officer", (None, None), "not started by the planned end"),
        ("kh_member", (None, None), "Not reported"),
        ("lao_desk", (None, None), "running, 245 days late"),
    ],
)
def test_chart_table_and_file_say_when_an_activity_ran(later, world, client_of, name, ran, against):
    sheet = CountryReview.objects.get(review__cycle=world.cycle, taskforce__slug="kh")
    starts, ends = ran
    status = "done" if ends else "under_way" if "running" in against else "postponed"
    said = {"actual_starts_on": starts, "actual_ends_on": ends, "status": status}
    line = Activity.objects.select_related("type").get(workplan=world.workplan("kh"))
    if against != "Not reported":
        ActivityProgress.objects.create(sheet=sheet, activity=line, **said)
        bump_revision(world.cycle)
    client = client_of(world.seats[name])

    text, (row,) = page(client, PATH), rows_of(client, PATH)

    assert row["Difference"] == against
    assert [value and value.date() for value in list(row.values())[2:6]] == [
        date(2011, 3, 1),
        date(2011, 4, 30),
        *ran,
    ]
    assert f">{against}</td>" in text
    late = "late" in against or "not started by" in against
    assert f"Activities later than planned: {int(late)} of 1." in text
    assert ('<a href="?show=late">' in text) is late
    # What the lists of activities mark agrees with it, also what is postponed.
    behind = page(client, f"/2011/comparison/counts/?country=kh&type={line.type.code}")
    assert ('<span class="second late">overdue</span>' in behind) is (late and not ends)
    # The filled bar, and the thin one behind the planned end.
    chart = text.split("<svg")[1].split("</svg>")[0]
    assert ('fill="var(--brand)"' in re.sub("<text.*?</text>", "", chart)) is bool(starts)
    assert ('fill="var(--accent)"' in chart) is late


def test_a_review_has_its_line_and_shares_that_of_a_meeting_on_the_same_day(later, world, lead):

    def lines() -> list[str]:
        bump_revision(world.cycle)
        chart = page(lead, PATH).split("<svg")[1].split("</svg>")[0]
        return re.findall(r">([^<]*(?:Mid-year|Senior|som)[^<]*)</text>", chart)

    assert lines() == []
    answer(world, world.cycle, {"kh": "PPN-"}, ReviewStage.MID_YEAR)
    of_mid_year = Review.objects.filter(cycle=world.cycle, stage=ReviewStage.MID_YEAR)
    opened = datetime(2011, 4, 20, 9, tzinfo=UTC)
    of_mid_year.update(opened_at=opened, closed_at=opened + timedelta(days=7))
    assert lines() == ["Mid-year review"]
    som = Meeting.objects.create(slug="som-8", actual_from=date(2011, 4, 25), actual_until=date(2011, 4, 26))
    Review.objects.filter(cycle=world.cycle, stage=ReviewStage.SOM).update(meeting=som)
    assert lines() == ["som-8", "Mid-year review"]
