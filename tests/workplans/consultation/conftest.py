"""A line of a draft that a partner reads, with what was asked and offered."""

import pytest

from tests.cast import LATER, NOW
from tests.workplans.consultation.supports import MONEY
from workplans.consultation.actions.ask import ask_partner
from workplans.consultation.actions.offers import accept_offer, offer_support
from workplans.consultation.actions.openings import open_draft
from workplans.models import Activity, Contribution, Opening, Seat, Workplan


@pytest.fixture
def opening(kh_plan: Workplan, kh_lead: Seat, ilo: Seat) -> Opening:
    return open_draft(kh_plan, ilo.partner, LATER, by=kh_lead, now=NOW)


@pytest.fixture
def asked(line: Activity, opening: Opening, kh_officer: Seat, ilo: Seat) -> Contribution:
    return ask_partner(line, ilo.partner, MONEY, by=kh_officer, now=NOW)


@pytest.fixture
def offered(line: Activity, opening: Opening, ilo: Seat) -> Contribution:
    return offer_support(line, MONEY, by=ilo, now=NOW)


@pytest.fixture
def accepted(offered: Contribution, kh_lead: Seat) -> Contribution:
    return accept_offer(offered, seen=1, by=kh_lead, now=NOW)
