"""Seats and audiences as sentences name them, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "taskforce.regional": _("Regional"),
        "audience.secretariat": _("the Secretariat"),
        "audience.taskforces": _("the other taskforces"),
        "audience.partners": _("partners"),
        "audience.observers": _("observers"),
        "seat.officer": _("taskforce officer, %(place)s"),
        "seat.lead": _("taskforce lead, %(place)s"),
        "seat.member": _("taskforce member, %(place)s"),
        "seat.desk": _("%(place)s desk"),
        "seat.regional": _("regional office"),
        "seat.partner": _("partner, %(place)s"),
        "seat.observer": _("observer"),
    }
)
