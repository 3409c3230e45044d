"""The same of a year in which nobody has planned, reviewed or reported anything yet, with one plural form."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from tests import authz_matrix, cast
from tests.words.made_up import set_full_width
from tests.words.pages import readers, rows
from tests.words.walking import walk

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def language(language_of: Callable[[int], Path]) -> Path:
    return language_of(1)


@pytest.fixture(scope="module")
def clients(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Client]]:
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        world = cast.make_world()
        set_full_width()
        yield authz_matrix.everybody(world)
        transaction.set_rollback(True)


def of_the_empty_year(row: authz_matrix.Row) -> dict[str, Any]:
    """The address of a row with its keys as numbers, or one of no thread; years become the one that there is."""
    parts = {name: 1 if str(value).startswith("@") else value for name, value in row.parts.items()}
    if "thread" in parts:
        parts["thread"] = UUID(int=1)
    return {**parts, "year": authz_matrix.DRAFT} if "year" in parts else parts


@pytest.mark.parametrize("row", rows("get"), ids=lambda row: row.words)
def test_page_of_an_empty_year_says_nothing_outside_the_brackets(clients, language, row):
    address = reverse(row.name, kwargs=of_the_empty_year(row))
    found = {role: walk(clients[role], language, address) for role in readers(row)}
    assert {role: faults for role, faults in found.items() if faults} == {}
