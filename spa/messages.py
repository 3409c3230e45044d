"""The sentences of the plans of action, by their codes (`commit_portal.i18n.messages`).

A sentence about a text has a code for each kind of text: area, target, activity area (`TextKind`).
"""

from django.utils.translation import gettext_lazy as _

from commit_portal.i18n.messages import register

register(
    {
        # A change of a text, in the facts of its event.
        "text.column_changed": _("%(column)s: changed from “%(old)s” to “%(new)s”"),
        # What the history says.
        "plan.begun": _("Created the plan of action"),
        "plan.agreed": _("Recorded that the plan of action is agreed in principle"),
        "plan.endorsed": _("Recorded that the plan of action is endorsed"),
        "plan.superseded": _("Recorded that a later plan of action replaced this one"),
        "plan.extended": _("Extended the plan of action to %(day)s"),
        "plan.loaded": _("Entered the text of the plan of action"),
        "plan.loaded_again": _("Entered a new text of the plan of action"),
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
