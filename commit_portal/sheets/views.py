"""The pages of a sheet: send a file or paste rows, see what would change, confirm, or take the marked workbook.

A file is read and compared outside of a transaction, so that nobody waits for that: the doors open their own.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext
from django.views.generic import View

from commit_portal import clock
from commit_portal.files import spreadsheets
from commit_portal.forms.base import Values
from commit_portal.i18n import Words, ngettext_lazy, say
from commit_portal.models import KeptRows
from commit_portal.refusals import Permit, Violation, require
from commit_portal.sheets.cells import THEIRS
from commit_portal.sheets.engine import Preview
from commit_portal.sheets.workbook import marked_workbook, workbook_of
from commit_portal.workflow import Attempt

# In the address of a comparison: the rows that wait, and whether they were pasted.
WAITING, PASTED = "waiting", "pasted"
# The button that ticks theirs in every choice, for a browser without scripts.
KEEP_THEIRS = "keep_theirs"
# How often rows are merged again where the table changes between their merge and their lock.
TRIES = 3
NO_ANSWERS: Mapping[str, str] = MappingProxyType({})
READ = ["get", "head"]
METHODS = {"new": [*READ, "post"], "confirm": ["post"], "marked": READ, "download": READ}


@method_decorator(transaction.non_atomic_requests, name="dispatch")
class SheetPage(View):
    """The pages of a sheet, one for each step. A subclass answers for one table.

    What a file would change has an address of its own, which can be read again; nothing is written before it is
    confirmed.
    """

    template_name = "sheets/import.html"
    # The step of this address: a file is taken out ("download"), sent and compared ("new"), confirmed, or taken back with
    # its faults ("marked").
    step = "new"
    # The name of the address of the first step; the others have theirs behind it.
    url_name: str
    sheet_class: type[Any]
    # The model of the rows that wait, and its field for the table.
    kept_class: type[KeptRows]
    kept_of: str
    # Titles of further sheets that are read, by code.
    further: Mapping[str, Words] = {}
    request: HttpRequest
    # The seat that the reader acts under.
    actor: Any
    # The table, with its row version; its own page and its Excel download.
    table: Any
    back_url: str
    download_url: str
    may: Permit
    # Whether what was typed stays on the page where it is refused.
    keeps: Permit | bool
    # Count the workbooks that somebody takes, and the tables that somebody sends (commit_portal.http.rate_limits).
    counted: Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]
    over_quota: Callable[[HttpRequest, str], Violation | None]
    # Of a table that is taken out here: who reads it, the title of its sheet, and the end of its file's name.
    may_read: Permit
    title: Words
    file_name: str

    def open(self) -> None:
        """Load the table of the address, and say who may change it. Raises `Http404` or `Refused`."""
        raise NotImplementedError

    def url(self, step: str) -> str:
        """The address of a step."""
        return reverse(self.url_name if step == "new" else f"{self.url_name}_{step}", kwargs=self.kwargs)

    def sheet(self, waiting: KeptRows | None = None, answers: Mapping[str, str] = NO_ANSWERS) -> Any:
        return self.sheet_class(self.table, self.actor, waiting, answers=answers)

    def preview(self, waiting: KeptRows, answers: Mapping[str, str] = NO_ANSWERS) -> Preview:
        """What the rows that wait would do."""
        return self.sheet(waiting, answers).preview(spreadsheets.rows_kept(waiting.rows))

    def kept_at(self) -> Values:
        """The table in the columns of the rows that wait."""
        return {self.kept_of: self.table}

    def waiting(self, key: str) -> KeptRows | None:
        """Rows of this table that the reader sent and has not confirmed; nobody else's, and no old ones."""
        waiting: KeptRows | None = self.kept_class.objects.waiting(
            key, self.kept_at(), by=self.actor.user, now=timezone.now()
        )
        return waiting

    def keep(self, table: spreadsheets.Table, kept: Values) -> KeptRows:
        """Keep the rows of a file until they are confirmed (`SheetResource.kept`). Writes no row and no event.

        Raises as an action does, also where the table was closed while the file was read.
        """
        with transaction.atomic():
            self.open()
            require(self.may)
            version = kept.pop("made_from") or self.table.row_version
            waiting: KeptRows = self.kept_class.objects.keep(
                self.kept_at(), version=version, by=self.actor.user, now=timezone.now(), **kept
            )
        return waiting

    def write(self, waiting: KeptRows, preview: Preview) -> Words:
        """Write the rows through the door of the table, as far as it takes them, and say so. Raises as an action does."""
        raise NotImplementedError

    def marked(self, waiting: KeptRows, preview: Preview) -> HttpResponse:
        """The marked workbook of the rows that wait."""
        sheet = self.sheet(waiting)
        book = marked_workbook(sheet, str(self.table), waiting, preview, {})
        return attachment(book, f"{sheet.name}-to-correct.xlsx")

    def get_context_data(self, **kwargs: Any) -> Values:
        return {
            "table": self.table,
            "back_url": self.back_url,
            "download_url": self.download_url,
            "import_url": self.url("new"),
            "takes_whole": self.sheet_class.takes_whole,
            **kwargs,
        }

    def attempt(self) -> Attempt:
        return Attempt(self.request, may=self.may, keeps=self.keeps)

    def page(self, attempt: Attempt, *, status: int = 0, **more: object) -> HttpResponse:
        """The page of an import; `status` where the file itself is not in order."""
        context = self.get_context_data(attempt=attempt, **more)
        return render(self.request, self.template_name, context, status=status or attempt.status)

    def shown(
        self, attempt: Attempt, waiting: KeptRows, preview: Preview, *, is_asked: bool = False, **more: object
    ) -> HttpResponse:
        """The page with a preview, and `more` of it. `is_asked` says that somebody confirmed it without choosing."""
        others = tuple(f"“{head}”" for head in waiting.columns if head not in preview.sheet.heads)
        context: Values = {
            "preview": preview,
            "waiting": waiting,
            "is_merged": waiting.plan_version != self.table.row_version,
            "unanswered": preview.unanswered if is_asked else (),
            "not_read": others,
            "confirm_url": self.url("confirm"),
            "marked_url": f"{self.url('marked')}?{urlencode({WAITING: waiting.pk})}",
            "columns_count": len(preview.heads) + 3,
            **more,
        }
        return self.page(attempt, **context)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.http_method_names = METHODS[self.step]

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        """The page, with the rows that wait, or their marked workbook. What changes after it is noticed at the confirmation."""
        self.open()
        if taken := {"download": self.get_download, "marked": self.get_marked}.get(self.step):
            return self.counted(taken)(request)
        attempt = self.attempt()
        if WAITING not in request.GET:
            return self.page(attempt)
        waiting = self.waiting(request.GET[WAITING])
        if waiting is None:
            return redirect(self.url("new"))
        preview, pasted = self.preview(waiting), ""
        if PASTED in request.GET:
            pasted = spreadsheets.as_pasted(
                spreadsheets.rows_kept(waiting.rows), preview.sheet.heads, preview.sheet.choices
            )
        return self.shown(attempt, waiting, preview, pasted=pasted)

    def get_download(self, request: HttpRequest) -> HttpResponse:
        """The rows as they are now."""
        require(self.may_read)
        sheet = self.sheet()
        about = sheet.version_now(clock.now())
        book = workbook_of(sheet, self.title, sheet.saved_rows().values(), about)
        return attachment(book, f"{sheet.name}-{self.file_name}")

    def get_marked(self, request: HttpRequest) -> HttpResponse:
        """The rows that wait as a workbook again, with what is wrong in comments of its cells."""
        require(self.may)
        waiting = self.waiting(request.GET.get(WAITING, ""))
        if waiting is None:
            raise Http404("No file of yours waits here.")
        return self.marked(waiting, self.preview(waiting))

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Where the table was closed meanwhile, pasted rows stay on the page."""
        self.open()
        attempt, pasted = self.attempt(), request.POST.get("rows", "")
        if not attempt.is_due:
            return self.page(attempt, pasted=pasted)
        return (self.confirm if self.step == "confirm" else self.send)(attempt, pasted)

    def send(self, attempt: Attempt, pasted: str) -> HttpResponse:
        """Read the file and keep its rows."""
        try:
            if many := self.over_quota(self.request, "import"):
                raise spreadsheets.UnreadableFile(str(many))
            upload, sheet = self.request.FILES.get("file"), self.sheet()
            table = sheet.check(self._table(pasted))
            kept = sheet.kept(table, str(upload.name) if upload else "")
            with attempt:
                waiting = self.keep(table, kept)
                here = {WAITING: waiting.pk, **({PASTED: 1} if pasted.strip() else {})}
                return redirect(f"{self.url('new')}?{urlencode(here)}")
        except spreadsheets.UnreadableFile as unreadable:
            return self.page(attempt, status=422, error=str(unreadable), pasted=pasted)
        return self.page(attempt, pasted=pasted)

    def confirm(self, attempt: Attempt, pasted: str) -> HttpResponse:
        """Write what the preview showed: merged and judged again, all rows or none; where the table does not
        take a file as a whole, the rows without errors.

        Where the table changes just now, the rows are merged with it again. What then has to be chosen is shown.
        """
        request = self.request
        waiting = self.waiting(request.POST.get(WAITING, ""))
        if waiting is None:
            messages.error(request, gettext("There is no file to confirm. Send the file again."))
            return redirect(self.url("new"))
        for _try in range(TRIES):
            preview = self.preview(waiting, request.POST)
            if stop := self._why_not_yet(preview):
                return self.shown(attempt, waiting, preview, pasted=pasted, **stop)
            attempt = self.attempt()
            with attempt:
                said, back = str(self.write(waiting, preview)), self.back_url
                if left := preview.number_refused:
                    refused = ngettext_lazy(
                        "%(count)s row is not saved. Correct this row and send it again.",
                        "%(count)s rows are not saved. Correct these rows and send them again.",
                    )
                    # Their faults, and the file in which they are marked.
                    said = f"{said} {say(refused, count=left)}"
                    back = f"{self.url('new')}?{WAITING}={waiting.pk}"
                messages.success(request, said)
                return redirect(back)
            if attempt.stale is None:
                break
            self.open()
        if attempt.closed:
            return self.page(attempt, pasted=pasted)
        error = attempt.faster or " ".join(map(str, attempt.broken))
        if attempt.stale is not None:
            error = gettext(
                "Someone saved changes after you sent these rows, so nothing was saved. Look at the changes "
                "below and save them again."
            )
        preview = self.preview(waiting, request.POST)
        status = 409 if attempt.has_moved_on else 422
        return self.shown(attempt, waiting, preview, pasted=pasted, status=status, error=error)

    def _table(self, pasted: str) -> spreadsheets.Table:
        """The rows of the file, or those that were pasted: one of the two."""
        upload = self.request.FILES.get("file")
        if upload is not None and pasted.strip():
            said = gettext("You chose a file and pasted rows. Send only the file or only the rows.")
            raise spreadsheets.UnreadableFile(said)
        if upload is not None:
            return spreadsheets.read_rows(upload, further=self.further)
        if pasted.strip():
            return spreadsheets.read_pasted(pasted)
        raise spreadsheets.UnreadableFile(gettext("Choose a file, or paste rows."))

    def _why_not_yet(self, preview: Preview) -> Values:
        """What the page of a preview says that is not written yet; nothing where it can be written."""
        sent = self.request.POST
        if KEEP_THEIRS in sent:
            return {"ticked": THEIRS}
        if not preview.may_be_confirmed:
            return {"status": 422}
        if preview.unanswered:
            is_new = sent.get("seen", "") != str(self.table.row_version)
            return {"status": 409 if is_new else 422, "is_asked": True}
        return {}


def attachment(body: bytes, name: str, content_type: str = spreadsheets.XLSX_TYPE) -> HttpResponse:
    """A file to keep, that no cache keeps."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(body, content_type=content_type, headers=headers)


def is_the_same_person(request: HttpRequest) -> bool:
    """Whether the page that sends was made for who is signed in now: its typing is nobody else's."""
    return request.user.is_authenticated and str(request.user.pk) == request.POST.get("person")


def signed_out() -> HttpResponse:
    """The answer to a row where nobody is signed in, or somebody else than the page was made for."""
    return HttpResponse(status=HTTPStatus.UNAUTHORIZED)


def closed(reason: object) -> HttpResponse:
    """The answer to a row that takes nothing any more, with its reason: the page keeps what was typed."""
    return HttpResponse(format_html("<p data-closed>{}</p>", str(reason)), status=HTTPStatus.CONFLICT)
