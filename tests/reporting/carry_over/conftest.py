"""A year behind, and who drafts the next one."""

import pytest
from django.test import Client

from tests import cast, year_behind


@pytest.fixture
def officer(years: year_behind.Years, client_of: cast.SignIn) -> Client:
    return client_of(years.officer)
