"""A year behind, and who drafts the next one."""

import pytest
from django.test import Client

from tests.cast import SignIn
from tests.year_behind import Years


@pytest.fixture
def officer(years: Years, client_of: SignIn) -> Client:
    return client_of(years.officer)
