"""Forms in the queue of editions: the same claim, lease, sweep and removal of what is left behind."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook

from commit_portal.i18n import message, to_plain
from commit_portal.workflow import events_about
from reporting.dataset.serialization import digest_of_json
from reporting.models import AnnualReport, PrintedForm
from reporting.printed.actions import ask_for_form
from reporting.printed.lifecycle import FORMS
from reporting.queue import jobs, sweep, worker
from reporting.queue.orphans import remove_orphans
from tests import cast
from workplans.ministries.actions import record_for_ministry
from workplans.models import Ministry, Seat, Workplan

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def form(kh_plan: Workplan, kh_officer: Seat, media: Path) -> PrintedForm:
    """A form of a draft of two lines, queued."""
    for title in ("Course", "Campaign"):
        cast.complete_line(kh_plan, by=kh_officer, title=title)
    return ask_for_form(kh_plan, None, by=kh_officer, now=cast.NOW)


def files(media: Path) -> list[str]:
    return sorted(str(path.relative_to(media)) for path in media.rglob("*.*"))


def test_the_sweep_renders_a_form_with_its_files(form, media):
    PrintedForm.objects.update(queued_at=timezone.now() - timedelta(minutes=5))

    call_command("sweep", "--once")

    form.refresh_from_db()
    assert (form.status, form.attempts, form.pages, form.token) == ("ready", 1, 1, "")
    assert form.pdf.name.startswith("forms/2011/kh/draft-")
    assert files(media) == sorted([form.pdf.name, form.workbook.name])
    assert [event.verb for event in events_about(form)] == ["make", "print"]
    sheet = load_workbook(media / form.workbook.name)["Activities"]
    assert [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["Course", "Campaign"]


@pytest.mark.once
def test_a_draft_whose_ministry_said_no_is_printed(form, kh_plan, kh_lead):
    justice = Ministry.objects.create(taskforce=kh_plan.taskforce, name="Ministry of Justice", position=1)
    record_for_ministry(kh_plan, justice, "no", "No letter yet", seen=None, by=kh_lead, now=cast.NOW)
    asked = ask_for_form(kh_plan, None, by=kh_lead, now=cast.NOW)

    assert worker.render(FORMS, asked.pk)

    asked.refresh_from_db()
    assert asked.status == "ready"


@pytest.mark.once
def test_a_draft_that_was_frozen_before_the_answers_of_ministries_is_printed(form):
    plain = json.loads(form.dataset)
    plain["dataset"]["not_agreed"] = [{"code": "ministry.no", "params": {}}]
    older = json.dumps(plain)
    PrintedForm.objects.update(dataset=older, digest=digest_of_json(older))

    assert worker.render(FORMS, form.pk)


@pytest.mark.once
def test_figures_that_were_tampered_with_fail_in_words_of_the_form(form):
    PrintedForm.objects.update(digest="0" * 64)

    assert not worker.render(FORMS, form.pk)

    form.refresh_from_db()
    assert (form.status, form.failure) == ("failed", to_plain(message("failure.tampered")))
    assert str(events_about(form)[0]).startswith("Could not make the printed form: The saved figures")


def test_a_form_whose_attempts_are_used_up_fails(form):
    old = timezone.now() - timedelta(minutes=5)
    PrintedForm.objects.update(status="rendering", token="x", lease_until=old, attempts=3)

    assert [sweep.fail_the_exhausted(FORMS, now=timezone.now()) for _ in range(2)] == [1, 0]

    form.refresh_from_db()
    assert form.status == "failed"


def test_files_that_no_form_names_go_after_a_day_and_others_stay(form, media):
    token = "0123456789abcdef" * 2
    left = f"forms/2011/kh/draft-{token}.pdf"
    of_another_store = f"forms/2011/kh/version-7-{token}.pdf"
    of_an_edition = f"reports/2011/partners/edition-1-{token}.pdf"
    for name in (left, of_another_store, of_an_edition):
        default_storage.save(name, ContentFile(b"%PDF"))
    default_storage.save("forms/2011/kh/form.pdf", ContentFile(b"%PDF"))
    PrintedForm.objects.filter(pk=form.pk).update(pdf="forms/2011/kh/form.pdf")
    now = timezone.now()

    assert remove_orphans(PrintedForm, now=now) == []
    assert remove_orphans(AnnualReport, now=now + timedelta(days=2)) == []
    held = jobs.claim(FORMS, form.pk, now=now)
    wanted = f"{held.row.stem}-{held.token}.xlsx"
    default_storage.save(wanted, ContentFile(b"PK"))

    assert remove_orphans(PrintedForm, now=now + timedelta(days=2)) == [left]
    assert files(media) == sorted([of_another_store, of_an_edition, "forms/2011/kh/form.pdf", wanted])
