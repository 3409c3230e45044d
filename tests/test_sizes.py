"""The size of the house is counted right, and a wing that outgrows its budget is refused."""

from pathlib import Path

import pytest

from tests.sizes import as_toml, lowered, over_budget, sizes_of


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house with one wing of three lines, a blank one between them, and one test of it."""
    wing = tmp_path / "workplans" / "submitting"
    wing.mkdir(parents=True)
    (wing / "actions.py").write_text("one = 1\n\ntwo = 2\nthree = 3\n")
    (tmp_path / "workplans" / "migrations").mkdir()
    (tmp_path / "workplans" / "migrations" / "0001_the_year.py").write_text("not_counted = 1\n")
    tests = tmp_path / "tests" / "workplans" / "submitting"
    tests.mkdir(parents=True)
    (tests / "test_actions.py").write_text("assert True\n")
    for app in ("spa", "workplans", "reporting"):
        (tmp_path / "templates" / app).mkdir(parents=True)
    (tmp_path / "templates" / "workplans" / "flat.html").write_text("")
    return tmp_path


BUDGET = {
    "house": {
        "source": 3,
        "tests": 1,
        "short_modules": 1,
        "flat_ground": 0,
        "flat_templates_spa": 0,
        "flat_templates_workplans": 1,
        "flat_templates_reporting": 0,
    },
    "wings": {"workplans/submitting": 3},
    "tests": {"workplans/submitting": 1},
}


def test_a_house_within_its_budget_is_accepted(house):
    assert list(over_budget(sizes_of(house), BUDGET)) == []


def test_a_line_too_many_is_refused_for_its_wing_and_for_the_whole(house):
    (house / "workplans" / "submitting" / "rules.py").write_text("four = 4\n")

    assert list(over_budget(sizes_of(house), BUDGET)) == [
        "source: 4, and 3 are allowed.",
        "short_modules: 2, and 1 are allowed.",
        "workplans/submitting in [wings]: 4 lines, and 3 are allowed.",
    ]


def test_a_wing_without_a_budget_and_a_flat_template_are_refused(house):
    (house / "templates" / "spa" / "plan.html").write_text("")
    budget = BUDGET | {"wings": {}}

    assert list(over_budget(sizes_of(house), budget)) == [
        "flat_templates_spa: 1, and 0 are allowed.",
        "workplans/submitting: no budget in [wings].",
    ]


def test_a_wing_that_has_moved_is_not_counted_as_small(house):
    (house / "workplans" / "submitting").rename(house / "workplans" / "handing_in")

    assert list(over_budget(sizes_of(house), BUDGET)) == [
        "workplans/handing_in: no budget in [wings].",
        "workplans/submitting in [wings]: no such folder.",
    ]
    (house / "templates" / "spa").rmdir()
    with pytest.raises(FileNotFoundError):
        sizes_of(house)


def test_a_budget_is_lowered_and_never_raised(house):
    allowed = BUDGET | {
        "wings": {"workplans/submitting": 1000, "workplans/gone": 5},
        "tests": {"workplans/submitting": 1},
    }

    changed = lowered(sizes_of(house), allowed)

    assert changed["wings"] == {"workplans/submitting": 50}
    assert changed["tests"] == {"workplans/submitting": 1}
    assert as_toml(changed).endswith(
        '[wings]\n"workplans/submitting" = 50\n\n[tests]\n"workplans/submitting" = 1\n'
    )
