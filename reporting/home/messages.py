"""The sentences of the task list on the home page, by their codes (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from commit_portal.i18n import Saying, Sentence, ngettext_lazy, register

# Names of plans and reviews, inside the sentence of a task.
register(
    {
        "task_plan.draft": _("workplan %(year)s"),
        "task_plan.amendment": _("amendment of the workplan %(year)s"),
        "task_plan.regional_draft": _("regional workplan %(year)s"),
        "task_plan.regional_amendment": _("amendment of the regional workplan %(year)s"),
        "task_review.mid-year": _("mid-year review %(year)s"),
        "task_review.som": _("review at the Senior Officials Meeting %(year)s"),
    }
)

# The words on the button of a task, by its page.
BUTTONS: dict[str, Sentence] = {
    "workplan": _("Open the workplan"),
    "activity": _("Open the activity"),
    "consultation": _("Read and answer"),
    "decisions": _("Open the decisions"),
    "last_year": _("Choose activities"),
    "ministry_answer": pgettext_lazy("action", "Answer"),
    "support_change_offer": pgettext_lazy("action", "Answer"),
    "comment_thread": pgettext_lazy("action", "Answer"),
    "review_sheet": _("Open the review"),
    "review_question": pgettext_lazy("action", "Answer"),
    "review": _("Open the review"),
    "review_open": _("Open the review"),
    "year_open": _("Open the next year"),
    "year_steps": _("Set the dates"),
    "meeting": _("Read the recommendations"),
    "recommendation_follow_up": _("Report the follow-up"),
    "taskforces": _("Look at the member"),
    "people": _("Look at the roles"),
    "report": _("Open the annual report"),
}

# Every task: its title on the home page, and its name in mails, reminders and the calendar. The name holds facts alone
# (`commit_portal.mail.payload`). Both begin with a verb; what others owe does not.
TASKS: dict[str, tuple[Saying, Sentence]] = {
    "start_plan": (_("Start the %(plan)s"), _("%(place)s %(year)s: start the workplan")),
    "start_from_last_year": (
        _("Start the %(plan)s: carry over activities from an earlier workplan"),
        _("%(place)s %(year)s: carry over activities from an earlier workplan"),
    ),
    "finish_plan": (_("Finish the %(plan)s"), _("%(place)s %(year)s: finish the workplan")),
    "finish_lines": (_("Complete the %(plan)s"), _("%(place)s %(year)s: complete the draft of the workplan")),
    "check_plan": (
        _("Check the %(plan)s before the lead submits it"),
        _("%(place)s %(year)s: check the workplan before the lead submits it"),
    ),
    "read_plan": (
        _("Read the %(plan)s before it is submitted"),
        _("%(place)s %(year)s: read the workplan before it is submitted"),
    ),
    "answer_for_ministry": (
        _("Answer for your ministry: do you agree to the %(plan)s?"),
        _("%(place)s %(year)s: answer whether your ministry agrees to the workplan"),
    ),
    "read_and_offer": (
        _("Read the draft workplan of %(country)s and offer support"),
        _("%(place)s %(year)s: read the draft workplan and offer support"),
    ),
    "read_regional_and_offer": (
        _("Read the draft of the regional workplan and offer support"),
        _("Regional workplan %(year)s: read the draft and offer support"),
    ),
    "answer_request": (
        _("Answer the request of %(country)s: %(what)s for activity %(code)s"),
        _("%(place)s %(year)s: answer the request for activity %(number)s"),
    ),
    "answer_office": (
        _("Answer the request of the regional office: %(what)s for activity %(code)s"),
        _("Regional workplan %(year)s: answer the request for activity %(number)s"),
    ),
    "answer_offers": (
        ngettext_lazy(
            "Answer %(count)s offer of a partner for the %(plan)s",
            "Answer %(count)s offers of partners for the %(plan)s",
        ),
        _("%(place)s %(year)s: answer the offers of partners"),
    ),
    "choose_targets": (
        ngettext_lazy(
            "Choose another target for %(count)s activity of the %(plan)s",
            "Choose other targets for %(count)s activities of the %(plan)s",
        ),
        _("%(place)s %(year)s: choose other targets for activities"),
    ),
    "change_lines": (
        ngettext_lazy("Change %(count)s returned activity", "Change %(count)s returned activities"),
        _("%(place)s %(year)s: change the returned activities"),
    ),
    "submit_plan": (_("Submit the %(plan)s"), _("%(place)s %(year)s: submit the workplan")),
    "submit_again": (_("Submit the %(plan)s again"), _("%(place)s %(year)s: submit the workplan again")),
    "release": (
        _("Release the %(plan)s to the other taskforces"),
        _("%(place)s %(year)s: release the workplan to the other taskforces"),
    ),
    "release_version": (
        _("Release version %(version)s of the %(plan)s to the other taskforces"),
        _("%(place)s %(year)s: release the newest version of the workplan to the other taskforces"),
    ),
    "confirm": (
        ngettext_lazy(
            "Answer whether your country takes part in %(count)s regional activity",
            "Answer whether your country takes part in %(count)s regional activities",
        ),
        _("Regional workplan %(year)s: answer whether your country takes part in its activities"),
    ),
    "decide": (
        ngettext_lazy("Decide on %(count)s activity", "Decide on %(count)s activities"),
        _("%(place)s %(year)s: decide on the activities of the workplan"),
    ),
    "decide_again": (
        ngettext_lazy(
            "Decide on %(count)s activity of a workplan that was submitted again",
            "Decide on %(count)s activities of a workplan that was submitted again",
        ),
        _("%(place)s %(year)s: decide on the workplan that was submitted again"),
    ),
    "send": (
        ngettext_lazy("Send %(count)s decision", "Send %(count)s decisions"),
        _("%(place)s %(year)s: send the decisions"),
    ),
    "send_nothing_new": (
        _("Send without new decisions"),
        _("%(place)s %(year)s: finish the round without new decisions"),
    ),
    "propose": (
        _("Propose the %(plan)s"),
        _("Regional workplan %(year)s: propose the workplan for approval"),
    ),
    "put_in_force": (_("Approve the %(plan)s"), _("Regional workplan %(year)s: approve the workplan")),
    "second_country": (
        _("Choose a second country for %(code)s"),
        _("Regional workplan %(year)s: choose a second country for activity %(number)s"),
    ),
    "another_country": (
        _("Choose another country for %(code)s, because %(country)s does not take part"),
        _("Regional workplan %(year)s: choose another country for activity %(number)s"),
    ),
    "answers_owed": (
        ngettext_lazy(
            "The %(plan)s still needs %(count)s confirmation of a country",
            "The %(plan)s still needs %(count)s confirmations of countries",
        ),
        _("Regional workplan %(year)s: confirmations of countries are missing"),
    ),
    "answer": (_("Answer the %(review)s"), _("%(review)s %(year)s, %(place)s: give the answers")),
    "answer_and_submit": (
        _("Answer the %(review)s and submit the answers"),
        _("%(review)s %(year)s, %(place)s: give the answers and submit them"),
    ),
    "answer_question": (
        _("Answer the question of the desk about %(what)s in the %(review)s"),
        _("%(review)s %(year)s, %(place)s: answer a question of the desk"),
    ),
    "answer_for_the_region": (
        _("Answer for the region in the %(review)s"),
        _("%(review)s %(year)s: give the answers of the region"),
    ),
    "read_answers": (
        _("Read the answers to the %(review)s"),
        _("%(review)s %(year)s, %(place)s: read the answers"),
    ),
    "enter_spending": (
        _("Enter the Secretariat\u2019s spending in the %(review)s"),
        _("%(review)s %(year)s, %(place)s: enter the spending of the Secretariat"),
    ),
    "follow_up": (
        ngettext_lazy(
            "Report the follow-up of %(count)s recommendation of %(meeting)s",
            "Report the follow-up of %(count)s recommendations of %(meeting)s",
        ),
        _("%(meeting)s: report the follow-up of the recommendations"),
    ),
    "endorse_revision": (
        _("%(plan)s: check revision %(number)s and record its endorsement"),
        _("Plan of action: check a proposed revision and record its endorsement"),
    ),
    "open_next_year": (
        _("Open the year %(year)s and set its dates"),
        _("Year %(year)s: open the year and set its dates"),
    ),
    "date_year": (_("Set the dates of %(year)s"), _("Year %(year)s: set the dates of the year")),
    "date_review": (
        _("Set the date of the %(review)s"),
        _("%(review)s %(year)s: set the date of the review"),
    ),
    "open_review": (_("Open the %(review)s"), _("%(review)s %(year)s: open the review")),
    "close_review": (_("Close the %(review)s"), _("%(review)s %(year)s: close the review")),
    "late_answers": (
        _("Some countries must still submit their answers to the %(review)s"),
        _("%(review)s %(year)s: some countries must still submit their answers"),
    ),
    "answer_comment": (
        _("Answer a comment for you: %(what)s"),
        _("%(place)s %(year)s: answer a comment for you"),
    ),
    "role_ends": (
        _("Tell the regional office which of these roles in your taskforce should continue"),
        _("Roles in your taskforce end: tell the regional office which roles should continue"),
    ),
    "own_role_ends": (
        _("Tell your lead or the regional office if you still need your role"),
        _("Your role ends: tell your lead or the regional office if you still need this role"),
    ),
    "role_goes_on": (
        _("End the roles of people who are no longer members, or change their last day as members"),
        _("Roles of people who are no longer members: end the roles, or change their last day as members"),
    ),
    "release_report": (
        _("Make and release the annual report %(year)s"),
        _("Annual report %(year)s: make and release an edition"),
    ),
    "failed_edition": (
        _("See why edition %(edition)s of the annual report %(year)s could not be made"),
        _("Annual report %(year)s: see why edition %(edition)s could not be made"),
    ),
}
register({f"task.{code}": title for code, (title, _name) in TASKS.items()})
register({f"do.{code}": name for code, (_title, name) in TASKS.items()})
# Of notices that were stored before.
RETIRED = {"do.answer_asking": _("%(place)s %(year)s: answer the request for support of an activity")}
register(RETIRED)
