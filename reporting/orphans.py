"""Files that a worker stored and then did not live to name: found by their names, removed after a day."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from reporting.models import AnnualReport

logger = logging.getLogger(__name__)

# Far longer than a render may take, so that nothing is removed that somebody is about to name.
KEPT_FOR = timedelta(days=1)
FOLDER = "reports"
# As reporting.jobs stores them.
NAME = re.compile(
    rf"{FOLDER}/(?P<year>\d{{4}})/(?P<audience>\w+)/edition-(?P<edition>\d+)-[0-9a-f]{{32}}\w*\.(?:pdf|xlsx)"
)


def remove_orphans(*, now: datetime) -> list[str]:
    """Remove report files older than a day that no edition names; returns their names.

    Only files of editions that this database knows: a portal that was given another one's store, or an empty
    database, removes nothing. Raises `OSError` where the store does not answer.
    """
    named: set[str] = set()
    known: set[tuple[str, str, str]] = set()
    for year, audience, edition, *files in AnnualReport.objects.values_list(
        "cycle__year", "audience", "edition", "pdf", "workbook"
    ):
        named.update(files)
        known.add((str(year), audience, str(edition)))
    removed = []
    for name in _files(FOLDER):
        parts = NAME.fullmatch(name)
        if parts is None or name in named or parts.groups() not in known:
            continue
        if default_storage.get_modified_time(name) < now - KEPT_FOR:
            default_storage.delete(name)
            removed.append(name)
    for name in removed:
        logger.warning("%s was removed: no edition names it.", name)
    return removed


def _files(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}"
    for name in folders:
        yield from _files(f"{folder}/{name}")
