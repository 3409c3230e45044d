"""The report in the made-up language: what stands outside the brackets is data, or a sentence that nobody marked."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from reporting.facts.frozen import digest
from reporting.facts.shape import Cell, CellStatus, Dataset, Note, Span
from reporting.report.context import Imprint
from reporting.report.pdf import report_html
from reporting.report.workbook import write_comparison, write_workbook
from tests.report_samples import AS_OF, sample_2009, without_release
from tests.reporting.report.test_pdf import run_render
from tests.words.made_up import (
    LANGUAGE,
    english_in,
    faults_of_page,
    faults_of_workbook,
    full_width,
    made_up,
    write_language,
)

# What people typed, names and codes: all that is data. States and choices are none.
DATA = {
    *("title", "name", "short", "text", "narrative", "needs", "agreed_by", "lead_body", "objective", "words"),
    *(
        "follow_up",
        "meeting",
        "planned_place",
        "actual_place",
        "partners",
        "code",
        "country_code",
        "area_code",
    ),
    *("type_code", "targets", "shared", "shared_with"),
}


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_language(tmp_path_factory.mktemp("words"))


def wide(value: Any, *, data: bool = False) -> Any:
    """The same figures with every typed text full-width."""
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: _wide_field(value, field.name) for field in fields(value)})
    if isinstance(value, tuple):
        return tuple(wide(item, data=data) for item in value)
    return full_width(value) if data and type(value) is str else value


def _wide_field(value: Any, name: str) -> Any:
    inner = getattr(value, name)
    if isinstance(value, Note):
        if name == "code":
            return inner
        # Pairs of a name in the code and a value.
        return tuple((key, wide(item, data=True)) for key, item in inner)
    return wide(inner, data=name in DATA)


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


STATES: dict[str, Callable[[], Dataset]] = {
    "six countries": sample_2009,
    "thirteen countries": lambda: sample_2009(13, audience="observers"),
    "one without release": lambda: without_release(sample_2009(audience="taskforces"), "TH"),
    "unanswered": unanswered,
    "nobody released": lambda: early("partners"),
    "nothing approved": lambda: early("secretariat"),
}


def digest_of(dataset: Dataset) -> tuple[str, ...]:
    """The digest, whole and in the groups that are printed: letters that no language changes."""
    whole = digest(dataset)
    return (whole, f"{whole[:4]} {whole[4:8]}", whole[:8], *(whole[at : at + 8] for at in range(8, 64, 8)))


@pytest.mark.parametrize("state", STATES)
def test_the_printed_page_says_nothing_outside_the_brackets(state: str, language: Path) -> None:
    dataset = wide(STATES[state]())

    with made_up(language):
        page = report_html(dataset, Imprint(1, digest(dataset), AS_OF))

    assert faults_of_page(page, digest_of(dataset)) == []


@pytest.mark.parametrize("state", STATES)
def test_the_workbook_says_nothing_outside_the_brackets(state: str, language: Path, tmp_path: Path) -> None:
    dataset = wide(STATES[state]())
    comparison = BytesIO()

    with made_up(language):
        write_workbook(dataset, Imprint(1, digest(dataset), AS_OF), tmp_path / "report.xlsx")
        write_comparison(dataset, made_for=full_width("Somebody"), as_of=AS_OF, to=comparison)

    assert faults_of_workbook((tmp_path / "report.xlsx").read_bytes(), digest_of(dataset)) == []
    assert faults_of_workbook(comparison.getvalue(), digest_of(dataset)) == []


def heads_and_feet(pdf: Path) -> str:
    """What the style sheet adds to upright pages, from the contents on: the strips above and below, in points."""
    strips = (("0", "80"), ("780", "62"))
    return "".join(
        subprocess.run(
            ["pdftotext", "-f", "2", "-x", "0", "-W", "600", "-y", top, "-H", height, pdf, "-"],
            capture_output=True,
            check=True,
        ).stdout.decode()
        for top, height in strips
    )


def test_the_process_that_renders_speaks_the_language_of_the_edition(language: Path, tmp_path: Path) -> None:
    dataset = wide(sample_2009(1))

    last = run_render(tmp_path, dataset=dataset, language=LANGUAGE, catalogues=[str(language)])

    assert last["done"]["log"] == []
    strips = heads_and_feet(tmp_path / "report.pdf")
    assert strips.count("««Page ") > 10
    assert english_in(strips, digest_of(dataset)) == ""
    assert faults_of_workbook((tmp_path / "report.xlsx").read_bytes(), digest_of(dataset)) == []


def test_one_sentence_outside_the_catalogue_is_a_fault(
    language: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    dataset = wide(sample_2009(1))
    monkeypatch.setattr("reporting.report.context.report_title", lambda year: f"Report of {year}")

    with made_up(language):
        page = report_html(dataset, Imprint(1, digest(dataset), AS_OF))

    assert {fault.text for fault in faults_of_page(page, digest_of(dataset))} == {"Report of 2009"}
