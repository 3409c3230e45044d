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
        "review.was_closed": _("Closed the review and froze what was submitted"),
        "review.joined": _("Joined the review to %(meeting)s"),
        "review.taken_from_meeting": _("Took the review from %(meeting)s"),
        "review.answers_until": _("Asked for answers until %(day)s"),
        "review.answers_without_day": _("Asked for answers without a day"),
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
            "The taskforces and the Secretariat read the reviews. You read the released reports."
        ),
        "reviews.regional_office_keeps": _(
            "The regional office opens and closes the reviews. Ask the regional office."
        ),
        "review.open_already": _("The review is open already. See what has come in."),
        "review.closed_already": _(
            "The review is closed. To change a country's answers, ask the regional office to reopen them."
        ),
        "review.not_opened": _("The regional office has not opened the review. Wait until it is open."),
        "answers.of_region": _("The regional office answers the Regional column. Ask the regional office."),
        "answers.of_taskforce": _(
            "The officers and the lead of the %(taskforce)s taskforce answer. Ask one of them."
        ),
        "answers.spending_of_region": _(
            "The regional office enters what the Secretariat spent on the region. Ask the regional office."
        ),
        "answers.spending_of_desk": _(
            "The %(taskforce)s desk enters what the Secretariat spent. Ask the desk."
        ),
        "answers.lead_submits": _(
            "The lead of the %(taskforce)s taskforce submits the answers. Ask the lead."
        ),
        "answers.closed_with_review": _("The regional office closes the answers with the review."),
        "answers.regional_office_reopens": _(
            "The regional office reopens a country's answers. Ask the regional office."
        ),
        "answers.open_already": _("These answers are open already. The taskforce can change them now."),
        "answers.are_submitted": _(
            "The answers are submitted. To change them, ask the regional office to reopen them."
        ),
        "answers.submitted_by": _(
            "The answers are submitted already, by %(who)s. To change them, ask the regional office to reopen them."
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
            "One activity of this form is not in the approved plan. Open the page again and answer the others."
        ),
        "answers.target_not_asked": _(
            "One target of this form is not asked of %(taskforce)s. Open the page again and answer the others."
        ),
        "answers.partner_not_asked": _(
            "This activity has no support of one partner that you name. Open the page again and type it under "
            "“Other partners”."
        ),
        "answers.day_in_future": _("%(day)s is in the future. Leave it empty until then."),
        "answers.not_started": _("The activity has not started. Choose another status, or leave this empty."),
        "answers.ended_before_start": _("The activity ended before it started. Correct one of the two days."),
        "answers.only_achieved_has_day": _(
            "Only an achieved target has this day. Choose “Achieved”, or leave it empty."
        ),
        "answers.words_without_status": _("Choose a status for the target that you describe."),
        "review.due_day_past": _("%(day)s is past. Choose today or a later day, or leave it empty."),
        # Doubts (RV-6).
        "doubt.done_without_end": _("%(code)s is done. Give the day on which it ended."),
        "doubt.under_way_but_ended": _("%(code)s is under way, but it ended on %(day)s."),
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
            "Target %(code)s reads “No activity yet”, but work has begun on %(activities)s."
        ),
        "doubt.achieved_without_proof": _(
            "Target %(code)s is achieved. Give the day, or say what was achieved."
        ),
    }
)
