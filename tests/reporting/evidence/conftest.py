"""Cambodia's answers of the mid-year review, open, with one approved activity."""

from datetime import UTC, datetime

import pytest

from reporting.models import CountryReview
from reporting.reviews.actions import open_review
from tests.replayed import replayed

NOW = datetime(2011, 7, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
@replayed
def kh_line(kh_plan, kh_officer, kh_lead, kh_desk, complete_line, approved):
    line = complete_line(kh_plan, by=kh_officer)
    approved(kh_plan, lead=kh_lead, desk=kh_desk)
    return line


@pytest.fixture
@replayed
def review(cycle, kh_line, regional_office):
    return open_review(cycle, "mid-year", by=regional_office, now=NOW)


@pytest.fixture
def sheet(review):
    return CountryReview.objects.get(review=review, taskforce__slug="kh")


@pytest.fixture
def officer(client_of, kh_officer, review):
    return client_of(kh_officer)
