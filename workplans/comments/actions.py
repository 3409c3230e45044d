"""Start a thread, answer, settle, open again, take back. Each leaves an event without the words of a comment.

The events are about the comment, not about its plan: the history of a plan tells nothing of threads that its reader
does not read. `Comment.told` names who is called.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from commit_portal import refusals
from commit_portal.i18n import message, say, to_plain
from commit_portal.models import User
from commit_portal.workflow import events_about, record_event, said_by
from workplans.comments.permissions import NOT_READ_NOW, may_take_back_comment, may_talk_in
from workplans.comments.queries import ReadersAt
from workplans.comments.targets import CommentTarget
from workplans.models import Comment, LineDecision, Partner, Seat, Workplan
from workplans.plan.locking import locked_workplan
from workplans.plan.visibility import Reader, comments_visible_to, reads_now
from workplans.statuses import TalkAudience

# The verbs of the events.
COMMENT = "comment"
SETTLED = "comment_settled"
OPENED_AGAIN = "comment_reopened"
TAKEN_BACK = "comment_taken_back"


@transaction.atomic
def start_thread(
    place: CommentTarget,
    audience: str,
    text: str,
    *,
    about: str,
    partner: Partner | None = None,
    told: User | None = None,
    key: UUID,
    looks_back: bool = False,
    by: Seat,
    now: datetime,
) -> Comment:
    """Start a thread that one audience reads; who that is never changes. `key` is that of the form.

    Raises `Refused` where the plan is closed, or where the writer is not of the audience or does not read the place
    now; `RuleBroken` where `told` does not read it; `SomebodyWasFaster` where the form has made another comment; with
    `looks_back`, `MadeAlready` where the writer has posted the same lately with another form.
    """
    thread = Comment(
        workplan=locked_workplan(place.plan),
        activity=place.activity,
        target=place.target,
        stage=place.stage,
        audience=audience,
        partner=partner,
        about=about.strip(),
    )
    refusals.require(may_talk_in(by, thread))
    if not reads_now(_reader(by, now), thread.workplan, place.activity, place.stage):
        raise refusals.Refused(NOT_READ_NOW)
    return _write(thread, text, told, "comment.started", key=key, looks_back=looks_back, by=by, now=now)[0]


@transaction.atomic
def answer_thread(
    thread: Comment,
    text: str,
    *,
    told: User | None = None,
    settles: bool = False,
    knows_settled: bool = True,
    key: UUID,
    looks_back: bool = False,
    by: Seat,
    now: datetime,
) -> Comment:
    """Answer in a thread, and settle it with that or not. An answer opens a settled thread again.

    Raises as `start_thread` does; `SomebodyWasFaster` where the answer would open a thread that the writer saw open
    (`knows_settled` is false), and that was settled meanwhile.
    """
    thread = _locked(thread, by=by, now=now)
    opens = not settles and thread.settled_at is not None
    if opens and not knows_settled and not Comment.objects.filter(key=key).exists():
        said = _(
            "This thread was closed while you wrote, by %(who)s. Send your answer again to open the thread again, or "
            "choose “Answer and close”."
        )
        raise refusals.SomebodyWasFaster(say(said, who=_who_settled(thread, by)))
    # An answer is about what its thread is about, for the same readers.
    same = ("workplan", "activity", "target", "stage", "audience", "partner")
    answer = Comment(parent=thread, **{name: getattr(thread, name) for name in same})
    answer, is_new = _write(
        answer, text, told, "comment.answered", key=key, looks_back=looks_back, by=by, now=now
    )
    if not is_new:
        return answer
    if opens or (settles and thread.settled_at is None):
        _settle(thread, settles, by=by, now=now)
    return answer


@transaction.atomic
def settle_thread(thread: Comment, *, by: Seat, now: datetime) -> Comment:
    """Settle a thread. Raises `Refused`, or `SomebodyWasFaster` with who has settled it."""
    thread = _locked(thread, by=by, now=now)
    if thread.settled_at is not None:
        said = _("This thread was closed, by %(who)s. Open it again to write.")
        raise refusals.SomebodyWasFaster(say(said, who=_who_settled(thread, by)))
    _settle(thread, True, by=by, now=now)
    return thread


@transaction.atomic
def open_thread_again(thread: Comment, *, by: Seat, now: datetime) -> Comment:
    """Open a settled thread again. Raises `Refused`, or `SomebodyWasFaster` where it is open."""
    thread = _locked(thread, by=by, now=now)
    if thread.settled_at is None:
        raise refusals.SomebodyWasFaster(_("This thread is already open. You can answer in it."))
    _settle(thread, False, by=by, now=now)
    return thread


@transaction.atomic
def take_back_comment(comment: Comment, *, by: Seat, now: datetime) -> Comment:
    """Take an own comment back: its words are gone, and a mark stays. Raises `Refused`."""
    thread = _locked(comment.parent or comment, by=by, now=now)
    fresh = thread.workplan.comments.get(pk=comment.pk)
    refusals.require(may_take_back_comment(by, fresh))
    fresh.text = fresh.about = ""
    fresh.told, fresh.taken_back_at = None, now
    fresh.save(update_fields=["text", "about", "told", "taken_back_at"])
    record_event(TAKEN_BACK, fresh, by=by, now=now)
    return fresh


def start_threads_of_returns(
    plan: Workplan, returns: Iterable[LineDecision], *, by: Seat, now: datetime
) -> None:
    """Start a thread for taskforce and Secretariat at each return that is sent now: its reason is the first word.

    Under the plan's lock. One query; the sending leaves the event.
    """
    Comment.objects.bulk_create(
        Comment(
            workplan=plan,
            activity_id=decision.activity_id,
            audience=TalkAudience.BOTH,
            decision=decision,
            by=by.user,
            seat=to_plain(by.described),
            at=now,
        )
        for decision in returns
    )


def _locked(thread: Comment, *, by: Seat, now: datetime) -> Comment:
    """Lock the plan and load the thread again, for who may talk in it and reads it now."""
    plan = locked_workplan(thread.workplan)
    fresh = plan.comments.select_related("activity", "target", "partner", "settled_by").get(pk=thread.pk)
    refusals.require(may_talk_in(by, fresh))
    if not comments_visible_to(_reader(by, now)).filter(pk=fresh.pk).exists():
        raise refusals.Refused(NOT_READ_NOW)
    return fresh


def _reader(seat: Seat, now: datetime) -> Reader:
    """What the seat reads at the moment of the act."""
    return Reader(seat.role, seat.taskforce_id, seat.partner_id, now)


def _write(
    comment: Comment,
    text: str,
    told: User | None,
    code: str,
    *,
    key: UUID,
    looks_back: bool,
    by: Seat,
    now: datetime,
) -> tuple[Comment, bool]:
    """The comment of a form, and whether it is new: a form that is sent again has made it already."""
    words = _words(comment) | {"text": text.strip(), "told_id": told and told.pk, "by_id": by.user_id}
    made = Comment.objects.filter(key=key).first()
    if made is not None:
        if _words(made) != words:
            said = _("You already sent this form. Open a new form to write another comment.")
            raise refusals.SomebodyWasFaster(said)
        return made, False
    # A comment that was taken back has no words.
    same = Comment.objects.filter(**words, at__gt=now - refusals.LATELY).order_by("-at")
    if looks_back and (made := same.first()):
        said = _("You posted the same comment at %(time)s. Change something, or post the same comment again.")
        raise refusals.MadeAlready(say(said, time=f"{timezone.localtime(made.at):%H:%M}"), made)
    if told is not None:
        readers = ReadersAt(CommentTarget.of(comment), now=now, today=timezone.localdate(now))
        if told.pk not in {seat.user_id for seat in readers.of(comment.audience, comment.partner)}:
            said = _("The person you chose cannot read these comments any more. Choose another person.")
            raise refusals.RuleBroken(refusals.Violation("TOLD", said, field="told"))
    comment.text, comment.told, comment.key = text.strip(), told, key
    comment.by, comment.seat, comment.at = by.user, to_plain(by.described), now
    comment.save()
    record_event(COMMENT, comment, by=by, now=now, facts=message(code))
    return comment, True


def _words(comment: Comment) -> dict[str, Any]:
    """What makes two comments the same."""
    names = ("workplan_id", "activity_id", "target_id", "stage", "parent_id", "audience", "partner_id")
    return {name: getattr(comment, name) for name in (*names, "about", "text", "told_id", "by_id")}


def _settle(thread: Comment, settled: bool, *, by: Seat, now: datetime) -> None:
    thread.settled_at, thread.settled_by = (now, by.user) if settled else (None, None)
    thread.save(update_fields=["settled_at", "settled_by"])
    record_event(SETTLED if settled else OPENED_AGAIN, thread, by=by, now=now)


def _who_settled(thread: Comment, reader: Seat) -> str:
    last = events_about(thread).filter(verb=SETTLED).select_related("by").first()
    return said_by(last, reader.user) if last else str(thread.settled_by)
