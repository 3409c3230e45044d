"""Wrong files are refused with a sentence; what goes out holds no formula and comes back the same."""

import contextlib
import csv
import io
import os
import signal
import subprocess
import sys
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, example, given, settings, strategies as st
from openpyxl import load_workbook

from commit_portal.files.spreadsheets import (
    MAX_BYTES,
    Sheet,
    UnreadableFile,
    as_text,
    from_text,
    read_pasted,
    read_rows,
    write_csv,
    write_xlsx,
)
from spa.statuses import TextKind
from tests.workbooks import workbook

pytestmark = pytest.mark.asvs("V1.2.10 V1.5.1 V5.2.1 V5.2.2 V5.2.3 B38 B39 B42 B44")

COLUMNS = ("Code", "Text")
# The machine may be busy; how long one example takes says nothing here.
unhurried = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def upload(data: bytes, name: str = "plan.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def repacked(data: bytes, **changes: bytes) -> bytes:
    """The workbook with some parts replaced; names are given by their last part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            stem = entry.filename.rpartition("/")[2].partition(".")[0]
            new.writestr(entry.filename, changes.get(stem, old.read(entry)))
    return out.getvalue()


def sheet_xml(cells: str, dimension: str = "A1:B2") -> bytes:
    return (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="{dimension}"/><sheetData>{cells}</sheetData></worksheet>'
    ).encode()


TEXT_CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
GOOD = (
    '<row r="1">' + TEXT_CELL.format("A1", "Code") + TEXT_CELL.format("B1", "Text") + "</row>"
    '<row r="2">' + TEXT_CELL.format("A2", "1.T1") + TEXT_CELL.format("B2", "A text") + "</row>"
)


def refusal(data: bytes, name: str = "plan.xlsx") -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_rows(upload(data, name))
    return str(caught.value)


# The high-water mark of the process: getrusage's begins with that of whoever started it.
MEASURED = """
import sys
from pathlib import Path
import django
django.setup()
from tests.spa.test_spreadsheets import refusal

def most_kb():
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])

data = sys.stdin.buffer.read()
before = most_kb()
said = refusal(data)
print(most_kb() - before)
print(said)
"""


def refusal_and_memory(data: bytes) -> tuple[str, int]:
    """What is said, and how many KiB the reader took for it, in a process of its own."""
    done = subprocess.run([sys.executable, "-c", MEASURED], input=data, capture_output=True, check=True)
    memory_kb, said = done.stdout.decode().split("\n", 1)
    return said.rstrip("\n"), int(memory_kb)


def test_a_workbook_is_read_as_text_with_the_numbers_of_its_rows():
    data = workbook(("Code", "Text", "Due"), ("1.T1", 1.1, date(2011, 3, 1)), (), ("1.T2", True, 3))

    table = read_rows(upload(data))

    assert table.columns == ("Code", "Text", "Due")
    assert [(row.number, dict(row.cells)) for row in table.rows] == [
        (2, {"Code": "1.T1", "Text": "1.1", "Due": "2011-03-01"}),
        (4, {"Code": "1.T2", "Text": "TRUE", "Due": "3"}),
    ]


def test_numbers_come_without_exponent_and_without_the_noise_of_floats():
    table = read_rows(upload(workbook(COLUMNS, ("a", 0.1 + 0.2), ("b", 12345678901.5), ("c", 1e30))))

    assert [row.cells["Text"] for row in table.rows] == ["0.3", "12345678901.5", "1e+30"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_text_file_is_read_with_the_separator_of_its_first_line(separator):
    data = "\ufeffCode;Text\n1.T1;ភាសាខ្មែរ\n".replace(";", separator).encode()

    assert dict(read_rows(upload(data, "plan.csv")).rows[0].cells) == {"Code": "1.T1", "Text": "ភាសាខ្មែរ"}


def test_pasted_rows_are_read_like_a_file():
    assert (
        read_pasted("Code\tText\n1.T1\tA text").rows
        == read_rows(upload(b"Code\tText\n1.T1\tA text", "plan.tsv")).rows
    )


def test_a_lying_dimension_hides_no_row():
    data = repacked(workbook(COLUMNS, ("x", "y")), sheet1=sheet_xml(GOOD, dimension="A1"))

    assert len(read_rows(upload(data)).rows) == 1


def test_an_empty_formatted_cell_far_away_does_no_harm():
    data = repacked(workbook(COLUMNS), sheet1=sheet_xml(GOOD + '<row r="1048576"><c r="XFD1048576"/></row>'))

    assert len(read_rows(upload(data)).rows) == 1


def test_a_cell_at_the_far_end_is_refused_at_once_and_in_little_memory():
    data = repacked(
        workbook(COLUMNS), sheet1=sheet_xml(GOOD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    )
    assert len(data) < 6_000

    said, memory_kb = refusal_and_memory(data)

    assert said == (
        "Cell XFD1048576 is far from the table. The portal reads at most 40 columns. Clear the cell."
    )
    assert memory_kb < 100 * 1024


def test_the_stock_reader_needs_the_guard():
    """Negative control: tablib's own reader, given as few bytes, runs out of 700 MiB or of 10 seconds."""
    far = GOOD + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    data = repacked(workbook(COLUMNS), sheet1=sheet_xml(far, dimension="A1:XFD1048576"))
    assert refusal(data).startswith("Cell XFD1048576 is far from the table")
    script = (
        "import resource, sys, tablib;"
        "resource.setrlimit(resource.RLIMIT_AS, (700 * 2**20,) * 2);"
        "resource.setrlimit(resource.RLIMIT_CPU, (10, 20));"
        "tablib.Dataset().load(sys.stdin.buffer.read(), format='xlsx')"
    )

    done = subprocess.run([sys.executable, "-c", script], input=data, capture_output=True, timeout=120)

    assert done.returncode == -signal.SIGXCPU or b"MemoryError" in done.stderr


def test_a_cell_far_below_is_refused():
    data = repacked(
        workbook(COLUMNS), sheet1=sheet_xml(GOOD + '<row r="9000"><c r="A9000"><v>1</v></c></row>')
    )

    assert refusal(data) == "This file has more than 500 rows. Send the file in parts."


@pytest.mark.parametrize("name", ["plan.xlsx", "plan.csv"])
def test_more_rows_than_the_limit_are_refused(name):
    rows = [("Code", "Text"), *((str(n), "x") for n in range(501))]
    too_many, just_enough = (
        workbook(*sent) if name == "plan.xlsx" else "\n".join(map(",".join, sent)).encode()
        for sent in (rows, rows[:-1])
    )

    assert refusal(too_many, name).startswith("This file has more than 500 rows.")
    assert len(read_rows(upload(just_enough, name)).rows) == 500


def test_a_zip_bomb_is_refused_before_it_is_parsed():
    data = repacked(workbook(COLUMNS), styles=b"0" * 19_000_000)
    assert len(data) < 50_000

    assert refusal(data) == (
        "This workbook is too large. Copy the rows into a new workbook, and send the new workbook."
    )


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def with_parts(data: bytes, **parts: bytes) -> bytes:
    """The workbook with further parts: those named "noise" are pictures, and make the ratio look honest."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(f"xl/{name}.bin", part)
    return out.getvalue()


def with_shared_texts(rows: str, texts: str) -> bytes:
    """A workbook as Excel saves it: each text once, in a part of its own, and cells that name its place there."""
    book = workbook(COLUMNS)
    types = zipfile.ZipFile(io.BytesIO(book)).read("[Content_Types].xml").decode()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    named = types.replace("</Types>", f'<Override PartName="/xl/texts.bin" ContentType="{kind}"/></Types>')
    data = repacked(book, sheet1=sheet_xml(rows), **{"[Content_Types]": named.encode()})
    return with_parts(data, texts=f"<sst {MAIN}>{texts}</sst>".encode())


def element_bomb(kind: str, number: int) -> bytes:
    changes = {
        "cells": {"sheet1": sheet_xml(GOOD + f'<row r="3">{"<c/>" * number}</row>')},
        "rows": {"sheet1": sheet_xml(GOOD + "<row/>" * number)},
        "styles": {
            "styles": f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * number}</cellXfs></styleSheet>".encode()
        },
        "depth": {"styles": f"<styleSheet {MAIN}>{'<a>' * number}{'</a>' * number}</styleSheet>".encode()},
    }
    if kind == "merged":
        # Each covers all that is read, and more.
        ranges = '<mergeCell ref="A1:XFD1048576"/>' * number
        sheet = sheet_xml(GOOD).replace(
            b"</sheetData>", f"</sheetData><mergeCells>{ranges}</mergeCells>".encode()
        )
        return repacked(workbook(COLUMNS), sheet1=sheet)
    if kind == "texts":
        return with_parts(with_shared_texts(GOOD, "<si/>" * number), noise=os.urandom(200_000))
    return with_parts(repacked(workbook(COLUMNS), **changes[kind]), noise=os.urandom(200_000))


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("cells", 1_000_000),
        ("rows", 600_000),
        ("styles", 300_000),
        ("depth", 60),
        ("texts", 300_000),
        ("merged", 3),
    ],
)
def test_empty_elements_beyond_what_a_table_needs_are_refused_in_little_memory(kind, number):
    said, memory_kb = refusal_and_memory(element_bomb(kind, number))

    assert said == (
        "This workbook has too many cells or formats. Copy the rows into a new workbook, and send the "
        "new workbook."
    )
    assert memory_kb < 100 * 1024


def test_some_thousand_empty_cells_beside_a_table_are_nobodys_fault():
    assert len(read_rows(upload(element_bomb("cells", 10_000))).rows) == 1


def test_more_than_unpacks_from_an_honest_table_is_refused_whatever_the_ratio():
    data = with_parts(workbook(COLUMNS), zeros=b"0" * 6_000_000, noise=os.urandom(200_000))

    assert refusal(data) == (
        "This workbook is too large. Copy the rows into a new workbook, and send the new workbook."
    )


def test_one_long_text_shared_by_every_cell_is_refused_before_it_is_copied():
    """A shared text is stored once, and each cell that names it would hold a copy of its own."""
    cells = "<c t='s'><v>0</v></c>" * 40
    rows = "".join(f'<row r="{row}">{cells}</row>' for row in range(3, 500))
    texts = f"<si><t>{' ' * 1_000_000}</t></si>"
    data = with_parts(with_shared_texts(GOOD + rows, texts), noise=os.urandom(100_000))

    assert refusal(data) == "The texts in this workbook are too long. Send the workbook in parts."


def test_a_head_row_of_empty_columns_is_read_once():
    """Were each column compared with all the others, this would not end today."""
    assert len(read_rows(upload(b"Code,Text" + b"," * 900_000 + b"\n1,2\n", "plan.csv")).rows) == 1


@pytest.mark.parametrize("saved_by", ["the portal", "Excel"])
def test_the_largest_table_that_may_come_back_is_read(saved_by):
    columns = [f"Column {number}" for number in range(40)]
    rows = [columns, *([f"Row {row}, {column}: កម្ពុជា" for column in columns] for row in range(500))]
    if saved_by == "the portal":
        data = write_xlsx(Sheet("Plan", columns, rows[1:]))
    else:
        places = iter(range(501 * 40))
        sheet = [f"<row>{''.join(f'<c t="s"><v>{next(places)}</v></c>' for _ in row)}</row>" for row in rows]
        texts = "".join(f"<si><t>{text}</t></si>" for row in rows for text in row)
        data = with_shared_texts("".join(sheet), texts)

    table = read_rows(upload(data))

    assert table.columns == tuple(columns)
    assert [list(row.cells.values()) for row in table.rows] == rows[1:]


def test_a_workbook_of_too_many_parts_is_refused():
    out = io.BytesIO(workbook(COLUMNS))
    with zipfile.ZipFile(out, "a") as package:
        for number in range(120):
            package.writestr(f"junk/{number}.txt", "x")

    assert refusal(out.getvalue()) == (
        "This workbook has too many parts. Copy the rows into a new workbook, and send the new workbook."
    )


def test_a_workbook_with_a_part_twice_is_refused():
    out = io.BytesIO(workbook(COLUMNS))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as package:
        package.writestr("xl/workbook.xml", "<x/>")

    assert refusal(out.getvalue()).startswith("The portal cannot read this file as an Excel workbook")


@pytest.mark.parametrize("part", ["sheet1", "workbook", "styles"])
def test_an_entity_bomb_is_refused_in_every_part(part):
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'

    assert refusal(repacked(workbook(COLUMNS), **{part: bomb})).startswith(
        "The portal cannot read this file as an Excel workbook"
    )


@pytest.mark.parametrize(
    "cell",
    [
        "<f>1+1</f>",
        "<f>1+1</f><v>2</v>",
        '<f t="shared" si="0"/>',
        '<f t="array" ref="A3">SUM(A1)</f><v>1</v>',
    ],
)
def test_a_formula_is_a_fault_of_its_cell_and_the_other_cells_are_read(cell):
    data = repacked(workbook(COLUMNS), sheet1=sheet_xml(GOOD + f'<row r="3"><c r="B3">{cell}</c></row>'))

    good, wrong = read_rows(upload(data)).rows

    assert good.faults == {}
    assert {column: str(fault) for column, fault in wrong.faults.items()} == {
        "Text": "The portal does not read formulas. Write the value in the cell."
    }


@pytest.mark.parametrize("text", ["=1+1", "  =cmd|' /C calc'!A0", "＝1+1"])
def test_a_formula_in_a_text_file_is_a_fault_of_its_cell(text):
    (row,) = read_rows(upload(f'Code,Text\n1.T1,"{text}"\n'.encode(), "plan.csv")).rows

    assert {column: fault.code for column, fault in row.faults.items()} == {"Text": "cells.formula"}


@pytest.mark.parametrize(
    ("merged", "faults"),
    [
        ("A2:B2", {2: {"Text": "A2"}}),
        ("A2:A3", {3: {"Code": "A2"}}),
        ("B2:B4", {3: {"Text": "B2"}}),
        # Cells of the heads, cells below the rows, and a range of one cell.
        ("A1:B1", {}),
        ("A4:B6", {}),
        ("A2", {}),
    ],
)
def test_a_merged_cell_is_a_fault_in_each_place_but_its_first(merged, faults):
    row = "".join(TEXT_CELL.format(place, "said") for place in ("A3", "B3"))
    sheet = sheet_xml(f'{GOOD}<row r="3">{row}</row>').replace(
        b"</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{merged}"/></mergeCells>'.encode()
    )

    rows = read_rows(upload(repacked(workbook(COLUMNS), sheet1=sheet))).rows

    found = {row.number: {name: fault.param("cell") for name, fault in row.faults.items()} for row in rows}
    assert {number: row for number, row in found.items() if row} == faults


def test_an_error_of_the_spreadsheet_is_a_fault_of_its_cell():
    data = repacked(
        workbook(COLUMNS), sheet1=sheet_xml(GOOD + '<row r="3"><c r="A3" t="e"><v>#REF!</v></c></row>')
    )

    fault = read_rows(upload(data)).rows[1].faults["Code"]

    assert str(fault) == "The spreadsheet has an error in this cell (#REF!). Write the value in the cell."


def test_a_formula_in_the_heads_or_beside_a_sheet_that_cannot_be_placed_is_refused():
    heads = repacked(
        workbook(COLUMNS), sheet1=sheet_xml(GOOD.replace("<is><t>Text</t></is>", "<f>1+1</f><v>2</v>"))
    )

    assert refusal(heads) == (
        "Cell B1 has a formula, and the portal does not read formulas. Write the value in the cell."
    )


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "_x000D_\n", "_x000D_"])
def test_a_line_ends_with_a_line_feed_whichever_program_saved_it(end):
    (row,) = read_rows(upload(workbook(COLUMNS, ("a", f"one{end}two")))).rows

    assert row.cells["Text"] == "one\ntwo"


BAD_REFERENCE = '<row r="3"><c r="ZZZZ3"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("plan.pdf", b"%PDF-1.7", "The portal cannot read this file as a spreadsheet."),
        ("plan.xlsx.exe", workbook(COLUMNS), "The portal cannot read this file as a spreadsheet."),
        ("plan", b"Code,Text\n1,2", "The portal cannot read this file as a spreadsheet."),
        ("plan.csv", b"", "This file is empty."),
        ("plan.csv", b"x" * (MAX_BYTES + 1), "This file is larger than 1 MB."),
        ("plan.csv", b"\n\n", "This file has no rows."),
        ("plan.csv", b"\n\nCode,Text\n1,2", "Row 1 is empty. Write the column headings in row 1."),
        ("plan.csv", b"Code,Text\n", "There are no rows below the column headings."),
        (
            "plan.csv",
            workbook(COLUMNS, ("a", "b")),
            "This is an Excel workbook with the name of a text file.",
        ),
        ("plan.csv", "Code,Text\n1,2".encode("utf-16"), "This text file is not UTF-8."),
        ("plan.csv", "Code,Text\n1,2".encode("utf-16-le"), "This text file is not UTF-8."),
        ("plan.csv", "Code,Text\n1,é".encode("latin-1"), "This text file is not UTF-8."),
        ("plan.csv", b"Code,Text\n1,\0", "This text file is not UTF-8."),
        ("plan.csv", b"<html><body>Code,Text</body></html>", "This is a web page"),
        ("plan.csv", b"\n <!DOCTYPE html><p>Code,Text", "This is a web page"),
        ("plan.csv", b'Code,Text\n"a"b,c', "The portal cannot read this file as a table"),
        ("plan.csv", b"Code,Text\n1," + b"x" * 200_000, "The portal cannot read this file as a table"),
        ("plan.csv", b"Code,Code\n1,2", "Two columns have the same heading, “Code”."),
        ("plan.csv", b"Code,,Text\n1,2,3", "Column B has no heading in row 1."),
        ("plan.csv", b"Code,Text\n1,2,3", "Row 2 has a cell to the right of the last column heading."),
        ("plan.csv", b"x" * 101 + b",Text\n1,2", "The heading of column A is longer than 100 characters."),
        (
            "plan.csv",
            b",".join([b"h%d" % n for n in range(41)]) + b"\n1",
            "This file has more than 40 columns.",
        ),
        ("plan.xlsx", b"Code,Text\n1,2", "This file has the name .xlsx, but it is not an Excel workbook."),
        ("plan.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This workbook has a password"),
        ("plan.xlsx", b"PK\x03\x04" + b"junk" * 20, "The portal cannot read this file as an Excel workbook"),
        (
            "plan.xlsx",
            workbook(COLUMNS, ("a", "b"))[:-30],
            "The portal cannot read this file as an Excel workbook",
        ),
        (
            "plan.xlsx",
            repacked(workbook(COLUMNS), sheet1=b"<a>"),
            "The portal cannot read this file as an Excel workbook",
        ),
        (
            "plan.xlsx",
            repacked(workbook(COLUMNS), workbook=b"<a/>"),
            "The open sheet of this workbook has no table.",
        ),
        (
            "plan.xlsx",
            repacked(workbook(COLUMNS), styles=b"junk"),
            "The portal cannot read this file as an Excel",
        ),
        (
            "plan.xlsx",
            repacked(workbook(COLUMNS), sheet1=sheet_xml(GOOD + BAD_REFERENCE)),
            "The portal cannot read this file as an Excel workbook",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_a_sentence(name, data, said):
    answer = refusal(data, name)

    assert answer.startswith(said)
    assert answer.endswith(".")


@unhurried
@given(st.binary(max_size=400))
@example(b"")
def test_no_bytes_whatever_end_in_anything_but_a_sentence(noise):
    good = workbook(COLUMNS, ("a", "b"))
    for name, data in (
        ("x.csv", noise),
        ("x.xlsx", b"PK\x03\x04" + noise),
        ("x.xlsx", repacked(good, sheet1=noise)),
        ("x.xlsx", good[:300] + noise + good[300 + len(noise) :]),
    ):
        with contextlib.suppress(UnreadableFile):
            read_rows(upload(data or b" ", name))


RISKY = st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", "'", " "])
TEXTS = st.one_of(st.text(), st.builds("{}{}".format, st.text(RISKY, min_size=1), st.text()))


@unhurried
@given(TEXTS)
@example("==1+1")
@example("'=1+1")
@example("#N/A")
def test_no_text_goes_out_as_a_formula_and_it_comes_back_the_same(text):
    written = as_text(text)

    assert from_text(written) == text
    assert written[:1] not in tuple("=+-@\t\r\n\0＝＋－＠")


@pytest.mark.parametrize(
    "text", ["=1+1", " =1+1", "\u00a0=1+1", "\u3000＝1+1", "\n\t -1", "'  =1+1", "''@SUM(1)"]
)
def test_signs_and_spaces_before_a_formula_make_it_no_text(text):
    """Excel and LibreOffice cut spaces off a cell of a CSV, and a formula is left."""
    assert as_text(text) == f"'{text}"
    assert write_csv(["Code"], [[text]]).decode("utf-8-sig").split("\r\n", 1)[1].strip('"').startswith("'")


@unhurried
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_a_written_workbook_has_no_cell_that_is_a_formula(rows):
    data = write_xlsx(Sheet("Plan", COLUMNS, rows, {"Code": ["=a", "b"]}), about={"=Plan": "=1+1"})

    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            assert [cell.data_type for cell in row if cell.value is not None].count("f") == 0


def test_numbers_and_dates_are_written_as_such_and_choices_and_cover_stand_behind():
    rows = [("a", Decimal("10.50"), date(2011, 3, 1)), ("b", None, None)]
    table = Sheet("Plan", ("Code", "Cost", "Due"), rows, choices={"Code": ["a", "b"]}, widths={"Code": 40})
    data = write_xlsx(table, about={"Plan": "spa-3"})

    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Plan", "About this file", "Choices"]
    assert book["Choices"].sheet_state == "hidden"
    assert (book["Plan"]["B2"].value, book["Plan"]["C2"].is_date) == (10.5, True)
    table = read_rows(upload(data))
    assert dict(table.about) == {"Plan": "spa-3"}
    assert dict(table.rows[0].cells) == {"Code": "a", "Cost": "10.5", "Due": "2011-03-01"}


@pytest.mark.parametrize(
    ("choices", "lists"), [({"Code": [], "Cost": ["1", "2"]}, ["'Choices'!$A$1:$A$2"]), ({"Code": []}, [])]
)
def test_a_column_without_choices_has_no_list(choices, lists):
    """The second plan of action has no menu. A list that ends in row 0 makes Excel repair the file."""
    data = write_xlsx(Sheet("Plan", ("Code", "Cost"), [("a", "1")], choices))

    book = load_workbook(io.BytesIO(data))
    assert [rule.formula1 for rule in book["Plan"].data_validations.dataValidation] == lists
    assert ("Choices" in book.sheetnames) is bool(lists)


def test_what_is_typed_into_a_column_with_a_list_stays_as_it_is_typed():
    """LibreOffice takes a typed 1 for a number, finds no number in the list, and would empty the cell without a word."""
    data = write_xlsx(Sheet("Plan", ("Area", "Cost"), [("1", "1"), (None, None)], {"Area": ["1", "2"]}))

    sheet = load_workbook(io.BytesIO(data))["Plan"]
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.errorStyle, rule.showErrorMessage) == ("warning", True)
    assert "is not in the list" in rule.error
    assert [sheet[place].number_format for place in ("A2", "A3", "B2")] == ["@", "@", "General"]
    assert sheet.column_dimensions["A"].number_format == "@"


SEPARATED = st.lists(st.sampled_from([";", "\t", "\n", '"', ",", "=1+1", "-2", "'", " ", "x", "@a"])).map(
    "".join
)


def begins_a_formula(cell: str) -> bool:
    """Whether a spreadsheet program may take a cell for a formula, spaces before it or not."""
    return cell.strip()[:1] in tuple("=+-@＝＋－＠")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@unhurried
@given(rows=st.lists(st.tuples(SEPARATED, SEPARATED), min_size=1, max_size=3))
@example(rows=[("x;=1+1;y", "x\t=1+1\ty")])
@example(rows=[("x;  =1+1;y", "  =1+1")])
@example(rows=[('x;"=1+1";y', "x\n=1+1;y")])
def test_a_csv_file_has_no_formula_whatever_separates_its_cells(separator, rows):
    written = write_csv(COLUMNS, rows).decode("utf-8-sig")

    cells = [
        cell for row in csv.reader(io.StringIO(written, newline=""), delimiter=separator) for cell in row
    ]

    assert [cell for cell in cells if begins_a_formula(cell)] == []


@unhurried
@given(st.tuples(SEPARATED, SEPARATED))
@example(("x;=1+1;y", "a;'=b\n- c"))
def test_what_is_marked_inside_a_csv_text_comes_back_the_same(texts):
    first, second = (f"a{text}a" for text in texts)

    table = read_rows(upload(write_csv(COLUMNS, [(first, second)]), "a.csv"))

    assert [tuple(row.cells.values()) for row in table.rows] == [(first, second)]


def test_a_csv_file_is_harmless_and_comes_back_the_same():
    rows = [("=1+1", "'- x"), ("a\nb", "ລາວ")]

    table = read_rows(
        upload(write_csv(COLUMNS, [*rows, (Decimal("1.50"), None), (date(2011, 1, 2), "")]), "a.csv")
    )

    assert [tuple(row.cells.values()) for row in table.rows] == [*rows, ("1.50", ""), ("2011-01-02", "")]


def test_labels_become_values_upper_or_lower_case_and_another_word_stays():
    kinds = ("activity  AREA", "Target", "menu", "goal", "")
    table = read_rows(upload(write_csv(("Sort", "Text"), [(kind, "Area") for kind in kinds]), "plan.csv"))

    read = table.by_code({"kind": "Sort"}, {}, {"kind": TextKind})

    assert [row.cells["kind"] for row in read.rows] == ["menu", "target", "menu", "goal", ""]
    assert {row.cells["Text"] for row in read.rows} == {"Area"}
