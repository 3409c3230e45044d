"""Workbooks as LibreOffice saves them again."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook


def opened(soffice: str, folder: Path, files: Mapping[str, bytes]) -> dict[str, list[list[object]]]:
    """The rows of the first sheet of each file by its name, as LibreOffice opens it: one start of it for all of them."""
    for place, (name, body) in enumerate(files.items()):
        (folder / f"{place}{Path(name).suffix}").write_bytes(body)
    out = folder / "opened"
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", str(out), *(str(folder / f"{place}{Path(name).suffix}") for place, name in enumerate(files))],
        check=True,
        capture_output=True,
        timeout=180,
    )  # fmt: skip
    sheets = {name: load_workbook(out / f"{place}.xlsx").worksheets[0] for place, name in enumerate(files)}
    return {name: [list(row) for row in sheet.values] for name, sheet in sheets.items()}


def resaved(soffice: str, folder: Path, books: Mapping[str, bytes]) -> dict[str, bytes]:
    """The workbooks by name, opened and saved by LibreOffice: one start of it for all of them."""
    (folder / "sent").mkdir()
    for name, book in books.items():
        (folder / "sent" / f"{name}.xlsx").write_bytes(book)
    out = folder / "saved"
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", str(out), *(str(folder / "sent" / f"{name}.xlsx") for name in books)],
        check=True,
        capture_output=True,
        timeout=180,
    )  # fmt: skip
    return {name: (out / f"{name}.xlsx").read_bytes() for name in books}
