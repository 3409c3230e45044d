"""The verbs of the plans of action: a row each, with what the trail says of it. Two of them tell the colleagues.

A sentence about a text has a code for each kind of text: area, target, activity area (`TextKind`).
"""

from django.utils.translation import gettext_lazy as _

from commit_portal.statuses import NoticeKind
from commit_portal.workflow.events import Said, Tell, Verb, Verbs, Who, register_verbs
from spa.statuses import BudgetHeading

DESCENT = (
    Said("target.continues", _("Target %(code)s continues these earlier targets: %(earlier)s")),
    Said("target.continues_none", _("Target %(code)s continues no earlier target")),
)
VERBS: dict[str, Verbs] = {
    "actionplan": {
        "load": Verb(
            Said("plan.loaded", _("Entered the plan of action")),
            Said("plan.loaded_again", _("Entered a new text of the plan of action")),
            Said("plan.budget_loaded", _("Entered the budget of the plan of action")),
        ),
        "draft_plan": Verb(Said("plan.begun", _("Created the plan of action"))),
        "agree": Verb(
            Said("plan.agreed", _("Recorded that the plan of action is agreed in principle")),
            Said("plan.agree_revision", _("Recorded that revision %(number)s is agreed in principle")),
            Tell(
                "plan_agreed",
                _(
                    "Plan of action: a colleague recorded the agreement in principle. Check it before it is endorsed"
                ),
                (Who.REGIONAL_OFFICE,),
                NoticeKind.WAITS,
            ),
        ),
        "endorse": Verb(
            Said("plan.endorsed", _("Recorded that the plan of action is endorsed")),
            Said("plan.endorse_revision", _("Recorded that revision %(number)s is endorsed")),
        ),
        "supersede": Verb(
            Said("plan.superseded", _("Recorded that a later plan of action replaced this one"))
        ),
        "begin_revision": Verb(Said("plan.revision_begun", _("Began revision %(number)s"))),
        "cancel_revision": Verb(Said("plan.revision_cancelled", _("Cancelled revision %(number)s"))),
        "complete_text": Verb(Said("plan.completed", _("Recorded that the text is complete"))),
        "set_descent": Verb(*DESCENT),
        "change_descent": Verb(
            *DESCENT,
            Tell(
                "descent_changed",
                _("Plan of action: a colleague changed how a target continues earlier targets. Check this"),
                (Who.REGIONAL_OFFICE,),
                NoticeKind.OTHERS,
            ),
        ),
        "extend_plan": Verb(Said("plan.extended", _("Extended the plan of action to %(day)s"))),
        "add_text": Verb(
            Said("area.added", _("Added area %(code)s")),
            Said("target.added", _("Added target %(code)s")),
            Said("menu.added", _("Added activity area %(code)s")),
        ),
        "change_text": Verb(
            Said("area.changed", _("Changed area %(code)s")),
            Said("target.changed", _("Changed target %(code)s")),
            Said("menu.changed", _("Changed activity area %(code)s")),
            # Each change, in the facts of the event.
            Said("text.column_changed", _("%(column)s: changed from “%(old)s” to “%(new)s”")),
        ),
        "remove_text": Verb(
            Said("area.removed", _("Removed area %(code)s")),
            Said("target.removed", _("Removed target %(code)s")),
            Said("menu.removed", _("Removed activity area %(code)s")),
        ),
        "import_text": Verb(
            Said(
                "plan.texts_imported",
                _(
                    "Imported a spreadsheet. Texts added: %(added)s, changed: %(changed)s, removed: %(removed)s"
                ),
            ),
            # Of events that were stored before.
            Said("plan.imported", _("Imported a spreadsheet. Texts added: %(added)s, changed: %(changed)s")),
        ),
        "correct_text": Verb(
            Said("area.corrected", _("Corrected area %(code)s, valid from %(day)s")),
            Said("target.corrected", _("Corrected target %(code)s, valid from %(day)s")),
            Said("menu.corrected", _("Corrected activity area %(code)s, valid from %(day)s")),
        ),
        "set_budget": Verb(
            Said("plan.budget_set", _("Budget: recorded “%(heading)s”: %(figures)s. Source: %(source)s")),
            Said("plan.budget_figure", _("%(year)s: US$%(amount)s")),
            Said("plan.budget_removed", _("Budget: removed the figures of “%(heading)s”")),
            *(Said(f"budget.{heading}", heading.label) for heading in BudgetHeading),
        ),
        # Of years that follow the plan and were not planned in the portal, by an app above.
        "load_past_years": Verb(
            Said("past_years.loaded", _("Past years: loaded %(count)s rows of %(years)s"))
        ),
        "remove_past_year": Verb(Said("past_years.removed", _("Removed the loaded rows of %(year)s"))),
    }
}

register_verbs(VERBS)
