"""The report in the made-up language, as its page, its PDF and its workbook, and the workbook of the comparison."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import pytest

from reporting.dataset import Cell, CellStatus, Dataset, Span
from reporting.dataset.serialization import digest
from reporting.report.data_package import write_package
from reporting.report.numbering import Imprint
from reporting.report.pdf import render_pdf, report_html
from reporting.report.workbook import comparison_workbook, write_workbook
from tests.papers import text_of
from tests.report_samples import few_pages, sample_2009, without_release
from tests.reporting.report.test_data_package import descriptor_of
from tests.reporting.report.test_pdf import run_render
from tests.words import made_up

pytestmark = pytest.mark.slow

IMPRINT = Imprint(2, "4096" * 16, datetime(2011, 10, 3, 9, 0, tzinfo=UTC))
SAMPLES: dict[str, Callable[[], Dataset]] = {
    "everything": sample_2009,
    "thirteen countries": lambda: sample_2009(13, audience="observers"),
    "little": few_pages,
    "not released": lambda: without_release(sample_2009(audience="taskforces"), "KH"),
    "unanswered": lambda: unanswered(),
    "nobody released": lambda: early("partners"),
    "nothing approved": lambda: early("secretariat"),
}
# The columns that are read as codes, and the form of a code: a state in small letters, a country, an activity, a target.
CODES = {"lang"}
IS_CODE = re.compile(r"[a-z_.-]+|[A-Z]{2}|[A-Z]{2,3}-\d{4}-\d{3}|\d+\.[TA]?\d+")


def unanswered() -> Dataset:
    """The year with plans and no answers, no regional workplan and no meetings."""
    dataset = sample_2009(audience="partners")
    silent = Cell(CellStatus.NOT_REPORTED)
    areas = tuple(
        replace(
            area,
            targets=tuple(
                replace(target, cells=tuple(silent for _cell in target.cells), regional=None)
                for target in area.targets
            ),
        )
        for area in dataset.areas
    )
    facts = replace(dataset.facts, state_at=None, stage=None, previous_year=None, provisional=True)
    rows = tuple(
        replace(row, ceiling=None, spent_secretariat=None, spent_partners=None) if row else None
        for row in dataset.money.by_country
    )
    return replace(
        dataset,
        facts=facts,
        areas=areas,
        money=replace(dataset.money, by_country=rows, regional=None),
        regional=replace(dataset.regional, released=False, activities=()),
        steps=tuple(replace(step, actual=Span()) for step in dataset.steps),
        meetings=(),
        recommendations=(),
    )


def early(audience: str) -> Dataset:
    """The year that nobody has released, or of which nothing is approved yet."""
    dataset = sample_2009(audience=audience)
    for country in dataset.countries:
        dataset = without_release(dataset, country.code)
    return replace(dataset, recommendations=(), followed_up=(), meetings=())


def widened(value: Any) -> Any:
    """The dataset with full-width texts; codes, states and days stay."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return value if IS_CODE.fullmatch(value) else made_up.full_width(value)
    if isinstance(value, tuple):
        return tuple(widened(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{
                item.name: widened(getattr(value, item.name))
                for item in fields(value)
                if item.init and item.name not in CODES
            },
        )
    return value


@pytest.fixture(params=SAMPLES)
def dataset(request: pytest.FixtureRequest) -> Dataset:
    found: Dataset = widened(SAMPLES[request.param]())
    return found


def test_printed_page_says_nothing_outside_the_brackets(dataset, language):
    with made_up.made_up(language):
        page = report_html(dataset, IMPRINT)
    assert made_up.faults_of_page(page) == []


def test_workbook_says_nothing_outside_the_brackets(dataset, language, tmp_path):
    with made_up.made_up(language):
        write_workbook(dataset, IMPRINT, tmp_path / "report.xlsx")
    assert made_up.faults_of_workbook((tmp_path / "report.xlsx").read_bytes()) == []


def test_workbook_of_the_comparison_says_nothing_outside_the_brackets(dataset, language):
    with made_up.made_up(language):
        body = comparison_workbook(dataset, made_for=made_up.full_width("A reader"), as_of=IMPRINT.as_of)
    assert made_up.faults_of_workbook(body) == []


def test_data_package_says_nothing_outside_the_brackets(dataset, language):
    """But its identifiers, which are English; its tables are those of the workbook."""
    with made_up.made_up(language):
        about = descriptor_of(write_package(dataset, IMPRINT))
    tables = about["resources"]
    columns = [field["title"] for table in tables for field in table["schema"]["fields"]]
    titles = [one["title"] for one in (about, *about["sources"], *tables)]
    said = [*titles, *columns, about["description"], about["readers"], *about["keywords"]]
    assert [fault for text in said for fault in made_up.faults_of_text(text)] == []
    assert [table["name"] for table in tables][:3] == ["about", "comparison", "coverage"]


def test_pdf_says_nothing_outside_the_brackets(language):
    with made_up.made_up(language):
        rendered = render_pdf(report_html(widened(few_pages()), IMPRINT), identifier=IMPRINT.digest)
    text = text_of(rendered.content, "-raw")
    # A line may end between the two signs of a bracket.
    whole = re.sub(r"([«»])\s+(?=\1)", r"\1", " ".join(text.split()))
    assert "««" in whole
    assert made_up.faults_of_text(whole) == []


def heads_and_feet(pdf: bytes) -> str:
    """What the style sheet adds to upright pages, from the contents on: the strips above and below, in points."""
    strips = (("0", "80"), ("780", "62"))
    place = ("-f", "2", "-x", "0", "-W", "600")
    return "".join(text_of(pdf, *place, "-y", top, "-H", height) for top, height in strips)


def test_the_process_that_renders_speaks_the_language_of_the_edition(language, tmp_path):
    dataset = widened(sample_2009(1))

    last = run_render(tmp_path, dataset=dataset, language=made_up.LANGUAGE, catalogues=[str(language)])

    assert last["done"]["log"] == []
    strips = heads_and_feet((tmp_path / "report.pdf").read_bytes())
    assert strips.count("««Page ") > 10
    assert made_up.english_in(strips, (digest(dataset)[:4], digest(dataset)[4:8])) == ""
    known = (digest(dataset), *(row.code for row in dataset.types))
    assert made_up.faults_of_workbook((tmp_path / "report.xlsx").read_bytes(), known) == []


def test_one_sentence_outside_the_catalogue_is_a_fault(language, monkeypatch):
    """The negative control."""
    dataset = widened(sample_2009(1))
    monkeypatch.setattr("reporting.report.context.report_title", lambda year: f"Report of {year}")

    with made_up.made_up(language):
        page = report_html(dataset, IMPRINT)

    assert {fault.text for fault in made_up.faults_of_page(page)} == {"Report of 2009"}
