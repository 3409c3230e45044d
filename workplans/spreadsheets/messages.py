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
        "rows.no_file": _("Choose a file, or paste rows."),
        "rows.file_and_pasted": _("You chose a file and pasted rows. Send one of the two."),
        "rows.unknown_columns": ngettext_lazy(
            "The workplan has no column %(heads)s. Its columns are: %(columns)s. "
            "Correct the column head. You may leave columns out.",
            "The workplan has no columns %(heads)s. Its columns are: %(columns)s. "
            "Correct the column heads. You may leave columns out.",
            "count",
        ),
        "rows.no_heads": _(
            "The first row has no column head of the workplan. Write the column heads there: %(columns)s. "
            "You may leave columns out."
        ),
        "rows.of_another_plan": _(
            "This file belongs to the workplan %(named)s, not to %(plan)s. Send it on the page of %(named)s."
        ),
        "rows.out_of_date": _(
            "The workplan has changed since you downloaded this workbook. "
            "It is from an older portal and cannot be merged. "
            "Download it again and make your changes in the new one."
        ),
        "rows.unknown_version": _(
            "The cover sheet names a version that this workplan never had. "
            "Download the workbook again and make your changes in the new one."
        ),
        "rows.plan_changed": _(
            "The workplan has changed since you sent these rows, so nothing was written. "
            "Look at the changes below and save them again."
        ),
        "rows.confirmed_already": _(
            "This file was confirmed already, or you sent a newer one. Nothing was written. Look at the workplan."
        ),
        "rows.none_waits": _("No file waits for your confirmation. Send it again."),
        "rows.written": ngettext_lazy(
            "%(count)s activity is saved from the file.",
            "%(count)s activities are saved from the file.",
            "count",
        ),
        "rows.asked": ngettext_lazy(
            "%(count)s asking is made from the sheet of support.",
            "%(count)s askings are made from the sheet of support.",
            "count",
        ),
        "rows.support_heads": _(
            "The sheet of support needs these column heads: %(columns)s. Copy the sheet of the Excel download again."
        ),
        # What is wrong with a row of the sheet of support.
        "support_row.fault": _("Support, row %(row)s: %(fault)s"),
        "support_row.cell_fault": _("%(column)s: %(fault)s"),
        "support_row.changed": _(
            "This support is not in the portal in these words. Delete the row, or empty its status to ask a partner."
        ),
        "support_row.needs_code": _("Give the code of an activity that is in the workplan already."),
        "support_row.unknown_partner": _(
            "“%(word)s” is not a partner of the list. Write its acronym or its full name."
        ),
        "support_row.needs_partner": _("Name the partner, by its acronym or its full name."),
        "support_row.unknown_kind": _("“%(word)s” is not a kind of support. Use one of: %(choices)s."),
        "support_row.in_kind_with_amount": _(
            "Help in kind has no amount. Empty the amount, or choose another kind."
        ),
        "support_row.twice": _(
            "Row %(other)s asks the same partner for the same already. Delete one of the two."
        ),
        "rows.not_read": ngettext_lazy(
            "The portal does not read the column %(heads)s. The workplan has no such column.",
            "The portal does not read the columns %(heads)s. The workplan has no such columns.",
            "count",
        ),
        "row.quoted": _("“%(words)s”"),
        # What is wrong with a row or a cell; each stands behind its row and column.
        "row.cell_fault": _("Row %(row)s, %(column)s: %(fault)s"),
        "row.not_in_plan": _(
            "%(code)s is not in this workplan. Correct it, or leave the code empty for a new activity."
        ),
        "row.carried_from_another": _(
            "It was carried over from %(earlier)s, and a file cannot change that. "
            "Write %(earlier)s, or empty the cell. An empty cell changes nothing."
        ),
        "row.not_carried": _("It was not carried over, and a file cannot change that. Empty the cell."),
        "row.new_is_not_carried": _(
            "You cannot carry a line over with a file. "
            "Empty the cell, or carry the line over on the page “Start from last year”."
        ),
        "row.withdrawn": _("%(code)s is withdrawn. Bring it back on its page, or delete the row."),
        "row.twice": _("%(code)s is in row %(other)s already. Delete one of the two rows."),
        "row.countries_confirm": _(
            "Change a regional activity on its page, because its countries confirm it there."
        ),
        "row.needs_area": _("Choose an area of the plan."),
        "row.unknown_area": _("“%(word)s” is not an area of the plan. Use one of: %(choices)s."),
        "row.unknown_type": _("“%(word)s” is not a type of activity. Use one of: %(choices)s."),
        "row.unknown_target": _("“%(word)s” is not a target of the plan. Use one of: %(choices)s."),
        "row.unknown_funding": _("“%(word)s” is not a kind of funding. Use one of: %(choices)s."),
        "row.unknown_menu": _("“%(word)s” is not an activity area of this area. Use one of: %(choices)s."),
        "row.no_menu": _(
            "“%(word)s” is not an activity area of this area. It has none. Leave the cell empty."
        ),
        # What a row does to the money under the ceiling.
        "row.new_money": _("US$%(after)s, new"),
        "row.more_money": _("US$%(before)s becomes US$%(after)s, US$%(more)s more"),
        # What a file does to the money of the plan.
        "rows.money": _("US$%(before)s becomes US$%(after)s."),
        "rows.money_stays": _("US$%(after)s stays the same."),
        "rows.money_of": _("US$%(before)s becomes US$%(after)s of US$%(ceiling)s. US$%(left)s is left."),
        "rows.money_stays_of": _("US$%(after)s of US$%(ceiling)s stays the same. US$%(left)s is left."),
        "rows.money_over": _("US$%(after)s is US$%(over)s more than the ceiling of US$%(ceiling)s."),
        "rows.changed_add": _("Changed lines: US$%(amount)s more"),
        "rows.changed_free": _("Changed lines: US$%(amount)s less"),
        "rows.new_add": _("New lines: US$%(amount)s more"),
        # Who changed a line after a workbook was downloaded.
        "rows.saved_by": _("%(person)s, %(day)s at %(time)s"),
        # The cover sheet.
        "rows.live": _("The draft as it is now: %(state)s"),
        "rows.version": _("Approved version %(number)s"),
        "rows.version_aside": _("Approved version %(number)s. An amendment was set aside."),
        "rows.how_to": _(
            "Change cells, and send the file on the page of the workplan. Leave the code empty for a new activity."
        ),
    }
)
