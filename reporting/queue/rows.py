"""What a page says of a job: how far it is, when it was made, where it stopped; and its files."""

from typing import IO

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext, ngettext

from commit_portal.files.spreadsheets import XLSX_TYPE
from commit_portal.forms.base import Values
from reporting.models.jobs import FileJob
from reporting.report_text.values import moment, paragraph, size
from reporting.statuses import ReportStep


def words_of(found: FileJob) -> Values:
    """How far a job is, when its figures were taken, and how large its files are."""
    asked = {"moment": moment(found.asked_at)}
    return {
        "as_of": moment(found.as_of),
        "made": gettext("Made on %(moment)s.") % {"moment": moment(found.made_at)} if found.made_at else "",
        "asked_for": gettext("You asked the portal to make these files on %(moment)s.") % asked,
        "progress": _progress_words(found),
        "stopped": _stopped_words(found),
        "pdf": size(found.pdf_size),
        "workbook": size(found.workbook_size),
    }


def _progress_words(found: FileJob) -> str:
    """How far a render is: its step, percent and attempt."""
    step = ReportStep(found.step)
    doing = gettext("Step %(step)s of %(steps)s: %(doing)s.")
    attempt = gettext("Attempt %(attempt)s.") % {"attempt": found.attempts}
    return paragraph(
        doing % {"step": step.value, "steps": max(ReportStep).value, "doing": step.label} if step else "",
        "" if step else gettext("The request is in the queue."),
        gettext("%(percent)s percent done.") % {"percent": found.progress},
        attempt if found.attempts > 1 else "",
    )


def _stopped_words(found: FileJob) -> str:
    """After how many attempts a failed job stopped, and at which step."""
    step = ReportStep(found.step)
    attempts = ngettext(
        "The portal could not make the file after %(count)s attempt.",
        "The portal could not make the file after %(count)s attempts.",
        found.attempts,
    )
    at = gettext("The last step was: %(doing)s.") % {"doing": step.label}
    return paragraph(attempts % {"count": found.attempts}, at if step else "")


TYPES = {
    "pdf": "application/pdf",
    "xlsx": XLSX_TYPE,
    "zip": "application/zip",
}


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
