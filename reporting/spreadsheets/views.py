"""The answers of a review as a workbook: out for who reads the answers, back through a preview for who answers."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from commit_portal import clock
from commit_portal.files.spreadsheets import Table
from commit_portal.forms.base import Values
from commit_portal.http.rate_limits import counted_export
from commit_portal.i18n.messages import Words
from commit_portal.refusals import require
from commit_portal.sheets.engine import TAKEN_LINE, VERSION_LINE, Preview
from commit_portal.sheets.views import NO_ANSWERS, ConfirmFile, MarkedFile, SendFile, SheetPage, attachment
from commit_portal.sheets.workbook import workbook_of
from reporting.answers.answer_rows import path_to
from reporting.answers.permissions import answers_are_of, may_answer, may_read_answers
from reporting.answers.sheet_page import sheet_or_404
from reporting.models import AnswerImport, CountryReview
from reporting.spreadsheets.actions import import_answers, keep_answers
from reporting.spreadsheets.sheet import AnswerSheet
from workplans.request_context.request import seat_of


@require_safe
@counted_export
def answers_export(request: HttpRequest, year: int, stage: str, place: str) -> HttpResponse:
    """The answers as they are now."""
    seat = seat_of(request)
    answers = sheet_or_404(year, stage, place, seat)
    require(may_read_answers(seat, answers))
    sheet = AnswerSheet(answers, seat)
    about: dict[str, Words] = {
        VERSION_LINE: str(answers.row_version),
        TAKEN_LINE: clock.now().isoformat(" ", timespec="seconds"),
    }
    book = workbook_of(sheet, gettext("Answers"), sheet.saved_rows().values(), about)
    return attachment(book, f"{sheet.name}-answers.xlsx")


class AnswersPage(SheetPage):
    """The answers of a sheet that the reader fills in."""

    template_name, section = "reporting/spreadsheets/review_import.html", "reviews"
    sheet_class, kept_class, kept_of = AnswerSheet, AnswerImport, "sheet"
    table: CountryReview

    def open(self) -> None:
        self.actor = seat_of(self.request)
        self.table = sheet_or_404(**self.kwargs, seat=self.actor)
        self.may = may_answer(self.actor, self.table)
        self.keeps = answers_are_of(self.actor, self.table.taskforce)
        self.back_url = reverse("review_sheet", kwargs=self.kwargs)
        self.download_url = reverse("review_xlsx", kwargs=self.kwargs)

    def url(self, page: str) -> str:
        return reverse("review_import" if page == "new" else f"review_import_{page}", kwargs=self.kwargs)

    def sheet(self, waiting: Any = None, answers: Mapping[str, str] = NO_ANSWERS) -> AnswerSheet:
        return AnswerSheet(self.table, self.actor, waiting, answers=answers)

    def keep(self, table: Table, kept: Values) -> AnswerImport:
        return keep_answers(self.table, by=self.actor, now=timezone.now(), **kept)

    def write(self, waiting: Any, preview: Preview) -> Words:
        saved = import_answers(waiting, preview, seen=self.table.row_version, by=self.actor, now=clock.now())
        said = ngettext("%(count)s answer is saved.", "%(count)s answers are saved.", saved)
        left = ngettext(
            "%(count)s row is not saved. Correct this row and send it again.",
            "%(count)s rows are not saved. Correct these rows and send them again.",
            preview.number_refused,
        )
        words = [said % {"count": saved}]
        if preview.by_kind["refused"]:
            words.append(left % {"count": preview.number_refused})
            # Their faults, and the file in which they are marked.
            self.back_url = f"{self.url('new')}?waiting={waiting.pk}"
        return " ".join(words)

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(path=path_to(self.table.review), **kwargs)


class SendAnswers(AnswersPage, SendFile):
    """Send answers in a file."""


class ConfirmAnswers(AnswersPage, ConfirmFile):
    """Confirm the answers that were sent."""


@method_decorator(counted_export, name="dispatch")
class MarkedAnswers(AnswersPage, MarkedFile):
    """The answers that were sent, with their errors marked."""
