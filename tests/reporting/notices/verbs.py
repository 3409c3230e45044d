"""Every verb that the code records in the trail, wherever it is written."""

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

from commit_portal.workflow import Transition
from reporting.queue.lifecycle import CLAIM, GIVE_BACK
from tests.modules import BASE, modules_called, sources


@cache
def recorded_verbs() -> dict[str, str]:
    """The verbs, each with a place where it is written: of lifecycles, and of calls that lead to `record_event`.

    A worker that takes a job or gives it back leaves no event.
    """
    found = {
        value.name: module.__name__
        for module in modules_called("lifecycle")
        for value in vars(module).values()
        if isinstance(value, Transition) and value not in (CLAIM, GIVE_BACK)
    }
    partials = _partials()
    found |= {verb: name for name, bound in partials.items() for verb in bound}
    passing = {"record_event": 0} | {name: 0 for name, bound in partials.items() if not bound}
    for _ in range(2):
        passing |= {
            function.name: _place_of_verb(function)
            for _, function in _functions()
            if _place_of_verb(function) >= 0 and _calls(function, passing | {"record_events": 0})
        }
    for path, function in _functions():
        for value in (*_verbs_passed(function, passing), *_verbs_of_tuples(function)):
            found |= dict.fromkeys(_resolved(value, path), str(path.relative_to(BASE)))
    return found


def _partials() -> dict[str, list[str]]:
    """The names of each `partial(record_event, ...)`, with the verb where it has one; others get it from who calls them."""
    assigned = (
        (node.targets[0], node.value)
        for path in sources()
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
    )
    return {
        ast.unparse(target): [ast.literal_eval(verb) for verb in call.args[1:]]
        for target, call in assigned
        if _name(call.func) == "partial" and _name(call.args[0]) == "record_event"
    }


@cache
def _functions() -> list[tuple[Path, ast.FunctionDef]]:
    return [
        (path, node)
        for path in sources()
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
    ]


def _place_of_verb(function: ast.FunctionDef) -> int:
    """The place of a parameter `verb` among the positional ones; -1 where there is none."""
    names = [argument.arg for argument in function.args.args]
    return names.index("verb") if "verb" in names else -1


def _calls(function: ast.FunctionDef, names: dict[str, int]) -> list[ast.Call]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Call) and _name(node.func) in names]


def _verbs_passed(function: ast.FunctionDef, passing: dict[str, int]) -> Iterator[ast.expr]:
    for call in _calls(function, passing):
        place = passing[_name(call.func)]
        if len(call.args) > place:
            yield call.args[place]


def _verbs_of_tuples(function: ast.FunctionDef) -> Iterator[ast.expr]:
    """`record_events` takes tuples of a verb, a label and facts; `told` of a row gives its verb with what is said."""
    if function.name == "told" or _calls(function, {"record_events": 0}):
        for node in ast.walk(function):
            if isinstance(node, ast.Tuple) and len(node.elts) == 3 and isinstance(node.ctx, ast.Load):
                yield node.elts[0]


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _resolved(value: ast.expr, path: Path) -> Iterator[str]:
    """A verb that is written there or named by a constant. Those of variables come from who calls the function."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.Name) and value.id.isupper():
        module = import_module(".".join(path.relative_to(BASE).with_suffix("").parts))
        found = getattr(module, value.id)
        yield found.name if isinstance(found, Transition) else found
    elif isinstance(value, ast.IfExp):
        yield from (*_resolved(value.body, path), *_resolved(value.orelse, path))
