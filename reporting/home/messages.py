"""The sentences of the task list on the home page, by their codes (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

# Names of plans and reviews, inside the sentence of a task.
register(
    {
        "task_plan.first": _("workplan %(year)s"),
        "task_plan.amendment": _("amendment of the workplan %(year)s"),
        "task_plan.regional": _("regional workplan %(year)s"),
        "task_plan.regional_amendment": _("amendment of the regional workplan %(year)s"),
        "task_review.mid-year": _("mid-year review %(year)s"),
        "task_review.som": _("review at the Senior Officials Meeting %(year)s"),
    }
)

# Tasks begin with a verb; what others owe does not.
register(
    {
        "task.start_plan": _("Start the %(plan)s"),
        "task.start_from_last_year": _("Start the %(plan)s from last year"),
        "task.finish_plan": _("Finish the %(plan)s"),
        "task.finish_lines": ngettext_lazy(
            "Finish %(count)s line of the %(plan)s", "Finish %(count)s lines of the %(plan)s", "count"
        ),
        "task.check_plan": _("Check the %(plan)s before the lead submits it"),
        "task.read_plan": _("Read the %(plan)s before it is submitted"),
        "task.answer_for_ministry": _("Say yes or no for your ministry to the %(plan)s"),
        "task.read_and_offer": _("Read the draft of %(country)s and offer support"),
        "task.read_and_offer_regional": _("Read the draft of the regional workplan and offer support"),
        "task.answer_asking": _("Answer %(country)s: %(what)s for %(code)s"),
        "task.answer_asking_regional": _("Answer the regional office: %(what)s for %(code)s"),
        "task.answer_offers": ngettext_lazy(
            "Answer %(count)s offer of a partner for the %(plan)s",
            "Answer %(count)s offers of partners for the %(plan)s",
            "count",
        ),
        "task.change_lines": ngettext_lazy(
            "Change %(count)s returned line", "Change %(count)s returned lines", "count"
        ),
        "task.submit_plan": _("Submit the %(plan)s"),
        "task.submit_again": _("Submit the %(plan)s again"),
        "task.release": _("Release the %(plan)s to the other taskforces"),
        "task.release_version": _("Release version %(version)s of the %(plan)s to the other taskforces"),
        "task.confirm": ngettext_lazy(
            "Confirm that your country takes part in %(count)s regional activity",
            "Confirm that your country takes part in %(count)s regional activities",
            "count",
        ),
        "task.decide": ngettext_lazy("Decide on %(count)s line", "Decide on %(count)s lines", "count"),
        "task.decide_again": ngettext_lazy(
            "Decide on %(count)s line of a plan sent again",
            "Decide on %(count)s lines of a plan sent again",
            "count",
        ),
        "task.propose": _("Propose the %(plan)s"),
        "task.put_in_force": _("Put the %(plan)s in force"),
        "task.second_country": _("Name a second country for %(code)s"),
        "task.another_country": _("Name another country for %(code)s"),
        "task.answers_owed": ngettext_lazy(
            "%(count)s answer to the %(plan)s", "%(count)s answers to the %(plan)s", "count"
        ),
        "task.answer": _("Answer the %(review)s"),
        "task.answer_and_submit": _("Answer and submit the %(review)s"),
        "task.answer_for_the_region": _("Answer for the region in the %(review)s"),
        "task.read_answers": _("Read the answers to the %(review)s"),
        "task.enter_spending": _("Enter the Secretariat\u2019s spending in the %(review)s"),
        "task.follow_up": ngettext_lazy(
            "Say what became of %(count)s recommendation of %(meeting)s",
            "Say what became of %(count)s recommendations of %(meeting)s",
            "count",
        ),
        "task.date_year": _("Set the dates of %(year)s"),
        "task.date_review": _("Set the date of the %(review)s"),
        "task.open_review": _("Open the %(review)s"),
        "task.close_review": _("Close the %(review)s"),
        "task.failed_edition": _("Look at the failed edition of the annual report %(year)s"),
    }
)

# Whole sentences about a task; several may follow each other.
register(
    {
        "about.nothing_is_typed_twice": _("Choose which lines go on. You type nothing twice."),
        "about.draft": ngettext_lazy(
            "Draft of %(country)s with %(count)s activity.",
            "Draft of %(country)s with %(count)s activities.",
            "count",
        ),
        "about.returned": ngettext_lazy(
            "Returned to %(country)s with %(count)s activity.",
            "Returned to %(country)s with %(count)s activities.",
            "count",
        ),
        "about.amendment": ngettext_lazy(
            "%(country)s amends version %(version)s. The plan has %(count)s activity.",
            "%(country)s amends version %(version)s. The plan has %(count)s activities.",
            "count",
        ),
        "about.regional_draft": ngettext_lazy(
            "Draft with %(count)s activity.", "Draft with %(count)s activities.", "count"
        ),
        "about.regional_amendment": ngettext_lazy(
            "Amendment of version %(version)s. The plan has %(count)s activity.",
            "Amendment of version %(version)s. The plan has %(count)s activities.",
            "count",
        ),
        "about.unfinished": ngettext_lazy(
            "%(count)s line is unfinished.", "%(count)s lines are unfinished.", "count"
        ),
        "about.returned_by_desk": _("The desk returned lines of %(country)s on %(day)s."),
        "about.ministry_is_asked": _("The lead asks whether your ministry agrees."),
        "about.each_has_a_reason": _(
            "Each returned line has its reason. The lead can also keep a line without COMMIT support."
        ),
        "about.to_change": ngettext_lazy(
            "%(count)s line still needs a change.", "%(count)s lines still need a change.", "count"
        ),
        "about.nothing_to_change": _("No returned line is left to change."),
        "about.approved": _("The plan of %(country)s was approved on %(day)s."),
        "about.not_released": _("The other taskforces see nothing of it until you release it."),
        "about.older_released": _(
            "The other taskforces read version %(older)s. Version %(version)s is not released to them."
        ),
        "about.confirm_first": _("Nobody else sees the name of your country before you confirm."),
        "about.line": _("%(title)s."),
        "about.asked": _("Asked by the %(country)s taskforce on %(day)s."),
        "about.asked_regional": _("Asked by the regional office on %(day)s."),
        "about.lines_in_draft": ngettext_lazy(
            "The draft has %(count)s line.", "The draft has %(count)s lines.", "count"
        ),
        "about.lines_looking": ngettext_lazy(
            "%(count)s line looks for support.", "%(count)s lines look for support.", "count"
        ),
        "about.after_opening": _("After the date you read only the lines that you support."),
        "about.offers_wait": _("Accept each or decline it with a word. The partner waits for your answer."),
        "about.submitted": _("The lead of the %(country)s taskforce submitted it on %(day)s."),
        "about.submitted_again": _("The lead of the %(country)s taskforce submitted it again on %(day)s."),
        "about.proposed": _("%(person)s proposed it on %(day)s. A second person puts it in force."),
        "about.leads_are_asked": _("Each lead finds the question on the home page."),
        "about.declined": _("%(country)s does not take part."),
        "about.two_countries": _("A regional activity needs at least two countries."),
        "about.sheet_open": _("The answers of %(country)s are not submitted yet."),
        "about.sheet_submitted": _("The answers of %(country)s are submitted."),
        "about.region_open": _("The answers of the region are not submitted yet."),
        "about.opened_again": _("Opened again: %(reason)s"),
        "about.recommendation": _("%(number)s. %(text)s"),
        "about.first_recommendation": _("The first of them: %(number)s. %(text)s"),
        "about.no_step_dated": _("None of its nine steps has a date yet."),
        "about.no_date_planned": _("No date is planned yet."),
        "about.planned_for": _("Planned for %(day)s."),
        "about.answered": _("Answers received: %(answered)s of %(asked)s."),
        "about.no_reason_given": _("No reason is known."),
        "about.nothing_published": _("Nothing was published."),
    }
)

# What a partner reads of plans, supports and has offered.
register(
    {
        "plan_read.until": _("%(day)s, 24:00 in %(country)s"),
        "supports.money": ngettext_lazy("%(count)s line, %(amount)s", "%(count)s lines, %(amount)s", "count"),
        "supports.in_kind": ngettext_lazy("%(count)s line, in kind", "%(count)s lines, in kind", "count"),
        "supports.only_asked": ngettext_lazy(
            "%(count)s asked, none accepted yet", "%(count)s asked, none accepted yet", "count"
        ),
        "supported.accepted": _("%(what)s, accepted on %(day)s."),
        "supported.lowered": _(
            "Lowered from US$%(before)s to %(what)s: \u201c%(word)s\u201d It was accepted on %(day)s."
        ),
        "supported.told": _("The %(country)s taskforce: \u201c%(words)s\u201d"),
        "supported.told_regional": _("The regional office: \u201c%(words)s\u201d"),
        "offer.title": _("%(code)s: %(what)s"),
        "offer.waits": _("Offered on %(day)s. It waits for the %(country)s taskforce."),
        "offer.waits_regional": _("Offered on %(day)s. It waits for the regional office."),
        "offer.declined": _("The taskforce declined it on %(day)s: \u201c%(word)s\u201d"),
        "offer.you_declined": _("You declined it on %(day)s: \u201c%(word)s\u201d"),
        "offer.taken_back": _("Taken back on %(day)s."),
        "offer.ended_by_lead": _("The taskforce ended it on %(day)s: \u201c%(word)s\u201d"),
        "offer.opening_ended": _("The consultation ended on %(day)s."),
        "offer.line_withdrawn": _("The activity was withdrawn on %(day)s."),
        "offer.plan_closed": _("The plan was closed on %(day)s."),
    }
)
