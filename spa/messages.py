"""The sentences of the plans of action, by their codes (`commit_portal.i18n.messages`).

A sentence about a text has a code for each kind of text: area, target, activity area (`TextKind`).
"""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # Who may.
        "plan.kept_by_office": _(
            "Only the regional office of the Secretariat can change a plan of action. Ask the regional "
            "office."
        ),
        # Where the stage of a plan does not allow a step.
        "plan.agreed_already": _("The plan of action is already agreed in principle. Look at its page."),
        "plan.endorsed_already": _("The plan of action is already endorsed. Look at its page."),
        "plan.superseded_already": _("The plan of action is already replaced. Look at its page."),
        "plan.not_agreed": _("Record first that the plan of action is agreed in principle. Then endorse it."),
        "plan.not_endorsed": _("Only an endorsed plan of action can be replaced. Endorse it first."),
        # Broken rules.
        "plan.text_is_endorsed": _(
            "This plan of action is endorsed, so you cannot change its text. Make a correction instead."
        ),
        "plan.text_is_superseded": _(
            "A later plan of action has replaced this one, so you cannot change its text. Make a "
            "correction instead."
        ),
        "plan.text_has_year": _(
            "A year uses this plan of action, so you cannot change its text. Make a correction instead."
        ),
        "plan.text_is_open": _(
            "You can still change the text of this plan of action. Change the text. You do not need a "
            "correction."
        ),
        "plan.is_empty": _("This plan of action has no areas yet. Add the areas first."),
        "plan.is_newest": _("No later plan of action is endorsed. Endorse the later plan of action first."),
        "plan.code_taken": _("Another plan of action has this short name. Give another short name."),
        "plan.number_taken": _("Another plan of action has this number. Give another number."),
        "plan.taken_just_now": _(
            "Someone has just used this code or number. Look at the list of plans of action."
        ),
        "plan.file_changed": _(
            "%(plan)s: the reference file has changed. The portal keeps its own text: %(why)s"
        ),
        "plan.both_changed": _(
            "%(plan)s: the reference file and the plan of action in the portal have both changed. The "
            "portal keeps its own text."
        ),
        "reference.kept": _(
            "%(kind)s %(row)s is different from the file in these columns: %(columns)s. The portal keeps "
            "its own text."
        ),
        "text.column_changed": _("%(column)s: changed from “%(old)s” to “%(new)s”"),
        "plan.adopted_nowhere": _("Give the place where the plan of action was adopted."),
        "plan.adopted_later": _("%(day)s is in the future. Record the adoption on that day or later."),
        "plan.extended_superseded": _(
            "You cannot extend a plan of action that is replaced. Extend the later plan of action."
        ),
        "plan.extended_without_reason": _("Write who agreed to the extension, and when."),
        "plan.extended_backwards": _("The plan of action ends on %(day)s. Give a later day."),
        "area.code_taken": _("Area %(code)s is already in this plan of action. Give another code."),
        "target.code_taken": _("Target %(code)s is already in this plan of action. Give another code."),
        "menu.code_taken": _("Activity area %(code)s is already in this area. Give another code."),
        "target.ends_too_early": _("The target is valid from %(day)s. Give the same day or a later day."),
        "area.not_empty": _("This area still has targets or activity areas. Remove them first."),
        "text.of_another_plan": _("Choose an area of this plan of action."),
        "text.in_use": _(
            "A workplan or a report uses this text, so you cannot remove it. Correct the text instead."
        ),
        "correction.says_the_same": _(
            "This is already the current text. Change the text, or cancel the correction."
        ),
        "correction.too_early": _("The plan of action begins on %(day)s. Give that day or a later day."),
        # What the history says.
        "plan.begun": _("Created the plan of action"),
        "plan.agreed": _("Recorded that the plan of action is agreed in principle"),
        "plan.endorsed": _("Recorded that the plan of action is endorsed"),
        "plan.superseded": _("Recorded that a later plan of action replaced this one"),
        "plan.extended": _("Extended the plan of action to %(day)s"),
        "plan.loaded": _("Loaded the plan of action from its reference file"),
        "plan.loaded_again": _("Updated the plan of action from its reference file"),
        "plan.imported": _("Imported a spreadsheet. Texts added: %(added)s, changed: %(changed)s"),
        "area.added": _("Added area %(code)s"),
        "area.changed": _("Changed area %(code)s"),
        "area.removed": _("Removed area %(code)s"),
        "area.corrected": _("Corrected area %(code)s, valid from %(day)s"),
        "target.added": _("Added target %(code)s"),
        "target.changed": _("Changed target %(code)s"),
        "target.removed": _("Removed target %(code)s"),
        "target.corrected": _("Corrected target %(code)s, valid from %(day)s"),
        "menu.added": _("Added activity area %(code)s"),
        "menu.changed": _("Changed activity area %(code)s"),
        "menu.removed": _("Removed activity area %(code)s"),
        "menu.corrected": _("Corrected activity area %(code)s, valid from %(day)s"),
        # A spreadsheet of a plan that is not read, or not confirmed.
        "import.plan_changed": _(
            "The plan of action has changed since you sent this spreadsheet. Nothing was saved. Send the "
            "spreadsheet again to compare it with the current text."
        ),
        "import.confirmed_already": _(
            "This spreadsheet was already confirmed, or you sent a newer spreadsheet. Nothing was saved. "
            "Look at the plan of action."
        ),
        "import.of_another_plan": _(
            "This workbook belongs to the plan of action %(named)s, not to %(plan)s. Send it on the page of %(named)s."
        ),
        "import.out_of_date": _(
            "The plan of action has changed since this workbook was exported. Export a new workbook and "
            "make your changes there."
        ),
        "import.unknown_column": _(
            "A plan of action has no column “%(column)s”. Its columns are: %(columns)s. Correct the column heads."
        ),
        "import.column_missing": _(
            "The column “%(column)s” is missing. Export the plan of action. The export has all columns."
        ),
        # What is wrong with a cell; each stands behind its row and column.
        "cell.fault": _("Row %(row)s, %(column)s: %(fault)s"),
        "cell.no_kind": _("Choose the kind of this row."),
        "cell.unknown_kind": _("“%(word)s” is not a kind of row. Use one of: %(choices)s."),
        "cell.unknown_scope": _("“%(word)s” is not a scope. Use one of: %(choices)s."),
        "cell.row_twice": _("%(code)s is already in row %(other)s. Delete one of the two rows."),
        "cell.area_is_its_own": _("In the row of an area, give the code of the area: %(code)s."),
        "cell.no_such_area": _(
            "There is no area “%(area)s” in the plan of action or in this file. Add the area, or correct "
            "its code."
        ),
        "cell.not_for_area": _("An area has no such text. Leave the cell empty."),
        "cell.not_for_target": _("A target has no such text. Leave the cell empty."),
        "cell.not_for_menu": _("An activity area has no such text. Leave the cell empty."),
    }
)
