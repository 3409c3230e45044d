"""No head of a column breaks inside a word, however many countries share the page."""

import re
from dataclasses import replace
from typing import Any

import pytest

from reporting.dataset import Dataset
from reporting.report.pdf import Page, PrintFiles, report_html
from tests.report_samples import imprint_of, sample_2009
from tests.reporting.report.test_breaks import boxes

pytestmark = pytest.mark.slow


def words_of(text: str) -> list[str]:
    """A line may end after a hyphen."""
    return re.findall(r"[^\s\u200b-]+", text)


def words_on_lines(cell: Any) -> list[str]:
    """The words of a cell as they were set: one that was broken stands here in two parts."""
    lines = [box for box in boxes(cell) if type(box).__name__ == "LineBox"]
    return [word for line in lines for text in boxes(line) for word in words_of(getattr(text, "text", ""))]


def broken_heads(dataset: Dataset) -> set[str]:
    html = report_html(dataset, imprint_of(dataset))
    pages = Page(html, PrintFiles()).render().pages
    heads = [
        box
        for page in pages
        for box in boxes(page._page_box)
        if type(box).__name__ == "TableCellBox" and box.element.get("scope") == "col"
    ]
    assert len(heads) > 80
    return {
        word
        for head in heads
        for word in words_of(" ".join(head.element.itertext()))
        if word not in words_on_lines(head)
    }


@pytest.mark.parametrize("countries", [1, 6, 30])
def test_no_head_breaks_inside_a_word(countries):
    dataset = sample_2009(countries)
    # Heads do not depend on how many lines stand below them.
    chapters = tuple(replace(chapter, activities=chapter.activities[:2]) for chapter in dataset.chapters)
    first = replace(dataset.areas[0], targets=dataset.areas[0].targets[:2])

    assert broken_heads(replace(dataset, chapters=chapters, areas=(first, *dataset.areas[1:]))) == set()
