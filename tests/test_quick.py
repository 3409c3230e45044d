"""What is run when: `make check` starts no server and takes no seconds; `make test` leaves out nothing."""

from collections.abc import Callable

import pytest

from tests import services
from tests.conftest import pytest_collection_modifyitems

Collect = Callable[..., set[str]]


@pytest.fixture
def collect(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Collect:
    """The tests of some files that pytest would run, with an option or without."""

    def collected(*files: str, option: str = "") -> set[str]:
        session, items = request.session, list[pytest.Item]()
        for file in files:
            module = pytest.Module.from_parent(session, path=services.BASE_DIR / file)
            items += session.genitems(module)
        with monkeypatch.context() as patch:
            for name in ("again", "not_again", "quick"):
                patch.setattr(request.config.option, name, name == option)
            pytest_collection_modifyitems(request.config, items)
        return {item.nodeid for item in items}

    return collected


def test_quick_leaves_out_servers_processes_commits_and_what_is_marked_slow(collect):
    left_out = {
        "tests/test_journey.py",  # a browser
        "tests/commit_portal/test_portal.py",  # processes
        "tests/reporting/queue/test_claiming.py",  # commits
        "tests/test_leaks.py",  # marked slow
    }
    kept = {"tests/test_look.py", "tests/workplans/plan/test_ceiling.py"}

    def selected(option: str) -> set[str]:
        return {test.partition(":")[0] for test in collect(*left_out, *kept, option=option)}

    assert selected("") == left_out | kept
    assert selected("quick") == kept


def test_the_two_runs_of_make_test_leave_out_nothing(collect):
    files = (
        "tests/test_authz.py",
        "tests/reporting/comparison/test_cell.py",
        "tests/workplans/plan/test_ceiling.py",
    )
    every = collect(*files)

    sqlite, postgresql = collect(*files, option="not_again"), collect(*files, option="again")

    assert sqlite | postgresql == every
    assert sqlite != every


def test_a_test_of_pages_is_known_by_a_helper_that_it_asks_for_by_its_module(collect):
    assert collect("tests/workplans/pages/test_filters.py", option="again") == set()
