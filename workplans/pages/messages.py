"""The sentences of the pages of workplans, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # The page of a plan as a partner reads it.
        "partner_plan.until": _("You can read the workplan until %(day)s, 24:00 in %(country)s."),
        "partner_plan.changes": _("This is a draft. It can still change."),
        "partner_plan.released": _("You read version %(number)s. It was approved on %(day)s."),
        "partner_plan.ended": _("The consultation ended on %(day)s."),
        "partner_plan.answered": _(
            "On %(day)s you answered that you have nothing to offer. You can still make an offer."
        ),
        "partner_plan.sees_draft": _("The current draft, until %(day)s, 24:00 in %(country)s."),
        "partner_plan.sees_later": _("After that, you can read only the activities that you support."),
        "partner_plan.sees_version": _("The approved version. You can offer support for its activities."),
        "partner_plan.sees_supported": _("The activities that you support, as long as you support them."),
        "partner_plan.sees_offers": _(
            "Your own offers and the answers. You find them on your home page, with the activities "
            "that you support."
        ),
        "partner_plan.sees_not": _(
            "You do not see comments for others, reasons, and offers of other partners."
        ),
        # A partner's own support of a line.
        "yours.asked_money": _("Requested: %(amount)s"),
        "yours.asked_in_kind": _("Requested: in kind"),
        "yours.offered_money": _("Offered: %(amount)s"),
        "yours.offered_in_kind": _("Offered: in kind"),
        "yours.accepted_money": _("Accepted: %(amount)s"),
        "yours.accepted_lowered": _("Accepted: %(amount)s, lowered from %(before)s"),
        "yours.accepted_in_kind": _("Accepted: in kind"),
        # Where support is looked for.
        "looked_for.asked": _("Request to you for %(code)s: %(what)s"),
        "looked_for.reserve": _("%(code)s: US$%(amount)s, in reserve"),
        "looked_for.need": _("%(code)s: %(what)s"),
    }
)
