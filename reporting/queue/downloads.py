"""Hand out a file that the queue has made. Never shown inside the portal's own pages."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext

from commit_portal.files.spreadsheets import XLSX_TYPE
from reporting.models.jobs import FileJob

TYPES = {
    "pdf": "application/pdf",
    "xlsx": XLSX_TYPE,
}


def file_of(job: FileJob, kind: str, *, name: str) -> FileResponse:
    """The PDF or the workbook of a finished job, as "NAME.pdf". Raises `Http404` where the store has lost it."""
    stored: FieldFile = job.pdf if kind == "pdf" else job.workbook
    try:
        file = stored.open("rb")
    except FileNotFoundError as gone:
        raise Http404(gettext("The file is not in the store.")) from gone
    response = FileResponse(file, as_attachment=True, filename=f"{name}.{kind}", content_type=TYPES[kind])
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
