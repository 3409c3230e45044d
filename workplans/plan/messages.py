"""What is said of a plan and of its lines wherever they are shown, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import ngettext_lazy, register

register(
    {
        # What partners are asked for, offer or add, and how a cost changed.
        "gift.asked": _("Request to %(partner)s: %(what)s"),
        "gift.offered": _("Offer from %(partner)s: %(what)s"),
        "gift.accepted": _("Accepted support from %(partner)s: %(what)s"),
        "gift.named": _("Accepted support from %(partner)s"),
        "cost.more": _("US$%(amount)s more."),
        "cost.less": _("US$%(amount)s less."),
        "cost.left": _("Amount left under the ceiling: US$%(amount)s."),
        "text.blanks": _("Only spaces or line breaks changed."),
        # Lines.
        "line.returned_not_done": _(
            "%(code)s was returned and is not done yet. Change the activity or answer the desk, then mark it as done."
        ),
        "line.returned_unchanged": _(
            "%(code)s was returned and is not changed yet. Change the activity, withdraw it, or keep it "
            "without Secretariat funding."
        ),
        # To who is not the lead: only the lead keeps a returned line.
        "line.returned_unchanged_ask": _(
            "%(code)s was returned and is not changed yet. Change the activity, withdraw it, or ask the "
            "lead to keep it without Secretariat funding."
        ),
        # Why a step of the whole plan is not possible now.
        "workplan.submitted_by": _(
            "The workplan is already submitted, by %(who)s. Wait for the decisions, or cancel the submission."
        ),
        "workplan.decisions_sent_by": _(
            "The decisions are already sent, by %(who)s. Look at the list of sent decisions."
        ),
        "workplan.proposed_by": _(
            "The regional workplan is already proposed, by %(who)s. A second person must approve it."
        ),
        # Rules: what is wrong here, and what to do.
        "workplan.over_ceiling": _(
            "The total is US$%(over)s above the ceiling of US$%(ceiling)s. Lower an amount, or keep "
            "an activity in reserve."
        ),
        "workplan.over_lowered": _(
            "The ceiling was lowered to US$%(ceiling)s. The total is already above this ceiling, so it cannot "
            "rise above US$%(kept)s. Lower an amount, or keep an activity in reserve."
        ),
        "workplan.unusual_number": ngettext_lazy(
            "This workplan has %(count)s activity. The recommended number is %(first)s to %(last)s.",
            "This workplan has %(count)s activities. The recommended number is %(first)s to %(last)s.",
        ),
        "line.over_ceiling": _("The amount is US$%(over)s above the ceiling. Amount left: US$%(left)s."),
        "line.area_of_other_plan": _("%(area)s is not in %(plan)s. Choose an area of this plan of action."),
        "line.ends_before_start": _("The activity ends before it starts. Change one of the dates."),
        "line.outside_year": _(
            "%(day)s is outside %(first)s to %(last)s. Change the date. The regional office can extend "
            "these dates."
        ),
        "line.cost_without_money": _(
            "You chose no Secretariat funding. Leave the amount empty, or choose another kind of funding."
        ),
        "line.cost_in_all_too_low": _(
            "The total cost is US$%(in_all)s, but the Secretariat funding is US$%(part)s. Enter a higher "
            "total cost, or leave this field empty."
        ),
        "line.too_many_needs": _(
            "You entered %(count)s technical needs. The maximum is %(most)s. Join some needs."
        ),
        "line.need_too_long": _(
            "The technical need “%(start)s…” has %(length)s characters. The maximum is %(limit)s. "
            "Make the text shorter."
        ),
        "line.needs_title": _("Enter a title."),
        "text.of_other_area": _("%(code)s is not in %(area)s. Choose from the list of this area."),
        "text.for_countries": _("%(code)s is only for countries. Choose another from the list."),
        "text.for_region": _("%(code)s is only for the region. Choose another from the list."),
        "text.too_long": _(
            "This text has %(length)s characters. The maximum is %(limit)s. Make the text shorter."
        ),
        "text.not_in_revision": _(
            "The plan of action of this year no longer has %(code)s. Choose another one."
        ),
        "target.not_in_force": _("%(code)s is not valid in %(year)s. Choose another target."),
    }
)
