"""The budget of a plan of action: Table 3 of the proposal of January 2011, as printed, on screen, on paper and in files."""

import csv
import html
import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from unicodedata import normalize

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from commit_portal.models import Event
from commit_portal.refusals import Refused, RuleBroken
from commit_portal.workflow import StaleRow, events_about
from reporting.models import PrintedList
from reporting.report.pdf import list_html, render_pdf
from reporting.report.printed_list import list_from_json
from spa.actions.budget import set_budget
from spa.actions.reference import load_plans
from spa.budget_table import budget_of, figures_of, mark_of
from spa.models import ActionPlan, BudgetFigure
from spa.rules import budget_faults
from spa.statuses import BudgetHeading
from tests import browsing, queries, workbooks
from tests.papers import text_of
from tests.reporting.printed.test_lists import squeezed
from tests.spa.test_pages import office, plan, world
from workplans.models import Grant, Partner

__all__ = ["office", "plan", "world"]

pytestmark = pytest.mark.slow
NOW = datetime(2011, 2, 1, 9, 0, tzinfo=UTC)
SOURCE = "UNIAP proposal of 7 January 2011, Table 3: COMMIT Funding Requirements for 2011 to 2013"
FIGURES = {
    "areas": "700,000",
    "meetings": "100,000",
    "offices": "455,000",
    "assistance": "399,000",
    "travel": "30,000",
    "management": "117,880",
}
# Each row of Table 3 with the figure of each of its three years and its total, typed from the paper; and our two sums.
PRINTED = {
    "All areas together": ("700,000", "2,100,000"),
    "Senior Officials Meetings and annual taskforce meetings": ("100,000", "300,000"),
    "Total COMMIT": ("800,000", "2,400,000"),
    "Support units, staff and offices": ("455,000", "1,365,000"),
    "Technical assistance": ("399,000", "1,197,000"),
    "Travel": ("30,000", "90,000"),
    "Total technical assistance": ("429,000", "1,287,000"),
    "General management support": ("117,880", "353,640"),
    "Total": ("1,801,880", "5,405,640"),
}
TABLE_3 = [(label, year, year, year, total) for label, (year, total) in PRINTED.items()]


def rows_of(page: str) -> list[tuple[str, ...]]:
    """The rows of the page's table that have figures: the words without remarks, then the figures."""
    page = re.sub(r'<span class="second">.*?</span>', "", page)
    rows = [
        tuple(
            " ".join(re.sub(r"<[^>]+>", "", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        )
        for row in re.findall(r"<tr.*?</tr>", page, re.S)
    ]
    return [row for row in rows[1:] if len(row) > 1]


def form_of(plan: ActionPlan, heading: str, **typed: str) -> dict[str, str]:
    return {"source": SOURCE, "remark": "", "seen": mark_of(figures_of(plan, heading))} | typed


def trail(plan: ActionPlan) -> list[str]:
    return [str(event) for event in events_about(plan)]


@pytest.mark.parametrize("way", ["loaded", "typed"])
def test_table_3_equals_the_printed_one_on_screen_and_in_the_files(way, plan, office, settings):
    if way == "typed":
        BudgetFigure.objects.all().delete()
        for heading, figure in FIGURES.items():
            typed = form_of(plan, heading, **{f"year_{year}": f"US$ {figure}" for year in (2011, 2012, 2013)})
            assert office.post(f"/plans/spa-3/budget/{heading}/", typed).url == "/plans/spa-3/budget/"

    settings.DEMO = True
    page = office.get("/plans/spa-3/budget/").text
    assert rows_of(page) == TABLE_3
    # The printed figures are true in a demonstration too.
    assert "Demonstration data" not in page
    assert f"Source: {SOURCE}" in page

    numbers = [(label, *(int(cell.replace(",", "")) for cell in cells)) for label, *cells in TABLE_3]
    book = workbooks.download(office, "/plans/spa-3/budget/budget.xlsx")
    heads, *rows = book.worksheets[0].iter_rows(values_only=True)
    assert heads[:6] == ("Group", "Heading", "2011, US$", "2012, US$", "2013, US$", "Total, US$")
    assert [row[1:6] for row in rows] == numbers
    assert {row[6] for row in rows} == {SOURCE, None}
    text = office.get("/plans/spa-3/budget/budget.csv").content.decode("utf-8-sig")
    assert [row[1:6] for row in csv.reader(io.StringIO(text))][1:] == [[*map(str, row)] for row in numbers]


@pytest.mark.once
def test_the_pdf_of_the_queue_has_every_cell_and_sum_and_what_is_missing_for_the_office_alone(
    plan, office, observer, client_of, settings, media
):
    settings.DEMO = True
    donor = Partner.objects.create(name="A donor", acronym="AD", kind="donor", position=9)
    days = {"starts_on": date(2011, 7, 1), "ends_on": date(2012, 6, 30)}
    Grant.objects.create(
        partner=donor,
        plan=plan,
        title="Kiwi",
        amount=36_600,
        received=600,
        received_on=date(2011, 2, 1),
        **days,
    )
    missing = [
        ("Budget", "1,801,880", "1,801,880", "1,801,880", "5,405,640"),
        ("Promised by grants", "18,400", "18,200", "0", "36,600"),
        ("Still missing", "1,783,480", "1,783,680", "1,801,880", "5,369,040"),
    ]

    for reader, sums in ((office, missing), (client_of(observer), [])):
        page = reader.post("/plans/spa-3/budget/list.pdf").url
        assert "Your request is in the queue." in reader.get(page).text
        made = PrintedList.objects.latest("pk")
        html_of_list = list_html(list_from_json(made.dataset), as_of=NOW, digest=made.digest)
        printed = squeezed(text_of(render_pdf(html_of_list, identifier=made.digest).content, "-raw"))
        assert [row for row in (*TABLE_3, *sums) if squeezed("".join(row)) not in printed] == []
        assert ("Kiwi" in printed, "Stillmissing" in printed) == (False, bool(sums))
        # The figures of the budget are true in a demonstration, what its grants promise is not.
        assert ("Demonstration" in printed) == bool(sums)


@pytest.mark.browser
@pytest.mark.once
def test_printed_page_has_the_table_and_a_phone_and_axe_have_nothing_against_it(plan, regional_office, visit):
    page = visit("/plans/spa-3/budget/", regional_office, viewport={"width": 360, "height": 800})
    for address in ("/plans/spa-3/budget/", "/plans/spa-3/budget/areas/"):
        page.goto(address)
        assert page.evaluate(browsing.TOO_WIDE, 360) == []
        assert browsing.faults(page) == []
    page.goto("/plans/spa-3/budget/")
    expect(page.get_by_role("heading", name="Change the budget")).to_be_visible()

    [sheet] = PdfReader(io.BytesIO(page.pdf(format="A4"))).pages
    text = " ".join(normalize("NFKC", sheet.extract_text()).split())
    assert [row for row in TABLE_3 if " ".join(row[1:]) not in text] == []
    # A label may run over two lines, and two letters may be drawn as one.
    assert {word for label in PRINTED for word in label.split()} - {*text.split()} == set()
    assert "Change the budget" not in text


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"year_2011": "100.50"}, "year_2011", "Give whole US dollars, for example 700,000."),
        ({"year_2012": "-5"}, "year_2012", None),
        ({"year_2013": "10 EUR"}, "year_2013", None),
        ({"year_2011": "10", "source": " "}, "source", "Give the source."),
        ({"year_2011": "10", "remark": "x" * 301}, "remark", None),
    ],
)
def test_bad_figure_is_refused_at_its_field_and_nothing_is_saved(typed, field, said, plan, office):
    before = [*BudgetFigure.objects.values_list("pk", "amount", "source")]

    answer = office.post("/plans/spa-3/budget/travel/", form_of(plan, "travel", **typed))

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert [*errors] == [field]
    assert said is None or errors[field] == [said]
    assert [*BudgetFigure.objects.values_list("pk", "amount", "source")] == before


def test_budget_faults_name_a_year_in_which_the_plan_does_not_run(plan):
    found = budget_faults(plan, {2014: Decimal(1), 2015: Decimal(1), 2011: Decimal(-1)}, SOURCE)

    # SPA III was extended to the end of 2014.
    assert [one.field for one in found] == ["year_2015", "year_2011"]


def test_who_comes_second_sees_both_and_another_heading_is_no_conflict(plan, office, regional_manager):
    seen = form_of(plan, "travel", year_2011="40,000")
    by: dict[str, Any] = {"source": SOURCE, "by": regional_manager, "now": NOW}
    set_budget(plan, BudgetHeading.AREAS, {2011: Decimal(1)}, **by)
    set_budget(plan, BudgetHeading.TRAVEL, {2011: Decimal(50_000)}, **by)

    answer = office.post("/plans/spa-3/budget/travel/", seen)

    assert answer.status_code == 409
    assert [(one.label, one.yours, one.saved) for one in answer.context["attempt"].differences] == [
        ("2011", "40,000", "50,000")
    ]
    again = seen | {"seen": answer.context["form"]["seen"].value()}
    assert office.post("/plans/spa-3/budget/travel/", again).status_code == 302
    assert figures_of(plan, "travel").get().amount == 40_000
    with pytest.raises(StaleRow):
        set_budget(plan, BudgetHeading.TRAVEL, {}, seen=seen["seen"], **by)


def test_a_changed_figure_has_its_own_source_and_who_comes_second_keeps_the_other_figures(
    plan, office, regional_manager
):
    page = office.get("/plans/spa-3/budget/travel/")
    typed = hidden_and_shown(page.context["form"])
    assert typed["source"] == ""
    changed = {2011: Decimal(30_000), 2012: Decimal(36_000), 2013: Decimal(30_000)}
    set_budget(plan, BudgetHeading.TRAVEL, changed, source="A letter", by=regional_manager, now=NOW)

    mine = typed | {"year_2013": "31,000", "source": "Another letter"}
    stale = office.post("/plans/spa-3/budget/travel/", mine)
    assert stale.status_code == 409
    assert [one.label for one in stale.context["attempt"].differences] == ["2013"]
    again = hidden_and_shown(stale.context["form"])
    assert office.post("/plans/spa-3/budget/travel/", again).status_code == 302

    saved = figures_of(plan, "travel").values_list("year", "amount", "source")
    assert [*saved] == [(2011, 30_000, SOURCE), (2012, 36_000, "A letter"), (2013, 31_000, "Another letter")]
    assert f"Source: 2011: {SOURCE}; 2012: A letter; 2013: Another letter" in html.unescape(
        office.get("/plans/spa-3/budget/").text
    )
    # Who removes a figure, and says why in the source, changes no other one.
    left = {2011: Decimal(30_000), 2012: Decimal(36_000), 2013: None}
    set_budget(plan, BudgetHeading.TRAVEL, left, source="A third letter", by=regional_manager, now=NOW)
    assert [*saved.all()] == [(2011, 30_000, SOURCE), (2012, 36_000, "A letter")]
    # A remark is no other source: the trail names those that stand.
    set_budget(plan, BudgetHeading.TRAVEL, left, source="", remark="Net", by=regional_manager, now=NOW)
    assert [one for one in trail(plan) if one.endswith(f"Source: {SOURCE}; A letter")] != []


def hidden_and_shown(form: Any) -> dict[str, str]:
    """What a browser sends of a form as it is."""
    found = {}
    for bound in form:
        found[bound.html_name] = str(bound.value() or "")
        if bound.field.show_hidden_initial:
            found[bound.html_initial_name] = re.findall(
                rf'name="{bound.html_initial_name}"(?: value="([^"]*)")?', str(bound)
            )[0]
    return found


def test_trail_says_the_figures_once_and_the_text_of_the_plan_stays_as_it_was(plan, office, regional_office):
    by: dict[str, Any] = {"source": SOURCE, "by": regional_office, "now": NOW}
    for figures in ({2011: Decimal(5), 2012: None}, {2011: Decimal(5)}, {2011: None}):
        set_budget(plan, BudgetHeading.TRAVEL, figures, **by)

    assert trail(plan)[:3] == [
        "Budget: removed the figures of “Travel”",
        f"Budget: recorded “Travel”: 2011: US$5. Source: {SOURCE}",
        "Entered the budget of the plan of action",
    ]
    with pytest.raises(RuleBroken, match="Give at least one figure"):
        set_budget(plan, BudgetHeading.TRAVEL, {2011: None}, **by)
    assert ActionPlan.objects.get(pk=plan.pk).row_version == 1
    assert "Budget: recorded “Travel”: 2011: US$5" in office.get("/plans/spa-3/").text
    page = office.get("/plans/spa-3/budget/").text
    assert "<h2>History</h2>" in page
    assert "Budget: removed the figures of “Travel”" in page
    assert [row[0] for row in rows_of(page)] == [
        label for label in PRINTED if label not in ("Travel", "Total technical assistance")
    ]


def test_endorsed_plan_takes_a_figure_of_the_year_it_was_extended_to(plan, regional_office, kh_desk, office):
    ActionPlan.objects.update(status="endorsed", adopted_at="IMM 3")
    for year in (2011, 2014):
        set_budget(
            plan, BudgetHeading.AREAS, {year: Decimal(7)}, source="A letter", by=regional_office, now=NOW
        )
        with pytest.raises(Refused):
            set_budget(plan, BudgetHeading.AREAS, {year: Decimal(8)}, source="x", by=kh_desk, now=NOW)
    with pytest.raises(RuleBroken):
        set_budget(plan, BudgetHeading.AREAS, {2010: Decimal(7)}, source="x", by=regional_office, now=NOW)

    page = office.get("/plans/spa-3/budget/").text
    assert rows_of(page)[0] == ("All areas together", "–", "–", "–", "7", "7")
    assert "Source: A letter" in page


@pytest.mark.usefixtures("plan", "observer")
def test_readers_have_the_table_without_changes_and_a_plan_without_one_says_so(office, outsider):
    page = outsider.get("/plans/spa-3/budget/").text
    assert rows_of(page) == TABLE_3
    assert "/plans/spa-3/budget/areas/" not in page
    assert "<h2>History</h2>" not in page
    assert "/plans/spa-3/budget/areas/" in office.get("/plans/spa-3/budget/").text
    assert 'href="/plans/spa-3/budget/"' in outsider.get("/plans/spa-3/").text
    assert (
        "The budget of this plan of action is not in the portal." in outsider.get("/plans/spa-2/budget/").text
    )
    assert outsider.get("/plans/spa-2/budget/budget.csv").status_code == 404
    assert outsider.get("/plans/spa-3/budget/budget.pdf").status_code == 404
    assert office.get("/plans/spa-3/budget/rent/").status_code == 404


def test_page_costs_the_same_at_one_figure_and_at_eighteen(plan, observer, client_of):
    every = queries.queries_of(client_of(observer), "/plans/spa-3/budget/")
    BudgetFigure.objects.exclude(pk=BudgetFigure.objects.first().pk).delete()

    assert queries.queries_of(client_of(observer), "/plans/spa-3/budget/") == every
    assert budget_of(plan).rows[-1].total == BudgetFigure.objects.get().amount


def test_second_load_leaves_the_budget_of_the_office_alone(plan, regional_office):
    assert load_plans(now=NOW).written == 0
    set_budget(plan, BudgetHeading.TRAVEL, {2011: Decimal(1)}, source="A letter", by=regional_office, now=NOW)
    told = Event.objects.count()

    loaded = load_plans(now=NOW)

    assert (loaded.written, Event.objects.count()) == (0, told)
    assert loaded.kept == [
        "COMMIT Sub-regional Plan of Action III: the reference file has a different budget. "
        "The budget in the portal is not changed."
    ]
    assert [one.amount for one in figures_of(plan, "travel")] == [1]


def test_money_of_a_year_stands_at_once_beside_what_the_budget_has_for_it(world, office, regional_office):
    said = r"US\$ in the budget for the activities of 2011</a></dt>\s*<dd>1,234</dd>"
    for year, is_told in ((2012, False), (2011, True)):
        asked = {year: Decimal(1_234)}
        set_budget(world.plan, BudgetHeading.AREAS, asked, source="x", by=regional_office, now=NOW)

        assert bool(re.search(said, office.get("/2011/comparison/money/").text)) is is_told
