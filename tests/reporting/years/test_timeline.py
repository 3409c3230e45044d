"""When the activities of a year ran: the chart, its table and its files, each for who may read the workplan."""

import re
from datetime import date

import pytest

from reporting.models import ActivityProgress, CountryReview
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
        ("kh_officer", (None, None), "not begun, planned end passed"),
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
    late = "late" in against or "passed" in against
    assert f"Activities later than planned: {int(late)} of 1." in text
    assert ('<a href="?show=late">' in text) is late
    # What the lists of activities mark agrees with it, also what is postponed.
    behind = page(client, f"/2011/comparison/counts/?country=kh&type={line.type.code}")
    assert ('<span class="second late">overdue</span>' in behind) is (late and not ends)
    # The filled bar, and the thin one behind the planned end.
    chart = text.split("<svg")[1].split("</svg>")[0]
    assert ('fill="var(--brand)"' in re.sub("<text.*?</text>", "", chart)) is bool(starts)
    assert ('fill="var(--accent)"' in chart) is late
