"""Claim, render, finish: the life of a job between "queued" and "ready" or "failed".

The row is the queue. Whoever wants to render it claims it by a conditional update that sets a lease and a
fresh token. Delivered ten times, a job is rendered once; killed at any point, it still ends ready, or
failed with a reason. The sweep takes up the jobs that nobody does.

What a worker that was killed leaves behind is removed after a day: in the store, files that it did not live to name; on its
own disk, the folder in which it rendered.
"""

import errno
import hashlib
import logging
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone
from environs import env

from commit_portal import clock
from commit_portal.db.leases import LeaseLost, take
from commit_portal.i18n.messages import Message, message, to_plain
from reporting.models.jobs import FileJob
from reporting.queue.lifecycle import (
    CLAIM,
    FAIL,
    GIVE_BACK,
    LEASE,
    MAKE,
    MOST_ATTEMPTS,
    Claim,
    JobKind,
    move,
    nothing_more,
    renewed,
    tell,
)
from reporting.queue.process import BEGINS, CannotRender, Files, render_files
from reporting.statuses import ReportStatus, ReportStep

logger = logging.getLogger(__name__)

NO_SPACE = Message("failure.no_space")
GARBLED = Message("failure.garbled")
# How long the doorbell may take before the sweep takes a job up by itself.
DOORBELL = timedelta(seconds=env.float("REPORT_DOORBELL_SECONDS", 5.0))

# Far longer than a render may take, so that nothing is removed that somebody is about to name.
KEPT_FOR = timedelta(days=1)
# As files are stored: the stem of the job, and the token.
NAME = re.compile(r"(?P<stem>.+)-(?P<token>[0-9a-f]{32})\w*\.(?:pdf|xlsx)")
# How the folder begins in which a job is rendered.
LOCAL_FOLDER = "commit-report-"


def claim[Job: FileJob](kind: JobKind[Job], pk: int, *, now: datetime) -> Claim[Job] | None:
    """Take a job that is queued, or whose lease ran out; None where there is nothing to take."""
    free = Q(status=ReportStatus.QUEUED) | Q(status=ReportStatus.RENDERING, lease_until__lt=now)
    token = take(
        kind.rows._default_manager.filter(free, pk=pk, attempts__lt=MOST_ATTEMPTS),
        until=now + LEASE,
        status=CLAIM.target,
        step=ReportStep.WAITING,
        progress=0,
        heartbeat_at=now,
        started_at=clock.now(),
        failure=None,
    )
    return None if token is None else Claim(_loaded(kind, pk), token)


def render[Job: FileJob](kind: JobKind[Job], pk: int, *, alive: Callable[[], None] = nothing_more) -> bool:
    """Render one job from claim to finish; False where somebody else has it or it is done already.

    `alive` is called at every heartbeat. Whatever goes wrong with this job ends in its row, in words.
    """
    held = claim(kind, pk, now=timezone.now())
    if held is None:
        return False
    held = replace(held, alive=alive)
    # Here as well as in the sweep: in containers each worker has a disk of its own.
    remove_left_folders(now=timezone.now())
    try:
        with tempfile.TemporaryDirectory(prefix=LOCAL_FOLDER) as folder:
            made = render_files(held, Path(folder))
            held.write(step=ReportStep.STORING, progress=BEGINS[ReportStep.STORING], **renewed())
            _store_and_finish(kind, held, Path(folder), made)
    except LeaseLost:
        logger.warning("%s: the lease was lost; another worker has it.", _name(held))
        return False
    except CannotRender as problem:
        _give_back(held, problem.why, final=problem.final)
        return False
    except OSError as problem:
        final = problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        logger.exception("%s could not be written.", _name(held))
        _give_back(held, NO_SPACE if final else Message("failure.not_written"), final=final)
        return False
    except (LookupError, TypeError, ValueError):
        logger.exception("%s: what came back makes no sense.", _name(held))
        _give_back(held, GARBLED, final=False)
        return False
    return True


def _give_back(held: Claim[FileJob], why: Message, *, final: bool) -> None:
    """Failed with its reason, or queued again while attempts are left."""
    done = final or held.row.attempts >= MOST_ATTEMPTS
    with suppress(LeaseLost), transaction.atomic():
        held.move(FAIL if done else GIVE_BACK, failure=to_plain(why), queued_at=timezone.now())
        if done:
            tell(FAIL, held.row, now=clock.now(), facts={"why": why})


def _store_and_finish[Job: FileJob](kind: JobKind[Job], held: Claim[Job], folder: Path, made: Files) -> None:
    """Check, store under names that hold the token, check again, and name them in the fenced update, last.

    What goes wrong takes the files with it, also one that a full store broke off. Only where the database has not
    answered they stay: it may have named them and lost its voice afterwards. If not, the sweep finds them.
    """
    stem = f"{held.row.stem}-{held.token}"
    stored: list[str] = []
    try:
        for name, suffix in (("report.pdf", "pdf"), ("report.xlsx", "xlsx")):
            content = (folder / name).read_bytes()
            _check(content, suffix, made.files[name])
            stored.append(f"{stem}.{suffix}")
            stored[-1] = default_storage.save(stored[-1], ContentFile(content))
            with default_storage.open(stored[-1]) as file:
                _check(file.read(), suffix, made.files[name])
        _finish(kind, held, made, *stored)
    except DatabaseError:
        raise
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise
    for line in made.log:
        logger.warning("%s: %s", _name(held), line)


@transaction.atomic
def _finish[Job: FileJob](kind: JobKind[Job], held: Claim[Job], made: Files, pdf: str, workbook: str) -> None:
    now = clock.now()
    kind.hold(held.row)
    held.move(
        MAKE,
        step=ReportStep.STORING,
        progress=100,
        pdf=pdf,
        workbook=workbook,
        pages=made.pages,
        pdf_size=made.files["report.pdf"]["size"],
        workbook_size=made.files["report.xlsx"]["size"],
        pdf_sha256=made.files["report.pdf"]["sha256"],
        workbook_sha256=made.files["report.xlsx"]["sha256"],
        made_at=now,
        failure=None,
    )
    job = _loaded(kind, held.row.pk)
    tell(MAKE, job, now=now)
    kind.then(job, now)


def _loaded[Job: FileJob](kind: JobKind[Job], pk: int) -> Job:
    return kind.rows._default_manager.select_related(*kind.rows.BESIDE).get(pk=pk)


def _name(held: Claim[FileJob]) -> str:
    """The job in the log."""
    return f"{held.row.KIND} {held.row.pk}"


def _check(content: bytes, suffix: str, facts: dict[str, object]) -> None:
    """Whole, and what the process said it was."""
    whole = len(content) == facts["size"] and hashlib.sha256(content).hexdigest() == facts["sha256"]
    if whole and suffix == "pdf":
        whole = content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    if not whole:
        raise CannotRender(Message("failure.incomplete"), final=False)


def jobs_to_sweep(kind: JobKind[Any], *, now: datetime) -> list[int]:
    """Those whose doorbell was lost or whose worker is gone, the oldest first."""
    lost = Q(status=ReportStatus.QUEUED, queued_at__lt=now - DOORBELL)
    gone = Q(status=ReportStatus.RENDERING, lease_until__lt=now)
    return list(
        kind.rows._default_manager.filter(lost | gone, attempts__lt=MOST_ATTEMPTS)
        .order_by("queued_at")
        .values_list("pk", flat=True)
    )


def fail_the_exhausted(kind: JobKind[Any], *, now: datetime) -> int:
    """Jobs whose last attempt ended without a word: failed, with a reason. Returns how many."""
    gone = Q(status=ReportStatus.RENDERING, lease_until__lt=now) | Q(status=ReportStatus.QUEUED)
    exhausted = kind.rows._default_manager.filter(gone, attempts__gte=MOST_ATTEMPTS)
    why = message("failure.exhausted", count=MOST_ATTEMPTS)
    failed = 0
    for job in exhausted.defer("dataset"):
        with transaction.atomic():
            mine = exhausted.filter(pk=job.pk)
            if move(mine, FAIL, token="", lease_until=None, failure=to_plain(why)):
                tell(FAIL, job, now=clock.now(), facts={"why": why})
                failed += 1
    return failed


def sweep_once(kind: JobKind[Any], *, now: datetime, alive: Callable[[], None] = nothing_more) -> int:
    """Render what nobody else does, without the broker. Returns how many jobs were made. `alive` as in `render`."""
    fail_the_exhausted(kind, now=now)
    return sum(render(kind, pk, alive=alive) for pk in jobs_to_sweep(kind, now=now))


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
