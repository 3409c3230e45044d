"""A step is a class: the page that asks, the action behind it, and what is shown where it was not done.

    class TakeBackOffer(SupportStep):
        transition, template_name = TAKE_BACK_OFFER, "workplans/consultation/support_take_back.html"
        success_message = _("You cancelled your offer for %(code)s.")
        action, has_mark = staticmethod(take_back_offer), True

From the transition follow who may (403), why not now (a page, or 403 for who sends it) and who was faster (409).
From the class follow the form, theirs and yours of a stale form, the message and the redirect. The statuses: 422 for
a form to correct, 409 where the state prevents it, 405 for other methods than GET, HEAD and POST.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import FormView, TemplateView

from commit_portal import clock
from commit_portal.forms.base import Values
from commit_portal.i18n import Param, Sentence, Words, read_number, say, say_by
from commit_portal.models import Event
from commit_portal.refusals import ALLOWED, NO_SEAT, Permit, Refused, SomebodyWasFaster, require
from commit_portal.workflow.action_attempts import Attempt, Link, differences_of, saved_meanwhile
from commit_portal.workflow.lifecycle import Transition, why_stopped

if TYPE_CHECKING:
    AnyFormView = FormView[forms.Form]
else:
    # Django's classes take no parameter when they run.
    AnyFormView = FormView

# The hidden field with the row version of what a page showed; other marks are texts.
ROW_VERSION = "row_version"


class ReadView(TemplateView):
    """A page that is only read."""

    http_method_names = ["get", "head"]
    # The item of the navigation that the page belongs to; "" where its address says it.
    section = ""


class StepView[ObjectT](AnyFormView):
    """A step with one object: the page of its form or its question, and the action.

    A subclass gives `template_name`, `get_object` and `action` or else `act`; `transition`, `permission`,
    `right` or else `get_permit`; `form_class` where something is typed. All else has a default.
    """

    http_method_names = ["get", "head", "post"]
    # The item of the navigation that the page belongs to; "" where its address says it.
    section = ""
    # Whoever needs a second factor is asked for it again (workplans.request_context.second_factor).
    is_heavy = False
    transition: Transition | None = None
    # Who may take a step that has no transition; and one that is the same for every object.
    permission: Callable[[Any, Any], Permit] | None = None
    right: Callable[[Any], Permit] | None = None
    # Whether a step that has no transition is open in the state of the object, for whoever may take it.
    open_if: Callable[..., Permit] | None = None
    # The heading of the page, another one where the step is not open, and the sentence after the step; `get_facts` has
    # their parameters.
    heading: Sentence = ""
    closed_heading: Sentence = ""
    success_message: Sentence = ""
    # The template of that sentence, where it depends on what was `made`; it gets this beside the facts.
    success_template = ""
    # The sentence below the heading, and the words on the button (`step_form.html`).
    lead: Sentence = ""
    button: Sentence = ""
    # The hidden field with the mark of what the page showed, and whether `action` compares it where no form has it.
    mark = ROW_VERSION
    has_mark = False
    # What the step does with the object, and with what was typed, by the names of the fields.
    action: Callable[..., Any] | None = None
    # The form has the object's own fields: a stale one is shown beside what is saved now (`get_initial`).
    compares = False

    object: ObjectT
    attempt: Attempt
    # What `act` returned.
    made: Any = None

    def get_object(self) -> ObjectT:
        """Load what the step is about: nothing, where it makes something new.

        Raises `Http404` or `Refused` for who may not know it.
        """
        return cast(ObjectT, None)

    def act(self, form: Any) -> Any:
        """Call the action with a valid form, or None where there is none."""
        if self.action is None:
            raise NotImplementedError
        return self.action(self.object, **self.get_typed(form), by=self.actor, now=clock.now())

    def get_typed(self, form: Any) -> Values:
        """What was typed, by the names of the fields, and the mark of what the page showed, as the action takes them."""
        typed = dict(form.cleaned_data) if form else {}
        if self.has_mark or self.mark in typed:
            typed = {name: value for name, value in typed.items() if name != self.mark} | {"seen": self.seen}
        return typed

    @cached_property
    def actor(self) -> Any:
        """The seat that the reader acts under. Raises `Refused` for somebody who holds none today."""
        seat = getattr(self.request, "seat", None)
        if seat is None:
            raise Refused(NO_SEAT)
        return seat

    def get_permit(self) -> Permit:
        """Who may take the step, in whatever state the object is."""
        asks = self.transition.permission if self.transition else self.permission
        if asks is not None:
            return asks(self.actor, self.object)
        if self.right is None:
            raise NotImplementedError
        return self.right(self.actor)

    def keeps(self) -> Permit | bool:
        """Whether what somebody typed stays on the page with the reason, where it is refused when it is sent."""
        return False

    def is_asked_for(self) -> bool:
        """Whether the button that was sent asks for the step: another button of its form may only choose or count."""
        return True

    def get_stop(self) -> Refused | SomebodyWasFaster | None:
        """What stops the step in this state, for whoever may take it; None where it is open."""
        if self.transition:
            return why_stopped(self.object, self.transition, by=self.actor)
        may = self.open_if(self.actor, self.object) if self.open_if else ALLOWED
        return None if may else Refused(may.reason)

    def get_path(self) -> Sequence[Link]:
        """The links above the page, the last one to the page that the step starts from."""
        return ()

    def get_success_url(self) -> str:
        """Where the step leads: back to the page that it starts from."""
        return str(self.success_url or self.get_path()[-1][1])

    def get_links(self) -> Sequence[Link]:
        """The steps that are open instead, on the page of a step that is not."""
        return ()

    def get_closed_heading(self) -> Words:
        """The heading of the page of a step that is not open."""
        step = self.transition
        if step is None or self.closed_heading:
            return say(self.closed_heading or self.heading, **self.get_facts())
        return step.heading_when_closed.get(getattr(self.object, "status", ""), step.label)

    def get_last_event(self) -> Event | None:
        """The event that says who saved the object last, for a stale form; None where the trail does not say."""
        return None

    def get_facts(self) -> Mapping[str, Param]:
        """The parameters of `heading`, `closed_heading`, `success_message` and `success_template`; they are put into words."""
        return {}

    def get_words(self) -> Words:
        """The sentence after the step: what was done, for who did it."""
        if self.success_template:
            return say_by(self.success_template, self.made, **self.get_facts())
        return say(self.success_message, **self.get_facts())

    @property
    def seen(self) -> Any:
        """The mark of what the page showed, as it comes back: one that is missing is never the present one."""
        form = self.attempt.form
        found = self.request.POST.get(self.mark) if form is None else form.cleaned_data.get(self.mark)
        if self.mark == ROW_VERSION and not isinstance(found, int):
            return read_number(found)
        return found or ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page of the step, or why it is not open."""
        return self._answer()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take the step, or show the page again with what prevented it."""
        return self._answer()

    def _answer(self) -> HttpResponse:
        self.object = self.get_object()
        may, keeps = self.get_permit(), self.keeps()
        if not (keeps and self.request.method == "POST") and (page := self.not_now(may)):
            return page
        self.attempt = Attempt(self.request, None, may, keeps=keeps)
        form = self.attempt.form = self.get_form()
        if self.attempt.is_due and self.is_asked_for():
            with self.attempt:
                self.made = self.act(form)
                return self.done()
            if page := self.not_done():
                return page
        return self.render_to_response(self.get_context_data(), status=self.attempt.status)

    def not_now(self, may: Permit) -> HttpResponse | None:
        """The page that says why the step is not open; None where it is.

        Back then works: the page of a step that is done can be read again. Raises `Refused` for who may never take
        the step, and for who sends it. Who sends a step that somebody else has just taken is told who did.
        """
        require(may)
        stop = self.get_stop()
        if stop is None:
            return None
        is_sent = self.request.method == "POST"
        if is_sent and isinstance(stop, Refused):
            raise stop
        path, links = self.get_path(), self.get_links()
        context = {"heading": self.get_closed_heading(), "reason": stop.reason, "links": links}
        return render(
            self.request,
            "step_not_open.html",
            context | {"path": path, "back": path[-1]},
            status=HTTPStatus.CONFLICT if is_sent else HTTPStatus.OK,
        )

    def not_done(self) -> HttpResponse | None:
        """Read again what changed meanwhile. Return a page where the step needs another one than its own."""
        if self.attempt.status != HTTPStatus.CONFLICT:
            return None
        self.object = self.get_object()
        if self.attempt.stale and self.attempt.form is not None:
            self.show_theirs(self.attempt.form)
        if self.attempt.faster and self.attempt.form is None:
            return self.not_now(self.get_permit())
        return None

    def show_theirs(self, form: forms.Form) -> None:
        """Give a stale form the present mark; what was typed stays, beside what was saved where the step compares."""
        now = self.get_initial()
        marks: dict[str, Any] = {self.mark: now[self.mark]} if self.mark in now else {}
        theirs = differences_of(form, now) if self.compares else ()
        marks |= saved_meanwhile(form, now)
        self.attempt.show_theirs(theirs, last=self.get_last_event(), **marks)

    def done(self) -> HttpResponse:
        """Say what was done, and go on."""
        if words := str(self.get_words()):
            messages.success(self.request, words)
        return redirect(self.get_success_url())

    def get_form(self, form_class: type[forms.Form] | None = None) -> Any:
        """The form; None for a step that only asks a question."""
        return super().get_form(form_class) if form_class or self.get_form_class() else None

    def get_context_data(self, **kwargs: Any) -> Values:
        """The words of the page, the form with the attempt, the object, and the links above."""
        found: Values = {"heading": say(self.heading, **self.get_facts()), "path": self.get_path()}
        found |= {"lead": self.lead, "button": self.button}
        found |= {"form": self.attempt.form, "attempt": self.attempt, "object": self.object}
        return super().get_context_data(**found | kwargs)


class ButtonView[ObjectT](StepView[ObjectT]):
    """A step by a button of another page. What prevents it is said by the portal's own page (commit_portal.http.middleware)."""

    http_method_names = ["post"]

    def _answer(self) -> HttpResponse:
        self.object = self.get_object()
        require(self.get_permit())
        self.made = self.act(None)
        return self.done()
