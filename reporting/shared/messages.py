"""What is stored of meetings, reviews and accounts: their names and the trail, by their codes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
        "account.renamed": _("Changed the name from %(before)s to %(after)s"),
        "account.settings_saved": _("Changed the time zone or the language"),
        "account.others_signed_out": _("Signed out on all other devices"),
        # Meetings and what they recommend: names.
        "meeting.som": _("SOM"),
        "meeting.som_numbered": _("SOM %(number)s"),
        "meeting.imm": _("IMM"),
        "meeting.imm_numbered": _("IMM %(number)s"),
        "meeting.rtf": _("Regional Taskforce meeting"),
        "meeting.rtf_numbered": _("Regional Taskforce meeting %(number)s"),
        # One gathering of several kinds: "SOM 8 and IMM 3".
        "meeting.together": _("%(parts)s"),
        # The trail.
        "meeting.added": _("Added %(meeting)s"),
        "meeting.loaded": _("Added the meeting from public sources"),
        "meeting.changed": _("Changed %(meeting)s"),
        "meeting.took_days": _("Used the dates of the year for the review"),
        "recommendation.written": _("Added recommendation %(number)s"),
        "recommendation.is_open": _("Recommendation %(number)s, %(taskforce)s: open"),
        "recommendation.is_under_way": _("Recommendation %(number)s, %(taskforce)s: under way"),
        "recommendation.is_done": _("Recommendation %(number)s, %(taskforce)s: done"),
        "recommendation.is_not_followed": _("Recommendation %(number)s, %(taskforce)s: not followed"),
        # Reviews and their answers: names.
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
        "answers.closed": _("Closed the answers, because the review was closed"),
        "answers.reopened": _("Reopened the answers of %(taskforce)s"),
        "answers.submitted_by": _(
            "%(who)s has already submitted the answers. You can change them after the regional office "
            "reopens them."
        ),
    }
)
