"""The lifecycles of a review and of a taskforce's sheet, walked by `commit_portal.workflow.lifecycle.walk`."""

from django.utils.translation import gettext_lazy as _

from commit_portal.statuses import EventAudience
from commit_portal.workflow.lifecycle import Transition
from reporting.reviews import permissions
from reporting.statuses import CountryReviewStatus as Sheet
from reporting.statuses import ReviewStatus as Stage

CLOSED_ALREADY = _("The review is closed. To change the answers of a country, reopen these answers.")

OPEN_REVIEW = Transition(
    name="open_review",
    label=_("Open the review"),
    sources=(Stage.PLANNED,),
    target=Stage.OPEN,
    permission=permissions.may_keep_reviews,
    why_closed={
        Stage.OPEN: _("The review is already open. Look at the answers received."),
        Stage.CLOSED: CLOSED_ALREADY,
    },
    page="review_open",
    heading_when_closed={Stage.OPEN: _("Already open"), Stage.CLOSED: _("Already closed")},
    audience=EventAudience.BOTH,
)
CLOSE_REVIEW = Transition(
    name="close_review",
    label=_("Close the review"),
    sources=(Stage.OPEN,),
    target=Stage.CLOSED,
    permission=permissions.may_keep_reviews,
    why_closed={
        Stage.PLANNED: _("The review is not open yet. Open it first."),
        Stage.CLOSED: CLOSED_ALREADY,
    },
    page="review_close",
    heading_when_closed={Stage.PLANNED: _("Not opened yet"), Stage.CLOSED: _("Already closed")},
    audience=EventAudience.BOTH,
)

# Ends in submitted, or in closed at once where the review has been closed meanwhile.
SUBMIT_ANSWERS = Transition(
    name="submit_answers",
    label=_("Submit the answers"),
    sources=(Sheet.OPEN,),
    target=None,
    permission=permissions.may_submit_sheet,
    taken_by={Sheet.SUBMITTED: "answers.submitted_by"},
    why_closed={
        Sheet.SUBMITTED: permissions.ARE_SUBMITTED,
        Sheet.CLOSED: permissions.ARE_CLOSED,
    },
)
CLOSE_ANSWERS = Transition(
    name="close_answers",
    label=_("Close the answers"),
    sources=(Sheet.SUBMITTED,),
    target=Sheet.CLOSED,
    permission=permissions.may_close_sheet,
)
# Submitted answers go back to open; closed ones stay, and a next round is made beside them (RV-1).
REOPEN_ANSWERS = Transition(
    name="reopen_answers",
    label=_("Reopen the answers"),
    sources=(Sheet.SUBMITTED, Sheet.CLOSED),
    target=None,
    permission=permissions.may_reopen_sheet,
    needs_note=_("Give a reason to reopen the answers."),
)
