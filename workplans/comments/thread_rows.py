"""Threads of comments as pages show them: who reads them and can be called, and each with its words and buttons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext, gettext_lazy as _, ngettext

from commit_portal import clock
from commit_portal.addresses import address
from commit_portal.db.related_rows import grouped, listed
from commit_portal.i18n import Sentence, day, language_of, say
from commit_portal.workflow import Link, Values
from workplans.activity_codes import padded
from workplans.comments.permissions import may_comment, may_read_comments, may_take_back_comment, may_talk_in
from workplans.comments.queries import ReadersAt, audiences_of, comments_at, waits_for
from workplans.comments.targets import CommentTarget
from workplans.models import Comment, Seat, Workplan
from workplans.plan.plan_types import say_of_asker
from workplans.plan.queries import rounds_of
from workplans.presentation.step_links import address_parts, line_url
from workplans.statuses import Role, TalkAudience

# On the mark of a thread.
READERS: Mapping[TalkAudience, tuple[Sentence, ...]] = {
    TalkAudience.TASKFORCE: (_("Taskforce"), _("Regional office")),
    TalkAudience.BOTH: (_("Taskforce and Secretariat"),),
    TalkAudience.SECRETARIAT: (_("Secretariat"),),
    TalkAudience.PARTNER: (
        _("%(partner)s and the taskforce’s officers and lead"),
        _("%(partner)s and regional office"),
    ),
}


def say_of_readers(plan: Workplan, thread: Comment) -> str:
    """The readers of a thread. A whole sentence about them: `read_by.html`."""
    said = READERS[TalkAudience(thread.audience)]
    return say_of_asker(plan, said[0], said[-1], partner=str(thread.partner or ""))


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


def number_of_readers(seat: Seat, seats: Sequence[Seat]) -> int | None:
    """How many people read it now; to a partner nothing is said."""
    return None if seat.role == Role.PARTNER else len({other.user_id for other in seats})


def talk_at(seat: Seat, place: CommentTarget) -> Values | None:
    """The section of comments on a page, or None for who belongs to no audience: one query, two with a return."""
    if not may_read_comments(seat, place.plan):
        return None
    threads = threads_of(seat, place, comments_at(seat, place))
    settled = [thread for thread in threads if thread["settled"]]
    may = may_comment(seat, place.plan)
    return {
        "open": [thread for thread in threads if not thread["settled"]],
        "settled": settled,
        "new_url": place.new_url if may else "",
        "why_not": "" if may else may.reason,
    }


def open_threads_on_lines(plan: Workplan, threads: Iterable[Comment]) -> dict[int | None, list[Link]]:
    """Threads of `open_on_lines` by the key of the line, each with its heading and the address of its page."""
    return listed(
        (thread.activity_id, (_heading(thread), buttons_of(plan, thread)["thread"])) for thread in threads
    )


def threads_of(seat: Seat, place: CommentTarget, comments: Iterable[Comment]) -> list[Values]:
    """Loaded comments of one place, by thread, with the buttons that their reader has.

    `form_key` is that of the form below the thread: sent twice, it makes one comment. One query where a thread began
    with a return.
    """
    found = [(thread[0], thread) for thread in grouped(comments, "thread_id").values()]
    rounds = rounds_of(place.plan) if any(first.decision_id for first, _ in found) else None
    threads = []
    for first, thread in found:
        first.workplan = place.plan
        heading = first.about
        if first.decision is not None and rounds is not None:
            heading = gettext("Returned, round %(round)s") % {"round": rounds.shown(first.decision.round)}
        may = bool(may_talk_in(seat, first))
        threads.append(
            {
                "key": str(first.key),
                "heading": heading or gettext("A removed comment"),
                "readers": say_of_readers(place.plan, first),
                "to_partner": first.audience == TalkAudience.PARTNER,
                "comments": [_shown(seat, comment, place.plan, may=may) for comment in thread],
                "buttons": buttons_of(place.plan, first),
                "settled": first.settled_at,
                "settled_by": "" if first.settled_by_id == seat.user_id else str(first.settled_by),
                "form_key": str(uuid4()),
                "may_talk": may,
            }
        )
    return threads


def buttons_of(plan: Workplan, thread: Comment) -> dict[str, str]:
    """The addresses of a thread's page and of its steps, by their names."""
    steps = ("thread", "answer_close", "close", "reopen", "remove")
    return {step: address(f"comment_{step}", *address_parts(plan), thread.key) for step in steps}


def plan_talk(seat: Seat, plan: Workplan, open_threads: int) -> dict[str, str] | None:
    """The way from a plan's page to all its comments, with how many threads the reader finds open there."""
    if not may_read_comments(seat, plan):
        return None
    return {"url": address("comments", *address_parts(plan)), "words": open_words(open_threads)}


def open_words(number: int) -> str:
    """ "2 open threads"; "" where none is open."""
    words = ngettext("%(count)s open thread", "%(count)s open threads", number)
    return words % {"count": number} if number else ""


def places_of(threads: Iterable[Comment], *, answers: bool) -> list[Values]:
    """The lines, or with `answers` the answers of reviews, on which threads are open, with how many."""
    places = (place for place in map(CommentTarget.of, threads) if bool(place.stage) is answers)
    counted = grouped((place for place in places if place.slug), "stage", "slug")
    return [
        {"name": places[0].name, "url": f"{places[0].page_url}#comments", "words": open_words(len(places))}
        for _, places in sorted(counted.items())
    ]


def calls_on_lines(plan: Workplan, threads: Iterable[Any]) -> dict[str, Link]:
    """ "1 comment for you" by the number of the line, of the threads of `open_on_lines`.

    It leads to the thread, or to the line where several threads call.
    """
    called: dict[str, Link] = {}
    for number, on_line in grouped((thread for thread in threads if thread.calls), "number").items():
        said = ngettext("%(count)s comment for you", "%(count)s comments for you", len(on_line))
        url = f"{buttons_of(plan, on_line[0])['thread']}#answer"
        if len(on_line) > 1:
            url = f"{line_url(plan, number)}#comments"
        called[padded(number)] = say(said, count=len(on_line)), url
    return called


def waiting_for_answer(seat: Seat, threads: Iterable[Any]) -> list[Values]:
    """The threads of `open_threads` whose last word is of another side, the oldest first."""
    said = gettext("%(place)s. Last comment: %(day)s")
    return [
        {
            "name": _heading(thread),
            "url": buttons_of(thread.workplan, thread)["thread"],
            "words": say(said, place=CommentTarget.of(thread).name, day=day(thread.last_at)),
            "readers": say_of_readers(thread.workplan, thread),
            "to_partner": thread.audience == TalkAudience.PARTNER,
        }
        for thread in threads
        if waits_for(seat, thread)
    ]


def _heading(thread: Comment) -> str:
    heading = thread.about or (gettext("Why the activity was returned") if thread.decision_id else "")
    return heading or gettext("A removed comment")


def _shown(seat: Seat, comment: Comment, plan: Workplan, *, may: bool) -> Values:
    """One comment. `text` is the reason of a return, and empty where the comment was taken back."""
    comment.workplan = plan
    text = comment.decision.reason if comment.decision else comment.text
    return {
        "comment": comment,
        "who": gettext("You") if comment.by_id == seat.user_id else str(comment.by),
        "text": text,
        "language": language_of(text),
        "may_take_back": may and bool(may_take_back_comment(seat, comment)),
    }
