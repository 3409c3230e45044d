"""The verbs of reviews, meetings, editions, notices and the own account: a row each, as in `workplans.events`."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n import ngettext_lazy, register
from commit_portal.statuses import NoticeKind
from commit_portal.workflow.events import Said, Still, Tell, Verb, Verbs, Who, register_verbs
from workplans.statuses import Audience

waits, others = partial(Tell, kind=NoticeKind.WAITS), partial(Tell, kind=NoticeKind.OTHERS)
to_answering = partial(waits, who=(Who.OFFICERS, Who.LEADS))
to_office = partial(waits, who=(Who.REGIONAL_OFFICE,))

VERBS: dict[str, Verbs] = {
    "review": {
        "set_meeting": Verb(
            Said("review.joined", _("Linked the review to %(meeting)s")),
            Said("review.taken_from_meeting", _("Removed the link to %(meeting)s")),
            Said("review.answers_until", _("Set the last day for answers to %(day)s")),
            Said("review.answers_without_day", _("Removed the last day for answers")),
        ),
        "open_review": Verb(
            Said("review.opened", _("Opened the review")),
            waits(
                "review_opened",
                _("%(review)s %(year)s: please answer"),
                who=(Who.ANSWERING,),
                dated=_("%(review)s %(year)s: please answer by %(day)s"),
            ),
            others(
                "review_begun",
                _("%(review)s %(year)s: the taskforces can answer now"),
                who=(Who.FOLLOWING,),
                dated=_("%(review)s %(year)s: the taskforces can answer until %(day)s"),
            ),
        ),
        "close_review": Verb(
            Said(
                "review.was_closed",
                _("Closed the review. Submitted answers change only if the regional office reopens them"),
            )
        ),
    },
    "countryreview": {
        "answer": Verb(
            Said("answers.saved", ngettext_lazy("Saved %(count)s answer", "Saved %(count)s answers")),
            Said(
                "answers.spending_entered",
                ngettext_lazy(
                    "Entered what the Secretariat spent on %(count)s activity",
                    "Entered what the Secretariat spent on %(count)s activities",
                ),
            ),
        ),
        "add_evidence": Verb(Said("evidence.added", _("Added evidence to %(code)s"))),
        "answer_evidence": Verb(
            Said("evidence.answered", _("Answered the question about personal data in a file of %(code)s"))
        ),
        "remove_evidence": Verb(Said("evidence.removed", _("Removed evidence from %(code)s"))),
        "rename_evidence": Verb(Said("evidence.renamed", _("Changed the title of evidence for %(code)s"))),
        "show_evidence": Verb(
            Said(
                "evidence.readers_are",
                _("Chose the other readers of the evidence for %(code)s, %(name)s: %(readers)s"),
            ),
            *(Said(f"evidence.reader_{audience}", audience.label) for audience in Audience),
            Said("evidence.reader_none", _("nobody")),
            Said("evidence.shown", _("Changed who can read the evidence for %(code)s")),
        ),
        "forget_evidence": Verb(
            Said("evidence.forgotten", _("Deleted a file, because the question about it had no answer"))
        ),
        "submit_answers": Verb(
            Said("answers.submitted", _("Submitted the answers")),
            others(
                "answers_submitted",
                _("%(place)s, %(review)s %(year)s: the answers are submitted"),
                who=(Who.REGIONAL_OFFICE, Who.DESK),
            ),
        ),
        "remind": Verb(
            Said("answers.reminded", _("Reminded %(taskforce)s of the answers")),
            to_answering(
                "answers_missing",
                _("%(place)s, %(review)s %(year)s: the answers are not submitted"),
                dated=_("%(place)s, %(review)s %(year)s: the answers are not submitted. Last day: %(day)s"),
            ),
        ),
        "ask_question": Verb(
            Said("question.asked", _("Asked a question about the answer for %(what)s")),
            to_answering(
                "question_asked", _("%(place)s, %(review)s %(year)s: the desk asks about one of your answers")
            ),
        ),
        "answer_question": Verb(
            Said("question.answered", _("Answered the question about the answer for %(what)s")),
            others(
                "question_answered",
                _("%(place)s, %(review)s %(year)s: the taskforce answered your question"),
                who=(Who.DESK,),
            ),
        ),
        "close_answers": Verb(Said("answers.closed", _("Closed the answers together with the review"))),
        "reopen_answers": Verb(
            Said("answers.reopened", _("Reopened the answers of %(taskforce)s")),
            to_answering(
                "answers_reopened",
                _("%(place)s, %(review)s %(year)s: the answers were opened again"),
                informs=(Who.MEMBERS, Who.DESK),
            ),
        ),
    },
    "meeting": {
        "load": Verb(Said("meeting.loaded", _("Added the meeting from public sources"))),
        "add_meeting": Verb(Said("meeting.added", _("Added %(meeting)s"))),
        "change_meeting": Verb(Said("meeting.changed", _("Changed %(meeting)s"))),
        "move_meeting": Verb(
            Said("meeting.moved", _("Changed %(meeting)s. Before: %(before)s. Now: %(after)s")),
            Said("meeting.called_off", _("called off")),
            Said("meeting.not_known", _("not known yet")),
            others(
                "meeting_moved",
                _("The dates or the place of %(meeting)s changed, or the meeting is called off"),
                who=(Who.EVERY_LEAD,),
            ),
        ),
        "decide": Verb(Said("meeting.decided", _("Changed the decisions of %(meeting)s"))),
        "name_delegates": Verb(
            Said("delegates.named", _("Saved delegates, %(place)s (%(count)s): %(people)s")),
            Said(
                "delegates.changed",
                _("Saved delegates, %(place)s (%(count)s): %(people)s. New: %(new)s. Removed: %(gone)s"),
            ),
            Said("delegates.addressed", _("Changed e-mail addresses of delegates, %(place)s")),
            Said(
                "delegates.came",
                _("Saved delegates, %(place)s (took part: %(came)s of %(count)s): %(people)s"),
            ),
            others(
                "delegates_saved",
                _("%(place)s: the list of delegates to %(meeting)s changed"),
                who=(Who.LEADS,),
                once_a_day=True,
            ),
        ),
        "add_paper": Verb(Said("meeting.paper_added", _("Added the paper %(paper)s"))),
        "add_minutes": Verb(
            Said("meeting.minutes_added", _("Added the minutes of %(meeting)s")),
            others("minutes_added", _("%(meeting)s: the minutes are in the portal"), who=(Who.TAKING_PART,)),
        ),
        "remove_paper": Verb(Said("meeting.paper_removed", _("Removed the paper %(paper)s"))),
        "take_days": Verb(Said("meeting.took_days", _("Used the dates of the year for the review"))),
        "recommend": Verb(
            Said("recommendation.written", _("Added recommendation %(number)s")),
            waits(
                "recommended",
                _("A new recommendation of %(meeting)s is addressed to you"),
                who=(Who.ADDRESSEES,),
            ),
        ),
        "follow_up": Verb(
            Said("recommendation.is_open", _("Recommendation %(number)s, %(taskforce)s: open")),
            Said("recommendation.is_under_way", _("Recommendation %(number)s, %(taskforce)s: under way")),
            Said("recommendation.is_done", _("Recommendation %(number)s, %(taskforce)s: done")),
            Said(
                "recommendation.is_not_followed", _("Recommendation %(number)s, %(taskforce)s: not followed")
            ),
        ),
    },
    "annualreport": {
        "ask": Verb(Said("edition.asked", _("Asked the portal to make this edition"))),
        "try_again": Verb(Said("edition.asked_again", _("Asked the portal to make the same edition again"))),
        "make": Verb(Said("edition.made", _("Made the edition"))),
        "fail": Verb(
            Said("edition.failed", _("Could not make the edition: %(why)s")),
            to_office(
                "edition_failed",
                _("Annual report %(year)s: the draft could not be made"),
                numbered=_("Annual report %(year)s: edition %(edition)s could not be made"),
            ),
        ),
        "release": Verb(
            Said("edition.released", _("Released the edition")),
            others(
                "edition_released",
                _("Annual report %(year)s: edition %(edition)s was released to you"),
                who=(Who.AUDIENCE,),
                still=Still.EDITION,
            ),
        ),
        "replace": Verb(Said("edition.replaced", _("Replaced the edition with edition %(edition)s"))),
    },
    "reportdraft": {"write": Verb(Said("draft.written", _("Saved the text for the next edition")))},
    "printedform": {
        "print": Verb(Said("form.asked", _("Asked the portal to make this form"))),
        "make_again": Verb(Said("form.asked_again", _("Asked the portal to make the same form again"))),
        "make": Verb(Said("form.made", _("Made the printed form"))),
        "fail": Verb(
            Said("form.failed", _("Could not make the printed form: %(why)s")),
            to_office("form_failed", _("%(place)s %(year)s: the form to sign could not be made")),
        ),
    },
    "printedlist": {
        "print": Verb(Said("list.asked", _("Asked the portal to make this list"))),
        "make_again": Verb(Said("list.asked_again", _("Asked the portal to make the same list again"))),
        "make": Verb(Said("list.made", _("Made the printed list"))),
        "fail": Verb(Said("list.failed", _("Could not make the printed list: %(why)s"))),
    },
    "user": {
        "keep_account": Verb(
            Said("account.renamed", _("Changed the name from %(before)s to %(after)s")),
            Said("account.settings_saved", _("Changed the time zone or the language")),
        ),
        "end_sessions": Verb(
            Said("account.others_signed_out", _("Signed out on all other devices")),
            Said("account.factor_added", _("Added a second factor. All other devices were signed out")),
        ),
        "choose_mails": Verb(Said("mails.chosen", _("Changed the e-mail settings"))),
        "make_calendar": Verb(Said("calendar.address_made", _("Made a private link for the calendar"))),
        "end_calendar": Verb(
            Said("calendar.address_ended", _("Switched off the private link of the calendar"))
        ),
    },
    "mail": {
        "send_again": Verb(
            Said("mail.sent_again", _("Put an e-mail that was not sent into the outbox again"))
        )
    },
    "fault": {
        "tell_again": Verb(Said("notice.told_again", _("Asked the portal to write a failed notice again")))
    },
}

register_verbs(VERBS)
# Of events that were stored before. A review is opened now without being planned first.
register({"review.planned": _("Planned the review")})
