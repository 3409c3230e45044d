"""An edition does not wait for a worker's process to be replaced."""

import pytest

from tests.bench.queue import measure

pytestmark = pytest.mark.chaos


def test_no_edition_of_forty_waits_for_a_new_process(valkey_binary, tmp_path):
    """A process that is replaced after some tasks makes the next one wait for four seconds."""
    waits = measure(tmp_path / "queue", asked=42)

    assert waits.longest_s < 2
