"""Mails of one plan leave one by one here, so that a test sees each of them; test_together.py has the ten minutes."""

from datetime import timedelta

import pytest

from reporting.notices import dispatch


@pytest.fixture(autouse=True)
def together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "TOGETHER", timedelta(0))
