"""What is said of editions: what changed between two of them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

register(
    {
        "edition.asked": _("Asked for the edition"),
        "edition.asked_again": _("Asked for the edition again"),
        "edition.released": _("Released the edition"),
        "edition.regional_office_makes": _("The regional office makes the editions. Ask its people for one."),
        "edition.not_released_to_you": _(
            "This edition is not released to you. Ask the regional office for it."
        ),
        "edition.no_files": _("This edition has no files yet. Wait until it is made."),
        "edition.secretariat_reads_it": _(
            "The Secretariat reads its edition as soon as it is ready. Nothing is left to do."
        ),
        "edition.not_made_yet": _("The edition is not made yet. Wait until it is ready."),
        "edition.not_made_failed": _("The edition could not be made. Try again first."),
        "edition.released_already": _("The edition is released already. Nothing is left to do."),
        "edition.replaced_already": _("A newer edition has replaced this one. Release the newer one."),
        "edition.on_its_way": _("The edition is on its way already. Wait until it is ready."),
        "edition.made_already": _("The edition is made already. For other figures ask for a new one."),
        "edition.why_another": _(
            "Say why another edition is needed. Readers of the old one see this beside it."
        ),
        "edition.asked_meanwhile": _(
            "Someone asked for edition %(edition)s a moment ago, with other figures. Look at it, then ask again if "
            "you still need another one."
        ),
        "edition.overtaken": _(
            "Edition %(edition)s is newer and finished. For other figures ask for a new edition."
        ),
        "edition.release_ended": _(
            "%(country)s ended its release after this edition was made. Ask for a new edition."
        ),
        "edition.released_another": _(
            "%(country)s released another version after this edition was made. Ask for a new edition."
        ),
        "edition.regional_release_ended": _(
            "The regional workplan is not released any more since this edition was made. Ask for a new edition."
        ),
        "edition.regional_released_another": _(
            "There is another version of the regional workplan since this edition was made. Ask for a new edition."
        ),
        "edition.release_of_year_ended": _(
            "%(country)s ended its release of %(year)s after this edition was made. Ask for a new edition."
        ),
        "edition.regional_release_of_year_ended": _(
            "The regional workplan of %(year)s is not released any more since this edition was made. Ask for a new "
            "edition."
        ),
        "changes.total_activities": _("%(now)s activities, before %(was)s."),
        "changes.total_approved": _("%(now)s approved, before %(was)s."),
        "changes.total_spent": _("Secretariat support spent: %(now)s, before %(was)s."),
        "changes.state": _("Target %(target)s, %(country)s: %(now)s, before %(was)s."),
        "changes.released_now": _("%(country)s has released its workplan."),
        "changes.released_no_more": _("%(country)s: the workplan is not released any more."),
        "changes.approved_now": _("%(country)s has an approved workplan now."),
        "changes.approved_no_more": _("%(country)s has no approved workplan any more."),
        "changes.regional_released_now": _("The regional workplan is shown now."),
        "changes.regional_released_no_more": _("The regional workplan is not shown any more."),
        "changes.line_came": _("%(activity)s is new."),
        "changes.line_left": _("%(activity)s is left out."),
        "changes.line_result": _("%(activity)s: %(now)s, before %(was)s."),
        "changes.line_withdrawn_now": _("%(activity)s was withdrawn."),
        "changes.line_withdrawn_no_more": _("%(activity)s is not withdrawn any more."),
        "changes.line_title": _("%(activity)s has another title."),
        "changes.line_area": _("%(activity)s is in another area."),
        "changes.line_type": _("%(activity)s has another type."),
        "changes.line_text": _("%(activity)s: the %(field)s changed."),
        "changes.line_text_came": _("%(activity)s: the %(field)s is shown now."),
        "changes.line_text_left": _("%(activity)s: the %(field)s is not shown any more."),
        "changes.line_targets": _("%(activity)s serves other targets."),
        "changes.line_planned": _("%(activity)s: the planned dates changed."),
        "changes.line_actual": _("%(activity)s: the actual dates changed."),
        "changes.line_cost": _("%(activity)s: Secretariat cost %(now)s, before %(was)s."),
        "changes.line_accepted": _("%(activity)s: %(now)s accepted from partners, before %(was)s."),
        "changes.line_spent_secretariat": _(
            "%(activity)s: Secretariat support spent %(now)s, before %(was)s."
        ),
        "changes.line_spent_partners": _("%(activity)s: partners’ money spent %(now)s, before %(was)s."),
        "changes.line_partners": _("%(activity)s has other partners."),
        "changes.line_support_came": _("%(activity)s: support of %(partner)s is new."),
        "changes.line_support_left": _("%(activity)s: support of %(partner)s is left out."),
        "changes.line_support_accepted": _("%(activity)s, %(partner)s: %(now)s accepted, before %(was)s."),
        "changes.line_support_spent": _("%(activity)s, %(partner)s: %(now)s spent, before %(was)s."),
        "changes.line_support_in_kind": _("%(activity)s, %(partner)s: the help in kind changed."),
        "changes.line_support_delivered": _(
            "%(activity)s, %(partner)s: the answer on the help in kind changed."
        ),
        "changes.line_words": _("%(activity)s: what was written on its progress changed."),
        "changes.line_countries": _("%(activity)s: the countries that take part changed."),
        "changes.line_said_at": _("%(activity)s: it was reported at another review."),
        "changes.recommendation_came": _("Recommendation %(number)s of %(meeting)s is new."),
        "changes.recommendation_left": _("Recommendation %(number)s of %(meeting)s is left out."),
        "changes.recommendation_result": _(
            "Recommendation %(number)s of %(meeting)s, %(addressee)s: %(now)s, before %(was)s."
        ),
        "changes.recommendation_follow_up": _(
            "Recommendation %(number)s of %(meeting)s, %(addressee)s: the follow-up changed."
        ),
        "changes.recommendation_addressee_came": _(
            "Recommendation %(number)s of %(meeting)s is addressed to %(addressee)s now."
        ),
        "changes.recommendation_addressee_left": _(
            "Recommendation %(number)s of %(meeting)s is not addressed to %(addressee)s any more."
        ),
        "changes.recommendation_text": _("Recommendation %(number)s of %(meeting)s: the text changed."),
        "changes.recommendation_about": _(
            "Recommendation %(number)s of %(meeting)s is about another part of the plan."
        ),
        "changes.recommendation_due": _("Recommendation %(number)s of %(meeting)s has another due date."),
        "changes.money_approved": _("%(country)s: %(now)s approved, before %(was)s."),
        "changes.money_accepted": _("%(country)s: %(now)s accepted from partners, before %(was)s."),
        "changes.money_ceiling": _("%(country)s: ceiling %(now)s, before %(was)s."),
        "changes.money_spent_secretariat": _(
            "%(country)s: Secretariat support spent %(now)s, before %(was)s."
        ),
        "changes.money_spent_partners": _("%(country)s: partners’ money spent %(now)s, before %(was)s."),
        "changes.money_spent_accepted": _(
            "%(country)s: spent of what partners agreed to %(now)s, before %(was)s."
        ),
        "changes.money_spent_outside": _(
            "%(country)s: spent by partners outside it %(now)s, before %(was)s."
        ),
        "changes.money_said_at": _("%(country)s: spending was reported at another review."),
        "changes.money_shown": _("%(country)s: money is shown in one edition and not in the other."),
        "changes.count": _("%(country)s, %(type)s: activities %(now)s, before %(was)s."),
        "changes.state_since": _(
            "Target %(target)s, %(country)s: the year in which this state began changed."
        ),
        "changes.state_before": _("Target %(target)s, %(country)s: the state of the year before changed."),
        "changes.state_activities": _("Target %(target)s, %(country)s: activities %(now)s, before %(was)s."),
        "changes.state_said_at": _("Target %(target)s, %(country)s: it was answered at another review."),
        "changes.state_late_now": _("Target %(target)s, %(country)s: the answer came late."),
        "changes.state_late_no_more": _(
            "Target %(target)s, %(country)s: the answer is not marked late any more."
        ),
        "changes.state_achieved_on": _("Target %(target)s, %(country)s: the day of achievement changed."),
        "changes.state_words": _("Target %(target)s, %(country)s: what was written on it changed."),
        "changes.target_regional": _(
            "Target %(target)s: the region is asked in one edition and not in the other."
        ),
        "changes.target_came": _("Target %(target)s is new."),
        "changes.target_left": _("Target %(target)s is left out."),
        "changes.target_text": _("Target %(target)s: the text changed."),
        "changes.target_scope": _("Target %(target)s: others answer it than before."),
        "changes.target_printed": _("Target %(target)s: the number in the plan of action changed."),
        "changes.target_due": _("Target %(target)s: the due date changed."),
        "changes.area_came": _("Area %(area)s is new."),
        "changes.area_left": _("Area %(area)s is left out."),
        "changes.area_title": _("Area %(area)s has another title."),
        "changes.area_objective": _("Area %(area)s: the objective changed."),
        "changes.area_money_came": _("Area %(area)s: its money is shown now."),
        "changes.area_money_left": _("Area %(area)s: its money is not shown any more."),
        "changes.area_activities": _("Area %(area)s: activities %(now)s, before %(was)s."),
        "changes.area_covered": _("Area %(area)s: countries covered %(now)s, before %(was)s."),
        "changes.area_amounts": _("Area %(area)s: its money changed."),
        "changes.version": _("%(country)s: the edition shows another version of the workplan."),
        "changes.chapter_shared": _("%(country)s: the regional activities that it takes part in changed."),
        "changes.chapter_lead_body": _("%(country)s: the taskforce has another lead body."),
        "changes.chapter_needs": _("%(country)s: the needs in words changed."),
        "changes.chapter_agreed": _("%(country)s: the workplan has another day or other names of agreement."),
        "changes.chapter_late_now": _("%(country)s: answers came late."),
        "changes.chapter_late_no_more": _("%(country)s: answers are not marked late any more."),
        "changes.regional_version": _("The edition shows another version of the regional workplan."),
        "changes.meeting_came": _("%(meeting)s is new."),
        "changes.meeting_left": _("%(meeting)s is left out."),
        "changes.meeting_planned": _("%(meeting)s: the planned dates changed."),
        "changes.meeting_actual": _("%(meeting)s: the actual dates changed."),
        "changes.meeting_planned_place": _("%(meeting)s: the planned place changed."),
        "changes.meeting_actual_place": _("%(meeting)s: the actual place changed."),
        "changes.step_came": _("Step %(step)s of the year is new."),
        "changes.step_left": _("Step %(step)s of the year is left out."),
        "changes.step_planned": _("Step %(step)s of the year: the planned dates changed."),
        "changes.step_actual": _("Step %(step)s of the year: the actual dates changed."),
        "changes.step_basis": _("Step %(step)s of the year: the source of its actual dates changed."),
        "changes.type_came": _("The type %(type)s is new."),
        "changes.type_left": _("The type %(type)s is left out."),
        "changes.type_name": _("The type %(type)s has another name."),
        "changes.country_came": _("%(country)s is new."),
        "changes.country_left": _("%(country)s is left out."),
        "changes.country_name": _("%(country)s has another name."),
        "changes.country_own_name": _("%(country)s: the name in its own language changed."),
        "changes.review_shown": _("The answers shown are named after another review or meeting."),
        "changes.provisional_now": _("The answers are provisional."),
        "changes.provisional_no_more": _("The answers are not provisional any more."),
        "changes.year_compared": _("States are compared with another year."),
        "changes.plan_name": _("The plan of action has another name."),
        "changes.plan_dates": _("The dates of the plan of action changed."),
        "changes.plan_stage": _("The stage of the plan of action changed."),
        "changes.year_dates": _("The dates of the year changed."),
        "changes.guide": _("The guide for the number of activities changed."),
        "changes.demonstration_now": _("The figures are a demonstration."),
        "changes.demonstration_no_more": _("The figures are not a demonstration any more."),
        "changes.year": _("The edition is about another year."),
        "changes.audience": _("The edition is for other readers."),
        "changes.notes": _("The notes on missing workplans and on totals changed."),
        "changes.order": _("Rows stand in another order. No figure or text changed."),
        "changes.not_comparable": _("The older figures were kept in another form and cannot be compared."),
        "changes.nothing": _("No figure or text changed. The edition was made again."),
        "changes.more": ngettext_lazy(
            "There is %(count)s more change.", "There are %(count)s more changes.", "count"
        ),
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
        "amount.dollars": _("US$%(amount)s"),
        "amount.not_known": _("not known"),
        "place.region": _("the region"),
        "place.partners_not_named": _("partners not named"),
        "place.secretariat": _("the Secretariat"),
        "place.regional_workplan": _("Regional workplan"),
    }
)
