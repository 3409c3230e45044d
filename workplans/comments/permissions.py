"""Who reads, writes and settles comments, and if not, why.

Whether somebody reads now what a comment is about, `plan.visibility.comments_visible_to` says.
"""

from commit_portal.i18n.messages import message
from commit_portal.refusals import ALLOWED, Permit, refusal
from workplans.comments.queries import audiences_of
from workplans.models import Comment, Seat, Workplan
from workplans.statuses import Role, WorkplanStatus


def may_read_comments(seat: Seat, workplan: Workplan) -> Permit:
    """Whoever belongs to an audience of comments on the plan, also once it is closed."""
    return ALLOWED if audiences_of(seat, workplan) else refusal(message("comment.not_yours"))


def may_comment(seat: Seat, workplan: Workplan) -> Permit:
    """Start a thread, in every state of the plan but closed."""
    return may_read_comments(seat, workplan) and _while_open(workplan)


def may_talk_in(seat: Seat, thread: Comment) -> Permit:
    """Answer, settle and open again: the readers of the thread, in every state of the plan but closed."""
    own = seat.role != Role.PARTNER or seat.partner_id == thread.partner_id
    if thread.audience not in audiences_of(seat, thread.workplan) or not own:
        return refusal(message("comment.not_this_audience"))
    return _while_open(thread.workplan)


def may_take_back_comment(seat: Seat, comment: Comment) -> Permit:
    """Take a comment back: who wrote it, in every state of the plan but closed. The reason of a return stays."""
    if comment.decision_id is not None:
        return refusal(message("comment.reason_stays"))
    if comment.by_id != seat.user_id:
        return refusal(message("comment.author_takes_back"))
    if comment.taken_back_at is not None:
        return refusal(message("comment.taken_back_already"))
    return _while_open(comment.workplan)


def _while_open(workplan: Workplan) -> Permit:
    if workplan.status == WorkplanStatus.CLOSED:
        return refusal(message("comment.plan_closed"))
    return ALLOWED
