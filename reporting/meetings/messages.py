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
            "The days of step %(step)s are those of %(meeting)s. Change them on the page of the meeting."
        ),
        "meeting.took_days": _("Took over the days that the year had for the review"),
        "recommendation.written": _("Wrote down recommendation %(number)s"),
        "recommendation.is_open": _("Recommendation %(number)s, %(taskforce)s: open"),
        "recommendation.is_under_way": _("Recommendation %(number)s, %(taskforce)s: under way"),
        "recommendation.is_done": _("Recommendation %(number)s, %(taskforce)s: done"),
        "recommendation.is_not_followed": _("Recommendation %(number)s, %(taskforce)s: not followed"),
        # What somebody may not do.
        "meetings.regional_office_keeps": _(
            "The regional office keeps the meetings. Ask the regional office."
        ),
        "recommendations.regional_office_writes": _(
            "The regional office writes down what a meeting recommends. Ask the regional office."
        ),
        "recommendations.not_yours_to_read": _(
            "The taskforces and the Secretariat read recommendations. You find them in the released reports."
        ),
        "recommendations.of_region": _(
            "The regional office answers for the region. Ask the regional office."
        ),
        "recommendations.of_taskforce": _(
            "The officers and the lead of the taskforce that is asked answer here. Ask one of them."
        ),
        # What a meeting and a recommendation must be.
        "review.two_sets_of_days": _(
            "The year and %(meeting)s have different days for this review. Choose the days to keep."
        ),
        "review.days_from_sources": _(
            "The days of %(meeting)s come from public sources. Choose the days of the meeting."
        ),
        "meeting.delegates_mid_year": ngettext_lazy(
            "%(country)s: %(count)s delegate. The mid-year meeting seats two a country.",
            "%(country)s: %(count)s delegates. The mid-year meeting seats two a country.",
            "count",
        ),
        "meeting.delegates_som": ngettext_lazy(
            "%(country)s: %(count)s delegate. The SOM seats six to ten a country.",
            "%(country)s: %(count)s delegates. The SOM seats six to ten a country.",
            "count",
        ),
        "meeting.no_kind": _("Choose at least one of the three kinds."),
        "meeting.planned_backwards": _(
            "The meeting is planned to end before it starts. Correct one of the two days."
        ),
        "meeting.held_backwards": _("The meeting ended before it started. Correct one of the two days."),
        "meeting.number_taken": _("Another meeting of this kind has this number. Choose another number."),
        "meeting.added_meanwhile": _(
            "Someone added a meeting of the same name just now. Look at the list. If yours is another one, send it again."
        ),
        "meeting.number_taken_meanwhile": _(
            "Someone gave this number to another meeting just now. Look at the list, then send yours with the right number."
        ),
        "meeting.not_begun": _("You can enter recommendations from %(day)s, the first day of %(meeting)s."),
        "recommendation.no_text": _("Say what is recommended."),
        "recommendation.nobody_asked": _("Choose at least one taskforce."),
        "recommendation.area_and_target": _("Choose an area or a target, not both."),
    }
)
