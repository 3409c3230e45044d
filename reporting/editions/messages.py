"""What changed between two editions, by the codes that are stored."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from commit_portal.i18n.messages import ngettext_lazy, register

# What is told of no detail by itself; and the codes that only older rows have, which did.
OTHER = _(
    "Small details changed, such as the review or the day of an answer, or a status of an earlier year."
)
RETIRED = (
    "state_since", "state_before", "state_said_at", "state_said_on", "state_late_now", "state_late_no_more",
    "line_said_at", "line_said_on", "line_actual_said_at", "line_spending_said_at", "line_words_said_at",
    "money_said_at", "mid_year_day", "step_basis", "country_own_name",
)  # fmt: skip
register({f"changes.{name}": OTHER for name in RETIRED})
register(
    {
        "changes.total_activities": _("%(now)s activities, before %(was)s."),
        "changes.total_approved": _("%(now)s approved, before %(was)s."),
        "changes.total_spent": _("Secretariat funding spent: %(now)s, before %(was)s."),
        "changes.state": _("Target %(target)s, %(country)s: %(now)s, before %(was)s."),
        "changes.released_now": _("%(country)s has released its workplan."),
        "changes.released_no_more": _("%(country)s: the workplan is no longer released."),
        "changes.approved_now": _("%(country)s has an approved workplan now."),
        "changes.approved_no_more": _("%(country)s no longer has an approved workplan."),
        "changes.regional_released_now": _("The regional workplan is shown now."),
        "changes.regional_released_no_more": _("The regional workplan is no longer shown."),
        "changes.line_came": _("%(activity)s is new."),
        "changes.line_left": _("%(activity)s is no longer in the report."),
        "changes.line_result": _("%(activity)s: %(now)s, before %(was)s."),
        "changes.line_withdrawn_now": _("%(activity)s was withdrawn."),
        "changes.line_withdrawn_no_more": _("%(activity)s is no longer withdrawn."),
        "changes.line_title": _("%(activity)s: the title changed."),
        "changes.line_area": _("%(activity)s is now in another area."),
        "changes.line_type": _("%(activity)s: the type changed."),
        "changes.line_text": _("%(activity)s: the %(field)s changed."),
        "changes.line_text_came": _("%(activity)s: the %(field)s is shown now."),
        "changes.line_text_left": _("%(activity)s: the %(field)s is no longer shown."),
        "changes.line_targets": _("%(activity)s: the targets changed."),
        "changes.line_planned": _("%(activity)s: the planned dates changed."),
        "changes.line_actual": _("%(activity)s: the actual dates changed."),
        "changes.line_cost": _("%(activity)s: Secretariat funding %(now)s, before %(was)s."),
        "changes.line_accepted": _("%(activity)s: %(now)s accepted from partners, before %(was)s."),
        "changes.line_spent_secretariat": _(
            "%(activity)s: Secretariat funding spent %(now)s, before %(was)s."
        ),
        "changes.line_spent_partners": _("%(activity)s: money of partners spent %(now)s, before %(was)s."),
        "changes.line_partners": _("%(activity)s: the partners changed."),
        "changes.line_support_came": _("%(activity)s: support of %(partner)s is new."),
        "changes.line_support_left": _("%(activity)s: support of %(partner)s is no longer in the report."),
        "changes.line_support_accepted": _("%(activity)s, %(partner)s: %(now)s accepted, before %(was)s."),
        "changes.line_support_spent": _("%(activity)s, %(partner)s: %(now)s spent, before %(was)s."),
        "changes.line_support_in_kind": _("%(activity)s, %(partner)s: the support in kind changed."),
        "changes.line_support_delivered": _(
            "%(activity)s, %(partner)s: the answer about the support in kind changed."
        ),
        "changes.line_words": _("%(activity)s: the explanation of the progress changed."),
        "changes.line_evidence_came": _("%(activity)s: the evidence “%(evidence)s” is new."),
        "changes.line_evidence_left": _("%(activity)s: the evidence “%(evidence)s” is no longer shown."),
        "changes.line_countries": _("%(activity)s: the countries that take part changed."),
        "changes.line_spending_ended": _("%(activity)s: spending of partners that no longer counts changed."),
        "changes.line_answer_withdrawn_now": _("%(activity)s: the answer was withdrawn."),
        "changes.line_answer_withdrawn_no_more": _("%(activity)s: the answer is no longer withdrawn."),
        "changes.recommendation_came": _("Recommendation %(number)s of %(meeting)s is new."),
        "changes.recommendation_left": _(
            "Recommendation %(number)s of %(meeting)s is no longer in the report."
        ),
        "changes.recommendation_result": _(
            "Recommendation %(number)s of %(meeting)s, %(addressee)s: %(now)s, before %(was)s."
        ),
        "changes.recommendation_follow_up": _(
            "Recommendation %(number)s of %(meeting)s, %(addressee)s: the follow-up changed."
        ),
        "changes.recommendation_addressee_came": _(
            "Recommendation %(number)s of %(meeting)s is now addressed to %(addressee)s."
        ),
        "changes.recommendation_addressee_left": _(
            "Recommendation %(number)s of %(meeting)s is no longer addressed to %(addressee)s."
        ),
        "changes.recommendation_text": _("Recommendation %(number)s of %(meeting)s: the text changed."),
        "changes.recommendation_about": _(
            "Recommendation %(number)s of %(meeting)s is now about another part of the plan of action."
        ),
        "changes.recommendation_due": _("Recommendation %(number)s of %(meeting)s: the due date changed."),
        "changes.money_approved": _("%(country)s: %(now)s approved, before %(was)s."),
        "changes.money_accepted": _("%(country)s: %(now)s accepted from partners, before %(was)s."),
        "changes.money_ceiling": _("%(country)s: ceiling %(now)s, before %(was)s."),
        "changes.money_spent_secretariat": _(
            "%(country)s: Secretariat funding spent %(now)s, before %(was)s."
        ),
        "changes.money_spent_partners": _("%(country)s: money of partners spent %(now)s, before %(was)s."),
        "changes.money_spent_accepted": _(
            "%(country)s: spent from accepted support %(now)s, before %(was)s."
        ),
        "changes.money_spent_outside": _("%(country)s: other spending of partners %(now)s, before %(was)s."),
        "changes.money_shown": _("%(country)s: only one of the two editions shows the money."),
        "changes.count": _("%(country)s, %(type)s: activities %(now)s, before %(was)s."),
        "changes.state_activities": _("Target %(target)s, %(country)s: activities %(now)s, before %(was)s."),
        "changes.state_achieved_on": _("Target %(target)s, %(country)s: the day of achievement changed."),
        "changes.state_withdrawn_now": _("Target %(target)s, %(country)s: the answer was withdrawn."),
        "changes.state_withdrawn_no_more": _(
            "Target %(target)s, %(country)s: the answer is no longer withdrawn."
        ),
        "changes.state_words": _("Target %(target)s, %(country)s: the explanation changed."),
        "changes.state_evidence_came": _(
            "Target %(target)s, %(country)s: the evidence “%(evidence)s” is new."
        ),
        "changes.state_evidence_left": _(
            "Target %(target)s, %(country)s: the evidence “%(evidence)s” is no longer shown."
        ),
        "changes.state_source": _(
            "Target %(target)s, %(country)s: the document that the status comes from changed."
        ),
        "changes.target_regional": _(
            "Target %(target)s: the region answers the target in only one of the two editions."
        ),
        "changes.target_came": _("Target %(target)s is new."),
        "changes.target_left": _("Target %(target)s is no longer in the report."),
        "changes.target_text": _("Target %(target)s: the text changed."),
        "changes.target_scope": _("Target %(target)s: other countries answer the target than before."),
        "changes.target_printed": _("Target %(target)s: the number in the plan of action changed."),
        "changes.target_due": _("Target %(target)s: the due date changed."),
        "changes.target_descent": _("Target %(target)s: the earlier targets that it continues changed."),
        "changes.area_came": _("Area %(area)s is new."),
        "changes.area_left": _("Area %(area)s is no longer in the report."),
        "changes.area_title": _("Area %(area)s: the title changed."),
        "changes.area_objective": _("Area %(area)s: the objective changed."),
        "changes.area_money_came": _("Area %(area)s: the money is now shown."),
        "changes.area_money_left": _("Area %(area)s: the money is no longer shown."),
        "changes.area_activities": _("Area %(area)s: activities %(now)s, before %(was)s."),
        "changes.area_covered": _("Area %(area)s: countries included %(now)s, before %(was)s."),
        "changes.area_amounts": _("Area %(area)s: the money changed."),
        "changes.version": _("%(country)s: the edition shows another version of the workplan."),
        "changes.chapter_shared": _("%(country)s: the regional activities of the country changed."),
        "changes.chapter_lead_body": _("%(country)s: the lead body of the taskforce changed."),
        "changes.chapter_needs": _("%(country)s: the text on opportunities, gaps and needs changed."),
        "changes.chapter_agreed": _(
            "%(country)s: the date or the ministries of the agreement on the workplan changed."
        ),
        "changes.chapter_late_now": _("%(country)s: answers came late."),
        "changes.chapter_late_no_more": _("%(country)s: answers are no longer marked as late."),
        "changes.regional_version": _("The edition shows another version of the regional workplan."),
        "changes.meeting_came": _("%(meeting)s is new."),
        "changes.meeting_left": _("%(meeting)s is no longer in the report."),
        "changes.meeting_planned": _("%(meeting)s: the planned dates changed."),
        "changes.meeting_actual": _("%(meeting)s: the actual dates changed."),
        "changes.meeting_planned_place": _("%(meeting)s: the planned place changed."),
        "changes.meeting_actual_place": _("%(meeting)s: the actual place changed."),
        "changes.step_came": _("Step %(step)s of the year is new."),
        "changes.step_left": _("Step %(step)s of the year is no longer in the report."),
        "changes.step_planned": _("Step %(step)s of the year: the planned dates changed."),
        "changes.step_actual": _("Step %(step)s of the year: the actual dates changed."),
        "changes.type_came": _("The type %(type)s is new."),
        "changes.type_left": _("The type %(type)s is no longer in the report."),
        "changes.type_name": _("The name of the type %(type)s changed."),
        "changes.country_came": _("%(country)s is new."),
        "changes.country_left": _("%(country)s is no longer in the report."),
        "changes.country_name": _("%(country)s: the name changed."),
        "changes.review_shown": _("The answers come from another review or meeting."),
        "changes.review_shown_came": _("The edition shows answers of a review now."),
        "changes.review_shown_left": _("The edition no longer shows answers of a review."),
        "changes.provisional_now": _("The answers are provisional."),
        "changes.provisional_no_more": _("The answers are no longer provisional."),
        "changes.year_compared": _("Statuses are compared with another year."),
        "changes.year_compared_came": _("Statuses are compared with an earlier year now."),
        "changes.year_compared_left": _("Statuses are no longer compared with an earlier year."),
        "changes.plan_name": _("The name of the plan of action changed."),
        "changes.plan_dates": _("The dates of the plan of action changed."),
        "changes.plan_stage": _("The status of the plan of action changed."),
        "changes.year_dates": _("The dates of the year changed."),
        "changes.guide": _("The recommended number of activities changed."),
        "changes.demonstration_now": _("The figures are now demonstration figures."),
        "changes.demonstration_no_more": _("The figures are no longer demonstration figures."),
        "changes.notes": _("The notes on missing workplans and on totals changed."),
        "changes.words": _("The text of the regional office changed."),
        # Kept for editions of before.
        "changes.earlier": _("The figures of earlier years changed."),
        "changes.in_year": _("%(year)s: %(change)s"),
        "changes.year_came": _("The figures of %(year)s are now shown."),
        "changes.year_left": _("The figures of %(year)s are no longer shown."),
        "changes.order": _("The order of the rows changed. No figure or text changed."),
        "changes.other": OTHER,
        "changes.not_comparable": _(
            "The older figures were saved in another format, so the portal cannot compare them."
        ),
        "changes.nothing": _("No figure or text changed. The edition was made again."),
        "changes.more": ngettext_lazy("There is %(count)s more change.", "There are %(count)s more changes."),
        # These stand inside the sentences above.
        "state.achieved": _("achieved"),
        "state.in_progress": _("in progress"),
        "state.no_activity": _("no activity yet"),
        "state.not_reported": _("not reported"),
        "state.regional": _("regional"),
        "state.not_released": _("not released"),
        "result.done": _("done"),
        "result.under_way": _("under way"),
        "result.not_started": _("not started"),
        "result.postponed": _("postponed"),
        "result.cancelled": _("cancelled"),
        "result.not_reported": _("not reported"),
        "follow_up.open": pgettext_lazy("state", "open"),
        "follow_up.under_way": _("under way"),
        "follow_up.done": _("done"),
        "follow_up.not_followed": _("not followed"),
        "follow_up.not_released": _("not released"),
        "follow_up.not_reported": _("not reported"),
        "amount.dollars": _("US$%(amount)s"),
        "amount.not_known": _("not known"),
        "amount.not_reported": _("not reported"),
        "amount.none": pgettext_lazy("amount", "none"),
        "place.region": _("the region"),
        "place.partners_not_named": _("partners not named"),
        "place.secretariat": _("the Secretariat"),
        "place.regional_workplan": _("Regional workplan"),
    }
)
