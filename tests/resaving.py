"""Workbooks as LibreOffice saves them again."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path


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
