"""An activity of Cambodia that is approved and has no answer yet."""

import pytest

from tests import cast
from workplans.models import Activity, Seat, Workplan


@pytest.fixture
def line(kh_plan: Workplan, kh_officer: Seat, kh_lead: Seat, kh_desk: Seat) -> Activity:
    made = cast.complete_line(kh_plan, by=kh_officer)
    cast.approved(kh_plan, lead=kh_lead, desk=kh_desk)
    return made
