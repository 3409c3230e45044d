"""The verbs of the consultation: what is opened to partners, asked of them and answered to them, and what they answer."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import ngettext_lazy
from commit_portal.statuses import NoticeKind
from commit_portal.workflow.events import Said, Still, Tell, Verb, Verbs, Who

notice = partial(Tell, kind=NoticeKind.OFFERS)
to_reader = partial(notice, who=(Who.PARTNER,), informs=(Who.READING_DESK,))
to_asked = partial(notice, who=(Who.ASKED_PARTNER,), still=Still.DRAFT, page="activity")
to_partner = partial(notice, who=(Who.PARTNER,))
# It reads the activity that it supports.
to_supporter = partial(to_partner, page="activity")
to_drafters = partial(notice, who=(Who.LEADS, Who.OFFICERS), page="activity")

ASKED = to_asked(
    "asked",
    _("%(place)s %(year)s: you are asked to support activity %(number)s"),
    several=ngettext_lazy(
        "%(place)s %(year)s: you are asked to support %(count)s activity",
        "%(place)s %(year)s: you are asked to support %(count)s activities",
    ),
)
OFFER = Verb(
    Said("support.offered", _("%(code)s: %(partner)s offers %(what)s")),
    to_drafters("offered", _("%(place)s %(year)s: a partner offers support for activity %(number)s")),
)

CONSULTATION: Verbs = {
    # Who reads the draft.
    "open": Verb(
        Said("draft.opened_to_desk", _("Opened the draft to the desk")),
        # Trails from before the last day have it; now it is the next one.
        Said("draft.opened_to_partner", _("Opened the draft to %(partner)s")),
        Said("draft.opened_to_partner_until", _("Opened the draft to %(partner)s until %(day)s")),
        to_reader(
            "opened",
            _("%(place)s %(year)s: you can read the draft workplan"),
            still=Still.DRAFT,
            dated=_("%(place)s %(year)s: you can read the draft workplan until %(day)s"),
        ),
    ),
    "move_last_day": Verb(
        Said("draft.moved_day", _("Changed the last day on which %(partner)s can read the draft to %(day)s")),
        to_partner(
            "last_day_moved",
            _("%(place)s %(year)s: the last day on which you can read the draft has changed"),
            still=Still.DRAFT,
            dated=_("%(place)s %(year)s: the last day on which you can read the draft is now %(day)s"),
        ),
    ),
    "end_opening": Verb(
        Said("draft.closed_to_desk", _("Ended the access of the desk to the draft")),
        Said("draft.closed_to_partner", _("Ended the access of %(partner)s to the draft")),
        Said(
            "draft.day_has_passed",
            _("Access of %(partner)s to the draft ended, because the last day has passed"),
        ),
        to_reader("opening_ended", _("%(place)s %(year)s: you can no longer read the draft workplan")),
    ),
    # What partners are asked.
    "ask": Verb(
        Said("support.asked", _("%(code)s: asked %(partner)s for support: %(what)s")),
        # Trails from before the consultation have it; now it is `support.asked`.
        Said("line.partner_asked", _("Asked %(partner)s for US$%(amount)s for %(code)s")),
        ASKED,
    ),
    "show_asking": Verb(
        Said("support.shown", _("%(code)s: %(partner)s can now read the request for %(what)s")), ASKED
    ),
    "change_asking": Verb(
        Said("support.asking_changed", _("%(code)s: changed the request to %(partner)s to %(what)s")),
        to_asked(
            "asking_changed",
            _("%(place)s %(year)s: the request for activity %(number)s has changed"),
            several=ngettext_lazy(
                "%(place)s %(year)s: the requests for %(count)s activity have changed",
                "%(place)s %(year)s: the requests for %(count)s activities have changed",
            ),
        ),
    ),
    "take_back_asking": Verb(
        Said("support.asking_taken_back", _("%(code)s: cancelled the request to %(partner)s")),
        to_partner(
            "asking_taken_back",
            _("%(place)s %(year)s: the request for activity %(number)s was cancelled"),
            several=ngettext_lazy(
                "%(place)s %(year)s: the requests for %(count)s activity were cancelled",
                "%(place)s %(year)s: the requests for %(count)s activities were cancelled",
            ),
        ),
    ),
    # What partners answer.
    "offer": OFFER,
    "answer_with_offer": OFFER,
    "change_offer": Verb(
        Said("support.offer_changed", _("%(code)s: %(partner)s changed its offer to %(what)s")),
        to_drafters(
            "offer_changed", _("%(place)s %(year)s: a partner changed its offer for activity %(number)s")
        ),
    ),
    "take_back_offer": Verb(
        Said("support.offer_taken_back", _("%(code)s: %(partner)s cancelled its offer")),
        to_drafters(
            "offer_taken_back", _("%(place)s %(year)s: a partner cancelled its offer for activity %(number)s")
        ),
    ),
    "decline_asking": Verb(
        Said("support.asking_declined", _("%(code)s: %(partner)s declined the request")),
        to_drafters(
            "asking_declined", _("%(place)s %(year)s: a partner declined the request for activity %(number)s")
        ),
    ),
    "nothing_to_offer": Verb(
        Said("draft.nothing_to_offer", _("%(partner)s has nothing to offer")),
        to_drafters(
            "nothing_to_offer", _("%(place)s %(year)s: a partner has nothing to offer"), page="consultation"
        ),
    ),
    # What partners are answered.
    "accept_offer": Verb(
        Said("support.accepted", _("%(code)s: accepted %(what)s from %(partner)s")),
        to_supporter(
            "offer_accepted", _("%(place)s %(year)s: your offer for activity %(number)s was accepted")
        ),
    ),
    "decline_offer": Verb(
        Said("support.declined", _("%(code)s: declined %(what)s from %(partner)s")),
        to_partner(
            "offer_declined", _("%(place)s %(year)s: your offer for activity %(number)s was declined")
        ),
    ),
    "record_yes": Verb(
        Said("support.told_accepted", _("%(code)s: recorded support of %(partner)s: %(what)s")),
        to_supporter(
            "yes_recorded", _("%(place)s %(year)s: your support for activity %(number)s was recorded")
        ),
    ),
    "record_no": Verb(
        Said("support.told_declined", _("%(code)s: recorded that %(partner)s gives nothing")),
        to_partner(
            "no_recorded",
            _("%(place)s %(year)s: it was recorded that you do not support activity %(number)s"),
        ),
    ),
    "lower_support": Verb(
        Said(
            "support.lowered_from",
            _("%(code)s: lowered the support of %(partner)s from %(before)s to %(what)s"),
        ),
        # Trails from before the amount before have it; now it is `support.lowered_from`.
        Said("support.lowered", _("%(code)s: lowered the support of %(partner)s to %(what)s")),
        to_supporter(
            "support_lowered", _("%(place)s %(year)s: your support for activity %(number)s was lowered")
        ),
    ),
    "end_support": Verb(
        Said("support.ended", _("%(code)s: ended the support of %(partner)s")),
        Said(
            "support.ended_with_opening",
            _("%(code)s: the request to %(partner)s ended, because its access to the draft ended"),
        ),
        Said(
            "support.ended_with_line",
            _("%(code)s: requests and support of %(partner)s ended, because the activity was withdrawn"),
        ),
        Said(
            "support.ended_with_plan",
            _("%(code)s: requests and offers of %(partner)s ended, because the workplan was closed"),
        ),
        to_partner(
            "support_ended",
            _("%(place)s %(year)s: your part in activity %(number)s has ended"),
            several=ngettext_lazy(
                "%(place)s %(year)s: your part in %(count)s activity has ended",
                "%(place)s %(year)s: your part in %(count)s activities has ended",
            ),
        ),
    ),
    "keep_support_in_reserve": Verb(
        Said(
            "support.now_in_reserve",
            _("%(code)s: is now in reserve. The support of %(partner)s, %(what)s, stays accepted"),
        ),
        notice(
            "support_in_reserve",
            _("%(place)s %(year)s: activity %(number)s, which has partner support, is now in reserve"),
            who=(Who.PARTNER, Who.LEADS),
            several=ngettext_lazy(
                "%(place)s %(year)s: %(count)s activity with partner support is now in reserve",
                "%(place)s %(year)s: %(count)s activities with partner support are now in reserve",
            ),
            page="activity",
        ),
    ),
    # What the Secretariat gives beside money, and what becomes approved without a new decision.
    "meet_need": Verb(
        Said("need.met", _("%(code)s: the Secretariat meets a technical need")),
        to_drafters(
            "need_met",
            _("%(place)s %(year)s: the Secretariat meets a technical need"),
            kind=NoticeKind.OTHERS,
            numbered=_("%(place)s %(year)s: the Secretariat meets a technical need of activity %(number)s"),
        ),
    ),
    "unmeet_need": Verb(
        Said("need.not_met", _("%(code)s: the Secretariat no longer meets a technical need"))
    ),
    "freeze_support": Verb(
        Said("support.in_force", _("Version %(number)s: updated the accepted support of partners")),
        Said(
            "need.in_force",
            _("Version %(number)s: updated the technical needs that the Secretariat meets"),
        ),
    ),
}
