"""Workbooks as LibreOffice saves them again."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

# CSV in UTF-8, with commas, as LibreOffice writes it: cells as they are shown.
KINDS = {"csv": "csv:Text - txt - csv (StarCalc):44,34,76,1"}


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
