"""Mails of one plan leave one by one here, so that a test sees each of them; test_together.py has the ten minutes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from reporting.notices import dispatch
from tests.smtp import Sink, running_server


@pytest.fixture(autouse=True)
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "TOGETHER", timedelta(0))


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_server() as server:
        yield server
