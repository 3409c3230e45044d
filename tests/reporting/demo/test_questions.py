"""The demonstration at its last stage, and the questions of a minister, each answered in three clicks from two home pages."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import F, QuerySet, Sum
from django.utils.timezone import localdate
from playwright.sync_api import Page

from commit_portal import clock
from commit_portal.accounts.demo_password import kept_password
from commit_portal.models import Event, User
from reporting import models
from reporting.dataset.years import Effort, Movement, build_answers, effort_of
from reporting.dataset_queries.shared_datasets import asked_by, dataset_of
from tests.reporting.demo.test_demo import said_in_vain
from workplans.models import AnnualCycle, CycleStep, Seat, VersionLine, Workplan
from workplans.statuses import Audience, Step

pytestmark = [pytest.mark.browser, pytest.mark.once]
MOST_CLICKS = 3
# The cell of a table on the page: in the row and the column that begin with these words. Or where a link of a list
# leads: below the head of these words, and beginning with these.
READ = """([row, column]) => {
    const words = element => element.innerText.replace(/\\s+/g, " ").trim();
    for (const table of document.querySelectorAll("main table")) {
        const at = [...table.querySelectorAll("thead th")].findIndex(head => words(head).startsWith(column));
        const found = [...table.querySelectorAll("tbody tr")].find(line => words(line.cells[0]).startsWith(row));
        if (at >= 0 && found) return words(found.cells[at]);
    }
    for (const part of document.querySelectorAll("main .section")) {
        const [head, link] = [part.querySelector("h2"), part.querySelector("a.row-title")];
        if (head && link && words(head) === row && words(link).startsWith(column)) return link.href;
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


def in_2012(slug: str) -> QuerySet[models.ActivityProgress]:
    return models.ActivityProgress.objects.filter(
        sheet__review__cycle__year=2012, sheet__taskforce__slug=slug
    )


def dollars(amount: Decimal | None) -> str:
    assert amount, "An answer that says nothing proves nothing."
    return f"{amount:,.2f}"


def trainings() -> str:
    plans = Workplan.objects.filter(cycle__year=2012, taskforce__country__isnull=False)
    return str(
        VersionLine.objects.filter(version__in=plans.values("of_record"), type__title="Training").count()
    )


def spent() -> str:
    return dollars(in_2012("kh").aggregate(sum=Sum("spent_secretariat"))["sum"])


def planned() -> str:
    plans = Workplan.objects.filter(cycle__year=2012, taskforce__slug="kh")
    of_record = VersionLine.objects.filter(version__in=plans.values("of_record"))
    return dollars(of_record.aggregate(sum=Sum("secretariat_cost"))["sum"])


def paid_by_partners() -> str:
    paid = models.PartnerSpending.objects.filter(progress__in=in_2012("kh"))
    return dollars(paid.aggregate(sum=Sum("amount"))["sum"])


def follow_up() -> str:
    answer = models.RecommendationAnswer.objects.filter(
        addressee__taskforce__slug="kh", addressee__recommendation__meeting__slug="som-8-imm-3"
    ).first()
    return answer.get_status_display()


def state(code: str, slug: str, year: int) -> str:
    """The last answer of a taskforce to a target in a year."""
    said = models.TargetStatus.objects.filter(target__code=code, sheet__taskforce__slug=slug)
    last = said.filter(sheet__review__cycle__year=year).order_by("sheet__review__closed_at").last()
    return last.get_status_display() if last else "Not reported"


def moved() -> str:
    now, before = (state("1.T2", "kh", year) for year in (2012, 2011))
    return f"{now} , Cambodia, target 1.T2 moved forward, was: {before.lower()}"


def achieved_countries() -> str:
    achieved = [slug for slug in COUNTRIES if state("1.T1", slug, 2012) == "Achieved"]
    return f"{len(achieved)} of {len(COUNTRIES)}"


def late() -> str:
    """How many days an activity runs past its planned end."""
    line = in_2012("th").get(activity__number=10, actual_ends_on=None).activity
    return f"running, {(clock.today() - line.ends_on).days} days late"


def proof(year: int) -> models.Evidence:
    """What Cambodia shows for the target that it achieved."""
    return models.Evidence.objects.get(
        sheet__review__cycle__year=year, sheet__taskforce__slug="kh", target__code="1.T1"
    )


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
        "What had it planned to spend?",
        ("Comparison", "Money"),
        ("Cambodia", "Secretariat funding, approved"),
        planned,
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
    Question("Who is late with a target?", DUE_DATES, ("1.T1", "Thailand"), lambda: "Due later"),
    Question(
        "Who is late with an activity?",
        ("Comparison", "When activities ran", "Later than planned"),
        ("Thailand, 010", "Difference"),
        late,
    ),
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
    Question(
        "What proves it?",
        ("Comparison", "See 2 activities , Cambodia, target 1.T1"),
        ("Evidence", "The report of the ministry"),
        lambda: proof(2012).url,
    ),
)


def look_at_the_last_stage(said: str, folder: Path) -> None:
    """The whole year was gone through, to the mid-year review of the next."""
    assert "2011 at the stage nextyear" in said
    assert said.count("@commit.example") == 25
    password = re.search(r"password (\S+)", said)
    assert User.objects.get(email="ilo@commit.example").check_password(password[1])
    # `make run` prints the password that opens these accounts.
    assert kept_password(folder) == password[1]
    statuses = Workplan.objects.filter(cycle__year=2011).values_list("status", flat=True)
    assert set(statuses) == {"closed"}
    of_later_meeting = models.Review.objects.filter(cycle__year=2012, stage="som")
    others = models.Review.objects.exclude(pk__in=of_later_meeting)
    assert set(others.values_list("status", flat=True)) == {"closed"}
    assert said_in_vain(2011) == said_in_vain(2012) == []
    # Two reviewed years of one plan of action: something moved each way, and one target nobody works on.
    lead = Seat.objects.get(user__email="th.lead@commit.example")
    of_both = [
        dataset_of(asked_by(lead, year, compared=None))
        for year in AnnualCycle.objects.filter(plan__code="spa-3").select_related("plan")
    ]
    moved = {row.movement(2011, 2012) for row in build_answers(of_both, clock.today())}
    assert moved >= {Movement.FORWARD, Movement.BACK, Movement.SAME}
    efforts = {row.effort for year in of_both for row in effort_of(year) if year.facts.year == 2012}
    assert efforts == {Effort.SERVED, Effort.NOBODY}
    ran = CycleStep.objects.get(cycle__year=2012, step=Step.IMPLEMENT)
    assert (ran.actual_from, ran.actual_until) == (date(2012, 3, 1), None)
    # What was achieved in 2011 is not achieved on a later day.
    achieved = models.TargetStatus.objects.filter(status="achieved").values_list("sheet__taskforce", "target")
    before = set(achieved.filter(sheet__review__cycle__year=2011))
    dated = achieved.filter(sheet__review__cycle__year=2012, achieved_on__isnull=False)
    assert before
    assert before.isdisjoint(dated)
    for year in (2011, 2012):
        assert proof(year).shown_to == [Audience.TASKFORCES, Audience.PARTNERS]
        assert proof(year).title.endswith("(demonstration)")
    late = models.CountryReview.objects.get(answered_on__gt=F("due_on"))
    assert (late.taskforce.slug, late.review.stage) == ("vn", "mid-year")
    assert models.Meeting.objects.filter(is_demo=True).count() == 1
    report = models.AnnualReport.objects.get(cycle__year=2011)
    assert (report.status, localdate(report.as_of)) == ("queued", date(2012, 7, 2))
    prepared = Event.objects.exclude(content_type__model__in=("annualreport", "reportdraft"))
    assert localdate(prepared.latest("at").at) < clock.today() == date(2012, 7, 2)


def click_through(page: Page, links: tuple[str, ...], reached: dict[tuple[str, ...], str]) -> None:
    """Click links from the home page on. Where the first of them led before, the page is opened there, without clicks."""
    if not links:
        page.goto("/")
    elif links in reached:
        page.goto(reached[links])
    else:
        click_through(page, links[:-1], reached)
        with page.expect_navigation():
            page.get_by_role("link", name=links[-1], exact=True).locator("visible=true").first.click()
        reached[links] = page.url


@pytest.mark.slow
def test_last_stage_answers_each_question_in_three_clicks_from_the_home_page(settings, tmp_path, visit):
    """One demonstration for both: it takes twenty seconds of CPU."""
    settings.DEMO, settings.DEMO_PASSWORD, settings.VAR = True, "", tmp_path / "var"
    output, wrong = StringIO(), list[tuple[str, str, str | None, str]]()

    call_command("demo", stage="nextyear", stdout=output)

    look_at_the_last_stage(output.getvalue(), settings.VAR)
    assert max(len(question.links) for question in QUESTIONS) <= MOST_CLICKS
    for email in ("regional@commit.example", "kh.lead@commit.example"):
        page = visit("", Seat.objects.get(user__email=email))
        reached = dict[tuple[str, ...], str]()
        for question in QUESTIONS:
            click_through(page, question.links, reached)
            said = page.evaluate(READ, question.place)
            if said != (answer := question.answer()):
                wrong.append((email, question.asked, said, answer))
    assert wrong == []
