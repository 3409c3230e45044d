"""The whole year in a real browser: a real web server, a real worker, JavaScript on and off, axe on every page."""

import re
import shutil
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from commit_portal.models import User
from tests import cast, papers, services
from tests.browsing import TOO_WIDE, copied, faults
from tests.race_processes import Race
from workplans.consultation.actions.ask import ask_partner
from workplans.consultation.actions.offers import accept_offer, decline_offer
from workplans.consultation.actions.openings import open_draft
from workplans.consultation.rules import SupportDraft
from workplans.models import Contribution, Seat, Workplan

pytestmark = pytest.mark.browser

YEAR = 2011
DATABASE = "journey.sqlite3"
SAVE = "main form button.btn-primary"


def prepare() -> None:
    """The cast and its year, with passwords."""
    cast.make_world()
    User.objects.update(password=make_password(cast.PASSWORD))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Callable[[Path], str]) -> Path:
    """The cast and its year, to be copied."""
    folder = tmp_path_factory.mktemp("journey")
    migrated_sqlite(folder / DATABASE)
    Race(__name__, f"sqlite:///{folder / DATABASE}", folder)
    return folder / DATABASE


class Visitor:
    """One person in a browser of their own; what is wrong on the pages they see is noted, not raised."""

    def __init__(
        self, context: BrowserContext, portal: services.WebServer, name: str, faults: list[str]
    ) -> None:
        self.portal, self.name, self.faults = portal, name, faults
        self.page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.go("/accounts/login/")
        self.page.get_by_label("E-mail").fill(f"{name}@commit.example")
        self.page.get_by_label("Password").fill("a-long-password-for-tests")
        self.press("Sign in")

    def go(self, path: str) -> Page:
        answer = self.page.goto(f"{self.portal.address}{path}")
        assert answer.status == 200, f"{self.name} at {path}: {answer.status}"
        return self.look()

    def press(self, name: str | re.Pattern[str]) -> Page:
        """A button by its words, on this page, and a look at the page it leads to."""
        self.page.locator("main").get_by_role("button", name=name).first.click()
        return self.look()

    def follow(self, name: str | re.Pattern[str]) -> Page:
        self.page.locator("main").get_by_role("link", name=name).first.click()
        return self.look()

    def choose(self, menu: str, name: str) -> Page:
        """A link in one of the menus of a plan."""
        self.page.locator("summary", has_text=menu).click()
        return self.follow(name)

    def save(self) -> Page:
        self.page.locator(SAVE).last.click()
        return self.look()

    def look(self) -> Page:
        """axe, and the heading that every page has."""
        self.page.wait_for_load_state("load")
        expect(self.page.locator("h1")).to_have_count(1)
        self.faults += [f"{self._path}: {fault}" for fault in faults(self.page, copied)]
        return self.page

    @property
    def _path(self) -> str:
        return self.page.url.removeprefix(self.portal.address)

    def _console(self, message: Any) -> None:
        # A refused form is answered with its own status, which Chromium calls an error of the page itself.
        own = message.text.startswith("Failed to load resource") and "/static/" not in str(message.location)
        if message.type == "error" and not own:
            self.faults.append(f"{self._path}: console: {message.text}")


class Journey:
    def __init__(self, browser: Browser, portal: services.WebServer, javascript: bool) -> None:
        self.browser, self.portal, self.javascript = browser, portal, javascript
        self.faults: list[str] = []
        self.contexts: list[BrowserContext] = []
        self._visitors: dict[str, Visitor] = {}

    def __getitem__(self, name: str) -> Visitor:
        if name not in self._visitors:
            context = self.browser.new_context(
                locale="en-GB", timezone_id="UTC", java_script_enabled=self.javascript, accept_downloads=True
            )
            self.contexts.append(context)
            self._visitors[name] = Visitor(context, self.portal, name, self.faults)
        return self._visitors[name]


@pytest.fixture
def elsewhere(tmp_path: Path, database: Path, valkey: services.Valkey, static_files: Path) -> Race:
    """Processes beside the web server, on a database of this test's own."""
    shutil.copy(database, tmp_path / DATABASE)
    return Race(
        __name__,
        f"sqlite:///{tmp_path / DATABASE}",
        tmp_path,
        is_prepared=True,
        REDIS_URL=valkey.url,
        MEDIA_ROOT=str(tmp_path / "media"),
        STATIC_COLLECTED="1",
        STATIC_ROOT=str(static_files),
    )


@pytest.fixture
def portal(tmp_path: Path, elsewhere: Race) -> Iterator[services.WebServer]:
    portal = services.WebServer(tmp_path, elsewhere.env)
    portal.start()
    yield portal
    portal.kill()


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def journey(
    request: pytest.FixtureRequest, browser: Browser, portal: services.WebServer
) -> Iterator[Journey]:
    journey = Journey(browser, portal, request.param)
    yield journey
    for context in journey.contexts:
        context.close()


def fill_line(page: Page, title: str, cost: str) -> None:
    page.locator("#id_title").fill(title)
    page.locator("#id_targets_0").check()
    page.locator("#id_type").select_option(label="Training")
    page.locator("#id_lead_body").fill("Ministry of Interior")
    page.locator("#id_starts_on").fill("1 Mar 2011")
    page.locator("#id_ends_on").fill("30 Apr 2011")
    page.locator("#id_expected_result").fill("Forty officials trained")
    page.locator("#id_secretariat_cost").fill(cost)


def draft(journey: Journey) -> None:
    """Two lines; the second does not fit, and the officer takes a way out."""
    officer = journey["kh_officer"]
    officer.go("/")
    officer.go("/plans/")
    officer.go("/plans/spa-test/")
    officer.go(f"/{YEAR}/")
    officer.go(f"/{YEAR}/kh/")
    for title, cost in (("Training of trainers", "US$ 60,000"), ("Training of judges", "60 000")):
        officer.go(f"/{YEAR}/kh/")
        officer.choose("Add, import, download", "Add an activity")
        page = officer.follow(re.compile("Policy"))
        fill_line(page, title, cost)
        page = officer.save()
    expect(page.locator("main")).to_contain_text("The amount is US$20,000 above the ceiling")
    assert page.locator("#id_title").input_value() == "Training of judges"
    page.locator("#way_lower").check()
    page = officer.save()
    expect(page.locator("main")).to_contain_text("Training of judges")
    officer.go(f"/{YEAR}/kh/002/")
    expect(page.locator("main")).to_contain_text("US$40,000")
    page = officer.go(f"/{YEAR}/kh/needs/")
    page.locator("#id_needs").fill("Trainers who speak Khmer")
    officer.save()


def narrow(visitor: Visitor, *paths: str) -> None:
    """No page is wider than a phone."""
    visitor.page.set_viewport_size({"width": 360, "height": 800})
    for path in paths:
        assert visitor.go(path).evaluate(TOO_WIDE, 360) == [], path
    visitor.page.set_viewport_size({"width": 1280, "height": 720})


def another_area(journey: Journey) -> None:
    """Another area brings its targets and leaves the typing; Enter saves; no string widens a page."""
    officer = journey["kh_officer"]
    page = officer.go(f"/{YEAR}/kh/activities/add/?area=1")
    page.locator("#id_title").fill("W" * 250)
    page.locator("#id_area").select_option(label="Area 2. Law")
    if not journey.javascript:
        page = officer.press("Show the activity areas and targets of this area")
    expect(page.locator("#div_id_targets")).to_contain_text("2.T1")
    expect(page.locator("#div_id_menu_activity")).to_contain_text("2.A1")
    assert page.locator("#id_title").input_value() == "W" * 250
    page.locator("#id_title").press("Enter")
    expect(page.locator("main")).to_contain_text("KH-2011-003 is added.")
    narrow(officer, f"/{YEAR}/kh/", f"/{YEAR}/kh/003/")
    officer.go(f"/{YEAR}/kh/003/withdraw/")
    officer.press("Withdraw")


def consult(journey: Journey) -> None:
    """The lead asks the ILO and opens the draft to it in one step, changes the request, and ends its access again."""
    lead = journey["kh_lead"]
    consultation = f"/{YEAR}/kh/consultation/"
    lead.go(consultation)
    lead.go(f"{consultation}open/")
    lead.go(f"/{YEAR}/kh/001/told/")
    page = lead.go(f"/{YEAR}/kh/001/ask/")
    page.locator("#id_partner").select_option(label="ILO")
    page.locator("#id_amount").fill("4,000")
    page.locator("#id_what").fill("W" * 60)
    page.locator("#id_until_on").fill(f"31 Dec {cast.LATER.year}")
    page = lead.press("Ask this partner")
    expect(page.locator("main")).to_contain_text("Open to 1 partner")
    narrow(lead, consultation, f"/{YEAR}/kh/001/", f"/{YEAR}/kh/001/ask/")
    lead.go(f"/{YEAR}/kh/001/support/ilo/1/record/")
    page = lead.go(f"/{YEAR}/kh/001/support/ilo/1/change/")
    page.locator("#id_amount").fill("3,500")
    page = lead.press("Ask for this instead")
    expect(page.locator("main")).to_contain_text("3,500")
    lead.go(f"{consultation}ilo/until/")
    lead.go(f"{consultation}ilo/close/")
    page = lead.press("End access now")
    expect(page.locator("main")).to_contain_text("Not open to partners")


def submit(journey: Journey) -> None:
    lead = journey["kh_lead"]
    lead.go(f"/{YEAR}/kh/")
    lead.go(f"/{YEAR}/kh/readers/")
    page = lead.go(f"/{YEAR}/kh/submit/")
    page.locator("#id_agreed_on").fill("20 Jan 2011")
    page = lead.press("Submit to the Secretariat")
    expect(page.locator("h1")).to_have_text("The Secretariat has the workplan now")
    page.go_back()
    lead.look()
    expect(page.locator("main")).to_contain_text("You have no task on this page now.")
    lead.go(f"/{YEAR}/kh/history/")


def decide(journey: Journey) -> None:
    desk = journey["kh_desk"]
    desk.go("/")
    desk.go(f"/{YEAR}/kh/decisions/")
    page = desk.follow(re.compile("Decide on"))
    page.locator('#line-001 input[value="approve"]').check()
    desk.press(re.compile("Save .*and open the next"))
    expect(page.locator("main")).to_contain_text("Saved.")
    desk.look()
    desk.go(f"/{YEAR}/kh/decisions/rest/")
    desk.press(re.compile("Approve 1 activity"))
    desk.go(f"/{YEAR}/kh/decisions/send/")
    page = desk.press("Send 2 decisions")
    assert page.url.endswith("/decisions/sent/")
    page = desk.go(f"/{YEAR}/kh/")
    expect(page.locator("main")).to_contain_text("Approved")


def review(journey: Journey, stage: str, status: str, target: str) -> None:
    office, officer, lead, desk = (
        journey[name] for name in ("regional_office", "kh_officer", "kh_lead", "kh_desk")
    )
    office.go(f"/{YEAR}/reviews/")
    office.go(f"/{YEAR}/reviews/{stage}/open/")
    office.press("Open the review")
    sheet = f"/{YEAR}/reviews/{stage}/kh/"
    # Led to the first area with an open answer.
    page = officer.go(sheet)
    for answer in page.locator('details[id^="row-a"]').all():
        answer.get_by_label(status, exact=True).check()
    page.locator('details[id^="row-t"]').first.get_by_label(target, exact=True).check()
    page.locator('textarea[name^="a"]').first.fill("Held in Phnom Penh")
    page.get_by_role("button", name="Save and stay").last.click()
    expect(page.locator(".notices")).to_contain_text("saved", ignore_case=True)
    officer.look()
    page = desk.go(sheet)
    page.locator('input[name$="-spent_secretariat"]').first.fill("US$ 12,345.50")
    page.get_by_role("button", name="Save the answers").click()
    expect(page.locator(".notices")).to_contain_text("saved", ignore_case=True)
    desk.look()
    lead.go(f"{sheet}submit/")
    page = lead.press("Submit the answers")
    expect(page.locator("h1")).to_have_text("The answers of Cambodia are submitted")
    office.go(f"/{YEAR}/reviews/{stage}/")
    page = office.go(f"/{YEAR}/reviews/{stage}/close/")
    page.get_by_label("Close it with 1 of 7").check()
    office.press("Close the review")
    page = officer.go(sheet)
    expect(page.locator("main")).to_contain_text("Held in Phnom Penh")


def compare(journey: Journey) -> None:
    """The office reads everything; another taskforce the statuses, and not the narrative."""
    office = journey["regional_office"]
    page = office.go(f"/{YEAR}/comparison/")
    row = page.get_by_role("row").filter(has_text="1.T1")
    expect(row).to_contain_text("Achieved")
    page = office.go(f"/{YEAR}/comparison/1.T1/kh/")
    expect(page.locator("main")).to_contain_text("Held in Phnom Penh")
    page = office.go(f"/{YEAR}/comparison/counts/")
    expect(page.get_by_role("row").filter(has_text="Training")).to_contain_text("2")
    page = office.go(f"/{YEAR}/comparison/money/")
    expect(page.locator("main")).to_contain_text("12,345.50")
    lao = journey["lao_officer"]
    page = lao.go(f"/{YEAR}/comparison/")
    expect(page.get_by_role("row").filter(has_text="1.T1")).to_contain_text("Achieved")
    page = lao.go(f"/{YEAR}/comparison/1.T1/kh/")
    expect(page.locator("main")).to_contain_text("Not released")
    expect(page.locator("main")).not_to_contain_text("Held in Phnom Penh")
    page = lao.go(f"/{YEAR}/kh/")
    expect(page.locator("main")).to_contain_text("Not released")


def wait_for_files(page: Page) -> None:
    """Until the worker has made what was asked for."""
    deadline = time.monotonic() + 120
    while not page.locator('a[href*="/pdf/"]').count():
        assert time.monotonic() < deadline, page.locator("main").inner_text()
        time.sleep(1)
        page.reload()


def downloaded(page: Page, kind: str) -> Path:
    """The file behind the first link of its kind."""
    with page.expect_download() as caught:
        page.locator(f'a[href*="/{kind}/"]').first.click()
    return Path(caught.value.path())


def print_to_sign(journey: Journey) -> None:
    """The lead prints the approved plan: its ceiling, its sum, who agreed and who signs stand on the paper."""
    lead = journey["kh_lead"]
    lead.go(f"/{YEAR}/kh/")
    lead.choose("Add, import, download", "Print the workplan for signature")
    page = lead.press("Make the form")
    wait_for_files(page)
    lead.look()
    read = papers.text_of(downloaded(page, "pdf").read_bytes(), "-layout")
    paper = re.sub(r"[ \u00a0]+", " ", read)
    for said in (
        "US$100,000. US$100,000 planned, US$0 left",
        "20 January 2011",
        "Total 100,000",
        "For the taskforce of Cambodia",
        "For the COMMIT Secretariat",
        "Signature and seal",
    ):
        assert said in paper


def report(journey: Journey) -> None:
    """An edition is asked for, a worker makes it, and it downloads as a PDF and as a workbook."""
    office = journey["regional_office"]
    office.go(f"/{YEAR}/report/")
    page = office.go(f"/{YEAR}/report/new/")
    audience = page.locator('[name="audience"]')
    if audience.first.evaluate("node => node.tagName") == "SELECT":
        audience.select_option("secretariat")
    else:
        page.locator('[name="audience"][value="secretariat"]').check()
    office.save()
    wait_for_files(page)
    office.look()
    for kind, magic in (("pdf", b"%PDF-"), ("xlsx", b"PK")):
        assert downloaded(page, kind).read_bytes().startswith(magic)
    for path in ("1/", "1/comparison/", "1/counts/", "1/country-kh/", "draft/"):
        office.go(f"/{YEAR}/report/secretariat/{path}")


def look_around(journey: Journey) -> None:
    """The pages beside the way, but for those of test_barriers. Scripts add to them what axe has to look at."""
    office = journey["regional_office"]
    for path in (
        *("/", "/help/", "/who-sees-what/", "/years/", "/years/open/", f"/{YEAR}/dates/"),
        *(f"/{YEAR}/steps/", "/people/invite/", "/seats/", "/partners/", "/meetings/add/", "/plans/new/"),
    ):
        office.go(path)
    for name in ("ilo", "observer", "kh_member"):
        for path in ("/", f"/{YEAR}/", f"/{YEAR}/kh/", f"/{YEAR}/comparison/", f"/{YEAR}/report/"):
            journey[name].go(path)


def go_back(journey: Journey) -> None:
    """Back keeps what was typed, and shows nothing after signing out."""
    visitor = journey["lao_officer"]
    visitor.go(f"/{YEAR}/la/activities/add/")
    page = visitor.follow(re.compile("Policy"))
    page.locator("#id_title").fill("Typed for an hour")
    page.locator("#id_lead_body").fill("A ministry")
    page.locator("#id_secretariat_cost").fill("1,234")
    page.on("dialog", lambda dialog: dialog.accept())
    visitor.go("/help/")
    page.go_back()
    expect(page.locator("#id_title")).to_have_value("Typed for an hour")
    expect(page.locator("#id_lead_body")).to_have_value("A ministry")
    expect(page.locator("#id_secretariat_cost")).to_have_value("1,234")

    visitor.go("/accounts/logout/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.wait_for_load_state("load")
    for _ in range(3):
        page.go_back()
        assert page.locator("#id_title").count() == 0
        assert page.url.startswith(f"{journey.portal.address}/accounts/")


def test_the_whole_year(journey, portal, start_worker):
    """Files and the pages that are only read are the same without JavaScript."""
    if journey.javascript:
        start_worker(portal.env)
    draft(journey)
    another_area(journey)
    consult(journey)
    submit(journey)
    decide(journey)
    if journey.javascript:
        print_to_sign(journey)
        review(journey, "mid-year", "Under way", "In progress")
    review(journey, "som", "Done", "Achieved")
    if journey.javascript:
        compare(journey)
        look_around(journey)
        report(journey)
    go_back(journey)
    assert sorted(set(journey.faults)) == []


def lead_opens() -> None:
    """Four lines; the ILO is asked for a part of the second, and reads the draft until a day far off."""
    plan, officer, lead, ilo = _cambodia("kh_officer", "kh_lead", "ilo")
    lines = [cast.complete_line(plan, by=officer) for _ in range(4)]
    request = SupportDraft(amount=Decimal(4_000), what="Fees of two trainers")
    ask_partner(lines[1], ilo.partner, request, by=officer, now=cast.NOW)
    open_draft(plan, ilo.partner, cast.LATER, by=lead, now=cast.NOW)


def lead_answers() -> None:
    """The lead accepts the US$4,000 and the expert, and declines the other money with a word."""
    plan, lead = _cambodia("kh_lead")
    for offer in Contribution.objects.filter(activity__workplan=plan, status="offered"):
        if offer.activity.number in (2, 3):
            accept_offer(offer, seen=offer.row_version, by=lead, now=timezone.now())
        elif offer.activity.number == 1:
            decline_offer(
                offer, word="We have rooms already.", seen=offer.row_version, by=lead, now=timezone.now()
            )


def lead_submits() -> None:
    """The plan is submitted, and approved by the desk."""
    plan, lead, desk = _cambodia("kh_lead", "kh_desk")
    cast.approved(plan, lead=lead, desk=desk)


def _cambodia(*names: str) -> list[Any]:
    plan = Workplan.objects.get(cycle__year=YEAR, taskforce__slug="kh")
    return [plan, *(Seat.objects.get(user__email=f"{name}@commit.example") for name in names)]


def open_form(journey: Journey, code: str) -> Page:
    """Under its line where JavaScript is on, else on a page of its own."""
    ilo = journey["ilo"]
    page = ilo.go(f"/{YEAR}/kh/")
    page.get_by_role("link", name=re.compile(f"Offer support ?: {code}")).click()
    expect(page.locator(".offer-form")).to_be_visible()
    assert page.url.endswith("/kh/") is journey.javascript
    return ilo.look()


def offer_money(journey: Journey, code: str, amount: str) -> None:
    page = open_form(journey, code)
    page.locator("#id_amount").fill(amount)
    button = page.locator("[data-offer-button]")
    if journey.javascript:
        expect(button).to_have_text(f"Offer US${amount}")
    button.click()
    page = journey["ilo"].look()
    expect(page.locator("main")).to_contain_text(f"You offered US${amount} for {code}.")


def offer_an_expert(journey: Journey, code: str) -> None:
    """First with a mistake: what was typed is kept, the summary names the field."""
    page = open_form(journey, code)
    page.get_by_label("People or things").check()
    page.locator("[data-offer-button]").click()
    page = journey["ilo"].look()
    expect(page.locator("[data-error-summary]")).to_contain_text("Describe the people or things")
    page.locator("#id_what").fill("An expert for a month")
    page.locator("[data-offer-button]").click()
    page = journey["ilo"].look()
    expect(page.locator("main")).to_contain_text(f"You offered An expert for a month for {code}.")


def close_the_form(journey: Journey, code: str) -> None:
    """Cancel closes the form that opened under its line, and the focus is back on the link."""
    page = open_form(journey, code)
    page.get_by_role("link", name="Cancel").click()
    expect(page.locator(".offer-form")).to_have_count(0)
    if journey.javascript:
        expect(page.get_by_role("link", name=re.compile(f"Offer support ?: {code}"))).to_be_focused()


def test_a_partner_is_consulted(journey, elsewhere):
    """CO-2, CO-5, CO-7: asked, offered, accepted, declined and cancelled; nothing of it moves the ceiling."""
    elsewhere.run("lead_opens")
    ilo, lead = journey["ilo"], journey["kh_lead"]
    ceiling = lead.go(f"/{YEAR}/kh/").locator(".bar-money").inner_text()
    page = ilo.go("/")
    expect(page.locator("h1")).to_have_text("1 task for you")
    ilo.follow("Answer the request of Cambodia: US$4,000 for activity 002")
    ilo.press("Offer US$4,000" if journey.javascript else "Send the answer")
    close_the_form(journey, "KH-2011-001")
    offer_money(journey, "KH-2011-001", "2,500")
    offer_an_expert(journey, "KH-2011-003")
    offer_money(journey, "KH-2011-004", "1,250.50")
    ilo.go(f"/{YEAR}/kh/004/support/ilo/1/offer/")
    ilo.follow("Cancel the offer")
    page = ilo.press("Cancel the offer")
    expect(page.locator("main")).to_contain_text("You cancelled your offer for KH-2011-004.")
    elsewhere.run("lead_answers")
    narrow(ilo, "/", f"/{YEAR}/kh/", f"/{YEAR}/kh/004/offer/", f"/{YEAR}/kh/consultation/nothing/")

    page = ilo.go("/")
    expect(page.locator("h1")).to_have_text("You have no tasks now")
    expect(page.locator("main")).to_contain_text("We have rooms already.")
    expect(page.locator(".side").last).to_contain_text("US$4,000 accepted")
    page = ilo.go(f"/{YEAR}/kh/")
    expect(page.get_by_role("row").filter(has_text="002")).to_contain_text("Accepted: US$4,000")
    assert lead.go(f"/{YEAR}/kh/").locator(".bar-money").inner_text() == ceiling
    elsewhere.run("lead_submits")
    page = lead.go(f"/{YEAR}/kh/")
    expect(page.locator("main")).to_contain_text("Approved")
    assert page.locator(".bar-money").inner_text() == ceiling
    ilo.go("/")
    ilo.go(f"/{YEAR}/kh/002/")
    assert sorted(set(journey.faults)) == []
