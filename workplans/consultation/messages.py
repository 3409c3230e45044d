"""The sentences that events of the consultation store, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # The permission of the plan's kind asks for it by its code.
        "support.lead_answers": _(
            "Only the lead of the %(country)s taskforce answers partners. Ask the lead."
        ),
        "need.met": _("%(code)s: the Secretariat provides a technical need"),
        "need.not_met": _("%(code)s: the Secretariat no longer provides a technical need"),
        "need.in_force": _("Version %(number)s: updated the technical needs that the Secretariat provides"),
        "support.in_force": _("Version %(number)s: updated the accepted support of partners"),
        "draft.opened_to_desk": _("Opened the draft to the desk"),
        # Trails from before the last day have it; now it is `draft.opened_to_partner_until`.
        "draft.opened_to_partner": _("Opened the draft to %(partner)s"),
        "draft.opened_to_partner_until": _("Opened the draft to %(partner)s until %(day)s"),
        "draft.moved_day": _("Moved the last day for %(partner)s to %(day)s"),
        "draft.closed_to_desk": _("Ended the access of the desk to the draft"),
        "draft.closed_to_partner": _("Ended the access of %(partner)s to the draft"),
        "draft.day_has_passed": _("The last day for %(partner)s has passed"),
        "draft.nothing_to_offer": _("%(partner)s has nothing to offer"),
        "support.asked": _("%(code)s: asked %(partner)s for %(what)s"),
        "support.shown": _("%(code)s: %(partner)s can now read the request for %(what)s"),
        "support.asking_changed": _("%(code)s: changed the request to %(partner)s to %(what)s"),
        "support.asking_taken_back": _("%(code)s: cancelled the request to %(partner)s"),
        "support.offered": _("%(code)s: %(partner)s offers %(what)s"),
        "support.offer_changed": _("%(code)s: %(partner)s changed its offer to %(what)s"),
        "support.asking_declined": _("%(code)s: %(partner)s declined the request"),
        "support.offer_taken_back": _("%(code)s: %(partner)s cancelled its offer"),
        "support.accepted": _("%(code)s: accepted %(what)s from %(partner)s"),
        "support.declined": _("%(code)s: declined %(what)s from %(partner)s"),
        "support.told_accepted": _("%(code)s: recorded support of %(partner)s: %(what)s"),
        "support.told_declined": _("%(code)s: recorded that %(partner)s gives nothing"),
        "support.lowered_from": _("%(code)s: lowered the support of %(partner)s from %(before)s to %(what)s"),
        # Trails from before the amount before have it; now it is `support.lowered_from`.
        "support.lowered": _("%(code)s: lowered the support of %(partner)s to %(what)s"),
        "support.ended": _("%(code)s: ended the support of %(partner)s"),
        "support.ended_with_opening": _(
            "%(code)s: the request to %(partner)s ended, because its access to the draft ended"
        ),
        "support.ended_with_line": _(
            "%(code)s: requests and support of %(partner)s ended, because the activity was withdrawn"
        ),
        "support.ended_with_plan": _(
            "%(code)s: requests and offers of %(partner)s ended, because the workplan was closed"
        ),
        "support.now_in_reserve": _(
            "%(code)s: is now in reserve. The support of %(partner)s, %(what)s, stays accepted"
        ),
    }
)
