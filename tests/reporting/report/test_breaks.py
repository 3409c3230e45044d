"""Where the pages of the printed report break: no page opens with the last row of a table, none is next to empty."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from reporting.dataset import Dataset, OfficeText
from reporting.dataset.activities import RegionalWorkplan
from reporting.dataset.schema import ChangesSince
from reporting.dataset.serialization import digest
from reporting.report.context import print_context
from reporting.report.numbering import Imprint
from reporting.report.pdf import Page, PrintFiles, report_html
from tests.report_samples import AS_OF, few_pages, sample_2009, several_years, with_evidence, without_release

pytestmark = pytest.mark.slow

# What undoes the rules of the style sheets: the negative control of each check.
BREAK_ANYWHERE = "tbody, tr { break-before: auto !important }"
WORDS_ANYWHERE = ".words { break-before: auto !important; break-inside: auto !important }"
WIDE_CONTENTS = ".contents.contents li { margin: 2.7mm 0 !important }"
A_PAGE_EACH = ".chapter { break-before: page !important }"
A_TABLE_A_PAGE = ".years { break-before: page !important }"
# Tables over the years begin near the foot of a page, and may break there.
LOW, TORN = ".years { margin-top: 150mm }", ".years { break-inside: auto !important }"


def boxes(box: Any) -> Iterator[Any]:
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child)


def pages_of(dataset: Dataset, style: str = "") -> list[Any]:
    html = report_html(dataset, Imprint(1, digest(dataset), AS_OF))
    html = html.replace("</head>", f"<style>{style}</style></head>")
    return [page._page_box for page in Page(html, PrintFiles()).render().pages]


def rows_of_tables(page: Any) -> dict[Any, list[Any]]:
    """The body rows of each table on a page; the row that names a group is none."""
    return {
        box.element: [
            row.element
            for group in box.children
            if not group.is_header
            for row in group.children
            if row.element.get("class") != "group"
        ]
        for box in boxes(page)
        if type(box).__name__ == "TableBox" and box.element.tag == "table"
    }


def tails(dataset: Dataset, style: str = "") -> list[int]:
    """How many rows stand at the head of each page on which a table of the page before ends."""
    found, before = [], dict[Any, list[Any]]()
    for page in pages_of(dataset, style):
        here = rows_of_tables(page)
        found += [
            len(rows)
            for table, rows in here.items()
            if table in before and rows[-1] is list(table.iter("tr"))[-1]
        ]
        before = here
    return found


def of_lengths(shortest: int) -> Dataset:
    """Twelve countries whose tables are one line longer than a page holds, for each of the six countries."""
    dataset = sample_2009(12)
    chapters = tuple(
        replace(chapter, activities=chapter.activities[: shortest + at // 6])
        for at, chapter in enumerate(dataset.chapters)
    )
    return replace(dataset, chapters=chapters)


def sections_of(page: Any) -> list[Any]:
    """The chapters of which a part stands on the page."""
    return [
        *dict.fromkeys(box.element for box in boxes(page) if getattr(box, "element_tag", "") == "section")
    ]


def lonely(dataset: Dataset, style: str = "") -> int:
    """The pages that hold one chapter of next to nothing and no more."""
    return sum(
        [set(section.get("class").split()) for section in sections_of(page)] == [{"chapter", "short"}]
        for page in pages_of(dataset, style)
    )


def early(*released: str) -> Dataset:
    """The year before anything is answered, where few have released their plans and the region has none."""
    dataset = sample_2009(audience="partners")
    for country in dataset.countries:
        if country.code not in released:
            dataset = without_release(dataset, country.code)
    areas = tuple(replace(area, targets=()) for area in dataset.areas)
    money = replace(dataset.money, regional=None)
    return replace(
        dataset,
        areas=areas,
        regional=RegionalWorkplan(released=False),
        money=money,
        meetings=(),
        recommendations=(),
        followed_up=(),
        notes=dataset.notes[:1],
    )


def test_no_page_opens_with_one_row_of_a_table_of_the_page_before():
    dataset = of_lengths(8)

    assert min(tails(dataset)) == 2
    assert 1 in tails(dataset, BREAK_ANYWHERE)


def opened_with_more(dataset: Dataset, style: str = "") -> int:
    """The pages that open with an answer to a recommendation of the page before."""
    return sum(
        rows[0].get("class") == "more"
        for page in pages_of(dataset, style)
        for rows in rows_of_tables(page).values()
        if rows
    )


def test_a_recommendation_stays_with_its_answers():
    sample = sample_2009()
    dataset = replace(few_pages(), followed_up=sample.followed_up[:1] * 12, meetings=sample.meetings)

    assert opened_with_more(dataset) == 0
    assert opened_with_more(dataset, BREAK_ANYWHERE) == 1


@pytest.mark.parametrize("released", [(), ("TH",), ("KH", "LA", "VN")])
def test_a_chapter_of_next_to_nothing_shares_its_page(released):
    dataset = early(*released)

    assert lonely(dataset) == 0
    assert lonely(dataset, A_PAGE_EACH) > 0


def test_a_country_whose_plan_has_no_activities_and_no_answers_shares_its_page():
    dataset = early("TH")
    thailand = replace(dataset.chapters[4], activities=(), needs="", shared=())
    empty = replace(dataset, chapters=(*dataset.chapters[:4], thailand, dataset.chapters[5]))

    assert print_context(empty, Imprint(1, digest(empty), AS_OF))["countries"][4]["short"]
    assert lonely(empty) == 0


def spoken(dataset: Dataset) -> Dataset:
    """Every third activity has a line of the taskforce's words, and only that."""
    chapters = tuple(
        replace(
            chapter,
            activities=tuple(
                replace(line, narrative="" if at % 3 else "Held as it was planned.")
                for at, line in enumerate(chapter.activities)
            ),
        )
        for chapter in dataset.chapters
    )
    return replace(dataset, chapters=chapters)


def with_words_alone(dataset: Dataset, style: str = "") -> int:
    """The pages that hold words of a taskforce and no table."""
    return sum(
        not rows_of_tables(page)
        and any(_is_words(box.element) for box in boxes(page) if hasattr(box, "element"))
        for page in pages_of(dataset, style)
    )


def _is_words(element: Any) -> bool:
    return element is not None and "words" in (element.get("class") or "").split()


def test_no_page_holds_the_words_of_a_taskforce_alone():
    dataset = spoken(of_lengths(16))

    assert with_words_alone(dataset) == 0
    assert with_words_alone(dataset, WORDS_ANYWHERE) > 0


def at_the_end() -> Dataset:
    """Two years of a plan of action that ends with the second."""
    dataset = several_years()
    plan = replace(dataset.facts.plan, ends_on=date(dataset.facts.year, 12, 31), extended_to=None)
    return replace(dataset, facts=replace(dataset.facts, plan=plan))


def with_all_chapters() -> Dataset:
    """The end of a plan of action in a second edition that has a foreword: nothing is left out of its contents."""
    words = OfficeText("foreword", "A year of work."), OfficeText("highlight_1", "All countries answered.")
    return replace(at_the_end(), words=words, since=ChangesSince(1, "A country was missing.", ()))


def bare(dataset: Dataset, style: str = "") -> int:
    """The pages of which more than a third is empty, but for the last ones of their chapters.

    Contents are no chapter: a second page of them, with the last lines, counts.
    """
    pages = pages_of(dataset, style)
    drawn = ("LineBox", "TableRowBox", "InlineReplacedBox", "BlockReplacedBox")
    found, contents = 0, list[Any]()
    for page, following in pairwise(pages):
        ends = [box.position_y + box.height for box in boxes(page.children[0]) if type(box).__name__ in drawn]
        last = sections_of(page)[-1]
        goes_on = last in (*sections_of(following), *contents)
        contents += [last] if "contents" in last.get("class") else []
        found += goes_on and max(ends) - page.content_box_y() < page.height * 2 / 3
    return found


def test_no_page_but_the_last_of_a_chapter_is_more_than_a_third_empty():
    everything = with_all_chapters()
    assert bare(everything) == bare(at_the_end()) == 0
    assert bare(everything, WIDE_CONTENTS) == 1
    assert bare(at_the_end(), A_TABLE_A_PAGE) > 0
    evident = with_evidence(sample_2009(1))
    assert bare(evident) == 0
    assert bare(evident, ".words { break-inside: avoid !important }") > 0
    assert [bare(sample_2009(audience=audience)) for audience in ("partners", "observers")] == [0, 0]


def torn(dataset: Dataset, style: str) -> int:
    """The tables over the years that begin on one page and end on another."""
    found = [
        table
        for page in pages_of(dataset, style)
        for table in rows_of_tables(page)
        if "years" in table.get("class", "")
    ]
    return len(found) - len(set(found))


def test_a_table_over_the_years_that_fits_on_a_page_stands_on_one():
    assert torn(at_the_end(), LOW) == 0
    assert torn(at_the_end(), LOW + TORN) > 0
