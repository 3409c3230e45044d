"""Faults that the tests must notice. Each row of mutations.toml is put into a scratch clone, and its tests are run there.

`make mutations` (with ARGS="visibility", the rows whose file or reason has the word) says which survived: none may. First
the same tests run in the clone as it is, for a test that fails there proves nothing. What is not committed is not tried.
"""

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

HERE = Path(__file__).parent
MUTATIONS: list[dict[str, Any]] = tomllib.loads((HERE / "mutations.toml").read_text())["mutations"]
# What pytest ends with; anything else ran no test.
ENDS = {0: "survived", 1: "caught"}


def run(tests: Iterable[str], clone: Path) -> str:
    """Run tests of a clone until one fails: "survived" where all pass."""
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environ = {**os.environ, "VAR": str(clone / "var")}
    ended = subprocess.run(words, cwd=clone, env=environ, stdout=subprocess.DEVNULL, check=False)
    return ENDS.get(ended.returncode, "no test ran")


def tried(row: dict[str, Any], clone: Path) -> str:
    """What becomes of a mutation."""
    path = clone / row["file"]
    whole = path.read_text()
    path.write_text(whole.replace(row["old"], row["new"]))
    became = run(row["tests"], clone)
    path.write_text(whole)
    return became


def main(word: str = "") -> int:
    """Try every row that has the word; how many were not caught."""
    chosen = [row for row in MUTATIONS if word in f"{row['file']} {row['why']}"]
    with TemporaryDirectory() as folder:
        clone = Path(folder, "clone")
        subprocess.run(["git", "clone", "--quiet", HERE.parent, clone], check=True)
        if run({test for row in chosen for test in row["tests"]}, clone) != "survived":
            raise SystemExit("The tests fail without a mutation. Mend them first.")
        became = [(tried(row, clone), row) for row in chosen]
    for what, row in became:
        print(f"{what:12} {row['file']}: {row['why']}")
    return sum(what != "caught" for what, _row in became)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
