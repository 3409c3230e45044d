"""The table of mutations is true: each text stands once in its file, and each test is there."""

import pytest

from tests.mutations import HERE, MUTATIONS


@pytest.mark.parametrize("row", MUTATIONS, ids=lambda row: row["why"])
def test_mutation_changes_one_place_and_names_its_tests(row):
    assert (HERE.parent / row["file"]).read_text().count(row["old"]) == 1 != (row["new"] == row["old"])
    for path, _colons, name in (test.partition("::") for test in row["tests"]):
        assert f"def {name}(" in (HERE.parent / path).read_text()
