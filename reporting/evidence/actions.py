"""Add files and links to an answer, answer what looks personal, show, remove. Files come before their row and go after it.

So a process that is killed leaves a file without a row at the most, and the sweep removes it after a day.
"""

import hashlib
import re
import secrets
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from commit_portal.forms.base import Values
from commit_portal.i18n import message, say
from commit_portal.refusals import SomebodyWasFaster, Violation, obey, require
from commit_portal.workflow import MACHINE, record_event, require_unchanged
from reporting.answers.answer_actions import locked_sheet
from reporting.answers.permissions import may_answer
from reporting.answers.rules import rv_1
from reporting.answers.sheet_data import AskedRow
from reporting.evidence import permissions
from reporting.meetings.actions import ADD_MINUTES, has_told_of_minutes
from reporting.meetings.permissions import may_keep_meetings
from reporting.models import Evidence, Meeting, MeetingPaper
from reporting.queue.orphans import KEPT_FOR, remove_left
from reporting.statuses import EvidenceKind, PaperKind, PersonalData
from workplans.models import Seat, Workplan
from workplans.plan.locking import bump_revision, locked_workplan
from workplans.plan.permissions import may_release_workplan
from workplans.statuses import Audience

# Of one answer in one round, files and links together.
MOST = 20
# How the names of all files begin, and how the store is called in the settings.
FOLDER, STORE, PAPERS = "evidence", "evidence", "meetings"
_NAME = re.compile(rf"(?P<folder>{FOLDER}/(?:\d{{4}}|{PAPERS})/[a-z0-9-]+)/[0-9a-f]{{32}}\w*\.[a-z]+")
ADD, ANSWER, REMOVE, FORGET = "add_evidence", "answer_evidence", "remove_evidence", "forget_evidence"
RENAME, SHOW = "rename_evidence", "show_evidence"
ADD_PAPER, REMOVE_PAPER = "add_paper", "remove_paper"
# What no paper of a meeting needs; a telephone number or an address may be the hotel's.
OF_VICTIMS = {"birth", "passport", "case"}


def store() -> Storage:
    """Where the files of evidence lie."""
    return storages[STORE]


@transaction.atomic
def add_link(answer: AskedRow, url: str, *, title: str, by: Seat, now: datetime) -> Evidence:
    """Show a page of the web; the portal keeps no copy. Refusals as for `add_file`."""
    return _add(answer, {"kind": EvidenceKind.LINK, "url": url}, title=title, by=by, now=now)


def add_file(answer: AskedRow, path: Path, facts: Values, *, title: str, by: Seat, now: datetime) -> Evidence:
    """Store a file with what `checked` says of it. What looks personal in it is asked first, and nobody else reads it until then.

    Raises `Refused` for who does not answer, `RuleBroken` for closed answers and above 20, `OSError` where the store is full.
    """
    sheet = answer.sheet
    require(may_answer(by, sheet, answer.name))
    folder = f"{FOLDER}/{sheet.review.cycle.year}/{sheet.taskforce.slug}"
    with _stored(path, folder, facts) as kept:
        return _add(answer, kept, title=title, by=by, now=now)


def add_paper(
    meeting: Meeting, path: Path, facts: Values, *, what: str, by: Seat, now: datetime
) -> MeetingPaper:
    """Store the agenda, the minutes or another paper of a meeting, at most 20. What may name a victim is refused.

    Raises `Refused`, `RuleBroken` and `OSError` as `add_file`.
    """
    require(may_keep_meetings(by))
    if any(one["what"] in OF_VICTIMS for one in facts["found"]):
        said = _(
            "%(name)s has a passport number, a case number or a date of birth. Delete this, then upload the file again."
        )
        obey(Violation(ADD_PAPER, say(said, name=facts["name"]), field="file"))
    columns = {name: facts[name] for name in ("kind", "name", "size")}
    with _stored(path, f"{FOLDER}/{PAPERS}/{meeting.slug}", columns) as kept:
        fresh = Meeting.objects.select_for_update().get(pk=meeting.pk)
        tells = what == PaperKind.MINUTES and not (fresh.minutes or has_told_of_minutes(fresh))
        if meeting.papers.count() >= MOST:
            obey(Violation(ADD_PAPER, _("There are already 20 papers. Remove a paper first."), field="file"))
        paper = MeetingPaper.objects.create(meeting=meeting, what=what, **kept, by=by.user, at=now)
        added = message("meeting.paper_added", paper=paper.name)
        record_event(ADD_MINUTES if tells else ADD_PAPER, meeting, by=by, now=now, facts=added)
        return paper


@transaction.atomic
def remove_paper(paper: MeetingPaper, *, note: str, by: Seat, now: datetime) -> None:
    """Delete a paper with its file. The history keeps its name, and the reason."""
    require(may_keep_meetings(by))
    obey(None if note.strip() else Violation(REMOVE_PAPER, _("Give a reason."), field="note"))
    if not MeetingPaper.objects.filter(pk=paper.pk).delete()[0]:
        raise SomebodyWasFaster(_("Someone removed this before you. Load the page again."))
    record_event(REMOVE_PAPER, paper.meeting, by=by, now=now, facts={"paper": paper.name}, note=note)
    _delete_file(paper.path)


@contextmanager
def _stored(path: Path, folder: str, facts: Values) -> Iterator[Values]:
    """Store a file; its row is written inside, in a transaction, with its columns.

    The file goes again with whatever prevents its row, but where the database has not answered: it may have the row.
    """
    name = f"{folder}/{secrets.token_hex(16)}.{facts['kind']}"
    try:
        with path.open("rb") as file:
            kept = {"path": name, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
            file.seek(0)
            store().save(name, File(file))
        with transaction.atomic():
            yield {**facts, **kept}
    except DatabaseError:
        raise
    except BaseException:
        # A store that is away says so once; the sweep looks again.
        with suppress(OSError):
            store().delete(name)
        raise


@transaction.atomic
def answer_about_file(
    row: Evidence, personal_data: str, *, reason: str = "", by: Seat, now: datetime
) -> Evidence | None:
    """Say what the places are that look personal: the file is shown from then on, or deleted (None)."""
    fresh = _locked(row)
    require(permissions.may_answer_about_file(by, fresh.sheet))
    if not fresh.awaits_answer:
        raise SomebodyWasFaster(_("This question was answered before you. Load the page again."))
    if personal_data == PersonalData.AGREED and not reason.strip():
        obey(Violation(ANSWER, _("Write a sentence: who are they, and when did they agree?"), field="reason"))
    record_event(ANSWER, fresh.sheet, by=by, now=now, facts={"code": fresh.code}, label=fresh.code)
    if personal_data == PersonalData.TAKE_OUT:
        _delete(fresh)
        return None
    fresh.awaits_answer, fresh.answer, fresh.reason = False, personal_data, reason.strip()
    fresh.save(update_fields=["awaits_answer", "answer", "reason"])
    return fresh


@transaction.atomic
def remove_evidence(row: Evidence, *, note: str, by: Seat, now: datetime) -> None:
    """Stop showing it. The file goes too, unless another round shows it; the regional office removes it from every round."""
    fresh = _locked(row)
    require(permissions.may_remove_evidence(by, fresh.sheet, fresh.place))
    obey(None if note.strip() else Violation(REMOVE, _("Give a reason."), field="note"))
    rows = Evidence.objects.filter(pk=fresh.pk)
    if by.is_regional_office and fresh.path:
        rows = Evidence.objects.filter(path=fresh.path, removed_at__isnull=True)
    rows.update(removed_at=now, removed_by=by.user, removed_because=note.strip())
    record_event(REMOVE, fresh.sheet, by=by, now=now, facts={"code": fresh.code}, label=fresh.code, note=note)
    bump_revision(fresh.sheet.review.cycle)
    if fresh.path and not Evidence.objects.filter(path=fresh.path, removed_at__isnull=True).exists():
        Evidence.objects.filter(path=fresh.path).update(path="")
        _delete_file(fresh.path)


@transaction.atomic
def rename_evidence(row: Evidence, title: str, *, by: Seat, now: datetime) -> None:
    """Give another title while the answer can change. Nobody else reads it before the lead ticks it again."""
    fresh = _locked(row)
    require(may_answer(by, fresh.sheet, fresh.place))
    if title == fresh.title:
        return
    Evidence.objects.filter(pk=fresh.pk).update(title=title, shown_to=[])
    record_event(RENAME, fresh.sheet, by=by, now=now, facts={"code": fresh.code}, label=fresh.code)


@transaction.atomic
def show_evidence(
    plan: Workplan, ticked: Collection[str], *, seen: str | None = None, by: Seat, now: datetime
) -> None:
    """Show evidence of closed answers to the readers that are ticked ("7-partners"), and to no others.

    It has the same readers in every round of its year. Raises `StaleRow` where somebody ticked since the page (`seen`) was read.
    """
    for sheet in sorted({row.sheet for row in permissions.closed_evidence(plan)}, key=lambda sheet: sheet.pk):
        locked_sheet(sheet)
    fresh = locked_workplan(plan)
    require(may_release_workplan(by, fresh))
    rows = permissions.evidence_to_tick(fresh)
    require_unchanged(fresh, seen=seen, now=permissions.ticks_of(rows))
    of_year = {"sheet__review__cycle": fresh.cycle, "sheet__taskforce": fresh.taskforce}
    for row in rows:
        shown_to = [one.value for one in Audience if f"{row.pk}-{one}" in ticked]
        same = {name: getattr(row, name) for name in ("path", "url", "title", "activity", "target")}
        copies = Evidence.objects.filter(**of_year, **same, removed_at__isnull=True)
        # The page shows who reads any of the copies: one of them may be hidden still.
        if copies.exclude(shown_to=shown_to).update(shown_to=shown_to):
            readers = tuple(message(f"evidence.reader_{one}") for one in shown_to or ["none"])
            said = message("evidence.readers_are", code=row.code, name=row.name_in_history, readers=readers)
            record_event(SHOW, row.sheet, by=by, now=now, facts=said, label=row.code)
    bump_revision(fresh.cycle)


@transaction.atomic
def forget_unanswered(row: Evidence, *, now: datetime) -> None:
    """Delete a file about which nobody has answered for a day."""
    fresh = _locked(row)
    if fresh.awaits_answer:
        record_event(FORGET, fresh.sheet, by=MACHINE, now=now)
        _delete(fresh)


def sweep_evidence(*, now: datetime) -> list[str]:
    """Delete unanswered files, then files without a row; returns the names of these. Both are older than a day.

    Only files that rows of this database may have, as in `remove_orphans`. Raises `OSError` where the store does not answer.
    """
    waiting = Evidence.objects.filter(awaits_answer=True, removed_at__isnull=True, at__lt=now - KEPT_FOR)
    for row in waiting.select_related("sheet__review"):
        with suppress(SomebodyWasFaster):
            forget_unanswered(row, now=now)
    plans = Workplan.objects.values_list("cycle__year", "taskforce__slug")
    known = {f"{FOLDER}/{year}/{slug}" for year, slug in plans}
    known |= {f"{FOLDER}/{PAPERS}/{slug}" for slug in Meeting.objects.values_list("slug", flat=True)}
    # Read once: a file has its row within a minute, and only files that are a day old are removed.
    named = {
        path for rows in (Evidence.objects, MeetingPaper.objects) for (path,) in rows.values_list("path")
    }

    def is_left(name: str) -> bool:
        parts = _NAME.fullmatch(name)
        return parts is not None and parts["folder"] in known and name not in named

    return remove_left(store(), FOLDER, is_left, now=now)


def _add(answer: AskedRow, facts: Mapping[str, Any], *, title: str, by: Seat, now: datetime) -> Evidence:
    """Write the row under the lock of the sheet."""
    fresh = locked_sheet(answer.sheet)
    obey(rv_1(fresh))
    require(may_answer(by, fresh, answer.name))
    place = {"activity": answer.activity, "target": answer.target}
    if Evidence.objects.filter(sheet=fresh, **place, removed_at__isnull=True).count() >= MOST:
        full = _("There are already 20 files and links here. Remove one first.")
        obey(Violation(ADD, full))
    row = Evidence.objects.create(sheet=fresh, **place, **facts, title=title, by=by.user, at=now)
    record_event(ADD, fresh, by=by, now=now, facts={"code": answer.code}, label=answer.code)
    return row


def _locked(row: Evidence) -> Evidence:
    """The row as it is now, behind the lock of its sheet. Raises `SomebodyWasFaster` where it is gone or removed."""
    sheet = locked_sheet(row.sheet)
    found = Evidence.objects.filter(pk=row.pk, removed_at__isnull=True)
    fresh = found.select_related("activity", "target").first()
    if fresh is None:
        raise SomebodyWasFaster(_("Someone removed this before you. Load the page again."))
    fresh.sheet = sheet
    return fresh


def _delete(row: Evidence) -> None:
    row.delete()
    _delete_file(row.path)


def _delete_file(path: str) -> None:
    # After the commit: a row never names a file that is gone.
    transaction.on_commit(partial(store().delete, path), robust=True)
