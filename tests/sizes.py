"""The size of the house beside its budget (docs/sizes.toml), in lines that are not blank.

`.ci/sizes` compares and is part of `make test`; `.ci/sizes lower` writes lower budgets where a wing has become smaller.
A budget is raised by hand, in a commit that says why.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.modules import APPS, BASE

BUDGET = BASE / "docs" / "sizes.toml"
# A wing's budget is its size, rounded up to this many lines: room for a sentence, not for a machine.
ROOM = 50
# These are short by their nature.
MAY_BE_SHORT = {"__init__.py", "apps.py", "urls.py", "tasks.py", "permissions.py"}
SHORT = 40


@dataclass(frozen=True)
class Sizes:
    """What was counted: the whole, each wing with its source and its tests, short modules and flat folders."""

    house: dict[str, int]
    wings: dict[str, int]
    tests: dict[str, int]


def sizes_of(root: Path) -> Sizes:
    """Count a tree."""
    sources = [
        path for app in APPS for path in sorted((root / app).rglob("*.py")) if "migrations" not in path.parts
    ]
    wings = _by_wing(root, sources)
    tests = _by_wing(root / "tests", sorted((root / "tests").rglob("*.py")))
    house = {
        "source": wings.total(),
        "tests": tests.total(),
        "short_modules": sum(_lines(path) < SHORT for path in sources if path.name not in MAY_BE_SHORT),
        "flat_ground": sum(path.name != "__init__.py" for path in (root / "commit_portal").glob("*.py")),
        **{f"flat_templates_{app}": _files(root / "templates" / app) for app in APPS[1:]},
    }
    return Sizes(house, dict(sorted(wings.items())), dict(sorted(tests.items())))


def over_budget(sizes: Sizes, budget: dict[str, Any]) -> Iterator[str]:
    """A sentence for each figure above its budget, for each wing that has none, and for each that is not found."""
    for name, value in sizes.house.items():
        if value > budget["house"][name]:
            yield f"{name}: {value:,}, and {budget['house'][name]:,} are allowed."
    for kind, counted in (("wings", sizes.wings), ("tests", sizes.tests)):
        for wing, value in counted.items():
            allowed = budget[kind].get(wing)
            if allowed is None:
                yield f"{wing}: no budget in [{kind}]."
            elif value > allowed:
                yield f"{wing} in [{kind}]: {value:,} lines, and {allowed:,} are allowed."
        yield from (f"{wing} in [{kind}]: no such folder." for wing in budget[kind] if wing not in counted)


def lowered(sizes: Sizes, budget: dict[str, Any]) -> dict[str, Any]:
    """The budget, lower where a wing is smaller; a new wing gets its size, a wing that is gone loses its row."""

    def lower(counted: dict[str, int], allowed: dict[str, int]) -> dict[str, int]:
        rounded = {wing: -(-value // ROOM) * ROOM for wing, value in counted.items()}
        return {wing: min(value, allowed.get(wing, value)) for wing, value in rounded.items()}

    return {
        "house": budget["house"],
        "wings": lower(sizes.wings, budget["wings"]),
        "tests": lower(sizes.tests, budget["tests"]),
    }


def as_toml(budget: dict[str, Any]) -> str:
    """The budget as docs/sizes.toml keeps it."""
    parts = [
        "# What the house may weigh, in lines that are not blank (tests/sizes.py). A figure falls by better structure.\n"
    ]
    for table, rows in budget.items():
        parts.append(f"\n[{table}]\n" + "".join(f'"{name}" = {value}\n' for name, value in rows.items()))
    return "".join(parts)


def _by_wing(root: Path, paths: list[Path]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for path in paths:
        parts = path.relative_to(root).parts
        counted["/".join(parts[: min(2, len(parts) - 1)]) or "."] += _lines(path)
    return counted


def _lines(path: Path) -> int:
    return sum(bool(row.strip()) for row in path.read_text(encoding="utf-8").splitlines())


def _files(folder: Path) -> int:
    """Raises `FileNotFoundError` for a folder that has moved: it would have no flat files."""
    return sum(path.is_file() for path in folder.iterdir())


def main() -> int:
    budget = tomllib.loads(BUDGET.read_text(encoding="utf-8"))
    sizes = sizes_of(BASE)
    if sys.argv[1:] == ["lower"]:
        BUDGET.write_text(as_toml(lowered(sizes, budget)), encoding="utf-8")
        return 0
    found = list(over_budget(sizes, budget))
    for sentence in found:
        sys.stdout.write(f"{sentence}\n")
    sys.stdout.write(f"{sizes.house['source']:,} lines of source, {sizes.house['tests']:,} of tests.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
