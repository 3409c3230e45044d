"""A dataset is built once for all processes, and handed to nobody who may not read it. `forget` makes another process."""

import time
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.core.cache import cache

from commit_portal import caches
from reporting.dataset.build import build_dataset
from reporting.dataset_queries import shared_datasets
from reporting.dataset_queries.rows import report_rows
from reporting.statuses import ReviewStage
from tests import cast
from tests.reporting.dataset_queries.test_rows import NOW, make_reviewed
from workplans.models import AnnualCycle
from workplans.releasing.actions import release_workplan
from workplans.statuses import Audience

READERS = ("kh_officer", "lao_lead", "kh_desk", "regional_manager", "ilo", "observer")


@pytest.fixture(autouse=True)
def of_all_processes(settings: Any, redis_url: str) -> Iterator[None]:
    """The cache of a server, as settings.py has it."""
    settings.CACHES = {
        "default": {
            "BACKEND": "commit_portal.caches.ForgivingRedisCache",
            "LOCATION": redis_url.removesuffix("0") + "7",
        }
    }
    # Another test may have found none on this machine, and left it alone for a while.
    caches.ForgivingRedisCache._away_until = 0.0
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def reviewed(world: cast.World) -> cast.World:
    """What Cambodia answered is closed, and its plan is released to the other taskforces."""
    make_reviewed(world)
    release_workplan(world.workplan("kh"), Audience.TASKFORCES, by=world.seats["kh_lead"], now=NOW)
    return world


def asks(world: cast.World, name: str, stage: ReviewStage | None = None) -> shared_datasets.Asked:
    cycle = AnnualCycle.objects.select_related("plan").get(pk=world.cycle.pk)
    return shared_datasets.asked_by(world.seats[name], cycle, compared=None, stage=stage)


def test_another_process_reads_the_dataset_of_each_audience_and_asks_nothing(
    reviewed, forget, django_assert_num_queries
):
    asked = [asks(reviewed, name, stage) for name, stage in product(READERS, (None, *ReviewStage))]
    for one in asked:
        shared_datasets.dataset_of(one)

    forget()

    with django_assert_num_queries(0):
        shared = [shared_datasets.dataset_of(one) for one in asked]
    for one, dataset in zip(asked, shared, strict=True):
        rows = report_rows(one.cycle, one.audience, on=one.on, stage=one.stage, own=one.own, compare=False)
        assert dataset == build_dataset(rows)
    assert len({one.key for one in asked}) == len(set(asked))


class Renamed:
    """A class of another version: what was kept of it cannot be loaded here."""

    def __reduce__(self) -> tuple[Any, ...]:
        return int, ("no such class",)


def test_a_process_reads_nothing_that_is_older_than_itself_or_of_another_version(reviewed, monkeypatch):
    """A restored database has the same revisions with other rows; another version has other classes."""
    asked = asks(reviewed, "lao_lead")
    cache.set(asked.key, (time.time() - 1, b"no dataset of this database"))
    monkeypatch.setattr(shared_datasets, "BEGAN", time.time())
    with monkeypatch.context() as other:
        other.setattr(shared_datasets, "VERSION", "another version")
        cache.set(theirs := asked.key, (time.time() + 60, Renamed()))

    assert shared_datasets.dataset_of(asked).facts.audience == Audience.TASKFORCES
    with pytest.raises(ValueError, match="no such class"):
        cache.get(theirs)
