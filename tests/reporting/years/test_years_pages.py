"""The page of two years: who reads what of both, and the same in its files."""

import csv
import re
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.reporting.years.sample import make_two_years

pytestmark = pytest.mark.slow
PAGE = "/comparison/2011-2012/"
CELL = re.compile(
    r'data-label="([^"]+)"(?: class="regional")? data-status="(\w+)" data-move="(\w+)"><span class="word">'
    r"(?:<a [^>]+>)?([^<]+).*?</td>"
)


@pytest.fixture
def later(world):
    return make_two_years(world)


def page(client, path=PAGE):
    response = client.get(path)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def matrix_in(text: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The state, the movement and the small words of each cell, by target and place."""
    found = {}
    for row in text.split('<th role="rowheader" scope="row">')[1:]:
        code = re.search(r'<span class="code">([^<]+)', row)
        for cell in CELL.finditer(row) if code else ():
            small = re.findall(r'<span class="was">([^<]+)', cell[0])
            found[code[1], unescape(cell[1])] = (unescape(cell[4]), cell[3], *map(unescape, small))
    return found


def rows_of(client: Any, query: str = "", suffix: str = "xlsx") -> list[dict[str, Any]]:
    body = client.get(f"{PAGE}list.{suffix}{query}").content
    if suffix == "csv":
        return list(csv.DictReader(StringIO(body.decode("utf-8-sig"))))
    heads, *rows = load_workbook(BytesIO(body)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_the_page_says_what_moved_what_slipped_and_what_is_the_same(later, client_of, regional_office):
    text = page(client_of(regional_office))

    cells = matrix_in(text)
    assert cells["1.T1", "Cambodia"] == ("In progress", "back", "slipped, was: achieved")
    assert cells["1.T2", "Cambodia"] == ("Achieved", "forward", "was: in progress")
    assert cells["2.T1", "Lao PDR"] == ("Achieved", "same", "as in 2011")
    assert cells["2.T2", "Lao PDR"] == ("In progress", "first", "reported for the first time")
    assert cells["2.T1", "Regional"] == ("Not reported", "none", "was: in progress")
    assert cells["1.T1", "China"] == ("Not reported", "none")
    figures = dict(re.findall(r"<dt>(?:<a [^>]+>)?([^<]+).*?<dd[^>]*>(\d+)", text))
    assert figures == {
        "slipped back": "1",
        "moved forward": "2",
        "reported for the first time": "2",
        "as in 2011": "5",
        "overdue": "0",
    }
    assert '<a href="?show=back">slipped back</a>' in text


@pytest.mark.parametrize("name", ["regional_office", "kh_lead", "kh_desk", "lao_officer", "lao_desk"])
def test_every_state_of_the_screen_is_in_the_workbook_and_the_csv_of_the_same_reader(
    later, client_of, world, name
):
    client = client_of(world.seats[name])
    cells = {place: cell for place, cell in matrix_in(page(client)).items() if cell[0] != "Not asked"}

    book = rows_of(client)
    read = {(row["Target"], row["Country"]): row for row in book}
    assert {place: row["Status 2012"] for place, row in read.items()} == {
        place: cell[0] for place, cell in cells.items()
    }
    for place, (_word, _move, *small) in cells.items():
        assert [words for words in (read[place]["Compared with 2011"],) if words] == small
    plain = [
        {name: str(value or "").removesuffix(" 00:00:00") for name, value in row.items()} for row in book
    ]
    assert rows_of(client, suffix="csv") == plain


@pytest.mark.parametrize("query", ["?area=2", "?show=back", "?show=forward", "?area=1&show=forward"])
def test_the_files_have_the_answers_that_the_page_is_filtered_by(later, client_of, regional_office, query):
    client = client_of(regional_office)

    rows, text = rows_of(client, query), page(client, PAGE + query)
    every = rows_of(client)
    assert 0 < len(rows) < len(every)
    assert set(matrix_in(text)) >= {(row["Target"], row["Country"]) for row in rows}
    assert {code for code, _place in matrix_in(text)} == {row["Target"] for row in rows}
    assert f'list.xlsx{query.replace("&", "&amp;")}"' in text


def test_peers_read_the_states_of_both_years_and_no_words(later, client_of, lao_officer, kh_member):
    text, own = page(client_of(lao_officer)), page(client_of(kh_member))

    assert matrix_in(text) == matrix_in(own)
    assert "words KH 2012 1.T1" in own
    assert "Explanation: Not released" in text
    assert "words KH" not in text
    assert "words KH" not in str(rows_of(client_of(lao_officer)))
    assert "words KH 2011 1.T1" in str(rows_of(client_of(kh_member)))


@pytest.mark.parametrize("name", ["ilo", "observer"])
def test_partners_and_observers_read_neither_the_page_nor_its_files(later, client_of, world, name):
    client = client_of(world.seats[name])

    text = page(client)
    assert "No edition of 2012 is released to you" in text
    assert "slipped" not in text
    assert client.get(f"{PAGE}list.xlsx").status_code == 403


@pytest.mark.parametrize("path", ["2012-2011/", "2012-2012/", "2010-2012/", "2011-2019/"])
def test_a_year_beside_none_or_a_later_one_is_not_found(later, client_of, regional_office, path):
    assert client_of(regional_office).get(f"/comparison/{path}").status_code == 404
    assert client_of(regional_office).get(f"/comparison/{path}list.csv").status_code == 404


def test_the_comparison_leads_there_and_back_where_the_year_before_has_answers(
    later, client_of, regional_office
):
    client = client_of(regional_office)
    way = f'<a href="{PAGE}">Changes since 2011</a>'

    for path in ("", "counts/", "money/"):
        assert way in page(client, f"/2012/comparison/{path}")
        assert "Changes since" not in page(client, f"/2011/comparison/{path}")
    assert '<a href="/2012/comparison/">Targets</a>' in page(client)
