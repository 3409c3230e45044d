"""Which edition a file is, and whether somebody changed it."""

import hashlib
import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from reporting.editions.verification import A_DRAFT, CHANGED, NOT_A_REPORT, NOT_OURS, UNCHANGED, verify
from reporting.models import AnnualReport
from reporting.report.data_package import write_package
from reporting.report.numbering import Imprint
from reporting.report.pdf import render_pdf, report_html
from reporting.report.workbook import write_workbook
from reporting.statuses import ReportStatus
from tests import report_rows, resaving
from tests.report_samples import AS_OF, few_pages, imprint_of
from tests.reporting.report.test_data_package import descriptor_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


IMPRINT = imprint_of(few_pages())


@cache
def printed() -> dict[str, bytes]:
    with TemporaryDirectory() as folder:
        write_workbook(few_pages(), IMPRINT, path := Path(folder) / "r.xlsx")
        pdf = render_pdf(report_html(few_pages(), IMPRINT), identifier=IMPRINT.digest).content
        return {"pdf": pdf, "workbook": path.read_bytes()}


@pytest.fixture
def report(settings: Any, tmp_path: Path) -> AnnualReport:
    """The first edition for partners, as the queue leaves it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    made = report_rows.make_edition(report_rows.make_cycle(), of=few_pages(), audience="partners")
    for kind, content in printed().items():
        getattr(made, kind).save(kind, ContentFile(content), save=False)
        setattr(made, f"{kind}_sha256", hashlib.sha256(content).hexdigest())
    made.status, made.made_at = ReportStatus.READY, made.asked_at
    made.save()
    return made


def said_of(path: Path) -> str:
    out = io.StringIO()
    call_command("verify_report", str(path), stdout=out)
    return out.getvalue()


def edition_said(report: AnnualReport) -> str:
    return (
        "COMMIT Annual Report 2009, edition 1, for partners. Language: English. "
        f"Figures of 15 March 2010, 16:00, Bangkok time. Check number: {report.digest}."
    )


@pytest.mark.parametrize("kind", ["pdf", "workbook"])
def test_a_copy_says_which_edition_it_is(report, kind):
    stored = getattr(report, kind)

    assert said_of(Path(stored.path)) == f"{UNCHANGED}\n{edition_said(report)}\n"
    # Whatever became of the file in the store: its SHA-256 was kept when it was made.
    Path(stored.path).write_bytes(b"%PDF-")
    assert verify(printed()[kind]) == (UNCHANGED, [report])


def test_a_file_with_one_byte_changed_says_so_wherever_the_byte_is(report):
    """At a hundred places, at both ends, and all over the identifier of the PDF."""
    for kind, content in printed().items():
        named = content.find(b"/ID [")
        every = range(0, len(content), len(content) // 100)
        for place in (*range(8), *every, *range(named, named + 270), len(content) - 1):
            changed = bytearray(content)
            changed[place] ^= 1
            assert verify(bytes(changed)) == (CHANGED, [report]), (kind, place)


def test_the_command_ends_with_an_error_for_a_changed_file_and_names_the_edition(report, soffice, tmp_path):
    """A workbook that LibreOffice saved anew, a PDF that another program wrote anew, and one that was cut off."""
    saved = resaving.resaved(soffice, tmp_path, {"report": printed()["workbook"]})
    (tmp_path / "saved.xlsx").write_bytes(saved["report"])
    with pikepdf.open(report.pdf.path) as opened:
        opened.save(tmp_path / "saved.pdf")
    (tmp_path / "longer.pdf").write_bytes(printed()["pdf"] + b"\n")

    for name in ("saved.xlsx", "saved.pdf", "longer.pdf"):
        with pytest.raises(CommandError) as refused:
            said_of(tmp_path / name)
        assert str(refused.value) == f"{CHANGED}\n{edition_said(report)}"
    assert str(CHANGED) == "This file was changed after it was made. It has the check number of:"


def test_what_is_no_report_says_so_in_one_sentence(report, tmp_path):
    figures = write_package(few_pages(), IMPRINT)
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(tmp_path / "other.pdf")

    assert verify((tmp_path / "other.pdf").read_bytes()) == (NOT_OURS, [])
    for content in (b"", b"A letter", b"PK\x03\x04", figures, report.digest.encode()):
        assert verify(content) == (NOT_A_REPORT, [])
    with pytest.raises(CommandError, match=r"could not read .*nowhere.pdf \(No such file or directory\)\."):
        said_of(tmp_path / "nowhere.pdf")


def test_a_draft_is_no_edition_and_has_no_check_number(report):
    AnnualReport.objects.update(edition=0)

    assert verify(printed()["pdf"]) == verify(printed()["workbook"]) == (A_DRAFT, [])
    assert verify(printed()["pdf"][:-1]) == (NOT_OURS, [])
    package = write_package(few_pages(), Imprint(0, report.digest, AS_OF))
    assert descriptor_of(package)["checkNumber"] == ""


def test_a_file_of_before_its_sha256_was_kept_is_compared_with_the_stored_one(report):
    AnnualReport.objects.update(pdf_sha256="", workbook_sha256="")
    later = report_rows.make_edition(
        report.cycle, 2, of=few_pages(), audience="partners", status="ready",
        pdf="gone.pdf", workbook="gone.xlsx", made_at=report.made_at,
    )  # fmt: skip
    content = printed()["pdf"]

    assert verify(content) == (UNCHANGED, [report])
    # Two editions have the same figures: which one it was, a changed file does not say.
    assert verify(content[:-1]) == (CHANGED, [report, later])
