"""Where the doors for writes lie: for the tests that look through all of them."""

from pathlib import Path

from tests.modules import found

# The modules of a wing that write, by what HOUSE calls them; `spa` keeps a folder of actions.
PLACES = (
    "spa/actions/*.py",
    "*/*/actions.py",
    "*/*/actions/*.py",
    "*/*/*_actions.py",
    "*/*/saving.py",
    "*/*/writing.py",
    "*/notices/dispatch.py",
    "*/notices/preferences.py",
    "*/*/reference_data.py",
    "*/*/locking.py",
    "*/*/versions.py",
    "*/shared/*.py",
    "*/demo/*.py",
)


def modules_that_write() -> list[Path]:
    """Every file with actions, in the order of the tree."""
    for place in PLACES:
        found(place, at_least=1)
    return [path for path in found(*PLACES, at_least=50) if path.parts[-3] != "tests"]
