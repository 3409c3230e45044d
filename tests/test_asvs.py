"""docs/asvs.md and docs/security-bar.md say truly what shows each of their rows."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.modules import BASE, found

KEPT = tomllib.loads((BASE / "tests/asvs.toml").read_text())
LEVELS = {
    f"{section}.{number}": level
    for section, levels in KEPT["levels"].items()
    for number, level in enumerate(levels, start=1)
}
# The rows of each page; of the standard those of levels 1 and 2.
PAGES = {
    "asvs.md": {number for number, level in LEVELS.items() if level < "3"},
    "security-bar.md": {f"B{number}" for number in range(1, 67)},
}
ROW = re.compile(r"^\| ([VB][\d.]+) \|(?: ([123]) \|)? [^|]+ \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py::test_\w+)`")
SHOWN = re.compile(
    rf"(?:{TEST.pattern}(?:, |$))+|(?:Does not apply|Open): .+|\[Written down\]\(([\w-]+\.md)#(\S+)\)"
)
# What the standard wants to have documented: a page shows that, and nothing else.
WRITTEN = re.compile(r"V\d+\.1\.\d+")


def faults(page: str, wanted: set[str], marks: list[tuple[str, set[str]]], most_open: int) -> Iterator[str]:
    """What is wrong with a page beside the marks: each a row, and the tests of which one or more show it."""
    rows = ROW.findall(page)
    numbers = [number for number, _level, _shown in rows]
    named = {(number, test) for number, _level, shown in rows for test in TEST.findall(shown)}
    marked = {(number, test) for number, tests in marks for test in tests}
    yield from (f"{number} is missing" for number in wanted - {*numbers})
    yield from (f"{number} stands there twice" for number in {*numbers} if numbers.count(number) > 1)
    yield from (f"{test} has no mark {number}" for number, test in named - marked)
    yield from (
        f"{number} names none of {tests}"
        for number, tests in marks
        if named.isdisjoint({(number, test) for test in tests})
    )
    for number, level, shown in rows:
        says = SHOWN.fullmatch(shown)
        if not says or (says[3] and not (WRITTEN.fullmatch(number) and says[3] in headings(says[2]))):
            yield f"{number} says nothing that counts"
        if level != LEVELS.get(number, ""):
            yield f"{number} has another level"
    is_open = sum(shown.startswith("Open: ") for _number, _level, shown in rows)
    if f"**Open: {is_open} of {len(rows)}.**" not in page or is_open > most_open:
        yield f"{is_open} are open"


def headings(name: str) -> set[str]:
    """The anchors of a page of docs/."""
    heads = re.findall(r"^#+ (.+)$", (BASE / "docs" / name).read_text(), re.MULTILINE)
    return {re.sub(r"[^\w-]", "", head.lower().replace(" ", "-")) for head in heads}


def marks_of(path: Path) -> Iterator[tuple[str, set[str]]]:
    """Each row of a mark, with its test; with all tests of the file where the mark is the file's."""
    nodes = ast.parse(path.read_text()).body
    tests = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    for node in nodes:
        is_test = isinstance(node, ast.FunctionDef)
        names = {f"{path.relative_to(BASE)}::{name}" for name in ([node.name] if is_test else tests)}
        for part in (
            part for mark in (node.decorator_list if is_test else [node]) for part in ast.walk(mark)
        ):
            if isinstance(part, ast.Call) and ast.unparse(part.func) == "pytest.mark.asvs":
                yield from ((row, names) for row in ast.literal_eval(part.args[0]).split())


@pytest.mark.parametrize("name", PAGES)
def test_page_names_what_shows_each_row(name):
    paths = [path for path in found("tests/**/test_*.py", at_least=200) if path != Path(__file__)]
    marks = [mark for path in paths if "mark.asvs" in path.read_text() for mark in marks_of(path)]
    own = [mark for mark in marks if mark[0].startswith("V") == (name == "asvs.md")]

    assert [*faults((BASE / "docs" / name).read_text(), PAGES[name], own, KEPT["most_open"][name])] == []
    assert len(own) > 60


A = "`tests/test_a.py::test_a`"


@pytest.mark.parametrize(
    ("level", "shown", "fault"),
    [
        ("2", A, "V1.1.2 is missing"),
        ("1", A, "V1.1.1 has another level"),
        ("2", f"{A}, and more", "V1.1.1 says nothing that counts"),
        ("2", "[Written down](rules.md#nowhere)", "V1.1.1 says nothing that counts"),
        ("2", A.replace("test_a`", "test_b`"), "tests/test_a.py::test_b has no mark V1.1.1"),
        ("2", "Does not apply: none.", "V1.1.1 names none of {'tests/test_a.py::test_a'}"),
        ("2", "Open: much.", "1 are open"),
        ("2", f"{A} |\n| V1.1.1 | 2 | Again. | {A}", "V1.1.1 stands there twice"),
    ],
)
def test_what_is_wrong_with_a_page_is_noticed(level, shown, fault):
    """The first row is in order; the other requirement is always missing."""
    page = f"**Open: {shown.count('Open')} of 1.**\n\n| V1.1.1 | {level} | Decoding. | {shown} |\n"

    said = [*faults(page, {"V1.1.1", "V1.1.2"}, [("V1.1.1", {"tests/test_a.py::test_a"})], most_open=0)]

    assert fault in said
    assert (len(said) == 1) is (level == "2" and shown == A)
