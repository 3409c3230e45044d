"""The papers of a meeting: who stores them, who opens them, what is refused, and what is left of one that is removed."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from reporting.backups.actions import named_files
from reporting.evidence.actions import store, sweep_evidence
from reporting.meetings.actions import add_meeting
from reporting.models import Meeting, MeetingPaper
from tests.authz_matrix import let_go
from tests.reporting.evidence import files

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NOW = datetime(2011, 6, 1, 9, 0, tzinfo=UTC)
ADD = "/meetings/som-8/papers/add/"


@pytest.fixture(autouse=True)
def som(world) -> Meeting:
    return add_meeting((("som", 8),), by=world.seats["regional_office"], now=NOW)


def send(client, content=None, *, name="agenda.pdf", what="agenda", **more):
    content = files.pdf(text="1. Opening") if content is None else content
    return client.post(ADD, {"file": SimpleUploadedFile(name, content), "what": what, "looked": "on", **more})


def test_a_paper_is_opened_by_the_taskforces_and_goes_with_a_reason(
    secretariat, lead, partner, media, django_capture_on_commit_callbacks
):
    assert send(secretariat).headers["Location"] == "/meetings/som-8/"
    paper = MeetingPaper.objects.get()
    address = f"/meetings/som-8/papers/{paper.pk}/"
    page = lead.get("/meetings/som-8/").text
    assert address in page
    assert "/remove/" not in page
    assert "Added the paper agenda.pdf" in page
    served = lead.get(address)
    assert b"".join(served.streaming_content).startswith(b"%PDF")
    let_go(served)
    assert (served["Content-Disposition"], served["Cache-Control"]) == (
        'attachment; filename="agenda.pdf"',
        "no-store, private",
    )
    assert "agenda.pdf" not in partner.get("/meetings/som-8/").text
    assert partner.get(address).status_code == 403
    assert send(lead).status_code == 403
    assert named_files() == {f"evidence/{paper.path}"}

    remove = partial(secretariat.post, f"{address}remove/")
    assert "Give the reason." in remove({"note": " "}).text
    with django_capture_on_commit_callbacks(execute=True):
        assert remove({"note": "An old draft"}).status_code == 302
    assert remove({"note": "Again"}).status_code == 404
    assert not [path for path in media.rglob("*") if path.is_file()]
    history = lead.get("/meetings/som-8/").text
    assert all(words in history for words in ("Removed the paper agenda.pdf", "An old draft"))


def test_what_may_name_a_victim_or_is_one_too_many_is_refused_with_its_sentence(
    secretariat, som, regional_office, media
):
    birth = files.pdf(text="Sok Dara, born 12/03/1984")
    said = send(secretariat, birth, name="minutes.pdf", what="minutes")
    assert "minutes.pdf has a passport number, a case number or a date of birth." in said.text
    assert said.status_code == 422
    assert "Choose a file." in secretariat.post(ADD, {"what": "agenda", "looked": "on"}).text
    assert "cannot be uploaded" in send(secretariat, name="agenda.exe").text
    twenty = [
        MeetingPaper(meeting=som, name="x", size=1, at=NOW, by=regional_office.user) for _at in range(20)
    ]
    MeetingPaper.objects.bulk_create(twenty)
    assert "There are already 20 papers. Remove a paper first." in send(secretariat).text
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_the_sweep_takes_the_file_of_a_paper_that_was_never_written(secretariat, media):
    send(secretariat)
    left = store().save(f"evidence/meetings/som-8/{'0' * 32}.pdf", ContentFile(b"%PDF"))
    assert sweep_evidence(now=datetime.now(UTC) + timedelta(days=2)) == [left]
    assert store().exists(MeetingPaper.objects.get().path)
