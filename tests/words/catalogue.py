"""Every sentence that is marked in the code and the templates.

GNU xgettext is not on every machine, and it drops a sentence that is put together (`_(f"...")`) without a warning: here
that is an error that names file and line.
"""

import ast
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.utils.translation.template import templatize

from tests import modules

# By the name of the function, the places of context, sentence and plural among its arguments.
MARKS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}


@dataclass(frozen=True, order=True)
class Marked:
    """One marked sentence; `context` parts two uses of a word, `plural` is there where it counts."""

    sentence: str
    context: str = ""
    plural: str = ""


class NotMarked(Exception):
    """A mark around something that is not a text: it would be in no catalogue."""


def marked() -> dict[Marked, list[str]]:
    """Every marked sentence of the project, with the files in which it stands."""
    found: dict[Marked, set[str]] = {}
    for path, source in sources():
        name = path.relative_to(modules.BASE).as_posix()
        for sentence in in_code(source, name) if path.suffix == ".py" else in_template(source, name):
            found.setdefault(sentence, set()).add(name)
    return {sentence: sorted(found[sentence]) for sentence in sorted(found)}


def sources() -> Iterator[tuple[Path, str]]:
    """The code of the apps and the templates: nothing of the environment, the tests or what a run leaves."""
    templates = modules.found("templates/**/*", at_least=200)
    for path in [*modules.sources(), *filter(Path.is_file, templates)]:
        if "migrations" not in path.parts:
            yield path, path.read_text(encoding="utf-8")


def in_code(source: str, name: str) -> Iterator[Marked]:
    """What is marked in a module of Python. Raises `NotMarked`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            yield _marked(node, name, node.lineno)


def in_template(source: str, name: str) -> Iterator[Marked]:
    """What is marked in a template, by Django's own reading of it. Raises `NotMarked`."""
    code = templatize(source, origin=name)
    for call in re.finditer(r"(?<!\w)(?:_|n?p?gettext)(?=\()", code):
        for node in ast.walk(ast.parse(_balanced(code[call.start() :]))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield _marked(node, name, code[: call.start()].count("\n") + 1)


def _balanced(code: str) -> str:
    """The call with which a text begins, to its closing bracket."""
    depth = 0
    lines = code.splitlines(keepends=True)
    for token in tokenize.generate_tokens(StringIO(code).readline):
        depth += {"(": 1, ")": -1}.get(token.string, 0) if token.type == tokenize.OP else 0
        if token.string == ")" and depth == 0:
            row, column = token.end
            return "".join(lines[: row - 1]) + lines[row - 1][:column]
    raise NotMarked(f"A call without its end: {code[:80]}")


def _marked(call: ast.Call, name: str, line: int) -> Marked:
    context, sentence, plural = MARKS[call.func.id]
    texts = []
    for place in (sentence, context, plural):
        value = call.args[place] if place is not None and place < len(call.args) else ast.Constant("")
        if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
            raise NotMarked(f"{name}:{line}: mark a whole text, not something that is put together.")
        texts.append(value.value)
    return Marked(*texts)
