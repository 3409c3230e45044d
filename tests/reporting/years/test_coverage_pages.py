"""What nobody works on, in one year: who learns it, on the page and in its files."""

import csv
import re
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from tests.cast import released
from tests.reporting.years.sample import page_at
from workplans.models import Workplan
from workplans.statuses import Audience

pytestmark = pytest.mark.slow
PAGE = "/2012/comparison/coverage/"
ROW = re.compile(
    r'scope="row">([^<]+)</th>.*?data-status="\w+">([^<]+)</span></td>\s*<td[^>]+>([^<]*)', re.DOTALL
)


def page(client, path=PAGE):
    return page_at(client, path)


def rows_in(text: str) -> dict[str, tuple[str, str]]:
    return {code: (word, who) for code, word, who in ROW.findall(text)}


def in_file(client) -> dict[str, dict[str, str]]:
    body = client.get(f"{PAGE}list.csv").content.decode("utf-8-sig")
    found = list(csv.DictReader(StringIO(body)))
    # The workbook of the comparison has the same rows, as an edition has them.
    book = load_workbook(BytesIO(client.get("/2012/comparison/xlsx/").content))
    heads, *rows = book["Coverage"].iter_rows(values_only=True)
    assert [dict(zip(heads, map(str, row), strict=True)) for row in rows] == found
    return {row["Target"]: row for row in found}


def test_the_secretariat_reads_who_works_on_each_target_and_what_nobody_works_on(later, secretariat):
    text, rows = page(secretariat), in_file(secretariat)
    nobody = ("No activity", "")
    assert rows_in(text) == {
        "1.T1": ("With activities", "Cambodia: 1"),
        "1.T2": nobody,
        "2.T1": nobody,
        "2.T2": nobody,
    }
    assert {code: row["Activities for it"] for code, row in rows.items()} == {
        code: word for code, (word, _who) in rows_in(text).items()
    }
    assert (rows["1.T1"]["Cambodia"], rows["1.T1"]["China"]) == ("1", "Not approved")
    assert rows_in(page(secretariat, f"{PAGE}?show=nobody")).keys() == {"1.T2", "2.T1", "2.T2"}
    assert f'<a href="{PAGE}">Targets that nobody works on</a>' in page(secretariat, "/2012/comparison/")


def test_a_peer_learns_of_no_plan_that_is_not_released(later, kh_plan, peer, secretariat):

    # The Secretariat reads of the same plan that Cambodia works on a target.
    assert rows_in(page(secretariat))["1.T1"] == ("With activities", "Cambodia: 1")
    assert set(rows_in(page(peer)).values()) == {("Not known", "")}
    places = {(row["Cambodia"], row["Regional"]) for row in in_file(peer).values()}
    # A taskforce reads every regional workplan that is approved, so none is.
    assert places == {("Not released", "Not approved")}

    plan = Workplan.objects.select_related("cycle__plan", "taskforce__country", "of_record").get(
        cycle=later, taskforce=kh_plan.taskforce
    )
    released(plan, Audience.TASKFORCES)
    after = rows_in(page(peer))
    assert after["1.T1"] == ("With activities", "Cambodia: 1")
    assert after["1.T2"] == ("Not known", "")
