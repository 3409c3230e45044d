"""Who reads a thread: the audiences that it can have, what is said of them, and who can be called in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from commit_portal import clock
from commit_portal.i18n.messages import Sentence, say
from workplans.comments.queries import ReadersAt, audiences_of
from workplans.comments.targets import CommentTarget
from workplans.models import Comment, Seat, Workplan
from workplans.plan.plan_types import say_of_asker
from workplans.statuses import Role, TalkAudience

type AudienceWords = Mapping[TalkAudience, tuple[Sentence, ...]]

# On the mark of a thread.
READERS: AudienceWords = {
    TalkAudience.TASKFORCE: (_("Taskforce"), _("Regional office")),
    TalkAudience.BOTH: (_("Taskforce and Secretariat"),),
    TalkAudience.SECRETARIAT: (_("Secretariat"),),
    TalkAudience.PARTNER: (
        _("%(partner)s and the taskforce’s officers and lead"),
        _("%(partner)s and regional office"),
    ),
}
# The same, as a whole sentence above the field.
READ_BY: AudienceWords = {
    TalkAudience.TASKFORCE: (
        _("Only the %(country)s taskforce can read this thread."),
        _("Only the regional office can read this thread."),
    ),
    TalkAudience.BOTH: (
        _(
            "The %(country)s taskforce can read this thread. The desk and the regional office can read it too, but only "
            "while they can read the workplan. Partners cannot read this thread."
        ),
    ),
    TalkAudience.SECRETARIAT: (
        _(
            "Only the %(country)s desk and the regional office can read this thread, and only while they can read the "
            "workplan."
        ),
    ),
    TalkAudience.PARTNER: (
        _(
            "%(partner)s can read this thread. The officers and the lead of the %(country)s taskforce can also read "
            "this thread. No other partner can read this thread."
        ),
        _("%(partner)s and the regional office can read this thread. No other partner can read this thread."),
    ),
}


def say_of_readers(words: AudienceWords, plan: Workplan, thread: Comment) -> str:
    """A sentence about the readers of a thread."""
    said = words[TalkAudience(thread.audience)]
    return say_of_asker(plan, said[0], said[-1], partner=str(thread.partner or ""))


def post_button(plan: Workplan, thread: Comment) -> str:
    """The button of a new thread: "Send (readers: Taskforce and Secretariat)"."""
    return gettext("Send (readers: %(readers)s)") % {"readers": say_of_readers(READERS, plan, thread)}


def answer_button(plan: Workplan, thread: Comment) -> str:
    """The button of an answer: "Answer (readers: Taskforce and Secretariat)"."""
    return gettext("Answer (readers: %(readers)s)") % {"readers": say_of_readers(READERS, plan, thread)}


@dataclass(frozen=True)
class AudienceChoice:
    """One audience that a thread can have: its name in the address, and its seats. `thread` is not saved."""

    name: str
    thread: Comment
    seats: Sequence[Seat]


def audience_choices(seat: Seat, place: CommentTarget) -> list[AudienceChoice]:
    """The audiences that the seat can write to at a place."""
    found = []
    readers = ReadersAt(place, now=clock.reading_time(), today=clock.today())
    for audience in audiences_of(seat, place.plan):
        partners: list[Any] = [None]
        if audience == TalkAudience.PARTNER:
            partners = [seat.partner] if seat.role == Role.PARTNER else readers.partners()
        for partner in partners:
            name = f"partner-{partner.slug}" if partner else audience
            thread = Comment(workplan=place.plan, audience=audience, partner=partner)
            found.append(AudienceChoice(name, thread, readers.of(audience, partner)))
    return found


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
