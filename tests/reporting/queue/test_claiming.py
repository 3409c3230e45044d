"""Claiming, fencing, failing, replacing: the queue of record in one process (the workers are elsewhere)."""

import hashlib
import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from commit_portal.db.leases import LeaseLost
from commit_portal.i18n import message, to_plain
from commit_portal.models import Event
from commit_portal.workflow import MACHINE, events_about
from reporting.dataset.build import build_dataset
from reporting.dataset.serialization import digest_of_json
from reporting.dataset_queries.rows import one_snapshot, report_rows
from reporting.editions import successors
from reporting.editions.lifecycle import EDITION_LIFECYCLE
from reporting.editions.successors import EDITIONS
from reporting.models import AnnualReport
from reporting.queue import jobs, process, sweep, worker
from reporting.queue.lifecycle import MACHINE_TRANSITIONS
from reporting.queue.orphans import remove_orphans
from reporting.statuses import ReportStatus
from tests import cast
from tests.report_rows import make_cycle, make_edition
from tests.report_samples import few_pages, noted
from workplans.models import AnnualCycle
from workplans.statuses import Audience

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("media"),
    pytest.mark.asvs("V15.2.2 B31 B33 B34 B35 B37"),
]

SMALL = few_pages()


@pytest.fixture
def cycle() -> AnnualCycle:
    return make_cycle()


def edition(cycle: AnnualCycle, number: int = 1, **columns: object) -> AnnualReport:
    return make_edition(cycle, number, **{"of": SMALL, **columns})


@pytest.fixture
def report(cycle: AnnualCycle) -> AnnualReport:
    """An edition that waits in the queue."""
    return edition(cycle)


def made(cycle: AnnualCycle, number: int = 1, **columns: object) -> AnnualReport:
    """An edition that is ready, with files that nobody reads: what becomes of it does not depend on what it prints."""
    stored = {
        name: default_storage.save(f"edition-{number}.{kind}", ContentFile(b"%PDF"))
        for name, kind in (("pdf", "pdf"), ("workbook", "xlsx"))
    }
    return edition(cycle, number, status="ready", made_at=timezone.now(), **stored, **columns)


def files(media: Path) -> list[str]:
    return sorted(str(path.relative_to(media)) for path in media.rglob("*.*"))


@contextmanager
def small_files(octets: int) -> Iterator[None]:
    """A disk that is full after so many octets of a file, also for child processes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.once
def test_render_makes_a_queued_edition_ready_with_its_files(report, media):
    assert worker.render(EDITIONS, report.pk)

    report.refresh_from_db()
    assert (report.status, report.attempts, report.progress, report.token) == ("ready", 1, 100, "")
    assert files(media) == sorted([report.pdf.name, report.workbook.name])
    assert report.pdf.size == report.pdf_size
    for stored, kept in ((report.pdf, report.pdf_sha256), (report.workbook, report.workbook_sha256)):
        assert hashlib.sha256((media / stored.name).read_bytes()).hexdigest() == kept
    assert report.pages > 5
    assert [event.verb for event in Event.objects.all()] == ["make"]


@pytest.fixture
def waiting() -> Iterator[Callable[[], int]]:
    """A worker's process that waits for a job; says which one waits now."""
    process.keep_one_ready()
    yield lambda: process._ready[0][0].pid
    while process._ready:
        process._end(*process._ready.pop())


@pytest.mark.once
def test_the_process_that_waits_makes_the_edition_and_another_waits_for_the_next(cycle, media, waiting):
    report, first = edition(cycle), waiting()

    assert worker.render(EDITIONS, report.pk)

    second = waiting()
    assert not psutil.pid_exists(first)
    assert psutil.pid_exists(second)
    assert len(files(media)) == 2

    # One that somebody ends meanwhile is nobody's loss.
    psutil.Process(second).kill()
    process._ready[0][0].wait()
    again = edition(cycle, 2)

    assert worker.render(EDITIONS, again.pk)


def test_one_table_says_where_an_edition_goes_and_what_the_machine_alone_does():
    leads_to: dict[str, set[str]] = {status: set() for status in ReportStatus.values}
    for row in EDITION_LIFECYCLE:
        for source in row.sources:
            leads_to[source].add(str(row.target))
    people = [row.name for row in EDITION_LIFECYCLE if row not in MACHINE_TRANSITIONS]

    assert leads_to == {
        "queued": {"rendering", "failed"},
        "rendering": {"rendering", "queued", "failed", "ready"},
        "ready": {"released", "replaced"},
        "failed": {"queued"},
        "released": {"replaced"},
        "replaced": set(),
    }
    assert people == ["try_again", "release"]


def test_what_the_machine_does_no_person_does(report, regional_office):
    answers = [row.permission(regional_office, report) for row in MACHINE_TRANSITIONS]

    assert {(bool(answer), answer.reason) for answer in answers} == {
        (False, message("edition.machine_makes"))
    }
    assert all(row.permission(MACHINE, report) for row in MACHINE_TRANSITIONS)


def test_claim_is_given_once_while_the_lease_runs_and_again_after_it(report):
    now = timezone.now()

    first = jobs.claim(EDITIONS, report.pk, now=now)

    assert jobs.claim(EDITIONS, report.pk, now=now + jobs.LEASE) is None
    second = jobs.claim(EDITIONS, report.pk, now=now + jobs.LEASE + timedelta(seconds=1))
    assert second.token != first.token


def test_a_stale_token_writes_nothing(report):
    now = timezone.now()
    stale = jobs.claim(EDITIONS, report.pk, now=now)
    held = jobs.claim(EDITIONS, report.pk, now=now + jobs.LEASE + timedelta(seconds=1))

    with pytest.raises(LeaseLost):
        stale.write(progress=99)
    held.write(progress=5)

    report.refresh_from_db()
    assert report.progress == 5


@pytest.mark.once
def test_files_of_a_lost_lease_are_thrown_away(report, media, monkeypatch):
    check = worker._check

    def steal(*args: Any) -> None:
        AnnualReport.objects.filter(pk=report.pk).update(token="another")
        check(*args)

    monkeypatch.setattr(worker, "_check", steal)

    assert not worker.render(EDITIONS, report.pk)

    report.refresh_from_db()
    assert report.token == "another"
    assert files(media) == []


@pytest.mark.once
def test_a_full_disk_fails_with_words_and_can_be_tried_again(report, media):
    with small_files(60_000):
        assert not worker.render(EDITIONS, report.pk)

    report.refresh_from_db()
    assert report.status == ReportStatus.FAILED
    assert report.failure == to_plain(worker.NO_SPACE)
    assert files(media) == []

    AnnualReport.objects.update(status=ReportStatus.QUEUED, attempts=0)
    assert worker.render(EDITIONS, report.pk)


@pytest.mark.once
def test_a_store_that_is_full_leaves_no_file(report, media, monkeypatch):
    made = worker.render_files

    def then_full(*args: Any) -> Any:
        result = made(*args)
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, resource.RLIM_INFINITY))
        return result

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    monkeypatch.setattr(worker, "render_files", then_full)
    try:
        assert not worker.render(EDITIONS, report.pk)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    report.refresh_from_db()
    assert report.status == ReportStatus.FAILED
    assert report.failure == to_plain(worker.NO_SPACE)
    assert report.pdf.name == ""
    assert files(media) == []


def test_a_commit_whose_answer_is_lost_keeps_the_files_that_it_named(report, media, monkeypatch):
    finish = worker._finish

    def then_cut_off(*args: Any) -> None:
        finish(*args)
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(worker, "_finish", then_cut_off)

    with pytest.raises(OperationalError):
        worker.render(EDITIONS, report.pk)

    report.refresh_from_db()
    assert report.status == ReportStatus.READY
    assert files(media) == sorted([report.pdf.name, report.workbook.name])


GONE = '{"dataset":{},"format":0}'


@pytest.mark.once
@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"digest": "0" * 64}, "failure.tampered"),
        ({"dataset": GONE, "digest": digest_of_json(GONE)}, "failure.unreadable"),
    ],
)
def test_figures_that_were_tampered_with_or_that_no_version_reads_fail_at_once(report, columns, why):
    AnnualReport.objects.update(**columns)

    assert not worker.render(EDITIONS, report.pk)

    report.refresh_from_db()
    assert (report.status, report.attempts, report.failure) == ("failed", 1, to_plain(message(why)))


@pytest.mark.once
def test_a_process_that_dies_is_tried_three_times_and_then_said(report, monkeypatch):
    monkeypatch.setattr(process, "CPU_SECONDS", 0)

    outcomes = []
    for _ in range(4):
        worker.render(EDITIONS, report.pk)
        report.refresh_from_db()
        outcomes.append((report.status, report.attempts))

    assert outcomes == [("queued", 1), ("queued", 2), ("failed", 3), ("failed", 3)]
    assert report.failure == to_plain(process.STOPPED)
    assert Event.objects.get().verb == "fail"


@pytest.mark.once
@pytest.mark.parametrize("line", ["Warning: no JSON", "5", '{"done":{}}', '{"done":5}', '{"step":99}'])
def test_what_the_process_says_and_nobody_understands_ends_in_the_row(cycle, tmp_path, monkeypatch, line):
    report = edition(cycle, queued_at=timezone.now() - timedelta(minutes=5), attempts=2)
    program = tmp_path / "mumbles"
    program.write_text(f"#!/bin/sh\necho '{line}'\nexec /bin/sleep 5\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(process, "PARTING_SECONDS", 0.1)
    monkeypatch.setattr(process, "HEARTBEAT_SECONDS", 0.0)

    assert sweep.sweep_once(EDITIONS, now=timezone.now()) == 0

    report.refresh_from_db()
    assert (report.status, report.failure) == ("failed", to_plain(worker.GARBLED))
    assert [(event.verb, str(event)) for event in events_about(report)] == [
        ("fail", f"Could not make the edition: {worker.GARBLED}")
    ]


@pytest.mark.once
def test_a_render_that_never_ends_is_ended(report, monkeypatch):
    monkeypatch.setattr(process, "WALL_SECONDS", 0.2)

    worker.render(EDITIONS, report.pk)

    report.refresh_from_db()
    assert (report.status, report.failure) == ("failed", to_plain(process.TOO_LONG))


def test_the_sweep_takes_lost_doorbells_and_lost_workers_and_fails_the_exhausted(cycle):
    now = timezone.now()
    old = now - timedelta(minutes=5)
    lost = edition(cycle, 1, queued_at=old)
    fresh = edition(cycle, 2, queued_at=now)
    gone = edition(cycle, 3, status="rendering", token="x", lease_until=old, attempts=1)
    held = edition(cycle, 4, status="rendering", token="x", lease_until=now + jobs.LEASE, attempts=1)
    spent = edition(cycle, 5, status="rendering", token="x", lease_until=old, attempts=3)

    assert sweep.sweep_once(EDITIONS, now=now) == 2

    found = dict(AnnualReport.objects.values_list("pk", "status"))
    assert found == {
        lost.pk: "replaced",
        fresh.pk: "queued",
        gone.pk: "ready",
        held.pk: "rendering",
        spent.pk: "failed",
    }
    spent.refresh_from_db()
    assert sweep.fail_the_exhausted(EDITIONS, now=now) == 0
    assert [str(event) for event in events_about(spent)] == [
        f"Could not make the edition: {spent.failure_words}"
    ]


@pytest.mark.once
def test_the_sweep_is_alive_while_it_renders(cycle, monkeypatch):
    edition(cycle, queued_at=timezone.now() - timedelta(minutes=5))
    monkeypatch.setattr(process, "HEARTBEAT_SECONDS", 0.0)
    at_each_beat: list[str] = []

    sweep.sweep_once(
        EDITIONS, now=timezone.now(), alive=lambda: at_each_beat.append(AnnualReport.objects.get().status)
    )

    assert set(at_each_beat) == {"rendering"}


def old_file(name: str, *, days: float) -> str:
    stored = default_storage.save(name, ContentFile(b"%PDF"))
    moment = time.time() - days * 86_400
    os.utime(default_storage.path(stored), (moment, moment))
    return stored


def test_the_sweep_removes_old_report_files_that_no_edition_names(cycle, media):
    """A worker was killed between the storing of a file and the naming of it."""
    stem = f"reports/2009/secretariat/edition-1-{'a' * 32}"
    named = old_file(f"reports/2009/secretariat/edition-1-{'b' * 32}.pdf", days=400)
    kept = [
        named,
        old_file(f"{stem}.pdf", days=0.9),
        old_file(f"reports/2009/secretariat/edition-2-{'a' * 32}.pdf", days=400),
        old_file("reports/2009/secretariat/minutes.pdf", days=400),
        old_file("uploads/minutes.pdf", days=400),
    ]
    old_file(f"{stem}.xlsx", days=1.1)
    edition(cycle, 1, status="ready", pdf=named, workbook="r.xlsx", made_at=timezone.now())

    call_command("sweep", "--once")

    assert files(media) == sorted(kept)


def test_a_file_that_a_worker_is_about_to_name_stays_however_old_it_seems(cycle, media):
    """The store's clock may be wrong: the token in the name says whose it is."""
    held = jobs.claim(EDITIONS, edition(cycle).pk, now=timezone.now())
    stem = "reports/2009/secretariat/edition-1"
    storing = old_file(f"{stem}-{held.token}.pdf", days=400)
    orphan = old_file(f"{stem}-{'a' * 32}.pdf", days=400)

    removed = remove_orphans(AnnualReport, now=timezone.now())

    assert removed == [orphan]
    assert files(media) == [storing]


class AnotherSweepIsFaster(FileSystemStorage):
    """Each file goes between the listing and the look at its age."""

    def get_modified_time(self, name: str) -> datetime:
        self.delete(name)
        return super().get_modified_time(name)


def test_two_sweeps_at_once_remove_the_same_file_once(cycle, media, monkeypatch):
    edition(cycle)
    for letter in "ab":
        old_file(f"reports/2009/secretariat/edition-1-{letter * 32}.pdf", days=400)
    monkeypatch.setattr("reporting.queue.orphans.default_storage", AnotherSweepIsFaster(media))

    assert remove_orphans(AnnualReport, now=timezone.now()) == []
    assert files(media) == []


@pytest.mark.once
def test_the_folders_of_killed_renders_are_removed_after_a_day(cycle, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    folders = [tmp_path / name for name in ("commit-report-old", "commit-report-new", "somebody-elses")]
    for folder in folders:
        folder.mkdir()
        (folder / "report.pdf").write_bytes(b"%PDF")
    (tmp_path / "commit-report-link").symlink_to(folders[2])
    moment = time.time() - 1.1 * 86_400
    for path in (folders[0], folders[2], tmp_path / "commit-report-link"):
        os.utime(path, (moment, moment), follow_symlinks=False)

    call_command("sweep", "--once")

    assert [folder.exists() for folder in folders] == [False, True, True]
    assert (folders[2] / "report.pdf").exists()


def test_a_store_without_reports_has_no_orphans(cycle):
    assert remove_orphans(AnnualReport, now=timezone.now()) == []


def assert_replaced(first, second):
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("replaced", "ready")
    assert first.replaced_by == second
    assert first.what_changed == [{"code": "changes.notes", "params": {}}]


@pytest.mark.once
def test_an_edition_is_replaced_when_its_successor_reaches_the_same_readers(cycle):
    first = made(cycle, 1, audience="partners")
    second = edition(cycle, 2, audience="partners", of=replace(SMALL, notes=(noted("Corrected."),)))
    worker.render(EDITIONS, second.pk)

    assert_replaced(first, second)
    assert first.pdf.storage.exists(first.pdf.name)


@pytest.mark.once
def test_a_released_edition_stays_until_its_successor_is_released(cycle, django_user_model):
    user = django_user_model.objects.create(email="regional_office@commit.example", name="office")
    first = made(cycle, 1, audience="partners")
    AnnualReport.objects.update(status="released", released_at=timezone.now(), released_by=user)
    second = made(cycle, 2, audience="partners")
    successors.take_place(second, timezone.now())
    first.refresh_from_db()

    assert first.status == ReportStatus.RELEASED

    successors.replace_predecessors(second, reaches_readers=True, by=MACHINE, now=timezone.now())
    first.refresh_from_db()
    assert first.status == ReportStatus.REPLACED


@pytest.mark.once
def test_an_edition_that_ends_after_a_newer_one_is_replaced_by_it(cycle):
    """Two workers, or a failure that is tried again late."""
    first = edition(cycle, 1, audience="partners")
    second = made(
        cycle, 2, audience="partners", of=replace(SMALL, notes=(noted("Corrected."),)), why="A note."
    )
    worker.render(EDITIONS, first.pk)

    assert_replaced(first, second)
    assert [(event.verb, str(event), event.note) for event in events_about(first)] == [
        ("replace", "Replaced the edition with edition 2", "A note."),
        ("make", "Made the edition", ""),
    ]


@pytest.mark.once
def test_figures_of_an_older_form_stand_in_no_successors_way(cycle):
    first = made(cycle, 1)
    AnnualReport.objects.update(dataset='{"format":0}')
    second = made(cycle, 2)

    successors.take_place(second, timezone.now())

    first.refresh_from_db()
    assert first.replaced_by == second
    assert first.what_changed == [{"code": "changes.not_comparable", "params": {}}]


def test_the_database_refuses_a_second_released_edition_for_the_same_readers(cycle, django_user_model):
    user = django_user_model.objects.create(email="regional_office@commit.example", name="office")
    now = timezone.now()
    released = {
        "status": "released",
        "pdf": "report.pdf",
        "workbook": "report.xlsx",
        "made_at": now,
        "released_at": now,
        "released_by": user,
    }
    edition(cycle, 1, audience="partners", **released)
    edition(cycle, 1, audience="observers", **released)

    # SQLite names the columns, and not the constraint.
    said = {"postgresql": "one_released_edition_for_the_same_readers"}.get(connection.vendor, "UNIQUE")
    with pytest.raises(IntegrityError, match=said), transaction.atomic():
        edition(cycle, 2, audience="partners", **released)


@pytest.mark.postgres
def test_a_snapshot_is_repeatable_read_on_postgresql():
    with one_snapshot(), connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("repeatable read",)


@pytest.mark.once
def test_the_command_writes_both_files_and_the_second_time_prints_nothing(world, tmp_path):
    out = io.StringIO()
    pdf, xlsx = tmp_path / "r.pdf", tmp_path / "r.xlsx"

    call_command("annual_report", "2011", "--pdf", str(pdf), "--xlsx", str(xlsx), stdout=out)

    assert pdf.read_bytes().startswith(b"%PDF-")
    assert xlsx.read_bytes().startswith(b"PK")
    assert out.getvalue().startswith("Edition 1 is made. ")
    assert AnnualReport.objects.get().audience == "secretariat"

    # Where nothing changed it answers at once.
    call_command("annual_report", "2011", "--pdf", str(pdf), stdout=io.StringIO())

    assert AnnualReport.objects.get().attempts == 1


@pytest.mark.once
def test_the_command_makes_a_new_edition_where_something_changed(world):
    call_command("annual_report", "2011", stdout=io.StringIO())
    cast.cambodia_agreed(world)

    call_command("annual_report", "2011", "--why", "Cambodia agreed on its plan.", stdout=io.StringIO())

    assert list(AnnualReport.objects.order_by("edition").values_list("edition", "status")) == [
        (1, "replaced"),
        (2, "ready"),
    ]
    made = AnnualReport.objects.get(edition=2)
    rows = report_rows(world.cycle, Audience.SECRETARIAT, on=timezone.localdate())
    assert replace(made.frozen(), since=None) == build_dataset(rows)
    assert made.digest == digest_of_json(made.dataset)


@pytest.mark.once
def test_the_command_says_what_is_wrong(world):
    with pytest.raises(CommandError, match="There is no year 1999"):
        call_command("annual_report", "1999")
    with small_files(20_000), pytest.raises(CommandError, match="no space left"):
        call_command("annual_report", "2011")
    AnnualReport.objects.update(
        status="rendering", token="x", lease_until=timezone.now() + jobs.LEASE, attempts=1
    )
    with pytest.raises(CommandError, match="A worker is making this edition now"):
        call_command("annual_report", "2011")


@pytest.mark.once
def test_the_command_says_where_it_cannot_write(world, tmp_path):
    nowhere = tmp_path / "nowhere" / "r.pdf"
    with pytest.raises(CommandError, match=rf"There is no folder {nowhere.parent}\. Make the folder"):
        call_command("annual_report", "2011", "--pdf", str(nowhere))
    assert not AnnualReport.objects.exists()

    with pytest.raises(CommandError, match=rf"The command could not write {tmp_path} \(Is a directory\)\."):
        call_command("annual_report", "2011", "--pdf", str(tmp_path))


@pytest.mark.once
def test_nothing_is_kept_of_a_stored_file_that_came_out_short(report, media, monkeypatch):
    save = default_storage.save

    def short(name: str, content: Any) -> str:
        stored = save(name, content)
        path = media / stored
        path.write_bytes(path.read_bytes()[:-10])
        return stored

    monkeypatch.setattr(worker.default_storage, "save", short)

    assert not worker.render(EDITIONS, report.pk)

    report.refresh_from_db()
    assert report.status == ReportStatus.QUEUED
    assert files(media) == []
