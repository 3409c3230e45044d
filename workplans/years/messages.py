"""The sentences of the trail about a year, its dates and its steps, by code (`commit_portal.i18n.messages`)."""

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
    }
)
