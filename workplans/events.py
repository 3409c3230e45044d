"""The verbs of plans, comments and people: a row each, with what people are told of it, and how.

Every verb that is recorded has a row, also one without a notice (tests/reporting/notices/test_routing.py). A code is never
changed: stored notices name it.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import Sentence
from commit_portal.statuses import NoticeKind
from commit_portal.workflow.events import Still, Tell, Verbs, Who, register_verbs, tell

WAITS, COMMENTS, OFFERS, OTHERS = NoticeKind
TASKFORCE = (Who.OFFICERS, Who.LEADS, Who.MEMBERS)
COUNTRY = (*TASKFORCE, Who.DESK)


def to_partner(says: str, said: Sentence, **more: Any) -> tuple[Tell, ...]:
    """A notice to the partner that the event names."""
    return tell(says, said, Who.PARTNER, kind=OFFERS, **more)


def to_drafters(says: str, said: Sentence, **more: Any) -> tuple[Tell, ...]:
    """A notice to the lead and the officers about what a partner answers."""
    return tell(says, said, Who.LEADS, Who.OFFICERS, kind=OFFERS, **more)


COUNTRY_ASKED = tell(
    "country_asked",
    _("Regional workplan %(year)s: answer whether your country takes part in activity %(number)s"),
    Who.ASKED_COUNTRIES,
    kind=WAITS,
    once_a_day=True,
    several=ngettext_lazy(
        "Regional workplan %(year)s: answer whether your country takes part in %(count)s activity",
        "Regional workplan %(year)s: answer whether your country takes part in %(count)s activities",
        "count",
    ),
)
ASKED = tell(
    "asked",
    _("%(place)s %(year)s: you are asked to support activity %(number)s"),
    Who.ASKED_PARTNER,
    kind=OFFERS,
    still=Still.DRAFT,
    several=ngettext_lazy(
        "%(place)s %(year)s: you are asked to support %(count)s activity",
        "%(place)s %(year)s: you are asked to support %(count)s activities",
        "count",
    ),
    page="activity",
)
OFFERED = to_drafters(
    "offered", _("%(place)s %(year)s: a partner offers support for activity %(number)s"), page="activity"
)

PLANS: Verbs = {
    # The way of a plan.
    "submit": (
        *tell(
            "submitted",
            _("%(place)s %(year)s: the workplan was submitted"),
            Who.DESK,
            Who.REGIONAL_OFFICE,
            Who.OFFICERS,
            kind=WAITS,
        ),
        *tell(
            "needs_unmet",
            _("%(place)s %(year)s: technical needs are not met yet"),
            Who.DESK_WITH_NEEDS,
            kind=OTHERS,
        ),
    ),
    "take_back": tell(
        "taken_back",
        _("%(place)s %(year)s: the submission of the workplan was cancelled"),
        Who.DESK,
        Who.REGIONAL_OFFICE,
        Who.OFFICERS,
        kind=WAITS,
    ),
    "send_decisions": tell(
        "decided", _("%(place)s %(year)s: the Secretariat sent its decisions"), *TASKFORCE, kind=WAITS
    ),
    "amend": tell(
        "amended", _("%(place)s %(year)s: an amendment of the workplan was started"), *COUNTRY, kind=OTHERS
    ),
    "drop_amendment": tell(
        "amendment_dropped", _("%(place)s %(year)s: the amendment was cancelled"), *COUNTRY, kind=OTHERS
    ),
    "close": tell("closed", _("%(place)s %(year)s: the workplan was closed"), *COUNTRY, kind=OTHERS),
    "reopen": tell("reopened", _("%(place)s %(year)s: the workplan was opened again"), *COUNTRY, kind=OTHERS),
    "release": tell(
        "released",
        _("%(place)s %(year)s: the workplan was released to you"),
        Who.AUDIENCE,
        kind=OTHERS,
        still=Still.VERSION,
    ),
    # The regional plan.
    "add": COUNTRY_ASKED,
    "carry": COUNTRY_ASKED,
    "change": COUNTRY_ASKED,
    "confirm": tell(
        "country_confirmed",
        _("Regional workplan %(year)s: a country takes part in activity %(number)s"),
        Who.REGIONAL_OFFICE,
        kind=WAITS,
        page="activity",
    ),
    "decline": tell(
        "country_declined",
        _("Regional workplan %(year)s: a country does not take part in activity %(number)s"),
        Who.REGIONAL_OFFICE,
        kind=WAITS,
        page="activity",
    ),
    "propose_regional": tell(
        "proposed",
        _("Regional workplan %(year)s: it was proposed, and a second person must approve it"),
        Who.REGIONAL_OFFICE,
        kind=WAITS,
    ),
    "put_in_force": tell(
        "in_force", _("Regional workplan %(year)s: it is approved"), Who.AUDIENCE, kind=OTHERS
    ),
    # Partners: what is opened to them, asked of them and answered to them.
    "open": tell(
        "opened",
        _("%(place)s %(year)s: you can read the draft workplan"),
        Who.READER,
        kind=OFFERS,
        still=Still.DRAFT,
        dated=_("%(place)s %(year)s: you can read the draft workplan until %(day)s"),
    ),
    "move_last_day": to_partner(
        "last_day_moved",
        _("%(place)s %(year)s: the consultation has a new last day"),
        still=Still.DRAFT,
        dated=_("%(place)s %(year)s: the last day of the consultation is now %(day)s"),
    ),
    "end_opening": tell(
        "opening_ended",
        _("%(place)s %(year)s: you can no longer read the draft workplan"),
        Who.READER,
        kind=OFFERS,
    ),
    "ask": ASKED,
    "show_asking": ASKED,
    "change_asking": tell(
        "asking_changed",
        _("%(place)s %(year)s: the request for activity %(number)s has changed"),
        Who.ASKED_PARTNER,
        kind=OFFERS,
        still=Still.DRAFT,
        several=ngettext_lazy(
            "%(place)s %(year)s: the requests for %(count)s activity have changed",
            "%(place)s %(year)s: the requests for %(count)s activities have changed",
            "count",
        ),
        page="activity",
    ),
    "take_back_asking": to_partner(
        "asking_taken_back",
        _("%(place)s %(year)s: the request for activity %(number)s was cancelled"),
        several=ngettext_lazy(
            "%(place)s %(year)s: the requests for %(count)s activity were cancelled",
            "%(place)s %(year)s: the requests for %(count)s activities were cancelled",
            "count",
        ),
    ),
    "accept_offer": to_partner(
        "offer_accepted",
        _("%(place)s %(year)s: your offer for activity %(number)s was accepted"),
        page="activity",
    ),
    "decline_offer": to_partner(
        "offer_declined", _("%(place)s %(year)s: your offer for activity %(number)s was declined")
    ),
    "record_yes": to_partner(
        "yes_recorded",
        _("%(place)s %(year)s: your support for activity %(number)s was recorded"),
        page="activity",
    ),
    "record_no": to_partner(
        "no_recorded", _("%(place)s %(year)s: it was recorded that you do not support activity %(number)s")
    ),
    "lower_support": to_partner(
        "support_lowered",
        _("%(place)s %(year)s: your support for activity %(number)s was lowered"),
        page="activity",
    ),
    "end_support": to_partner(
        "support_ended",
        _("%(place)s %(year)s: your part in activity %(number)s has ended"),
        several=ngettext_lazy(
            "%(place)s %(year)s: your part in %(count)s activity has ended",
            "%(place)s %(year)s: your part in %(count)s activities has ended",
            "count",
        ),
    ),
    "keep_support_in_reserve": tell(
        "support_in_reserve",
        _("%(place)s %(year)s: activity %(number)s, which has partner support, is now in reserve"),
        Who.PARTNER,
        Who.LEADS,
        kind=OFFERS,
        several=ngettext_lazy(
            "%(place)s %(year)s: %(count)s activity with partner support is now in reserve",
            "%(place)s %(year)s: %(count)s activities with partner support are now in reserve",
            "count",
        ),
        page="activity",
    ),
    # Partners: what they answer.
    "offer": OFFERED,
    "answer_with_offer": OFFERED,
    "change_offer": to_drafters(
        "offer_changed",
        _("%(place)s %(year)s: a partner changed its offer for activity %(number)s"),
        page="activity",
    ),
    "take_back_offer": to_drafters(
        "offer_taken_back",
        _("%(place)s %(year)s: a partner cancelled its offer for activity %(number)s"),
        page="activity",
    ),
    "decline_asking": to_drafters(
        "asking_declined",
        _("%(place)s %(year)s: a partner declined the request for activity %(number)s"),
        page="activity",
    ),
    "nothing_to_offer": to_drafters(
        "nothing_to_offer", _("%(place)s %(year)s: a partner has nothing to offer"), page="consultation"
    ),
    "meet_need": tell(
        "need_met",
        _("%(place)s %(year)s: the Secretariat provides a technical need"),
        Who.LEADS,
        Who.OFFICERS,
        kind=OTHERS,
        numbered=_("%(place)s %(year)s: the Secretariat provides a technical need of activity %(number)s"),
        page="activity",
    ),
    # The ministries.
    "ask_ministries": tell(
        "ministry_asked",
        _("%(place)s %(year)s: answer whether your ministry agrees to the workplan"),
        Who.ASKED_MINISTRIES,
        kind=WAITS,
        page="ministry_answer",
    ),
    "answer_for_ministry": tell(
        "ministry_answered",
        _("%(place)s %(year)s: a ministry answered whether it agrees"),
        Who.LEADS,
        kind=OTHERS,
        page="ministries",
    ),
    "record_for_ministry": tell(
        "ministry_recorded",
        _("%(place)s %(year)s: the answer of a ministry on paper was recorded"),
        Who.LEADS,
        kind=OTHERS,
        page="ministries",
    ),
    # What follows from an event with a notice, or ends something without one.
    **dict.fromkeys(("freeze_support", "set_aside", "end_release"), ()),
    # What people do inside their own part, before they hand it over.
    **dict.fromkeys(("withdraw", "restore", "undo", "unlock", "keep", "needs", "unmeet_need", "decide"), ()),
}
TALK: Verbs = {
    "comment": (
        *tell(
            "comment_for_you",
            _("%(place)s %(year)s: new comment for you"),
            Who.CALLED,
            kind=WAITS,
            still=Still.WORDS,
            numbered=_("%(place)s %(year)s: new comment for you on activity %(number)s"),
        ),
        *tell(
            "commented",
            _("%(place)s %(year)s: new comment"),
            Who.WRITERS,
            Who.ADDRESSED,
            kind=COMMENTS,
            still=Still.WORDS,
            numbered=_("%(place)s %(year)s: new comment on activity %(number)s"),
        ),
    ),
    "comment_settled": tell(
        "thread_settled",
        _("%(place)s %(year)s: a thread of comments was closed"),
        Who.WRITERS,
        kind=COMMENTS,
        still=Still.THREAD,
        numbered=_("%(place)s %(year)s: a thread of comments on activity %(number)s was closed"),
    ),
    "comment_reopened": tell(
        "thread_reopened",
        _("%(place)s %(year)s: a thread of comments was opened again"),
        Who.WRITERS,
        kind=COMMENTS,
        still=Still.THREAD,
        numbered=_("%(place)s %(year)s: a thread of comments on activity %(number)s was opened again"),
    ),
    "comment_taken_back": (),
}
# No notice: the page of years shows it, and an invitation is a mail of its own.
YEARS: Verbs = dict.fromkeys(("open_year", "extend_year", "set_step"), ())
SEATS = ("seat", "end_seat", "stop_seat", "close_account", "reopen_account", "name_ministry")
TASKFORCES: Verbs = dict.fromkeys(("load", "name_signing_bodies", *SEATS), ())
PEOPLE: Verbs = dict.fromkeys(("invite", "invite_again", "keep_account", *SEATS), ())
VERBS: dict[str, Verbs] = {
    "workplan": PLANS,
    "comment": TALK,
    "annualcycle": YEARS,
    "taskforce": TASKFORCES,
    "user": PEOPLE,
}

register_verbs(VERBS)
