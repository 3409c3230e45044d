"""The lifecycle of a review, walked by `commit_portal.workflow.lifecycle.walk`."""

from django.utils.translation import gettext_lazy as _

from commit_portal.workflow import Transition
from reporting.reviews import permissions
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
)
