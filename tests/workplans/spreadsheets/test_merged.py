"""Workbooks that others changed meanwhile: what does not collide is written, what collides is asked."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests import cast
from workplans.models import Activity, Seat, Workplan

pytestmark = pytest.mark.slow

HERE = "/2011/kh/import/"
# Five people change five different columns of two lines.
EDITS = (
    ("Title", "Told by the first"),
    ("Lead body", "Ministry of the second"),
    ("Expected result", "Expected by the third"),
    ("Ends on", "30 Nov 2011"),
    ("Secretariat US$", 1234),
)


@pytest.fixture
def officer(kh_plan: Workplan, kh_officer: Seat, client_of: Callable[[Seat], Client]) -> Client:
    cast.complete_line(kh_plan, by=kh_officer)
    cast.complete_line(kh_plan, by=kh_officer, title="The second line")
    return client_of(kh_officer)


def _edited(workbook: bytes, row: int, head: str, value: Any) -> bytes:
    book = load_workbook(io.BytesIO(workbook))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(row, heads.index(head) + 1).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _saved_again(workbook: bytes, soffice: str, folder: Path) -> bytes:
    """The workbook as LibreOffice writes it."""
    folder.mkdir(exist_ok=True)
    source = folder / "plan.xlsx"
    source.write_bytes(workbook)
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{folder.parent}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", str(folder / "out"), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )  # fmt: skip
    return (folder / "out" / "plan.xlsx").read_bytes()


def _send(client: Client, workbook: bytes) -> Any:
    return client.post(HERE, {"file": SimpleUploadedFile("plan.xlsx", workbook)}, follow=True)


def _confirm(client: Client, preview: Any, **answers: str) -> Any:
    return client.post(HERE + "confirm/", {"waiting": preview.context["waiting"].pk, **answers})


def _plan(client: Client) -> bytes:
    return client.get("/2011/kh/export.xlsx").content


def test_five_copies_come_back_one_after_another_and_all_changes_stand(
    officer: Client, soffice: str, tmp_path: Path
) -> None:
    workbook = _plan(officer)
    copies = [
        _saved_again(_edited(workbook, 2, head, value), soffice, tmp_path / str(number))
        for number, (head, value) in enumerate(EDITS)
    ]

    for copy in copies:
        preview = _send(officer, copy)
        assert preview.context["preview"].choices == ()
        assert _confirm(officer, preview).status_code == 302

    first, second = Activity.objects.order_by("number")
    assert (first.title, first.lead_body) == ("Told by the first", "Ministry of the second")
    assert (first.expected_result, str(first.ends_on)) == ("Expected by the third", "2011-11-30")
    assert first.secretariat_cost == 1234
    assert (second.title, second.row_version) == ("The second line", 1)


@pytest.mark.parametrize(
    ("answer", "title"), [("theirs", "Told by the first"), ("mine", "Told by the second")]
)
def test_cell_that_two_copies_changed_is_asked_with_nothing_chosen(
    officer: Client, answer: str, title: str
) -> None:
    workbook = _plan(officer)
    _confirm(officer, _send(officer, _edited(workbook, 2, "Title", "Told by the first")))
    mine = _edited(_edited(workbook, 2, "Title", "Told by the second"), 2, "Lead body", "Ministry of Health")

    preview = _send(officer, mine)

    (choice,) = preview.context["preview"].choices
    assert (choice.chosen, choice.ticked, choice.columns) == ("", "", "Title")
    unanswered = officer.post(
        HERE + "confirm/",
        {
            "waiting": preview.context["waiting"].pk,
            "seen": Workplan.objects.get(taskforce__slug="kh").row_version,
        },
    )
    assert unanswered.status_code == 422
    assert Activity.objects.get(number=1).lead_body != "Ministry of Health"
    assert _confirm(officer, preview, **{choice.name: dict(choice.options)[answer]}).status_code == 302
    line = Activity.objects.get(number=1)
    assert (line.title, line.lead_body) == (title, "Ministry of Health")


def test_keep_all_of_theirs_ticks_every_choice_and_writes_nothing(officer: Client) -> None:
    workbook = _plan(officer)
    _confirm(officer, _send(officer, _edited(workbook, 2, "Title", "Told by the first")))
    preview = _send(officer, _edited(workbook, 2, "Title", "Told by the second"))
    (choice,) = preview.context["preview"].choices

    page = _confirm(officer, preview, keep_theirs="1")

    theirs, mine = (f'id="{choice.name}-{answer}"' for answer, _ in choice.options)
    said = page.content.decode()
    assert "checked" in said.partition(theirs)[2].partition(">")[0]
    assert "checked" not in said.partition(mine)[2].partition(">")[0]
    assert Activity.objects.get(number=1).title == "Told by the first"


def test_answer_to_an_older_version_of_the_line_is_asked_again_and_stays_ticked(officer: Client) -> None:
    workbook = _plan(officer)
    _confirm(officer, _send(officer, _edited(workbook, 2, "Title", "Told by the first")))
    preview = _send(officer, _edited(workbook, 2, "Title", "Told by the second"))
    (choice,) = preview.context["preview"].choices
    waiting = preview.context["waiting"]
    line = Activity.objects.get(number=1)
    Activity.objects.filter(pk=line.pk).update(row_version=line.row_version + 1, title="Told by a third")

    page = officer.post(
        HERE + "confirm/", {"waiting": waiting.pk, choice.name: dict(choice.options)["mine"], "seen": "0"}
    )

    assert page.status_code == 409
    (again,) = page.context["preview"].choices
    assert (again.chosen, again.ticked) == ("", "mine")
    assert Activity.objects.get(number=1).title == "Told by a third"


def test_marked_workbook_names_the_wrong_cells_and_merges_as_the_first(officer: Client) -> None:
    workbook = _plan(officer)
    wrong = _edited(_edited(workbook, 2, "Secretariat US$", "about 7000"), 3, "Title", "Told by the second")
    preview = _send(officer, wrong)
    assert not preview.context["preview"].may_be_confirmed

    marked = officer.get(preview.context["marked"]).content

    sheet = load_workbook(io.BytesIO(marked)).worksheets[0]
    said = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    head = [cell.value for cell in sheet[1]].index("Secretariat US$")
    assert list(said) == [sheet.cell(2, head + 1).coordinate]
    assert "about 7000" in next(iter(said.values()))
    right = _send(officer, _edited(marked, 2, "Secretariat US$", 7000))
    assert _confirm(officer, right).status_code == 302
    assert Activity.objects.get(number=1).secretariat_cost == 7000
    assert Activity.objects.get(number=2).title == "Told by the second"


def test_cells_of_a_row_are_under_their_heads(officer: Client) -> None:
    preview = _send(officer, _edited(_plan(officer), 2, "Title", "Another")).context["preview"]

    (row,) = preview.sections[0][2]

    heads = [(head.name, head.letter) for head in preview.heads]
    assert heads == [(cell.name, cell.place.letter) for cell in row.beside]
