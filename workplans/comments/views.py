"""The pages of comments: all threads of a plan, a new thread, and one thread with its steps."""

from collections.abc import Sequence
from functools import cached_property

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.addresses import address, found_or_404
from commit_portal.http.rate_limits import over_quota
from commit_portal.refusals import ALLOWED, Permit, allowed_if, obey, refusal
from commit_portal.workflow import ButtonView, Link, StepView, Values
from workplans.comments import actions, thread_rows
from workplans.comments.forms import ReplyForm, ThreadForm
from workplans.comments.permissions import NOT_READ_NOW, may_comment, may_read_comments, may_talk_in
from workplans.comments.queries import ReadersAt, comments_of, open_threads
from workplans.comments.targets import CommentTarget
from workplans.models import Activity, Comment, Seat, Workplan
from workplans.models.comments import ABOUT_LIMIT
from workplans.plan.queries import workplan_of
from workplans.plan.visibility import comments_visible_to, reads_now, talk_of
from workplans.presentation.loaders import plan_or_404
from workplans.presentation.step_links import address_parts, path_to
from workplans.presentation.views import PlanPage
from workplans.request_context.request import SeatMixin


class PlanComments(PlanPage):
    """The threads on a plan as a whole, those that wait for an answer, and where others are open."""

    template_name = "workplans/comments/comment_list.html"
    permission = staticmethod(
        lambda seat, plan: may_read_comments(seat, plan) and allowed_if(reads_now(seat, plan), NOT_READ_NOW)
    )

    def get_context_data(self, **kwargs: object) -> Values:
        threads = open_threads(self.actor, self.plan)
        return super().get_context_data(**kwargs) | {
            "talk": thread_rows.talk_at(self.actor, CommentTarget(self.plan)),
            "waiting": thread_rows.waiting_for_answer(self.actor, threads),
            "lines": thread_rows.places_of(threads, answers=False),
            "answers": thread_rows.places_of(threads, answers=True),
        }


class StartThread(SeatMixin, StepView[CommentTarget]):
    """Start a thread at a place. `to` in the form or the address is the audience that was chosen; else the narrowest.

    `about` in the address is what another page proposes to write of, and `told` the role to call: then it is the text
    too. `get_object` asks whether the seat may know the place. Whoever does not read it any more keeps what was typed.
    """

    template_name, form_class = "workplans/comments/comment_new.html", ThreadForm
    success_message = _("Your comment is posted.")

    def get_permit(self) -> Permit:
        may = may_comment(self.actor, self.object.plan) and allowed_if(self.reads, NOT_READ_NOW)
        if may and self.request.method == "POST" and self.asked and self.asked != self.chosen.name:
            # Nobody else reads what was written for somebody who does not read it any more.
            said = _(
                "These readers cannot read the workplan any more. Copy your text, and choose other readers."
            )
            may = refusal(said)
        return may

    def keeps(self) -> Permit:
        return may_read_comments(self.actor, self.object.plan)

    @cached_property
    def reads(self) -> bool:
        """Whether the seat reads the place now."""
        place = self.object
        return reads_now(self.actor, place.plan, place.activity, place.stage)

    @cached_property
    def choices(self) -> list[thread_rows.AudienceChoice]:
        """The audiences that the seat can write to here."""
        return thread_rows.audience_choices(self.actor, self.object)

    @property
    def asked(self) -> str:
        """The name of the audience that was chosen; "" where none was."""
        return self.request.POST.get("to") or self.request.GET.get("to", "")

    @property
    def chosen(self) -> thread_rows.AudienceChoice:
        """The audience that was chosen; the narrowest where there is none of this name."""
        return next((choice for choice in self.choices if choice.name == self.asked), self.choices[0])

    def get_path(self) -> Sequence[Link]:
        return self.object.path if self.reads else path_to(self.object.plan)

    def get_initial(self) -> Values:
        about, role = (self.request.GET.get(name, "")[:ABOUT_LIMIT] for name in ("about", "told"))
        people = thread_rows.people_to_tell(self.actor, self.chosen.seats) if role else ()
        told = next((seat.user_id for seat in people if seat.role == role), None)
        return {"about": about, "told": told, "text": about if told else ""}

    def get_form_kwargs(self) -> Values:
        return super().get_form_kwargs() | self._people_of(self.chosen)

    def _people_of(self, choice: thread_rows.AudienceChoice) -> Values:
        """What the form needs for the list of those whom the writer may call in an audience."""
        return {"seats": thread_rows.people_to_tell(self.actor, choice.seats), "to": choice.name}

    def act(self, form: ThreadForm) -> Comment:
        thread, typed = self.chosen.thread, form.cleaned_data
        of_thread = {"about": typed["about"], "partner": thread.partner}
        sent = _sent(self.request, self.actor, form)
        return actions.start_thread(self.object, thread.audience, typed["text"], **of_thread, **sent)

    def get_success_url(self) -> str:
        return f"{self.object.page_url}#comments"

    def get_context_data(self, **kwargs: object) -> Values:
        place, made, chosen, sent = self.object, self.attempt.made, self.chosen, self.attempt.form
        plan, seat = place.plan, self.actor
        return super().get_context_data(**kwargs) | {
            "place": place,
            "back_url": place.page_url if self.reads else "",
            "made_url": address("comment_thread", *address_parts(plan), made.key) if made else "",
            "choices": [
                {
                    "label": thread_rows.say_of_readers(plan, choice.thread),
                    "thread": choice.thread,
                    "number": thread_rows.number_of_readers(seat, choice.seats),
                    "name": choice.name,
                    "current": choice is chosen,
                    # The list of the chosen audience as it was sent.
                    "told": ((choice is chosen and sent) or ThreadForm(**self._people_of(choice)))["told"],
                }
                for choice in self.choices
            ],
        }


class CommentOnPlan(StartThread):
    """Start a thread on a plan as a whole."""

    def load_plan(self) -> Workplan:
        """Get the plan, if the seat may know it; for a form that was sent also where a partner has read its draft."""
        at, is_sent = (self.kwargs["year"], self.kwargs["place"]), self.request.method == "POST"
        return plan_or_404(self.actor, *at, was_open=is_sent)

    def get_object(self) -> CommentTarget:
        return CommentTarget(self.load_plan())


class CommentOnLine(CommentOnPlan):
    """Start a thread on a line."""

    def get_object(self) -> CommentTarget:
        plan, number = self.load_plan(), self.kwargs["number"]
        line = plan.activities.filter(number=number).first()
        if line is not None and reads_now(self.actor, plan, line):
            return CommentTarget(plan, line)
        if self.request.method != "POST":
            raise Http404
        # The same answer whether there is such a line: it only keeps what was typed.
        return CommentTarget(plan, Activity(workplan=plan, number=number, code=plan.code_of(number)))


class ThreadMixin(SeatMixin):
    """A thread for its audience. What was sent is answered also where its readers do not read the place any more."""

    object: Comment
    kwargs: Values
    reads: bool

    def get_object(self) -> Comment:
        """Load the thread of the address."""
        plan = workplan_of(self.kwargs["year"], self.kwargs["place"])
        threads = talk_of(self.actor).filter(workplan=plan, key=self.kwargs["thread"], parent__isnull=True)
        found = threads.select_related("activity", "target", "partner").first() if plan else None
        self.reads = found is not None and comments_visible_to(self.actor).filter(pk=found.pk).exists()
        if plan is None or found is None or not (self.reads or self.request.method == "POST"):
            raise Http404
        found.workplan = plan
        if found.activity is not None:
            found.activity.workplan = plan
        return found

    def get_permit(self) -> Permit:
        """Who may write in the thread, and close or open it."""
        return may_talk_in(self.actor, self.object) if self.reads else refusal(NOT_READ_NOW)

    def get_success_url(self) -> str:
        """The page with the threads of the place."""
        return f"{CommentTarget.of(self.object).page_url}#comments"


class AnswerThread(ThreadMixin, StepView[Comment]):
    """One thread with the field for an answer. What was typed is kept where it is over."""

    template_name, form_class = "workplans/comments/comment_thread.html", ReplyForm
    success_message = _("Your comment is posted.")
    settles = False

    def get_permit(self) -> Permit:
        # Whoever reads the thread sees its page, also where nobody can write any more.
        return super().get_permit() if self.request.method == "POST" else ALLOWED

    def keeps(self) -> bool:
        return True

    def get_path(self) -> Sequence[Link]:
        return CommentTarget.of(self.object).path if self.reads else path_to(self.object.workplan)

    def get_initial(self) -> Values:
        return {"settled": self.object.settled_at is not None}

    def get_form_kwargs(self) -> Values:
        thread = self.object
        reading = ReadersAt(CommentTarget.of(thread), now=clock.reading_time(), today=clock.today())
        self.seats = reading.of(thread.audience, thread.partner)
        self.comments = comments_of(thread) if self.reads else []
        wrote = frozenset(comment.by_id for comment in self.comments)
        return super().get_form_kwargs() | {
            "seats": thread_rows.people_to_tell(self.actor, self.seats, wrote)
        }

    def act(self, form: ReplyForm) -> Comment:
        typed, sent = form.cleaned_data, _sent(self.request, self.actor, form)
        of_thread = {"settles": self.settles, "knows_settled": typed["settled"]}
        return actions.answer_thread(self.object, typed["text"], **of_thread, **sent)

    def not_done(self) -> HttpResponse | None:
        form = self.attempt.form
        if form is not None and self.attempt.faster and not self.attempt.made:
            # Sent once more, it is a choice.
            form.data = {**self.request.POST.dict(), "settled": "True"}
        return super().not_done()

    def get_context_data(self, **kwargs: object) -> Values:
        thread, plan = self.object, self.object.workplan
        where = CommentTarget.of(thread)
        return super().get_context_data(**kwargs) | {
            "place": where,
            "thread": next(iter(thread_rows.threads_of(self.actor, where, self.comments)), None),
            "may": super().get_permit(),
            "made_url": f"#thread-{thread.key}",
            "first": thread,
            "number": thread_rows.number_of_readers(self.actor, self.seats),
            "readers": thread_rows.say_of_readers(plan, thread),
            "buttons": thread_rows.buttons_of(plan, thread),
        }


class AnswerAndClose(AnswerThread):
    """Answer in a thread and close it, by the second button of its page."""

    settles = True
    success_message = _("Your comment is posted, and the thread is closed.")

    def get_success_url(self) -> str:
        return thread_rows.buttons_of(self.object.workplan, self.object)["thread"]


class CloseThread(ThreadMixin, ButtonView[Comment]):
    """Close a thread."""

    success_message = _("The thread is closed. You can open it again.")
    action = staticmethod(actions.settle_thread)


class ReopenThread(ThreadMixin, ButtonView[Comment]):
    """Open a closed thread again."""

    success_message = _("The thread is open again.")
    action = staticmethod(actions.open_thread_again)


class RemoveComment(ThreadMixin, ButtonView[Comment]):
    """Take an own comment of a thread back: the one that is named, else the first."""

    success_message = _("Your comment is removed.")

    def act(self, form: None) -> Comment:
        key = self.request.POST.get("comment", str(self.object.key))
        found = found_or_404(next((one for one in comments_of(self.object) if str(one.key) == key), None))
        return actions.take_back_comment(found, by=self.actor, now=clock.now())


def _sent(request: HttpRequest, seat: Seat, form: ReplyForm) -> Values:
    """What every comment is sent with: whom it calls, the key of its form, whether it may be a second one, who and when.

    A call is counted. Raises `RuleBroken` where a person has called too many.
    """
    obey(over_quota(request, "call", field="told") if form.person else None)
    return {
        "told": form.person,
        "key": form.cleaned_data["made_with"],
        "looks_back": "once_more" not in request.POST,
        "by": seat,
        "now": clock.now(),
    }
