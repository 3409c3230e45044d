"""What is stored of reviews and their sheets: their names and the trail, by their codes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
        # Names.
        "review.mid-year": _("Mid-year review %(year)s"),
        "review.som": _("Review at the Senior Officials Meeting %(year)s"),
        "answers.named": _("%(taskforce)s, %(review)s, round %(round)s"),
        "answer.named": _("%(code)s: %(status)s"),
        # The trail.
        "review.planned": _("Planned the review"),
        "review.opened": _("Opened the review"),
        "review.was_closed": _("Closed the review. Submitted answers cannot change any more"),
        "review.joined": _("Linked the review to %(meeting)s"),
        "review.taken_from_meeting": _("Removed the link to %(meeting)s"),
        "review.answers_until": _("Asked for answers until %(day)s"),
        "review.answers_without_day": _("Asked for answers, without a last day"),
        "answers.saved": ngettext_lazy("Saved %(count)s answer", "Saved %(count)s answers", "count"),
        "answers.spending_entered": ngettext_lazy(
            "Entered what the Secretariat spent on %(count)s activity",
            "Entered what the Secretariat spent on %(count)s activities",
            "count",
        ),
        "answers.submitted": _("Submitted the answers"),
        "answers.closed": _("Closed the answers with the review"),
        "answers.reopened": _("Reopened the answers of %(taskforce)s"),
        "answers.submitted_by": _(
            "%(who)s has already submitted the answers. To change them, ask the regional office to reopen "
            "them."
        ),
    }
)
