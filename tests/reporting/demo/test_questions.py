"""Ten questions of a minister, each answered in three clicks from the home page of a lead and of the regional office."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import QuerySet, Sum
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from reporting.models import ActivityProgress, PartnerSpending, RecommendationAnswer, TargetStatus
from tests.browsing import sign_in
from workplans.models import Seat, VersionLine, Workplan

pytestmark = [pytest.mark.browser, pytest.mark.once]
MOST_CLICKS = 3
# The cell of a table on the page: in the row and the column that begin with these words.
READ = """([row, column]) => {
    const words = element => element.innerText.replace(/\\s+/g, " ").trim();
    for (const table of document.querySelectorAll("main table")) {
        const at = [...table.querySelectorAll("thead th")].findIndex(head => words(head).startsWith(column));
        const found = [...table.querySelectorAll("tbody tr")].find(line => words(line.cells[0]).startsWith(row));
        if (at >= 0 && found) return words(found.cells[at]);
    }
    return null;
}"""


@dataclass(frozen=True)
class Question:
    """What is asked, the links that lead to the answer, the place of the answer, and what it must say."""

    asked: str
    links: tuple[str, ...]
    place: tuple[str, str]
    answer: Callable[[], str]


def in_2012(slug: str) -> QuerySet[ActivityProgress]:
    return ActivityProgress.objects.filter(sheet__review__cycle__year=2012, sheet__taskforce__slug=slug)


def dollars(amount: Decimal | None) -> str:
    return f"{amount:,.2f}" if amount else "–"


def trainings() -> str:
    plans = Workplan.objects.filter(cycle__year=2012, taskforce__country__isnull=False)
    return str(
        VersionLine.objects.filter(version__in=plans.values("of_record"), type__title="Training").count()
    )


def spent() -> str:
    return dollars(in_2012("kh").aggregate(sum=Sum("spent_secretariat"))["sum"])


def paid_by_partners() -> str:
    paid = PartnerSpending.objects.filter(progress__in=in_2012("kh"))
    return dollars(paid.aggregate(sum=Sum("amount"))["sum"])


def follow_up() -> str:
    answers = RecommendationAnswer.objects.filter(
        addressee__taskforce__slug="kh", addressee__recommendation__meeting__slug="som-8-imm-3"
    )
    return "Open" if not answers.exists() else "Done"


def state(code: str, slug: str, year: int) -> str:
    """The last answer of a taskforce to a target in a year."""
    said = TargetStatus.objects.filter(target__code=code, sheet__taskforce__slug=slug)
    last = said.filter(sheet__review__cycle__year=year).order_by("sheet__review__closed_at").last()
    return last.get_status_display() if last else "Not reported"


def moved() -> str:
    now, before = (state("1.T2", "kh", year) for year in (2012, 2011))
    return f"{now} , Cambodia, target 1.T2 moved forward, was: {before.lower()}"


def achieved_countries() -> str:
    achieved = [slug for slug in COUNTRIES if state("1.T1", slug, 2012) == "Achieved"]
    return f"{len(achieved)} of {len(COUNTRIES)}"


COUNTRIES = ("kh", "cn", "la", "mm", "th", "vn")
DUE_DATES = ("Comparison", "Changes since 2011", "Due dates")
QUESTIONS = (
    Question(
        "How many activities of which type?",
        ("Comparison", "Activities by type"),
        ("Training", "Total"),
        trainings,
    ),
    Question(
        "What did a country spend against its plan?",
        ("Comparison", "Money"),
        ("Cambodia", "Secretariat funding, spent"),
        spent,
    ),
    Question(
        "What did partners pay?",
        ("Comparison", "Money"),
        ("Cambodia", "Accepted support that was spent"),
        paid_by_partners,
    ),
    Question(
        "What became of the last SOM's recommendations?",
        ("Meetings", "SOM 8 and IMM 3"),
        ("Cambodia", "Now"),
        follow_up,
    ),
    Question(
        "What has a country achieved?", DUE_DATES, ("1.T1", "Cambodia"), lambda: "Achieved in time, 2011"
    ),
    Question("Who is late?", DUE_DATES, ("1.T1", "Thailand"), lambda: "Due later"),
    Question(
        "What moved since last year?", ("Comparison", "Changes since 2011"), ("1.T2", "Cambodia"), moved
    ),
    Question(
        "What does nobody work on?",
        ("Comparison", "Targets that nobody works on"),
        ("1.T3", "Activities"),
        lambda: "No activity",
    ),
    Question(
        "How far did the plan of action come?",
        DUE_DATES,
        ("1.T1", "Countries, achieved in time"),
        achieved_countries,
    ),
    Question(
        "What stands behind one “Achieved”?",
        ("Comparison", "See 2 activities , Cambodia, target 1.T1"),
        ("001", "Status"),
        lambda: in_2012("kh").get(activity__number=1).get_status_display(),
    ),
)


@pytest.mark.slow
def test_each_question_is_answered_in_three_clicks_from_the_home_page(
    settings: Any,
    tmp_path: Path,
    live_server: LiveServer,
    page: Page,
    client_of: Callable[[Seat], Client],
) -> None:
    settings.DEMO, settings.VAR = True, tmp_path
    call_command("demo", stage="nextyear", stdout=StringIO())

    wrong: list[tuple[str, str, str | None, str]] = []
    assert max(len(question.links) for question in QUESTIONS) <= MOST_CLICKS
    for email in ("regional@commit.example", "kh.lead@commit.example"):
        sign_in(page.context, live_server.url, client_of(Seat.objects.get(user__email=email)))
        for question in QUESTIONS:
            page.goto(live_server.url)
            for link in question.links:
                page.get_by_role("link", name=link, exact=True).locator("visible=true").first.click()
            said = page.evaluate(READ, question.place)
            if said != (answer := question.answer()):
                wrong.append((email, question.asked, said, answer))
    assert wrong == []
