"""What is said beside one answer: the desk's questions, which open it alone when it is submitted, and comments."""

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.addresses import found_or_404
from commit_portal.i18n import Param
from commit_portal.refusals import Permit, require
from commit_portal.workflow import Link, ReadView, StepView, Values
from reporting.answers import answer_rows, permissions, sheet_data, sheet_page
from reporting.answers.answer_actions import StaleAnswers
from reporting.answers.views import SheetMixin, SheetStep
from reporting.models import Question
from reporting.questions import actions, forms
from workplans.comments.permissions import may_read_comments
from workplans.comments.targets import CommentTarget
from workplans.comments.thread_rows import talk_at
from workplans.comments.views import StartThread


class AskQuestion(SheetStep):
    """Send one answer back with a question. The desk never changes it."""

    template_name, form_class = "reporting/questions/question_ask.html", forms.QuestionForm
    heading, button = _("Ask about the answer for %(what)s"), _("Send the question")
    success_message = _("The question about %(what)s is sent. You get a notice when the taskforce answers.")

    def get_permit(self) -> Permit:
        return permissions.may_ask(self.actor, self.object.taskforce)

    def get_facts(self) -> dict[str, Param]:
        return {"what": self.about.slug}

    def get_path(self) -> list[Link]:
        return answer_rows.path_to_sheet(self.object)

    def act(self, form: forms.QuestionForm) -> Question:
        asked: Values = {"activity": self.about.activity, "target": self.about.target, **form.cleaned_data}
        return actions.ask_question(self.object, **asked, by=self.actor, now=clock.now())

    def get_context_data(self, **kwargs: object) -> Values:
        answer = answer_rows.words_of(self.about.data, self.about.name)
        return super().get_context_data(title=self.about.title, answer=answer, **kwargs)


class QuestionPage(SheetMixin, StepView[Question]):
    """A question with its answer. The taskforce answers here, and can change the answer that it is about."""

    template_name, form_class = "reporting/questions/question_answer.html", forms.ReplyForm
    heading, button = _("Question about the answer for %(what)s"), _("Send to the desk")
    success_message = _("You answered the question about %(what)s. The desk gets a notice.")
    mark = "seen"

    def get_object(self) -> Question:
        newest = self.newest()
        # Of whatever round.
        asked = Question.objects.filter(sheet__review=newest.review, sheet__taskforce=newest.taskforce_id)
        found = get_object_or_404(asked.select_related("activity", "target"), number=self.kwargs["number"])
        if found.sheet_id == newest.pk:
            found.sheet = newest
        return found

    def get_permit(self) -> Permit:
        """Whoever reads the answers reads the question."""
        if self.request.method != "POST":
            return permissions.may_read_answers(self.actor, self.object.sheet)
        return permissions.answers_are_of(self.actor, self.object.sheet.taskforce)

    @cached_property
    def page(self) -> sheet_page.SheetForms:
        """The form of this answer alone."""
        sent = self.request.POST if self.request.method == "POST" else None
        data = sheet_data.SheetData(self.object.sheet)
        return sheet_page.SheetForms(data, answers=True, spends=False, sent=sent, only=self.object.place)

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"page": self.page}

    def get_facts(self) -> dict[str, Param]:
        return {"what": self.object.slug}

    def get_path(self) -> list[Link]:
        return answer_rows.path_to_sheet(self.object.sheet)

    def act(self, form: forms.ReplyForm) -> Question:
        # The page has the row of this answer alone.
        row = next(iter(form.page.answers), None)
        said: Values = {"answer": row.typed if row and row.was_sent else None, **form.cleaned_data}
        seen = row.seen if row else 0
        return actions.answer_question(self.object, **said, seen=seen, by=self.actor, now=clock.now())

    def show_theirs(self, form: Any) -> None:
        if isinstance(self.attempt.stale, StaleAnswers):
            self.page.show_theirs(self.attempt.stale)
            self.__dict__["page"] = form.page = self.page.after(self.get_object().sheet, self.object.place)

    def get_context_data(self, **kwargs: object) -> Values:
        question, sheet = self.object, self.object.sheet
        whose = permissions.answers_are_of(self.actor, sheet.taskforce)
        text = question.target and question.target.text
        context = {
            "question": question,
            "sheet": sheet,
            "title": question.activity.title if question.activity else text,
            "answer": answer_rows.words_of(sheet_data.SheetData(sheet), question.place),
            "answers_here": bool(whose and (question.is_waiting or self.attempt.failed)),
        }
        return super().get_context_data(**context, **kwargs)


class AnswerComments(SheetMixin, ReadView):
    """The threads on the answer for one line or target."""

    template_name = "reporting/questions/review_comments.html"

    def get_context_data(self, **kwargs: object) -> Values:
        where = _threads_or_404(self.about)
        require(may_read_comments(self.actor, where.plan))
        sheet = self.about.sheet
        kwargs |= {"sheet": sheet, "where": where, "talk": talk_at(self.actor, where)}
        return super().get_context_data(path=answer_rows.path_to(sheet.review), **kwargs)


class CommentOnAnswer(SheetMixin, StartThread):
    """Start a thread on the answer for one line or target."""

    def get_object(self) -> CommentTarget:
        return _threads_or_404(self.about)


def _threads_or_404(about: sheet_data.AskedRow) -> CommentTarget:
    """Where the comments on an answer hang: a taskforce without a plan has none."""
    plan = found_or_404(about.data.plan)
    return CommentTarget(plan, about.activity, about.target, about.sheet.review.stage)
