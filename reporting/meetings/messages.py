"""The sentences of meetings and what they recommend, by their codes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

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
        "meeting.keeps_days": _(
            "The dates of step %(step)s are the dates of %(meeting)s. Change them on the page of the meeting."
        ),
        "meeting.took_days": _("Used the dates of the year for the review"),
        "recommendation.written": _("Added recommendation %(number)s"),
        "recommendation.is_open": _("Recommendation %(number)s, %(taskforce)s: open"),
        "recommendation.is_under_way": _("Recommendation %(number)s, %(taskforce)s: under way"),
        "recommendation.is_done": _("Recommendation %(number)s, %(taskforce)s: done"),
        "recommendation.is_not_followed": _("Recommendation %(number)s, %(taskforce)s: not followed"),
        # What somebody may not do.
        "meetings.regional_office_keeps": _(
            "Only the regional office can add and change meetings. Ask the regional office."
        ),
        "recommendations.regional_office_writes": _(
            "Only the regional office can enter recommendations. Ask the regional office."
        ),
        "recommendations.not_yours_to_read": _(
            "Only the taskforces and the Secretariat can read recommendations here. You can read them in "
            "the released reports."
        ),
        "recommendations.of_region": _(
            "Only the regional office can answer for the region. Ask the regional office."
        ),
        "recommendations.of_taskforce": _(
            "Only the officers and the lead of this taskforce can answer. Ask one of them."
        ),
        # What a meeting and a recommendation must be.
        "review.two_sets_of_days": _(
            "The year and %(meeting)s have different dates for this review. Choose the dates to keep."
        ),
        "review.days_from_sources": _(
            "The dates of %(meeting)s come from public sources. Choose the dates of the meeting."
        ),
        "meeting.delegates_mid_year": ngettext_lazy(
            "%(country)s: %(count)s delegate. Each country sends two delegates to the mid-year meeting.",
            "%(country)s: %(count)s delegates. Each country sends two delegates to the mid-year meeting.",
            "count",
        ),
        "meeting.delegates_som": ngettext_lazy(
            "%(country)s: %(count)s delegate. Each country sends six to ten delegates to the SOM.",
            "%(country)s: %(count)s delegates. Each country sends six to ten delegates to the SOM.",
            "count",
        ),
        "meeting.no_kind": _("Choose at least one of the three kinds."),
        "meeting.planned_backwards": _(
            "The meeting is planned to end before it starts. Correct one of the two dates."
        ),
        "meeting.held_backwards": _("The meeting ended before it started. Correct one of the two dates."),
        "meeting.number_taken": _("Another meeting of this kind has this number. Choose another number."),
        "meeting.added_meanwhile": _(
            "Someone has just added a meeting with the same name. Look at the list. If yours is a "
            "different meeting, send it again."
        ),
        "meeting.number_taken_meanwhile": _(
            "Someone has just given this number to another meeting. Look at the list. Then send your "
            "meeting with the right number."
        ),
        "meeting.not_begun": _("You can enter recommendations from %(day)s, the first day of %(meeting)s."),
        "recommendation.no_text": _("Write the recommendation."),
        "recommendation.nobody_asked": _("Choose at least one taskforce."),
        "recommendation.area_and_target": _("Choose an area or a target, not both."),
    }
)
