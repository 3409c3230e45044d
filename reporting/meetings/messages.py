"""What is stored of meetings and what they recommend: their names and the trail, by their codes."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # Names.
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
    }
)
