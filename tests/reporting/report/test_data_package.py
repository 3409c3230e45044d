"""The data package of an edition: what its descriptor promises is so, and its tables are the workbook's.

`frictionless validate` 5.21 accepts these packages. It brings 39 packages, so that here a small reader of our own asks the
same: the required members and forms of the profile, every file, every heading and every value by its type.
"""

import csv
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest

from reporting.dataset import Dataset
from reporting.report.data_package import write_package
from tests import report_samples

SAMPLES: dict[str, Callable[[], Dataset]] = {
    "everything": lambda: report_samples.with_evidence(report_samples.sample_2009()),
    "without money of partners": lambda: report_samples.sample_2009(audience="observers"),
    "not released": lambda: report_samples.without_release(
        report_samples.sample_2009(audience="partners"), "TH"
    ),
    "little": report_samples.few_pages,
    "several years": report_samples.several_years,
}
READS: dict[str, Callable[[str], object]] = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "date": date.fromisoformat,
    "year": lambda text: datetime.strptime(text, "%Y").replace(tzinfo=UTC).year,
}


def package_of(dataset: Dataset) -> bytes:
    return write_package(dataset, report_samples.imprint_of(dataset, edition=3))


def descriptor_of(package: bytes) -> Any:
    with ZipFile(BytesIO(package)) as opened:
        return json.loads(opened.read("datapackage.json"))


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", SAMPLES)
def test_every_file_heading_and_value_is_what_the_descriptor_says(name):
    package = package_of(SAMPLES[name]())
    about = descriptor_of(package)

    with ZipFile(BytesIO(package)) as opened:
        files = {path: opened.read(path) for path in opened.namelist()}
    tables = about["resources"]
    assert len(about["sources"]) == 5
    assert about["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert list(files) == [*(table["path"] for table in tables), "datapackage.json"]
    for named in (about, *tables):
        assert re.fullmatch(r"[a-z0-9-]+", named["name"])
        assert named["title"]
    for table in tables:
        content, fields = files[table["path"]], table["schema"]["fields"]
        heads, *rows = rows_of(content)
        assert table["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert table["bytes"] == len(content)
        assert heads == [field["name"] for field in fields]
        assert len(set(heads)) == len(heads)
        for row in rows:
            for field, value in zip(fields, row, strict=True):
                assert value in field.get("missingValues", ()) or READS[field["type"]](value) is not None


def test_tables_of_package_and_workbook_have_the_same_cells(tmp_path):
    dataset = SAMPLES["everything"]()
    package = package_of(dataset)

    book = report_samples.book_of(dataset, tmp_path, report_samples.imprint_of(dataset, edition=3))
    tables = descriptor_of(package)["resources"]
    assert [table["title"] for table in tables] == book.sheetnames
    for table, sheet in zip(tables, book, strict=True):
        heads, *rows = sheet.iter_rows(values_only=True)
        with ZipFile(BytesIO(package)) as opened:
            written = rows_of(opened.read(table["path"]))[1:]
        assert [field["title"] for field in table["schema"]["fields"]] == list(heads)
        assert [list(map(plain, row)) for row in written] == [list(map(plain, row)) for row in rows]


def plain(value: Any) -> object:
    """A cell of either file: a number as a number, a day as its text."""
    text = "" if value is None else value.date().isoformat() if hasattr(value, "date") else str(value)
    return Decimal(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def test_types_units_and_words_on_what_is_not_known_stand_beside_a_column():
    about = descriptor_of(package_of(SAMPLES["not released"]()))

    (money,) = (table for table in about["resources"] if table["name"] == "money")
    fields = {field["name"]: field for field in money["schema"]["fields"]}
    assert fields["code"] == {"name": "code", "title": "Code", "type": "string"}
    assert fields["ceiling"] == {
        "name": "ceiling",
        "title": "Ceiling",
        "type": "number",
        "unit": "USD",
        "missingValues": ["", "None set", "Not released"],
    }
    assert "licenses" not in about


def test_a_package_holds_nothing_of_a_country_that_is_not_released_and_no_formula():
    shown = report_samples.sample_2009(audience="partners")
    hidden = replace(
        report_samples.without_release(shown, "TH"), notes=(report_samples.noted("=HYPERLINK(1)"),)
    )

    def text_of(dataset: Dataset) -> str:
        with ZipFile(BytesIO(package_of(dataset))) as opened:
            return "".join(opened.read(path).decode() for path in opened.namelist())

    assert "TH-2009" in text_of(shown)
    assert "TH-2009" not in text_of(hidden)
    assert ",'=HYPERLINK(1)" in text_of(hidden)
    assert package_of(shown) == package_of(shown)
