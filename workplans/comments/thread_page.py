"""The page that starts a thread, readers first, and who can be called in one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.i18n.messages import say
from commit_portal.refusals import Permit, refusal
from commit_portal.workflow.action_attempts import Way
from commit_portal.workflow.views import StepView, Values
from workplans.comments.actions import start_thread
from workplans.comments.audience_words import POST, READ_BY, READERS, say_of_readers
from workplans.comments.forms import ThreadForm
from workplans.comments.permissions import NOT_READ_NOW, may_comment, may_read_comments
from workplans.comments.queries import ReadersAt, audiences_of
from workplans.comments.targets import CommentTarget
from workplans.models import Comment, Partner, Seat
from workplans.models.comments import ABOUT_LIMIT
from workplans.plan.visibility import reads_now
from workplans.presentation.step_links import address_parts, path_to
from workplans.request_context.request import SeatMixin
from workplans.statuses import Role, TalkAudience


@dataclass(frozen=True)
class AudienceChoice:
    """One audience that a thread can have: its name in the address, and its seats. `thread` is not saved."""

    name: str
    thread: Comment
    seats: Sequence[Seat]


class StartThread(SeatMixin, StepView[CommentTarget]):
    """Start a thread at a place. `to` in the form or the address is the audience that was chosen; else the narrowest.

    `about` in the address is what another page proposes to write of. `get_object` asks whether the seat may know the
    place. Whoever does not read it any more keeps what was typed.
    """

    template_name, form_class = "workplans/comments/comment_new.html", ThreadForm
    success_message = _("Your comment is posted.")

    def get_permit(self) -> Permit:
        may = may_comment(self.actor, self.object.plan)
        if may and not self.reads:
            may = refusal(NOT_READ_NOW)
        if may and self.request.method == "POST" and self.asked and self.asked != self.chosen.name:
            # Nobody else reads what was written for somebody who does not read it any more.
            may = refusal(
                _(
                    "These readers cannot read the workplan any more. Copy your text, and choose other readers."
                )
            )
        return may

    def keeps(self) -> Permit:
        return may_read_comments(self.actor, self.object.plan)

    @cached_property
    def reads(self) -> bool:
        """Whether the seat reads the place now."""
        place = self.object
        return reads_now(self.actor, place.plan, place.activity, place.stage)

    @cached_property
    def choices(self) -> list[AudienceChoice]:
        """The audiences that the seat can write to here."""
        seat, place, found = self.actor, self.object, []
        readers = ReadersAt(place, now=clock.reading_time(), today=clock.today())
        for audience in audiences_of(seat, place.plan):
            if audience != TalkAudience.PARTNER:
                found.append(_choice(place, readers, audience))
            elif seat.role == Role.PARTNER:
                found.append(_choice(place, readers, audience, seat.partner))
            else:
                found += [_choice(place, readers, audience, partner) for partner in readers.partners()]
        return found

    @property
    def asked(self) -> str:
        """The name of the audience that was chosen; "" where none was."""
        return self.request.POST.get("to") or self.request.GET.get("to", "")

    @property
    def chosen(self) -> AudienceChoice:
        """The audience that was chosen; the narrowest where there is none of this name."""
        return next((choice for choice in self.choices if choice.name == self.asked), self.choices[0])

    def get_path(self) -> Sequence[Way]:
        return self.object.path if self.reads else path_to(self.object.plan)

    def get_initial(self) -> Values:
        return {"about": self.request.GET.get("about", "")[:ABOUT_LIMIT]}

    def get_form_kwargs(self) -> Values:
        anybody = [reader for choice in self.choices for reader in choice.seats]
        return super().get_form_kwargs() | {"seats": people_to_tell(self.actor, anybody)}

    def act(self, form: ThreadForm) -> Comment:
        thread = self.chosen.thread
        return start_thread(
            self.object,
            thread.audience,
            form.cleaned_data["text"],
            about=form.cleaned_data["about"],
            partner=thread.partner,
            told=form.person,
            key=form.cleaned_data["made_with"],
            looks_back="once_more" not in self.request.POST,
            by=self.actor,
            now=clock.now(),
        )

    def get_success_url(self) -> str:
        return f"{self.object.page_url}#comments"

    def get_context_data(self, **kwargs: object) -> Values:
        place, made, chosen = self.object, self.attempt.made, self.chosen
        plan, seat = place.plan, self.actor
        context: Values = {
            "place": place,
            "back_url": place.page_url if self.reads else "",
            "made_url": reverse("comment_thread", args=[*address_parts(plan), made.key]) if made else "",
            "choices": [
                {
                    "label": say_of_readers(READERS, plan, choice.thread),
                    "hint": say_of_readers(READ_BY, plan, choice.thread),
                    "number": number_of_readers(seat, choice.seats),
                    "name": choice.name,
                    "button": say_of_readers(POST, plan, choice.thread),
                    "current": choice is chosen,
                }
                for choice in self.choices
            ],
            "button": gettext("Post to the readers you chose"),
        }
        if len(self.choices) == 1:
            context["button"] = say_of_readers(POST, plan, chosen.thread)
        return super().get_context_data(**context | kwargs)


def people_to_tell(seat: Seat, seats: Sequence[Seat], wrote: frozenset[int] = frozenset()) -> list[Seat]:
    """The readers whom the seat may call by name: not itself, and of the other side only who wrote in the thread.

    A partner does not learn who sits in a taskforce, nor a taskforce who works for a partner.
    """
    is_partner = seat.role == Role.PARTNER
    return [
        other
        for other in seats
        if other.user_id != seat.user_id
        and ((other.role == Role.PARTNER) == is_partner or other.user_id in wrote)
    ]


def number_of_readers(seat: Seat, seats: Sequence[Seat]) -> str:
    """How many people read it now; to a partner nothing is said."""
    if seat.role == Role.PARTNER:
        return ""
    number = len({other.user_id for other in seats})
    said = ngettext(
        "%(count)s person can read this thread now.", "%(count)s people can read this thread now.", number
    )
    return say(said, count=number)


def _choice(
    place: CommentTarget, readers: ReadersAt, audience: str, partner: Partner | None = None
) -> AudienceChoice:
    name = f"partner-{partner.slug}" if partner else audience
    thread = Comment(workplan=place.plan, audience=audience, partner=partner)
    return AudienceChoice(name, thread, readers.of(audience, partner))
