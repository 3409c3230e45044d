"""The lifecycle of a taskforce's answers, walked by `commit_portal.workflow.lifecycle.walk`."""

from django.utils.translation import gettext_lazy as _

from commit_portal.workflow import Transition
from reporting.answers import permissions, rules
from reporting.statuses import CountryReviewStatus as Sheet

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
        Sheet.CLOSED: rules.ARE_CLOSED,
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
