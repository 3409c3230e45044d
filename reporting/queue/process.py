"""Start the process that renders, read its messages, stop it.

It has no database and no secret, and reads nothing but what it is handed.
"""

import json
import logging
import os
import selectors
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from environs import env

from commit_portal.i18n import Message, from_plain
from reporting.models.jobs import FileJob
from reporting.queue.jobs import HEARTBEAT_SECONDS, Claim, renewed
from reporting.statuses import ReportStep

logger = logging.getLogger(__name__)

# What one job may use, in bytes and seconds.
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
TOO_LONG = Message("failure.too_long")
STOPPED = Message("failure.stopped")

# A process with the file of what it complains of.
type Renderer = tuple[subprocess.Popen[bytes], IO[bytes]]
_ready: list[Renderer] = []


class CannotRender(Exception):
    """Why there are no files. `final`: trying again by itself would change nothing."""

    def __init__(self, why: Message, *, final: bool) -> None:
        super().__init__(why.code)
        self.why = why
        self.final = final


@dataclass
class Files:
    """What the process made: file names with their size and SHA-256."""

    pages: int
    files: dict[str, dict[str, object]]
    log: list[str] = field(default_factory=list)


def render_files(held: Claim[FileJob], folder: Path) -> Files:
    """Run the process, keep the heartbeat, and bring back what it says it made."""
    row = held.row
    job = {
        "kind": row.KIND,
        "folder": str(folder),
        "dataset": row.dataset,
        "digest": row.digest,
        "as_of": row.as_of.isoformat(),
        **row.imprint,
        "language": row.language,
        "catalogues": [str(folder) for folder in settings.LOCALE_PATHS],
    }
    keeps = bool(_ready)
    process, errors = _take()
    stdin, stdout = cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout)
    try:
        last = _converse(held, stdin, stdout, json.dumps(job).encode() + b"\n")
        with suppress(subprocess.TimeoutExpired):
            process.wait(PARTING_SECONDS)
    finally:
        said = _end(process, errors)
        if keeps:
            keep_one_ready()
    if "done" in last:
        return Files(**{name: last["done"][name] for name in ("pages", "files", "log")})
    if "failed" in last:
        raise CannotRender(from_plain(last["failed"]), final=True)
    logger.error("%s %s: %s", row.KIND, row.pk, said)
    raise CannotRender(STOPPED, final=False)


def keep_one_ready() -> None:
    """Start a process that reads its libraries now and waits for a job, from now on each time that one is taken.

    For a worker: whoever asks for an edition does not wait for the libraries. It ends with this process, whose pipe it
    reads.
    """
    _ready.append(_start())


def _take() -> Renderer:
    """The process that waits, if it still does; else a new one."""
    while _ready:
        process, errors = _ready.pop()
        if process.poll() is None:
            return process, errors
        logger.warning("The process that waited for a job has ended: %s", _end(process, errors))
    return _start()


def _start() -> Renderer:
    errors = tempfile.TemporaryFile()  # noqa: SIM115  it is read when the process has ended
    process = subprocess.Popen(
        [sys.executable, "-m", "reporting.queue.render", str(MEMORY_BYTES), str(CPU_SECONDS)],
        cwd=settings.BASE_DIR,
        env=bare_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
    )
    return process, errors


def _end(process: subprocess.Popen[bytes], errors: IO[bytes]) -> str:
    """End it, and return the last that it complained of."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(BrokenPipeError):
            cast("IO[bytes]", pipe).close()
    with errors:
        errors.seek(0)
        return errors.read().decode(errors="replace")[-2000:]


def bare_environment() -> dict[str, str]:
    """The environment of a limited process: nothing of the portal's secrets reaches it."""
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
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PYTHONPATH": str(settings.BASE_DIR),
        "PYTHONUTF8": "1",
    }


def _converse(held: Claim[FileJob], stdin: IO[bytes], stdout: IO[bytes], job: bytes) -> dict[str, Any]:
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
                *_earlier, last = last, *map(json.loads, lines)
                if "done" in last or "failed" in last:
                    return last
            if time.monotonic() > deadline:
                raise CannotRender(TOO_LONG, final=True)
            if time.monotonic() - beat > HEARTBEAT_SECONDS:
                beat = time.monotonic()
                _beat(held, last)


def _hand_over(pipe: int, job: bytes) -> bytes:
    """What is left to be written; nothing more when the process has gone."""
    try:
        return job[os.write(pipe, job) :]
    except BlockingIOError:
        return job
    except BrokenPipeError:
        return b""


def _beat(held: Claim[FileJob], last: dict[str, Any]) -> None:
    """Renew the lease and say how far it is. A database that is away for a while is not the end of it."""
    step = ReportStep(last.get("step", ReportStep.WAITING))
    begins = BEGINS[step]
    held.alive()
    ends = min((percent for percent in BEGINS.values() if percent > begins), default=100)
    progress = int(begins + (ends - begins) * last.get("part", 0.0))
    close_old_connections()
    try:
        held.write(step=step, progress=progress, **renewed())
    except DatabaseError:
        logger.warning("%s %s: the heartbeat did not reach the database.", held.row.KIND, held.row.pk)
