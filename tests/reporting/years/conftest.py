"""Two reviewed years of one plan of action."""

import pytest

from tests.reporting.years.sample import make_two_years


@pytest.fixture
def later(world):
    return make_two_years(world)
