"""The lifecycles of a review and of a taskforce's sheet, walked by `commit_portal.lifecycle.walk`."""

from commit_portal.lifecycle import Transition
from commit_portal.statuses import EventAudience
from reporting import permissions
from reporting.statuses import CountryReviewStatus as Sheet
from reporting.statuses import ReviewStatus as Stage

OPEN_REVIEW = Transition(
    name="open_review",
    label="Open the review",
    sources=(Stage.PLANNED,),
    target=Stage.OPEN,
    permission=permissions.may_keep_reviews,
    said="opened the review",
    audience=EventAudience.BOTH,
)
CLOSE_REVIEW = Transition(
    name="close_review",
    label="Close the review",
    sources=(Stage.OPEN,),
    target=Stage.CLOSED,
    permission=permissions.may_keep_reviews,
    said="closed the review; what was submitted is frozen",
    audience=EventAudience.BOTH,
)

# Ends in submitted, or in closed at once where the review has been closed meanwhile.
SUBMIT_ANSWERS = Transition(
    name="submit_answers",
    label="Submit the answers",
    sources=(Sheet.OPEN,),
    target=None,
    permission=permissions.may_submit_sheet,
    said="submitted the answers",
)
CLOSE_ANSWERS = Transition(
    name="close_answers",
    label="Close the answers",
    sources=(Sheet.SUBMITTED,),
    target=Sheet.CLOSED,
    permission=permissions.may_close_sheet,
    said="closed the answers with the review",
)
# Submitted answers go back to open; closed ones stay, and a next round is made beside them (RV-1).
REOPEN_ANSWERS = Transition(
    name="reopen_answers",
    label="Reopen the answers",
    sources=(Sheet.SUBMITTED, Sheet.CLOSED),
    target=None,
    permission=permissions.may_reopen_sheet,
    needs_note="Reopening carries a reason. Say why.",
    said="reopened the answers",
)
