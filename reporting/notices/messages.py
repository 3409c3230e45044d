"""The sentences of notices and mails, by their codes (`commit_portal.i18n.messages`).

They take nothing but facts (`commit_portal.mail.payload`): `place` is a country or "Regional", `number` that of an activity
("011"), `edition` a number too.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

# What happened: the title of a notice and the subject of its mail.
register(
    {
        "notice.submitted": _("%(place)s %(year)s: the workplan was submitted"),
        "notice.taken_back": _("%(place)s %(year)s: the workplan was taken back"),
        "notice.decided": _("%(place)s %(year)s: the Secretariat sent its decisions"),
        "notice.amended": _("%(place)s %(year)s: the workplan is amended"),
        "notice.amendment_dropped": _("%(place)s %(year)s: the amendment was dropped"),
        "notice.closed": _("%(place)s %(year)s: the workplan was closed"),
        "notice.reopened": _("%(place)s %(year)s: the workplan was reopened"),
        "notice.released": _("%(place)s %(year)s: the workplan was released to you"),
        "notice.needs_unmet": _("%(place)s %(year)s: technical needs are not met yet"),
        "notice.need_met": _("%(place)s %(year)s: the Secretariat meets a technical need"),
        "notice.country_asked": ngettext_lazy(
            "Regional workplan %(year)s: confirm that your country takes part in activity %(number)s",
            "Regional workplan %(year)s: confirm that your country takes part in %(count)s activities",
            "count",
        ),
        "notice.country_confirmed": _("Regional workplan %(year)s: a country confirmed activity %(number)s"),
        "notice.country_declined": _("Regional workplan %(year)s: a country declined activity %(number)s"),
        "notice.proposed": _("Regional workplan %(year)s: put it in force"),
        "notice.in_force": _("The regional workplan %(year)s is in force"),
        "notice.opened": _("%(place)s %(year)s: you can read the draft"),
        "notice.last_day_moved": _("%(place)s %(year)s: the consultation has another last day"),
        "notice.opening_ended": _("%(place)s %(year)s: the draft is not open to you any more"),
        "notice.asked": ngettext_lazy(
            "%(place)s %(year)s: you are asked to support activity %(number)s",
            "%(place)s %(year)s: you are asked to support %(count)s activities",
            "count",
        ),
        "notice.asking_changed": ngettext_lazy(
            "%(place)s %(year)s: what you are asked for activity %(number)s has changed",
            "%(place)s %(year)s: what you are asked for %(count)s activities has changed",
            "count",
        ),
        "notice.asking_taken_back": ngettext_lazy(
            "%(place)s %(year)s: you are not asked to support activity %(number)s any more",
            "%(place)s %(year)s: you are not asked to support %(count)s activities any more",
            "count",
        ),
        "notice.offer_accepted": _("%(place)s %(year)s: your offer for activity %(number)s is accepted"),
        "notice.offer_declined": _("%(place)s %(year)s: your offer for activity %(number)s is declined"),
        "notice.yes_recorded": _("%(place)s %(year)s: your support of activity %(number)s was recorded"),
        "notice.no_recorded": _(
            "%(place)s %(year)s: it was recorded that you do not support activity %(number)s"
        ),
        "notice.support_lowered": _("%(place)s %(year)s: your support of activity %(number)s was lowered"),
        "notice.support_ended": ngettext_lazy(
            "%(place)s %(year)s: your part in activity %(number)s ended",
            "%(place)s %(year)s: your part in %(count)s activities ended",
            "count",
        ),
        "notice.support_in_reserve": ngettext_lazy(
            "%(place)s %(year)s: the supported activity %(number)s is in reserve now",
            "%(place)s %(year)s: %(count)s supported activities are in reserve now",
            "count",
        ),
        "notice.offered": _("%(place)s %(year)s: a partner offers support of activity %(number)s"),
        "notice.offer_changed": _("%(place)s %(year)s: a partner changed its offer for activity %(number)s"),
        "notice.offer_taken_back": _(
            "%(place)s %(year)s: a partner took back its offer for activity %(number)s"
        ),
        "notice.asking_declined": _("%(place)s %(year)s: a partner does not support activity %(number)s"),
        "notice.nothing_to_offer": _("%(place)s %(year)s: a partner has nothing to offer"),
        "notice.ministry_asked": _("%(place)s %(year)s: say yes or no for your ministry"),
        "notice.ministry_answered": _("%(place)s %(year)s: a ministry answered whether it agrees"),
        "notice.ministry_recorded": _("%(place)s %(year)s: the answer of a ministry on paper was recorded"),
        "notice.comment_for_you": _("%(place)s %(year)s: a comment was written for you"),
        "notice.comment_for_you_on_line": _(
            "%(place)s %(year)s: a comment on activity %(number)s was written for you"
        ),
        "notice.commented": _("%(place)s %(year)s: a comment was written"),
        "notice.commented_on_line": _("%(place)s %(year)s: a comment on activity %(number)s was written"),
        "notice.thread_settled": _("%(place)s %(year)s: a thread of comments was settled"),
        "notice.thread_settled_on_line": _(
            "%(place)s %(year)s: a thread of comments on activity %(number)s was settled"
        ),
        "notice.thread_reopened": _("%(place)s %(year)s: a thread of comments was opened again"),
        "notice.thread_reopened_on_line": _(
            "%(place)s %(year)s: a thread of comments on activity %(number)s was opened again"
        ),
        "notice.review_opened": _("%(review)s %(year)s: please answer"),
        "notice.review_begun": _("%(review)s %(year)s: the taskforces answer now"),
        "notice.answers_reopened": _("%(place)s, %(review)s %(year)s: the answers are open again"),
        "notice.recommended": _("Recommendation %(edition)s is addressed to you. Meeting: %(meeting)s"),
        "notice.edition_released": _("Annual report %(year)s: edition %(edition)s was released to you"),
        "notice.edition_failed": _("Annual report %(year)s: edition %(edition)s could not be made"),
        "notice.form_failed": _("%(place)s %(year)s: the form to sign could not be made"),
        "notice.mail_failed": _("Mails could not be sent"),
        # Deadlines. `what` says what waits ("do.NAME").
        "notice.due_before": ngettext_lazy(
            "%(what)s. It is due tomorrow, on %(day)s.",
            "%(what)s. It is due in %(count)s days, on %(day)s.",
            "count",
        ),
        "notice.due_today": _("%(what)s. It is due today, on %(day)s."),
        "notice.due_missed": _("%(what)s. It was due on %(day)s."),
        "notice.late_with_them": _("%(what)s. The taskforce had time until %(day)s."),
    }
)

# What waits, by the codes of the tasks on the home page ("task.NAME"); a deadline and a digest name it.
register(
    {
        "do.start_plan": _("%(place)s %(year)s: start the workplan"),
        "do.start_from_last_year": _("%(place)s %(year)s: start the workplan from last year"),
        "do.finish_plan": _("%(place)s %(year)s: finish the workplan"),
        "do.finish_lines": _("%(place)s %(year)s: finish the lines of the workplan"),
        "do.check_plan": _("%(place)s %(year)s: check the workplan"),
        "do.read_plan": _("%(place)s %(year)s: read the workplan before it is submitted"),
        "do.read_and_offer": _("%(place)s %(year)s: read the draft and offer support"),
        "do.answer_for_ministry": _("%(place)s %(year)s: say yes or no for your ministry"),
        "do.answer_asking": _("%(place)s %(year)s: answer whether you support an activity"),
        "do.answer_offers": _("%(place)s %(year)s: answer the offers of partners"),
        "do.change_lines": _("%(place)s %(year)s: change the returned lines"),
        "do.submit_plan": _("%(place)s %(year)s: submit the workplan"),
        "do.submit_again": _("%(place)s %(year)s: submit the workplan again"),
        "do.release": _("%(place)s %(year)s: release the workplan to the other taskforces"),
        "do.release_version": _("%(place)s %(year)s: release the newest version to the other taskforces"),
        "do.confirm": _("Year %(year)s: confirm the regional activities of your country"),
        "do.decide": _("%(place)s %(year)s: decide on the workplan"),
        "do.decide_again": _("%(place)s %(year)s: decide on the workplan that was sent again"),
        "do.send": _("%(place)s %(year)s: send the decisions"),
        "do.propose": _("Year %(year)s: propose the regional workplan"),
        "do.put_in_force": _("Year %(year)s: put the regional workplan in force"),
        "do.second_country": _("Year %(year)s: name a second country for a regional activity"),
        "do.another_country": _("Year %(year)s: name another country for a regional activity"),
        "do.answers_owed": _("Year %(year)s: answers of countries to the regional workplan"),
        "do.answer": _("%(place)s %(year)s: answer the review"),
        "do.answer_and_submit": _("%(place)s %(year)s: answer the review and submit it"),
        "do.answer_for_the_region": _("Year %(year)s: answer the review for the region"),
        "do.read_answers": _("%(place)s %(year)s: read the answers to the review"),
        "do.enter_spending": _("%(place)s %(year)s: enter the spending of the Secretariat"),
        "do.follow_up": _("Say what became of the recommendations of a meeting"),
        "do.date_year": _("Year %(year)s: set the dates of the year"),
        "do.date_review": _("Year %(year)s: set the date of a review"),
        "do.open_review": _("Year %(year)s: open a review"),
        "do.close_review": _("Year %(year)s: close a review"),
        "do.failed_edition": _("Year %(year)s: look at a failed edition of the annual report"),
    }
)

# Why a mail was not sent, and who looks after that.
register(
    {
        "mail.away": _("The mail server did not answer."),
        "mail.refused": _("The mail server refuses this address for good (answer %(answer)s)."),
        "mail.put_off": _("The mail server does not take the mail now (answer %(answer)s)."),
        "mail.rejected": _("The mail server rejects the mail (answer %(answer)s)."),
        "mail.no_address": _("This is not an address that mail can be sent to."),
        "mail.exhausted": _("The worker ended %(count)s times while it sent the mail."),
        "mail.office_only": _("The regional office looks after mails that could not be sent. Ask it."),
        "mail.not_failed": _(
            "This mail did not fail, or it waits to be sent again already. Load the page again."
        ),
        "mail.cannot_be_written": _(
            "The mail could not be written (%(fault)s). The log of the portal says more."
        ),
        "mail.cannot_be_handed_over": _(
            "The mail could not be given to the mail server (%(fault)s). The log of the portal says more."
        ),
        "mail.sent_again": _("Put a mail that was not sent into the outbox again"),
        "notice.told_again": _("Let an event that could not be told be told again"),
        "notice.not_given_up": _(
            "This event was told meanwhile, or it waits to be told again already. Load the page again."
        ),
        "mails.chosen": _("Chose how notices reach the person"),
        "calendar.address_made": _("Made a private address for the calendar"),
        "calendar.address_ended": _("Switched off the private address of the calendar"),
        "calendar.has_no_address": _("Your calendar has no address. You need not do anything."),
        "notice.fault": ngettext_lazy(
            "It was tried %(count)s time (%(fault)s). The log of the portal says more.",
            "It was tried %(count)s times (%(fault)s). The log of the portal says more.",
            "count",
        ),
        # Kept for rows of before.
        "mail.broken": _("The mail could not be written. The log of the portal says why."),
    }
)
