"""The modules of the portal by what they hold, so that a new wing is seen by the tests that read them all."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import ModuleType

BASE = Path(__file__).resolve().parent.parent
APPS = ("commit_portal", "spa", "workplans", "reporting")


def modules_called(name: str) -> tuple[ModuleType, ...]:
    """Every module of the portal with this name: `rules`, `permissions`, `lifecycle`."""
    paths = (path for app in APPS for path in sorted((BASE / app).rglob(f"{name}.py")))
    return tuple(import_module(".".join(path.relative_to(BASE).with_suffix("").parts)) for path in paths)
