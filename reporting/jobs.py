"""Claim, render, finish: the life of an edition between "queued" and "ready" or "failed".

The row is the queue. Whoever wants to render it claims it by a conditional update that sets a lease and a
fresh token; every later write asks for that token, so that a worker that wakes up after its lease has gone
changes nothing. The rendering itself is a process of its own (reporting.render) that reads nothing but what
it is handed. Delivered ten times, an edition is rendered once; killed at any point, it still ends ready, or
failed with a reason.
"""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import selectors
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from environs import env

from commit_portal import clock
from commit_portal.events import record_event
from commit_portal.statuses import EventAudience
from reporting.changes import changes_between
from reporting.models import AnnualReport
from reporting.orphans import LOCAL_FOLDER, remove_left_folders
from reporting.statuses import ReportStatus, ReportStep
from workplans.models import AnnualCycle, Seat
from workplans.statuses import Audience

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
LEASE = timedelta(seconds=env.float("REPORT_LEASE_SECONDS", 30.0))
HEARTBEAT_SECONDS = LEASE.total_seconds() / 10
# How long the doorbell may take before the sweep takes an edition up by itself.
DOORBELL = timedelta(seconds=env.float("REPORT_DOORBELL_SECONDS", 5.0))
# What one report may use, in bytes and seconds.
MEMORY_BYTES = env.int("REPORT_MEMORY_MB", 4096) * 1024**2
CPU_SECONDS = env.int("REPORT_CPU_SECONDS", 900)
# How long the process may take to end after its last words.
PARTING_SECONDS = 5.0
WALL_SECONDS = env.float("REPORT_WALL_SECONDS", 1200.0)
# Where each step begins, in percent.
BEGINS = {
    ReportStep.WAITING: 0,
    ReportStep.FONTS: 2,
    ReportStep.CHAPTERS: 5,
    ReportStep.PAGES: 10,
    ReportStep.PDF: 70,
    ReportStep.WORKBOOK: 90,
    ReportStep.STORING: 95,
}
NO_SPACE = "There is no space left to store the report. Free some, then try again."
TOO_LONG = "The report took longer than one report may take. Nothing was published."
STOPPED = "The process that renders the report was stopped before it had finished."
GARBLED = (
    "The process that renders the report said something that the portal does not understand. "
    "Nothing was published."
)


def _nobody_looks() -> None:
    """For renders whose pulse nobody takes."""


class LeaseLost(Exception):
    """Somebody else holds the edition now. Whatever was made here is thrown away."""


class CannotRender(Exception):
    """Why there is no report, in words. `final`: trying again by itself would change nothing."""

    def __init__(self, words: str, *, final: bool) -> None:
        super().__init__(words)
        self.final = final


@dataclass(frozen=True)
class Claim:
    """An edition held by this process until the lease runs out."""

    report: AnnualReport
    token: str
    # Called at every heartbeat, for health checks of who renders.
    alive: Callable[[], None] = _nobody_looks

    def write(self, **changes: Any) -> None:
        """Write to the row while the token is still ours. Raises `LeaseLost`."""
        mine = AnnualReport.objects.filter(pk=self.report.pk, token=self.token, status=ReportStatus.RENDERING)
        if not mine.update(**changes):
            raise LeaseLost(f"{self.report.pk} is not ours any more.")


@dataclass
class Files:
    """What the process made: file names with their size and SHA-256."""

    pages: int
    files: dict[str, dict[str, Any]]
    log: list[str] = field(default_factory=list)


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Everything read inside comes from one moment: REPEATABLE READ on PostgreSQL, set before the first read.

    On SQLite a transaction is a snapshot. Inside a transaction of the caller's, that one decides.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def claim(pk: int, *, now: datetime) -> Claim | None:
    """Take an edition that is queued, or whose lease ran out; None where there is nothing to take."""
    token = uuid.uuid4().hex
    free = Q(status=ReportStatus.QUEUED) | Q(status=ReportStatus.RENDERING, lease_until__lt=now)
    taken = AnnualReport.objects.filter(free, pk=pk, attempts__lt=MOST_ATTEMPTS).update(
        status=ReportStatus.RENDERING,
        step=ReportStep.WAITING,
        progress=0,
        token=token,
        lease_until=now + LEASE,
        heartbeat_at=now,
        started_at=clock.now(),
        attempts=F("attempts") + 1,
        error="",
    )
    if not taken:
        return None
    return Claim(AnnualReport.objects.select_related("cycle").get(pk=pk), token)


def render(pk: int, *, alive: Callable[[], None] = _nobody_looks) -> bool:
    """Render one edition from claim to finish; False where somebody else has it or it is done already.

    `alive` is called at every heartbeat. Whatever goes wrong with this edition ends in its row, in words.
    """
    held = claim(pk, now=timezone.now())
    if held is None:
        return False
    held = replace(held, alive=alive)
    # Here as well as in the sweep: in containers each worker has a disk of its own.
    remove_left_folders(now=timezone.now())
    try:
        with tempfile.TemporaryDirectory(prefix=LOCAL_FOLDER) as folder:
            made = _render_files(held, Path(folder))
            held.write(step=ReportStep.STORING, progress=BEGINS[ReportStep.STORING], **_lease())
            _store_and_finish(held, Path(folder), made)
    except LeaseLost:
        logger.warning("Edition %s: the lease was lost; another worker has it.", pk)
        return False
    except CannotRender as problem:
        _give_back(held, str(problem), final=problem.final)
        return False
    except OSError as problem:
        final = problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        logger.exception("Edition %s could not be written.", pk)
        _give_back(held, NO_SPACE if final else "The files could not be written.", final=final)
        return False
    except (LookupError, TypeError, ValueError):
        logger.exception("Edition %s: what came back makes no sense.", pk)
        _give_back(held, GARBLED, final=False)
        return False
    return True


def as_new() -> dict[str, Any]:
    """The columns of an edition that is put into the queue, with all its attempts. The queue keeps the real time."""
    return {
        "attempts": 0,
        "step": ReportStep.WAITING,
        "progress": 0,
        "error": "",
        "queued_at": timezone.now(),
    }


def editions_to_sweep(*, now: datetime) -> list[int]:
    """Those whose doorbell was lost or whose worker is gone, the oldest first."""
    lost = Q(status=ReportStatus.QUEUED, queued_at__lt=now - DOORBELL)
    gone = Q(status=ReportStatus.RENDERING, lease_until__lt=now)
    return list(
        AnnualReport.objects.filter(lost | gone, attempts__lt=MOST_ATTEMPTS)
        .order_by("queued_at")
        .values_list("pk", flat=True)
    )


def fail_the_exhausted(*, now: datetime) -> int:
    """Editions whose last attempt ended without a word: failed, with a reason. Returns how many."""
    gone = Q(status=ReportStatus.RENDERING, lease_until__lt=now) | Q(status=ReportStatus.QUEUED)
    exhausted = AnnualReport.objects.filter(gone, attempts__gte=MOST_ATTEMPTS)
    words = (
        f"It was tried {MOST_ATTEMPTS} times, and each time the worker stopped without finishing. "
        "Nothing was published."
    )
    failed = 0
    for report in exhausted.light():
        with transaction.atomic():
            mine = exhausted.filter(pk=report.pk).update(
                status=ReportStatus.FAILED, token="", lease_until=None, error=words
            )
            if mine:
                _say_failed(report, words)
                failed += 1
    return failed


def sweep_once(*, now: datetime, alive: Callable[[], None] = _nobody_looks) -> int:
    """Render what nobody else does, without the broker. Returns how many editions were made."""
    fail_the_exhausted(now=now)
    return sum(render(pk, alive=alive) for pk in editions_to_sweep(now=now))


def hold_editions_of(cycle: int) -> None:
    """Lock the year until the transaction ends: of its editions one at a time is asked for, ends or is released.

    Otherwise two that end at the same moment do not see each other, and neither replaces the other.
    """
    AnnualCycle.objects.select_for_update(of=("self",), no_key=True).get(pk=cycle)


def replace_predecessors(
    report: AnnualReport, *, reaches_readers: bool, by: Seat | None, now: datetime
) -> None:
    """Older editions of the same audience name this one as their successor (AR-2).

    An edition is replaced as soon as its successor reaches the same readers: an unreleased one when the
    successor is ready, a released one when the successor is released. The Secretariat reads what is ready.
    """
    open_states = [ReportStatus.READY, *([ReportStatus.RELEASED] if reaches_readers else [])]
    older = AnnualReport.objects.filter(
        cycle=report.cycle, audience=report.audience, edition__lt=report.edition, status__in=open_states
    )
    for old in older:
        _replace(old, report, by=by, now=now)


def _overtaken(report: AnnualReport, *, now: datetime) -> bool:
    """Replace an edition that a newer one has overtaken: a slow worker, an old failure tried again."""
    newer = AnnualReport.objects.with_overtaking().get(pk=report.pk).overtaken_by
    if not newer:
        return False
    successor = AnnualReport.objects.get(cycle=report.cycle, audience=report.audience, edition=newer)
    _replace(report, successor, by=None, now=now)
    return True


def _replace(old: AnnualReport, successor: AnnualReport, *, by: Seat | None, now: datetime) -> None:
    replaced = AnnualReport.objects.filter(pk=old.pk, status=old.status).update(
        status=ReportStatus.REPLACED,
        replaced_by=successor,
        replaced_at=now,
        what_changed="\n".join(_changes(old, successor)),
    )
    if replaced:
        record_event(
            "replace",
            old,
            by=by,
            now=now,
            said=f"replaced the edition by edition {successor.edition}",
            note=successor.why,
            audience=EventAudience.READERS if old.released_at else EventAudience.SECRETARIAT,
        )


def _changes(old: AnnualReport, successor: AnnualReport) -> list[str]:
    """In sentences; figures of an older form of the dataset stand in no successor's way."""
    try:
        found = changes_between(old.frozen(), successor.frozen())
    except ValueError:
        return ["The older figures were kept in another form and cannot be compared line by line."]
    return found or ["Nothing in the figures; the edition was made again."]


def _lease() -> dict[str, Any]:
    now = timezone.now()
    return {"heartbeat_at": now, "lease_until": now + LEASE}


def _give_back(held: Claim, words: str, *, final: bool) -> None:
    """Failed with its reason, or queued again while attempts are left."""
    done = final or held.report.attempts >= MOST_ATTEMPTS
    with suppress(LeaseLost), transaction.atomic():
        held.write(
            status=ReportStatus.FAILED if done else ReportStatus.QUEUED,
            token="",
            lease_until=None,
            error=words,
            queued_at=timezone.now(),
        )
        if done:
            _say_failed(held.report, words)


def _say_failed(report: AnnualReport, words: str) -> None:
    record_event(
        "fail",
        report,
        by=None,
        now=clock.now(),
        said="could not make the edition",
        note=words,
        audience=EventAudience.SECRETARIAT,
    )


def _render_files(held: Claim, folder: Path) -> Files:
    """Run the process, keep the heartbeat, and bring back what it says it made."""
    report = held.report
    job = {
        "dataset": report.dataset,
        "digest": report.digest,
        "edition": report.edition,
        "as_of": report.as_of.isoformat(),
    }
    with (folder / "errors.txt").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "reporting.render", str(folder), str(MEMORY_BYTES), str(CPU_SECONDS)],
            cwd=settings.BASE_DIR,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        stdin, stdout = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
        try:
            last = _converse(held, stdin, stdout, json.dumps(job).encode() + b"\n")
            with suppress(subprocess.TimeoutExpired):
                process.wait(PARTING_SECONDS)
        finally:
            process.kill()
            process.wait()
            _close(stdin)
            _close(stdout)
    if "done" in last:
        return Files(**{name: last["done"][name] for name in ("pages", "files", "log")})
    if "failed" in last:
        raise CannotRender(last["failed"], final=True)
    logger.error("Edition %s: %s", report.pk, (folder / "errors.txt").read_text(errors="replace")[-2000:])
    raise CannotRender(STOPPED, final=False)


def _environment() -> dict[str, str]:
    """Nothing of the portal's secrets reaches the process."""
    kept = (
        "PATH",
        "HOME",
        "LANG",
        "LC_ALL",
        "TMPDIR",
        "XDG_CACHE_HOME",
        "FONTCONFIG_FILE",
        "LD_LIBRARY_PATH",
    )
    coverage = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG")
    return {
        **{name: os.environ[name] for name in (*kept, *coverage) if name in os.environ},
        "PYTHONPATH": str(settings.BASE_DIR),
        "PYTHONUTF8": "1",
    }


def _converse(held: Claim, stdin: IO[bytes], stdout: IO[bytes], job: bytes) -> dict[str, Any]:
    """Hand over the job, listen, and beat; ends with the process's last words, or when it has none.

    The standard input stays open: it is what the process lives by.
    """
    deadline = time.monotonic() + WALL_SECONDS
    beat = 0.0
    heard, last = b"", dict[str, Any]()
    with selectors.DefaultSelector() as selector:
        for pipe, events in ((stdin, selectors.EVENT_WRITE), (stdout, selectors.EVENT_READ)):
            os.set_blocking(pipe.fileno(), False)
            selector.register(pipe, events)
        while True:
            for key, _ in selector.select(timeout=0.5):
                if key.fileobj is stdin:
                    job = _hand_over(stdin.fileno(), job)
                    if not job:
                        selector.unregister(stdin)
                    continue
                chunk = os.read(stdout.fileno(), 65536)
                if not chunk:
                    return last
                *lines, heard = (heard + chunk).split(b"\n")
                last, is_over = _listen(lines, last)
                if is_over:
                    return last
            if time.monotonic() > deadline:
                raise CannotRender(TOO_LONG, final=True)
            if time.monotonic() - beat > HEARTBEAT_SECONDS:
                beat = time.monotonic()
                _beat(held, last)


def _listen(lines: list[bytes], last: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The latest of what the process has said, and whether those were its last words."""
    for line in lines:
        last = json.loads(line)
        if "done" in last or "failed" in last:
            return last, True
    return last, False


def _hand_over(pipe: int, job: bytes) -> bytes:
    """What is left to be written; nothing more when the process has gone."""
    try:
        return job[os.write(pipe, job) :]
    except BlockingIOError:
        return job
    except BrokenPipeError:
        return b""


def _beat(held: Claim, last: dict[str, Any]) -> None:
    """Renew the lease and say how far it is. A database that is away for a while is not the end of it."""
    step = ReportStep(last.get("step", ReportStep.WAITING))
    begins = BEGINS[step]
    held.alive()
    ends = min((percent for percent in BEGINS.values() if percent > begins), default=100)
    progress = int(begins + (ends - begins) * last.get("part", 0.0))
    close_old_connections()
    try:
        held.write(step=step, progress=progress, **_lease())
    except DatabaseError:
        logger.warning("Edition %s: the heartbeat did not reach the database.", held.report.pk)


def _store_and_finish(held: Claim, folder: Path, made: Files) -> None:
    """Check, store under names that hold the token, check again, and name them in the fenced update, last.

    What goes wrong takes the files with it, also one that a full store broke off. Only where the database has not
    answered they stay: it may have named them and lost its voice afterwards. If not, the sweep finds them.
    """
    report = held.report
    stem = f"reports/{report.cycle.year}/{report.audience}/edition-{report.edition}-{held.token}"
    stored: list[str] = []
    try:
        for name, kind in (("report.pdf", "pdf"), ("report.xlsx", "xlsx")):
            content = (folder / name).read_bytes()
            _check(content, kind, made.files[name])
            stored.append(f"{stem}.{kind}")
            stored[-1] = default_storage.save(stored[-1], ContentFile(content))
            with default_storage.open(stored[-1]) as file:
                _check(file.read(), kind, made.files[name])
        _finish(held, made, *stored)
    except DatabaseError:
        raise
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise
    for line in made.log:
        logger.warning("Edition %s: %s", report.pk, line)


@transaction.atomic
def _finish(held: Claim, made: Files, pdf: str, workbook: str) -> None:
    now = clock.now()
    hold_editions_of(held.report.cycle_id)
    held.write(
        status=ReportStatus.READY,
        step=ReportStep.STORING,
        progress=100,
        pdf=pdf,
        workbook=workbook,
        pages=made.pages,
        pdf_size=made.files["report.pdf"]["size"],
        workbook_size=made.files["report.xlsx"]["size"],
        made_at=now,
        token="",
        lease_until=None,
        error="",
    )
    report = AnnualReport.objects.select_related("cycle").get(pk=held.report.pk)
    record_event(
        "make",
        report,
        by=None,
        now=now,
        said="made the edition",
        audience=EventAudience.SECRETARIAT,
    )
    if not _overtaken(report, now=now):
        at_once = report.audience == Audience.SECRETARIAT
        replace_predecessors(report, reaches_readers=at_once, by=None, now=now)


def _check(content: bytes, kind: str, facts: dict[str, Any]) -> None:
    """Whole, and what the process said it was."""
    whole = len(content) == facts["size"] and hashlib.sha256(content).hexdigest() == facts["sha256"]
    if whole and kind == "pdf":
        whole = content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    if not whole:
        raise CannotRender("The files came out incomplete. Nothing was published.", final=False)


def _close(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()
