"""The sentences about a year, its dates and its steps, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # Events.
        "year.opened": _("Opened %(year)s with this plan of action: %(plan)s"),
        "year.extended": _("Set the dates of the year: %(days)s"),
        "step.dates_set": _("Set the dates of step %(step)s. Planned: %(planned)s. Actual: %(actual)s"),
        # Days that are stored.
        "days.both": _("%(first)s to %(last)s"),
        "days.first": _("from %(first)s"),
        "days.last": _("until %(last)s"),
        "days.none": _("no dates"),
        # What stands against it.
        "year.regional_office_keeps": _(
            "Only the regional office can open a year and set its dates. Ask the regional office."
        ),
        "year.open_already": _("%(year)s is already open. Enter another year."),
        "year.opened_just_now": _("Someone opened %(year)s just now. Look at the list of years."),
        "year.ends_before_start": _("The last day is before the first day. Enter a later last day."),
        "year.only_widened": _(
            "You can make the period of the year longer, but not shorter. The dates are %(days)s now. "
            "Activities may already use these dates."
        ),
        "step.ends_before_start": _("The last day is before the first day. Enter a later last day."),
    }
)
