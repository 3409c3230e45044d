"""Claim, render, finish: the life of an edition between "queued" and "ready" or "failed".

The row is the queue. Whoever wants to render it claims it by a conditional update that sets a lease and a
fresh token. Delivered ten times, an edition is rendered once; killed at any point, it still ends ready, or
failed with a reason.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import tempfile
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone

from commit_portal import clock
from commit_portal.messages import Message, to_plain
from reporting.models import AnnualReport
from reporting.queue.lease import LEASE, MOST_ATTEMPTS, Claim, LeaseLost, nobody_looks, renewed
from reporting.queue.lifecycle import CLAIM, FAIL, GIVE_BACK, MAKE, hold_editions_of, move, tell
from reporting.queue.orphans import LOCAL_FOLDER, remove_left_folders
from reporting.queue.process import BEGINS, CannotRender, Files, render_files
from reporting.statuses import ReportStatus, ReportStep

logger = logging.getLogger(__name__)

NO_SPACE = Message("failure.no_space")
GARBLED = Message("failure.garbled")

# What a finished edition does to others, in the same transaction: the queue does not know.
type Then = Callable[[AnnualReport, datetime], None]


def claim(pk: int, *, now: datetime) -> Claim | None:
    """Take an edition that is queued, or whose lease ran out; None where there is nothing to take."""
    token = uuid.uuid4().hex
    free = Q(status=ReportStatus.QUEUED) | Q(status=ReportStatus.RENDERING, lease_until__lt=now)
    taken = move(
        AnnualReport.objects.filter(free, pk=pk, attempts__lt=MOST_ATTEMPTS),
        CLAIM,
        step=ReportStep.WAITING,
        progress=0,
        token=token,
        lease_until=now + LEASE,
        heartbeat_at=now,
        started_at=clock.now(),
        attempts=F("attempts") + 1,
        failure=None,
    )
    if not taken:
        return None
    return Claim(AnnualReport.objects.select_related("cycle").get(pk=pk), token)


def render(pk: int, *, then: Then, alive: Callable[[], None] = nobody_looks) -> bool:
    """Render one edition from claim to finish; False where somebody else has it or it is done already.

    `then` is called with the finished edition, in the transaction that finishes it; `alive` at every heartbeat.
    Whatever goes wrong with this edition ends in its row, in words.
    """
    held = claim(pk, now=timezone.now())
    if held is None:
        return False
    held = replace(held, alive=alive)
    # Here as well as in the sweep: in containers each worker has a disk of its own.
    remove_left_folders(now=timezone.now())
    try:
        with tempfile.TemporaryDirectory(prefix=LOCAL_FOLDER) as folder:
            made = render_files(held, Path(folder))
            held.write(step=ReportStep.STORING, progress=BEGINS[ReportStep.STORING], **renewed())
            _store_and_finish(held, Path(folder), made, then)
    except LeaseLost:
        logger.warning("Edition %s: the lease was lost; another worker has it.", pk)
        return False
    except CannotRender as problem:
        _give_back(held, problem.why, final=problem.final)
        return False
    except OSError as problem:
        final = problem.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        logger.exception("Edition %s could not be written.", pk)
        _give_back(held, NO_SPACE if final else Message("failure.not_written"), final=final)
        return False
    except (LookupError, TypeError, ValueError):
        logger.exception("Edition %s: what came back makes no sense.", pk)
        _give_back(held, GARBLED, final=False)
        return False
    return True


def _give_back(held: Claim, why: Message, *, final: bool) -> None:
    """Failed with its reason, or queued again while attempts are left."""
    done = final or held.report.attempts >= MOST_ATTEMPTS
    with suppress(LeaseLost), transaction.atomic():
        held.move(FAIL if done else GIVE_BACK, failure=to_plain(why), queued_at=timezone.now())
        if done:
            tell(FAIL, held.report, now=clock.now(), facts={"why": why})


def _store_and_finish(held: Claim, folder: Path, made: Files, then: Then) -> None:
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
        _finish(held, made, *stored, then=then)
    except DatabaseError:
        raise
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise
    for line in made.log:
        logger.warning("Edition %s: %s", report.pk, line)


@transaction.atomic
def _finish(held: Claim, made: Files, pdf: str, workbook: str, *, then: Then) -> None:
    now = clock.now()
    hold_editions_of(held.report.cycle_id)
    held.move(
        MAKE,
        step=ReportStep.STORING,
        progress=100,
        pdf=pdf,
        workbook=workbook,
        pages=made.pages,
        pdf_size=made.files["report.pdf"]["size"],
        workbook_size=made.files["report.xlsx"]["size"],
        made_at=now,
        failure=None,
    )
    report = AnnualReport.objects.select_related("cycle").get(pk=held.report.pk)
    tell(MAKE, report, now=now)
    then(report, now)


def _check(content: bytes, kind: str, facts: dict[str, Any]) -> None:
    """Whole, and what the process said it was."""
    whole = len(content) == facts["size"] and hashlib.sha256(content).hexdigest() == facts["sha256"]
    if whole and kind == "pdf":
        whole = content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")
    if not whole:
        raise CannotRender(Message("failure.incomplete"), final=False)
