"""Lists that their address filters and sorts: what is asked, what is left out, and what is said of it."""

import io
from dataclasses import dataclass

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from commit_portal.http.filters import Column, Filter, FilterChoice, ListOf, Sort


@dataclass(frozen=True)
class Fruit:
    name: str
    colour: str
    grams: int | None


FRUIT = (Fruit("Mango", "yellow", 300), Fruit("Lime", "green", None), Fruit("=Papaya", "yellow", 900))
LIST = ListOf[Fruit](
    filters=(Filter("colour", "Colour", lambda row: [FilterChoice(row.colour, row.colour.capitalize())]),),
    sorts=(Sort("grams", "Grams", "Lightest first", "Heaviest first", lambda row: row.grams),),
    columns=(Column("Name", lambda row: row.name), Column("Grams", lambda row: row.grams)),
    text=lambda row: row.name,
    usual="As they grow",
)


def _names(query):
    return [row.name for row in LIST.shown(QueryDict(query), FRUIT).rows]


def test_a_list_without_a_question_is_whole_and_in_its_own_order():
    shown = LIST.shown(QueryDict(""), FRUIT)

    assert shown.rows == FRUIT
    assert not shown.is_asked
    assert shown.query == ""
    assert shown.said == shown.problems == ()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("colour=yellow", ["Mango", "=Papaya"]),
        ("text=MANG", ["Mango"]),
        ("colour=green&text=mango", []),
        ("sort=grams", ["Mango", "=Papaya", "Lime"]),
        ("sort=-grams", ["=Papaya", "Mango", "Lime"]),
        ("colour=yellow&sort=-grams", ["=Papaya", "Mango"]),
    ],
)
def test_an_address_filters_and_sorts_and_what_is_not_known_comes_last(query, names):
    assert _names(query) == names


def test_what_is_asked_is_said_and_repeated_for_the_file():
    shown = LIST.shown(QueryDict("colour=yellow&text= man  go&sort=-grams&other=1&year=2009"), FRUIT)

    assert shown.said == ("Colour: Yellow", "Text: man go", "Sorted by: Heaviest first")
    assert shown.query == "?year=2009&colour=yellow&text=man+go&sort=-grams"
    assert (shown.is_asked, shown.all_url) == (True, "?year=2009")


@pytest.mark.parametrize(
    "query",
    ["colour=" + "9" * 40, "colour=%ED%A0%80", "colour=" + "x" * 10_000, "sort=%00", "colour=Yellow"],
)
def test_an_unknown_value_is_left_out_in_a_sentence(query):
    shown = LIST.shown(QueryDict(f"year=2009&{query}"), FRUIT)

    assert shown.rows == FRUIT
    assert not shown.is_asked
    (problem,) = shown.problems
    assert problem.endswith("in this list, so the filter does not use it.")
    assert len(problem) < 120


def test_a_text_that_is_too_long_is_left_out_in_a_sentence():
    shown = LIST.shown(QueryDict("text=" + "x" * 10_000), FRUIT)

    assert shown.rows == FRUIT
    assert shown.problems == ("The text has more than 100 characters, so the filter does not use it.",)
    assert not shown.is_asked
    assert shown.text == "x" * 10_000


def test_a_head_sorts_first_upwards_then_downwards_and_keeps_the_filter():
    unsorted, up, down = (
        LIST.shown(QueryDict(f"colour=yellow{sort}"), FRUIT).heads["grams"]
        for sort in ("", "&sort=grams", "&sort=-grams")
    )

    assert (unsorted["url"], unsorted["aria"]) == ("?colour=yellow&sort=grams", "")
    assert (up["url"], up["aria"]) == ("?colour=yellow&sort=-grams", "ascending")
    assert (down["url"], down["aria"]) == ("?colour=yellow&sort=grams", "descending")


def test_a_select_with_one_choice_is_not_offered():
    shown = LIST.shown(QueryDict(""), FRUIT[:1])

    assert shown.selects == ()
    assert not shown.is_offered


def test_the_file_holds_what_is_shown_says_the_filter_and_no_formula():
    shown = LIST.shown(QueryDict("colour=yellow&sort=-grams"), FRUIT)

    answer = LIST.file("fruit", "Fruit", shown, "xlsx")

    book = load_workbook(io.BytesIO(answer.content))
    assert list(book["Fruit"].values) == [("Name", "Grams"), ("'=Papaya", 900), ("Mango", 300)]
    about = dict(book["About this file"].values)
    assert about["Filter and order"] == "Colour: Yellow; Sorted by: Heaviest first"
    assert about["Rows"] == "2 of 3"
    assert answer["Content-Disposition"] == 'attachment; filename="fruit.xlsx"'
