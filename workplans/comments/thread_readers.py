"""Who reads a thread: the audiences that it can have, and who can be called in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import ngettext

from commit_portal import clock
from commit_portal.i18n.messages import say
from workplans.comments.queries import ReadersAt, audiences_of
from workplans.comments.targets import CommentTarget
from workplans.models import Comment, Seat
from workplans.statuses import Role, TalkAudience


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
