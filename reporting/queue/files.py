"""What pages say of a job (`reporting/printed/job_words.html`); and its files."""

from typing import IO

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext

from commit_portal.files.spreadsheets import XLSX_TYPE
from commit_portal.forms.base import Values
from reporting.models.jobs import FileJob
from reporting.report_text.values import moment, size
from reporting.statuses import ReportStep


def words_of(found: FileJob) -> Values:
    """When a job was asked for and made, when its figures were taken, and how large its files are."""
    return {
        "as_of": moment(found.as_of),
        "asked": moment(found.asked_at),
        "made": moment(found.made_at) if found.made_at else "",
        "steps": max(ReportStep).value,
        "pdf": size(found.pdf_size),
        "workbook": size(found.workbook_size),
    }


TYPES = {"pdf": "application/pdf", "xlsx": XLSX_TYPE, "zip": "application/zip"}


def file_of(job: FileJob, kind: str, *, name: str) -> FileResponse:
    """The PDF or the workbook of a finished job, as "NAME.pdf". Raises `Http404` where the store has lost it."""
    stored: FieldFile = job.pdf if kind == "pdf" else job.workbook
    try:
        file = stored.open("rb")
    except FileNotFoundError as gone:
        raise Http404(gettext("The portal cannot find the file.")) from gone
    return download(file, f"{name}.{kind}")


def download(file: IO[bytes], filename: str, content_type: str = "") -> FileResponse:
    """A file to keep, that no cache keeps; its type is that of its ending, where none is given."""
    content_type = content_type or TYPES[filename.rpartition(".")[2]]
    response = FileResponse(file, as_attachment=True, filename=filename, content_type=content_type)
    response["Cache-Control"] = "no-store, private"
    return response
