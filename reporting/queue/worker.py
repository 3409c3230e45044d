"""Render a job that was claimed, check and store its files, finish it: from "queued" to "ready" or "failed".

Killed at any point, a job still ends ready, or failed with a reason: another worker or the sweep takes it up.
"""

import errno
import hashlib
import logging
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.utils import timezone

from commit_portal import clock
from commit_portal.db.leases import LeaseLost
from commit_portal.i18n import Message, to_plain
from reporting.models.jobs import FileJob
from reporting.queue.jobs import MOST_ATTEMPTS, Claim, JobKind, claim, loaded, nothing_more, renewed
from reporting.queue.lifecycle import FAIL, GIVE_BACK, MAKE, tell
from reporting.queue.orphans import LOCAL_FOLDER, remove_left_folders
from reporting.queue.process import BEGINS, CannotRender, Files, render_files
from reporting.statuses import ReportStep

logger = logging.getLogger(__name__)

NO_SPACE = Message("failure.no_space")
GARBLED = Message("failure.garbled")


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
        return True
    except LeaseLost:
        logger.warning("%s: the lease was lost; another worker has it.", _name(held))
        return False
    except CannotRender as problem:
        why, final = problem.why, problem.final
    except OSError as problem:
        final = problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        why = NO_SPACE if final else Message("failure.not_written")
        logger.exception("%s could not be written.", _name(held))
    except (LookupError, TypeError, ValueError):
        logger.exception("%s: what came back makes no sense.", _name(held))
        why, final = GARBLED, False
    _give_back(held, why, final=final)
    return False


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
    job = loaded(kind, held.row.pk)
    tell(MAKE, job, now=now)
    kind.then(job, now)


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
