"""The tests read the rule book: every rule, transition and permission is named by a test."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

from commit_portal.decisions import Violation
from commit_portal.lifecycle import Transition
from reporting import edition_lifecycle
from reporting import lifecycle as reporting_lifecycle
from reporting import permissions as reporting_permissions
from reporting import rules as reporting_rules
from spa import lifecycle as spa_lifecycle
from spa import permissions as spa_permissions
from spa import rules as spa_rules
from workplans import lifecycle as workplan_lifecycle
from workplans import permissions as workplan_permissions
from workplans.rules import WORKPLAN_RULES

HERE = Path(__file__)
SOURCES = {
    path.name: path.read_text()
    for path in sorted(HERE.parent.glob("*.py"))
    if path.name.startswith(("test_", "authz_", "race")) and path != HERE
}


def functions_of(module: ModuleType, start: str = "") -> list[str]:
    """The public functions that a module itself defines."""
    return [
        name
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and name.startswith(start) and not name.startswith("_")
    ]


def rules_of(module: ModuleType) -> list[str]:
    """Functions that answer with a violation, or with several."""
    return [
        name
        for name in functions_of(module)
        if Violation.__name__ in str(inspect.signature(getattr(module, name)).return_annotation)
    ]


RULES = sorted(
    {rule.__name__ for rule in WORKPLAN_RULES} | {*rules_of(reporting_rules), *rules_of(spa_rules)}
)
TRANSITIONS = sorted(
    {
        constant
        for module in (workplan_lifecycle, reporting_lifecycle, edition_lifecycle, spa_lifecycle)
        for constant, value in vars(module).items()
        if isinstance(value, Transition)
    }
)
PERMISSIONS = sorted(
    {
        name
        for module in (workplan_permissions, reporting_permissions, spa_permissions)
        for name in functions_of(module, "may_")
    }
)


def named_in(pattern: str) -> list[str]:
    return [name for name, source in SOURCES.items() if re.search(pattern, source)]


def test_the_tables_are_read() -> None:
    assert {"wp_1", "wp_11", "rv_1", "spa_1"} <= set(RULES)
    assert {"SUBMIT", "CLOSE_REVIEW", "RELEASE", "ENDORSE"} <= set(TRANSITIONS)
    assert {"may_decide", "may_answer", "may_keep_plan"} <= set(PERMISSIONS)


@pytest.mark.parametrize("rule", RULES)
def test_rule_is_exercised_by_name(rule: str) -> None:
    number = re.escape(rule.upper().replace("_", "-"))
    assert named_in(rf"\b{rule}\b|\b{number}\b"), f"no test names {rule}"


@pytest.mark.parametrize("transition", TRANSITIONS)
def test_transition_is_named(transition: str) -> None:
    assert named_in(rf"\b{transition}\b"), f"no test names {transition}"


@pytest.mark.parametrize("permission", PERMISSIONS)
def test_permission_is_named(permission: str) -> None:
    assert named_in(rf"\b{permission}\b"), f"no test names {permission}"
