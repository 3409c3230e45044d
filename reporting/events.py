"""The verbs of reviews, meetings, editions, notices and the plan of action: a row each, with what people are told of it.

As in `workplans.events`.
"""

from django.utils.translation import gettext_lazy as _

from commit_portal.statuses import NoticeKind
from commit_portal.workflow.events import Still, Verbs, Who, register_verbs, tell
from workplans.events import COUNTRY

WAITS, OTHERS = NoticeKind.WAITS, NoticeKind.OTHERS

VERBS: dict[str, Verbs] = {
    "review": {
        "open_review": (
            *tell(
                "review_opened",
                _("%(review)s %(year)s: please answer"),
                Who.ANSWERING,
                kind=WAITS,
                dated=_("%(review)s %(year)s: please answer by %(day)s"),
            ),
            *tell(
                "review_begun",
                _("%(review)s %(year)s: the taskforces can answer now"),
                Who.FOLLOWING,
                kind=OTHERS,
                dated=_("%(review)s %(year)s: the taskforces can answer until %(day)s"),
            ),
        ),
        **dict.fromkeys(("plan_review", "set_meeting", "close_review"), ()),
    },
    "countryreview": {
        "reopen_answers": tell(
            "answers_reopened",
            _("%(place)s, %(review)s %(year)s: the answers were opened again"),
            *COUNTRY,
            kind=WAITS,
        ),
        **dict.fromkeys(("answer", "submit_answers", "close_answers"), ()),
    },
    "meeting": {
        "recommend": tell(
            "recommended",
            _("Recommendation %(edition)s of %(meeting)s is addressed to you"),
            Who.ADDRESSEES,
            kind=WAITS,
        ),
        **dict.fromkeys(("load", "add_meeting", "change_meeting", "follow_up", "take_days"), ()),
    },
    "annualreport": {
        "release": tell(
            "edition_released",
            _("Annual report %(year)s: edition %(edition)s was released to you"),
            Who.AUDIENCE,
            kind=OTHERS,
            still=Still.EDITION,
        ),
        "fail": tell(
            "edition_failed",
            _("Annual report %(year)s: edition %(edition)s could not be made"),
            Who.REGIONAL_OFFICE,
            kind=WAITS,
        ),
        **dict.fromkeys(("ask", "try_again", "make", "replace"), ()),
    },
    "printedform": {
        "fail": tell(
            "form_failed",
            _("%(place)s %(year)s: the form to sign could not be made"),
            Who.REGIONAL_OFFICE,
            kind=WAITS,
        ),
        **dict.fromkeys(("print", "make", "make_again"), ()),
    },
    "user": dict.fromkeys(("end_sessions", "choose_mails", "make_calendar", "end_calendar"), ()),
    "mail": {"send_again": ()},
    "fault": {"tell_again": ()},
    "actionplan": dict.fromkeys(
        (
            "load",
            "draft_plan",
            "agree",
            "endorse",
            "supersede",
            "extend_plan",
            "add_text",
            "change_text",
            "remove_text",
            "import_text",
            "correct_text",
        ),
        (),
    ),
}

register_verbs(VERBS)
