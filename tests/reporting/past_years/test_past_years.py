"""Years from documents: each row judged, each row with its source, and what is not loaded never a zero.

Every row here is made up.
"""

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from reporting.dataset import Dataset
from reporting.dataset.build import build_dataset, build_targets
from reporting.dataset.serialization import to_json
from reporting.dataset.years import Effort, Movement, build_answers, effort_of
from reporting.dataset_queries.rows import report_rows
from reporting.models import PastRow
from spa.queries import a_year_stands_on
from tests import cast, workbooks
from tests.report_rows import make_edition
from tests.reporting.years.sample import open_another
from tests.reporting.years.test_years_pages import achieved_by, rows_of
from workplans.models import AnnualCycle
from workplans.statuses import Audience

HERE = "/plans/spa-test/past-years/"
ON = date(2014, 1, 31)
# The made-up documents.
TABLE_1, TABLE_2, TABLE_3 = ("Made-up Secretword report, table 1", "Table 2 of it", "Table 3 of it")
ROWS = [
    {"Kind": "Status", "Country": "Cambodia", "Target": "1.T1", "Status": "Achieved", "Achieved on": "30 Jun 2012"},
    {"Kind": "Status", "Country": "TH", "Target": "1.T1", "Status": "No activity yet"},
    {"Kind": "Activity", "Country": "Cambodia", "Target": "1.T1", "Type of activity": "Training", "Activity": "A course"},
    {"Kind": "Activity", "Country": "Thailand", "Type of activity": "Legal", "Activity": "Laws", "Number of activities": "12"},
    {"Kind": "Activity", "Country": "Thailand", "Type of activity": "Training", "Activity": "None", "Number of activities": "0"},
    {"Kind": "Money", "Country": "Cambodia", "Secretariat funding, approved": "82,400.50"},
]  # fmt: skip
SOURCES = {"Status": TABLE_2, "Activity": TABLE_1, "Money": TABLE_3}


def sent(client: Client, *rows: dict[str, str]) -> Any:
    """The page after rows were pasted, of 2012 and with a source unless they say otherwise."""
    return workbooks.paste(
        client,
        HERE,
        *({"Year": "2012", "Source": SOURCES.get(row["Kind"], "A document")} | row for row in rows),
    )


@pytest.fixture
def loaded(secretariat: Client) -> AnnualCycle:
    """2012 with the rows above."""
    assert workbooks.confirm(secretariat, sent(secretariat, *ROWS)).redirect_chain == [(HERE, 302)]
    return AnnualCycle.every.select_related("plan").get(year=2012)


def dataset(cycle: AnnualCycle, audience: Audience = Audience.TASKFORCES) -> Dataset:
    return build_dataset(report_rows(cycle, audience, on=ON))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"Kind": "Status", "Country": "Atlantis"}, "Row 2, Country: There is no country “Atlantis”. Use one of: Cam"),
        ({"Year": "2004"}, "Row 2, Year: “2004” is not a year that can be loaded here."),
        ({"Year": "2011"}, "Row 2, Year: “2011” is not a year that can be loaded here."),
        ({"Status": "Done"}, "Row 2, Status: “Done” is not a status. Use one of: Achieved, In progress, No activity yet."),
        ({"Status": "Answer withdrawn"}, "is not a status. Use one of: Achieved, In progress, No activity yet."),
        ({"Status": ""}, "Row 2, Status: A row of this kind must have a value here."),
        ({"Source": ""}, "Row 2, Source: A row of this kind must have a value here."),
        ({"Target": "9.T9"}, "Row 2, Target: A plan of action for tests has no target “9.T9”."),
        ({"Target": "1.T1, 1.T2"}, "Row 2, Target: Write one target in each row."),
        ({"Achieved on": "30 Jun 2012", "Status": "In progress"}, "Row 2, Achieved on: A day needs the status “Achieved”"),
        ({"Secretariat funding, spent": "0"}, "Row 2, Secretariat funding, spent: A row of this kind does not use this cell."),
        ({"Kind": "Rumour"}, "Row 2, Kind: “Rumour” is not a kind of row."),
        ({**ROWS[2], "Number of activities": "2"}, "Row 2, Number of activities: A row with targets"),
        ({**ROWS[3], "Number of activities": "a few"}, "“a few” is not a number of activities. Write a whole number."),
        ({**ROWS[3], "Activity": "x" * 301}, "Row 2, Activity: Use at most 300 characters."),
        ({**ROWS[5], "Secretariat funding, approved": ""}, "Row 2, Secretariat funding, approved: A row of this kind"),
    ],
)  # fmt: skip
def test_the_row_the_cell_and_the_sentence(secretariat, row, said):
    page = unescape(sent(secretariat, row if len(row) > 3 else ROWS[0] | {"Achieved on": ""} | row).text)

    assert said in page
    assert "Save these changes" not in page
    assert not AnnualCycle.every.filter(year__gt=2011).exists()


def test_the_same_fact_twice_is_refused_and_marked(secretariat):
    page = sent(secretariat, ROWS[0], ROWS[0] | {"Status": "In progress", "Achieved on": ""})

    assert "Cambodia is already in row 2" in page.text
    book = workbooks.download(secretariat, page.context["marked_url"])
    assert any(cell.comment for row in book.worksheets[0].iter_rows() for cell in row)


def test_what_is_not_loaded_is_never_zero(loaded):
    found = dataset(loaded)
    cells = {target.code: [cell.status.value for cell in target.cells] for target in found.targets}

    assert cells["1.T1"] == ["achieved", *["not_loaded"] * 3, "no_activity", "not_loaded"]
    assert set(cells["2.T1"]) == {"not_loaded"}
    assert found.targets[0].cells[0].source == TABLE_2
    assert {kind.code: kind.by_country for kind in found.types if kind.is_known} == {
        "training": (1, None, None, None, 0, None),
        "legal": (None, None, None, None, 12, None),
    }
    assert [str(row and row.approved) for row in found.money.by_country] == ["82400.50", *["None"] * 5]
    assert getattr(found.money.by_country[0], "spent_secretariat", "") is None
    assert (found.money.by_area, found.money.regional, found.targets[0].covered) == ((), None, 2)
    efforts = {row.target.code: row.effort for row in effort_of(found)}
    assert efforts == dict.fromkeys(cells, Effort.NOT_KNOWN) | {"1.T1": Effort.SERVED}
    assert (
        build_targets(report_rows(loaded, Audience.TASKFORCES, on=ON, only_area="1"), "1").area
        == found.areas[0]
    )


def test_a_later_year_compares_with_it_and_names_the_document(loaded, world, secretariat):
    later = open_another(world, 2013, {"kh": "AP--", "th": "P---"})
    found = dataset(later)
    kh, th = found.targets[0].cells[0], found.targets[0].cells[4]

    assert (kh.since_year, kh.was, th.was) == (2012, None, "no_activity")
    assert found.facts.previous_year == 2012
    answers = build_answers([dataset(loaded), found], ON)
    moved = {(row.target.code, row.place): row.movement(2012, 2013) for row in answers}
    assert moved["1.T1", "TH"] is Movement.FORWARD
    # Nobody knows whether an answer is the first where the year before is not loaded.
    assert moved["1.T2", "KH"] is Movement.NONE
    for path in (
        "/2013/comparison/",
        "/2013/comparison/counts/",
        "/comparison/2012-2013/",
        "/2013/comparison/1.T1/th/",
    ):
        assert (
            f"2012 was not planned in the portal. Loaded from: {TABLE_1}, {TABLE_2} and {TABLE_3}."
            in secretariat.get(path).text
        )
    for table in ("counts", "taskforces", "money", "partners"):
        assert "Not loaded" in secretariat.get(f"/comparison/2012-2013/{table}/").text
    # Sums over what is not loaded: the answers that are known, and no total of types of which one is not.
    page = secretariat.get("/comparison/2012-2013/").text
    assert achieved_by(page)[0]["Cambodia"] == ["1 of 1", "1 of 4"]
    assert achieved_by(page)[0]["Thailand"] == ["0 of 1", "0 of 4"]
    assert "“Achieved”: 1 of 3 answers for 2013, and 1 of 2 for 2012." in page
    assert "Not known: some answers are not shown" not in page
    assert "Not known: some answers are not shown" in secretariat.get("/comparison/2011-2012/").text
    counts = {
        (row["Country"], row["Type"]): row["2012"]
        for row in rows_of(secretariat, "/comparison/2012-2013/counts/")
    }
    assert counts["All countries", "Training"] == "2 of 6 countries"
    assert (counts["Thailand", "Training"], counts["Thailand", "Legal"]) == (0, 12)
    # Of Cambodia one of the two types is not loaded, so the number of all types is not known.
    everything = [counts[place, "All types"] for place in ("All countries", "Cambodia", "Thailand")]
    assert everything == ["1 of 6 countries", "Not loaded", 12]


def test_every_page_of_it_names_its_documents(loaded, client_of, world):
    client = client_of(world.seats["lao_officer"])

    for path, words in (
        ("", "Not loaded"),
        ("counts/?country=th&type=legal", "Laws (12)"),
        ("money/", "82,400.50"),
        ("coverage/", "With activities"),
        ("timeline/", "were loaded without dates of activities"),
        ("1.T1/kh/", f"Loaded from: {TABLE_2}."),
        ("1.T1/vn/", "No document about this is loaded."),
    ):
        text = client.get(f"/2012/comparison/{path}").text
        assert words in text
        assert TABLE_1 in text or path.startswith("1.T1/")
        assert not re.search(r"Not reported|Not approved|Not released|Approved activities", text)
    assert client.get("/2012/").url == "/2012/comparison/"
    assert "Years from documents" in client.get("/years/").text


def test_it_is_no_year_of_the_portal(loaded, secretariat):
    assert list(AnnualCycle.objects.values_list("year", flat=True)) == [2011]
    assert not loaded.workplans.exists()
    other = cast.another_plan(100, 2005, 2007, status="agreed")
    AnnualCycle.every.create(
        year=2005, plan=other, is_loaded=True, starts_on=ON.replace(year=2005), ends_on=ON
    )
    # Its text is closed as that of every plan of action that a year follows (SPA-1).
    assert a_year_stands_on(other)
    assert [
        secretariat.get(f"/2012/{path}").status_code for path in ("kh/", "reviews/", "report/", "regional/")
    ] == [404] * 4
    form = {"year": "2012", "plan": loaded.plan_id, "starts_on": "1 Jan 2012", "ends_on": "31 Dec 2012"}
    opened = secretariat.post("/years/open/", form | {"country_ceiling": "1"})
    assert "2012 is already in the portal." in opened.text


@pytest.mark.parametrize("audience", [Audience.PARTNERS, Audience.OBSERVERS])
def test_outsiders_read_nothing_of_it(loaded, world, client_of, audience):
    later = open_another(world, 2013, {"kh": "AP--"})

    for cycle in (loaded, later):
        assert not re.search(
            "Secretword|A course|82400|achieved.{0,40}2012", to_json(dataset(cycle, audience))
        )
    frozen = to_json(dataset(later, audience))
    client = client_of(world.seats["ilo" if audience == Audience.PARTNERS else "observer"])
    assert client.get("/2012/comparison/").status_code == client.get("/2012/").status_code == 404
    assert client.get(f"{HERE}past-years.xlsx").status_code == 403
    assert "2012" not in client.get("/years/").text
    PastRow.objects.all().delete()
    loaded.delete()
    assert to_json(dataset(later, audience)) == frozen


def test_the_workbook_comes_back_and_says_what_it_changes(loaded, secretariat):
    book = workbooks.download(secretariat, f"{HERE}past-years.xlsx")
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert len(rows) == len(ROWS)
    assert {row[-1] for row in rows} == {TABLE_1, TABLE_2, TABLE_3}
    place = next(at for at, row in enumerate(rows, start=2) if row[4] == "No activity yet")
    sheet.cell(place, 5, "In progress")

    page = workbooks.upload(secretariat, book, HERE)

    assert "Changed: 1 · Unchanged: 5 · Refused: 0" in page.text
    workbooks.confirm(secretariat, page)
    assert dataset(AnnualCycle.every.get(year=2012)).targets[0].cells[4].status == "in_progress"
    assert PastRow.objects.count() == len(ROWS)


def test_what_was_loaded_meanwhile_is_looked_at_first(loaded, secretariat, manager):
    older = sent(secretariat, ROWS[0] | {"Status": "In progress", "Achieved on": ""})
    workbooks.confirm(manager, sent(manager, ROWS[1] | {"Status": "Achieved"}))

    answer = workbooks.confirm(secretariat, older)

    assert answer.status_code == 409
    assert "Someone changed the plan of action or past years" in answer.text
    assert PastRow.objects.get(taskforce__slug="kh", kind="status").status == "achieved"


def test_a_year_is_removed_until_an_edition_was_made_with_it(loaded, world, secretariat):
    address = f"{HERE}2012/remove/"
    later = open_another(world, 2013, {"kh": "AP--"})
    make_edition(later, audience="partners", of=dataset(later, Audience.PARTNERS))
    edition = make_edition(later, audience="taskforces", of=dataset(later))
    assert "Edition 1 of the report 2013 uses these rows" in secretariat.get(address).text
    assert secretariat.post(address).status_code == 403

    edition.delete()
    secretariat.post(address)

    assert not AnnualCycle.every.filter(year=2012).exists()
    assert not PastRow.objects.exists()
    assert dataset(AnnualCycle.objects.get(year=2013)).facts.loaded == ()
    trail = secretariat.get("/plans/spa-test/").text
    assert "Past years: loaded 6 rows of 2012" in trail
    assert "Removed the loaded rows of 2012" in trail
