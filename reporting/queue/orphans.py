"""What killed workers leave behind: files in the store that no row names, and folders on the disk of this machine.

Both are removed after a day.
"""

import logging
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.storage import Storage, default_storage
from django.db.models import Q

from reporting.models.jobs import FileJob

logger = logging.getLogger(__name__)

# Far longer than a render may take, so that nothing is removed that somebody is about to name.
KEPT_FOR = timedelta(days=1)
# As files are stored: the stem of the job, and the token.
NAME = re.compile(r"(?P<stem>.+)-(?P<token>[0-9a-f]{32})\w*\.(?:pdf|xlsx)")
# How the folder begins in which a job is rendered.
LOCAL_FOLDER = "commit-report-"


def remove_orphans(rows: type[FileJob], *, now: datetime) -> list[str]:
    """Remove files of one kind of job that are older than a day and named by no row; returns their names.

    Only files that rows of this database may have: a portal that was given another one's store, or an empty
    database, removes nothing. A worker that holds a job is asked for too: while the token in a file's name
    is the job's own, the file is about to be named, however old the store's clock makes it. Another sweep may
    do the same beside this one. Raises `OSError` where the store does not answer.
    """
    named = {name for names in rows._default_manager.values_list("pdf", "workbook") for name in names}
    known = rows.known_stems()

    def is_left(name: str) -> bool:
        parts = NAME.fullmatch(name)
        if parts is None or name in named or parts["stem"] not in known:
            return False
        named_now = Q(pdf=name) | Q(workbook=name) | Q(token=parts["token"])
        return not rows._default_manager.filter(named_now).exists()

    return remove_left(default_storage, rows.FOLDER, is_left, now=now)


def remove_left(store: Storage, folder: str, is_left: Callable[[str], bool], *, now: datetime) -> list[str]:
    """Remove the files below a folder of a store that are left behind, if older than a day; returns their names."""
    removed = []
    for name in _files_below(store, folder):
        with suppress(FileNotFoundError):
            if is_left(name) and store.get_modified_time(name) < now - KEPT_FOR:
                store.delete(name)
                removed.append(name)
                logger.warning("%s was removed: no row names it.", name)
    return removed


def remove_left_folders(*, now: datetime) -> list[Path]:
    """Remove folders older than a day in which a job was rendered on this machine; returns their paths.

    They hold whole files, and a killed process cleans up nothing. What is somebody else's stays.
    """
    removed = []
    for folder in Path(tempfile.gettempdir()).glob(f"{LOCAL_FOLDER}*"):
        with suppress(OSError):
            if datetime.fromtimestamp(folder.lstat().st_mtime, now.tzinfo) < now - KEPT_FOR:
                shutil.rmtree(folder)
                removed.append(folder)
    for folder in removed:
        logger.warning("%s was removed: whoever rendered in it is gone.", folder)
    return removed


def _files_below(store: Storage, folder: str) -> Iterator[str]:
    """Every file in a folder of a store and in those below; none where there is no such folder."""
    try:
        folders, files = store.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}"
    for name in folders:
        yield from _files_below(store, f"{folder}/{name}")
