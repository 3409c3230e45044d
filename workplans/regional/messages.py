"""What is said of the regional workplan, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        "participation.lead_answers": _(
            "Only the lead of the %(country)s taskforce can answer for this country. Ask the lead."
        ),
        "participation.in_force": _(
            "The regional workplan is approved. Ask the regional office to amend it."
        ),
        "participation.closed": _(
            "The regional workplan is closed. Ask the regional office to reopen and amend it."
        ),
        "participation.line_withdrawn": _(
            "This activity is withdrawn. You can answer after the regional office restores it."
        ),
        "participation.own_lead": _("Only the lead of each country can confirm or decline. Ask that lead."),
        "regional.confirmed": _("Confirmed. %(country)s takes part in %(code)s."),
        "regional.declined": _("Saved. %(country)s does not take part in %(code)s."),
        "regional.has_confirmed": _("%(country)s confirmed"),
        "regional.is_asked": _("Asked %(country)s"),
        "participation.answered": _(
            "You already answered, or your country is no longer in the activity. Look at the activity."
        ),
        "participation.confirmed": _("%(country)s takes part in %(code)s"),
        "participation.declined": _("%(country)s does not take part in %(code)s"),
    }
)
