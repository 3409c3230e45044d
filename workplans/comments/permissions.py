"""Who reads, writes and settles comments, and if not, why.

Whether somebody reads now what a comment is about, `plan.visibility.comments_visible_to` says.
"""

from django.utils.translation import gettext_lazy as _

from commit_portal.refusals import Permit, allowed_if, refusal
from workplans.comments.queries import audiences_of
from workplans.models import Comment, Seat, Workplan
from workplans.statuses import Role, WorkplanStatus

NOT_READ_NOW = _(
    "You cannot read this workplan any more. Copy your text, and ask the taskforce to open the workplan to you."
)


def may_read_comments(seat: Seat, workplan: Workplan) -> Permit:
    """Whoever belongs to an audience of comments on the plan, also once it is closed."""
    said = _("You cannot read the comments on this workplan. Go to the workplan.")
    return allowed_if(audiences_of(seat, workplan), said)


def may_comment(seat: Seat, workplan: Workplan) -> Permit:
    """Start a thread, in every state of the plan but closed."""
    return may_read_comments(seat, workplan) and _while_open(workplan)


def may_talk_in(seat: Seat, thread: Comment) -> Permit:
    """Answer, settle and open again: the readers of the thread, in every state of the plan but closed."""
    own = seat.role != Role.PARTNER or seat.partner_id == thread.partner_id
    if thread.audience not in audiences_of(seat, thread.workplan) or not own:
        return refusal(_("You cannot read these comments. Start a new thread."))
    return _while_open(thread.workplan)


def may_take_back_comment(seat: Seat, comment: Comment) -> Permit:
    """Take a comment back: who wrote it, in every state of the plan but closed. The reason of a return stays."""
    if comment.decision_id is not None:
        return refusal(_("Nobody can change the reason why an activity was returned. You can answer it."))
    if comment.by_id != seat.user_id:
        return refusal(_("Only the person who wrote a comment can remove it."))
    if comment.taken_back_at is not None:
        return refusal(_("This comment was already removed. Load the page again."))
    return _while_open(comment.workplan)


def _while_open(workplan: Workplan) -> Permit:
    said = _(
        "The workplan is closed. You can still read the comments, but you cannot write or change them. "
        "The regional office can reopen the workplan."
    )
    return allowed_if(workplan.status != WorkplanStatus.CLOSED, said)
