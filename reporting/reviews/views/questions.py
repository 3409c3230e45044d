"""The desk's questions: asking about one answer, and answering, which opens this answer alone."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.i18n.messages import Param
from commit_portal.refusals import Permit
from commit_portal.workflow.action_attempts import Link
from commit_portal.workflow.views import StepView, Values
from reporting.models import CountryReview, Question
from reporting.reviews import permissions, queries
from reporting.reviews.answer_actions import StaleAnswers
from reporting.reviews.answer_content import answer_of, target_answer_of
from reporting.reviews.answer_rows import path_to, words_of
from reporting.reviews.comments import answer_at
from reporting.reviews.forms import QuestionForm, ReplyForm
from reporting.reviews.question_actions import answer_question, ask_question
from reporting.reviews.sheet_data import SheetData
from reporting.reviews.sheet_page import SheetForms, sheet_or_404
from reporting.reviews.views.sheet import SheetStep
from workplans.comments.targets import CommentTarget
from workplans.models import Seat
from workplans.request_context.request import SeatMixin


class AskQuestion(SheetStep):
    """Send one answer back with a question. The desk never changes it."""

    template_name, form_class = "reporting/reviews/question_ask.html", QuestionForm
    heading, button = _("Ask about the answer for %(what)s"), _("Send the question")
    success_message = _("The question about %(what)s is sent. You get a notice when the taskforce answers.")

    @cached_property
    def about(self) -> CommentTarget:
        """The activity or target of the answer. Raises `Http404` where the sheet does not have it."""
        found = answer_at(self.object, self.kwargs["answer"])
        if found is None:
            raise Http404
        return found

    def get_object(self) -> CountryReview:
        return _sheet_or_404(self.kwargs, self.actor)

    def get_permit(self) -> Permit:
        return permissions.may_ask(self.actor, self.object.taskforce)

    def get_facts(self) -> dict[str, Param]:
        return {"what": self.about.slug}

    def get_path(self) -> list[Link]:
        return [*path_to(self.object.review), (self.object.taskforce.name, _sheet_url(self.object))]

    def get_success_url(self) -> str:
        return _sheet_url(self.object)

    def act(self, form: QuestionForm) -> Question:
        return ask_question(
            self.object,
            activity=self.about.activity,
            target=self.about.target,
            text=form.cleaned_data["text"],
            by=self.actor,
            now=clock.now(),
        )

    def get_context_data(self, **kwargs: object) -> Values:
        return super().get_context_data(**_answer_shown(self.object, self.about), **kwargs)


class QuestionPage(SeatMixin, StepView[Question]):
    """A question with its answer. The taskforce answers here, and can change the answer that it is about."""

    section, form_class = "reviews", ReplyForm
    template_name = "reporting/reviews/question_answer.html"
    heading, button = _("Question about the answer for %(what)s"), _("Send to the desk")
    success_message = _("You answered the question about %(what)s. The desk gets a notice.")
    mark = "seen"

    def get_object(self) -> Question:
        newest = _sheet_or_404(self.kwargs, self.actor)
        found = queries.question_numbered(newest.review, newest.taskforce_id, self.kwargs["number"])
        if found is None:
            raise Http404
        if found.sheet_id == newest.pk:
            found.sheet = newest
        return found

    def get_permit(self) -> Permit:
        """Whoever reads the answers reads the question."""
        if self.request.method != "POST":
            return permissions.may_read_answers(self.actor, self.object.sheet)
        return permissions.answers_are_of(self.actor, self.object.sheet.taskforce)

    @cached_property
    def page(self) -> SheetForms:
        """The form of this answer alone."""
        sent = self.request.POST if self.request.method == "POST" else None
        data = SheetData(self.object.sheet)
        return SheetForms.of(data, answers=True, spends=False, sent=sent, only=self.object.place)

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | {"page": self.page}

    def get_facts(self) -> dict[str, Param]:
        return {"what": self.object.slug}

    def get_path(self) -> list[Link]:
        sheet = self.object.sheet
        return [*path_to(sheet.review), (sheet.taskforce.name, _sheet_url(sheet))]

    def get_success_url(self) -> str:
        return _sheet_url(self.object.sheet)

    def act(self, form: ReplyForm) -> Question:
        return answer_question(
            self.object,
            answer=next((row.answer for row in form.page.answers if row.was_sent), None),
            reply=form.cleaned_data["reply"],
            seen=next((row.seen for row in form.page.answers), 0),
            by=self.actor,
            now=clock.now(),
        )

    def show_theirs(self, form: Any) -> None:
        if isinstance(self.attempt.stale, StaleAnswers):
            self.page.show_theirs(self.attempt.stale)
            self.__dict__["page"] = form.page = self.page.after(self.get_object().sheet, self.object.place)

    def get_context_data(self, **kwargs: object) -> Values:
        question, sheet = self.object, self.object.sheet
        whose = permissions.answers_are_of(self.actor, sheet.taskforce)
        context = {
            "question": question,
            "sheet": sheet,
            "answers_here": bool(whose and (question.is_waiting or self.attempt.failed)),
        }
        return super().get_context_data(**context, **_answer_shown(sheet, question), **kwargs)


def _sheet_or_404(parts: Mapping[str, Any], seat: Seat) -> CountryReview:
    return sheet_or_404(parts["year"], parts["stage"], parts["place"], seat)


def _answer_shown(sheet: CountryReview, about: CommentTarget | Question) -> Values:
    """The activity or target that is asked about, and the saved answer in words."""
    if about.activity is not None:
        row = queries.progress_by_activity(sheet).get(about.activity.pk)
        return {"title": about.activity.title, "answer": words_of(answer_of(row))}
    target = about.target
    answer = queries.answers_by_target(sheet).get(target.pk) if target else None
    return {"title": target.text if target else "", "answer": words_of(target_answer_of(answer))}


def _sheet_url(sheet: CountryReview) -> str:
    return reverse("review_sheet", args=[sheet.review.cycle.year, sheet.review.stage, sheet.taskforce.slug])
