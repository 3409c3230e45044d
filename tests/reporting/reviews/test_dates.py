"""Late, held, running: every page and file says the same of the same days."""

from datetime import UTC, date, datetime, timedelta
from html import unescape
from itertools import product
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import strip_tags
from openpyxl import Workbook

from commit_portal import clock
from reporting.dataset.build import build_dataset
from reporting.dataset_queries.rows import report_rows
from reporting.meetings.actions import add_meeting
from reporting.notices.calendars import dates_of
from reporting.report.numbering import Imprint
from reporting.report.pdf import report_html
from reporting.reviews.actions import close_review, open_review, submit_sheet
from tests import cast
from tests.answers import answer_sheet, target_answer
from tests.report_samples import book_of
from workplans.models import AnnualCycle, CycleStep
from workplans.statuses import Audience, Step

pytestmark = pytest.mark.slow

OPENED = datetime(2011, 12, 12, 5, tzinfo=UTC)
# The last day for answers ends at 17:00 UTC in Cambodia.
DUE = date(2012, 1, 23)
SUBMITTED = {
    "before": (datetime(2012, 1, 20, 5, tzinfo=UTC), 0),
    "on": (datetime(2012, 1, 23, 16, 59, tzinfo=UTC), 0),
    "after": (datetime(2012, 1, 25, 5, tzinfo=UTC), 2),
}
CLOSED = {"first": datetime(2012, 1, 9, 5, tzinfo=UTC), "last": datetime(2012, 1, 27, 5, tzinfo=UTC)}
MET = date(2012, 2, 14)
TODAY = {"eve": datetime(2012, 2, 13, 5, tzinfo=UTC), "held": datetime(2012, 2, 20, 5, tzinfo=UTC)}


def rows_of(book: Workbook, sheet: str) -> list[dict[str, Any]]:
    head, *rows = book[sheet].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def text_of(html: str) -> str:
    return " ".join(unescape(strip_tags(html)).split())


# When it was submitted and closed makes an answer late, and the meeting makes the review held: each with each of its own.
@pytest.mark.parametrize(
    ("meeting", "today", "closed", "submitted"),
    [
        *(("joined late", "held", *moments) for moments in product(CLOSED, SUBMITTED)),
        *(
            (*meeting, *moments)
            for meeting in (("joined", "eve"), ("joined", "held"), ("none", "held"))
            for moments in (("first", "after"), ("last", "on"))
        ),
    ],
)
def test_late_held_and_running_are_the_same_on_every_page_and_in_every_file(
    world, kh_plan, client_of, time_machine, tmp_path, submitted, closed, meeting, today, seats, target
):
    """A meeting that is joined after it met, with a review that was closed long before, is held all the same."""
    office, lead = seats["regional_office"], seats["kh_lead"]
    time_machine.move_to(OPENED)
    cast.complete_line(kh_plan, by=seats["kh_officer"])
    cast.approved(kh_plan, lead=lead, desk=seats["kh_desk"])
    CycleStep.objects.filter(cycle=world.cycle, step=Step.IMPLEMENT).update(
        planned_from=date(2011, 1, 1), planned_until=date(2011, 12, 31), actual_from=date(2011, 1, 3)
    )
    draft = {"parts": (("som", 8),), "actual_from": MET, "actual_until": MET + timedelta(days=2)}
    som_8 = add_meeting(**draft, by=office, now=OPENED)
    review = open_review(
        world.cycle,
        "som",
        meeting=som_8 if meeting == "joined" else None,
        answers_due_on=DUE,
        by=office,
        now=OPENED,
    )
    sheet = review.sheets.get(taskforce__slug="kh")
    at, days_late = SUBMITTED[submitted]
    for moment, act in sorted(
        {
            at: lambda: submit_sheet(sheet, by=lead, now=at),
            CLOSED[closed]: lambda: close_review(review, with_at_least=0, by=office, now=CLOSED[closed]),
        }.items()
    ):
        time_machine.move_to(moment)
        if moment == at:
            said = target_answer("in_progress")
            answer_sheet(sheet, targets={target.pk: said}, by=lead, now=at)
        act()
    if meeting == "joined late":
        type(review).objects.filter(pk=review.pk).update(meeting=som_8)
    time_machine.move_to(TODAY[today])
    cycle = AnnualCycle.objects.select_related("plan").get(pk=world.cycle.pk)
    held = meeting != "none" and today == "held"
    name = {"none": "the review at the Senior Officials Meeting"}.get(
        meeting, "SOM 8" if held else "the review for SOM 8"
    )
    running = f"running, {(clock.today() - date(2011, 12, 31)).days} days late"

    # Home and the year.
    visitor = client_of(office)
    steps = {step["title"]: step for step in visitor.get("/").context["steps"]}
    som, implement = steps["8. Senior Officials Meeting"], steps["6. Implementation"]
    assert som["status"] == ("done" if held else "planned")
    assert (
        som["when"][0]
        == {
            "eve": "Planned: 14 Feb 2012 to 16 Feb 2012",
            "held": "Done on 16 Feb 2012" if held else "No date yet",
        }[today]
    )
    assert implement["when"] == ["Now", running, "Planned until 31 Dec"]
    assert running in visitor.get("/2011/").text
    tasks = [str(task["title"]) for task in client_of(lead).get("/").context["tasks"]]
    assert not [title for title in tasks if "nswer the" in title]

    # The overview of the review.
    overview = visitor.get("/2011/reviews/som/")
    rows = {row["sheet"].taskforce.name: row for row in overview.context["rows"]}
    assert rows["Cambodia"]["late"] == days_late
    assert (f"Submitted {days_late} days late" in overview.text) == bool(days_late)

    # The comparison.
    matrix = visitor.get("/2011/comparison/")
    assert f"The table shows the answers of {name}." in text_of(matrix.text)
    assert ("answered late" in matrix.text) is bool(days_late)

    # The PDF and the workbook.
    dataset = build_dataset(report_rows(cycle, Audience.SECRETARIAT, on=clock.today()))
    imprint = Imprint(1, "0" * 64, timezone.now())
    printed = text_of(report_html(dataset, imprint))
    assert running in printed
    assert f"The countries answered at {name}:" in printed
    late = f"At {name}, these countries answered after the last day for answers: Cambodia."
    assert (late in printed) is bool(days_late)
    assert ("SOM 8 reviewed the year in February 2012." in printed) is held
    assert "No Senior Officials Meeting has reviewed" not in printed
    assert ("The answers for SOM 8 are closed. The meeting has not been held yet." in printed) is (
        today == "eve"
    )
    book = book_of(dataset, tmp_path, imprint)
    details = rows_of(book, "Comparison details")
    answer = next(row for row in details if (row["Target"], row["Country"]) == ("1.T1", "KH"))
    assert answer["Answered late"] == ("yes" if days_late else None)
    dates = {row["Name"]: row for row in rows_of(book, "Dates")}
    assert dates["Implementation"]["Difference"] == running
    actual = dates["Senior Officials Meeting"]["Actual from"]
    assert (actual and actual.date()) == (MET if held else None)
    about = {row["What"]: row["Value"] for row in rows_of(book, "About")}
    assert about["Answers from"] == name

    # The calendar.
    entries = {one.said: (one.first, one.last) for one in dates_of(lead, on=clock.today())}
    assert entries["SOM 8"] == (MET, MET + timedelta(days=2))
    assert entries["2011: Implementation"] == (date(2011, 1, 3), clock.today())
    assert not [said for said in entries if "nswer the" in said]
