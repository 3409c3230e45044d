"""The modules of the portal by what they hold, so that a new wing is seen by the tests that read them all."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

BASE = Path(__file__).resolve().parent.parent
APPS = ("commit_portal", "spa", "workplans", "reporting")


def found(*patterns: str, at_least: int) -> list[Path]:
    """The files below the project's root, by patterns. Fails where few are seen: a file that has moved is no silence."""
    paths = sorted({path for pattern in patterns for path in BASE.glob(pattern)})
    assert len(paths) >= at_least, f"{patterns} found {len(paths)} files; at least {at_least} were there"
    return paths


def sources(*apps: str, at_least: int = 200) -> list[Path]:
    """Every Python file of the portal, or of some of its apps."""
    return found(*(f"{app}/**/*.py" for app in apps or APPS), at_least=at_least)


def modules_called(name: str) -> tuple[ModuleType, ...]:
    """Every module of the portal with this name: `rules`, `permissions`, `lifecycle`."""
    paths = (path for app in APPS for path in found(f"{app}/**/{name}.py", at_least=0))
    modules = tuple(import_module(".".join(path.relative_to(BASE).with_suffix("").parts)) for path in paths)
    assert len(modules) >= 8, f"only {len(modules)} modules are called {name}"
    return modules
