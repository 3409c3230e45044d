"""The answers of 2011 by seven people in browsers: mid-year, the SOM, questions, evidence, a late country, a correction."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from reporting.models import CountryReview, Review
from reporting.notices.dispatch import tell_all
from reporting.reviews.actions import submit_sheet
from tests import browsing, cast, mails, workbooks
from tests.reporting.evidence import files
from workplans.releasing.actions import release_workplan
from workplans.statuses import Audience, Role

pytestmark = [pytest.mark.browser, pytest.mark.once]
MID_YEAR, SOM = "/2011/reviews/mid-year/", "/2011/reviews/som/"
OPENED = datetime(2011, 7, 1, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SEVEN = ("regional_office", "kh_officer", "kh_lead", "kh_desk", "lao_officer", "lao_lead", "observer")


class Person:
    """One of the seven, in a browser of their own; what is wrong on the pages they come to is noted."""

    def __init__(self, page: Page, address: str, found: list[str]) -> None:
        self.page, self.address, self.found = page, address, found
        page.on("pageerror", lambda error: found.append(f"{page.url}: {error}"))

    def go(self, path: str, *, status: int = 200) -> Page:
        answer = self.page.goto(self.address + path)
        assert answer.status == status, (path, answer.status)
        return self.look()

    def look(self) -> Page:
        self.page.wait_for_load_state("networkidle")
        where = self.page.url.removeprefix(self.address)
        self.found += [f"{where}: {fault}" for fault in browsing.faults(self.page, browsing.copied)]
        return self.page

    def press(self, name: str | re.Pattern[str]) -> Page:
        # A row that saves itself is waited for before the page is sent.
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=name).first.click()
        return self.look()

    def follow(self, name: str | re.Pattern[str]) -> Page:
        self.page.locator("main").get_by_role("link", name=name).first.click()
        return self.look()

    def reads(self, path: str, *words: str) -> None:
        page = self.go(path)
        for said in words:
            expect(page.locator("main")).to_contain_text(said)


class Story:
    """The seven, the portal's clock, and what was wrong on any page."""

    def __init__(self, browser: Browser, address: str, client_of: cast.SignIn) -> None:
        self.world = cast.make_world()
        self.now, self.found = OPENED, list[str]()
        self.contexts: list[BrowserContext] = []
        self.people: dict[str, Person] = {}
        for name in SEVEN:
            context = browser.new_context(locale="en-GB", timezone_id="UTC", accept_downloads=True)
            browsing.sign_in(context, address, client_of(self.world.seats[name]))
            self.contexts.append(context)
            self.people[name] = Person(context.new_page(), address, self.found)

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def told(self, name: str) -> list[str]:
        """The subjects of the mails to somebody, once the notices of all that happened went out."""
        tell_all(now=self.now)
        return [mail.subject for mail in mails.sent() if self.world.seats[name].user.email in mail.to]


@pytest.fixture
def story(
    live_server: LiveServer,
    browser: Browser,
    client_of: cast.SignIn,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
    tmp_path: Path,
) -> Iterator[Story]:
    settings.MEDIA_ROOT = tmp_path / "media"
    story = Story(browser, live_server.url, client_of)
    monkeypatch.setattr("commit_portal.clock.reading_time", lambda: story.now)
    monkeypatch.setattr("commit_portal.clock.today", lambda: story.now.date())
    seats, plan = story.world.seats, story.world.workplan("kh")
    for title in ("Training of trainers", "Training of judges"):
        cast.complete_line(plan, by=seats["kh_officer"], title=title)
    plan = cast.approved(plan, lead=seats["kh_lead"], desk=seats["kh_desk"])
    release_workplan(plan, Audience.TASKFORCES, by=seats["kh_lead"], now=OPENED)
    yield story
    for context in story.contexts:
        context.close()


def open_review(story: Story, review: str, due: str) -> None:
    page = story["regional_office"].go(f"{review}open/")
    page.get_by_label("Last day for answers").fill(due)
    story["regional_office"].press("Open the review")
    expect(page.locator("main")).to_contain_text("0 of 7")


def answer(person: Person, review: str, place: str, status: str, target: str, words: str = "") -> None:
    """An area: every activity and target with its state, and words for the first."""
    page = person.go(f"{review}{place}/")
    for row in page.locator('details[id^="row-a"]').all():
        row.get_by_label(status, exact=True).check()
    for row in page.locator('details[id^="row-t"]').all():
        row.get_by_label(target, exact=True).check()
    if words:
        page.locator('textarea[name^="a"]').first.fill(words)
    person.press("Save and stay")
    expect(page.locator(".notices")).to_contain_text("saved", ignore_case=True)


def show_evidence(story: Story, tmp_path: Path) -> None:
    """A list with a date of birth is asked about and deleted; the report stays."""
    officer, people, report = story["kh_officer"], tmp_path / "people.xlsx", tmp_path / "report.pdf"
    people.write_bytes(workbooks.workbook(("Name", "Born"), ("Sok Dara", "12/03/1984")))
    report.write_bytes(files.pdf(text="Forty officials took part."))
    page = officer.go(f"{MID_YEAR}kh/evidence/001/")
    for file, title in ((people, "Who took part"), (report, "Raport of the course")):
        page.set_input_files("[name=file]", file)
        page.locator("[name=title]").fill(title)
        page.locator("[name=looked]").check()
        officer.press("Upload")
        if page.url.endswith("/question/"):
            page.get_by_label("Victims, or people who did not agree: delete the file").check()
            officer.press("Answer and go on")
    officer.follow("Change the title")
    page.locator("[name=title]").fill("Report of the course")
    officer.press("Save")
    expect(page.locator("main")).not_to_contain_text("Who took part")
    expect(page.locator("main")).to_contain_text("Report of the course")


def ask_and_answer(story: Story, question: str, words: str) -> None:
    """The desk sends one answer back: this answer alone opens, and the taskforce changes it."""
    desk, officer = story["kh_desk"], story["kh_officer"]
    page = desk.go(f"{MID_YEAR}kh/questions/001/ask/")
    page.locator("textarea").first.fill(question)
    desk.press("Send the question")
    page = officer.go("/")
    expect(page.locator("main")).to_contain_text("question", ignore_case=True)
    page = officer.go(
        f"{MID_YEAR}kh/questions/{CountryReview.objects.get(taskforce__slug='kh').questions.count()}/"
    )
    expect(page.locator("main")).to_contain_text(question)
    page.locator("textarea[name$=narrative]").fill(words)
    officer.press("Send to the desk")
    desk.reads(f"{MID_YEAR}kh/", "The taskforce changed the answer on", words)


def submit(story: Story, review: str, name: str, place: str, country: str, now: str = "submitted") -> None:
    page = story[name].go(f"{review}{place}/submit/")
    story[name].press("Submit the answers")
    expect(page.locator("h1")).to_have_text(f"The answers of {country} are {now}")


def enter_spending(story: Story, review: str, amount: str) -> None:
    page = story["kh_desk"].go(f"{review}kh/")
    for field in page.locator("[name$=-spent_secretariat]").all():
        field.fill(amount)
    story["kh_desk"].press("Save the answers")
    expect(page.locator(".notices")).to_contain_text("saved", ignore_case=True)


def close(story: Story, review: str, missing: str, came: str) -> None:
    """Closing names what is missing, and is refused until that is ticked."""
    office = story["regional_office"]
    page = office.go(f"{review}close/")
    expect(page.locator("main")).to_contain_text(missing)
    office.press("Close the review")
    assert Review.objects.get(stage=review.split("/")[-2]).status == "open"
    page.get_by_label(f"Close it with {came}").check()
    office.press("Close the review")
    assert Review.objects.get(stage=review.split("/")[-2]).status == "closed"


def the_others_submit(story: Story, review: str) -> None:
    """China, Myanmar, Thailand, Viet Nam and the region, by program: they are not of the seven."""
    sheets = CountryReview.objects.filter(review__stage=review.split("/")[-2], status="open")
    for sheet in sheets.exclude(taskforce__slug__in=("kh", "la")).select_related("taskforce"):
        slug = sheet.taskforce.slug
        name = "regional_office" if slug == "regional" else f"{slug}_lead"
        if name not in story.world.seats:
            story.world.seats[name] = cast.make_seat(name, Role.LEAD, sheet.taskforce)
        submit_sheet(sheet, by=story.world.seats[name], now=story.now)


def remind_the_late_country(story: Story) -> None:
    office, lao = story["regional_office"], story["lao_officer"]
    office.reads(MID_YEAR, "Late countries (last day 15 Jul 2011)", "5 days late")
    page = office.press("Remind Lao PDR")
    expect(page.locator("main")).to_contain_text("Reminded today")
    assert any("Mid-year review 2011" in subject for subject in story.told("lao_lead"))
    assert story.told("observer") == []
    lao.reads("/", "Answer the mid-year review 2011")
    answer(lao, MID_YEAR, "la", "Done", "In progress")
    submit(story, MID_YEAR, "lao_lead", "la", "Lao PDR")


def mid_year(story: Story, tmp_path: Path) -> None:
    office = story["regional_office"]
    open_review(story, MID_YEAR, "15 Jul 2011")
    answer(story["kh_officer"], MID_YEAR, "kh", "Under way", "In progress", "Two of four courses")
    show_evidence(story, tmp_path)
    office.reads(MID_YEAR, "Taskforce, last saved 1 Jul 2011")
    submit(story, MID_YEAR, "kh_lead", "kh", "Cambodia")
    enter_spending(story, MID_YEAR, "1,250.50")
    ask_and_answer(story, "Which provinces?", "Two of four courses, in Kampot and Takeo")
    the_others_submit(story, MID_YEAR)
    story.now += 19 * DAY
    remind_the_late_country(story)
    office.go(f"{MID_YEAR}close/")
    office.press("Close the review")
    # Late is who submitted after the last day, and nobody else.
    assert office.page.goto(office.address + MID_YEAR)
    assert office.page.locator("main .late").all_inner_texts() == ["Submitted 5 days late"]


def say_of_first_target(officer: Person, status: str) -> None:
    """An answered target is folded, unless the portal has a question about it."""
    row = officer.go(f"{SOM}kh/areas/1/").locator('details[id^="row-t"]').first
    if not row.get_by_label(status, exact=True).is_visible():
        row.locator("summary").click()
    row.get_by_label(status, exact=True).check()
    officer.press("Save and stay")


def som(story: Story) -> None:
    """In Cambodia nothing changed in the first area but one target; Lao PDR does not answer."""
    story.now += 90 * DAY
    open_review(story, SOM, "1 Nov 2011")
    officer = story["kh_officer"]
    page = officer.go(f"{SOM}kh/")
    officer.press("Confirm this area")
    expect(page.locator(".notices")).to_contain_text("Saved.")
    say_of_first_target(officer, "Achieved")
    submit(story, SOM, "kh_lead", "kh", "Cambodia")
    the_others_submit(story, SOM)
    story.now += 5 * DAY
    close(story, SOM, "Not submitted: Lao PDR.", "6 of 7")
    story["lao_officer"].reads("/2011/comparison/1.T1/kh/", "Achieved")
    story["lao_officer"].reads("/2011/comparison/1.T1/la/", "In progress", "Mid-year")


def correct(story: Story) -> None:
    """After the closing the office reopens Cambodia's answers with a reason; what is submitted again is closed again."""
    office, officer = story["regional_office"], story["kh_officer"]
    page = office.go(f"{SOM}kh/reopen/")
    page.locator("main textarea").fill("The law is not in force yet")
    office.press("Reopen the answers")
    story["lao_officer"].reads("/2011/comparison/1.T1/kh/", "Achieved")
    say_of_first_target(officer, "In progress")
    submit(story, SOM, "kh_lead", "kh", "Cambodia", "closed")
    assert CountryReview.objects.get(review__stage="som", taskforce__slug="kh", round=2).status == "closed"
    story["lao_officer"].reads("/2011/comparison/1.T1/kh/", "In progress")
    officer.reads(f"{SOM}kh/", "The law is not in force yet")


def tick_evidence(story: Story) -> None:
    """The other taskforces read the title of the report and open it; before the tick they read nothing of it."""
    lead, lao = story["kh_lead"], story["lao_officer"]
    cell = "/2011/comparison/1.T1/kh/"
    assert "Report of the course" not in lao.go(cell).content()
    lead.go("/2011/kh/readers/")
    page = lead.follow("Choose who can read the evidence")
    page.get_by_label("The other taskforces: Report of the course").check()
    lead.press("Save")
    page = lao.go(cell)
    with page.expect_download() as caught:
        page.get_by_role("link", name="Report of the course").click()
    assert Path(caught.value.path()).read_bytes().startswith(b"%PDF")
    address = page.get_by_role("link", name="Report of the course").get_attribute("href")
    story["observer"].go(str(address), status=404)


def test_seven_people_answer_a_year(story, tmp_path):
    mid_year(story, tmp_path)
    som(story)
    correct(story)
    tick_evidence(story)
    assert sorted(set(story.found)) == []
