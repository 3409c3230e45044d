"""Workbooks as LibreOffice saves them again."""

import atexit
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from openpyxl import load_workbook

# CSV in UTF-8, with commas, as LibreOffice writes it: cells as they are shown.
KINDS = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76,1"}


@cache
def _profile() -> str:
    """LibreOffice's own folder, of this process: to start in a new one takes a second of processor, and later a quarter."""
    folder = tempfile.mkdtemp(prefix="commit-tests-libreoffice-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _save(soffice: str, kind: str, out: Path, *files: Path) -> None:
    """Have LibreOffice open the files and save them in `out`, by one start of it."""
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{_profile()}", "--headless", "--convert-to", kind, "--outdir", out, *files],
        check=True,
        capture_output=True,
        timeout=180,
    )  # fmt: skip


def opened(soffice: str, folder: Path, files: Mapping[str, bytes]) -> dict[str, list[list[object]]]:
    """The rows of the first sheet of each file by its name, as LibreOffice opens it: one start of it for all of them."""
    sent = [folder / f"{place}{Path(name).suffix}" for place, name in enumerate(files)]
    for path, body in zip(sent, files.values(), strict=True):
        path.write_bytes(body)
    out = folder / "opened"
    _save(soffice, "xlsx", out, *sent)
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
        _save(soffice, KINDS.get(kind, kind), out, *(here / f"{name}.{ending}" for name in sent))
        sent, ending = {name: (out / f"{name}.{kind}").read_bytes() for name in books}, kind
    return sent
