"""Workbooks as LibreOffice saves them again."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import load_workbook

# CSV in UTF-8, with commas, as LibreOffice writes it: cells as they are shown.
KINDS = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76,1"}


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


def resaved(
    soffice: str, folder: Path, books: Mapping[str, bytes], *, kinds: Sequence[str] = ("xlsx",)
) -> dict[str, bytes]:
    """The workbooks by name, opened and saved by LibreOffice as each of `kinds` in turn: one start of it a kind."""
    sent, ending = dict(books), "xlsx"
    for place, kind in enumerate(kinds):
        here, out = folder / f"{place}-sent", folder / f"{place}-saved"
        here.mkdir(parents=True)
        for name, book in sent.items():
            (here / f"{name}.{ending}").write_bytes(book)
        subprocess.run(
            [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to",
             KINDS.get(kind, kind), "--outdir", str(out), *(str(here / f"{name}.{ending}") for name in sent)],
            check=True,
            capture_output=True,
            timeout=180,
        )  # fmt: skip
        sent, ending = {name: (out / f"{name}.{kind}").read_bytes() for name in books}, kind
    return sent
