"""The verbs of plans, comments and people: a row each, with what people are told of it, and how.

Every verb that is recorded has a row, also one without a notice (tests/reporting/notices/test_routing.py). A code is never
changed: stored notices name it.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.statuses import NoticeKind
from commit_portal.workflow.events import Still, Tell, Verbs, Who, register_verbs

WAITS, COMMENTS, OFFERS, OTHERS = NoticeKind
TASKFORCE = (Who.OFFICERS, Who.LEADS, Who.MEMBERS)
COUNTRY = (*TASKFORCE, Who.DESK)
DRAFTERS = (Who.LEADS, Who.OFFICERS)
PARTNER = (Who.PARTNER,)

COUNTRY_ASKED = Tell(
    "country_asked",
    _("Regional workplan %(year)s: answer whether your country takes part in activity %(number)s"),
    (Who.ASKED_COUNTRIES,),
    WAITS,
    once_a_day=True,
    several=ngettext_lazy(
        "Regional workplan %(year)s: answer whether your country takes part in %(count)s activity",
        "Regional workplan %(year)s: answer whether your country takes part in %(count)s activities",
        "count",
    ),
)
ASKED = Tell(
    "asked",
    _("%(place)s %(year)s: you are asked to support activity %(number)s"),
    (Who.ASKED_PARTNER,),
    OFFERS,
    Still.DRAFT,
    several=ngettext_lazy(
        "%(place)s %(year)s: you are asked to support %(count)s activity",
        "%(place)s %(year)s: you are asked to support %(count)s activities",
        "count",
    ),
    page="activity",
)
OFFERED = Tell(
    "offered",
    _("%(place)s %(year)s: a partner offers support for activity %(number)s"),
    DRAFTERS,
    OFFERS,
    page="activity",
)

PLANS: Verbs = {
    # The way of a plan.
    "submit": (
        Tell(
            "submitted",
            _("%(place)s %(year)s: the workplan was submitted"),
            (Who.DESK, Who.REGIONAL_OFFICE, Who.OFFICERS),
            WAITS,
        ),
        Tell(
            "needs_unmet",
            _("%(place)s %(year)s: technical needs are not met yet"),
            (Who.DESK_WITH_NEEDS,),
            OTHERS,
        ),
    ),
    "take_back": (
        Tell(
            "taken_back",
            _("%(place)s %(year)s: the submission of the workplan was cancelled"),
            (Who.DESK, Who.REGIONAL_OFFICE, Who.OFFICERS),
            WAITS,
        ),
    ),
    "send_decisions": (
        Tell("decided", _("%(place)s %(year)s: the Secretariat sent its decisions"), TASKFORCE, WAITS),
    ),
    "amend": (
        Tell("amended", _("%(place)s %(year)s: an amendment of the workplan was started"), COUNTRY, OTHERS),
    ),
    "drop_amendment": (
        Tell("amendment_dropped", _("%(place)s %(year)s: the amendment was cancelled"), COUNTRY, OTHERS),
    ),
    "close": (Tell("closed", _("%(place)s %(year)s: the workplan was closed"), COUNTRY, OTHERS),),
    "reopen": (Tell("reopened", _("%(place)s %(year)s: the workplan was opened again"), COUNTRY, OTHERS),),
    "release": (
        Tell(
            "released",
            _("%(place)s %(year)s: the workplan was released to you"),
            (Who.AUDIENCE,),
            OTHERS,
            Still.VERSION,
        ),
    ),
    # The regional plan.
    "add": (COUNTRY_ASKED,),
    "carry": (COUNTRY_ASKED,),
    "change": (COUNTRY_ASKED,),
    "confirm": (
        Tell(
            "country_confirmed",
            _("Regional workplan %(year)s: a country takes part in activity %(number)s"),
            (Who.REGIONAL_OFFICE,),
            WAITS,
            page="activity",
        ),
    ),
    "decline": (
        Tell(
            "country_declined",
            _("Regional workplan %(year)s: a country does not take part in activity %(number)s"),
            (Who.REGIONAL_OFFICE,),
            WAITS,
            page="activity",
        ),
    ),
    "propose_regional": (
        Tell(
            "proposed",
            _("Regional workplan %(year)s: it was proposed, and a second person must approve it"),
            (Who.REGIONAL_OFFICE,),
            WAITS,
        ),
    ),
    "put_in_force": (
        Tell("in_force", _("Regional workplan %(year)s: it is approved"), (Who.AUDIENCE,), OTHERS),
    ),
    # Partners: what is opened to them, asked of them and answered to them.
    "open": (
        Tell(
            "opened",
            _("%(place)s %(year)s: you can read the draft workplan"),
            (Who.READER,),
            OFFERS,
            Still.DRAFT,
            dated=_("%(place)s %(year)s: you can read the draft workplan until %(day)s"),
        ),
    ),
    "move_last_day": (
        Tell(
            "last_day_moved",
            _("%(place)s %(year)s: the consultation has a new last day"),
            PARTNER,
            OFFERS,
            Still.DRAFT,
            dated=_("%(place)s %(year)s: the last day of the consultation is now %(day)s"),
        ),
    ),
    "end_opening": (
        Tell(
            "opening_ended",
            _("%(place)s %(year)s: you can no longer read the draft workplan"),
            (Who.READER,),
            OFFERS,
        ),
    ),
    "ask": (ASKED,),
    "show_asking": (ASKED,),
    "change_asking": (
        Tell(
            "asking_changed",
            _("%(place)s %(year)s: the request for activity %(number)s has changed"),
            (Who.ASKED_PARTNER,),
            OFFERS,
            Still.DRAFT,
            several=ngettext_lazy(
                "%(place)s %(year)s: the requests for %(count)s activity have changed",
                "%(place)s %(year)s: the requests for %(count)s activities have changed",
                "count",
            ),
            page="activity",
        ),
    ),
    "take_back_asking": (
        Tell(
            "asking_taken_back",
            _("%(place)s %(year)s: the request for activity %(number)s was cancelled"),
            PARTNER,
            OFFERS,
            several=ngettext_lazy(
                "%(place)s %(year)s: the requests for %(count)s activity were cancelled",
                "%(place)s %(year)s: the requests for %(count)s activities were cancelled",
                "count",
            ),
        ),
    ),
    "accept_offer": (
        Tell(
            "offer_accepted",
            _("%(place)s %(year)s: your offer for activity %(number)s was accepted"),
            PARTNER,
            OFFERS,
            page="activity",
        ),
    ),
    "decline_offer": (
        Tell(
            "offer_declined",
            _("%(place)s %(year)s: your offer for activity %(number)s was declined"),
            PARTNER,
            OFFERS,
        ),
    ),
    "record_yes": (
        Tell(
            "yes_recorded",
            _("%(place)s %(year)s: your support for activity %(number)s was recorded"),
            PARTNER,
            OFFERS,
            page="activity",
        ),
    ),
    "record_no": (
        Tell(
            "no_recorded",
            _("%(place)s %(year)s: it was recorded that you do not support activity %(number)s"),
            PARTNER,
            OFFERS,
        ),
    ),
    "lower_support": (
        Tell(
            "support_lowered",
            _("%(place)s %(year)s: your support for activity %(number)s was lowered"),
            PARTNER,
            OFFERS,
            page="activity",
        ),
    ),
    "end_support": (
        Tell(
            "support_ended",
            _("%(place)s %(year)s: your part in activity %(number)s has ended"),
            PARTNER,
            OFFERS,
            several=ngettext_lazy(
                "%(place)s %(year)s: your part in %(count)s activity has ended",
                "%(place)s %(year)s: your part in %(count)s activities has ended",
                "count",
            ),
        ),
    ),
    "keep_support_in_reserve": (
        Tell(
            "support_in_reserve",
            _("%(place)s %(year)s: activity %(number)s, which has partner support, is now in reserve"),
            (Who.PARTNER, Who.LEADS),
            OFFERS,
            several=ngettext_lazy(
                "%(place)s %(year)s: %(count)s activity with partner support is now in reserve",
                "%(place)s %(year)s: %(count)s activities with partner support are now in reserve",
                "count",
            ),
            page="activity",
        ),
    ),
    # Partners: what they answer.
    "offer": (OFFERED,),
    "answer_with_offer": (OFFERED,),
    "change_offer": (
        Tell(
            "offer_changed",
            _("%(place)s %(year)s: a partner changed its offer for activity %(number)s"),
            DRAFTERS,
            OFFERS,
            page="activity",
        ),
    ),
    "take_back_offer": (
        Tell(
            "offer_taken_back",
            _("%(place)s %(year)s: a partner cancelled its offer for activity %(number)s"),
            DRAFTERS,
            OFFERS,
            page="activity",
        ),
    ),
    "decline_asking": (
        Tell(
            "asking_declined",
            _("%(place)s %(year)s: a partner declined the request for activity %(number)s"),
            DRAFTERS,
            OFFERS,
            page="activity",
        ),
    ),
    "nothing_to_offer": (
        Tell(
            "nothing_to_offer",
            _("%(place)s %(year)s: a partner has nothing to offer"),
            DRAFTERS,
            OFFERS,
            page="consultation",
        ),
    ),
    "meet_need": (
        Tell(
            "need_met",
            _("%(place)s %(year)s: the Secretariat meets a technical need"),
            DRAFTERS,
            OTHERS,
            numbered=_("%(place)s %(year)s: the Secretariat meets a technical need of activity %(number)s"),
            page="activity",
        ),
    ),
    # The ministries.
    "ask_ministries": (
        Tell(
            "ministry_asked",
            _("%(place)s %(year)s: answer whether your ministry agrees to the workplan"),
            (Who.ASKED_MINISTRIES,),
            WAITS,
            page="ministry_answer",
        ),
    ),
    "answer_for_ministry": (
        Tell(
            "ministry_answered",
            _("%(place)s %(year)s: a ministry answered whether it agrees"),
            (Who.LEADS,),
            OTHERS,
            page="ministries",
        ),
    ),
    "record_for_ministry": (
        Tell(
            "ministry_recorded",
            _("%(place)s %(year)s: the answer of a ministry on paper was recorded"),
            (Who.LEADS,),
            OTHERS,
            page="ministries",
        ),
    ),
    # What follows from an event with a notice, or ends something without one.
    **dict.fromkeys(("freeze_support", "set_aside", "end_release"), ()),
    # What people do inside their own part, before they hand it over.
    **dict.fromkeys(
        ("withdraw", "restore", "undo", "unlock", "keep", "needs", "unmeet_need", "decide"),
        (),
    ),
}
TALK: Verbs = {
    "comment": (
        Tell(
            "comment_for_you",
            _("%(place)s %(year)s: new comment for you"),
            (Who.CALLED,),
            WAITS,
            Still.WORDS,
            numbered=_("%(place)s %(year)s: new comment for you on activity %(number)s"),
        ),
        Tell(
            "commented",
            _("%(place)s %(year)s: new comment"),
            (Who.WRITERS, Who.ADDRESSED),
            COMMENTS,
            Still.WORDS,
            numbered=_("%(place)s %(year)s: new comment on activity %(number)s"),
        ),
    ),
    "comment_settled": (
        Tell(
            "thread_settled",
            _("%(place)s %(year)s: a thread of comments was closed"),
            (Who.WRITERS,),
            COMMENTS,
            Still.THREAD,
            numbered=_("%(place)s %(year)s: a thread of comments on activity %(number)s was closed"),
        ),
    ),
    "comment_reopened": (
        Tell(
            "thread_reopened",
            _("%(place)s %(year)s: a thread of comments was opened again"),
            (Who.WRITERS,),
            COMMENTS,
            Still.THREAD,
            numbered=_("%(place)s %(year)s: a thread of comments on activity %(number)s was opened again"),
        ),
    ),
    "comment_taken_back": (),
}
# No notice: the page of years shows it, and an invitation is a mail of its own.
YEARS: Verbs = dict.fromkeys(("open_year", "extend_year", "set_step"), ())
TASKFORCES: Verbs = dict.fromkeys(
    (
        "load",
        "name_signing_bodies",
        "seat",
        "end_seat",
        "stop_seat",
        "close_account",
        "reopen_account",
        "name_ministry",
    ),
    (),
)
PEOPLE: Verbs = dict.fromkeys(
    (
        "invite",
        "invite_again",
        "seat",
        "end_seat",
        "stop_seat",
        "close_account",
        "reopen_account",
        "name_ministry",
        "keep_account",
    ),
    (),
)
VERBS: dict[str, Verbs] = {
    "workplan": PLANS,
    "comment": TALK,
    "annualcycle": YEARS,
    "taskforce": TASKFORCES,
    "user": PEOPLE,
}

register_verbs(VERBS)
