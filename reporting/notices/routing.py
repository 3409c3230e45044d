"""Which event is told, to whom, and how: one table, and no code that decides beside it.

Every verb that is recorded anywhere has a row; `NOBODY` is a row too (tests/reporting/notices/test_routing.py). A new
row is one line here and one sentence in `reporting.notices.messages`.
"""

from dataclasses import dataclass
from enum import Enum, auto

from commit_portal.statuses import NoticeKind

WAITS, COMMENTS, OFFERS, OTHERS = (
    NoticeKind.WAITS,
    NoticeKind.COMMENTS,
    NoticeKind.OFFERS,
    NoticeKind.OTHERS,
)


class Who(Enum):
    """Whom an event concerns, beside whoever did it.

    Of the regional workplan the regional office is officer and lead, and it has no members and no desk.
    """

    OFFICERS = auto()
    LEADS = auto()
    MEMBERS = auto()
    DESK = auto()
    REGIONAL_OFFICE = auto()
    # The partner that the event names; the desk, where a draft is opened to the desk.
    READER = auto()
    PARTNER = auto()
    # The partner that is asked, once it can read that.
    ASKED_PARTNER = auto()
    # Those to whom a plan or an edition is released.
    AUDIENCE = auto()
    # Leads of countries that are asked whether they take part in a regional activity.
    ASKED_COUNTRIES = auto()
    # Leads of the taskforces that a recommendation is addressed to.
    ADDRESSEES = auto()
    # Officers and leads of every taskforce that answers in a review; its members and desk, who read along.
    ANSWERING = auto()
    FOLLOWING = auto()
    # The desk of a plan that was submitted with technical needs that nobody meets.
    DESK_WITH_NEEDS = auto()
    # Members of the ministries that were asked with the event.
    ASKED_MINISTRIES = auto()
    # Of those who read a thread of comments: whom the comment calls, who else wrote in it, and those to whom the
    # audience speaks: the lead, the desk, the partner.
    CALLED = auto()
    WRITERS = auto()
    ADDRESSED = auto()


class Still(Enum):
    """What the person must still have when the mail leaves. The seat they must hold in any case."""

    SEAT = auto()
    # They read the draft or a line of it.
    DRAFT = auto()
    # They read the approved version of the plan.
    VERSION = auto()
    # They read the editions of this audience.
    EDITION = auto()
    # They read the thread of comments.
    THREAD = auto()
    # They read the thread, and words of somebody else still stand in it.
    WORDS = auto()


@dataclass(frozen=True)
class Route:
    """One row: the sentence is `notice.SAYS`, and the kind says how it reaches people who have chosen nothing.

    `once_a_day`: the same is told to a person at most once a day, however often it happens.
    """

    says: str
    who: tuple[Who, ...]
    kind: NoticeKind
    still: Still = Still.SEAT
    once_a_day: bool = False


NOBODY: tuple[Route, ...] = ()
TASKFORCE = (Who.OFFICERS, Who.LEADS, Who.MEMBERS)


def tell(
    says: str, *who: Who, kind: NoticeKind, still: Still = Still.SEAT, once_a_day: bool = False
) -> tuple[Route, ...]:
    """A row of the table."""
    return (Route(says, who, kind, still, once_a_day),)


# By the model and the verb of the event.
TABLE: dict[str, tuple[Route, ...]] = {
    # The way of a plan.
    "workplan.submit": (
        *tell("submitted", Who.DESK, Who.REGIONAL_OFFICE, Who.OFFICERS, kind=WAITS),
        *tell("needs_unmet", Who.DESK_WITH_NEEDS, kind=OTHERS),
    ),
    "workplan.take_back": tell("taken_back", Who.DESK, Who.REGIONAL_OFFICE, Who.OFFICERS, kind=WAITS),
    "workplan.send_decisions": tell("decided", *TASKFORCE, kind=WAITS),
    "workplan.amend": tell("amended", *TASKFORCE, Who.DESK, kind=OTHERS),
    "workplan.drop_amendment": tell("amendment_dropped", *TASKFORCE, Who.DESK, kind=OTHERS),
    "workplan.close": tell("closed", *TASKFORCE, Who.DESK, kind=OTHERS),
    "workplan.reopen": tell("reopened", *TASKFORCE, Who.DESK, kind=OTHERS),
    "workplan.release": tell("released", Who.AUDIENCE, kind=OTHERS, still=Still.VERSION),
    # The regional plan.
    "workplan.add": tell("country_asked", Who.ASKED_COUNTRIES, kind=WAITS, once_a_day=True),
    "workplan.carry": tell("country_asked", Who.ASKED_COUNTRIES, kind=WAITS, once_a_day=True),
    "workplan.change": tell("country_asked", Who.ASKED_COUNTRIES, kind=WAITS, once_a_day=True),
    "workplan.confirm": tell("country_confirmed", Who.REGIONAL_OFFICE, kind=WAITS),
    "workplan.decline": tell("country_declined", Who.REGIONAL_OFFICE, kind=WAITS),
    "workplan.propose_regional": tell("proposed", Who.REGIONAL_OFFICE, kind=WAITS),
    "workplan.put_in_force": tell("in_force", Who.AUDIENCE, kind=OTHERS),
    # Partners: what is opened to them, asked of them and answered to them.
    "workplan.open": tell("opened", Who.READER, kind=OFFERS, still=Still.DRAFT),
    "workplan.move_last_day": tell("last_day_moved", Who.PARTNER, kind=OFFERS, still=Still.DRAFT),
    "workplan.end_opening": tell("opening_ended", Who.READER, kind=OFFERS),
    "workplan.ask": tell("asked", Who.ASKED_PARTNER, kind=OFFERS, still=Still.DRAFT),
    "workplan.show_asking": tell("asked", Who.ASKED_PARTNER, kind=OFFERS, still=Still.DRAFT),
    "workplan.change_asking": tell("asking_changed", Who.ASKED_PARTNER, kind=OFFERS, still=Still.DRAFT),
    "workplan.take_back_asking": tell("asking_taken_back", Who.PARTNER, kind=OFFERS),
    "workplan.accept_offer": tell("offer_accepted", Who.PARTNER, kind=OFFERS),
    "workplan.decline_offer": tell("offer_declined", Who.PARTNER, kind=OFFERS),
    "workplan.record_yes": tell("yes_recorded", Who.PARTNER, kind=OFFERS),
    "workplan.record_no": tell("no_recorded", Who.PARTNER, kind=OFFERS),
    "workplan.lower_support": tell("support_lowered", Who.PARTNER, kind=OFFERS),
    "workplan.end_support": tell("support_ended", Who.PARTNER, kind=OFFERS),
    "workplan.keep_support_in_reserve": tell("support_in_reserve", Who.PARTNER, Who.LEADS, kind=OFFERS),
    # Partners: what they answer.
    "workplan.offer": tell("offered", Who.LEADS, Who.OFFICERS, kind=OFFERS),
    "workplan.answer_with_offer": tell("offered", Who.LEADS, Who.OFFICERS, kind=OFFERS),
    "workplan.change_offer": tell("offer_changed", Who.LEADS, Who.OFFICERS, kind=OFFERS),
    "workplan.take_back_offer": tell("offer_taken_back", Who.LEADS, Who.OFFICERS, kind=OFFERS),
    "workplan.decline_asking": tell("asking_declined", Who.LEADS, Who.OFFICERS, kind=OFFERS),
    "workplan.nothing_to_offer": tell("nothing_to_offer", Who.LEADS, Who.OFFICERS, kind=OFFERS),
    "workplan.meet_need": tell("need_met", Who.LEADS, Who.OFFICERS, kind=OTHERS),
    # The ministries' word.
    "workplan.ask_ministries": tell("ministry_asked", Who.ASKED_MINISTRIES, kind=WAITS),
    "workplan.answer_for_ministry": tell("ministry_answered", Who.LEADS, kind=OTHERS),
    "workplan.record_for_ministry": tell("ministry_recorded", Who.LEADS, kind=OTHERS),
    # Comments.
    "comment.comment": (
        *tell("comment_for_you", Who.CALLED, kind=WAITS, still=Still.WORDS),
        *tell("commented", Who.WRITERS, Who.ADDRESSED, kind=COMMENTS, still=Still.WORDS),
    ),
    "comment.comment_settled": tell("thread_settled", Who.WRITERS, kind=COMMENTS, still=Still.THREAD),
    "comment.comment_reopened": tell("thread_reopened", Who.WRITERS, kind=COMMENTS, still=Still.THREAD),
    # Reviews, recommendations, editions.
    "review.open_review": (
        *tell("review_opened", Who.ANSWERING, kind=WAITS),
        *tell("review_begun", Who.FOLLOWING, kind=OTHERS),
    ),
    "countryreview.reopen_answers": tell("answers_reopened", *TASKFORCE, Who.DESK, kind=WAITS),
    "meeting.recommend": tell("recommended", Who.ADDRESSEES, kind=WAITS),
    "annualreport.release": tell("edition_released", Who.AUDIENCE, kind=OTHERS, still=Still.EDITION),
    "annualreport.fail": tell("edition_failed", Who.REGIONAL_OFFICE, kind=WAITS),
    "printedform.fail": tell("form_failed", Who.REGIONAL_OFFICE, kind=WAITS),
    # What follows from an event that is told, or ends what nobody was told of.
    **dict.fromkeys(
        (
            "workplan.freeze_support",
            "workplan.set_aside",
            "workplan.end_release",
            "countryreview.close_answers",
            "annualreport.replace",
        ),
        NOBODY,
    ),
    # What people do inside their own part, before they hand it over.
    **dict.fromkeys(
        (
            "workplan.withdraw",
            "workplan.restore",
            "workplan.undo",
            "workplan.unlock",
            "workplan.keep",
            "workplan.needs",
            "workplan.unmeet_need",
            "workplan.decide",
            "countryreview.answer",
            "countryreview.submit_answers",
            "taskforce.name_signing_bodies",
            "comment.comment_taken_back",
        ),
        NOBODY,
    ),
    # What the portal shows on its pages of years, meetings and reviews, and the files that it makes.
    **dict.fromkeys(
        (
            "annualcycle.open_year",
            "annualcycle.extend_year",
            "annualcycle.set_step",
            "review.plan_review",
            "review.set_meeting",
            "review.close_review",
            "meeting.add_meeting",
            "meeting.change_meeting",
            "meeting.follow_up",
            "meeting.take_days",
            "annualreport.ask",
            "annualreport.try_again",
            "annualreport.make",
            "printedform.print",
            "printedform.make",
            "printedform.make_again",
        ),
        NOBODY,
    ),
    # The plan of action, reference data, people and their seats: an invitation is a mail of its own.
    **dict.fromkeys(
        (
            "actionplan.load",
            "taskforce.load",
            "meeting.load",
            "actionplan.draft_plan",
            "actionplan.agree",
            "actionplan.endorse",
            "actionplan.supersede",
            "actionplan.extend_plan",
            "actionplan.add_text",
            "actionplan.change_text",
            "actionplan.remove_text",
            "actionplan.import_text",
            "actionplan.correct_text",
            "user.invite",
            "user.seat",
            "user.end_seat",
            "user.stop_seat",
            "user.close_account",
            "user.reopen_account",
            "user.name_ministry",
            "user.keep_account",
            "user.end_sessions",
            "user.choose_mails",
            "user.make_calendar",
            "user.end_calendar",
            "user.invite_again",
            "mail.send_again",
            "fault.tell_again",
            "taskforce.seat",
            "taskforce.end_seat",
            "taskforce.stop_seat",
            "taskforce.close_account",
            "taskforce.reopen_account",
            "taskforce.name_ministry",
        ),
        NOBODY,
    ),
}
# What the reader must still have, by what the notice says.
STILL: dict[str, Still] = {row.says: row.still for rows in TABLE.values() for row in rows}
