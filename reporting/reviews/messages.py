"""The sentences of reviews and their sheets, by their codes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
        # Names.
        "review.mid-year": _("Mid-year review %(year)s"),
        "review.som": _("Review at the Senior Officials Meeting %(year)s"),
        "answers.named": _("%(taskforce)s, %(review)s, round %(round)s"),
        "answer.named": _("%(code)s: %(status)s"),
        # The trail.
        "review.planned": _("Planned the review"),
        "review.opened": _("Opened the review"),
        "review.was_closed": _("Closed the review. Submitted answers cannot change any more"),
        "review.joined": _("Linked the review to %(meeting)s"),
        "review.taken_from_meeting": _("Removed the link to %(meeting)s"),
        "review.answers_until": _("Asked for answers until %(day)s"),
        "review.answers_without_day": _("Asked for answers, without a last day"),
        "answers.saved": ngettext_lazy("Saved %(count)s answer", "Saved %(count)s answers", "count"),
        "answers.spending_entered": ngettext_lazy(
            "Entered what the Secretariat spent on %(count)s activity",
            "Entered what the Secretariat spent on %(count)s activities",
            "count",
        ),
        "answers.submitted": _("Submitted the answers"),
        "answers.closed": _("Closed the answers with the review"),
        "answers.reopened": _("Reopened the answers of %(taskforce)s"),
        # What somebody may not do.
        "reviews.not_yours_to_read": _(
            "Only the taskforces and the Secretariat can read the reviews. You can read the released reports."
        ),
        "reviews.regional_office_keeps": _(
            "Only the regional office can open and close the reviews. Ask the regional office."
        ),
        "review.open_already": _("The review is already open. Look at the answers received."),
        "review.closed_already": _(
            "The review is closed. To change the answers of a country, ask the regional office to reopen "
            "them."
        ),
        "review.not_opened": _("The regional office has not opened the review. Wait until it is open."),
        "answers.of_region": _(
            "Only the regional office can answer for the region. Ask the regional office."
        ),
        "answers.of_taskforce": _(
            "Only the officers and the lead of the %(taskforce)s taskforce can answer. Ask one of them."
        ),
        "answers.spending_of_region": _(
            "Only the regional office can enter the spending of the Secretariat for the region. Ask the "
            "regional office."
        ),
        "answers.spending_of_desk": _(
            "Only the %(taskforce)s desk can enter the spending of the Secretariat. Ask the desk."
        ),
        "answers.lead_submits": _(
            "Only the lead of the %(taskforce)s taskforce can submit the answers. Ask the lead."
        ),
        "answers.closed_with_review": _("The regional office closes the answers with the review."),
        "answers.regional_office_reopens": _(
            "Only the regional office can reopen the answers of a country. Ask the regional office."
        ),
        "answers.open_already": _("These answers are already open. The taskforce can change them now."),
        "answers.are_submitted": _(
            "The answers are submitted. To change them, ask the regional office to reopen them."
        ),
        "answers.submitted_by": _(
            "%(who)s has already submitted the answers. To change them, ask the regional office to reopen "
            "them."
        ),
        "answers.are_closed": _(
            "The answers are closed. To change them, ask the regional office to reopen them."
        ),
        # Rules.
        "answers.round_closed": _(
            "The answers of %(taskforce)s, round %(round)s, are closed. "
            "To change them, ask the regional office to reopen them."
        ),
        "answers.activity_not_approved": _(
            "One activity of this form is not in the approved workplan. Open the page again and answer "
            "the other activities."
        ),
        "answers.target_not_asked": _(
            "%(taskforce)s does not answer one target of this form. Open the page again and answer the "
            "other targets."
        ),
        "answers.partner_not_asked": _(
            "One partner that you name does not support this activity. Open the page again and enter the "
            "amount under “Other partners”."
        ),
        "answers.day_in_future": _("%(day)s is in the future. Leave the field empty until then."),
        "answers.not_started": _(
            "The activity has not started. Choose another status, or leave this field empty."
        ),
        "answers.ended_before_start": _(
            "The activity ended before it started. Correct one of the two dates."
        ),
        "answers.only_achieved_has_day": _(
            "Only an achieved target has this date. Choose “Achieved”, or leave the date empty."
        ),
        "answers.words_without_status": _("You wrote an explanation for this target. Choose a status too."),
        "review.due_day_past": _(
            "%(day)s is in the past. Choose today or a later day, or leave the field empty."
        ),
        # Doubts (RV-6).
        "doubt.done_without_end": _("%(code)s is done. Give the day on which the activity ended."),
        "doubt.under_way_but_ended": _(
            "%(code)s is under way, but its last day was %(day)s. Correct the status or the day."
        ),
        "doubt.not_started_but_paid": _(
            "%(code)s has not started, but the Secretariat has spent US$%(spent)s on it."
        ),
        "doubt.started_outside_year": _(
            "%(code)s started on %(day)s. The year runs from %(first)s to %(last)s."
        ),
        "doubt.ended_outside_year": _("%(code)s ended on %(day)s. The year runs from %(first)s to %(last)s."),
        "doubt.secretariat_over": _(
            "The Secretariat spent US$%(spent)s on %(code)s: US$%(over)s more than the US$%(approved)s approved."
        ),
        "doubt.partner_over": _(
            "%(partner)s spent US$%(spent)s on %(code)s: US$%(over)s more than the US$%(accepted)s accepted."
        ),
        "doubt.target_without_activity": _(
            "Target %(code)s has the status “No activity yet”, but work has begun on %(activities)s."
        ),
        "doubt.achieved_without_proof": _(
            "Target %(code)s is achieved. Give the day, or write what was achieved."
        ),
    }
)
