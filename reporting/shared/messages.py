"""The names of meetings, reviews and answers, by their codes, and who submitted answers before."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import register

register(
    {
        "meeting.som": _("SOM"),
        "meeting.som_numbered": _("SOM %(number)s"),
        "meeting.imm": _("IMM"),
        "meeting.imm_numbered": _("IMM %(number)s"),
        "meeting.rtf": _("Regional Taskforce meeting"),
        "meeting.rtf_numbered": _("Regional Taskforce meeting %(number)s"),
        # One gathering of several kinds: "SOM 8 and IMM 3".
        "meeting.together": _("%(parts)s"),
        # Reviews and their answers.
        "review.mid-year": _("Mid-year review %(year)s"),
        "review.som": _("Review at the Senior Officials Meeting %(year)s"),
        "answers.named": _("%(taskforce)s, %(review)s, version %(round)s of the answers"),
        "answers.submitted_by": _(
            "%(who)s has already submitted the answers. You can change them after the regional office "
            "reopens them."
        ),
    }
)
