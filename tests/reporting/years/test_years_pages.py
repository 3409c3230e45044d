"""The page of two years: who reads what of both, and the same in its files."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.db.models import F

from reporting.editions.actions import ask_for_edition
from reporting.statuses import ReviewStage
from reporting.years.tables import TABLES
from tests import cast, workbooks, year_behind
from tests.queries import counted
from tests.reporting.editions.test_words import made
from tests.reporting.years.sample import SAID_2011, SAID_2012, answer, approve, open_another, page_at
from tests.spa.test_revisions import earlier_year
from workplans.book.actions import rename
from workplans.models import AnnualCycle, Country
from workplans.statuses import Audience

pytestmark = pytest.mark.slow
BEGUN = date(2012, 1, 1)
PAGE = "/comparison/2011-2012/"
CELL = re.compile(
    r'data-label="([^"]+)"(?: class="regional")? data-status="(\w+)" data-move="(\w+)"><span class="word">'
    r"(?:<a [^>]+>)?([^<]+).*?</td>"
)


def page(client, path=PAGE):
    return page_at(client, path)


def matrix_in(text: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The state, the movement and the small words of each cell, by target and place."""
    found = {}
    for row in text.split('<th role="rowheader" scope="row">')[1:]:
        code = re.search(r'<span class="code">([^<]+)', row)
        for cell in CELL.finditer(row) if code else ():
            small = re.findall(r'<span class="was">([^<]+)', cell[0])
            found[code[1], unescape(cell[1])] = (unescape(cell[4]), cell[3], *map(unescape, small))
    return found


def rows_of(client: Any, path: str = PAGE, query: str = "", suffix: str = "xlsx") -> list[dict[str, Any]]:
    body = client.get(f"{path}list.{suffix}{query}").content
    if suffix == "csv":
        return list(csv.DictReader(StringIO(body.decode("utf-8-sig"))))
    heads, *rows = workbooks.opened(body).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_the_page_says_what_moved_forward_what_moved_back_and_what_is_the_same(later, secretariat):
    text = page(secretariat)

    cells = matrix_in(text)
    assert cells["1.T1", "Cambodia"] == ("In progress", "back", "moved back, was: achieved")
    assert cells["1.T2", "Cambodia"] == ("Achieved", "forward", "moved forward, was: in progress")
    assert cells["2.T1", "Lao PDR"] == ("Achieved", "same", "as in 2011")
    assert cells["2.T2", "Lao PDR"] == ("In progress", "first", "reported for the first time")
    assert cells["2.T1", "Regional"] == ("Not reported", "none", "not reported now, was: in progress")
    assert cells["1.T1", "China"] == ("Not reported", "none")
    figures = dict(re.findall(r"<dt>(?:<a [^>]+>)?([^<]+).*?<dd[^>]*>(\d+)", text))
    assert figures == {
        "Answers that moved back": "1",
        "Answers that moved forward": "2",
        "Answers reported for the first time": "2",
        "Answers as in 2011": "5",
        "Answers not achieved by the due date": "0",
        "Answers not reported": "18",
    }
    assert '<a href="?show=back">Answers that moved back</a>' in text


def test_who_keeps_the_meetings_puts_all_that_moved_back_before_the_next_som(later, secretariat, desk):
    """Desks read the same page, without this way."""
    way = re.compile(r'<a href="(/meetings/recommendations/new/\?[^"]+)">Add 1 answer to the agenda')
    target = later.plan.targets.get(code="1.T1")

    (found,) = way.findall(page(secretariat))

    assert unescape(found).partition("?")[2] == f"target={target.pk}&place=kh"
    assert way.findall(page(secretariat, f"{PAGE}?show=forward")) == []
    assert way.findall(page(desk)) == []


def test_all_answers_are_counted_by_year_in_a_sentence_a_chart_and_its_table(later, secretariat):
    text = page(secretariat)

    section = text.split("All answers, year by year")[1].split("</details>")[0]
    states = Counter(state for state, *_ in matrix_in(text).values())
    counted = [states[word] for word in ("Achieved", "In progress", "No activity yet", "Not reported")]
    rows = re.findall(r'scope="row">(\d+)</th>(.*?)</tr>', section, re.DOTALL)
    table = {year: [int(number) for number in re.findall(r">(\d+)<", cells)] for year, cells in rows}
    drawn = [int(number) for number in re.findall(r"<text [^>]+>(\d+)</text>", section)]

    assert table["2012"] == [*counted, sum(counted)]
    assert drawn == [int(one) for year, row in table.items() for one in (year, *row[:4]) if int(one)]
    was, *others = table["2011"][:3]
    # Each answer once more, by what it was: the sums are those of both years.
    both = text.split("Answers in 2011 and in 2012")[1].split("</details>")[0]
    pairs = re.findall(r'scope="row">2011: ([^<]+)</th>(.*?)</tr>', both, re.DOTALL)
    then = {word: [int(one) for one in re.findall(r">(\d+)<", cells)] for word, cells in pairs}
    assert [*map(sum, then.values())] == table["2011"][:4]
    assert [*map(sum, zip(*then.values(), strict=True))] == table["2012"][:4]
    # Lao PDR stayed there with 2.T1 and the region with 1.T2; Cambodia fell back with 1.T1.
    assert then["Achieved"][:4] == [2, 1, 0, 0]
    # Who has not answered gave no answer.
    given, before = sum(counted[:3]), was + sum(others)
    finding = f"“Achieved”: {counted[0]} of {given} answers for 2012, and {was} of {before} for 2011."
    assert section.count(finding) == 2


def test_answers_of_mid_year_say_so_beside_those_of_a_whole_year(later, world, secretariat):
    third, beside = year_behind.open_next(world, year=2013).cycle, "/comparison/2012-2013/"
    answer(world, third, {"kh": "APNN"}, ReviewStage.MID_YEAR)
    before = "4 of 10 for 2012."

    said = f"“Achieved”: 1 of 4 answers for 2013 (as reported at mid-year), and {before}"
    assert page(secretariat, beside).count(said) == 2
    answer(world, third, {"la": "AP--"})
    assert f"“Achieved”: 2 of 6 answers for 2013, and {before}" in page(secretariat, beside)


@pytest.mark.parametrize("query", ["?area=2", "?show=back", "?show=forward", "?area=1&show=forward"])
def test_the_files_have_the_answers_that_the_page_is_filtered_by(later, secretariat, query):
    rows, text = rows_of(secretariat, query=query), page(secretariat, PAGE + query)
    every = rows_of(secretariat)
    assert 0 < len(rows) < len(every)
    assert set(matrix_in(text)) >= {(row["Target"], row["Country"]) for row in rows}
    assert {code for code, _place in matrix_in(text)} == {row["Target"] for row in rows}
    assert f'list.xlsx{query.replace("&", "&amp;")}"' in text


def lists_in(text: str) -> dict[str, dict[str, str]]:
    """What each list of answers has: the words of the taskforce by its place and target."""
    found: dict[str, dict[str, str]] = {}
    listed = re.findall(r'<h2>([^<]+)</h2><span class="area-sum">(.*?)</details>', text, re.DOTALL)
    for title, rows in listed:
        for row in rows.split("<li>")[1:]:
            words = re.search(r'<p class="second"[^>]*>([^<]+)', row)
            found.setdefault(title, {})[re.findall(r'row-title"[^>]+>([^<]+)', row)[0]] = (
                words[1] if words else ""
            )
    return found


@pytest.mark.parametrize("query", ["", "?show=first", "?show=back", "?area=2&show=first"])
def test_answers_that_moved_or_are_reported_first_are_listed_in_the_words_of_the_taskforces(
    later, world, client_of, regional_office, query
):
    client, wanted = client_of(regional_office), dict[str, dict[str, str]]()
    kinds = {
        "back": "Answers that moved back",
        "forward": "Answers that moved forward",
        "first": "Answers reported for the first time",
    }
    answer(world, later, {"kh": "PANA"})
    for (code, name), (_state, move, *_small) in matrix_in(page(client)).items():
        if move in kinds and query in ("", f"?show={move}", f"?area={code[0]}&show={move}"):
            # Only Cambodia has an approved workplan, so the words of the others are not shown.
            words = f"words KH 2012 {code}" if name == "Cambodia" else ""
            wanted.setdefault(kinds[move], {})[f"{name}, target {code}"] = words

    assert lists_in(page(client, PAGE + query)) == wanted
    assert len(wanted) == (1 if query else 3)
    if "first" in query:
        assert wanted[kinds["first"]]["Cambodia, target 2.T2"] == "words KH 2012 2.T2"


def test_peers_read_the_states_of_both_years_and_no_words(later, client_of, lao_officer, kh_member):
    text, own = page(client_of(lao_officer)), page(client_of(kh_member))

    assert matrix_in(text) == matrix_in(own)
    assert "words KH 2012 1.T1" in own
    assert "Explanation: Not released" in text
    assert "words KH" not in text
    assert "words KH" not in str(rows_of(client_of(lao_officer)))
    assert "words KH 2011 1.T1" in str(rows_of(client_of(kh_member)))


def test_the_explanation_of_the_region_is_missing_for_a_reason(later, world, client_of, regional_office):
    open_another(world, 2013, {"regional": "PA--"})

    text = page(client_of(regional_office), "/comparison/2012-2013/?show=forward")

    assert "Regional, target 1.T1" in text
    assert "No regional workplan has been approved. So the explanation is not shown." in text
    assert "Explanation: Not approved" not in text


def test_the_comparison_leads_there_and_back_where_the_year_before_has_answers(later, secretariat):
    way = f'<a href="{PAGE}">Changes since 2011</a>'

    for path in ("", "counts/", "money/"):
        assert way in page(secretariat, f"/2012/comparison/{path}")
        assert "Changes since" not in page(secretariat, f"/2011/comparison/{path}")
    assert '<a href="/2012/comparison/">Targets</a>' in page(secretariat)


def test_with_three_years_the_page_offers_the_earlier_one(later, world, client_of, regional_office):
    client, later_page = client_of(regional_office), "/comparison/2011-2013/"
    assert "Compare with:" not in page(client)
    open_another(world, 2013, SAID_2011)

    text = page(client, later_page)
    assert (
        '<span aria-current="page">2011</span> <a href="/comparison/2012-2013/">2012</a>'
        in text.split("Compare with:")[1]
    )
    # 2012 said "achieved" between two years of the same answer.
    assert matrix_in(text)["1.T2", "Cambodia"] == ("In progress", "same", "as in 2011", "overdue")
    assert matrix_in(page(client, "/comparison/2012-2013/"))["1.T2", "Cambodia"][1] == "back"
    # Who answered in 2011 and not in 2012 does not report for the first time.
    assert matrix_in(page(client, "/comparison/2012-2013/"))["2.T1", "Regional"] == (
        "In progress",
        "none",
        "was: not reported",
        "overdue",
    )


def test_pages_of_ten_years_ask_as_few_queries_as_those_of_three(
    later, world, client_of, regional_office, kh_member, forget
):
    """At most 10 where the datasets are remembered, and at most 28 where nobody has read any of them."""
    clients = [client_of(seat) for seat in (regional_office, kh_member)]
    tables = ("", "list.csv", *(f"{table}/" for table in TABLES))

    def asked(path: str, before: Callable[[], object]) -> list[int]:
        costs = []
        for client in clients:
            client.get(path)
            before()
            costs.append(counted(lambda client=client: client.get(path)))
        return costs

    open_another(world, 2013, SAID_2011)
    three, ten = "/comparison/2011-2013/", "/comparison/2011-2020/"
    first, again = ([asked(f"{three}{table}", before) for table in tables] for before in (forget, int))
    for year in range(2014, 2021):
        open_another(world, year, SAID_2011)
    assert [asked(f"{ten}{table}", forget) for table in tables] == first
    assert [asked(f"{ten}{table}", int) for table in tables] == again
    assert max(map(max, again)) <= 10
    assert max(map(max, first)) <= 28
    last = AnnualCycle.objects.filter(year=2020)
    assert max(asked(ten, lambda: last.update(revision=F("revision") + 1))) <= 10


def test_a_country_that_was_renamed_is_named_with_what_it_was_called_in_years_of_the_page(
    later, world, client_of, regional_office, forget
):
    """Those of one year have the name of the year, and an edition keeps its own."""
    client, named = client_of(regional_office), "Vietland (then Viet Nam)"
    edition = made(ask_for_edition(world.cycle, Audience.SECRETARIAT, by=regional_office, now=cast.NOW))
    rename(Country.objects.get(code="VN"), name="Vietland", begins=BEGUN, by=regional_office, now=cast.NOW)
    open_another(world, 2013, SAID_2011)
    forget()

    for table in ("", "?show=not_reported", *(f"{table}/" for table in TABLES if table != "partners")):
        assert named in page(client, PAGE + table), table
        assert named not in page(client, f"/comparison/2012-2013/{table}"), table
    assert {row["Country"] for row in rows_of(client)} >= {named, "Lao PDR"}
    assert named in str(rows_of(client, f"{PAGE}money/", suffix="csv"))
    assert [row.name for row in edition.frozen().countries][-1] == "Viet Nam"
    for path in ("/2012/comparison/", "/2012/comparison/coverage/", "/2012/report/"):
        assert "(then" not in page(client, path)


def achieved_by(text: str) -> list[dict[str, list[str]]]:
    """What each taskforce achieved at the end of each year, for each plan of action of the page."""
    tables = text.split("Targets achieved by each taskforce, as last reported in each year")[1:]
    rows = (
        re.findall(r'scope="row">([^<]+)</th>(.*?)</tr>', one.split("</details>")[0], re.S) for one in tables
    )
    return [{name: re.findall(r"<td[^>]+>([^<]+)", cells) for name, cells in found} for found in rows]


def counted_by_hand(*years: dict[str, str]) -> dict[str, list[str]]:
    """The same from what was typed for four targets: who answers nothing has not achieved "0 of 4"."""
    names = {
        "kh": "Cambodia",
        "cn": "China",
        "la": "Lao PDR",
        "mm": "Myanmar",
        "th": "Thailand",
        "vn": "Viet Nam",
    }
    return {
        name: [f"{said[place].count('A')} of 4" if place in said else "Not reported" for said in years]
        for place, name in (names | {"regional": "Regional"}).items()
    }


def test_years_of_two_plans_of_action_that_nobody_linked_show_each_plan_in_its_own_years(
    later, world, secretariat, regional_office, forget
):
    earlier, said = earlier_year(regional_office), {"kh": "APAP"}
    approve(world, earlier)
    answer(world, earlier, said)
    forget()

    text = page(secretariat, "/comparison/2010-2012/")
    assert "The targets of the two are not linked, so the answers are not compared." in text
    assert "data-move" not in text
    # No tab promises what changed since a year that is not compared.
    assert f'<a href="{PAGE}">Changes since 2011</a>' in text
    assert '<span aria-current="page">2010 to 2012</span>' in text
    assert '<span aria-current="page">Changes since 2011</span>' in page(secretariat)
    old, both = text.split('<div class="section-head"><h2>')[1:]
    assert old.startswith('<a href="/2010/comparison/">SPA 98, 2010</a>')
    assert both.startswith('<a href="/comparison/2011-2012/">spa-test, 2011 to 2012</a>')
    assert achieved_by(old) == [counted_by_hand(said)]
    assert achieved_by(both) == [counted_by_hand(SAID_2011, SAID_2012)]
    assert achieved_by(page(secretariat)) == achieved_by(both)
    assert "“Achieved”: 2 of 4 answers for 2010." in old
    assert "“Achieved”: 4 of 10 answers for 2012, and 3 of 9 for 2011." in both
    assert old.count("<svg") == both.count("<svg") == 1
    assert len(secretariat.get("/comparison/2010-2012/list.csv").content.splitlines()) == 1
    # The whole span has a way from the comparison, also where another year is asked for that is not compared.
    way = '<a href="/comparison/2010-2012/">2010 to 2012</a>'
    assert way in page(secretariat, "/2012/comparison/")
    asked = page(secretariat, "/2012/comparison/?with=2010")
    assert "You cannot compare with 2010 here." in asked
    assert way in asked
    assert f'<a href="{PAGE}">Changes since 2011</a>' in asked


def test_a_plan_of_action_without_a_text_says_so_beside_another(later, world, secretariat):
    year_behind.open_next(world, year=2013, on=cast.another_plan(100, 2013, 2014, status="agreed"))

    _both, last = page(secretariat, "/comparison/2012-2013/").split('<div class="section-head"><h2>')[1:]
    assert "The texts of the targets are not public" in last
    assert "Changes since" not in page(secretariat, "/2013/comparison/")


def test_made_up_years_say_so_on_the_page_in_the_workbook_and_in_the_name_of_the_file(later, secretariat):
    assert "Demonstration data" not in page(secretariat)
    assert secretariat.get(f"{PAGE}list.csv")["Content-Disposition"].endswith('"comparison-2011-2012.csv"')

    # The earlier of both years alone.
    AnnualCycle.objects.filter(year=2011).update(is_demo=True, revision=F("revision") + 1)
    assert "Demonstration data" in page(secretariat)
    answer = secretariat.get(f"{PAGE}list.xlsx")
    assert answer["Content-Disposition"].endswith('"comparison-2011-2012-demonstration.xlsx"')
    about = dict(workbooks.opened(answer.content).worksheets[1].iter_rows(max_col=2, values_only=True))
    assert about["Demonstration data"] == "yes"
    assert about["About"].startswith("2012: answers of ")
