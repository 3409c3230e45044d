"""The answers of a review as a workbook: out for who reads the answers, back through a preview for who answers."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _, ngettext

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.http.rate_limits import CountedSheetPage
from commit_portal.i18n import Words, say
from commit_portal.sheets.engine import Preview
from reporting.answers.answer_actions import import_answers
from reporting.answers.answer_rows import path_to
from reporting.answers.permissions import answers_are_of, may_answer, may_read_answers
from reporting.answers.sheet_page import sheet_or_404
from reporting.models import AnswerImport
from reporting.spreadsheets.sheet import AnswerSheet
from workplans.request_context.request import seat_of


class AnswersPage(CountedSheetPage):
    """The answers of a sheet that the reader fills in."""

    template_name, section = "reporting/spreadsheets/review_import.html", "reviews"
    url_name, sheet_class, kept_class, kept_of = "review_import", AnswerSheet, AnswerImport, "sheet"
    title, file_name = _("Answers"), "answers.xlsx"

    def open(self) -> None:
        self.actor = seat_of(self.request)
        self.table = sheet_or_404(**self.kwargs, seat=self.actor)
        self.may, self.may_read = may_answer(self.actor, self.table), may_read_answers(self.actor, self.table)
        self.keeps = answers_are_of(self.actor, self.table.taskforce)
        self.back_url = reverse("review_sheet", kwargs=self.kwargs)
        self.download_url = reverse("review_xlsx", kwargs=self.kwargs)

    def write(self, waiting: Any, preview: Preview) -> Words:
        saved = import_answers(waiting, preview, seen=self.table.row_version, by=self.actor, now=clock.now())
        said = ngettext("%(count)s answer is saved.", "%(count)s answers are saved.", saved)
        return say(said, count=saved)

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(path=path_to(self.table.review), **kwargs)
