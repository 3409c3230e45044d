"""The seats as the trail names them, by role (`workplans.statuses.Role`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.messages import register

register(
    {
        "seat.officer": _("taskforce officer, %(place)s"),
        "seat.lead": _("taskforce lead, %(place)s"),
        "seat.member": _("taskforce member, %(place)s"),
        "seat.desk": _("%(place)s desk"),
        "seat.regional": _("regional office"),
        "seat.partner": _("partner, %(place)s"),
        "seat.observer": _("observer"),
    }
)
