"""A list as PDF and workbook: what is kept of it, for whom, and how its files are made."""

import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from commit_portal import clock
from commit_portal.files.spreadsheets import Sheet
from commit_portal.i18n import message, to_plain
from commit_portal.workflow import events_about
from reporting.models import Delegate, Meeting, PrintedList
from reporting.printed.lifecycle import LISTS
from reporting.queue import worker
from reporting.queue.orphans import remove_orphans
from reporting.report.chapters.years import told
from reporting.report.pdf import list_html
from reporting.report.printed_list import FrozenList, list_from_json, list_to_json, write_list
from tests import cast, papers
from tests.reporting.dataset_queries.test_rows import make_reviewed
from tests.words.made_up import faults_of_page, faults_of_workbook, made_up
from tests.workplans.funding.test_pages import pay, recorded
from workplans.models import Partner, Release, Taskforce
from workplans.releasing.actions import end_release, release_workplan
from workplans.statuses import PartnerKind

PDF = "/statement/list.pdf"
FIGURES = (date(2011, 3, 1), Decimal("1200.50"), 0, None)


@pytest.fixture
def donor(world: cast.World, client_of: Any, media: Path) -> Client:
    """ILO, whose grant paid for two activities of a workplan that was released to it."""
    make_reviewed(world)
    office, found = client_of(world.seats["regional_office"]), client_of(world.seats["ilo"])
    grant = recorded(office)
    pay(office, grant, "200")
    pay(office, grant, "50", number=2, spent="12.34")
    assert "This list has no rows to print." in found.post("/support/list.pdf").text
    release_workplan(world.workplan("kh"), "partners", by=world.seats["kh_lead"], now=cast.NOW)
    return found


def squeezed(text: object) -> str:
    """Without spaces: a line of print ends where a cell has none."""
    return "".join(str(text).replace("\u200b", "").split())


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_pdf_and_the_workbook_of_a_statement_have_the_same_cells(world, donor):
    page = donor.post(f"{PDF}?part=2011").url
    assert "Your request is in the queue." in donor.get(page).text
    assert donor.get(f"{page}pdf/").status_code == 404

    assert worker.render(LISTS, PrintedList.objects.get().pk)

    # What was released when it was asked for is in it, also afterwards.
    end_release(Release.objects.get(), by=world.seats["kh_lead"], now=cast.NOW)
    assert 'href="/statement/?part=2011"' in donor.get(page).text
    printed = squeezed(papers.text_of(donor.get(f"{page}pdf/").getvalue(), "-raw"))
    table, grants, years, about = load_workbook(io.BytesIO(donor.get(f"{page}xlsx/").getvalue())).worksheets
    rows = [row for sheet in (table, grants, years) for row in sheet.iter_rows(values_only=True)]
    assert [row[3:6:2] for row in rows[1:3]] == [(200, 120), (50, 12.34)]
    # Money has its cents in print, and a count has none.
    words = [
        (f"{cell:,}", told(Decimal(str(cell)), cents=True)) if isinstance(cell, int | float) else (cell,)
        for row in rows
        for cell in row
        if cell is not None
    ]
    said = dict(about.iter_rows(values_only=True))
    words += [(value,) for value in said.values()]
    assert [one for one in words if not any(squeezed(form) in printed for form in one)] == []
    assert said["Filter and order"] == "Year: 2011"
    assert said["Made for"].endswith(", partner, ILO")
    assert said["Check number of this list (SHA-256)"] == PrintedList.objects.get().digest


@pytest.mark.django_db
def test_only_the_seat_that_asked_reads_a_list_and_only_while_it_lives(world, donor, client_of):
    page = donor.post(PDF).url
    assert donor.get(PDF).status_code == 405
    readers = [name for name, seat in world.seats.items() if client_of(seat).get(page).status_code == 200]

    seat = world.seats["ilo"]
    seat.ends_on, seat.stopped_at = clock.today(), cast.NOW
    seat.save()

    assert readers == ["ilo"]
    assert client_of(seat).get(page).status_code == 403


@pytest.mark.django_db
def test_the_same_figures_are_made_once_and_older_ones_go(world, donor, media):
    first = donor.post(PDF).url
    assert donor.post(PDF).url == first
    failed = {"status": "failed", "failure": to_plain(message("failure.no_space"))}
    PrintedList.objects.update(**failed)
    assert f'action="{PDF}"' in donor.get(first).text
    assert donor.post(PDF).url == first
    assert [event.verb for event in events_about(PrintedList.objects.get())] == ["make_again", "print"]
    PrintedList.objects.update(**failed)

    donor.post(f"{PDF}?part=2011")

    kept = PrintedList.objects.get()
    assert (kept.query, kept.status) == ("?part=2011", "queued")
    left = default_storage.save(f"{kept.stem}-{'0123456789abcdef' * 2}.pdf", ContentFile(b"%PDF"))
    assert remove_orphans(PrintedList, now=timezone.now() + timedelta(days=2)) == [left]


@pytest.mark.django_db
def test_participants_of_a_meeting_are_printed(world, client_of, partner):
    meeting = Meeting.objects.create(slug="som-9")
    Delegate.objects.create(meeting=meeting, taskforce=Taskforce.objects.get(slug="kh"), name="Sok Dara")
    asean = Partner.objects.create(name="ASEAN", kind=PartnerKind.OBSERVER, position=9)
    Delegate.objects.create(meeting=meeting, partner=asean, name="Ly")

    page = client_of(world.seats["kh_lead"]).post("/meetings/som-9/people/list.pdf").url

    found = list_from_json(PrintedList.objects.get().dataset)
    assert found.tables[0].rows == [["Cambodia", "Sok Dara", ""], ["ASEAN (observer)", "Ly", ""]]
    assert "Participants of " in client_of(world.seats["kh_lead"]).get(page).text
    assert partner.post("/meetings/som-9/people/list.pdf").status_code == 403


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_list_is_frozen_without_loss_and_printed_in_its_language(language, tmp_path):
    found = FrozenList("１", "２", {"３": "４"}, True, (Sheet("５", ["６", "７", "８", "９"], [[*FIGURES]]),))
    said = {"as_of": cast.NOW, "digest": "0" * 64}

    assert list_from_json(list_to_json(found)) == found
    with made_up(language):
        page = list_html(found, **said)
        write_list(found, tmp_path / "list.xlsx", **said)

    assert faults_of_page(page) == []
    assert faults_of_workbook((tmp_path / "list.xlsx").read_bytes(), ("0" * 64,)) == []
