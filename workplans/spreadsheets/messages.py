"""What is said of a workplan's spreadsheet, by code (`commit_portal.i18n.messages`)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from commit_portal.i18n.messages import register

MARKED_HOW_TO = _(
    "Correct the cells with a comment, and send the file on the page of the workplan. Leave other cells as they are."
)

register(
    {
        # A file that is not read, or not confirmed.
        "rows.out_of_date": _(
            "The workplan changed after you downloaded this workbook, and this older workbook cannot be "
            "merged. Download the workbook again and make your changes in the new workbook."
        ),
        "rows.confirmed_already": _(
            "Nothing was saved, because you already confirmed this file or sent a newer file. Look "
            "at the workplan."
        ),
        "rows.written": ngettext_lazy(
            "%(count)s activity is saved from the file.",
            "%(count)s activities are saved from the file.",
            "count",
        ),
        "rows.asked": ngettext_lazy(
            "%(count)s request is made from the sheet “Support”.",
            "%(count)s requests are made from the sheet “Support”.",
            "count",
        ),
        "rows.support_heads": _(
            "The sheet “Support” needs these column headings: %(columns)s. Copy the sheet of the "
            "Excel download again."
        ),
        # What is wrong with a row of the sheet of support.
        "support_row.fault": _("Support, row %(row)s: %(fault)s"),
        "support_row.cell_fault": _("%(column)s: %(fault)s"),
        "support_row.changed": _(
            "This support is not in the portal with this text. Delete the row, or clear its status "
            "to ask a partner."
        ),
        "support_row.needs_code": _("Give the code of an activity that is in the workplan already."),
        "support_row.unknown_partner": _(
            "“%(word)s” is not in the list of partners. Write the acronym or the full name of the partner."
        ),
        "support_row.needs_partner": _("Enter the acronym or the full name of the partner."),
        "support_row.unknown_kind": _("“%(word)s” is not a kind of support. Use one of: %(choices)s."),
        "support_row.in_kind_with_amount": _(
            "Support in kind has no amount. Clear the amount, or choose another kind."
        ),
        "support_row.twice": _(
            "Row %(other)s has the same request to the same partner. Delete one of the two rows."
        ),
        # What is wrong with a row or a cell; each stands behind its row and column.
        "row.not_in_plan": _(
            "%(code)s is not in this workplan. Correct the code, or leave the code empty for a new activity."
        ),
        "row.carried_from_another": _(
            "This activity is carried over from %(earlier)s, and a file cannot change this. Write "
            "%(earlier)s, or clear the cell."
        ),
        "row.not_carried": _(
            "This activity is not carried over, and a file cannot change this. Clear the cell."
        ),
        "row.new_is_not_carried": _(
            "A file cannot carry over an activity. Clear the cell. Use the page “Carry over activities "
            "from an earlier workplan”."
        ),
        "row.withdrawn": _("%(code)s is withdrawn. Restore the activity on its page, or delete the row."),
        "row.countries_confirm": _(
            "You cannot change a regional activity with a file. Change the activity on its page, "
            "where the countries confirm."
        ),
        "row.needs_area": _("Choose an area of the plan of action."),
        # What a row does to the money under the ceiling.
        "row.new_money": _("US$%(after)s, new"),
        "row.more_money": _("US$%(before)s becomes US$%(after)s, US$%(more)s more"),
        # What a file does to the money of the plan.
        "rows.money": _("US$%(before)s becomes US$%(after)s."),
        "rows.money_stays": _("US$%(after)s stays the same."),
        "rows.money_of": _("US$%(before)s becomes US$%(after)s of US$%(ceiling)s. US$%(left)s is left."),
        "rows.money_stays_of": _("US$%(after)s of US$%(ceiling)s stays the same. US$%(left)s is left."),
        "rows.money_over": _("US$%(after)s is US$%(over)s more than the ceiling of US$%(ceiling)s."),
        "rows.changed_add": _("Changed activities: US$%(amount)s more"),
        "rows.changed_free": _("Changed activities: US$%(amount)s less"),
        "rows.new_add": _("New activities: US$%(amount)s more"),
        # Who changed a line after a workbook was downloaded.
        # The cover sheet.
        "rows.live": _("The current draft: %(state)s"),
        "rows.version": _("Approved version %(number)s"),
        "rows.version_aside": _("Approved version %(number)s. An amendment was closed without decisions."),
        "rows.how_to": _(
            "Change cells, and send the file on the page of the workplan. Leave the code empty for a new activity."
        ),
    }
)
